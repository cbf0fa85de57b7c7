"""The contents of a case's report: messages, texts, times and pictures, already selected for the reader.

The code that fills these in has decided what the reader may see (a confidential identification point has no text
here). What the service says is a message; a plain string is what someone wrote. Every time is aware and in UTC.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from model.messages import NOTHING, Wording
from serve.cases.domain import StepKind
from serve.platform.translations import ENGLISH, Language


class NamedBy(StrEnum):
    """Who named the product with which an item is compared; `NO_ONE` if it was not recognised."""

    OFFICER = "officer"
    BARCODE = "barcode"
    MODEL = "model"
    NO_ONE = "no_one"


@dataclass(frozen=True)
class ReportMark:
    """A place on a photo that a verdict points at.

    Attributes:
        number: of the place; the verdict's line about it has the same.
        left, top, width, height: as fractions of the upright photo.
    """

    number: int
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class ReportPhoto:
    """One photo of an item. Photos count from 1 within their item, in this order.

    Attributes:
        jpeg: the picture to print, re-encoded without metadata.
        sha256: of the original's bytes, as they were received.
        view: which shot it is; may be empty.
        note: that it shows only a part, or only codes; may be empty.
        marks: the places on it that verdicts point at.
    """

    jpeg: bytes
    sha256: str
    view: Wording
    received_at: datetime
    note: Wording = NOTHING
    marks: tuple[ReportMark, ...] = ()


@dataclass(frozen=True)
class ReportPair:
    """Two pictures to compare: JPEGs of the item's photo and of a genuine one, at one scale unless noted.

    Attributes:
        reference: None if there is no genuine picture.
        note: what to know of the two; may be empty.
        is_large: whether they are printed large, as the point differs.
        closer: a close-up of the place on the photo, if both pictures are whole and only the photo has the place.
    """

    photo: bytes
    reference: bytes | None
    note: Wording
    is_large: bool
    closer: bytes | None = None


@dataclass(frozen=True)
class ReportPoint:
    """One finding of a verdict; `photo` is the number of a photo of the item, None if none shows it.

    Attributes:
        pair: None if there is nothing to compare, or the verdict is from a version without pairs.
        mark: the number of its place on the photo; None if it has none there.
    """

    title: Wording
    finding: Wording
    strength: Wording
    genuine: Wording = NOTHING
    counterfeit: Wording = NOTHING
    note: Wording = NOTHING
    photo: int | None = None
    pair: ReportPair | None = None
    mark: int | None = None


@dataclass(frozen=True)
class ReportCode:
    """One number that was read on a photo of the item, and the finding on it."""

    text: str
    said: Wording
    photo: int


@dataclass(frozen=True)
class ReportVerdict:
    """One verdict of the assistant on an item's photos; a text is empty if there is nothing to say.

    Attributes:
        examination: its id.
        follows: id of the examination that this one is a revision of; may be empty.
        product: with which the item was compared; empty if it was not recognised.
        rests_on: what to know first, if it rests on evidence that can't be shown.
        leaning: which way the evidence leans if the verdict is inconclusive.
        reasons: why there is none, and which photos do not show the product.
        remarks: what else to keep in mind.
        basis: the comparison on which it rests, if that is not the usual one.
        bound: how often such an answer is wrong, with the figures.
        strength, likelihood: how strong the evidence is.
        photos: the numbers of the photos on which it rests.
        places_doubt: what to know of the release before looking at the places of `points`.
    """

    examination: str
    examined_at: datetime
    release: str
    headline: Wording
    means: Wording
    means_not: Wording
    follows: str = ""
    product: Wording = NOTHING
    named_by: NamedBy = NamedBy.NO_ONE
    rests_on: Wording = NOTHING
    leaning: Wording = NOTHING
    reasons: tuple[Wording, ...] = ()
    remarks: tuple[Wording, ...] = ()
    basis: Wording = NOTHING
    bound: Wording = NOTHING
    strength: Wording = NOTHING
    likelihood: Wording = NOTHING
    photos: tuple[int, ...] = ()
    places_doubt: Wording = NOTHING
    points: tuple[ReportPoint, ...] = ()
    codes: tuple[ReportCode, ...] = ()
    limits: tuple[Wording, ...] = ()


@dataclass(frozen=True)
class ReportConclusion:
    """An officer's own finding; `after_verdict` says whether the assistant had already given a verdict on the item."""

    finding: Wording
    reason: str
    by: str
    at: datetime
    after_verdict: bool


@dataclass(frozen=True)
class GivenOpinion:
    """What another officer found; `had_seen` says whether they had seen more than photos and question before."""

    finding: Wording
    reason: str
    at: datetime
    had_seen: bool


@dataclass(frozen=True)
class SecondOpinion:
    """What another officer was asked to find; `given` is None until they have answered."""

    question: str
    asked_by: str
    asked_of: str
    asked_at: datetime
    given: GivenOpinion | None = None


@dataclass(frozen=True)
class ReportedAnswer:
    """What the right holder said of an item; `statement` is for use in proceedings."""

    outcome: Wording
    statement: str
    by: str
    at: datetime


@dataclass(frozen=True)
class ReportedReply:
    """What the officer did about a request for photos.

    Attributes:
        photos: the numbers of those that were sent; none if it could not be photographed.
        text: a remark on them, or why there are none.
    """

    photos: tuple[int, ...]
    text: str
    by: str
    at: datetime


