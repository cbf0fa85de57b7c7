"""Results of seminars, as their organisers and the operator may see them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from model.datasets.fields import PointMark
from model.messages import message
from serve.accounts.domain import Actor
from serve.clearances.domain import PartKind, PartName
from serve.clearances.holding_domain import HeldPhoto, HeldProduct
from serve.platform.errors import NotFoundError
from serve.platform.tenancy import SYSTEM
from serve.platform.work import Works
from serve.results.asked_domain import NumberedQuestion, numbered
from serve.results.domain import GroupFigures, PointKey, figures_of
from serve.results.enough_domain import Asked, AskedItem, CountedAnswers, GroupQuestion, that_count
from serve.results.keeping import listed
from serve.results.store import CountedSitting, QuestionTap
from serve.results.taps_domain import HeatMap, MappedPhoto, MarkedPlace, PlacedTap, heat_map, is_tapped_by_enough
from serve.results.totals_domain import GroupLine, ProductLine, SeminarTotals, by_product, group_of, grouped
from serve.results.work import ResultWork
from serve.review.domain import Entry
from serve.seminars.domain import Seminar

NO_SITTING = message("There is no closed sitting of this seminar with this id.")


class HeldProducts(Protocol):
    """What may be shown to some agencies now: `serve.clearances.holding.Holding` is one."""

    def products(self, agencies: Any) -> list[HeldProduct]:
        """The products of which something may be shown."""

    def picture(self, agencies: Any, product_id: str, name: PartName, side: int | None = None) -> bytes:
        """The picture of a part, as JPEG without metadata.

        Raises:
            NotFoundError: it may not be shown to all of these agencies now.
        """


@dataclass(frozen=True)
class SeminarResults:
    """The results of a seminar, or of one of its sittings.

    Attributes:
        sittings: all of the seminar that count, the earliest first.
        sitting_id: of the only one whose answers are here; None for all.
        held: what may be shown of its products now, by product: names, points and photos.
    """

    seminar: Seminar
    sittings: tuple[CountedSitting, ...]
    sitting_id: str | None
    figures: GroupFigures
    held: Mapping[str, HeldProduct]


@dataclass(frozen=True)
class ResultsOverview:
    """Results over seminars.

    Attributes:
        seminars: the latest first, also those of which only the totals are left.
        made_up: how many of them are left out of the figures, because their answers are made up and others' are real.
        total: all others that have figures.
        countries, years: those of each together.
        products: those on which people answered.
    """

    seminars: tuple[SeminarTotals, ...]
    made_up: int
    total: GroupLine
    countries: tuple[GroupLine, ...]
    years: tuple[GroupLine, ...]
    products: tuple[ProductLine, ...]


@dataclass(frozen=True)
class Results:
    """The use cases. All of them block."""

    work: Works[ResultWork]
    holding: HeldProducts

    def of_seminar(self, actor: Actor, seminar_id: str, sitting_id: str | None = None) -> SeminarResults:
        """The results of a seminar.

        Args:
            sitting_id: only of this sitting; None for all that count.

        Raises:
            NotFoundError: there is no such seminar that the actor may see, or no such sitting of it that counts.
        """
        with self.work.look(actor) as work:
            seminar, sittings = work.seminars.get(seminar_id), work.results.sittings([seminar_id])
            asked = work.results.questions([each.id for each in _chosen(sittings, sitting_id)])
            group, taps = that_count(work.results.answers(asked), asked), work.results.taps(asked)
        with self.work.look(SYSTEM) as work:  # agencies see no items of right holders
            entries = work.entries.many({each.entry_id for each in asked.values()})
        held = {each.product_id: each for each in self.holding.products(seminar.agencies)} if asked else {}
        maps = _maps(group.asked(asked), held, _counted(taps, group))
        figures = figures_of(group, asked, _tells(asked, held, entries), maps)
        return SeminarResults(seminar, tuple(sittings), sitting_id, figures, held)

    def picture(self, seminar: Seminar, of: HeatMap, side: int) -> bytes | None:
        """The photo under a map, as JPEG; None if it may no longer be shown.

        Args:
            side: pixels of the longest side.
        """
        try:
            return self.holding.picture(seminar.agencies, of.product_id, of.name, side)
        except NotFoundError:
            return None

    def overview(self, actor: Actor, country: str | None = None, year: int | None = None) -> ResultsOverview:
        """The results over all seminars that the actor may see and that have answers, also over those that are removed.

        Args:
            country: only of this one; None for all.
            year: only of this one; None for all.
        """
        with self.work.look(actor) as work:
            kept = work.totals.all()
            lines, sittings = [*listed(work), *kept], work.results.sittings(with_made_up=False)
        real = {*(each.seminar_id for each in sittings), *(each.id for each in kept)}
        found = [
            each for each in lines if country in {None, each.about.country} and year in {None, each.about.day.year}
        ]
        added = [each for each in ([each for each in found if each.id in real] or found) if each.is_kept]
        found.sort(key=lambda each: (each.about.day, each.id), reverse=True)
        return ResultsOverview(
            seminars=tuple(found),
            made_up=sum(each.is_kept for each in found) - len(added),
            total=group_of("", added),
            countries=tuple(grouped(added, lambda each: each.about.country)),
            years=tuple(reversed(grouped(added, lambda each: str(each.about.day.year)))),
            products=tuple(by_product(added)),
        )


def _counted(taps: Iterable[QuestionTap], group: CountedAnswers) -> list[QuestionTap]:
    """The taps of answers that count, on photos on which enough seats of the sitting tapped."""
    sitting_of = {(each.seat_id, each.question.id): each.sitting_id for each in group.first}
    by_photo: dict[tuple[str, AskedItem, int], list[QuestionTap]] = {}
    for each in taps:
        sitting = sitting_of.get((each.seat_id, each.question.id))
        if sitting is not None:
            by_photo.setdefault((sitting, each.question.item, each.photo), []).append(each)
    return [each for some in by_photo.values() if is_tapped_by_enough(some) for each in some]


def _chosen(sittings: Sequence[CountedSitting], sitting_id: str | None) -> list[CountedSitting]:
    chosen = [each for each in sittings if sitting_id in {None, each.id}]
    if sitting_id is not None and not chosen:
        raise NotFoundError(NO_SITTING)
    return chosen


def _tells(
    asked: Asked, held: Mapping[str, HeldProduct], entries: Mapping[str, Entry]
) -> Mapping[GroupQuestion, set[PointKey]]:
    """The points that the photos of each question show to deviate: those of its slot, as far as they may be shown.

    A photo that may no longer be shown tells it, too: how often a point was missed stays as it was.
    """
    found: dict[GroupQuestion, set[PointKey]] = {}
    for question in asked.values():
        product = held.get(question.product_id)
        names = {mark.id for photo in question.photos for mark in _photo_marks(question.item, photo, held)}
        names |= _marked(question, entries)
        told = {name for name in names & question.taught if product and product.point(name)}
        found[question] = {PointKey(question.product_id, name) for name in told}
    return found


def _marked(question: GroupQuestion, entries: Mapping[str, Entry]) -> set[str]:
    """The points that are marked on the photos of a question."""
    entry = entries.get(question.entry_id)
    photos = entry.agreed_photos if entry else ()
    return {mark.id for photo in photos if photo.index in question.photos for mark in photo.marks}


def _maps(asked: Asked, held: Mapping[str, HeldProduct], taps: Iterable[QuestionTap]) -> list[HeatMap | None]:
    """A map for each photo with taps, in the order of the questions.

    It is None for a photo that may no longer be shown.
    """
    tapped: dict[tuple[AskedItem, int], list[PlacedTap]] = {}
    for each in taps:
        tapped.setdefault((each.question.item, each.photo), []).append(PlacedTap(each.seat_id, each.x, each.y))
    return [
        _map(question, place, held, tapped[item, photo])
        for item, question in numbered(asked).items()
        for place, photo in enumerate(question.photos, 1)
        if (item, photo) in tapped
    ]


def _map(
    of: NumberedQuestion, place: int, held: Mapping[str, HeldProduct], taps: Sequence[PlacedTap]
) -> HeatMap | None:
    item, photo = of.question.item, of.photos[place - 1]
    if _held_photo(item, photo, held) is None:
        return None
    marked = {
        each: [
            MarkedPlace(mark.id, mark.box)
            for mark in _photo_marks(item, each, held)
            if mark.box is not None and mark.id in of.taught
        ]
        for each in of.photos
    }
    here = {each.point_id for each in marked[photo]}
    elsewhere = frozenset(each.point_id for places in marked.values() for each in places) - here
    named = (item.product_id, item.entry_id, photo, of.number, item.kind, place, len(of.photos))
    return heat_map(MappedPhoto(*named, tuple(marked[photo]), elsewhere), taps)


def _held_photo(item: AskedItem, photo: int, held: Mapping[str, HeldProduct]) -> HeldPhoto | None:
    product = held.get(item.product_id)
    return product.photo(PartName(PartKind.PHOTO, item.entry_id, photo)) if product else None


def _photo_marks(item: AskedItem, photo: int, held: Mapping[str, HeldProduct]) -> tuple[PointMark, ...]:
    found = _held_photo(item, photo, held)
    return found.marks if found else ()
