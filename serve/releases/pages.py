"""The pages on which the operator governs releases: the list, one release, activating and rolling back."""

import secrets
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from model.messages import Wording
from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart
from serve.platform.errors import CallRejectedError
from serve.platform.languages import spoken
from serve.platform.pages import PagesPart, rendered
from serve.platform.parts import Parts, PartsPart
from serve.platform.reader import languages_of
from serve.releases.domain import LONGEST_REASON
from serve.releases.governing import ReadRelease
from serve.releases.governing_routes import Activator, After, GoverningPart, Lister, WithdrawnPart
from serve.releases.messages import NO_REASON, OTHERS, STATES, TESTED, doubts, lowered, raised, said, taken
from serve.releases.panels import ActivationPanel, ReleaseMarks, ReleasePanel
from serve.releases.permissions import ReleasePermission
from serve.releases.report import size_of
from serve.releases.schemas import ReleaseId
from serve.releases.service import Releases
from serve.releases.withdrawn import WithdrawnSince
from serve.releases.withdrawn import said as withdrawn_words

TEMPLATES = Path(__file__).parent / "templates"
LISTED = 25

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/releases")
def get_releases(
    request: Request,
    actor: Lister,
    pages: PagesPart,
    governing: GoverningPart,
    withdrawn: WithdrawnPart,
    parts: PartsPart,
    after: After = None,
) -> str:
    """All releases, the active one first."""
    found = governing.page(actor, after, LISTED)
    gone = withdrawn.of(actor, found.page.entries)
    names = {
        "found": found,
        "names": {**found.names, **OTHERS},
        "states": STATES,
        "marks": [each.of(parts, actor) for each in parts.subjects.extensions(ReleaseMarks)],
        "withdrawn": {each.id: withdrawn_words(each, gone.get(each.id)) for each in found.page.entries},
    }
    return rendered(request, pages, "releases.html", may_activate=actor.may(ReleasePermission.ACTIVATE), **names)


@router.get("/releases/roll-back")
def get_roll_back(
    request: Request,
    actor: Activator,
    pages: PagesPart,
    governing: GoverningPart,
    withdrawn: WithdrawnPart,
    parts: PartsPart,
) -> str:
    """What rolling back would change, or that there is nothing to roll back to."""
    read = governing.view_earlier(actor)
    if read is None:
        return rendered(request, pages, "no_roll_back.html")
    names = {**_names(request, parts, read), **_withdrawn(actor, withdrawn, read), "longest_reason": LONGEST_REASON}
    return _confirming(request, pages, {**names, "panels": ()}, is_back=True)


@router.post("/releases/roll-back")
def post_roll_back(
    actor: Activator,
    governing: GoverningPart,
    call: CallPart,
    reason: Annotated[str, Form(max_length=LONGEST_REASON)] = "",
) -> Response:
    """Roll back."""
    if not reason.strip():
        raise CallRejectedError(NO_REASON)
    return _to(governing.roll_back(actor, reason.strip(), call).id)


@router.get("/releases/{release_id}")
def get_release(
    request: Request,
    actor: Lister,
    pages: PagesPart,
    governing: GoverningPart,
    withdrawn: WithdrawnPart,
    parts: PartsPart,
    release_id: ReleaseId,
) -> str:
    """One release."""
    read = governing.view(actor, release_id)
    names = {**_names(request, parts, read), **_withdrawn(actor, withdrawn, read)}
    panels = [
        {**names, "actor": actor, **panel.names(parts, actor, read.record), "template": panel.template}
        for panel in parts.subjects.extensions(ReleasePanel)
    ]
    may_activate = actor.may(ReleasePermission.ACTIVATE)
    return rendered(request, pages, "release.html", **names, panels=panels, may_activate=may_activate)


@router.get("/releases/{release_id}/activate")
def get_activate(
    request: Request,
    actor: Activator,
    pages: PagesPart,
    governing: GoverningPart,
    withdrawn: WithdrawnPart,
    parts: PartsPart,
    release_id: ReleaseId,
) -> str:
    """What activating a release would change."""
    read = governing.view(actor, release_id)
    names = {**_names(request, parts, read), **_withdrawn(actor, withdrawn, read)}
    panels = [
        {**names, **found, "template": panel.template}
        for panel in parts.subjects.extensions(ActivationPanel)
        if (found := panel.names(parts, actor, read.record)) is not None
    ]
    return _confirming(request, pages, {**names, "panels": panels}, is_back=False)


@router.post("/releases/{release_id}/activate")
def post_activate(actor: Activator, governing: GoverningPart, release_id: ReleaseId, call: CallPart) -> Response:
    """Activate a release."""
    return _to(governing.activate(actor, release_id, call).id)


def _withdrawn(actor: Actor, withdrawn: WithdrawnSince, read: ReadRelease) -> Mapping[str, Any]:
    """What pages of one release say of items that were withdrawn since."""
    items = withdrawn.of(actor, [read.record]).get(read.record.id)
    return {"withdrawn": withdrawn_words(read.record, items)}


def _confirming(request: Request, pages: Any, names: Mapping[str, Any], *, is_back: bool) -> str:
    key = secrets.token_urlsafe()
    return rendered(request, pages, "release_change.html", **names, is_back=is_back, idempotency_key=key)


def _names(request: Request, parts: Parts, read: ReadRelease) -> Mapping[str, Any]:
    """What every page of one release says."""
    products = _called(request, parts[Releases], read)
    return {
        "read": read,
        "record": read.record,
        "names": {**read.names, **OTHERS},
        "states": STATES,
        "tested": TESTED,
        "products": products,
        "megabytes": round(size_of(read.record) / 1e6, 1),
        "doubts": doubts(read.report.accepted or ()),
        **_changed(read, products),
    }


def _changed(read: ReadRelease, products: Mapping[str, Wording]) -> Mapping[str, Any]:
    """What pages say of what changes for officers: the products that they lose, errors that may rise, all else."""
    if read.changes is None or read.before is None:
        return {"taken": [], "raised": [], "changes": None}
    was_active, limits = read.record.activation is not None, (read.before.allowed, read.report.allowed)
    return {
        "taken": taken(read.changes, products),
        "raised": raised(*limits),
        "changes": [*said(read.changes, products, is_again=was_active), *lowered(*limits)],
    }


def _called(request: Request, releases: Releases, read: ReadRelease) -> Mapping[str, Wording]:
    """What its products, and those of the active release and of earlier ones, are called in the reader's languages."""
    languages = languages_of(request)
    reports = [read.report] if read.before is None else [read.before, read.report]
    found = {product: each.sheet for report in reports for product, each in report.description.products.items()}
    sheets = {**releases.earlier_sheets(), **found}
    return {product: spoken(sheet.name, languages) for product, sheet in sheets.items()}


def _to(release_id: str) -> RedirectResponse:
    return RedirectResponse(f"/releases/{release_id}", HTTPStatus.SEE_OTHER)
