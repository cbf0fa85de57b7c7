"""What people read about accounts."""

from collections.abc import Mapping
from types import MappingProxyType

from model.catalogue import Visibility
from model.messages import Message, counted, in_context, message
from serve.accounts.permissions import OrganisationKind, Role

ROLES: Mapping[str, Message] = MappingProxyType(
    {
        Role.OFFICER: message("Officer"),
        Role.SENIOR_OFFICER: message("Senior officer"),
        Role.TRAINER: message("Trainer"),
        Role.CONTRIBUTOR: message("Contributor"),
        Role.REVIEWER: message("Reviewer"),
        Role.CURATOR: message("Curator"),
        Role.ORGANISER: message("Organiser"),
        Role.ADMINISTRATOR: message("Administrator"),
    }
)
KINDS: Mapping[str, Message] = MappingProxyType(
    {
        OrganisationKind.AGENCY: in_context("organisation", "Agency"),
        OrganisationKind.RIGHT_HOLDER: message("Right holder"),
        OrganisationKind.OPERATOR: message("Operator"),
    }
)
# Translators: who sees a point of a product sheet.
VISIBILITIES: Mapping[Visibility, Message] = MappingProxyType(
    {
        Visibility.PUBLIC: message("Everyone"),
        Visibility.OFFICER: message("Agencies that you allow"),
        Visibility.HOLDER: message("Only your organisation"),
    }
)
# What the script of the account's page says (`static/unsent.js`).
FOR_SCRIPT: Mapping[str, Message] = MappingProxyType(
    {
        "unsent": counted(
            "{count} photo on this device is not examined yet. It stays here, encrypted, also after you sign out.",
            "{count} photos on this device are not examined yet. They stay here, encrypted, also after you sign out.",
        ),
    }
)
FOR_TEMPLATES = {"account_messages": FOR_SCRIPT, "role_names": ROLES, "kind_names": KINDS, "visibilities": VISIBILITIES}
