"""The JSON of the review queue, for the operator's people alone."""

from collections.abc import Mapping
from datetime import date, datetime
from itertools import zip_longest
from typing import Annotated, Any

from pydantic import BaseModel, Field

from model.catalogue import Region, region_of_fractions
from model.datasets.fields import Capture, Label, PointMark
from model.messages import message
from model.verdict import Outcome
from serve.accounts.schemas import Body
from serve.platform.paging import PageOut
from serve.review.curating import Names, ShownEntry
from serve.review.deciding import LONGEST_WORDS, DecisionInput
from serve.review.domain import (
    LONGEST_NAME,
    Decision,
    DecisionKind,
    Entry,
    EntryPhoto,
    EntryRejectedError,
    EntrySource,
    EntryState,
    Proposal,
    RiskLevel,
)
from serve.review.risk import ReleaseOpinion, RiskReason

ENTRIES = "/v1/review/entries"
ID_PATTERN = "^w-[0-9a-f]{32}$"
ENTRY_ID = "w-0f1e2d3c4b5a69788796a5b4c3d2e1f0"
MOST_MARKS, MOST_PHOTOS = 100, 1000  # as many marks as an image may be given
NO_BOX = message("A place is x, y, width and height as fractions of the upright picture, inside it.")
EntryId = Annotated[str, Field(pattern=ID_PATTERN)]
Number = Annotated[float, Field(allow_inf_nan=False)]


class PointMarkBody(Body):
    """An identification point that a photo shows to deviate."""

    point: str = Field(max_length=LONGEST_NAME)
    region: Annotated[list[Number], Field(max_length=4)] | None = Field(
        default=None, description="Where: x, y, width, height on the upright picture, as fractions; null if not marked."
    )

    @property
    def mark(self) -> PointMark:
        """The mark.

        Raises:
            EntryRejectedError: its region is none.
        """
        try:
            return PointMark(self.point, None if self.region is None else region_of_fractions(self.region))
        except ValueError:
            raise EntryRejectedError(NO_BOX, "marks") from None


class PhotoMarksBody(Body):
    """All marks of a photo."""

    photo: int = Field(ge=0, le=9999, description="Its index in the entry.")
    points: list[PointMarkBody] = Field(max_length=MOST_MARKS)


class EntryDecisionIn(Body):
    """What is decided."""

    kind: DecisionKind
    words: str = Field(
        default="",
        max_length=LONGEST_WORDS,
        description="Why. The right holder reads it if the entry is sent back: then it is needed, and names no one "
        "else's products. Otherwise the operator's people read it.",
    )
    label: Label | None = Field(default=None, description="For `propose`: another label.")
    marks: list[PhotoMarksBody] = Field(
        default=[], max_length=MOST_PHOTOS, description="For `propose`: all marks of the photos whose marks change."
    )

    @property
    def said(self) -> DecisionInput:
        """What is decided, as the use case takes it."""
        marks = {each.photo: tuple(point.mark for point in each.points) for each in self.marks}
        return DecisionInput(self.kind, self.words, Proposal(self.label, marks))


class EntryDecisionsIn(Body):
    """What is decided on several entries: `accept`, `send_back` or `quarantine`."""

    entries: list[EntryId] = Field(min_length=1, max_length=100)
    kind: DecisionKind
    words: str = Field(default="", max_length=LONGEST_WORDS, description="As for one entry.")
    although_not_assessed: bool = Field(
        default=False, description="For `accept`: accept entries that are not assessed yet, too."
    )

    @property
    def said(self) -> DecisionInput:
        """What is decided, as the use case takes it."""
        return DecisionInput(self.kind, self.words, although_not_assessed=self.although_not_assessed)


class RefusedEntryOut(BaseModel):
    """An entry that was not decided."""

    entry: str
    reason: str


class EntryDecisionsOut(BaseModel):
    """What became of several entries."""

    decided: list[str] = Field(description="The ids of those decided.")
    refused: list[RefusedEntryOut] = Field(description="Those left as they are. Nothing is here for a repeated call.")


