"""Formats: the supported photo files, the limits of one, and the structure of its bytes before decoding.

Nothing here decodes. What is read from the file's own structure decides whether a decoder is asked at all: the
format, the size of a WebP, the passes of a JPEG, the chunks of a PNG, the boxes of AVIF and HEIF.
"""

import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import MappingProxyType

from model.boxes import read_pictures, truncated
from model.errors import PhotoRejectedError
from model.messages import message

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
MAX_PROFILE_BYTES = 2**22  # printers' colour tables take two megabytes; a zlib bomb takes a thousand times its size
AVIF_BRANDS = frozenset({b"avif", b"avis"})
HEVC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"})
HEIF_BRANDS = HEVC_BRANDS | {b"mif1", b"msf1"}  # these say nothing of the codec


@dataclass(frozen=True)
class IntakeLimits:
    """The limits of one upload; the defaults keep a photo under 256 MB of memory (decision 0003).

    Attributes:
        max_bytes: of the file as received.
        max_pixels: width times height as stored, for JPEGs that are decoded at a fraction of their size.
        max_pixels_whole: the same for what must be held whole while decoding: PNG, AVIF, HEIF and progressive
            JPEG, at up to 8 bytes a pixel.
        max_pixels_webp: the same for WebP, whose decoder holds 16 bytes a pixel and more.
        max_scans: passes over the picture in one JPEG; encoders write 10, and each costs a full pass.
        min_side: pixels; a photo with a shorter side shows too little.
    """

    max_bytes: int = 32 * 2**20
    max_pixels: int = 64_000_000
    max_pixels_whole: int = 30_000_000
    max_pixels_webp: int = 15_000_000
    max_scans: int = 32
    min_side: int = 32


DEFAULT_LIMITS = IntakeLimits()


MEDIA_TYPES: Mapping[str, str] = MappingProxyType(
    {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "AVIF": "image/avif", "HEIF": "image/heic"}
)
UNKNOWN_MEDIA_TYPE = "application/octet-stream"


def media_type_of(data: bytes) -> str:
    """The media type of a file by its bytes; `UNKNOWN_MEDIA_TYPE` where it is no format that is read here."""
    try:
        return MEDIA_TYPES[format_of(data)]
    except PhotoRejectedError:
        return UNKNOWN_MEDIA_TYPE


def format_of(data: bytes) -> str:
    """The format by the file's first bytes; names and media types that clients send are not asked.

    Returns:
        "JPEG", "PNG", "WEBP", "AVIF" or "HEIF".

    Raises:
        PhotoRejectedError: none of these.
    """
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(PNG_SIGNATURE):
        return "PNG"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WEBP"
    brands = _brands(data)
    if brands & AVIF_BRANDS:
        return "AVIF"
    if brands & HEIF_BRANDS:
        return "AVIF" if not brands & HEVC_BRANDS and _holds_av1(data) else "HEIF"
    raise PhotoRejectedError(
        "photo-format-unsupported",
        message("This is not a photo format that is read here; send a JPEG, PNG, WebP, AVIF or HEIC photo."),
    )


def _brands(data: bytes) -> frozenset[bytes]:
    """Major and compatible brands of an ISO base media file (ISO/IEC 14496-12, 4.3), otherwise nothing."""
    if data[4:8] != b"ftyp":
        return frozenset()
    box = data[: min(int.from_bytes(data[:4], "big"), 256)]
    brands = box[8:12] + box[16:]  # between them: the minor version
    return frozenset(brands[start : start + 4] for start in range(0, len(brands), 4))


def _holds_av1(data: bytes) -> bool:
    """Whether the pictures of a HEIF file are AV1."""
    with suppress(PhotoRejectedError):
        return any(item.kind == b"av01" for item in read_pictures(data).coded())
    return False


def branded_avif(data: bytes) -> bytes:
    """An AVIF file under a brand by which libavif knows it; pictures alone do not tell it."""
    return data if _brands(data) & AVIF_BRANDS else data[:8] + b"avif" + data[12:]


def png_chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    """Name and bytes, both as stored, of every chunk up to IEND (PNG, third edition, 5.3).

    Raises:
        PhotoRejectedError: the file ends before.
    """
    chunks, position, kind = [], len(PNG_SIGNATURE), b""
    while kind != b"IEND":
        kind = data[position + 4 : position + 8]
        end = position + 12 + int.from_bytes(data[position : position + 4], "big")
        if end > len(data):
            raise truncated()
        chunks.append((kind, data[position:end]))
        position = end
    return chunks


def is_sound_chunk(chunk: bytes) -> bool:
    """Whether a PNG chunk, as stored, has its own checksum (PNG, third edition, 5.5)."""
    return zlib.crc32(chunk[4:-4]) == int.from_bytes(chunk[-4:], "big")


def unpacked_profile(chunk: bytes) -> bytes:
    """The ICC profile in an iCCP chunk: a name, NUL, zero, zlib data; empty if broken or too large."""
    unpacker = zlib.decompressobj()
    with suppress(zlib.error):
        profile = unpacker.decompress(chunk.partition(b"\0\0")[2], MAX_PROFILE_BYTES)
        return profile if unpacker.eof else b""
    return b""


def webp_size(data: bytes) -> tuple[int, int]:
    """(width, height) in pixels, from the first chunk of a WebP file (RFC 9649, 2.5 to 2.7).

    Raises:
        SyntaxError: that chunk is no picture; the word that Pillow's decoders have for it.
    """
    chunk = data[12:16]
    if chunk == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if chunk == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if chunk == b"VP8 ":
        return int.from_bytes(data[26:28], "little") & 0x3FFF, int.from_bytes(data[28:30], "little") & 0x3FFF
    raise SyntaxError(message("not a WebP picture"))
