"""The pages of the review queue: the queue, one entry, and the form that proposes another label or other marks."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool

from model.errors import ValueRejectedError
from model.messages import NOTHING, Wording
from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart
from serve.catalogue.domain import HolderProduct, ShownPoint, ShownSheet
from serve.catalogue.service import Catalogue
from serve.platform.dependencies import provided
from serve.platform.errors import TICK_FIRST
from serve.platform.pages import Pages, PagesPart, rendered
from serve.platform.parts import Parts, PartsPart
from serve.platform.reader import languages_of
from serve.platform.versions import ReadVersion, etag
from serve.review.curating import TOGETHER, ReviewQueue, ShownEntry
from serve.review.deciding import FROM, LONGEST_WORDS, OWN_ENTRY, SHORTEST_REPLY, DecisionInput, may
from serve.review.domain import DecisionKind, Entry, EntryState, RiskLevel
from serve.review.marking import mark_fields, proposal_in
from serve.review.messages import FOR_SCRIPT
from serve.review.panels import EntryPanel
from serve.review.permissions import ReviewPermission
from serve.review.queue_store import QueueFilter, QueueOrder
from serve.review.risk import RiskReason
from serve.review.routes import (
    After,
    Decider,
    EntryName,
    Order,
    Organisation,
    Product,
    QueuePart,
    Reader,
    Risk,
    Source,
)
from serve.review.schemas import pictures_of

TEMPLATES = Path(__file__).parent / "templates"
LISTED = 25
KEPT = ("state", "right_holder", "product", "source", "reason", "most_risk", "order")  # of the address, by the form
CataloguePart = Annotated[Catalogue, Depends(provided(Catalogue))]
Words = Annotated[str, Form(max_length=LONGEST_WORDS)]
Version = Annotated[str, Form(max_length=100)]
Chosen = Annotated[str, Query(max_length=64)]
# Entries that the page says the reader has decided.
JustDecided = Annotated[list[str], Query(max_length=100, default_factory=list)]
OFFERED = (  # decisions, in the order of their buttons
    DecisionKind.ACCEPT,
    DecisionKind.UPHOLD,
    DecisionKind.ADOPT,
    DecisionKind.SEND_BACK,
    DecisionKind.QUARANTINE,
    DecisionKind.PROPOSE,
)

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/review")
def get_queue(
    request: Request,
    actor: Reader,
    pages: PagesPart,
    queue: QueuePart,
    done: JustDecided,
    catalogue: CataloguePart,
    state: Chosen = EntryState.WAITING.value,
    right_holder: Organisation = None,
    product: Product = None,
    source: Source = None,
    reason: Chosen = "",
    most_risk: Risk = None,
    order: Order = QueueOrder.RISKIEST,
    after: After = None,
) -> str:
    """The queue, the riskiest entries first."""
    of = QueueFilter(
        _one_of(EntryState, state), right_holder, product, source, _one_of(RiskReason, reason), most_risk, order
    )
    kept = {name: value for name, value in request.query_params.items() if name in KEPT and value}
    return _queue_page(request, actor, pages, queue, catalogue, of, kept, after, done)


def _queue_page(
    request: Request,
    actor: Actor,
    pages: Pages,
    queue: ReviewQueue,
    catalogue: Catalogue,
    of: QueueFilter,
    kept: Mapping[str, str],
    after: str | None = None,
    done: Sequence[str] = (),
    words: str = "",
    problem: Wording = NOTHING,
) -> str:
    """The queue.

    Args:
        kept: the filter as the address says it.
        words, problem: what was typed before, and why nothing came of it.
    """
    found = queue.queue(actor, of, after, LISTED)
    return rendered(
        request,
        pages,
        "review.html",
        **_common(request, actor, catalogue, queue.products(actor)),
        found=found,
        pictures={entry.id: pictures_of(entry) for entry in found.page.entries},
        not_assessed=sum(entry.risk_level is RiskLevel.NOT_ASSESSED for entry in found.page.entries),
        is_narrowed=any((of.right_holder_id, of.product_id, of.source_id, of.reason, of.most_risk is not None)),
        scripts=FOR_SCRIPT,
        asked={
            "state": of.state.value if of.state else "any",
            "reason": of.reason.value if of.reason else "",
            "product": of.product_id or "",
            "order": of.order.value,
        },
        kept=urlencode(kept),
        more=f"/review?{urlencode({**kept, 'after': found.page.after})}" if found.page.after else "",
        offered=[kind for kind in OFFERED if kind in TOGETHER and (of.state is None or of.state in FROM[kind])],
        done=_done(queue, actor, done),
        words=words,
        problem=problem,
    )


def _filter_in(kept: Mapping[str, str]) -> QueueFilter:
    """The filter that a form of the queue keeps."""
    risk = kept.get("most_risk", "")
    return QueueFilter(
        _one_of(EntryState, kept.get("state", EntryState.WAITING.value)),
        kept.get("right_holder"),
        kept.get("product"),
        kept.get("source"),
        _one_of(RiskReason, kept.get("reason", "")),
        float(risk) if risk.replace(".", "", 1).isdecimal() else None,
        _one_of(QueueOrder, kept.get("order", "")) or QueueOrder.RISKIEST,
    )


class _Done(NamedTuple):
    """What the reader has just decided on entries, on all of them alike."""

    kind: DecisionKind
    entries: Sequence[Entry]


def _done(queue: ReviewQueue, actor: Actor, ids: Sequence[str]) -> _Done | None:
    """What the reader has just decided on these entries; None if others have, or not alike."""
    found = queue.named(actor, ids) if ids else {}
    own = [entry for entry in found.values() if entry.decisions and entry.decisions[-1].by == actor.person_id]
    kinds = {entry.decisions[-1].kind for entry in own}
    return _Done(kinds.pop(), own) if len(kinds) == 1 else None


def _one_of(words: Any, value: str) -> Any:
    """The word of an enumeration; None if it is not one of them, which stands for any."""
    return words(value) if value in set(words) else None


def _held(entry: Entry) -> HolderProduct:
    return HolderProduct(entry.right_holder_id, entry.product_id)


def _common(request: Request, actor: Actor, catalogue: Catalogue, of: Collection[HolderProduct]) -> dict[str, Any]:
    """What every page of the queue says.

    Args:
        of: the products of entries.
    """
    sheets = {sheet.id: sheet for sheet in catalogue.sheets(actor, languages_of(request))}
    return {
        "sheets": sheets,
        "products": catalogue.names_with(of, languages_of(request)),
        "may_decide": actor.may(ReviewPermission.DECIDE),
        "idempotency_key": secrets.token_urlsafe(),
        "undo_key": secrets.token_urlsafe(),
        "longest_words": LONGEST_WORDS,
        "shortest_reply": SHORTEST_REPLY,
    }


@router.post("/review/decisions")
def post_decisions(
    request: Request,
    actor: Decider,
    pages: PagesPart,
    queue: QueuePart,
    catalogue: CataloguePart,
    call: CallPart,
    do: Annotated[DecisionKind, Form()],
    entries: Annotated[list[str], Form(max_length=100, default_factory=list)],
    words: Words = "",
    kept: Annotated[str, Form(max_length=1000)] = "",
    although_not_assessed: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Decide on the ticked entries, and continue to the queue as it was filtered."""
    if not entries:
        asked = {name: value for name, value in parse_qsl(kept) if name in KEPT}
        page = _queue_page(
            request, actor, pages, queue, catalogue, _filter_in(asked), asked, words=words, problem=TICK_FIRST
        )
        return HTMLResponse(page, HTTPStatus.UNPROCESSABLE_ENTITY)
    said = DecisionInput(do, words, although_not_assessed=bool(although_not_assessed))
    made = queue.decide_together(actor, entries, said, call)
    filtered = [each for each in parse_qsl(kept) if each[0] in KEPT]
    if not made.refused:
        return RedirectResponse(_address(filtered, made.decided), HTTPStatus.SEE_OTHER)
    entries_named = queue.named(actor, [*made.decided, *made.refused])
    names = {"made": made, "decided_as": do, "back": _address(filtered), "entries": entries_named}
    return HTMLResponse(rendered(request, pages, "review_refused.html", **names), HTTPStatus.CONFLICT)


