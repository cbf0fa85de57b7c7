"""The JSON API of cases. Second opinions on their items are a subject of their own."""

import copy
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from model.messages import message
from model.verdict import Outcome
from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart, IdempotencyKey, permitted
from serve.cases.closing import Closing
from serve.cases.domain import CaseState, Details, ItemFinding
from serve.cases.dossier import CaseQuery, Dossier, Visit
from serve.cases.due import deadlines_of
from serve.cases.permissions import CasePermission
from serve.cases.response_schemas import shown_case, shown_item, shown_list, shown_visit
from serve.cases.schemas import (
    CASE_ID_PATTERN,
    CaseChange,
    CaseIn,
    CaseOut,
    CasesOut,
    CloseIn,
    Code,
    ConclusionIn,
    HoldIn,
    ItemIn,
    ItemOut,
    Line,
    ProductId,
    ReasonIn,
    VisitOut,
)
from serve.cases.service import Cases
from serve.cases.visits import VisitPlan, Visits
from serve.examinations import examples
from serve.examinations.decision_domain import Said
from serve.examinations.intake import received
from serve.examinations.routes import SettingsPart, WorkersPart
from serve.platform.dependencies import provided
from serve.platform.errors import CallRejectedError
from serve.platform.fields import Day
from serve.platform.inference import WorkerPool
from serve.platform.openapi import located, problem_responses
from serve.platform.paging import AFTER, PAGE, Limit
from serve.platform.parts import PartsPart
from serve.platform.settings import Settings
from serve.platform.versions import ETAG, ReadVersionPart, etag

LONGEST_QUERY = 200
LONGEST_VERSION = 64  # of a case, in a page's form
WITH_EARLIER, DECISION = "with_earlier", "decision"
TRUTHS = {"true": True, "false": False}

router = APIRouter(prefix="/v1/cases", tags=["cases"])

CasesPart = Annotated[Cases, Depends(provided(Cases))]
ClosingPart = Annotated[Closing, Depends(provided(Closing))]
VisitsPart = Annotated[Visits, Depends(provided(Visits))]
Reader = Annotated[Actor, Depends(permitted(CasePermission.READ))]
Opener = Annotated[Actor, Depends(permitted(CasePermission.CREATE))]
Changer = Annotated[Actor, Depends(permitted(CasePermission.CHANGE))]
Holder = Annotated[Actor, Depends(permitted(CasePermission.HOLD))]
CaseId = Annotated[str, Path(pattern=CASE_ID_PATTERN, examples=["c-4f6c1a526d0f4d7e9a550f6f0c1f6f6e"])]
ItemId = Annotated[str, Path(pattern="^i-[0-9a-f]{32}$", examples=["i-9c1d2e3f4a5b4c6d8e7f0a1b2c3d4e5f"])]


@router.post(
    "",
    operation_id="openCase",
    status_code=201,
    summary="Open a case",
    description="It gets the next number of its agency and year.",
    responses={201: located("the case"), **problem_responses(400, 401, 403, 422, 503)},
)
def post_case(actor: Opener, cases: CasesPart, given: CaseIn, call: CallPart, response: Response) -> CaseOut:
    """Open a case."""
    dossier = cases.open(actor, Details(**given.model_dump()), call)
    response.headers["Location"] = f"{router.prefix}/{dossier.case.id}"
    return _with_version(dossier, response)


def _with_version(dossier: Dossier, response: Response) -> CaseOut:
    response.headers["ETag"] = etag(dossier.case.version)
    return shown_case(dossier)


