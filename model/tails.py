"""Tails: whether a picture needs the last bytes of its data, like every complete one.

WebP and AVIF have no checksum, and their decoders make a picture from any bytes. The end of decoding shows damage: a
decoder that lost synchronisation runs out of data, which it reports, or reaches the last pixel too early. So the last
bytes are changed on a copy: if the last rows of the picture stay the same, it does not need them.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from PIL import Image

from model.boxes import CodedItem

TAIL = 16  # bytes that are changed; encoders round up to four at most
LAST_ROWS = 128  # pixels: AV1's largest blocks
FILLS = (b"\0", b"\xff")  # what stands where data were lost: zeros of a disk, ones of an erased memory card
AV1_FILL, VP8L_FILL = 128, 32  # bytes in a row; line art comes to 54 of them in AV1 and to 28 in lossless WebP
INDEXED = 7  # VP8L's first three bits after its header: a transform follows, and it is the one of palettes
FRAME_HEADER = 16  # bytes of an animation's frame, before the picture's own chunks
FRAMES = frozenset({3, 4, 6})  # OBU types: frame header, tile group, and both in one (AV1, 6.2.2)


class ByteRange(NamedTuple):
    """Where data lie in a file: bytes from `start` up to `end`."""

    start: int
    end: int


def last_rows(image: Image.Image) -> bytes:
    """The pixels at the bottom of a decoded picture, as stored."""
    return image.crop((0, max(0, image.height - LAST_ROWS), *image.size)).tobytes()


def with_other_tail(data: bytes, span: ByteRange) -> bytes:
    """A copy of a file in which the last bytes of a span are others."""
    start = max(span.end - TAIL, (span.start + span.end) // 2)
    return data[:start] + bytes(byte ^ 0x5A for byte in data[start : span.end]) + data[span.end :]


def webp_picture(data: bytes) -> ByteRange | None:
    """Where the data of a WebP picture lie, of an animated one its first frame's (RFC 9649, 2.3 to 2.7).

    None if there are none, or where they give only a part of the first picture.
    """
    position, end = 12, 8 + int.from_bytes(data[4:8], "little")
    while position + 8 <= end:
        kind, start = data[position : position + 4], position + 8
        stop = start + int.from_bytes(data[position + 4 : start], "little")
        if kind in {b"VP8 ", b"VP8L"}:
            return ByteRange(start, stop) if stop <= end else None
        if kind == b"ANMF":
            if data[start + 6 : start + 12] != data[24:30]:  # the frame's size and the whole picture's
                return None
            position = start + FRAME_HEADER
        else:
            position = stop + stop % 2
    return None


def is_filled_webp(data: bytes, span: ByteRange) -> bool:
    """Whether a lossless WebP picture holds a fill in place of data; one with a palette may hold long runs, sound."""
    is_indexed = data[span.start + 5] & INDEXED == INDEXED
    return not is_indexed and is_filled(data, [span], VP8L_FILL)


def avif_frames(data: bytes, items: Iterable[CodedItem]) -> list[ByteRange]:
    """Where the coded frames of items of an AVIF picture lie, item after item."""
    found = []
    for item in items:
        if len(item.extents) == 1:  # in one piece, as encoders store them
            found += list(_frames(data, ByteRange(*item.extents[0])))
    return found


def is_filled(data: bytes, spans: list[ByteRange], length: int = AV1_FILL) -> bool:
    """Whether coded data hold a run of zeros or ones, `length` bytes or more, that no encoder writes."""
    return any(data.find(fill * length, span.start, span.end) >= 0 for fill in FILLS for span in spans)


def _frames(data: bytes, span: ByteRange) -> Iterator[ByteRange]:
    """The frame OBUs of a stretch of AV1 (AV1, 5.3)."""
    position = span.start
    while position < span.end:
        header = data[position]
        start, size = _size(data, position + 1 + (header >> 2 & 1), span.end) if header & 2 else (position, span.end)
        stop = min(start + size, span.end)
        if header >> 3 & 15 in FRAMES:
            yield ByteRange(start, stop)
        position = max(stop, position + 1)


def _size(data: bytes, position: int, end: int) -> tuple[int, int]:
    """Where an OBU's content starts and how long it is, by its leb128 number."""
    size = 0
    for place in range(8):
        if position >= end:
            break
        byte = data[position]
        position += 1
        size |= (byte & 0x7F) << 7 * place
        if not byte & 0x80:
            break
    return position, size
