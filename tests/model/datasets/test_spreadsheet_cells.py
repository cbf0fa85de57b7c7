"""What begins as a formula does is written as text, by one rule for every table."""

from pathlib import Path

import pytest

from model.datasets.spreadsheet_cells import as_text, path_as_text

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@a", "\t=1", "\r=1", "\n=1", "  =1"])
def test_no_cell_begins_as_a_formula_does(cell: str) -> None:
    assert (as_text(cell), path_as_text(cell)) == (f"'{cell}", f"./{cell}")
    assert (as_text(f"a{cell}"), path_as_text(f"a{cell}")) == (f"a{cell}", f"a{cell}")


def test_every_module_that_writes_a_table_uses_the_rule() -> None:
    modules = [path for folder in ("serve", "training", "model") for path in (ROOT / folder).rglob("*.py")]
    texts = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in modules}
    writing = {name: text for name, text in texts.items() if "csv.writer(" in text or "csv.DictWriter(" in text}
    assert writing
    assert [name for name, text in writing.items() if "as_text(" not in text] == []
