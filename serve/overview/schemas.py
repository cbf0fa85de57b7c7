"""Bodies of the JSON API with which a right holder reads of its products."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, Field

from model.datasets.fields import Label
from model.datasets.splits import Split
from model.verdict import Outcome
from serve.alerts.domain import ShownAlert
from serve.catalogue.domain import SheetState, SheetUse
from serve.overview.contributed import Contributed, Stage
from serve.overview.domain import AgencyUses, OpenEnquiries, OverviewPage, ProductOverview
from serve.overview.wanting import Lack, Wanted
from serve.platform.paging import PageOut
from serve.releases.schemas import EXAMPLE_ID, FIGURE, ProductFiguresOut, figures_out
from serve.statistics.schemas import ERRORS, ErrorsOut, errors_out

AMOUNT = {"items": 120, "images": 480}
CONTRIBUTED: dict[str, Any] = {
    "in_data_set": {**AMOUNT, "training": 72, "calibration": 24, "measuring": 24},
    "accepted": {"items": 6, "images": 24},
    "in_review": {"items": 12, "images": 48},
    "sent_back": {"items": 1, "images": 4},
    "withdrawn": {"items": 0, "images": 0},
}
SENT_BACK: dict[str, Any] = {
    "contribution": "k-7b1c0d9e8f7a6b5c4d3e2f1a0b9c8d7e",
    "image": 12,
    "product": "tornavik-6204",
    "item": "carton-17",
    "label": "genuine",
    "reason": "The photos are blurred. Take them again in better light.",
}
WANTED: dict[str, Any] = {
    "product": "tornavik-6204",
    "label": "counterfeit",
    "lack": "calibration",
    "view": None,
    "items": 155,
    "calibration_items": 35,
    "target": 0.05,
}
EXAMPLES: dict[str, Any] = {
    "OverviewOut": {
        "release": EXAMPLE_ID,
        "to_correct": {"items": 1, "first": [SENT_BACK]},
        "frozen_at": "2026-11-27T10:20:00Z",
        "products": [
            {
                "product": "tornavik-6204",
                "sheet": {
                    "id": "s-0f1e2d3c4b5a69788796a5b4c3d2e1f0",
                    "state": "published",
                    "version": 4,
                    "published_version": 3,
                },
                "outcomes": ["suspected_counterfeit"],
                "contributed": {"genuine": CONTRIBUTED, "counterfeit": CONTRIBUTED},
                "figures": {
                    "genuine_called_suspected": FIGURE,
                    "counterfeit_called_consistent": None,
                    "coverage": FIGURE,
                },
                "real_error": ERRORS,
                "wanted": [WANTED],
                "uses": [
                    {
                        "month": "2026-11",
                        "agency": "Demo Customs",
                        "opened": 14,
                        "printed": 2,
                        "examined": 9,
                        "asked": 1,
                    }
                ],
            }
        ],
        "enquiries": {
            "open": 2,
            "first": {
                "id": "q-0f1e2d3c4b5a69788796a5b4c3d2e1f0",
                "asked_at": "2026-11-23T09:00:00Z",
                "needed_by": "2026-12-01",
            },
        },
        "alerts": [
            {
                "id": "l-0f1e2d3c4b5a69788796a5b4c3d2e1f0",
                "title": "Cartons with a seal that has no number",
                "valid_until": "2027-02-25",
                "agencies": 4,
                "opened_by": 11,
            }
        ],
        "counted_since": "2026-11-20T08:00:00Z",
        "after": None,
    }
}


class AmountOut(BaseModel):
    """A number of items, and of their images."""

    items: int
    images: int


class DividedOut(AmountOut):
    """The same of the latest data set, with what its items are for, about.

    The numbers follow from the rule by which data sets are divided, and not from what each item is used for.
    """

    training: int
    calibration: int
    measuring: int


class ContributedOut(BaseModel):
    """Where the items of one label stand."""

    in_data_set: DividedOut = Field(description="Accepted before the latest data set was frozen.")
    accepted: AmountOut = Field(description="Accepted since, and in no data set yet.")
    in_review: AmountOut = Field(description="Held for review.")
    sent_back: AmountOut
    withdrawn: AmountOut


class BothLabelsOut(BaseModel):
    """Both labels."""

    genuine: ContributedOut
    counterfeit: ContributedOut


class SentBackOut(BaseModel):
    """A contributed item that was sent back to you, and that you have not corrected yet."""

    contribution: str
    image: int | None = Field(description="The number of its first image in the contribution.")
    product: str
    item: str
    label: Label = Field(description="As you contributed it.")
    reason: str = Field(description="The curator's words.")


class ToCorrectOut(BaseModel):
    """What was sent back to you."""

    items: int
    first: list[SentBackOut] = Field(description="Some of the items, those of the latest contributions first.")


class WantedOut(BaseModel):
    """Items that would help, about how many, if every calibration item is judged right."""

    product: str
    label: Label
    lack: Lack = Field(
        description="label: there is no item of it; calibration: too few items support the outcome that rests on "
        "them; view: most items do not show a view that the product sheet requires; interval: the outcome is given, "
        "but the release's report can't show that it errs as little as `target` allows."
    )
    view: str | None = Field(description="The view that the items must show; null if any of the sheet's views.")
    items: int = Field(description="At most about so many; 0 for an interval, which each item narrows.")
    calibration_items: int = Field(description="How many calibration items the outcome lacks; 0 otherwise.")
    target: float = Field(
        description="The error rate on which the numbers rest: what the active release allows for items of this label."
    )


class SheetStandingOut(BaseModel):
    """Where the right holder's sheet of a product stands."""

    id: str
    state: SheetState
    version: int = Field(description="The number of its newest version.")
    published_version: int | None = Field(description="The number of the version that readers see.")


