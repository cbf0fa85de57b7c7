"""Clocks set by law: dated rules, and how a deadline is counted. Imports only the standard library and `model`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum
from typing import NamedTuple, Protocol

from model.errors import ValueRejectedError
from model.messages import message

UNKNOWN_RULE = message("{rule}: unknown rule; `shingan deadline --list` shows all")
NEAR_RULE = message("{rule}: unknown rule; did you mean {near}?")
# Translators: {countries} is a list of country codes, such as DE, FR.
OTHER_COUNTRY = message("{country}: {rule} does not hold there; it holds in {countries}")
NO_VERSION = message("{day}: no version of {rule} covers this day; there are: {periods}")
NO_EXTENSION = message("{rule} can't be extended")
LONG_EXTENSION = message("{extension} is no extension of {rule}: at least 1 day, at most {most}")
NO_ZONE = message("{country}: no time zone is known for it; name one")


class DeadlineRejectedError(ValueRejectedError):
    """A deadline can't be counted like this; the message says why."""


class DayKind(StrEnum):
    """Which days count."""

    WORKING = "working"
    CALENDAR = "calendar"


class FirstDay(StrEnum):
    """Which day is the first that counts: the one after the event, or the event's own."""

    NEXT = "next"
    EVENT = "event"


class Condition(StrEnum):
    """What may hold of a procedure, so that one clock runs and not another."""

    PERISHABLE = "perishable"
    SMALL_CONSIGNMENT = "small_consignment"
    EX_OFFICIO = "ex_officio"


class SkippedDay(NamedTuple):
    """A day from Monday to Friday that does not count, and why."""

    day: date
    name: str


class WorkingCalendar(Protocol):
    """On which days the authorities of a country, or of a part of it, work."""

    @property
    def name(self) -> str:
        """The country, and the source of its holidays with its version, for the record."""

    def why_closed(self, day: date) -> str | None:
        """The holiday that a day is; None if there is none.

        Raises:
            DeadlineRejectedError: the calendar does not reach that day.
        """


@dataclass(frozen=True)
class Regime:
    """A law with its clocks, and the countries where it holds.

    Attributes:
        counting: where the law says how days are counted.
        after_finding: steps of a procedure that can't be before the goods were found.
        order: pairs of steps, of which the second can't be before the first.
    """

    id: str
    name: str
    counting: str
    countries: tuple[str, ...]
    after_finding: tuple[str, ...] = ()
    order: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class DeadlineRule:
    """One version of a clock.

    Attributes:
        valid_from: the first day on which an event starts this version.
        valid_until: the last one; None if it is in force.
        start: the event that starts the clock: a word of `messages`, or a text.
        longest_extension: days by which it may be extended; 0 if it can't be.
        answer: what has to be done in time, likewise.
        lapse: what follows if nothing is done, likewise.
        source: article and regulation.
        party: who has to act: a word of `messages`, or a text; empty if that is not said.
        met_by: the steps of a procedure that are done in time, likewise. A result meets every clock.
        proposes: the result of a procedure if no one acted in time; empty for none.
        conditions: what must hold of a procedure, or must not, so that `start` begins this clock; see `Condition`.
    """

    id: str
    valid_from: date
    valid_until: date | None
    start: str
    days: int
    kind: DayKind
    first_day: FirstDay
    longest_extension: int
    perishable: bool
    answer: str
    lapse: str
    source: str
    party: str = ""
    met_by: tuple[str, ...] = ()
    proposes: str = ""
    conditions: Mapping[Condition, bool] = field(default_factory=dict)

    @property
    def regime(self) -> str:
        """The id of its regime."""
        return self.id.partition("/")[0]

    @property
    def period(self) -> str:
        """From when until when it is valid, in ISO 8601."""
        return f"{self.valid_from}/{self.valid_until or '..'}"

    def covers(self, day: date) -> bool:
        """Whether an event of that day starts this version."""
        return self.valid_from <= day <= (self.valid_until or date.max)

    def applies(self, conditions: Mapping[Condition, bool]) -> bool:
        """Whether it holds for a procedure of which these conditions hold, or don't."""
        return all(conditions.get(name, False) is wanted for name, wanted in self.conditions.items())

    def require_extension(self, days: int) -> None:
        """Refuse an extension that the rule does not allow.

        Raises:
            DeadlineRejectedError: it has none, or a shorter one.
        """
        if days and not self.longest_extension:
            raise DeadlineRejectedError(NO_EXTENSION.of(rule=self.id), "extension")
        if days and not 1 <= days <= self.longest_extension:
            wrong = LONG_EXTENSION.of(extension=max(days, 0), rule=self.id, most=self.longest_extension)
            raise DeadlineRejectedError(wrong, "extension")


