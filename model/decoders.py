"""Decoders: one per format, each reading the header first and the pixels on demand.

Pillow's ``Image.open`` is not used: its format plugins are called by name, so that no other format is ever
tried, its process-wide pixel limit plays no part, and none of its warnings (about EXIF, MPO and APNG data
that is not needed here) can reach a caller. ``warnings.catch_warnings`` would not do: it is not safe among
threads.
"""

import io
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from types import MappingProxyType
from typing import Any, NamedTuple

from PIL import (
    AvifImagePlugin,
    Image,
    ImageCms,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
    features,
)

from model import hevc
from model.boxes import read_pictures, truncated, whole_boxes
from model.colours import item_profile, png_profile
from model.errors import PhotoRejectedError
from model.formats import (
    PNG_SIGNATURE,
    IntakeLimits,
    branded_avif,
    is_sound_chunk,
    png_chunks,
    unpacked_profile,
    webp_size,
)
from model.jpeg import check_kind, read_structure
from model.jpeg_pixels import decoded
from model.messages import message
from model.orientation import exif_orientation
from model.tails import ByteRange, avif_frames, is_filled, is_filled_webp, last_rows, webp_picture, with_other_tail

# What decoders raise on broken files, seen with mutated photos or written in their sources. This list is
# the one place where nearly everything is caught: the files are hostile and the decoders are not ours, so
# that any of these says only "this file can't be decoded". It stands around the decoders alone.
DECODER_ERRORS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    ImageCms.PyCMSError,
    Image.DecompressionBombError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
TRUNCATED_WORDS = ("truncated", "unexpected end of file", "end of file", "not enough data", "no image data")
# The chunks that affect a PNG's picture. The decoder does not get the others: no animation, no texts that unfold to
# megabytes, and damage there does no harm.
LOSSLESS = b"VP8L"  # WebP's chunk
PNG_CHUNKS_KEPT = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
PNG_CHUNKS_ASKED = frozenset({b"eXIf", b"cICP", b"iCCP", b"sRGB", b"gAMA", b"cHRM"})
PNG_CHUNKS_CHECKED = PNG_CHUNKS_KEPT | PNG_CHUNKS_ASKED - {b"iCCP"}  # a profile that is broken is ignored


class Decoded(NamedTuple):
    """A photo as stored, with what is needed to show it correctly; icc_profile is empty for sRGB."""

    image: Image.Image
    orientation: int
    icc_profile: bytes


class Stored(NamedTuple):
    """A photo whose header is read, but not its pixels.

    `decode` takes the (width, height), as stored, below which the decoder must not reduce.
    """

    size: tuple[int, int]
    max_pixels: int
    decode: Callable[[tuple[int, int]], Decoded]


@contextmanager
def decoder_faults() -> Iterator[None]:
    """Turn every exception of a decoder into a rejection."""
    try:
        yield
    except DECODER_ERRORS as fault:
        if any(words in str(fault).lower() for words in TRUNCATED_WORDS):
            raise truncated() from fault
        raise PhotoRejectedError(
            "photo-unreadable", message("The photo is damaged and can't be opened; send it again or take a new one.")
        ) from fault


def open_stored(form: str, data: bytes, limits: IntakeLimits) -> Stored:
    """Read the header of a file of a format that `format_of` named.

    Call it, and what it hands back, inside `decoder_faults`.

    Raises:
        PhotoRejectedError: cut short, in too many passes, or no decoder for the format is installed.
    """
    return OPENERS[form](data, limits)


def _open_jpeg(data: bytes, limits: IntakeLimits) -> Stored:
    structure = read_structure(data)
    check_kind(structure)
    image = _QuietJpeg(io.BytesIO(data))
    scans = len(structure.scans)
    if scans > limits.max_scans:
        raise PhotoRejectedError(
            "photo-unreadable",
            message(
                "The photo is stored in {scans} passes, which no camera does; take it with the phone's camera.",
                scans=scans,
            ),
        )

    def decode(smallest: tuple[int, int]) -> Decoded:
        image.draft(None, smallest)
        return _described(decoded(data, structure, image), image.info)

    whole = scans > 1 or "progressive" in image.info  # then the coefficients are all held, draft or not
    return Stored(image.size, limits.max_pixels_whole if whole else limits.max_pixels, decode)


class _QuietJpeg(JpegImagePlugin.JpegImageFile):
    """A JPEG, or the first picture of an MPO; Pillow's own look at the EXIF data warns about broken ones."""

    def _read_dpi_from_exif(self) -> None:
        """Print resolution is of no use here."""


def _open_png(data: bytes, limits: IntakeLimits) -> Stored:
    chunks = png_chunks(data)
    if not all(is_sound_chunk(chunk) for kind, chunk in chunks if kind in PNG_CHUNKS_CHECKED):
        raise ValueError("a chunk does not have the checksum that it came with")
    bare = b"".join(chunk for kind, chunk in chunks if kind in PNG_CHUNKS_KEPT)
    extras = {kind: chunk[8:-4] for kind, chunk in chunks if kind in PNG_CHUNKS_ASKED}
    image = PngImagePlugin.PngImageFile(io.BytesIO(PNG_SIGNATURE + bare))

    def decode(_: tuple[int, int]) -> Decoded:
        image.load()
        profile = png_profile(extras, unpacked_profile(extras.get(b"iCCP", b"")))
        return Decoded(image, exif_orientation(extras.get(b"eXIf", b"")), profile)

    return Stored(image.size, limits.max_pixels_whole, decode)


