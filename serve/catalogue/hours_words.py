"""When a contact answers, in the reader's language; hours that are not understood stay as they are written."""

from collections.abc import Mapping
from datetime import time

from serve.catalogue.hours_domain import read_hours, runs_of
from serve.platform.translations import Language


def said_hours(text: str, language: Language) -> str:
    """The days by their names and the times of each."""
    stretches = read_hours(text) or ()
    if not stretches or any(each.end == time.max for each in stretches):
        return text
    by_times: dict[tuple[time, time], list[int]] = {}
    for each in stretches:
        by_times.setdefault((each.start, each.end), []).append(each.day)
    names = weekdays(language)
    return "; ".join(f"{_days(days, names)} {start:%H:%M}\u2013{end:%H:%M}" for (start, end), days in by_times.items())


def weekdays(language: Language) -> Mapping[int, str]:
    """The names of days in lists; 0 is Monday."""
    names: Mapping[int, str] = language.locale.days["stand-alone"]["abbreviated"]
    return names


def _days(days: list[int], names: Mapping[int, str]) -> str:
    runs = runs_of(days)
    return ", ".join(names[first] if first == last else f"{names[first]}\u2013{names[last]}" for first, last in runs)
