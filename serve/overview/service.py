"""Collects what a right holder sees of its products."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from model.catalogue import ProductSheet
from model.datasets.fields import Label
from model.description import ReleaseDescription
from model.released_product import ReleasedProduct
from model.sheet_reading import examined
from serve.accounts.domain import Actor
from serve.alerts.domain import AlertState
from serve.alerts.service import Alerts
from serve.catalogue.domain import SheetRecord, SheetState, UseCount
from serve.contributions.permissions import ContributionPermission
from serve.enquiries.domain import EnquiryState
from serve.enquiries.permissions import EnquiryPermission
from serve.enquiries.service import Enquiries
from serve.overview.contributed import Contributed, ViewTally, by_label
from serve.overview.domain import (
    OpenEnquiries,
    OverviewPage,
    ProductOverview,
    SentBack,
    ToCorrect,
    by_agency,
    outcomes_of,
)
from serve.overview.permissions import OverviewAction
from serve.overview.wanting import Promises, promises_of, ranked, wanted
from serve.overview.work import OverviewWork
from serve.platform.paging import page_of
from serve.platform.tenancy import SYSTEM
from serve.platform.work import Works
from serve.releases.figures import ProductFigures
from serve.releases.registry import ReleaseRegistry
from serve.releases.report import allowed_by, report_of
from serve.releases.service import Releases
from serve.review.domain import Entry, Standing
from serve.statistics.domain import RealError
from serve.statistics.permissions import StatisticsPermission
from serve.statistics.service import Statistics

SHEETS = 1000  # of a right holder, at most
FIRST_SENT_BACK = 5
FIRST_ENQUIRIES = FIRST_ALERTS = 3
MONTHS = 12  # of uses


@dataclass(frozen=True)
class Entries:
    """What a right holder's entries come to.

    Attributes:
        frozen_at: when the latest data set was frozen; None if there is none.
    """

    frozen_at: datetime | None
    contributed: Mapping[str, Mapping[Label, Contributed]]
    shown: Mapping[str, Sequence[ViewTally]]


class OwnSheet(NamedTuple):
    """A sheet of the right holder, and what readers see of it, or would if it were published."""

    record: SheetRecord
    sheet: ProductSheet


@dataclass(frozen=True)
class Own:
    """What the right holder's own rows say.

    Attributes:
        agencies: the names of those that it allows, by id.
    """

    sheets: Mapping[str, OwnSheet]
    uses: Mapping[str, Sequence[UseCount]]
    counted_since: datetime | None
    agencies: Mapping[str, str]


@dataclass(frozen=True)
class Overview:
    """The use case. It blocks.

    Attributes:
        figures: of releases' reports, by the release's id: a release never changes, so each is read once.
    """

    work: Works[OverviewWork]
    releases: Releases
    registry: ReleaseRegistry
    enquiries: Enquiries
    alerts: Alerts
    statistics: Statistics
    figures: dict[str, Mapping[str, ProductFigures]] = field(default_factory=dict)

    def view(self, actor: Actor, after: str | None, limit: int) -> OverviewPage:
        """One page of the products of the actor's organisation; the look is recorded.

        Args:
            after: the product with which the previous page ended; None for the first.

        Raises:
            NotFoundError: there is no product `after` of the actor's organisation.
            StorageError: the database or the object store does not answer.
        """
        release = self.releases.active.examiner.release
        known = _of_holder(release.description, actor.organisation.name)
        own, entries = self._own(actor), self._entries(actor, release.description)
        figures, real = self._figures(release.id), self._real_errors(actor, release.id)
        names = sorted({*own.sheets, *known, *entries.contributed, *own.uses})
        allowed = allowed_by(release.description)
        promises = {name: promises_of(allowed, figures.get(name) if name in known else None) for name in names}
        products = [_product(name, own, entries, known.get(name), promises[name]) for name in names]
        page = page_of(products, after, limit, lambda each: each.product)
        return OverviewPage(
            products=[_with_figures(each, known, figures, real) for each in page.entries],
            after=page.after,
            to_correct=self._to_correct(actor),
            wanted=ranked(each for product in products for each in product.wanted),
            targets={label: promises_of(allowed, None).target(label) for label in Label},
            sheets={each.product: each.sheet for each in products if each.sheet is not None},
            has_sheets=bool(own.sheets),
            frozen_at=entries.frozen_at,
            release=release.id,
            released=frozenset(known),
            enquiries=self._enquiries(actor),
            alerts=self.alerts.page(actor, AlertState.VALID, None, FIRST_ALERTS).entries,
            alert_senders=self.alerts.senders(actor),
            uses=by_agency([each for uses in own.uses.values() for each in uses], own.agencies),
            counted_since=own.counted_since,
        )

    def _to_correct(self, actor: Actor) -> ToCorrect:
        if not actor.may(ContributionPermission.READ):
            return ToCorrect()
        with self.work.look(actor) as work:
            first = work.entries.contributed_at(Standing.SENT_BACK, FIRST_SENT_BACK)
            numbers = work.images.first_of([each.id for each in first])
            told = [_sent_back(each, numbers.get(each.id)) for each in first]
            return ToCorrect(work.entries.count_contributed_at(Standing.SENT_BACK), told)

    def _own(self, actor: Actor) -> Own:
        with self.work.look(actor) as work:
            records = work.sheets.page(None, SHEETS)
            read = work.sheets.some_versions([(each.id, each.published or each.latest) for each in records])
            sheets = {each.product_id: OwnSheet(each, examined(read[each.id].document).sheet) for each in records}
            uses: dict[str, list[UseCount]] = {}
            for each in work.uses.counts(_month_before(work.now, MONTHS - 1)):
                uses.setdefault(each.product_id, []).append(each)
            work.record(OverviewAction.VIEW, actor.organisation_id)
            return Own(sheets, uses, work.uses.first_at(), _allowed(work, actor))

    def _entries(self, actor: Actor, description: ReleaseDescription) -> Entries:
        manifest = description.training.get("manifest_sha256")
        with self.work.look(SYSTEM) as work:
            store, frozen = work.counts_for(actor), work.frozen.latest()
            counted = work.frozen.latest(str(manifest)) if manifest else None
            shown: dict[str, list[ViewTally]] = {}
            for each in store.by_view(counted):
                shown.setdefault(each.product, []).append(each)
            return Entries(frozen, by_label(store.tallies(frozen)), shown)

    def _figures(self, release_id: str) -> Mapping[str, ProductFigures]:
        found = self.figures.get(release_id)
        if found is None:
            record = self.registry.find(release_id)
            report = report_of(self.registry.archive, record) if record else None
            found = {each.product: each for each in report.figures} if report else {}
            self.figures.clear()  # the active release's alone are of use
            self.figures[release_id] = found
        return found

    def _real_errors(self, actor: Actor, release_id: str) -> Mapping[str, RealError]:
        if not actor.may(StatisticsPermission.READ):
            return {}
        return {each.track.product: each for each in self.statistics.real_errors(actor, release=release_id)}

    def _enquiries(self, actor: Actor) -> OpenEnquiries | None:
        if not actor.may(EnquiryPermission.READ):
            return None
        page = self.enquiries.queue(actor, EnquiryState.OPEN, None, FIRST_ENQUIRIES)
        return OpenEnquiries(self.enquiries.open_count(actor), page.enquiries, page.read_at)


def _of_holder(description: ReleaseDescription, right_holder: str) -> Mapping[str, ReleasedProduct]:
    """The products of a release whose sheets name this right holder: another one's may have an id that it also uses."""
    return {name: each for name, each in description.products.items() if each.sheet.right_holder == right_holder}


