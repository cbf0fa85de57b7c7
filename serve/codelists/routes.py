"""The JSON API of code lists."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request

from model.messages import message
from serve.accounts.domain import Actor
from serve.accounts.guard import permitted
from serve.codelists.domain import CodeLists
from serve.codelists.permissions import CodeListPermission
from serve.codelists.schemas import CodeListOut, CodeListsOut, list_out, lists_out
from serve.platform.dependencies import provided
from serve.platform.errors import NotFoundError
from serve.platform.fields import Day
from serve.platform.openapi import problem_responses
from serve.platform.reader import language_of

router = APIRouter(prefix="/v1/code-lists", tags=["code lists"])
Reader = Annotated[Actor, Depends(permitted(CodeListPermission.READ))]
CodeListsPart = Annotated[CodeLists, Depends(provided(CodeLists))]
ListId = Annotated[str, Path(pattern=r"^[\w][\w.-]*$", max_length=40, examples=["goods_kind"])]


@router.get(
    "",
    operation_id="getCodeLists",
    summary="Every list of codes",
    description="Those by which records of enforcement are kept: what ships, or your operator's in its place.",
    responses=problem_responses(401, 403, 503),
)
def get_lists(request: Request, _: Reader, lists: CodeListsPart) -> CodeListsOut:
    """The lists, without their codes."""
    return lists_out(lists, language_of(request))


@router.get(
    "/{list_id}",
    operation_id="getCodeList",
    summary="One list of codes",
    description="Without `on`, all its codes, also those that have ended. Records keep a code that has ended.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_list(
    request: Request,
    _: Reader,
    lists: CodeListsPart,
    list_id: ListId,
    on: Annotated[Day | None, Query(description="Only the codes that may be written on this day.")] = None,
) -> CodeListOut:
    """One list."""
    if list_id not in lists.lists:
        raise NotFoundError(message("There is no such list of codes."))
    codes = lists[list_id]
    return list_out(codes, codes.codes if on is None else codes.valid_on(on), language_of(request))
