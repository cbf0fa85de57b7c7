"""Bodies of the JSON API of the releases' real error."""

from typing import Any

from pydantic import BaseModel, Field

from model.intervals import CONFIDENCE
from serve.statistics.domain import Called, Errors, RealError, Standing
from serve.statistics.messages import CAUTION

DECIMALS = 6
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


def track_out(found: RealError) -> TrackOut:
    """The real error of one release on one product."""
    return TrackOut(
        release=found.track.release,
        product=found.track.product,
        total=errors_out(found.total),
        months=[MonthOut(month=month, **_errors(errors)) for month, errors in found.months.items()],
    )
