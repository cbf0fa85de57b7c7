"""Compares people, organisations and credentials with the audit log: a role changed by hand does not match."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection, Table, select

from serve.accounts.credential_store import CredentialStore
from serve.accounts.permissions import AccountAction
from serve.accounts.store import OrganisationStore, PersonStore
from serve.accounts.tables import organisations, people, sessions, tokens
from serve.audit.comparing import RecordedDigest, differing, gone, readable
from serve.audit.domain import AuditFault, Event, details_of
from serve.platform.tenancy import SYSTEM


@dataclass
class _Said:
    """The last digest in the log of each row that should exist.

    Attributes:
        open: the ids of the existing sessions; no others are kept.
        owners: whose each token is.
        signed_in: whose each session is.
    """

    open: frozenset[str]
    organisations: dict[str, RecordedDigest] = field(default_factory=dict)
    people: dict[str, RecordedDigest] = field(default_factory=dict)
    tokens: dict[str, RecordedDigest] = field(default_factory=dict)
    sessions: dict[str, RecordedDigest] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    signed_in: dict[str, str] = field(default_factory=dict)

    def note(self, event: Event) -> None:
        """Add the contents of an event."""
        details = details_of(event)
        recorded = RecordedDigest(event.number, str(details.get("sha256")))
        match event.action:
            case AccountAction.ORGANISATION_CREATE | AccountAction.ORGANISATION_CHANGE | AccountAction.ALLOWANCE_CHANGE:
                self.organisations[event.subject] = recorded
            case AccountAction.PERSON_CREATE | AccountAction.PERSON_CHANGE:
                self.people[event.subject] = recorded
                if details.get("disabled") is True:
                    self._revoke_all(event.subject)
                if details.get("openid") is False or True in (details.get("password"), details.get("disabled")):
                    self._end_all(event.subject)
            case AccountAction.TOKEN_CREATE:
                self.tokens[event.subject] = recorded
                self.owners[event.subject] = str(details.get("person", event.actor))
            case AccountAction.TOKEN_REVOKE:
                self.tokens.pop(event.subject, None)
            case AccountAction.SESSION_END if "session" in details:
                self.sessions.pop(str(details["session"]), None)
            case AccountAction.SESSION_END:
                self._end_all(event.subject)
            case AccountAction.SESSION_CREATE if details.get("session") in self.open:
                self.sessions[str(details.get("session"))] = recorded
                self.signed_in[str(details.get("session"))] = event.subject

    def _end_all(self, person: str) -> None:
        for session in [session for session in self.sessions if self.signed_in[session] == person]:
            del self.sessions[session]

    def _revoke_all(self, person: str) -> None:
        for token in [token for token in self.tokens if self.owners[token] == person]:
            del self.tokens[token]


class AccountVerifier:
    """See `serve.audit.service.Verifier`."""

    def faults(self, connection: Connection, events: Iterable[Event]) -> Iterator[AuditFault]:
        """Rows that are missing, changed or never recorded; a session may end without an event."""
        said = _Said(frozenset(_ids(connection, sessions)))
        for event in events:
            said.note(event)
        credentials = CredentialStore(connection)
        for table, digests, recorded in (
            (organisations, OrganisationStore(connection).digests, said.organisations),
            (people, PersonStore(connection, SYSTEM).digests, said.people),
            (tokens, credentials.token_digests, said.tokens),
            (sessions, credentials.session_digests, said.sessions),
        ):
            yield from differing(readable(digests, _ids(connection, table)), recorded)
        for recorded in (said.organisations, said.people, said.tokens):
            yield from gone(recorded)


def _ids(connection: Connection, table: Table) -> list[str]:
    return list(connection.execute(select(table.c.id).order_by(table.c.id)).scalars())