def _open_webp(data: bytes, limits: IntakeLimits) -> Stored:
    _require("webp", "WebP")
    if 8 + int.from_bytes(data[4:8], "little") > len(data):
        raise truncated()

    def decode(_: tuple[int, int]) -> Decoded:
        span = webp_picture(data)
        if span and data.startswith(LOSSLESS, span.start - 8) and is_filled_webp(data, span):
            raise ValueError("a fill in place of data")
        return _needing_its_tail(data, span, lambda file: WebPImagePlugin.WebPImageFile(io.BytesIO(file)))

    # The decoder sets up its canvas as it opens the file: the size must be known before.
    return Stored(webp_size(data), limits.max_pixels_webp, decode)


def _open_avif(data: bytes, limits: IntakeLimits) -> Stored:
    _require("avif", "AVIF")
    data = branded_avif(whole_boxes(data))
    pictures = read_pictures(data)
    image = _QuietAvif(io.BytesIO(data))
    size, orientation, is_animated = image.size, image.info["orientation"], image.is_animated
    del image

    def decode(_: tuple[int, int]) -> Decoded:
        spans = avif_frames(data, pictures.coded())
        if is_filled(data, spans + avif_frames(data, pictures.alpha())):
            raise ValueError("a fill in place of data")
        last = spans[-1] if len(pictures.coded()) == 1 and spans and not is_animated else None
        found = _needing_its_tail(data, last, lambda file: _QuietAvif(io.BytesIO(file)))
        return found._replace(orientation=orientation, icc_profile=item_profile(pictures.main()) or found.icc_profile)

    return Stored(size, limits.max_pixels_whole, decode)


def _needing_its_tail(data: bytes, span: ByteRange | None, opened: Callable[[bytes], ImageFile.ImageFile]) -> Decoded:
    """Decode a file whose picture lies in a span, and refuse it where it needs less than that (see `tails`).

    The copy is decoded first and released, so that two pictures are never in memory.

    Raises:
        ValueError: it does.
    """
    other = b""
    if span:
        with suppress(*DECODER_ERRORS):
            other = last_rows(_loaded(opened(with_other_tail(data, span))).image)
    found = _loaded(opened(data))
    if other and other == last_rows(found.image):
        raise ValueError("the picture ends before its data do")
    return found


class _QuietAvif(AvifImagePlugin.AvifImageFile):
    """An AVIF picture, turned by its own boxes alone, as its standard says and browsers do.

    Pillow folds the boxes and the EXIF orientation into one and warns about broken EXIF data on the way.
    """

    def _open(self) -> None:
        from PIL import _avif  # noqa: PLC0415  # absent where Pillow was built without it; _require has looked

        if self.fp is None:
            raise ValueError("no file to read")
        self._decoder = _avif.AvifDecoder(self.fp.read(), "auto", 1)  # one thread: the service deals them out
        size, frames, mode, icc_profile, _, orientation, _ = self._decoder.get_info()
        self._size, self.n_frames, self._mode = size, frames, mode
        self.info = {"icc_profile": icc_profile, "orientation": orientation}
        self.is_animated = frames > 1
        self.seek(0)


def _open_heif(data: bytes, limits: IntakeLimits) -> Stored:
    """HEIC through pillow-heif, its plugin not registered: that would change Pillow for the whole process."""
    try:
        import pillow_heif  # noqa: PLC0415  # the extra `heic`
    except ImportError:
        raise _unsupported("HEIC") from None
    data = whole_boxes(data)
    pictures = read_pictures(data)
    file = pillow_heif.open_heif(data, convert_hdr_to_8bit=True)
    primary = file[file.primary_index]
    info: Mapping[str, Any] = primary.info

    def decode(_: tuple[int, int]) -> Decoded:
        # libheif has turned the picture already; the EXIF orientation is then only a note of what was done.
        primary.load()
        if primary.size != size:
            raise ValueError("the picture is not of the size that its header says")
        if not hevc.is_whole(data, pictures):
            raise ValueError("the picture's data are not whole")
        return Decoded(primary.to_pillow(), 1, item_profile(pictures.main()) or bytes(info.get("icc_profile") or b""))

    size = primary.size
    return Stored(size, limits.max_pixels_whole, decode)


def _loaded(image: ImageFile.ImageFile) -> Decoded:
    image.load()
    return _described(image, image.info)


def _described(image: Image.Image, info: Mapping[Any, Any]) -> Decoded:
    return Decoded(image, exif_orientation(info.get("exif") or b""), info.get("icc_profile") or b"")


def _require(feature: str, name: str) -> None:
    if not features.check(feature):
        raise _unsupported(name)


def _unsupported(name: str) -> PhotoRejectedError:
    return PhotoRejectedError(
        "photo-format-unsupported",
        message(
            '{name} photos can\'t be read here; set the camera to JPEG ("most compatible") and take it again.',
            name=name,
        ),
    )


OPENERS: Mapping[str, Callable[[bytes, IntakeLimits], Stored]] = MappingProxyType(
    {"JPEG": _open_jpeg, "PNG": _open_png, "WEBP": _open_webp, "AVIF": _open_avif, "HEIF": _open_heif}
)
