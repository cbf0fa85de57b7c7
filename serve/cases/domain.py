"""A case: an officer's dossier of one seizure or check. Imports only the standard library and `model`."""

import secrets
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from model.errors import ShinganError, ValueRejectedError
from model.messages import Message, apart, counted, message
from serve.audit.domain import record_digest

LONGEST_LINE, LONGEST_DESCRIPTION, LONGEST_TEXT = 100, 300, 4000  # characters
MOST_ITEMS = 200  # of one case
LINE_BREAKS = "\n\t"
# Translators: texts that officers write; each begins a sentence, such as "The place is missing; write it ...".
IN_WORDS: Mapping[str, Message] = MappingProxyType(
    {
        "place": message("The place"),
        "lane": message("The lane"),
        "unit": message("The unit"),
        "declaration": message("The declaration or parcel number"),
        "notes": message("The notes"),
        "description": message("The description"),
        "reason": message("The reason"),
        "question": message("The question"),
        "statement": message("The statement"),
        "text": message("The text"),
    }
)


class CaseRejectedError(ValueRejectedError):
    """A value of a case is invalid; the message says why."""


class CaseStateError(ShinganError):
    """The state of the case doesn't allow this; the message says what to do first."""


class CaseState(StrEnum):
    """Whether a case may change."""

    OPEN = "open"
    CLOSED = "closed"


class ItemFinding(StrEnum):
    """What a person finds about an item, as distinct from the assistant's outcome."""

    GENUINE = "genuine"
    COUNTERFEIT = "counterfeit"
    UNDETERMINED = "undetermined"


class First(StrEnum):
    """Which came first: the officer's conclusion, or a verdict that they may have seen."""

    CONCLUSION = "conclusion"
    VERDICT = "verdict"


class StepKind(StrEnum):
    """The kinds of steps of a case as a whole."""

    CLOSE = "close"
    REOPEN = "reopen"
    HOLD = "hold"
    LIFT_HOLD = "lift_hold"


NAMED = message("Item {number}")
# Translators: {item} is "Item 2", {description} what an officer wrote.
DESCRIBED = message("{item}: {description}")


@dataclass(frozen=True)
class Step:
    """One step of a case as a whole. Steps are only added.

    Attributes:
        reason: a text; empty if a case was closed without one.
    """

    position: int
    kind: StepKind
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Hold:
    """A legal hold: no retention rule removes the case."""

    reason: str
    since: datetime
    by: str


@dataclass(frozen=True)
class Details:
    """What the officer writes about a case. Every field may be empty.

    Attributes:
        declaration: the number of a customs declaration or of a parcel.
        unit: the unit of the agency that works on it, such as a team or an office.
    """

    place: str = ""
    lane: str = ""
    declaration: str = ""
    notes: str = ""
    unit: str = ""

    @property
    def version(self) -> str:
        """A digest: a person who changes the details states with it which version they had read."""
        return record_digest(asdict(self))[:16]


@dataclass(frozen=True)
class Case:
    """An officer's dossier.

    Attributes:
        number: for people, `2026-000123`: counted per agency and year (UTC), without gaps.
        opened_by: id of the person, like the other fields named `by`.
        opened_at: unique within an agency.
        changed_at: when the case or anything in it last changed.
        closed_by, closed_at: None while the case is open.
        hold: None if the case is not held.
        steps: of the case as a whole, the oldest first.
    """

    id: str
    organisation_id: str
    number: str
    details: Details
    state: CaseState
    opened_by: str
    opened_at: datetime
    changed_at: datetime
    closed_by: str | None = None
    closed_at: datetime | None = None
    hold: Hold | None = None
    steps: tuple[Step, ...] = ()

    @property
    def version(self) -> str:
        """Names the case as it is read: the version of its details, a dot, and a digest of when anything changed."""
        return f"{self.details.version}.{record_digest(asdict(self))[:16]}"

    def must_be_open(self) -> None:
        """Raise CaseStateError if the case is closed."""
        if self.state is CaseState.CLOSED:
            raise CaseStateError(
                message("Case {number} is closed. Reopen it first, with a reason.", number=self.number)
            )

    @property
    def seal(self) -> Mapping[str, str]:
        """What the audit log keeps of it."""
        return {"case": self.id, "sha256": digest_of(self)}


@dataclass(frozen=True)
class CaseItem:
    """One physical object of a case.

    Attributes:
        position: in the case, from 1.
        product_id: the product that it is meant to be; None if the officer doesn't know.
    """

    id: str
    organisation_id: str
    case_id: str
    position: int
    description: str
    product_id: str | None
    added_by: str
    added_at: datetime

    @property
    def title(self) -> Message:
        """Its name for people."""
        named = NAMED.of(number=self.position)
        return DESCRIBED.of(item=named, description=self.description) if self.description else named

    @property
    def seal(self) -> Mapping[str, str]:
        """What the audit log keeps of it."""
        return {"case": self.case_id, "sha256": digest_of(self)}


