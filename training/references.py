"""The reference pictures of a release: those that the sheets name, small and without metadata."""

import hashlib
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from model.catalogue import MarkedText, Point, ProductSheet
from model.description import ReferencePicture
from model.errors import PhotoRejectedError
from model.evidence import encode_jpeg
from model.intake import read_picture
from training.errors import ManifestError, WorkError
from training.manifest import Label, Manifest, Row, path_inside
from training.unreadable import cure_of

SIDE = 1280  # pixels of the longest side at most: twice what registration looks at, for close-ups
QUALITY = 85
BESIDE = "references"  # folder beside a manifest: a folder for each product, with pictures that its sheet names


@dataclass(frozen=True)
class ReferencePictures:
    """Which pictures photos are registered to; contents: sha256 of each -> its JPEG bytes."""

    pictures: tuple[ReferencePicture, ...]
    contents: Mapping[str, bytes]

    def files(self) -> dict[str, bytes]:
        """Their files in the release's folder."""
        return {picture.file: self.contents[picture.sha256] for picture in self.pictures}


NO_REFERENCES = ReferencePictures((), {})


def reference_pictures(manifest: Manifest, sheets: Sequence[ProductSheet]) -> ReferencePictures:
    """The pictures that the sheets' points and texts name, as far as the data set has them, or lie beside it.

    Raises:
        WorkError: one of them can't be read.
    """
    found = {sheet.id: _paths(manifest, sheet) for sheet in sheets}
    named = (picture for sheet in sheets for picture in _named(sheet))
    pictures = tuple(picture for picture in named if picture.sha256 in found[picture.product])
    paths = {sha256: path for own in found.values() for sha256, path in own.items()}
    return ReferencePictures(pictures, {sha256: _small(path) for sha256, path in sorted(paths.items())})


def _named(sheet: ProductSheet) -> Iterable[ReferencePicture]:
    marks: Sequence[Point | MarkedText] = (*sheet.points, *sheet.texts)
    pictures = (ReferencePicture(sheet.id, mark.view, mark.reference) for mark in marks if mark.reference)
    return dict.fromkeys(pictures)


def _paths(manifest: Manifest, sheet: ProductSheet) -> dict[str, Path]:
    """Where the pictures lie that a sheet names, by sha256: genuine photos of the product, or pictures beside them."""
    named = references_of(sheet)
    rows = [row for row in manifest.rows if row.product == sheet.id and row.label is Label.GENUINE] if named else []
    listed = {digest: manifest.path_of(row) for row in rows if (digest := digest_of(manifest, row)) in named}
    return _beside(manifest, sheet) | listed


def _beside(manifest: Manifest, sheet: ProductSheet) -> dict[str, Path]:
    """The pictures that a sheet names and that are of no item: files in ``references/PRODUCT/``, by sha256."""
    named = references_of(sheet)
    try:
        folder = path_inside(manifest.folder, f"{BESIDE}/{sheet.id}")
        files = sorted(path for path in folder.glob("*") if path.is_file()) if named else []
        digests = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in files}
    except (OSError, ManifestError):  # validation names what is then missing
        return {}
    return {digest: path for digest, path in digests.items() if digest in named}


def digest_of(manifest: Manifest, row: Row) -> str:
    """The sha256 of a row's photo, as the row states it or else from its bytes; empty if it can't be read."""
    if row.sha256:
        return row.sha256
    try:
        return hashlib.sha256(manifest.path_of(row).read_bytes()).hexdigest()
    except (OSError, ManifestError):  # validation names such rows
        return ""


def _small(path: Path) -> bytes:
    data = path.read_bytes()
    try:
        picture = read_picture(data, longest_side=SIDE)
    except PhotoRejectedError as fault:
        raise WorkError(f"{path}: {cure_of(fault, data)}") from fault
    return encode_jpeg(Image.fromarray(picture.pixels), QUALITY)


def without_picture(manifest: Manifest, sheet: ProductSheet) -> Iterator[str]:
    """The ids of a sheet's points and texts of which no reference picture can be shown."""
    yield from (mark.id for mark in marks_without(sheet, _paths(manifest, sheet)))


def marks_without(sheet: ProductSheet, found: Container[str]) -> Iterator[Point | MarkedText]:
    """The points and texts of a sheet of which no reference picture can be shown.

    Args:
        sheet: of a product.
        found: digests of genuine photos of the product, among them all that the sheet names.
    """
    yield from (point for point in sheet.points if point.reference not in found)
    views = {point.view for point in sheet.points if point.reference in found}
    for text in sheet.texts:
        if text.reference not in found and (text.reference is not None or text.view not in views):
            yield text


def found_references(manifest: Manifest) -> dict[str, set[str]]:
    """Product -> the digests that its sheet names and a picture has; one pass over a million rows."""
    named = {product: references_of(sheet) for product, sheet in manifest.catalogue.items()}
    found = {product: set(_beside(manifest, sheet)) for product, sheet in manifest.catalogue.items()}
    for row in manifest.rows:
        own = named.get(row.product)
        if own and row.label is Label.GENUINE and (digest := digest_of(manifest, row)) in own:
            found[row.product].add(digest)
    return found


def references_of(sheet: ProductSheet) -> set[str]:
    """The digests of pictures that a sheet names."""
    marks: Sequence[Point | MarkedText] = (*sheet.points, *sheet.texts)
    return {mark.reference for mark in marks if mark.reference}
