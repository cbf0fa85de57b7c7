"""What a release's page shows of its trials, and the forms there."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Form, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from model.messages import Message
from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart
from serve.platform.errors import CallRejectedError
from serve.platform.parts import Parts
from serve.releases.domain import LONGEST_REASON, ReleaseRecord, ReleaseState
from serve.releases.schemas import ReleaseId
from serve.review.permissions import ReviewPermission
from serve.trials.comparing import Comparing, ReadTrial
from serve.trials.messages import (
    ERRORS,
    IN_SHADOW,
    INFLUENCES,
    MOVEMENTS,
    NO_REASON,
    NOT_A_DAY,
    RESULTS,
    UNMEASURED,
    judged_in_shadow,
)
from serve.trials.permissions import TrialPermission
from serve.trials.routes import ComparingPart, Overrider, Runner, ShadowingPart
from serve.trials.shadowing import Shadowing

TEMPLATES = Path(__file__).parent / "templates"
LISTED = 25  # differences of the shadow on the page; the API has all

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


def on_a_release(parts: Parts, actor: Actor, record: ReleaseRecord) -> Mapping[str, Any]:
    """What the panel of a release says."""
    comparing, shadowing = parts[Comparing], parts[Shadowing]
    seen, shadow = comparing.latest(actor, record.id), shadowing.latest(actor, record.id)
    differences = shadowing.differences(actor, record.id, None, LISTED).entries if shadow else []
    report = comparing.influence_of(record)
    return {
        "seen": seen,
        "people": _people(comparing, actor, seen),
        "gold_items": comparing.gold_items(actor) if seen else {},
        "influences": None if report is None else report.contributors,
        "left_out": () if report is None else report.left_out,
        "unmeasured": None if report is None or report.unmeasured is None else UNMEASURED[report.unmeasured],
        "shadow": shadow,
        "differences": differences,
        "to_open": shadowing.to_open(actor, differences),
        "errors": ERRORS,
        "movements": MOVEMENTS,
        "influence_kinds": INFLUENCES,
        "results": RESULTS,
        "is_active": record.state is ReleaseState.ACTIVE,
        "may_review": actor.may(ReviewPermission.READ),
        "may_run": actor.may(TrialPermission.RUN),
        "may_override": actor.may(TrialPermission.OVERRIDE),
        "is_under_way": seen is not None and seen.is_under_way,
        "is_asker": seen is not None and actor.person_id == seen.trial.created_by,
        "is_own": seen is not None and actor.person_id in {record.staged.by, seen.trial.created_by},
        "longest_reason": LONGEST_REASON,
        "keys": [secrets.token_urlsafe() for _ in range(4)],
    }


def marks_of(parts: Parts, actor: Actor) -> Mapping[str, Sequence[Message]]:
    """What the list of releases says beside those that run in the shadow, by release."""
    running = parts[Shadowing].running(actor) if actor.may(TrialPermission.READ) else None
    return {} if running is None else {running.release_id: [IN_SHADOW]}


def before_activation(parts: Parts, actor: Actor, record: ReleaseRecord) -> Mapping[str, Any] | None:
    """What the page that activates a release says of its comparison, if that found a difference, and of its shadow."""
    comparing = parts[Comparing]
    seen, shadow = comparing.latest(actor, record.id), parts[Shadowing].latest(actor, record.id)
    if seen is not None and (seen.trial.finished_at is None or not (seen.needs_second or seen.has_changed)):
        seen = None
    if seen is None and shadow is None:
        return None
    judged = None if shadow is None else judged_in_shadow(shadow.examined, shadow.different)
    return {"seen": seen, "people": _people(comparing, actor, seen), "shadow": shadow, "judged_in_shadow": judged}


def _people(comparing: Comparing, actor: Actor, seen: ReadTrial | None) -> Mapping[str, str]:
    """The names of who has asked for it and of who has allowed it, by id."""
    if seen is None:
        return {}
    allowed = seen.trial.override
    return comparing.names_of(actor, [seen.trial.created_by, *([] if allowed is None else [allowed.by])])


@router.post("/releases/{release_id}/trial")
def post_trial(actor: Runner, comparing: ComparingPart, release_id: ReleaseId, call: CallPart) -> Response:
    """Ask for a comparison, and continue to its job."""
    return RedirectResponse(f"/jobs/{comparing.ask(actor, release_id, call)}", HTTPStatus.SEE_OTHER)


@router.post("/releases/{release_id}/override")
def post_override(
    actor: Overrider,
    comparing: ComparingPart,
    release_id: ReleaseId,
    call: CallPart,
    reason: Annotated[str, Form(max_length=LONGEST_REASON)] = "",
) -> Response:
    """Allow the activation."""
    if not reason.strip():
        raise CallRejectedError(NO_REASON)
    comparing.override(actor, release_id, reason.strip(), call)
    return _to(release_id)


@router.post("/releases/{release_id}/shadow")
def post_shadow(
    actor: Runner,
    shadowing: ShadowingPart,
    release_id: ReleaseId,
    call: CallPart,
    last_day: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Start a shadow, to the end of a day (UTC) or until it is stopped."""
    shadowing.start(actor, release_id, _end_of(last_day.strip()), call)
    return _to(release_id)


@router.post("/releases/{release_id}/shadow/stop")
def post_stop(actor: Runner, shadowing: ShadowingPart, release_id: ReleaseId, call: CallPart) -> Response:
    """Stop a shadow."""
    shadowing.stop(actor, release_id, call)
    return _to(release_id)


def _end_of(day: str) -> datetime | None:
    """The end of a day that a form names; None if it names none.

    Raises:
        CallRejectedError: it is no day.
    """
    if not day:
        return None
    try:
        return datetime.combine(datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=UTC), time.min, UTC) + timedelta(1)
    except (ValueError, OverflowError):
        raise CallRejectedError(NOT_A_DAY) from None


def _to(release_id: str) -> RedirectResponse:
    return RedirectResponse(f"/releases/{release_id}", HTTPStatus.SEE_OTHER)
