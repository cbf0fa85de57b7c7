"""The page that shows every component of pages in every state: for the design, and for tests of how pages look."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from model.catalogue import Region
from model.datasets.fields import PointMark
from model.messages import message
from serve.platform.dependencies import open_to_all
from serve.platform.marks import PointFields
from serve.platform.pages import PagesPart, rendered
from serve.platform.regions import REFUSED, RegionField

PLACES = (
    RegionField.of("drawn", message("Place"), Region(0.1, 0.2, 0.3, 0.4)),
    RegionField.of("empty", message("Product"), None),
    RegionField("wrong", message("Item"), "90", "0", "20", "20", REFUSED),
)
POINT = PointFields.of(
    "point",
    message("Label"),
    [PointMark("point", Region(0.5, 0.6, 0.1, 0.1)), PointMark("point", Region(0.8, 0.6, 0.1, 0.1))],
)

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/components", dependencies=[Depends(open_to_all)])
def get_components(request: Request, pages: PagesPart) -> str:
    """Nothing of anyone's; its words are those of other pages."""
    return rendered(request, pages, "component_page.html", places=(*PLACES, *POINT.places), point=POINT)
