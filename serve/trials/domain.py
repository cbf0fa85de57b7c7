"""Trials of a release: what it does otherwise than the active one, and whether that blocks its activation."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from model.influence import ErrorKind, Influence, InfluenceReport
from model.messages import NOTHING, Message
from model.paired import PairedDifference, paired_difference
from model.verdict import Outcome
from serve.audit.domain import record_digest
from serve.trials.known import KnownProducts


class Result(StrEnum):
    """What a release says of an item: an outcome, or that it can't examine it."""

    CONSISTENT = Outcome.CONSISTENT.value
    SUSPECTED = Outcome.SUSPECTED.value
    INCONCLUSIVE = Outcome.INCONCLUSIVE.value
    NOT_EXAMINED = "not_examined"  # it does not know the product, or a photo can't be read


ADDED_LATER = frozenset(
    {"failed_at", "failure", "known", "recognised"}
)  # values that the records of earlier versions lack
DEFINITE = frozenset({Result.CONSISTENT, Result.SUSPECTED})


class TrialItem(NamedTuple):
    """A gold item as both releases judge it.

    Attributes:
        before: by the release that was active.
        after: by the release on trial.
    """

    item: str
    product: str
    is_counterfeit: bool
    before: Result
    after: Result

    @property
    def is_flipped(self) -> bool:
        """Whether they differ."""
        return self.before is not self.after


class Override(NamedTuple):
    """A second person allows the activation nevertheless."""

    by: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class Trial:
    """A comparison of a release with the active one, on the gold items.

    Attributes:
        against: the id of the release that was active.
        gold: the version of the gold items.
        finished_at: None while it runs.
        failed_at: when its job failed or was cancelled; None otherwise.
        failure: why, a message as JSON.
        influence: those of the release's report that do harm to another right holder's product, as JSON; None if the
            release has no such report, or while it runs.
        known: the products that both releases know, as JSON; None while it runs, and of earlier versions.
    """

    id: str
    release_id: str
    against: str
    gold: str
    created_by: str
    created_at: datetime
    finished_at: datetime | None = None
    influence: str | None = None
    override: Override | None = None
    failed_at: datetime | None = None
    failure: str | None = None
    known: str | None = None

    @property
    def failed_because(self) -> Message:
        """Why it ended without a result."""
        return Message(**json.loads(self.failure)) if self.failure else NOTHING

    @property
    def known_products(self) -> KnownProducts | None:
        """The products that both releases know; None if it does not say."""
        return None if self.known is None else KnownProducts(**json.loads(self.known))

    @property
    def harms(self) -> tuple[Influence, ...]:
        """The influences that do harm to another right holder's product."""
        return tuple(
            Influence(**{**each, "error": ErrorKind(each["error"])}) for each in json.loads(self.influence or "[]")
        )


def sealed(trial: Trial, items: Iterable[TrialItem]) -> Mapping[str, Any]:
    """What the audit log keeps of a trial: its digest, and with it that of its items once it is finished."""
    counted = [] if trial.finished_at is None else sorted(items)
    kept = {name: value for name, value in asdict(trial).items() if name not in ADDED_LATER or value is not None}
    values = {**kept, "items": [list(item) for item in counted]}
    return {"release": trial.release_id, "against": trial.against, "sha256": record_digest(values)}


def harms_in(report: InfluenceReport, right_holders: Mapping[str, str]) -> str:
    """Those influences of a report that do harm to another right holder's product, as JSON.

    Args:
        right_holders: product -> the right holder of its sheet.
    """
    found = [each for each in report.harmful if right_holders.get(each.product) != each.right_holder]
    return json.dumps([asdict(each) for each in found], ensure_ascii=False)


class Movement(StrEnum):
    """Which way a rate went; by chance where the 95 % interval of the difference holds zero."""

    ROSE = "rose"
    FELL = "fell"
    ROSE_BY_CHANCE = "rose_by_chance"
    FELL_BY_CHANCE = "fell_by_chance"
    NONE = "none"


@dataclass(frozen=True)
class RateChange:
    """A rate of both releases on the same items.

    Attributes:
        before, after: how many items count, by either release.
        n: how many items there are.
        difference: after less before, paired by item, with its 95 % interval.
    """

    before: int
    after: int
    n: int
    difference: PairedDifference

    @property
    def has_risen(self) -> bool:
        """Whether it has risen, and not by chance."""
        return self.n > 0 and self.difference.low > 0

    @property
    def has_fallen(self) -> bool:
        """Whether it has fallen, and not by chance."""
        return self.n > 0 and self.difference.high < 0

    @property
    def movement(self) -> Movement:
        """Which way it went, and whether chance explains that."""
        if self.after == self.before:
            return Movement.NONE
        if self.after > self.before:
            return Movement.ROSE if self.has_risen else Movement.ROSE_BY_CHANCE
        return Movement.FELL if self.has_fallen else Movement.FELL_BY_CHANCE


