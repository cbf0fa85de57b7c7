"""The JSON API of what is in a case: its items, and the conclusions on them, each at an address of its own."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from model.messages import message
from serve.accounts.guard import CallPart
from serve.cases.domain import Conclusion
from serve.cases.dossier import ItemFile
from serve.cases.removing import Removing
from serve.cases.response_schemas import shown_conclusion, shown_item
from serve.cases.routes import CaseId, CasesPart, Changer, ItemId, Reader
from serve.cases.schemas import ConclusionOut, ConclusionsOut, ItemOut, ItemsOut
from serve.cases.service import T
from serve.platform.dependencies import provided
from serve.platform.errors import NotFoundError
from serve.platform.openapi import problem_responses
from serve.platform.paging import AFTER, PAGE, Limit, Page, page_of

router = APIRouter(prefix="/v1/cases/{case_id}/items", tags=["cases"])

ITEM_PATTERN, CONCLUSION_PATTERN = "^i-[0-9a-f]{32}$", "^n-[0-9a-f]{32}$"
ConclusionId = Annotated[str, Path(pattern=CONCLUSION_PATTERN, examples=["n-0f1e2d3c4b5a49788796a5b4c3d2e1f0"])]
RemovingPart = Annotated[Removing, Depends(provided(Removing))]
AfterItem = Annotated[str | None, Query(pattern=ITEM_PATTERN, description=AFTER)]
AfterConclusion = Annotated[str | None, Query(pattern=CONCLUSION_PATTERN, description=AFTER)]


@router.get(
    "",
    operation_id="listItems",
    summary="The items of a case",
    description="The oldest first.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_items(
    actor: Reader, cases: CasesPart, case_id: CaseId, after: AfterItem = None, limit: Limit = PAGE
) -> ItemsOut:
    """One page of a case's items."""
    page = page_of(cases.view(actor, case_id).items, after, limit, lambda file: file.item.id)
    return ItemsOut(items=[shown_item(file) for file in page.entries], after=page.after)


@router.get(
    "/{item_id}",
    operation_id="getItem",
    summary="One item",
    description="With everything about it. Verdicts are as the reader may see them.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_item(actor: Reader, cases: CasesPart, case_id: CaseId, item_id: ItemId) -> ItemOut:
    """One item."""
    return shown_item(cases.view_item(actor, case_id, item_id))


@router.delete(
    "/{item_id}",
    operation_id="removeItem",
    status_code=204,
    summary="Remove a wrong item",
    description="While nothing rests on it: no examination, conclusion, opinion, enquiry or line of goods. The answer "
    "names what does. The numbers of the other items stay.",
    responses=problem_responses(400, 401, 403, 404, 409, 422, 503),
)
def delete_item(actor: Changer, removing: RemovingPart, case_id: CaseId, item_id: ItemId, call: CallPart) -> None:
    """Remove an item."""
    removing.remove_item(actor, case_id, item_id, call)


@router.get(
    "/{item_id}/conclusions",
    operation_id="listConclusions",
    summary="The conclusions on an item",
    description="The oldest first; the last one of all counts.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_conclusions(
    actor: Reader,
    cases: CasesPart,
    case_id: CaseId,
    item_id: ItemId,
    after: AfterConclusion = None,
    limit: Limit = PAGE,
) -> ConclusionsOut:
    """One page of the conclusions on an item."""

    def find(file: ItemFile) -> Page[Conclusion]:
        return page_of(file.conclusions, after, limit, lambda conclusion: conclusion.id)

    page, names = cases.view_records(actor, case_id, item_id, find)
    return ConclusionsOut(conclusions=[shown_conclusion(each, names) for each in page.entries], after=page.after)


@router.get(
    "/{item_id}/conclusions/{conclusion_id}",
    operation_id="getConclusion",
    summary="One conclusion",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_conclusion(
    actor: Reader, cases: CasesPart, case_id: CaseId, item_id: ItemId, conclusion_id: ConclusionId
) -> ConclusionOut:
    """One conclusion on an item."""
    found = cases.view_records(actor, case_id, item_id, lambda file: one_of(file.conclusions, conclusion_id))
    return shown_conclusion(found.page.entries[0], found.names)


def one_of(records: Sequence[T], name: str) -> Page[T]:
    """The record of an item with this id, as a page.

    Raises:
        NotFoundError: the item has none.
    """
    for record in records:
        if record.id == name:
            return Page((record,), None)
    raise NotFoundError(message("The item has no such record."))
