"""An entry of the review queue: one labelled item, who attests its label, and what the operator decides on it.

Imports only the standard library and `model`.
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from model.datasets.fields import Capture, Label, PointMark
from model.errors import ShinganError, ValueRejectedError
from model.file_shortcuts import FileTraits, TellingTrait, traits_text
from serve.audit.domain import record_digest
from serve.examinations.domain import StoredPhoto
from serve.review.risk import GRAVE, SOME, UNKNOWN_RISK, UNTOLD, Assessment, RiskFinding, RiskReason

LONGEST_ITEM, LONGEST_PRODUCT, LONGEST_LICENCE, LONGEST_NAME = 190, 190, 190, 500  # characters


class EntryRejectedError(ValueRejectedError):
    """A decision can't be kept as it was given; the message says why."""


class EntryStateError(ShinganError):
    """The state of an entry, or who decided before, does not allow this; the message says what to do."""


class EntrySource(StrEnum):
    """By which subject an entry came."""

    CONTRIBUTION = "contribution"
    CONFIRMATION = "confirmation"


class EntryState(StrEnum):
    """Where an entry stands, for the operator."""

    WAITING = "waiting"
    QUARANTINED = "quarantined"
    DISPUTED = "disputed"
    ACCEPTED = "accepted"
    SENT_BACK = "sent_back"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


class Standing(StrEnum):
    """Where an entry stands, for its right holder: every doubt of the operator reads as held for review."""

    IN_REVIEW = "in_review"
    ACCEPTED = "accepted"
    SENT_BACK = "sent_back"
    REPLACED = "replaced"  # it was sent back, and its right holder has handed the item in again
    WITHDRAWN = "withdrawn"


class Obstacle(StrEnum):
    """What keeps an entry from being accepted, beside that no one has decided on it yet."""

    QUARANTINED = "quarantined"
    DISPUTED = "disputed"


class RiskLevel(StrEnum):
    """How risky an entry is, in the order of the queue; what was not compared with the release is told apart."""

    HIGH = "high"
    SOME = "some"
    NOT_ASSESSED = "not_assessed"
    NOT_COMPARED = "not_compared"
    LOW = "low"


class DecisionKind(StrEnum):
    """What a person of the operator decided."""

    ACCEPT = "accept"
    SEND_BACK = "send_back"
    QUARANTINE = "quarantine"
    PROPOSE = "propose"  # another label, or other marks: the entry is then disputed
    UPHOLD = "uphold"  # a dispute ends as contributed
    ADOPT = "adopt"  # a dispute ends as proposed


DISPUTING = frozenset({DecisionKind.PROPOSE, DecisionKind.UPHOLD, DecisionKind.ADOPT})
Marks = Mapping[int, tuple[PointMark, ...]]  # by a photo's index


@dataclass(frozen=True)
class EntryPhoto:
    """One photo of an entry.

    Attributes:
        index: in the entry, from 0.
        name: its path as contributed; empty for a confirmation.
        marks: the identification points that it shows to deviate.
        source: where and how it was taken.
        hashes: its fingerprints, `model.fingerprints.Fingerprints.stored` as bytes; empty while they are not known.
        file_traits: what its file says besides the picture; None while it is not known.
    """

    index: int
    sha256: str
    media_type: str
    size: int
    name: str = ""
    view: str | None = None
    capture: Capture = Capture.PHOTO
    marks: tuple[PointMark, ...] = ()
    source: str = ""
    hashes: bytes = b""
    file_traits: FileTraits | None = None

    @property
    def stored(self) -> StoredPhoto:
        """The photo in the object store."""
        return StoredPhoto(self.sha256, self.media_type, self.size)


