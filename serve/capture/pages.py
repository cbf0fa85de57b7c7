"""The pages of capture, and the script by which a browser keeps them."""

import hashlib
import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse

from model.catalogue import FALLBACK_LANGUAGE
from model.messages import message
from model.quality import QualityLimits
from serve.accounts.domain import Actor
from serve.capture.domain import FILES_OF, QUEUE, WITHOUT_CONNECTION, worker_script
from serve.capture.messages import FOR_SENDING
from serve.cases.dossier import ItemFile
from serve.cases.item_routes import ITEM_PATTERN
from serve.cases.permissions import CasePermission
from serve.cases.routes import CasesPart
from serve.cases.schemas import CASE_ID_PATTERN
from serve.cases.service import Cases
from serve.catalogue.notices import noticed_products
from serve.examinations.asked_photos import asked_photos
from serve.examinations.deciding import ANSWERS, Decisions
from serve.examinations.deciding_routes import DecisionsPart
from serve.examinations.forms import form_names
from serve.examinations.routes import CataloguePart, Examiner, SettingsPart
from serve.platform.bundles import Bundles
from serve.platform.dependencies import open_to_all, provided
from serve.platform.errors import NotFoundError
from serve.platform.languages import LONGEST_TAG, language_for
from serve.platform.pages import Pages, PagesPart, names_of, rendered
from serve.platform.parts import PartsPart
from serve.platform.reader import language_of, languages_of
from serve.platform.settings import Settings
from serve.platform.translations import DOMAIN, FOLDER

TEMPLATES = Path(__file__).parent / "templates"
REQUEST_PATTERN = "^h-[0-9a-f]{32}$"
REVALIDATED = {"Cache-Control": "no-cache"}
LIMITS = json.dumps(asdict(QualityLimits()))
NO_PLACE: dict[str, Any] = {
    "case": None,
    "file": None,
    "answers": {},
    "chosen": "",
    "view": "",
    "had": (),
    "asked": None,
}  # photos of no case

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
Open = Depends(open_to_all)
BundlesPart = Annotated[Bundles, Depends(provided(Bundles))]
Tag = Annotated[str, Query(max_length=LONGEST_TAG)]


@router.get("/examine")
def get_capture(
    request: Request,
    actor: Examiner,
    pages: PagesPart,
    catalogue: CataloguePart,
    settings: SettingsPart,
    parts: PartsPart,
    cases: CasesPart,
    decisions: DecisionsPart,
    product: Annotated[str, Query(max_length=190)] = "",
    case: Annotated[str, Query(pattern=f"^$|{CASE_ID_PATTERN}")] = "",
    item: Annotated[str, Query(pattern=f"^$|{ITEM_PATTERN}")] = "",
    view: Annotated[str, Query(max_length=190)] = "",
    asked_for: Annotated[str, Query(alias="request", pattern=f"^$|{REQUEST_PATTERN}")] = "",
) -> str:
    """Where photos of one item are taken: view by view, with advice at once. They may be for a case, or an item of one.

    Args:
        view: the one to begin with.
        asked_for: the id of what someone asks to be photographed of the item.

    Raises:
        CaseStateError: the case is closed.
        NotFoundError: there is no such case or item that the actor may see.
        NotPermittedError: the actor may not change cases.
    """
    place = NO_PLACE if not case else _place(cases, decisions, actor, case, item)
    languages = languages_of(request)
    gone = catalogue.not_examinable(actor, languages)
    names = form_names(catalogue.examinable(actor, languages), settings, noticed_products(parts, actor), gone)
    known = asked_photos(parts, actor, case, item, languages) if asked_for else []
    names |= {
        **place,
        "chosen": product or place["chosen"],
        "view": view,
        "asked": next((each for each in known if each.id == asked_for), None),
        "settings": settings,
        "limits": LIMITS,
        "later": (QUEUE,),
    }
    return rendered(request, pages, "examine.html", **names)


def _place(cases: Cases, decisions: Decisions, actor: Actor, case_id: str, item_id: str) -> dict[str, Any]:
    """The case for the photos, and its item if it is a known one."""
    actor.must(CasePermission.CHANGE)
    dossier = cases.view(actor, case_id)
    dossier.case.must_be_open()
    if not item_id:
        return {**NO_PLACE, "case": dossier.case}
    if (file := dossier.items_by_id.get(item_id)) is None:
        raise NotFoundError(message("The case has no such item."))
    answers = ANSWERS if decisions.rule(actor) else {}
    known = {"case": dossier.case, "file": file, "answers": answers, "chosen": file.item.product_id or ""}
    return {**NO_PLACE, **known, "had": _views_of(file)}


def _views_of(file: ItemFile) -> list[str]:
    """Ids of the views of which an item has photos."""
    latest = file.verdict.examination if file.verdict else None
    if latest is None or latest.has_hidden_verdict:
        return []
    return sorted({photo.view for photo in latest.verdict.photos if photo.view and photo.belongs is not False})


@router.get("/examine/messages", dependencies=[Open], response_class=JSONResponse)
def get_messages(request: Request) -> dict[str, Any]:
    """What pages without a camera say while they send photos: asked for where any wait, as they rarely do."""
    language = language_of(request)
    return {name: language.forms(each) for name, each in FOR_SENDING.items()}


@router.get("/offline", dependencies=[Open])
def get_offline(request: Request, pages: PagesPart, settings: SettingsPart, language: Tag = "") -> str:
    """What a browser shows while it has no connection: the page of a visitor, as anyone may open it then."""
    return _offline(request, pages, settings, language)


@router.get("/service-worker.js", dependencies=[Open])
def get_service_worker(request: Request, pages: PagesPart, settings: SettingsPart, bundles: BundlesPart) -> Response:
    """The script that keeps that page and the files that it needs: the same for every reader."""
    page = _offline(request, pages, settings, FALLBACK_LANGUAGE)
    script = worker_script(page, _texts(), [bundles.address(name) for name in FILES_OF])
    return Response(script, headers=REVALIDATED, media_type="text/javascript")


@cache
def _texts() -> str:
    """A SHA-256 of all translations."""
    files = sorted(FOLDER.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def _offline(request: Request, pages: Pages, settings: Settings, language: str) -> str:
    spoken = language_for((language,)) if language else language_of(request)
    alone = {"actor": None, "language": spoken, "here": "/", "path": "/offline"}
    nothing = {**NO_PLACE, "products": (), "gone": None}
    names = {"settings": settings, "limits": LIMITS, "later": (QUEUE, WITHOUT_CONNECTION), **nothing}
    return pages.render("offline.html", **{**names_of(request), **alone, **names})
