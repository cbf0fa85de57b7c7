"""Bodies of the JSON API that are shared by results of a seminar and over seminars: counted answers."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, Field

from serve.results.measure_domain import AnswerShare, Calls, Sensitivity
from serve.seminars.agenda import AgendaStepKind

DECIMALS = 6


class ShareOut(BaseModel):
    """A share of answers with its exact 95 % interval."""

    value: float
    low: float
    high: float
    n: int


class SensitivityOut(BaseModel):
    """Signal detection measures of the group, among definite answers."""

    d: float = Field(description="z(hits) - z(false alarms): 0 is guessing.")
    c: float = Field(description='-(z(hits) + z(false alarms)) / 2: below 0 leans to "counterfeit".')
    hits: float = Field(description="The share of counterfeit items called counterfeit.")
    false_alarms: float = Field(description="The share of genuine items called counterfeit.")
    corrected: bool = Field(description="Whether the log-linear rule was applied, because a rate was 0 or 1.")


class CallsOut(BaseModel):
    """First answers, counted."""

    answers: int
    right: int
    wrong: int
    cannot_tell: ShareOut | None = Field(description="Of all answers. Null without any.")
    error: ShareOut | None = Field(description="Wrong ones among definite answers. Null without any.")
    sensitivity: SensitivityOut | None = Field(description="Null unless both kinds of items have definite answers.")


class PartCallsOut(CallsOut):
    """The same for one part of a seminar."""

    part: AgendaStepKind


def parts_out(by_kind: Mapping[AgendaStepKind, Calls]) -> list[PartCallsOut]:
    """Counted answers by part of the seminar."""
    return [PartCallsOut(part=kind, **calls_out(calls)) for kind, calls in by_kind.items()]


def calls_out(calls: Calls) -> dict[str, Any]:
    """The values of a `CallsOut`."""
    return {
        "answers": calls.n,
        "right": calls.right,
        "wrong": calls.wrong,
        "cannot_tell": rate_out(calls.cannot_tell),
        "error": rate_out(calls.error),
        "sensitivity": _sensitivity(calls.sensitivity),
    }


def rate_out(rate: AnswerShare | None) -> ShareOut | None:
    """A share, where there is one."""
    return None if rate is None else share_out(rate)


def share_out(rate: AnswerShare) -> ShareOut:
    """A share with its interval."""
    value, low, high = (round(each, DECIMALS) for each in rate[:3])
    return ShareOut(value=value, low=low, high=high, n=rate.n)


def _sensitivity(found: Sensitivity | None) -> SensitivityOut | None:
    if found is None:
        return None
    d, c, hits, alarms = (round(each, DECIMALS) for each in found[:4])
    return SensitivityOut(d=d, c=c, hits=hits, false_alarms=alarms, corrected=found.is_corrected)


def rounded(value: float | None) -> float | None:
    """A figure with the digits of the API."""
    return None if value is None else round(value, DECIMALS)
