"""The records that a ZIP file is made of, in the one form that an evidence bundle has them (PKWARE APPNOTE 6.3.10).

Files are stored, not compressed; dates and attributes are always the same; there are no comments, and extra fields only
where an offset needs 64 bits. So equal files in equal order make equal bytes, and whatever differs was changed.
"""

import struct
from typing import NamedTuple

LOCAL, CENTRAL, END = struct.Struct("<4s5H3L2H"), struct.Struct("<4s6H3L5H2L"), struct.Struct("<4s4H2LH")
END_64, LOCATOR_64, EXTRA_64 = struct.Struct("<4sQ2H2L4Q"), struct.Struct("<4sLQL"), struct.Struct("<2HQ")
LOCAL_SIGNATURE, CENTRAL_SIGNATURE, END_SIGNATURE = b"PK\3\4", b"PK\1\2", b"PK\5\6"
END_64_SIGNATURE, LOCATOR_64_SIGNATURE = b"PK\6\6", b"PK\6\7"
VERSION, VERSION_64, MADE_BY = 20, 45, 3 << 8 | 45  # the last says Unix, for the attributes
DATE = 1 << 5 | 1  # 1 January 1980
ATTRIBUTES = 0o100644 << 16
MOST_16, MOST_32 = 0xFFFF, 0xFFFFFFFF


class Member(NamedTuple):
    """One file of the ZIP as its records have it; the content has `crc` and `size`."""

    name: bytes
    crc: int
    size: int


def local_header(member: Member) -> bytes:
    """What stands before a file's content."""
    fixed = (LOCAL_SIGNATURE, VERSION, 0, 0, 0, DATE, member.crc, member.size, member.size)
    return LOCAL.pack(*fixed, len(member.name), 0) + member.name


def central_record(member: Member, offset: int) -> bytes:
    """A file's record in the central directory; `offset` is that of its local header."""
    extra = EXTRA_64.pack(1, 8, offset) if offset >= MOST_32 else b""
    version = VERSION_64 if extra else VERSION
    fixed = (CENTRAL_SIGNATURE, MADE_BY, version, 0, 0, 0, DATE, member.crc, member.size, member.size)
    lengths = (len(member.name), len(extra), 0, 0, 0)
    return CENTRAL.pack(*fixed, *lengths, ATTRIBUTES, min(offset, MOST_32)) + member.name + extra


def end_records(count: int, start: int, size: int) -> bytes:
    """What stands after a central directory of `count` records, `size` bytes from `start` on."""
    short, short_size, short_start = min(count, MOST_16), min(size, MOST_32), min(start, MOST_32)
    end = END.pack(END_SIGNATURE, 0, 0, short, short, short_size, short_start, 0)
    if count < MOST_16 and size < MOST_32 and start < MOST_32:
        return end
    fixed = (END_64_SIGNATURE, END_64.size - 12, MADE_BY, VERSION_64, 0, 0)
    locator = LOCATOR_64.pack(LOCATOR_64_SIGNATURE, 0, start + size, 1)
    return END_64.pack(*fixed, count, count, size, start) + locator + end
