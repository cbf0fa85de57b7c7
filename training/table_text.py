"""The text of a table's file; what is no UTF-8 text is refused by the name that a spreadsheet's user knows it by."""

import codecs
import hashlib
from pathlib import Path
from typing import NamedTuple

from training.errors import ManifestError

CURE = 'save the table as "CSV UTF-8 (comma delimited)"'
BEGINNINGS = {
    b"PK\x03\x04": "a spreadsheet (XLSX, ODS) or another ZIP file, no CSV",
    b"\xd0\xcf\x11\xe0": "a spreadsheet (XLS), no CSV",
    b"%PDF": "a PDF, no CSV",
    b"{\\rtf": "a text document (RTF), no CSV",
    b"<": "a web page or XML, no CSV",
    codecs.BOM_UTF16_LE: 'stored as UTF-16 ("Unicode text"), not as UTF-8',
    codecs.BOM_UTF16_BE: 'stored as UTF-16 ("Unicode text"), not as UTF-8',
}
WIDE = "stored as UTF-16 or UTF-32, not as UTF-8"
EIGHT_BIT = (
    'not UTF-8 but in an encoding of its system, such as Windows-1252 or Shift_JIS (a spreadsheet\'s plain "CSV")'
)


class TableText(NamedTuple):
    """The text, without a byte order mark; sha256 of the file's bytes."""

    text: str
    sha256: str


def read_text(path: Path) -> TableText:
    """Read a table's file.

    Raises:
        ManifestError: it is absent or is not UTF-8; the message says what it is, and what to save it as.
    """
    try:
        raw = path.read_bytes()
    except OSError as fault:
        raise ManifestError(f"{path}: can't be read ({fault.strerror})") from fault
    kind = _kind(raw)
    if kind:
        raise ManifestError(f"{path}: {kind}; {CURE}")
    try:
        return TableText(raw.decode("utf-8-sig"), hashlib.sha256(raw).hexdigest())
    except UnicodeDecodeError as fault:
        line = 1 + max(raw.count(end, 0, fault.start) for end in (b"\n", b"\r"))
        raise ManifestError(f"{path}: line {line} is {EIGHT_BIT}; {CURE}") from fault


def _kind(raw: bytes) -> str:
    """What a file is that is surely no UTF-8 text; empty if it may be."""
    named = next((kind for beginning, kind in BEGINNINGS.items() if raw.startswith(beginning)), "")
    beginning = raw[:1024]
    return named or (WIDE if beginning.count(0) > len(beginning) // 4 else "")