class RiskFindingOut(BaseModel):
    """A reason to look closely."""

    reason: RiskReason
    photo: int | None = Field(description="The index of the photo that shows it; null if it is about the item.")
    entry: str | None = Field(description="The other entry that it is about.")
    value: float | None = Field(description="A probability, a share or a count.")
    product: str | None = Field(description="The product that it is about, if that is not the entry's.")


class ReviewPlaceOut(BaseModel):
    """Where the release sees an identification point deviate."""

    photo: int
    point: str
    region: Region


class ReviewOpinionOut(BaseModel):
    """What the release said of the photos when the entry was assessed."""

    release: str
    outcome: Outcome
    log10_likelihood_ratio: float | None
    places: list[ReviewPlaceOut]


class ReviewPhotoOut(BaseModel):
    """One photo of an entry."""

    sha256: str = Field(description="Of the original.")
    name: str = Field(description="Its path as contributed; empty for a confirmation.")
    view: str | None
    capture: Capture
    source: str
    marks: list[PointMarkBody]
    picture: str | None = Field(
        description="The photo upright, of moderate size, as JPEG without metadata. Null once the right holder has "
        "withdrawn the entry."
    )


class EntryDecisionOut(BaseModel):
    """What a person decided."""

    number: int
    kind: DecisionKind
    by: str | None = Field(description="The name of the person.")
    at: datetime
    words: str
    label: Label | None = Field(description="As proposed.")
    marks: list[PhotoMarksBody] = Field(description="As proposed.")


class EntryOut(BaseModel):
    """A labelled item in the review queue."""

    id: str
    source: EntrySource
    source_id: str
    right_holder: str
    contributed_by: str | None = Field(description="The name of the person who attests the label.")
    product: str
    item: str
    label: Label = Field(description="As attested.")
    agreed_label: Label = Field(description="The label that counts once the entry is accepted.")
    licence: str
    contributed_on: date
    submitted_at: datetime
    state: EntryState
    risk: float = Field(description="From 0 to 1; at least 0.5 where nothing was compared with the release.")
    risk_level: RiskLevel = Field(
        description="The risk in words. `not_compared`: the release that was active when the entry was assessed did "
        "not know the product. Copies, contradicting labels and bursts were looked for nevertheless, and are in "
        "`findings`."
    )
    findings: list[RiskFindingOut]
    assessed_at: datetime | None
    opinion: ReviewOpinionOut | None = Field(description="Null if the release does not know the product.")
    photos: list[ReviewPhotoOut]
    decisions: list[EntryDecisionOut]
    reply: str = Field(description="Why it was sent back, as its right holder reads it.")
    withdrawal: str = Field(description="Why its right holder withdrew it.")
    replaces: str | None = Field(description="The entry that was sent back and that this one corrects.")


class QueueOut(PageOut):
    """One page of the review queue."""

    entries: list[EntryOut]
    counts: dict[EntryState, int] = Field(
        description="How many entries are in each state, of those that fit the other filters."
    )


def pictures_of(entry: Entry) -> list[str]:
    """The addresses of the pictures of an entry's photos; none once its right holder has withdrawn it."""
    return [f"{ENTRIES}/{entry.id}/photos/{photo.index}.jpg" for photo in entry.shown_photos]


def shown_out(shown: ShownEntry) -> EntryOut:
    """An entry that was looked at."""
    return entry_out(shown.entry, shown.names)


