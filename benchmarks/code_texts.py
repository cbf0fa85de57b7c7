"""What stands in codes on goods and on their way: texts of kinds that are no serial number, and serial numbers.

Check digits are computed here again, by libraries or by the standards' formulas, not by what is measured.
"""

import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from segno import helpers
from stdnum import ean, iban, iso6346, luhn
from stdnum.iso7064 import mod_97_10
from stdnum.it import aic

QR, CODE_128, CODE_39, DATA_MATRIX, ITF, EAN_13 = "QR", "Code 128", "Code 39", "Data Matrix", "ITF", "EAN-13"
LETTERS, CAPITALS = string.ascii_letters, string.ascii_uppercase
ALPHANUMERIC = string.digits + CAPITALS
FNC1, RECORD, END = "\x1d", "\x1e", "\x04"


@dataclass(frozen=True)
class Drawn:
    """One code to draw.

    Attributes:
        text: its content; of GS1 symbols the element string in brackets.
        gs1: whether the symbol marks its content as a GS1 element string.
    """

    kind: str
    text: str
    symbol: str
    gs1: bool = False


class Dice:
    """Random parts of texts."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng

    def pick(self, choices: str | list[str] | tuple[str, ...]) -> str:
        """One of several."""
        return str(choices[int(self.rng.integers(len(choices)))])

    def letters(self, count: int, alphabet: str = CAPITALS) -> str:
        """So many letters."""
        return "".join(self.pick(alphabet) for _ in range(count))

    def digits(self, count: int) -> str:
        """So many digits."""
        return self.letters(count, string.digits)

    def date(self, form: str = "{y:02d}{m:02d}{d:02d}") -> str:
        """A date from 2026 to 2030."""
        year, month, day = (int(self.rng.integers(*span)) for span in ((26, 31), (1, 13), (1, 29)))
        return form.format(y=year, m=month, d=day)

    def word(self) -> str:
        """A name."""
        return self.pick(("Kirameki", "Musterhaus", "Northgate", "Sakura", "Lindqvist", "Oduya", "Ferreira", "Havel"))


Maker = Callable[[Dice, str], Drawn]  # the second argument is the GTIN-13 of the product beside the code


def _gs1_check(payload: str) -> str:
    return payload + ean.calc_check_digit(payload)


def _of(kind: str, text: Callable[[Dice, str], str], *symbols: str, gs1: bool = False) -> Maker:
    return lambda dice, gtin: Drawn(kind, text(dice, gtin), dice.pick(symbols), gs1)


def _postal(dice: Dice, _: str) -> str:
    digits = dice.digits(8)
    total = sum(int(each) * weight for each, weight in zip(digits, (8, 6, 4, 2, 3, 5, 9, 7), strict=True))
    check = {10: 0, 11: 5}.get(11 - total % 11, 11 - total % 11)
    return (
        f"{dice.pick('RCELUV')}{dice.letters(1)}{digits}{check}{dice.pick(('JP', 'DE', 'CN', 'GB', 'KR', 'FR', 'US'))}"
    )


def _ups(dice: Dice, _: str) -> str:
    data = dice.letters(6, ALPHANUMERIC) + dice.digits(9)
    values = [int(each) if each.isdigit() else (ord(each) - 63) % 10 for each in data]
    return f"1Z{data}{-sum(value * (1 + place % 2) for place, value in enumerate(values)) % 10}"


def _route(length: int) -> Callable[[Dice, str], str]:
    def text(dice: Dice, _: str) -> str:
        digits = dice.digits(length - 1)
        return digits + str(-sum(int(each) * (9 if place % 2 else 4) for place, each in enumerate(digits)) % 10)

    return text


def _sscc(dice: Dice, _: str) -> str:
    return _gs1_check(dice.digits(17))


def _pzn(dice: Dice, _: str) -> str:
    while True:
        digits = dice.digits(7)
        check = sum(place * int(each) for place, each in enumerate(digits, 1)) % 11
        if check < 10:  # noqa: PLR2004  # such numbers are not given out
            return f"{digits}{check}"


def _hibc(dice: Dice, _: str) -> str:
    text = f"+{dice.letters(1)}{dice.digits(3)}{dice.letters(5, ALPHANUMERIC)}{dice.digits(1)}"
    if dice.rng.random() < 1 / 2:
        text += f"/$$3{dice.date()}{dice.letters(6, ALPHANUMERIC)}"
    alphabet = ALPHANUMERIC + "-. $/+%"
    return text + alphabet[sum(map(alphabet.index, text)) % 43]


def _ppn(dice: Dice) -> str:
    body = f"11{_pzn(dice, '')}"
    return f"{body}{sum(ord(each) * place for place, each in enumerate(body, 2)) % 97:02d}"


def _iban(dice: Dice, _: str) -> str:
    body = dice.digits(18)
    return f"DE{iban.calc_check_digits(f'DE00{body}')}{body}"


def _isbn_10(dice: Dice, _: str) -> str:
    digits = dice.digits(9)
    return digits + "0123456789X"[sum(place * int(each) for place, each in enumerate(digits, 1)) % 11]


def _container(dice: Dice, _: str) -> str:
    body = f"{dice.letters(3)}U{dice.digits(6)}"
    return body + iso6346.calc_check_digit(body)


def _boarding_pass(dice: Dice, _: str) -> str:
    name = f"{dice.word().upper()}/{dice.pick(('ANNA', 'KEN', 'LUC'))}".ljust(20)[:20]
    flight = (
        f"{dice.letters(6, ALPHANUMERIC)} {dice.pick(('NRTFRA', 'CDGHND', 'LHRKIX'))}{dice.pick(('LH', 'AF', 'NH'))} "
    )
    return f"M1{name}E{flight}0{dice.digits(3)} {dice.digits(3)}Y0{dice.digits(2)}A0{dice.digits(3)} 100"


def _emv(dice: Dice, _: str) -> str:
    shop = dice.word()
    head = f"00020101021226160012{dice.digits(12)}5204599953033925802JP"
    return f"{head}59{len(shop):02d}{shop}6005TOKYO6304{dice.letters(4, '0123456789ABCDEF')}"


def _swiss(dice: Dice, _: str) -> str:
    return "\r\n".join(
        ("SPC", "0200", "1", f"CH{dice.digits(19)}", "S", dice.word(), "Weg", "1", "8000", "Zürich", "CH", "", "", "")
    )


def _epc(dice: Dice, _: str) -> str:
    return (
        f"BCD\n002\n1\nSCT\n\n{dice.word()}\n{_iban(dice, '')}\nEUR{dice.digits(2)}.50\n\n\nInvoice {dice.digits(6)}\n"
    )


def _event(dice: Dice, _: str) -> str:
    day = "20" + dice.date()
    return f"BEGIN:VEVENT\nSUMMARY:{dice.word()}\nDTSTART:{day}T090000Z\nDTEND:{day}T100000Z\nEND:VEVENT"


def _carrier_message(dice: Dice, _: str) -> str:
    head = f"[)>{RECORD}01{FNC1}96{dice.digits(9)}{FNC1}840{FNC1}001{FNC1}"
    return f"{head}{_ups(dice, '')}{FNC1}UPSN{FNC1}{dice.letters(6, ALPHANUMERIC)}{FNC1}{dice.digits(3)}{RECORD}{END}"


def _enveloped(*fields: str) -> str:
    return f"[)>{RECORD}06{FNC1}{FNC1.join(fields)}{RECORD}{END}"


def _sim_card(dice: Dice, _: str) -> str:
    body = "89" + dice.digits(16)
    return body + luhn.calc_check_digit(body)


def _imei(dice: Dice, _: str) -> str:
    body = "35" + dice.digits(12)
    return body + luhn.calc_check_digit(body)


def _medicine_of_italy(dice: Dice, _: str) -> str:
    body = "0" + dice.digits(7)
    return f"A{body}{aic.calc_check_digit(body)}"


def _reference(dice: Dice, _: str) -> str:
    body = dice.digits(12)
    return f"RF{98 - int(mod_97_10.checksum(body + 'RF00')):02d}{body}"


LINEAR, MATRIX, ANY = (CODE_128, CODE_39), (QR, DATA_MATRIX), (CODE_128, CODE_39, QR, DATA_MATRIX)
NO_SERIALS: tuple[Maker, ...] = (
    _of("S10 postal item", _postal, *ANY),
    _of("UPS 1Z", _ups, *ANY),
    _of("DHL JJD", lambda d, _: f"JJD{d.digits(15)}", CODE_128, DATA_MATRIX),
    _of("DHL JD", lambda d, _: f"JD01{d.digits(16)}", CODE_128, QR),
    _of("DHL waybill", lambda d, _: (n := d.digits(9)) + str(int(n) % 7), *ANY),
    _of("FedEx, 12 digits", lambda d, _: d.digits(12), *ANY),
    _of("FedEx, 34 digits", lambda d, _: f"9622{d.digits(30)}", CODE_128),
    _of("Leitcode", _route(14), ITF, CODE_128),
    _of("Identcode", _route(12), ITF, CODE_128),
    _of("Amazon parcel", lambda d, _: f"TBA{d.digits(12)}", CODE_128, QR),
    _of("shop's number", lambda d, _: d.pick(("X00", "B0")) + d.letters(7, ALPHANUMERIC), CODE_128, DATA_MATRIX),
    _of("USPS", lambda d, _: f"(420){d.digits(5)}(92){d.digits(20)}", CODE_128, gs1=True),
    _of("SSCC", lambda d, g: f"(00){_sscc(d, g)}", CODE_128, DATA_MATRIX, gs1=True),
    _of("SSCC as text", lambda d, g: f"00{_sscc(d, g)}", CODE_128, QR),
    _of("batch and expiry", lambda d, _: f"(10)L{d.digits(4)}(17){d.date()}", *MATRIX, CODE_128, gs1=True),
    _of("batch and expiry in brackets", lambda d, _: f"(10)L{d.digits(4)}(17){d.date()}", QR, CODE_128),
    _of("case content", lambda d, g: f"(02)0{g}(37){d.digits(2)}", CODE_128, gs1=True),
    _of("lot as text", lambda d, _: f"{d.pick(('LOT ', 'L', 'LOT:', 'Batch '))}{d.digits(5)}", *MATRIX, CODE_128),
    _of("own GTIN in another symbol", lambda _, gtin: gtin, QR, CODE_128, DATA_MATRIX),
    _of("ISO 15434, lot", lambda d, _: _enveloped(f"9N{_ppn(d)}", f"1T{d.letters(6)}", f"D{d.date()}"), *MATRIX),
    _of("ISO 15434, transport", lambda d, _: _enveloped(f"1JUN{d.digits(9)}A1", f"P{d.digits(6)}", "Q24"), *MATRIX),
    _of("carrier message", _carrier_message, *MATRIX),
    _of("vCard", lambda d, _: helpers.make_vcard_data(f"{d.word()};Anna", d.word(), phone=d.digits(10)), QR),
    _of("MECARD", lambda d, _: helpers.make_mecard_data(f"{d.word()},Anna", phone=d.digits(10)), QR),
    _of("Wi-Fi", lambda d, _: helpers.make_wifi_data(d.word(), d.letters(10, LETTERS), "WPA"), QR),
    _of("address", lambda d, _: f"https://{d.word().lower()}.example/{d.letters(2)}/{d.digits(8)}", *MATRIX),
    _of("address without scheme", lambda d, _: f"qr.{d.word().lower()}.example/p/{d.digits(3)}", *MATRIX),
    _of("mail", lambda d, _: helpers.make_make_email_data(f"{d.word().lower()}@shop.example", subject="Hi"), QR),
    _of("phone", lambda d, _: d.pick(("tel:+81", "TEL:0", "+49 ")) + d.digits(9), QR),
    _of("message", lambda d, _: f"SMSTO:+81{d.digits(9)}:{d.word()}", QR),
    _of("place", lambda d, _: helpers.make_geo_data(35 + d.rng.random(), 139 + d.rng.random()), QR),
    _of("event", _event, QR),
    _of("one-time password", lambda d, _: f"otpauth://totp/{d.word()}?secret={d.letters(16)}", QR),
    _of("EPC payment", _epc, QR),
    _of("Swiss payment", _swiss, QR),
    _of("EMVCo payment", _emv, QR),
    _of("UPI payment", lambda d, _: f"upi://pay?pa={d.word().lower()}@bank&am={d.digits(3)}", QR),
    _of("Bitcoin", lambda d, _: f"bitcoin:bc1q{d.letters(38, 'qpzry9x8gf2tvdw0s3jn54khce6mua7l')}", QR),
    _of("IBAN", _iban, *ANY),
    _of("payment reference", _reference, QR, CODE_128),
    _of("PZN", lambda d, g: f"-{_pzn(d, g)}", CODE_39),
    _of("HIBC", _hibc, *ANY),
    _of("AIC", _medicine_of_italy, CODE_128, DATA_MATRIX),
    _of("ISBN", lambda d, _: _gs1_check("978" + d.digits(9)), EAN_13),
    _of("ISBN-10", _isbn_10, *ANY),
    _of("shop's price label", lambda d, _: _gs1_check(d.pick(("02", "25")) + d.digits(10)), EAN_13),
    _of("ISSN", lambda d, _: _gs1_check("977" + d.digits(9)), EAN_13),
    _of("IMEI", _imei, *ANY),
    _of("ICCID", _sim_card, *ANY),
    _of("boarding pass", _boarding_pass, QR),
    _of("container", _container, *ANY),
    _of("MAC address", lambda d, _: ":".join(d.letters(2, "0123456789ABCDEF") for _ in range(6)), *MATRIX, CODE_128),
)

SERIAL_FORMS: Mapping[str, Callable[[str, str], Drawn]] = {
    "GS1 Data Matrix": lambda s, g: Drawn("", f"(01)0{g}(21){s}", DATA_MATRIX, gs1=True),
    "GS1 QR": lambda s, g: Drawn("", f"(01)0{g}(17)281231(10)L7(21){s}", QR, gs1=True),
    "GS1-128": lambda s, g: Drawn("", f"(01)0{g}(21){s}", CODE_128, gs1=True),
    "element string as text": lambda s, g: Drawn("", f"(01)0{g}(21){s}", QR),
    "Digital Link": lambda s, g: Drawn("", f"https://id.example/01/0{g}/21/{s.replace(' ', '%20')}", QR),
    "ISO 15434, format 06": lambda s, _: Drawn("", _enveloped("1P4711", f"S{s}"), DATA_MATRIX),
    "ISO 15434, format 05": lambda s, g: Drawn("", f"[)>{RECORD}05{FNC1}010{g}{FNC1}21{s}{RECORD}{END}", QR),
    "Code 128": lambda s, _: Drawn("", s, CODE_128),
    "Code 39": lambda s, _: Drawn("", s, CODE_39),
    "QR": lambda s, _: Drawn("", s, QR),
    "Data Matrix": lambda s, _: Drawn("", s, DATA_MATRIX),
    "behind S/N": lambda s, _: Drawn("", f"S/N: {s}", QR),
}


def _one_wrong(serial: str, dice: Dice) -> str:
    place = int(dice.rng.integers(len(serial)))
    return serial[:place] + dice.pick(ALPHANUMERIC) + serial[place + 1 :]


def _swapped(serial: str, dice: Dice) -> str:
    place = int(dice.rng.integers(len(serial) - 1))
    return serial[:place] + serial[place + 1] + serial[place] + serial[place + 2 :]


def _letter_for_digit(serial: str, dice: Dice) -> str:
    alike = {"0": "O", "1": "I", "2": "Z", "5": "S", "6": "G", "8": "B"}
    places = [place for place, each in enumerate(serial) if each in alike]
    if not places:
        return serial
    place = places[int(dice.rng.integers(len(places)))]
    return serial[:place] + alike[serial[place]] + serial[place + 1 :]


def _too_short(serial: str, dice: Dice) -> str:
    """Cut off at either end, as by a label's edge."""
    return serial[1:] if dice.rng.random() < 1 / 2 else serial[:-1]


WRONGS: Mapping[str, Callable[[str, Dice], str]] = {
    "one character wrong": _one_wrong,
    "two swapped": _swapped,
    "a letter for a digit": _letter_for_digit,
    "too short by one": _too_short,
    "too long by one": lambda serial, dice: serial + dice.pick(ALPHANUMERIC),
}
