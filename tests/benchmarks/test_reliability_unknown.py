from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

pytest.importorskip("torch")

from benchmarks.unknown import (
    RELEASE_METHOD,
    UNKNOWN,
    Familiarity,
    Roster,
    Seen,
    best_photo,
    detections,
    difference,
    limit_of,
    mean_photo,
    of_classifier,
    of_release,
    score_items,
)


def unit(rows: list[list[float]]) -> NDArray[np.float64]:
    vectors = np.array(rows, np.float64)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float64)


@pytest.fixture
def listed() -> Roster:
    """Two calibration items, two test items of which the second has two photos, one unknown photo."""
    return Roster([Path()] * 6, np.array([0, 1, 2, 3, 3, 4]), np.array(["a", "b", "a", "b", UNKNOWN]), 2, 2)


@pytest.fixture
def seen() -> Seen:
    return Seen(
        features=unit([[1, 0, 0], [0, 1, 0], [1, 0.1, 0], [0.1, 1, 0], [0, 1, 0.2], [0, 0, 1]]),
        logits=np.array([[9.0, 0], [0, 9], [8, 0], [0, 8], [0, 7], [0, 0]]),
        bank=unit([[1, 0, 0], [1, 0.2, 0], [0, 1, 0], [0.2, 1, 0]]),
        bank_products=np.array(["a", "a", "b", "b"]),
        class_products=np.array(["a", "b"]),
    )


def by_name(methods: list[Familiarity]) -> dict[str, Familiarity]:
    return {method.method: method for method in methods}


def test_every_method_finds_the_unknown_photo_and_the_product_left_out(seen: Seen, listed: Roster) -> None:
    methods = [
        *score_items(seen, listed, of_release, best_photo),
        *score_items(seen, listed, of_classifier, mean_photo),
    ]
    for method in methods:
        assert max(method.unknown) < min(method.test), method.method
    release = by_name(methods)[RELEASE_METHOD]
    assert release.left_out["a"][0] < release.left_out["a"][1]
    assert release.left_out["b"][1] < release.left_out["b"][0]
    assert all(
        figures.auroc is not None and figures.auroc.value == 1.0 for figures in detections(methods, listed, 0.02)
    )


def test_a_product_left_out_has_neither_references_nor_classes(seen: Seen) -> None:
    hidden = seen.without("a")
    assert hidden.bank_products.tolist() == ["b", "b"]
    assert hidden.logits.shape == (6, 1)
    assert of_release(hidden)[RELEASE_METHOD][0] < of_release(seen)[RELEASE_METHOD][0]


def test_the_variant_is_chosen_on_products_left_out_and_not_on_test_items(listed: Roster) -> None:
    worse_on_test = Familiarity("ours", "one", [2, 2], [0, 0], [1], {"a": [0.0, 1], "b": [1.0, 0]})
    better_on_test = Familiarity("ours", "two", [2, 2], [2, 2], [1], {"a": [1.0, 0], "b": [0.0, 1]})
    chosen = {figures.method: figures.chosen for figures in detections([better_on_test, worse_on_test], listed, 0.02)}
    assert chosen == {"one": True, "two": False}
    assert difference(better_on_test, worse_on_test, listed).value == 1.0


def test_the_limit_gives_up_the_share_of_calibration_items_asked_for() -> None:
    scores = np.random.default_rng(0).permutation(100).astype(np.float64)
    assert (scores < limit_of(scores, 0.02)).sum() == 2
    assert (scores < limit_of(scores, 0.0)).sum() == 0


def test_an_item_is_as_familiar_as_its_best_photo_or_their_mean() -> None:
    scores, item_of = np.array([1.0, 5.0, 3.0]), np.array([0, 1, 1])
    assert best_photo(scores, item_of).tolist() == [1.0, 5.0]
    assert mean_photo(scores, item_of).tolist() == [1.0, 4.0]
