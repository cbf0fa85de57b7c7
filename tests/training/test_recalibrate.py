"""Thresholds are counted again for a release that exists: other targets or other items, and the same network."""

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from model.datasets.splits import Split
from model.examiner import Examiner
from model.release import load_release
from tests.training.fitting import Done, training
from training.manifest import read_manifest

TARGETS = "target_false_rejection = 0.65\ntarget_false_acceptance = 0.65\n"
Row = dict[str, str]


def recalibrated(release: Path, manifest: Path, out: Path, *more: object) -> Done:
    return training("recalibrate", release, manifest, "--out", out, *more)


def folder_of(done: Done) -> Path:
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip())


@pytest.fixture(scope="module")
def lenient(drawn: Path, release_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release with targets that its few items support."""
    out = tmp_path_factory.mktemp("lenient")
    (out / "targets.toml").write_text(TARGETS)
    return folder_of(
        recalibrated(release_folder, drawn / "manifest.csv", out, "--config", out / "targets.toml", "--anyway")
    )


@pytest.fixture
def changed(drawn: Path, tmp_path: Path) -> Callable[[Callable[[Row], Row | None]], Path]:
    """Write a manifest of changed rows beside the same images; a row that becomes None is left out."""

    def write(change: Callable[[Row], Row | None]) -> Path:
        for name in ("images", "catalogue"):
            (tmp_path / name).symlink_to(drawn / name)
        with (drawn / "manifest.csv").open(newline="") as file:
            rows = [row for each in csv.DictReader(file) if (row := change(each)) is not None]
        with (tmp_path / "manifest.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
        return tmp_path / "manifest.csv"

    return write


def test_the_same_items_and_targets_give_the_same_thresholds_and_figures(
    drawn: Path, release_folder: Path, tmp_path: Path
) -> None:
    folder = folder_of(recalibrated(release_folder, drawn / "manifest.csv", tmp_path, "--anyway"))
    before, after = (json.loads((each / "release.json").read_bytes()) for each in (release_folder, folder))
    assert after["files"].pop("MODEL_CARD.md") != before["files"].pop("MODEL_CARD.md")
    after["training"].pop("recalibrated")
    assert after == before


def test_other_targets_make_another_release_with_the_same_network(release_folder: Path, lenient: Path) -> None:
    before, after = load_release(release_folder).description, load_release(lenient).description
    for name in ("model.onnx", "gallery.npz", "templates.npz"):
        assert after.files.get(name) == before.files.get(name)
    for rule in after.products["vell-carton"].rules:
        assert (rule.suspected.target, rule.consistent.target) == (0.65, 0.65)
        assert rule.suspected.items_needed < before.products["vell-carton"].rules[0].suspected.items_needed


def test_the_new_release_examines_photos(drawn: Path, lenient: Path) -> None:
    row = next(row for row in read_manifest(drawn / "manifest.csv").rows if row.split is Split.TEST)
    assert Examiner(load_release(lenient)).examine([(drawn / row.image).read_bytes()]).release == lenient.name


def test_record_and_card_say_from_which_release_and_with_what(drawn: Path, release_folder: Path, lenient: Path) -> None:
    record = load_release(lenient).description.training
    (step,) = record["recalibrated"]
    assert (step["from"], step["target_false_rejection"]) == (release_folder.name, 0.65)
    assert step["manifest_sha256"] == read_manifest(drawn / "manifest.csv").sha256
    assert record["configuration"]["target_false_acceptance"] == 0.65
    card = (lenient / "MODEL_CARD.md").read_text()
    assert "## Counted again" in card
    assert f"| {release_folder.name} | sha256 {step['manifest_sha256']} | 65.0% | 65.0% | 95% |" in card


def test_too_few_items_for_the_targets_are_refused(drawn: Path, release_folder: Path, tmp_path: Path) -> None:
    done = recalibrated(release_folder, drawn / "manifest.csv", tmp_path)
    assert done.returncode == 1
    assert "vell-carton has 3 genuine and 3 counterfeit calibration items" in done.stderr
    assert not list(tmp_path.glob("r-*"))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda row: {**row, "product": "other-carton"}, "the release does not know other-carton; fit again"),
        (
            lambda row: None if (row["split"], row["label"]) == ("calibration", "counterfeit") else row,
            "has no counterfeit calibration items of vell-carton; add some",
        ),
        (
            lambda row: None if row["split"] == "calibration" else row,
            "has no genuine and no counterfeit calibration items of vell-carton; add some",
        ),
    ],
)
def test_what_the_release_can_not_be_counted_on_is_refused(
    changed: Callable[[Callable[[Row], Row | None]], Path],
    release_folder: Path,
    change: Callable[[Row], Row | None],
    words: str,
) -> None:
    done = recalibrated(release_folder, changed(change), release_folder.parent / "unused", "--anyway")
    assert (done.returncode, words in done.stderr.splitlines()[-1]) == (1, True), done.stderr


def test_items_that_the_release_has_learned_from_are_left_out(
    changed: Callable[[Callable[[Row], Row | None]], Path], release_folder: Path, tmp_path: Path
) -> None:
    manifest = changed(lambda row: {**row, "split": "calibration" if row["split"] == "train" else "test"})
    done = recalibrated(release_folder, manifest, tmp_path / "out", "--anyway")
    assert done.returncode == 1
    assert "12 calibration items are left out: the release has learned from them" in done.stderr
    assert "has no genuine and no counterfeit calibration items of vell-carton" in done.stderr


def test_a_release_of_genuine_items_takes_no_counterfeits(genuine: Path, genuine_folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "data"
    shutil.copytree(genuine, copy)
    text = (copy / "manifest.csv").read_text().replace(",test,", ",calibration,")
    (copy / "manifest.csv").write_text(text)
    done = recalibrated(genuine_folder, copy / "manifest.csv", tmp_path / "out")
    assert done.returncode == 1
    assert "the release has learned no counterfeits of tornavik-bearing; fit again" in done.stderr


def test_settings_that_need_training_are_refused(drawn: Path, release_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "targets.toml").write_text("head_epochs = 3\n")
    done = recalibrated(release_folder, drawn / "manifest.csv", tmp_path / "out", "--config", tmp_path / "targets.toml")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "setting head_epochs: Extra inputs are not permitted" in done.stderr
