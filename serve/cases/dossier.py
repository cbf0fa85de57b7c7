"""A case as it is read: completely, or as one entry of a list. Imports only the standard library and `model`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from model.verdict import Outcome
from serve.cases.domain import Case, CaseItem, CaseState, Conclusion, Details, ItemFinding, Opinion
from serve.examinations.domain import Examination


class KnownDetails(NamedTuple):
    """What an agency has written in its cases, each once, in order."""

    places: Sequence[str]
    units: Sequence[str]


class PhotoPlace(NamedTuple):
    """The place of an item's photo: an examination, and its index there, from 0."""

    examination_id: str
    place: int
    digest: str


class NumberedPhoto(NamedTuple):
    """A photo of an item with its number on a verdict: the item's latest one that rests on the photo.

    Attributes:
        place: in that examination.
        number: from 1, as that verdict is shown.
        earlier: when that verdict was given, if the item has a later one; None if it is the latest.
    """

    place: PhotoPlace
    number: int
    earlier: datetime | None


@dataclass(frozen=True)
class Visit:
    """Photos of an item taken at one time, examined with or without earlier ones.

    Attributes:
        left_out: how many photos of earlier visits the verdict does not rest on.
    """

    examination: Examination
    left_out: int


@dataclass(frozen=True)
class ItemFile:
    """An item with everything about it, each the oldest first.

    Attributes:
        names: of the people in it, by id.
    """

    item: CaseItem
    visits: tuple[Visit, ...]
    conclusions: tuple[Conclusion, ...]
    opinions: tuple[Opinion, ...]
    names: Mapping[str, str]

    @property
    def verdict(self) -> Visit | None:
        """The visit with the latest verdict; None if there was no visit."""
        return self.visits[-1] if self.visits else None

    @property
    def conclusion(self) -> Conclusion | None:
        """The conclusion that counts; None if there is none yet."""
        return self.conclusions[-1] if self.conclusions else None

    @property
    def photos(self) -> tuple[PhotoPlace, ...]:
        """Every photo of the item once, in the order in which they came."""
        return tuple(places_of([visit.examination for visit in self.visits]))

    @property
    def numbered_photos(self) -> tuple[NumberedPhoto, ...]:
        """Every photo of the item once, as people see them beside a verdict."""
        return tuple(numbered_photos([visit.examination for visit in self.visits]))


@dataclass(frozen=True)
class Dossier:
    """A case with everything in it.

    Attributes:
        names: of the people in it, by id.
    """

    case: Case
    items: tuple[ItemFile, ...]
    names: Mapping[str, str]

    @property
    def items_by_id(self) -> Mapping[str, ItemFile]:
        """The files of its items."""
        return {file.item.id: file for file in self.items}


@dataclass(frozen=True)
class CaseSummary:
    """A case in a list.

    Attributes:
        items: their number.
        outcomes: of the latest examination of each item, each once.
        conclusions: the latest of each item, each once.
    """

    id: str
    number: str
    details: Details
    state: CaseState
    opened_by: str
    opened_at: datetime
    changed_at: datetime
    held: bool
    items: int
    outcomes: tuple[Outcome, ...]
    conclusions: tuple[ItemFinding, ...]


@dataclass(frozen=True)
class CaseQuery:
    """A query for an agency's cases; None means any value.

    Attributes:
        officer: username of the person who opened it.
        product: of any item, or of any verdict on one.
        outcome: of an item's latest examination.
        conclusion: the latest of an item.
        opened_from, opened_until: days in UTC, both included.
        text: words that must all be found.
        place, unit: as they are written, in upper or lower case.
        codes: of coded fields of records, by the name of the field.
    """

    state: CaseState | None = None
    officer: str | None = None
    product: str | None = None
    outcome: Outcome | None = None
    conclusion: ItemFinding | None = None
    opened_from: date | None = None
    opened_until: date | None = None
    text: str = ""
    place: str | None = None
    unit: str | None = None
    codes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class CasePage:
    """One page of a list of cases, newest first.

    Attributes:
        after: where the next page begins; None if this is the last.
        searched_back_to: how far back the search went if it stopped before the page was full; older cases may also
            match.
        names: of the people in it, by id.
    """

    cases: tuple[CaseSummary, ...]
    after: str | None
    searched_back_to: datetime | None
    names: Mapping[str, str]


def places_of(examinations: Sequence[Examination]) -> Iterator[PhotoPlace]:
    """Every photo of these examinations once, at its first place."""
    seen: set[str] = set()
    for examination in examinations:
        for index, photo in enumerate(examination.photos):
            if photo.sha256 not in seen:
                seen.add(photo.sha256)
                yield PhotoPlace(examination.id, index, photo.sha256)


def numbered_photos(examinations: Sequence[Examination]) -> Iterator[NumberedPhoto]:
    """Every photo of an item once: those of its latest verdict in its order, then those of earlier ones alone.

    Args:
        examinations: of the item, the oldest first.
    """
    seen: set[str] = set()
    for age, examination in enumerate(reversed(examinations)):
        earlier = examination.created_at if age else None
        for index, photo in enumerate(examination.photos):
            if photo.sha256 not in seen:
                seen.add(photo.sha256)
                yield NumberedPhoto(PhotoPlace(examination.id, index, photo.sha256), index + 1, earlier)


def visits_of(examinations: Sequence[Examination]) -> tuple[Visit, ...]:
    """The visits of an item's examinations, the oldest first."""
    visits, before = [], set[str]()
    for examination in examinations:
        taken = {photo.sha256 for photo in examination.photos}
        visits.append(Visit(examination, len(before - taken)))
        before |= taken
    return tuple(visits)
