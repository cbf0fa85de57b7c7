"""The header row of a table: where it is, and which of its columns are unknown, missing or twice there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from model.datasets.findings import DataFinding, error
from model.datasets.spelling import seen
from model.datasets.synonyms import COLUMNS
from model.messages import Wording, message

SEPARATORS = {
    # Translators: each of these follows "the columns are".
    ";": message("separated by semicolons"),
    "\t": message("separated by tabs"),
    "|": message("separated by upright strokes"),
    "\uff0c": message("separated by wide commas"),
    ",": message("in one pair of quotation marks a row"),
}
FEWEST_NAMES = 2  # or their synonyms in a header without a known column: one may be a title, or a field
EXCELS_SEPARATOR = "sep="  # a first row that tells Excel the separator


class TableLine(NamedTuple):
    """The fields of a row as they are; number: its row, 1 being the first."""

    number: int
    fields: Sequence[str]

    @property
    def is_blank(self) -> bool:
        """Whether nothing in it can be seen."""
        return not any(map(seen, self.fields))


@dataclass(frozen=True)
class Schema:
    """The columns of a kind of table: those that may be there in any order, and those that must be."""

    columns: frozenset[str]
    required: Sequence[str]


class Header(NamedTuple):
    """The names of the columns, empty for those without one; number: its row."""

    number: int
    names: tuple[str, ...]


def header_of(line: TableLine) -> Header:
    """A row taken as the header."""
    return Header(line.number, tuple(name.strip() if seen(name) else "" for name in line.fields))


def is_above_the_header(line: TableLine) -> bool:
    """Whether a row is blank, or an instruction for Excel."""
    return line.is_blank or "".join(line.fields).strip().lower().startswith(EXCELS_SEPARATOR)


def unreadable(header: Header, following: Sequence[TableLine], schema: Schema) -> DataFinding | None:
    """A finding where no row can be read under this header, as it is another row or is cut in the wrong places.

    Args:
        header: the first row that is not blank.
        following: some rows after it.
        schema: of the table.
    """
    known = schema.columns.intersection(header.names)
    for separator, how in SEPARATORS.items():
        cut = {part.strip().strip('"') for part in ",".join(header.names).split(separator)}
        if len(cut & schema.columns) > len(known):
            text = message(
                "the columns are {how}; commas are wanted: export the table as CSV UTF-8 with commas (no row is read)",
                how=how,
            )
            return error("wrong-separator", [header.number], text)
    named = {COLUMNS.named(name) for name in header.names} - {None}
    return None if known or len(named) >= FEWEST_NAMES else _no_header(header, following, schema)


def _no_header(header: Header, following: Sequence[TableLine], schema: Schema) -> DataFinding:
    """The finding on a first row that names no columns: a later one does, or none."""
    for line in following:
        if set(schema.required) <= set(header_of(line).names):
            text = message(
                "the names of the columns are in row {row}; delete the rows above them (no row is read)",
                row=line.number,
            )
            return error("header-not-first", [header.number], text)
    text = message(
        "the first row names no columns; put a row above it that does: {columns} and others (no row is read)",
        columns=", ".join(schema.required),
    )
    return error("no-header", [header.number], text)


def wrong_columns(header: Header, schema: Schema) -> Iterator[DataFinding]:
    """What is wrong with single columns."""
    names = [name for name in header.names if name]
    unknown = sorted(set(names) - schema.columns)
    for name in unknown:
        yield error("unknown-column", [header.number], _no_column(name, names, schema))
    there = {*names, *map(COLUMNS.meant, unknown)}
    for name in schema.required:
        if name not in there:
            text = message("{column} is missing, and no row can be read without it; add the column", column=name)
            yield error("missing-column", [header.number], text)
    for name in sorted({name for name in names if names.count(name) > 1}):
        text = message("{column} is there twice; delete one", column=repr(name))
        yield error("repeated-column", [header.number], text)


def _no_column(name: str, present: Sequence[str], schema: Schema) -> Wording:
    """An unknown column, and which absent one is meant; otherwise, which ones there are."""
    meant = COLUMNS.meant(name)
    if meant in schema.columns and meant not in present:
        return COLUMNS.proposed(message("{column} is not a column", column=repr(name)), name)
    return message(
        "{column} is not a column; delete it, or give it one of these names: {columns}",
        column=repr(name),
        columns=", ".join(sorted(schema.columns)),
    )
