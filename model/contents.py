"""Contents: what a code's text is by its own syntax, without a product sheet.

Most codes on goods and on their way hold no serial number of the goods: delivery labels, addresses, networks, payments.
A text that is certainly something else (it names its kind, or has a check character and a characteristic form) is never
compared with a serial pattern. A text with the form of something else may still match a pattern, but a near match does
not count. Everything else is undecided (decision 0022).
"""

import re
import string
from collections.abc import Callable, Iterator
from typing import NamedTuple

from stdnum import bitcoin, iban, isbn, iso6346, iso11649, issn, luhn, mac
from stdnum.it import aic

from model.gtin import check_digit_fits
from model.iso15434 import is_envelope

Says = Callable[[str], bool]


class Kind(NamedTuple):
    """One kind of text that is no serial number; `says` tells whether a text is of it."""

    name: str
    says: Says


def something_else(text: str) -> str | None:
    """The kind of text that a text certainly is, by its own syntax; None if it may be a serial number."""
    return next((kind.name for kind in CERTAIN if kind.says(text)), None)


def likely_something_else(text: str) -> str | None:
    """The kind of text that a text is built like; other texts may be, too."""
    return next((kind.name for kind in LIKELY if kind.says(text)), None)


def possible_serials(text: str) -> Iterator[str]:
    """The parts of an undecided text that may be a serial number: all of it, and the part after a word that says so."""
    whole = text.strip()
    yield whole
    labelled = SERIAL_LABEL.match(whole)
    if labelled:
        yield whole[labelled.end() :].strip()


def _form(pattern: str) -> Says:
    compiled = re.compile(pattern, re.IGNORECASE)
    return lambda text: compiled.match(text) is not None


# --- check characters ------------------------------------------------------------------------------------------

POSTAL_ITEM = re.compile("[A-Z]{2}[0-9]{9}[A-Z]{2}")
POSTAL_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
UPS = re.compile("1Z[0-9A-Z]{15}[0-9]")
SSCC = re.compile(r"\(?00\)?([0-9]{18})")
HIBC = re.compile(r"\+[0-9A-Z\-. $/+%]{3,}")
HIBC_CHARACTERS = string.digits + string.ascii_uppercase + "-. $/+%"
PZN = re.compile("-([0-9]{7,8})")
ROUTING_CODE = re.compile("[0-9]{14}|[0-9]{12}")


def is_postal_item(text: str) -> bool:
    """UPU S10: two letters, eight digits and a check digit, a country."""
    if not POSTAL_ITEM.fullmatch(text):
        return False
    remainder = 11 - sum(weight * int(digit) for weight, digit in zip(POSTAL_WEIGHTS, text[2:10], strict=True)) % 11
    return int(text[10]) == {10: 0, 11: 5}.get(remainder, remainder)


def is_ups(text: str) -> bool:
    """A parcel of UPS: 1Z, 15 characters, a check digit; letters count as the last digit of their place less 63."""
    if not UPS.fullmatch(text):
        return False
    values = [int(each) if each.isdigit() else (ord(each) - 63) % 10 for each in text[2:]]
    return (sum(values[0:15:2]) + 2 * sum(values[1:15:2]) + values[15]) % 10 == 0


def is_routing_code(digits: str) -> bool:
    """Leitcode and Identcode of the German post: 13 or 11 digits and a check digit, weights 4 and 9."""
    if not ROUTING_CODE.fullmatch(digits):
        return False
    return (4 * sum(map(int, digits[:-1:2])) + 9 * sum(map(int, digits[1:-1:2])) + int(digits[-1])) % 10 == 0


def _is_transport_unit(text: str) -> bool:
    unit = SSCC.fullmatch(text)
    return unit is not None and check_digit_fits(unit[1])


def _is_hibc(text: str) -> bool:
    """HIBC: the last character is the sum of all others, modulo 43."""
    if not HIBC.fullmatch(text):
        return False
    *values, check = map(HIBC_CHARACTERS.index, text)
    return sum(values) % len(HIBC_CHARACTERS) == check


def _is_pzn(text: str) -> bool:
    """The German pharmacists' number as Code 39 holds it: a hyphen and 7 or 8 digits, the last one modulo 11."""
    found = PZN.fullmatch(text)
    if found is None:
        return False
    digits = found[1].zfill(8)
    return sum(place * int(digit) for place, digit in enumerate(digits[:7], 1)) % 11 == int(digits[7])


def _is_sim_card(text: str) -> bool:
    return text.startswith("89") and len(text) in (19, 20) and luhn.is_valid(text)


# --- the kinds -------------------------------------------------------------------------------------------------

