"""The JSON API of right holders' product sheets: write, compare, preview, publish, withdraw."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart, permitted
from serve.catalogue.domain import PreviewAs, ShownSheet
from serve.catalogue.editing import Sheets
from serve.catalogue.permissions import SheetPermission
from serve.catalogue.reading import ReadSheet
from serve.catalogue.schemas import (
    SHEET_ID,
    SHEETS,
    SheetIn,
    SheetOut,
    SheetsOut,
    SheetVersionOut,
    SheetVersionsOut,
    change_out,
    sheet_out,
    summary_out,
    version_out,
)
from serve.platform.dependencies import provided
from serve.platform.openapi import located, problem_responses
from serve.platform.paging import AFTER, PAGE, Limit
from serve.platform.reader import language_of, languages_of
from serve.platform.versions import ETAG, ReadVersionPart, etag

router = APIRouter(prefix=SHEETS, tags=["sheets"])

SheetsPart = Annotated[Sheets, Depends(provided(Sheets))]
Lister = Annotated[Actor, Depends(permitted(SheetPermission.LIST))]
Reader = Annotated[Actor, Depends(permitted(SheetPermission.READ))]
Editor = Annotated[Actor, Depends(permitted(SheetPermission.EDIT))]
Publisher = Annotated[Actor, Depends(permitted(SheetPermission.PUBLISH))]
ID_PATTERN = "^s-[0-9a-f]{32}$"
SheetId = Annotated[str, Path(pattern=ID_PATTERN, examples=[SHEET_ID])]
After = Annotated[str | None, Query(pattern=ID_PATTERN, description=AFTER)]
Number = Annotated[int, Path(ge=1, le=999_999, description="Counted from 1.")]


def _with_version(read: ReadSheet, request: Request, response: Response) -> SheetOut:
    response.headers["ETag"] = etag(read.record.version)
    return sheet_out(read, language_of(request))


@router.get(
    "",
    operation_id="listSheets",
    summary="Product sheets",
    description="Those of your organisation, by product; an operator's administrator sees which ones all right holders "
    "have. What officers see of published sheets is at `getCatalogue`.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_sheets(actor: Lister, sheets: SheetsPart, after: After = None, limit: Limit = PAGE) -> SheetsOut:
    """One page of the sheets."""
    page = sheets.page(actor, after, limit)
    return SheetsOut(sheets=[summary_out(read) for read in page.entries], after=page.after)


@router.post(
    "",
    operation_id="addSheet",
    status_code=201,
    summary="Add a product sheet",
    description="Only the id of the product is needed; the rest can come later. No one but your organisation reads it "
    "until it is published.",
    responses={201: {**located("the sheet")}, **problem_responses(400, 401, 403, 422, 503)},
)
def post_sheet(
    request: Request, actor: Editor, sheets: SheetsPart, given: SheetIn, call: CallPart, response: Response
) -> SheetOut:
    """Add a sheet."""
    read = sheets.create(actor, given.sheet.document, given.note, call)
    response.headers["Location"] = f"{router.prefix}/{read.record.id}"
    return _with_version(read, request, response)


@router.get(
    "/{sheet_id}",
    operation_id="getSheet",
    summary="One product sheet",
    description="Its newest version, with everything that keeps it from being published, and with words that say how "
    "something seems instead of what can be measured or seen.",
    responses={200: {"headers": ETAG}, **problem_responses(401, 403, 404, 422, 503)},
)
def get_sheet(request: Request, actor: Lister, sheets: SheetsPart, sheet_id: SheetId, response: Response) -> SheetOut:
    """One sheet."""
    return _with_version(sheets.view(actor, sheet_id), request, response)


@router.put(
    "/{sheet_id}",
    operation_id="saveSheet",
    summary="Save a new version",
    description="The whole sheet, which may be incomplete. Earlier versions stay, and readers see the published one. "
    "A sheet that says what the newest version says makes no new one, unless it confirms translations. Where a point "
    "is reworded in one language, the others are `older` until they are reworded, too, or confirmed.",
    responses={200: {"headers": ETAG}, **problem_responses(400, 401, 403, 404, 412, 422, 503)},
)
def put_sheet(
    request: Request,
    actor: Editor,
    sheets: SheetsPart,
    sheet_id: SheetId,
    given: SheetIn,
    call: CallPart,
    read: ReadVersionPart,
    response: Response,
) -> SheetOut:
    """Save a version."""
    saved = sheets.save(actor, sheet_id, given.sheet.document, given.note, read, call, given.confirmed)
    return _with_version(saved, request, response)


@router.get(
    "/{sheet_id}/versions",
    operation_id="listSheetVersions",
    summary="The versions of a product sheet",
    description="The newest first, each with who saved it and what it changed.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_versions(
    actor: Reader,
    sheets: SheetsPart,
    sheet_id: SheetId,
    after: Annotated[str | None, Query(pattern="^[1-9][0-9]{0,5}$", description=AFTER)] = None,
    limit: Limit = PAGE,
) -> SheetVersionsOut:
    """One page of the versions."""
    page = sheets.versions(actor, sheet_id, int(after) if after else None, limit)
    return SheetVersionsOut(versions=[change_out(read) for read in page.entries], after=page.after)


@router.get(
    "/{sheet_id}/versions/{number}",
    operation_id="getSheetVersion",
    summary="One version of a product sheet",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_version(actor: Reader, sheets: SheetsPart, sheet_id: SheetId, number: Number) -> SheetVersionOut:
    """One version."""
    return version_out(sheets.version(actor, sheet_id, number))


@router.get(
    "/{sheet_id}/preview",
    operation_id="previewSheet",
    summary="What others would see",
    description="The newest version as an agency that you allow would see it, another agency, a trainer of another "
    "agency, or the public. A trainer of an agency that you allow sees what the agency sees.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_preview(
    request: Request,
    actor: Reader,
    sheets: SheetsPart,
    sheet_id: SheetId,
    response: Response,
    reader: Annotated[PreviewAs, Query(alias="as", description="Who would read it.")] = PreviewAs.ALLOWED_AGENCY,
) -> ShownSheet:
    """What others would see."""
    response.headers["Vary"] = "Accept-Language"
    return sheets.preview(actor, sheet_id, reader, languages_of(request))


@router.post(
    "/{sheet_id}/publish",
    operation_id="publishSheet",
    summary="Publish the newest version",
    description="Everyone whom its points' visibility and your allowance permit then sees it. Another person than the "
    "one who saved this version does it. Verdicts go by the sheet in the active release.",
    responses={200: {"headers": ETAG}, **problem_responses(400, 401, 403, 404, 409, 412, 422, 503)},
)
def post_publish(
    request: Request,
    actor: Publisher,
    sheets: SheetsPart,
    sheet_id: SheetId,
    call: CallPart,
    read: ReadVersionPart,
    response: Response,
) -> SheetOut:
    """Publish."""
    return _with_version(sheets.publish(actor, sheet_id, read, call), request, response)


@router.post(
    "/{sheet_id}/withdraw",
    operation_id="withdrawSheet",
    summary="Withdraw a published sheet",
    description="Readers no longer see it. If the active release has a sheet of the product, they see that. Its "
    "versions stay, and it can be published again.",
    responses={200: {"headers": ETAG}, **problem_responses(400, 401, 403, 404, 409, 412, 422, 503)},
)
def post_withdraw(
    request: Request,
    actor: Publisher,
    sheets: SheetsPart,
    sheet_id: SheetId,
    call: CallPart,
    read: ReadVersionPart,
    response: Response,
) -> SheetOut:
    """Withdraw."""
    return _with_version(sheets.withdraw(actor, sheet_id, read, call), request, response)
