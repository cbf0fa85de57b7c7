"""What the forms of the pages of clearances hold, as the use cases take it."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from model.datasets.fields import Label
from model.messages import message
from serve.clearances.domain import MOST_PARTS, ClearanceRejectedError, PartKind, PartName, part_name
from serve.clearances.drafting import LISTED, ClearanceDraft
from serve.clearances.schemas import MOST_AGENCIES

MOST_CHOSEN = 2 * MOST_PARTS  # more than a clearance has, so that the use case says what is wrong
MOST_LISTED = 10_000  # items of each label
PART = re.compile(r"(point|reference|photo):(.+)")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
NO_DAY = message("Write the last day of the clearance as year, month and day, such as 2027-11-27.")
CHOSEN_BOTH = message(
    "You have ticked agencies, but also chosen every agency. Choose for whom the clearance holds, or remove the ticks."
)
Name = Annotated[str, Field(max_length=500)]
Group = Literal["point", "reference", "genuine", "counterfeit"]


class ClearanceForm(BaseModel):
    """What a person chooses.

    Attributes:
        parts: as KIND:NAME.
        groups: of which everything is chosen.
        listed: how many items of each label are offered.
        more: whether more of them are asked for.
        to: which agencies may use it: all, or the chosen ones.
    """

    product: Annotated[str, Field(max_length=190)] = ""
    parts: Annotated[list[Name], Field(max_length=MOST_CHOSEN)] = []
    groups: Annotated[list[Group], Field(max_length=4)] = []
    listed: Annotated[int, Field(ge=1, le=MOST_LISTED)] = LISTED
    more: Annotated[str, Field(max_length=10)] = ""
    to: Literal["all", "agencies"] = "all"
    agencies: Annotated[list[Name], Field(max_length=MOST_AGENCIES)] = []
    valid_until: Annotated[str, Field(max_length=40)] = ""

    @property
    def labels(self) -> list[Label]:
        """The labels of which all items are chosen."""
        return [label for label in Label if label.value in self.groups]

    def with_more(self) -> "ClearanceForm":
        """The form with more items, if they were asked for."""
        return self.model_copy(update={"listed": min(self.listed + LISTED, MOST_LISTED)}) if self.more else self

    def with_parts(self, names: Iterable[PartName]) -> "ClearanceForm":
        """The form with all parts of its groups chosen one by one.

        Args:
            names: of those parts.
        """
        parts = list(dict.fromkeys((*self.parts, *map(part_value, names))))
        return self.model_copy(update={"parts": parts, "groups": []})

    def draft(self) -> ClearanceDraft:
        """The same for a use case.

        Raises:
            ClearanceRejectedError: the last day is none, or it is not clear which agencies may use it.
        """
        if self.to == "all" and self.agencies:
            raise ClearanceRejectedError(CHOSEN_BOTH, "agencies")
        return ClearanceDraft(
            product=self.product,
            parts=tuple(parts_of(self.parts)),
            agencies=None if self.to == "all" else frozenset(self.agencies),
            valid_until=_day(self.valid_until),
        )


def part_value(name: PartName) -> str:
    """A part in one text, for a form."""
    return f"{name.kind}:{name.text}"


def parts_of(values: Iterable[str]) -> list[PartName]:
    """The parts of a form.

    Raises:
        ClearanceRejectedError: one names no photo of an item.
    """
    found = filter(None, map(PART.fullmatch, values))
    return [part_name(PartKind(each[1]), each[2]) for each in found]


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text) if DAY.fullmatch(text) else _no_day()
    except ValueError:
        return _no_day()


def _no_day() -> date:
    raise ClearanceRejectedError(NO_DAY, "valid_until")
