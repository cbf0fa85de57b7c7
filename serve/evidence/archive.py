"""Reads an evidence bundle, which may have been changed, as a ZIP file.

Every byte is compared with the one that `serve.evidence.writing` would write. A ZIP has a file's size and checksum
twice, before its content and in the central directory; if they differ, the content shows which one was changed.
`zipfile` reads the directory and says how a file's header is written. It reads no file: it takes no notice of most
changes to headers, and gives nothing of a file with a wrong checksum.
"""

import io
import struct
import zipfile
from collections.abc import Collection, Iterator, Sequence
from operator import attrgetter
from typing import BinaryIO, NamedTuple
from zipfile import ZipFile, ZipInfo

from model.messages import Wording, counted, message
from serve.evidence.domain import (
    LONGEST_NAME,
    MANIFEST,
    MOST_FILES,
    MOST_ZIP_FAULTS,
    NAME,
    ArchivePart,
    BundleFault,
    BundleRefusedError,
)
from serve.evidence.end_record import (
    EARLIER_32,
    END,
    END_SIGNATURE,
    LONGEST_END,
    MOST_32,
    DirectoryPlace,
    ends_of,
    find_directory,
)
from serve.evidence.streams import StreamDigests, measured
from serve.evidence.writing import MADE_BY, member

LARGE = counted("is larger than such a file may be ({count} byte)", "is larger than such a file may be ({count} bytes)")
SURPLUS = counted("{count} byte comes after it", "{count} bytes come after it")
BETWEEN = counted(
    "{count} byte is between the last file and the central directory",
    "{count} bytes are between the last file and the central directory",
)
TOO_MANY = message("has more than the {most} files of a bundle")
BEYOND = message("record {number} of it leads beyond the files")
NO_SUCH_NAME = message("record {number} of it has a name that no file of a bundle has: {shown}")
RECORD_CHANGED = message("the record of {name} was changed")

LOCAL, EXTRA_64 = struct.Struct("<14x3LH2x"), struct.Struct("<2HQ")
SIZES, SIZES_AT = struct.Struct("<2L"), 18  # packed and not, in a local header
CENTRAL_SIGNATURE, LENGTHS = b"PK\1\2", struct.Struct("<28x3H12x")  # of what follows a record of the directory
FIELDS = attrgetter(  # all fields of a record of the central directory
    "orig_filename", "comment", "extra", "date_time", "compress_type", "flag_bits", "reserved", "volume",
    "create_system", "create_version", "extract_version", "internal_attr", "external_attr",
    "header_offset", "CRC", "file_size", "compress_size",
)  # fmt: skip


class BundleEntry(NamedTuple):
    """One file of a bundle: its content is the `size` bytes from `start`.

    Attributes:
        sha256: of the actual content.
        fits: whether the content has the checksum that the ZIP gives for it.
    """

    name: str
    start: int
    size: int
    sha256: str
    fits: bool


