"""Products with few items of their own: counted together where nothing speaks against it, and only then."""

import numpy as np
from numpy.typing import NDArray

from tests.training.scored import scored
from training.calibrate import calibrate
from training.config import FitConfig
from training.examine import ExaminedItem
from training.pooling import LEVEL, alike, pool_of

NEEDED = 59


def groups(sizes: list[int], seed: int = 0) -> dict[str, NDArray[np.float64]]:
    random = np.random.default_rng(seed)
    return {f"p{number}": random.normal(-4, 1, size) for number, size in enumerate(sizes)}


def test_products_that_err_alike_are_seldom_kept_apart() -> None:
    refused = [alike(list(groups([8, 7, 9, 12, 6, 10, 9, 8], seed).values())) < LEVEL for seed in range(30)]
    assert sum(refused) <= 5  # 5 % of 30 are 1.5; more than 5 has a chance of 0.3 %


def test_a_product_that_sits_in_the_tail_forbids_pooling() -> None:
    scores = groups([10, 10, 10, 10, 10, 12])
    scores["p3"] = scores["p3"] + 3.0
    pool = pool_of(scores, NEEDED)
    assert pool is not None
    assert pool.contradicted


def test_products_differ_elsewhere_than_in_the_tail_and_may_pool() -> None:
    scores = groups([20, 20, 20])
    scores["p1"] = np.where(scores["p1"] < np.median(scores["p1"]), scores["p1"] - 10, scores["p1"])
    pool = pool_of(scores, NEEDED)
    assert pool is not None
    assert not pool.contradicted


def test_who_pools_follows_from_numbers_of_items_alone() -> None:
    pool = pool_of(groups([30, 30, 80, 2]), NEEDED)
    assert pool is not None
    assert pool.members == ("p0", "p1")
    assert pool_of(groups([30, 28, 80]), NEEDED) is None
    assert pool_of(groups([40, 80]), NEEDED) is None


def test_equal_scores_tell_nothing_apart() -> None:
    assert alike([np.zeros(30), np.zeros(30)]) == 1.0


def items(products: int, each: int, *, shift: float = 0.0) -> list[ExaminedItem]:
    random = np.random.default_rng(3)
    return [
        scored(sign * 4 + random.normal() + (shift if number == 0 else 0.0), counterfeit=sign > 0, product=f"p{number}")
        for number in range(products)
        for sign in (-1, 1)
        for _ in range(each)
    ]


def test_pooled_products_get_thresholds_that_say_so() -> None:
    names = [f"p{number}" for number in range(8)]
    for product in calibrate(items(8, 8), names, FitConfig()).values():
        suspected = product.rules[0].suspected
        assert suspected.log_odds is not None
        assert (suspected.products, suspected.items) == (8, 64)
        assert suspected.pooling_p is not None
        assert product.calibration.cap > 1.2


def test_products_that_err_unlike_each_other_stay_alone_and_say_how_many_items_they_need() -> None:
    names = [f"p{number}" for number in range(8)]
    suspected = calibrate(items(8, 8, shift=3.0), names, FitConfig())["p1"].rules[0].suspected
    assert suspected.log_odds is None
    assert (suspected.products, suspected.items_needed) == (1, 51)
    assert suspected.pooling_p is not None
    assert suspected.pooling_p < LEVEL