@dataclass(frozen=True)
class ReportedPhotoRequest:
    """What the right holder asked to be photographed; `reply` is None until there is one."""

    text: str
    by: str
    at: datetime
    reply: ReportedReply | None = None


@dataclass(frozen=True)
class ReportWithdrawal:
    """An enquiry was withdrawn; `said` is the sentence about it."""

    said: Wording
    by: str
    at: datetime


@dataclass(frozen=True)
class ReportedEnquiry:
    """A question to the right holder.

    Attributes:
        answers: the answer and then the amendments to it; the last counts.
        requests: what the right holder asked to be photographed before it answered.
        withdrawn: None unless the agency withdrew the question.
    """

    right_holder: str
    question: str
    asked_by: str
    asked_at: datetime
    answers: tuple[ReportedAnswer, ...] = ()
    requests: tuple[ReportedPhotoRequest, ...] = ()
    withdrawn: ReportWithdrawal | None = None


@dataclass(frozen=True)
class ReportedItem:
    """One physical object of the case; verdicts and conclusions in the order in which they came.

    Attributes:
        product: that it is meant to be; empty if the officer did not say.
        recognised: the product of the latest verdict if the officer did not say; empty if it is none, or in doubt.
        recognised_by: what named it.
    """

    id: str
    description: str
    product: Wording = NOTHING
    recognised: Wording = NOTHING
    recognised_by: NamedBy = NamedBy.NO_ONE
    photos: tuple[ReportPhoto, ...] = ()
    verdicts: tuple[ReportVerdict, ...] = ()
    conclusions: tuple[ReportConclusion, ...] = ()
    opinions: tuple[SecondOpinion, ...] = ()
    enquiries: tuple[ReportedEnquiry, ...] = ()


@dataclass(frozen=True)
class ReportFact:
    """A field of a record, and what it says."""

    label: Wording
    said: Wording


@dataclass(frozen=True)
class ReportGoods:
    """A line of goods; `number` is its place in the case."""

    number: int
    facts: tuple[ReportFact, ...]


@dataclass(frozen=True)
class ReportProcedureStep:
    """What happened in a procedure.

    Attributes:
        on: the day, as year, month and day.
        note: what the officer wrote about it; may be empty.
    """

    on: str
    what: Wording
    note: Wording
    by: str
    at: datetime


@dataclass(frozen=True)
class ReportClock:
    """A deadline of a procedure, as it was counted.

    Attributes:
        rule: its id.
        party: who has to act.
        started_on, last_day: days, as year, month and day.
        standing: how it stood when the report was made, with the day on which it was met.
    """

    rule: str
    party: Wording
    started_on: str
    days: Wording
    last_day: str
    standing: Wording


@dataclass(frozen=True)
class ReportProcedure:
    """What the law had follow for one right holder.

    Attributes:
        reasons: of the finding department; may be empty.
        result: empty while it is open.
    """

    id: str
    right_holder: str
    facts: tuple[ReportFact, ...]
    reasons: str
    steps: tuple[ReportProcedureStep, ...]
    clocks: tuple[ReportClock, ...]
    result: Wording = NOTHING


@dataclass(frozen=True)
class ReportEvent:
    """One entry of the audit log.

    Attributes:
        at: a text only if the log has no moment there.
        done: what was done; empty if only a later version of the service knows.
        action: the same as the log's code.
    """

    number: int
    at: datetime | str
    actor: Wording
    done: Wording
    action: str
    subject: str
    digest: str


@dataclass(frozen=True)
class SignedHead:
    """The signed end of the audit log when the report was made; `key` is the signing key's id."""

    number: int
    digest: str
    key: str
    signature: str


@dataclass(frozen=True)
class Custody:
    """The entries of the audit log that concern the case; `head` is None only if the log is empty.

    Attributes:
        looks_left_out: how many entries of looks at the case are not among the events, if there are too many.
    """

    events: tuple[ReportEvent, ...]
    head: SignedHead | None
    looks_left_out: int = 0


@dataclass(frozen=True)
class LegalHold:
    """The legal hold of a case, with its reason."""

    reason: str
    by: str
    since: datetime


@dataclass(frozen=True)
class ReportStep:
    """A step of the case as a whole; `reason` may be empty if the case was closed."""

    kind: StepKind
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class ReportSignature:
    """How the report is signed.

    Attributes:
        by: who signs it, and whose certificate that is.
        certificate: who vouches for the certificate.
        fingerprint: its SHA-256.
        timestamp: whether an authority's timestamp is in it, and if not, why.
    """

    by: Wording
    certificate: Wording
    fingerprint: str
    timestamp: Wording


@dataclass(frozen=True)
class CaseReport:
    """A case as it is printed.

    Attributes:
        number: of the case; it is on every page.
        declaration: the customs declaration's or the parcel's number.
        steps: the oldest first.
        signature: how it is signed; None only of a draft.
        interception: how the goods were found; empty if no one has said so.
        language: in which it is made.
    """

    number: str
    id: str
    agency: str
    country: str
    place: str
    lane: str
    declaration: str
    state: Wording
    legal_hold: LegalHold | None
    notes: str
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None
    printed_at: datetime
    printed_by: Wording
    items: tuple[ReportedItem, ...]
    custody: Custody
    steps: tuple[ReportStep, ...] = ()
    unit: str = ""
    signature: ReportSignature | None = None
    interception: tuple[ReportFact, ...] = ()
    goods: tuple[ReportGoods, ...] = ()
    procedures: tuple[ReportProcedure, ...] = ()
    language: Language = ENGLISH
