"""Frozen data sets: ask for one, and look at them, at the releases that used them, and at what was withdrawn since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from model.file_shortcuts import TellingTrait
from model.messages import message
from serve.accounts.domain import Actor
from serve.datasets.domain import FrozenItem, FrozenSet
from serve.datasets.freezing import Freezer, as_result
from serve.datasets.gold_shown import names_in
from serve.datasets.permissions import DataSetAction, DataSetPermission
from serve.datasets.store import TakenBack
from serve.datasets.usage import ReleaseUsage
from serve.datasets.work import DataSetWork
from serve.jobs.domain import Job
from serve.jobs.kinds import JobKind, RunningJob
from serve.jobs.service import enqueue
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.paging import Page, cut
from serve.platform.work import Works
from serve.releases.domain import ReleaseRecord
from serve.review.domain import Entry

if TYPE_CHECKING:
    from serve.platform.parts import Parts


class ShownSet(NamedTuple):
    """A frozen data set as the operator's people see it.

    Attributes:
        releases: the ids of those that were fitted with it, by this exact manifest.
        holding: the ids of those that hold photos of its items that were withdrawn; empty in a list.
        withdrawn: its items that right holders have withdrawn since.
        lacking: the entries that its summary names as left out, by id; empty in a list.
        telling: what files of its items say that tells most of their labels, by product; empty in a list.
    """

    frozen: FrozenSet
    releases: Sequence[str]
    withdrawn: Sequence[TakenBack]
    lacking: Mapping[str, Entry]
    holding: Sequence[str] = ()
    telling: Mapping[str, TellingTrait] = MappingProxyType({})


class SetPage(NamedTuple):
    """Some data sets, the latest first; names: of people and right holders, by id."""

    page: Page[ShownSet]
    names: Mapping[str, str]


class ItemPage(NamedTuple):
    """Some items of a data set; entries: of the review queue, by id."""

    page: Page[FrozenItem]
    entries: Mapping[str, Entry]


@dataclass(frozen=True)
class DataSets:
    """The use cases. All of them block."""

    work: Works[DataSetWork]
    usage: ReleaseUsage

    def page(self, actor: Actor, after: str | None, limit: int) -> SetPage:
        """One page of the data sets; the look is recorded.

        Args:
            after: where the previous page ended; None for the first.

        Raises:
            NotFoundError: there is no data set `after`.
        """
        with self.work.look(actor) as work:
            found = cut(work.sets.page(after, limit + 1), limit, lambda frozen: frozen.id)
            withdrawn = work.sets.taken_back([each.id for each in found.entries])
            names = names_in(work, [each.created_by for each in found.entries])
            work.record(DataSetAction.VIEW, actor.organisation_id, sets=[each.id for each in found.entries])
        return SetPage(Page(self._shown(actor, found.entries, withdrawn), found.after), names)

    def view(self, actor: Actor, set_id: str) -> SetPage:
        """One data set, as a page of its own; the look is recorded.

        Raises:
            NotFoundError: there is none of this id.
        """
        with self.work.look(actor) as work:
            frozen = work.sets.get(set_id)
            withdrawn = work.sets.taken_back([set_id])
            names = names_in(work, [frozen.created_by])
            lacks = frozen.summary.lacks if frozen.summary else ()
            lacking = work.entries.many({name for each in lacks for name in each.entries})
            store = work.withdrawn_items
            telling = work.sets.telling(set_id)
            gone = store.withdrawn_among(store.photos_of({each.entry_id for each in withdrawn}))
            work.record(DataSetAction.VIEW, set_id)
        (shown,) = self._shown(actor, [frozen], withdrawn)
        holding = self.usage.holding(actor, gone)
        return SetPage(Page([shown._replace(lacking=lacking, holding=holding, telling=telling)], None), names)

    def items(self, actor: Actor, set_id: str, after: str | None, limit: int) -> ItemPage:
        """Some items of a data set, in the order of their entries; the look is recorded.

        Args:
            after: the entry of the last one on the previous page; None for the first.

        Raises:
            NotFoundError: there is no data set of this id, or it has no item of the entry `after`.
        """
        with self.work.look(actor) as work:
            work.sets.get(set_id)
            page = cut(work.sets.items_page(set_id, after, limit + 1), limit, lambda item: item.entry_id)
            entries = work.entries.many([item.entry_id for item in page.entries])
            work.record(DataSetAction.VIEW, set_id, entries=list(entries))
            return ItemPage(page, entries)

    def fitted(self, actor: Actor, record: ReleaseRecord) -> Sequence[str]:
        """The ids of the data sets with which a release was fitted, the first frozen first.

        Raises:
            StorageError: the release's description is lost, or the store does not answer.
        """
        manifests = self.usage.manifests_of(record)
        with self.work.look(actor) as work:
            return work.sets.of_manifests(manifests)

    def has_unknown(self, actor: Actor, record: ReleaseRecord) -> bool:
        """Whether a release was fitted with what is no data set here, such as an edited copy of one.

        Which of its items were withdrawn is then only known by the photos that it holds.

        Raises:
            StorageError: the release's description is lost, or the store does not answer.
        """
        manifests = self.usage.manifests_of(record)
        with self.work.look(actor) as work:
            return not manifests or work.sets.known_manifests(manifests) != manifests

    def start(self, actor: Actor, call: IdempotentCall = UNNAMED) -> str:
        """Ask for a new data set; a job freezes it. The id of the job."""
        with self.work.begin(actor, call) as work:
            return enqueue(work, FREEZE)

    def _shown(self, actor: Actor, sets: Sequence[FrozenSet], withdrawn: Sequence[TakenBack]) -> list[ShownSet]:
        used = self.usage.releases_of(actor, [each.manifest_sha256 for each in sets])
        return [
            ShownSet(each, used[each.manifest_sha256], [gone for gone in withdrawn if gone.set_id == each.id], {})
            for each in sets
        ]


def _run(parts: "Parts", job: RunningJob) -> Mapping[str, Any]:
    works = parts[Works].of(DataSetWork)

    def report(done: int, total: int) -> None:
        with works.begin(job.actor) as work:
            job.report(work, done, total)

    return as_result(parts[Freezer].freeze(job.actor, report))


def _address(job: Job) -> str:
    result = job.ending.result if job.ending else {}
    return f"/datasets/{result['data_set']}" if "data_set" in result else "/datasets"


FREEZE = JobKind("datasets.freeze", message("Freezing of the accepted items"), DataSetPermission.FREEZE, _run, _address)
