"""Who may do what with releases. All are `resource:action`."""

from enum import StrEnum

from serve.platform.permissions import Grants


class ReleasePermission(StrEnum):
    """What may be done. What it may be done to, tenancy says."""

    READ = "release:read"


GRANTS = Grants(
    everyone={ReleasePermission.READ},
)
