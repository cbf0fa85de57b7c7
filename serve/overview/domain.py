"""What a right holder sees of its products. Imports only the standard library and `model`."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from model.catalogue import ProductSheet
from model.datasets.fields import Label
from model.released_product import ReleasedProduct
from model.verdict import Outcome
from serve.alerts.domain import ShownAlert
from serve.catalogue.domain import SheetRecord, SheetUse, UseCount
from serve.enquiries.domain import ShownEnquiry
from serve.overview.contributed import NOTHING, Contributed, Stage
from serve.overview.wanting import Wanted
from serve.releases.changes import definite
from serve.releases.figures import ProductFigures
from serve.statistics.domain import RealError


class AgencyUses(NamedTuple):
    """How often an agency used sheets in one calendar month.

    Attributes:
        agency: its name; None of all agencies together that the right holder does not allow, which are not named.
        counts: by kind of use.
    """

    month: str
    agency: str | None
    counts: Mapping[SheetUse, int]


def by_agency(uses: Iterable[UseCount], allowed: Mapping[str, str]) -> list[AgencyUses]:
    """Uses of any sheets by month and agency: the latest month first, agencies by name, those not named last.

    Args:
        allowed: the names of the agencies that the right holder allows, by id.
    """
    found: dict[tuple[str, str | None], Counter[SheetUse]] = {}
    for each in uses:
        found.setdefault((each.month, allowed.get(each.agency_id)), Counter())[each.use] += each.times
    rows = [AgencyUses(month, agency, counts) for (month, agency), counts in found.items()]
    rows.sort(key=lambda row: (row.agency is None, row.agency or ""))
    return sorted(rows, key=lambda row: row.month, reverse=True)


@dataclass(frozen=True)
class ProductOverview:
    """One product of a right holder.

    Attributes:
        names: language tag -> what the product is called; empty if nothing says.
        record: its sheet; None if the right holder has none of it in the service.
        sheet: what the sheet says to readers, or would; the active release's own if there is no sheet.
        outcomes: the definite outcomes that the active release can give; None if it does not know the product.
        figures: of the active release's own report; None without the release's knowing the product.
        real_error: of the active release on confirmed items; None if nothing was confirmed, or for readers who may not
            see statistics.
        wanted: what to contribute next.
        uses: how often agencies used the sheet, by month.
    """

    product: str
    record: SheetRecord | None = None
    sheet: ProductSheet | None = None
    outcomes: frozenset[Outcome] | None = None
    contributed: Mapping[Label, Contributed] = field(default_factory=dict)
    figures: ProductFigures | None = None
    real_error: RealError | None = None
    wanted: Sequence[Wanted] = ()
    uses: Sequence[AgencyUses] = ()

    def of(self, label: Label) -> Contributed:
        """What was contributed of a label."""
        return self.contributed.get(label, NOTHING)

    @property
    def stages(self) -> Sequence[Stage]:
        """Where any item stands; none if nothing was contributed."""
        return [stage for stage in Stage if any(self.of(label).at(stage).items for label in Label)]


class OpenEnquiries(NamedTuple):
    """Enquiries that wait for the right holder's answer.

    Attributes:
        waiting: how many.
        first: those that should be answered first.
        read_at: when.
    """

    waiting: int
    first: Sequence[ShownEnquiry]
    read_at: datetime


class SentBack(NamedTuple):
    """A contributed item that was sent back and is not corrected yet.

    Attributes:
        contribution: the id of the one that it came with.
        image: the number of its first image in the contribution; None if there is none any more.
        reason: the curator's words.
    """

    contribution: str
    image: int | None
    product: str
    item: str
    label: Label
    reason: str


class ToCorrect(NamedTuple):
    """Contributed items that were sent back.

    Attributes:
        items: how many.
        first: some of them, of the latest contributions first.
    """

    items: int = 0
    first: Sequence[SentBack] = ()


@dataclass(frozen=True)
class OverviewPage:
    """What a right holder sees of its products.

    Attributes:
        products: on this page, by product.
        after: the product after which the next page begins; None on the last.
        to_correct: what was sent back; empty for readers who may not see contributions.
        wanted: for all products, what helps most first.
        targets: the error rates on which the numbers of wanted items rest, by the label of the items.
        sheets: of all products that have one, by product.
        has_sheets: whether the right holder has any sheet of its own in the service.
        frozen_at: when the latest data set was frozen; None if there is none yet.
        release: the id of the active release.
        released: the right holder's products that it knows.
        enquiries: None for readers who may not see enquiries.
        alerts: the latest valid ones that the right holder has sent.
        alert_senders: the names of the people of the right holder who may send alerts.
        uses: how often agencies used the right holder's sheets, by month, in the last year.
        counted_since: when the first use of a sheet was counted; None if none was.
    """

    products: Sequence[ProductOverview]
    after: str | None
    to_correct: ToCorrect
    wanted: Sequence[Wanted]
    targets: Mapping[Label, float]
    sheets: Mapping[str, ProductSheet]
    has_sheets: bool
    frozen_at: datetime | None
    release: str
    released: frozenset[str]
    enquiries: OpenEnquiries | None
    alerts: Sequence[ShownAlert]
    alert_senders: Sequence[str]
    uses: Sequence[AgencyUses]
    counted_since: datetime | None


def outcomes_of(known: ReleasedProduct | None) -> frozenset[Outcome] | None:
    """The definite outcomes that a release can give; None if it does not know the product."""
    return None if known is None else frozenset(definite(known))
