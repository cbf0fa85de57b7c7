"""Two sheets of the demo right holder, so that a new checkout has a draft to mend and a published one."""

from collections.abc import Mapping
from dataclasses import replace

from model.catalogue import MarkedText, Point, ProductSheet
from model.sheet_json import document_of
from model.sheet_trade import NO_TRADE, Contact, Party, Price, Right, RightKind, Route, TradeDetails
from serve.accounts.domain import Actor
from serve.accounts.service import Accounts
from serve.catalogue.editing import Sheets
from serve.catalogue.pictures import SheetPictures
from serve.platform.parts import Parts
from serve.releases.service import Releases

VAGUE = "The print is unclear and looks cheap."  # so that there is a warning to see
BEGUN = {"id": "care-label", "title": {"en": "Care label on the inside"}}  # a point that is not finished
TRADE = TradeDetails(
    rights=(Right(RightKind.TRADE_MARK, "018 900 001", "EU", recordation="EU/26/0001"),),
    makers=(Party("Demo Works", "VN"),),
    made_in=("VN",),
    routes=(Route("Hai Phong", "Rotterdam", ("Singapore",)),),
    packaging={"en": "Fifty to a carton of brown board, with the order number on two sides."},
    contacts=(
        Contact(
            "Dana Demo", "authenticity", "+81 3 0000 0000", "dana@demo.example", "Mon to Fri, 9 to 17", "Asia/Tokyo"
        ),
    ),
    handling_mark="For official use only",
    retail_price=Price("39.00", "EUR"),
)


def create(parts: Parts, author: str, publisher: str) -> None:
    """Publish the sheet that the active release has of the demo right holder's product, with contacts; then draft on.

    Nothing is done if the release has none.

    Args:
        author: the username of the person who writes it.
        publisher: of another one, as no one publishes what they wrote.
    """
    accounts = parts[Accounts]
    people = {each.username: each for each in accounts.people(None)}
    actor, other = (accounts.actor_of(people[each], via="demo") for each in (author, publisher))
    sheet = _released(parts, actor)
    if sheet is not None:
        begin(parts, actor, other, sheet)


def create_published(parts: Parts, author: Actor, publisher: Actor) -> ProductSheet | None:
    """Publish a sheet of one part of that product, by which items of it can be frozen into a data set.

    Args:
        author: writes it, as a person of the right holder.
        publisher: another one, as no one publishes what they wrote.

    Returns:
        the sheet; None if there is no such product, or it has no photo that is always taken.
    """
    whole = _released(parts, author)
    part = _part(whole) if whole is not None else None
    if part is None:
        return None
    sheets = parts[Sheets]
    document = document_of(part)
    sheet_id = sheets.create(author, document, "One part of the product, with photos of its own.").record.id
    kept = _pictures(parts, author, sheet_id, part)
    points = [{**point, "reference": kept.get(point["reference"])} for point in document["points"]]
    sheets.save(author, sheet_id, document | {"points": points})
    sheets.publish(publisher, sheet_id)
    return part


def _part(whole: ProductSheet) -> ProductSheet | None:
    """What the last photo that is always taken shows, as a product of its own; no article number stands for two."""
    view = next((each for each in reversed(whole.views) if each.required), None)
    if view is None:
        return None
    points = tuple(point for point in whole.points if point.view == view.id)
    product, name = f"{whole.id}-{view.id}", view.title
    return replace(
        whole,
        id=product,
        name=name,
        gtin=(),
        serial_pattern=None,
        views=(view,),
        points=points,
        texts=(),
        trade=NO_TRADE,
    )


def _released(parts: Parts, actor: Actor) -> ProductSheet | None:
    """The sheet that the active release has of the first product of the actor's right holder."""
    products = parts[Releases].active.examiner.release.description.products.values()
    return next((each.sheet for each in products if each.sheet.right_holder == actor.organisation.name), None)


def begin(parts: Parts, actor: Actor, publisher: Actor, sheet: ProductSheet) -> None:
    """Publish a sheet of the release with contacts, if it is complete, and begin the next version of it."""
    sheets = parts[Sheets]
    document = document_of(replace(sheet, trade=TRADE))
    sheet_id = sheets.create(actor, document, "Taken from the release.").record.id
    kept = _pictures(parts, actor, sheet_id, sheet)
    points = [{**point, "reference": kept.get(point["reference"])} for point in document["points"]]
    texts = [{**text, "reference": kept.get(text["reference"])} for text in document.get("texts", [])]
    document |= {"points": points, "texts": texts}
    if not sheets.save(actor, sheet_id, document, "Rights and contacts.").missing:
        sheets.publish(publisher, sheet_id)
    points[-1]["counterfeit"] = {**points[-1]["counterfeit"], "en": VAGUE}
    points.append({**BEGUN, "view": sheet.views[0].id})
    sheets.save(actor, sheet_id, document | {"points": points}, "A point that is not finished.")


def _pictures(parts: Parts, actor: Actor, sheet_id: str, sheet: ProductSheet) -> Mapping[str | None, str]:
    """The release's reference pictures, kept for the sheet: as the release names them -> as the sheet does."""
    release = parts[Releases].active.known
    marks: tuple[Point | MarkedText, ...] = (*sheet.points, *sheet.texts)
    kept: dict[str | None, str] = {}
    for mark in marks:
        content = release.picture(mark.reference) if mark.reference and mark.reference not in kept else None
        if content is not None:
            kept[mark.reference] = parts[SheetPictures].add(actor, sheet_id, mark.view, content).sha256
    return kept
