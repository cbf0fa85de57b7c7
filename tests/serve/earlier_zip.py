"""ZIP files as versions up to November 2026 wrote bundles, with records of their own, where 64 bits are needed."""

import struct
import zlib
from collections.abc import Mapping

EXTRA_64, END_64, LOCATOR_64 = struct.Struct("<2HQ"), struct.Struct("<4sQ2H2L4Q"), struct.Struct("<4sLQL")
DATE, ATTRIBUTES, MADE_BY = 1 << 5 | 1, 0o100644 << 16, 3 << 8 | 45


def packed_earlier(files: Mapping[str, bytes], large_from: int) -> bytes:
    """A ZIP file of these files, in this order.

    Args:
        large_from: offsets from here on are written as those beyond 4 GB were.
    """
    contents, directory = b"", b""
    for name, content in files.items():
        directory += _central(name.encode(), content, len(contents), large_from)
        contents += _local(name.encode(), content) + content
    start, count = len(contents), len(files)
    fixed = (b"PK\6\6", END_64.size - 12, MADE_BY, 45, 0, 0)
    large = END_64.pack(*fixed, count, count, len(directory), start)
    large += LOCATOR_64.pack(b"PK\6\7", 0, start + len(directory), 1)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(directory), start, 0)
    return contents + directory + (large if start >= large_from else b"") + end


def _local(name: bytes, content: bytes) -> bytes:
    sizes = (zlib.crc32(content), len(content), len(content), len(name), 0)
    return struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 0, 0, DATE, *sizes) + name


def _central(name: bytes, content: bytes, offset: int, large_from: int) -> bytes:
    is_large = offset >= large_from
    extra = EXTRA_64.pack(1, 8, offset) if is_large else b""
    fixed = (b"PK\1\2", MADE_BY, 45 if is_large else 20, 0, 0, 0, DATE, zlib.crc32(content), len(content), len(content))
    lengths = (len(name), len(extra), 0, 0, 0)
    place = 0xFFFFFFFF if is_large else offset
    return struct.pack("<4s6H3L5H2L", *fixed, *lengths, ATTRIBUTES, place) + name + extra
