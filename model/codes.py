"""Codes: the bar codes and matrix codes in a photo, and the article and serial numbers that they name.

zxing-cpp finds and decodes them. Its results are hostile input (anyone can print a code), and a misread code must not
become evidence. Symbols with error correction or a check character that it verifies are accepted as read. Retail
symbols (EAN, UPC) are read again, enlarged, before they count (decision 0007).
"""

import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
import zxingcpp
from numpy.typing import NDArray
from PIL import Image
from zxingcpp import BarcodeFormat, ContentType, ErrorType

from model.catalogue import Region
from model.gs1 import (
    GTIN_DIGITS,
    Identity,
    gtin14,
    is_address,
    read_digital_link,
    read_element_string,
    read_plain_elements,
)
from model.gtin import check_digit_fits
from model.iso15434 import is_envelope, read_envelope

MAX_CODES = 20  # a photo; the largest count
MAX_CHARACTERS = 100
MAX_CONTENT = 8000  # characters that are searched for numbers; the largest symbol has 7,089
UNPRINTABLE = "\N{REPLACEMENT CHARACTER}"

RETAIL = (BarcodeFormat.EAN13, BarcodeFormat.EAN8, BarcodeFormat.UPCA, BarcodeFormat.UPCE)
# Left out: Codabar, Code 93, ITF of free length and others that carry little protection and are rare on goods; and
# DataBar, Aztec and PDF417, which are for produce, tickets and papers, and cost as much as all others together.
READ = (
    *RETAIL,
    BarcodeFormat.ITF14,
    BarcodeFormat.Code128,
    BarcodeFormat.Code39,
    BarcodeFormat.DataMatrix,
    BarcodeFormat.QRCode,
)
ITF_CHECKED = "]I1"  # the symbology identifier where the check digit is there and fits (ISO/IEC 15424)

ENLARGEMENTS = (1.5, 2.0)  # at which a retail symbol is read again
MARGIN = 0.15  # of the symbol's longer side: room for its quiet zones, too little for a neighbour
MIN_FLATNESS = 0.1  # height over width that a reading covers; misread fragments cover a few lines of pixels
MAX_REREAD_PIXELS = 2_000_000  # limits the cost of a photo full of symbols


class CodeKind(StrEnum):
    """What a code names: an article (perhaps with its serial number), a serial number alone, or neither."""

    GTIN = "gtin"
    SERIAL = "serial"
    OTHER = "other"


@dataclass(frozen=True)
class Code:
    """One code in a photo.

    Attributes:
        text: as people read it, printable, at most 100 characters.
        format: the symbology, such as "EAN-13" or "QR Code".
        gtin: 14 digits, zeros in front; its check digit fits where the code is valid.
        serial: the serial number that the code declares.
        valid: False if the code is read for sure and its GTIN fails its check digit.
        region: the upright rectangle around it, in fractions of the upright photo.
    """

    text: str
    format: str
    kind: CodeKind
    gtin: str | None
    serial: str | None
    valid: bool
    region: Region


