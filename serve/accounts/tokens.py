"""API tokens of people: made by their owners, or for them on the command line."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from model.messages import counted, message
from serve.accounts.domain import AccountError, Actor, checked_name, digest_of, new_secret
from serve.accounts.permissions import AccountAction
from serve.accounts.recording import record_token
from serve.accounts.token_domain import (
    LONGEST_TERM,
    TOKEN_NAMED,
    TOKEN_PREFIX,
    UNLIMITED,
    ApiToken,
    TokenLimits,
)
from serve.accounts.work import AccountWork
from serve.platform.errors import NotFoundError
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.tenancy import SYSTEM, the_service
from serve.platform.work import Works

NO_SUCH = message("You have no such token.")
REVOKED = message("The token that this call created has been revoked.")
EMPTY = message("A token needs a permission at least, or none is named: then it may do all that its person may.")
NOT_YOURS = message("{permission} is no permission that this token could have.")
ENDLESS = message("A token of a service account needs an end.")
PAST = message("A token ends in the future.")
TOO_LATE = message("A token that another one makes ends with it at the latest.")
TOO_LONG = counted("A token ends after {count} day at the latest.", "A token ends after {count} days at the latest.")


class NewToken(NamedTuple):
    """A token added; its secret is shown once, and None if the call was a repetition."""

    token: ApiToken
    secret: str | None


@dataclass(frozen=True)
class Tokens:
    """The use cases. All of them block."""

    work: Works[AccountWork]

    def add(
        self,
        owner: Actor,
        label: str,
        limits: TokenLimits = UNLIMITED,
        call: IdempotentCall = UNNAMED,
        maker: str | None = None,
    ) -> NewToken:
        """Create an API token; its secret is shown only once.

        Args:
            owner: whose it is; if they call with a token themselves, the new one gets no more and lasts no longer.
            maker: the id of the person who makes it for them; None for themselves.

        Raises:
            AccountError: the label, the scope or the end is not valid.
        """
        secret, name = TOKEN_PREFIX + new_secret(), checked_name(label, TOKEN_NAMED, "label")
        with self.work.begin(the_service(maker or owner.person_id), call) as work:
            if work.replayed:
                return NewToken(_token_of(work, owner, work.id("t")), None)
            checked = checked_limits(owner, limits, work.now)
            new = ApiToken(work.id("t"), owner.person_id, name, work.now, None, checked)
            work.credentials.add_token(new, digest_of(secret))
            record_token(work, new)
        return NewToken(new, secret)

    def limits(self, scope: Collection[str] | None, days: int | None) -> TokenLimits:
        """The limits of a token that ends after some days; None for all that its person may, and for no end."""
        term = None if days is None else timedelta(days=min(days, LONGEST_TERM.days + 1))
        return TokenLimits(
            None if scope is None else frozenset(scope), None if term is None else self.work.clock.now() + term
        )

    def of(self, person_id: str) -> list[ApiToken]:
        """A person's tokens, the oldest first."""
        with self.work.look(SYSTEM) as work:
            return work.credentials.tokens_of(person_id)

    def one(self, person_id: str, token_id: str) -> ApiToken:
        """One of a person's tokens.

        Raises:
            NotFoundError: they have no such token.
        """
        for token in self.of(person_id):
            if token.id == token_id:
                return token
        raise NotFoundError(NO_SUCH)

    def revoke(self, person_id: str, token_id: str, by: str | None = None) -> None:
        """Revoke one of a person's tokens.

        Args:
            by: the id of the person who revokes it; None for themselves.

        Raises:
            NotFoundError: they have no such token.
        """
        with self.work.begin(the_service(by or person_id)) as work:
            work.credentials.revoke_token(token_id, person_id)
            work.record(AccountAction.TOKEN_REVOKE, token_id)


def checked_limits(owner: Actor, asked: TokenLimits, now: datetime) -> TokenLimits:
    """The limits of a new token: within what its person may, and within those of the token that makes it.

    Raises:
        AccountError: they are not valid.
    """
    scope = owner.limits.scope if asked.scope is None else asked.scope
    end = asked.expires_at or owner.limits.expires_at
    if scope is not None and not scope:
        raise AccountError(EMPTY, "scope")
    foreign = sorted((scope or frozenset()) - owner.permissions)
    if foreign:
        raise AccountError(NOT_YOURS.of(permission=foreign[0]), "scope")
    if end is None and owner.is_service:
        raise AccountError(ENDLESS, "expires_at")
    if end is None:
        return TokenLimits(scope)
    if end <= now:
        raise AccountError(PAST, "expires_at")
    if end - now > LONGEST_TERM:
        raise AccountError(TOO_LONG.of(count=LONGEST_TERM.days), "expires_at")
    if owner.limits.expires_at is not None and end > owner.limits.expires_at:
        raise AccountError(TOO_LATE, "expires_at")
    return TokenLimits(scope, end.astimezone(UTC))


def _token_of(work: AccountWork, owner: Actor, token_id: str) -> ApiToken:
    for token in work.credentials.tokens_of(owner.person_id):
        if token.id == token_id:
            return token
    raise NotFoundError(REVOKED)
