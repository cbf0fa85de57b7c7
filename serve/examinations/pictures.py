"""Pictures of an examination, drawn on demand from the stored originals: no inference, always the same."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from model.evidence import overlay
from model.formats import IntakeLimits
from model.intake import read_picture
from model.messages import message
from serve.examinations.domain import Examination, PairKind, StoredPhoto
from serve.examinations.looking import photo_of
from serve.examinations.pairs import (
    Pair,
    finding_of,
    framed,
    named_references,
    pair_of,
    text_pair,
)
from serve.platform.drawing import Pixels, Place, Shape, Target, cut, laid_over, outlined
from serve.platform.errors import NotFoundError
from serve.platform.objects import Objects
from serve.releases.domain import KnownRelease
from serve.releases.service import Releases

WHOLE_SIDE = 1600  # pixels of the longest side of a whole picture
PRINTED_SIDE = 1000  # the same of one in a report
CLOSE_UP_SIDE = 800  # pixels of the longest side of a close-up
DETAIL = 4  # a close-up is cropped from a picture this many times as large


class Side(StrEnum):
    """Which picture of a pair."""

    PHOTO = "photo"
    REFERENCE = "reference"
    CLOSER = "closer"  # the place on the photo, if the other two are whole
    WHOLE_PHOTO = "whole_photo"
    WHOLE_REFERENCE = "whole_reference"


class PictureOptions(NamedTuple):
    """How a picture of a pair is drawn.

    Attributes:
        longest: pixels of the longest side; of a whole picture, at most.
        frames: whether places are framed on it.
    """

    longest: int = CLOSE_UP_SIDE
    frames: bool = True


AS_USUAL = PictureOptions()


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
        """The same for a given photo, with at most this many pixels on its longest side."""
        return overlay(self._pixels(photo, side), None)

    def evidence(self, examination: Examination, index: int) -> bytes:
        """The photo on which finding `index` rests, with a frame around its place, or where it is strongest."""
        place, photo = _framed(examination, index)
        if self._pair(examination, index).corners:
            return self.pair(examination, index, Side.WHOLE_PHOTO)
        return overlay(self._pixels(photo, WHOLE_SIDE), place)

    def close_up(self, examination: Examination, index: int) -> bytes:
        """The same place with its surroundings."""
        if self._pair(examination, index).corners:
            return self.pair(examination, index, Side.PHOTO)
        return self._closer(examination, index, AS_USUAL)

    def _closer(self, examination: Examination, index: int, options: PictureOptions) -> bytes:
        place, photo = _framed(examination, index)
        return cut(
            self._pixels(photo, DETAIL * options.longest), Target.at(place), options.longest, frames=options.frames
        )

    def pair(self, examination: Examination, index: int, side: Side, options: PictureOptions = AS_USUAL) -> bytes:
        """One picture of the pair of finding `index`: the photo or the genuine picture, the place or the whole."""
        if side is Side.CLOSER:
            return self._closer(examination, index, options)
        return self._drawn(examination, self._pair(examination, index), side, options, Shape.PLACE)

    def text(self, examination: Examination, index: int, side: Side, options: PictureOptions = AS_USUAL) -> bytes:
        """One picture of marked text `index`, like that of a pair; the place is cropped as a line."""
        pair = text_pair(examination, index, self._known(examination))
        return self._drawn(examination, pair, side, options, Shape.LINE)

    def _drawn(self, examination: Examination, pair: Pair, side: Side, options: PictureOptions, shape: Shape) -> bytes:
        if side is Side.WHOLE_PHOTO:
            pixels = self._pixels(examination.photos[pair.photo], WHOLE_SIDE)
            return outlined(pixels, pair.corners) if pair.corners else overlay(pixels, pair.place)
        if side is Side.WHOLE_REFERENCE:
            framed = pair.target.frame if pair.target else pair.reference_place
            return overlay(self._genuine(examination, pair, WHOLE_SIDE), framed)
        draw = self._of_photo if side is Side.PHOTO else self._of_reference
        return draw(examination, pair, options, shape)

    def _of_photo(self, examination: Examination, pair: Pair, options: PictureOptions, shape: Shape) -> bytes:
        photo, (longest, frames) = examination.photos[pair.photo], options
        if pair.homography and pair.target:
            height, width = self._genuine(examination, pair, DETAIL * longest).shape[:2]
            pixels = self._pixels(photo, DETAIL * longest)
            return laid_over(pixels, pair.homography, pair.target, (width, height), longest, shape, frames=frames)
        if pair.place and pair.is_close_up:
            target = Target.at(pair.place)
            return cut(self._pixels(photo, DETAIL * longest), target, longest, shape, frames=frames)
        return overlay(self._pixels(photo, longest), pair.place if frames else None)

    def _of_reference(self, examination: Examination, pair: Pair, options: PictureOptions, shape: Shape) -> bytes:
        longest, frames = options
        target = pair.target or (Target.at(pair.reference_place) if pair.reference_place else None)
        if pair.kind is PairKind.SAME_PLACE and target:
            return cut(self._genuine(examination, pair, DETAIL * longest), target, longest, shape, frames=frames)
        return overlay(self._genuine(examination, pair, longest), pair.reference_place if frames else None)

    def _pair(self, examination: Examination, index: int) -> Pair:
        return pair_of(examination, index, self._known(examination))

    def reference(self, examination: Examination, sha256: str) -> bytes:
        """A genuine reference that the verdict or its product's sheet names, as stored in the release."""
        release = self.releases.known(examination.verdict.release)
        picture = release.picture(sha256) if sha256 in named_references(examination, release) else None
        if picture is None:
            raise NotFoundError(message("This verdict names no such reference."))
        return picture

    def _genuine(self, examination: Examination, pair: Pair, side: int) -> Pixels:
        if pair.reference is None:
            raise NotFoundError(message("There is no genuine picture of this point."))
        content = self.reference(examination, pair.reference)
        return read_picture(content, longest_side=side, limits=self.limits).pixels

    def _known(self, examination: Examination) -> KnownRelease | None:
        try:
            return self.releases.known(examination.verdict.release)
        except NotFoundError:
            return None

    def _pixels(self, photo: StoredPhoto, side: int) -> Pixels:
        return read_picture(self.objects.get(photo.sha256), longest_side=side, limits=self.limits).pixels


def _framed(examination: Examination, index: int) -> tuple[Place, StoredPhoto]:
    """A finding's place and its photo. A withheld one is treated like one that no photo shows."""
    finding = finding_of(examination, index)
    place = framed(finding)
    if finding.photo is None or place is None:
        raise NotFoundError(message("This point has no place on any of the photos, so there is nothing to show."))
    return place, examination.photos[finding.photo]