@dataclass(frozen=True)
class Conclusion:
    """What an officer finds about an item. Conclusions are only added; the latest counts.

    Attributes:
        first: whether the item had been examined when this was recorded.
        examinations: ids of the examinations at that time, the oldest first.
    """

    id: str
    organisation_id: str
    case_id: str
    item_id: str
    finding: ItemFinding
    reason: str
    by: str
    at: datetime
    first: First
    examinations: tuple[str, ...]

    @property
    def seal(self) -> Mapping[str, str]:
        """What the audit log keeps of it."""
        return {"case": self.case_id, "sha256": digest_of(self)}


@dataclass(frozen=True)
class OpinionAnswer:
    """What the colleague who was asked finds about an item.

    Attributes:
        had_seen: whether they had seen more of the item than photos and question before, or worked on it.
    """

    finding: ItemFinding
    reason: str
    at: datetime
    had_seen: bool


@dataclass(frozen=True)
class Opinion:
    """A second opinion: a colleague gives it before they see the verdict and the conclusion.

    Attributes:
        answer: None until it is given.
    """

    id: str
    organisation_id: str
    case_id: str
    item_id: str
    asked_by: str
    asked_of: str
    question: str
    asked_at: datetime
    answer: OpinionAnswer | None = None

    @property
    def seal(self) -> Mapping[str, str]:
        """What the audit log keeps of it."""
        return {"case": self.case_id, "sha256": digest_of(self)}


def new_id(prefix: str) -> str:
    """An unguessable id: c- cases, i- items, n- conclusions, p- opinions."""
    return f"{prefix}-{secrets.token_hex(16)}"


def number_of(year: int, count: int) -> str:
    """A case's number."""
    return f"{year}-{count:06d}"


def checked_line(text: str, field: str, longest: int = LONGEST_LINE) -> str:
    """A line of text without surrounding and doubled space.

    Args:
        field: one of IN_WORDS.

    Raises:
        CaseRejectedError: it is too long, or has characters that can't be shown.
    """
    return _checked(" ".join(text.split()), field, longest, allowed="")


def checked_text(text: str, field: str, longest: int = LONGEST_TEXT) -> str:
    """A text of several lines without surrounding space.

    Args:
        field: one of IN_WORDS.

    Raises:
        CaseRejectedError: it is too long, or has characters that can't be shown.
    """
    return _checked(text.replace("\r\n", "\n").replace("\r", "\n").strip(), field, longest, allowed=LINE_BREAKS)


def required_text(text: str, field: str, longest: int = LONGEST_TEXT) -> str:
    """The same for a required text.

    Raises:
        CaseRejectedError: it is missing, too long, or has characters that can't be shown.
    """
    checked = checked_text(text, field, longest)
    if not checked:
        raise CaseRejectedError(
            message("{in_words} is missing; write it in a few words.", in_words=IN_WORDS[field]), field
        )
    return checked


def _checked(text: str, field: str, longest: int, *, allowed: str) -> str:
    if len(text) > longest:
        raise CaseRejectedError(
            counted(
                "{in_words} has {count} character; at most {longest} are kept.",
                "{in_words} has {count} characters; at most {longest} are kept.",
                in_words=IN_WORDS[field],
                count=len(text),
                longest=longest,
            ),
            field,
        )
    if any(unicodedata.category(letter) in {"Cc", "Cs"} and letter not in allowed for letter in text):
        raise CaseRejectedError(
            message("{in_words} holds a control character; remove it.", in_words=IN_WORDS[field]), field
        )
    return text


def checked_details(details: Details) -> Details:
    """Details, cleaned and checked.

    Raises:
        CaseRejectedError: one of them is invalid.
    """
    return Details(
        place=checked_line(details.place, "place"),
        lane=checked_line(details.lane, "lane"),
        declaration=checked_line(details.declaration, "declaration"),
        notes=checked_text(details.notes, "notes"),
        unit=checked_line(details.unit, "unit"),
    )


def latest(conclusions: Sequence[Conclusion]) -> Mapping[str, Conclusion]:
    """The conclusion that counts, by item.

    Args:
        conclusions: of any items, the oldest first.
    """
    return {conclusion.item_id: conclusion for conclusion in conclusions}


def check_concluded(case: Case, items: Sequence[CaseItem], conclusions: Sequence[Conclusion]) -> None:
    """Raise CaseStateError, naming them, if items of a case have no conclusion yet."""
    concluded = latest(conclusions)
    missing = [item.title for item in items if item.id not in concluded]
    if missing:
        raise CaseStateError(
            message(
                "Case {number} can't be closed: no conclusion on {items}.", number=case.number, items=apart(missing)
            )
        )


def digest_of(record: Case | CaseItem | Conclusion | Opinion) -> str:
    """A sha256 over the stored values of a record, which the audit log keeps."""
    return record_digest(values_of(record))


def values_of(record: Case | CaseItem | Conclusion | Opinion) -> dict[str, Any]:
    """The stored values of a record that its digest covers.

    A case's `changed_at` is left out: it follows from what is recorded of the case and its items. A unit is in it only
    if it is given: cases of earlier versions have none.
    """
    values = asdict(record)
    values.pop("changed_at", None)
    if isinstance(record, Case) and not record.details.unit:
        values["details"].pop("unit")
    return values
