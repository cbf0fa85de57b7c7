"""Counts a deadline: the rule that holds on the day, the calendar of the country, its time zone."""

from datetime import date, datetime
from zoneinfo import ZoneInfo, available_timezones

from model.messages import message
from serve.deadlines.calendars import HolidayCalendar
from serve.deadlines.domain import Deadline, DeadlineRejectedError, Rulebook, count, day_of, expiry

UNKNOWN_ZONE = message("{zone}: unknown time zone; give a name such as Europe/Berlin")


def deadline_of(
    book: Rulebook,
    rule_id: str,
    event: date | datetime,
    country: str,
    *,
    subdivision: str = "",
    zone: str | None = None,
    extension: int = 0,
) -> Deadline:
    """The deadline that an event starts.

    Args:
        event: its day where the authority is, or its moment with an offset from UTC.
        country: the authority's, ISO 3166-1 alpha-2.
        subdivision: the part of the country with holidays of its own; empty for none.
        zone: the authority's time zone; None for that of the country's capital.
        extension: days by which it is extended.

    Raises:
        DeadlineRejectedError: it can't be counted; the message says why.
    """
    book.require_country(rule_id, country)
    where = _zone_named(zone or book.zone(country))
    day = day_of(event, where)
    rule = book.version(rule_id, day)
    calendar = HolidayCalendar(country, subdivision, book.days)
    last, skipped = count(rule, day, calendar, extension)
    return Deadline(
        rule=rule,
        country=country,
        subdivision=subdivision,
        event=day,
        day=last,
        days=rule.days + extension,
        extension=extension,
        calendar=calendar.name,
        skipped=tuple(skipped),
        expires_at=expiry(last, where),
    )


def _zone_named(name: str) -> ZoneInfo:
    if name not in available_timezones():
        raise DeadlineRejectedError(UNKNOWN_ZONE.of(zone=name), "zone")
    return ZoneInfo(name)
