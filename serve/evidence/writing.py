"""Writing an evidence bundle as a ZIP file, with no more than one of its files in memory.

Files are stored, not compressed; dates and attributes are always the same; there are no comments. So equal files in
equal order make equal bytes, and whatever differs was changed.
"""

import shutil
from contextlib import AbstractContextManager
from typing import BinaryIO
from zipfile import ZipFile, ZipInfo

from serve.evidence.streams import CHUNK

UNIX, MADE_BY = 3, 45  # the system and the version of the format that are named as the writer's
ATTRIBUTES = 0o100644 << 16


class ArchiveWriter(AbstractContextManager["ArchiveWriter"]):
    """Writes files one after the other, and then, by `close`, the central directory.

    As a context it lets go of the sink, whatever happens.

    Args:
        sink: empty and seekable: what a header says of a file is written when its content is.
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
        """Write the end, and say how long the whole is."""
        self._zip.close()
        return self._sink.tell()


def member(name: str, crc: int = 0, size: int = 0) -> ZipInfo:
    """A file as each file of a bundle is described in the ZIP; only these three values and its place differ."""
    info = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.create_system, info.create_version, info.external_attr = UNIX, MADE_BY, ATTRIBUTES
    info.CRC, info.file_size, info.compress_size = crc, size, size
    return info
