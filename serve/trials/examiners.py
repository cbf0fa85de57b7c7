"""Releases that examine for a trial, beside the one that serves."""

import threading
from collections.abc import Sequence
from typing import NamedTuple

from model.errors import ExaminationRejectedError, PhotoRejectedError
from model.examiner import Examiner, ExaminerLimits
from model.sheet_rules import NONE_LEFT_OUT, NotApplied
from serve.examinations.domain import OfficerInput
from serve.platform.errors import NotReadyError
from serve.platform.tenancy import SYSTEM
from serve.releases.registry import ReleaseRegistry
from serve.releases.service import Releases
from serve.trials.domain import Result

KEPT = 2  # in memory: both of a comparison


class Examiners:
    """Loads each release on first use, and keeps the last ones. Safe to call from several threads."""

    def __init__(self, registry: ReleaseRegistry, releases: Releases, limits: ExaminerLimits) -> None:
        self._registry, self._releases, self._limits = registry, releases, limits
        self._loaded: dict[str, Examiner] = {}
        self._lock = threading.Lock()

    def of(self, release_id: str) -> Examiner:
        """The examiner of a kept release; that of the active one, which is loaded already, if it is this.

        Raises:
            NotFoundError: there is none of this id.
            ReleaseRefusedError, StorageError: it is lost or damaged, or out of reach.
        """
        active = self._active()
        if active is not None and active.release.id == release_id:
            return active
        with self._lock:
            if release_id not in self._loaded:
                with self._registry.work.look(SYSTEM) as work:
                    record = work.releases.get(release_id)
                while len(self._loaded) >= KEPT:
                    self._loaded.pop(next(iter(self._loaded)))
                self._loaded[release_id] = Examiner(self._registry.archive.load(record), self._limits)
            return self._loaded[release_id]

    def forget(self, release_id: str) -> None:
        """Free the memory of a release."""
        with self._lock:
            self._loaded.pop(release_id, None)

    def _active(self) -> Examiner | None:
        try:
            return self._releases.active.examiner
        except NotReadyError:
            return None


class ItemResult(NamedTuple):
    """What a release says of an item.

    Attributes:
        product: that it recognised, or was told; empty if it recognised none.
    """

    result: Result
    product: str


def result_of(
    examiner: Examiner, photos: Sequence[bytes], said: OfficerInput, not_applied: NotApplied = NONE_LEFT_OUT
) -> ItemResult:
    """What a release says of an item; a view that its sheet does not have counts as not given.

    Args:
        photos: those beyond the most that an examination takes don't count.
        said: what an officer states about the item.
    """
    taken = photos[: examiner.limits.max_photos]
    try:
        verdict = examiner.examine(
            taken,
            product=said.product,
            views=_views(examiner, said, len(taken)),
            prior=said.prior,
            not_applied=not_applied,
        )
    except (ExaminationRejectedError, PhotoRejectedError):
        return ItemResult(Result.NOT_EXAMINED, "")
    return ItemResult(Result(verdict.outcome.value), verdict.product.id or "")


def _views(examiner: Examiner, said: OfficerInput, count: int) -> list[str | None]:
    product = examiner.release.description.products.get(said.product or "")
    known = {view.id for view in product.sheet.views} if product else set()
    given = [*said.views, *[None] * count][:count]
    return [view if view in known else None for view in given]
