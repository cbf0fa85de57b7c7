"""Reads a table of people: CSV in UTF-8, with commas, semicolons or tabs between its fields."""

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import islice

from model.datasets.table_text import text_of
from model.errors import TableError
from model.messages import listed, message
from serve.imports.domain import (
    LONGEST_TABLE,
    MOST_LINES,
    ImportRejectedError,
    LineFault,
    LineOutcome,
    LineReport,
    PersonLine,
)
from serve.imports.messages import (
    FIELDS,
    LACKS,
    NO_HEADER,
    NO_LINES,
    TOO_LARGE,
    TOO_MANY,
    TWICE_NAMED,
    UNKNOWN,
)

COLUMNS = ("username", "name", "role", "unit", "email", "sign_in")
REQUIRED = COLUMNS[:3]
SPELLINGS = {"e-mail": "email", "e_mail": "email", "mail": "email", "sign-in": "sign_in", "user": "username"}
SEPARATORS = ",;\t"
UNREADABLE = message("The table is no CSV: {fault}.")


def read_people(raw: bytes) -> list[PersonLine | LineReport]:
    """The lines of a table; a refused one whose fields can't be told apart.

    Raises:
        ImportRejectedError: the table can't be read at all, or is too large.
    """
    if len(raw) > LONGEST_TABLE:
        raise ImportRejectedError(TOO_LARGE, "table")
    try:
        text = text_of(raw).text
    except TableError as fault:
        raise ImportRejectedError(fault.message, "table") from fault
    try:
        rows = list(islice(_rows(text), MOST_LINES + 2))
    except csv.Error as fault:
        raise ImportRejectedError(UNREADABLE.of(fault=str(fault)), "table") from fault
    if not rows:
        raise ImportRejectedError(NO_HEADER.of(columns=listed(COLUMNS)), "table")
    if len(rows) > MOST_LINES + 1:
        raise ImportRejectedError(TOO_MANY, "table")
    names = _columns(rows[0][1])
    lines = [_line(number, fields, names) for number, fields in rows[1:]]
    if not lines:
        raise ImportRejectedError(NO_LINES, "table")
    return lines


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that have anything in them, each with the number of its first line."""
    first = text.lstrip().partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    reader, begins = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), 1
    for row in reader:
        fields = [" ".join(field.split()) for field in row]
        if any(fields):
            yield begins, fields
        begins = reader.line_num + 1


def _columns(header: Sequence[str]) -> list[str]:
    """The names of the columns; an empty one at the end, as spreadsheets leave it, is none.

    Raises:
        ImportRejectedError: a column is unknown, there twice, or lacking.
    """
    named = [field.casefold().replace(" ", "_") for field in header]
    while named and not named[-1]:
        named.pop()
    names = [SPELLINGS.get(each, each) for each in named]
    for place, name in enumerate(names):
        if name not in COLUMNS:
            raise ImportRejectedError(UNKNOWN.of(column=header[place], columns=listed(COLUMNS)), "table")
        if name in names[:place]:
            raise ImportRejectedError(TWICE_NAMED.of(column=name), "table")
    for name in REQUIRED:
        if name not in names:
            raise ImportRejectedError(LACKS.of(column=name, columns=listed(REQUIRED)), "table")
    return names


def _line(number: int, fields: Sequence[str], names: Sequence[str]) -> PersonLine | LineReport:
    if any(fields[len(names) :]) or len(fields) < len(names):
        said = FIELDS.of(count=len(fields), columns=len(names))
        line = PersonLine(number, fields[0], "", "")
        return LineReport(line, LineOutcome.REFUSED, LineFault("", said))
    values = dict(zip(names, fields, strict=False))
    return PersonLine(number, **{name: values.get(name, "") for name in COLUMNS})
