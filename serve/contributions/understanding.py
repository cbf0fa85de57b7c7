"""What folders, names and tables say of images: nothing is decided here, and no path is followed."""

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import NamedTuple

from model.catalogue import ProductSheet
from model.datasets.fields import Label
from model.datasets.findings import DataFinding
from model.datasets.findings import Severity as TableSeverity
from model.datasets.folders import ItemsBy, Layout, read_folders
from model.datasets.label_words import label_in_name
from model.datasets.manifest_rows import ManifestRow, ReadRows
from model.datasets.names import name_items
from serve.contributions.domain import EACH_PHOTO, LONGEST_NAME, LONGEST_VALUE, FileReading
from serve.contributions.findings import found
from serve.contributions.image_domain import (
    NOT_IN_TABLE,
    OF_TABLE,
    UNSAID,
    ContributedImage,
    ContributionFinding,
    ImageDetails,
    Severity,
)

STAND_IN = Label.GENUINE  # for photos of which no label is known, so that their items and views are told without it
OWN_MARK = 8  # characters of a digest that tell apart items whose photos have the same name
MARK = 16  # characters of a digest that stand for the rest of a long name
SEVERITIES = {TableSeverity.ERROR: Severity.ERROR, TableSeverity.WARNING: Severity.WARNING}


class ReadTable(NamedTuple):
    """The table of a contribution.

    Attributes:
        file: the number of the file that it is, or that has it.
        folder: to which its images are relative.
    """

    file: int
    folder: str
    rows: ReadRows


class OfTable(NamedTuple):
    """What a table says of one image.

    Attributes:
        findings: about its row.
    """

    said: ImageDetails
    sha256: str | None
    findings: tuple[ContributionFinding, ...]


class ImageContext(NamedTuple):
    """What is the same for all images.

    Attributes:
        holder: the right holder's name.
        archives: the numbers of the files that are ZIPs.
    """

    holder: str
    licence: str
    reading: FileReading
    archives: Collection[int] = ()


class Understood(NamedTuple):
    """What is said of all images.

    Attributes:
        images: the same ones, with what their names or the table say.
        lacking: rows of the table that have no image; they have no numbers yet.
        items_by, is_guessed: as of `ContributionSummary`.
    """

    images: Sequence[ContributedImage]
    lacking: Sequence[ContributedImage] = ()
    items_by: str = ""
    is_guessed: bool = False


def understand(
    images: Sequence[ContributedImage],
    table: ReadTable | None,
    by: ImageContext,
    sheets: Mapping[str, ProductSheet],
) -> Understood:
    """What names or the table say of images.

    Args:
        images: those that can be changed, without rows that only a table brought.
        table: None if there is none; otherwise it tells, and folders don't.
        sheets: of the right holder, by product.
    """
    reading = by.reading
    if table is not None:
        return _by_table(images, table, by)
    pictures = [image for image in images if image.hashes]
    root, paths = _without_roots(pictures, by.archives)
    layout = read_folders(
        dict.fromkeys(paths.values()),
        sheets,
        root=root,
        items=reading.items,
        product=reading.product,
        label=reading.label,
    )
    told = _of_names(layout, sheets)
    rest = _without_label([path for path in dict.fromkeys(paths.values()) if path not in told], reading, sheets)
    told |= {path: replace(said, product=None, label=None) for path, said in _of_names(rest, sheets).items()}
    common = _common(reading)
    of_item = ImageDetails(reading.product, reading.label, reading.item) if reading.item else UNSAID
    understood = [
        replace(image, understood=of_item.over(told.get(paths.get(image.number, ""), UNSAID)).over(common), of_row=())
        for image in images
    ]
    told_by = layout if layout.photos else rest
    items_by = _items_by(told_by.items, [told[path] for path in paths.values() if path in told])
    return Understood(understood, (), items_by, layout.is_guessed)


def _items_by(told_by: ItemsBy, photos: Sequence[ImageDetails]) -> str:
    """What told objects apart, as of `ContributionSummary`."""
    items = {(said.product, said.item) for said in photos}
    if told_by is ItemsBy.NAME and photos and len(items) == len(photos):
        return EACH_PHOTO
    return told_by.value if photos else ""


def _without_label(paths: Sequence[str], reading: FileReading, sheets: Mapping[str, ProductSheet]) -> Layout:
    """What folders say of photos of which no label is known; a single folder holds all of them, and is no item."""
    root, _ = _without_root(paths)
    items = reading.items or (ItemsBy.NAME if root else None)
    return read_folders(paths, sheets, root=root, items=items, product=reading.product, label=STAND_IN)


def _of_names(layout: Layout, sheets: Mapping[str, ProductSheet]) -> dict[str, ImageDetails]:
    """What folders and names say of photos, by path."""
    return {
        each.placed.path: ImageDetails(
            product=each.placed.product if each.placed.name else None,
            label=each.placed.label,
            item=shortened(each.item),
            view=shortened(each.view) or None,
        )
        for each in name_items(layout, sheets).photos
    }


def _common(reading: FileReading) -> ImageDetails:
    """What all images have in common, where nothing else is said."""
    return ImageDetails(
        product=reading.product,
        item=reading.item,
        source=reading.source or None,
        capture=reading.capture,
        contributed_on=reading.contributed_on,
    )


