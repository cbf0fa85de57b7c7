"""Codes in photos: what is read, what is left unread, and what they say against the product sheet."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zxingcpp
from numpy.typing import NDArray
from PIL import Image, ImageFilter, ImageOps
from zxingcpp import BarcodeFormat

from datasets.draw import barcode
from model.catalogue import ProductSheet, Region
from model.code_findings import CodeFinding, CodeResult, check_codes, product_named
from model.codes import MAX_CHARACTERS, MAX_CODES, Code, CodeKind, printable, read_codes
from model.gs1 import Identity, article, read_digital_link, read_element_string, read_plain_elements
from model.patterns import compile_pattern
from model.sheet_reading import read_catalogue

Grey = NDArray[np.uint8]

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"
DATASETS = Path(__file__).resolve().parents[2] / "datasets"
MINE, OTHER, UNKNOWN = "4006381333931", "5901234123457", "9501101530003"
CARTON_OF_MINE = "14006381333938"  # the same article behind the packing indicator 1
RLO = "\N{RIGHT-TO-LEFT OVERRIDE}"


def sheet(product: str, gtin: tuple[str, ...] = (), serial_pattern: str | None = None) -> ProductSheet:
    return ProductSheet(product, "maker", {"en": product}, "", gtin, serial_pattern, (), ())


SHEETS = {
    "mine": sheet("mine", (MINE,), "AB[0-9]{4}"),
    "other": sheet("other", (OTHER,)),
    "book": sheet("book", ("9783161484100",)),
    "shop's own": sheet("shop's own", ("2112345000008",)),
    "bare": sheet("bare"),
}


def symbol(content: Any, form: BarcodeFormat, scale: int = 3, **options: Any) -> Grey:
    code = zxingcpp.create_barcode(content, form, **options)
    return np.array(zxingcpp.write_barcode_to_image(code, scale=scale), dtype=np.uint8)


def ean(digits: str, module: int = 3) -> Grey:
    """An EAN-13 drawn as it stands: zxing-cpp's writer refuses wrong check digits."""
    bars = np.array([0 if bar == "1" else 255 for bar in barcode.modules(digits)], np.uint8).repeat(module)
    return np.pad(np.tile(bars, (40 * module, 1)), 11 * module, constant_values=255)


def scene(*symbols: Grey) -> Grey:
    """Symbols one below the other on grey paper."""
    width = max(each.shape[1] for each in symbols) + 80
    rows = [np.full((40, width), 190, np.uint8)]
    for each in symbols:
        row = np.full((each.shape[0] + 40, width), 190, np.uint8)
        row[: each.shape[0], 40 : 40 + each.shape[1]] = each
        rows.append(row)
    return np.concatenate(rows)


def found(*symbols: Grey) -> tuple[Code, ...]:
    return read_codes(scene(*symbols))


def code(text: str, **values: Any) -> Code:
    values = {"kind": CodeKind.OTHER, "gtin": None, "serial": None, "valid": True} | values
    return Code(text=text, format="QR Code", region=Region(0, 0, 1, 1), **values)


def gtin(digits: str, *, valid: bool = True, serial: str | None = None) -> Code:
    return code(digits, kind=CodeKind.GTIN, gtin=digits.zfill(14), valid=valid, serial=serial)


def results(product: str | None, *codes: Code, sheets: Mapping[str, ProductSheet] = SHEETS) -> list[CodeResult]:
    return [each.finding for each in check_codes([codes], product, sheets)]


# --- reading ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "form", "gtin_14"),
    [
        (MINE, BarcodeFormat.EAN13, "04006381333931"),
        ("96385074", BarcodeFormat.EAN8, "00000096385074"),
        ("036000291452", BarcodeFormat.UPCA, "00036000291452"),
        ("01234565", BarcodeFormat.UPCE, "00012345000065"),
        (CARTON_OF_MINE, BarcodeFormat.ITF14, CARTON_OF_MINE),
    ],
)
def test_article_numbers_are_read_as_14_digits(content: str, form: BarcodeFormat, gtin_14: str) -> None:
    (read,) = found(symbol(content, form))
    assert (read.kind, read.gtin, read.serial, read.valid) == (CodeKind.GTIN, gtin_14, None, True)


