"""What a screen may show of a step: the truth and the places that tell only once they are revealed."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from model.catalogue import Point, Region
from model.datasets.fields import Label
from serve.clearances.domain import PartKind, PartName
from serve.clearances.holding_domain import HeldProduct
from serve.seminars.agenda import AgendaStepKind
from serve.seminars.domain import SlotState
from serve.sittings.step_domain import Assistance, DemoPlace, ForeignPhoto, Phase, SealedStep

LARGE_ENOUGH = 0.5  # of one of a photo's sides: a place that has so much of it would hardly be larger


class Tell(NamedTuple):
    """A point that a photo of the question shows to deviate.

    Attributes:
        photo: its place among the photos of the question, from 0.
        box: where on it; None if that was not marked.
        title, genuine, counterfeit: of the point, by language.
    """

    photo: int
    box: Region | None
    title: Mapping[str, str]
    genuine: Mapping[str, str]
    counterfeit: Mapping[str, str]


class WithheldSlot(NamedTuple):
    """A slot of a sitting that may not be shown now.

    Attributes:
        right_holder: by its name.
        is_changed: whether it teaches or asks something else than when the sitting was opened.
    """

    state: SlotState
    right_holder: str
    is_changed: bool


class PhotoAccess(StrEnum):
    """Whether a reader sees the photos of the item of a live demo."""

    SEEN = "seen"
    OTHERS = "others"  # they are another organisation's, whose practice it was
    REMOVED = "removed"  # with the practice


class ListedStep(NamedTuple):
    """A step in a list.

    Attributes:
        place: among the questions of its kind, from 1; 0 of a step that asks nothing.
        of: how many of its kind there are.
        product: by language; empty if nothing of it may be shown any more.
        point: the title of the point that is compared, by language; empty for another step.
    """

    step: SealedStep
    place: int
    of: int
    product: Mapping[str, str]
    point: Mapping[str, str]


class ListedShot(NamedTuple):
    """A shot of the shot list.

    Attributes:
        id: of the view.
        title: by language.
        is_pictured: whether there is a genuine picture of it that may be shown whole.
    """

    id: str
    title: Mapping[str, str]
    is_required: bool
    is_pictured: bool


@dataclass(frozen=True)
class ShownStep:
    """A step as seats and the projector may see it in a phase.

    Attributes:
        product: by language; empty if nothing of the product may be shown any more.
        views: the shot list; empty for another step.
        point: that is compared; None for another step, or if it may not be shown any more.
        is_pictured: whether there is a genuine picture of that point.
        has_counterfeit: whether the photo beside it may be shown.
        photos: how many photos of the question may be shown.
        assistance: the assistant's verdict, with those of its points that the slot shows; None as long as it is hidden.
        said: the titles of the points that it names, by language.
        examined: the photos of the item of a live demo.
        reasons: the points of its verdict that deviate, in the order of its photos; empty as long as that is hidden.
        places: where its photos show them.
        foreign: its photos that show something else; empty as long as the verdict is hidden.
        truth: what the item is; None as long as it is hidden.
        tells: empty as long as they are hidden.
    """

    step: SealedStep
    phase: Phase
    product: Mapping[str, str]
    views: tuple[ListedShot, ...]
    point: Point | None
    is_pictured: bool
    has_counterfeit: bool
    photos: tuple[int, ...]
    assistance: Assistance | None
    said: tuple[Mapping[str, str], ...]
    examined: tuple[int, ...]
    reasons: tuple[Point, ...]
    places: tuple[DemoPlace, ...]
    foreign: tuple[ForeignPhoto, ...]
    truth: Label | None
    tells: tuple[Tell, ...]

    def first_photo(self, point_id: str) -> int | None:
        """The first photo of a live demo on which a place shows a point; None if none does."""
        return min((each.photo for each in self.places if each.point == point_id), default=None)

    @property
    def unplaced(self) -> tuple[Point, ...]:
        """The reasons that no photo shows."""
        return tuple(each for each in self.reasons if self.first_photo(each.id) is None)

    @property
    def close_ups(self) -> Mapping[int, Region]:
        """Which part of each photo that tells is worth enlarging, by the photo: around all places marked on it."""
        found: dict[int, list[Region]] = {}
        for photo, box in (
            *((each.photo, each.box) for each in self.tells),
            *((each.photo, each.box) for each in self.places),
        ):
            if box is not None:
                found.setdefault(photo, []).append(box)
        around = {photo: _around(boxes) for photo, boxes in found.items()}
        return {photo: place for photo, place in around.items() if max(place.width, place.height) < LARGE_ENOUGH}


def _around(boxes: Sequence[Region]) -> Region:
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    right, bottom = max(box.x + box.width for box in boxes), max(box.y + box.height for box in boxes)
    return Region(left, top, right - left, bottom - top)


def shown_step(step: SealedStep, phase: Phase, held: HeldProduct | None) -> ShownStep:
    """A step as it may be shown in a phase.

    Args:
        held: what may be shown of its product now: of points, those of its slot.
    """
    is_revealed = phase is Phase.REVEALED
    said = step.assistance if held and _is_said(step, phase) else None
    is_demo = said is not None and step.demonstration is not None
    named = tuple(point for name in said.points if (point := held.point(name))) if held and said else ()
    point = held.point(step.point_id) if held and step.point_id else None
    is_shots = step.kind is AgendaStepKind.SHOT_LIST
    return ShownStep(
        step=step,
        phase=phase,
        product=held.sheet.name if held else {},
        views=tuple(_views(held)) if held and is_shots else (),
        point=point,
        is_pictured=held is not None and point is not None and point.id in held.pictured,
        has_counterfeit=held is not None and step.counterfeit is not None and held.photo(step.counterfeit) is not None,
        photos=tuple(place for place, name in enumerate(photo_names(step)) if held and held.photo(name)),
        assistance=said._replace(points=tuple(each.id for each in named)) if said else None,
        said=tuple(each.title for each in named),
        examined=step.demonstration.photos if held and step.demonstration else (),
        reasons=_by_photo(named, step) if is_demo else (),
        places=tuple(_places(step, named)) if is_demo else (),
        foreign=step.demonstration.foreign if step.demonstration and is_demo else (),
        truth=step.question.label if step.question and is_revealed else None,
        tells=tuple(_tells(step, held)) if held and is_revealed else (),
    )


def _views(held: HeldProduct) -> Iterator[ListedShot]:
    for view in held.sheet.views:
        yield ListedShot(view.id, view.title, view.required, view.id in held.references)


def _is_said(step: SealedStep, phase: Phase) -> bool:
    """Whether the assistant's verdict is shown: in a live demo once it is revealed, otherwise before the truth."""
    if step.demonstration:
        return phase is Phase.REVEALED
    return step.assisted_at is not None and phase is Phase.ASSISTING


