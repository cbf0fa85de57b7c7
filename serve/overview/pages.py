"""The page on which a right holder sees its products; its people's first page."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from model.catalogue import ProductSheet
from model.messages import Wording, listed
from serve.overview.domain import ProductOverview
from serve.overview.messages import WantedWords, told, words_of
from serve.overview.routes import After, OverviewPart, Reader
from serve.overview.wanting import Wanted
from serve.platform.languages import spoken
from serve.platform.pages import PagesPart, rendered
from serve.platform.reader import languages_of

TEMPLATES = Path(__file__).parent / "templates"
LISTED = 10
FIRST = 5  # of what to contribute next

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


class ShownAdvice(NamedTuple):
    """What to contribute next, with the product's name."""

    product: Wording
    words: WantedWords


class ShownProduct(NamedTuple):
    """A product with its texts for a reader.

    Attributes:
        told: what the active release can answer of it.
    """

    of: ProductOverview
    name: Wording
    told: Wording
    advice: Sequence[ShownAdvice]


@router.get("/overview")
def get_overview(request: Request, actor: Reader, pages: PagesPart, overview: OverviewPart, after: After = None) -> str:
    """The right holder's products."""
    page, languages = overview.view(actor, after, LISTED), languages_of(request)
    return rendered(
        request,
        pages,
        "overview.html",
        page=page,
        is_first=after is None,
        names={product: _called(sheet, languages) for product, sheet in page.sheets.items()},
        advice=[_advice(each, page.sheets[each.product], languages) for each in page.wanted[:FIRST]],
        shown=[_shown(each, languages) for each in page.products],
        alert_senders=listed(page.alert_senders),
    )


def _shown(product: ProductOverview, languages: Sequence[str]) -> ShownProduct:
    sheet = product.sheet
    advice = [_advice(each, sheet, languages) for each in product.wanted] if sheet else []
    return ShownProduct(product, _called(sheet, languages) or product.product, told(product.outcomes), advice)


def _advice(wanted: Wanted, sheet: ProductSheet, languages: Sequence[str]) -> ShownAdvice:
    titles = {view.id: spoken(view.title, languages) for view in sheet.views}
    words = words_of(wanted, titles.get(wanted.view or "") or wanted.view or "")
    return ShownAdvice(_called(sheet, languages) or sheet.id, words)


def _called(sheet: ProductSheet | None, languages: Sequence[str]) -> Wording:
    return spoken(sheet.name, languages) if sheet and sheet.name else ""
