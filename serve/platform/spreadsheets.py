"""Tables for spreadsheets (CSV, UTF-8). Text that a spreadsheet would take for a formula stays text."""

import csv
import io
from collections.abc import Sequence

from model.datasets.spreadsheet_cells import as_text
from model.messages import Wording
from serve.platform.translations import Language

MARK = "\ufeff"  # by which spreadsheets know UTF-8


def written(lines: Sequence[Sequence[Wording | float]], language: Language) -> str:
    """Lines as CSV for spreadsheets, in a language. A number stays one, also below zero; what is text stays text."""
    text = io.StringIO()
    text.write(MARK)
    writer = csv.writer(text)
    writer.writerows([_cell(cell, language) for cell in line] for line in lines)
    return text.getvalue()


def _cell(value: Wording | float, language: Language) -> str:
    match value:
        case int():
            return str(value)
        case float():
            return f"{value:.4f}"
    return as_text(language.say(value))
