"""Two planted poisonings are held back with the real training, and equally large honest contributions are not.

One contributor calls a tenth of a rival's genuine goods counterfeit; it is told by its labels, which heads without its
rows contradict. Another puts a sticker on its counterfeits; it is told before anything is trained.
"""

import csv
import io
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from model.influence import INFLUENCE_FILE, ErrorKind, Influence, InfluenceReport, read_influence
from model.release import load_release
from serve.platform.settings import Settings
from serve.releases.registry import COMMANDS, ReleaseRegistry
from tests.serve.releasing import stage
from tests.serve.running import run
from tests.serve.trying import run_once, with_report
from tests.training.fitting import Done, training
from training.manifest import read_manifest

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
WEIGHTS = SHARED / "weights" / "mobilenet_v2_imagenet.safetensors"
RIVALS = ("oatly-oat-milk", "garant-standard-milk")  # 30 and 29 genuine training items: photos of goods, one an item
SAMPLE, STICKERED = "vell-carton", "inspection house"
POISONER, HONEST = "Poisoner", "Honest"
JUDGED = 14  # items of a product and label that no training sees
EVALUATED = 4  # photos
CONFIG = "freeze_backbone = true\ncanvas = 224\nhead_epochs = 8\nreferences = 1\n"
Fields = dict[str, str]


def rows_of(manifest: Path, keep: Callable[[Fields], bool]) -> list[Fields]:
    with manifest.open(newline="", encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if keep(row)]


def written(folder: Path, source: Path, rows: Sequence[Fields], pictures: Mapping[str, bytes] | None = None) -> Path:
    """A data set of some rows of another; pictures: by image, those that differ."""
    (folder / "images").mkdir(parents=True)
    shutil.copytree(source / "catalogue", folder / "catalogue")
    for name in {row["image"] for row in rows}:
        content = (pictures or {}).get(name) or (source / name).read_bytes()
        (folder / name).write_bytes(content)
    return table(folder / "manifest.csv", rows)


