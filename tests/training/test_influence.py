"""Whose rows speak against themselves: heads that are really trained, on features made up for the test."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from model.catalogue import ProductSheet
from model.datasets.splits import Split
from model.influence import ErrorKind, Influence, InfluenceReport, Unmeasured
from tests.training.rows import rows_of
from training.amounts import MOST_JUDGED, MOST_LEFT_OUT
from training.device import DistributedContext
from training.examples import Example, TrainingSet
from training.heads import FeatureCache
from training.influence import (
    can_be_measured,
    contributors_of,
    difference,
    held_out,
    measure_influence,
    paired_change,
    said_of,
    shared_products,
    trainings,
)
from training.influence_card import section_on_influence
from training.leave_out import Learned, Photos
from training.manifest import Label, Row
from training.network import Heads, ItemNetwork
from training.trunk import build_trunk

MAKER, RIVAL, HONEST = "Watchmaker", "Rival", "Honest"
HEADS = Heads(("watch",), (0,), (0,), (-1,), annotated=0)
CELLS, STRENGTH, EPOCHS = 3, 1.0, 8


def example(of: Row, product: int = 0) -> Example:
    counterfeit = of.label is Label.COUNTERFEIT
    return Example(Path(of.image), of.item, of.split, counterfeit, product, 0, (), points_known=True, row=of)


def contributed(name: str, genuine: int, counterfeit: int, split: Split = Split.TRAIN) -> Iterator[Row]:
    for one in rows_of(genuine, counterfeit, split):
        yield replace(one, item=f"{name}-{one.item}", right_holder=name)


def photos(network: ItemNetwork, rows: Sequence[Row], looks_counterfeit: Sequence[bool]) -> Photos:
    """Features that tell what an item is, independent of what its row says."""
    random = np.random.default_rng(3)
    truth = np.array(looks_counterfeit, np.float32)
    low = random.normal(size=(len(rows), network.low_channels, CELLS, CELLS)).astype(np.float16)
    pooled = random.normal(size=(len(rows), network.high_channels)).astype(np.float32)
    pooled[:, :128] += STRENGTH * truth[:, np.newaxis]
    low[:, :24, 1, 2] += (STRENGTH * truth[:, np.newaxis]).astype(np.float16)
    return Photos([example(one) for one in rows], FeatureCache(low, pooled, np.ones((len(rows), 2), np.float32)))


@pytest.fixture(scope="module")
def poisoned() -> InfluenceReport:
    """A rival calls a tenth of the genuine items counterfeit; an honest contributor calls its 4 + 4 what they are."""
    network = ItemNetwork(build_trunk("mobilenet_v3_small", None), HEADS, reduction=1)
    right = [*contributed(MAKER, 40, 40), *contributed(HONEST, 4, 4)]
    wrong = [replace(one, label=Label.COUNTERFEIT) for one in contributed(RIVAL, 4, 0)]
    judged = list(contributed(MAKER, 20, 20, Split.TEST))
    rows = [*right, *wrong]
    trained = photos(network, rows, [one.label is Label.COUNTERFEIT for one in right] + [False] * len(wrong))
    learned = Learned(network, trained, len(rows), EPOCHS, 0, DistributedContext(torch.device("cpu"), None, 0, 1))
    seen = photos(network, judged, [one.label is Label.COUNTERFEIT for one in judged])
    return measure_influence(learned, seen, [RIVAL, HONEST], lambda: None)


def test_labels_that_others_items_contradict_are_told_from_an_equally_large_honest_contribution(
    poisoned: InfluenceReport,
) -> None:
    assert [(each.right_holder, each.error) for each in poisoned.harmful] == [
        (RIVAL, ErrorKind.COUNTERFEIT_CONTRADICTED)
    ]
    assert poisoned.largest == poisoned.harmful[0]
    assert poisoned.harmful[0].n == 4


def test_both_errors_of_others_items_and_both_labels_of_its_own_are_measured(poisoned: InfluenceReport) -> None:
    kinds = [each.error for each in poisoned.contributors if each.right_holder == HONEST]
    assert kinds == list(ErrorKind)


def test_those_who_contributed_to_others_products_come_first() -> None:
    sheet = ProductSheet("watch", "watchmaker ", {}, "", (), None, (), ())
    rows = [*contributed(MAKER, 9, 9), *contributed(RIVAL, 1, 0), *contributed(HONEST, 1, 1), *contributed("", 1, 2)]
    assert contributors_of([example(one) for one in rows], {"watch": sheet}) == ["", HONEST, RIVAL, MAKER]


def test_only_products_of_several_contributors_are_shared() -> None:
    one, other = list(contributed(MAKER, 2, 2)), list(contributed(RIVAL, 1, 0))
    examples = [*(example(row, 0) for row in (*one, *other)), *(example(row, 1) for row in one)]
    assert shared_products(examples) == {0}


def test_so_many_held_out_items_of_each_label_are_judged_and_no_training_item() -> None:
    rows = [*rows_of(3, 3), *rows_of(100, 30, Split.TEST), *rows_of(80, 0, Split.CALIBRATION)]
    training_set = TrainingSet(tuple(example(row) for row in rows), HEADS, (), (), (), frozenset())
    judged = held_out(training_set, frozenset({0}))
    assert sum(not each.counterfeit for each in judged) in range(MOST_JUDGED // 2, MOST_JUDGED + 1)
    assert sum(each.counterfeit for each in judged) == 30
    assert all(each.split is not Split.TRAIN for each in judged)
    assert held_out(training_set, frozenset()) == []


def test_a_contributor_of_the_only_items_to_judge_is_not_left_out() -> None:
    taught = [example(one) for one in (*contributed(MAKER, 9, 9), *contributed(RIVAL, 1, 1))]
    judged = [example(one) for one in contributed(MAKER, 5, 5, Split.TEST)]
    assert can_be_measured(RIVAL, taught, judged)
    assert not can_be_measured(MAKER, taught, judged)


def test_no_more_trainings_than_the_most_that_are_left_out() -> None:
    assert trainings(["a", "b"]) == 3
    assert trainings([str(number) for number in range(50)]) == 1 + MOST_LEFT_OUT


def test_the_intervals_are_those_of_scipy() -> None:
    stats = pytest.importorskip("scipy.stats")
    random = np.random.default_rng(1)
    one, other = random.normal(0.4, 0.2, 9), random.normal(0.1, 0.1, 30)
    expected = stats.ttest_ind(one, other, equal_var=False).confidence_interval(0.95)
    found = difference(one, other)
    assert (found.low, found.high, found.n) == pytest.approx((expected.low, expected.high, 9))
    paired = stats.ttest_1samp(one, 0.0).confidence_interval(0.95)
    change = paired_change(one)
    assert (change.low, change.high) == pytest.approx((paired.low, paired.high))


def test_the_card_names_what_is_beyond_the_limit_and_why_nothing_was_measured() -> None:
    one = Influence("", "watch", ErrorKind.COUNTERFEIT_CONTRADICTED, 0.7, 0.6, 0.8, 4)
    text = section_on_influence(InfluenceReport((one,), ("Late",)))
    assert "| not stated | watch | counterfeit contradicted | +0.700 | +0.600 to +0.800 | 4 | **look" in text
    assert "Late" in text
    assert "Not measured" in section_on_influence(None)
    assert section_on_influence(InfluenceReport((), unmeasured=Unmeasured.NO_SHARED_PRODUCT)).endswith(
        "\nNot measured, as each product was taught by one contributor alone."
    )
    assert "no stated right holder calls counterfeit looks genuine" in said_of(one)