@router.get(
    "",
    operation_id="listCases",
    summary="Find cases",
    description="Those of your agency that match the whole query, newest first. Words are found as they are written "
    "in numbers, place, lane, unit, notes and descriptions of items, in upper or lower case; of a case's and a "
    "declaration's number, four characters of the beginning are enough. Each case has the legal deadline that ends "
    "first, with the days that are left. `getCodeList` has the codes.",
    responses=problem_responses(401, 403, 422, 503),
)
def get_cases(
    actor: Reader,
    cases: CasesPart,
    parts: PartsPart,
    state: CaseState | None = None,
    officer: Annotated[str | None, Query(max_length=64, description="Username of the person who opened it.")] = None,
    product: Annotated[ProductId | None, Query(description="Of any item, or of any verdict on one.")] = None,
    outcome: Annotated[Outcome | None, Query(description="Of the latest examination of any item.")] = None,
    conclusion: Annotated[ItemFinding | None, Query(description="The latest on any item.")] = None,
    opened_from: Annotated[Day | None, Query(description="A day in UTC.")] = None,
    opened_until: Annotated[Day | None, Query(description="A day in UTC; included.")] = None,
    place: Annotated[Line | None, Query(description="As it is written, in upper or lower case.")] = None,
    unit: Annotated[Line | None, Query(description="As it is written, in upper or lower case.")] = None,
    port: Annotated[Code | None, Query(description="Of the interception; a code of the list `port`.")] = None,
    traffic: Annotated[Code | None, Query(description="Of the interception; a code of the list `traffic`.")] = None,
    origin: Annotated[Code | None, Query(description="Of the goods; a code of the list `country`.")] = None,
    goods_kind: Annotated[Code | None, Query(description="Of any line of goods; a code of that list.")] = None,
    result: Annotated[Code | None, Query(description="Of any procedure; a code of that list.")] = None,
    q: Annotated[str, Query(max_length=LONGEST_QUERY, description="Words that must all be found.")] = "",
    after: Annotated[str | None, Query(max_length=20, description=AFTER)] = None,
    limit: Limit = PAGE,
) -> CasesOut:
    """One page of cases."""
    coded = {"port": port, "traffic": traffic, "origin": origin, "goods_kind": goods_kind, "result": result}
    codes = {name: code for name, code in coded.items() if code}
    query = CaseQuery(
        state, officer, product, outcome, conclusion, opened_from, opened_until, q, place or None, unit or None, codes
    )
    found = cases.search(actor, query, after, limit)
    return shown_list(found, deadlines_of(parts, actor, [case.id for case in found.cases]))


@router.get(
    "/{case_id}",
    operation_id="getCase",
    summary="One case",
    description="With everything in it. Verdicts are as the reader may see them.",
    responses={200: {"headers": ETAG}, **problem_responses(401, 403, 404, 422, 503)},
)
def get_case(actor: Reader, cases: CasesPart, case_id: CaseId, response: Response) -> CaseOut:
    """One case."""
    return _with_version(cases.view(actor, case_id), response)


@router.patch(
    "/{case_id}",
    operation_id="changeCase",
    summary="Update a case",
    responses={200: {"headers": ETAG}, **problem_responses(401, 403, 404, 409, 412, 422, 503)},
)
def patch_case(
    actor: Changer, cases: CasesPart, case_id: CaseId, given: CaseChange, read: ReadVersionPart, response: Response
) -> CaseOut:
    """Update a case."""
    return _with_version(cases.change(actor, case_id, given.model_dump(exclude_none=True), read=read), response)


@router.post(
    "/{case_id}/items",
    operation_id="addItem",
    status_code=201,
    summary="Add an item",
    responses={201: located("the item"), **problem_responses(400, 401, 403, 404, 409, 422, 503)},
)
def post_item(
    actor: Changer, cases: CasesPart, case_id: CaseId, given: ItemIn, call: CallPart, response: Response
) -> ItemOut:
    """Add an item to a case."""
    file = cases.add_item(actor, case_id, given.description, given.product, call)
    response.headers["Location"] = f"{router.prefix}/{case_id}/items/{file.item.id}"
    return shown_item(file)


def _visit_body() -> dict[str, Any]:
    body = copy.deepcopy(examples.REQUEST_BODY)
    body["content"]["multipart/form-data"]["schema"]["properties"][WITH_EARLIER] = {
        "type": "string",
        "enum": ["true", "false"],
        "default": "true",
        "description": "Whether the verdict rests on photos of earlier visits, too: after the new ones, the newest "
        "first, as many as fit.",
    }
    body["content"]["multipart/form-data"]["schema"]["properties"][DECISION] = {
        "type": "string",
        "enum": [each.value for each in Said],
        "description": "What you say of the item. Needed where your organisation decides first, otherwise not kept.",
    }
    return body


def _said(word: str) -> Said | None:
    if word and word not in set(Said):
        raise CallRejectedError(
            message("The field “{name}” must be one of: {choices}", name=DECISION, choices=", ".join(Said)), DECISION
        )
    return Said(word) if word else None


