"""Dates of a manifest: ISO 8601 is read; for what spreadsheets and people write, the day that they mean is proposed."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

YEAR_FIRST = re.compile(r"(\d{4})[-/. 年](\d{1,2})[-/. 月](\d{1,2})日?(?:[ T].*)?")
YEAR_LAST = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})[-/. ](\d{4})(?: .*)?")
SERIAL = re.compile(r"[34]\d{4}")  # days since 1899-12-30, as Excel stores them: 1982 to 2036
EPOCH = date(1899, 12, 30)


@lru_cache(maxsize=4096)
def day(text: str) -> date:
    """The day of an ISO 8601 date; rows share it, as a manifest may have a million.

    Raises:
        ValueError: it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise ValueError(f"{text!r} must be a date such as 2026-01-31{_meant(text)}") from fault


def _meant(text: str) -> str:
    """A question to put behind a wrong date: which day is meant; empty if it can't be told."""
    days = sorted(set(_readings(unicodedata.normalize("NFKC", text).strip())))
    return f"; did you mean {' or '.join(each.isoformat() for each in days)}?" if days else ""


def _readings(text: str) -> Iterator[date]:
    """What a text may mean; with slashes, day and month come in either order."""
    if SERIAL.fullmatch(text):
        yield EPOCH + timedelta(days=int(text))
    if found := YEAR_FIRST.fullmatch(text):
        yield from _existing(*found.groups())
    if found := YEAR_LAST.fullmatch(text):
        first, separator, second, year = found.groups()
        yield from _existing(year, second, first)
        if separator == "/":
            yield from _existing(year, first, second)


def _existing(year: str, month: str, day_: str) -> Iterator[date]:
    try:
        yield date(int(year), int(month), int(day_))
    except ValueError:
        return
