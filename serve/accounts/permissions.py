"""The roles and kinds of organisations that the service begins with, and who may do what with accounts.

Permissions, and the actions that the audit log names, are `resource:action`. Other subjects register further roles and
kinds as these are registered here.
"""

from enum import StrEnum

from serve.platform.permissions import Grants


class OrganisationKind(StrEnum):
    """What an organisation is to the service."""

    AGENCY = "agency"
    RIGHT_HOLDER = "right_holder"
    OPERATOR = "operator"


class Role(StrEnum):
    """What a person does. Each person has one role in one organisation."""

    OFFICER = "officer"
    SENIOR_OFFICER = "senior_officer"
    TRAINER = "trainer"
    CONTRIBUTOR = "contributor"
    REVIEWER = "reviewer"
    CURATOR = "curator"
    ORGANISER = "organiser"
    ADMINISTRATOR = "administrator"


class AccountPermission(StrEnum):
    """What may be done. What it may be done to, tenancy says."""

    ACCOUNT_USE = "account:use"  # one's own password, sessions and tokens
    ALLOWANCE_READ = "allowance:read"
    ALLOWANCE_CHANGE = "allowance:change"
    ORGANISATION_READ = "organisation:read"
    ORGANISATION_CREATE = "organisation:create"
    ORGANISATION_CHANGE = "organisation:change"
    PERSON_READ = "person:read"
    PERSON_MANAGE = "person:manage"


class AccountAction(StrEnum):
    """What was done."""

    SESSION_CREATE = "session:create"
    SESSION_REFUSE = "session:refuse"
    SESSION_END = "session:end"
    TOKEN_CREATE = "token:create"  # noqa: S105  # an action's name
    TOKEN_REVOKE = "token:revoke"  # noqa: S105  # an action's name
    PERSON_CREATE = "person:create"
    PERSON_CHANGE = "person:change"
    PERSON_VIEW = "person:view"
    ORGANISATION_CREATE = "organisation:create"
    ORGANISATION_CHANGE = "organisation:change"
    ALLOWANCE_CHANGE = "allowance:change"
    UNIT_CREATE = "unit:create"
    UNIT_CHANGE = "unit:change"
    UNIT_DELETE = "unit:delete"
    DEVICE_KEY_REPLACE = "device_key:replace"


_RUNNING = {AccountPermission.PERSON_READ, AccountPermission.PERSON_MANAGE}
_ALLOWING = {AccountPermission.ALLOWANCE_READ, AccountPermission.ALLOWANCE_CHANGE}
_OPERATING = {
    *_RUNNING,
    AccountPermission.ALLOWANCE_READ,
    AccountPermission.ORGANISATION_CREATE,
    AccountPermission.ORGANISATION_CHANGE,
}

GRANTS = Grants(
    everyone={AccountPermission.ACCOUNT_USE, AccountPermission.ORGANISATION_READ},
    roles_of_kind={
        OrganisationKind.AGENCY: (Role.OFFICER, Role.SENIOR_OFFICER, Role.TRAINER, Role.ADMINISTRATOR),
        OrganisationKind.RIGHT_HOLDER: (Role.CONTRIBUTOR, Role.REVIEWER, Role.ADMINISTRATOR),
        OrganisationKind.OPERATOR: (Role.CURATOR, Role.ORGANISER, Role.ADMINISTRATOR),
    },
    of_role={
        Role.OFFICER: {AccountPermission.PERSON_READ},  # colleagues, to ask one for an opinion
        Role.SENIOR_OFFICER: {AccountPermission.PERSON_READ},
        Role.REVIEWER: _ALLOWING,
        Role.ADMINISTRATOR: _OPERATING,
    },
    of_kind={
        OrganisationKind.AGENCY: _RUNNING,
        OrganisationKind.RIGHT_HOLDER: {*_RUNNING, *_ALLOWING},
        OrganisationKind.OPERATOR: _OPERATING,
    },
)
