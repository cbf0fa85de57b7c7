"""Bodies of the JSON API of examinations."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field, RootModel

from model.messages import message
from model.verdict import Outcome, Verdict
from serve.accounts.schemas import Body
from serve.examinations.decision_domain import FirstDecision, Said
from serve.examinations.domain import Examination
from serve.examinations.explaining import product_in_brief
from serve.examinations.note_domain import LONGEST_NOTE
from serve.examinations.pairs import framed
from serve.platform.paging import PageOut
from serve.platform.translations import Language

EXAMINATIONS = "/v1/examinations"
HIDDEN_IN_BRIEF = message("The verdict shows once you have decided.")
LONGEST_WORD = 190  # characters of an id that an officer states
MOST_PHOTOS = 8  # a setting may say fewer


class SentPhotoIn(Body):
    """An upload that is a photo of the item."""

    upload: str = Field(
        pattern="^f-[0-9a-f]{32}$",
        description="The id of an upload of the caller with the purpose `examination`.",
        examples=["f-0f1e2d3c4b5a69788796a5b4c3d2e1f0"],
    )
    view: str | None = Field(None, max_length=LONGEST_WORD, description="What it shows; null if unknown.")


class FromUploadsIn(Body):
    """One item whose photos are uploads, and what the officer states about it."""

    photos: list[SentPhotoIn] = Field(min_length=1, max_length=MOST_PHOTOS, description="Of one item; each once.")
    product: str | None = Field(
        None, max_length=LONGEST_WORD, description="Product id from the catalogue; null to have it recognised."
    )
    prior: float | None = Field(
        None,
        gt=0,
        lt=1,
        description="Share of counterfeits among the items that come by this lane; changes no outcome, and gives "
        "posterior_counterfeit.",
    )
    preliminary: str | None = Field(
        None,
        pattern="^e-[0-9a-f]{32}$",
        description="The caller's preliminary examination of the same item, if there was one; one that is gone by now "
        "is left out.",
        examples=["e-4f6c1a526d0f4d7e9a550f6f0c1f6f6e"],
    )
    note: str = Field("", max_length=LONGEST_NOTE, description="What the caller noted of the item.")


class PhotoLinks(BaseModel):
    """The addresses of one photo's pictures."""

    view: str | None
    media_type: str = Field(description="Of the original, by its first bytes.")
    picture: str = Field(description="The photo upright, of moderate size, as JPEG.")
    original: str = Field(description="The photo byte for byte as received.")


class PairLinks(BaseModel):
    """A finding on the photo and on a genuine picture, at one scale and orientation if its place was found."""

    photo: str = Field(description="The place on the photo, marked, with its surroundings, JPEG.")
    reference: str | None = Field(description="The same for the genuine picture, JPEG; null if none is named.")


class EvidenceLinks(BaseModel):
    """Pictures of one identification point that the photos show."""

    point: str
    photo: int = Field(description="Index into photos.")
    overlay: str = Field(description="The photo with the region framed, JPEG.")
    close_up: str = Field(description="The region with its surroundings, JPEG.")
    reference: str | None = Field(description="The genuine reference that the verdict names, JPEG.")
    pair: PairLinks


class ExaminationOut(BaseModel):
    """One examination as stored. It never changes."""

    id: str
    created_at: datetime
    follows: str | None = Field(
        description="The examination of which this one is a revision; it is kept as long as this one; "
        "null if this is no revision."
    )
    decision: Said | None = Field(
        description="What the person who examined said of the item before the verdict showed; null if not asked."
    )
    decided_at: datetime | None
    note: str = Field(
        description="What the person who examined noted of the item; empty if nothing, and for "
        "callers who wrote none and read no cases."
    )
    verdict: Verdict
    photos: list[PhotoLinks]
    evidence: list[EvidenceLinks]


class HiddenVerdictOut(BaseModel):
    """That an item was examined, and its verdict is hidden until the caller has decided."""

    hidden: Literal[True]
    decision: str = Field(description="The address to which the decision is sent; then the verdict shows.")


class ExaminedOut(RootModel[Verdict | HiddenVerdictOut]):
    """The verdict, the same JSON as from `shingan check --json`; or, where the caller decides first, where to do so."""


class DecisionIn(Body):
    """What the caller says of the item before they see the verdict."""

    decision: Said


class DecisionOut(BaseModel):
    """What the caller said of the item, beside the verdict that shows now."""

    id: str
    decision: Said
    decided_at: datetime
    verdict: Verdict


