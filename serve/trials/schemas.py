"""Bodies of the JSON API of trials."""

from datetime import datetime
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from model.influence import ErrorKind, Influence, InfluenceReport
from serve.platform.paging import PageOut
from serve.platform.translations import Language
from serve.releases.domain import LONGEST_REASON
from serve.trials.comparing import ReadTrial
from serve.trials.domain import Block, ProductComparison, RateChange, Result, ShadowVerdict, TrialItem
from serve.trials.shadowing import ReadShadow

EXAMINATION_PATTERN, TRIAL_PATTERN, SHADOW_PATTERN = (f"^{letter}-[0-9a-f]{{32}}$" for letter in "evh")

RECOGNISED = Field(
    description="The product of what the shadow says; empty if it recognised none, null where an earlier version did "
    "not keep it."
)
JOB: dict[str, Any] = {"job": "j-0f1e2d3c4b5a69788796a5b4c3d2e1f0"}
CHANGE: dict[str, Any] = {
    "before": 1, "after": 4, "n": 60, "difference": 0.05, "low": -0.014, "high": 0.124, "has_risen": False,
    "has_fallen": False,
}  # fmt: skip
TRIAL: dict[str, Any] = {
    "id": "v-0f1e2d3c4b5a69788796a5b4c3d2e1f0",
    "release": "r-0123456789abcdef",
    "against": "r-fedcba9876543210",
    "compared_by": "u-0f1e2d3c4b5a69788796a5b4c3d2e1f0",
    "created_at": "2026-11-27T09:00:00Z",
    "finished_at": "2026-11-27T09:04:00Z",
    "failed_at": None,
    "failure": None,
    "products": {
        "tornavik-6204": {
            "errors": {"genuine_called_suspected": CHANGE, "counterfeit_called_consistent": CHANGE},
            "coverage": CHANGE,
            "flipped": [
                {
                    "item": "g-12",
                    "is_counterfeit": False,
                    "before": "consistent_with_genuine",
                    "after": "suspected_counterfeit",
                }
            ],
            "is_known_before": True,
            "is_known_after": True,
        }
    },
    "influence": [
        {
            "contributor": "Tornavik AB",
            "product": "tornavik-6204",
            "harm": "genuine_called_suspected",
            "change": -0.02,
            "low": -0.05,
            "high": 0.01,
            "n": 41,
            "is_harmful": False,
        }
    ],
    "left_out": [],
    "blocks": [],
    "lost": [],
    "is_blocked": False,
    "overridden_by": None,
    "overridden_at": None,
    "reason": None,
}
SHADOW: dict[str, Any] = {
    "id": "h-0f1e2d3c4b5a69788796a5b4c3d2e1f0",
    "release": "r-0123456789abcdef",
    "started_by": "u-0f1e2d3c4b5a69788796a5b4c3d2e1f0",
    "started_at": "2026-11-27T10:00:00Z",
    "until": "2026-12-04T10:00:00Z",
    "ended_at": None,
    "examined": 212,
    "different": 3,
    "counts": [
        {
            "product": "tornavik-6204",
            "given": "inconclusive",
            "shadow": "suspected_counterfeit",
            "recognised": "tornavik-6204",
            "examinations": 3,
        }
    ],
}
DIFFERENCE: dict[str, Any] = {
    "examination": "e-0f1e2d3c4b5a69788796a5b4c3d2e1f0",
    "product": "tornavik-6204",
    "given": "inconclusive",
    "shadow": "suspected_counterfeit",
    "recognised": "tornavik-6204",
}
EXAMPLES: dict[str, Any] = {
    "TrialJobOut": JOB,
    "TrialOut": TRIAL,
    "TrialsOut": {
        "trials": [{name: value for name, value in TRIAL.items() if name not in {"influence", "left_out"}}],
        "after": None,
    },
    "ShadowOut": SHADOW,
    "ShadowsOut": {"shadows": [SHADOW], "after": None},
    "ShadowDifferencesOut": {"differences": [DIFFERENCE], "after": None},
    "OverrideIn": {"reason": "The new items of this product are of a series that the old release did not know."},
    "ShadowIn": {"until": "2026-12-04T10:00:00Z"},
}