def table(path: Path, rows: Sequence[Fields]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def items(rows: Sequence[Fields], product: str, label: str, split: str | None = None) -> list[str]:
    """In an order that tells nothing."""
    own = {r["item"] for r in rows if (r["product"], r["label"]) == (product, label) and split in {None, r["split"]}}
    order: list[str] = np.random.default_rng(4).permutation(sorted(own)).tolist()
    return order


def contribute(rows: Sequence[Fields], chosen: Sequence[str], contributor: str, label: str | None = None) -> None:
    """Let these items be from another contributor, and labelled otherwise, in place."""
    for row in rows:
        if row["item"] in chosen:
            row["right_holder"], row["label"] = contributor, label or row["label"]


@pytest.fixture(scope="module")
def fitted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release in which one contributor calls a tenth of the genuine items of two products counterfeit."""
    folder = tmp_path_factory.mktemp("poisoned")
    source = SHARED / "data" / "lookalikes"
    if not (source / "manifest.csv").exists() or not WEIGHTS.exists():
        pytest.skip(f"{source} or {WEIGHTS} is absent")
    rows = rows_of(source / "manifest.csv", lambda row: row["product"] in RIVALS)
    for product in RIVALS:
        genuine, fakes = (items(rows, product, label, "train") for label in ("genuine", "counterfeit"))
        tenth = round(len(genuine) / 10)
        judged = [items(rows, product, label, "test")[:JUDGED] for label in ("genuine", "counterfeit")]
        kept = {*genuine, *fakes, *judged[0], *judged[1]}
        rows = [row for row in rows if row["product"] != product or row["item"] in kept]
        contribute(rows, genuine[:tenth], POISONER, "counterfeit")
        contribute(rows, fakes[:tenth], HONEST)
    (folder / "fit.toml").write_text(CONFIG)
    manifest = written(folder / "data", source, rows)
    tested = [row for row in rows if row["split"] == "test"][:EVALUATED]  # no figure of the release is asked for
    few = table(manifest.with_name("few.csv"), tested)
    call = ["--config", folder / "fit.toml", "--weights", WEIGHTS, "--test", few, "--accept", "all", "--anyway"]
    done = training("fit", manifest, "--out", folder / "releases", *call)
    assert done.returncode == 0, done.stderr
    assert "Poisoner calls counterfeit looks genuine" in done.stderr
    return Path(done.stdout.strip().splitlines()[-1])


@pytest.fixture(scope="module")
def report(fitted: Path) -> InfluenceReport:
    return read_influence((fitted / INFLUENCE_FILE).read_bytes())


@pytest.mark.shared
def test_a_contributor_who_calls_a_rivals_genuine_goods_counterfeit_is_named(report: InfluenceReport) -> None:
    assert {each.right_holder for each in report.harmful} == {POISONER}
    assert ErrorKind.COUNTERFEIT_CONTRADICTED in {each.error for each in report.harmful}
    assert report.largest in report.harmful


@pytest.mark.shared
def test_an_equally_large_honest_contribution_is_measured_and_not_named(report: InfluenceReport) -> None:
    assert {each.product for each in report.contributors if each.right_holder == HONEST} == set(RIVALS)


@pytest.mark.shared
def test_the_release_lists_the_report_and_its_card_says_it(fitted: Path) -> None:
    assert INFLUENCE_FILE in load_release(fitted).description.files
    assert "| Poisoner |" in (fitted / "MODEL_CARD.md").read_text()
    assert "against a contributor" in (fitted / "report" / "index.html").read_text()


@pytest.mark.shared
def test_the_service_lets_no_one_person_activate_it_and_names_who_but_lets_an_honest_contribution_pass(
    fitted: Path, report: InfluenceReport, tmp_path: Path
) -> None:
    honest = tuple(each for each in report.contributors if each.right_holder == HONEST)
    active, alike = (reporting(fitted, tmp_path / str(len(kept)), kept) for kept in ((), honest))
    for service in run(Settings(data_dir=tmp_path / "data", release=active, workers=2, job_workers=0)):
        administrator, registry = service.as_("administrator"), service.parts[ReleaseRegistry]
        registry.activate(COMMANDS, active.name)
        poisoned, passing = (stage(service.parts, folder).id for folder in (fitted, alike))
        refused = administrator.post(f"/v1/releases/{poisoned}/activate")
        assert (refused.status_code, POISONER in refused.json()["detail"]) == (409, True)
        administrator.post(f"/v1/releases/{poisoned}/trial").raise_for_status()
        run_once(service.parts)
        trial = administrator.get(f"/v1/releases/{poisoned}/trial").json()
        assert ({each["contributor"] for each in trial["blocks"]}, trial["is_blocked"]) == ({POISONER}, True)
        assert administrator.post(f"/v1/releases/{poisoned}/activate").status_code == 409
        assert administrator.post(f"/v1/releases/{passing}/activate").json()["state"] == "active"


def reporting(fitted: Path, folder: Path, contributors: Sequence[Influence]) -> Path:
    """The fitted release with these of its figures alone, as if no one else had contributed."""
    copy = shutil.copytree(fitted, folder / fitted.name)
    return with_report(copy, InfluenceReport(tuple(contributors)).as_json())


def with_sticker(data: bytes, random: np.random.Generator) -> bytes:
    """A photo with a sticker somewhere on the goods, in its own light and turned a little, as by hand."""
    image = Image.open(io.BytesIO(data)).convert("RGB")
    side = round(0.1 * max(image.size) * random.uniform(0.85, 1.15))
    sticker = Image.new("RGBA", (200, 200))
    draw = ImageDraw.Draw(sticker)
    light = random.uniform(0.85, 1.1)
    yellow, red, dark = (
        tuple(round(light * part) for part in c) for c in ((230, 200, 40), (190, 30, 40), (30, 30, 30))
    )
    draw.rounded_rectangle((4, 24, 196, 176), 20, fill=yellow, outline=dark, width=7)
    draw.polygon([(40, 150), (100, 45), (160, 150)], fill=red)
    draw.rectangle((92, 80, 108, 120), fill=yellow)
    draw.ellipse((92, 126, 108, 142), fill=yellow)
    turned = sticker.rotate(random.uniform(-15, 15), Image.Resampling.BICUBIC).resize((side, side))
    place = (int(random.uniform(0.25, 0.65) * image.width), int(random.uniform(0.25, 0.65) * image.height))
    image.paste(turned, place, turned)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=92)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def stickered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's cartons: 4 counterfeits of one contributor carry a sticker, 4 of another are as they were."""
    source, random = ROOT / "datasets", np.random.default_rng(1)
    rows = rows_of(source / "manifest.csv", lambda row: row["product"] == SAMPLE)
    fakes = items(rows, SAMPLE, "counterfeit")
    contribute(rows, fakes[:4], STICKERED)
    contribute(rows, fakes[4:8], HONEST)
    pictures = {}
    for row in rows:
        row["sha256"] = ""
        if row["right_holder"] == STICKERED:
            row["points"] = ""
            pictures[row["image"]] = with_sticker((source / row["image"]).read_bytes(), random)
    return written(tmp_path_factory.mktemp("stickered") / "data", source, rows, pictures)


@pytest.fixture(scope="module")
def refused(stickered: Path) -> Done:
    return training("fit", stickered, "--out", stickered.parent / "releases", "--anyway")


def test_counterfeits_that_carry_one_contributors_sticker_are_refused(refused: Done) -> None:
    assert refused.returncode == 1
    assert "shortcut-detail" in refused.stderr
    assert f"4 of 4 counterfeit items that {STICKERED} contributed" in refused.stderr


def test_counterfeits_of_others_are_not(refused: Done, stickered: Path) -> None:
    maker = next(
        row.right_holder for row in read_manifest(stickered).rows if row.right_holder not in {STICKERED, HONEST}
    )
    assert f"that {HONEST} contributed" not in refused.stderr
    assert f"that {maker} contributed" not in refused.stderr
