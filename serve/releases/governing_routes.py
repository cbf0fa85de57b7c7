"""The JSON API with which the operator governs releases: propose, look, activate, roll back."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart, permitted
from serve.platform.dependencies import provided
from serve.platform.openapi import located, problem_responses
from serve.platform.paging import AFTER, PAGE, Limit, page_of
from serve.releases.governing import Governing
from serve.releases.permissions import ReleasePermission
from serve.releases.proposing import ProposedFile, Proposing
from serve.releases.registry import ReleaseRegistry
from serve.releases.schemas import (
    ID_PATTERN,
    KeptRelease,
    ProposalIn,
    ProposalOut,
    ReleaseDetailOut,
    ReleaseId,
    ReleasesOut,
    RollBackIn,
    detail_out,
    kept_out,
    listed_out,
)
from serve.releases.withdrawn import WithdrawnSince

router = APIRouter(prefix="/v1/releases", tags=["release"])

Lister = Annotated[Actor, Depends(permitted(ReleasePermission.LIST))]
Proposer = Annotated[Actor, Depends(permitted(ReleasePermission.PROPOSE))]
Activator = Annotated[Actor, Depends(permitted(ReleasePermission.ACTIVATE))]
GoverningPart = Annotated[Governing, Depends(provided(Governing))]
WithdrawnPart = Annotated[WithdrawnSince, Depends(provided(WithdrawnSince))]
After = Annotated[str | None, Query(pattern=ID_PATTERN, description=AFTER)]


@router.get(
    "",
    operation_id="listReleases",
    summary="The releases that are kept",
    description="Which releases are staged, active, rolled back and retired, for the operator.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def list_releases(
    actor: Lister,
    registry: Annotated[ReleaseRegistry, Depends(provided(ReleaseRegistry))],
    governing: GoverningPart,
    withdrawn: WithdrawnPart,
    after: After = None,
    limit: Limit = PAGE,
) -> ReleasesOut:
    """One page of all releases, as the operator may see them."""
    page = page_of(registry.all(actor), after, limit, lambda release: release.id)
    gone, times = withdrawn.of(actor, page.entries), governing.active_times(actor)
    listed = [listed_out(each, gone.get(each.id), times.get(each.id, ())) for each in page.entries]
    return ReleasesOut(releases=listed, after=page.after)


@router.post(
    "",
    operation_id="proposeRelease",
    status_code=202,
    summary="Propose a release",
    description="Send its files as uploads with the purpose `release` first; `shingan release propose` does all of it. "
    "A job checks that the files are those that `release.json` lists and that the network runs, and stages it. If it "
    "is refused, the job's `reason` says why, and its uploads are removed. One that is kept already stays as it is.",
    responses={202: {**located("the job")}, **problem_responses(400, 401, 403, 404, 409, 422, 503)},
)
def post_release(
    actor: Proposer,
    proposing: Annotated[Proposing, Depends(provided(Proposing))],
    proposal: ProposalIn,
    call: CallPart,
    response: Response,
) -> ProposalOut:
    """Ask for a release to be checked and staged."""
    job = proposing.propose(actor, [ProposedFile(file.name, file.upload) for file in proposal.files], call)
    response.headers["Location"] = f"/v1/jobs/{job}"
    return ProposalOut(job=job)


@router.post(
    "/roll-back",
    operation_id="rollBackRelease",
    summary="Roll back",
    description="Activate the release again that was active before. Every process uses it within seconds. The reason "
    "is kept with the release that is left (`rolled_back`). If a second person had allowed that one, it must be "
    "compared and allowed again before it can become active.",
    responses=problem_responses(400, 401, 403, 409, 422, 503),
)
def post_roll_back(
    actor: Activator, governing: GoverningPart, call: CallPart, given: RollBackIn | None = None
) -> KeptRelease:
    """Roll back."""
    return kept_out(governing.roll_back(actor, given.reason.strip() if given else "", call))


@router.get(
    "/{release_id}",
    operation_id="getKeptRelease",
    summary="One release",
    description="Its state, the figures of its report, and what changes for officers if it becomes active.",
    responses=problem_responses(401, 403, 404, 409, 422, 503),
)
def get_release(
    actor: Lister, governing: GoverningPart, withdrawn: WithdrawnPart, release_id: ReleaseId
) -> ReleaseDetailOut:
    """One release."""
    read = governing.view(actor, release_id)
    return detail_out(read, withdrawn.of(actor, [read.record]).get(release_id))


@router.post(
    "/{release_id}/activate",
    operation_id="activateRelease",
    summary="Activate a release",
    description="Every process uses it within seconds; the active one is retired. A check may not allow it yet: the "
    "problem `activation-blocked` says what must be done first.",
    responses=problem_responses(400, 401, 403, 404, 409, 422, 503),
)
def post_activate(actor: Activator, governing: GoverningPart, release_id: ReleaseId, call: CallPart) -> KeptRelease:
    """Activate a release."""
    return kept_out(governing.activate(actor, release_id, call))
