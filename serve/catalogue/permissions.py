"""Who may do what with product sheets, and what the audit log says was done. All are `resource:action`."""

from enum import StrEnum

from serve.accounts.permissions import OrganisationKind, Role
from serve.platform.permissions import Grants


class CataloguePermission(StrEnum):
    """What may be done with the sheets that readers see. What it may be done to, `Sight` says."""

    READ = "catalogue:read"
    EXPORT = "catalogue:export"  # in print


class CatalogueAction(StrEnum):
    """What was done with the sheets that readers see. Looks are not recorded: the shown sheets are for reading."""

    EXPORT = "catalogue:export"


class SheetPermission(StrEnum):
    """What may be done with the sheets of a right holder and their versions. To which of them, tenancy says."""

    LIST = "sheet:list"  # which there are, and where they stand
    READ = "sheet:read"  # what they say; no one but the right holder reads a draft
    EDIT = "sheet:edit"
    PUBLISH = "sheet:publish"


class SheetAction(StrEnum):
    """What was done."""

    CREATE = "sheet:create"
    CHANGE = "sheet:change"
    PUBLISH = "sheet:publish"
    WITHDRAW = "sheet:withdraw"
    EXPORT = "sheet:export"
    PICTURE_ADD = "sheet_picture:add"


_READING = {SheetPermission.LIST, SheetPermission.READ}
_EDITING = {*_READING, SheetPermission.EDIT}

GRANTS = Grants(
    everyone=set(CataloguePermission),
    of_role={
        Role.CONTRIBUTOR: _EDITING,
        Role.REVIEWER: {*_EDITING, SheetPermission.PUBLISH},
        Role.ADMINISTRATOR: _READING,
    },
    of_kind={
        OrganisationKind.RIGHT_HOLDER: set(SheetPermission),
        OrganisationKind.OPERATOR: {SheetPermission.LIST},
    },
)
