"""What the assistant says of the items of assisted exercises: a job judges them once the sitting is open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from model.errors import ExaminationRejectedError, PhotoRejectedError
from model.examiner import Examiner
from model.messages import message
from model.verdict import PointFinding, Verdict
from serve.audit.domain import SERVICE
from serve.clearances.holding_domain import HeldProduct
from serve.examinations.reading import is_reason
from serve.jobs.kinds import JobKind, RunningJob
from serve.platform.errors import NotFoundError
from serve.platform.parts import Parts
from serve.platform.tenancy import the_service
from serve.platform.work import Works
from serve.releases.service import Releases
from serve.sittings.domain import Sitting
from serve.sittings.permissions import SittingAction, SittingPermission
from serve.sittings.plan import Plans
from serve.sittings.showing import Held
from serve.sittings.shown_domain import photo_names
from serve.sittings.step_domain import Assistance, SealedStep
from serve.sittings.work import SittingWork

ITSELF = the_service(SERVICE)


@dataclass(frozen=True)
class Assisting:
    """Judges, with the release that is active then. Every method blocks."""

    work: Works[SittingWork]
    plans: Plans
    held: Held
    releases: Releases

    def judge(self, sitting_id: str) -> int:
        """Judge what is not judged yet, keep it with the steps, and return how many were judged.

        A question of which a photo may no longer be shown, or can't be judged, stays without.

        Raises:
            NotFoundError: the sitting is gone.
        """
        with self.work.look(ITSELF) as work:
            sitting = work.sittings.get(sitting_id)
        found = {step.number: said for step in sitting.unassisted if (said := self._judged(sitting, step))}
        if found:
            self._keep(sitting_id, found)
        return len(found)

    def _judged(self, sitting: Sitting, step: SealedStep) -> Assistance | None:
        about = self.plans.about(sitting.seminar_id)
        agencies = about.agencies if about else ()
        held = self.held.product(agencies, step.product_id)
        if held is None:
            return None
        try:
            contents = [self.held.original(agencies, step.product_id, name) for name in photo_names(step)]
        except NotFoundError:
            return None
        views = [photo.view if (photo := held.photo(name)) else None for name in photo_names(step)]
        verdict = _verdict(self.releases.active.examiner, step.product_id, contents, views)
        return assistance_of(verdict, held) if verdict else None

    def _keep(self, sitting_id: str, found: Mapping[int, Assistance]) -> None:
        with self.work.begin(ITSELF) as work:
            before = work.sittings.get(sitting_id, for_change=True)
            steps = (replace(step, assistance=found.get(step.number, step.assistance)) for step in before.steps)
            after = replace(before, steps=tuple(steps))
            work.sittings.change(before, after)
            work.record(SittingAction.JUDGE, after)


def _verdict(
    examiner: Examiner, product_id: str, contents: Sequence[bytes], views: Sequence[str | None]
) -> Verdict | None:
    released = examiner.release.description.products.get(product_id)
    if released is None:
        return None
    known, most = {view.id for view in released.sheet.views}, examiner.limits.max_photos
    said = [view if view in known else None for view in views]
    try:
        return examiner.examine(list(contents[:most]), product=product_id, views=said[:most])
    except (PhotoRejectedError, ExaminationRejectedError):
        return None


def assistance_of(verdict: Verdict, held: HeldProduct) -> Assistance:
    """What is shown of a verdict: its outcome, and the points that are reasons for it and may be shown."""
    shown = tuple(dict.fromkeys(point.id for point in shown_reasons(verdict, held)))
    return Assistance(verdict.outcome, shown, verdict.release)


def shown_reasons(verdict: Verdict, held: HeldProduct) -> list[PointFinding]:
    """The points of a verdict that deviate, count, and may be shown: a hall takes each for a fact."""
    return [point for point in verdict.points if is_reason(point) and held.point(point.id)]


def _run(parts: Parts, job: RunningJob) -> Mapping[str, Any]:
    return {"judged": parts[Assisting].judge(job.job.about)}


ASSIST = JobKind(
    "sittings.assist",
    message("Verdicts for the exercises of a seminar"),
    SittingPermission.HOLD,
    _run,
    is_own=True,
)