def _address(filtered: Sequence[tuple[str, str]] = (), done: Sequence[str] = ()) -> str:
    """The address of the queue as it was filtered, which says what was just done with these entries."""
    return f"/review?{urlencode([*filtered, *(('done', name) for name in done)])}"


@router.get("/review/{entry_id}")
def get_entry(
    request: Request,
    actor: Reader,
    pages: PagesPart,
    queue: QueuePart,
    parts: PartsPart,
    entry_id: EntryName,
) -> str:
    """One entry: its photos, what is found out about it, and what was decided."""
    return _entry_page(request, actor, pages, parts, queue.view(actor, entry_id))


def _entry_page(
    request: Request,
    actor: Actor,
    pages: Pages,
    parts: Parts,
    shown: ShownEntry,
    problem: Wording = NOTHING,
    words: str = "",
) -> str:
    common = _common(request, actor, parts[Catalogue], [_held(shown.entry)])
    return rendered(
        request,
        pages,
        "review_entry.html",
        **common,
        shown=shown,
        reviewed=shown.entry,
        titles=_titles(common["sheets"].get(shown.entry.product_id)),
        pictures=pictures_of(shown.entry),
        copies={other.id: pictures_of(other) for other in shown.others.values()},
        earlier=pictures_of(shown.corrected) if shown.corrected else [],
        etag=etag(shown.entry.version),
        panels=_panels(parts, actor, shown.entry),
        offered=[kind for kind in OFFERED if may(shown.entry, kind, actor.person_id)],
        own_entry=OWN_ENTRY if shown.entry.contributed_by == actor.person_id else NOTHING,
        problem=problem,
        words=words,
    )


