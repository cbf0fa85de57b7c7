import numpy as np
import pytest

pytest.importorskip("torch")

from benchmarks.comparison import (
    ScoredItem,
    covered,
    discrimination,
    inside,
    paired_difference,
    pointed,
    pointing,
    pool_items,
)
from benchmarks.gradcam import Peak
from model.catalogue import Region
from model.datasets.splits import Split
from training.manifest import Label, PointMark, Row


def row(name: str, label: Label, *boxes: tuple[float, float, float, float], product: str = "p") -> Row:
    return Row(
        number=2,
        image=f"{name}.jpg",
        sha256=None,
        product=product,
        label=label,
        item=name,
        view=None,
        right_holder="",
        source="",
        points=tuple(PointMark("open", Region(*box)) for box in boxes),
        split=Split.TEST,
        licence="",
        contributed_on=None,
    )


def item(name: str, product: str, label: Label, score: float) -> ScoredItem:
    return ScoredItem(name, product, label is Label.COUNTERFEIT, score)


def scored(scores: list[float], counterfeit: list[bool]) -> list[ScoredItem]:
    return [
        ScoredItem(f"i{n}", "p", label, score) for n, (score, label) in enumerate(zip(scores, counterfeit, strict=True))
    ]


def test_an_items_score_is_the_mean_over_its_photos() -> None:
    rows = [row("a", Label.GENUINE), row("b", Label.COUNTERFEIT), row("a", Label.GENUINE)]
    assert pool_items(rows, np.array([1.0, 5.0, 3.0])) == [
        item("a", "p", Label.GENUINE, 2.0),
        item("b", "p", Label.COUNTERFEIT, 5.0),
    ]


def test_products_with_one_label_are_left_out_of_the_mean_of_products() -> None:
    items = [
        item("a", "both", Label.GENUINE, 0.0),
        item("b", "both", Label.COUNTERFEIT, 1.0),
        item("c", "one", Label.COUNTERFEIT, -1.0),
    ]
    figures = discrimination(items)
    assert figures.product_mean == 1.0
    assert figures.products["one"] is None
    assert figures.pooled is not None
    assert figures.pooled.value == 0.5


def test_a_method_differs_from_itself_by_exactly_nothing() -> None:
    items = scored([0.1, 0.9, 0.4, 0.3, 0.8], [False, True, True, False, False])
    difference = paired_difference(items, items)
    assert (difference.value, difference.low, difference.high, difference.n) == (0.0, 0.0, 0.0, 5)


def test_the_difference_of_a_perfect_and_a_reversed_method_is_one_in_any_order() -> None:
    labels = [False, False, True, True]
    perfect, reversed_ = scored([0.0, 1.0, 2.0, 3.0], labels), scored([3.0, 2.0, 1.0, 0.0], labels)
    assert paired_difference(perfect, list(reversed(reversed_))).value == 1.0


def test_the_paired_interval_holds_the_difference_and_repeats_with_its_seed() -> None:
    draws = np.random.default_rng(3)
    labels = [bool(n % 2) for n in range(80)]
    good = scored([float(draws.normal(2.0 * label)) for label in labels], labels)
    poor = scored([float(draws.normal(0.5 * label)) for label in labels], labels)
    first, again = paired_difference(good, poor, seed=1), paired_difference(good, poor, seed=1)
    assert first == again
    assert first.low < first.value < first.high


def test_methods_scored_on_other_items_are_not_compared() -> None:
    items = scored([0.0, 1.0], [False, True])
    with pytest.raises(ValueError, match="not scored on the same items"):
        paired_difference(items, items[:1])


def test_a_peak_is_right_in_any_of_the_boxes() -> None:
    photo = row("a", Label.COUNTERFEIT, (0.1, 0.1, 0.2, 0.2), (0.7, 0.7, 0.1, 0.1))
    assert inside(Peak(0.75, 0.72), photo)
    assert not inside(Peak(0.5, 0.5), photo)


def test_an_item_is_pointed_at_on_the_photo_that_scores_highest() -> None:
    rows = [
        row("a", Label.COUNTERFEIT, (0.0, 0.0, 0.5, 0.5)),
        row("a", Label.COUNTERFEIT, (0.0, 0.0, 0.1, 0.1)),
    ]
    answers = pointed(rows, [Peak(0.2, 0.2), Peak(0.2, 0.2)], np.array([0.9, 0.1]))
    assert [(answer.item, answer.hit) for answer in answers] == [("a", True)]
    estimate = pointing(answers)
    assert estimate is not None
    assert (estimate.value, estimate.n) == (1.0, 1)


def test_overlapping_boxes_cover_their_union() -> None:
    photo = row("a", Label.COUNTERFEIT, (0.0, 0.0, 0.5, 0.5), (0.25, 0.0, 0.5, 0.5))
    assert covered(photo) == pytest.approx(0.375)
