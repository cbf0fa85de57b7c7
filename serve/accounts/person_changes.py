"""Changes the name and role of people, moves them to another organisation, and disables or enables them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from model.messages import Message, message
from serve.accounts.domain import (
    PERSON_NAMED,
    AccountError,
    Actor,
    NotPermittedError,
    Person,
    PersonUpdate,
    Unit,
    check_manages,
    check_role,
    check_unit,
    checked_name,
    set_aside,
)
from serve.accounts.holding import SESSIONS_HELD, TOKENS_HELD, HeldKind, held_by
from serve.accounts.permissions import AccountAction, OrganisationKind, Role
from serve.accounts.recording import on_behalf_of, record_person, tenant_of
from serve.accounts.work import AccountWork
from serve.platform.tenancy import SYSTEM
from serve.platform.versions import ANY_VERSION, ReadVersion
from serve.platform.work import Works

OWN_ACCOUNT = message("You can't disable your own account; ask another administrator.")
OWN_MOVE = message("You can't move your own account; ask another administrator.")
OPERATOR_MOVES = message("Only the operator of the service moves people to another organisation.")
SERVICE_STAYS = message("A service account stays in its organisation. Disable it, and make another one there.")
LAST_ADMINISTRATOR = message(
    "{name} is the last administrator of {organisation} who can sign in. First give another person this role."
)


@dataclass(frozen=True)
class PersonChanges:
    """The use cases. All of them block.

    Attributes:
        kinds: what people hold open, as later subjects know it.
    """

    work: Works[AccountWork]
    kinds: Sequence[HeldKind] = ()

    def held(self, actor: Actor, person: Person) -> list[Message]:
        """What a person whom the actor manages holds open, in words: it ends, or stays without them."""
        check_manages(actor, person.organisation.id)
        with self.work.look(SYSTEM) as work:
            return held_by(work, person.id, (*self.kinds, SESSIONS_HELD, TOKENS_HELD))

    def change(
        self, actor: Actor | None, username: str, wanted: PersonUpdate, read: ReadVersion = ANY_VERSION
    ) -> Person:
        """Change a person. Whom it disables or moves is signed out everywhere, and their tokens end.

        Who moves gets an account of the same username in the other organisation. The one that they had stays, disabled
        and under another username, so that the records of its organisation still name them.

        Args:
            actor: None for a person who runs commands on the machine of the service.

        Raises:
            AccountError: a value is invalid, the actor would disable or move their own account, or the last
                administrator would be lost.
            NotFoundError: no person whom the actor may see has this username, or there is no such organisation.
            NotPermittedError: the actor may not move people.
        """
        with self.work.look(tenant_of(actor)) as work:
            found = work.people.named(username)
        _check_permitted(actor, found, wanted)
        with self.work.begin(on_behalf_of(actor)) as work:
            work.organisations.get(found.organisation.id, for_change=True)  # two administrators, each of the other
            person = work.people.get(found.id, for_change=True)
            read.check(person.version)
            _check_administered(work, actor, person, wanted)
            if wanted.organisation_id not in {None, person.organisation.id}:
                return _moved(work, person, wanted)
            return _changed(work, person, wanted)


def _check_permitted(actor: Actor | None, person: Person, wanted: PersonUpdate) -> None:
    if actor is None:
        return
    moves = wanted.organisation_id not in {None, person.organisation.id}
    if person.id == actor.person_id and wanted.disabled is not None:
        raise AccountError(OWN_ACCOUNT, "disabled")
    if moves and not actor.is_operator:
        raise NotPermittedError(OPERATOR_MOVES)
    if moves and person.id == actor.person_id:
        raise AccountError(OWN_MOVE, "organisation")


def _check_administered(work: AccountWork, actor: Actor | None, person: Person, wanted: PersonUpdate) -> None:
    """Check that an organisation keeps an administrator; the operator may take the last one of another organisation."""
    if actor is None or (actor.is_operator and person.organisation.kind != OrganisationKind.OPERATOR):
        return
    is_administrator = person.role == Role.ADMINISTRATOR and person.disabled_at is None
    field = _lost_by(person, wanted)
    if (
        is_administrator
        and field is not None
        and work.people.active_in_role(person.organisation.id, person.role) == {person.id}
    ):
        name, organisation = person.name, person.organisation.name
        raise AccountError(LAST_ADMINISTRATOR.of(name=name, organisation=organisation), field)


def _lost_by(person: Person, wanted: PersonUpdate) -> str | None:
    """The field of a change by which an organisation loses a person in their role; None if it does not."""
    if wanted.disabled:
        return "disabled"
    if wanted.organisation_id not in {None, person.organisation.id}:
        return "organisation"
    return "role" if wanted.role not in {None, person.role} else None


def _changed(work: AccountWork, person: Person, wanted: PersonUpdate) -> Person:
    name = person.name if wanted.name is None else checked_name(wanted.name, PERSON_NAMED)
    role = _role(work, wanted.role or person.role, person.organisation.kind, person.role)
    disabled_at = person.disabled_at
    if wanted.disabled is not None:
        disabled_at = work.now if wanted.disabled else None
    unit = _unit(work, person, wanted.unit_id)
    what: dict[str, Any] = {"role": role} if role != person.role else {}
    if wanted.disabled is not None:
        what["disabled"] = wanted.disabled
    if not what and (name, unit) == (person.name, person.unit):
        return person
    values = {"name": name, "role": role, "disabled_at": disabled_at, "unit_id": unit.id if unit else None}
    work.people.change(person.id, **values)
    if wanted.disabled:
        _sign_out(work, person)
    record_person(work, AccountAction.PERSON_CHANGE, person.id, **what)
    return work.people.get(person.id)


def _moved(work: AccountWork, person: Person, wanted: PersonUpdate) -> Person:
    if person.is_service:
        raise AccountError(SERVICE_STAYS, "organisation")
    organisation = work.organisations.get(wanted.organisation_id or "")
    role = _role(work, wanted.role or person.role, organisation.kind)
    name = person.name if wanted.name is None else checked_name(wanted.name, PERSON_NAMED)
    is_disabled = wanted.disabled if wanted.disabled is not None else person.disabled_at is not None
    aside, since = set_aside(person.username, person.id), person.disabled_at or work.now
    work.people.change(person.id, username=aside, openid_subject=None, disabled_at=since)
    _sign_out(work, person)
    record_person(work, AccountAction.PERSON_CHANGE, person.id, disabled=True, moved=True)
    new = replace(person, id=work.id("u"), organisation=organisation, name=name, role=role, created_at=work.now)
    new = replace(new, unit=None, disabled_at=(person.disabled_at or work.now) if is_disabled else None)
    work.people.add(new)
    work.people.prefer(new.id, person.preferences)
    told = {"role": role, "organisation": organisation.id, "moved_from": person.id}
    record_person(work, AccountAction.PERSON_CREATE, new.id, **told)
    return new


def _unit(work: AccountWork, person: Person, unit_id: str | None) -> Unit | None:
    """The unit that a person has after a change.

    Raises:
        AccountError: it is of another organisation.
        NotFoundError: there is no such unit.
    """
    if unit_id is None:
        return person.unit
    unit = work.units.get(unit_id, for_change=True) if unit_id else None
    check_unit(unit, person.organisation.id)
    return unit


def _sign_out(work: AccountWork, person: Person) -> None:
    work.credentials.end_sessions_of(person.id)
    work.credentials.revoke_tokens_of(person.id)
    work.links.end(person.id)


def _role(work: AccountWork, role: str, kind: str, present: str | None = None) -> str:
    if role != present:
        check_role(role, kind, work.roles.roles_of_kind.get(kind, ()))
    return role