class _Box(NamedTuple):
    """Pixels, right and bottom excluded."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def area(self) -> int:
        return (self.right - self.left) * (self.bottom - self.top)


class _Reading(NamedTuple):
    """One symbol as zxing-cpp read it; `flatness` is the height over the width of what was read."""

    barcode: zxingcpp.Barcode
    box: _Box
    flatness: float

    @property
    def is_retail(self) -> bool:
        return self.barcode.symbology == BarcodeFormat.EANUPC

    @property
    def name(self) -> tuple[str, str]:
        return str(self.barcode.format), self.barcode.text


def read_codes(grey: NDArray[np.uint8]) -> tuple[Code, ...]:
    """The codes in one photo, from top to bottom, each format and text once; the same pixels give the same codes.

    zxing-cpp releases the GIL, so threads read in parallel.

    Args:
        grey: uint8, (height, width), upright; 1344 pixels or more on the longest side where the photo has them.

    Raises:
        ValueError: not a grey picture of bytes.
    """
    if grey.ndim != 2 or grey.dtype != np.uint8 or not grey.size:  # noqa: PLR2004  # rows and columns
        raise ValueError(f"the picture must be uint8 (height, width), not {grey.dtype} {grey.shape}")
    pixels = np.ascontiguousarray(grey)
    certain = [each for each in _largest(_readings(pixels, READ)) if _is_certain(pixels, each)]
    certain.sort(key=lambda each: (each.box.top, each.box.left, each.name))
    return tuple(_code(each, grey.shape) for each in certain)


def _readings(pixels: NDArray[np.uint8], formats: Sequence[BarcodeFormat]) -> list[_Reading]:
    """The symbols that zxing-cpp reads, with retail symbols whose check digit is wrong, and without damaged ones."""
    found = zxingcpp.read_barcodes(pixels, zxingcpp.BarcodeFormats(list(formats)), return_errors=True, try_invert=False)
    height, width = pixels.shape
    return [_reading(each, width, height) for each in found if each.text and _is_whole(each)]


def _is_whole(barcode: zxingcpp.Barcode) -> bool:
    # Any stripes look like some ITF: only 14 digits with a correct check digit count.
    if barcode.symbology == BarcodeFormat.ITF:
        return barcode.symbology_identifier == ITF_CHECKED and len(barcode.text) == GTIN_DIGITS
    if barcode.symbology == BarcodeFormat.EANUPC and barcode.error:
        # A UPC-E's check digit is not drawn, only implied: what fails it is half of an EAN-13, misread.
        return barcode.error.type == ErrorType.Checksum and barcode.format != BarcodeFormat.UPCE
    return barcode.valid


def _reading(barcode: zxingcpp.Barcode, width: int, height: int) -> _Reading:
    place = barcode.position
    corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    columns, rows = [corner.x for corner in corners], [corner.y for corner in corners]
    left, top = min(max(min(columns), 0), width - 1), min(max(min(rows), 0), height - 1)
    box = _Box(left, top, min(max(*columns, left + 1), width), min(max(*rows, top + 1), height))
    across = math.dist((corners[0].x, corners[0].y), (corners[1].x, corners[1].y))
    down = math.dist((corners[0].x, corners[0].y), (corners[3].x, corners[3].y))
    return _Reading(barcode, box, down / max(across, 1.0))


def _largest(readings: Iterable[_Reading]) -> list[_Reading]:
    """Each format and text once, where it is largest; the MAX_CODES largest of them."""
    by_size = sorted(readings, key=lambda each: (-each.box.area, each.box, each.name))
    once: dict[tuple[str, str], _Reading] = {}
    for each in by_size:
        once.setdefault(each.name, each)
    return list(once.values())[:MAX_CODES]


# --- retail symbols are read twice -----------------------------------------------------------------------------


def _is_certain(pixels: NDArray[np.uint8], reading: _Reading) -> bool:
    """Whether a reading is correct.

    Enlarging shows the true content of a blurred, small or noisy EAN: misreadings give a different or the correct
    number. A correct number must be read again at least once and never contradicted. A wrong check digit is an
    accusation, and must be read again each time, over a fair share of the symbol's height.
    """
    if not reading.is_retail:
        return True
    wrong = not reading.barcode.valid
    if (wrong or reading.barcode.format == BarcodeFormat.UPCE) and reading.flatness < MIN_FLATNESS:
        return False
    again = [_texts_enlarged(pixels, reading, factor) for factor in ENLARGEMENTS]
    alike = {reading.barcode.text}
    agreeing = sum(texts == alike for texts in again)
    return all(texts <= alike for texts in again) and agreeing >= (len(again) if wrong else 1)


def _texts_enlarged(pixels: NDArray[np.uint8], reading: _Reading, factor: float) -> set[str]:
    """The retail texts at a symbol's place when it is enlarged; beside a correct number, only correct ones."""
    box = _with_margin(reading.box, pixels.shape)
    columns, rows = box.right - box.left, box.bottom - box.top
    factor = min(factor, math.sqrt(MAX_REREAD_PIXELS / (columns * rows)))
    part = Image.fromarray(pixels[box.top : box.bottom, box.left : box.right])
    enlarged = part.resize((round(columns * factor), round(rows * factor)), Image.Resampling.BICUBIC)
    readings = _readings(np.asarray(enlarged), RETAIL)
    if reading.barcode.valid:
        readings = [each for each in readings if each.barcode.valid]
    if reading.barcode.format != BarcodeFormat.UPCE:  # then what looks like a UPC-E is half of the symbol
        readings = [each for each in readings if each.barcode.format != BarcodeFormat.UPCE]
    return {each.barcode.text for each in readings}


def _with_margin(box: _Box, shape: tuple[int, ...]) -> _Box:
    margin = math.ceil(MARGIN * max(box.right - box.left, box.bottom - box.top))
    height, width = shape
    return _Box(
        max(box.left - margin, 0),
        max(box.top - margin, 0),
        min(box.right + margin, width),
        min(box.bottom + margin, height),
    )


# --- what a symbol says ----------------------------------------------------------------------------------------


def _code(reading: _Reading, shape: tuple[int, ...]) -> Code:
    gtin, serial = _identity(reading)
    kind = CodeKind.GTIN if gtin else CodeKind.SERIAL if serial else CodeKind.OTHER
    height, width = shape
    box = reading.box
    return Code(
        text=printable(reading.barcode.text),
        format=str(reading.barcode.format),
        kind=kind,
        gtin=gtin,
        serial=printable(serial) if serial else None,
        valid=gtin is None or check_digit_fits(gtin),
        region=Region(
            box.left / width, box.top / height, (box.right - box.left) / width, (box.bottom - box.top) / height
        ),
    )


def _identity(reading: _Reading) -> Identity:
    barcode = reading.barcode
    if reading.is_retail or barcode.symbology == BarcodeFormat.ITF:
        return Identity(gtin14(barcode.text), None)
    content = barcode.bytes[:MAX_CONTENT].decode("latin-1")
    if barcode.content_type == ContentType.GS1:
        return read_element_string(content)
    if is_envelope(content):
        return read_envelope(content)
    text = barcode.text[:MAX_CONTENT]
    return read_digital_link(text) if is_address(text) else read_plain_elements(content)


def printable(text: str) -> str:
    """At most MAX_CHARACTERS on one line.

    Invisible and direction-changing characters become U+FFFD. They are replaced, not removed: a serial number with a
    hidden character must not be taken for the one without.
    """
    shown = "".join(map(_shown, text[: MAX_CHARACTERS + 1]))
    return shown if len(shown) <= MAX_CHARACTERS else shown[: MAX_CHARACTERS - 1] + "…"


def _shown(character: str) -> str:
    if character.isprintable():
        return character
    return " " if unicodedata.category(character) == "Zs" else UNPRINTABLE
