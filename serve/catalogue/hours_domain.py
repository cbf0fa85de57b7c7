"""Reads when a contact answers, as right holders write it: “Mon to Fri, 9 to 17”. What is not understood says nothing.

Days are named in English or by their first three letters; times are those of the contact's zone. Nothing is guessed:
hours with any other word in them, or that go past midnight, are shown as they are written, and no more is said.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import NamedTuple

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ALWAYS = re.compile(r"24\s*/\s*7|(always|at any time|day and night)", re.IGNORECASE)
EVERY_DAY = re.compile(r"\b(daily|every day)\b")
DAY = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)(?:days?|s?days?|nesdays?|rsdays?|urdays?|s|rs)?\b\.?")
TIME = r"(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm)?"
TOKEN = re.compile(rf"(?P<times>{TIME}\s*-\s*{TIME})|(?P<days>@(\d)(?:\s*-\s*@(\d))?)|(?P<between>[\s,;&:]+|and\b)")
RANGE = re.compile(r"\s*(?:\bto\b|\buntil\b|\btill\b|\bthrough\b|\u2013|\u2014|-)\s*")
NOON, HOURS_OF_A_DAY, WEEK = 12, 24, 7


class _NotUnderstoodError(Exception):
    """A text has something in it that is no day and no time."""


class OpeningTime(NamedTuple):
    """One stretch of a day (0 is Monday) on which a contact answers; the end is the first moment after it."""

    day: int
    start: time
    end: time


@dataclass(frozen=True)
class Availability:
    """Whether a contact answers at a moment.

    Attributes:
        until: the end of this stretch; None if none is open, or if the contact always answers.
        opens: the start of the next one; None while one is open.
    """

    is_open: bool
    until: datetime | None = None
    opens: datetime | None = None


def read_hours(text: str) -> tuple[OpeningTime, ...] | None:
    """The stretches of a week; None if the text is not understood."""
    if ALWAYS.fullmatch(text.strip()):
        return tuple(OpeningTime(day, time.min, time.max) for day in range(WEEK))
    try:
        return tuple(_stretches(_normalised(text)))
    except _NotUnderstoodError:
        return None


class OpeningWeek(NamedTuple):
    """Hours that are the same on each of some days (0 is Monday)."""

    days: tuple[int, ...]
    start: time
    end: time


def week_of(text: str) -> OpeningWeek | None:
    """The days and times of such hours; None of any others."""
    stretches = read_hours(text) or ()
    times = {(each.start, each.end) for each in stretches}
    days = tuple(sorted({each.day for each in stretches}))
    if len(times) != 1 or len(days) < len(stretches) or stretches[0].end == time.max:
        return None
    return OpeningWeek(days, stretches[0].start, stretches[0].end)


def written_week(days: Sequence[int], start: str, end: str) -> str:
    """Hours as a right holder may write them, for the same times, such as 09:00, on each of some days."""
    return f"{', '.join(DAYS[day].title() for day in sorted(days))} {start}-{end}"


def runs_of(days: Sequence[int]) -> list[tuple[int, int]]:
    """The first and the last day of each run of days that follow one another."""
    runs: list[tuple[int, int]] = []
    for day in sorted(days):
        if runs and runs[-1][1] == day - 1:
            runs[-1] = runs[-1][0], day
        else:
            runs.append((day, day))
    return runs


def answering(text: str, now: datetime) -> Availability | None:
    """Whether a contact with these hours answers now; None if they are not understood.

    Args:
        now: in the contact's zone.
    """
    stretches = read_hours(text)
    if stretches is None:
        return None
    if all(each.end == time.max for each in stretches) and len(stretches) == WEEK:
        return Availability(is_open=True)
    upcoming = sorted(_upcoming(stretches, now))
    start, end = next((start, end) for start, end in upcoming if end > now)
    return Availability(is_open=True, until=end) if start <= now else Availability(is_open=False, opens=start)


def _upcoming(stretches: Sequence[OpeningTime], now: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The stretches of today and of the seven days after it, in the zone of `now`."""
    for ahead in range(WEEK + 1):
        day = now.date() + timedelta(days=ahead)
        for each in stretches:
            if each.day == day.weekday():
                yield datetime.combine(day, each.start, now.tzinfo), datetime.combine(day, each.end, now.tzinfo)


def _normalised(text: str) -> str:
    """The text with `@0` for Monday, and with one sign for “to”."""
    lowered = EVERY_DAY.sub("mon-sun", text.casefold())
    return DAY.sub(lambda day: f"@{DAYS.index(day.group(1))}", RANGE.sub("-", lowered)).strip()


def _stretches(text: str) -> Iterator[OpeningTime]:
    """Each stretch of a normalised text."""
    days: list[int] = []
    are_complete = False  # once times follow, the next day begins another group
    at = 0
    while at < len(text):
        token = TOKEN.match(text, at)
        if token is None:
            raise _NotUnderstoodError
        at = token.end()
        if token["days"]:
            days = [] if are_complete else days
            are_complete = False
            days += _days(*re.findall(r"\d", token["days"]))
        elif token["times"]:
            are_complete = True
            start, end = _times(token["times"])
            yield from (OpeningTime(day, start, end) for day in days)
    if not are_complete or not days:
        raise _NotUnderstoodError


def _days(first: str, last: str | None = None) -> list[int]:
    start, end = int(first), int(last or first)
    return [day % WEEK for day in range(start, end + 1 if end >= start else end + 1 + WEEK)]


def _times(text: str) -> tuple[time, time]:
    (hour, minute, half), (other_hour, other_minute, other_half) = re.findall(TIME, text)
    start, end = _time(hour, minute, half), _time(other_hour, other_minute, other_half)
    if bool(half) is not bool(other_half) or end <= start:
        raise _NotUnderstoodError
    return start, end


def _time(hour: str, minute: str, half: str) -> time:
    hours, minutes = int(hour), int(minute or 0)
    if half:
        if not 1 <= hours <= NOON:
            raise _NotUnderstoodError
        hours = hours % NOON + (NOON if half == "pm" else 0)
    if hours == HOURS_OF_A_DAY and minutes == 0:
        return time.max
    try:
        return time(hours, minutes)
    except ValueError:
        raise _NotUnderstoodError from None
