"""Building a one-class score: memory banks, stand-ins, and a limit that holds on further genuine items."""

import numpy as np
import pytest

from model.patches import Cells, Unlikeness
from training.errors import WorkError
from training.one_class import ROWS, AlteredPhoto, GenuinePhoto, build, coreset, limit_of, scale_of, unseen, weigh

GRAIN = np.random.default_rng(100).standard_normal((40, 6)).astype(np.float32)


def cells(seed: int, grain: np.ndarray = GRAIN) -> Cells:
    """A photo of goods whose cells come from a few kinds, with noise, and in a light of its own."""
    random = np.random.default_rng(seed)
    light = random.uniform(0.1, 0.3) * random.standard_normal(6)

    def plane(side: int) -> np.ndarray:
        drawn = (
            grain[random.integers(0, len(grain), side * side)] + 0.05 * random.standard_normal((side * side, 6)) + light
        )
        return np.ascontiguousarray(drawn.T.reshape(6, side, side).astype(np.float32))

    return Cells(plane(24), plane(12), (12.0, 12.0))


def genuine(items: int, photos: int = 1) -> list[GenuinePhoto]:
    return [GenuinePhoto(f"item-{i}", cells(1000 * i + k)) for i in range(items) for k in range(photos)]


def test_goods_of_another_grain_are_unlike_any_reference_and_further_genuine_ones_are_not() -> None:
    foreign = np.random.default_rng(101).standard_normal((40, 6)).astype(np.float32)
    bank = build("soap", genuine(20), [], seed=0)
    assert bank.score([cells(7, foreign)]) > bank.scale.limit
    assert np.mean([bank.score([cells(seed)]) > bank.scale.limit for seed in range(1, 41)]) <= 0.2


def test_the_same_items_and_seed_give_the_same_memory_bank() -> None:
    one, other = build("soap", genuine(10), [], seed=3), build("soap", genuine(10), [], seed=3)
    assert one.scale == other.scale
    assert (one.detail.rows == other.detail.rows).all()
    assert len(one.detail.rows) == ROWS


def test_an_item_is_judged_by_a_memory_bank_without_any_of_its_photos() -> None:
    odd = np.random.default_rng(102).standard_normal((40, 6)).astype(np.float32)
    photos = [*genuine(11), GenuinePhoto("odd", cells(5, odd)), GenuinePhoto("odd", cells(6, odd))]
    by_item = unseen(photos, seed=0).items
    assert by_item.pop("odd").strange > max(score.strange for score in by_item.values()) + 0.5


def test_altered_photos_are_judged_by_a_memory_bank_that_does_not_know_the_original() -> None:
    plain = genuine(12)
    copies = [photo._replace(altered=(AlteredPhoto("copy", photo.cells, ()),)) for photo in plain]
    known = unseen(copies, seed=0)
    altered = sorted(one.compared.seen for one in known.altered)
    assert altered == sorted(known.items.values()) == sorted(unseen(plain, seed=0).items.values())


def test_too_few_items_are_refused_in_words() -> None:
    with pytest.raises(WorkError, match="soap: has 7 genuine training items; add 3"):
        build("soap", genuine(7, 4), [], seed=0)


@pytest.mark.parametrize(("items", "rate"), [(10, 1 / 11), (19, 1 / 20), (50, 2 / 51), (199, 10 / 200)])
def test_the_limit_states_the_rate_that_so_many_items_support(items: int, rate: float) -> None:
    limit = limit_of(np.arange(items, dtype=np.float64))
    assert limit.rate == pytest.approx(rate)
    assert limit.bound > limit.rate


def test_further_genuine_items_pass_the_limit_no_more_often_than_stated() -> None:
    random = np.random.default_rng(0)
    passed = [random.standard_normal() > limit_of(random.standard_normal(19)).value for _ in range(4000)]
    assert np.mean(passed) == pytest.approx(1 / 20, abs=0.012)


NO_STRANGERS = np.empty((0, 3))


def test_the_part_that_stand_ins_stand_out_in_counts_most() -> None:
    random = np.random.default_rng(1)
    items = [Unlikeness(*row) for row in random.standard_normal((30, 3))]
    strange = [Unlikeness(4.0, *row) for row in random.standard_normal((9, 2))]
    scale = scale_of(items, [strange], [])
    assert scale.weight.strange > 0.6
    assert sum(scale.weight) == pytest.approx(1.0)
    thirds = pytest.approx((1 / 3, 1 / 3, 1 / 3))
    assert scale_of(items, [], []).weight == thirds
    assert scale_of(items, [[Unlikeness(-9.0, -9.0, -9.0)]], []).weight == thirds


def test_a_kind_that_every_part_finds_does_not_outweigh_one_that_a_single_part_finds() -> None:
    random = np.random.default_rng(2)
    items, flawed = random.standard_normal((2, 40, 3))
    flawed[:, 2] += 3.0
    obvious = 30.0 + random.standard_normal((40, 3))
    obvious[:, 1] += 300.0
    weight = weigh(items, [flawed], obvious)
    assert weight[2] > 0.5
    assert weight[1] < 0.25


def test_of_other_products_those_that_are_most_like_this_one_count() -> None:
    random = np.random.default_rng(4)
    items, others = random.standard_normal((2, 40, 3))
    others[:10, 1] += 3.0
    others[10:] += 20.0
    others[10:, 0] += 100.0
    assert weigh(items, [], others)[1] > 0.6


def test_a_part_that_stand_ins_fall_below_counts_nothing() -> None:
    random = np.random.default_rng(3)
    items, flawed = random.standard_normal((2, 40, 3))
    flawed += np.array([2.0, -2.0, 2.0])
    assert weigh(items, [flawed], NO_STRANGERS)[1] == 0


def test_the_limit_holds_on_further_items_though_the_weights_are_read_off_the_same_ones() -> None:
    random = np.random.default_rng(5)
    passed = []
    for _ in range(150):
        items, flawed = ([Unlikeness(*row) for row in random.standard_normal((20, 3))] for _ in range(2))
        scale = scale_of(items, [flawed], [])
        passed.append(scale.score(Unlikeness(*random.standard_normal(3))) > scale.limit)
    assert np.mean(passed) == pytest.approx(1 / 21, abs=0.05)


def test_a_coreset_reaches_every_corner_with_few_rows() -> None:
    random = np.random.default_rng(2)
    corners = np.repeat(np.eye(16, dtype=np.float32) * 50, [2000, *[3] * 15], axis=0)
    corners += 0.01 * random.standard_normal(corners.shape).astype(np.float32)
    chosen = coreset(corners, 16, seed=0)
    assert sorted(corners[chosen].argmax(1)) == list(range(16))
