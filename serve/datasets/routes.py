"""The JSON API of frozen data sets and of the gold set, for the operator's people."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from model.datasets.fields import Label
from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart, permitted
from serve.datasets.gold import GoldSet
from serve.datasets.permissions import DataSetPermission
from serve.datasets.schemas import (
    ENTRY_PATTERN,
    SET_PATTERN,
    DataSetItemsOut,
    DataSetOut,
    DataSetsOut,
    FreezeOut,
    GoldCandidatesOut,
    GoldItemIn,
    GoldItemOut,
    GoldSetOut,
    candidate_out,
    gold_out,
    item_out,
    set_out,
)
from serve.datasets.service import DataSets
from serve.platform.dependencies import provided
from serve.platform.openapi import located, problem_responses
from serve.platform.paging import AFTER, PAGE, Limit, page_of
from serve.review.domain import LONGEST_PRODUCT

router = APIRouter(prefix="/v1/datasets", tags=["data sets"])
gold_router = APIRouter(prefix="/v1/gold", tags=["data sets"])

DataSetsPart = Annotated[DataSets, Depends(provided(DataSets))]
GoldPart = Annotated[GoldSet, Depends(provided(GoldSet))]
Reader = Annotated[Actor, Depends(permitted(DataSetPermission.READ))]
Freezing = Annotated[Actor, Depends(permitted(DataSetPermission.FREEZE))]
Keeper = Annotated[Actor, Depends(permitted(DataSetPermission.GOLD))]
SetId = Annotated[str, Path(pattern=SET_PATTERN, examples=["m-0123456789abcdef"])]
GoldId = Annotated[str, Path(pattern=ENTRY_PATTERN, examples=["w-0f1e2d3c4b5a69788796a5b4c3d2e1f0"])]
After = Annotated[str | None, Query(pattern=SET_PATTERN, description=AFTER)]
AfterEntry = Annotated[str | None, Query(pattern=ENTRY_PATTERN, description=AFTER)]


@router.get(
    "",
    operation_id="listDataSets",
    summary="The frozen data sets",
    description="What was accepted, as it was frozen for training, with the releases that used it and the items that "
    "were withdrawn since.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_data_sets(actor: Reader, data_sets: DataSetsPart, after: After = None, limit: Limit = PAGE) -> DataSetsOut:
    """One page of the frozen data sets."""
    page, names = data_sets.page(actor, after, limit)
    return DataSetsOut(datasets=[set_out(each, names) for each in page.entries], after=page.after)


@router.post(
    "",
    operation_id="freezeDataSet",
    status_code=HTTPStatus.ACCEPTED,
    summary="Freeze what was accepted",
    description="A job chooses every accepted item of a product with a published sheet, and keeps them as one data set "
    "that never changes. If nothing has changed, it is the data set that exists already. "
    "`shingan manifest export` writes it into a folder for `shingan-train`.",
    responses={202: located("the job"), **problem_responses(400, 401, 403, 409, 422, 503)},
)
def post_data_set(actor: Freezing, data_sets: DataSetsPart, call: CallPart, response: Response) -> FreezeOut:
    """Ask for a data set."""
    job = data_sets.start(actor, call)
    response.headers["Location"] = f"/v1/jobs/{job}"
    return FreezeOut(job=job)


@router.get(
    "/{set_id}",
    operation_id="getDataSet",
    summary="One frozen data set",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_data_set(actor: Reader, data_sets: DataSetsPart, set_id: SetId) -> DataSetOut:
    """One frozen data set."""
    page, names = data_sets.view(actor, set_id)
    return set_out(page.entries[0], names)


@router.get(
    "/{set_id}/items",
    operation_id="listDataSetItems",
    summary="The items of a frozen data set",
    description="Which accepted items it has, and what each is for. They never change; whether an item was withdrawn "
    "since is said as of now.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_items(
    actor: Reader, data_sets: DataSetsPart, set_id: SetId, after: AfterEntry = None, limit: Limit = PAGE
) -> DataSetItemsOut:
    """One page of the items."""
    page, entries = data_sets.items(actor, set_id, after, limit)
    return DataSetItemsOut(items=[item_out(each, entries[each.entry_id]) for each in page.entries], after=page.after)


@gold_router.get(
    "",
    operation_id="getGoldSet",
    summary="The gold set",
    description="The items by which every release is measured, and that none is fitted with, and those that are "
    "proposed for it.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_gold(actor: Keeper, gold: GoldPart, after: AfterEntry = None, limit: Limit = PAGE) -> GoldSetOut:
    """One page of the gold set."""
    found = gold.view(actor)
    page = page_of([shown.item for shown in found.items], after, limit, lambda item: item.entry_id)
    return GoldSetOut(version=found.version, items=list(map(gold_out, page.entries)), after=page.after)


@gold_router.post(
    "",
    operation_id="proposeGoldItem",
    status_code=201,
    summary="Propose an item for the gold set",
    description="An accepted item that no data set has for training or calibration. Another person confirms it.",
    responses={201: located("the item"), **problem_responses(400, 401, 403, 404, 409, 422, 503)},
)
def post_gold(actor: Keeper, gold: GoldPart, given: GoldItemIn, call: CallPart, response: Response) -> GoldItemOut:
    """Propose an item."""
    item = gold.propose(actor, given.entry, call)
    response.headers["Location"] = f"/v1/gold/{item.entry_id}"
    return gold_out(item)


@gold_router.get(
    "/candidates",
    operation_id="listGoldCandidates",
    summary="Items that may be proposed for the gold set",
    description="Accepted items that are not proposed yet, and that no data set has for training or calibration.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_candidates(
    actor: Keeper,
    gold: GoldPart,
    product: Annotated[str | None, Query(max_length=LONGEST_PRODUCT, description="Only items of it.")] = None,
    label: Annotated[Label | None, Query(description="Only items with it.")] = None,
    after: AfterEntry = None,
    limit: Limit = PAGE,
) -> GoldCandidatesOut:
    """One page of the candidates."""
    page, names = gold.candidates(actor, product, label, after, limit)
    return GoldCandidatesOut(candidates=[candidate_out(each, names) for each in page.entries], after=page.after)


@gold_router.get(
    "/{gold_id}",
    operation_id="getGoldItem",
    summary="One item of the gold set",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_gold_item(actor: Keeper, gold: GoldPart, gold_id: GoldId) -> GoldItemOut:
    """One item of the gold set."""
    return gold_out(gold.item(actor, gold_id))


@gold_router.post(
    "/{gold_id}/confirm",
    operation_id="confirmGoldItem",
    summary="Confirm a proposed item",
    description="By another person than the one who proposed it. From then on it counts.",
    responses=problem_responses(400, 401, 403, 404, 409, 422, 503),
)
def post_confirm(actor: Keeper, gold: GoldPart, gold_id: GoldId, call: CallPart) -> GoldItemOut:
    """Confirm an item."""
    return gold_out(gold.confirm(actor, gold_id, call))


@gold_router.delete(
    "/{gold_id}",
    operation_id="removeGoldItem",
    status_code=HTTPStatus.NO_CONTENT,
    summary="Take an item out of the gold set, or decline a proposal",
    responses=problem_responses(400, 401, 403, 404, 409, 422, 503),
)
def delete_gold(actor: Keeper, gold: GoldPart, gold_id: GoldId, call: CallPart) -> None:
    """Remove an item."""
    gold.remove(actor, gold_id, call)
