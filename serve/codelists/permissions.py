"""Who may read code lists. All are `resource:action`."""

from enum import StrEnum

from serve.platform.permissions import Grants


class CodeListPermission(StrEnum):
    """What may be done. The lists are of the service, not of an organisation."""

    READ = "code-list:read"


GRANTS = Grants(everyone={CodeListPermission.READ})
