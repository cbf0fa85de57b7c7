"""Who may do what: one table of roles, one of kinds of organisation; a person may do what both allow."""

from collections.abc import Mapping
from enum import StrEnum


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
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """An action that may be permitted, as `resource:action`. Tenancy decides on which rows."""

    ACCOUNT_USE = "account:use"  # one's own password, sessions and tokens
    CATALOGUE_READ = "catalogue:read"
    RELEASE_READ = "release:read"
    EXAMINATION_CREATE = "examination:create"
    EXAMINATION_READ = "examination:read"
    PHOTO_EXPORT = "photo:export"
    CASE_CREATE = "case:create"
    CASE_READ = "case:read"
    CASE_CHANGE = "case:change"
    CASE_EXPORT = "case:export"
    CASE_HOLD = "case:hold"
    OPINION_GIVE = "opinion:give"
    ENQUIRY_SEND = "enquiry:send"
    ENQUIRY_READ = "enquiry:read"
    ENQUIRY_ANSWER = "enquiry:answer"
    CONTRIBUTION_READ = "contribution:read"
    STATISTICS_READ = "statistics:read"
    ALLOWANCE_READ = "allowance:read"
    ALLOWANCE_CHANGE = "allowance:change"
    ORGANISATION_READ = "organisation:read"
    ORGANISATION_CREATE = "organisation:create"
    PERSON_READ = "person:read"
    PERSON_MANAGE = "person:manage"


_EVERYONE = {Permission.ACCOUNT_USE, Permission.CATALOGUE_READ, Permission.RELEASE_READ, Permission.ORGANISATION_READ}
_EXAMINING = {Permission.EXAMINATION_CREATE, Permission.EXAMINATION_READ, Permission.PHOTO_EXPORT}
_CASEWORK = {
    Permission.CASE_CREATE,
    Permission.CASE_READ,
    Permission.CASE_CHANGE,
    Permission.CASE_EXPORT,
    Permission.OPINION_GIVE,
    Permission.ENQUIRY_SEND,
    Permission.ENQUIRY_READ,
    Permission.PERSON_READ,  # colleagues, to ask one for an opinion
}
_ENQUIRED = {Permission.ENQUIRY_READ, Permission.ENQUIRY_ANSWER, Permission.CONTRIBUTION_READ}

OF_ROLE: Mapping[Role, frozenset[Permission]] = {
    Role.OFFICER: frozenset(_EVERYONE | _EXAMINING | _CASEWORK),
    Role.SENIOR_OFFICER: frozenset(_EVERYONE | _EXAMINING | _CASEWORK | {Permission.CASE_HOLD}),
    Role.TRAINER: frozenset(_EVERYONE | _EXAMINING),
    Role.CONTRIBUTOR: frozenset(_EVERYONE | _ENQUIRED),
    Role.REVIEWER: frozenset(
        _EVERYONE | _ENQUIRED | {Permission.STATISTICS_READ, Permission.ALLOWANCE_READ, Permission.ALLOWANCE_CHANGE}
    ),
    Role.ADMINISTRATOR: frozenset(
        _EVERYONE
        | _EXAMINING
        | {
            Permission.CONTRIBUTION_READ,
            Permission.STATISTICS_READ,
            Permission.ALLOWANCE_READ,
            Permission.ORGANISATION_CREATE,
            Permission.PERSON_READ,
            Permission.PERSON_MANAGE,
        }
    ),
}
# A right holder never examines: a person who can try photos on another holder's product learns its identification
# points.
OF_KIND: Mapping[OrganisationKind, frozenset[Permission]] = {
    OrganisationKind.AGENCY: frozenset(
        _EVERYONE | _EXAMINING | _CASEWORK | {Permission.CASE_HOLD, Permission.PERSON_MANAGE}
    ),
    OrganisationKind.RIGHT_HOLDER: frozenset(
        _EVERYONE | OF_ROLE[Role.REVIEWER] | {Permission.PERSON_READ, Permission.PERSON_MANAGE}
    ),
    OrganisationKind.OPERATOR: frozenset(OF_ROLE[Role.ADMINISTRATOR]),
}
ROLES_OF_KIND: Mapping[OrganisationKind, tuple[Role, ...]] = {
    OrganisationKind.AGENCY: (Role.OFFICER, Role.SENIOR_OFFICER, Role.TRAINER, Role.ADMINISTRATOR),
    OrganisationKind.RIGHT_HOLDER: (Role.CONTRIBUTOR, Role.REVIEWER, Role.ADMINISTRATOR),
    OrganisationKind.OPERATOR: (Role.ADMINISTRATOR,),
}


def permissions_of(role: Role, kind: OrganisationKind) -> frozenset[Permission]:
    """What a person with this role in an organisation of this kind may do."""
    return OF_ROLE[role] & OF_KIND[kind]
