"""Manages people and organisations: who exists, in which role, and what a right holder allows."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import NamedTuple

from model.messages import message
from serve.accounts.countries import countries
from serve.accounts.domain import (
    ANY_PEOPLE,
    ORGANISATION_NAMED,
    PERSON_NAMED,
    AccountError,
    Actor,
    Organisation,
    PeopleFilter,
    Person,
    PersonUpdate,
    Sight,
    check_kind,
    check_manages,
    check_password,
    check_role,
    check_unit,
    checked_country,
    checked_name,
    checked_username,
    new_password,
)
from serve.accounts.languages import check_offered
from serve.accounts.own import set_password
from serve.accounts.permissions import AccountAction, OrganisationKind
from serve.accounts.person_changes import PersonChanges
from serve.accounts.recording import record_organisation, record_person, tenant_of
from serve.accounts.signing_in import actor_of, hashed
from serve.accounts.work import AccountWork
from serve.audit.domain import COMMAND_LINE, record_digest
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.paging import PAGE, Page, cut
from serve.platform.permissions import Roles
from serve.platform.tenancy import SYSTEM
from serve.platform.versions import ANY_VERSION, ReadVersion
from serve.platform.work import Works


class NewPerson(NamedTuple):
    """A person who was added; the password is shown once, and None if the call was a repetition or needed none."""

    person: Person
    password: str | None


class Allowance(NamedTuple):
    """Which agencies see a right holder's `officer` points; `agencies` None for all."""

    agencies: tuple[str, ...] | None

    @property
    def version(self) -> str:
        """A digest of it."""
        return record_digest({"agencies": self.agencies})


