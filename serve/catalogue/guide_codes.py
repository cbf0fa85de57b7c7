"""From a code on goods to product sheets: a bar code or matrix code on a photo, or a number that someone typed."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from model.catalogue import ProductSheet
from model.codes import Code, printable, read_codes
from model.examiner import CODES_SIDE
from model.formats import IntakeLimits
from model.gs1 import article, gtin14, read_digital_link, read_plain_elements
from model.gtin import GTIN, check_digit_fits
from model.intake import decode_photo

LONGEST_NUMBER = 500  # characters of a typed number; a Digital Link has about 60


class CodeAnswer(StrEnum):
    """What a code leads to."""

    PRODUCTS = "products"  # one, or several that share the number
    UNKNOWN = "unknown_number"  # an article number that no sheet has
    WRONG_CHECK_DIGIT = "wrong_check_digit"
    NO_ARTICLE_NUMBER = "no_article_number"


@dataclass(frozen=True)
class ReadCode:
    """A code.

    Attributes:
        text: as people read it, printable, at most 100 characters.
        gtin: the article number that it names, 14 digits; None if it names none.
        is_valid: whether the check digit of that fits.
    """

    text: str
    gtin: str | None
    is_valid: bool = True


@dataclass(frozen=True)
class FoundByCode:
    """What one code leads to; `products` are ids of product sheets."""

    code: ReadCode
    products: tuple[str, ...]

    @property
    def answer(self) -> CodeAnswer:
        """The kind of it."""
        if self.code.gtin is None:
            return CodeAnswer.NO_ARTICLE_NUMBER
        if not self.code.is_valid:
            return CodeAnswer.WRONG_CHECK_DIGIT
        return CodeAnswer.PRODUCTS if self.products else CodeAnswer.UNKNOWN


def typed(text: str) -> ReadCode:
    """A number that someone typed: digits, perhaps with spaces or hyphens, or everything that a matrix code says."""
    written = unicodedata.normalize("NFKC", text).strip()[:LONGEST_NUMBER]
    digits = "".join(str(unicodedata.digit(each, each)) for each in written if not each.isspace() and each not in "-.")
    shown = printable(written)
    if GTIN.fullmatch(digits):
        return ReadCode(shown, gtin14(digits), check_digit_fits(digits))
    gtin = read_digital_link(written).gtin or read_plain_elements(written).gtin
    return ReadCode(shown, gtin, gtin is None or check_digit_fits(gtin))


def codes_on(photo: bytes, limits: IntakeLimits) -> list[ReadCode]:
    """The codes on a photo, each article number once.

    Args:
        photo: the file as received.

    Raises:
        PhotoRejectedError: it is no photo that can be read.
    """
    grey = decode_photo(photo, longest_side=CODES_SIDE, limits=limits).grey(CODES_SIDE)
    return list({code.gtin or code.text: _read(code) for code in read_codes(grey)}.values())


def _read(code: Code) -> ReadCode:
    return ReadCode(code.text, code.gtin, code.valid)


def found_by(codes: Iterable[ReadCode], sheets: Mapping[str, ProductSheet]) -> list[FoundByCode]:
    """What codes lead to; a carton's number leads to the article inside."""
    listing: dict[str, list[str]] = {}
    for product, sheet in sheets.items():
        for number in dict.fromkeys(map(article, sheet.gtin)):
            listing.setdefault(number, []).append(product)
    return [FoundByCode(code, tuple(_products(code, listing))) for code in codes]


def _products(code: ReadCode, listing: Mapping[str, list[str]]) -> list[str]:
    return listing.get(article(code.gtin), []) if code.gtin and code.is_valid else []
