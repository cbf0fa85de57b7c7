"""An audit event as an administrator may read it. The standard library and `model` alone."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from model.errors import ShinganError
from serve.accounts.permissions import OrganisationKind
from serve.audit.domain import ANONYMOUS, COMMAND_LINE, RETENTION, SERVICE, Event, details_of

WITHOUT_A_PERSON = frozenset({ANONYMOUS, RETENTION, COMMAND_LINE, SERVICE})  # actors that are no one's
SHOWN_TO_ALL = frozenset(
    {
        *("role", "disabled", "password", "openid", "people", "sessions", "enquiries"),
        *("service", "scope", "expires_at"),
    }
)
MOST_EXPORTED = 10_000  # events in one table
OF_CASES = frozenset({"case", "item", "cases", "purpose"})  # an agency's own


class EventsRejectedError(ShinganError):
    """The search is invalid, or finds more than one table may have."""


@dataclass(frozen=True)
class EventQuery:
    """Which events to read; what is None is not asked.

    Attributes:
        actor: username of who acted, or one of WITHOUT_A_PERSON.
        action: `resource:action`, or a resource alone for all that was done to such things.
        subject: the id of what it happened to.
        person: username of the person to whom it happened.
        since, until: days in UTC, both included.
    """

    actor: str | None = None
    action: str | None = None
    subject: str | None = None
    person: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class ShownEvent:
    """One event.

    Attributes:
        actor: id of the person, or one of WITHOUT_A_PERSON; None if it is a person of another organisation.
        actor_name: of the person; None if it is no one, or a person of another organisation.
        actor_is_service: whether it is a service account.
        subject_username: of the person to whom it happened, such as whose sign-in was refused; None if it is no
            person, or one of another organisation.
        details: no more of them than the reader may see.
    """

    number: int
    at: datetime
    actor: str | None
    actor_name: str | None
    actor_is_service: bool
    action: str
    subject: str
    subject_username: str | None
    details: Mapping[str, str | int | bool]


@dataclass(frozen=True)
class EventPage:
    """One page of events, the latest first.

    Attributes:
        after: where to continue; None if there is nothing more.
        searched_back_to: how far back the log was read, if that was not enough to fill the page; else None.
    """

    events: Sequence[ShownEvent]
    after: int | None
    searched_back_to: datetime | None


def shown(
    event: Event, kind: str, names: Mapping[str, str], usernames: Mapping[str, str], services: Collection[str] = ()
) -> ShownEvent:
    """An event as a reader may see it.

    Args:
        kind: of the reader's organisation.
        names, usernames: of the people whom the reader may see, by id.
        services: the ids of those that are service accounts.
    """
    members = SHOWN_TO_ALL | OF_CASES if kind == OrganisationKind.AGENCY else SHOWN_TO_ALL
    is_seen = event.actor in names or event.actor in WITHOUT_A_PERSON
    return ShownEvent(
        number=event.number,
        at=datetime.fromisoformat(event.at),
        actor=event.actor if is_seen else None,
        actor_name=names.get(event.actor),
        actor_is_service=event.actor in services,
        action=event.action,
        subject=event.subject,
        subject_username=usernames.get(event.subject),
        details={name: value for name, value in details_of(event).items() if name in members and value is not None},
    )