@pytest.mark.parametrize("form", [BarcodeFormat.Code128, BarcodeFormat.DataMatrix, BarcodeFormat.QRCode])
def test_gs1_symbols_name_article_and_serial(form: BarcodeFormat) -> None:
    (read,) = found(symbol("(01)09501101530003(17)270131(10)LOT7(21)AB1234", form, gs1=True))
    assert (read.kind, read.gtin, read.serial) == (CodeKind.GTIN, "09501101530003", "AB1234")
    assert read.text == "(01)09501101530003(17)270131(10)LOT7(21)AB1234"


def test_a_digital_link_names_article_and_serial() -> None:
    (read,) = found(symbol("https://id.example/01/09501101530003/21/A%2F7?17=270131", BarcodeFormat.QRCode))
    assert (read.kind, read.gtin, read.serial) == (CodeKind.GTIN, "09501101530003", "A/7")


def test_a_serial_alone_and_other_texts_are_told_apart() -> None:
    serial, text = found(
        symbol("(21)AB1234", BarcodeFormat.DataMatrix, scale=6, gs1=True), symbol("AB1234", BarcodeFormat.Code128)
    )
    assert (serial.kind, serial.serial, serial.gtin) == (CodeKind.SERIAL, "AB1234", None)
    assert (text.kind, text.serial, text.text) == (CodeKind.OTHER, None, "AB1234")


@pytest.mark.parametrize("turned", [0, 90, 180, 10])
def test_a_wrong_check_digit_is_read_as_it_stands(turned: int) -> None:
    wrong = barcode.spoiled(MINE, 3)
    image = Image.fromarray(scene(ean(wrong))).rotate(turned, expand=True, fillcolor=190)
    (read,) = read_codes(np.asarray(image))
    assert (read.text, read.gtin, read.valid) == (wrong, wrong.zfill(14), False)


def test_a_wrong_check_digit_in_a_digital_link_counts() -> None:
    (read,) = found(symbol("https://id.example/01/09501101530004", BarcodeFormat.QRCode))
    assert (read.gtin, read.valid) == ("09501101530004", False)


def test_a_wrong_number_that_shows_in_a_few_lines_alone_is_left_unread() -> None:
    wrong = ean(barcode.spoiled(MINE, 1))
    assert found(wrong)
    assert not found(wrong[30:45])


def test_codes_come_from_top_to_bottom_each_once_with_their_places() -> None:
    picture = scene(ean(MINE), symbol("AB1234", BarcodeFormat.QRCode), ean(MINE, module=2), ean(OTHER))
    codes = read_codes(picture)
    assert [each.text for each in codes] == [MINE, "AB1234", OTHER]
    height, width = picture.shape
    bars = Region((40 + 33) / width, (40 + 33) / height, 285 / width, 120 / height)
    assert codes[0].region == pytest.approx(bars, abs=0.02)
    assert codes == read_codes(picture)


def test_threads_read_the_same() -> None:
    picture = scene(ean(MINE), symbol("AB1234", BarcodeFormat.DataMatrix, scale=6))
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(read_codes, [picture] * 12)) == {read_codes(picture)}


def test_a_photo_full_of_codes_gives_a_limited_number() -> None:
    columns = [
        [symbol(f"N{7 * row + column}", BarcodeFormat.DataMatrix, scale=6) for row in range(7)] for column in range(4)
    ]
    picture = np.concatenate([scene(*column)[:, :200] for column in columns], axis=1)
    assert len(read_codes(picture)) == MAX_CODES


