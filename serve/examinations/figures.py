"""Figures for people: whole numbers of items, and factors. Rates and ratios in sentences are written here."""

import math

from model.messages import Message, counted, message

EXACTLY, ABOUT, AT_MOST = (
    message("{count} in {base}"),
    message("about {count} in {base}"),
    message("at most {count} in {base}"),
)
FEWER_THAN, MORE_THAN = message("fewer than {count} in {base}"), message("more than {count} in {base}")
TIMES = counted("about {times} time", "about {times} times")
TIMES_AT_LEAST = counted("more than {times} time", "more than {times} times")
HUNDRED, THOUSAND = 100, 1000
FEW, MOST = 0.1, 0.9  # beyond these, 1 in 100 is too coarse
LARGEST_TIMES = 1_000_000
FRACTION = 2  # the count by which a number that is not whole takes its plural
WHOLE = 1e-6  # a count this close to a whole number is one


def base_of(*shares: float) -> int:
    """The base of shares in a sentence, so that all these shares (fractions) can be stated and distinguished."""
    return HUNDRED if all(FEW <= share <= MOST for share in shares) else THOUSAND


def about(share: float, base: int | None = None) -> Message:
    """A share (a fraction) as a number in `base` items; never less than one item, and never "0 in"."""
    base = base or base_of(share)
    count = round(share * base)
    if count < 1:
        return _counted(FEWER_THAN, 1, base)
    if count >= base:
        return _counted(MORE_THAN, base - 1, base)
    is_whole = abs(share * base - count) < WHOLE
    return _counted(EXACTLY if is_whole else ABOUT, count, base)


def at_most(share: float, base: int | None = None) -> Message:
    """An upper bound (a fraction), rounded up so that it stays one."""
    base = base or base_of(share)
    return _counted(AT_MOST, max(1, math.ceil(share * base - WHOLE)), base)


def times(log10_ratio: float) -> Message:
    """How many times as likely, from a log10 likelihood ratio of either sign; with two digits."""
    ratio = 10.0 ** abs(log10_ratio)
    if ratio > LARGEST_TIMES:
        return TIMES_AT_LEAST.of(times=LARGEST_TIMES, count=LARGEST_TIMES)
    shown = float(f"{ratio:.2g}")
    return TIMES.of(times=shown, count=int(shown) if shown.is_integer() else FRACTION)


def _counted(template: Message, count: int, base: int) -> Message:
    return template.of(count=count, base=base)
