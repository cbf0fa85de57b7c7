"""Adds people of an organisation's OpenID provider, and gives them their roles, by their groups at the provider."""

from collections.abc import Iterable, Sequence

import structlog

from model.errors import ShinganError
from model.messages import listed, message
from serve.accounts.domain import (
    LONGEST_NAME,
    AccountError,
    OpenIdRefusedError,
    Organisation,
    Person,
    check_role,
)
from serve.accounts.openid_client import Vouched
from serve.accounts.permissions import AccountAction
from serve.accounts.recording import record_person
from serve.accounts.work import AccountWork
from serve.platform.errors import NotFoundError
from serve.platform.openid_settings import GroupRole, OpenIdProvider

IN_NO_GROUP = message(
    "The sign-in service knows you, but you are in none of its groups that may use Shingan. Ask the people who manage "
    "the accounts of {organisation} to add you to one."
)
NAMELESS = message(
    "The sign-in service gives no username that could be yours here. Ask the people who manage the accounts of "
    "{organisation} for one."
)
TAKEN = message("Your username belongs to another account here. Ask your administrator.")
NO_ROLE = message("SHINGAN_OPENID_PROVIDERS: {role} is no role; there are: {roles}")

log = structlog.get_logger(__name__)


class ProviderSettingError(ShinganError):
    """A setting of a provider does not fit this service."""


def check_roles(providers: Iterable[OpenIdProvider], roles: Sequence[str]) -> None:
    """Raise ProviderSettingError if a group is given a role that there is not."""
    for each in (each for provider in providers for each in provider.groups):
        if each.role not in roles:
            raise ProviderSettingError(NO_ROLE.of(role=each.role, roles=listed(roles)))


def role_of(
    work: AccountWork, organisation: Organisation, groups: Sequence[GroupRole], vouched: Vouched, person_id: str | None
) -> str:
    """The role of the first group of the setting that a person is in.

    Args:
        person_id: of who is known already; None otherwise.

    Raises:
        OpenIdRefusedError: they are in none, or its role does not fit the organisation.
    """
    found = next((each for each in groups if each.group in vouched.groups), None)
    try:
        if found is not None:
            check_role(found.role, organisation.kind, work.roles.roles_of_kind.get(organisation.kind, ()))
            return found.role
    except AccountError:
        log.warning("openid_role_does_not_fit", organisation=organisation.name, group=found and found.group)
    raise OpenIdRefusedError(IN_NO_GROUP.of(organisation=organisation.name), person_id, ends_sessions=True)


def add_person(work: AccountWork, organisation: Organisation, role: str, vouched: Vouched, subject: str) -> Person:
    """Add a person at their first sign-in, linked with the provider's id of them.

    Raises:
        OpenIdRefusedError: the provider gives no username, or one that is taken.
    """
    if vouched.username is None:
        raise OpenIdRefusedError(NAMELESS.of(organisation=organisation.name))
    name = " ".join((vouched.name or vouched.username).split())[:LONGEST_NAME]
    called = name if name.isprintable() else vouched.username
    new = Person(work.id("u"), organisation, vouched.username, called, role, None, subject, work.now, None)
    try:
        work.people.add(new)
    except AccountError:  # someone else has the username, or another first sign-in of theirs was faster
        try:
            return work.people.of_subject(subject)
        except NotFoundError:
            raise OpenIdRefusedError(TAKEN) from None
    said = {"role": role, "organisation": organisation.id, "openid": True, "groups": True}
    record_person(work, AccountAction.PERSON_CREATE, new.id, by=new.id, **said)
    return new


def give_role(work: AccountWork, person: Person, role: str) -> Person:
    """Give a person the role of their group, where they have another one."""
    if person.role == role:
        return person
    work.people.change(person.id, role=role)
    record_person(work, AccountAction.PERSON_CHANGE, person.id, by=person.id, role=role, groups=True)
    return work.people.get(person.id)
