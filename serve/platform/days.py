"""Whole days: a period of them, by which lists are filtered, and how many are left until one."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo


@dataclass(frozen=True)
class Days:
    """Days in UTC, both included; None for no limit."""

    since: date | None = None
    until: date | None = None

    @property
    def start(self) -> datetime | None:
        """The first moment."""
        return None if self.since is None else _start_of(self.since)

    @property
    def end(self) -> datetime | None:
        """The first moment after it."""
        if self.until is None or self.until == date.max:
            return None
        return _start_of(self.until + timedelta(days=1))


ALL_DAYS = Days()


def days_until(day: date, now: datetime, zone: tzinfo | None) -> int:
    """How many days are left until a day, for a reader in a time zone: 0 on it, less than 0 after it.

    Args:
        zone: None for UTC.
    """
    return (day - now.astimezone(zone or UTC).date()).days


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
