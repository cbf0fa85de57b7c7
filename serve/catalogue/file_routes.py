"""The JSON API of sheets as files: reference pictures, import and export."""

from collections.abc import Callable
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from model.messages import message
from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart
from serve.catalogue.domain import LONGEST_NOTE, SheetPicture
from serve.catalogue.packing import shown_name
from serve.catalogue.pictures import SheetPictures
from serve.catalogue.schemas import (
    SHEETS,
    ImportOut,
    SheetPictureOut,
    SheetPicturesOut,
    import_out,
    picture_out,
)
from serve.catalogue.sheet_routes import Editor, Reader, SheetId
from serve.catalogue.transfer import SheetTransfer
from serve.platform.dependencies import provided
from serve.platform.errors import CallRejectedError
from serve.platform.idempotency import IdempotentCall
from serve.platform.multipart import is_multipart, read_form
from serve.platform.openapi import located, problem_responses
from serve.platform.paging import AFTER, PAGE, Limit, page_of
from serve.platform.reader import language_of

MOST_FILES = 200  # of one form
LONGEST_FIELD = 4096  # bytes of a field that is no file
SHA256 = "^[0-9a-f]{64}$"
FOREVER = {"Cache-Control": "private, max-age=31536000, immutable", "Vary": "Authorization, Cookie"}
BINARY = {"type": "string", "format": "binary"}
ONE_PICTURE = message("Send one picture.")
AS_FORM = message("Send the files as multipart/form-data, in fields named “{field}”.")

router = APIRouter(prefix="/v1", tags=["sheets"])

TransferPart = Annotated[SheetTransfer, Depends(provided(SheetTransfer))]
PicturesPart = Annotated[SheetPictures, Depends(provided(SheetPictures))]
Digest = Annotated[str, Path(pattern=SHA256)]


def _form_of(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    schema = {"type": "object", "properties": properties, "required": list(required)}
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}}


class SentFiles(NamedTuple):
    """A form: the names and contents of its files, and its texts by name."""

    files: list[tuple[str, bytes]]
    texts: dict[str, str]


async def sent_in(request: Request, field: str) -> SentFiles:
    """A form whose files are in a field of this name; an empty choice in a page is none.

    Raises:
        CallRejectedError: it is no such form.
    """
    if not is_multipart(request.headers):
        raise CallRejectedError(AS_FORM.of(field=field), field)
    form = await read_form(request, {field}, max_files=MOST_FILES, max_fields=20, max_part_size=LONGEST_FIELD)
    try:
        files = [value for value in form.getlist(field) if isinstance(value, UploadFile)]
        contents = [(file.filename or "", await file.read()) for file in files if file.filename or file.size]
        return SentFiles(contents, {name: value for name, value in form.items() if isinstance(value, str)})
    finally:
        await form.close()


async def adding(
    request: Request, actor: Actor, pictures: SheetPictures, sheet_id: str, call: IdempotentCall
) -> Callable[[], SheetPicture]:
    """What keeps the picture of a form.

    Raises:
        CallRejectedError: the form has not one picture.
    """
    sent = await sent_in(request, "picture")
    if len(sent.files) != 1:
        raise CallRejectedError(ONE_PICTURE, "picture")
    name, content = sent.files[0]
    return lambda: pictures.add(actor, sheet_id, sent.texts.get("view", ""), content, shown_name(name), call)


@router.post(
    "/sheets/import",
    operation_id="importSheets",
    summary="Import product sheets",
    description="TOML files, or ZIPs of them. A sheet of a product that you have becomes a new version of it, any "
    "other a new sheet. What is stored is a draft until another person publishes it. If one is refused, none is "
    "stored, and `stored` is false. `dry_run=true` stores none, too.",
    responses=problem_responses(400, 401, 403, 413, 422, 503),
    openapi_extra=_form_of(
        {
            "files": {"type": "array", "items": BINARY},
            "note": {"type": "string", "maxLength": LONGEST_NOTE, "description": "What you say of the change."},
        },
        "files",
    ),
)
async def post_import(
    request: Request,
    actor: Editor,
    transfer: TransferPart,
    call: CallPart,
    dry_run: Annotated[bool, Query(description="Check only, and store nothing.")] = False,  # noqa: FBT002  # a parameter of the address
) -> ImportOut:
    """Check sheets, and store them unless this is a dry run."""
    sent = await sent_in(request, "files")
    note = sent.texts.get("note", "")
    report = await run_in_threadpool(lambda: transfer.bring(actor, sent.files, dry_run=dry_run, note=note, call=call))
    return import_out(report, language_of(request))