def _product(
    name: str, own: Own, entries: Entries, known: ReleasedProduct | None, promises: Promises
) -> ProductOverview:
    held = own.sheets.get(name)
    sheet = held.sheet if held else known.sheet if known else None
    contributed, shown = entries.contributed.get(name, {}), entries.shown.get(name, ())
    is_offered = sheet is not None and (held is None or held.record.state is not SheetState.WITHDRAWN)
    return ProductOverview(
        product=name,
        record=held.record if held else None,
        sheet=sheet,
        outcomes=outcomes_of(known),
        contributed=contributed,
        wanted=wanted(sheet, known, contributed, shown, promises) if sheet and is_offered else (),
        uses=by_agency(own.uses.get(name, ()), own.agencies),
    )


def _with_figures(
    product: ProductOverview,
    known: Mapping[str, ReleasedProduct],
    figures: Mapping[str, ProductFigures],
    real: Mapping[str, RealError],
) -> ProductOverview:
    """A product with the active release's figures, unless that knows another right holder's product of this name."""
    name = product.product
    return replace(product, figures=figures.get(name) if name in known else None, real_error=real.get(name))


def _allowed(work: OverviewWork, actor: Actor) -> Mapping[str, str]:
    holder = work.organisations.get(actor.organisation_id)
    listed = work.organisations.allowed(holder.id)
    return {each.id: each.name for each in work.organisations.all() if holder.allows_all or each.id in listed}


def _month_before(at: datetime, months: int) -> str:
    """The calendar month so many months earlier, such as 2026-11."""
    year, month = divmod(at.year * 12 + at.month - 1 - months, 12)
    return f"{year:04d}-{month + 1:02d}"


def _sent_back(entry: Entry, image: int | None) -> SentBack:
    return SentBack(entry.source_id, image, entry.product_id, entry.item, entry.label, entry.reply)
