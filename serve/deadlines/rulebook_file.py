"""Reads files of rules, closing days and time zones: the one that ships, and the operator's."""

import re
import tomllib
from collections.abc import Iterable
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Annotated, Self
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from model.messages import message
from serve.deadlines.domain import (
    CalendarDays,
    Condition,
    DayKind,
    DeadlineRejectedError,
    DeadlineRule,
    FirstDay,
    Regime,
    Rulebook,
)
from serve.platform.exact_reasons import exactly

SHIPPED = Path(__file__).with_name("rules.toml")
YEARLY = re.compile(r"(\d\d)-(\d\d)")
# Translators: {path} is a file, {place} a place in it, such as rules.0.days, {reason} what is wrong there.
WRONG_PLACE = message("{path}: {place}: {reason}")
WRONG_FILE = message("{path}: {reason}")
NO_REGIME = message("{path}: {rule}: there is no regime {regime}")
OVERLAP = message("{path}: {rule}: two versions cover the same day")


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(message("must be the name of a time zone, such as Europe/Berlin"))
    return name


def _month_and_day(text: str) -> str:
    found = YEARLY.fullmatch(text)
    try:
        if found:
            date(2024, int(found[1]), int(found[2]))  # a leap year
            return text
    except ValueError:
        pass
    raise ValueError(message("must be a month and a day, such as 12-24"))


Country = Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]
Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _RegimeIn(_Strict):
    id: Annotated[str, StringConstraints(pattern=r"^[\w][\w.-]*$")]
    name: Text
    counting: Text
    countries: Annotated[tuple[Country, ...], Field(min_length=1)]
    after_finding: tuple[Word, ...] = ()
    order: tuple[tuple[Word, Word], ...] = ()


class _RuleIn(_Strict):
    id: Text
    valid_from: date
    valid_until: date | None = None
    start: Text
    days: Annotated[int, Field(ge=1, le=1000)]
    kind: DayKind
    first_day: FirstDay = FirstDay.NEXT
    longest_extension: Annotated[int, Field(ge=0, le=1000)] = 0
    perishable: bool = False
    answer: Text
    lapse: Text
    source: Text
    party: Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)] = ""
    met_by: tuple[Word, ...] = ()
    proposes: Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)] = ""
    conditions: dict[Condition, bool] = {}

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_until is not None and self.valid_until < self.valid_from:
            raise ValueError(message("valid_until is before valid_from"))
        return self


class _DaysIn(_Strict):
    country: Country
    subdivision: str = ""
    days: tuple[date, ...] = ()
    yearly: tuple[Annotated[str, AfterValidator(_month_and_day)], ...] = ()
    name: Text
    source: Text

    def to_domain(self, *, is_closed: bool) -> CalendarDays:
        yearly = frozenset((int(each[:2]), int(each[3:])) for each in self.yearly)
        return CalendarDays(
            self.country, self.name, self.source, self.subdivision, frozenset(self.days), yearly, is_closed
        )


class _FileIn(_Strict):
    regimes: tuple[_RegimeIn, ...] = ()
    rules: tuple[_RuleIn, ...] = ()
    closing_days: tuple[_DaysIn, ...] = ()
    working_days: tuple[_DaysIn, ...] = ()
    zones: dict[Country, Annotated[str, AfterValidator(_zone)]] = {}

    def to_domain(self) -> Rulebook:
        closed = (each.to_domain(is_closed=True) for each in self.closing_days)
        working = (each.to_domain(is_closed=False) for each in self.working_days)
        return Rulebook(
            {each.id: Regime(**each.model_dump()) for each in self.regimes},
            tuple(DeadlineRule(**each.model_dump()) for each in self.rules),
            (*closed, *working),
            self.zones,
        )


def rulebook(own: Path | None = None) -> Rulebook:
    """The rules that ship, with the operator's.

    Args:
        own: the operator's file; None if there is none.

    Raises:
        DeadlineRejectedError: it can't be read, or something in it is wrong.
    """
    if own is None:
        return _shipped()
    book = _shipped().with_own(_read(own))
    _require_sound(book, own)
    return book


@cache
def _shipped() -> Rulebook:
    return _read(SHIPPED)


def _read(path: Path) -> Rulebook:
    try:
        return _FileIn.model_validate(tomllib.loads(path.read_text("utf-8"))).to_domain()
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise DeadlineRejectedError(WRONG_PLACE.of(path=path, place=place, reason=exactly(first))) from error
    except OSError as error:
        raise DeadlineRejectedError(WRONG_FILE.of(path=path, reason=error.strerror or str(error))) from error
    except ValueError as error:  # not UTF-8, not TOML, or a number too long for an int
        raise DeadlineRejectedError(WRONG_FILE.of(path=path, reason=str(error))) from error


def _require_sound(book: Rulebook, path: Path) -> None:
    for rule in book.rules:
        if rule.regime not in book.regimes:
            raise DeadlineRejectedError(NO_REGIME.of(path=path, rule=rule.id, regime=rule.regime))
    for rule_id in _overlapping(book.rules):
        raise DeadlineRejectedError(OVERLAP.of(path=path, rule=rule_id))


def _overlapping(rules: Iterable[DeadlineRule]) -> Iterable[str]:
    for one, other in combinations(rules, 2):
        if one.id == other.id and (one.covers(other.valid_from) or other.covers(one.valid_from)):
            yield one.id
