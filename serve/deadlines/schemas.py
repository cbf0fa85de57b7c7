"""The JSON of deadlines and rules, for the command and the API."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, Field

from serve.deadlines.domain import Condition, DayKind, Deadline, DeadlineRule, FirstDay, Rulebook, SkippedDay


class SkippedDayOut(BaseModel):
    """A day from Monday to Friday that does not count."""

    day: date
    name: str = Field(description="The holiday, or why the authority is closed.")


class DeadlineOut(BaseModel):
    """A deadline: what was asked, the last day, and what it rests on."""

    rule: str
    event: date = Field(description="The day of the event, where the authority is.")
    deadline: date = Field(description="The last day.")
    days: int = Field(description="How many were counted, the extension included.")
    calendar: str = Field(description="By which the days were counted, with its version.")
    country: str
    subdivision: str | None
    kind: DayKind = Field(description="Which days count.")
    extension: int
    longest_extension: int = Field(description="Days by which it may be extended; 0 if it can't be.")
    expires_at: datetime = Field(description="The first moment after the last day, in the authority's time zone.")
    skipped: list[SkippedDayOut]
    perishable: bool
    party: str = Field(description="Who has to act; empty if the rule does not say so.")
    start: str = Field(description="The event that starts the clock.")
    answer: str = Field(description="What has to be done in time.")
    lapse: str = Field(description="What follows if nothing is done.")
    valid_from: date = Field(description="Of the version of the rule that counts.")
    source: str


class RuleOut(BaseModel):
    """A version of a rule."""

    rule: str
    valid_from: date
    valid_until: date | None
    countries: list[str]
    start: str
    days: int
    kind: DayKind
    first_day: FirstDay
    longest_extension: int
    perishable: bool
    party: str
    met_by: list[str] = Field(description="The steps of a procedure that are done in time.")
    proposes: str = Field(description="The result of a procedure if no one acted in time; empty for none.")
    conditions: dict[Condition, bool] = Field(description="What must hold of a procedure so that the clock starts.")
    answer: str
    lapse: str
    source: str


def skipped_out(skipped: tuple[SkippedDay, ...]) -> list[SkippedDayOut]:
    """The days that don't count."""
    return [SkippedDayOut(day=each.day, name=each.name) for each in skipped]


def deadline_out(found: Deadline) -> DeadlineOut:
    """A deadline for programs."""
    return DeadlineOut(
        rule=found.rule.id,
        event=found.event,
        deadline=found.day,
        days=found.days,
        calendar=found.calendar,
        country=found.country,
        subdivision=found.subdivision or None,
        kind=found.rule.kind,
        extension=found.extension,
        longest_extension=found.rule.longest_extension,
        expires_at=found.expires_at,
        skipped=skipped_out(found.skipped),
        perishable=found.rule.perishable,
        party=found.rule.party,
        start=found.rule.start,
        answer=found.rule.answer,
        lapse=found.rule.lapse,
        valid_from=found.rule.valid_from,
        source=found.rule.source,
    )


def rule_out(rule: DeadlineRule, book: Rulebook) -> RuleOut:
    """A rule for programs."""
    return RuleOut(
        rule=rule.id,
        valid_from=rule.valid_from,
        valid_until=rule.valid_until,
        countries=list(book.regimes[rule.regime].countries),
        start=rule.start,
        days=rule.days,
        kind=rule.kind,
        first_day=rule.first_day,
        longest_extension=rule.longest_extension,
        perishable=rule.perishable,
        party=rule.party,
        met_by=list(rule.met_by),
        proposes=rule.proposes,
        conditions=dict(rule.conditions),
        answer=rule.answer,
        lapse=rule.lapse,
        source=rule.source,
    )


EXAMPLES: dict[str, Any] = {
    "DeadlineOut": {
        "rule": "eu-608-2013/right-holder",
        "event": "2026-12-18",
        "deadline": "2027-01-05",
        "days": 10,
        "calendar": "DE, holidays 0.109",
        "country": "DE",
        "subdivision": None,
        "kind": "working",
        "extension": 0,
        "longest_extension": 10,
        "expires_at": "2027-01-06T00:00:00+01:00",
        "skipped": [{"day": "2026-12-25", "name": "Christmas Day"}, {"day": "2027-01-01", "name": "New Year's Day"}],
        "perishable": False,
        "party": "right-holder",
        "start": "right-holder-notified",
        "answer": "confirm-and-consent",
        "lapse": "goods-released",
        "valid_from": "2014-01-01",
        "source": "Regulation (EU) No 608/2013, Article 23(1)(a) and (b), (3), (4) and (5)",
    }
}
