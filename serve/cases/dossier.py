"""A case as it is read: whole, with everything in it, or as one of many. The standard library and `model` alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from model.verdict import Outcome
from serve.cases.domain import Case, CaseItem, CaseState, Conclusion, Details, ItemFinding, Opinion
from serve.examinations.domain import Examination


class OpinionList(NamedTuple):
    """Opinions that somebody is asked for, and the names of those who ask, by id."""

    opinions: tuple[Opinion, ...]
    names: Mapping[str, str]


class PhotoPlace(NamedTuple):
    """Where a photo of an item is: an examination, and its place there, from 0."""

    examination_id: str
    place: int
    digest: str


@dataclass(frozen=True)
class Visit:
    """Photos of an item taken at one time, examined with or without those from before.

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
        """The visit whose verdict is the latest; None where there was none."""
        return self.visits[-1] if self.visits else None

    @property
    def conclusion(self) -> Conclusion | None:
        """The conclusion that counts; None where there is none yet."""
        return self.conclusions[-1] if self.conclusions else None

    @property
    def photos(self) -> tuple[PhotoPlace, ...]:
        """Every photo of the item once, in the order in which they came."""
        return tuple(places_of([visit.examination for visit in self.visits]))


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
class OpinionFile:
    """An opinion as the colleague who is asked sees it: photos and question alone, until they have answered.

    Attributes:
        photos: of the item, each once.
        item: None until they have answered; it holds the verdict and the officer's conclusion.
        names: of the people in it, by id.
    """

    opinion: Opinion
    photos: tuple[PhotoPlace, ...]
    item: ItemFile | None
    names: Mapping[str, str]


@dataclass(frozen=True)
class CaseSummary:
    """A case in a list.

    Attributes:
        items: how many there are.
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
    """What to look for among an agency's cases; what is None is not asked.

    Attributes:
        officer: username of who opened it.
        product: of any item, or of any verdict on one.
        outcome: of an item's latest examination.
        conclusion: the latest of an item.
        opened_from, opened_until: days in UTC, both included.
        text: words that must all be found.
    """

    state: CaseState | None = None
    officer: str | None = None
    product: str | None = None
    outcome: Outcome | None = None
    conclusion: ItemFinding | None = None
    opened_from: date | None = None
    opened_until: date | None = None
    text: str = ""


@dataclass(frozen=True)
class CasePage:
    """One page of a list of cases, newest first.

    Attributes:
        after: what to ask for the next page with; None where there is nothing more.
        searched_back_to: where enough was read before the page was full: how far back; older cases may match, too.
        names: of the people in it, by id.
    """

    cases: tuple[CaseSummary, ...]
    after: str | None
    searched_back_to: datetime | None
    names: Mapping[str, str]


def places_of(examinations: Sequence[Examination]) -> Iterator[PhotoPlace]:
    """Every photo of these examinations once, where it is first met."""
    seen: set[str] = set()
    for examination in examinations:
        for index, photo in enumerate(examination.photos):
            if photo.sha256 not in seen:
                seen.add(photo.sha256)
                yield PhotoPlace(examination.id, index, photo.sha256)


def visits_of(examinations: Sequence[Examination]) -> tuple[Visit, ...]:
    """The visits that an item's examinations were, the oldest first."""
    visits, before = [], set[str]()
    for examination in examinations:
        taken = {photo.sha256 for photo in examination.photos}
        visits.append(Visit(examination, len(before - taken)))
        before |= taken
    return tuple(visits)
