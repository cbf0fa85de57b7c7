"""Recording what happens to people, organisations and what they sign in with, each with a digest of the row.

`serve.accounts.witness` holds the rows against these digests. Whatever writes such a row records it by one of these.
"""

from collections.abc import Mapping

from sqlalchemy import Connection

from serve.accounts.credential_store import CredentialStore
from serve.accounts.domain import Actor, Session
from serve.accounts.store import OrganisationStore, PersonStore
from serve.audit.domain import COMMAND_LINE, Action
from serve.audit.service import Trail
from serve.platform.tenancy import SYSTEM

Details = Mapping[str, object]


def whoever(actor: Actor | None) -> str:
    """The id that events have; an actor of None is whoever may run commands where the service runs."""
    return actor.person_id if actor is not None else COMMAND_LINE


def record_organisation(
    trail: Trail, connection: Connection, action: Action, organisation_id: str, details: Details, *, by: str
) -> None:
    """Record that an organisation, or what it allows, was written."""
    digest = OrganisationStore(connection).digests([organisation_id])[organisation_id]
    trail.record(connection, action, organisation_id, {**details, "sha256": digest}, actor=by)


def record_person(
    trail: Trail, connection: Connection, action: Action, person_id: str, details: Details, *, by: str
) -> None:
    """Record that somebody was written."""
    digest = PersonStore(connection, SYSTEM).digests([person_id])[person_id]
    trail.record(connection, action, person_id, {**details, "sha256": digest}, actor=by)


def record_token(trail: Trail, connection: Connection, token_id: str, *, by: str) -> None:
    """Record that somebody made themselves an API token."""
    digest = CredentialStore(connection).token_digests([token_id])[token_id]
    trail.record(connection, Action.TOKEN_CREATE, token_id, {"sha256": digest}, actor=by)


def record_session(trail: Trail, connection: Connection, session: Session) -> None:
    """Record that somebody signed in."""
    digest = CredentialStore(connection).session_digests([session.id])[session.id]
    details = {"session": session.id, "sha256": digest}
    trail.record(connection, Action.SESSION_CREATE, session.person_id, details, actor=session.person_id)
