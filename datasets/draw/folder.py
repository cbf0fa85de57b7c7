"""Writes a data set: images, manifest.csv and product sheets in one folder, drawn by several processes."""

import csv
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from rich.progress import track

from datasets.draw.product import Product
from datasets.draw.products import product_by_id
from datasets.draw.sample import DrawnPhoto, PlannedItem, draw_item, plan_items
from datasets.draw.sheet import CATALOGUE, choose_reference, filled_sheet

COLUMNS = (
    "image", "sha256", "product", "label", "item", "view", "right_holder", "source", "points", "split",
    "licence", "contributed_on",
)  # fmt: skip
DRAWN = re.compile(r"[a-z0-9-]+-[0-9a-f]{8}-[a-z0-9-]+\.jpg")  # see `DrawnPhoto.name`
LICENCE = "Apache-2.0"
Row = dict[str, str]


def row_of(photo: DrawnPhoto, right_holder: str) -> Row:
    """The manifest's row of one photo."""
    item = photo.item
    values = (
        f"images/{photo.name}",
        hashlib.sha256(photo.data).hexdigest(),
        item.product,
        "counterfeit" if item.counterfeit else "genuine",
        item.id,
        photo.view,
        right_holder,
        f"{item.phone}/{item.place}",
        photo.points,
        item.split,
        LICENCE,
        item.contributed_on.isoformat(),
    )
    return dict(zip(COLUMNS, values, strict=True))


def write_item(item: PlannedItem, images: Path) -> list[Row]:
    """Draws an item, writes its images to a folder, and gives their rows."""
    photos = draw_item(item)
    for photo in photos:
        (images / photo.name).write_bytes(photo.data)
    return [row_of(photo, product_by_id(item.product).right_holder) for photo in photos]


def write_manifest(rows: Iterable[Row], path: Path) -> None:
    """Writes rows in the order of their items' opaque names, so that the order tells nothing of the label."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda row: row["image"]))


def read_manifest(path: Path) -> list[Row]:
    """Reads what `write_manifest` wrote; no rows where there is nothing, or another kind of table."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            return list(reader) if tuple(reader.fieldnames or ()) == COLUMNS else []
    except FileNotFoundError:
        return []


def remove_left_over(out: Path, earlier: Iterable[Row], rows: Iterable[Row]) -> None:
    """Removes the pictures that an earlier manifest of the folder lists and the new one doesn't.

    Only those that this command drew, as their name and digest show: others may be someone's own.
    """
    listed = {row["image"] for row in rows}
    for row in earlier:
        name = f"{row['item']}-{row['view']}.jpg"
        if row["image"] == f"images/{name}" and row["image"] not in listed and DRAWN.fullmatch(name):
            picture = out / "images" / name
            if picture.is_file() and hashlib.sha256(picture.read_bytes()).hexdigest() == row["sha256"]:
                picture.unlink()


def write_sheet(product: Product, items: Sequence[PlannedItem], rows: Sequence[Row], folder: Path) -> None:
    """Copies a product's sheet, with references to a genuine item where the data set has one."""
    text = (CATALOGUE / f"{product.id}.toml").read_text(encoding="utf-8")
    reference = choose_reference(items)
    if reference is not None:
        digests = {row["view"]: row["sha256"] for row in rows if row["item"] == reference.id}
        text = filled_sheet(text, product, reference, digests)
    (folder / f"{product.id}.toml").write_text(text, encoding="utf-8")


def draw_data_set(
    out: Path,
    *,
    seed: int,
    products: Sequence[Product],
    genuine: int,
    counterfeit: int,
    shares: Mapping[str, float],
    only: str | None = None,
    workers: int,
) -> list[Row]:
    """Draws a data set into a folder and gives the manifest's rows, in the order that items were planned.

    Pictures that the folder's earlier manifest lists and that are no longer drawn are removed.

    Args:
        only: the split whose items are drawn, as they would be among all; None draws all.
    """
    planned = plan_items(seed, products, genuine, counterfeit, shares)
    items = [item for item in planned if only in {None, item.split}]
    for folder in ("images", "catalogue"):
        (out / folder).mkdir(parents=True, exist_ok=True)
    write = partial(write_item, images=out / "images")
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        drawn = list(track(pool.map(write, items, chunksize=4), "drawing", total=len(items)))
    rows = [row for item_rows in drawn for row in item_rows]
    remove_left_over(out, read_manifest(out / "manifest.csv"), rows)
    write_manifest(rows, out / "manifest.csv")
    for product in products:
        write_sheet(product, [item for item in items if item.product == product.id], rows, out / "catalogue")
    return rows
