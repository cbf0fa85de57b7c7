"""GET /v1/catalogue: which products can be examined, what to photograph, where to look."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Response
from pydantic import BaseModel

from serve.accounts.domain import Actor
from serve.accounts.guard import permitted
from serve.catalogue.domain import ShownSheet
from serve.catalogue.permissions import CataloguePermission
from serve.catalogue.service import Catalogue
from serve.platform.dependencies import provided
from serve.platform.languages import preferred
from serve.platform.openapi import problem_responses

router = APIRouter(tags=["catalogue"])

EXAMPLE: dict[str, Any] = {
    "products": [
        {
            "id": "tornavik-6204",
            "right_holder": "Tornavik AB",
            "name": "Tornavik 6204 ball bearing",
            "language": "en",
            "category": "bearings",
            "gtin": ["4006381333931"],
            "serial_pattern": None,
            "views": [{"id": "front", "title": "The front of the carton, straight on", "required": True}],
            "points": [
                {
                    "id": "letter-gap",
                    "view": "front",
                    "title": "Gap between the last two letters",
                    "genuine": "Wide enough for the letter I",
                    "counterfeit": "The letters nearly touch",
                    "region": [0.4, 0.2, 0.1, 0.05],
                    "reference": "5c1e0d6f0b3d6b1d8d6b1f2e3a4b5c6d7e8f90112233445566778899aabbccdd",
                }
            ],
            "trade": None,
            "examinable": True,
        }
    ]
}


class CatalogueOut(BaseModel):
    """The product sheets that the caller may see."""

    products: list[ShownSheet]


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
