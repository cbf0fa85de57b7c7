"""Dates of a manifest: ISO 8601 is read; for what spreadsheets and people write, the day that they mean is proposed."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from model.errors import ValueRejectedError
from model.messages import Message, message

YEAR_FIRST = re.compile(r"(\d{4})[-/. 年](\d{1,2})[-/. 月](\d{1,2})日?(?:[ T].*)?")
YEAR_LAST = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})[-/. ](\d{4})(?: .*)?")
SERIAL = re.compile(r"[34]\d{4}")  # days since 1899-12-30, as Excel stores them: 1982 to 2036
EPOCH = date(1899, 12, 30)
NO_DATE = message("{text} must be a date such as 2026-01-31")
ONE_MEANT = message("{text} must be a date such as 2026-01-31; did you mean {day}?")
EITHER_MEANT = message("{text} must be a date such as 2026-01-31; did you mean {day} or {other}?")


@lru_cache(maxsize=4096)
def day(text: str) -> date:
    """The day of an ISO 8601 date; rows share it, as a manifest may have a million.

    Raises:
        ValueRejectedError: it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise ValueRejectedError(_no_date(text)) from fault


def _no_date(text: str) -> Message:
    """What is wrong with a text, and which days may be meant, in the form that the manifest wants."""
    days = sorted(set(_readings(unicodedata.normalize("NFKC", text).strip())))
    match [each.isoformat() for each in days]:
        case []:
            return NO_DATE.of(text=repr(text))
        case [only]:
            return ONE_MEANT.of(text=repr(text), day=only)
        case [first, *_, last]:
            return EITHER_MEANT.of(text=repr(text), day=first, other=last)
    raise AssertionError(days)


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
