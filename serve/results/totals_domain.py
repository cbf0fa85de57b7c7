"""How the answers of seminars add up: what lists over seminars show, and what stays of a seminar that is removed.

Imports only the standard library, numpy and `model`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from serve.audit.domain import record_digest
from serve.results.learning_domain import FEWEST_SEATS, SeatGain, seat_gain, taken
from serve.results.measure_domain import Calls, together
from serve.seminars.agenda import AgendaStepKind

UNNAMED_PRODUCT = ""  # where so few seats answered about a product that a figure could be about one of them


class SeatCalls(NamedTuple):
    """First answers of a seat about a product, by what the questions were for."""

    seat_id: str
    seminar_id: str
    kind: AgendaStepKind
    product_id: str
    calls: Calls


class CountedPart(NamedTuple):
    """What is counted together: the questions of a part of a seminar about a product."""

    kind: AgendaStepKind
    product_id: str


class SeminarHeld(NamedTuple):
    """Which seminar it was.

    Attributes:
        country: ISO 3166-1 alpha-2.
        title: empty once the seminar is removed.
    """

    id: str
    organisation_id: str
    country: str
    day: date
    title: str = ""


@dataclass(frozen=True)
class SeminarTotals:
    """The answers of a seminar, added up. None of it is about a seat.

    Attributes:
        seats: how many answered.
        counts: first answers; those about a product on which few seats answered have no product.
        gain: of those who took both tests; of no seat where few did.
    """

    about: SeminarHeld
    seats: int
    counts: Mapping[CountedPart, Calls]
    gain: SeatGain

    @property
    def calls(self) -> Calls:
        """All first answers; none where so few seats answered that they could be about one of them."""
        return together(self.counts.values()) if self.is_kept else Calls()

    @property
    def by_kind(self) -> Mapping[AgendaStepKind, Calls]:
        """The same by part of the seminar."""
        kinds = sorted({part.kind for part in self.counts if self.is_kept}, key=list(AgendaStepKind).index)
        return {kind: together(calls for part, calls in self.counts.items() if part.kind is kind) for kind in kinds}

    @property
    def by_product(self) -> Mapping[str, Calls]:
        """The same by product, as far as there are enough seats."""
        names = sorted({part.product_id for part in self.counts} - {UNNAMED_PRODUCT})
        return {
            name: together(calls for part, calls in self.counts.items() if part.product_id == name) for name in names
        }

    @property
    def is_kept(self) -> bool:
        """Whether they stay when the seminar is removed: so many answered that no figure is about one person."""
        return self.seats >= FEWEST_SEATS

    @property
    def is_removed(self) -> bool:
        """Whether the seminar is removed, so that only these are left."""
        return not self.about.title

    @property
    def seal(self) -> Mapping[str, Any]:
        """What the audit log keeps of them."""
        return {"sha256": self.digest}

    @property
    def id(self) -> str:
        """Of the seminar."""
        return self.about.id

    @property
    def digest(self) -> str:
        """A sha256 over what is kept."""
        counts = sorted(
            [*part, label, choice, number]
            for part, calls in self.counts.items()
            for (label, choice), number in calls.counts.items()
        )
        of = self.about
        about = [of.id, of.organisation_id, of.country, of.day.isoformat()]
        return record_digest({"about": about, "seats": self.seats, "counts": counts, "gain": [*self.gain]})


class GroupLine(NamedTuple):
    """Several seminars together: those of a country, or of a year.

    Attributes:
        name: a country's code, or a year; empty for all seminars.
    """

    name: str
    seminars: int
    seats: int
    calls: Calls
    gain: SeatGain


class ProductLine(NamedTuple):
    """Answers about a product in several seminars."""

    product_id: str
    seminars: int
    calls: Calls


def totals_of(about: SeminarHeld, seats: Sequence[SeatCalls], lengths: Mapping[AgendaStepKind, int]) -> SeminarTotals:
    """The totals of a seminar.

    Args:
        seats: all that answered in it.
        lengths: of its tests, in questions.
    """
    named = _answered_by_enough(seats)
    counts: dict[CountedPart, list[Calls]] = {}
    for each in seats:
        product = each.product_id if each.product_id in named else UNNAMED_PRODUCT
        counts.setdefault(CountedPart(each.kind, product), []).append(each.calls)
    return SeminarTotals(
        about=about,
        seats=len({each.seat_id for each in seats}),
        counts={part: together(some) for part, some in counts.items()},
        gain=_gain(seats, lengths),
    )


def _answered_by_enough(seats: Iterable[SeatCalls]) -> set[str]:
    """The products on which enough seats answered."""
    by_product: dict[str, set[str]] = {}
    for each in seats:
        by_product.setdefault(each.product_id, set()).add(each.seat_id)
    return {product for product, some in by_product.items() if len(some) >= FEWEST_SEATS}


def _gain(seats: Iterable[SeatCalls], lengths: Mapping[AgendaStepKind, int]) -> SeatGain:
    tests = {kind: dict[str, list[Calls]]() for kind in (AgendaStepKind.PRE_TEST, AgendaStepKind.POST_TEST)}
    for each in seats:
        if each.kind in tests:
            tests[each.kind].setdefault(each.seat_id, []).append(each.calls)
    before, after = (
        taken({seat: together(some) for seat, some in by_seat.items()}, lengths.get(kind, 0))
        for kind, by_seat in tests.items()
    )
    found = seat_gain(before, after)
    return found if found.seats >= FEWEST_SEATS else SeatGain()


def grouped(lines: Iterable[SeminarTotals], name: Callable[[SeminarTotals], str]) -> list[GroupLine]:
    """Seminars by what they have in common, by its name."""
    found: dict[str, list[SeminarTotals]] = {}
    for line in lines:
        found.setdefault(name(line), []).append(line)
    return [group_of(each, some) for each, some in sorted(found.items())]


def group_of(name: str, lines: Sequence[SeminarTotals]) -> GroupLine:
    """Seminars together."""
    gain = SeatGain()
    for line in lines:
        gain = gain.and_of(line.gain)
    return GroupLine(name, len(lines), sum(each.seats for each in lines), together(each.calls for each in lines), gain)


def by_product(lines: Iterable[SeminarTotals]) -> list[ProductLine]:
    """Products over seminars, those with most answers first."""
    found: dict[str, list[Calls]] = {}
    for line in lines:
        for name, calls in line.by_product.items():
            found.setdefault(name, []).append(calls)
    totals = [ProductLine(name, len(some), together(some)) for name, some in found.items()]
    return sorted(totals, key=lambda each: (-each.calls.n, each.product_id))