@dataclass(frozen=True)
class Proposal:
    """What a person of the operator sees otherwise than the right holder.

    Attributes:
        label: None if it stays.
        marks: of photos whose marks change, all of them.
    """

    label: Label | None = None
    marks: Marks = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether it changes nothing."""
        return self.label is None and not self.marks


NO_CHANGE = Proposal()


@dataclass(frozen=True)
class Decision:
    """What a person decided. It never changes.

    Attributes:
        number: from 1, in the entry.
        by: the id of the person.
        words: why: for the right holder if the entry is sent back, for the operator's people otherwise.
    """

    number: int
    kind: DecisionKind
    by: str
    at: datetime
    words: str = ""
    proposal: Proposal = NO_CHANGE


@dataclass(frozen=True)
class Review:
    """What the operator alone knows of an entry."""

    obstacle: Obstacle | None = None
    assessment: Assessment | None = None
    decisions: tuple[Decision, ...] = ()


NOT_REVIEWED = Review()
STATES: Mapping[Standing, EntryState] = MappingProxyType(
    {
        Standing.ACCEPTED: EntryState.ACCEPTED,
        Standing.SENT_BACK: EntryState.SENT_BACK,
        Standing.REPLACED: EntryState.REPLACED,
        Standing.WITHDRAWN: EntryState.WITHDRAWN,
    }
)


@dataclass(frozen=True)
class Entry:
    """One labelled item.

    Attributes:
        source_id: of the contribution or confirmation that it came with.
        right_holder_id: the organisation that attests the label.
        contributed_by: the person who attests it.
        item: the physical object, as contributed; unique among a right holder's items of the product.
        label: as attested; `agreed_label` is what counts once it is accepted.
        standing: as its right holder reads it.
        reply: why it was sent back, in words for its right holder.
        withdrawal: why its right holder withdrew it.
        settled_label: the label with which it was accepted, where two people settled another one than the attested one;
            its right holder reads it. It follows from the decisions (`settled_label_of`).
        replaces: the id of the entry that was sent back and that this one corrects; None if it corrects none.
        review: what the operator alone knows; empty for all others.
    """

    id: str
    source: EntrySource
    source_id: str
    right_holder_id: str
    contributed_by: str
    product_id: str
    item: str
    label: Label
    licence: str
    contributed_on: date
    photos: tuple[EntryPhoto, ...]
    submitted_at: datetime
    standing: Standing = Standing.IN_REVIEW
    reply: str = ""
    withdrawal: str = ""
    settled_label: Label | None = None
    replaces: str | None = None
    review: Review = NOT_REVIEWED

    @property
    def state(self) -> EntryState:
        """Where it stands, for the operator."""
        if self.standing is not Standing.IN_REVIEW:
            return STATES[self.standing]
        return EntryState(self.review.obstacle) if self.review.obstacle else EntryState.WAITING

    @property
    def shown_photos(self) -> tuple[EntryPhoto, ...]:
        """The photos that may be shown: none once its right holder has withdrawn it."""
        return () if self.standing is Standing.WITHDRAWN else self.photos

    @property
    def risk(self) -> float:
        """From 0 to 1; never low where nothing was compared with the release."""
        assessment = self.review.assessment
        if assessment is None:
            return UNKNOWN_RISK
        return assessment.risk if assessment.opinion else max(assessment.risk, UNKNOWN_RISK)

    @property
    def risk_level(self) -> RiskLevel:
        """The same in words."""
        if self.risk >= GRAVE:
            return RiskLevel.HIGH
        if UNTOLD.intersection(self.reasons):
            return RiskLevel.NOT_COMPARED if self.review.assessment else RiskLevel.NOT_ASSESSED
        return RiskLevel.SOME if self.risk >= SOME else RiskLevel.LOW

    @property
    def findings(self) -> tuple[RiskFinding, ...]:
        """What the risk rests on."""
        assessment = self.review.assessment
        if assessment is None:
            return (RiskFinding(RiskReason.NOT_ASSESSED),)
        is_told = assessment.opinion or any(each.reason in UNTOLD for each in assessment.findings)
        return assessment.findings if is_told else (RiskFinding(RiskReason.NOT_COMPARED), *assessment.findings)

    @property
    def reasons(self) -> tuple[RiskReason, ...]:
        """The reasons of its risk, each once."""
        return tuple(dict.fromkeys(finding.reason for finding in self.findings))

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """What people of the operator decided, in order."""
        return self.review.decisions

    @property
    def proposal(self) -> Proposal:
        """What was last proposed; empty if nothing was."""
        proposed = [each.proposal for each in self.decisions if each.kind is DecisionKind.PROPOSE]
        return proposed[-1] if proposed else NO_CHANGE

    @property
    def _last_word(self) -> Decision | None:
        """The last decision about another label or other marks; None if there was none."""
        return next((each for each in reversed(self.decisions) if each.kind in DISPUTING), None)

    @property
    def proposed_by(self) -> str | None:
        """The person whose proposal is not settled; None if no proposal is open."""
        last = self._last_word
        return last.by if last and last.kind is DecisionKind.PROPOSE else None

    @property
    def _agreed(self) -> Proposal:
        last = self._last_word
        return self.proposal if last and last.kind is DecisionKind.ADOPT else NO_CHANGE

    @property
    def counted_label(self) -> Label:
        """The settled label, or else the attested one: for its right holder, who does not see what was decided."""
        return self.settled_label or self.label

    @property
    def agreed_label(self) -> Label:
        """The label on which two people agree, once it is accepted."""
        return self._agreed.label or self.label

    @property
    def agreed_photos(self) -> tuple[EntryPhoto, ...]:
        """The photos with the marks on which two people agree, once it is accepted."""
        marks = self._agreed.marks
        return tuple(replace(photo, marks=marks.get(photo.index, photo.marks)) for photo in self.photos)

    @property
    def version(self) -> str:
        """What changes with every decision, and with every assessment."""
        return record_digest({"entry": digest_of(self), "review": review_digest_of(self)})


def own_telling_trait(entry: Entry, telling: Iterable[TellingTrait]) -> TellingTrait | None:
    """The first of these traits that a photo of an entry has; None if none has any."""
    own = {trait for photo in entry.photos for trait in photo.file_traits or ()}
    return next((each for each in telling if each.trait in own), None)


def new_entry_id() -> str:
    """The id of a new entry."""
    return f"w-{secrets.token_hex(16)}"


def digest_of(entry: Entry) -> str:
    """A sha256 over what the right holder's side reads of an entry, which the audit log keeps."""
    photos = [{**asdict(photo), "hashes": ""} for photo in entry.photos]
    for photo in photos:
        del photo["file_traits"]  # as hashes, these are what the service finds out
    kept = {**vars(entry), "photos": photos, "contributed_on": entry.contributed_on.isoformat(), "review": None}
    del kept["settled_label"]  # the decisions tell it, and the verifier compares both
    if entry.replaces is None:
        del kept["replaces"]  # digests of earlier versions do not have it
    return record_digest(kept)


def settled_label_of(entry: Entry) -> Label | None:
    """The label on which two people agreed instead of the attested one, once it is accepted; None where there is none.

    Args:
        entry: with its decisions.
    """
    is_settled = entry.standing is Standing.ACCEPTED and entry.agreed_label is not entry.label
    return entry.agreed_label if is_settled else None


def review_digest_of(entry: Entry) -> str:
    """A sha256 over what the operator alone knows of an entry, which the audit log keeps."""
    decisions = [_kept(decision) for decision in entry.decisions]
    hashes = [photo.hashes.hex() for photo in entry.photos]
    known = asdict(replace(entry.review, decisions=()))
    kept = {"hold": known.pop("obstacle"), **known}  # as the log has named it from the first
    traits = [traits_text(photo.file_traits) for photo in entry.photos]
    told = {"file_traits": traits} if any(traits) else {}  # digests of earlier versions do not have them
    return record_digest({**kept, "decisions": decisions, "hashes": hashes, **told})


def _kept(decision: Decision) -> dict[str, Any]:
    marks = {str(index): marks for index, marks in decision.proposal.marks.items()}
    return {**vars(decision), "proposal": {"label": decision.proposal.label, "marks": marks}}
