"""How the days of a clock are counted, and how many of them are left."""

from datetime import date, datetime, time, timedelta, tzinfo

from model.messages import message
from serve.deadlines.domain import (
    DayKind,
    DeadlineRejectedError,
    DeadlineRule,
    FirstDay,
    SkippedDay,
    WorkingCalendar,
)

ONE_DAY = timedelta(days=1)
SATURDAY = 5  # of `date.weekday`
WRONG_DAY = message("{text}: must be a day such as 2026-12-18, or a moment with an offset such as {example}")
EXAMPLE = "2026-12-18T23:30+09:00"
NO_DAY = message("{event}: lies outside the calendar")
WARNED = 3  # days before the last one from which a deadline is pressing


def event_of(text: str) -> date | datetime:
    """A day, or a moment with an offset.

    Raises:
        DeadlineRejectedError: it is neither.
    """
    try:
        if len(text) == len("2026-12-18"):
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise DeadlineRejectedError(WRONG_DAY.of(text=text, example=EXAMPLE), "event")
    return moment


def day_of(event: date | datetime, zone: tzinfo) -> date:
    """The day of an event where the authority is; a moment has an offset from UTC.

    Raises:
        DeadlineRejectedError: it has no day there, as it is the first or the last moment that can be written.
    """
    try:
        return event.astimezone(zone).date() if isinstance(event, datetime) else event
    except OverflowError as error:
        raise DeadlineRejectedError(NO_DAY.of(event=event.isoformat()), "event") from error


def count(
    rule: DeadlineRule, event: date, calendar: WorkingCalendar, extension: int = 0
) -> tuple[date, list[SkippedDay]]:
    """The last day of a clock that an event of that day starts, and the holidays on the way.

    Raises:
        DeadlineRejectedError: the rule allows no such extension, or the calendar does not reach so far.
    """
    rule.require_extension(extension)
    calendar.why_closed(event)  # so that a day that it does not reach is refused
    skipped: list[SkippedDay] = []
    left = rule.days + extension
    day = event if rule.first_day is FirstDay.EVENT else event + ONE_DAY
    while True:
        name = calendar.why_closed(day)
        is_weekend = day.weekday() >= SATURDAY
        if rule.kind is DayKind.CALENDAR or not (name or is_weekend):
            left -= 1
        elif name and not is_weekend:
            skipped.append(SkippedDay(day, name))
        if not left:
            return day, skipped
        day += ONE_DAY


def expiry(day: date, zone: tzinfo) -> datetime:
    """The first moment after a day in a time zone."""
    return datetime.combine(day + ONE_DAY, time.min, zone)


def days_left(kind: DayKind, today: date, last: date, calendar: WorkingCalendar) -> int:
    """How many days that count come after today: 0 on the last one, less than 0 after it."""
    if today > last:
        return -days_left(kind, last, today, calendar)
    span = (today + each * ONE_DAY for each in range(1, (last - today).days + 1))
    return sum(_counts(kind, day, calendar) for day in span)


def pressing_from(kind: DayKind, event: date, last: date, calendar: WorkingCalendar) -> date:
    """The first day on which a deadline is pressing: WARNED days that count are left; not before the event."""
    day, left = last, 0
    while day > event and left < WARNED:
        left += _counts(kind, day, calendar)
        day -= ONE_DAY
    while day > event and not _counts(kind, day, calendar):
        day -= ONE_DAY
    return day


def _counts(kind: DayKind, day: date, calendar: WorkingCalendar) -> bool:
    return kind is DayKind.CALENDAR or not (calendar.why_closed(day) or day.weekday() >= SATURDAY)
