"""The limits of belonging, counted on calibration items: few lose a photo, and close-ups have their own way in."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from model.belonging import Looks
from model.description import Belonging
from training.belong import COMMON, FEWEST_ITEMS, TARGET, belonging_limits, with_enrolled, with_room_for_counterfeits
from training.likeness import Likeness


@dataclass(frozen=True)
class Examined:
    """Of an examined item, what the limits are counted on."""

    product: str
    looks: tuple[Looks, ...]
    cells: tuple[int, ...]
    strange_cells: tuple[int, ...] = field(default=())


def items(count: int, *, product: str = "carton", cells: int = 0, middle: float = 0.9, seed: int = 0) -> list[Examined]:
    random = np.random.default_rng(seed)
    similarities = 1 - (1 - middle) * np.exp(random.normal(0, 0.3, count))
    return [Examined(product, (Looks(float(one), float(random.normal(6, 1))),), (cells,)) for one in similarities]


def limits(examined: list[Examined]) -> Belonging:
    found = belonging_limits(examined, ("carton", "box"))
    assert found is not None
    return found


def test_no_more_items_lose_a_photo_than_promised_and_the_limits_are_not_idle() -> None:
    found = limits(items(400))
    assert found.losing <= TARGET * 400
    assert 0.6 < found.similarity["carton"] < 0.9
    fresh = items(2000, seed=1)
    assert sum(not item.looks[0].fit("carton", found) for item in fresh) / 2000 < 2 * TARGET


def test_registered_photos_leave_a_tighter_limit_for_the_rest_but_never_above_common_ones() -> None:
    loose = limits(items(400)).similarity["carton"]
    tight = limits(items(400, cells=40)).similarity["carton"]
    usual = np.quantile([item.looks[0].similarity for item in items(400)], 0.06)
    assert loose < tight < usual


def test_a_product_with_few_items_borrows_the_tail_of_the_others() -> None:
    found = limits([*items(400), *items(5, product="box", middle=0.97)])
    assert found.similarity["carton"] < found.similarity["box"] < 0.97


def test_an_odd_product_does_not_stretch_the_tail_of_one_with_items_enough() -> None:
    odd = [*items(40, product="box"), *(Examined("box", (Looks(0.1, 6.0),), (0,)) for _ in range(5))]
    alone, beside = limits(items(400)), limits([*items(400), *odd])
    assert beside.tail > 1.5 * alone.tail
    assert beside.similarity["carton"] == pytest.approx(alone.similarity["carton"])


def test_pictures_of_other_products_raise_the_cells_that_count_as_registered() -> None:
    plain = items(200)
    alike = [
        Examined(item.product, item.looks, item.cells, (30 if number < 5 else 0,)) for number, item in enumerate(plain)
    ]
    assert limits(alike).cells == 31
    assert limits(plain).cells < 31


def test_the_likeliest_product_is_never_refused_by_its_margin() -> None:
    assert max(limits(items(400)).margin.values()) <= 0.0


@pytest.mark.parametrize("count", [0, FEWEST_ITEMS - 1])
def test_with_too_few_items_nothing_is_claimed(count: int) -> None:
    assert belonging_limits(items(count), ("carton",)) is None


def test_with_few_items_one_outlier_does_not_let_photos_of_anything_belong() -> None:
    narrow = items(30, product="box", middle=0.97)
    outlier = Examined("box", (Looks(0.55, 6.0),), (0,))
    found = limits([*items(100, middle=0.8), *narrow, outlier])
    assert min(found.similarity.values()) > 0.4  # golden apples reached 0.8 where it was below -1
    assert found.losing <= 2 * TARGET * 131
    assert all(found.sure[name] > found.similarity[name] for name in ("carton", "box"))


def test_with_many_items_every_photo_that_belongs_does_so_surely() -> None:
    assert limits(items(400)).sure == {}


def test_a_product_without_counterfeits_has_room_for_goods_that_look_less_like_it_than_its_own() -> None:
    found = limits([*items(40, middle=0.97), *items(40, product="box", seed=1)])
    nearest = np.array([[0.97, 0.5], [0.98, 0.4], [0.6, 0.9], [0.5, 0.9]])
    likeness = Likeness(["carton", "box"], np.array([0, 0, 1, 1]), np.array(["a", "b", "c", "d"]), nearest)
    wider = with_room_for_counterfeits(found, likeness, ["carton"])
    halfway = 1 - np.sqrt((1 - found.similarity["carton"]) * (1 - 0.6))
    assert wider.similarity == {"carton": pytest.approx(halfway), "box": found.similarity["box"]}
    assert set(wider.sure) == {"box"}
    alone = Likeness(["carton"], np.array([0, 0]), np.array(["a", "b"]), nearest[:2, :1])
    assert with_room_for_counterfeits(found, alone, ["carton"]).similarity == found.similarity


def test_a_photo_of_an_enrolled_product_is_doubted_below_what_nearly_all_of_its_own_reach() -> None:
    found = limits([*items(40, middle=0.97), *items(40, product="box", seed=1)])
    own = np.linspace(0.7, 0.9, 41)
    nearest = np.stack([own, np.full(41, 0.4)], 1)
    likeness = Likeness(["carton", "box"], np.zeros(41, int), np.array([str(n) for n in range(41)]), nearest)
    enrolled = with_enrolled(found, likeness, ["carton"])
    assert enrolled.sure["carton"] == pytest.approx(np.quantile(own, COMMON))
    assert enrolled.similarity["carton"] < 0.7
