"""Bodies of the JSON API with which the operator governs releases."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field

from serve.platform.paging import PageOut
from serve.releases.active_times import ActiveTime
from serve.releases.changes import ReleaseChanges
from serve.releases.domain import LONGEST_REASON, ReleaseRecord, ReleaseState
from serve.releases.figures import Figure, ItemsTested, ProductFigures
from serve.releases.governing import ReadRelease
from serve.releases.report import size_of
from serve.releases.withdrawn import NONE_WITHDRAWN, WithdrawnCounts

ID_PATTERN = "^r-[0-9a-f]{16}$"
EXAMPLE_ID = "r-0123456789abcdef"
UPLOAD_PATTERN = "^f-[0-9a-f]{32}$"
NAME_PATTERN = r"^[A-Za-z0-9_.-]{1,100}(/[A-Za-z0-9_.-]{1,100}){0,4}$"
MOST_FILES = 5_000
ReleaseId = Annotated[str, Path(pattern=ID_PATTERN, examples=[EXAMPLE_ID])]

JOB_ID = "j-0f1e2d3c4b5a69788796a5b4c3d2e1f0"
KEPT: dict[str, Any] = {
    "id": EXAMPLE_ID,
    "state": "active",
    "staged_by": "command-line",
    "staged_at": "2026-11-23T08:55:00Z",
    "changed_by": "command-line",
    "changed_at": "2026-11-23T09:00:00Z",
    "rolled_back": None,
}
ACTIVE_TIME: dict[str, Any] = {
    "begun": {"by": "command-line", "at": "2026-11-23T09:00:00Z", "by_roll_back": False},
    "ended": None,
}
FIGURE: dict[str, Any] = {"value": 0.02, "low": 0.001, "high": 0.094, "n": 58}
WITHDRAWN: dict[str, int] = {"genuine": 0, "counterfeit": 0}
EXAMPLES: dict[str, Any] = {
    "RollBackIn": {"reason": "Genuine items of a new series are called suspected counterfeit."},
    "ReleasesOut": {"releases": [{**KEPT, "withdrawn": WITHDRAWN, "active_times": [ACTIVE_TIME]}], "after": None},
    "KeptRelease": KEPT,
    "ProposalIn": {"files": [{"name": "release.json", "upload": "f-0f1e2d3c4b5a69788796a5b4c3d2e1f0"}]},
    "ProposalOut": {"job": JOB_ID},
    "ReleaseDetailOut": {
        **KEPT,
        "withdrawn": WITHDRAWN,
        "active_times": [ACTIVE_TIME],
        "files": 22,
        "size": 15_482_112,
        "manifest_sha256": "d476b52e219f2ea13a72362ddb925e19ab74c5cce6c98ffcca25dfeb6120b850",
        "products": {
            "tornavik-6204": {
                "genuine_called_suspected": FIGURE,
                "counterfeit_called_consistent": FIGURE,
                "coverage": {"value": 0.9, "low": 0.788, "high": 0.961, "n": 58},
            }
        },
        "allowed": {"genuine_called_suspected": 0.05, "counterfeit_called_consistent": 0.05},
        "accepted_findings": ["shortcut-colour"],
        "tested_on": "gold",
        "changes": {"added": [], "removed": [], "gained": [], "lost": [], "undecided": []},
    },
}


class RollBackIn(BaseModel):
    """Why the active release is left."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(
        default="", max_length=LONGEST_REASON, description="May be left out: nothing delays a roll back."
    )


class RollBackOut(BaseModel):
    """When a release was rolled back, and why."""

    by: str = Field(description="The id of who did it; `command-line` where no person did.")
    at: datetime
    reason: str = Field(description="Empty where none was given.")


class KeptRelease(BaseModel):
    """A release that the service keeps."""

    id: str = Field(description="Derived from the content of its release.json.")
    state: ReleaseState
    staged_by: str = Field(description="The id of who staged it; `command-line` or `system` where no person did.")
    staged_at: datetime
    changed_by: str = Field(description="The same of who brought it into its state.")
    changed_at: datetime
    rolled_back: RollBackOut | None = Field(
        description="The last time that it was rolled back; null if it never was, or before reasons were kept."
    )


class WithdrawnItemsOut(BaseModel):
    """Items with which a release was fitted and that right holders have withdrawn since."""

    genuine: int
    counterfeit: int


class TurnOut(BaseModel):
    """How an active time began or ended."""

    by: str = Field(description="The id of who did it; `command-line` or `system` where no person did.")
    at: datetime
    by_roll_back: bool = Field(description="Whether it was done by rolling back; otherwise by an activation.")


class ActiveTimeOut(BaseModel):
    """A time during which a release was active."""

    begun: TurnOut
    ended: TurnOut | None = Field(description="Null while it is active.")


class ListedRelease(KeptRelease):
    """A release that the service keeps, with what was withdrawn since and when it was active."""

    withdrawn: WithdrawnItemsOut = Field(
        description="Items that right holders have withdrawn since the release was fitted with them: those of data "
        "sets that it names, and those of which it holds photos. If there are any, freeze what is accepted, fit a new "
        "release with it, and activate that one instead."
    )
    active_times: list[ActiveTimeOut] = Field(
        description="Every time during which it was active, the first one first, according to the audit log; empty "
        "if it never was."
    )


class ReleasesOut(PageOut):
    """One page of the releases that the service keeps, the first staged first."""

    releases: list[ListedRelease]


