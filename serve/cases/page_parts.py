"""Shared parts of the pages of cases."""

import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends, Form, Query, Request
from fastapi.responses import RedirectResponse

from model.messages import Localized, Message, Wording
from model.verdict import GivenBy, Verdict
from serve.accounts.domain import Actor
from serve.cases.domain import LONGEST_DESCRIPTION, LONGEST_LINE, LONGEST_TEXT
from serve.cases.dossier import Dossier, ItemFile
from serve.cases.routes import LONGEST_QUERY
from serve.catalogue.domain import ShownSheet
from serve.catalogue.service import Catalogue
from serve.examinations import doubts
from serve.examinations.explaining import product_in_brief
from serve.examinations.messages import OUTCOMES, PRODUCT_BY_OFFICER, PRODUCTS
from serve.examinations.reasoning import left_out
from serve.platform.dependencies import provided
from serve.platform.reader import languages_of

LONGEST_NAME = 64

CataloguePart = Annotated[Catalogue, Depends(provided(Catalogue))]
Line = Annotated[str, Form(max_length=2 * LONGEST_LINE)]  # the domain counts without the space around it
Description = Annotated[str, Form(max_length=2 * LONGEST_DESCRIPTION)]
Text = Annotated[str, Form(max_length=2 * LONGEST_TEXT)]
SearchText = Annotated[str, Query(max_length=LONGEST_QUERY)]


def sheets(request: Request, actor: Actor, catalogue: Catalogue) -> list[ShownSheet]:
    """The products that the active release knows, in the reader's language."""
    return catalogue.examinable(actor, languages_of(request))


def to_case(case_id: str, item_id: str | None = None) -> RedirectResponse:
    """Redirect to a case, or to an item's place in it."""
    place = f"#{item_id}" if item_id else ""
    return RedirectResponse(f"/cases/{case_id}{place}", HTTPStatus.SEE_OTHER)


def meant_products(dossier: Dossier, product_names: Mapping[str, Localized]) -> Mapping[str, Wording]:
    """By item, the product that it is meant to be, or otherwise the one that its latest verdict recognised.

    One that the verdict's photos don't show is only given. Empty if no one named a product and nothing is examined.
    """
    return {file.item.id: _product(file, product_names) for file in dossier.items}


def _product(file: ItemFile, product_names: Mapping[str, Localized]) -> Wording:
    meant, verdict = file.item.product_id or "", file.verdict.examination.verdict if file.verdict else None
    if verdict is None or (meant and verdict.product.id != meant):
        return product_names.get(meant, meant)
    judged = verdict.product.id or ""
    name = product_names.get(judged, judged)
    if meant or not doubts.product_fits(verdict):
        return product_in_brief(verdict, name)
    is_named = verdict.product.given_by is GivenBy.OFFICER
    return (PRODUCT_BY_OFFICER if is_named else PRODUCTS[verdict.product.given_by]).of(name=name)


def photos_left_out(dossier: Dossier, product_names: Mapping[str, Localized]) -> Mapping[str, Sequence[Message]]:
    """By item, which photos of its latest verdict do not show the product judged and were left out of the scores."""
    return {
        file.item.id: tuple(_left_out(file.verdict.examination.verdict, product_names))
        for file in dossier.items
        if file.verdict
    }


def _left_out(verdict: Verdict, product_names: Mapping[str, Localized]) -> Iterator[Message]:
    numbers = range(1, len(verdict.photos) + 1)
    return left_out(verdict, numbers, lambda product: product_names.get(product, product))


def foreign_photos(dossier: Dossier) -> Collection[tuple[str, int]]:
    """The examination and the place in it of each photo that does not show the product judged."""
    examinations = [visit.examination for file in dossier.items for visit in file.visits]
    return {(each.id, index) for each in examinations for index in doubts.foreign(each.verdict)}


def names_for(**more: Any) -> dict[str, Any]:
    """The names for every page of cases."""
    return {
        "outcomes": {outcome: said.headline for outcome, said in OUTCOMES.items()},
        "longest": {"line": LONGEST_LINE, "description": LONGEST_DESCRIPTION, "text": LONGEST_TEXT},
        "idempotency_key": secrets.token_urlsafe(),
        **more,
    }