def test_a_hostile_text_is_shown_short_visible_and_on_one_line() -> None:
    (read,) = found(symbol(f"AB{RLO}12\r\n" + "x" * 900, BarcodeFormat.QRCode))
    assert len(read.text) == MAX_CHARACTERS
    assert read.text.startswith("AB\N{REPLACEMENT CHARACTER}12")
    assert read.text.isprintable()
    assert printable("製造 番号\N{NO-BREAK SPACE}\ud800") == "製造 番号 \N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize("picture", [np.zeros((4, 4, 3), np.uint8), np.zeros((4, 4)), np.zeros((0, 4), np.uint8)])
def test_what_is_not_a_grey_picture_is_refused(picture: Any) -> None:
    with pytest.raises(ValueError, match="must be uint8"):
        read_codes(picture)


@pytest.mark.parametrize("shape", [(1, 1), (1, 400), (400, 1), (3, 3)])
def test_the_smallest_pictures_hold_no_codes(shape: tuple[int, int]) -> None:
    assert read_codes(np.zeros(shape, np.uint8)) == ()


def test_the_drawn_products_show_the_numbers_that_they_were_given() -> None:
    sheets = read_catalogue(DATASETS / "catalogue")
    for product in ("tornavik-bearing", "hoshimaru-toy", "inkora-seal"):
        photos = sorted((DATASETS / "images").glob(f"{product}-*.jpg"))[:12]
        codes = [read_codes(np.asarray(ImageOps.exif_transpose(Image.open(photo)).convert("L"))) for photo in photos]
        listed = {number.zfill(14) for number in sheets[product].gtin}
        assert any(codes)
        assert all(each.gtin in listed for photo in codes for each in photo if each.valid)
        assert product_named(codes, sheets) == product


@pytest.mark.shared
@pytest.mark.parametrize("folder", ["lookalikes", "boards"])
@pytest.mark.parametrize("blur", [0, 1])
def test_real_photos_without_codes_give_none(folder: str, blur: float) -> None:
    if not (SHARED / folder).is_dir():
        pytest.skip(f"../shared/data/{folder} is absent")
    photos = sorted(path for path in (SHARED / folder / "images").rglob("*") if path.is_file())
    for photo in photos[:: len(photos) // 60]:
        grey = Image.open(photo).convert("L").filter(ImageFilter.GaussianBlur(blur))
        assert read_codes(np.asarray(grey)) == (), photo.name


# --- syntax ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("010950110153000321AB12", Identity("09501101530003", "AB12")),
        ("21AB12\x1d0109501101530003", Identity("09501101530003", "AB12")),
        ("1727013110LOT2199\x1d21AB12", Identity(None, "AB12")),  # 21 inside the lot number is no serial number
        ("250X\x1d21AB12\x1d21CD34", Identity(None, "AB12")),
        ("0195011A1530003", Identity(None, None)),
        ("\x1d\x1d\x1d", Identity(None, None)),
        ("01", Identity(None, None)),
        ("42094105\x1d9294001234567890123456\x1d21AB12", Identity(None, "AB12")),
        ("0209501101530003372421", Identity(None, None)),  # what a case contains is not what it is
        ("21AB 12", Identity(None, "AB 12")),  # against the standard, and yet what it says
        ("90A\x1d" * 2000 + "21AB12", Identity(None, None)),  # so long that it is no goods' code
        ("", Identity(None, None)),
    ],
)
def test_element_strings_are_taken_apart(content: str, expected: Identity) -> None:
    assert read_element_string(content) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(01)09501101530003(21)AB 12", Identity("09501101530003", "AB 12")),
        ("(21)AB12", Identity(None, None)),  # 21 is also where a phone may be
        ("010950110153000321AB12", Identity("09501101530003", "AB12")),
        ("0109501101530003\x1d17270131\x1d21AB12", Identity("09501101530003", "AB12")),
        ("010950110153000421AB12", Identity(None, None)),  # unmarked, and the check digit is wrong
        ("0109501101530003", Identity(None, None)),  # 16 digits may be anything
        ("]d2010950110153000421AB12", Identity("09501101530004", "AB12")),  # marked by a scanner
        ("0109501101530003!!", Identity(None, None)),
    ],
)
def test_element_strings_in_plain_text_have_to_name_an_article(text: str, expected: Identity) -> None:
    assert read_plain_elements(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://id.example/gtin/09501101530003/ser/S1", Identity("09501101530003", "S1")),
        ("https://id.example/01/09501101530003?21=S1", Identity("09501101530003", "S1")),
        ("https://shop.example/2026/01/20260115083000", Identity(None, None)),  # a moment, not an article
        ("https://shop.example/orders/01/202601150830", Identity(None, None)),
        ("https://id.example/414/9501101530003/254/1A12345678", Identity(None, None)),  # a place
        ("HTTPS://ID.EXAMPLE/a/01/9501101530003/10/L/21/S1", Identity("09501101530003", "S1")),
        ("https://news.example/2026/01/20260115", Identity(None, None)),
        ("https://shop.example/item?gtin=09501101530003", Identity(None, None)),
        ("ftp://id.example/01/09501101530003", Identity(None, None)),
        ("http://[/01/09501101530003", Identity(None, None)),
        ("01/09501101530003", Identity(None, None)),
    ],
)
def test_digital_links_are_told_from_other_addresses(text: str, expected: Identity) -> None:
    assert read_digital_link(text) == expected


