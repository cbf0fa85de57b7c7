"""The pair of a finding: the same place on the photo and on a genuine picture, as far as it is known."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.catalogue import Point, ProductSheet
from model.messages import NOTHING, Wording, message, sentences
from model.unlikeness import MISSING
from model.verdict import Finding, PhotoFinding, PointFinding
from serve.examinations.domain import Examination, PairKind
from serve.examinations.finding_messages import CUT_OFF, PAIRS, STRONGEST
from serve.platform.drawing import Place, Target
from serve.platform.errors import NotFoundError
from serve.releases.domain import KnownRelease

EDGE = 0.02  # of the photo: a place that extends this far beyond it is still shown whole
INSET = 0.125  # of a place's shorter side: if a neighbour may be withheld, the frame keeps this distance from the edge


WHOLE_WITH_A_PLACE = frozenset({PairKind.PHOTO_ONLY, PairKind.LOOKALIKE})


@dataclass(frozen=True)
class Pair:
    """One finding's two pictures.

    Attributes:
        photo: index of the photo.
        place: on the photo, as fractions; None if it is unknown.
        reference: sha256 of the genuine picture; None without one.
        reference_place: on that, as fractions; None if nothing is marked.
        homography: row by row, from fractions of the reference picture to fractions of the photo; None unless known.
        target: of both close-ups, on the reference picture; None if they are cropped separately.
    """

    kind: PairKind
    photo: int
    place: Place | None
    reference: str | None = None
    reference_place: Place | None = None
    homography: Sequence[float] | None = None
    target: Target | None = None

    @property
    def is_close_up(self) -> bool:
        """Whether the photo is cropped around the place; otherwise it is shown whole, like the genuine picture."""
        cut_out = (PairKind.SAME_PLACE, PairKind.NO_REFERENCE)
        return self.target is not None or (self.place is not None and self.kind in cut_out)

    @property
    def has_closer(self) -> bool:
        """Whether only the photo has the place, and is shown whole: then a close-up is added."""
        return self.place is not None and self.kind in WHOLE_WITH_A_PLACE

    @property
    def is_cut_off(self) -> bool:
        """Whether a part of what is framed lies outside the photo."""
        return any(not -EDGE <= each <= 1 + EDGE for corner in self.corners or () for each in corner)

    @property
    def corners(self) -> Sequence[Sequence[float]] | None:
        """The framed region on the photo; None if the photo is not registered to the genuine picture."""
        if self.target is None or self.homography is None:
            return None
        return _carried_corners(np.reshape(self.homography, (3, 3)), self.target.frame)


def pair_of(examination: Examination, index: int, release: KnownRelease | None) -> Pair:
    """What to show of finding `index`.

    Args:
        examination: as the reader may see it. release: that gave the verdict; None if it is no longer here.

    Raises:
        NotFoundError: there is no such finding, or no photo shows it.
    """
    finding = finding_of(examination, index)
    if finding.photo is None:
        raise NotFoundError(message("This point is on none of the photos, so there is nothing to show."))
    bare = Pair(PairKind.NO_REFERENCE, finding.photo, framed(finding))
    if release is None:
        return bare
    point = _point(examination, finding.id, release)
    if not release.description.references:
        return _not_laid(finding, finding.photo, point, release)
    if not _carried(finding.reference, release):
        return bare
    seen = examination.verdict.photos[finding.photo]
    return _laid(finding, finding.photo, point, seen, shows_all=not examination.hidden)


def text_pair(examination: Examination, index: int, release: KnownRelease | None) -> Pair:
    """What to show of marked text `index`.

    Args:
        release: that gave the verdict; None if it is gone.

    Raises:
        NotFoundError: there is no such text, or no photo shows it.
    """
    texts = examination.verdict.texts
    if not 0 <= index < len(texts):
        raise NotFoundError(message("This verdict has {count} marked texts, counted from 0.", count=len(texts)))
    text = texts[index]
    if text.photo is None or text.reference is None or text.reference_region is None:
        raise NotFoundError(message("This text is on none of the photos, so there is nothing to show."))
    laid = examination.verdict.photos[text.photo].registrations
    homography = next((each.homography for each in laid if each.reference == text.reference), None)
    place, own = text.reference_region, _marked(examination, text.id, release) or text.reference_region
    target = Target(own, _inset(own)) if examination.hidden else Target.at(own)
    return Pair(PairKind.SAME_PLACE, text.photo, text.region, text.reference, place, homography, target)


def _marked(examination: Examination, text_id: str, release: KnownRelease | None) -> Place | None:
    """The place of a text on the sheet's reference picture."""
    sheet = sheet_of(examination, release) if release else None
    return next((text.region for text in sheet.texts if text.id == text_id), None) if sheet else None


def _laid(finding: PointFinding, photo: int, point: Point | None, seen: PhotoFinding, *, shows_all: bool) -> Pair:
    """The pair of a finding whose genuine picture the release has.

    Args:
        point: the sheet's, if the reader may see it.
        shows_all: whether nothing of the product is withheld from the reader.
    """
    reference, marked = finding.reference, finding.reference_region
    if finding.place and marked:
        homography = next((each.homography for each in seen.registrations if each.reference == reference), None)
        target = _target(finding, marked, point, homography, shows_all=shows_all) if homography else None
        return Pair(PairKind.SAME_PLACE, photo, finding.place, reference, marked, homography, target)
    if marked:
        return Pair(PairKind.NOT_FOUND, photo, None, reference, marked)
    if finding.id == MISSING:
        return Pair(PairKind.AMOUNT, photo, None, reference)
    return Pair(PairKind.LOOKALIKE if point else PairKind.PHOTO_ONLY, photo, finding.region, reference)