@dataclass(frozen=True)
class Accounts:
    """The use cases.

    All of them block. An actor of None is a person who runs commands on the machine of the service.
    """

    work: Works[AccountWork]

    @property
    def roles(self) -> Roles:
        """The roles and kinds of organisations that there are, and what each includes."""
        return self.work.roles

    def actor_of(self, person: Person, via: str) -> Actor:
        """A person as the actor.

        Args:
            via: what they are recognised by.
        """
        return actor_of(person, self.roles, via)

    def add_organisation(
        self,
        actor: Actor | None,
        kind: str,
        name: str,
        country: str | None,
        call: IdempotentCall = UNNAMED,
        language: str | None = None,
    ) -> Organisation:
        """Add an organisation; right holders are named as product sheets name them.

        Args:
            language: the tag of the one in which it is written to; None for none in particular.

        Raises:
            AccountError: the name is taken or invalid, the country is missing or unknown, there is no such kind, or
                the language is not offered.
        """
        check_offered(language)
        check_kind(kind, self.roles.kinds)
        known_as, where = checked_name(name, ORGANISATION_NAMED), checked_country(country, kind, countries())
        with self.work.begin(tenant_of(actor), call) as work:
            made = work.id("o")
            if not work.replayed:
                work.organisations.add(Organisation(made, kind, known_as, where, created_at=work.now))
                work.languages.choose(made, language)
                record_organisation(work, AccountAction.ORGANISATION_CREATE, made, kind=kind)
            return work.organisations.get(made)

    def organisations(self, actor: Actor | None) -> list[Organisation]:
        """Every organisation, by name."""
        with self.work.look(tenant_of(actor)) as work:
            return work.organisations.all()

    def organisation(self, actor: Actor, organisation_id: str) -> Organisation:
        """One organisation.

        Raises:
            NotFoundError: it does not exist.
        """
        with self.work.look(actor) as work:
            return work.organisations.get(organisation_id)

    def organisation_named(self, name: str) -> Organisation:
        """One by its name.

        Raises:
            NotFoundError: there is none.
        """
        with self.work.look(SYSTEM) as work:
            return work.organisations.named(name)

    def add_person(
        self,
        actor: Actor | None,
        *,
        organisation_id: str,
        username: str,
        name: str,
        role: str,
        password: str | None = None,
        by_openid: bool = False,
        must_change: bool = False,
        unit_id: str | None = None,
        call: IdempotentCall = UNNAMED,
    ) -> NewPerson:
        """Add a person.

        Args:
            password: None generates one, which is returned.
            by_openid: they sign in only with their agency's OpenID provider, and get no password.
            must_change: the password is for their first sign-in alone, at which they choose another one.

        Raises:
            AccountError: a value is invalid; the message says which.
            NotFoundError: there is no such organisation or unit.
            NotPermittedError: the actor manages the people of another organisation.
        """
        check_manages(actor, organisation_id)
        checked, called = checked_username(username), checked_name(name, PERSON_NAMED)
        chosen = None if by_openid else password or new_password()
        if chosen is not None:
            check_password(chosen, checked)
        password_hash = hashed(chosen) if chosen is not None else None
        with self.work.begin(tenant_of(actor), call) as work:
            if work.replayed:
                return NewPerson(work.people.get(work.id("u")), None)
            organisation = work.organisations.get(organisation_id)
            check_role(role, organisation.kind, work.roles.roles_of_kind.get(organisation.kind, ()))
            new = Person(work.id("u"), organisation, checked, called, role, password_hash, None, work.now, None)
            unit = work.units.get(unit_id, for_change=True) if unit_id else None
            check_unit(unit, organisation_id)
            new = replace(new, must_change=must_change and chosen is not None, unit=unit)
            work.people.add(new)
            record_person(work, AccountAction.PERSON_CREATE, new.id, role=role, organisation=organisation_id)
        return NewPerson(new, None if password else chosen)

    def people(self, actor: Actor | None) -> list[Person]:
        """All people whom the actor may see, by username; the look is recorded."""
        with self.work.look(tenant_of(actor)) as work:
            found = work.people.all()
            work.record(AccountAction.PERSON_VIEW, actor.organisation_id if actor else COMMAND_LINE, people=len(found))
        return found

    def find_people(
        self,
        actor: Actor,
        text: str = "",
        after: str | None = None,
        limit: int = PAGE,
        only: PeopleFilter = ANY_PEOPLE,
    ) -> Page[Person]:
        """One page of the people whom the actor may see, by username; the look is recorded.

        Args:
            text: beginnings of words of the name or the username, in upper or lower case; all must match.
            after: the last username of the previous page; None to begin.
            only: which of them.
        """
        with self.work.look(actor) as work:
            page = cut(work.people.page(text, after, limit + 1, only), limit, lambda person: person.username)
            work.record(AccountAction.PERSON_VIEW, actor.organisation_id, people=len(page.entries))
        return page

    def person(self, actor: Actor, username: str) -> Person:
        """One person whom the actor may see; the look is recorded.

        Raises:
            NotFoundError: no person whom the actor may see has this username.
        """
        with self.work.look(actor) as work:
            person = work.people.named(username)
            work.record(AccountAction.PERSON_VIEW, person.id)
        return person

    def owner(self, username: str) -> Actor:
        """A person as the actor, for commands about what is theirs.

        Raises:
            NotFoundError: no person has this username.
        """
        with self.work.look(SYSTEM) as work:
            return self.actor_of(work.people.named(username), via=COMMAND_LINE)

    def set_disabled(
        self, actor: Actor | None, username: str, *, disabled: bool, read: ReadVersion = ANY_VERSION
    ) -> Person:
        """Disable a person, which ends their sessions, tokens and link for a new password; or enable them.

        Raises:
            AccountError: the actor would disable their own account, or the last administrator.
            NotFoundError: no person whom the actor may see has this name.
        """
        return PersonChanges(self.work).change(actor, username, PersonUpdate(disabled=disabled), read)

    def unlink(self, username: str) -> Person:
        """Remove a person's link to their account at an OpenID provider; their next sign-in links it again by username.

        Raises:
            NotFoundError: no person has this name.
        """
        with self.work.begin(tenant_of(None)) as work:
            person = work.people.named(username)
            work.people.change(person.id, openid_subject=None)
            work.credentials.end_sessions_of(person.id)
            record_person(work, AccountAction.PERSON_CHANGE, person.id, openid=False)
        return person

    def reset_password(self, actor: Actor | None, username: str) -> NewPerson:
        """Give a person a new first password, which is returned; their sessions end.

        Raises:
            AccountError: they sign in with OpenID Connect.
            NotFoundError: no person whom the actor may see has this name.
        """
        password = new_password()
        with self.work.look(tenant_of(actor)) as work:
            person = work.people.named(username)
        if person.is_service:
            raise AccountError(message("A service account has no password; make a token for it."))
        if person.password_hash is None:
            raise AccountError(
                message(
                    "{username} signs in with the sign-in service of their organisation and has no password.",
                    username=person.username,
                )
            )
        set_password(self.work, actor, person, password, must_change=True)
        return NewPerson(replace(person, must_change=True), password)

    def allowance(self, actor: Actor) -> Allowance:
        """Which agencies the actor's organisation, a right holder, allows."""
        with self.work.look(actor) as work:
            return _allowance(work)

    def change_allowance(
        self, actor: Actor, agencies: Collection[str] | None, read: ReadVersion = ANY_VERSION
    ) -> Allowance:
        """Set which agencies see the `officer` points of the actor's organisation, a right holder; None for all.

        Raises:
            AccountError: one of them is no agency.
        """
        with self.work.begin(actor) as work:
            read.check(_allowance(work, for_change=True).version)
            known = {each.id for each in work.organisations.all() if each.kind == OrganisationKind.AGENCY}
            unknown = sorted(set(agencies or ()) - known)
            if unknown:
                raise AccountError(message("{agency} is no agency here.", agency=unknown[0]), "agencies")
            work.organisations.allow(actor.organisation_id, agencies)
            listed = None if agencies is None else sorted(set(agencies))
            record_organisation(work, AccountAction.ALLOWANCE_CHANGE, actor.organisation_id, agencies=listed)
            return _allowance(work)

    def sight(self, actor: Actor) -> Sight:
        """What an actor may see of identification points."""
        with self.work.look(actor) as work:
            return work.sight

    def has_no_people(self) -> bool:
        """Whether there are no people who could sign in."""
        with self.work.look(SYSTEM) as work:
            return work.people.count() == 0


def _allowance(work: AccountWork, *, for_change: bool = False) -> Allowance:
    holder = work.organisations.get(work.tenant.organisation_id, for_change=for_change)
    return Allowance(None if holder.allows_all else work.organisations.allowed(holder.id))
