"""Pictures of an examination, drawn on demand from the stored originals: no inference, always the same."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from model.catalogue import ProductSheet, Region
from model.evidence import MARK_COLOUR, MARK_HALO, encode_jpeg, overlay
from model.formats import IntakeLimits
from model.intake import read_picture
from model.verdict import PointFinding
from serve.examinations.domain import Examination, StoredPhoto
from serve.examinations.service import photo_of
from serve.platform.errors import NotFoundError
from serve.platform.objects import Objects
from serve.releases.domain import KnownRelease
from serve.releases.service import Releases

WHOLE_SIDE = 1600  # pixels of the longest side of a whole picture
PRINTED_SIDE = 1000  # the same of one in a report
DETAIL_SIDE = 3200  # the same of the picture that a close-up is cut from
SURROUNDINGS = 1.0  # a close-up shows this much of the region's size around it, on each side
CLOSE_UP_SIDE = 800  # pixels of the longest side that a close-up is brought to
STROKES_ACROSS = 70  # a frame's line is this part of a close-up
LEAST_SHARE = 0.16  # and at least this share of the picture's longest side
NOTHING_TO_SHOW = "This point has no place on any of the photos, so there is nothing to show."

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Pictures:
    """Draws; every method blocks."""

    objects: Objects
    releases: Releases
    limits: IntakeLimits

    def photo(self, examination: Examination, index: int) -> bytes:
        """One photo upright and of moderate size, as JPEG without metadata."""
        return self.whole(photo_of(examination, index))

    def whole(self, photo: StoredPhoto, side: int = WHOLE_SIDE) -> bytes:
        """The same of a photo by itself, its longest side of so many pixels at most."""
        return overlay(self._pixels(photo, side), None)

    def evidence(self, examination: Examination, index: int) -> bytes:
        """The photo that finding `index` rests on, with the region framed."""
        finding, photo = _framed(examination, index)
        return overlay(self._pixels(photo, WHOLE_SIDE), framed(finding))

    def close_up(self, examination: Examination, index: int) -> bytes:
        """The region of finding `index` with its surroundings."""
        finding, photo = _framed(examination, index)
        return _cut(self._pixels(photo, DETAIL_SIDE), framed(finding))

    def reference(self, examination: Examination, sha256: str) -> bytes:
        """A genuine reference that the verdict or its product's sheet names, as it is in the release."""
        return self._reference(examination, sha256)

    def reference_close_up(self, examination: Examination, index: int) -> bytes:
        """The place on the genuine reference that finding `index` is compared with."""
        _finding(examination, index)
        release = self.releases.known(examination.verdict.release)
        reference = reference_of(examination, index, release)
        if reference is None or reference.region is None:
            raise NotFoundError("There is no close-up of a genuine reference for this point.")
        picture = read_picture(
            self._reference(examination, reference.sha256), longest_side=DETAIL_SIDE, limits=self.limits
        )
        return _cut(picture.pixels, reference.region)

    def _reference(self, examination: Examination, sha256: str) -> bytes:
        release = self.releases.known(examination.verdict.release)
        picture = release.gallery.picture(sha256) if sha256 in _named(examination, release) else None
        if picture is None:
            raise NotFoundError("This verdict names no such reference.")
        return picture

    def _pixels(self, photo: StoredPhoto, side: int) -> Pixels:
        return read_picture(self.objects.get(photo.sha256), longest_side=side, limits=self.limits).pixels


@dataclass(frozen=True)
class ShownReference:
    """A genuine picture to lay beside the photo, and where to look on it: None where nobody marked it."""

    sha256: str
    region: Region | None


