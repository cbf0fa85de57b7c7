"""Intake: converts the bytes of one upload to one upright sRGB picture, or to a rejection that says what to do.

The steps: name the format from its first bytes (`formats`), read its size from the header, refuse what costs too much,
decode, JPEG directly at a fraction of its size (`decoders`), flatten and average in blocks, turn upright
(`orientation`), resize once, convert the colours (`reduction`).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.decoders import Stored, decoder_faults, open_stored
from model.errors import PhotoRejectedError, PhotoTooLargeError
from model.formats import DEFAULT_LIMITS, IntakeLimits, format_of
from model.messages import message
from model.orientation import STORED_SIDEWAYS
from model.reduction import floor_size, resized, srgb, upright


@dataclass(frozen=True, eq=False)
class Picture:
    """One photo, upright and in sRGB, with nothing left of its metadata.

    Attributes:
        pixels: uint8, (height, width, 3), read-only.
        full_size: (width, height) in pixels of the upright picture as stored, before any reduction.
        format: "JPEG", "PNG", "WEBP", "AVIF" or "HEIF".
    """

    pixels: NDArray[np.uint8]
    full_size: tuple[int, int]
    format: str


@dataclass(frozen=True, eq=False)
class UprightPhoto:
    """One photo decoded and upright, still larger than the picture asked for and in its own colours.

    The picture and the grey copy come from it independently, so that one thread can make each.

    Attributes:
        image: "L", "RGB" or "CMYK"; where the photo has as much, at least twice `longest_side`.
        longest_side: that the picture will have, in pixels; a smaller one is not enlarged.
        full_size: as in `Picture`.
        icc_profile: of its colours; empty for sRGB.
        format: as in `Picture`.
    """

    image: Image.Image
    longest_side: int
    full_size: tuple[int, int]
    icc_profile: bytes
    format: str

    def picture(self) -> Picture:
        """Brought to its size and into sRGB.

        Raises:
            PhotoRejectedError: its colours are damaged.
        """
        with decoder_faults():
            image = srgb(resized(self.image, self.full_size, self.longest_side), self.icc_profile)
            return Picture(np.asarray(image), self.full_size, self.format)

    def grey(self, side: int) -> NDArray[np.uint8]:
        """A copy without colour for reading codes, uint8 (height, width); its longest side `side` pixels or less.

        Raises:
            PhotoRejectedError: its colours are damaged.
        """
        with decoder_faults():
            grey = self.image.convert("L")
            grey.thumbnail((side, side), Image.Resampling.BOX)
            return np.asarray(grey)


def read_picture(data: bytes, *, longest_side: int, limits: IntakeLimits = DEFAULT_LIMITS) -> Picture:
    """All steps from the bytes of one upload to its picture; arguments and errors as for `decode_photo`."""
    return decode_photo(data, longest_side=longest_side, limits=limits).picture()


def decode_photo(data: bytes, *, longest_side: int, limits: IntakeLimits = DEFAULT_LIMITS) -> UprightPhoto:
    """Decode the bytes of one upload; deterministic, and safe to call from several threads.

    Args:
        data: the file as received.
        longest_side: of the resulting picture, in pixels; a smaller picture is not enlarged.
        limits: what the file may cost.

    Raises:
        PhotoTooLargeError: more bytes or pixels than the limits allow.
        PhotoRejectedError: empty, too small, cut short, damaged, or not a format that is read here.
        ValueError: `longest_side` is not positive.
    """
    if longest_side < 1:
        raise ValueError(f"longest_side is {longest_side}; it must be at least 1 pixel")
    _check_bytes(data, limits)
    form = format_of(data)
    with decoder_faults():
        stored = open_stored(form, data, limits)
        _check_size(stored, limits)
        decoded = stored.decode(floor_size(stored.size, longest_side))
        image = upright(decoded, longest_side)
    full_size = stored.size[::-1] if decoded.orientation in STORED_SIDEWAYS else stored.size
    return UprightPhoto(image, longest_side, full_size, decoded.icc_profile, form)


def _check_bytes(data: bytes, limits: IntakeLimits) -> None:
    if not data:
        raise PhotoRejectedError("photo-empty", message("The photo arrived empty; send it again."))
    if len(data) > limits.max_bytes:
        raise PhotoTooLargeError(
            "photo-too-large",
            f"The photo is larger than the limit of {limits.max_bytes / 2**20:.3g} MB; "  # not all of it may be read
            "choose a smaller picture size in the camera's settings.",
        )


def _check_size(stored: Stored, limits: IntakeLimits) -> None:
    width, height = stored.size
    if min(width, height) < limits.min_side:
        raise PhotoRejectedError(
            "photo-too-small",
            message(
                "The photo is {width} x {height} pixels; it must be at least {min_side} on each side. "
                "Send the original photo, not a thumbnail.",
                width=width,
                height=height,
                min_side=limits.min_side,
            ),
        )
    if width * height > stored.max_pixels:
        raise PhotoTooLargeError(
            "photo-too-large",
            message(
                "The photo has {megapixels} megapixels and the limit for this kind of file is {limit}; choose a "
                "smaller picture size in the camera's settings.",
                megapixels=round(width * height / 1e6),
                limit=round(stored.max_pixels / 1e6),
            ),
        )
