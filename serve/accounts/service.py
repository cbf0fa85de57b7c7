"""Managing people and organisations: who there is, in which role, and what a right holder allows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from serve.accounts.credential_store import CredentialStore
from serve.accounts.domain import (
    AccountError,
    Actor,
    NotPermittedError,
    Organisation,
    Person,
    Sight,
    check_password,
    check_role,
    checked_country,
    checked_name,
    checked_username,
    new_id,
    new_password,
)
from serve.accounts.own import set_password
from serve.accounts.permissions import OrganisationKind, Role
from serve.accounts.recording import record_organisation, record_person, whoever
from serve.accounts.signing_in import hashed
from serve.accounts.store import OrganisationStore, PersonStore
from serve.audit.domain import COMMAND_LINE, Action
from serve.audit.service import Trail
from serve.platform.database import Database
from serve.platform.idempotency import UNNAMED, Call
from serve.platform.tenancy import SYSTEM, Tenant


class NewPerson(NamedTuple):
    """Somebody added; the password is shown once, and None where the call was a repetition or needed none."""

    person: Person
    password: str | None


class Allowance(NamedTuple):
    """Which agencies see a right holder's `officer` points; `agencies` None for all."""

    agencies: tuple[str, ...] | None


@dataclass(frozen=True)
class Accounts:
    """The use cases. All of them block. An actor of None is whoever may run commands where the service runs."""

    database: Database
    trail: Trail

    def add_organisation(
        self, actor: Actor | None, kind: OrganisationKind, name: str, country: str | None, call: Call = UNNAMED
    ) -> Organisation:
        """Add an organisation; right holders are named as product sheets name them.

        Raises:
            AccountError: the name is taken or none, or the country is missing.
        """
        now = datetime.now(UTC)
        new = Organisation(
            new_id("o"), kind, checked_name(name, "An organisation"), checked_country(country, kind), created_at=now
        )
        with self.database.writing(_tenant(actor)) as connection:
            made = call.claim(connection, new.id, now)
            if made == new.id:
                OrganisationStore(connection).add(new)
                record_organisation(
                    self.trail, connection, Action.ORGANISATION_CREATE, new.id, {"kind": kind.value}, by=whoever(actor)
                )
            return OrganisationStore(connection).get(made)

    def organisations(self, actor: Actor | None) -> list[Organisation]:
        """Every organisation, by name."""
        with self.database.reading(_tenant(actor)) as connection:
            return OrganisationStore(connection).all()

    def organisation_named(self, name: str) -> Organisation:
        """One by its name.

        Raises:
            NotFoundError: there is none.
        """
        with self.database.reading(SYSTEM) as connection:
            return OrganisationStore(connection).named(name)

    def add_person(
        self,
        actor: Actor | None,
        *,
        organisation_id: str,
        username: str,
        name: str,
        role: Role,
        password: str | None = None,
        by_openid: bool = False,
        call: Call = UNNAMED,
    ) -> NewPerson:
        """Add somebody.

        Args:
            password: None makes one up, which is returned.
            by_openid: they sign in by their agency's OpenID provider alone, and get no password.

        Raises:
            AccountError: something about them can't be so; the message says what.
            NotFoundError: there is no such organisation.
            NotPermittedError: the actor manages the people of another organisation.
        """
        _check_manages(actor, organisation_id)
        checked = checked_username(username)
        chosen = None if by_openid else password or new_password()
        if chosen is not None:
            check_password(chosen, checked)
        password_hash = hashed(chosen) if chosen is not None else None
        now = datetime.now(UTC)
        with self.database.writing(_tenant(actor)) as connection:
            organisation = OrganisationStore(connection).get(organisation_id)
            check_role(role, organisation.kind)
            new = Person(
                new_id("u"), organisation, checked, checked_name(name, "A person"), role, password_hash, None, now, None
            )
            made = call.claim(connection, new.id, now)
            if made != new.id:
                return NewPerson(PersonStore(connection, _tenant(actor)).get(made), None)
            PersonStore(connection, _tenant(actor)).add(new)
            details = {"role": role.value, "organisation": organisation_id}
            record_person(self.trail, connection, Action.PERSON_CREATE, new.id, details, by=whoever(actor))
        return NewPerson(new, None if password else chosen)

    def people(self, actor: Actor | None) -> list[Person]:
        """Everybody whom the actor may see, by username, which is recorded."""
        with self.database.writing(_tenant(actor)) as connection:
            found = PersonStore(connection, _tenant(actor)).all()
            subject = actor.organisation_id if actor else COMMAND_LINE
            self.trail.record(connection, Action.PERSON_VIEW, subject, {"people": len(found)}, actor=whoever(actor))
        return found

    def colleagues(self, actor: Actor) -> list[Person]:
        """Those of the actor's organisation who may sign in, without the actor."""
        with self.database.reading(actor) as connection:
            found = PersonStore(connection, _tenant(actor)).all()
        return [
            person
            for person in found
            if person.organisation.id == actor.organisation_id
            and person.disabled_at is None
            and person.id != actor.person_id
        ]

    def set_disabled(self, actor: Actor | None, username: str, *, disabled: bool) -> Person:
        """Bar somebody from signing in, ending their sessions and tokens; or let them in again.

        Raises:
            AccountError: the actor would bar themselves.
            NotFoundError: there is nobody of this name whom the actor may see.
        """
        with self.database.reading(_tenant(actor)) as connection:
            person = PersonStore(connection, _tenant(actor)).named(username)
        if actor is not None and person.id == actor.person_id:
            raise AccountError("You can't disable your own account; ask another administrator.")
        with self.database.writing(SYSTEM) as connection:  # sessions and tokens are the service's own
            people, credentials = PersonStore(connection, SYSTEM), CredentialStore(connection)
            people.change(person.id, disabled_at=datetime.now(UTC) if disabled else None)
            if disabled:
                credentials.end_sessions_of(person.id)
                credentials.revoke_tokens_of(person.id)
            change = {"disabled": disabled}
            record_person(self.trail, connection, Action.PERSON_CHANGE, person.id, change, by=whoever(actor))
            return people.get(person.id)

    def unlink(self, username: str) -> Person:
        """Forget which account at an OpenID provider is somebody's; their next sign-in by username links them anew.

        Raises:
            NotFoundError: there is nobody of this name.
        """
        with self.database.writing(SYSTEM) as connection:
            person = PersonStore(connection, SYSTEM).named(username)
            PersonStore(connection, SYSTEM).change(person.id, openid_subject=None)
            CredentialStore(connection).end_sessions_of(person.id)
            record_person(self.trail, connection, Action.PERSON_CHANGE, person.id, {"openid": False}, by=whoever(None))
        return person

    def reset_password(self, actor: Actor | None, username: str) -> NewPerson:
        """Give somebody a new password, which is returned; their sessions end.

        Raises:
            AccountError: they sign in by OpenID Connect.
            NotFoundError: there is nobody of this name whom the actor may see.
        """
        password = new_password()
        with self.database.reading(_tenant(actor)) as connection:
            person = PersonStore(connection, _tenant(actor)).named(username)
        if person.password_hash is None:
            raise AccountError(
                f"{person.username} signs in with their organisation's own sign-in service, by no password."
            )
        set_password(self.database, self.trail, person, password, by=whoever(actor))
        return NewPerson(person, password)

    def allowance(self, actor: Actor) -> Allowance:
        """Which agencies the actor's organisation, a right holder, allows."""
        with self.database.reading(actor) as connection:
            store = OrganisationStore(connection)
            holder = store.get(actor.organisation_id)
            return Allowance(None if holder.allows_all else store.allowed(holder.id))

    def change_allowance(self, actor: Actor, agencies: Collection[str] | None) -> Allowance:
        """Say which agencies see the `officer` points of the actor's organisation, a right holder; None for all.

        Raises:
            AccountError: one of them is no agency.
        """
        with self.database.writing(actor) as connection:
            store = OrganisationStore(connection)
            known = {each.id for each in store.all() if each.kind is OrganisationKind.AGENCY}
            unknown = sorted(set(agencies or ()) - known)
            if unknown:
                raise AccountError(f"{unknown[0]} is no agency here.")
            store.allow(actor.organisation_id, agencies)
            details = {"agencies": None if agencies is None else sorted(set(agencies))}
            holder = actor.organisation_id
            record_organisation(self.trail, connection, Action.ALLOWANCE_CHANGE, holder, details, by=actor.person_id)
        return self.allowance(actor)

    def sight(self, actor: Actor) -> Sight:
        """What an actor may see of identification points."""
        with self.database.reading(actor) as connection:
            return OrganisationStore(connection).sight(actor)

    def nobody_yet(self) -> bool:
        """Whether there is nobody who could sign in."""
        with self.database.reading(SYSTEM) as connection:
            return PersonStore(connection, SYSTEM).count() == 0


def _tenant(actor: Actor | None) -> Tenant:
    return SYSTEM if actor is None else actor


def _check_manages(actor: Actor | None, organisation_id: str) -> None:
    if actor is not None and not actor.is_operator and actor.organisation_id != organisation_id:
        raise NotPermittedError("You manage the people of your own organisation only.")
