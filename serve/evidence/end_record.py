"""The end of a ZIP file, which says where its central directory is (PKWARE APPNOTE 6.3.10, 4.3.14 to 4.3.16).

`zipfile` reads it, too, but accepts what does not match: bytes before the first file or after the end, a wrong count.
Here it must be exactly what `writing` writes.
"""

import os
import struct
import zipfile
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from model.messages import message
from serve.evidence.domain import ArchivePart, BundleFault, BundleRefusedError
from serve.evidence.writing import MADE_BY, UNIX

END, END_64, LOCATOR_64 = struct.Struct("<4s4H2LH"), struct.Struct("<4sQ2H2L4Q"), struct.Struct("<4sLQL")
END_SIGNATURE, END_64_SIGNATURE, LOCATOR_64_SIGNATURE = b"PK\5\6", b"PK\6\6", b"PK\6\7"
MOST_16, MOST_32 = 0xFFFF, 0xFFFFFFFF
EARLIER_16, EARLIER_32 = MOST_16, MOST_32  # from here on, bundles up to November 2026 have 64 bits
LONGEST_END = END_64.size + LOCATOR_64.size + END.size
LONGEST_TAIL = 1 << 16  # bytes at the end in which the end record is searched for


class DirectoryPlace(NamedTuple):
    """Where the central directory is, and how many bytes come after the end record."""

    start: int
    size: int
    surplus: int


def find_directory(file: BinaryIO) -> DirectoryPlace:
    """Where the end record says that the central directory is.

    Raises:
        BundleRefusedError: there is no end record, or the directory does not end where it begins.
    """
    length = file.seek(0, os.SEEK_END)
    tail = _read(file, max(0, length - END.size - LONGEST_TAIL), END.size + LONGEST_TAIL)
    at = tail.rfind(END_SIGNATURE)
    if at < 0 or len(tail) - at < END.size:
        words = message("is missing: this is no bundle, or it was changed or cut off there")
        raise BundleRefusedError(BundleFault(ArchivePart.END, words))
    surplus = len(tail) - at - END.size
    *_, size, start, _ = END.unpack_from(tail, at)
    end = length - surplus - END.size
    large = end - LOCATOR_64.size - END_64.size
    if large >= 0 and _read(file, large + END_64.size, LOCATOR_64.size).startswith(LOCATOR_64_SIGNATURE):
        end = large
        *_, size, start = END_64.unpack(_read(file, large, END_64.size))
    if start + size != end:
        raise BundleRefusedError(BundleFault(ArchivePart.END, message("was changed: it leads to no central directory")))
    return DirectoryPlace(start, size, surplus)


def ends_of(directory: DirectoryPlace, count: int) -> Iterator[bytes]:
    """The bytes after a central directory of `count` records: now, and in bundles up to November 2026.

    Those have 64 bits from other sizes on, and name another writer then.
    """
    yield _end(directory, count, is_large=count > MOST_16 or directory.start > zipfile.ZIP64_LIMIT, made_by=MADE_BY)
    is_large = count >= EARLIER_16 or directory.start >= EARLIER_32
    yield _end(directory, count, is_large=is_large, made_by=UNIX << 8 | MADE_BY)


def _end(directory: DirectoryPlace, count: int, *, is_large: bool, made_by: int) -> bytes:
    start, size, _ = directory
    short = min(count, MOST_16)
    end = END.pack(END_SIGNATURE, 0, 0, short, short, size, min(start, MOST_32), 0)
    if not is_large:
        return end
    fixed = (END_64_SIGNATURE, END_64.size - 12, made_by, MADE_BY, 0, 0)
    locator = LOCATOR_64.pack(LOCATOR_64_SIGNATURE, 0, start + size, 1)
    return END_64.pack(*fixed, count, count, size, start) + locator + end


def _read(file: BinaryIO, start: int, size: int) -> bytes:
    file.seek(start)
    return file.read(size)