def _by_photo(points: Collection[Point], step: SealedStep) -> tuple[Point, ...]:
    """Points in the order of the photos that show them; last those that are marked on none."""
    shown = [place.point for place in sorted(step.demonstration.places)] if step.demonstration else []
    return tuple(sorted(points, key=lambda point: shown.index(point.id) if point.id in shown else len(shown)))


def _places(step: SealedStep, points: Collection[Point]) -> Iterator[DemoPlace]:
    shown = {point.id for point in points}
    for place in step.demonstration.places if step.demonstration else ():
        if place.point in shown:
            yield place


def compared_names(step: SealedStep) -> Mapping[Label, PartName]:
    """The two pictures of a comparison, as clearances name them."""
    found = {Label.COUNTERFEIT: step.counterfeit} if step.counterfeit else {}
    return {**found, Label.GENUINE: PartName(PartKind.POINT, step.point_id)} if step.point_id else found


def photo_names(step: SealedStep) -> tuple[PartName, ...]:
    """The photos of a step's question, as clearances name them."""
    asked = step.question
    return tuple(PartName(PartKind.PHOTO, asked.entry_id, index) for index in asked.photos) if asked else ()


def _tells(step: SealedStep, held: HeldProduct) -> Iterator[Tell]:
    for place, name in enumerate(photo_names(step)):
        photo = held.photo(name)
        for mark in photo.marks if photo else ():
            if point := held.point(mark.id):
                yield Tell(place, mark.box, point.title, point.genuine, point.counterfeit)
