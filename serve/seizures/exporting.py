"""The record of a seizure as a table: for other systems in codes (CSV), for people in words (XLSX)."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields
from datetime import datetime

from model.messages import Wording, message
from serve.cases.domain import CaseItem
from serve.codelists.domain import CodeLists
from serve.platform.spreadsheets import written
from serve.platform.translations import Language
from serve.platform.workbooks import Cell, Sheet, workbook
from serve.seizures.domain import AMOUNTS, TITLES, Goods, GoodsLine, Interception
from serve.seizures.messages import in_words
from serve.seizures.service import SeizureFile

MOST_DIGITS = 15  # that a number of a spreadsheet keeps
CASE, LINE = message("Case"), message("Line")
FIELD, VALUE = message("Field"), message("Value")
INTERCEPTION, GOODS = message("Interception"), message("Goods")
YES, NO = message("Yes"), message("No")
OF_INTERCEPTION = [each.name for each in fields(Interception)]
OF_GOODS = [each.name for each in fields(Goods) if each.name != "item_id"]
COLUMNS = ("case", "agency_id", *OF_INTERCEPTION, "line", "item", *OF_GOODS)
"""The columns of the table for other systems; docs/code-lists.md says what each is."""


def as_csv(file: SeizureFile, language: Language) -> str:
    """One line for each line of goods, with the interception before it; one line where there are no goods."""
    said = [_plain(value) for value in asdict(file.said).values()]
    head = [file.case.number, file.case.organisation_id, *said]
    lines = [[*head, *_coded(line, file.items)] for line in file.goods]
    nothing: list[Cell] = [""] * (len(COLUMNS) - len(head))
    return written([list(COLUMNS), *(lines or [[*head, *nothing]])], language)


def _coded(line: GoodsLine, items: Sequence[CaseItem]) -> Iterator[Cell]:
    yield line.position
    yield next((item.position for item in items if item.id == line.said.item_id), "")
    values = asdict(line.said)
    yield from (_plain(values[name]) for name in OF_GOODS)


def _plain(value: object) -> Cell:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int():
            return value
    return str(value)


def as_xlsx(file: SeizureFile, lists: CodeLists, language: Language, at: datetime) -> bytes:
    """Two sheets in the reader's language: the interception, field by field, and the lines of goods.

    Args:
        at: when it is made.
    """
    found = in_words(lists, file.said, language)
    interception: list[Sequence[Cell]] = [(FIELD, VALUE), (CASE, file.case.number)]
    interception += [(TITLES[name], found.get(name, "")) for name in OF_INTERCEPTION]
    goods: list[Sequence[Cell]] = [[LINE, TITLES["item_id"], *(TITLES[name] for name in OF_GOODS)]]
    goods += [list(_in_words(line, file.items, lists, language)) for line in file.goods]
    return workbook([Sheet(INTERCEPTION, interception), Sheet(GOODS, goods)], language, at)


def _in_words(
    line: GoodsLine, items: Sequence[CaseItem], lists: CodeLists, language: Language
) -> Iterator[Wording | float]:
    said, words = asdict(line.said), in_words(lists, line.said, language)
    yield line.position
    yield next((item.title for item in items if item.id == line.said.item_id), "")
    for name in OF_GOODS:
        value = said[name]
        if name in AMOUNTS and value and len(value.replace(".", "")) <= MOST_DIGITS:
            yield float(value) if "." in value else int(value)
        elif isinstance(value, bool):
            yield YES if value else NO
        else:
            yield value if isinstance(value, int) else words.get(name, "")
