"""The JSON of clearances. All readers get one schema; what is not for one is null."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from model.datasets.fields import Label
from serve.accounts.schemas import Body, OrganisationOut, shown
from serve.cases.schemas import ProductId
from serve.clearances.domain import LONGEST_REASON, MOST_PARTS, ClearanceState, Lapse, PartKind, PartName, part_name
from serve.clearances.drafting import ClearanceDraft
from serve.clearances.shown_domain import ClearedAgency, ShownClearance, ShownPart
from serve.platform.fields import NEEDED, Day
from serve.platform.paging import PageOut
from serve.review.domain import Entry

MOST_AGENCIES = 1000
AgencyId = Annotated[str, Field(pattern="^o-[0-9a-f]{32}$")]
NAME = (
    "Of a point its id on the product sheet; of a genuine picture of the sheet the id of its view; of a photo the "
    "item's `entry`, as `listClearanceItems` gives it, a slash, and its index in `photos` there."
)


class ClearancePartIn(Body):
    """A point or picture."""

    kind: PartKind
    name: str = Field(max_length=190, description=NAME)

    @property
    def part(self) -> PartName:
        """The same for a use case.

        Raises:
            ClearanceRejectedError: it names no photo of an item.
        """
        return part_name(self.kind, self.name)


Parts = Annotated[list[ClearancePartIn], Field(max_length=MOST_PARTS)]


class ClearanceIn(Body):
    """What agencies may show of a product in seminars."""

    product: ProductId = Field(description="One of your products that has a product sheet.")
    parts: Parts
    agencies: list[AgencyId] | None = Field(
        default=None,
        max_length=MOST_AGENCIES,
        description="Only these agencies; allow them first. By default every agency that you allow, also later ones.",
    )
    valid_until: Day | None = Field(
        default=None, description="The last day, in UTC. By default a year from now, at most two years."
    )

    @property
    def draft(self) -> ClearanceDraft:
        """The same for a use case.

        Raises:
            ClearanceRejectedError: a part names no photo of an item.
        """
        return ClearanceDraft(
            product=self.product,
            parts=tuple(each.part for each in self.parts),
            agencies=None if self.agencies is None else frozenset(self.agencies),
            valid_until=self.valid_until,
        )


class ClearanceWithdrawalIn(Body):
    """What is withdrawn of a clearance, and why."""

    parts: Parts | None = Field(default=None, description="Only these parts. By default all that is left.")
    reason: str = Field(
        max_length=LONGEST_REASON,
        description="The right holder and the operator read it, agencies do not.",
        json_schema_extra=NEEDED,
    )

    @property
    def names(self) -> list[PartName] | None:
        """The parts for a use case; None for all.

        Raises:
            ClearanceRejectedError: a part names no photo of an item.
        """
        return None if self.parts is None else [each.part for each in self.parts]


class ClearancePartOut(BaseModel):
    """A point or picture that is cleared. An agency reads only those that hold."""

    kind: PartKind
    name: str = Field(description=NAME)
    holds: bool = Field(description="Whether it may be shown at present by this clearance.")
    lapse: Lapse | None = Field(description="Why it may not. Null while it holds.")
    others: list[str] | None = Field(
        description="Ids of other clearances by which agencies may show it at present, also if it no longer holds by "
        "this one. Null for an agency."
    )
    reason: str | None = Field(description="Why it was withdrawn. Null if it was not.")
    label: Label | None = Field(description="Of a photo, the label of its item. Null once the item is withdrawn.")
    item: str | None = Field(description="Of a photo, what its item is called in the contribution. Null for an agency.")
    picture: str | None = Field(
        description="As JPEG without metadata: of a point its place on a genuine item, if there is a picture of it. "
        "Null once the part no longer holds."
    )


class ClearanceAgencyOut(BaseModel):
    """An agency that a clearance names."""

    agency: OrganisationOut
    allowed: bool = Field(
        description="Whether the right holder allows it at present. If not, the clearance does not hold for it."
    )


class ClearanceOut(BaseModel):
    """A clearance, as the right holder, the operator, or an agency for which it holds may see it."""

    id: str
    state: ClearanceState
    right_holder: OrganisationOut
    product: str
    parts: list[ClearancePartOut]
    valid_until: date = Field(description="The last day, in UTC.")
    ends_soon: bool = Field(description="Whether it holds, and ends within 30 days.")
    given_at: datetime
    agencies: list[ClearanceAgencyOut] | None = Field(
        description="Those that it names. Null if it holds for every agency that the right holder allows, and for an "
        "agency."
    )
    reach: int | None = Field(description="For how many agencies it holds at present. Null for an agency.")


class ClearancesOut(PageOut):
    """Some clearances, the latest first."""

    clearances: list[ClearanceOut]


class ClearanceItemOut(BaseModel):
    """An accepted item of one of your products, whose photos you can clear."""

    entry: str
    item: str = Field(description="What it is called in the contribution.")
    label: Label = Field(description="With which it is accepted.")
    photos: list[str] = Field(description="The photos as JPEG without metadata, in the order of their indices.")


class ClearanceItemsOut(PageOut):
    """Some items, the latest first."""

    items: list[ClearanceItemOut]


def item_photo(entry_id: str, index: int) -> str:
    """The address of a photo of an item that can be cleared."""
    return f"/v1/clearances/items/{entry_id}/photos/{index}.jpg"


def item_out(entry: Entry) -> ClearanceItemOut:
    """An item with the addresses of its photos."""
    photos = [item_photo(entry.id, photo.index) for photo in entry.photos]
    return ClearanceItemOut(entry=entry.id, item=entry.item, label=entry.counted_label, photos=photos)


def clearance_out(read: ShownClearance) -> ClearanceOut:
    """A clearance with the addresses of its pictures."""
    clearance = read.clearance
    return ClearanceOut(
        id=clearance.id,
        state=read.state,
        right_holder=shown(read.right_holder),
        product=clearance.product_id,
        parts=[_part_out(read, each) for each in read.parts],
        valid_until=clearance.valid_until,
        ends_soon=read.is_ending,
        given_at=clearance.given_at,
        agencies=None if read.agencies is None else [_agency_out(each) for each in read.agencies],
        reach=read.reach,
    )


def _part_out(read: ShownClearance, shown_part: ShownPart) -> ClearancePartOut:
    withdrawal, item = shown_part.part.withdrawal, shown_part.item
    return ClearancePartOut(
        kind=shown_part.name.kind,
        name=shown_part.name.text,
        holds=shown_part.lapse is None,
        lapse=shown_part.lapse,
        others=None if read.reach is None else [each.clearance_id for each in shown_part.others],
        reason=withdrawal.reason if withdrawal else None,
        label=item.label if item else None,
        item=item.item if item and read.reach is not None else None,
        picture=address_of(read, shown_part) if shown_part.is_pictured else None,
    )


def address_of(read: ShownClearance, shown_part: ShownPart) -> str:
    """The address of the picture of a part that holds."""
    return f"/v1/clearances/{read.clearance.id}/parts/{shown_part.number}.jpg"


def _agency_out(named: ClearedAgency) -> ClearanceAgencyOut:
    return ClearanceAgencyOut(agency=shown(named.agency), allowed=named.is_allowed)