def _target(
    finding: PointFinding, marked: Place, point: Point | None, homography: Sequence[float], *, shows_all: bool
) -> Target:
    """The target of both close-ups: the place as the sheet marks it, and where the evidence is strongest.

    A box within a slanted place may be far smaller than the place (see `inscribed`), and omit what differs. On the
    reference picture the place itself is a box, so all of it can be shown and framed.
    """
    own = point.region if point and point.region and point.reference == finding.reference else marked
    if not shows_all:
        return Target(own, _inset(own))
    if finding.finding is not Finding.DEVIATES or finding.region is None or finding.region == finding.place:
        return Target.at(own)
    strongest = _on_reference(homography, finding.region)
    return Target(_around(own, strongest), own, strongest) if strongest else Target.at(own)


def _around(one: Place, other: Place) -> Place:
    left, top = (min(one[axis], other[axis]) for axis in (0, 1))
    right, bottom = (max(one[axis] + one[axis + 2], other[axis] + other[axis + 2]) for axis in (0, 1))
    return left, top, right - left, bottom - top


def _inset(place: Place) -> Place:
    x, y, width, height = place
    by = INSET * min(width, height)
    return x + by, y + by, width - 2 * by, height - 2 * by


def _on_reference(homography: Sequence[float], region: Place) -> Place | None:
    """The box, on the reference picture, around a region of the photo; None if nothing of it is on that picture."""
    corners = np.clip(_carried_corners(np.linalg.inv(np.reshape(homography, (3, 3))), region), 0.0, 1.0)
    left, top, right, bottom = (float(edge) for edge in (*corners.min(axis=0), *corners.max(axis=0)))
    return (left, top, right - left, bottom - top) if right > left and bottom > top else None


def _carried_corners(matrix: NDArray[np.float64], region: Place) -> Sequence[tuple[float, float]]:
    """A region's corners mapped by a matrix, clockwise."""
    x, y, width, height = region
    corners = np.array([(x, y, 1), (x + width, y, 1), (x + width, y + height, 1), (x, y + height, 1)]) @ matrix.T
    return [(float(each[0] / each[2]), float(each[1] / each[2])) for each in corners]


def _not_laid(finding: PointFinding, photo: int, point: Point | None, release: KnownRelease) -> Pair:
    """The pair of a verdict of an earlier format: the sheet's picture if it exists, otherwise the nearest."""
    if finding.id == MISSING:
        return Pair(PairKind.AMOUNT, photo, None, finding.reference if _carried(finding.reference, release) else None)
    if point and _carried(point.reference, release):
        return Pair(PairKind.NOT_LAID, photo, finding.region, point.reference, point.region)
    if not _carried(finding.reference, release):
        return Pair(PairKind.NO_REFERENCE, photo, finding.region)
    return Pair(PairKind.LOOKALIKE if point else PairKind.NOT_LAID, photo, finding.region, finding.reference)


def _carried(sha256: str | None, release: KnownRelease) -> bool:
    return sha256 is not None and release.picture(sha256) is not None


def _point(examination: Examination, point_id: str, release: KnownRelease) -> Point | None:
    """The sheet's text on a point, unless it is withheld from the reader."""
    sheet = sheet_of(examination, release)
    for point in sheet.points if sheet and point_id not in examination.hidden else ():
        if point.id == point_id:
            return point
    return None


def finding_of(examination: Examination, index: int) -> PointFinding:
    """The finding with this index.

    Raises:
        NotFoundError: there is none.
    """
    findings = examination.verdict.points
    if not 0 <= index < len(findings):
        raise NotFoundError(
            message("This verdict has {count} identification points, counted from 0.", count=len(findings))
        )
    return findings[index]


def framed(finding: PointFinding) -> Place | None:
    """The framed region on a finding's photo: the point's place, or without one, where its evidence is strongest."""
    return finding.place or finding.region


def sheet_of(examination: Examination, release: KnownRelease) -> ProductSheet | None:
    """The sheet of the product of the verdict."""
    product = release.description.products.get(examination.verdict.product.id or "")
    return product.sheet if product else None


def named_references(examination: Examination, release: KnownRelease) -> set[str | None]:
    """Genuine pictures that the reader may see with this verdict."""
    sheet = sheet_of(examination, release)
    named = {finding.reference for finding in examination.verdict.points}
    named |= {text.reference for text in examination.verdict.texts}
    return named | {point.reference for point in (sheet.points if sheet else ()) if point.id not in examination.hidden}


def note_of(pair: Pair) -> Wording:
    """What to know about a pair's two pictures; empty if they show the same place, whole and framed once."""
    strongest = STRONGEST if pair.target and pair.target.strongest else NOTHING
    return sentences(PAIRS.get(pair.kind, NOTHING), strongest, CUT_OFF if pair.is_cut_off else NOTHING)
