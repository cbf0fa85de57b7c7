"""What the forms of the pages of alerts hold, as the use cases take it."""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from model.messages import message
from serve.alerts.domain import LONGEST_TEXT, LONGEST_TITLE, TO_ALL, Address, AlertRejectedError
from serve.alerts.drafting import KNOWN_ITEMS, AlertDraft, KnownPicture
from serve.alerts.schemas import MOST_AGENCIES, MOST_COUNTRIES, MOST_POINTS
from serve.platform.languages import LONGEST_TAG

MOST_CHOSEN = 100  # pictures; more than an alert shows, so that the use case says what is wrong
MOST_LISTED = 10_000  # known items
KNOWN = re.compile(r"(w-[0-9a-f]{32}):([0-9]{1,4})")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
CHOSEN_BOTH = message(
    "You have ticked countries or agencies, but also chosen every agency. Choose to whom the alert goes, or remove the "
    "ticks."
)
Name = Annotated[str, Field(max_length=500)]


class AlertForm(BaseModel):
    """What a person writes, chosen or typed.

    Attributes:
        upload_names: what each upload's file is called, in the same order.
        dropped: those of the uploads that are left out after all.
        items: photos of known items, as ENTRY:INDEX.
        listed: how many known items are offered.
        more: whether more of them are asked for.
        to: which agencies get it: all, those of the chosen countries, or the chosen ones.
        shown: ids of the agencies that the preview showed; empty before it.
    """

    product: Annotated[str, Field(max_length=190)] = ""
    title: Annotated[str, Field(max_length=2 * LONGEST_TITLE)] = ""
    text: Annotated[str, Field(max_length=2 * LONGEST_TEXT)] = ""  # a browser sends two characters for a line's end
    language: Annotated[str, Field(max_length=LONGEST_TAG)] = ""
    points: Annotated[list[Name], Field(max_length=MOST_POINTS)] = []
    uploads: Annotated[list[Name], Field(max_length=MOST_CHOSEN)] = []
    upload_names: Annotated[list[Name], Field(max_length=MOST_CHOSEN)] = []
    dropped: Annotated[list[Name], Field(max_length=MOST_CHOSEN)] = []
    items: Annotated[list[Name], Field(max_length=MOST_CHOSEN)] = []
    listed: Annotated[int, Field(ge=1, le=MOST_LISTED)] = KNOWN_ITEMS
    more: Annotated[str, Field(max_length=10)] = ""
    to: Literal["all", "countries", "agencies"] = "all"
    countries: Annotated[list[Name], Field(max_length=MOST_COUNTRIES)] = []
    agencies: Annotated[list[Name], Field(max_length=MOST_AGENCIES)] = []
    shown: Annotated[list[Name], Field(max_length=MOST_AGENCIES)] = []
    valid_until: Annotated[str, Field(max_length=40)] = ""

    @property
    def sent(self) -> list[tuple[str, str]]:
        """The uploads, each with the name of its file."""
        return list(zip(self.uploads, self.upload_names, strict=False))

    def with_more(self) -> "AlertForm":
        """The form with more known items, if they were asked for."""
        return self.model_copy(update={"listed": min(self.listed + KNOWN_ITEMS, MOST_LISTED)}) if self.more else self

    def without_dropped(self) -> "AlertForm":
        """The form before its preview, without the uploads that are left out."""
        kept = [(upload, name) for upload, name in self.sent if upload not in self.dropped]
        uploads, names = [upload for upload, _ in kept], [name for _, name in kept]
        return self.model_copy(update={"uploads": uploads, "upload_names": names, "dropped": [], "shown": []})

    def draft(self) -> AlertDraft:
        """The same for a use case.

        Raises:
            AlertRejectedError: the last day is none, or it is not clear which agencies get the alert.
        """
        found = filter(None, map(KNOWN.fullmatch, self.items))
        return AlertDraft(
            product=self.product,
            title=self.title,
            text=self.text,
            language=self.language,
            points=tuple(self.points),
            uploads=tuple(self.uploads),
            known=tuple(KnownPicture(each[1], int(each[2])) for each in found),
            address=self._address(),
            valid_until=_day(self.valid_until),
        )

    def _address(self) -> Address:
        """Exactly the agencies that the preview has shown, if there was one."""
        if self.shown:
            return Address(agencies=frozenset(self.shown))
        match self.to:
            case "countries":
                return Address(countries=frozenset(self.countries))
            case "agencies":
                return Address(agencies=frozenset(self.agencies))
        if self.countries or self.agencies:
            raise AlertRejectedError(CHOSEN_BOTH, "agencies")
        return TO_ALL


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text) if DAY.fullmatch(text) else _no_day()
    except ValueError:
        return _no_day()


def _no_day() -> date:
    raise AlertRejectedError(
        message("Write the last day of the alert as year, month and day, such as 2027-02-25."), "valid_until"
    )