class TrialJobOut(BaseModel):
    """The job that does it."""

    job: str = Field(description="Its id; `getJob` says how far it is.")


class ChangeOut(BaseModel):
    """A rate of both releases on the same items."""

    before: int = Field(description="How many items count by the release that is active.")
    after: int = Field(description="How many items count by the release on trial.")
    n: int = Field(description="How many items there are.")
    difference: float = Field(description="The rate after less the rate before.")
    low: float = Field(description="Lower limit of its paired 95 % interval (Newcombe's method 10).")
    high: float
    has_risen: bool = Field(description="Whether even the lower limit is above zero.")
    has_fallen: bool = Field(description="Whether even the upper limit is below zero.")


class TrialItemOut(BaseModel):
    """A gold item on which both releases differ."""

    item: str
    is_counterfeit: bool
    before: Result
    after: Result


class ProductComparisonOut(BaseModel):
    """Both releases on the gold items of one product; `n` is 0 where it has none."""

    errors: dict[ErrorKind, ChangeOut]
    coverage: ChangeOut = Field(description="How many items get a definite outcome.")
    flipped: list[TrialItemOut]
    is_known_before: bool = Field(description="Whether the release that is active knows the product.")
    is_known_after: bool = Field(description="Whether the release on trial does.")


class BlockOut(BaseModel):
    """Why the release may not become active without a second person."""

    product: str
    error: ErrorKind
    contributor: str | None = Field(
        description="The right holder whose contributions raise the error for another one; null where it has risen on "
        "gold items."
    )
    change: float
    low: float
    high: float


class InfluenceOut(BaseModel):
    """What one contributor's images do to one product."""

    contributor: str = Field(description="The right holder; empty where the manifest names none.")
    product: str
    harm: ErrorKind
    change: float = Field(description="Above zero they do harm.")
    low: float = Field(description="Lower limit of its 95 % interval.")
    high: float
    n: int = Field(description="The number of items that it was counted on.")
    is_harmful: bool = Field(description="Whether it is beyond the limit, and not by chance.")


class ComparisonOut(BaseModel):
    """A comparison of a release with the one that was active, on the gold items."""

    id: str
    release: str
    against: str = Field(description="The id of the release that was active.")
    compared_by: str
    created_at: datetime
    finished_at: datetime | None
    failed_at: datetime | None = Field(description="When it ended without a result; null otherwise.")
    failure: str | None = Field(description="Why, for people.")
    products: dict[str, ProductComparisonOut]
    blocks: list[BlockOut]
    lost: list[str] = Field(
        description="Products that only the active release knows; they block as a risen error does."
    )
    is_blocked: bool = Field(description="Whether a second person must allow the activation, and has not.")
    overridden_by: str | None = Field(description="Who allowed the activation nevertheless.")
    overridden_at: datetime | None = Field(
        description="When. If the release was rolled back after that, it must be compared and allowed again."
    )
    reason: str | None


class TrialOut(ComparisonOut):
    """The latest comparison of a release, with what its report says."""

    influence: list[InfluenceOut] | None = Field(
        description="What each contributor's images do to each product, by the release's report; null if not measured."
    )
    left_out: list[str] = Field(
        description="Contributors whose influence was not measured, because there are more than a fit measures: those "
        "with the fewest images of other right holders' products. Harm by them would not be found."
    )


class TrialsOut(PageOut):
    """Some comparisons of a release, the latest first."""

    trials: list[ComparisonOut]


