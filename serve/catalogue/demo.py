"""A draft sheet of the demo right holder, so that a new checkout has one to look at, to mend and to publish."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from model.catalogue import MarkedText, Point, ProductSheet
from model.sheet_json import document_of
from model.sheet_trade import Contact, Party, Price, Right, RightKind, Route, TradeDetails
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


def create(parts: Parts, username: str) -> None:
    """Begin the sheet as a person of the demo right holder, from the sheet that the active release has of its product.

    Nothing is done if that has none.
    """
    accounts = parts[Accounts]
    person = next(each for each in accounts.people(None) if each.username == username)
    actor = accounts.actor_of(person, via="demo")
    products = parts[Releases].active.examiner.release.description.products.values()
    sheet = next((each.sheet for each in products if each.sheet.right_holder == actor.organisation.name), None)
    if sheet is not None:
        _begin(parts, actor, sheet)


def _begin(parts: Parts, actor: Actor, sheet: ProductSheet) -> None:
    sheets = parts[Sheets]
    document = document_of(sheet)
    sheet_id = sheets.create(actor, document, "Taken from the release.").record.id
    kept = _pictures(parts, actor, sheet_id, sheet)
    points = [{**point, "reference": kept.get(point["reference"])} for point in document["points"]]
    points[-1]["counterfeit"] = {**points[-1]["counterfeit"], "en": VAGUE}
    points.append({**BEGUN, "view": sheet.views[0].id})
    texts = [{**text, "reference": kept.get(text["reference"])} for text in document.get("texts", [])]
    later: dict[str, Any] = document_of(replace(sheet, trade=TRADE)) | {"points": points, "texts": texts}
    sheets.save(actor, sheet_id, later, "Rights and contacts, and a point that is not finished.")


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
