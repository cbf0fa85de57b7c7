"""The JSON API of cases. Opinions, seen from the colleague who is asked, are in `opinion_routes`."""

import copy
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import Field

from model.verdict import Outcome
from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart, IdempotencyKey, permitted
from serve.accounts.permissions import Permission
from serve.accounts.schemas import Body
from serve.cases.answers import shown_case, shown_item, shown_list, shown_visit
from serve.cases.closing import Closing
from serve.cases.domain import LONGEST_DESCRIPTION, LONGEST_LINE, LONGEST_TEXT, CaseState, Details, ItemFinding
from serve.cases.dossier import CaseQuery, Visit
from serve.cases.opinions import Opinions
from serve.cases.schemas import CaseOut, CasesOut, ItemOut, VisitOut
from serve.cases.service import LONGEST_PAGE, PAGE, Cases
from serve.cases.visits import Visits
from serve.examinations import examples
from serve.examinations.intake import received
from serve.examinations.routes import SettingsPart, WorkersPart
from serve.platform.errors import CallRejectedError
from serve.platform.fields import NEEDED, Day
from serve.platform.inference import WorkerPool
from serve.platform.openapi import problem_responses
from serve.platform.settings import Settings
from serve.platform.wiring import provided

LONGEST_QUERY = 200
WITH_EARLIER = "with_earlier"
TRUTHS = {"true": True, "false": False}

router = APIRouter(prefix="/v1/cases", tags=["cases"])

CasesPart = Annotated[Cases, Depends(provided(Cases))]
ClosingPart = Annotated[Closing, Depends(provided(Closing))]
VisitsPart = Annotated[Visits, Depends(provided(Visits))]
OpinionsPart = Annotated[Opinions, Depends(provided(Opinions))]
Reader = Annotated[Actor, Depends(permitted(Permission.CASE_READ))]
Opener = Annotated[Actor, Depends(permitted(Permission.CASE_CREATE))]
Changer = Annotated[Actor, Depends(permitted(Permission.CASE_CHANGE))]
Holder = Annotated[Actor, Depends(permitted(Permission.CASE_HOLD))]
CASE_ID_PATTERN = "^c-[0-9a-f]{32}$"
CaseId = Annotated[str, Path(pattern=CASE_ID_PATTERN, examples=["c-4f6c1a526d0f4d7e9a550f6f0c1f6f6e"])]
ItemId = Annotated[str, Path(pattern="^i-[0-9a-f]{32}$", examples=["i-9c1d2e3f4a5b4c6d8e7f0a1b2c3d4e5f"])]
ProductId = Annotated[str, Field(pattern=r"^[\w][\w.-]*$", max_length=190)]
Line = Annotated[str, Field(max_length=LONGEST_LINE)]
Text = Annotated[str, Field(max_length=LONGEST_TEXT)]
NeededText = Annotated[str, Field(max_length=LONGEST_TEXT, json_schema_extra=NEEDED)]


class CaseIn(Body):
    """A new case."""

    place: Line = ""
    lane: Line = Field(default="", description="The channel of the goods, such as: parcels from sea.")
    declaration: Line = Field(default="", description="The number of the customs declaration, or of the parcel.")
    notes: Text = ""


class CaseChange(Body):
    """Changes of a case; omitted values stay."""

    place: Line | None = None
    lane: Line | None = None
    declaration: Line | None = None
    notes: Text | None = None


class ItemIn(Body):
    """A new item."""

    description: str = Field(default="", max_length=LONGEST_DESCRIPTION)
    product: ProductId | None = Field(default=None, description="The product that it is meant to be, if known.")


class ConclusionIn(Body):
    """The officer's conclusion on an item."""

    finding: ItemFinding
    reason: NeededText


class OpinionIn(Body):
    """A request for a colleague's opinion."""

    asked_of: str = Field(max_length=64, description="The colleague's username.")
    question: Text = ""


class CloseIn(Body):
    """The reason for closing a case; optional."""

    reason: Text = ""


class ReasonIn(Body):
    """A reason."""

    reason: NeededText


class HoldIn(Body):
    """Whether a case is to be held, and the reason for the hold or for its end."""

    held: bool
    reason: NeededText


@router.post(
    "",
    operation_id="openCase",
    status_code=201,
    summary="Open a case",
    description="It gets the next number of its agency and year.",
    responses=problem_responses(400, 401, 403, 422, 503),
)
def post_case(actor: Opener, cases: CasesPart, given: CaseIn, call: CallPart, response: Response) -> CaseOut:
    """Open a case."""
    dossier = cases.open(actor, Details(**given.model_dump()), call)
    response.headers["Location"] = f"{router.prefix}/{dossier.case.id}"
    return shown_case(dossier)


