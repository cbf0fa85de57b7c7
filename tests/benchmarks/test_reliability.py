"""The script from end to end on a few real items, with the bundled release and networks that are really trained."""

import csv
import json
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch")

from benchmarks import reliability, shuffled
from benchmarks.copies import read_fields
from benchmarks.kept import Kept
from benchmarks.planted import draw, measure
from benchmarks.shuffled import Shuffled, permuted

ROOT = Path(__file__).parents[2]
FEWEST = (
    'backbone = "mobilenet_v3_small"\ncanvas = 224\npresentations = 32\nbatch = 16\nhead_epochs = 1\nreferences = 1\n'
)


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few items of two products of the committed data set, and two unknown photos beside them."""
    folder = tmp_path_factory.mktemp("few")
    fields = read_fields(ROOT / "datasets" / "manifest.csv")
    chosen: list[dict[str, str]] = []
    for product in ("vell-carton", "inkora-seal"):
        for split in ("train", "calibration", "test"):
            for label in ("genuine", "counterfeit"):
                group = [
                    row for row in fields if (row["product"], row["split"], row["label"]) == (product, split, label)
                ]
                items = sorted({row["item"] for row in group})[:2]
                chosen += [row for row in group if row["item"] in items]
    unknown = [row for row in fields if row["product"] == "tornavik-bearing"][:2]
    (folder / "images").mkdir()
    for row in (*chosen, *unknown):
        shutil.copy(ROOT / "datasets" / row["image"], folder / row["image"])
    write(folder / "manifest.csv", chosen)
    write(folder / "unknown.csv", [{"image": row["image"], "sha256": "", "kind": "bearing"} for row in unknown])
    return folder / "manifest.csv"


def write(path: Path, rows: Sequence[dict[str, str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Random weights of the network that the peers start from."""
    from safetensors.torch import save_file
    from torchvision.models import mobilenet_v2

    path = tmp_path_factory.mktemp("weights") / "random.safetensors"
    save_file(mobilenet_v2().state_dict(), path)
    return path


@pytest.fixture(scope="module", autouse=True)
def fitted_on_shuffled(few: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Future[Shuffled]]:
    """The longest part runs in parallel with the other tests: a fit on labels without meaning, and its output."""
    folder = tmp_path_factory.mktemp("shuffled")
    (folder / "fit.toml").write_text(FEWEST)
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(shuffled.measure, few, "none", folder, config=folder / "fit.toml", items=10, seed=0)


@pytest.fixture
def run(few: Path, weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Any]:
    """Run some parts in this process, which has loaded what they need, and give what is kept in the file of figures."""
    release, out = next((ROOT / "releases").glob("r-*")), tmp_path / "out.json"
    options = ["--release", release, "--seconds", "1", "--no-augment", "--json", out]

    def call(only: str) -> Any:
        words = ["reliability", few, "--weights", weights, "--only", only, *options]
        monkeypatch.setattr(sys, "argv", [str(word) for word in words])
        with pytest.raises(SystemExit, match=r"^0$"):
            reliability.main()
        return json.loads(out.read_text("utf-8"))

    return call


def test_parts_run_one_by_one_keep_their_figures_and_share_their_scores(run: Callable[[str], Any]) -> None:
    first = run("coverage")
    coverage = first["parts"]["coverage"]
    assert coverage["test_items"] == 8
    assert coverage["methods"]["ours: verdicts"]["coverage"]["n"] == 8
    assert coverage["methods"]["plain: conformal"]["coverage"]["value"] == 0  # 4 items of a label can't support 5 %
    second = run("coverage,unknown")
    assert second["scores"]["plain"] == first["scores"]["plain"]
    methods = {method["method"]: method for method in second["parts"]["unknown"]["methods"]}
    assert methods["ours: highest cosine (release)"]["auroc"]["n"] == 10
    assert sum(method["chosen"] for method in methods.values()) == 4
    assert set(second["parts"]) == {"coverage", "unknown"}


def test_scores_are_computed_again_if_what_they_depend_on_has_changed(tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    assert Kept(path).scores("plain", {"seconds": 1}, lambda: [1.0]) == [1.0]
    assert Kept(path).scores("plain", {"seconds": 1}, lambda: [2.0]) == [1.0]
    assert Kept(path).scores("plain", {"seconds": 3}, lambda: [2.0]) == [2.0]


def test_labels_are_permuted_by_item_within_product_and_split() -> None:
    fields = read_fields(ROOT / "datasets" / "manifest.csv")
    mixed = permuted(fields, seed=0)

    def counts(rows: Sequence[dict[str, str]]) -> list[tuple[str, ...]]:
        return sorted({(row["product"], row["split"], row["item"], row["label"]) for row in rows})

    def labels(rows: Sequence[dict[str, str]]) -> list[tuple[str, ...]]:
        return sorted((product, split, label) for product, split, _, label in counts(rows))

    assert labels(mixed) == labels(fields)
    assert len(counts(mixed)) == len({row["item"] for row in fields})
    changed = sum(old["label"] != new["label"] for old, new in zip(fields, mixed, strict=True))
    assert 0.3 < changed / len(fields) < 0.7
    assert not any(row["points"] for row in mixed)


def test_planted_shortcuts_are_found_and_named_and_the_clean_copy_has_none(tmp_path: Path) -> None:
    manifest = draw(tmp_path / "drawn", 12, "vell-carton")
    clean, *planted = measure(manifest, tmp_path / "copies", (1.0,))
    assert clean.codes == ()
    assert [(copy.plant, copy.found, copy.named) for copy in planted] == [
        ("coloured border", True, True),
        ("one camera's EXIF", True, True),
        ("one JPEG quality", True, True),
    ]


def test_shuffled_labels_give_no_definite_verdict_and_say_why(fitted_on_shuffled: Future[Shuffled]) -> None:
    found = fitted_on_shuffled.result()
    assert found.definite == 0
    assert found.examined == {"test": 8, "calibration": 2}
    assert sum(found.reasons.values()) >= 10
    assert all(both["suspected"].startswith("never") for both in found.thresholds.values())