def _points(request: Request, actor: Actor, catalogue: Catalogue, entry: Entry) -> Sequence[ShownPoint]:
    """The identification points of an entry's product; none if the reader sees no sheet of it."""
    sheets = catalogue.sheets(actor, languages_of(request))
    return next((sheet.points for sheet in sheets if sheet.id == entry.product_id), ())


def _titles(sheet: ShownSheet | None) -> Mapping[str, str]:
    """The titles of a product's identification points, by their ids."""
    return {point.id: point.title for point in sheet.points} if sheet else {}


def _panels(parts: Parts, actor: Actor, entry: Entry) -> list[Mapping[str, Any]]:
    """What other subjects show of an entry."""
    return [
        {**panel.names(parts, actor, entry), "template": panel.template}
        for panel in parts.subjects.extensions(EntryPanel)
    ]


@router.post("/review/{entry_id}/decisions")
def post_decision(
    request: Request,
    actor: Decider,
    pages: PagesPart,
    queue: QueuePart,
    parts: PartsPart,
    entry_id: EntryName,
    call: CallPart,
    do: Annotated[DecisionKind, Form()],
    words: Words = "",
    version: Version = "",
) -> Response:
    """Decide on an entry as it was read, and continue to the queue."""
    try:
        queue.decide(actor, entry_id, DecisionInput(do, words), ReadVersion({version}), call)
    except ValueRejectedError as error:
        shown = queue.view(actor, entry_id)
        page = _entry_page(request, actor, pages, parts, shown, error.message, words)
        return HTMLResponse(page, HTTPStatus.UNPROCESSABLE_ENTITY)
    return RedirectResponse(_address(done=[entry_id]), HTTPStatus.SEE_OTHER)


@router.get("/review/{entry_id}/proposal")
def get_proposal(
    request: Request,
    actor: Decider,
    pages: PagesPart,
    queue: QueuePart,
    catalogue: CataloguePart,
    entry_id: EntryName,
) -> str:
    """The form for another label or other marks."""
    return _proposal_page(request, actor, pages, catalogue, queue.view(actor, entry_id))


@router.post("/review/{entry_id}/proposal")
async def post_proposal(
    request: Request,
    actor: Decider,
    pages: PagesPart,
    queue: QueuePart,
    catalogue: CataloguePart,
    entry_id: EntryName,
    call: CallPart,
) -> Response:
    """Propose another label or other marks, and continue to the entry."""
    form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}

    def propose() -> Response:
        shown = queue.view(actor, entry_id)
        points = _points(request, actor, catalogue, shown.entry)
        try:
            proposal = proposal_in(form, shown.entry, points)
            said = DecisionInput(DecisionKind.PROPOSE, form.get("words", ""), proposal)
            queue.decide(actor, entry_id, said, ReadVersion({form.get("version", "")}), call)
        except ValueRejectedError as error:
            page = _proposal_page(request, actor, pages, catalogue, shown, form, error.message)
            return HTMLResponse(page, HTTPStatus.UNPROCESSABLE_ENTITY)
        return RedirectResponse(f"/review/{entry_id}", HTTPStatus.SEE_OTHER)

    return await run_in_threadpool(propose)


def _proposal_page(
    request: Request,
    actor: Actor,
    pages: Pages,
    catalogue: Catalogue,
    shown: ShownEntry,
    form: Mapping[str, str] | None = None,
    problem: Wording = NOTHING,
) -> str:
    common = _common(request, actor, catalogue, [_held(shown.entry)])
    return rendered(
        request,
        pages,
        "review_proposal.html",
        **common,
        reviewed=shown.entry,
        pictures=pictures_of(shown.entry),
        marked=mark_fields(shown.entry, _points(request, actor, catalogue, shown.entry), form),
        written=form or {},
        etag=etag(shown.entry.version),
        problem=problem,
    )
