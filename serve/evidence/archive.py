"""Reading an evidence bundle, which may have been changed, as a ZIP file.

Every byte is compared with the one that `serve.evidence.writing` would have put there. A file's size and checksum stand
twice, before its content and in the central directory; where the two differ, its content tells which was changed.
"""

import os
from collections.abc import Collection, Iterator
from typing import BinaryIO, NamedTuple

from serve.evidence.domain import (
    LONGEST_NAME,
    MANIFEST,
    MOST_FILES,
    MOST_ZIP_FAULTS,
    NAME,
    BundleRefusedError,
    Fault,
    Part,
)
from serve.evidence.records import (
    CENTRAL,
    CENTRAL_SIGNATURE,
    END,
    END_64,
    END_SIGNATURE,
    EXTRA_64,
    LOCAL,
    LOCATOR_64,
    MOST_16,
    MOST_32,
    Member,
    central_record,
    end_records,
    local_header,
)
from serve.evidence.streams import Measured, measured

LONGEST_TAIL = 1 << 16  # bytes after the end record in which it is still looked for


class Entry(NamedTuple):
    """One file of a bundle: its content is `size` bytes from `start` on.

    Attributes:
        sha256: of the content, as it is.
        fits: whether the content has the checksum that the ZIP gives for it.
    """

    name: str
    start: int
    size: int
    sha256: str
    fits: bool


