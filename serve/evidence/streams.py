"""Reads parts of files in pieces."""

import hashlib
import os
import zlib
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

CHUNK = 1 << 20


class StreamDigests(NamedTuple):
    """Size and digests of bytes that are not kept."""

    size: int
    crc: int
    sha256: str


def measured(file: BinaryIO, start: int = 0, size: int | None = None) -> StreamDigests:
    """Measure a part of a file, by default to its end."""
    digest, crc, length = hashlib.sha256(), 0, 0
    for chunk in chunks(file, start, size):
        digest.update(chunk)
        crc, length = zlib.crc32(chunk, crc), length + len(chunk)
    return StreamDigests(length, crc, digest.hexdigest())


def chunks(file: BinaryIO, start: int = 0, size: int | None = None) -> Iterator[bytes]:
    """A part of a file, by default to its end; no one else may move the file position meanwhile."""
    left = file.seek(0, os.SEEK_END) - start if size is None else size
    file.seek(start)
    while left > 0 and (chunk := file.read(min(left, CHUNK))):
        left -= len(chunk)
        yield chunk
