"""Who may send files, and what the audit log says was done. All are `resource:action`."""

from enum import StrEnum

from serve.accounts.permissions import OrganisationKind, Role
from serve.platform.permissions import Grants


class UploadPermission(StrEnum):
    """What may be done, with one's own uploads alone."""

    USE = "upload:use"


class UploadAction(StrEnum):
    """What was done. An upload is recorded from when all of its bytes are here."""

    FINISH = "upload:finish"
    TAKE = "upload:take"
    REMOVE = "upload:remove"


GRANTS = Grants(  # a subject that takes the files of other roles grants it to them, too
    of_role={Role.CONTRIBUTOR: {UploadPermission.USE}, Role.REVIEWER: {UploadPermission.USE}},
    of_kind={OrganisationKind.RIGHT_HOLDER: {UploadPermission.USE}},
)
