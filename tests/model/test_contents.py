"""What a code's text says of itself: delivery labels, addresses and payments are told from possible serial numbers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.contents import is_routing_code, likely_something_else, possible_serials, something_else

TEXTS = {
    "https://shop.example/KV-1234-56": "address",
    "qr.kirameki.example/p/77": "address",
    "WIFI:T:WPA;S:shop;P:secret;;": "address",
    "BEGIN:VCARD\nVERSION:3.0\nFN:A B\nEND:VCARD": "address",
    "MECARD:N:Ito,Aya;TEL:0312345678;;": "address",
    "otpauth://totp/shop:aya?secret=JBSWY3DPEHPK3PXP": "address",
    "geo:35.68,139.76": "address",
    "aya@shop.example": "mail address",
    "BCD\n002\n1\nSCT\n\nShop\nDE89370400440532013000": "payment",
    "SPC\r\n0200\r\n1\r\nCH9300762011623852957": "payment",
    "00020101021129300012D156000000000510A93FO3230Q5204000053037645802US6304A13A": "payment",
    "DE89 3704 0044 0532 0130 00": "payment",
    "RF18539007547034": "payment",
    "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2": "payment",
    "M1DESMARAIS/LUC       EABC123 YULFRAAC 0834 326J001A0025 100": "boarding pass",
    "RR473124829GB": "postal item",
    "1Z999AA10123456784": "parcel",
    "JD014600006281230704": "parcel",
    "JJD0099999999999999": "parcel",
    "TBA123456789012": "parcel",
    "00376130321109103420": "transport unit",
    "+A123BJC5D6E71G": "medical device",
    "-03752864": "medicine",
    "978-3-16-148410-0": "book",
    "[)>\x1e01\x1d96841706672\x1d840\x1d001\x1d1Z12345675\x1dUPSN\x1e\x04": "envelope",
    "(10)L2207(17)281231": "element string",
}


@pytest.mark.parametrize(("text", "kind"), TEXTS.items())
def test_what_names_itself_or_checks_is_something_else(text: str, kind: str) -> None:
    assert something_else(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        *(
            "RR473124828GB",
            "1Z999AA10123456785",
            "LOT L2207",
            "EXP2028-12",
            "MODEL: KV-1234",
            "A012745016",
            "CSQU3054383",
        ),
        *("00:1B:44:11:3A:B7", "B012345678", "26NOV2028", '{"id": "KV-1234"}', "kirameki.example", "2049-3630"),
    ],
)
def test_what_is_built_like_something_else_may_fit_a_pattern_but_never_nearly_fits(text: str) -> None:
    assert something_else(text) is None
    assert likely_something_else(text)


@pytest.mark.parametrize(
    "serial", ["KV-1234-56", "1A12345678", "HM 123 456", "AR1234-567", "HK-123456", "TK12-3456-78"]
)
def test_plain_serial_numbers_are_left_open(serial: str) -> None:
    assert something_else(serial) is None
    assert likely_something_else(serial) is None
    for labelled in (f"S/N: {serial}", f"SN {serial}", f"Serial No. {serial}", f"製造番号:{serial}", f"S{serial}"):
        assert serial in list(possible_serials(labelled))
        assert something_else(labelled) is None


def test_routing_codes_have_a_check_digit_of_their_own() -> None:
    assert is_routing_code("21348075016401")  # Leitcode
    assert is_routing_code("563102430313")  # Identcode
    assert not is_routing_code("21348075016402")


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=100))
def test_any_text_is_answered(text: str) -> None:
    something_else(text)
    likely_something_else(text)
    assert list(possible_serials(text))
