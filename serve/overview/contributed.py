"""What a right holder has contributed: how many items and images stand where, and how items are divided.

Which items a data set uses for what, and which are gold items, is not read here at all: what is counted follows from
the right holder's own entries, from when each was accepted, and from when the latest data set was frozen. So no figure
can tell a gold item from another one. Imports only the standard library and `model`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from model.datasets.fields import Label
from model.datasets.splits import Split, items_to_calibrate, items_to_test


class Stage(StrEnum):
    """Where items stand, for their right holder."""

    IN_DATA_SET = "in_data_set"  # accepted before the latest data set was frozen
    ACCEPTED = "accepted"  # since then
    IN_REVIEW = "in_review"
    SENT_BACK = "sent_back"
    WITHDRAWN = "withdrawn"


class Amount(NamedTuple):
    """A number of items, and of their images."""

    items: int = 0
    images: int = 0


class Tally(NamedTuple):
    """Items of one product and label at one stage.

    Attributes:
        amount: of all of them.
    """

    product: str
    label: Label
    stage: Stage
    amount: Amount


class ViewTally(NamedTuple):
    """Items of one product and label that show a view, accepted or held for review.

    Attributes:
        view: None of photos that name no view, which may show any.
        items: of all of them.
        new: of those that were not accepted yet when the active release's data set was frozen.
    """

    product: str
    label: Label
    view: str | None
    items: int
    new: int


def divided(items: int) -> Mapping[Split, int]:
    """How the service divides so many items of a product and label, by a rule: not what each item is used for."""
    calibration, test = items_to_calibrate(items), items_to_test(items)
    return {Split.TRAIN: items - calibration - test, Split.CALIBRATION: calibration, Split.TEST: test}


@dataclass(frozen=True)
class Contributed:
    """The items of one product and label."""

    stages: Mapping[Stage, Amount] = field(default_factory=dict)

    def at(self, stage: Stage) -> Amount:
        """How much stands there."""
        return self.stages.get(stage, Amount())

    @property
    def divided(self) -> Mapping[Split, int]:
        """What the items of the latest data set are for, about."""
        return divided(self.at(Stage.IN_DATA_SET).items)

    @property
    def coming(self) -> int:
        """The items that count, or will if they are accepted."""
        return sum(self.at(stage).items for stage in (Stage.IN_DATA_SET, Stage.ACCEPTED, Stage.IN_REVIEW))


NOTHING = Contributed()


def by_label(tallies: Iterable[Tally]) -> Mapping[str, Mapping[Label, Contributed]]:
    """What was contributed, by product and label."""
    found: dict[str, dict[Label, dict[Stage, Amount]]] = {}
    for tally in tallies:
        found.setdefault(tally.product, {}).setdefault(tally.label, {})[tally.stage] = tally.amount
    return {
        product: {label: Contributed(stages) for label, stages in labels.items()} for product, labels in found.items()
    }
