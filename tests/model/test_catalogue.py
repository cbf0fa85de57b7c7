"""Product sheets: what is read, what is refused, and which words are shown."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from model.catalogue import Region, TextKind, Visibility, localized
from model.errors import CatalogueError
from model.keys import SheetRefusedError
from model.sheet_json import document_of, sheet_to_json
from model.sheet_reading import document_in, examined, parse_sheet, read_catalogue, sheet_from_json
from model.sheet_toml import document_to_toml, sheet_to_toml
from model.sheet_trade import Contact, Party, Price, Right, RightKind, Route

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
        ('view = "front"\nkind', 'view = "side"\nkind', "“side”"),
        ('id = "warning"', 'id = "serial"', "“serial” stands there twice"),
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
        ('view = "back"', 'view = "side"', "“side”"),
        ('id = "screw"', 'id = "logo"', "“logo” stands there twice"),
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


TRADE = """
made_in = ["SE", "VN"]
handling_mark = "For official use only"
[packaging]
en = "Ten to a carton of grey board"
[retail_price]
amount = "129.00"
currency = "EUR"
[[rights]]
kind = "trade_mark"
number = "018 123 456"
territory = "EU"
recordation = "EU/24/0815"
expires = 2031-04-30
owner = "Maker Holding AB"
[[makers]]
name = "Maker Works"
country = "SE"
[[traders]]
name = "Trader K.K."
note = "imports"
[[routes]]
origin = "Gothenburg"
destination = "Yokohama"
via = ["Singapore"]
[[violation_routes]]
origin = "Port 9"
destination = "Yokohama"
note = "declared as toys"
[[contacts]]
name = "Ana Svensson"
role = "authenticity"
phone = "+46 31 123 45 67"
mail = "ana@maker.example"
hours = "Mon to Fri, 9 to 17"
time_zone = "Europe/Stockholm"
languages = ["sv", "en"]
"""
FILES = sorted(
    path
    for folder in (
        Path(__file__).parents[2] / "datasets" / "catalogue",
        *(Path(__file__).parents[3] / "shared" / "data").glob("*/catalogue"),
    )
    for path in folder.glob("*.toml")
)


def whole_sheet() -> str:
    """The sheet with everything that one can have."""
    top, views, rest = (SHEET + TEXTS).partition("[[views]]")
    return f"{top}{TRADE}{views}{rest}"


def test_trade_details_are_read() -> None:
    trade = parse_sheet(whole_sheet(), "watch-1.toml").trade
    assert trade.rights == (
        Right(RightKind.TRADE_MARK, "018 123 456", "EU", "EU/24/0815", date(2031, 4, 30), "Maker Holding AB"),
    )
    assert trade.makers == (Party("Maker Works", "SE"),)
    assert trade.traders == (Party("Trader K.K.", note="imports"),)
    assert trade.routes == (Route("Gothenburg", "Yokohama", ("Singapore",)),)
    assert trade.violation_routes == (Route("Port 9", "Yokohama", note="declared as toys"),)
    assert (trade.made_in, trade.packaging) == (("SE", "VN"), {"en": "Ten to a carton of grey board"})
    assert (trade.handling_mark, trade.retail_price) == ("For official use only", Price("129.00", "EUR"))
    assert trade.contacts[0] == Contact(
        "Ana Svensson",
        "authenticity",
        "+46 31 123 45 67",
        "ana@maker.example",
        "Mon to Fri, 9 to 17",
        "Europe/Stockholm",
        ("sv", "en"),
    )
    assert parse_sheet(SHEET, "watch-1.toml").trade.is_empty


def test_what_goes_into_a_release_has_no_trade_details() -> None:
    assert sheet_to_json(parse_sheet(whole_sheet(), "w.toml")) == sheet_to_json(parse_sheet(SHEET + TEXTS, "w.toml"))


def test_all_faults_of_a_sheet_are_found_in_one_run() -> None:
    wrong = (
        whole_sheet()
        .replace('"4006381333931"', '"4006381333932", 5')
        .replace('title = { en = "Back" }', 'title = { en = "" }')
        .replace('id = "screw"\nview = "back"', 'id = "screw"\nview = "side"')
        .replace('currency = "EUR"', 'currency = "euro"')
        .replace("2031-04-30", '"soon"')
        .replace("Europe/Stockholm", "../Stockholm")
        .replace('category = "watches"', 'colour = "red"')
    )
    with pytest.raises(SheetRefusedError) as refusal:
        parse_sheet(wrong, "watch-1.toml")
    assert {problem.key for problem in refusal.value.problems} == {
        *("gtin[1]", "gtin[2]", "views[2].title.en", "points[2].view", "retail_price.currency"),
        *("rights[1].expires", "contacts[1].time_zone", ""),
    }
    assert "watch-1.toml: views[2].title.en: is missing; watch-1.toml: " in str(refusal.value)


def test_a_sheet_with_faults_is_read_as_far_as_it_goes() -> None:
    sheet, problems = examined({"id": "watch-1", "name": {"en": "Watch"}, "points": [{"id": "logo"}, 7], "gtin": None})
    assert (sheet.id, sheet.name, sheet.points[0].id, sheet.points[0].title) == ("watch-1", {"en": "Watch"}, "logo", {})
    keys = [problem.key for problem in problems]
    assert keys[:2] == ["right_holder", "points[2]"]
    assert "points[1].genuine" in keys


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_sheet_is_written_as_it_is_read(path: Path) -> None:
    sheet = parse_sheet(path.read_text("utf-8"), path.name)
    written = sheet_to_toml(sheet)
    assert parse_sheet(written, path.name) == sheet
    assert sheet_to_toml(parse_sheet(written, path.name)) == written


def test_a_sheet_with_everything_is_written_as_it_is_read() -> None:
    sheet = parse_sheet(whole_sheet(), "w.toml")
    assert sheet_from_json(document_of(sheet)) == sheet
    assert parse_sheet(sheet_to_toml(sheet), "w.toml") == sheet
    assert "expires = 2031-04-30" in sheet_to_toml(sheet)


def test_a_draft_is_written_with_its_faults() -> None:
    draft: dict[str, Any] = {
        "id": "watch-1",
        "gtin": ["12"],
        "serial_pattern": None,
        "points": [{"id": "logo", "region": []}],
    }
    draft |= {"rights": [{"number": "7", "expires": "soon"}]}
    written = document_in(document_to_toml(draft), "w.toml")
    assert written == {name: value for name, value in draft.items() if value is not None}


@pytest.mark.parametrize(
    "text",
    [
        "[" * 10_000,
        "a." * 100_000 + "b = 1",
        '"a" . ' * 50_000 + "b = 1",
        "a = " + "9" * 100_000,
        "a=" + "[" * 10_000,
        "a = 1\na = 2",
        "\x00",
    ],
)
def test_hostile_toml_is_refused(text: str) -> None:
    with pytest.raises(CatalogueError, match="not TOML"):
        parse_sheet(text, "w.toml")
