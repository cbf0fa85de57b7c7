"""What witnesses share: reading rows that somebody may have spoiled, and holding them against what was recorded."""

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from typing import NamedTuple, TypeVar

from serve.audit.domain import Fault

BATCH = 200
T = TypeVar("T")


class Recorded(NamedTuple):
    """What the log last said of a row: in which event, and the row's digest there."""

    number: int
    digest: str


def readable(load: Callable[[Sequence[str]], Mapping[str, T]], names: Sequence[str]) -> Iterator[tuple[str, T | None]]:
    """What rows are; None for those that somebody has made unreadable, who thereby hides no other."""
    for start in range(0, len(names), BATCH):
        yield from _readable(load, names[start : start + BATCH])


def _readable(load: Callable[[Sequence[str]], Mapping[str, T]], names: Sequence[str]) -> Iterator[tuple[str, T | None]]:
    try:
        found: Mapping[str, T] = load(names)
    except (ValueError, TypeError, AttributeError):
        if len(names) == 1:
            yield names[0], None
            return
        half = len(names) // 2
        for some in (names[:half], names[half:]):
            yield from _readable(load, some)
    else:
        yield from ((name, found.get(name)) for name in names)


def differing(digests: Iterable[tuple[str, str | None]], recorded: MutableMapping[str, Recorded]) -> Iterator[Fault]:
    """Rows that are not as they were recorded, or that no event speaks of; what fits is taken out of `recorded`.

    Args:
        digests: of each row by its id; None where it can't be read any more.
        recorded: by a row's id. Afterwards it holds what was recorded of rows that are not there.
    """
    for name, digest in digests:
        expected = recorded.pop(name, None)
        if expected is None:
            yield Fault(0, f"{name}: is in the database, but no event says that it was made")
        elif digest != expected.digest:
            yield Fault(expected.number, f"{name}: was changed since this was recorded of it")


def gone(recorded: Mapping[str, Recorded]) -> Iterator[Fault]:
    """Rows that were recorded and are not there."""
    for name, missing in recorded.items():
        yield Fault(missing.number, f"{name}: was there, but is gone")
