"""GET /v1/statistics/real-error: how often releases were wrong on items that right holders confirmed later."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field

from model.intervals import CONFIDENCE
from serve.accounts.domain import Actor
from serve.accounts.guard import permitted
from serve.platform.dependencies import provided
from serve.platform.openapi import problem_responses
from serve.platform.reader import language_of
from serve.statistics.domain import Called, Errors, RealError, Standing
from serve.statistics.messages import CAUTION
from serve.statistics.permissions import StatisticsPermission
from serve.statistics.service import Statistics

DECIMALS = 6

router = APIRouter(prefix="/v1/statistics", tags=["statistics"])

StatisticsPart = Annotated[Statistics, Depends(provided(Statistics))]
Reader = Annotated[Actor, Depends(permitted(StatisticsPermission.READ))]
Product = Annotated[str | None, Query(max_length=200, pattern=r"^[\w.-]+$", description="Only this one.")]
Release = Annotated[str | None, Query(pattern="^r-[0-9a-f]{16}$", description="Only this one.")]

GENUINE: dict[str, Any] = {
    "n": 12,
    "suspected": 1,
    "consistent": 9,
    "inconclusive": 2,
    "rate": {"value": 0.083333, "low": 0.002108, "high": 0.384796, "n": 12},
    "promise": {"limit": 0.041, "products": 1},
    "standing": "too_few",
}
NONE_COUNTED: dict[str, Any] = {
    "n": 0,
    "suspected": 0,
    "consistent": 0,
    "inconclusive": 0,
    "rate": None,
    "promise": {"limit": 0.041, "products": 1},
    "standing": "too_few",
}
ERRORS: dict[str, Any] = {"genuine": GENUINE, "counterfeit": NONE_COUNTED}
EXAMPLES: dict[str, Any] = {
    "RealErrorOut": {
        "caution": str(CAUTION),
        "confidence": CONFIDENCE,
        "tracks": [
            {
                "release": "r-0123456789abcdef",
                "product": "tornavik-6204",
                "total": ERRORS,
                "months": [{"month": "2026-11", **ERRORS}],
            }
        ],
    }
}


class RateOut(BaseModel):
    """A share of items with its exact interval."""

    value: float
    low: float
    high: float
    n: int


class PromiseOut(BaseModel):
    """The promised bound: the loosest of the release's rules for the product."""

    limit: float
    products: int = Field(description="How many products' items it was counted on together.")


class CalledOut(BaseModel):
    """The outcomes that the release gave to items that were confirmed to be all genuine, or all counterfeit."""

    n: int
    suspected: int
    consistent: int
    inconclusive: int
    rate: RateOut | None = Field(
        description="Of the wrong call: genuine called suspected (false rejection), counterfeit called consistent "
        "(false acceptance). Null if nothing was confirmed."
    )
    promise: PromiseOut | None = Field(description="Null if the release made none.")
    standing: Standing = Field(
        description="kept: even the interval's upper limit is within the promise; broken: even its lower limit is "
        "above; too_few: there are too few items to decide."
    )


class ErrorsOut(BaseModel):
    """Both errors."""

    genuine: CalledOut
    counterfeit: CalledOut


class MonthOut(ErrorsOut):
    """Both errors in one calendar month (UTC) of confirmation."""

    month: str


class TrackOut(BaseModel):
    """One release on one product."""

    release: str
    product: str
    total: ErrorsOut
    months: list[MonthOut] = Field(description="The latest first; months without a confirmed item are left out.")


class RealErrorOut(BaseModel):
    """The real error of releases, counted per item."""

    caution: str = Field(description="Why these figures do not estimate the error among all items.")
    confidence: float = Field(description="Of the intervals.")
    tracks: list[TrackOut]


def _called(called: Called) -> CalledOut:
    rate, promise = called.rate, called.promise
    return CalledOut(
        n=called.n,
        suspected=called.suspected,
        consistent=called.consistent,
        inconclusive=called.inconclusive,
        rate=RateOut(
            value=round(rate.value, DECIMALS), low=round(rate.low, DECIMALS), high=round(rate.high, DECIMALS), n=rate.n
        )
        if rate
        else None,
        promise=PromiseOut(limit=promise.limit, products=promise.products) if promise else None,
        standing=called.standing,
    )


def _errors(errors: Errors) -> dict[str, CalledOut]:
    return {"genuine": _called(errors.genuine), "counterfeit": _called(errors.counterfeit)}


def errors_out(errors: Errors) -> ErrorsOut:
    """Both errors."""
    return ErrorsOut(**_errors(errors))


def _track(found: RealError) -> TrackOut:
    return TrackOut(
        release=found.track.release,
        product=found.track.product,
        total=errors_out(found.total),
        months=[MonthOut(month=month, **_errors(errors)) for month, errors in found.months.items()],
    )


@router.get(
    "/real-error",
    operation_id="getRealError",
    summary="The releases' real error",
    description="By release, product and calendar month, on items whose right holder has confirmed what they are, "
    "against what the release promised. A right holder sees its own products.",
    responses=problem_responses(401, 403, 422, 503),
)
def get_real_error(
    request: Request, actor: Reader, statistics: StatisticsPart, product: Product = None, release: Release = None
) -> RealErrorOut:
    """The real error, as the actor may see it."""
    found, caution = statistics.real_errors(actor, product, release), language_of(request).say(CAUTION)
    return RealErrorOut(caution=caution, confidence=CONFIDENCE, tracks=[_track(each) for each in found])