@dataclass(frozen=True)
class CalendarDays:
    """Days that a calendar of holidays lacks, or has too many.

    Attributes:
        subdivision: the part of the country; empty for all of it.
        days: single ones.
        yearly: of every year, as month and day.
        is_closed: whether authorities are closed then; otherwise they work, although it is a holiday.
    """

    country: str
    name: str
    source: str
    subdivision: str = ""
    days: frozenset[date] = frozenset()
    yearly: frozenset[tuple[int, int]] = frozenset()
    is_closed: bool = True

    def has(self, day: date, country: str, subdivision: str) -> bool:
        """Whether it is one of them there."""
        if country != self.country or self.subdivision not in {"", subdivision}:
            return False
        return day in self.days or (day.month, day.day) in self.yearly


@dataclass(frozen=True)
class Rulebook:
    """All that deadlines are counted by: what ships, and what the operator adds."""

    regimes: Mapping[str, Regime] = field(default_factory=dict)
    rules: tuple[DeadlineRule, ...] = ()
    days: tuple[CalendarDays, ...] = ()
    zones: Mapping[str, str] = field(default_factory=dict)

    def with_own(self, own: "Rulebook") -> "Rulebook":
        """This one with the operator's: a rule or regime there replaces the ones with its id."""
        replaced = {rule.id for rule in own.rules}
        return Rulebook(
            {**self.regimes, **own.regimes},
            (*(rule for rule in self.rules if rule.id not in replaced), *own.rules),
            (*self.days, *own.days),
            {**self.zones, **own.zones},
        )

    def versions(self, rule_id: str) -> tuple[DeadlineRule, ...]:
        """Every version of a rule.

        Raises:
            DeadlineRejectedError: there is no such rule.
        """
        found = tuple(rule for rule in self.rules if rule.id == rule_id)
        if not found:
            near = get_close_matches(rule_id, {rule.id for rule in self.rules}, 1)
            wrong = NEAR_RULE.of(near=near[0]) if near else UNKNOWN_RULE
            raise DeadlineRejectedError(wrong.of(rule=rule_id), "rule")
        return found

    def require_country(self, rule_id: str, country: str) -> None:
        """Refuse a country in which a rule does not hold.

        Raises:
            DeadlineRejectedError: it does not, or there is no such rule.
        """
        countries = self.regimes[self.versions(rule_id)[0].regime].countries
        if country not in countries:
            wrong = OTHER_COUNTRY.of(country=country, rule=rule_id, countries=", ".join(countries))
            raise DeadlineRejectedError(wrong, "country")

    def version(self, rule_id: str, day: date) -> DeadlineRule:
        """The version of a rule that an event of that day starts.

        Raises:
            DeadlineRejectedError: none covers the day, or there is no such rule.
        """
        versions = self.versions(rule_id)
        for rule in versions:
            if rule.covers(day):
                return rule
        periods = ", ".join(rule.period for rule in versions)
        raise DeadlineRejectedError(NO_VERSION.of(day=day.isoformat(), rule=rule_id, periods=periods), "event")

    def regimes_of(self, country: str) -> list[Regime]:
        """The laws that hold in a country."""
        return [each for each in self.regimes.values() if country in each.countries]

    def regime_of(self, country: str) -> Regime | None:
        """The law that holds in a country; the first if there are several, None if none is known."""
        return next(iter(self.regimes_of(country)), None)

    def of_regime(self, regime: str) -> tuple[DeadlineRule, ...]:
        """Every version of every rule of a law."""
        return tuple(rule for rule in self.rules if rule.regime == regime)

    def zone(self, country: str) -> str:
        """The time zone of a country.

        Raises:
            DeadlineRejectedError: none is known.
        """
        if country not in self.zones:
            raise DeadlineRejectedError(NO_ZONE.of(country=country), "zone")
        return self.zones[country]


@dataclass(frozen=True)
class Deadline:
    """A deadline, and how it was counted.

    Attributes:
        event: the day of the event, where the authority is.
        day: the last day.
        days: how many were counted, the extension included.
        extension: by how many days it is extended.
        calendar: by which the days were counted, with its version.
        skipped: days that don't count, without Saturdays and Sundays.
        expires_at: the first moment after the last day.
    """

    rule: DeadlineRule
    country: str
    subdivision: str
    event: date
    day: date
    days: int
    extension: int
    calendar: str
    skipped: tuple[SkippedDay, ...]
    expires_at: datetime
