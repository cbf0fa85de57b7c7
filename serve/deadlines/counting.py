"""Counts a deadline: the rule that holds on the day, the calendar of the country, its time zone."""

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo, available_timezones

from model.messages import message
from serve.deadlines.calendars import HolidayCalendar
from serve.deadlines.days_domain import count, day_of, days_left, expiry, pressing_from
from serve.deadlines.domain import DayKind, Deadline, DeadlineRejectedError, Rulebook

UNKNOWN_ZONE = message("{zone}: unknown time zone; give a name such as Europe/Berlin")
LATEST_ZONE = "Etc/GMT-14"  # fourteen hours ahead of UTC


@dataclass(frozen=True)
class Deadlines:
    """Counts deadlines for a service, which keeps the calendars that it has read."""

    book: Rulebook
    calendars: dict[tuple[str, str], HolidayCalendar] = field(default_factory=dict)

    def count(
        self,
        rule_id: str,
        event: date | datetime,
        country: str,
        *,
        subdivision: str = "",
        zone: str | None = None,
        extension: int = 0,
    ) -> Deadline:
        """See `deadline_of`."""
        self.book.require_country(rule_id, country)
        where = zone_named(zone or self.book.zone(country))
        day = day_of(event, where)
        rule = self.book.version(rule_id, day)
        calendar = self.calendar(country, subdivision)
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

    def days_left(self, kind: DayKind, today: date, last: date, country: str, subdivision: str = "") -> int:
        """How many days that count come after today: 0 on the last one, less than 0 after it."""
        return days_left(kind, today, last, self.calendar(country, subdivision))

    def pressing_from(self, found: Deadline) -> date:
        """The day from which a deadline is pressing."""
        calendar = self.calendar(found.country, found.subdivision)
        return pressing_from(found.rule.kind, found.event, found.day, calendar)

    def today(self, now: datetime, country: str | None) -> date:
        """The day of a moment in a country; where its time zone is not known, the latest day that it is anywhere."""
        known = self.book.zones.get(country or "")
        return day_of(now, ZoneInfo(known or LATEST_ZONE))

    def calendar(self, country: str, subdivision: str = "") -> HolidayCalendar:
        """The calendar of a country or of a part of it.

        Raises:
            DeadlineRejectedError: none is known.
        """
        place = (country, subdivision)
        if place not in self.calendars:
            self.calendars[place] = HolidayCalendar(country, subdivision, self.book.days)
        return self.calendars[place]


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
    return Deadlines(book).count(rule_id, event, country, subdivision=subdivision, zone=zone, extension=extension)


def zone_named(name: str) -> ZoneInfo:
    """A time zone by its name.

    Raises:
        DeadlineRejectedError: there is none.
    """
    if name not in available_timezones():
        raise DeadlineRejectedError(UNKNOWN_ZONE.of(zone=name), "zone")
    return ZoneInfo(name)