class ProposedFileIn(BaseModel):
    """A file of a release."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(pattern=NAME_PATTERN, description="Its path below the release's folder, with slashes.")
    upload: str = Field(pattern=UPLOAD_PATTERN, description="The id of the upload that has its bytes.")


class ProposalIn(BaseModel):
    """All files of a release; `release.json` lists them."""

    model_config = ConfigDict(extra="forbid")

    files: list[ProposedFileIn] = Field(min_length=1, max_length=MOST_FILES)


class ProposalOut(BaseModel):
    """The job that checks and stages a proposed release."""

    job: str = Field(description="Its id; `getJob` says how it ended.", examples=[JOB_ID])


class FigureOut(BaseModel):
    """A share of test items, with its exact 95 % interval."""

    value: float
    low: float
    high: float
    n: int = Field(description="The number of items.")


class ProductFiguresOut(BaseModel):
    """What the release's report says of a product; null where nothing was measured."""

    genuine_called_suspected: FigureOut | None
    counterfeit_called_consistent: FigureOut | None
    coverage: FigureOut | None = Field(description="How many items had a definite outcome.")


class AllowedErrorsOut(BaseModel):
    """The largest errors that the release's thresholds allow, of any product; null of a release without thresholds."""

    genuine_called_suspected: float | None
    counterfeit_called_consistent: float | None


class ProductOutcomeOut(BaseModel):
    """An outcome of a product."""

    product: str
    outcome: str


class ReleaseChangesOut(BaseModel):
    """What changes for officers if the release becomes active."""

    added: list[str] = Field(description="Products that were not recognised before.")
    removed: list[str] = Field(description="Products that are not recognised any more.")
    gained: list[ProductOutcomeOut] = Field(description="Outcomes that can be given then, and could not before.")
    lost: list[ProductOutcomeOut] = Field(description="Outcomes that can't be given any more.")
    undecided: list[str] = Field(description="Products of `added` for which every outcome is inconclusive.")


class ReleaseDetailOut(ListedRelease):
    """A release with what it says of itself."""

    files: int = Field(description="How many files it has.")
    size: int = Field(description="Of all its files together, in bytes.")
    manifest_sha256: str | None = Field(description="Of the manifest that it was trained with.")
    products: dict[str, ProductFiguresOut]
    allowed: AllowedErrorsOut
    accepted_findings: list[str] | None = Field(
        description="Codes of the findings on its data that were accepted for it, `all` for any; null if it does not "
        "say."
    )
    tested_on: ItemsTested | None = Field(
        description="The items of another manifest on which the figures of `products` were counted: `gold` for the "
        "gold items that were frozen with its data. Null if they are its own test items, or it does not say."
    )
    changes: ReleaseChangesOut | None = Field(description="Null of the active release.")


def kept_out(record: ReleaseRecord) -> KeptRelease:
    """A release, for the operator."""
    return KeptRelease(**_kept(record))


def listed_out(record: ReleaseRecord, withdrawn: WithdrawnCounts | None, times: Sequence[ActiveTime]) -> ListedRelease:
    """A release with what was withdrawn since and when it was active, for the operator."""
    return ListedRelease(**_kept(record), withdrawn=_withdrawn(withdrawn), active_times=_active_times(times))


def _active_times(times: Sequence[ActiveTime]) -> list[ActiveTimeOut]:
    return [
        ActiveTimeOut(
            begun=TurnOut(**each.begun._asdict()), ended=None if each.ended is None else TurnOut(**each.ended._asdict())
        )
        for each in times
    ]


def _withdrawn(items: WithdrawnCounts | None) -> WithdrawnItemsOut:
    return WithdrawnItemsOut(**(items or NONE_WITHDRAWN)._asdict())


def detail_out(read: ReadRelease, withdrawn: WithdrawnCounts | None) -> ReleaseDetailOut:
    """A release with its report, for the operator."""
    return ReleaseDetailOut(
        **_kept(read.record),
        withdrawn=_withdrawn(withdrawn),
        active_times=_active_times(read.times),
        files=len(read.record.files),
        size=size_of(read.record),
        manifest_sha256=read.report.manifest_sha256,
        products={each.product: figures_out(each) for each in read.report.figures},
        allowed=AllowedErrorsOut(**read.report.allowed._asdict()),
        accepted_findings=None if read.report.accepted is None else list(read.report.accepted),
        tested_on=read.report.tested,
        changes=None if read.changes is None else _changes(read.changes),
    )


def figures_out(figures: ProductFigures) -> ProductFiguresOut:
    """What a report says of a product."""
    return ProductFiguresOut(
        genuine_called_suspected=_figure(figures.genuine_called_suspected),
        counterfeit_called_consistent=_figure(figures.counterfeit_called_consistent),
        coverage=_figure(figures.coverage),
    )


def _kept(record: ReleaseRecord) -> dict[str, Any]:
    return {
        "id": record.id,
        "state": record.state,
        "staged_by": record.staged.by,
        "staged_at": record.staged.at,
        "changed_by": record.changed.by,
        "changed_at": record.changed.at,
        "rolled_back": record.rolled_back and RollBackOut(**record.rolled_back._asdict()),
    }


def _figure(figure: Figure | None) -> FigureOut | None:
    return None if figure is None else FigureOut(**figure._asdict())


def _changes(changes: ReleaseChanges) -> ReleaseChangesOut:
    return ReleaseChangesOut(
        added=list(changes.added),
        removed=list(changes.removed),
        gained=[ProductOutcomeOut(product=product, outcome=outcome) for product, outcome in changes.gained],
        lost=[ProductOutcomeOut(product=product, outcome=outcome) for product, outcome in changes.lost],
        undecided=list(changes.undecided),
    )