def test_a_carton_is_of_the_article_inside() -> None:
    assert article(CARTON_OF_MINE) == article(MINE) != article(OTHER)


# --- against the sheet -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("product", "read", "result"),
    [
        ("mine", gtin(MINE), [CodeResult.MATCHES]),
        ("mine", gtin(CARTON_OF_MINE), [CodeResult.MATCHES]),
        ("mine", gtin(OTHER), [CodeResult.OTHER_PRODUCT]),
        ("mine", gtin(UNKNOWN), [CodeResult.NOT_ON_SHEET]),
        ("mine", gtin("4006381333932", valid=False), [CodeResult.WRONG_CHECK_DIGIT]),
        ("mine", gtin(MINE, serial="AB1234"), [CodeResult.MATCHES, CodeResult.MATCHES]),
        ("mine", gtin(MINE, serial="AB12345"), [CodeResult.MATCHES, CodeResult.BREAKS_PATTERN]),
        ("mine", gtin(OTHER, serial="77"), [CodeResult.OTHER_PRODUCT]),  # the other product's serial number
        ("mine", code("(21)X", kind=CodeKind.SERIAL, serial="X"), [CodeResult.BREAKS_PATTERN]),
        ("mine", code("AB1234"), [CodeResult.MATCHES]),
        ("mine", code(f"AB{RLO}1234"), [CodeResult.BREAKS_PATTERN]),
        ("mine", code("AB123"), [CodeResult.BREAKS_PATTERN]),
        ("mine", code("12345"), []),
        ("mine", code(MINE), []),
        ("mine", code("S/N: AB1234"), [CodeResult.MATCHES]),
        ("mine", code("SAB1234"), [CodeResult.MATCHES]),  # the data identifier of serial numbers
        ("mine", code("S/N: AB123X"), [CodeResult.BREAKS_PATTERN]),
        ("mine", code("S/N: 77"), []),
        ("mine", code("LOT AB123"), []),
        ("mine", gtin("9780306406157"), []),  # of a book that no sheet lists
        ("mine", gtin("9780306406158", valid=False), []),
        ("mine", gtin("2112345678900"), []),  # of a shop's price label
        ("mine", gtin("0212345678909"), []),
        ("mine", gtin("0412345678903"), []),
        ("mine", gtin("20123451"), []),
        ("shop's own", gtin("0212345678909"), []),
        ("shop's own", gtin("2112345678900"), [CodeResult.NOT_ON_SHEET]),
        ("shop's own", gtin("2112345000008"), [CodeResult.MATCHES]),
        ("book", gtin("9783161484100"), [CodeResult.MATCHES]),
        ("book", gtin("9780306406157"), [CodeResult.NOT_ON_SHEET]),
        ("mine", code("https://maker.example"), []),
        ("other", code("AB12345"), []),
        ("bare", gtin(MINE, serial="AB12345"), []),
        ("bare", gtin("4006381333932", valid=False), [CodeResult.WRONG_CHECK_DIGIT]),
        (None, gtin(MINE), []),
        (None, gtin("4006381333932", valid=False), [CodeResult.WRONG_CHECK_DIGIT]),
        ("unheard of", gtin(MINE), []),
    ],
)
def test_numbers_are_compared_with_the_sheet(product: str | None, read: Code, result: list[CodeResult]) -> None:
    assert results(product, read) == result


