"""How well a group tells counterfeit items from genuine ones: sensitivity and bias, rates with their intervals.

Imports only the standard library and `model`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import NormalDist
from typing import NamedTuple

from model.datasets.fields import Label
from model.intervals import clopper_pearson
from serve.seminars.choice_domain import Choice

NORMAL = NormalDist()


class AnswerShare(NamedTuple):
    """A share of answers, with its exact 95 % interval; n: of how many answers."""

    value: float
    low: float
    high: float
    n: int


class Sensitivity(NamedTuple):
    """Signal detection measures of a group.

    Attributes:
        d: how well it tells the two kinds apart: z(H) - z(F); 0 is guessing.
        c: to which answer it leans: -(z(H) + z(F)) / 2; below 0 to "counterfeit", above 0 to "genuine".
        hits: H, the share of counterfeit items called counterfeit, among definite answers.
        false_alarms: F, the share of genuine items called counterfeit, among definite answers.
        is_corrected: whether the log-linear rule was applied.
    """

    d: float
    c: float
    hits: float
    false_alarms: float
    is_corrected: bool = False


@dataclass(frozen=True)
class Calls:
    """How many answers there are, by what the item is and what was said of it."""

    counts: Mapping[tuple[Label, Choice], int] = field(default_factory=dict)

    def of(self, label: Label, choice: Choice) -> int:
        """The number of answers of one kind."""
        return self.counts.get((label, choice), 0)

    @property
    def n(self) -> int:
        """All answers."""
        return sum(self.counts.values())

    @property
    def definite(self) -> int:
        """Answers that name a label."""
        return self.n - self.unsure

    @property
    def unsure(self) -> int:
        """Answers that name none."""
        return sum(self.of(label, Choice.CANNOT_TELL) for label in Label)

    @property
    def wrong(self) -> int:
        """Answers that name the other label."""
        return self.of(Label.GENUINE, Choice.COUNTERFEIT) + self.of(Label.COUNTERFEIT, Choice.GENUINE)

    @property
    def right(self) -> int:
        """Answers that name the label of the item."""
        return self.definite - self.wrong

    @property
    def error(self) -> AnswerShare | None:
        """The share of definite answers that are wrong; None without any."""
        return rate_of(self.wrong, self.definite)

    @property
    def rightness(self) -> AnswerShare | None:
        """The share of definite answers that are right; None without any."""
        return rate_of(self.right, self.definite)

    @property
    def cannot_tell(self) -> AnswerShare | None:
        """The share of all answers that name no label; None without any."""
        return rate_of(self.unsure, self.n)

    @property
    def share_right(self) -> AnswerShare | None:
        """The share of all answers that are right; an answer that names no label is not. None without any."""
        return rate_of(self.right, self.n)

    @property
    def sensitivity(self) -> Sensitivity | None:
        """How well they tell; None unless there are definite answers on both kinds of items."""
        found = {label: self.of(label, Choice.COUNTERFEIT) for label in Label}
        all_of = {label: found[label] + self.of(label, Choice.GENUINE) for label in Label}
        return sensitivity(
            found[Label.COUNTERFEIT], all_of[Label.COUNTERFEIT], found[Label.GENUINE], all_of[Label.GENUINE]
        )


def calls_of(answers: Iterable[tuple[Label, Choice]]) -> Calls:
    """Answers, counted."""
    return Calls(Counter(answers))


def together(some: Iterable[Calls]) -> Calls:
    """Several counts as one."""
    total: Counter[tuple[Label, Choice]] = Counter()
    for each in some:
        total.update(each.counts)
    return Calls(total)


def rate_of(some: int, n: int) -> AnswerShare | None:
    """A share with its interval; None of nothing."""
    return AnswerShare(some / n, *clopper_pearson(some, n), n) if n else None


def sensitivity(hits: int, counterfeits: int, false_alarms: int, genuine: int) -> Sensitivity | None:
    """Signal detection measures from counts of definite answers; None where one kind has none.

    Where a rate is 0 or 1, both are corrected by the log-linear rule, (k + 0.5) / (n + 1): Hautus, "Corrections for
    extreme proportions and their biasing effects on estimated values of d'", Behavior Research Methods, Instruments &
    Computers 27 (1995), 46-51.

    Args:
        hits: answers "counterfeit", of all on counterfeit items.
        false_alarms: answers "counterfeit", of all on genuine items.
    """
    if not counterfeits or not genuine:
        return None
    is_extreme = hits in {0, counterfeits} or false_alarms in {0, genuine}
    half, one = (0.5, 1) if is_extreme else (0.0, 0)
    hit_rate, alarm_rate = (hits + half) / (counterfeits + one), (false_alarms + half) / (genuine + one)
    z_hit, z_alarm = NORMAL.inv_cdf(hit_rate), NORMAL.inv_cdf(alarm_rate)
    return Sensitivity(z_hit - z_alarm, -(z_hit + z_alarm) / 2, hit_rate, alarm_rate, is_extreme)
