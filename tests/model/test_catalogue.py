"""Product sheets: what is read, what is refused, and which words are shown."""

from pathlib import Path

import pytest

from model.catalogue import (
    Region,
    TextKind,
    Visibility,
    localized,
    parse_sheet,
    read_catalogue,
    sheet_from_json,
)
from model.errors import CatalogueError
from model.sheet_json import sheet_to_json

DIGEST = "0123456789abcdef" * 4
SHEET = f"""
id = "watch-1"
right_holder = "maker"
name = {{ en = "Watch", ja = "時計" }}
category = "watches"
gtin = ["4006381333931"]
serial_pattern = "[A-Z]{{2}}[0-9]{{6}}"

[[views]]
id = "front"
title = {{ en = "Front" }}
required = true

[[views]]
id = "back"
title = {{ en = "Back" }}
required = false

[[points]]
id = "logo"
view = "front"
title = {{ en = "Logo" }}
genuine = {{ en = "Sharp" }}
counterfeit = {{ en = "Blurred" }}
region = [0.1, 0.2, 0.3, 0.4]
reference = "{DIGEST}"
visibility = "holder"

[[points]]
id = "screw"
view = "back"
title = {{ en = "Screw" }}
genuine = {{ en = "Flush" }}
counterfeit = {{ en = "Proud" }}
"""


def test_a_sheet_is_read_whole() -> None:
    sheet = parse_sheet(SHEET, "watch-1.toml")
    assert (sheet.id, sheet.right_holder, sheet.category) == ("watch-1", "maker", "watches")
    assert [(view.id, view.required) for view in sheet.views] == [("front", True), ("back", False)]
    logo, screw = sheet.points
    assert logo.region == Region(0.1, 0.2, 0.3, 0.4)
    assert (logo.reference, logo.visibility) == (DIGEST, Visibility.HOLDER)
    assert (screw.region, screw.reference, screw.visibility) == (None, None, Visibility.OFFICER)


def test_json_reads_back_to_an_equal_sheet() -> None:
    sheet = parse_sheet(SHEET, "watch-1.toml")
    assert sheet_from_json(sheet_to_json(sheet)) == sheet


def test_a_point_may_lie_on_a_part_that_can_be_replaced() -> None:
    plain, marked = parse_sheet(SHEET, "w.toml"), parse_sheet(f"{SHEET}\nreplaceable = true", "w.toml")
    assert [point.replaceable for point in plain.points] == [False, False]
    assert [point.replaceable for point in marked.points] == [False, True]
    assert sheet_from_json(sheet_to_json(marked)) == marked
    earlier = sheet_to_json(plain)
    for point in earlier["points"]:
        del point["replaceable"]
    assert sheet_from_json(earlier) == plain


TEXTS = """
[[texts]]
id = "serial"
view = "back"
kind = "serial"
region = [0.1, 0.1, 0.3, 0.05]
visibility = "holder"

[[texts]]
id = "warning"
view = "front"
kind = "fixed"
expected = "業務用"
script = "Jpan"
region = [0.1, 0.5, 0.3, 0.05]
"""


def test_marked_texts_are_read_and_a_serial_number_takes_the_sheets_pattern() -> None:
    sheet = parse_sheet(SHEET + TEXTS, "watch-1.toml")
    serial, warning = sheet.texts
    assert (serial.kind, serial.pattern, serial.expected) == (TextKind.SERIAL, "[A-Z]{2}[0-9]{6}", None)
    assert (serial.script, serial.visibility) == ("Latn", Visibility.HOLDER)
    assert (warning.expected, warning.script, warning.visibility) == ("業務用", "Jpan", Visibility.OFFICER)
    assert sheet_from_json(sheet_to_json(sheet)) == sheet


@pytest.mark.parametrize(
    ("was", "becomes", "key"),
    [
        ('kind = "fixed"', 'kind = "poem"', "kind"),
        ('expected = "業務用"', "", "expected"),
        ('expected = "業務用"', "expected = \"業務用\"\npattern = '\\d'", "expected"),
        ('expected = "業務用"', "pattern = '('", "pattern"),
        ("region = [0.1, 0.5, 0.3, 0.05]", "", "region"),
        ('view = "front"\nkind', 'view = "side"\nkind', "'side'"),
        ('id = "warning"', 'id = "serial"', "'serial' stands there twice"),
    ],
)
def test_a_wrong_marked_text_is_refused_by_file_and_key(was: str, becomes: str, key: str) -> None:
    assert was in TEXTS
    with pytest.raises(CatalogueError, match=r"watch-1\.toml") as refusal:
        parse_sheet(SHEET + TEXTS.replace(was, becomes), "watch-1.toml")
    assert key in str(refusal.value)


@pytest.mark.parametrize(
    ("was", "becomes", "key"),
    [
        ('category = "watches"', 'colour = "red"', "unknown key 'colour'"),
        ("required = false", 'required = "no"', "required"),
        ('title = { en = "Back" }', 'title = { en = "" }', "title.en"),
        ('title = { en = "Back" }', 'title = "Back"', "title"),
        ('id = "watch-1"', 'id = "../watch"', "id"),
        ('id = "watch-1"', 'id = ""', "id"),
        ('right_holder = "maker"', "", "right_holder"),
        ('"4006381333931"', '"4006381333932"', "gtin"),
        ("[A-Z]{2}", "([A-Z]{2}", "serial_pattern"),
        ("[0.1, 0.2, 0.3, 0.4]", "[0.9, 0.2, 0.3, 0.4]", "region"),
        ("[0.1, 0.2, 0.3, 0.4]", "[0.1, 0.2, 0.3]", "region"),
        ("[0.1, 0.2, 0.3, 0.4]", "[nan, 0.2, 0.3, 0.4]", "region"),
        ("0123456789abcdef", "0123456789ABCDEF", "reference"),
        ('visibility = "holder"', 'visibility = "all"', "visibility"),
        ('view = "back"', 'view = "side"', "'side'"),
        ('id = "screw"', 'id = "logo"', "'logo' stands there twice"),
        ("[[points]]", "[[points", "not TOML"),
    ],
)
def test_a_wrong_sheet_is_refused_by_file_and_key(was: str, becomes: str, key: str) -> None:
    with pytest.raises(CatalogueError) as refusal:
        parse_sheet(SHEET.replace(was, becomes), "watch-1.toml")
    assert "watch-1.toml" in str(refusal.value)
    assert key in str(refusal.value)


def test_a_catalogue_is_read_by_id(tmp_path: Path) -> None:
    (tmp_path / "watch-1.toml").write_text(SHEET, encoding="utf-8")
    (tmp_path / "README.md").write_text("not a sheet", encoding="utf-8")
    assert list(read_catalogue(tmp_path)) == ["watch-1"]


def test_two_sheets_with_one_id_are_refused(tmp_path: Path) -> None:
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(SHEET, encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"b\.toml: id"):
        read_catalogue(tmp_path)


def test_a_sheet_that_is_not_utf8_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b'id = "\xff"')
    with pytest.raises(CatalogueError, match=r"a\.toml"):
        read_catalogue(tmp_path)


def test_a_language_falls_back_to_english_then_to_any() -> None:
    assert localized({"en": "Watch", "ja": "時計"}, "ja-JP") == "時計"
    assert localized({"en": "Watch", "ja": "時計"}, "fr") == "Watch"
    assert localized({"ja": "時計"}, "fr") == "時計"
    assert not localized({}, "fr")
