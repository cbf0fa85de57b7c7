"""How two versions of a sheet differ, value by value, for those who may read both."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple


class ValueDifference(NamedTuple):
    """One value that differs.

    Attributes:
        key: such as ``points.logo.title.en``; parts of lists are named by their id, others counted from 1.
        before, after: None where there is no such value.
    """

    key: str
    before: str | None
    after: str | None


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[ValueDifference]:
    """Every value that was added, changed or removed, in the order of the keys of both."""
    old, new = dict(_flat(before, "")), dict(_flat(after, ""))
    keys = dict.fromkeys([*old, *new])
    return [ValueDifference(key, old.get(key), new.get(key)) for key in keys if old.get(key) != new.get(key)]


def _flat(value: Any, key: str) -> Iterator[tuple[str, str]]:
    """Every value that is no table, with its key."""
    match value:
        case dict():
            for name, each in value.items():
                yield from _flat(each, f"{key}.{name}" if key else name)
        case [dict(), *_]:
            names = [str(each.get("id", place)) for place, each in enumerate(value, start=1)]
            yield key, ", ".join(names)  # their order
            for name, each in zip(names, value, strict=True):
                yield from _flat({part: said for part, said in each.items() if part != "id"}, f"{key}.{name}")
        case list():
            if value:
                yield key, ", ".join(map(str, value))
        case None | "":
            return
        case bool():
            yield key, "true" if value else "false"
        case _:
            yield key, str(value)
