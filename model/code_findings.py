"""Code findings: what the codes read from an item's photos say against the product sheet.

They stand beside the picture's evidence and are never mixed into its scores: a right number on a counterfeit is
common (numbers are copied), a wrong one is plain to see and needs no training.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from model.catalogue import ProductSheet, Region
from model.codes import Code, CodeKind
from model.gs1 import article, is_address
from model.patterns import compile_pattern


class CodeResult(StrEnum):
    """How a number that was read compares with the product sheet."""

    MATCHES = "matches"
    WRONG_CHECK_DIGIT = "wrong_check_digit"
    OTHER_PRODUCT = "other_product"
    NOT_ON_SHEET = "not_on_sheet"
    BREAKS_PATTERN = "breaks_pattern"


@dataclass(frozen=True)
class CodeFinding:
    """What one number in one photo says; a code that names an article and a serial number may give two.

    Attributes:
        photo: index into the examination's photos.
        text: the code's text, or the serial number where that is what was compared; printable.
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

    Without a sheet, or where it lists neither GTINs nor a serial pattern, only a wrong check digit is found. A code
    that declares no serial number may still be one, unless it is a web address: its text is compared with
    the pattern too, but counts against the item only where no serial number on it fits (packs carry lot numbers
    and delivery labels as well). A pattern that can't be matched safely is not applied.

    Args:
        codes_by_photo: `model.codes.read_codes` of each photo.
        product: the id of the product that the item is judged as, if any.
        sheets: every known product sheet, by id.
    """
    sheet = sheets.get(product) if product is not None else None
    judge = _Judge(sheet, _listing(sheets))
    placed = [(photo, code) for photo, codes in enumerate(codes_by_photo) for code in codes]
    serial_fits = any(judge.fits(code) for _, code in placed)
    return tuple(finding for photo, code in placed for finding in judge.findings(photo, code, serial_fits=serial_fits))


def product_named(codes_by_photo: Sequence[Sequence[Code]], sheets: Mapping[str, ProductSheet]) -> str | None:
    """The product whose GTIN the photos show; None where they show none, or those of several products."""
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


class _Judge:
    """Compares codes with one sheet, given who lists which article number."""

    def __init__(self, sheet: ProductSheet | None, listing: Mapping[str, tuple[str, ...]]) -> None:
        self._listing = listing
        self._articles = {article(gtin) for gtin in sheet.gtin} if sheet else set()
        self._matches = _matcher(sheet)

    def findings(self, photo: int, code: Code, *, serial_fits: bool) -> Iterator[CodeFinding]:
        """The GTIN's finding, if any, then the serial number's."""
        result = self._gtin_result(code)
        if result is not None:
            product = _only(self._listing.get(article(code.gtin), ())) if code.gtin and code.valid else None
            yield CodeFinding(photo, code.text, code.format, CodeKind.GTIN, result, product, code.region)
        serial = self._serial(code)
        if serial is None:
            return
        if self.fits(code):
            yield _serial_finding(photo, code, serial, CodeResult.MATCHES)
        elif code.serial is not None or not serial_fits:
            yield _serial_finding(photo, code, serial, CodeResult.BREAKS_PATTERN)

    def fits(self, code: Code) -> bool:
        """Whether the code holds a serial number as the sheet describes them."""
        serial = self._serial(code)
        return serial is not None and self._matches is not None and self._matches(serial)

    def _gtin_result(self, code: Code) -> CodeResult | None:
        if code.gtin is None:
            return None
        if not code.valid:
            return CodeResult.WRONG_CHECK_DIGIT
        if not self._articles:
            return None
        if article(code.gtin) in self._articles:
            return CodeResult.MATCHES
        known = article(code.gtin) in self._listing
        return CodeResult.OTHER_PRODUCT if known else CodeResult.NOT_ON_SHEET

    def _serial(self, code: Code) -> str | None:
        """What is to be compared with the pattern; a serial number belongs to the article that its code names."""
        if self._matches is None:
            return None
        if code.kind is CodeKind.GTIN:
            of_another = code.valid and bool(self._articles) and article(code.gtin or "") not in self._articles
            return None if of_another else code.serial
        if code.kind is CodeKind.SERIAL:
            return code.serial
        return None if is_address(code.text) else code.text


def _serial_finding(photo: int, code: Code, serial: str, result: CodeResult) -> CodeFinding:
    return CodeFinding(photo, serial, code.format, CodeKind.SERIAL, result, None, code.region)


def _matcher(sheet: ProductSheet | None) -> Callable[[str], bool] | None:
    if sheet is None or sheet.serial_pattern is None:
        return None
    try:
        return compile_pattern(sheet.serial_pattern)
    except ValueError:
        return None