def reference_of(examination: Examination, index: int, release: KnownRelease) -> ShownReference | None:
    """What to compare finding `index` with.

    It is the sheet's picture of that point, its place marked by the right holder, where the release carries it
    and the point is not kept from whoever asks; else the reference nearest to the photo.
    """
    finding = examination.verdict.points[index]
    sheet = sheet_of(examination, release)
    for point in sheet.points if sheet else ():
        if point.id != finding.id or point.id in examination.hidden or point.reference is None:
            continue
        if release.gallery.picture(point.reference):
            return ShownReference(point.reference, point.region)
    return ShownReference(finding.reference, None) if finding.reference else None


def framed(finding: PointFinding) -> tuple[float, float, float, float] | None:
    """What is framed on a finding's photo: the point's place; without one, where its evidence is strongest."""
    return finding.place or finding.region


def sheet_of(examination: Examination, release: KnownRelease) -> ProductSheet | None:
    """The sheet of the product that the verdict is about."""
    product = release.description.products.get(examination.verdict.product.id or "")
    return product.sheet if product else None


def _named(examination: Examination, release: KnownRelease) -> set[str | None]:
    sheet = sheet_of(examination, release)
    named = {finding.reference for finding in examination.verdict.points}
    for point in sheet.points if sheet else ():
        if point.id not in examination.hidden:
            named.add(point.reference)
    return named


def _finding(examination: Examination, index: int) -> tuple[PointFinding, StoredPhoto]:
    """A finding and the photo that it rests on. One that is withheld is like one that no photo shows."""
    findings = examination.verdict.points
    if not 0 <= index < len(findings):
        raise NotFoundError(f"This verdict has {len(findings)} identification points, counted from 0.")
    finding = findings[index]
    if finding.photo is None:
        raise NotFoundError(NOTHING_TO_SHOW)
    return finding, examination.photos[finding.photo]


def _framed(examination: Examination, index: int) -> tuple[PointFinding, StoredPhoto]:
    """The same of a finding that has a place on its photo."""
    finding, photo = _finding(examination, index)
    if framed(finding) is None:
        raise NotFoundError(NOTHING_TO_SHOW)
    return finding, photo


def _cut(pixels: Pixels, region: Sequence[float] | None) -> bytes:
    """A square piece of a picture around a region, enlarged, the region framed boldly for a phone."""
    if region is None:
        return overlay(pixels, None)
    height, width = pixels.shape[:2]
    x, y, w, h = region[0] * width, region[1] * height, region[2] * width, region[3] * height
    side = max((1 + 2 * SURROUNDINGS) * max(w, h), LEAST_SHARE * max(width, height))
    across, down = _span(x + w / 2, side, width), _span(y + h / 2, side, height)
    piece = Image.fromarray(pixels[down.start : down.stop, across.start : across.stop])
    scale = CLOSE_UP_SIDE / max(piece.size)
    piece = piece.resize((round(piece.width * scale), round(piece.height * scale)), Image.Resampling.BICUBIC)
    left, top = (x - across.start) * scale, (y - down.start) * scale
    _frame(piece, (left, top, left + w * scale, top + h * scale))
    return encode_jpeg(piece)


def _frame(picture: Image.Image, corners: tuple[float, float, float, float]) -> None:
    """Frame a part of a picture, outside of what it points at and inside of the picture's edge."""
    stroke = max(picture.size) // STROKES_ACROSS
    draw = ImageDraw.Draw(picture)
    for margin, width, colour in ((2.5 * stroke, 2 * stroke, MARK_HALO), (2 * stroke, stroke, MARK_COLOUR)):
        left, top = (max(0.0, corner - margin) for corner in corners[:2])
        right, bottom = corners[2] + margin, corners[3] + margin
        draw.rectangle(
            (left, top, min(picture.width - 1.0, right), min(picture.height - 1.0, bottom)),
            outline=colour,
            width=width,
        )


def _span(centre: float, length: float, limit: int) -> range:
    """A stretch of pixels around a centre, shortened and moved to lie within 0 and the limit."""
    length = min(length, limit)
    start = min(max(centre - length / 2, 0), limit - length)
    return range(round(start), max(round(start) + 1, round(start + length)))
