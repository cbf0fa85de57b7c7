"""The product sheets that a folder has already, and drafts of those that it lacks."""

import json
from collections.abc import Sequence
from pathlib import Path

from model.catalogue import ProductSheet
from model.datasets.folders import Sheets
from model.errors import CatalogueError
from model.sheet_reading import document_in, examined, sheet_files, text_of
from training.sheets import CATALOGUE_FOLDER, UNATTRIBUTED

DRAFT = """\
# A product sheet. docs/data-sets.md explains every key. Take away the mark # before what you fill in.

id = {id}  # as in the manifest: letters, digits, - _ .
right_holder = {right_holder}
name = {{ en = {name} }}  # by language: {{ en = "...", ja = "..." }}
# category = "watches"
# gtin = ["4006381333931"]
# serial_pattern = '^AB\\d{{6}}$'

# For the officers whom you allow to see it; no release contains it.
# handling_mark = "For official use only"
# made_in = ["JP"]  # countries, ISO 3166-1
# packaging = {{ en = "How genuine goods are packed for transport and sale." }}
# retail_price = {{ amount = "129.00", currency = "EUR" }}

# The photos to take, in their order.
{views}
# Where to look, what genuine items show, and what counterfeits show. Repeat the block for each point.
# [[points]]
# id = "logo"
# view = {view}
# title = {{ en = "Logo" }}
# genuine = {{ en = "What can be seen or measured on genuine items." }}
# counterfeit = {{ en = "What is seen on counterfeits." }}
# region = [0.40, 0.30, 0.20, 0.10]  # x, y, width, height on the reference picture, fractions of it
# reference = "sha256 of a genuine photo of this view, as in the manifest"
# visibility = "officer"  # or "public", "holder"
# replaceable = false

# Lines of print that are read and compared. Repeat the block for each line.
# [[texts]]
# id = "serial"
# view = {view}
# kind = "serial"  # or "lot", "date", "fixed"
# pattern = '^AB\\d{{6}}$'  # or, for "fixed": expected = "What genuine ones say"
# region = [0.30, 0.60, 0.40, 0.05]
# script = "Latn"  # of the writing, ISO 15924
# visibility = "officer"
# reference = "sha256 of the genuine photo that the region is on"

# The rest, too, is for the officers whom you allow to see it. Repeat a block for each right, maker and so on.
# Kinds of rights: trade_mark, design, patent, utility_model, copyright, geographical_indication, plant_variety, other.
# [[rights]]
# kind = "trade_mark"
# number = "018123456"
# territory = "EU"
# recordation = "number at customs"
# expires = 2030-01-31
# owner = "Name of the owner"

# [[makers]]
# name = "Name of a maker of genuine goods"
# country = "JP"
# note = "What it makes"

# [[traders]]
# name = "Name of an importer or distributor of genuine goods"
# country = "DE"
# note = "What it imports"

# [[routes]]
# origin = "Nagoya"
# destination = "Hamburg"
# via = ["Singapore"]
# note = "By sea, in the containers of one carrier"

# Routes on which counterfeits were found.
# [[violation_routes]]
# origin = "Place of departure"
# destination = "Place of arrival"
# via = ["Place between them"]
# note = "How they were concealed"

# Who answers questions of officers.
# [[contacts]]
# name = "Name of a person or department"
# role = "authenticity"
# phone = "+81 3 1234 5678"
# mail = "name@example.org"
# hours = "Monday to Friday, 9:00 to 17:00"
# time_zone = "Asia/Tokyo"
# languages = ["ja", "en"]
"""
VIEW = """\
[[views]]
id = {id}
title = {{ en = {title} }}
# required = true
"""


def existing_sheets(folder: Path) -> Sheets:
    """Product id -> sheet, of those that can be read at least in part; `validate` names what is wrong in them."""
    catalogue, sheets = folder / CATALOGUE_FOLDER, dict[str, ProductSheet]()
    for path in sheet_files(catalogue) if catalogue.is_dir() else ():
        try:
            sheet = examined(document_in(text_of(path), path.name)).sheet
        except CatalogueError:
            continue
        if sheet.id:
            sheets[sheet.id] = sheet
    return sheets


def draft_sheet(product: str, name: str, right_holder: str, views: Sequence[str]) -> str:
    """A sheet's text that can be read as it is, with places for what only the right holder knows."""
    shots = [_view(view) for view in views]
    return DRAFT.format(
        id=_quoted(product),
        right_holder=_quoted(right_holder or UNATTRIBUTED),
        name=_quoted(name),
        views="\n".join(shots or [_commented(_view("front"))]),
        view=_quoted(views[0] if views else "front"),
    )


def _view(view: str) -> str:
    return VIEW.format(id=_quoted(view), title=_quoted(view.replace("-", " ").capitalize()))


def _commented(text: str) -> str:
    return "".join(f"# {line}" for line in text.replace("# ", "").splitlines(keepends=True))


def _quoted(text: str) -> str:
    """A basic string of TOML."""
    return json.dumps(text, ensure_ascii=False)
