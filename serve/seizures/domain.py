"""What a record of a seizure holds, and its rules. Imports only the standard library and `model`."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, TypeVar

from model.errors import ValueRejectedError
from model.messages import Message, counted, message
from serve.audit.domain import record_digest
from serve.codelists.domain import CodeLists

LONGEST_LINE, LONGEST_DESCRIPTION = 100, 300  # characters
MOST_LINES = 500  # of one case
MOST_SAMPLES = 1_000_000
AMOUNT = r"[0-9]{1,14}(\.[0-9]{1,4})?"
HS = re.compile(r"[0-9]{2,10}")
NO_CHAPTERS = {0, 77, 98, 99}  # of the Harmonized System; 77 is kept for later
# Translators: each is the label of a field in the record of a customs seizure.
TITLES: Mapping[str, Message] = MappingProxyType(
    {
        "found_on": message("Found on"),
        "authority": message("Authority"),
        "port": message("Port (UN/LOCODE)"),
        "basis": message("Basis"),
        "direction": message("Direction"),
        "customs_procedure": message("Customs procedure"),
        "declaration_kind": message("Kind of declaration"),
        "declaration_number": message("Number of the declaration"),
        "declaration_date": message("Date of the declaration"),
        "traffic": message("Traffic"),
        "transport": message("Means of transport"),
        "container": message("Container"),
        "waybill": message("Air waybill or bill of lading"),
        "detection": message("How detected"),
        "concealment": message("How concealed"),
        "origin": message("Country of origin"),
        "provenance": message("Country of provenance"),
        "transit": message("Country of transit"),
        "destination": message("Country of destination"),
        "item_id": message("Item of the case"),
        "product": message("Product or brand"),
        "description": message("Description"),
        "category": message("Category of goods"),
        "hs": message("HS number"),
        "kind": message("Kind of infringement"),
        "quantity": message("Quantity"),
        "unit": message("Unit of quantity"),
        "declared_value": message("Declared value"),
        "genuine_value": message("Value of genuine goods"),
        "currency": message("Currency"),
        "value_basis": message("Basis of the value"),
        "batch": message("Batch number"),
        "serial": message("Serial number"),
        "health_risk": message("Risk to health or safety"),
        "samples": message("Samples taken"),
    }
)
CODES: Mapping[str, str] = MappingProxyType(
    {
        **{name: name for name in ("port", "basis", "direction", "customs_procedure", "declaration_kind")},
        **{name: name for name in ("traffic", "transport", "detection", "concealment", "currency", "value_basis")},
        **dict.fromkeys(("origin", "provenance", "transit", "destination"), "country"),
        "category": "goods_category",
        "kind": "goods_kind",
        "unit": "quantity_unit",
    }
)
"""The list of each field whose value is a code."""
NOTHING_SAID = "none"  # the version of an interception that no one has saved
AMOUNTS = ("quantity", "declared_value", "genuine_value")
# Translators: {field} is the label of a field.
TOO_LONG = counted("{field}: at most {count} character is kept.", "{field}: at most {count} characters are kept.")
CONTROL = message("{field}: holds a control character; remove it.")
NO_AMOUNT = message("{field}: write a number with at most 4 digits after a point, such as 1250.5.")
NO_HS = message("{field}: write 2 to 10 digits that begin with a chapter of the Harmonized System, such as 6404.")
NEEDS = message("{field}: say {other}, too.")
LATER = message("{field}: {day} has not come yet. Write the day on which it was, or leave it empty.")
TOO_MANY = message("{field}: at most {most}.")


class SeizureRejectedError(ValueRejectedError):
    """A value of a seizure's record is invalid; the message says why."""


@dataclass(frozen=True)
class Interception:
    """How the goods of a case were found. Every field may be empty. `CODES` says which values are codes.

    Attributes:
        authority: whose officers found them, as people write it.
        declaration_number: of the customs declaration or the postal item.
        provenance: the country that the goods were sent from, counted apart from their origin.
    """

    found_on: date | None = None
    authority: str = ""
    port: str = ""
    basis: str = ""
    direction: str = ""
    customs_procedure: str = ""
    declaration_kind: str = ""
    declaration_number: str = ""
    declaration_date: date | None = None
    traffic: str = ""
    transport: str = ""
    container: str = ""
    waybill: str = ""
    detection: str = ""
    concealment: str = ""
    origin: str = ""
    provenance: str = ""
    transit: str = ""
    destination: str = ""


@dataclass(frozen=True)
class Goods:
    """What a line of goods says. Every field may be empty.

    Attributes:
        item_id: the item of the case that stands for these goods.
        hs: chapter, heading or more of the Harmonized System.
        quantity, declared_value, genuine_value: decimal numbers as text, such as "1250.5"; empty if not known.
        currency: of both values.
        samples: how many were taken.
    """

    item_id: str | None = None
    product: str = ""
    description: str = ""
    category: str = ""
    hs: str = ""
    kind: str = ""
    quantity: str = ""
    unit: str = ""
    declared_value: str = ""
    genuine_value: str = ""
    currency: str = ""
    value_basis: str = ""
    batch: str = ""
    serial: str = ""
    health_risk: bool = False
    samples: int = 0


R = TypeVar("R", Interception, Goods)


