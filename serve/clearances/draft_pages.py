"""The pages on which points and pictures are chosen, looked at before they are cleared, and cleared."""

import secrets
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import HTMLResponse

from model.catalogue import Point, ProductSheet
from model.datasets.fields import Label
from model.messages import NOTHING, Localized, Wording
from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart
from serve.alerts.pages import product_names
from serve.clearances.domain import (
    MOST_PARTS,
    ClearanceRejectedError,
    ClearedPart,
    Ground,
    PartKind,
    PartName,
    PartWithdrawal,
)
from serve.clearances.draft_domain import VALID_BY_DEFAULT
from serve.clearances.drafting import ClearanceDrafting
from serve.clearances.page_forms import ClearanceForm, part_value
from serve.clearances.page_titles import titles_of
from serve.clearances.pages import to_clearance
from serve.clearances.routes import ClearancesPart, DraftingPart, Giver
from serve.clearances.schemas import item_out, item_photo
from serve.clearances.shown_domain import ShownPart, counts_of
from serve.platform.clock import Clock
from serve.platform.dependencies import provided
from serve.platform.languages import spoken
from serve.platform.pages import Pages, PagesPart, rendered
from serve.platform.reader import languages_of

router = APIRouter(prefix="/clearances", include_in_schema=False, default_response_class=HTMLResponse)
Chosen = Annotated[ClearanceForm, Form()]


@router.get("/new")
def get_new(
    request: Request,
    actor: Giver,
    pages: PagesPart,
    drafting: DraftingPart,
    clock: Annotated[Clock, Depends(provided(Clock))],
    product: Annotated[str, Query(max_length=190)] = "",
) -> str:
    """Choose a product if there are several, then what is cleared of it."""
    sheets = drafting.sheets(actor)
    chosen = product or (next(iter(sheets)) if len(sheets) == 1 else "")
    if chosen not in sheets:
        return rendered(request, pages, "clearance_product.html", products=product_names(request, sheets))
    last_day = (clock.shown() + VALID_BY_DEFAULT).date().isoformat()
    return Writing(request, actor, pages, drafting).form(ClearanceForm(product=chosen, valid_until=last_day))


@router.post("/edit")
def post_edit(request: Request, actor: Giver, pages: PagesPart, drafting: DraftingPart, given: Chosen) -> str:
    """Back from the preview to the form, or to the form with more items to choose from; nothing is cleared."""
    return Writing(request, actor, pages, drafting).form(given.with_more())


@router.post("/preview")
def post_preview(request: Request, actor: Giver, pages: PagesPart, drafting: DraftingPart, given: Chosen) -> Response:
    """What would be cleared, and who could show it; nothing is cleared."""
    writing = Writing(request, actor, pages, drafting)
    try:
        withdrawn = drafting.withdrawn(actor, given.product)
        groups = list(_of_groups(actor, drafting, given))
        form = given.with_parts(name for name in groups if name not in withdrawn)
        preview = drafting.preview(actor, form.draft())
    except ClearanceRejectedError as fault:
        return writing.refused(given, fault)
    shown = [
        ShownPart(number, part, None, preview.ground.items.get(part.name.name))
        for number, part in enumerate(preview.clearance.parts, 1)
    ]
    sheet = drafting.sheets(actor).get(form.product)
    names = {
        "shown": shown,
        "titles": titles_of(sheet, shown, languages_of(request)),
        "pictures": {each.number: _address(form.product, each.name, preview.ground) for each in shown},
        "form": form,
        "left_out": writing.left_out(form.product, _not_chosen(withdrawn, groups, form)),
        "preview": preview,
        "counts": counts_of(shown),
        "product": writing.product(form.product),
        "idempotency_key": secrets.token_urlsafe(),
    }
    return HTMLResponse(rendered(request, pages, "clearance_preview.html", **names))


def _address(product: str, name: PartName, ground: Ground) -> str:
    """The address of the picture of a part that is not cleared yet; empty without one."""
    if name.kind is PartKind.PHOTO:
        return item_photo(name.name, name.photo or 0)
    points, is_whole = f"/v1/catalogue/products/{quote(product, safe='')}/points", name.kind is PartKind.REFERENCE
    point = ground.references[name.name].id if is_whole else name.name
    if point not in ground.pictured:
        return ""
    return f"{points}/{quote(point, safe='')}{'/whole' if is_whole else ''}.jpg"


@router.post("")
def post_new(
    request: Request,
    actor: Giver,
    pages: PagesPart,
    clearances: ClearancesPart,
    drafting: DraftingPart,
    call: CallPart,
    given: Chosen,
) -> Response:
    """Clear what the preview showed."""
    try:
        made = clearances.give(actor, given.draft(), call)
    except ClearanceRejectedError as fault:
        return Writing(request, actor, pages, drafting).refused(given, fault)
    return to_clearance(made.clearance.id)