def test_a_parcels_route_is_no_article() -> None:
    digits = "28280200375580"  # a Leitcode whose last digit would be right in a GTIN, too
    (read,) = found(symbol(digits, BarcodeFormat.ITF))
    assert (read.gtin, read.valid) == (digits, True)
    assert results("mine", read) == []
    assert results("mine", gtin(UNKNOWN), read) == [CodeResult.NOT_ON_SHEET]


def test_undeclared_texts_count_against_an_item_only_where_they_nearly_fit_and_none_fits() -> None:
    assert results("mine", code("LOT 7"), code("AB1234")) == [CodeResult.MATCHES]
    assert results("mine", code("LOT 7"), code("AB12345")) == [CodeResult.BREAKS_PATTERN]
    assert results("mine", code("LOT 7"), code("AB12345"), code("AB1234")) == [CodeResult.MATCHES]


def test_a_finding_says_where_it_was_read_and_which_product_is_named() -> None:
    assert check_codes([[], [gtin(OTHER)]], "mine", SHEETS) == (
        CodeFinding(1, OTHER, "QR Code", CodeKind.GTIN, CodeResult.OTHER_PRODUCT, "other", Region(0, 0, 1, 1)),
    )


def test_the_product_is_named_by_a_right_number_that_one_sheet_lists() -> None:
    twins = SHEETS | {"twin": sheet("twin", (MINE,))}
    assert product_named([[], [gtin(MINE), gtin(UNKNOWN)], [gtin(CARTON_OF_MINE)]], SHEETS) == "mine"
    assert product_named([[gtin(MINE)], [gtin(OTHER)]], SHEETS) is None
    assert product_named([[gtin(MINE, valid=False), gtin(UNKNOWN), code("AB1234")]], SHEETS) is None
    assert product_named([[gtin(MINE)]], twins) is None
    assert product_named([], SHEETS) is None


@pytest.mark.parametrize("pattern", ["(a+)+b", "(a|a)*b", "(.*)*(.*)*(.*)*b", "(a?){100}a{100}b"])
def test_a_costly_pattern_does_not_hold_the_service(pattern: str) -> None:
    """Python's own matcher takes time that doubles with each character here."""
    sheets = {"mine": sheet("mine", (), pattern)}
    assert results("mine", code("a" * MAX_CHARACTERS), sheets=sheets) == []
    declared = code("(21)a", kind=CodeKind.SERIAL, serial="a" * MAX_CHARACTERS)
    assert results("mine", declared, sheets=sheets) == [CodeResult.BREAKS_PATTERN]


@pytest.mark.parametrize("pattern", ["(?=a)b", r"(a)\1", "((a{1000}){1000}){1000}", "a" * 501, "("])
def test_a_pattern_that_can_not_be_matched_safely_is_refused_and_not_applied(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        compile_pattern(pattern)
    assert results("mine", code("AB1234"), sheets={"mine": sheet("mine", (), pattern)}) == []


def test_patterns_of_the_bundled_sheets_can_be_matched() -> None:
    for each in read_catalogue(DATASETS / "catalogue").values():
        assert each.serial_pattern
        assert not compile_pattern(each.serial_pattern)("")
