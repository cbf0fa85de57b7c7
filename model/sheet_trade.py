"""What a product sheet says of the trade in a product: rights, makers, traders, routes, packaging, contacts, prices.

The parts are those of the sheets of IPM (the database of the World Customs Organization) and of the outline for product
identification guides that the EU and the US agreed on. All are optional. They are commercially sensitive: no release
contains them, and an agency sees them only where the right holder allows it to see officer points.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from model.keys import LANGUAGE, LANGUAGE_TAG, Keys
from model.messages import message

COUNTRY = re.compile(r"[A-Z]{2}")
CURRENCY = re.compile(r"[A-Z]{3}")
AMOUNT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,4})?")
MAIL = re.compile(r"[^\s@]+@[^\s@]+")
PHONE = re.compile(r"\+?[0-9][0-9 ()/.-]{3,30}")

AS_COUNTRY = message("must be a country in two letters (ISO 3166-1), such as JP")
AS_CURRENCY = message("must be a currency in three letters (ISO 4217), such as EUR")
AS_AMOUNT = message("must be an amount in digits, such as 129.00")
AS_MAIL = message("must be an e-mail address")
AS_PHONE = message("must be a telephone number, such as +81 3 1234 5678")
AS_ZONE = message("must be a time zone of the IANA database, such as Asia/Tokyo")


class RightKind(StrEnum):
    """The kind of a right."""

    TRADE_MARK = "trade_mark"
    DESIGN = "design"
    PATENT = "patent"
    UTILITY_MODEL = "utility_model"
    COPYRIGHT = "copyright"
    GEOGRAPHICAL_INDICATION = "geographical_indication"
    PLANT_VARIETY = "plant_variety"
    OTHER = "other"


@dataclass(frozen=True)
class Right:
    """A right that protects the product.

    Attributes:
        territory: where it holds, such as ``JP``, ``EU`` or ``Benelux``.
        recordation: its number at customs.
    """

    kind: RightKind
    number: str
    territory: str
    recordation: str | None = None
    expires: date | None = None
    owner: str | None = None


@dataclass(frozen=True)
class Party:
    """A known maker or trader of genuine goods.

    Attributes:
        country: ISO 3166-1 alpha-2.
        note: such as what it makes, or whether it imports.
    """

    name: str
    country: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Route:
    """A way that goods take; places as their right holder names them.

    Attributes:
        note: such as the means of transport, or how goods were concealed.
    """

    origin: str
    destination: str
    via: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True)
class Contact:
    """Who answers questions of officers.

    Attributes:
        role: what they answer, such as "authenticity" or "legal".
        hours: when, in words or figures, in `time_zone` (a name of the IANA database).
        languages: tags.
    """

    name: str
    role: str | None = None
    phone: str | None = None
    mail: str | None = None
    hours: str | None = None
    time_zone: str | None = None
    languages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Price:
    """What a genuine one costs in a shop; the amount as written, such as ``129.00``; an ISO 4217 code."""

    amount: str
    currency: str


@dataclass(frozen=True)
class TradeDetails:
    """What a sheet says of the trade in its product.

    Attributes:
        routes: that genuine goods take; `violation_routes`: that counterfeits were found on.
        packaging: how genuine goods are packed for transport and sale: language tag -> text.
        handling_mark: how the sheet is to be handled, such as "For official use only".
        made_in: countries in which genuine goods are made, ISO 3166-1 alpha-2.
    """

    rights: tuple[Right, ...] = ()
    makers: tuple[Party, ...] = ()
    traders: tuple[Party, ...] = ()
    made_in: tuple[str, ...] = ()
    routes: tuple[Route, ...] = ()
    violation_routes: tuple[Route, ...] = ()
    packaging: Mapping[str, str] = field(default_factory=dict)
    contacts: tuple[Contact, ...] = ()
    handling_mark: str | None = None
    retail_price: Price | None = None

    @property
    def is_empty(self) -> bool:
        """Whether the sheet says nothing of it."""
        return self == NO_TRADE


NO_TRADE = TradeDetails()


def read_trade(keys: Keys) -> TradeDetails:
    """Take the parts out of a sheet's top table."""
    return TradeDetails(
        rights=tuple(_right(each) for each in keys.tables("rights")),
        makers=tuple(_party(each) for each in keys.tables("makers")),
        traders=tuple(_party(each) for each in keys.tables("traders")),
        made_in=keys.words("made_in", COUNTRY, AS_COUNTRY),
        routes=tuple(_route(each) for each in keys.tables("routes")),
        violation_routes=tuple(_route(each) for each in keys.tables("violation_routes")),
        packaging=keys.optional_texts("packaging"),
        contacts=tuple(_contact(each) for each in keys.tables("contacts")),
        handling_mark=keys.optional_text("handling_mark"),
        retail_price=_price(keys.table("retail_price")),
    )