class Archive:
    """A bundle's files as they lie in the ZIP, and what is wrong with the ZIP around them.

    Attributes:
        entries: in their order; of files of one name the first.
        faults: empty where the ZIP is exactly as writing these files would have made it.
        is_broken: whether it could not be read to its end.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.entries: dict[str, Entry] = {}
        self.faults: list[Fault] = []
        self.is_broken = False

    def read(self, name: str, limit: int) -> bytes:
        """A file's content.

        Raises:
            BundleRefusedError: there is no such file, or it is larger than `limit`.
        """
        entry = self._entry(name)
        if entry.size > limit:
            raise BundleRefusedError(Fault(name, f"is larger than such a file may be ({limit} bytes)"))
        self._file.seek(entry.start)
        return self._file.read(entry.size)

    def lines(self, name: str, longest: int) -> Iterator[bytes]:
        """A file's lines, each with its end.

        Raises:
            BundleRefusedError: there is no such file, or a line is longer than `longest`.
        """
        entry = self._entry(name)
        at, end = entry.start, entry.start + entry.size
        while at < end:
            self._file.seek(at)
            line = self._file.readline(min(longest, end - at))
            if not line.endswith(b"\n"):
                raise BundleRefusedError(Fault(name, "has a line that is too long or not whole"))
            at += len(line)
            yield line

    def _entry(self, name: str) -> Entry:
        entry = self.entries.get(name)
        if entry is None:
            raise BundleRefusedError(Fault(name, "is missing"))
        return entry


def read_archive(file: BinaryIO, listed: Collection[str] = ()) -> Archive:
    """Read the ZIP around a bundle's files, and every content once for its digest.

    Args:
        file: seekable.
        listed: the names that files should have, where they are known: by them it is told which of two names was
            changed.
    """
    reading = _Reading(file, frozenset(name.encode() for name in listed))
    try:
        reading.run()
    except BundleRefusedError as refused:  # it is no ZIP, or so far from one that nothing more can be found in it
        reading.archive.faults.append(refused.fault)
        reading.archive.is_broken = True
    return reading.archive


class _Record(NamedTuple):
    """A record of the central directory as it stands there."""

    raw: bytes
    member: Member


class _Span(NamedTuple):
    """Where the central directory is, and where the end record should be then."""

    start: int
    size: int
    end: int


class _Reading:
    def __init__(self, file: BinaryIO, listed: frozenset[bytes]) -> None:
        self._file = file
        self._listed = listed
        self._known: dict[tuple[int, int], Measured] = {}
        self.archive = Archive(file)

    def run(self) -> None:
        start, raw = self._directory()
        offset = 0
        for number, record in enumerate(_records(raw), start=1):
            offset = self._entry(number, record, offset, start)
        if offset != start:
            self._fault(Part.ZIP, f"{start - offset} bytes stand between the last file and the central directory")

    def _fault(self, where: str, words: str) -> None:
        self.archive.faults.append(Fault(where, words))
        if len(self.archive.faults) > MOST_ZIP_FAULTS:
            raise BundleRefusedError(Fault(Part.ZIP, "has so many faults that the rest was not looked at"))

    def _directory(self) -> tuple[int, bytes]:
        """Where the central directory begins, and its bytes; the end records after it are checked."""
        end = self._end()
        span = self._span(end)
        if span.end != end:
            raise _lost()
        if span.size > MOST_FILES * (CENTRAL.size + LONGEST_NAME + EXTRA_64.size):
            raise BundleRefusedError(Fault(Part.DIRECTORY, f"has more than the {MOST_FILES} files of a bundle"))
        raw = self._read(span.start, span.size)
        expected = end_records(sum(1 for _ in _records(raw)), span.start, span.size)
        after = span.start + span.size
        if self._read(after, end + END.size - after) != expected:
            self._fault(Part.END, "was changed")
        return span.start, raw

    def _end(self) -> int:
        """Where the end record is: at the very end, or else before what was appended."""
        size = self._file.seek(0, os.SEEK_END)
        tail = self._read(max(0, size - END.size - LONGEST_TAIL), END.size + LONGEST_TAIL)
        at = tail.rfind(END_SIGNATURE)
        if at < 0 or len(tail) - at < END.size:
            words = "is missing: this is no bundle, or it was changed or cut off there"
            raise BundleRefusedError(Fault(Part.END, words))
        surplus = len(tail) - at - END.size
        if surplus:
            self._fault(Part.END, f"{surplus} bytes stand after it")
        return size - surplus - END.size

    def _span(self, end: int) -> _Span:
        """What the end records say of the central directory."""
        *_, count, size, start, _ = END.unpack(self._read(end, END.size))
        if count < MOST_16 and start < MOST_32:
            return _Span(start, size, start + size)
        before = end - LOCATOR_64.size - END_64.size
        if before < 0:
            raise _lost()
        *_, size, start = END_64.unpack(self._read(before, END_64.size))
        return _Span(start, size, start + size + END_64.size + LOCATOR_64.size)

    def _entry(self, number: int, record: _Record, offset: int, limit: int) -> int:
        """Read one file, whose local header is at `offset`; returns where the next one is."""
        stated = record.member
        header = local_header(stated)
        if self._read(offset, len(header)) != header:
            own = self._own_claim(offset)
            if own is not None and self._is_right(own, offset, limit):
                self._fault(Part.DIRECTORY, f"the record of {_shown(own.name)} was changed")
                return self._keep(own, offset)
            self._fault(_shown(stated.name), "its local header in the ZIP was changed")
        elif record.raw != central_record(stated, offset):
            self._fault(Part.DIRECTORY, f"the record of {_shown(stated.name)} was changed")
        if offset + len(header) + stated.size > limit:
            raise BundleRefusedError(Fault(Part.DIRECTORY, f"record {number} of it leads beyond the files"))
        return self._keep(stated, offset)

    def _own_claim(self, offset: int) -> Member | None:
        """What the local header says of its file; None where it is not as one is written."""
        fixed = self._read(offset, LOCAL.size)
        if len(fixed) < LOCAL.size:
            return None
        *_, crc, _, size, length, _ = LOCAL.unpack(fixed)
        member = Member(self._read(offset + LOCAL.size, min(length, LONGEST_NAME)), crc, size)
        header = local_header(member)
        return member if self._read(offset, len(header)) == header else None

    def _is_right(self, claim: Member, offset: int, limit: int) -> bool:
        """Whether what a local header says of its file is so."""
        start = offset + LOCAL.size + len(claim.name)
        expected = self._listed or {MANIFEST.encode() if offset == 0 else claim.name}
        if start + claim.size > limit or claim.name not in expected:
            return False
        return self._measured(start, claim.size).crc == claim.crc

    def _keep(self, member: Member, offset: int) -> int:
        name, start = _shown(member.name), offset + LOCAL.size + len(member.name)
        found = self._measured(start, member.size)
        if name in self.archive.entries:
            self._fault(name, "is in the ZIP twice")
        entry = Entry(name, start, member.size, found.sha256, found.crc == member.crc)
        self.archive.entries.setdefault(name, entry)
        return start + member.size

    def _measured(self, start: int, size: int) -> Measured:
        if (start, size) not in self._known:
            self._known[start, size] = measured(self._file, start, size)
        return self._known[start, size]

    def _read(self, start: int, size: int) -> bytes:
        self._file.seek(start)
        return self._file.read(size)


def _records(raw: bytes) -> Iterator[_Record]:
    """The records of a central directory.

    Raises:
        BundleRefusedError: one is not as records are.
    """
    at, number = 0, 0
    while at < len(raw):
        number += 1
        fixed = raw[at : at + CENTRAL.size]
        if number > MOST_FILES:
            raise BundleRefusedError(Fault(Part.DIRECTORY, f"has more than the {MOST_FILES} files of a bundle"))
        if len(fixed) < CENTRAL.size or not fixed.startswith(CENTRAL_SIGNATURE):
            raise BundleRefusedError(Fault(Part.DIRECTORY, f"record {number} of it is none"))
        *_, crc, _, size, name_length, extra_length, comment_length, _, _, _, _ = CENTRAL.unpack(fixed)
        if comment_length or extra_length not in {0, EXTRA_64.size}:
            raise BundleRefusedError(Fault(Part.DIRECTORY, f"record {number} of it was changed"))
        end = at + CENTRAL.size + name_length + extra_length
        name = raw[at + CENTRAL.size : at + CENTRAL.size + name_length]
        if not NAME.fullmatch(_shown(name[:LONGEST_NAME])):
            words = f"record {number} of it has a name that no file of a bundle has: {_shown(name[:LONGEST_NAME])!r}"
            raise BundleRefusedError(Fault(Part.DIRECTORY, words))
        yield _Record(raw[at:end], Member(name, crc, size))
        at = end


def _lost() -> BundleRefusedError:
    return BundleRefusedError(Fault(Part.END, "was changed: it leads to no central directory"))


def _shown(name: bytes) -> str:
    return name.decode("ascii", "backslashreplace")
