"""The pages of frozen data sets."""

from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart
from serve.catalogue.service import Catalogue
from serve.datasets.permissions import DataSetPermission
from serve.datasets.routes import After, DataSetsPart, Freezing, Reader, SetId
from serve.datasets.service import DataSets
from serve.platform.dependencies import provided
from serve.platform.pages import PagesPart, rendered
from serve.platform.parts import Parts
from serve.platform.reader import languages_of
from serve.releases.domain import ReleaseRecord

TEMPLATES = Path(__file__).parent / "templates"
LISTED = 25

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
CataloguePart = Annotated[Catalogue, Depends(provided(Catalogue))]


def on_a_release(parts: Parts, actor: Actor, record: ReleaseRecord) -> Mapping[str, Any]:
    """What the panel of a release says: with which data sets it was fitted, as far as that is known."""
    if not actor.may(DataSetPermission.READ):
        return {"sets": [], "has_unknown": False}
    keeper = parts[DataSets]
    return {"sets": keeper.fitted(actor, record), "has_unknown": keeper.has_unknown(actor, record)}


@router.get("/datasets")
def get_data_sets(
    request: Request, actor: Reader, pages: PagesPart, data_sets: DataSetsPart, after: After = None
) -> str:
    """The frozen data sets, the latest first."""
    page, names = data_sets.page(actor, after, LISTED)
    return rendered(request, pages, "datasets.html", page=page, names=names)


@router.post("/datasets")
def post_data_set(actor: Freezing, data_sets: DataSetsPart, call: CallPart) -> Response:
    """Ask for a data set, and see how far it is."""
    return RedirectResponse(f"/jobs/{data_sets.start(actor, call)}", HTTPStatus.SEE_OTHER)


@router.get("/datasets/{set_id}")
def get_data_set(
    request: Request, actor: Reader, pages: PagesPart, data_sets: DataSetsPart, catalogue: CataloguePart, set_id: SetId
) -> str:
    """One data set: what is in it, which releases used it, and what was withdrawn since."""
    page, names = data_sets.view(actor, set_id)
    products = catalogue.names(languages_of(request))
    return rendered(request, pages, "dataset.html", shown=page.entries[0], names=names, products=products)