async def visit(
    request: Request,
    actor: Actor,
    settings: Settings,
    workers: WorkerPool,
    visits: Visits,
    case_id: str,
    item_id: str,
) -> Visit:
    """Receive a form, examine it in a worker, store it.

    Raises:
        CallRejectedError: the form can't be read.
    """
    async with received(request, settings.max_photos, {WITH_EARLIER, DECISION}) as (item, once, extra):
        with_earlier = TRUTHS.get(extra.get(WITH_EARLIER, "true"))
        if with_earlier is None:
            raise CallRejectedError(
                message("The field “{with_earlier}” must be true or false.", with_earlier=WITH_EARLIER), WITH_EARLIER
            )
        said = _said(extra.get(DECISION, ""))
        plan = VisitPlan(case_id, item_id, with_earlier, said)
        return await workers.run(partial(visits.examine, actor, plan, item, once))


@router.post(
    "/{case_id}/items/{item_id}/examinations",
    operation_id="examineItem",
    status_code=201,
    summary="Examine an item",
    description="New photos of the item in; a verdict out that rests on these and on those of earlier visits. The same "
    "bytes are judged once. Everything is stored before the answer is sent.",
    responses={
        201: located("the examination"),
        **problem_responses(400, 401, 403, 404, 409, 413, 422, 503),
    },
    openapi_extra={"requestBody": _visit_body()},
)
async def post_examination(
    request: Request,
    actor: Changer,
    settings: SettingsPart,
    workers: WorkersPart,
    visits: VisitsPart,
    case_id: CaseId,
    item_id: ItemId,
    response: Response,
    _: IdempotencyKey = None,
) -> VisitOut:
    """Examine an item of a case."""
    made = await visit(request, actor, settings, workers, visits, case_id, item_id)
    response.headers["Location"] = f"/v1/examinations/{made.examination.id}"
    return shown_visit(made, {actor.person_id: actor.name})


@router.post(
    "/{case_id}/items/{item_id}/conclusions",
    operation_id="conclude",
    status_code=201,
    summary="Conclude on an item",
    description="The officer's own finding, before or after the assistant's verdict. The latest counts; earlier ones "
    "stay.",
    responses={201: located("the conclusion"), **problem_responses(400, 401, 403, 404, 409, 422, 503)},
)
def post_conclusion(
    actor: Changer,
    cases: CasesPart,
    case_id: CaseId,
    item_id: ItemId,
    given: ConclusionIn,
    call: CallPart,
    response: Response,
) -> ItemOut:
    """Conclude on an item, and answer with the item."""
    file, conclusion_id = cases.conclude(actor, case_id, item_id, given.finding, given.reason, call)
    response.headers["Location"] = f"{router.prefix}/{case_id}/items/{item_id}/conclusions/{conclusion_id}"
    return shown_item(file)


@router.post(
    "/{case_id}/close",
    operation_id="closeCase",
    summary="Close a case",
    description="Every item needs a conclusion. What goods and procedures of the case lack (how the goods were found, "
    "the product of a line of goods, the result of a procedure) is named with its page (409, `case-gaps`); with a "
    "reason the case is still closed. While a legal deadline is running, it is not. A closed case does not "
    "change, except for a legal hold and answers to enquiries.",
    responses=problem_responses(400, 401, 403, 404, 409, 422, 503),
)
def post_close(
    actor: Changer, closing: ClosingPart, case_id: CaseId, call: CallPart, given: CloseIn | None = None
) -> CaseOut:
    """Close a case."""
    return shown_case(closing.close(actor, case_id, given.reason if given else "", call))


@router.post(
    "/{case_id}/reopen",
    operation_id="reopenCase",
    summary="Reopen a closed case",
    responses=problem_responses(400, 401, 403, 404, 409, 422, 503),
)
def post_reopen(actor: Changer, closing: ClosingPart, case_id: CaseId, given: ReasonIn, call: CallPart) -> CaseOut:
    """Reopen a closed case."""
    return shown_case(closing.reopen(actor, case_id, given.reason, call))


@router.put(
    "/{case_id}/hold",
    operation_id="holdCase",
    summary="Hold a case, or lift the hold",
    description="No retention rule removes a case under a legal hold. This also works on closed cases.",
    responses={200: {"headers": ETAG}, **problem_responses(401, 403, 404, 409, 412, 422, 503)},
)
def put_hold(
    actor: Holder, closing: ClosingPart, case_id: CaseId, given: HoldIn, read: ReadVersionPart, response: Response
) -> CaseOut:
    """Hold a case, or lift the hold."""
    return _with_version(closing.set_hold(actor, case_id, given.reason, held=given.held, read=read), response)