def entry_out(entry: Entry, names: Names) -> EntryOut:
    """An entry as JSON."""
    assessment = entry.review.assessment
    return EntryOut(
        id=entry.id,
        source=entry.source,
        source_id=entry.source_id,
        right_holder=names.organisations[entry.right_holder_id],
        contributed_by=names.people.get(entry.contributed_by),
        product=entry.product_id,
        item=entry.item,
        label=entry.label,
        agreed_label=entry.agreed_label,
        licence=entry.licence,
        contributed_on=entry.contributed_on,
        submitted_at=entry.submitted_at,
        state=entry.state,
        risk=entry.risk,
        risk_level=entry.risk_level,
        findings=[RiskFindingOut(**finding._asdict()) for finding in entry.findings],
        assessed_at=assessment.at if assessment else None,
        opinion=_opinion(assessment.opinion) if assessment and assessment.opinion else None,
        photos=[_photo(*each) for each in zip_longest(entry.photos, pictures_of(entry))],
        decisions=[_decision(decision, names.people) for decision in entry.decisions],
        reply=entry.reply,
        withdrawal=entry.withdrawal,
        replaces=entry.replaces,
    )


def _opinion(opinion: ReleaseOpinion) -> ReviewOpinionOut:
    places = [ReviewPlaceOut(photo=each.photo, point=each.point, region=each.box) for each in opinion.places]
    return ReviewOpinionOut(
        release=opinion.release, outcome=opinion.outcome, log10_likelihood_ratio=opinion.strength, places=places
    )


def _photo(photo: EntryPhoto, picture: str | None) -> ReviewPhotoOut:
    return ReviewPhotoOut(
        sha256=photo.sha256,
        name=photo.name,
        view=photo.view,
        capture=photo.capture,
        source=photo.source,
        marks=[_mark(mark) for mark in photo.marks],
        picture=picture,
    )


def _mark(mark: PointMark) -> PointMarkBody:
    return PointMarkBody(point=mark.id, region=None if mark.box is None else list(mark.box))


def _decision(decision: Decision, people: Mapping[str, str]) -> EntryDecisionOut:
    return EntryDecisionOut(
        number=decision.number,
        kind=decision.kind,
        by=people.get(decision.by),
        at=decision.at,
        words=decision.words,
        label=decision.proposal.label,
        marks=[
            PhotoMarksBody(photo=index, points=[_mark(mark) for mark in marks])
            for index, marks in decision.proposal.marks.items()
        ],
    )


_ENTRY: dict[str, Any] = {
    "id": ENTRY_ID,
    "source": "contribution",
    "source_id": "k-5f4e3d2c1b0a99887766554433221100",
    "right_holder": "Tornavik AB",
    "contributed_by": "Carla Contributor",
    "product": "tornavik-6204",
    "item": "carton-17",
    "label": "genuine",
    "agreed_label": "genuine",
    "licence": "CC-BY-4.0",
    "contributed_on": "2026-11-25",
    "submitted_at": "2026-11-25T13:40:00Z",
    "state": "waiting",
    "risk": 0.85,
    "risk_level": "high",
    "findings": [{"reason": "release_disagrees", "photo": None, "entry": None, "value": 0.97, "product": None}],
    "assessed_at": "2026-11-25T13:41:00Z",
    "opinion": {
        "release": "r-0123456789abcdef",
        "outcome": "suspected_counterfeit",
        "log10_likelihood_ratio": 1.5,
        "places": [{"photo": 0, "point": "seal", "region": [0.1, 0.2, 0.3, 0.2]}],
    },
    "photos": [
        {
            "sha256": "5c1e0d6f0b3d6b1d8d6b1f2e3a4b5c6d7e8f90112233445566778899aabbccdd",
            "name": "genuine/carton-17/front.jpg",
            "view": "front",
            "capture": "photo",
            "source": "warehouse",
            "marks": [],
            "picture": f"{ENTRIES}/{ENTRY_ID}/photos/0.jpg",
        }
    ],
    "decisions": [],
    "reply": "",
    "withdrawal": "",
    "replaces": None,
}
EXAMPLES: dict[str, Any] = {
    "EntryOut": _ENTRY,
    "QueueOut": {"entries": [_ENTRY], "after": None, "counts": {"waiting": 1}},
    "EntryDecisionIn": {"kind": "send_back", "words": "The photos are blurred. Take them again in better light."},
    "EntryDecisionsIn": {"entries": [ENTRY_ID], "kind": "accept"},
    "EntryDecisionsOut": {"decided": [ENTRY_ID], "refused": []},
}
