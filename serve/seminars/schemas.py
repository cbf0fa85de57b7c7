"""The JSON of seminars, as those who prepare them read and write it. What a slot shows is in `slot_schemas`."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from model.datasets.fields import Label
from serve.accounts.schemas import Body, OrganisationId, OrganisationOut, shown
from serve.clearances.holding_domain import HeldProduct
from serve.platform.fields import NEEDED, Day
from serve.platform.paging import PageOut
from serve.platform.translations import tags
from serve.seminars.agenda import AgendaStepKind, Step
from serve.seminars.domain import HALF, SeminarState, SlotState
from serve.seminars.draft_domain import LEAST_SHARE, LONGEST_TITLE, MOST_SHARE, SeminarDraft
from serve.seminars.lesson_domain import counterfeits_of
from serve.seminars.service import ListedSeminar, ShownSeminar
from serve.seminars.slot_schemas import PointOut, SlotOut, Texts, point_out, slot_out

MOST_AGENCIES = 1000
Title = Annotated[str, Field(max_length=LONGEST_TITLE, json_schema_extra=NEEDED)]
Country = Annotated[str, Field(max_length=2, description="ISO 3166-1, two letters, such as JP.")]
Languages = Annotated[
    list[Annotated[str, Field(max_length=35)]],
    Field(max_length=len(tags()), description="Tags of languages that the service offers, the main one first."),
]
Agencies = Annotated[
    list[OrganisationId],
    Field(max_length=MOST_AGENCIES, description="Whose officers take part. An agency prepares for itself alone."),
]
Share = Annotated[
    float,
    Field(
        description=f"Of counterfeits among the items that people decide on, from {LEAST_SHARE} to {MOST_SHARE}.",
        allow_inf_nan=False,
    ),
]


class SeminarIn(Body):
    """A new seminar."""

    title: Title
    country: Country
    languages: Languages
    day: Day
    agencies: Agencies | None = None
    share: Share = HALF

    @property
    def draft(self) -> SeminarDraft:
        """The same for a use case."""
        named = None if self.agencies is None else frozenset(self.agencies)
        return SeminarDraft(self.title, self.country, tuple(self.languages), self.day, named, self.share)


class SeminarChange(Body):
    """Changes of a seminar; omitted values stay."""

    title: Title | None = None
    country: Country | None = None
    languages: Languages | None = None
    day: Day | None = None
    agencies: Agencies | None = None
    share: Share | None = None

    @property
    def values(self) -> dict[str, Any]:
        """Those that change, for a use case."""
        return self.model_dump(exclude_none=True)


class ListedSeminarOut(BaseModel):
    """A seminar in a list."""

    id: str
    organisation: OrganisationOut = Field(description="Who prepares it.")
    title: str
    country: str
    languages: list[str]
    day: date
    state: SeminarState
    slots: dict[SlotState, int] = Field(description="How many slots it has in each state.")
    prepared_at: datetime


class SeminarsOut(PageOut):
    """Some seminars, the latest first."""

    seminars: list[ListedSeminarOut]


class SeminarOut(BaseModel):
    """A seminar with its slots, as they may be shown now."""

    id: str
    organisation: OrganisationOut = Field(description="Who prepares it.")
    title: str
    country: str
    languages: list[str]
    day: date
    agencies: list[OrganisationOut] = Field(description="Whose officers take part.")
    share: float = Field(description="Of counterfeits among the items that people decide on.")
    state: SeminarState
    minutes: int = Field(description="How long all slots take.")
    slots: list[SlotOut]
    prepared_by: str = Field(description="The name of the person; empty if you may not see it.")
    prepared_at: datetime


class AgendaStepOut(BaseModel):
    """A step of a seminar."""

    number: int
    kind: AgendaStepKind
    slot: str
    product: str
    point: str | None = Field(description="Of a comparison, the id of the point.")
    question: str | None = Field(description="Of a test or an exercise, the id of the question.")
    assisted: bool = Field(description="Whether the assistant's verdict is shown after the first answer.")


class AgendaOut(BaseModel):
    """The steps of a seminar, in order."""

    steps: list[AgendaStepOut]


class CounterfeitPhotoOut(BaseModel):
    """A photo of a counterfeit item that can stand beside the genuine picture of a point."""

    photo: str = Field(description="The entry of the item, a slash, and the index of the photo.")
    picture: str = Field(description="The address of the picture, as JPEG without metadata.")


class SeminarPointOut(BaseModel):
    """A point that may be shown."""

    point: PointOut
    picture: str | None = Field(description="The address of the genuine picture of its place; null without one.")
    counterfeits: list[CounterfeitPhotoOut]


class SeminarProductOut(BaseModel):
    """What may be shown of a product to all agencies of a seminar."""

    id: str
    name: Texts
    right_holder: OrganisationOut
    points: list[SeminarPointOut]
    items: dict[Label, int] = Field(description="How many items of each label people can decide on.")


class SeminarProductsOut(BaseModel):
    """The products of which something may be shown in a seminar."""

    products: list[SeminarProductOut]


def listed_out(read: ListedSeminar) -> ListedSeminarOut:
    """A seminar in a list."""
    seminar = read.seminar
    return ListedSeminarOut(
        id=seminar.id,
        organisation=shown(read.organisation),
        title=seminar.title,
        country=seminar.country,
        languages=list(seminar.languages),
        day=seminar.day,
        state=seminar.state,
        slots={state: read.states.get(state, 0) for state in SlotState},
        prepared_at=seminar.prepared_at,
    )


def seminar_out(read: ShownSeminar) -> SeminarOut:
    """A seminar with its slots."""
    seminar = read.seminar
    return SeminarOut(
        id=seminar.id,
        organisation=shown(read.organisation),
        title=seminar.title,
        country=seminar.country,
        languages=list(seminar.languages),
        day=seminar.day,
        agencies=[shown(each) for each in read.agencies],
        share=seminar.share,
        state=seminar.state,
        minutes=read.minutes,
        slots=[slot_out(each, read.agencies, is_preparer=True) for each in read.slots],
        prepared_by=read.preparer,
        prepared_at=seminar.prepared_at,
    )


def step_out(step: Step) -> AgendaStepOut:
    """A step."""
    return AgendaStepOut(
        number=step.number,
        kind=step.kind,
        slot=step.slot_id,
        product=step.product_id,
        point=step.point_id,
        question=step.question_id,
        assisted=step.is_assisted,
    )


def product_out(seminar_id: str, held: HeldProduct) -> SeminarProductOut:
    """What may be shown of a product, with the addresses of its pictures."""
    at = f"/v1/seminars/{seminar_id}/products/{held.product_id}"
    labels = [item.label for item in held.items.values()]
    points = [
        SeminarPointOut(
            point=point_out(point),
            picture=f"{at}/points/{point.id}.jpg" if point.id in held.pictured else None,
            counterfeits=[
                CounterfeitPhotoOut(photo=photo.name.text, picture=f"{at}/photos/{photo.name.text}.jpg")
                for photo in counterfeits_of(held, point.id)
            ],
        )
        for point in held.points
    ]
    return SeminarProductOut(
        id=held.product_id,
        name=dict(held.sheet.name),
        right_holder=shown(held.right_holder),
        points=points,
        items={label: labels.count(label) for label in Label},
    )
