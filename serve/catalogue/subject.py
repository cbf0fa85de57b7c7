"""The parts of the catalogue: what readers see of product sheets, and right holders' work on them."""

from collections.abc import Mapping

from model.messages import message
from serve.accounts.service import Accounts
from serve.catalogue import file_routes, routes, schemas, sheet_routes, tables
from serve.catalogue.domain import SheetIncompleteError, SheetRejectedError, SheetStateError
from serve.catalogue.editing import Sheets
from serve.catalogue.messages import FOR_TEMPLATES
from serve.catalogue.permissions import GRANTS
from serve.catalogue.pictures import SheetPictures
from serve.catalogue.published import PublishedSheets
from serve.catalogue.service import Catalogue
from serve.catalogue.transfer import SheetTransfer
from serve.catalogue.verifier import SheetVerifier
from serve.catalogue.work import SheetWork
from serve.platform.parts import Parts
from serve.platform.problem_kinds import ProblemKind
from serve.platform.subject import Subject
from serve.platform.work import Works
from serve.releases.service import Releases


def _parts(parts: Parts) -> Mapping[type, object]:
    works = parts[Works].of(SheetWork)
    return {
        Catalogue: Catalogue(parts[Releases], parts[Accounts], PublishedSheets(works)),
        Sheets: Sheets(works, parts[Releases]),
        SheetTransfer: SheetTransfer(works),
        SheetPictures: SheetPictures(works, parts.objects, parts.settings.limits.intake),
    }


SUBJECT = Subject(
    name="catalogue",
    grants=GRANTS,
    parts=_parts,
    routers=(routes.router, file_routes.router, sheet_routes.router),
    problems={
        SheetRejectedError: ProblemKind("sheet-rejected", 422, message("The product sheet can't be kept like this")),
        SheetIncompleteError: ProblemKind("sheet-incomplete", 422, message("The product sheet is not complete")),
        SheetStateError: ProblemKind("sheet-state", 409, message("The state of the product sheet does not allow this")),
    },
    messages=FOR_TEMPLATES,
    examples={"CatalogueOut": routes.EXAMPLE, "ShownSheet": routes.EXAMPLE["products"][0], **schemas.EXAMPLES},
    tables=(tables.sheets, tables.versions, tables.pictures),
    verifiers=(lambda _: SheetVerifier(),),
)
