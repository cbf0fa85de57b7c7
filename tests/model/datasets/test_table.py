"""Tables as spreadsheets save them: what is harmless is read, everything else is told for what it is."""

import pytest

from model.datasets.findings import DataFinding
from model.datasets.manifest_rows import MANIFEST
from model.datasets.table import Table, read_table
from model.datasets.table_text import text_of
from model.errors import TableError

SHORT = "image,product,label,item"
ROW = "a.jpg,p,genuine,i"


def table_of(content: str | bytes) -> Table:
    return read_table(text_of(content.encode() if isinstance(content, str) else content), MANIFEST)


def only(table: Table) -> DataFinding:
    (finding,) = table.findings
    return finding


@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_byte_order_marks_of_all_systems_are_read(ending: str, mark: bytes) -> None:
    table = table_of(mark + ending.join((SHORT, ROW, "", '"b,\n""c"".jpg",p,genuine,j')).encode())
    assert not table.findings
    assert [(record.number, record.fields["image"]) for record in table.records] == [(2, "a.jpg"), (4, 'b,\n"c".jpg')]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (f"{SHORT}\n{ROW}\n".encode("utf-16"), "UTF-16"),
        (f"{SHORT}\n{ROW}\n".encode("utf-16-le"), "UTF-16"),
        (f"{SHORT}\n{ROW}\n".replace(",", "\t").encode("utf-16"), "UTF-16"),
        (f"{SHORT}\n{ROW}\na.jpg,p,genuine,pièce\n".encode("cp1252"), "line 3 is not UTF-8"),
        (f"{SHORT}\n{ROW}\na.jpg,時計,genuine,個体\n".encode("cp932"), "Shift_JIS"),
        (b"PK\x03\x04\x14\x00\x06\x00", "spreadsheet (XLSX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "spreadsheet (XLS)"),
        (b"<html><table>", "web page"),
    ],
)
def test_a_file_of_another_kind_is_named_with_the_cure(content: bytes, said: str) -> None:
    with pytest.raises(TableError) as refused:
        table_of(content)
    assert said in str(refused.value)
    assert 'save the table as "CSV UTF-8 (comma delimited)"' in str(refused.value)


@pytest.mark.parametrize("above", ["\r\n,,,\r\n", "sep=,\r\n", " , ,\r\n\r\n"])
def test_blank_rows_and_excel_s_own_row_above_the_header_are_skipped(above: str) -> None:
    table = table_of(f"{above}{SHORT}\r\n{ROW}\r\n")
    assert not table.findings
    assert [record.number for record in table.records] == [2 + above.count("\r\n")]


def test_a_title_above_the_header_is_told() -> None:
    table = table_of(f"Seminar in Osaka,,,\n,,,\n{SHORT}\n{ROW}\n")
    assert (only(table).code, only(table).rows) == ("header-not-first", (1,))
    assert "row 3; delete the rows above" in str(only(table).message)
    assert table.row_count == 2


def test_rows_without_a_header_are_told_once() -> None:
    table = table_of(f"{ROW}\n{ROW}\n")
    assert only(table).code == "no-header"
    assert "image, product, label, item" in str(only(table).message)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (f"{SHORT}\n{ROW}\n".replace(",", "\uff0c"), "wide commas"),
        (f'"{SHORT}"\n"{ROW}"\n', "in one pair of quotation marks a row"),
        (f"sep=;\n{SHORT}\n{ROW}\n".replace(",", ";"), "semicolons"),
    ],
)
def test_rows_that_are_cut_in_the_wrong_places_are_told_once(content: str, said: str) -> None:
    table = table_of(content)
    assert only(table).code == "wrong-separator"
    assert said in str(only(table).message)
    assert (table.records, table.row_count) == ((), 1)


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("File Name,product,label,item", "did you mean 'image'?"),
        ("image,product,真贋,item", "did you mean 'label'?"),
        ("image,product,lable,item", "did you mean 'label'?"),
        ("image,product,label,IT\u0415M", "CYRILLIC CAPITAL LETTER IE"),
        ("image,product,label,item,photo", "delete it, or give it one of these names"),
    ],
)
def test_an_unknown_column_comes_with_the_one_that_is_meant(header: str, said: str) -> None:
    table = table_of(f"{header}\n")
    (said_of_it,) = (str(finding.message) for finding in table.findings if finding.code == "unknown-column")
    assert said in said_of_it


def test_too_many_fields_come_with_the_cure() -> None:
    table = table_of(f"{SHORT},points\n{ROW},logo@0.1,0.2,0.3,0.4\n")
    assert only(table).code == "wrong-field-count"
    assert "quotation marks" in str(only(table).message)


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_the_header_of_a_second_table_is_skipped_with_a_word(mark: str) -> None:
    table = table_of(f"{SHORT}\n{ROW}\n{mark}{SHORT}\n{ROW}\n")
    assert [record.number for record in table.records] == [2, 4]
    assert (only(table).code, only(table).rows) == ("repeated-header", (3,))
