"""Code findings: the codes on an item's photos compared with the product sheet.

They are shown beside the picture's evidence and are never part of its scores: a correct number on a counterfeit is
common (numbers are copied), and a wrong one is clear and needs no training.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from model.catalogue import ProductSheet, Region
from model.codes import Code, CodeKind
from model.contents import is_routing_code, likely_something_else, possible_serials, something_else
from model.gs1 import article, gtin14
from model.gtin import is_gtin
from model.patterns import Pattern, compile_pattern

# GS1 prefixes of other things than products: periodicals, books and music, refund receipts, coupons.
NO_ARTICLES = ("977", "978", "979", "980", "981", "982", "983", "984", "99")
SHOPS_OWN = ("02", "04", "2")  # numbers that a shop or a company assigns itself, such as on price labels
SHOPS_OWN_SHORT = ("0000000", "0000002")  # the same of 8 digits


class CodeResult(StrEnum):
    """The result of comparing a number with the product sheet."""

    MATCHES = "matches"
    WRONG_CHECK_DIGIT = "wrong_check_digit"
    OTHER_PRODUCT = "other_product"
    NOT_ON_SHEET = "not_on_sheet"
    BREAKS_PATTERN = "breaks_pattern"


@dataclass(frozen=True)
class CodeFinding:
    """The finding on one number in one photo; a code with an article and a serial number may give two.

    Attributes:
        photo: index into the examination's photos.
        text: the code's text, or the serial number if that was compared; printable.
        kind: which of the two was compared: "gtin" or "serial".
        product: the id of the product that the GTIN names, where exactly one known sheet lists it.
    """

    photo: int
    text: str
    format: str
    kind: CodeKind
    finding: CodeResult
    product: str | None
    region: Region


def check_codes(
    codes_by_photo: Sequence[Sequence[Code]], product: str | None, sheets: Mapping[str, ProductSheet]
) -> tuple[CodeFinding, ...]:
    """Compare the codes of one item's photos with the sheet of its product, in the photos' order.

    Without a sheet, or where it lists neither GTINs nor a serial pattern, only a wrong check digit is found. A serial
    number that a code declares is always compared with the pattern. Any other text is one only if it matches the
    pattern, or, if no serial number on the item matches, nearly matches; a text that is something else by its own
    syntax is never one (`model.contents`). A pattern that can't be matched safely is not applied.

    Args:
        codes_by_photo: `model.codes.read_codes` of each photo.
        product: the id of the product that the item is judged as, if any.
        sheets: every known product sheet, by id.
    """
    sheet = sheets.get(product) if product is not None else None
    check = _CodeCheck(sheet, _listing(sheets))
    placed = [(photo, code) for photo, codes in enumerate(codes_by_photo) for code in codes]
    serial_fits = any(check.fits(code) for _, code in placed)
    return tuple(finding for photo, code in placed for finding in check.findings(photo, code, serial_fits=serial_fits))


def product_named(codes_by_photo: Sequence[Sequence[Code]], sheets: Mapping[str, ProductSheet]) -> str | None:
    """The product whose GTIN the photos show; None if they show none, or those of several products."""
    listing = _listing(sheets)
    named = {
        _only(listing.get(article(code.gtin), ()))
        for codes in codes_by_photo
        for code in codes
        if code.gtin is not None and code.valid
    } - {None}
    return named.pop() if len(named) == 1 else None


def _listing(sheets: Mapping[str, ProductSheet]) -> Mapping[str, tuple[str, ...]]:
    """Article number -> the ids of the products whose sheets list it."""
    listing: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for sheet in sheets.values():
        for number in sorted({article(gtin) for gtin in sheet.gtin}):
            listing[number] += (sheet.id,)
    return dict(listing)


def _only(products: Sequence[str]) -> str | None:
    return products[0] if len(products) == 1 else None


class _CodeCheck:
    """Compares codes with one sheet, given who lists which article number."""

    def __init__(self, sheet: ProductSheet | None, listing: Mapping[str, tuple[str, ...]]) -> None:
        self._listing = listing
        self._articles = {article(gtin) for gtin in sheet.gtin} if sheet else set()
        self._lists_publications = any(map(_is_no_article, sheet.gtin)) if sheet else False
        self._shops = {_shop(gtin) for gtin in sheet.gtin if _is_shops_own(gtin)} if sheet else set()
        self._pattern = _pattern(sheet)

    def findings(self, photo: int, code: Code, *, serial_fits: bool) -> Iterator[CodeFinding]:
        """The GTIN's finding, if any, then the serial number's."""
        result = self._gtin_result(code)
        if result is not None:
            product = _only(self._listing.get(article(code.gtin), ())) if code.gtin and code.valid else None
            yield CodeFinding(photo, code.text, code.format, CodeKind.GTIN, result, product, code.region)
        fitting, wrong = self._fitting(code), self._wrong(code)
        if fitting is not None:
            yield _serial_finding(photo, code, fitting, CodeResult.MATCHES)
        elif wrong is not None and (code.serial is not None or not serial_fits):
            yield _serial_finding(photo, code, wrong, CodeResult.BREAKS_PATTERN)

    def fits(self, code: Code) -> bool:
        """Whether the code holds a serial number as the sheet describes them."""
        return self._fitting(code) is not None

    def _gtin_result(self, code: Code) -> CodeResult | None:
        if code.gtin is None:
            return None
        known = article(code.gtin) in self._listing
        if not known and self._names_no_article(code):
            return None
        if not code.valid:
            return CodeResult.WRONG_CHECK_DIGIT
        if not self._articles:
            return None
        if article(code.gtin) in self._articles:
            return CodeResult.MATCHES
        return CodeResult.OTHER_PRODUCT if known else CodeResult.NOT_ON_SHEET

    def _names_no_article(self, code: Code) -> bool:
        """Whether digits that no sheet lists are those of a publication, a coupon, a shop or a parcel's route."""
        if code.gtin is not None and _is_no_article(code.gtin):
            return not self._lists_publications
        if code.gtin is not None and _is_shops_own(code.gtin):
            return _shop(code.gtin) not in self._shops
        return code.format == "ITF" and is_routing_code(code.text)

    def _fitting(self, code: Code) -> str | None:
        """The text in the code that is a serial number as the sheet describes them."""
        return next(filter(self._pattern, self._candidates(code)), None) if self._pattern else None

    def _wrong(self, code: Code) -> str | None:
        """The serial number in a code if none matches: declared, or recognisable as a near match."""
        if self._pattern is None:
            return None
        if code.serial is not None:
            return next(self._candidates(code), None)
        if likely_something_else(code.text):
            return None
        return next(filter(self._pattern.is_resembled_by, self._candidates(code)), None)

    def _candidates(self, code: Code) -> Iterator[str]:
        """The texts to compare with the pattern; a serial number belongs to the article that its code names."""
        if code.serial is not None:
            if not self._is_of_another(code):
                yield code.serial
        elif code.kind is CodeKind.OTHER and not something_else(code.text) and not self._is_listed(code.text):
            yield from possible_serials(code.text)

    def _is_of_another(self, code: Code) -> bool:
        return (
            code.gtin is not None and code.valid and bool(self._articles) and article(code.gtin) not in self._articles
        )

    def _is_listed(self, text: str) -> bool:
        """Whether a text is an article number of a known sheet."""
        return is_gtin(text) and article(text) in self._listing


def _is_no_article(gtin: str) -> bool:
    return gtin14(gtin).startswith(NO_ARTICLES, 1)


def _is_shops_own(gtin: str) -> bool:
    """Whether a number is one of restricted circulation (GS1 General Specifications 2.1.11)."""
    digits = gtin14(gtin)
    return digits.startswith(SHOPS_OWN, 1) or digits.startswith(SHOPS_OWN_SHORT)


def _shop(gtin: str) -> str:
    """The prefix of such a number; a sheet that lists one also covers others with this prefix."""
    return gtin14(gtin)[:4]


def _serial_finding(photo: int, code: Code, serial: str, result: CodeResult) -> CodeFinding:
    return CodeFinding(photo, serial, code.format, CodeKind.SERIAL, result, None, code.region)


def _pattern(sheet: ProductSheet | None) -> Pattern | None:
    if sheet is None or sheet.serial_pattern is None:
        return None
    try:
        return compile_pattern(sheet.serial_pattern)
    except ValueError:
        return None
