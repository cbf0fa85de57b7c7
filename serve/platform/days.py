"""A period of whole days, by which lists are filtered."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta


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


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
