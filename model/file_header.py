"""What a photo's file says besides its picture: format, camera, compression, size."""

import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, JpegImagePlugin

from model.decoders import DECODER_ERRORS
from model.file_shortcuts import FileTraits
from model.intake import Picture

CAMERA_TAGS = {
    ExifTags.Base.Make: "camera make",
    ExifTags.Base.Model: "camera model",
    ExifTags.Base.Software: "software",
}
DATE_TAGS = frozenset({ExifTags.Base.DateTime, ExifTags.Base.DateTimeOriginal})
LUMINANCE_STEPS = np.array(  # ITU-T T.81, table K.1, row by row: what quality 50 means to the IJG's encoder
    [
        *(16, 11, 10, 16, 24, 40, 51, 61),
        *(12, 12, 14, 19, 26, 58, 60, 55),
        *(14, 13, 16, 24, 40, 57, 69, 56),
        *(14, 17, 22, 29, 51, 87, 80, 62),
        *(18, 22, 37, 56, 68, 109, 103, 77),
        *(24, 35, 55, 64, 81, 104, 113, 92),
        *(49, 64, 78, 87, 103, 121, 120, 101),
        *(72, 92, 95, 98, 112, 100, 103, 99),
    ]
)
QUALITIES = range(1, 101)
SIZE_NAMES = ("file size", "bytes per pixel", "width", "height")
SAMPLINGS = ("4:4:4", "4:2:2", "4:2:0")  # in Pillow's order


class Header(NamedTuple):
    """Statements such as "camera make 'ACME'"; the mean step of the JPEG's brightness table, 0 for other formats."""

    statements: frozenset[str]
    quantisation: float


def read_header(data: bytes, form: str) -> Header:
    """What the file's header says; nothing if it can't be read, and the picture still counts."""
    try:
        with Image.open(io.BytesIO(data), formats=[form]) as image:
            tables = getattr(image, "quantization", None) or {}
            return Header(frozenset(_statements(image, tables)), float(np.mean(tables.get(0, 0.0))))
    except DECODER_ERRORS:
        return Header(frozenset(), 0.0)


def sizes_of(data: bytes, picture: Picture) -> NDArray[np.float64]:
    """File and picture sizes, in the order of `SIZE_NAMES`, as logarithms, so that doublings weigh alike."""
    width, height = picture.full_size
    return np.log([len(data), len(data) / (width * height), width, height])


def file_traits(header: Header, picture: Picture) -> frozenset[str]:
    """Everything that a file says besides its picture, as statements."""
    return header.statements | {f"file format {picture.format}", _size_statement(picture)}


def traits_in(data: bytes, picture: Picture) -> FileTraits:
    """The same of the bytes of a picture that was read, sorted."""
    return tuple(sorted(file_traits(read_header(data, picture.format), picture)))


def _size_statement(picture: Picture) -> str:
    """The photo's size in words, the same upright and lying."""
    return f"a size of {max(picture.full_size)} x {min(picture.full_size)} pixels"


def _statements(image: Image.Image, tables: Mapping[int, Sequence[int]]) -> Iterator[str]:
    exif = image.getexif()
    for tag, name in CAMERA_TAGS.items():
        if tag in exif:
            yield f"{name} {str(exif[tag]).strip(chr(0) + ' ')[:64]!r}"
    if exif:
        yield "EXIF data"
    if DATE_TAGS & {*exif, *exif.get_ifd(ExifTags.IFD.Exif)}:
        yield "an EXIF date"
    if tables:
        digest = hashlib.sha256(repr(sorted(tables.items())).encode()).hexdigest()
        yield f"JPEG quality {_quality(tuple(tables.get(0, ())))} (JPEG quantisation tables {digest[:8]})"
    if isinstance(image, JpegImagePlugin.JpegImageFile) and (kept := JpegImagePlugin.get_sampling(image)) >= 0:
        yield f"JPEG colour sampling {SAMPLINGS[kept]}"
    if image.info.get("progressive"):
        yield "progressive JPEG"
    if image.info.get("icc_profile"):
        yield "a colour profile"
    if image.info.get("comment"):
        yield "a comment in the file"


@lru_cache(maxsize=256)
def _quality(steps: tuple[int, ...]) -> str:
    """The quality whose brightness table is nearest, as the Independent JPEG Group's encoder scales it."""
    if len(steps) != LUMINANCE_STEPS.size:
        return "unknown"
    distances = [int(np.abs(_steps_at(quality) - steps).sum()) for quality in QUALITIES]
    nearest = int(np.argmin(distances))
    return f"{'about ' if distances[nearest] else ''}{QUALITIES[nearest]}"


def _steps_at(quality: int) -> NDArray[np.int64]:
    """IJG's jpeg_quality_scaling, then jpeg_add_quant_table for baseline files."""
    scale = 5000 // quality if quality < 50 else 200 - 2 * quality  # noqa: PLR2004  where IJG's formula changes
    steps: NDArray[np.int64] = np.clip((LUMINANCE_STEPS * scale + 50) // 100, 1, 255)
    return steps
