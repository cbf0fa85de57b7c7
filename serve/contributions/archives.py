"""Reads ZIPs that may be hostile: entry by entry, in memory, each within limits. Nothing is unpacked to disk.

What an archive says of itself is not believed: sizes are counted, paths only shown, and its directory is read up to a
limit. An entry that is not read has a finding that says why.
"""

import lzma
import re
import stat
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, NamedTuple
from zipfile import BadZipFile, ZipFile, ZipInfo

from model.datasets.system_files import is_system_file
from serve.contributions.domain import LONGEST_NAME
from serve.contributions.findings import found
from serve.contributions.image_domain import ContributionFinding

BROKEN = (BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, zlib.error, lzma.LZMAError, ValueError)
ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")
ENCRYPTED, IN_UTF8 = 0x1, 0x800  # bits of an entry's flags (APPNOTE 4.4.4)
LARGE = 2**20  # bytes; smaller entries may grow as much as they like
DRIVE = re.compile(r"[A-Za-z]:")
LOST = "\N{REPLACEMENT CHARACTER}"
MEGA = 2**20


@dataclass(frozen=True)
class ArchiveLimits:
    """What an archive may cost.

    Attributes:
        entries: of one archive.
        directory: bytes of the list of its entries.
        entry: bytes of one entry, unpacked.
        growth, grace: all entries together have at most so many times the archive's bytes, and so many bytes beside.
        ratio: how many times as many bytes one large entry has unpacked.
    """

    entries: int = 20_000
    directory: int = 8 * MEGA
    entry: int = 32 * MEGA
    growth: int = 4
    grace: int = 64 * MEGA
    ratio: int = 50


class ReadEntry(NamedTuple):
    """One entry of an archive.

    Attributes:
        place: in the archive's directory, from 0.
        name: its path with slashes, for display.
        content: None where it is not read; the finding says why.
    """

    place: int
    name: str
    content: bytes | None
    finding: ContributionFinding | None = None


class ArchiveError(Exception):
    """The archive as a whole can't be read.

    Attributes:
        finding: what to say of it.
    """

    def __init__(self, finding: ContributionFinding) -> None:
        super().__init__(finding.code)
        self.finding = finding


class ZipArchive:
    """A ZIP that is open for reading.

    Attributes:
        passed_over: entries that systems keep beside pictures; folders are not counted.
    """

    def __init__(self, name: str, file: IO[bytes], size: int, limits: ArchiveLimits) -> None:
        """Read the list of entries.

        Args:
            name: of the file, for findings.
            file: that can be sought in.
            size: its bytes.

        Raises:
            ArchiveError: it is no ZIP, it is cut off, or it has too many entries.
        """
        self._name, self._limits = name, limits
        self._most = limits.growth * size + limits.grace
        try:
            self._zip = ZipFile(_Bounded(file, limits.directory))
        except _TooMuchError:
            raise ArchiveError(self._too_many()) from None
        except BROKEN:
            raise ArchiveError(found("archive-unreadable", file=name)) from None
        if len(self._zip.filelist) > limits.entries:
            raise ArchiveError(self._too_many())
        named = [(place, info, name_of(info)) for place, info in enumerate(self._zip.filelist) if not info.is_dir()]
        self._entries = [each for each in named if not is_system_file(each[2])]
        self.passed_over = len(named) - len(self._entries)

    def _too_many(self) -> ContributionFinding:
        return found("archive-too-many-entries", file=self._name, limit=self._limits.entries)

    def left(self, after: int) -> int:
        """How many entries come after a place."""
        return sum(place > after for place, _, _ in self._entries)

    def entries(self, after: int = -1, so_far: int = 0) -> Iterator[ReadEntry]:
        """The entries in the order of the directory, each read when it is asked for.

        Args:
            after: only those behind this place.
            so_far: bytes that earlier entries had unpacked.

        Raises:
            ArchiveError: all entries together have too many bytes; what was given before is right.
        """
        seen: set[str] = set()
        for place, info, name in self._entries:
            key = unicodedata.normalize("NFC", name)
            fault = found("entry-twice") if key in seen else _fault(info, name, self._limits)
            seen.add(key)
            if place <= after:
                continue
            entry = ReadEntry(place, shown(name), None, fault) if fault else self._read(place, info, name)
            so_far += len(entry.content or b"")
            if so_far > self._most:
                raise ArchiveError(found("archive-too-large", file=self._name, limit=self._most // MEGA))
            yield entry

    def _read(self, place: int, info: ZipInfo, name: str) -> ReadEntry:
        limit = self._limits.entry
        try:
            with self._zip.open(info) as file:
                content = file.read(limit + 1)
        except BROKEN:
            return ReadEntry(place, shown(name), None, found("entry-damaged"))
        if len(content) > LARGE and len(content) > self._limits.ratio * info.compress_size:
            return ReadEntry(place, shown(name), None, found("entry-ratio"))
        if len(content) > limit:
            return ReadEntry(place, shown(name), None, found("entry-too-large", limit=limit // MEGA))
        if content.startswith(ARCHIVES):
            return ReadEntry(place, shown(name), None, found("entry-archive"))
        return ReadEntry(place, shown(name), content)


def _fault(info: ZipInfo, name: str, limits: ArchiveLimits) -> ContributionFinding | None:
    """Why an entry is not read, as far as its header tells."""
    if name.startswith("/") or ".." in name.split("/") or DRIVE.match(name):
        return found("entry-path")
    if len(name) > LONGEST_NAME or not name.isprintable() or LOST in name or name != name.strip():
        return found("entry-name")
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in {0, stat.S_IFREG}:
        return found("entry-link")
    if info.flag_bits & ENCRYPTED:
        return found("entry-encrypted")
    if info.file_size > limits.entry:
        return found("entry-too-large", limit=limits.entry // MEGA)
    return None


def name_of(info: ZipInfo) -> str:
    """An entry's path with slashes; one that does not say its encoding is read as UTF-8 or Japanese, if it can be."""
    name = info.orig_filename
    if not info.flag_bits & IN_UTF8 and not name.isascii():
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "cp932"):
            try:
                name = raw.decode(encoding)
            except UnicodeDecodeError:
                continue
            break
    return name.replace("\\", "/")


def shown(name: str) -> str:
    """A path for display, without characters that can't be seen, and not too long."""
    return "".join(letter if letter.isprintable() else LOST for letter in name)[:LONGEST_NAME]


class _TooMuchError(Exception):
    """More bytes are read at once than an archive's directory may have."""


class _Bounded:
    """A file of which at most so many bytes are read at once: `ZipFile` reads a directory whole."""

    def __init__(self, file: IO[bytes], most: int) -> None:
        self._file, self._most = file, most
        self.seek, self.tell = file.seek, file.tell

    def read(self, size: int = -1) -> bytes:
        """Read bytes.

        Raises:
            _TooMuchError: they are too many.
        """
        if size > self._most:
            raise _TooMuchError
        content = self._file.read(self._most + 1 if size < 0 else size)
        if len(content) > self._most:
            raise _TooMuchError
        return content

    def seekable(self) -> bool:
        """Whether it can be sought in."""
        return True

    def close(self) -> None:
        """Leave the file open: who opened it closes it."""
