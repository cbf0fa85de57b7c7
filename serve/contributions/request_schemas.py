"""Turns bodies of the API into what the use cases take."""

from collections.abc import Sequence
from typing import Any

from model.catalogue import Region, region_of_fractions
from model.datasets.fields import PointMark
from serve.contributions.domain import ContributionRejectedError, FileReading
from serve.contributions.image_domain import ImageDetails
from serve.contributions.labelling import Edit, Selection
from serve.contributions.refusals import ONE_SELECTION, WRONG_BOX
from serve.contributions.schemas import ContributionIn, ContributionPatch, ImagePatch, MarkBody
from serve.contributions.service import Began, Changes

OF_READING = frozenset(FileReading._fields)
OWN_ITEM = "own_item"  # a member of a body that says how an item is named, and not what it is
NAMES = {"left_out": "is_left_out"}  # members of a body that are called otherwise inside


def began_of(given: ContributionIn) -> Began:
    """What begins a contribution."""
    reading = FileReading(**{name: getattr(given, name) for name in FileReading._fields})
    return Began(given.licence, given.consent, given.note, reading, given.corrects, given.keeps_photos)


def changes_of(given: ContributionPatch, before: FileReading) -> Changes:
    """What changes of a contribution.

    Args:
        before: how its files are understood so far; what the body leaves out stays.
    """
    values = {name: getattr(given, name) for name in given.model_fields_set & OF_READING}
    if not values:
        return Changes(given.licence, given.note)
    defaults = FileReading()
    filled = {name: getattr(defaults, name) if value is None else value for name, value in values.items()}
    return Changes(given.licence, given.note, before._replace(**filled))


def edit_of(given: ImagePatch) -> Edit:
    """What is said of images.

    Raises:
        ContributionRejectedError: a mark does not lie within the picture.
    """
    values: dict[str, Any] = {name: getattr(given, name) for name in given.model_fields_set - {OWN_ITEM}}
    if values.get("marks") is not None:
        values["marks"] = tuple(_mark(each) for each in given.marks or ())
    named = {NAMES.get(name, name): _plain(value) for name, value in values.items()}
    taken_back = frozenset(name for name, value in named.items() if value is None)
    said = ImageDetails(**{name: value for name, value in named.items() if value is not None})
    return Edit(said, taken_back, has_own_item=given.own_item)


def _plain(value: Any) -> Any:
    """A value without the space around it; an empty text says nothing."""
    return (value.strip() or None) if type(value) is str else value


def _mark(given: MarkBody) -> PointMark:
    return PointMark(given.point, None if given.box is None else _box(given.box))


def _box(numbers: Sequence[float]) -> Region:
    try:
        return region_of_fractions(numbers)
    except ValueError as fault:
        raise ContributionRejectedError(WRONG_BOX, "marks") from fault


def selection_of(numbers: Sequence[int] | None, finding: str | None = None) -> Selection:
    """Which rows are meant.

    Raises:
        ContributionRejectedError: neither numbers nor a finding are given, or both.
    """
    if (numbers is None) is (finding is None):
        raise ContributionRejectedError(ONE_SELECTION, "numbers")
    return Selection(frozenset(numbers or ()), finding)
