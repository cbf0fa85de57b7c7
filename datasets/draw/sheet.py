"""Fills in a product sheet what the drawn sample knows: each point's and text's reference image and region there."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import cv2

from datasets.draw.geometry import project_box
from datasets.draw.product import Product
from datasets.draw.sample import PlannedItem

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
    region = project_box({**view.zones, **view.texts}[mark[1]], scene.homography(view), scene.size)
    numbers = ", ".join(f"{edge:.4f}" for edge in region)
    block = re.sub(r"^region = .*$", f"region = [{numbers}]", block, flags=re.MULTILINE)
    return re.sub(r"^reference = .*$", f'reference = "{digests[view.id]}"', block, flags=re.MULTILINE)
