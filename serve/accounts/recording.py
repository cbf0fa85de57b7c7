"""Records what happens to people, organisations and credentials, each with a digest of the row.

`serve.accounts.verifier` compares the rows with these digests. All code that writes such a row records it with one of
these functions.
"""

from collections.abc import Mapping

from serve.accounts.domain import Actor, Session
from serve.accounts.permissions import AccountAction
from serve.accounts.token_domain import ApiToken
from serve.accounts.work import AccountWork
from serve.audit.domain import COMMAND_LINE
from serve.platform.tenancy import Tenant, the_service

BATCH = 500  # people whom one query names


def tenant_of(actor: Actor | None) -> Tenant:
    """The acting tenant; an actor of None is a person who runs commands on the machine of the service."""
    return the_service(COMMAND_LINE) if actor is None else actor


def on_behalf_of(actor: Actor | None) -> Tenant:
    """The service itself, acting for a person: sessions, tokens and passwords belong to the service."""
    return the_service(tenant_of(actor).person_id)


def record_organisation(work: AccountWork, action: str, organisation_id: str, **details: object) -> None:
    """Record that an organisation, or the agencies that it allows, was written."""
    digest = work.organisations.digests([organisation_id])[organisation_id]
    work.record(action, organisation_id, **details, sha256=digest)


def record_unit(work: AccountWork, action: str, unit_id: str) -> None:
    """Record that a unit was written."""
    work.record(action, unit_id, sha256=work.units.digests([unit_id])[unit_id])


def record_person(work: AccountWork, action: str, person_id: str, by: str | None = None, **details: object) -> None:
    """Record that a person was written.

    Args:
        by: the id of the acting person; None for the tenant of the transaction.
    """
    digest = work.everyone.digests([person_id])[person_id]
    work.record_as(by or work.tenant.person_id, action, person_id, **details, sha256=digest)


def record_people(work: AccountWork, action: str, told: Mapping[str, Mapping[str, object]]) -> None:
    """Record that several people were written, with what each event says, by their ids."""
    ids = list(told)
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        digests = work.everyone.digests(some)
        for person_id in some:
            work.record(action, person_id, **told[person_id], sha256=digests[person_id])


def record_token(work: AccountWork, token: ApiToken) -> None:
    """Record that an API token was created, whose it is, and its limits, where it has any."""
    scope, expires_at = token.limits
    limits: dict[str, object] = {} if scope is None else {"scope": " ".join(sorted(scope))}
    limits |= {} if expires_at is None else {"expires_at": expires_at.isoformat()}
    digest = work.credentials.token_digests([token.id])[token.id]
    work.record(AccountAction.TOKEN_CREATE, token.id, person=token.person_id, **limits, sha256=digest)


def record_session(work: AccountWork, session: Session) -> None:
    """Record that a person signed in."""
    digest = work.credentials.session_digests([session.id])[session.id]
    work.record(AccountAction.SESSION_CREATE, session.person_id, session=session.id, sha256=digest)
