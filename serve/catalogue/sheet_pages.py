"""The pages on which right holders write their product sheets: the list, one sheet, its history, who sees what."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool

from model.catalogue import ProductSheet
from model.messages import Localized, Wording, listed
from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart
from serve.catalogue.domain import LONGEST_NOTE, PreviewAs
from serve.catalogue.file_routes import PicturesPart, TransferPart, adding, sent_in
from serve.catalogue.forms import part_of
from serve.catalogue.messages import OLDER_TEXT, POINT_TEXTS, import_told
from serve.catalogue.permissions import SheetPermission
from serve.catalogue.reading import ReadSheet
from serve.catalogue.renewal_domain import OlderText
from serve.catalogue.schemas import address_of
from serve.catalogue.sheet_displays import SheetDisplays
from serve.catalogue.sheet_routes import After, Editor, Lister, Publisher, Reader, SheetId, SheetsPart
from serve.platform.dependencies import provided
from serve.platform.languages import spoken
from serve.platform.pages import PagesPart, rendered
from serve.platform.reader import language_of, languages_of
from serve.platform.translations import offered
from serve.platform.versions import ReadVersion, etag

TEMPLATES = Path(__file__).parent / "templates"
LISTED = 25
MOST_AT_ONCE = 100  # sheets that are published
Line = Annotated[str, Form(max_length=200)]
Version = Annotated[str, Form(max_length=64)]
UsesPart = Annotated[SheetDisplays, Depends(provided(SheetDisplays))]
Chosen = Annotated[list[str] | None, Form(alias="sheets", max_length=MOST_AT_ONCE)]

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/sheets")
def get_sheets(
    request: Request,
    actor: Lister,
    pages: PagesPart,
    sheets: SheetsPart,
    uses: UsesPart,
    after: After = None,
    published: Annotated[int, Query(ge=0, le=MOST_AT_ONCE)] = 0,
) -> str:
    """The sheets of the right holder; for the operator, which sheets all right holders have.

    Args:
        published: how many sheets were just published.
    """
    page = sheets.page(actor, after, LISTED)
    languages = languages_of(request)
    names = {read.record.id: spoken(read.sheet.name, languages) for read in page.entries if read.sheet}
    ready = [read for read in page.entries if _is_ready(actor, read)]
    said = {
        "may": {"read": actor.may(SheetPermission.READ), "edit": actor.may(SheetPermission.EDIT)},
        "ready": [(read, _choice_of(read)) for read in ready],
        "uses": uses.of(actor, [read.record.product_id for read in ready]) if ready else [],
        "published": published,
        "idempotency_key": secrets.token_urlsafe(),
    }
    return rendered(request, pages, "sheets.html", page=page, names=names, **said)


def _is_ready(actor: Actor, read: ReadSheet) -> bool:
    """Whether an actor can publish the newest version of a sheet."""
    is_waiting = read.version is not None and not read.missing and read.record.published != read.record.latest
    is_own = read.version is not None and read.version.saved_by == actor.person_id
    return actor.may(SheetPermission.PUBLISH) and is_waiting and not is_own


def _choice_of(read: ReadSheet) -> str:
    """What a form sends of a sheet that is ticked: its id, and the version that was read."""
    return f"{read.record.id} {etag(read.record.version)}"


@router.post("/sheets/publish")
def post_several(actor: Publisher, sheets: SheetsPart, call: CallPart, chosen: Chosen = None) -> Response:
    """Publish the sheets that were ticked, as they were read."""
    versions = (each.partition(" ") for each in chosen or [])
    read = {sheet_id: ReadVersion({version}) for sheet_id, _, version in versions}
    sheets.publish_several(actor, read, call)
    return RedirectResponse(f"/sheets?published={len(read)}", HTTPStatus.SEE_OTHER)


@router.get("/sheets/new")
def get_new(request: Request, _: Editor, pages: PagesPart) -> str:
    """The form for a new sheet."""
    return rendered(request, pages, "sheet_new.html", idempotency_key=secrets.token_urlsafe())


@router.post("/sheets")
def post_new(
    request: Request, actor: Editor, sheets: SheetsPart, call: CallPart, product: Line = "", name: Line = ""
) -> Response:
    """Add a sheet, and continue to it."""
    named = {"name": {language_of(request).tag: name.strip()}} if name.strip() else {}
    read = sheets.create(actor, {"id": product.strip(), **named}, "", call)
    return to_sheet(read.record.id)


@router.get("/sheets/import")
def get_import(request: Request, _: Editor, pages: PagesPart) -> str:
    """The form for files."""
    return _import_page(request, pages, report=None)


@router.post("/sheets/import")
async def post_import(request: Request, actor: Editor, pages: PagesPart, transfer: TransferPart, call: CallPart) -> str:
    """Check sheets, and store them unless they are only to be checked."""
    sent = await sent_in(request, "files")
    dry_run, note = sent.texts.get("do") != "store", sent.texts.get("note", "")
    report = await run_in_threadpool(lambda: transfer.bring(actor, sent.files, dry_run=dry_run, note=note, call=call))
    return _import_page(request, pages, report=report, told=import_told(report))


def _import_page(request: Request, pages: Any, **said: Any) -> str:
    names = {"idempotency_key": secrets.token_urlsafe(), "longest_note": LONGEST_NOTE, **said}
    return rendered(request, pages, "sheets_import.html", **names)


@router.get("/sheets/{sheet_id}")
def get_sheet(
    request: Request, actor: Reader, pages: PagesPart, sheets: SheetsPart, uses: UsesPart, sheet_id: SheetId
) -> str:
    """One sheet: what it says, what is missing, what can be done with it."""
    read = sheets.view(actor, sheet_id)
    may = {"edit": actor.may(SheetPermission.EDIT), "publish": actor.may(SheetPermission.PUBLISH)}
    is_own = read.version is not None and read.version.saved_by == actor.person_id
    used = uses.of(actor, [read.record.product_id]) if may["publish"] and read.record.published else []
    names = {**sheet_names(request, read), "may": may, "is_own": is_own, "part_of": part_of, "uses": used}
    return rendered(request, pages, "sheet.html", **names)


def sheet_names(request: Request, read: ReadSheet) -> Mapping[str, Any]:
    """What every page of one sheet says."""
    languages = languages_of(request)
    return {
        "read": read,
        "record": read.record,
        "sheet": read.sheet,
        "name": spoken(read.sheet.name, languages) if read.sheet and read.sheet.name else read.record.product_id,
        "language_names": {each.tag: each.name for each in offered()},
        "spoken": lambda texts: spoken(texts, languages),
        "older": older_on_page(read.sheet, read.older, languages) if read.sheet else [],
        "pictures": [(picture, address_of(picture)) for picture in read.pictures],
        "etag": etag(read.record.version),
        "idempotency_key": secrets.token_urlsafe(),
    }


class OlderOnPage(NamedTuple):
    """A text with translations that are to be renewed.

    Attributes:
        number: of its point in the sheet, from 1.
    """

    number: int
    words: Wording


def older_on_page(sheet: ProductSheet, older: Iterable[OlderText], languages: Sequence[str]) -> list[OlderOnPage]:
    """The texts of a sheet whose translations are to be renewed, as sentences."""
    numbers = {point.id: number for number, point in enumerate(sheet.points, 1)}
    names = {each.tag: each.name for each in offered()}
    found = []
    for each in older:
        title = spoken(sheet.points[numbers[each.point] - 1].title, languages) if each.point in numbers else None
        if title is not None:
            tags = listed([Localized(names.get(tag, tag), tag) for tag in each.languages])
            point = title if title.text else each.point
            words = OLDER_TEXT.of(point=point, text=POINT_TEXTS[each.text], languages=tags)
            found.append(OlderOnPage(numbers[each.point], words))
    return found


@router.get("/sheets/{sheet_id}/history")
def get_history(
    request: Request,
    actor: Reader,
    pages: PagesPart,
    sheets: SheetsPart,
    sheet_id: SheetId,
    after: Annotated[int | None, Query(ge=1, le=999_999)] = None,
) -> str:
    """The versions of a sheet, each with what it changed."""
    page = sheets.versions(actor, sheet_id, after, LISTED)
    names = {**sheet_names(request, sheets.view(actor, sheet_id)), "page": page}
    return rendered(request, pages, "sheet_history.html", **names)


@router.get("/sheets/{sheet_id}/preview")
def get_preview(
    request: Request,
    actor: Reader,
    pages: PagesPart,
    sheets: SheetsPart,
    sheet_id: SheetId,
    reader: Annotated[PreviewAs, Query(alias="as")] = PreviewAs.ALLOWED_AGENCY,
) -> str:
    """The sheet as others would see it."""
    shown = sheets.preview(actor, sheet_id, reader, languages_of(request))
    names = {**sheet_names(request, sheets.view(actor, sheet_id)), "shown": shown, "reader": reader}
    return rendered(request, pages, "sheet_preview.html", **names)


@router.post("/sheets/{sheet_id}/publish")
def post_publish(
    actor: Publisher, sheets: SheetsPart, sheet_id: SheetId, call: CallPart, version: Version = ""
) -> Response:
    """Publish the version that was read."""
    sheets.publish(actor, sheet_id, ReadVersion({version}), call)
    return to_sheet(sheet_id)


@router.post("/sheets/{sheet_id}/withdraw")
def post_withdraw(
    actor: Publisher, sheets: SheetsPart, sheet_id: SheetId, call: CallPart, version: Version = ""
) -> Response:
    """Withdraw."""
    sheets.withdraw(actor, sheet_id, ReadVersion({version}), call)
    return to_sheet(sheet_id)


@router.post("/sheets/{sheet_id}/pictures")
async def post_picture(
    request: Request, actor: Editor, pictures: PicturesPart, sheet_id: SheetId, call: CallPart
) -> Response:
    """Keep a picture."""
    await run_in_threadpool(await adding(request, actor, pictures, sheet_id, call))
    return to_sheet(sheet_id)


def to_sheet(sheet_id: str) -> RedirectResponse:
    """Continue to a sheet."""
    return RedirectResponse(f"/sheets/{sheet_id}", HTTPStatus.SEE_OTHER)