def _of_groups(actor: Actor, drafting: ClearanceDrafting, form: ClearanceForm) -> Iterator[PartName]:
    """The parts of all groups of which everything is chosen."""
    ground = drafting.ground(actor, form.product)
    if PartKind.POINT.value in form.groups:
        yield from (PartName(PartKind.POINT, point.id) for point in ground.for_officers)
    if PartKind.REFERENCE.value in form.groups:
        yield from (PartName(PartKind.REFERENCE, view) for view in ground.references)
    for label in form.labels:
        for entry in drafting.items(actor, form.product, label, MOST_PARTS).entries:
            yield from (PartName(PartKind.PHOTO, entry.id, photo.index) for photo in entry.photos)


@dataclass(frozen=True)
class Writing:
    """The form of a clearance, for one request."""

    request: Request
    actor: Actor
    pages: Pages
    drafting: ClearanceDrafting

    def form(self, form: ClearanceForm, problem: Wording = NOTHING) -> str:
        """The form with what was chosen in it."""
        sheet = self.drafting.sheets(self.actor).get(form.product)
        ground = self.drafting.ground(self.actor, form.product)
        names = {
            "form": form,
            "left_out": self.left_out(form.product, self.drafting.withdrawn(self.actor, form.product)),
            "problem": problem,
            "product": self.product(form.product),
            "has_others": len(self.drafting.sheets(self.actor)) > 1,
            **self._of_sheet(sheet, ground),
            "groups": {label: self._items(form, label) for label in Label},
            "agencies": self.drafting.agencies(self.actor),
        }
        return rendered(self.request, self.pages, "clearance_new.html", **names)

    def left_out(
        self, product: str, withdrawn: Mapping[PartName, PartWithdrawal]
    ) -> Mapping[str, list[tuple[ShownPart, Localized]]]:
        """What each group leaves out, as it was withdrawn: with what it is called, and with the reason."""
        ground = self.drafting.ground(self.actor, product, tuple(withdrawn))
        shown = [
            ShownPart(number, ClearedPart(name, withdrawal), None, ground.items.get(name.name))
            for number, (name, withdrawal) in enumerate(withdrawn.items(), 1)
            if ground.lapse_of(name) is None
        ]
        titles = titles_of(self.drafting.sheets(self.actor).get(product), shown, languages_of(self.request))
        found: dict[str, list[tuple[ShownPart, Localized]]] = {}
        for each in shown:
            group = each.item.label.value if each.item else each.name.kind.value
            found.setdefault(group, []).append((each, titles[each.number]))
        return found

    def refused(self, form: ClearanceForm, fault: ClearanceRejectedError) -> Response:
        """The form again, with what is wrong in it.

        Raises:
            ClearanceRejectedError: it names no product, so that there is no form to show.
        """
        if form.product not in self.drafting.sheets(self.actor):
            raise fault
        return HTMLResponse(self.form(form, fault.message), HTTPStatus.UNPROCESSABLE_ENTITY)

    def product(self, product: str) -> Localized:
        """What a product is called."""
        sheets = self.drafting.sheets(self.actor)
        return product_names(self.request, {product: sheets[product]})[product]

    def _of_sheet(self, sheet: ProductSheet | None, ground: Ground) -> Mapping[str, Any]:
        views = {view.id: self._title(view.title, view.id) for view in (sheet.views if sheet else ())}
        return {
            "points": [
                (each.id, self._title(each.title, each.id), _picture(each, ground)) for each in ground.for_officers
            ],
            "references": [
                (view, views.get(view, Localized(view, "")), point.id) for view, point in ground.references.items()
            ],
            "withheld": len(ground.points) - len(ground.for_officers),
        }

    def _title(self, texts: Mapping[str, str], name: str) -> Localized:
        title = spoken(texts, languages_of(self.request))
        return title if title.text else Localized(name, "")

    def _items(self, form: ClearanceForm, label: Label) -> Mapping[str, Any]:
        found = self.drafting.items(self.actor, form.product, label, form.listed)
        return {"items": [item_out(each) for each in found.entries], "has_more": found.after is not None}


def _not_chosen(
    withdrawn: Mapping[PartName, PartWithdrawal], groups: Collection[PartName], form: ClearanceForm
) -> Mapping[PartName, PartWithdrawal]:
    """What was withdrawn of the groups, and is not ticked alone."""
    return {name: each for name, each in withdrawn.items() if name in groups and part_value(name) not in form.parts}


def _picture(point: Point, ground: Ground) -> bool:
    """Whether there is a genuine picture of a point to show."""
    return point.id in ground.pictured
