"""Fills in a product sheet what the drawn sample knows: each point's and text's reference image and region there."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import cv2

from datasets.draw.geometry import Box, project_box
from datasets.draw.product import Product, View
from datasets.draw.sample import PlannedItem
from datasets.draw.scene import Scene

CATALOGUE = Path(__file__).resolve().parent.parent / "catalogue"
MARK = re.compile(r"^(\[\[(?:points|texts)\]\])$", re.MULTILINE)  # where a point or a text begins


def choose_reference(items: Sequence[PlannedItem]) -> PlannedItem | None:
    """The genuine item that shows its product best: no thumb, upright pixels, as large as may be.

    Items of the train split go first, so that a reference is never a picture that the assistant is tested on.
    """
    genuine = [item for item in items if not item.counterfeit]
    candidates = [item for item in genuine if item.split in {"train", ""}] or genuine
    return max(candidates, key=_showing, default=None)


def _showing(item: PlannedItem) -> tuple[bool, bool, float]:
    free = all(scene.thumb is None for scene in item.scenes)
    smallest = min(cv2.contourArea(scene.quad) for scene in item.scenes)
    return item.orientation == 1, free, smallest


def filled_sheet(text: str, product: Product, reference: PlannedItem, digests: Mapping[str, str]) -> str:
    """A sheet's text with `region` and `reference` of every point and text set from one genuine item.

    Args:
        text: the sheet, TOML, with a `region = ` and a `reference = ` line for each.
        product: whose sheet it is.
        reference: the genuine item shown beside a suspect one.
        digests: sha256 of the reference's images, by view.
    """
    head, *parts = MARK.split(text)
    filled = [part if MARK.fullmatch(part) else _filled(part, product, reference, digests) for part in parts]
    return "".join([head, *filled])


def _filled(block: str, product: Product, reference: PlannedItem, digests: Mapping[str, str]) -> str:
    mark, view_id = (re.search(rf'^{key} = "(.+)"$', block, re.MULTILINE) for key in ("id", "view"))
    if mark is None or view_id is None:
        message = f"{product.id}: a point or text of the sheet lacks its id or view"
        raise ValueError(message)
    place = [view.id for view in product.views].index(view_id[1])
    view, scene = product.views[place], reference.scenes[place]
    region = _region(mark[1], view, scene)
    numbers = ", ".join(f"{edge:.4f}" for edge in region)
    block = re.sub(r"^region = .*$", f"region = [{numbers}]", block, flags=re.MULTILINE)
    return re.sub(r"^reference = .*$", f'reference = "{digests[view.id]}"', block, flags=re.MULTILINE)


def _region(mark: str, view: View, scene: Scene) -> Box:
    """Where a point or a line of print is on the reference picture: the box around its place.

    Of a photo at a slant such boxes of lines one above the other overlap. They are parted in the middle between the
    lines, so that the frame of one line never reaches into another, which its readers may not be allowed to see.
    """
    if mark not in view.texts:
        return project_box(view.zones[mark], scene.homography(view), scene.size)
    boxes = {name: project_box(box, scene.homography(view), scene.size) for name, box in view.texts.items()}
    region = boxes.pop(mark)
    for other in boxes.values():
        if region.overlap(other):
            region = _apart(region, other)
    return region


def _apart(line: Box, other: Box) -> Box:
    """A line's box without its half of what it shares with one above or below it."""
    if line.y < other.y:
        return Box(line.x, line.y, line.w, (line.bottom + other.y) / 2 - line.y)
    top = (line.y + other.bottom) / 2
    return Box(line.x, top, line.w, line.bottom - top)
