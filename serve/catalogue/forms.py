"""Forms for the parts of a sheet: which keys a form changes, its fields as plain values, and rows moved in it.

The name of a field is its path in the part, such as ``title.en`` or ``views.0.required``.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from model.errors import ValueRejectedError
from model.keys import SheetProblem
from model.messages import message
from serve.catalogue.hours_domain import written_week
from serve.platform.errors import NotFoundError
from serve.platform.regions import region_in

ABOUT = ("name", "category", "gtin", "serial_pattern")
TRADE = (
    *("handling_mark", "retail_price", "rights", "makers", "traders", "made_in", "routes", "violation_routes"),
    *("packaging", "contacts"),
)
LINES = frozenset({"gtin"})  # one value a line
COMMAS = frozenset({"made_in", "via", "languages"})  # values with commas between them
SEPARATED = re.compile("[,\n\u3001\uff0c\u060c]")  # the commas of Japanese, Chinese and Arabic, too
TICKED = frozenset({"required", "replaceable"})
REGION = "region"
WEEK, FROM, UNTIL = "week", "from", "until"  # of a contact: days d0 to d6 that are ticked, and times
NO_PART = message("This product sheet has no such part.")


@dataclass(frozen=True)
class FormPart:
    """What one form changes: some keys of a sheet, or one entry of a list.

    Attributes:
        name: of its form.
        keys: of the sheet; the one with the list, if the part is an entry of it.
        number: of the entry, counted from 1; None if the part is no entry.
    """

    name: str
    keys: tuple[str, ...]
    number: int | None = None

    @property
    def path(self) -> str:
        """The last part of the address of its form."""
        return self.name if self.number is None else f"{self.name}/{self.number}"

    def of(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """The part of a sheet; empty for an entry that is to be added.

        Raises:
            NotFoundError: the list has fewer entries.
        """
        if self.number is None:
            return {key: document[key] for key in self.keys if document.get(key) is not None}
        entries = document.get(self.keys[0]) or []
        if self.number > len(entries) + 1:
            raise NotFoundError(NO_PART)
        return dict(entries[self.number - 1]) if self.number <= len(entries) else {}

    def put(self, document: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
        """A sheet with other values in this part; an entry without values is removed."""
        if self.number is None:
            return {**{key: value for key, value in document.items() if key not in self.keys}, **values}
        entries = list(document.get(self.keys[0]) or [])
        entries[self.number - 1 : self.number] = [dict(values)] if values else []
        return {**document, self.keys[0]: entries}

    def problems(self, all_of_them: Iterable[SheetProblem]) -> list[SheetProblem]:
        """Those of a sheet's problems that are about this part."""
        place = () if self.number is None else (self.number - 1,)
        starts = [(key, *place) for key in self.keys]
        return [problem for problem in all_of_them if any(problem.path[: len(each)] == each for each in starts)]


def part_of(problem: SheetProblem) -> str:
    """The path of the form in which a problem is mended."""
    match problem.path:
        case ("points" | "texts" as name, int(place), *_):
            return f"{name}/{place + 1}"
        case ("points" | "texts" as name, *_):
            return f"{name}/1"
        case ("views", *_):
            return "views"
        case (str(key), *_) if key in TRADE:
            return "trade"
    return "about"


def values_in(fields: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """The plain values of a form's fields, without empty ones.

    Raises:
        ValueRejectedError: the numbers of a region are wrong.
    """
    tree: dict[str, Any] = {}
    for name, text in fields:
        *parents, last = name.split(".")
        branch = tree
        for parent in parents:
            inner = branch.setdefault(parent, {})
            branch = inner if isinstance(inner, dict) else {}
        branch[last] = text
    region = region_in(dict(fields), REGION)
    values = {name: value for name, value in tree.items() if not name.startswith(f"{REGION}_")}
    if region is not None:
        values[REGION] = list(region)
    found: dict[str, Any] = _plain("", values) or {}
    return found


def _plain(key: str, value: Any) -> Any:
    """A value of the tree in the form of the sheet; None if it is empty."""
    if isinstance(value, str):
        return _text(key, value.strip())
    if isinstance(value, list):
        return value
    inner = {name: _plain(name, each) for name, each in value.items()}
    if WEEK in inner:
        inner = _with_hours(inner)
    if inner and all(name.isdigit() for name in inner):
        rows = [inner[name] for name in sorted(inner, key=int)]
        return [row for row in rows if _is_filled(row)] or None
    return {name: each for name, each in inner.items() if each is not None} or None


def _with_hours(contact: Mapping[str, Any]) -> dict[str, Any]:
    """A contact whose days and times are hours; where they are not all given, the hours are those in words."""
    week, others = contact[WEEK] or {}, {name: each for name, each in contact.items() if name != WEEK}
    days = [int(name[1:]) for name in week if re.fullmatch("d[0-6]", name)]
    if days and FROM in week and UNTIL in week:
        others["hours"] = written_week(days, week[FROM], week[UNTIL])
    return others


def _text(key: str, text: str) -> Any:
    if key in TICKED:
        return text == "yes"
    if key in LINES | COMMAS:
        return [each.strip() for each in SEPARATED.split(text) if each.strip()] or None
    return text or None


def _is_filled(row: Any) -> bool:
    """Whether someone wrote into a row: a box that is not ticked is nothing written."""
    return row is not None and (not isinstance(row, dict) or bool(row.keys() - TICKED))


def arranged(rows: Sequence[Any], do: str) -> list[Any]:
    """Rows after a button was pressed: ``up:2`` moves the second one up, ``down:2`` down, ``remove:2`` takes it out.

    Raises:
        ValueRejectedError: there is no such button.
    """
    how, _, number = do.partition(":")
    place = int(number) - 1 if number.isdigit() else -1
    if how not in {"up", "down", "remove"} or not 0 <= place < len(rows):
        raise ValueRejectedError(NO_PART)
    found = [row for index, row in enumerate(rows) if index != place]
    if how != "remove":
        found.insert(max(0, place - 1) if how == "up" else place + 1, rows[place])
    return found
