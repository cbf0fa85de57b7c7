"""Fills in a printed guide for its reader."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.numbers import format_currency

from model.messages import NOTHING
from model.sheet_trade import Contact, Party, Price, Right, Route, TradeDetails
from serve.accounts.domain import Actor
from serve.catalogue.guide import GuidePoint, GuideSheet
from serve.catalogue.messages import RIGHT_KINDS
from serve.catalogue.printing.domain import (
    GuideForm,
    PrintCopy,
    PrintedContact,
    PrintedGuide,
    PrintedParty,
    PrintedPoint,
    PrintedRight,
    PrintedRoute,
    PrintedTrade,
)
from serve.catalogue.printing.messages import DISCLAIMER, LABELS, MADE_FOR, TITLED, TITLES
from serve.catalogue.serial_messages import said_serial
from serve.platform.documents.typesetting import Document
from serve.platform.languages import spoken
from serve.platform.translations import Language

TEMPLATE = Path(__file__).parent / "templates" / "guide.typ"
BETWEEN = " · "  # the parts of a serial number
ONWARD = " > "  # between the places of a route; it points along the line of text in either direction
Draw = Callable[[str, bool], bytes | None]  # a point by its id; whether all of its picture


def printed(sheet: GuideSheet, form: GuideForm, actor: Actor, at: datetime, language: Language, draw: Draw) -> Document:
    """A printed guide.

    Args:
        sheet: as the actor may see it.
        at: when it is made.
        draw: a point of it on its genuine picture, as JPEG; None if it has none.
    """
    mark = (sheet.trade.handling_mark if sheet.trade else None) or ""
    copy = PrintCopy(actor.name, actor.organisation.name, at, sheet.version, mark)
    content = PrintedGuide(
        form=form,
        name=sheet.name,
        right_holder=sheet.right_holder,
        category=sheet.category,
        gtin=", ".join(sheet.gtin),
        serial_pattern=sheet.serial_pattern or "",
        serial=BETWEEN.join(said_serial(sheet.serial_pattern or "", language)),
        points=tuple(_point(point, draw) for point in sheet.points),
        trade=trade_of(sheet.trade, language) if sheet.trade and form is GuideForm.GUIDE else None,
        copy=copy,
    )
    made_for = MADE_FOR.of(
        name=actor.name, organisation=actor.organisation.name, at=f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    )
    titled = TITLED.of(form=TITLES[form], product=sheet.name)
    sentences = {"form": TITLES[form], "made_for": made_for, "disclaimer": DISCLAIMER}
    return Document(TEMPLATE, content, LABELS, sentences, titled, language, at)


def _point(point: GuidePoint, draw: Draw) -> PrintedPoint:
    close_up, whole = (draw(point.id, whole) if point.has_picture else None for whole in (False, True))
    return PrintedPoint(point.title, point.view, point.genuine, point.counterfeit, close_up, whole)


def trade_of(trade: TradeDetails, language: Language) -> PrintedTrade:
    """What a sheet says of the trade in its product, for a reader of a language; pages show it, too."""
    return PrintedTrade(
        contacts=tuple(_contact(each, language) for each in trade.contacts),
        rights=tuple(_right(each, language) for each in trade.rights),
        made_in=", ".join(map(language.country, trade.made_in)),
        makers=_parties(trade.makers, language),
        traders=_parties(trade.traders, language),
        routes=_routes(trade.routes),
        violation_routes=_routes(trade.violation_routes),
        packaging=spoken(trade.packaging, [language.tag]) if trade.packaging else NOTHING,
        retail_price=_price(trade.retail_price, language),
    )


def _contact(contact: Contact, language: Language) -> PrintedContact:
    hours = " ".join(filter(None, (contact.hours, f"({contact.time_zone})" if contact.time_zone else None)))
    return PrintedContact(
        name=contact.name,
        role=contact.role or "",
        phone=contact.phone or "",
        mail=contact.mail or "",
        hours=hours,
        languages=", ".join(language_name(tag, language) for tag in contact.languages),
    )


def _right(right: Right, language: Language) -> PrintedRight:
    return PrintedRight(
        kind=RIGHT_KINDS[right.kind],
        number=right.number,
        territory=language.country(right.territory),
        recordation=right.recordation or "",
        expires=language.say(right.expires) if right.expires else "",
        owner=right.owner or "",
    )


def _parties(parties: Sequence[Party], language: Language) -> tuple[PrintedParty, ...]:
    return tuple(PrintedParty(each.name, language.country(each.country or ""), each.note or "") for each in parties)


def _routes(routes: Sequence[Route]) -> tuple[PrintedRoute, ...]:
    return tuple(
        PrintedRoute(ONWARD.join((each.origin, *each.via, each.destination)), each.note or "") for each in routes
    )


def _price(price: Price | None, language: Language) -> str:
    return format_currency(Decimal(price.amount), price.currency, locale=language.locale) if price else ""


def language_name(tag: str, language: Language) -> str:
    """The name of a language in another; its tag if it has none."""
    try:
        return Locale.parse(tag, sep="-").get_display_name(language.locale) or tag
    except (ValueError, UnknownLocaleError):
        return tag
