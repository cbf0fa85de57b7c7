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
# visibility = "officer"
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
