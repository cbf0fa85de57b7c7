"""Cases of the demo agency, by place and unit, with notes for the next shift and a question to a colleague."""

import io
from functools import partial
from pathlib import Path
from typing import NamedTuple

from model.datasets.fields import Label
from model.datasets.manifest_rows import read_rows
from model.datasets.splits import Split
from serve.accounts.domain import Actor
from serve.cases.closing import Closing
from serve.cases.domain import Details, ItemFinding
from serve.cases.service import Cases
from serve.cases.visits import VisitPlan, Visits
from serve.examinations.domain import PhotoUpload
from serve.examinations.examining import ExaminationRequest
from serve.opinions.service import Opinions
from serve.platform.parts import Parts
from serve.releases.service import Releases
from serve.shifts.service import Shifts

CONTAINERS, PARCELS = "Container control", "Parcel post"
QUESTION = "Would you hold this one? The carton is the usual one."
REASON = "The seam is as on the genuine sample."
CLOSED = "Released."
NOTES = (
    ("Two more containers of the same consignee arrive tonight. Look at the cartons first.", CONTAINERS),
    ("The scanner in hall 2 is out of order until tomorrow.", ""),
)


class DemoItem(NamedTuple):
    """An item of the demo data."""

    product: str
    photos: tuple[Path, ...]


def create(parts: Parts, officer: Actor, senior: Actor, data: Path) -> tuple[str, str]:
    """Open three cases as the officer, of which one is closed and one has a question to the senior officer.

    Returns:
        The ids of the case with the question, and of its item.

    Args:
        data: the folder of the demo data, from which the photos are; without it, nothing is examined or asked.
    """
    genuine, counterfeit = _item(parts, data, Label.GENUINE), _item(parts, data, Label.COUNTERFEIT)
    asked = _case(parts, officer, Details("Hall 3", "Containers", unit=CONTAINERS), "Carton", counterfeit)
    closed = _case(parts, officer, Details("Hall 2", "Parcels by air", unit=PARCELS), "Parcel", genuine)
    _case(parts, officer, Details("Hall 2", "Parcels by air", unit=PARCELS), "Bag without papers", None)
    parts[Cases].conclude(officer, *closed, ItemFinding.GENUINE, REASON)
    parts[Closing].close(officer, closed[0], CLOSED)
    for text, unit in NOTES:
        parts[Shifts].write(senior, text, unit)
    if parts[Cases].view_item(officer, *asked).visits:
        parts[Opinions].ask(officer, *asked, senior.username, QUESTION)
    return asked


def _case(parts: Parts, actor: Actor, details: Details, what: str, shown: DemoItem | None) -> tuple[str, str]:
    """The ids of a new case and of its item, examined where there are photos."""
    case = parts[Cases].open(actor, details).case.id
    item = parts[Cases].add_item(actor, case, what, shown and shown.product).item.id
    if shown is not None:
        uploads = [PhotoUpload(path.name, partial(io.BytesIO, path.read_bytes())) for path in shown.photos]
        parts[Visits].examine(actor, VisitPlan(case, item), ExaminationRequest(uploads, shown.product, ()), None)
    return case, item


def _item(parts: Parts, data: Path, label: Label) -> DemoItem | None:
    """A test item of the release's first product; None without the demo data."""
    manifest, products = data / "manifest.csv", parts[Releases].active.examiner.release.description.products
    rows = read_rows(manifest.read_bytes()).rows if manifest.exists() else ()
    product = next(iter(products))
    fit = [row for row in rows if (row.product, row.label, row.split) == (product, label, Split.TEST)]
    photos = [data / row.image for row in fit if row.item == fit[0].item]
    return DemoItem(product, tuple(photos[: parts.settings.max_photos])) if photos else None
