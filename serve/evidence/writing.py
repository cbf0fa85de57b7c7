"""Writes an evidence bundle as a ZIP file, with at most one of its files in memory.

Files are stored, not compressed; dates and attributes are always the same; there are no comments. So equal files in
equal order make equal bytes, and every difference is a change.
"""

import shutil
from contextlib import AbstractContextManager
from typing import BinaryIO
from zipfile import ZipFile, ZipInfo

from serve.evidence.streams import CHUNK

UNIX, MADE_BY = 3, 45  # system and format version named as the writer's
ATTRIBUTES = 0o100644 << 16


class ArchiveWriter(AbstractContextManager["ArchiveWriter"]):
    """Writes files one after the other, and then, by `close`, the central directory.

    As a context manager it always releases the sink.

    Args:
        sink: empty and seekable: a file's header is completed after its content.
    """

    def __init__(self, sink: BinaryIO) -> None:
        self._sink = sink
        self._zip = ZipFile(sink, "w")

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def add(self, name: str, content: bytes) -> None:
        """Write a file."""
        self._zip.writestr(member(name), content)

    def add_stream(self, name: str, source: BinaryIO) -> None:
        """Write a file that is not in memory, from its start."""
        source.seek(0)
        with self._zip.open(member(name), "w") as target:
            shutil.copyfileobj(source, target, CHUNK)

    def close(self) -> int:
        """Write the end, and return the total length."""
        self._zip.close()
        return self._sink.tell()


def member(name: str, crc: int = 0, size: int = 0) -> ZipInfo:
    """The description of a file in the ZIP; only these three values and its offset differ between files."""
    info = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.create_system, info.create_version, info.external_attr = UNIX, MADE_BY, ATTRIBUTES
    info.CRC, info.file_size, info.compress_size = crc, size, size
    return info