class ExaminingRulesOut(BaseModel):
    """What the caller's organisation asks of its people who examine."""

    decides_first: bool = Field(description="Whether they decide before the verdict shows.")


class ExaminingRulesIn(Body):
    """The same, to be set."""

    decides_first: bool


class ProductRef(BaseModel):
    """A product, by id and by name in the reader's language; the id again if the active release has no name."""

    id: str
    name: str


class ExaminationBriefOut(BaseModel):
    """An examination in a list."""

    id: str
    created_at: datetime
    outcome: Outcome | None = Field(description="Null as long as the verdict is hidden.")
    product: ProductRef | None = Field(
        description="The product of the verdict; null if it was not recognised, or as long as the verdict is hidden."
    )
    stated: ProductRef | None = Field(description="The product that was stated with the photos; null if none was.")
    product_said: str = Field(
        description="The product as text: its name, or that it was not recognised, is in doubt, or was given and does "
        "not fit; or that the verdict is hidden."
    )
    photos: int
    thumbnail: str = Field(description="The first photo, upright and of moderate size, as JPEG.")
    follows: str | None = Field(description="The examination of which this one is a revision.")
    case: str | None = Field(description="The case of the examination.")
    item: str | None = Field(description="Its item of that case.")


class ExaminationsOut(PageOut):
    """One page of the caller's own examinations, the latest first."""

    examinations: list[ExaminationBriefOut]


def brief(examination: Examination, product_names: Mapping[str, str], language: Language) -> ExaminationBriefOut:
    """An examination in a list, with its texts in a language."""
    is_hidden = examination.has_hidden_verdict
    product = None if is_hidden else examination.verdict.product.id
    name = product_names.get(product, product) if product else ""
    stated = examination.origin.officer_input.product
    said = HIDDEN_IN_BRIEF if is_hidden else product_in_brief(examination.verdict, name)
    return ExaminationBriefOut(
        id=examination.id,
        created_at=examination.created_at,
        outcome=None if is_hidden else examination.verdict.outcome,
        product=ProductRef(id=product, name=name) if product else None,
        stated=ProductRef(id=stated, name=product_names.get(stated, stated)) if stated else None,
        product_said=language.say(said),
        photos=len(examination.photos),
        thumbnail=f"{EXAMINATIONS}/{examination.id}/photos/0.jpg",
        follows=examination.origin.follows,
        case=examination.origin.case_id,
        item=examination.origin.case_item_id,
    )


def hidden(examination: Examination) -> HiddenVerdictOut:
    """Where to decide on an examination whose verdict is hidden."""
    return HiddenVerdictOut(hidden=True, decision=f"{EXAMINATIONS}/{examination.id}/decision")


def shown_decision(examination: Examination) -> DecisionOut | None:
    """A decision beside the verdict; None if none was made."""
    decision = examination.origin.decision or FirstDecision()
    if decision.said is None or decision.at is None:
        return None
    return DecisionOut(id=examination.id, decision=decision.said, decided_at=decision.at, verdict=examination.verdict)


def shown(examination: Examination) -> ExaminationOut:
    """An examination with the addresses of its pictures."""
    base = f"{EXAMINATIONS}/{examination.id}"
    evidence = [
        EvidenceLinks(
            point=finding.id,
            photo=finding.photo,
            overlay=f"{base}/evidence/{index}.jpg",
            close_up=f"{base}/close-ups/{index}.jpg",
            reference=f"{base}/references/{finding.reference}.jpg" if finding.reference else None,
            pair=_pair(f"{base}/pairs/{index}", has_reference=finding.reference is not None),
        )
        for index, finding in enumerate(examination.verdict.points)
        if finding.photo is not None and framed(finding) is not None
    ]
    photos = [
        PhotoLinks(
            view=seen.view,
            media_type=photo.media_type,
            picture=f"{base}/photos/{index}.jpg",
            original=f"{base}/photos/{index}/original",
        )
        for index, (photo, seen) in enumerate(zip(examination.photos, examination.verdict.photos, strict=True))
    ]
    decision = examination.origin.decision or FirstDecision()
    return ExaminationOut(
        id=examination.id,
        created_at=examination.created_at,
        follows=examination.origin.follows,
        decision=decision.said,
        decided_at=decision.at,
        note=examination.origin.note,
        verdict=examination.verdict,
        photos=photos,
        evidence=evidence,
    )


def _pair(base: str, *, has_reference: bool) -> PairLinks:
    return PairLinks(photo=f"{base}/photo.jpg", reference=f"{base}/reference.jpg" if has_reference else None)
