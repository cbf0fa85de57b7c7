"""Who may do what with product sheets. All are `resource:action`."""

from enum import StrEnum

from serve.platform.permissions import Grants


class CataloguePermission(StrEnum):
    """What may be done. What it may be done to, tenancy says."""

    READ = "catalogue:read"


GRANTS = Grants(
    everyone={CataloguePermission.READ},
)
