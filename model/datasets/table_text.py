"""The text of a table's file; what is no UTF-8 text is refused by the name that a spreadsheet's user knows it by."""

import codecs
import hashlib
from typing import NamedTuple

from model.errors import TableError
from model.messages import Message, message

# Translators: {kind} says what a file is. "CSV UTF-8 (comma delimited)" is how Excel names the type in its list.
NO_TEXT = message('{kind}; save the table as "CSV UTF-8 (comma delimited)"')
NO_UTF_8 = message('line {line} is {kind}; save the table as "CSV UTF-8 (comma delimited)"')
BEGINNINGS = {
    b"PK\x03\x04": message("a spreadsheet (XLSX, ODS) or another ZIP file, no CSV"),
    b"\xd0\xcf\x11\xe0": message("a spreadsheet (XLS), no CSV"),
    b"%PDF": message("a PDF, no CSV"),
    b"{\\rtf": message("a text document (RTF), no CSV"),
    b"<": message("a web page or XML, no CSV"),
    codecs.BOM_UTF16_LE: message('stored as UTF-16 ("Unicode text"), not as UTF-8'),
    codecs.BOM_UTF16_BE: message('stored as UTF-16 ("Unicode text"), not as UTF-8'),
}
WIDE = message("stored as UTF-16 or UTF-32, not as UTF-8")
EIGHT_BIT = message(
    'not UTF-8 but in an encoding of its system, such as Windows-1252 or Shift_JIS (a spreadsheet\'s plain "CSV")'
)


class TableText(NamedTuple):
    """The text, without a byte order mark; sha256 of the file's bytes."""

    text: str
    sha256: str


def text_of(raw: bytes) -> TableText:
    """The text in a table's bytes.

    Raises:
        TableError: they are not UTF-8; the message says what they are, and what to save the table as.
    """
    kind = _kind(raw)
    if kind is not None:
        raise TableError(NO_TEXT.of(kind=kind))
    try:
        return TableText(raw.decode("utf-8-sig"), hashlib.sha256(raw).hexdigest())
    except UnicodeDecodeError as fault:
        line = 1 + max(raw.count(end, 0, fault.start) for end in (b"\n", b"\r"))
        raise TableError(NO_UTF_8.of(line=line, kind=EIGHT_BIT)) from fault


def _kind(raw: bytes) -> Message | None:
    """What a file is that is surely no UTF-8 text; None if it may be."""
    named = next((kind for beginning, kind in BEGINNINGS.items() if raw.startswith(beginning)), None)
    beginning = raw[:1024]
    return named or (WIDE if beginning.count(0) > len(beginning) // 4 else None)
