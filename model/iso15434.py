"""ISO/IEC 15434: the envelope in which codes on industrial, medical and military goods carry named fields.

``[)>``, then records between ASCII 30, each with a format of two characters and fields behind ASCII 29: format 05
holds GS1 element strings, 06 data identifiers (ANSI MH10.8.2; German medicine packs, too), 12 and DD the text elements
of aviation (ATA Spec 2000). Format 01 is a carrier's own, others hold no serial number.
"""

import re
from collections.abc import Mapping, Sequence

from model.gs1 import NAMELESS, SEPARATOR, WHOLE_GTIN, Identity, read_element_string

START, RECORD, END = "[)>", "\x1e", "\x04"
FORMAT_CHARACTERS = 2
GS1_ELEMENTS, DATA_IDENTIFIERS, TEXT_ELEMENTS = "05", "06", ("12", "DD")
DATA_IDENTIFIER = re.compile("([0-9]{0,3}[A-Z])(.+)", re.DOTALL)
DI_SERIAL, DI_GTIN = "S", "8P"
LICENCE_PLATES = {"J", "1J", "2J", "3J", "4J", "5J", "6J"}  # of transport units: a serial number here is the unit's
TEXT_ELEMENT = re.compile("([A-Z]{3}) (.+)", re.DOTALL)
TE_SERIAL = "SER"
WRITTEN_OUT = {  # control characters as some label programs print them
    **dict.fromkeys(("\N{SYMBOL FOR GROUP SEPARATOR}", "<GS>", "{GS}"), SEPARATOR),
    **dict.fromkeys(("\N{SYMBOL FOR RECORD SEPARATOR}", "<RS>", "{RS}"), RECORD),
    **dict.fromkeys(("\N{SYMBOL FOR END OF TRANSMISSION}", "<EOT>", "{EOT}"), END),
}


def is_envelope(content: str) -> bool:
    """Whether a code's content is an envelope."""
    return content.startswith(START)


def read_envelope(content: str) -> Identity:
    """The GTIN and the item's serial number in an envelope; the first of each counts."""
    for written, meant in WRITTEN_OUT.items():
        content = content.replace(written, meant)
    gtin: str | None = None
    serial: str | None = None
    for record in content.removeprefix(START).rstrip(END + RECORD).split(RECORD):
        found = _read_record(record[:FORMAT_CHARACTERS], record[FORMAT_CHARACTERS:].strip(SEPARATOR))
        gtin, serial = gtin or found.gtin, serial or found.serial
    return Identity(gtin, serial)


def _read_record(form: str, body: str) -> Identity:
    if form == GS1_ELEMENTS:
        return read_element_string(body)
    if form == DATA_IDENTIFIERS:
        return _by_data_identifiers(_fields(DATA_IDENTIFIER, body.split(SEPARATOR)))
    if form in TEXT_ELEMENTS:
        return Identity(None, _fields(TEXT_ELEMENT, body.split(SEPARATOR)).get(TE_SERIAL))
    return NAMELESS


def _fields(field: re.Pattern[str], texts: Sequence[str]) -> Mapping[str, str]:
    values: dict[str, str] = {}
    for found in map(field.fullmatch, texts):
        if found:
            values.setdefault(found[1], found[2].strip())
    return values


def _by_data_identifiers(values: Mapping[str, str]) -> Identity:
    gtin = values.get(DI_GTIN, "")
    serial = None if LICENCE_PLATES & values.keys() else values.get(DI_SERIAL)
    return Identity(gtin if WHOLE_GTIN.fullmatch(gtin) else None, serial or None)
