"""Tails: whether a picture needs the last bytes of its data, as every whole one does.

WebP and AVIF carry no checksum, and their codes make a picture of any bytes. What gives damage away is where a
decoder ends: one that lost its place runs out of data, which it reports, or comes to the last pixel too early. So
the last bytes are changed on a copy: where the last rows of the picture stay as they are, it does not need them.
"""

from collections.abc import Iterator
from typing import NamedTuple

from PIL import Image

from model.boxes import Pictures

TAIL = 16  # bytes that are changed; encoders round up to four at most
LAST_ROWS = 128  # pixels: AV1's largest blocks
ZEROS = bytes(32)  # in a row: AV1 and lossless WebP come to four of them on a blank picture
FRAMES = frozenset({3, 4, 6})  # OBU types: frame header, tile group, and both in one (AV1, 6.2.2)


class Span(NamedTuple):
    """Where data lie in a file: bytes from `start` up to `end`."""

    start: int
    end: int


def last_rows(image: Image.Image) -> bytes:
    """The pixels at the bottom of a decoded picture, as stored."""
    return image.crop((0, max(0, image.height - LAST_ROWS), *image.size)).tobytes()


def with_other_tail(data: bytes, span: Span) -> bytes:
    """A copy of a file in which the last bytes of a span are others."""
    start = max(span.end - TAIL, (span.start + span.end) // 2)
    return data[:start] + bytes(byte ^ 0x5A for byte in data[start : span.end]) + data[span.end :]


def webp_picture(data: bytes) -> Span | None:
    """Where the data of a still WebP picture lie; None where it is animated or holds none (RFC 9649, 2.3)."""
    position, end = 12, 8 + int.from_bytes(data[4:8], "little")
    while position + 8 <= end:
        start = position + 8
        stop = start + int.from_bytes(data[position + 4 : start], "little")
        if data[position:start][:4] in {b"VP8 ", b"VP8L"}:
            return Span(start, stop) if stop <= end else None
        position = stop + stop % 2
    return None


def avif_frames(data: bytes, pictures: Pictures) -> list[Span]:
    """Where the coded frames of an AVIF picture lie, item after item."""
    found = []
    for item in pictures.coded():
        if len(item.extents) == 1:  # in one piece, as encoders store them
            found += list(_frames(data, Span(*item.extents[0])))
    return found


def is_zeroed(data: bytes, spans: list[Span]) -> bool:
    """Whether coded data hold a run of zero bytes that no encoder writes."""
    return any(data.find(ZEROS, span.start, span.end) >= 0 for span in spans)


def _frames(data: bytes, span: Span) -> Iterator[Span]:
    """The frame OBUs of a stretch of AV1 (AV1, 5.3)."""
    position = span.start
    while position < span.end:
        header = data[position]
        start, size = _size(data, position + 1 + (header >> 2 & 1), span.end) if header & 2 else (position, span.end)
        stop = min(start + size, span.end)
        if header >> 3 & 15 in FRAMES:
            yield Span(start, stop)
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
