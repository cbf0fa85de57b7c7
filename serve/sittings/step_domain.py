"""The steps of a sitting: sealed when it is opened, and what is done with each is added."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from model.catalogue import Region
from model.datasets.fields import Label
from model.verdict import Outcome
from serve.clearances.domain import PartName
from serve.seminars.agenda import AgendaStepKind


class Phase(StrEnum):
    """What is happening in the step that is shown."""

    WAITING = "waiting"  # no one is asked: before the first step, or something is shown
    ASKING = "asking"  # phones answer
    ASSISTING = "assisting"  # phones that have answered see the assistant's verdict, and answer again
    REVEALED = "revealed"  # everyone sees the truth


class SealedQuestion(NamedTuple):
    """An item on which people decide.

    Attributes:
        question_id: of the seminar.
        entry_id: of the accepted item.
        photos: the indices of the item's photos that are shown.
        label: what the item is.
    """

    question_id: str
    entry_id: str
    photos: tuple[int, ...]
    label: Label


class Assistance(NamedTuple):
    """What the assistant says of an item.

    Attributes:
        points: ids of those that deviate, count and may be shown.
        release_id: of the release that judged.
    """

    outcome: Outcome
    points: tuple[str, ...]
    release_id: str


class DemoPlace(NamedTuple):
    """Where a photo of an item that was examined before the hall shows a point."""

    photo: int
    point: str
    box: Region


class ForeignPhoto(NamedTuple):
    """A photo of an item that does not show the product of the live demo.

    Attributes:
        product: the id of the one that it shows; None if that is not known.
    """

    photo: int
    product: str | None


class Demonstration(NamedTuple):
    """An item that the host examined before the hall, for practice.

    Attributes:
        examination_id: of the practice.
        photos: the indices of its photos.
        places: of the points that deviate, count and may be shown.
        foreign: the photos that show something else.
    """

    examination_id: str
    photos: tuple[int, ...]
    places: tuple[DemoPlace, ...]
    foreign: tuple[ForeignPhoto, ...] = ()


class StepContent(NamedTuple):
    """What a step teaches or asks, without its place among the others: what a right holder released.

    Attributes:
        counterfeit, entry_id, photos, label, is_assisted: as of a `SealedStep` and its question.
    """

    kind: AgendaStepKind
    product_id: str
    point_id: str | None = None
    counterfeit: PartName | None = None
    entry_id: str | None = None
    photos: tuple[int, ...] = ()
    label: Label | None = None
    is_assisted: bool = False


@dataclass(frozen=True)
class SealedStep:
    """A step of the seminar as it was when the sitting was opened. What is done with it is added.

    Attributes:
        number: from 1.
        slot_id: of the seminar; empty where a step belongs to none.
        counterfeit: the photo that a comparison shows beside the genuine picture; None without one.
        question: of an exercise or test; None otherwise.
        is_assisted: whether the assistant's verdict may be shown before the truth.
        assistance: the assistant's verdict, on the question's item or on the one of a live demo; None without one.
        demonstration: what the host chose for a live demo; None as long as nothing is chosen.
        assisted_at, revealed_at: when this was first done.
    """

    number: int
    kind: AgendaStepKind
    slot_id: str
    right_holder_id: str
    product_id: str
    point_id: str | None = None
    counterfeit: PartName | None = None
    question: SealedQuestion | None = None
    is_assisted: bool = False
    assistance: Assistance | None = None
    demonstration: Demonstration | None = None
    assisted_at: datetime | None = None
    revealed_at: datetime | None = None

    @property
    def is_question(self) -> bool:
        """Whether phones answer in it."""
        return self.question is not None

    @property
    def is_comparison(self) -> bool:
        """Whether it shows a genuine picture and a counterfeit one."""
        return self.kind is AgendaStepKind.COMPARISON

    @property
    def content(self) -> StepContent:
        """What it teaches or asks."""
        shown = StepContent(self.kind, self.product_id, self.point_id, self.counterfeit, is_assisted=self.is_assisted)
        asked = self.question
        return shown._replace(entry_id=asked.entry_id, photos=asked.photos, label=asked.label) if asked else shown

    @property
    def phase(self) -> Phase:
        """In which phase it is when it is shown: the truth that was shown stays shown."""
        if self.revealed_at is not None:
            return Phase.REVEALED
        if self.assisted_at is not None:
            return Phase.ASSISTING
        return Phase.ASKING if self.is_question else Phase.WAITING

    @property
    def sealed(self) -> Mapping[str, Any]:
        """Its values, for a digest."""
        asked, photo = self.question, self.counterfeit
        values = {"question": asked and [*asked[:2], *asked.photos, asked.label], "counterfeit": photo and photo.text}
        said, shown = self.assistance, self.demonstration
        values["assistance"] = said and [said.outcome, *said.points, said.release_id]
        places = [[place.photo, place.point, *place.box] for place in shown.places] if shown else []
        foreign = [list(each) for each in shown.foreign] if shown else []
        values["demonstration"] = shown and [shown.examination_id, *shown.photos, *places, *foreign]
        return {**vars(self), **values}
