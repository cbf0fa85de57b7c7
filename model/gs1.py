"""GS1 syntax: which article number (GTIN) and serial number the content of a code names.

Two syntaxes carry both: element strings (GS1 General Specifications 7.8; in GS1-128, GS1 DataMatrix and GS1 QR
symbols, and as plain text in brackets or without) and Digital Link addresses (GS1 Digital Link Standard: URI Syntax;
mostly in QR symbols). Which application identifiers there are, and how long their values, comes from biip. Values are
taken as they stand: a number that fails its check digit or its length is still what the code says.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice, pairwise
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from biip import ParseConfig, ParseError
from biip.gs1_application_identifiers import GS1ApplicationIdentifier
from biip.gs1_messages import GS1Message

from model.gtin import check_digit_fits

GTIN_DIGITS = 14
SEPARATOR = "\x1d"  # FNC1 in the middle of a symbol: ends an element whose length is not fixed
AI_GTIN = "01"
AI_SERIAL = "21"
MAX_ELEMENTS = 40  # that are looked at; goods carry about five
MAX_UNMARKED = 200  # characters of an element string that no symbol marks
LONGEST_AI = 4
UNKNOWN_AI_DIGITS = 2  # of an identifier that is in no table; its value runs to the next separator
WHOLE_GTIN = re.compile("[0-9]{14}")
LINKED_GTIN = re.compile("[0-9]{12,14}")  # 14 digits since version 1.2; GTIN-8 left out: it looks like a date
NAMED_BY = slice(1, 13)

BRACKETED = re.compile(r"(?:\([0-9]{2,4}\)[^(]+)+")
BRACKETED_ELEMENT = re.compile(r"\(([0-9]{2,4})\)([^(]+)")
SYMBOLOGY = re.compile(r"\](?:C1|d2|Q3|e0|J1)")  # what scanners put before an element string (ISO/IEC 15424)
ANY_DATE = ParseConfig(gs1_element_strings_verify_date=False)  # otherwise the result would depend on this year

LINK_NAMES = {"gtin": AI_GTIN, "cpv": "22", "lot": "10", "ser": AI_SERIAL}  # allowed until version 1.1
QUALIFIERS = {"22", "10", AI_SERIAL, "235"}
YEAR = re.compile("(?:19|20)[0-9]{2}")


class Identity(NamedTuple):
    """What a code's content names; the GTIN has 14 digits, zeros in front, its check digit as it stands."""

    gtin: str | None
    serial: str | None


NAMELESS = Identity(None, None)


def gtin14(digits: str) -> str:
    """A GTIN of 8, 12, 13 or 14 digits as 14 (GS1 General Specifications 3.3.2)."""
    return digits.zfill(GTIN_DIGITS)


def article(gtin: str) -> str:
    """What a right GTIN says about the product: neither its packing level nor its check digit.

    A carton's GTIN-14 holds the number of the items inside behind an indicator 1 to 9, with a check digit of
    its own (GS1 General Specifications 2.1.6).
    """
    return gtin14(gtin)[NAMED_BY]


def is_address(text: str) -> bool:
    """Whether a text is a web address."""
    return text.lower().startswith(("http://", "https://", "www."))


# --- element strings -------------------------------------------------------------------------------------------


def read_element_string(content: str) -> Identity:
    """The GTIN and serial number in an element string, separators as ASCII 29; what comes first counts."""
    values: dict[str, str] = {}
    for identifier, value in islice(_elements(content), MAX_ELEMENTS):
        values.setdefault(identifier, value)
    return _identity(values)


def _identity(values: Mapping[str, str]) -> Identity:
    gtin = values.get(AI_GTIN, "")
    return Identity(gtin if WHOLE_GTIN.fullmatch(gtin) else None, values.get(AI_SERIAL) or None)


def _elements(content: str) -> Iterator[tuple[str, str]]:
    rest = content.lstrip(SEPARATOR)
    while rest:
        identifier, value = _first_element(rest)
        yield identifier, value
        rest = rest[len(identifier) + len(value) :].lstrip(SEPARATOR)


def _first_element(content: str) -> tuple[str, str]:
    """The first element's identifier and value; where no table tells its length, it runs to the next separator."""
    to_separator = content.partition(SEPARATOR)[0]
    known = _identifier(content[:LONGEST_AI])
    if known is None:
        return to_separator[:UNKNOWN_AI_DIGITS], to_separator[UNKNOWN_AI_DIGITS:]
    fixed = None if known.separator_required else re.match(known.pattern.removesuffix("$"), to_separator)
    element = fixed.group() if fixed else to_separator
    return known.ai, element[len(known.ai) :]


@lru_cache(maxsize=1_000)
def _identifier(start: str) -> GS1ApplicationIdentifier | None:
    """The identifier at the start of a text; None if it is in no table."""
    try:
        return GS1ApplicationIdentifier.extract(start)
    except ParseError:
        return None


def read_plain_elements(text: str) -> Identity:
    """The GTIN and serial number in an element string that no symbol marks as one, such as ``(01)0950...(21)A7``.

    Any digits may look like an element string, so this one has to name an article: in brackets, or, without them,
    with a check digit that fits, more elements behind it, and every element as its identifier demands.
    """
    marked = SYMBOLOGY.match(text)
    if marked:
        return read_element_string(text[marked.end() :])
    identity = _bracketed(text) if BRACKETED.fullmatch(text) else _bare(text)
    return identity if identity.gtin else NAMELESS


def _bracketed(text: str) -> Identity:
    values: dict[str, str] = {}
    for identifier, value in BRACKETED_ELEMENT.findall(text):
        values.setdefault(identifier, value.strip())
    return _identity(values)


def _bare(text: str) -> Identity:
    if not text.startswith(AI_GTIN) or len(text) > MAX_UNMARKED:
        return NAMELESS
    try:
        elements = GS1Message.parse(text, config=ANY_DATE).element_strings
    except ParseError:
        return NAMELESS
    if len(elements) == 1 or elements[0].gtin is None:
        return NAMELESS
    return read_element_string(text)


# --- Digital Link ----------------------------------------------------------------------------------------------


def read_digital_link(text: str) -> Identity:
    """The GTIN and serial number in a Digital Link, such as ``https://id.example/01/09501101530003/21/A7``.

    An address may hold 01 and digits for other reasons. A number behind a year is none, and one with a wrong check
    digit counts only where it has 14 digits and all that follows it is built as the standard demands.
    """
    if not is_address(text):
        return NAMELESS
    try:
        split = urlsplit(text if "://" in text else f"https://{text}")
        parts = [unquote(part) for part in split.path.rstrip("/").split("/")]
    except ValueError:  # not an address after all, such as http://[
        return NAMELESS
    keys = [LINK_NAMES.get(part.lower(), part) for part in parts]
    for place, (key, value) in enumerate(pairwise(keys)):
        if key == AI_GTIN and LINKED_GTIN.fullmatch(value) and not (place and YEAR.fullmatch(parts[place - 1])):
            qualifiers = dict(zip(keys[place + 2 :: 2], parts[place + 3 :: 2], strict=False))
            whole = len(value) == GTIN_DIGITS and len(parts) % 2 == place % 2 and qualifiers.keys() <= QUALIFIERS
            if not (whole or check_digit_fits(value)):
                continue
            serial = qualifiers.get(AI_SERIAL) or parse_qs(split.query).get(AI_SERIAL, [""])[0]
            return Identity(gtin14(value), serial or None)
    return NAMELESS
