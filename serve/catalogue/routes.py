"""GET /v1/catalogue: which products can be examined, what to photograph, where to look."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Response

from serve.accounts.domain import Actor
from serve.accounts.guard import permitted
from serve.catalogue.guide_schemas import CatalogueOut
from serve.catalogue.permissions import CataloguePermission
from serve.catalogue.service import Catalogue
from serve.platform.dependencies import provided
from serve.platform.languages import preferred
from serve.platform.openapi import problem_responses

router = APIRouter(tags=["catalogue"])


@router.get(
    "/v1/catalogue",
    operation_id="getCatalogue",
    summary="Product sheets",
    description="The products that the active release knows or whose right holder has published a sheet, with their "
    "shot list and those identification points that the caller may see. `trade` is null for readers whom the right "
    "holder does not allow. Photos of a product that is not `examinable` can't be examined yet.",
    responses=problem_responses(401, 403, 422, 503),
)
def get_catalogue(
    actor: Annotated[Actor, Depends(permitted(CataloguePermission.READ))],
    response: Response,
    catalogue: Annotated[Catalogue, Depends(provided(Catalogue))],
    language: Annotated[
        str | None,
        Query(max_length=35, description="Language tag, such as `ja`; comes before Accept-Language."),
    ] = None,
    accept_language: Annotated[str, Header(max_length=500)] = "",
) -> CatalogueOut:
    """The product sheets in the reader's language."""
    response.headers["Vary"] = "Accept-Language"
    return CatalogueOut(products=catalogue.sheets(actor, preferred(accept_language, language)))