@dataclass(frozen=True)
class InterceptionRecord:
    """The interception of a case, as it was saved last."""

    case_id: str
    organisation_id: str
    said: Interception
    by: str
    at: datetime

    @property
    def id(self) -> str:
        """Made from that of its case, which has one interception."""
        return interception_id(self.case_id)

    @property
    def digest(self) -> str:
        """A sha256 over its values."""
        return record_digest(stored_values(self))

    @property
    def seal(self) -> Mapping[str, str]:
        """What the audit log keeps of it."""
        return {"case": self.case_id, "sha256": self.digest}


@dataclass(frozen=True)
class GoodsLine:
    """A line of goods of a case.

    Attributes:
        position: in the case, from 1; a removed line leaves a gap.
    """

    id: str
    organisation_id: str
    case_id: str
    position: int
    said: Goods
    by: str
    at: datetime

    @property
    def digest(self) -> str:
        """A sha256 over its values."""
        return record_digest(stored_values(self))

    @property
    def version(self) -> str:
        """Names the line as it is read."""
        return self.digest[:16]

    @property
    def seal(self) -> Mapping[str, str]:
        """What the audit log keeps of it."""
        return {"case": self.case_id, "sha256": self.digest}


def interception_id(case_id: str) -> str:
    """The id of the interception of a case."""
    return f"x-{case_id.partition('-')[2]}"


def stored_values(record: InterceptionRecord | GoodsLine) -> dict[str, Any]:
    """The values of a record that its digest covers, days as text."""
    values = {"id": record.id, **asdict(record)}
    said = {name: value.isoformat() if isinstance(value, date) else value for name, value in values["said"].items()}
    return {**values, "said": said}


def version_of(record: InterceptionRecord | None) -> str:
    """Names the interception of a case as it is read, also one that no one has saved."""
    return record.digest[:16] if record else NOTHING_SAID


def checked_interception(said: Interception, before: Interception, lists: CodeLists, today: date) -> Interception:
    """An interception, cleaned and checked; codes that stay as they were before are not checked again.

    Raises:
        CodeRejectedError: a value is no code of its list.
        SeizureRejectedError: another value is invalid.
    """
    found = _cleaned(said)
    for name in ("found_on", "declaration_date"):
        day: date | None = getattr(found, name)
        if day and day > today:
            raise SeizureRejectedError(LATER.of(field=TITLES[name], day=day), name)
    _check_codes(asdict(found), asdict(before), lists, found.found_on or today)
    return found


def checked_goods(said: Goods, before: Goods, lists: CodeLists, day: date) -> Goods:
    """A line of goods, cleaned and checked; codes that stay as they were before are not checked again.

    Args:
        day: on which its codes must hold.

    Raises:
        CodeRejectedError: a value is no code of its list.
        SeizureRejectedError: another value is invalid.
    """
    found = _cleaned(said)
    amounts: dict[str, Any] = {name: _amount(getattr(found, name), name) for name in AMOUNTS}
    found = replace(found, **amounts)
    if found.hs and (not HS.fullmatch(found.hs) or int(found.hs[:2]) in NO_CHAPTERS):
        raise SeizureRejectedError(NO_HS.of(field=TITLES["hs"]), "hs")
    if not 0 <= found.samples <= MOST_SAMPLES:
        raise SeizureRejectedError(TOO_MANY.of(field=TITLES["samples"], most=MOST_SAMPLES), "samples")
    _check_codes(asdict(found), asdict(before), lists, day)
    if found.quantity and not found.unit:
        raise SeizureRejectedError(NEEDS.of(field=TITLES["quantity"], other=TITLES["unit"]), "unit")
    if (found.declared_value or found.genuine_value) and not found.currency:
        raise SeizureRejectedError(NEEDS.of(field=TITLES["declared_value"], other=TITLES["currency"]), "currency")
    return found


def _check_codes(said: Mapping[str, Any], before: Mapping[str, Any], lists: CodeLists, day: date) -> None:
    for name, list_id in CODES.items():
        if said.get(name) and said[name] != before[name]:
            lists.require(list_id, said[name], day, name)


def _cleaned(said: R) -> R:
    """A record with each text as one line.

    Raises:
        SeizureRejectedError: one is too long, or has characters that can't be shown.
    """
    texts = {name: value for name, value in asdict(said).items() if isinstance(value, str) and name != "item_id"}
    cleaned: dict[str, Any] = {name: _line(value, name) for name, value in texts.items()}
    return replace(said, **cleaned)


def _line(text: str, name: str) -> str:
    line = " ".join(text.split())
    longest = LONGEST_DESCRIPTION if name == "description" else LONGEST_LINE
    if len(line) > longest:
        raise SeizureRejectedError(TOO_LONG.of(field=TITLES[name], count=longest), name)
    if any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in line):
        raise SeizureRejectedError(CONTROL.of(field=TITLES[name]), name)
    return line


def _amount(text: str, name: str) -> str:
    """A decimal number without zeros at its ends."""
    if not text:
        return ""
    if not re.fullmatch(AMOUNT, text, re.ASCII):
        raise SeizureRejectedError(NO_AMOUNT.of(field=TITLES[name]), name)
    whole, _, fraction = text.partition(".")
    kept = fraction.rstrip("0")
    return f"{whole.lstrip('0') or '0'}{'.' + kept if kept else ''}"
