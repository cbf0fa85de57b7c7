"""The audit log: events, each with the digest of the previous one, and signed heads that say where the chain ends.

An edit, a removal or a new order breaks a digest. Cutting off the end breaks no digest, but the signed head then names
a missing event. If an older head is put back, too, a checkpoint shows it: a head stored outside the database. Without
the signing key none of them can be forged.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from model.messages import Message, Wording, message

BEFORE_ALL = "0" * 64  # the digest that the first event has in place of a previous one
ANONYMOUS = "anonymous"  # the actor before sign-in
RETENTION = "retention"  # the actor when a retention rule removes something
COMMAND_LINE = "command-line"  # the actor of commands on the machine of the service
SERVICE = "system"  # the actor when the service decides, such as which bundled release it begins with


@dataclass(frozen=True)
class Event:
    """One event. It never changes.

    Attributes:
        number: from 1, without a gap.
        at: UTC, ISO 8601 with microseconds, as it is hashed.
        actor: the id of the actor.
        action: one of `Action`; a string, because a newer version may have more.
        subject: the id of the thing concerned.
        details: canonical JSON; digests and names of things, never personal data.
        previous: the digest of the event before.
        digest: of all fields above.
    """

    number: int
    at: str
    actor: str
    action: str
    subject: str
    details: str
    previous: str
    digest: str


@dataclass(frozen=True)
class Head:
    """Where the chain ends, signed.

    Attributes:
        number: of the last event; 0 before the first.
        digest: of the last event.
        key: id of the key that signed.
        signature: Ed25519 over `message_of`, hexadecimal.
    """

    number: int
    digest: str
    key: str
    signature: str


class SignedEvent(NamedTuple):
    """An event with the head at that moment, so that it can be proved alone."""

    event: Event
    head: Head


class AuditFault(NamedTuple):
    """A difference from what was recorded; `number` is of the event that shows it, 0 for none in particular."""

    number: int
    words: Wording


def next_event(
    head: Head | None, *, at: str, actor: str, action: str, subject: str, details: Mapping[str, Any]
) -> Event:
    """The event that follows a head; None for the first one."""
    number, previous = (head.number + 1, head.digest) if head else (1, BEFORE_ALL)
    text = canonical(details)
    digest = _digest(number, at, actor, action, subject, text, previous)
    return Event(number, at, actor, action, subject, text, previous, digest)


def canonical(values: Mapping[str, Any]) -> str:
    """Details of an event, or values of a record, as stored and hashed: equal ones have equal texts."""
    return json.dumps(
        values, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, default=_written
    )


def _written(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    raise TypeError(f"{value!r} has no place in a record")


def record_digest(values: Mapping[str, Any]) -> str:
    """A sha256 over the stored values of a record: events keep it, so that later changes are found."""
    return hashlib.sha256(canonical(values).encode()).hexdigest()


def details_of(event: Event) -> Mapping[str, Any]:
    """An event's details; empty if they are unreadable, which its digest shows."""
    try:
        details = json.loads(event.details)
    except (ValueError, TypeError, RecursionError):
        return {}
    return details if isinstance(details, dict) else {}


def _digest(number: int, *fields: str) -> str:
    text = json.dumps([number, *fields], ensure_ascii=False, default=repr)  # any value that was put there by hand
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def recomputed(event: Event) -> str:
    """The correct digest of an event."""
    return _digest(event.number, event.at, event.actor, event.action, event.subject, event.details, event.previous)


def message_of(number: int, digest: str) -> bytes:
    """The message that is signed for a head."""
    return f"shingan audit head {number} {digest}".encode()


def chain_faults(events: Iterable[Event], heads: Sequence[Head]) -> Iterator[AuditFault]:
    """The faults of a chain, given heads with valid signatures.

    The events in order of their numbers. After a broken link, the check continues at the next event, so that each break
    is named once.
    """
    expected = {head.number: head.digest for head in heads}
    number, digest = 0, BEFORE_ALL
    for event in events:
        if event.number != number + 1:
            yield AuditFault(event.number, _gap(number, event.number))
        elif event.previous != digest:
            yield AuditFault(
                event.number, message("does not follow the previous event: one of the two was replaced or moved")
            )
        if recomputed(event) != event.digest:
            yield AuditFault(event.number, message("was changed after it was recorded"))
        elif expected.get(event.number, event.digest) != event.digest:
            yield AuditFault(event.number, message("is not the event that was signed"))
        number, digest = event.number, event.digest
    for head in heads:
        if head.number > number:
            yield AuditFault(
                head.number,
                message(
                    "is signed for as the end, but the log ends at {number}: its end was cut off", number=str(number)
                ),
            )
    if number not in expected:
        yield AuditFault(number, message("is the last event, but no signed head ends there"))


def _gap(number: int, found: int) -> Message:
    if found <= number:
        return message("stands after event {number}: the order was changed", number=str(number))
    first, last = str(number + 1), str(found - 1)
    if first == last:
        return message("comes after event {number}: event {missing} is missing", number=str(number), missing=first)
    return message(
        "comes after event {number}: events {first} to {last} are missing", number=str(number), first=first, last=last
    )