class AgencyUsesOut(BaseModel):
    """How often people of an agency used a product sheet in one calendar month (UTC)."""

    month: str
    agency: str | None = Field(description="Its name; null of all agencies together that you do not allow.")
    opened: int = Field(description="In the product guide.")
    printed: int
    examined: int = Field(description="Examinations that came to the product.")
    asked: int = Field(description="Enquiries about an item of the product.")


class ProductOverviewOut(BaseModel):
    """One product."""

    product: str
    sheet: SheetStandingOut | None = Field(description="Null if you have none of it in the service.")
    outcomes: list[Outcome] | None = Field(
        description="The definite outcomes that the active release can give; null if it does not know the product."
    )
    contributed: BothLabelsOut = Field(description="Your own items alone.")
    figures: ProductFiguresOut | None = Field(description="Of the active release's own report.")
    real_error: ErrorsOut | None = Field(
        description="Of the active release on items that you confirmed; null if there are none, and without the "
        "permission `statistics:read`."
    )
    wanted: list[WantedOut] = Field(description="What to contribute next.")
    uses: list[AgencyUsesOut] = Field(description="In the last twelve months, the latest month first.")


class FirstEnquiryOut(BaseModel):
    """The enquiry to be answered first."""

    id: str
    asked_at: datetime
    needed_by: date | None = Field(description="The last day on which the answer is of use; null if none was named.")


class WaitingOut(BaseModel):
    """Enquiries that wait for your answer."""

    open: int
    first: FirstEnquiryOut | None = Field(description="The one to be answered first; null if none waits.")


class ValidAlertOut(BaseModel):
    """An alert that you have sent, and that is valid."""

    id: str
    title: str
    valid_until: date = Field(description="The last day, in UTC.")
    agencies: int = Field(description="How many agencies got it.")
    opened_by: int = Field(description="How many of their people have opened it.")


class OverviewOut(PageOut):
    """One page of your products."""

    release: str = Field(description="The id of the active release.")
    to_correct: ToCorrectOut = Field(description="Nothing without the permission `contribution:read`.")
    frozen_at: datetime | None = Field(description="When the latest data set was frozen; null if there is none.")
    products: list[ProductOverviewOut]
    enquiries: WaitingOut | None = Field(description="Null without the permission `enquiry:read`.")
    alerts: list[ValidAlertOut] = Field(description="The latest valid alerts that you have sent, at most three.")
    counted_since: datetime | None = Field(description="When the first use was counted; null if none was.")


def page_out(page: OverviewPage) -> OverviewOut:
    """One page of products, for their right holder."""
    return OverviewOut(
        release=page.release,
        to_correct=ToCorrectOut(
            items=page.to_correct.items,
            first=[SentBackOut(**each._asdict()) for each in page.to_correct.first],
        ),
        frozen_at=page.frozen_at,
        products=[_product(each) for each in page.products],
        enquiries=_waiting(page.enquiries) if page.enquiries else None,
        alerts=[_alert(each) for each in page.alerts],
        counted_since=page.counted_since,
        after=page.after,
    )


def _alert(shown: ShownAlert) -> ValidAlertOut:
    return ValidAlertOut(
        id=shown.alert.id,
        title=shown.alert.title,
        valid_until=shown.alert.valid_until,
        agencies=len(shown.recipients),
        opened_by=shown.readers,
    )


def _waiting(enquiries: OpenEnquiries) -> WaitingOut:
    first = next((each.enquiry for each in enquiries.first), None)
    return WaitingOut(
        open=enquiries.waiting,
        first=FirstEnquiryOut(id=first.id, asked_at=first.asked_at, needed_by=first.needed_by) if first else None,
    )


def _product(product: ProductOverview) -> ProductOverviewOut:
    record, real = product.record, product.real_error
    return ProductOverviewOut(
        product=product.product,
        sheet=SheetStandingOut(
            id=record.id, state=record.state, version=record.latest, published_version=record.published
        )
        if record
        else None,
        outcomes=None if product.outcomes is None else sorted(product.outcomes),
        contributed=BothLabelsOut(
            genuine=_contributed(product.of(Label.GENUINE)), counterfeit=_contributed(product.of(Label.COUNTERFEIT))
        ),
        figures=figures_out(product.figures) if product.figures else None,
        real_error=errors_out(real.total) if real else None,
        wanted=[_wanted(each) for each in product.wanted],
        uses=[_uses(each) for each in product.uses],
    )


def _contributed(contributed: Contributed) -> ContributedOut:
    shares = contributed.divided
    return ContributedOut(
        in_data_set=DividedOut(
            **contributed.at(Stage.IN_DATA_SET)._asdict(),
            training=shares[Split.TRAIN],
            calibration=shares[Split.CALIBRATION],
            measuring=shares[Split.TEST],
        ),
        accepted=_amount(contributed, Stage.ACCEPTED),
        in_review=_amount(contributed, Stage.IN_REVIEW),
        sent_back=_amount(contributed, Stage.SENT_BACK),
        withdrawn=_amount(contributed, Stage.WITHDRAWN),
    )


def _amount(contributed: Contributed, stage: Stage) -> AmountOut:
    return AmountOut(**contributed.at(stage)._asdict())


def _wanted(wanted: Wanted) -> WantedOut:
    return WantedOut(
        product=wanted.product,
        label=wanted.label,
        lack=wanted.lack,
        view=wanted.view,
        items=wanted.items,
        calibration_items=wanted.calibration,
        target=wanted.target,
    )


def _uses(uses: AgencyUses) -> AgencyUsesOut:
    return AgencyUsesOut(
        month=uses.month, agency=uses.agency, **{each.value: uses.counts.get(each, 0) for each in SheetUse}
    )
