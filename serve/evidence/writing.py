"""Writing an evidence bundle as a ZIP file, with no more than one of its files in memory."""

import zlib
from typing import BinaryIO

from serve.evidence.records import Member, central_record, end_records, local_header
from serve.evidence.streams import chunks, measured


class ArchiveWriter:
    """Writes files one after the other, and then, by `close`, the central directory."""

    def __init__(self, sink: BinaryIO) -> None:
        self._sink = sink
        self._offset = 0
        self._directory: list[bytes] = []

    def add(self, name: str, content: bytes) -> None:
        """Write a file."""
        self._begin(Member(name.encode(), zlib.crc32(content), len(content)))
        self._write(content)

    def add_stream(self, name: str, source: BinaryIO) -> None:
        """Write a file that is not in memory."""
        size, crc, _ = measured(source)
        self._begin(Member(name.encode(), crc, size))
        for chunk in chunks(source):
            self._write(chunk)

    def close(self) -> int:
        """Write the end, and say how long the whole is."""
        start, size = self._offset, sum(map(len, self._directory))
        for record in self._directory:
            self._write(record)
        self._write(end_records(len(self._directory), start, size))
        return self._offset

    def _begin(self, member: Member) -> None:
        self._directory.append(central_record(member, self._offset))
        self._write(local_header(member))

    def _write(self, content: bytes) -> None:
        self._sink.write(content)
        self._offset += len(content)
