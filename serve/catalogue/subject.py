"""The parts of the catalogue: what readers see of product sheets, and right holders' work on them."""

from collections.abc import Mapping

from model.messages import message
from serve.accounts.service import Accounts
from serve.catalogue import (
    capture_routes,
    file_routes,
    guide_pages,
    guide_routes,
    guide_schemas,
    part_pages,
    routes,
    schemas,
    sheet_pages,
    sheet_routes,
    tables,
)
from serve.catalogue.capturing import Capturing
from serve.catalogue.domain import NoSheetChosenError, SheetIncompleteError, SheetRejectedError, SheetStateError
from serve.catalogue.editing import Sheets
from serve.catalogue.guide import Guide
from serve.catalogue.guide_prints import GuidePrints
from serve.catalogue.guide_routes import GuidePool
from serve.catalogue.guide_source import NotExaminedNowError
from serve.catalogue.messages import FOR_TEMPLATES
from serve.catalogue.name_use import NAME_IN_SHEETS
from serve.catalogue.permissions import GRANTS, CataloguePermission, SheetPermission
from serve.catalogue.pictures import SheetPictures
from serve.catalogue.published import PublishedSheets
from serve.catalogue.service import Catalogue
from serve.catalogue.sheet_displays import SheetDisplays
from serve.catalogue.transfer import SheetTransfer
from serve.catalogue.verifier import SheetVerifier
from serve.catalogue.work import SheetWork
from serve.platform.bundles import Scripts
from serve.platform.pages import MenuEntry
from serve.platform.parts import Parts
from serve.platform.problem_kinds import ProblemKind
from serve.platform.subject import Subject
from serve.platform.work import Works
from serve.releases.service import Releases

GUIDE_QUEUE = 512  # a sheet's page requests two pictures for each point at once


def _parts(parts: Parts) -> Mapping[type, object]:
    works, limits = parts[Works].of(SheetWork), parts.settings.limits.intake
    catalogue = Catalogue(parts[Releases], parts[Accounts], PublishedSheets(works))
    guide, uses = Guide(catalogue, parts.objects, limits, works), SheetDisplays(parts)
    return {
        Catalogue: catalogue,
        Guide: guide,
        GuidePrints: GuidePrints(guide, works),
        Capturing: Capturing(guide, limits, parts.clock),
        SheetDisplays: uses,
        Sheets: Sheets(works, parts[Releases], uses),
        SheetTransfer: SheetTransfer(works),
        SheetPictures: SheetPictures(works, parts.objects, limits),
    }


def _for_the_web(parts: Parts) -> Mapping[type, object]:
    return {GuidePool: GuidePool(parts.settings.workers, GUIDE_QUEUE)}


SUBJECT = Subject(
    name="catalogue",
    grants=GRANTS,
    parts=_parts,
    for_the_web=_for_the_web,
    routers=(
        routes.router,
        guide_routes.router,
        capture_routes.state_router,
        capture_routes.router,
        file_routes.router,
        sheet_routes.router,
        guide_pages.router,
        sheet_pages.router,
        part_pages.router,
    ),
    templates=guide_pages.TEMPLATES,
    menu=(
        MenuEntry(SheetPermission.LIST, "/sheets", message("Product sheets"), is_late=True),
        MenuEntry(CataloguePermission.READ, "/guide", message("Product guide"), is_late=True),
    ),
    problems={
        NotExaminedNowError: ProblemKind(
            "product-not-examined",
            404,
            message("This product can't be examined now"),
            message(
                "Verdicts that were given stay as they are. Ask your administrator whether this product can "
                "be examined again later."
            ),
        ),
        NoSheetChosenError: ProblemKind("no-sheet-chosen", 422, message("No product sheet is ticked")),
        SheetRejectedError: ProblemKind("sheet-rejected", 422, message("The product sheet can't be saved like this")),
        SheetIncompleteError: ProblemKind("sheet-incomplete", 422, message("The product sheet is not complete")),
        SheetStateError: ProblemKind("sheet-state", 409, message("The state of the product sheet does not allow this")),
    },
    messages=FOR_TEMPLATES,
    bundles={
        "sheet": Scripts(("vendor/idb-keyval.js", "person.js", "vault.js", "views.js", "sheets.js", "keeping.js"))
    },
    examples={
        "CatalogueOut": guide_schemas.EXAMPLE,
        "ShownSheet": guide_schemas.EXAMPLE["products"][0],
        "GuidePageOut": guide_schemas.EXAMPLE | {"after": None},
        "FoundByCodesOut": guide_schemas.FOUND,
        "CaptureSheetOut": capture_routes.EXAMPLE,
        "SheetStatesOut": {"states": {capture_routes.EXAMPLE["id"]: capture_routes.EXAMPLE["state"]}},
        **schemas.EXAMPLES,
    },
    tables=(tables.sheets, tables.versions, tables.pictures, tables.uses),
    verifiers=(lambda _: SheetVerifier(),),
    extensions=(NAME_IN_SHEETS,),
)