@router.get(
    "/sheets.zip",
    operation_id="exportSheets",
    summary="All your product sheets in a ZIP",
    description="The newest version of each, as TOML. Equal sheets give equal bytes. The export is recorded.",
    response_class=Response,
    responses={
        200: {"description": "A ZIP.", "content": {"application/zip": {"schema": BINARY}}},
        **problem_responses(401, 403, 503),
    },
)
def get_all(actor: Reader, transfer: TransferPart) -> Response:
    """Every sheet."""
    headers = {"Content-Disposition": 'attachment; filename="product-sheets.zip"'}
    return Response(transfer.all_packed(actor), headers=headers, media_type="application/zip")


@router.get(
    "/sheets/{sheet_id}/sheet.toml",
    operation_id="exportSheet",
    summary="A product sheet as TOML",
    description="Its newest version. The export is recorded.",
    response_class=Response,
    responses={
        200: {"description": "TOML.", "content": {"application/toml": {"schema": {"type": "string"}}}},
        **problem_responses(401, 403, 404, 422, 503),
    },
)
def get_toml(actor: Reader, transfer: TransferPart, sheet_id: SheetId) -> Response:
    """One sheet."""
    _, text = transfer.as_toml(actor, sheet_id)
    headers = {"Content-Disposition": f'attachment; filename="{sheet_id}.toml"'}
    return Response(text, headers=headers, media_type="application/toml")


@router.get(
    "/sheets/{sheet_id}/pictures",
    operation_id="listSheetPictures",
    summary="The reference pictures of a product sheet",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_pictures(
    actor: Reader,
    pictures: PicturesPart,
    sheet_id: SheetId,
    after: Annotated[str | None, Query(pattern=SHA256, description=AFTER)] = None,
    limit: Limit = PAGE,
) -> SheetPicturesOut:
    """One page of the pictures."""
    page = page_of(pictures.all(actor, sheet_id), after, limit, lambda picture: picture.sha256)
    return SheetPicturesOut(pictures=[picture_out(each) for each in page.entries], after=page.after)


@router.post(
    "/sheets/{sheet_id}/pictures",
    operation_id="addSheetPicture",
    status_code=201,
    summary="Add a reference picture",
    description="Of a genuine item, in one view of the shot list. Points are marked on it, and name it by its sha256.",
    responses={201: located("the picture"), **problem_responses(400, 401, 403, 404, 413, 422, 503)},
    openapi_extra=_form_of({"picture": BINARY, "view": {"type": "string"}}, "picture", "view"),
)
async def post_picture(
    request: Request, actor: Editor, pictures: PicturesPart, sheet_id: SheetId, call: CallPart, response: Response
) -> SheetPictureOut:
    """Keep a picture."""
    picture = await run_in_threadpool(await adding(request, actor, pictures, sheet_id, call))
    response.headers["Location"] = f"{SHEETS}/{sheet_id}/pictures/{picture.sha256}"
    return picture_out(picture)


@router.get(
    "/sheets/{sheet_id}/pictures/{sha256}.jpg",
    operation_id="showSheetPicture",
    summary="A reference picture, upright",
    response_class=Response,
    responses={
        200: {"description": "A JPEG.", "content": {"image/jpeg": {"schema": BINARY}}},
        **problem_responses(401, 403, 404, 422, 503),
    },
)
def show_picture(actor: Reader, pictures: PicturesPart, sheet_id: SheetId, sha256: Digest) -> Response:
    """One picture, upright and of moderate size, without metadata."""
    drawn = pictures.drawn(pictures.get(actor, sheet_id, sha256))
    return Response(drawn, headers=FOREVER, media_type="image/jpeg")


@router.get(
    "/sheets/{sheet_id}/pictures/{sha256}",
    operation_id="getSheetPicture",
    summary="A reference picture of a product sheet",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_picture(actor: Reader, pictures: PicturesPart, sheet_id: SheetId, sha256: Digest) -> SheetPictureOut:
    """One picture, described."""
    return picture_out(pictures.get(actor, sheet_id, sha256))
