"""The JSON API of trials: compare a release, let a second person allow it, run it in the shadow."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart, permitted
from serve.examinations.picture_routes import PICTURE, DrawingPool, Index
from serve.examinations.pictures import Pictures
from serve.platform.dependencies import provided
from serve.platform.errors import NotFoundError
from serve.platform.openapi import located, problem_responses
from serve.platform.paging import AFTER, PAGE, Limit
from serve.platform.reader import language_of
from serve.releases.schemas import ReleaseId
from serve.trials.comparing import Comparing, ReadTrial
from serve.trials.permissions import TrialPermission
from serve.trials.schemas import (
    EXAMINATION_PATTERN,
    SHADOW_PATTERN,
    TRIAL_PATTERN,
    OverrideIn,
    ShadowDifferencesOut,
    ShadowIn,
    ShadowOut,
    ShadowsOut,
    TrialJobOut,
    TrialOut,
    TrialsOut,
    comparison_out,
    difference_out,
    shadow_out,
    trial_out,
)
from serve.trials.shadowing import ReadShadow, Shadowing
from serve.trials.store import NO_SHADOW, NO_TRIAL

router = APIRouter(prefix="/v1/releases/{release_id}", tags=["release"])

Reader = Annotated[Actor, Depends(permitted(TrialPermission.READ))]
Runner = Annotated[Actor, Depends(permitted(TrialPermission.RUN))]
Overrider = Annotated[Actor, Depends(permitted(TrialPermission.OVERRIDE))]
ComparingPart = Annotated[Comparing, Depends(provided(Comparing))]
ShadowingPart = Annotated[Shadowing, Depends(provided(Shadowing))]
ItemId = Annotated[
    str, Path(pattern=r"^[\w.-]+$", max_length=64, description="The id of a gold item.", examples=["g-12"])
]
After = Annotated[str | None, Query(pattern=EXAMINATION_PATTERN, description=AFTER)]
AfterTrial = Annotated[str | None, Query(pattern=TRIAL_PATTERN, description=AFTER)]
AfterShadow = Annotated[str | None, Query(pattern=SHADOW_PATTERN, description=AFTER)]


@router.post(
    "/trial",
    operation_id="compareRelease",
    status_code=202,
    summary="Compare with the active release",
    description="A job lets both releases judge every gold item. Where gold items are kept, a release can become "
    "active only after it was compared. Without gold items, this is needed only if officers would lose a product or a "
    "contributor does harm; the comparison then names these.",
    responses={202: {**located("the job")}, **problem_responses(400, 401, 403, 404, 409, 422, 503)},
)
def post_trial(
    actor: Runner, comparing: ComparingPart, release_id: ReleaseId, call: CallPart, response: Response
) -> TrialJobOut:
    """Ask for a comparison."""
    return _asked(comparing.ask(actor, release_id, call), response)


@router.get(
    "/trial",
    operation_id="getTrial",
    summary="The comparison with the active release",
    description="The latest one, by product: both errors and the share of definite outcomes of both releases, paired "
    "by item; the items that are judged otherwise; and what blocks the activation.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_trial(request: Request, actor: Reader, comparing: ComparingPart, release_id: ReleaseId) -> TrialOut:
    """The latest comparison."""
    found = _found_trial(comparing.latest(actor, release_id))
    return trial_out(found, comparing.influence(actor, release_id), language_of(request))


@router.get(
    "/trials",
    operation_id="listTrials",
    summary="All comparisons of a release",
    description="The latest first, each with who allowed the activation nevertheless. The latest one alone counts for "
    "the activation.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_trials(
    request: Request,
    actor: Reader,
    comparing: ComparingPart,
    release_id: ReleaseId,
    after: AfterTrial = None,
    limit: Limit = PAGE,
) -> TrialsOut:
    """One page of them."""
    page, language = comparing.page(actor, release_id, after, limit), language_of(request)
    return TrialsOut(trials=[comparison_out(each, language) for each in page.entries], after=page.after)


@router.get(
    "/trial/items/{item}/photos/{index}.jpg",
    operation_id="getTrialPhoto",
    summary="A photo of a gold item",
    **PICTURE,
)
async def get_photo(
    actor: Reader,
    comparing: ComparingPart,
    pictures: Annotated[Pictures, Depends(provided(Pictures))],
    pool: Annotated[DrawingPool, Depends(provided(DrawingPool))],
    release_id: ReleaseId,
    item: ItemId,
    index: Index,
) -> Response:
    """One photo, upright and of moderate size, without metadata."""
    drawn = await pool.run(lambda: pictures.whole(comparing.photo(actor, release_id, item, index)))
    return Response(drawn, media_type="image/jpeg")


@router.post(
    "/override",
    operation_id="overrideTrial",
    summary="Allow a blocked release",
    description="As a second person: neither the one who proposed the release nor the one who asked for the "
    "comparison. The reason is kept with the comparison, and the audit log has its digest.",
    responses=problem_responses(400, 401, 403, 404, 409, 422, 503),
)
def post_override(
    request: Request,
    actor: Overrider,
    comparing: ComparingPart,
    release_id: ReleaseId,
    given: OverrideIn,
    call: CallPart,
) -> TrialOut:
    """Allow the activation."""
    found = comparing.override(actor, release_id, given.reason.strip(), call)
    return trial_out(found, comparing.influence(actor, release_id), language_of(request))


@router.post(
    "/shadow",
    operation_id="startShadow",
    status_code=202,
    summary="Run in the shadow",
    description="From now on, the release examines the photos that officers examine. Its verdicts are shown to the "
    "operator alone, and removed with the examination.",
    responses={202: {**located("the job")}, **problem_responses(400, 401, 403, 404, 409, 422, 503)},
)
def post_shadow(
    actor: Runner,
    shadowing: ShadowingPart,
    release_id: ReleaseId,
    given: ShadowIn,
    call: CallPart,
    response: Response,
) -> TrialJobOut:
    """Start."""
    return _asked(shadowing.start(actor, release_id, given.until, call), response)


@router.post(
    "/shadow/stop",
    operation_id="stopShadow",
    summary="Stop the shadow",
    description="What it has found stays.",
    responses=problem_responses(400, 401, 403, 404, 409, 422, 503),
)
def post_stop(actor: Runner, shadowing: ShadowingPart, release_id: ReleaseId, call: CallPart) -> ShadowOut:
    """Stop."""
    return shadow_out(shadowing.stop(actor, release_id, call))


@router.get(
    "/shadow",
    operation_id="getShadow",
    summary="What a release says in the shadow",
    description="Of the latest shadow: how many examinations have which products and outcomes.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_shadow(actor: Reader, shadowing: ShadowingPart, release_id: ReleaseId) -> ShadowOut:
    """The latest shadow."""
    return shadow_out(_found_shadow(shadowing.latest(actor, release_id)))


@router.get(
    "/shadows",
    operation_id="listShadows",
    summary="All shadows of a release",
    description="The latest first.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_shadows(
    actor: Reader, shadowing: ShadowingPart, release_id: ReleaseId, after: AfterShadow = None, limit: Limit = PAGE
) -> ShadowsOut:
    """One page of them."""
    page = shadowing.page(actor, release_id, after, limit)
    return ShadowsOut(shadows=[shadow_out(each) for each in page.entries], after=page.after)


@router.get(
    "/shadow/differences",
    operation_id="listShadowDifferences",
    summary="Examinations that the shadow judges otherwise",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_differences(
    actor: Reader, shadowing: ShadowingPart, release_id: ReleaseId, after: After = None, limit: Limit = PAGE
) -> ShadowDifferencesOut:
    """One page of them."""
    page = shadowing.differences(actor, release_id, after, limit)
    return ShadowDifferencesOut(differences=[difference_out(each) for each in page.entries], after=page.after)


def _asked(job: str, response: Response) -> TrialJobOut:
    response.headers["Location"] = f"/v1/jobs/{job}"
    return TrialJobOut(job=job)


def _found_trial(read: ReadTrial | None) -> ReadTrial:
    if read is None:
        raise NotFoundError(NO_TRIAL)
    return read


def _found_shadow(read: ReadShadow | None) -> ReadShadow:
    if read is None:
        raise NotFoundError(NO_SHADOW)
    return read
