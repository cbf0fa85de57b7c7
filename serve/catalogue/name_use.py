"""Whether product sheets have the name of a right holder."""

from serve.accounts.domain import Organisation
from serve.accounts.name_uses import OrganisationNameUse
from serve.accounts.permissions import OrganisationKind
from serve.catalogue.service import Catalogue
from serve.catalogue.work import SheetWork
from serve.platform.parts import Parts
from serve.platform.tenancy import SYSTEM
from serve.platform.work import Works
from serve.releases.service import Releases


def _is_in_sheets(parts: Parts, organisation: Organisation) -> bool:
    if organisation.kind != OrganisationKind.RIGHT_HOLDER:
        return False
    with parts[Works].of(SheetWork).look(SYSTEM) as work:
        if work.sheets.has_any(organisation.id):
            return True
    known = (*parts[Catalogue].whole().values(), *parts[Releases].earlier_sheets().values())
    return any(sheet.right_holder == organisation.name for sheet in known)


NAME_IN_SHEETS = OrganisationNameUse(_is_in_sheets)
