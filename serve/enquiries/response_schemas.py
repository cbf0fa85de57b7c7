"""The JSON of response times."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from serve.accounts.schemas import ORGANISATION, OrganisationOut, shown
from serve.enquiries.response_domain import FEWEST_FOR_TAIL, ResponseFigures, ResponseTable


class InTimeOut(BaseModel):
    """How many answers came by the day on which they were needed."""

    of: int = Field(ge=0, description="Enquiries with such a day that has passed, or that have an answer.")
    kept: int = Field(ge=0, description="How many of them had their answer by then.")
    low: float | None = Field(description="The lower end of the exact 95 % interval of the share; null if `of` is 0.")
    high: float | None = Field(description="The upper end.")


class ResponseFiguresOut(BaseModel):
    """How long the first answers took."""

    asked: int = Field(ge=0, description="How many enquiries, without those that were withdrawn.")
    answered: int = Field(ge=0, description="How many of them have an answer.")
    median_seconds: float | None = Field(
        description="The median of their times; null without answers. Enquiries that still wait are not in it."
    )
    slowest_tenth_seconds: float | None = Field(
        description=f"Nine in ten took no longer; null of fewer than {FEWEST_FOR_TAIL} answers."
    )
    longest_wait_seconds: float | None = Field(description="Of those that wait for an answer; null if none does.")
    in_time: InTimeOut


class OrganisationTimesOut(BaseModel):
    """The response times with one organisation on the other side."""

    organisation: OrganisationOut
    figures: ResponseFiguresOut


class ResponseTimesOut(BaseModel):
    """The response times that you may see."""

    since: datetime = Field(description="Of enquiries that were sent from then on, as far as they are still kept.")
    total: ResponseFiguresOut
    by: list[OrganisationTimesOut] = Field(
        description="To a right holder by agency, to an agency by right holder; only those with enquiries."
    )


def times_out(found: ResponseTable) -> ResponseTimesOut:
    """Response times, for the API."""
    by = [OrganisationTimesOut(organisation=shown(each), figures=_figures(figures)) for each, figures in found.by]
    return ResponseTimesOut(since=found.since, total=_figures(found.total), by=by)


def _figures(found: ResponseFigures) -> ResponseFiguresOut:
    return ResponseFiguresOut(
        asked=found.asked,
        answered=found.answered,
        median_seconds=found.median.total_seconds() if found.median else None,
        slowest_tenth_seconds=found.slowest_tenth.total_seconds() if found.slowest_tenth else None,
        longest_wait_seconds=found.longest_wait.total_seconds() if found.longest_wait else None,
        in_time=InTimeOut(**found.in_time._asdict()),
    )


_FIGURES: dict[str, Any] = {
    "asked": 14,
    "answered": 12,
    "median_seconds": 20520.0,
    "slowest_tenth_seconds": 169200.0,
    "longest_wait_seconds": 93600.0,
    "in_time": {"of": 9, "kept": 8, "low": 0.5175, "high": 0.9972},
}
EXAMPLES: dict[str, Any] = {
    "ResponseTimesOut": {
        "since": "2025-11-29T00:00:00Z",
        "total": _FIGURES,
        "by": [{"organisation": ORGANISATION, "figures": _FIGURES}],
    },
}
