"""Splits: what each item is used for where the manifest leaves it open, in fixed shares of every product and label.

An item's hash decides its place in the order of its product and label, and the order decides the split: the first
three fifths are for training, the next fifth for calibration, the last for the test. So the same rows give the same
splits on every machine, and no label is left without calibration items by bad luck. Decision 0039 says what happens
when items are added; items that were frozen before keep their split (`kept`), and new ones fill the shares up.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

CALIBRATION_SHARE = TEST_SHARE = 0.2  # the rest is for training
FEWEST_WITH_CALIBRATION, FEWEST_WITH_TEST = 2, 3  # items of a product and label


class Split(StrEnum):
    """What an item is used for."""

    TRAIN = "train"
    CALIBRATION = "calibration"
    TEST = "test"


class OpenItem(NamedTuple):
    """An item whose split the manifest leaves open."""

    product: str
    label: str
    item: str


NONE_KEPT: Mapping[str, Split] = MappingProxyType({})


def assign_splits(items: Iterable[OpenItem], kept: Mapping[str, Split] = NONE_KEPT) -> dict[str, Split]:
    """Item -> split; an item that stands under two products or labels, which is an error, counts where it comes first.

    Items with a split of their own in the manifest have no part in this: what is left open is divided into the same
    shares.

    Args:
        items: of all rows whose split is open; photos of one item may repeat it.
        kept: item -> the split that it had in an earlier data set. It stays, and counts towards the shares of its
            product and label, so that new items go where items are wanting.
    """
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    counted: set[str] = set()
    for product, label, item in items:
        if item not in counted:
            counted.add(item)
            groups[product, label].append(item)
    return {item: split for members in groups.values() for item, split in _divided(members, kept).items()}


def _divided(items: Sequence[str], kept: Mapping[str, Split]) -> dict[str, Split]:
    """The items of one product and label; what is wanting for calibration goes before what is for the test."""
    had = {item: kept[item] for item in items if item in kept}
    ordered = sorted((item for item in items if item not in had), key=_place)
    calibration = min(_wanting(Split.CALIBRATION, items_to_calibrate(len(items)), had), len(ordered))
    test = min(_wanting(Split.TEST, items_to_test(len(items)), had), len(ordered) - calibration)
    train = len(ordered) - calibration - test
    splits = [Split.TRAIN] * train + [Split.CALIBRATION] * calibration + [Split.TEST] * test
    return had | dict(zip(ordered, splits, strict=True))


def _wanting(split: Split, items: int, had: Mapping[str, Split]) -> int:
    """How many items a split lacks of so many."""
    return max(0, items - list(had.values()).count(split))


def _place(item: str) -> tuple[bytes, str]:
    """Where an item stands in the order of its product and label."""
    return hashlib.sha256(item.encode()).digest(), item


def items_to_calibrate(items: int) -> int:
    """How many of so many items of a product and label become calibration items."""
    return max(1, round(CALIBRATION_SHARE * items)) if items >= FEWEST_WITH_CALIBRATION else 0


def items_to_test(items: int) -> int:
    """How many of so many items of a product and label become test items."""
    return max(1, round(TEST_SHARE * items)) if items >= FEWEST_WITH_TEST else 0


def items_for(calibration: int) -> int:
    """The fewest items of a product and label of which so many become calibration items."""
    least = int((calibration - 1) / CALIBRATION_SHARE)
    return next(
        count for count in range(max(least, 1), 5 * calibration + 5) if items_to_calibrate(count) >= calibration
    )
