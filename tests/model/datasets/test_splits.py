"""Which split an item gets where the manifest leaves it open."""

import pytest

from model.datasets.splits import OpenItem, Split, assign_splits, items_for, items_to_calibrate


def items(count: int, label: str = "genuine", product: str = "watch") -> list[OpenItem]:
    return [OpenItem(product, label, f"{product}-{label}-{number}") for number in range(count)]


def counts(splits: dict[str, Split]) -> list[int]:
    return [list(splits.values()).count(split) for split in Split]


@pytest.mark.parametrize(
    ("count", "expected"),
    [(1, [1, 0, 0]), (2, [1, 1, 0]), (3, [1, 1, 1]), (5, [3, 1, 1]), (8, [4, 2, 2]), (300, [180, 60, 60])],
)
def test_each_product_and_label_is_divided_into_the_same_shares(count: int, expected: list[int]) -> None:
    assert counts(assign_splits(items(count))) == expected


def test_products_and_labels_are_divided_each_alone() -> None:
    parts = [items(5, label, product) for product in ("watch", "bag") for label in ("genuine", "counterfeit")]
    together = assign_splits([each for part in parts for each in part])
    for part in parts:
        assert assign_splits(part).items() <= together.items()


def test_the_order_of_rows_and_repeated_photos_change_nothing() -> None:
    some = items(20)
    assert assign_splits([*reversed(some), *some]) == assign_splits(some)


def test_the_hash_decides_the_same_on_every_machine() -> None:
    splits = assign_splits(items(5))
    assert [item[-1] for item, split in splits.items() if split is not Split.TRAIN] == ["1", "4"]


def test_few_items_change_their_split_when_others_are_added() -> None:
    before, after = assign_splits(items(200)), assign_splits(items(220))
    assert sum(after[item] is not split for item, split in before.items()) <= 8


def test_items_that_were_frozen_before_keep_their_split_and_new_ones_fill_the_shares() -> None:
    before = assign_splits(items(10))
    after = assign_splits(items(20), before)
    assert before.items() <= after.items()
    assert counts(after) == counts(assign_splits(items(20)))


def test_kept_splits_alone_stay_as_they_are_when_others_are_withdrawn() -> None:
    before = assign_splits(items(20))
    left = [each for each in items(20) if before[each.item] is not Split.CALIBRATION]
    assert assign_splits(left, before) == {each.item: before[each.item] for each in left}


def test_what_calibration_lacks_goes_before_what_the_test_lacks() -> None:
    kept = {each.item: Split.TRAIN for each in items(9)}
    assert counts(assign_splits(items(10), kept)) == [9, 1, 0]


def test_so_many_items_are_needed_for_so_many_calibration_items() -> None:
    assert items_to_calibrate(items_for(59)) == 59
    assert items_to_calibrate(items_for(59) - 1) == 58
    assert items_for(1) == 2