def _right(keys: Keys) -> Right:
    right = Right(
        kind=keys.choice("kind", RightKind, tuple(RightKind)) or RightKind.OTHER,
        number=keys.text("number"),
        territory=keys.text("territory"),
        recordation=keys.optional_text("recordation"),
        expires=keys.day("expires"),
        owner=keys.optional_text("owner"),
    )
    keys.refuse_the_rest()
    return right


def _party(keys: Keys) -> Party:
    party = Party(keys.text("name"), keys.matching("country", COUNTRY, AS_COUNTRY), keys.optional_text("note"))
    keys.refuse_the_rest()
    return party


def _route(keys: Keys) -> Route:
    route = Route(keys.text("origin"), keys.text("destination"), keys.words("via"), keys.optional_text("note"))
    keys.refuse_the_rest()
    return route


def _contact(keys: Keys) -> Contact:
    contact = Contact(
        name=keys.text("name"),
        role=keys.optional_text("role"),
        phone=keys.matching("phone", PHONE, AS_PHONE),
        mail=keys.matching("mail", MAIL, AS_MAIL),
        hours=keys.optional_text("hours"),
        time_zone=_zone(keys),
        languages=keys.words("languages", LANGUAGE_TAG, LANGUAGE),
    )
    keys.refuse_the_rest()
    return contact


def _zone(keys: Keys) -> str | None:
    name = keys.optional_text("time_zone")
    try:
        return None if name is None else ZoneInfo(name).key
    except (ValueError, OSError, LookupError):  # the last if no such zone is known
        keys.wrong(AS_ZONE, "time_zone")
        return None


def _price(keys: Keys | None) -> Price | None:
    if keys is None:
        return None
    amount, currency = keys.text("amount"), keys.text("currency")
    if amount and not AMOUNT.fullmatch(amount):
        keys.wrong(AS_AMOUNT, "amount")
    if currency and not CURRENCY.fullmatch(currency):
        keys.wrong(AS_CURRENCY, "currency")
    keys.refuse_the_rest()
    return Price(amount, currency)


def trade_to_json(trade: TradeDetails) -> dict[str, Any]:
    """The plain values that `read_trade` reads back, without what is not given."""
    values: dict[str, Any] = {
        "handling_mark": trade.handling_mark,
        "made_in": list(trade.made_in),
        "packaging": dict(trade.packaging),
        "retail_price": vars(trade.retail_price) if trade.retail_price else None,
    }
    for name in ("rights", "makers", "traders", "routes", "violation_routes", "contacts"):
        values[name] = [_given(vars(each)) for each in getattr(trade, name)]
    return _given(values)


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    plain = {name: _plain(value) for name, value in values.items()}
    return {name: value for name, value in plain.items() if value is not None and value not in ([], {})}


def _plain(value: Any) -> Any:
    match value:
        case tuple():
            return list(value)
        case date():
            return value.isoformat()
        case StrEnum():
            return value.value
    return value
