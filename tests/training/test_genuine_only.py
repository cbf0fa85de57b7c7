"""Products without known counterfeits: learned from genuine items, and enrolled without training."""

import json
import shutil
from pathlib import Path

import pytest

from model.datasets.splits import Split
from model.examiner import Examiner
from model.release import load_release
from model.released_product import Basis
from model.verdict import Outcome, Reason
from tests.training.fitting import GENUINE_ONLY, Done, fit_call, training
from training.enrol import features_warning
from training.manifest import read_manifest


@pytest.fixture(scope="module")
def enrolling(genuine: Path, release_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Done:
    done = training("enrol", release_folder, genuine / "manifest.csv", "--out", tmp_path_factory.mktemp("enrolled"))
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="module")
def enrolled(enrolling: Done) -> Path:
    return Path(enrolling.stdout.strip())


def photos_of(manifest: Path, label: str, split: Split = Split.TEST) -> list[bytes]:
    """All photos of the first such item."""
    rows = [row for row in read_manifest(manifest).rows if row.label.value == label and row.split is split]
    return [(manifest.parent / row.image).read_bytes() for row in rows if row.item == rows[0].item]


def test_an_enrolled_product_is_recognised_and_gets_no_definite_verdict(genuine: Path, enrolled: Path) -> None:
    examiner = Examiner(load_release(enrolled))
    verdict = examiner.examine(photos_of(genuine / "manifest.csv", "genuine"))
    assert (verdict.product.id, verdict.basis) == (GENUINE_ONLY, Basis.GENUINE_ONLY)
    assert verdict.unlikeness is not None
    assert verdict.unlikeness.items == 12
    assert verdict.outcome is Outcome.INCONCLUSIVE
    assert set(verdict.reasons) <= {Reason.UNLIKE_ANY_REFERENCE, Reason.TOO_FEW_CALIBRATION_ITEMS}
    assert all(photo.view in {"front", "end"} for photo in verdict.photos)


def test_what_was_known_before_is_judged_as_before(drawn: Path, release_folder: Path, enrolled: Path) -> None:
    photos = photos_of(drawn / "manifest.csv", "counterfeit")
    before, after = (
        Examiner(load_release(folder)).examine(photos, product="vell-carton").as_json()
        for folder in (release_folder, enrolled)
    )
    for document in (before, after):
        for name in ("release", "took_ms", "product", "candidates"):
            del document[name]
    assert before == after


def test_the_release_records_what_was_enrolled(release_folder: Path, enrolled: Path) -> None:
    (step,) = load_release(enrolled).description.training["enrolled"]
    assert (step["into"], step["products"]) == (release_folder.name, [GENUINE_ONLY])
    card = (enrolled / "MODEL_CARD.md").read_text()
    assert f"| {GENUINE_ONLY} | 12 |" in card
    assert "vell-carton" in card


def test_a_network_without_pretrained_weights_is_warned_of_in_one_line_and_in_the_card(
    enrolling: Done, enrolled: Path
) -> None:
    warnings = [line for line in enrolling.stderr.splitlines() if line.startswith("warning: ")]
    assert len(warnings) == 1
    assert "--weights imagenet" in warnings[0]
    assert "Caution: the network was fitted without pretrained weights" in (enrolled / "MODEL_CARD.md").read_text()
    assert features_warning({"weights": "none"}) == features_warning({})
    assert features_warning({"weights": "imagenet"}) is None
    assert features_warning({"weights": "sha256:00"}) is None


def test_enrolling_again_replaces_and_evaluation_counts_test_items_alone(
    genuine: Path, enrolled: Path, tmp_path: Path
) -> None:
    again = training("enrol", enrolled, genuine / "manifest.csv", "--out", tmp_path)
    assert again.returncode == 0, again.stderr
    folder = Path(again.stdout.strip())
    assert len(load_release(folder).description.products) == 2
    assert (folder / "MODEL_CARD.md").read_text().count("## Enrolled since") == 1
    done = training("evaluate", folder, genuine / "manifest.csv", "--json")
    figures = json.loads(done.stdout)
    assert (figures["items"], figures["auroc"]["n"]) == (12, 12)
    assert figures["coverage"]["value"] == 0.0
    assert figures["genuine_called_unlike"]["n"] == figures["counterfeit_called_unlike"]["n"] == 6
    learned = training("evaluate", folder, genuine / "manifest.csv", "--split", "train")
    assert learned.returncode == 1
    assert "learned from all of these items" in learned.stderr


def test_too_few_genuine_items_are_refused_with_how_many_are_missing(
    genuine: Path, release_folder: Path, tmp_path: Path
) -> None:
    lines = (genuine / "manifest.csv").read_text().splitlines()
    items = sorted({line.split(",")[4] for line in lines[1:] if ",train," in line})[:7]
    few = shutil.copytree(genuine, tmp_path / "data") / "manifest.csv"
    few.write_text("\n".join([lines[0], *(line for line in lines[1:] if line.split(",")[4] in items)]) + "\n")
    done = training("enrol", release_folder, few, "--out", tmp_path)
    assert done.returncode == 1
    assert "has 7 genuine training items; add 3" in done.stderr
    assert not list(tmp_path.glob("r-*"))


def test_a_product_that_was_trained_on_is_not_enrolled(drawn: Path, release_folder: Path, tmp_path: Path) -> None:
    done = training("enrol", release_folder, drawn / "manifest.csv", "--out", tmp_path)
    assert done.returncode == 1
    assert "fit again" in done.stderr.splitlines()[-1]


def test_genuine_items_alone_can_be_fitted_with_pretrained_weights(genuine_folder: Path) -> None:
    released = load_release(genuine_folder).description.products[GENUINE_ONLY]
    assert released.basis is Basis.GENUINE_ONLY
    figures = json.loads((genuine_folder / "report" / "metrics.json").read_text())
    assert figures["auroc"]["n"] == 12
    assert "no counterfeit is known" in (genuine_folder / "MODEL_CARD.md").read_text()
    assert "Called unlike any genuine reference" in (genuine_folder / "report" / "index.html").read_text()


def test_genuine_items_alone_are_not_fitted_without_pretrained_weights(genuine: Path, tmp_path: Path) -> None:
    done = training(*fit_call(genuine, tmp_path, "--weights", "none"))
    assert done.returncode == 2
    assert "pretrained weights" in done.stderr.splitlines()[-1]