SERIAL_WORDS = r"S/?N|SER(?:IAL)?\.?(?:\s?(?:NO|NR|NUM(?:BER)?)\b\.?)?|製造番号|シリアル(?:番号|ナンバー)?|序列号"
SERIAL_LABEL = re.compile(rf"(?:{SERIAL_WORDS})[\s:=#.]+|S(?=[0-9A-Z])", re.IGNORECASE)  # S: a data identifier
SCHEMES = (
    r"https?|ftps?|sftp|wss?|urn|tel|callto|sips?|mailto|matmsg|smsto|sms|mms|mmsto|geo|maps|google\.navigation|wifi|dpp|"
    r"mecard|bizcard|begin|otpauth|otpauth-migration|bitcoin|bitcoincash|ethereum|litecoin|dogecoin|monero|lightning|"
    r"lnurl|upi|payto|sepa|swish|alipays?|weixin|wxp|market|intent|itms|itms-apps|whatsapp|viber|tg|skype|facetime|"
    r"zoommtg|spotify|youtube|magnet|data|javascript|about|fido|hc1|shc|mt|x-hm|openid|openid4vp|mdoc|ldap|xmpp|webcal"
)
OTHER_WORDS = (
    r"lot|batch|charge|ch\.?-?b\.?|bn|exp|expiry|expires|use.by|best.before|bbe|mhd|mfg|mfd|prod|p/?n|part|ref|sku|"
    r"model|mod|po|order|invoice|inv|qty|imei[12]?|iccid|eid|meid|mac|pzn|ppn|gtin|ean|upc|isbn|issn|sscc|udi|awb|hawb|"
    r"tracking|parcel|shipment|ロット|使用期限|有効期限|賞味期限|品番|型番|批号|有效期"
)

CERTAIN = (
    Kind("address", _form(rf"(?:{SCHEMES}):|www\.")),
    Kind("address", _form(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?::[0-9]+)?[/?#]\S*$")),
    Kind("mail address", _form(r"[^\s@]+@[^\s@]+\.[a-z]{2,}$")),
    Kind(
        "payment",
        _form(r"BCD\W+00[12]\W|SPC\W+0[0-9]{3}\W|HRVHUB30|UPNQR|S[PCM]D\*1|K:PR\||000201(?:01[0-9]{4})?[0-9]"),
    ),
    Kind("payment", lambda text: iban.is_valid(text, check_country=False)),
    Kind("payment", iso11649.is_valid),
    Kind("payment", bitcoin.is_valid),
    Kind("envelope", is_envelope),
    Kind("boarding pass", _form(r"M[1-9][A-Z .'-]*/[A-Z /.'-]+E[A-Z0-9 ]{7}[A-Z]{6}")),
    Kind("element string", _form(r"\([0-9]{2,4}\)[^()]*\([0-9]{2,4}\)|\][A-Za-z][0-9]")),
    Kind("postal item", is_postal_item),
    Kind("parcel", is_ups),
    Kind("parcel", _form(r"JJ?D[0-9]{14,}$|JVGL[0-9A-Z]{12,}$|TBA[0-9]{12,13}$|%[0-9A-Z]{27,28}$")),
    Kind("transport unit", _is_transport_unit),
    Kind("medical device", _is_hibc),
    Kind("medicine", _is_pzn),
    Kind("book", lambda text: isbn.isbn_type(text) == "ISBN13"),
)
LIKELY = (
    Kind("labelled otherwise", _form(rf"(?:{OTHER_WORDS})(?:[\s.:#=-]|[0-9])")),
    Kind("labelled otherwise", _form(r"(?!S/?N|SER)[a-z][a-z0-9 ./_-]{0,20}[:=]")),
    Kind("element string", _form(r"\([0-9]{2,4}\)")),
    Kind("address", _form(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$")),
    Kind(
        "date", _form(r"[0-9]{1,2}[ ./-]?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ ./-]?[0-9]{2,4}$")
    ),
    Kind("several lines", _form(r".*[\n\r\N{REPLACEMENT CHARACTER}].*[\n\r\N{REPLACEMENT CHARACTER}]")),
    Kind("structured text", _form(r"[\[{<]|.*[|;*]")),
    Kind("parcel", lambda text: UPS.fullmatch(text) is not None),
    Kind(
        "parcel",
        _form(r"[0-9]?[A-Z]{1,4}[0-9]{11,}$|[A-Z]{2}[0-9]{9}[A-Z]{2}$|LPN[A-Z]{2,5}[0-9]{8,}$|FBA[0-9A-Z]{9,}$"),
    ),
    Kind("shop's number", _form(r"(?:B0|X0)[0-9A-Z]{8}$")),
    Kind("medical device", _form(r"\+|=[0-9A-Z]")),
    Kind("medicine", lambda text: text[:1] == "A" and aic.is_valid(text[1:])),
    Kind("book", lambda text: isbn.is_valid(text) or issn.is_valid(text)),
    Kind("device", lambda text: mac.is_valid(text) or _is_sim_card(text)),
    Kind("container", iso6346.is_valid),
)