def _without_roots(images: Sequence[ContributedImage], archives: Collection[int]) -> tuple[str, dict[int, str]]:
    """The folder that all files lie in, and the paths below it, by number; each ZIP may have a folder of its own."""
    paths: dict[int, str] = {}
    roots = set()
    for source in {image.file if image.file in archives else 0 for image in images}:
        own = [image for image in images if (image.file if image.file in archives else 0) == source]
        root, below = _without_root([image.name for image in own])
        roots.add(root)
        paths |= {image.number: path for image, path in zip(own, below, strict=True)}
    return roots.pop() if len(roots) == 1 else "", paths


def _without_root(names: Sequence[str]) -> tuple[str, list[str]]:
    """The folder that all paths lie in, unless it tells a label, and the paths below it."""
    root, paths = "", list(names)
    while True:
        firsts = {path.partition("/")[0] if "/" in path else "" for path in paths}
        first = firsts.pop() if len(firsts) == 1 else ""
        if not first or label_in_name(first) is not None:
            return root, paths
        root, paths = first, [path.partition("/")[2] for path in paths]


def shortened(name: str) -> str:
    """A name that is not too long; equal ones stay equal, and different ones different."""
    if len(name) <= LONGEST_VALUE:
        return name
    return f"{name[: LONGEST_VALUE - MARK - 1]}~{hashlib.sha256(name.encode()).hexdigest()[:MARK]}"


def own_item(name: str, sha256: str) -> str:
    """The name of the item that one photo alone shows: the same for the same photo, and no other photo's.

    Args:
        name: the path of the photo.
    """
    return shortened(f"{PurePosixPath(name).stem} {sha256[:OWN_MARK]}")


def _by_table(images: Sequence[ContributedImage], table: ReadTable, by: ImageContext) -> Understood:
    told = _told(table, by)
    understood = []
    for image in images:
        said = told.pop(_key(image.name), None)
        understood.append(image if not image.media_type and said is None else _with_row(image, said, by.reading))
    lacking = [_lacking(table, name, row) for name, row in told.items()]
    return Understood(understood, lacking)


def _lacking(table: ReadTable, name: str, row: OfTable) -> ContributedImage:
    """The row of a table that names no file that there is; it has no number yet."""
    leads_out = any(finding.code == "row-path" for finding in row.findings)
    return ContributedImage(
        contribution_id="",
        number=0,
        right_holder_id="",
        file=table.file,
        name=name[:LONGEST_NAME],
        place=OF_TABLE,
        understood=row.said,
        of_row=row.findings if leads_out else (*row.findings, found("row-without-file")),
    )


def _with_row(image: ContributedImage, row: OfTable | None, reading: FileReading) -> ContributedImage:
    common = _common(reading)
    if row is None:
        return replace(image, understood=common, of_row=(found(NOT_IN_TABLE),) if image.media_type else ())
    is_other = row.sha256 is not None and row.sha256 != image.sha256
    findings = (*row.findings, found("row-digest")) if is_other else row.findings
    return replace(image, understood=row.said.over(common), of_row=findings)


def _told(table: ReadTable, by: ImageContext) -> dict[str, OfTable]:
    """What the rows say, by the path of the image."""
    of_rows: dict[int, list[ContributionFinding]] = {}
    for finding in table.rows.findings:
        for number in finding.rows:
            of_rows.setdefault(number, []).append(as_finding(finding))
    typed = {row.number: row for row in table.rows.rows}
    images = {row.number: row.image for row in table.rows.rows} | dict(table.rows.untyped)
    counts = Counter(_path(table.folder, image) for image in images.values())
    told: dict[str, OfTable] = {}
    for number, image in images.items():
        path = _path(table.folder, image)
        findings = of_rows.get(number, [])
        if path is None:
            findings.append(found("row-path"))
        elif counts[path] > 1:
            findings.append(found("row-twice"))
        row = typed.get(number)
        if row is not None:
            findings += _against(row, by)
        said = UNSAID if row is None else _said(row)
        told.setdefault(
            path or f"{image} ({number})", OfTable(said, None if row is None else row.sha256, tuple(findings))
        )
    return told


def _against(row: ManifestRow, by: ImageContext) -> Iterable[ContributionFinding]:
    if row.right_holder and row.right_holder != by.holder:
        yield found("other-right-holder", holder=row.right_holder[:LONGEST_VALUE])
    if row.licence and row.licence != by.licence:
        yield found("other-licence", licence=row.licence[:LONGEST_VALUE])


def _said(row: ManifestRow) -> ImageDetails:
    return ImageDetails(
        product=shortened(row.product),
        label=row.label,
        item=shortened(row.item),
        view=row.view and shortened(row.view),
        source=shortened(row.source) or None,
        capture=row.capture,
        contributed_on=row.contributed_on,
        marks=row.points or None,
    )


def as_finding(finding: DataFinding) -> ContributionFinding:
    """A finding of a table about a row or the whole."""
    return ContributionFinding(finding.code, SEVERITIES[finding.severity], {}, finding.message)


def _path(folder: str, image: str) -> str | None:
    """The path of an image that a table names, as files are named; None if it leads out of the folder."""
    path = PurePosixPath(image.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in image.partition("/")[0]:
        return None
    return _key(str(PurePosixPath(folder) / path))


def _key(name: str) -> str:
    """A path as it is compared: composed characters in one form, and without a leading dot."""
    return unicodedata.normalize("NFC", str(PurePosixPath(name)))
