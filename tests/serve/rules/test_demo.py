"""What a new checkout has to look at: a gold set to compare releases on."""

import csv
from pathlib import Path

from model.datasets.fields import Label
from serve.accounts.permissions import Role
from serve.datasets import demo as data_set_demo
from serve.datasets.gold import GoldSet
from serve.review.curating import ReviewQueue
from serve.review.domain import EntryState
from serve.review.queue_store import QueueFilter
from tests.serve.record import faults
from tests.serve.rules.desk import GREEN, RED, Team, new_photo


def sample(folder: Path) -> Path:
    """A small sample: four items of each label and split, one photo each, of two products."""
    (folder / "images").mkdir()
    with (folder / "manifest.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["image", "product", "label", "item", "view", "split", "licence"])
        for product in ("bag", "box"):
            for label, colour in ((Label.GENUINE, GREEN), (Label.COUNTERFEIT, RED)):
                for split in ("train", "calibration", "test"):
                    for number in range(4 if product == "box" else 1):
                        item = f"{product}-{label}-{split}-{number}"
                        (folder / "images" / f"{item}.jpg").write_bytes(new_photo(colour))
                        view = "front" if product == "box" else "whole"
                        writer.writerow([f"images/{item}.jpg", product, label, item, view, split, "CC0-1.0"])
    return folder / "manifest.csv"


def test_items_that_no_release_learned_from_are_accepted_and_most_are_gold(alone: Team, tmp_path: Path) -> None:
    curator, administrator = alone.desk(Role.CURATOR, "operator"), alone.operator
    data_set_demo.create(alone.parts, alone.contributor.actor, curator.actor, administrator.actor, sample(tmp_path))
    found = alone.parts[ReviewQueue].queue(curator.actor, QueueFilter(EntryState.ACCEPTED), None, 100).page.entries
    gold = alone.parts[GoldSet].view(curator.actor)
    products = {entry.product_id for entry in found}
    assert len(products) == 1
    assert {entry.item.split("-")[2] for entry in found} == {"test", "calibration"}
    assert {shown.entry.item.split("-")[2] for shown in gold.items} == {"test"}
    assert all(shown.item.is_confirmed for shown in gold.items)
    assert {shown.entry.label for shown in gold.items} == set(Label)
    assert faults(alone) == []


def test_without_the_sample_nothing_is_done(alone: Team, tmp_path: Path) -> None:
    curator, missing = alone.desk(Role.CURATOR, "operator"), tmp_path / "manifest.csv"
    data_set_demo.create(alone.parts, alone.contributor.actor, curator.actor, alone.operator.actor, missing)
    assert alone.parts[GoldSet].view(curator.actor).items == []