@router.get(
    "",
    operation_id="listCases",
    summary="Find cases",
    description="Those of your agency that match the whole query, newest first. Words are found as they are written "
    "in numbers, place, lane, notes and descriptions of items, in upper or lower case; of a case's and a declaration's "
    "number, four characters of the beginning are enough.",
    responses=problem_responses(401, 403, 422, 503),
)
def get_cases(
    actor: Reader,
    cases: CasesPart,
    state: CaseState | None = None,
    officer: Annotated[str | None, Query(max_length=64, description="Username of the person who opened it.")] = None,
    product: Annotated[ProductId | None, Query(description="Of any item, or of any verdict on one.")] = None,
    outcome: Annotated[Outcome | None, Query(description="Of the latest examination of any item.")] = None,
    conclusion: Annotated[ItemFinding | None, Query(description="The latest on any item.")] = None,
    opened_from: Annotated[Day | None, Query(description="A day in UTC.")] = None,
    opened_until: Annotated[Day | None, Query(description="A day in UTC; included.")] = None,
    q: Annotated[str, Query(max_length=LONGEST_QUERY, description="Words that must all be found.")] = "",
    after: Annotated[str | None, Query(max_length=20, description="The value of `after` on the previous page.")] = None,
    limit: Annotated[int, Query(ge=1, le=LONGEST_PAGE)] = PAGE,
) -> CasesOut:
    """One page of cases."""
    query = CaseQuery(state, officer, product, outcome, conclusion, opened_from, opened_until, q)
    return shown_list(cases.search(actor, query, after, limit))


@router.get(
    "/{case_id}",
    operation_id="getCase",
    summary="One case",
    description="With everything in it. Verdicts are as the reader may see them.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_case(actor: Reader, cases: CasesPart, case_id: CaseId) -> CaseOut:
    """One case."""
    return shown_case(cases.view(actor, case_id))


@router.patch(
    "/{case_id}",
    operation_id="changeCase",
    summary="Update a case",
    responses=problem_responses(401, 403, 404, 409, 422, 503),
)
def patch_case(actor: Changer, cases: CasesPart, case_id: CaseId, given: CaseChange) -> CaseOut:
    """Update a case."""
    return shown_case(cases.change(actor, case_id, given.model_dump(exclude_none=True)))


@router.post(
    "/{case_id}/items",
    operation_id="addItem",
    status_code=201,
    summary="Add an item",
    responses=problem_responses(400, 401, 403, 404, 409, 422, 503),
)
def post_item(actor: Changer, cases: CasesPart, case_id: CaseId, given: ItemIn, call: CallPart) -> ItemOut:
    """Add an item to a case."""
    return shown_item(cases.add_item(actor, case_id, given.description, given.product, call))


def _visit_body() -> dict[str, Any]:
    body = copy.deepcopy(examples.REQUEST_BODY)
    body["content"]["multipart/form-data"]["schema"]["properties"][WITH_EARLIER] = {
        "type": "string",
        "enum": ["true", "false"],
        "default": "true",
        "description": "Whether the verdict rests on photos of earlier visits, too: after the new ones, the newest "
        "first, as many as fit.",
    }
    return body


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
    async with received(request, settings.max_photos, {WITH_EARLIER}) as (item, once, extra):
        with_earlier = TRUTHS.get(extra.get(WITH_EARLIER, "true"))
        if with_earlier is None:
            raise CallRejectedError(f"The field '{WITH_EARLIER}' must be true or false.", WITH_EARLIER)
        work = partial(visits.examine, actor, case_id, item_id, item, once, with_earlier=with_earlier)
        return await workers.run(work)


@router.post(
    "/{case_id}/items/{item_id}/examinations",
    operation_id="examineItem",
    status_code=201,
    summary="Examine an item",
    description="New photos of the item in; a verdict out that rests on these and on those of earlier visits. The same "
    "bytes are judged once. Everything is stored before the answer is sent.",
    responses={
        201: {"headers": {"Location": {"description": "The examination.", "schema": {"type": "string"}}}},
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
    responses=problem_responses(400, 401, 403, 404, 409, 422, 503),
)
def post_conclusion(
    actor: Changer, cases: CasesPart, case_id: CaseId, item_id: ItemId, given: ConclusionIn, call: CallPart
) -> ItemOut:
    """Conclude on an item."""
    return shown_item(cases.conclude(actor, case_id, item_id, given.finding, given.reason, call))


@router.post(
    "/{case_id}/items/{item_id}/opinions",
    operation_id="askForOpinion",
    status_code=201,
    summary="Ask a colleague for a second opinion",
    description="The colleague sees only the item's photos and the question until they have given their opinion.",
    responses=problem_responses(400, 401, 403, 404, 409, 422, 503),
)
def post_opinion(
    actor: Changer, opinions: OpinionsPart, case_id: CaseId, item_id: ItemId, given: OpinionIn, call: CallPart
) -> ItemOut:
    """Ask a colleague for a second opinion."""
    return shown_item(opinions.ask(actor, case_id, item_id, given.asked_of, given.question, call))


@router.post(
    "/{case_id}/close",
    operation_id="closeCase",
    summary="Close a case",
    description="Every item needs a conclusion. A closed case does not change, except for a legal hold and answers to "
    "enquiries.",
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
    responses=problem_responses(401, 403, 404, 409, 422, 503),
)
def put_hold(actor: Holder, closing: ClosingPart, case_id: CaseId, given: HoldIn) -> CaseOut:
    """Hold a case, or lift the hold."""
    return shown_case(closing.set_hold(actor, case_id, given.reason, held=given.held))
