"""How the answers of seminars add up: what lists over seminars show, and what stays of a seminar that is removed.

Imports only the standard library, numpy and `model`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from serve.audit.domain import record_digest
from serve.results.enough_domain import TESTS, CountedAnswers, calls_by, tests_by_seat
from serve.results.learning_domain import SeatGain, seat_gain
from serve.results.measure_domain import Calls, together
from serve.seminars.agenda import AgendaStepKind

UNNAMED_PRODUCT = ""  # in totals that earlier versions kept of a product on which few seats answered


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
    """The answers of a seminar that count, added up. None of it is about a seat.

    Attributes:
        seats: how many gave them.
        counts: first answers; earlier versions kept those about a product on which few seats answered without it.
        gain: of those who took both tests; of no seat where few did.
        small_seats: how many answered in sittings that are left out because they are few; it is not kept.
    """

    about: SeminarHeld
    seats: int
    counts: Mapping[CountedPart, Calls]
    gain: SeatGain
    small_seats: int = 0

    @property
    def calls(self) -> Calls:
        """All first answers."""
        return together(self.counts.values())

    @property
    def by_kind(self) -> Mapping[AgendaStepKind, Calls]:
        """The same by part of the seminar."""
        kinds = sorted({part.kind for part in self.counts}, key=list(AgendaStepKind).index)
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
        """Whether there are figures, which stay when the seminar is removed: so many answered that none is of one."""
        return bool(self.counts)

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


def totals_of(about: SeminarHeld, group: CountedAnswers) -> SeminarTotals:
    """The totals of a seminar, from its answers that count."""
    before, after = (tests_by_seat(group.answers, kind, group.learners) for kind in TESTS)
    return SeminarTotals(
        about=about,
        seats=len(group.seats),
        counts=calls_by(group.first, lambda each: CountedPart(each.question.kind, each.question.product_id)),
        gain=seat_gain(before, after),
        small_seats=group.small_seats,
    )


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