@dataclass(frozen=True)
class ProductComparison:
    """Both releases on the gold items of one product.

    Attributes:
        errors: how many of its genuine or counterfeit items are called wrongly.
        coverage: how many get a definite outcome.
        is_known_before, is_known_after: whether either release knows the product.
    """

    product: str
    errors: Mapping[ErrorKind, RateChange]
    coverage: RateChange
    flipped: Sequence[TrialItem]
    is_known_before: bool = True
    is_known_after: bool = True

    @property
    def has_lost_outcomes(self) -> bool:
        """Whether fewer of its items get a definite outcome, and not by chance, though both releases know it."""
        return self.is_known_before and self.is_known_after and self.coverage.has_fallen

    @property
    def has_changed(self) -> bool:
        """Whether any rate differs."""
        return any(each.before != each.after for each in (*self.errors.values(), self.coverage))


def compared(items: Iterable[TrialItem], known: KnownProducts | None = None) -> list[ProductComparison]:
    """The comparison by product: each that a release knows, with gold items or without.

    Args:
        known: None if it is not said which products the releases know; then those that have items.
    """
    by_product: dict[str, list[TrialItem]] = defaultdict(list)
    for item in items:
        by_product[item.product].append(item)
    if known is None:
        return [_comparison(product, by_product[product]) for product in sorted(by_product)]
    return [_told(product, by_product[product], known) for product in sorted(known.names)]


def _told(product: str, items: Sequence[TrialItem], known: KnownProducts) -> ProductComparison:
    before, after = product in known.before, product in known.after
    return replace(_comparison(product, items), is_known_before=before, is_known_after=after)


def _comparison(product: str, items: Sequence[TrialItem]) -> ProductComparison:
    genuine = [item for item in items if not item.is_counterfeit]
    counterfeit = [item for item in items if item.is_counterfeit]
    return ProductComparison(
        product,
        {
            ErrorKind.GENUINE_SUSPECTED: _change(genuine, lambda result: result is Result.SUSPECTED),
            ErrorKind.COUNTERFEIT_CONSISTENT: _change(counterfeit, lambda result: result is Result.CONSISTENT),
        },
        _change(items, DEFINITE.__contains__),
        [item for item in items if item.is_flipped],
    )


def _change(items: Sequence[TrialItem], counts: Callable[[Result], bool]) -> RateChange:
    pairs = [(counts(item.after), counts(item.before)) for item in items]
    both, after, before, neither = (
        pairs.count(pair) for pair in ((True, True), (True, False), (False, True), (False, False))
    )
    difference = paired_difference(both, after, before, neither)
    return RateChange(both + before, both + after, len(items), difference)


class Block(NamedTuple):
    """Why a release may not become active without a second person.

    Attributes:
        contributor: whose rows raise the error; None where the gold items show that it has risen.
    """

    product: str
    error: ErrorKind
    contributor: str | None
    change: float
    low: float
    high: float


def blocks_of(trial: Trial, comparison: Iterable[ProductComparison]) -> list[Block]:
    """Every error that has risen on gold items, or that one contributor's rows raise for another right holder."""
    risen = [
        Block(each.product, error, None, *change.difference)
        for each in comparison
        for error, change in each.errors.items()
        if change.has_risen
    ]
    harms = [
        Block(each.product, each.error, each.right_holder, each.change, each.low, each.high) for each in trial.harms
    ]
    return risen + harms


@dataclass(frozen=True)
class Shadow:
    """A release that examines what officers have examined, without anyone being shown its verdicts but the operator.

    Attributes:
        until: it examines what was examined before; None until it is stopped.
        ended_at: None while it runs.
    """

    id: str
    release_id: str
    started_by: str
    started_at: datetime
    until: datetime | None
    ended_at: datetime | None = None

    @property
    def seal(self) -> Mapping[str, Any]:
        """What the audit log keeps of it."""
        return {"release": self.release_id, "sha256": record_digest(asdict(self))}


class ShadowVerdict(NamedTuple):
    """What both releases say of one examination.

    Attributes:
        product: of the verdict that was given; empty if none was recognised.
        given: what the officer was told.
        shadow: what the release in the shadow says.
        recognised: the product of what the shadow says; empty if it recognised none, None of earlier versions.
    """

    examination_id: str
    product: str
    given: Result
    shadow: Result
    recognised: str | None = None


def digest_of(shadow_id: str, verdict: ShadowVerdict) -> str:
    """A sha256 over the stored values, which the audit log keeps."""
    kept = {name: value for name, value in verdict._asdict().items() if name not in ADDED_LATER or value is not None}
    return record_digest({"shadow": shadow_id, **kept})


class ShadowCount(NamedTuple):
    """How many examinations of a product have the same pair of outcomes, and the same product in the shadow.

    Attributes:
        recognised: as of `ShadowVerdict`.
    """

    product: str
    given: Result
    shadow: Result
    examinations: int
    recognised: str | None = None

    @property
    def is_different(self) -> bool:
        """Whether the shadow says another outcome, or recognises another product."""
        return self.given is not self.shadow or self.recognised not in {None, self.product}
