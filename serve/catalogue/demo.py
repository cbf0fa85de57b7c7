"""Sheets of right holders, so that a new checkout has a draft to mend, and someone to ask about each product."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from model.catalogue import MarkedText, Point, ProductSheet
from model.sheet_json import document_of
from model.sheet_trade import NO_TRADE, Contact, Party, Price, Right, RightKind, Route, TradeDetails
from serve.accounts.domain import Actor, Organisation
from serve.accounts.permissions import Role
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
# The contacts of right holders besides the first one: name, telephone, hours and their time zone.
OTHERS: Mapping[str, tuple[str, str, str, str]] = {
    "hoshimaru-works": ("Hana Hoshi", "+81 3 0000 0001", "Mon to Fri, 10 to 18", "Asia/Tokyo"),
    "inkora": ("Ivo Ink", "+49 30 0000 0002", "Mon to Fri, 8 to 16", "Europe/Berlin"),
    "kirameki-vell": ("Kira Vell", "+81 6 0000 0003", "Mon to Sat, 9 to 17", "Asia/Tokyo"),
    "palvidine-pharma": ("Pia Pharma", "+41 44 000 00 04", "Mon to Sun, 0 to 24", "Europe/Zurich"),
    "tornavik": ("Tor Bearing", "+46 8 000 005", "Mon to Fri, 7:30 to 16", "Europe/Stockholm"),
}


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


def create_contacts(parts: Parts) -> None:
    """Publish the sheets that the active release has of other right holders' products, with whom to ask."""
    accounts = parts[Accounts]
    sheets = [each.sheet for each in parts[Releases].active.examiner.release.description.products.values()]
    for holder in accounts.organisations(None):
        if own := [sheet for sheet in sheets if sheet.right_holder == holder.name in OTHERS]:
            author, publisher = _people(accounts, holder)
            for sheet in own:
                trade = TradeDetails(contacts=(_contact(sheet),))
                _publish(parts, author, publisher, replace(sheet, trade=trade))


def _people(accounts: Accounts, holder: Organisation) -> Sequence[Actor]:
    """Who writes and who publishes a sheet, of a right holder that has no people yet; they do not sign in."""
    added = (
        accounts.add_person(
            None,
            organisation_id=holder.id,
            username=f"demo-{holder.name}-{role.value}",
            name=f"{holder.name.title()} {role.value.title()}",
            role=role,
            by_openid=True,
        ).person
        for role in (Role.CONTRIBUTOR, Role.REVIEWER)
    )
    return [accounts.actor_of(person, via="demo") for person in added]


def _contact(sheet: ProductSheet) -> Contact:
    name, phone, hours, zone = OTHERS[sheet.right_holder]
    mail = f"{name.split()[0].lower()}@{sheet.right_holder}.example"
    return Contact(name, "authenticity", phone, mail, hours, zone)


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
    _publish(parts, author, publisher, part, "One part of the product, with photos of its own.")
    return part


def _publish(
    parts: Parts, author: Actor, publisher: Actor, sheet: ProductSheet, note: str = "Taken from the release."
) -> None:
    """Publish a sheet with the release's pictures."""
    sheets = parts[Sheets]
    document = document_of(sheet)
    sheet_id = sheets.create(author, document, note).record.id
    kept = _pictures(parts, author, sheet_id, sheet)
    marks = {
        name: [{**mark, "reference": kept.get(mark["reference"])} for mark in document.get(name, [])]
        for name in ("points", "texts")
    }
    if not sheets.save(author, sheet_id, document | marks).missing:
        sheets.publish(publisher, sheet_id)


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
