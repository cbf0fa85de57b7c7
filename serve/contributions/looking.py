"""Looks at the bytes of one contributed image: whether it is read whole, how sharp it is, and what finds its copies."""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from PIL import Image

from model.copy_index import CopyIndex
from model.errors import PhotoRejectedError
from model.file_header import traits_in
from model.file_shortcuts import FileTraits
from model.fingerprints import THUMBNAIL, CopyQuery, Grey, Hashes, fingerprints
from model.formats import UNKNOWN_MEDIA_TYPE, IntakeLimits, media_type_of
from model.intake import Picture, read_picture
from model.overlay import Overlay, overlays
from model.quality import QualityLimits, RetakeCode, assess, retake_advice
from model.reduction import resized
from model.tells import differs_in_a_place
from serve.contributions.findings import found
from serve.contributions.image_domain import ContributionFinding, Severity
from serve.contributions.metadata import personal_data

SIDE = 672  # pixels of the longest side at which an image is measured, as when it is examined
LARGE = 960  # the same at which small differences between two labels are looked for
KEPT = 256  # grey pictures that are kept in memory
WELL = 0.98  # the correlation of 9 of 10 blocks at which no better overlay is looked for
QUALITY = QualityLimits()
TRUNCATED = "photo-truncated"


class PictureFacts(NamedTuple):
    """What the bytes of an image tell.

    Attributes:
        asked: what its copies are searched for by; None if it can't be read.
    """

    media_type: str
    width: int = 0
    height: int = 0
    sharpness: float = 0.0
    hashes: bytes = b""
    findings: tuple[ContributionFinding, ...] = ()
    asked: CopyQuery | None = None
    file_traits: FileTraits | None = None

    @property
    def is_picture(self) -> bool:
        """Whether it could be read."""
        return self.asked is not None


class FoundCopy(NamedTuple):
    """Of which picture another one is a copy.

    Attributes:
        sha256: of the other one's bytes.
        differs: whether they differ in a place.
    """

    sha256: str
    differs: bool


def look_at(data: bytes, limits: IntakeLimits) -> PictureFacts:
    """Decode one image, and take its figures."""
    media_type = media_type_of(data)
    try:
        picture = read_picture(data, longest_side=SIDE, limits=limits)
    except PhotoRejectedError as fault:
        return PictureFacts(media_type, findings=(_refusal(fault),))
    quality = assess(picture, QUALITY)
    prints = fingerprints(_thumbnail(picture))
    advice = retake_advice(quality, picture.full_size, QUALITY)
    findings = []
    if RetakeCode.TOO_BLURRED in advice:
        findings.append(found("too-blurred"))
    if RetakeCode.TOO_SMALL in advice:
        findings.append(found("too-small", pixels=quality.pixels, limit=QUALITY.min_pixels))
    return PictureFacts(
        media_type,
        *picture.full_size,
        sharpness=quality.sharpness,
        hashes=prints.stored.tobytes(),
        findings=(*findings, *personal_data(data)),
        asked=prints.asked,
        file_traits=traits_in(data, picture),
    )


def _refusal(fault: PhotoRejectedError) -> ContributionFinding:
    """Why an image can't be read. It arrived whole, as its digest shows: one that is cut off was sent so."""
    if fault.code == TRUNCATED:
        return found(TRUNCATED)
    return ContributionFinding(fault.code, Severity.ERROR, {}, fault.message)


def is_known_format(data: bytes) -> bool:
    """Whether bytes begin as a picture does that is read here."""
    return media_type_of(data) != UNKNOWN_MEDIA_TYPE


def _thumbnail(picture: Picture) -> Grey:
    """As fingerprints are taken of it."""
    small = resized(Image.fromarray(picture.pixels), picture.full_size, THUMBNAIL)
    return np.asarray(small.convert("L"))


class CopySearch:
    """Pictures that were looked at, to find those of which another one is a copy."""

    def __init__(self, content_of: Callable[[str], bytes], limits: IntakeLimits) -> None:
        """Begin with none.

        Args:
            content_of: the bytes of a picture by their sha256.
        """
        self._index = CopyIndex()
        self._digests: list[str] = []
        self._content_of, self._limits = content_of, limits
        self._grey = lru_cache(KEPT)(self._decoded)

    def add(self, sha256: str, hashes: bytes) -> None:
        """Add a picture."""
        stored: Hashes = np.frombuffer(hashes, np.uint64)
        self._index.add(stored)
        self._digests.append(sha256)

    def of(self, sha256: str, asked: CopyQuery) -> FoundCopy | None:
        """The nearest picture that was added of which this one is a copy; None if there is none."""
        for candidate in self._index.candidates(asked, lambda photo: self._digests[photo] != sha256):
            other = self._digests[candidate.photo]
            best: Overlay | None = None
            one, two = self._grey(other, THUMBNAIL), self._grey(sha256, THUMBNAIL)
            for overlay in (each for match in candidate.matches for each in overlays(one, two, match)):
                best = overlay if best is None or overlay.agreement > best.agreement else best
                if best.agreement >= WELL:
                    break
            if best is not None:
                differs = differs_in_a_place(self._grey(other, LARGE), self._grey(sha256, LARGE), best)
                return FoundCopy(other, differs)
        return None

    def _decoded(self, sha256: str, side: int) -> Grey:
        picture = read_picture(self._content_of(sha256), longest_side=max(side, SIDE), limits=self._limits)
        return _thumbnail(picture) if side == THUMBNAIL else np.asarray(Image.fromarray(picture.pixels).convert("L"))
