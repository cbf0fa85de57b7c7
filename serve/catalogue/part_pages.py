"""The forms in which parts of a sheet are written: each saves the whole sheet as a new version.

A form knows the version that it was made from. If others have changed its part since, nothing is saved: the form comes
back with what was written, beside what they changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Annotated, Any, NamedTuple, cast

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from model.catalogue import FALLBACK_LANGUAGE
from model.errors import ValueRejectedError
from model.keys import LANGUAGE_TAG
from model.messages import NOTHING, Wording, message
from model.patterns import compile_pattern
from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart
from serve.catalogue.differences import ValueDifference, differences
from serve.catalogue.domain import LONGEST_NOTE, SheetRejectedError
from serve.catalogue.editing import Sheets
from serve.catalogue.forms import ABOUT, REGION, TRADE, FormPart, arranged, values_in
from serve.catalogue.hours_domain import week_of
from serve.catalogue.hours_words import weekdays
from serve.catalogue.reading import ReadSheet
from serve.catalogue.sheet_pages import sheet_names, to_sheet
from serve.catalogue.sheet_routes import Editor, SheetId, SheetsPart
from serve.catalogue.sheet_schemas import MarkedTextBody, PointBody, SheetBody
from serve.platform.idempotency import IdempotentCall
from serve.platform.languages import LONGEST_TAG
from serve.platform.pages import Pages, PagesPart, rendered
from serve.platform.reader import language_of
from serve.platform.regions import PARTS as REGION_PARTS
from serve.platform.regions import RegionField
from serve.platform.translations import tags
from serve.platform.versions import ReadVersion, etag

OUT_OF_DATE = message("The form is not complete. Open the page again.")
FITS, FITS_NOT = message("It matches the pattern."), message("It does not match the pattern.")
MARKED_PLACE = message("The place on the picture")
PARTS: Mapping[str, tuple[str, ...]] = {"about": ABOUT, "views": ("views",), "trade": TRADE}
PLACE = tuple(f"{REGION}_{part}" for part in REGION_PARTS)
ENTRY_KEYS = {"points": (*PointBody.model_fields, *PLACE), "texts": (*MarkedTextBody.model_fields, *PLACE)}
Language = Annotated[str, Query(max_length=LONGEST_TAG)]
Number = Annotated[int, Path(ge=1, le=999)]

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True)
class Written:
    """What a form holds.

    Attributes:
        values: of the part.
        problem: why it was not saved; empty if it was not tried.
        changed: what others have changed in this part since the form was made.
        tried: a serial number to try, and whether it matches.
    """

    values: Mapping[str, Any]
    problem: Wording = NOTHING
    changed: Sequence[ValueDifference] = ()
    tried: tuple[str, Wording] = ("", NOTHING)
    note: str = ""
    language: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


def _page(request: Request, pages: Pages, read: ReadSheet, part: FormPart, written: Written) -> str:
    region = written.values.get(REGION)
    drawn = RegionField.of(REGION, MARKED_PLACE, region if region and len(region) == len("xywh") else None)
    if written.problem and any(name.startswith(f"{REGION}_") for name in written.fields):
        drawn = RegionField.given(REGION, MARKED_PLACE, written.fields)
    names = {
        **sheet_names(request, read),
        "part": part,
        "values": written.values,
        "written": written,
        "problems": part.problems(read.missing),
        "warnings": part.problems(read.warnings),
        "tags": _tags(request, read, written.language),
        "older": _older(read, written),
        "drawn": drawn,
        "week_of": week_of,
        "weekdays": weekdays(language_of(request)),
        "longest_note": LONGEST_NOTE,
    }
    return rendered(request, pages, f"sheet_{part.name}.html", **names)


class Tags(NamedTuple):
    """The languages whose texts a form asks for.

    Attributes:
        first: the reader's, one that was asked for, and English if the product's name has it.
        folded: the others of the product's name.
        others: those offered that are neither; one of them can be asked for.
    """

    first: tuple[str, ...]
    folded: tuple[str, ...]
    others: tuple[str, ...]


def _tags(request: Request, read: ReadSheet, more: str) -> Tags:
    names = tuple(_document(read).get("name") or {})
    wanted = [language_of(request).tag, more, *(tag for tag in names if tag == FALLBACK_LANGUAGE)]
    first = tuple(dict.fromkeys(tag for tag in wanted if LANGUAGE_TAG.fullmatch(tag)))
    folded = tuple(tag for tag in names if tag not in first)
    return Tags(first, folded, tuple(tag for tag in tags() if tag not in {*first, *folded}))


def _older(read: ReadSheet, written: Written) -> Mapping[str, Sequence[str]]:
    """The languages in which the texts of a point are to be renewed, by text."""
    return {each.text: each.languages for each in read.older if each.point == written.values.get("id")}


def _document(read: ReadSheet) -> Mapping[str, Any]:
    return read.version.document if read.version else {}


@router.get("/sheets/{sheet_id}/about")
@router.get("/sheets/{sheet_id}/views")
@router.get("/sheets/{sheet_id}/trade")
def get_part(
    request: Request, actor: Editor, pages: PagesPart, sheets: SheetsPart, sheet_id: SheetId, language: Language = ""
) -> str:
    """The form of a part that every sheet has once."""
    name = request.url.path.rpartition("/")[2]
    return _shown(request, actor, pages, sheets, sheet_id, FormPart(name, PARTS[name]), language)


@router.get("/sheets/{sheet_id}/points/{number}")
@router.get("/sheets/{sheet_id}/texts/{number}")
def get_entry(
    request: Request,
    actor: Editor,
    pages: PagesPart,
    sheets: SheetsPart,
    sheet_id: SheetId,
    number: Number,
    language: Language = "",
) -> str:
    """The form of a point or a marked text; the number after the last is a new one."""
    name = request.url.path.split("/")[3]
    return _shown(request, actor, pages, sheets, sheet_id, FormPart(name, (name,), number), language)


def _shown(
    request: Request, actor: Actor, pages: Pages, sheets: Sheets, sheet_id: str, part: FormPart, language: str
) -> str:
    read = sheets.view(actor, sheet_id)
    return _page(request, pages, read, part, Written(part.of(_document(read)), language=language))


@router.post("/sheets/{sheet_id}/about")
@router.post("/sheets/{sheet_id}/views")
@router.post("/sheets/{sheet_id}/trade")
async def post_part(
    request: Request, actor: Editor, pages: PagesPart, sheets: SheetsPart, sheet_id: SheetId, call: CallPart
) -> Response:
    """Save a part that every sheet has once."""
    name = request.url.path.rpartition("/")[2]
    return await _taken(request, actor, pages, sheets, sheet_id, FormPart(name, PARTS[name]), call)


@router.post("/sheets/{sheet_id}/points/{number}")
@router.post("/sheets/{sheet_id}/texts/{number}")
async def post_entry(
    request: Request,
    actor: Editor,
    pages: PagesPart,
    sheets: SheetsPart,
    sheet_id: SheetId,
    number: Number,
    call: CallPart,
) -> Response:
    """Save or remove a point or a marked text."""
    name = request.url.path.split("/")[3]
    return await _taken(request, actor, pages, sheets, sheet_id, FormPart(name, (name,), number), call)


async def _taken(
    request: Request, actor: Actor, pages: Pages, sheets: Sheets, sheet_id: str, part: FormPart, call: IdempotentCall
) -> Response:
    form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    return await run_in_threadpool(lambda: _handled(request, actor, pages, sheets, sheet_id, part, form, call))


def _handled(
    request: Request,
    actor: Actor,
    pages: Pages,
    sheets: Sheets,
    sheet_id: str,
    part: FormPart,
    form: Mapping[str, str],
    call: IdempotentCall,
) -> Response:
    read = sheets.view(actor, sheet_id)
    written = _written(part, form)
    do = form.get("do", "save")
    if not written.problem and do in {"save", "remove"}:
        document, values = _document(read), written.values if do == "save" else {}
        base = _base(sheets, actor, read, form)
        changed = tuple(differences(part.of(base), part.of(document)))
        if not changed or part.of(document) == values:  # the latter if it was sent twice
            version = ReadVersion({etag(read.record.version)})
            same = [str(values.get("id"))] if form.get("same") == "yes" else []
            sheets.save(actor, sheet_id, _checked(part.put(document, values)), written.note, version, call, same)
            return to_sheet(sheet_id)
        written = Written(written.values, changed=changed, note=written.note, fields=form)
    is_refused = bool(written.problem or written.changed)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_refused else HTTPStatus.OK
    return HTMLResponse(_page(request, pages, read, part, written), status)


def _checked(document: Mapping[str, Any]) -> dict[str, Any]:
    """A sheet with keys and kinds of values as the API takes them.

    Raises:
        SheetRejectedError: the form had others.
    """
    try:
        return SheetBody.model_validate(document).document
    except ValidationError:
        raise SheetRejectedError(OUT_OF_DATE) from None


def _base(sheets: Sheets, actor: Actor, read: ReadSheet, form: Mapping[str, str]) -> Mapping[str, Any]:
    """The sheet as it was when the form was made."""
    number = form.get("base", "")
    if not number.isdigit() or len(number) > len("999999"):
        raise SheetRejectedError(OUT_OF_DATE)
    return sheets.version(actor, read.record.id, int(number)).version.document


def _written(part: FormPart, form: Mapping[str, str]) -> Written:
    """What a form holds, after a button that moves a row or tries a number."""
    note, language, do = form.get("note", ""), form.get("language", ""), form.get("do", "save")
    known = part.keys if part.number is None else ENTRY_KEYS[part.name]
    own = [(name, value) for name, value in form.items() if name.partition(".")[0] in known]
    try:
        values = values_in(own)
        if ":" in do:
            key = part.keys[0]
            values = {**values, key: arranged(cast("list[Any]", values.get(key, [])), do)}
    except ValueRejectedError as error:
        bare = [(name, value) for name, value in own if not name.startswith(f"{REGION}_")]
        return Written(values_in(bare), error.message, note=note, language=language, fields=form)
    tried = form.get("try", "") if do == "try" else ""
    said = _fit(values.get("serial_pattern") or "", tried) if tried else NOTHING
    return Written(values, note=note, language=language, tried=(tried, said), fields=form)


def _fit(pattern: str, number: str) -> Wording:
    try:
        return FITS if pattern and compile_pattern(pattern)(number) else FITS_NOT
    except ValueError:
        return FITS_NOT