class BundleArchive:
    """A bundle's files in the order of the ZIP, and the faults of the ZIP around them.

    Attributes:
        entries: in their order; of files of one name the first.
        faults: empty if the ZIP is exactly as `writing` would write these files.
        is_broken: whether it could not be read to its end.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.entries: dict[str, BundleEntry] = {}
        self.faults: list[BundleFault] = []
        self.is_broken = False

    def read(self, name: str, limit: int) -> bytes:
        """A file's content.

        Raises:
            BundleRefusedError: there is no such file, or it is larger than `limit`.
        """
        entry = self._entry(name)
        if entry.size > limit:
            raise BundleRefusedError(BundleFault(name, LARGE.of(count=limit)))
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
                raise BundleRefusedError(BundleFault(name, message("has a line that is too long or incomplete")))
            at += len(line)
            yield line

    def _entry(self, name: str) -> BundleEntry:
        entry = self.entries.get(name)
        if entry is None:
            raise BundleRefusedError(BundleFault(name, message("is not in the bundle")))
        return entry


def read_archive(file: BinaryIO, listed: Collection[str] = ()) -> BundleArchive:
    """Read the ZIP around a bundle's files, and every content once for its digest.

    Args:
        file: seekable.
        listed: the names that files should have, if known: they show which of two names was changed.
    """
    reading = _Reading(file, frozenset(listed))
    try:
        reading.run()
    except BundleRefusedError as refused:  # it is no ZIP, or so damaged that nothing more can be found in it
        reading.archive.faults.append(refused.fault)
        reading.archive.is_broken = True
    return reading.archive


class _Reading:
    def __init__(self, file: BinaryIO, listed: frozenset[str]) -> None:
        self._file = file
        self._listed = listed
        self._known: dict[tuple[int, int], StreamDigests] = {}
        self.archive = BundleArchive(file)

    def run(self) -> None:
        span = find_directory(self._file)
        if span.surplus:
            self._fault(ArchivePart.END, SURPLUS.of(count=span.surplus))
        infos = self._directory(span)
        offset = 0
        for number, info in enumerate(infos, start=1):
            offset = self._entry(number, info, offset, span.start)
        if offset != span.start:
            self._fault(
                ArchivePart.ZIP,
                BETWEEN.of(count=span.start - offset),
            )

    def _fault(self, where: str, words: Wording) -> None:
        self.archive.faults.append(BundleFault(where, words))
        if len(self.archive.faults) > MOST_ZIP_FAULTS:
            raise BundleRefusedError(
                BundleFault(ArchivePart.ZIP, message("has so many faults that the rest was not looked at"))
            )

    def _directory(self, span: DirectoryPlace) -> Sequence[ZipInfo]:
        """The records of the central directory; the end after it is checked."""
        too_many = BundleRefusedError(BundleFault(ArchivePart.DIRECTORY, TOO_MANY.of(most=MOST_FILES)))
        if span.size > MOST_FILES * (LENGTHS.size + LONGEST_NAME + EXTRA_64.size):
            raise too_many
        raw = self._read(span.start, span.size)
        if raw.count(CENTRAL_SIGNATURE) > MOST_FILES:
            raise too_many
        infos = _records(raw)
        after = self._read(span.start + span.size, LONGEST_END + span.surplus)
        if after[: len(after) - span.surplus] not in ends_of(span, len(infos)):
            self._fault(ArchivePart.END, message("was changed"))
        return infos

    def _entry(self, number: int, stated: ZipInfo, offset: int, limit: int) -> int:
        """Read one file, whose local header is at `offset`; returns where the next one is."""
        name = stated.orig_filename
        header = _header(stated)
        if self._read(offset, len(header)) != header:
            own = self._own_claim(offset)
            if own is not None and self._is_right(own, offset, limit):
                self._fault(ArchivePart.DIRECTORY, RECORD_CHANGED.of(name=own.filename))
                return self._keep(own, offset)
            self._fault(name, message("its local header in the ZIP was changed"))
        elif not _is_as_written(stated, offset):
            self._fault(ArchivePart.DIRECTORY, RECORD_CHANGED.of(name=name))
        if offset + len(header) + stated.file_size > limit:
            raise BundleRefusedError(BundleFault(ArchivePart.DIRECTORY, BEYOND.of(number=number)))
        return self._keep(stated, offset)

    def _own_claim(self, offset: int) -> ZipInfo | None:
        """What the local header says of its file; None if it is malformed."""
        fixed = self._read(offset, LOCAL.size)
        if len(fixed) < LOCAL.size:
            return None
        crc, _, size, length = LOCAL.unpack(fixed)
        name = self._read(offset + LOCAL.size, min(length, LONGEST_NAME))
        claim = member(name.decode("ascii", "replace"), crc, size)
        header = _header(claim)
        return claim if self._read(offset, len(header)) == header else None

    def _is_right(self, claim: ZipInfo, offset: int, limit: int) -> bool:
        """Whether what a local header says of its file is correct."""
        start = offset + len(_header(claim))
        expected = self._listed or {MANIFEST if offset == 0 else claim.filename}
        if start + claim.file_size > limit or claim.filename not in expected:
            return False
        return self._measured(start, claim.file_size).crc == claim.CRC

    def _keep(self, info: ZipInfo, offset: int) -> int:
        name, start = info.orig_filename, offset + len(_header(info))
        found = self._measured(start, info.file_size)
        if name in self.archive.entries:
            self._fault(name, message("is in the ZIP twice"))
        entry = BundleEntry(name, start, info.file_size, found.sha256, found.crc == info.CRC)
        self.archive.entries.setdefault(name, entry)
        return start + info.file_size

    def _measured(self, start: int, size: int) -> StreamDigests:
        if (start, size) not in self._known:
            self._known[start, size] = measured(self._file, start, size)
        return self._known[start, size]

    def _read(self, start: int, size: int) -> bytes:
        self._file.seek(start)
        return self._file.read(size)


def _records(raw: bytes) -> Sequence[ZipInfo]:
    """The records of a central directory.

    Raises:
        BundleRefusedError: a record is malformed.
    """
    end = END.pack(END_SIGNATURE, 0, 0, 0, 0, len(raw), 0, 0)  # so that only the records are read
    try:
        infos = ZipFile(io.BytesIO(raw + end)).infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise BundleRefusedError(
            BundleFault(ArchivePart.DIRECTORY, message("can't be read: {error}", error=str(error)))
        ) from None
    at = 0
    for number, info in enumerate(infos, start=1):
        lengths = (len(info.orig_filename), len(info.extra), 0)
        if not NAME.fullmatch(info.orig_filename):
            shown = ascii(info.orig_filename[:LONGEST_NAME])
            words = NO_SUCH_NAME.of(number=number, shown=shown)
            raise BundleRefusedError(BundleFault(ArchivePart.DIRECTORY, words))
        if LENGTHS.unpack_from(raw, at) != lengths or info.file_size > MOST_32:
            raise BundleRefusedError(
                BundleFault(ArchivePart.DIRECTORY, message("record {number} of it was changed", number=number))
            )
        at += LENGTHS.size + sum(lengths)
    if at != len(raw):
        raise BundleRefusedError(BundleFault(ArchivePart.DIRECTORY, message("has more than its records")))
    return infos


def _header(info: ZipInfo) -> bytes:
    """The local header before a file's content."""
    header = bytearray(member(info.orig_filename, info.CRC).FileHeader(zip64=False))
    SIZES.pack_into(header, SIZES_AT, info.file_size, info.file_size)  # Python before 3.11.4 refuses 2 GB and more
    return bytes(header)


def _is_as_written(info: ZipInfo, offset: int) -> bool:
    """Whether a record of the central directory is the one that `writing` writes for a file at `offset`.

    An offset that needs 64 bits is in an extra field: from 2 GB on, and up to November 2026 from 4 GB on.
    """
    expected = member(info.orig_filename, info.CRC, info.file_size)
    expected.header_offset = offset
    if offset < EARLIER_32 and FIELDS(info) == FIELDS(expected):
        return True
    expected.extra, expected.extract_version = EXTRA_64.pack(1, 8, offset), MADE_BY
    return offset > zipfile.ZIP64_LIMIT and FIELDS(info) == FIELDS(expected)
