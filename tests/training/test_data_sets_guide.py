"""docs/data-sets.md says what the code reads: every column and key, and an example that is accepted."""

import csv
import re
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from model.catalogue import MarkedText, Point, ProductSheet, View
from model.datasets.findings import Severity
from model.datasets.manifest_rows import OPTIONAL, REQUIRED
from model.datasets.splits import items_for
from model.intervals import items_needed
from model.sheet_reading import document_in, examined
from model.sheet_trade import Contact, Party, Price, Right, Route, TradeDetails
from training.init.sheets import draft_sheet
from training.validate import validate

DOCS = Path(__file__).resolve().parents[2] / "docs"
GUIDE = (DOCS / "data-sets.md").read_text(encoding="utf-8")
TRADE_PARTS = {
    "rights": Right,
    "makers": Party,
    "traders": Party,
    "routes": Route,
    "violation_routes": Route,
    "contacts": Contact,
    "retail_price": Price,
}


def section(heading: str) -> str:
    """The text under a heading, up to the next heading."""
    return re.split(r"^#+ ", GUIDE[GUIDE.index(f"{heading}\n") + len(heading) :], flags=re.MULTILINE)[0]


def table(heading: str) -> dict[str, list[str]]:
    """First cell, as code -> the other cells, of the section's table."""
    rows = [
        [cell.strip() for cell in line.strip("|").split(" | ")] for line in section(heading).splitlines() if "|" in line
    ]
    return {name: row[1:] for row in rows for name in re.findall(r"`(\w+)`", row[0])}


def names(shape: Any) -> set[str]:
    return {field.name for field in fields(shape)}


def example(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)
    assert found
    return found[1]


def test_every_column_is_explained() -> None:
    documented = table("## The manifest: `manifest.csv`")
    assert list(documented)[: len(REQUIRED)] == list(REQUIRED)
    assert set(documented) == {*REQUIRED, *OPTIONAL}
    assert {name for name, cells in documented.items() if cells[0] == "always"} == set(REQUIRED)


@pytest.mark.parametrize(
    ("heading", "shape", "elsewhere"),
    [
        ("## The product sheet: `catalogue/<product>.toml`", ProductSheet, {"trade"}),
        ("### `[[views]]`", View, set()),
        ("### `[[points]]`", Point, set()),
        ("### `[[texts]]`", MarkedText, set()),
        ("### Trade details", TradeDetails, set()),
    ],
)
def test_every_key_of_a_sheet_is_explained(heading: str, shape: Any, elsewhere: set[str]) -> None:
    assert set(table(heading)) == names(shape) - elsewhere


def test_every_key_of_the_trade_details_is_named() -> None:
    documented = table("### Trade details")
    for part, shape in TRADE_PARTS.items():
        assert names(shape) <= set(re.findall(r"`(\w+)`", documented[part][0]))


def part_of(document: dict[str, Any], heading: str) -> dict[str, Any]:
    """The part of a sheet that a section is about."""
    found = re.search(r"\[\[(\w+)\]\]", heading)
    part: dict[str, Any] = document[found[1]][0] if found else document
    return part


@pytest.mark.parametrize(
    "heading",
    ["## The product sheet: `catalogue/<product>.toml`", "### `[[views]]`", "### `[[points]]`", "### `[[texts]]`"],
)
def test_keys_are_wanted_where_the_guide_says_always_and_nowhere_else(heading: str) -> None:
    for key, cells in table(heading).items():
        document = document_in(example("toml"), "example")
        part = part_of(document, heading)
        if part.pop(key, None) is None or key in {"views", "serial_pattern"}:  # others rest on these two
            continue
        assert bool(examined(document).problems) is (cells[0] == "always"), key


def test_the_example_is_accepted(tmp_path: Path) -> None:
    (tmp_path / "catalogue").mkdir()
    (tmp_path / "catalogue" / "diver.toml").write_text(example("toml"), encoding="utf-8")
    (tmp_path / "manifest.csv").write_text(example("csv"), encoding="utf-8")
    for number, row in enumerate(csv.DictReader(example("csv").splitlines())):
        (tmp_path / row["image"]).parent.mkdir(parents=True, exist_ok=True)
        Image.effect_noise((480, 360), 90 + 20 * number).convert("RGB").save(tmp_path / row["image"], "JPEG")
    report = validate(tmp_path / "manifest.csv")
    assert report.rows == 5
    assert not [finding for finding in report.findings if finding.severity is Severity.ERROR]


def test_the_figures_of_the_guide_are_those_of_the_code() -> None:
    needed = items_needed(0.05)
    assert f"| {needed} genuine ones for `suspected_counterfeit`, {needed} counterfeit ones" in GUIDE
    assert f"{items_for(needed)} items of a label have {needed} calibration items" in " ".join(GUIDE.split())


def test_the_templates_hold_all_columns_and_known_keys() -> None:
    header = (DOCS / "templates" / "manifest.csv").read_text(encoding="utf-8").strip().split(",")
    assert set(header) == {*REQUIRED, *OPTIONAL}
    template = (DOCS / "templates" / "product.toml").read_text(encoding="utf-8")
    assert template == draft_sheet("product-id", "Name of the product", "Name of the right holder", ["front"])
    assert not examined(filled_template()).problems


def filled_template() -> dict[str, Any]:
    """The template of a sheet with every key in use."""
    template = (DOCS / "templates" / "product.toml").read_text(encoding="utf-8")
    filled = re.sub(r"^# (?=\[\[|\w+ = )", "", template, flags=re.MULTILINE).replace('"sha256 of', f'"{"0" * 64}" #')
    return tomllib.loads(filled)


def test_every_key_of_a_sheet_stands_in_the_template() -> None:
    document = filled_template()
    assert set(document) == names(ProductSheet) - {"trade"} | names(TradeDetails)
    parts: dict[str, Any] = {"views": View, "points": Point, "texts": MarkedText} | TRADE_PARTS
    for part, shape in parts.items():
        each = document[part] if isinstance(document[part], dict) else document[part][0]
        assert set(each) == names(shape) - {"expected"}, part  # which is given instead of a pattern
