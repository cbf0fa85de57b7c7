"""What administrators do: require a second factor, and take a person's factors away when they are lost."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from serve.accounts.domain import Actor, Organisation, Person, check_manages
from serve.accounts.permissions import AccountAction
from serve.accounts.recording import on_behalf_of, tenant_of
from serve.factors.domain import Factors, Requirement, described
from serve.factors.permissions import FactorAction
from serve.factors.work import FactorWork
from serve.platform.versions import ANY_VERSION, ReadVersion
from serve.platform.work import Works


class OrganisationFactors(NamedTuple):
    """What an organisation requires, and how far its people are.

    Attributes:
        people: how many may sign in with a password.
        have_one: how many may sign in and have a second factor.
    """

    organisation: Organisation
    requirement: Requirement
    people: int
    have_one: int


class PersonFactors(NamedTuple):
    """What a person has."""

    person: Person
    factors: Factors


@dataclass(frozen=True)
class RequiredFactors:
    """The use cases. All of them block."""

    work: Works[FactorWork]

    def view(self, actor: Actor, organisation_id: str) -> OrganisationFactors:
        """What an organisation requires.

        Raises:
            NotFoundError: there is no such organisation.
            NotPermittedError: the actor does not manage its people.
        """
        check_manages(actor, organisation_id)
        with self.work.look(on_behalf_of(actor)) as work:
            store = work.factors
            organisation, requirement = work.organisations.get(organisation_id), store.requirement(organisation_id)
            people, have_one = store.are_by_password(organisation_id), store.have_any(organisation_id)
            return OrganisationFactors(organisation, requirement, people, have_one)

    def require(self, actor: Actor, organisation_id: str, since: date | None, read: ReadVersion = ANY_VERSION) -> None:
        """Require a second factor from a day on, or no longer; who has none sets one up at their next sign-in.

        Raises:
            ChangedMeanwhileError: it is no longer what the actor has read.
            NotFoundError: there is no such organisation.
            NotPermittedError: the actor does not manage its people.
        """
        check_manages(actor, organisation_id)
        with self.work.begin(on_behalf_of(actor)) as work:
            work.organisations.get(organisation_id, for_change=True)
            read.check(work.factors.requirement(organisation_id).version)
            work.factors.require(Requirement(organisation_id, since))
            if since is None:
                work.record(FactorAction.REQUIRE, organisation_id, row=organisation_id, since=None)
            else:
                day = since.isoformat()
                work.record_written(FactorAction.REQUIRE, organisation_id, organisation_id, since=day)

    def of_person(self, actor: Actor, username: str) -> PersonFactors:
        """What a person has whom the actor manages.

        Raises:
            NotFoundError: no person whom the actor may see has this username.
        """
        with self.work.look(actor) as work:
            person = work.people.named(username)
        check_manages(actor, person.organisation.id)
        with self.work.look(on_behalf_of(actor)) as work:
            return PersonFactors(person, work.factors.of(person.id))

    def reset(self, actor: Actor | None, username: str) -> None:
        """Take all second factors of a person away; their sessions end.

        Raises:
            NotFoundError: no person whom the actor may see has this username.
            NotPermittedError: the actor does not manage them.
        """
        with self.work.look(tenant_of(actor)) as work:
            person = work.people.named(username)
        check_manages(actor, person.organisation.id)
        with self.work.begin(on_behalf_of(actor)) as work:
            had = described(work.factors.of(person.id, for_change=True))
            rows = work.factors.remove_all(person.id)
            work.record(FactorAction.RESET, person.id, rows=rows, **had)
            ended = work.credentials.end_sessions_of(person.id)
            work.record(AccountAction.SESSION_END, person.id, sessions=ended)
