"""Tables as a workbook (XLSX). Text is written as text, also where it begins as a formula does."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import xlsxwriter

from model.messages import Wording
from serve.platform.translations import Language

WIDEST = 60  # characters of a column
NARROWEST = 8
NAME_LENGTH = 31  # the most that a spreadsheet takes
NO_NAME = str.maketrans("", "", "[]:*?/\\'")
Cell = Wording | float


class Sheet(NamedTuple):
    """One table of a workbook.

    Attributes:
        lines: the first one is its head.
    """

    name: Wording
    lines: Sequence[Sequence[Cell]]


def workbook(sheets: Sequence[Sheet], language: Language, at: datetime) -> bytes:
    """A workbook in a language. Numbers are numbers; all else is text, never a formula or a link.

    Args:
        at: when it is made.
    """
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"created": at.replace(tzinfo=None)})
        bold = book.add_format({"bold": True})
        for number, sheet in enumerate(sheets, 1):
            name = language.say(sheet.name).translate(NO_NAME)[:NAME_LENGTH]
            page = book.add_worksheet(name or str(number))
            if language.direction == "rtl":
                page.right_to_left()
            page.freeze_panes(1, 0)
            _write(page, sheet, language, bold)
    return file.getvalue()


def _write(page: xlsxwriter.worksheet.Worksheet, sheet: Sheet, language: Language, bold: object) -> None:
    widths: dict[int, int] = {}
    for row, line in enumerate(sheet.lines):
        for column, cell in enumerate(line):
            if isinstance(cell, int | float):
                page.write_number(row, column, cell)
                continue
            text = language.say(cell)
            page.write_string(row, column, text, *([bold] if row == 0 else []))
            widths[column] = max(widths.get(column, NARROWEST), min(len(text) + 1, WIDEST))
    for column, width in widths.items():
        page.set_column(column, column, width)
