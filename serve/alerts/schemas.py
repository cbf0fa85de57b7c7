"""The JSON of alerts. All readers get one schema; what is not for one is null."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from serve.accounts.schemas import Body, OrganisationOut, shown
from serve.alerts.domain import (
    LONGEST_REASON,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_PICTURES,
    Address,
    AlertState,
    Recipient,
    ShownAlert,
)
from serve.alerts.drafting import AlertDraft, KnownPicture
from serve.cases.schemas import ProductId
from serve.platform.fields import NEEDED, Day
from serve.platform.languages import LONGEST_TAG
from serve.platform.paging import PageOut
from serve.review.domain import Entry

MOST_POINTS, MOST_AGENCIES, MOST_COUNTRIES = 100, 1000, 250
UploadId = Annotated[str, Field(pattern="^f-[0-9a-f]{32}$")]
AgencyId = Annotated[str, Field(pattern="^o-[0-9a-f]{32}$")]
CountryCode = Annotated[str, Field(min_length=2, max_length=2, description="ISO 3166-1 alpha-2.")]
PointId = Annotated[str, Field(max_length=190)]


class KnownPictureIn(Body):
    """One photo of an accepted counterfeit item of the product that your organisation contributed."""

    entry: str = Field(pattern="^w-[0-9a-f]{32}$", description="The item's `entry`, as `listAlertItems` gives it.")
    photo: int = Field(ge=0, le=9999, description="Its index in `photos` there.")


class AlertIn(Body):
    """A report of a new kind of counterfeit, to agencies that your organisation allows."""

    product: ProductId = Field(description="One of your products that has a product sheet.")
    title: str = Field(max_length=LONGEST_TITLE, json_schema_extra=NEEDED)
    text: str = Field(
        max_length=LONGEST_TEXT,
        description="What was seen, and what officers are to look for.",
        json_schema_extra=NEEDED,
    )
    language: str = Field(max_length=LONGEST_TAG, description="The language of title and text, such as `en`.")
    points: list[PointId] = Field(
        default=[], max_length=MOST_POINTS, description="Identification points of the sheet that officers are to check."
    )
    pictures: list[UploadId] = Field(
        default=[],
        max_length=MOST_PICTURES,
        description="Finished uploads with the purpose `alert`. Readers see them without metadata.",
    )
    items: list[KnownPictureIn] = Field(
        default=[],
        max_length=MOST_PICTURES,
        description=f"Photos that are shown before those; {MOST_PICTURES} pictures in all.",
    )
    countries: list[CountryCode] | None = Field(
        default=None,
        max_length=MOST_COUNTRIES,
        description="The agencies of these countries get the alert. With neither this nor `agencies`, every agency "
        "that you allow gets it.",
    )
    agencies: list[AgencyId] | None = Field(
        default=None, max_length=MOST_AGENCIES, description="These agencies get it, too. Allow them first."
    )
    valid_until: Day | None = Field(
        default=None, description="The last day, in UTC. By default 90 days from now, at most two years."
    )

    @property
    def draft(self) -> AlertDraft:
        """The same for a use case."""
        return AlertDraft(
            product=self.product,
            title=self.title,
            text=self.text,
            language=self.language,
            points=tuple(self.points),
            uploads=tuple(self.pictures),
            known=tuple(KnownPicture(each.entry, each.photo) for each in self.items),
            address=Address(_set(self.countries), _set(self.agencies)),
            valid_until=self.valid_until,
        )


def _set(values: list[str] | None) -> frozenset[str] | None:
    return None if values is None else frozenset(values)


class AlertWithdrawalIn(Body):
    """Why an alert is withdrawn."""

    reason: str = Field(max_length=LONGEST_REASON, description="The agencies read it.", json_schema_extra=NEEDED)


class AlertRecipientOut(BaseModel):
    """An agency that got an alert."""

    agency: OrganisationOut
    opened_by: int = Field(description="How many of its people have opened the alert.")


class WithdrawnPictureOut(BaseModel):
    """A picture of an alert that is no longer shown, as its right holder has withdrawn the item."""

    number: int = Field(description="Its place in the alert when that was sent, from 1.")
    item: str | None = Field(description="What the item is called in the contribution. Null for an agency.")
    reason: str | None = Field(description="Why the item was withdrawn. Null for an agency.")


class AlertOut(BaseModel):
    """An alert, as the right holder that sent it, the operator, or an agency that got it may see it."""

    id: str
    state: AlertState
    right_holder: OrganisationOut
    product: str
    title: str
    text: str = Field(description="Empty for an agency once the alert is withdrawn.")
    language: str
    points: list[str] = Field(description="Identification points of the product sheet to check.")
    pictures: list[str] = Field(
        description="Pictures as JPEG without metadata. Empty for an agency once the alert is withdrawn."
    )
    withdrawn_pictures: list[WithdrawnPictureOut] = Field(
        description="Pictures that are no longer shown, as the right holder has withdrawn their items from its "
        "contributions. `pictures` is without them."
    )
    valid_until: date = Field(description="The last day, in UTC.")
    sent_at: datetime
    withdrawn_at: datetime | None
    reason: str | None = Field(description="Why it was withdrawn.")
    recipients: list[AlertRecipientOut] | None = Field(description="Null for an agency.")


class AlertsOut(PageOut):
    """Some alerts, the latest first."""

    alerts: list[AlertOut]


class AlertItemOut(BaseModel):
    """An accepted counterfeit item of one of your products, whose photos an alert can show."""

    entry: str
    item: str = Field(description="What it is called in the contribution.")
    photos: list[str] = Field(description="The photos as JPEG without metadata, in the order of their indices.")


class AlertItemsOut(PageOut):
    """Some items, the latest first."""

    items: list[AlertItemOut]


def item_out(entry: Entry) -> AlertItemOut:
    """An item with the addresses of its photos."""
    photos = [f"/v1/alerts/items/{entry.id}/photos/{photo.index}.jpg" for photo in entry.photos]
    return AlertItemOut(entry=entry.id, item=entry.item, photos=photos)


def alert_out(read: ShownAlert) -> AlertOut:
    """An alert with the addresses of its pictures."""
    alert, withdrawal = read.alert, read.alert.withdrawal
    return AlertOut(
        id=alert.id,
        state=read.state,
        right_holder=shown(read.right_holder),
        product=alert.product_id,
        title=alert.title,
        text=alert.text,
        language=alert.language,
        points=list(alert.points),
        pictures=addresses_of(read),
        withdrawn_pictures=[
            WithdrawnPictureOut(number=number, item=gone.item or None, reason=gone.reason or None)
            for number, gone in read.withdrawn_pictures
        ],
        valid_until=alert.valid_until,
        sent_at=alert.sent_at,
        withdrawn_at=withdrawal.at if withdrawal else None,
        reason=withdrawal.reason if withdrawal else None,
        recipients=[_recipient(each) for each in read.recipients] or None,
    )


def _recipient(recipient: Recipient) -> AlertRecipientOut:
    return AlertRecipientOut(agency=shown(recipient.agency), opened_by=recipient.readers)


def addresses_of(read: ShownAlert) -> list[str]:
    """The addresses of an alert's pictures that are shown."""
    base = f"/v1/alerts/{read.alert.id}/pictures"
    return [f"{base}/{place}.jpg" for place, picture in enumerate(read.alert.pictures) if picture.withdrawal is None]
