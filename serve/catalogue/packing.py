"""Product sheets as files: one TOML file a sheet, and several of them in a ZIP.

What comes in may be hostile. Nothing is unpacked to disk; names of entries are only shown.
"""

import io
import lzma
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from model.errors import CatalogueError
from model.messages import NOTHING, Wording, counted, message
from model.sheet_json import document_of
from model.sheet_reading import document_in, examined, is_sheet_name
from model.sheet_toml import document_to_toml
from serve.catalogue.domain import LONGEST_DOCUMENT

MOST_FILES = 2000
LONGEST_TOGETHER = 16 * 2**20  # bytes of all sheets of a call, unpacked: 800 of the usual length
LONGEST_NAME = 120  # characters of a file's name that are shown
FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # equal sheets give equal bytes
BROKEN = (BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, zlib.error, lzma.LZMAError, ValueError)

TOO_LONG = counted(
    "is larger than a product sheet may be ({count} byte)", "is larger than a product sheet may be ({count} bytes)"
)
TOO_MUCH = counted(
    "is too much: all sheets together may have {count} byte; import them in parts",
    "is too much: all sheets together may have {count} bytes; import them in parts",
)
NO_TEXT = message("is not UTF-8 text; save it as UTF-8")
NO_ZIP = message("is no ZIP that can be read; pack it again, without a password")
NO_SHEETS = message("has no product sheets: files whose names end in .toml")
TOO_MANY = counted("has more than {count} product sheet", "has more than {count} product sheets")
NEITHER = message("is neither a product sheet (.toml) nor a ZIP of them")


class SheetFile(NamedTuple):
    """One sheet as it came.

    Attributes:
        name: of its file, for display.
        document: its plain values; None if it could not be read.
        reason: why not; empty if it was read.
        size: in bytes, unpacked.
    """

    name: str
    document: Mapping[str, Any] | None
    reason: Wording = NOTHING
    size: int = 0


def unpacked(files: Sequence[tuple[str, bytes]]) -> list[SheetFile]:
    """Every sheet in some files, each a TOML file or a ZIP of them, in their order.

    Args:
        files: names and contents.
    """
    found: list[SheetFile] = []
    left = LONGEST_TOGETHER
    for sheet in (sheet for name, content in files for sheet in _sheets_in(name, content)):
        left -= sheet.size
        if left < 0:
            return [*found, SheetFile(sheet.name, None, TOO_MUCH.of(count=LONGEST_TOGETHER))]
        found.append(sheet)
    return found


def _sheets_in(name: str, content: bytes) -> Iterator[SheetFile]:
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        yield from _unzipped(name, content)
    elif is_sheet_name(_base(name)):
        yield _read(name, content)
    else:
        yield SheetFile(shown_name(name), None, NEITHER)


def _unzipped(name: str, content: bytes) -> Iterator[SheetFile]:
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            entries = [
                entry for entry in archive.infolist() if not entry.is_dir() and is_sheet_name(_base(entry.filename))
            ]
            if not 0 < len(entries) <= MOST_FILES:
                yield SheetFile(shown_name(name), None, TOO_MANY.of(count=MOST_FILES) if entries else NO_SHEETS)
                return
            for entry in entries:
                yield _entry(archive, entry)
    except BROKEN:
        yield SheetFile(shown_name(name), None, NO_ZIP)


def _entry(archive: ZipFile, entry: ZipInfo) -> SheetFile:
    """One entry, of which no more is unpacked than a sheet may have. Its header is not believed."""
    try:
        with archive.open(entry) as file:
            content = file.read(LONGEST_DOCUMENT + 1)
    except BROKEN:
        return SheetFile(shown_name(entry.filename), None, NO_ZIP)
    return _read(entry.filename, content)


def _read(name: str, content: bytes) -> SheetFile:
    called = shown_name(name)
    if len(content) > LONGEST_DOCUMENT:
        return SheetFile(called, None, TOO_LONG.of(count=LONGEST_DOCUMENT), len(content))
    try:
        return SheetFile(called, document_in(content.decode("utf-8-sig"), called), size=len(content))
    except UnicodeDecodeError:
        return SheetFile(called, None, NO_TEXT, len(content))
    except CatalogueError as error:
        return SheetFile(called, None, error.message, len(content))


def _base(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2]


def shown_name(name: str) -> str:
    """A file's name for display: its last part, without characters that can't be seen."""
    base = "".join(letter if letter.isprintable() else "�" for letter in _base(name))
    return base[:LONGEST_NAME]


def as_toml(document: Mapping[str, Any]) -> str:
    """A sheet's file. One without faults is written in the order of the format: equal sheets, equal files."""
    found = examined(document)
    return document_to_toml(document if found.problems else document_of(found.sheet))


def packed(documents: Mapping[str, Mapping[str, Any]]) -> bytes:
    """A ZIP of sheets, each named by its product; equal sheets give equal bytes."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for product, document in sorted(documents.items()):
            archive.writestr(ZipInfo(f"{product}.toml", FIRST_DAY), as_toml(document), ZIP_DEFLATED)
    return buffer.getvalue()