class OverrideIn(BaseModel):
    """Why the release may become active nevertheless."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(min_length=1, max_length=LONGEST_REASON, pattern=r"\S")


class ShadowIn(BaseModel):
    """How long a release runs in the shadow."""

    model_config = ConfigDict(extra="forbid")

    until: AwareDatetime | None = Field(default=None, description="Null runs it until it is stopped.")


class ShadowCountOut(BaseModel):
    """How many examinations have the same products and outcomes."""

    product: str = Field(description="Of the verdict that was given; empty if none was recognised.")
    given: Result = Field(description="What the officers were told.")
    shadow: Result
    recognised: str | None = RECOGNISED
    examinations: int


class ShadowOut(BaseModel):
    """A shadow of a release."""

    id: str
    release: str
    started_by: str
    started_at: datetime
    until: datetime | None
    ended_at: datetime | None
    examined: int
    different: int = Field(description="How many examinations have another outcome, or another product.")
    counts: list[ShadowCountOut]


class ShadowsOut(PageOut):
    """Some shadows of a release, the latest first."""

    shadows: list[ShadowOut]


class ShadowDifferenceOut(BaseModel):
    """An examination with another outcome, or another product."""

    examination: str
    product: str = Field(description="Of the verdict that was given; empty if none was recognised.")
    given: Result
    shadow: Result
    recognised: str | None = RECOGNISED


class ShadowDifferencesOut(PageOut):
    """Some examinations with another outcome or another product, by id."""

    differences: list[ShadowDifferenceOut]


def trial_out(read: ReadTrial, report: InfluenceReport | None, language: Language) -> TrialOut:
    """A comparison, for the operator.

    Args:
        report: of the release; None if it has none.
        language: of the reader.
    """
    influence = None if report is None or report.unmeasured else [_influence(each) for each in report.contributors]
    left_out = [] if report is None else list(report.left_out)
    return TrialOut(**dict(comparison_out(read, language)), influence=influence, left_out=left_out)


def comparison_out(read: ReadTrial, language: Language) -> ComparisonOut:
    """The same in a list."""
    trial = read.trial
    return ComparisonOut(
        id=trial.id,
        release=trial.release_id,
        against=trial.against,
        compared_by=trial.created_by,
        created_at=trial.created_at,
        finished_at=trial.finished_at,
        failed_at=trial.failed_at,
        failure=language.say(trial.failed_because) if trial.failed_at else None,
        products={each.product: _product(each) for each in read.products},
        blocks=[_block(each) for each in read.blocks],
        lost=list(read.lost),
        is_blocked=read.is_blocked,
        overridden_by=trial.override.by if trial.override else None,
        overridden_at=trial.override.at if trial.override else None,
        reason=trial.override.reason if trial.override else None,
    )


def shadow_out(read: ReadShadow) -> ShadowOut:
    """A shadow, for the operator."""
    shadow = read.shadow
    return ShadowOut(
        id=shadow.id,
        release=shadow.release_id,
        started_by=shadow.started_by,
        started_at=shadow.started_at,
        until=shadow.until,
        ended_at=shadow.ended_at,
        examined=read.examined,
        different=read.different,
        counts=[ShadowCountOut(**each._asdict()) for each in read.counts],
    )


def difference_out(verdict: ShadowVerdict) -> ShadowDifferenceOut:
    """An examination with another outcome or another product, for the operator."""
    return ShadowDifferenceOut(
        examination=verdict.examination_id,
        product=verdict.product,
        given=verdict.given,
        shadow=verdict.shadow,
        recognised=verdict.recognised,
    )


def _product(comparison: ProductComparison) -> ProductComparisonOut:
    return ProductComparisonOut(
        errors={error: _change(change) for error, change in comparison.errors.items()},
        coverage=_change(comparison.coverage),
        flipped=[_item(each) for each in comparison.flipped],
        is_known_before=comparison.is_known_before,
        is_known_after=comparison.is_known_after,
    )


def _change(change: RateChange) -> ChangeOut:
    value, low, high = change.difference
    return ChangeOut(
        before=change.before,
        after=change.after,
        n=change.n,
        difference=value,
        low=low,
        high=high,
        has_risen=change.has_risen,
        has_fallen=change.has_fallen,
    )


def _item(item: TrialItem) -> TrialItemOut:
    return TrialItemOut(item=item.item, is_counterfeit=item.is_counterfeit, before=item.before, after=item.after)


def _influence(influence: Influence) -> InfluenceOut:
    return InfluenceOut(
        contributor=influence.right_holder,
        product=influence.product,
        harm=influence.error,
        change=influence.change,
        low=influence.low,
        high=influence.high,
        n=influence.n,
        is_harmful=influence.is_harmful,
    )


def _block(block: Block) -> BlockOut:
    return BlockOut(**block._asdict())
