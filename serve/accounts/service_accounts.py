"""Service accounts: programs call with their tokens, and no one signs in. Administrators make both."""

from dataclasses import dataclass, replace
from typing import NamedTuple

from model.messages import message
from serve.accounts.domain import (
    PERSON_NAMED,
    AccountError,
    Actor,
    Person,
    check_manages,
    check_role,
    checked_name,
    checked_username,
)
from serve.accounts.permissions import AccountAction
from serve.accounts.recording import record_person, tenant_of
from serve.accounts.signing_in import actor_of
from serve.accounts.token_domain import ApiToken, TokenLimits
from serve.accounts.tokens import NewToken, Tokens
from serve.accounts.work import AccountWork
from serve.audit.domain import COMMAND_LINE
from serve.platform.errors import NotFoundError
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.work import Works

NO_SUCH = message("There is no such service account.")
DISABLED = message("This service account is disabled, and gets no token.")
VIA = "service-account"


class ServiceAccount(NamedTuple):
    """A service account and its tokens."""

    person: Person
    tokens: tuple[ApiToken, ...]


@dataclass(frozen=True)
class ServiceAccounts:
    """The use cases. All of them block. An actor of None is a person who runs commands on the machine."""

    work: Works[AccountWork]

    def add(
        self,
        actor: Actor | None,
        *,
        organisation_id: str,
        username: str,
        name: str,
        role: str,
        call: IdempotentCall = UNNAMED,
    ) -> ServiceAccount:
        """Add a service account, which has no token yet.

        Raises:
            AccountError: a value is invalid; the message says which.
            NotFoundError: there is no such organisation.
            NotPermittedError: the actor manages the people of another organisation.
        """
        check_manages(actor, organisation_id)
        checked, called = checked_username(username), checked_name(name, PERSON_NAMED)
        with self.work.begin(tenant_of(actor), call) as work:
            made = work.id("u")
            if not work.replayed:
                organisation = work.organisations.get(organisation_id)
                check_role(role, organisation.kind, work.roles.roles_of_kind.get(organisation.kind, ()))
                new = Person(made, organisation, checked, called, role, None, None, work.now, None)
                work.people.add(replace(new, is_service=True))
                action = AccountAction.PERSON_CREATE
                record_person(work, action, made, role=role, organisation=organisation_id, service=True)
            person = work.people.get(made)
        return ServiceAccount(person, tuple(Tokens(self.work).of(made)))

    def all(self, actor: Actor | None) -> list[ServiceAccount]:
        """The service accounts whose organisation the actor manages, by username; the look is recorded."""
        with self.work.look(tenant_of(actor)) as work:
            found = work.people.services()
            seen = actor.organisation_id if actor else COMMAND_LINE
            work.record(AccountAction.PERSON_VIEW, seen, people=len(found))
        tokens = Tokens(self.work)
        return [ServiceAccount(each, tuple(tokens.of(each.id))) for each in found]

    def one(self, actor: Actor | None, username: str) -> ServiceAccount:
        """One of them; the look is recorded.

        Raises:
            NotFoundError: there is none of this name that the actor may see.
        """
        with self.work.look(tenant_of(actor)) as work:
            person = _named(work, username)
            work.record(AccountAction.PERSON_VIEW, person.id)
        return ServiceAccount(person, tuple(Tokens(self.work).of(person.id)))

    def token(self, actor: Actor | None, username: str, token_id: str) -> ApiToken:
        """One token of a service account.

        Raises:
            NotFoundError: there is no such service account, or it has no such token.
        """
        return Tokens(self.work).one(self.one(actor, username).person.id, token_id)

    def add_token(
        self, actor: Actor | None, username: str, label: str, limits: TokenLimits, call: IdempotentCall = UNNAMED
    ) -> NewToken:
        """Make a token for a service account; its secret is shown only once.

        Raises:
            AccountError: the label or a limit is not valid, the token has no end, or the account is disabled.
            NotFoundError: there is no such service account.
            NotPermittedError: the actor does not manage it.
        """
        with self.work.look(tenant_of(actor)) as work:
            person = _named(work, username)
        check_manages(actor, person.organisation.id)
        if person.disabled_at is not None:
            raise AccountError(DISABLED)
        owner = actor_of(person, self.work.roles, VIA)
        return Tokens(self.work).add(owner, label, limits, call, maker=tenant_of(actor).person_id)

    def revoke_token(self, actor: Actor | None, username: str, token_id: str) -> None:
        """Revoke a token of a service account.

        Raises:
            NotFoundError: there is no such service account, or it has no such token.
            NotPermittedError: the actor does not manage it.
        """
        with self.work.look(tenant_of(actor)) as work:
            person = _named(work, username)
        check_manages(actor, person.organisation.id)
        Tokens(self.work).revoke(person.id, token_id, by=tenant_of(actor).person_id)


def _named(work: AccountWork, username: str) -> Person:
    try:
        person = work.people.named(username)
    except NotFoundError:
        raise NotFoundError(NO_SUCH) from None
    if not person.is_service:
        raise NotFoundError(NO_SUCH)
    return person
