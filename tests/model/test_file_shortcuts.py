"""What files say is a shortcut where it tells the labels apart beyond chance, and only there."""

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from model.datasets.fields import Label
from model.file_header import traits_in
from model.file_shortcuts import TellingTrait, TraitCount, telling_traits
from model.intake import read_picture
from tests.model.photos import SHARED, shared

G, C = Label.GENUINE, Label.COUNTERFEIT
SAVED_BY_OTHERS = frozenset({"JPEG quality 75", "file format JPEG"})
ORIGINAL = frozenset({"JPEG quality 95", "file format JPEG"})


def test_a_trait_of_one_label_alone_tells_them_apart() -> None:
    found = telling_traits([TraitCount(SAVED_BY_OTHERS, C, 30), TraitCount(ORIGINAL, G, 31)])
    assert found == [TellingTrait("JPEG quality 75", 30, 30, 0, 31), TellingTrait("JPEG quality 95", 0, 30, 31, 31)]
    assert found[0].auroc == 1


@pytest.mark.parametrize(
    ("fake", "fakes", "good", "goods"),
    [
        pytest.param(4, 4, 0, 4, id="too few items"),
        pytest.param(30, 60, 25, 60, id="a difference that chance explains"),
        pytest.param(1000, 10_000, 500, 10_000, id="a certain difference that is too small to learn"),
        pytest.param(1, 40, 0, 40, id="one item alone"),
        pytest.param(40, 40, 40, 40, id="all items"),
        pytest.param(40, 40, 0, 0, id="one label alone"),
    ],
)
def test_this_is_no_shortcut(fake: int, fakes: int, good: int, goods: int) -> None:
    with_it, without = frozenset({"a comment in the file"}), frozenset[str]()
    counts = [(with_it, C, fake), (without, C, fakes - fake), (with_it, G, good), (without, G, goods - good)]
    assert telling_traits([TraitCount(*each) for each in counts if each[2]]) == []


def _telling(folder: Path) -> dict[str, str]:
    """The most telling trait of each product of a data set that has one."""
    items: dict[str, dict[tuple[str, str], set[str]]] = defaultdict(lambda: defaultdict(set))
    with (folder / "manifest.csv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            data = (folder / row["image"]).read_bytes()
            of_item = items[row["product"]][row["item"], row["label"]]
            of_item.update(traits_in(data, read_picture(data, longest_side=32)))
    found = {}
    for product, of_product in items.items():
        told = telling_traits(TraitCount(frozenset(each), Label(label), 1) for (_, label), each in of_product.items())
        if told:
            found[product] = told[0].trait
    return found


def test_the_committed_sample_has_no_such_trait() -> None:
    assert _telling(Path("datasets")) == {}


@pytest.mark.shared
def test_photos_of_one_camera_have_no_such_trait_and_recompressed_ones_do() -> None:
    shared("lookalikes")
    assert _telling(SHARED / "lookalikes") == {}
    assert _telling(SHARED / "boards")["circuit-board"].startswith("JPEG quality 95")
