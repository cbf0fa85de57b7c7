"""The working days of a country: the public holidays that the library `holidays` knows, and what is added to them."""

from collections.abc import Sequence
from datetime import date
from importlib.metadata import version
from threading import Lock

import holidays

from model.messages import message
from serve.deadlines.domain import CalendarDays, DeadlineRejectedError

LANGUAGE = "en_US"  # of the names of holidays: records are the same for every reader
NO_COUNTRY = message("{country}: no calendar of public holidays is known for it")
NO_SUBDIVISION = message("{subdivision}: is no part of {country} with a calendar of its own; there are: {subdivisions}")
NOT_REACHED = message("{day}: the calendar of {country} is known from {first} to {last}")


class HolidayCalendar:
    """The working days of a country, or of a part of it. Many threads may ask at once.

    Args:
        country: its code, ISO 3166-1 alpha-2.
        subdivision: the part's code, as in ISO 3166-2 without the country; empty for what holds in all of it.
        days: what is added to the holidays, or taken away.

    Raises:
        DeadlineRejectedError: the library knows no such country or part.
    """

    def __init__(self, country: str, subdivision: str = "", days: Sequence[CalendarDays] = ()) -> None:
        if country not in holidays.list_supported_countries(include_aliases=False):
            raise DeadlineRejectedError(NO_COUNTRY.of(country=country), "country")
        parts = holidays.list_supported_countries(include_aliases=False)[country]
        if subdivision and subdivision not in parts:
            wrong = NO_SUBDIVISION.of(subdivision=subdivision, country=country, subdivisions=", ".join(parts))
            raise DeadlineRejectedError(wrong, "subdivision")
        self._country = country
        self._subdivision = subdivision
        self._days = days
        self._filling = Lock()  # the library says that it knows a year before it has filled it
        self._holidays = holidays.country_holidays(country, subdiv=subdivision or None, language=LANGUAGE)

    @property
    def name(self) -> str:
        """Country, part and the version of the library, such as ``DE-BY, holidays 0.109``."""
        place = "-".join(filter(None, (self._country, self._subdivision)))
        return f"{place}, holidays {version('holidays')}"

    def why_closed(self, day: date) -> str | None:
        """The holiday that a day is; None if there is none. What is added goes before what the library knows."""
        first, last = self._holidays.start_year, self._holidays.end_year
        if not first <= day.year <= last:
            years = {"first": str(first), "last": str(last)}
            wrong = NOT_REACHED.of(day=day.isoformat(), country=self._country, **years)
            raise DeadlineRejectedError(wrong, "event")
        added = [each for each in self._days if each.has(day, self._country, self._subdivision)]
        if added:
            return added[-1].name if added[-1].is_closed else None  # the operator's come last
        with self._filling:
            return self._holidays.get(day)
