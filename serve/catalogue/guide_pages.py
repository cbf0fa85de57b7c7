"""The pages of the product guide: find a product, or scan its code, and read genuine against counterfeit."""

from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from serve.accounts.domain import Actor
from serve.catalogue.guide import Guide
from serve.catalogue.guide_codes import LONGEST_NUMBER, CodeAnswer, FoundByCode
from serve.catalogue.guide_routes import (
    LONGEST_ID,
    LONGEST_WORDS,
    GuidePart,
    PoolPart,
    Product,
    Reader,
    photo_of,
)
from serve.catalogue.guide_search import GuideQuery
from serve.catalogue.notices import noticed_products, notices_of
from serve.catalogue.printing.making import trade_of
from serve.catalogue.printing.messages import LABELS, TITLES
from serve.platform.pages import PagesPart, rendered
from serve.platform.paging import PAGE, page_of
from serve.platform.parts import PartsPart
from serve.platform.reader import language_of, languages_of
from serve.platform.translations import offered

TEMPLATES = Path(__file__).parent / "templates"
MAY_EXAMINE = "examination:create"  # of a subject after this one

router = APIRouter(prefix="/guide", include_in_schema=False, default_response_class=HTMLResponse)
Words = Annotated[str, Query(max_length=LONGEST_WORDS)]


@router.get("")
def get_guide(
    request: Request,
    actor: Reader,
    guide: GuidePart,
    pages: PagesPart,
    parts: PartsPart,
    q: Words = "",
    category: Words = "",
    right_holder: Words = "",
    after: Annotated[str | None, Query(max_length=LONGEST_ID)] = None,
) -> str:
    """Search and browse; scan a code or type a number."""
    query = GuideQuery(q.strip(), category, right_holder)
    page = page_of(guide.search(query), after, PAGE, lambda sheet: sheet.id)
    names = {
        "query": query,
        "choices": guide.choices(),
        "sheets": guide.shown(actor, page.entries, languages_of(request)),
        "onward": _address(query, page.after) if page.after else "",
        "is_first": after is None,
        "noticed": noticed_products(parts, actor),
    }
    return rendered(request, pages, "guide.html", **names)


def _address(query: GuideQuery, after: str) -> str:
    given = {"q": query.words, "category": query.category, "right_holder": query.right_holder, "after": after}
    return f"/guide?{urlencode({name: value for name, value in given.items() if value})}"


@router.get("/codes", response_model=None)
def get_by_number(
    request: Request,
    actor: Reader,
    guide: GuidePart,
    pages: PagesPart,
    number: Annotated[str, Query(max_length=LONGEST_NUMBER)] = "",
) -> Response:
    """The product of a typed number, or what to choose from."""
    return _answered(request, actor, guide, pages, guide.by_number(number))


@router.post("/codes", response_model=None)
async def post_code(request: Request, actor: Reader, guide: GuidePart, pages: PagesPart, pool: PoolPart) -> Response:
    """The product of the code on a photo, or what to choose from."""
    content = await photo_of(request)
    return await pool.run(lambda: _answered(request, actor, guide, pages, guide.by_photo(content)))


def _answered(request: Request, actor: Actor, guide: Guide, pages: PagesPart, found: Sequence[FoundByCode]) -> Response:
    products = [product for each in found for product in each.products]
    if len(set(products)) == 1 and all(each.answer != CodeAnswer.WRONG_CHECK_DIGIT for each in found):
        return RedirectResponse(f"/guide/products/{quote(products[0])}", HTTPStatus.SEE_OTHER)
    sheets = guide.of_products(actor, products, languages_of(request))
    names = {"found": found, "sheets": {sheet.id: sheet for sheet in sheets}}
    return HTMLResponse(rendered(request, pages, "guide_codes.html", **names))


@router.get("/products/{product}")
def get_sheet(
    request: Request, actor: Reader, guide: GuidePart, pages: PagesPart, parts: PartsPart, product: Product
) -> str:
    """One sheet: what to photograph, and genuine against counterfeit point by point."""
    names = _names(request, actor, guide, product)
    guide.count_look(actor, names["sheet"])
    names["owner"] = actor.person_id if actor.may(MAY_EXAMINE) else ""  # whose device keeps it
    return rendered(request, pages, "guide_sheet.html", notices=notices_of(parts, actor, product), **names)


@router.get("/products/{product}/print")
def get_print(request: Request, actor: Reader, guide: GuidePart, pages: PagesPart, product: Product) -> str:
    """What to print of a sheet, and in which language."""
    names = {"forms": TITLES, "guide_languages": offered(), "guide_language": language_of(request)}
    return rendered(request, pages, "guide_print.html", **names, **_names(request, actor, guide, product))


def _names(request: Request, actor: Actor, guide: Guide, product: str) -> dict[str, Any]:
    sheet = guide.sheet(actor, product, languages_of(request))
    return {
        "sheet": sheet,
        "trade": trade_of(sheet.trade, language_of(request)) if sheet.trade and not sheet.trade.is_empty else None,
        "labels": LABELS,
        "here_is": f"/guide/products/{quote(product)}",
        "pictures": f"/v1/catalogue/products/{quote(product)}/points",
        "pdf": f"/v1/catalogue/products/{quote(product)}/guide.pdf",
        "examine": f"/?{urlencode({'product': product})}" if sheet.is_examinable and actor.may(MAY_EXAMINE) else "",
    }
