"""The committed sample and the command that draws it: complete, repeatable, and without a hint of the label."""

import csv
import hashlib
import math
import re
import shlex
import tomllib
from argparse import ArgumentTypeError, Namespace
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from datasets.draw.__main__ import main, parse_arguments, parse_products, parse_shares
from datasets.draw.folder import COLUMNS, write_sheet
from datasets.draw.geometry import Box
from datasets.draw.products import PRODUCTS, product_by_id
from datasets.draw.sample import DrawnPhoto, PlannedItem, draw_item, is_counterfeit, plan_items, split_names
from datasets.draw.sheet import CATALOGUE
from translating.termbase import TAGS

ROOT = CATALOGUE.parent
ROUNDED = 1e-4  # sheets have four decimals
Row = dict[str, str]


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    with (ROOT / "manifest.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def items(rows: list[Row]) -> dict[str, list[Row]]:
    grouped = defaultdict(list)
    for row in rows:
        grouped[row["item"]].append(row)
    return dict(grouped)


@pytest.fixture(scope="module")
def options(tmp_path_factory: pytest.TempPathFactory) -> Namespace:
    """The numbers with which `make demo-data` draws the sample."""
    makefile = (ROOT.parent / "Makefile").read_text(encoding="utf-8")
    (call,) = re.findall(r"-m datasets\.draw --out datasets (.*)", makefile)
    return parse_arguments(["--out", str(tmp_path_factory.mktemp("unused")), *shlex.split(call)])


@pytest.fixture(scope="module")
def plan(options: Namespace) -> list[PlannedItem]:
    return plan_items(options.seed, PRODUCTS, options.genuine, options.counterfeit, options.splits)


def boxes_of(cell: str) -> Iterator[tuple[str, list[float]]]:
    for part in filter(None, cell.split(";")):
        point, _, edges = part.partition("@")
        yield point, [float(edge) for edge in edges.split(",")]


def test_every_row_names_a_file_with_its_digest(rows: list[Row]) -> None:
    assert tuple(rows[0]) == COLUMNS
    names = [row["image"] for row in rows]
    assert len(set(names)) == len(names)
    assert {f"images/{path.name}" for path in (ROOT / "images").iterdir()} == set(names)
    for row in rows:
        assert hashlib.sha256((ROOT / row["image"]).read_bytes()).hexdigest() == row["sha256"]


def test_the_sample_takes_20_megabytes_at_most() -> None:
    files = [path for path in ROOT.rglob("*") if path.is_file() and path.suffix in {".jpg", ".csv", ".toml"}]
    assert sum(path.stat().st_size for path in files) <= 20_000_000


def test_splits_and_labels_are_balanced(items: dict[str, list[Row]], options: Namespace) -> None:
    counts = Counter((photos[0]["product"], photos[0]["split"], photos[0]["label"]) for photos in items.values())
    for product in PRODUCTS:
        for label, number in (("genuine", options.genuine), ("counterfeit", options.counterfeit)):
            for split, expected in Counter(split_names(options.splits, number)).items():
                assert counts.pop((product.id, split, label)) == expected
    assert not counts


def test_an_item_has_one_label_split_and_source_and_a_photo_of_each_view(items: dict[str, list[Row]]) -> None:
    for photos in items.values():
        for column in ("product", "label", "split", "source", "right_holder", "contributed_on"):
            assert len({row[column] for row in photos}) == 1
        product = product_by_id(photos[0]["product"])
        assert sorted(row["view"] for row in photos) == sorted(view.id for view in product.views)


def test_counterfeits_show_one_to_three_points_each_on_its_own_view(items: dict[str, list[Row]]) -> None:
    for photos in items.values():
        product = product_by_id(photos[0]["product"])
        shown = 0
        for row in photos:
            for point, (x, y, w, h) in boxes_of(row["points"]):
                shown += 1
                assert point in product.view(row["view"]).zones
                assert min(x, y) >= 0
                assert min(w, h) > 0.005
                assert max(x + w, y + h) <= 1.0001
        assert shown in ((1, 2, 3) if photos[0]["label"] == "counterfeit" else (0,))


def test_every_point_deviates_somewhere_in_the_test_split(rows: list[Row]) -> None:
    seen = {(row["product"], point) for row in rows if row["split"] == "test" for point, _ in boxes_of(row["points"])}
    unseen = {(product.id, point) for product in PRODUCTS for point in product.points} - seen
    assert not unseen, (
        "which points deviate is drawn at random: take another --seed or more items (Makefile, demo-data)"
    )


def test_some_photos_are_stored_rotated_and_sizes_are_of_one_class(rows: list[Row]) -> None:
    orientations, sizes = Counter[int](), Counter[tuple[int, int]]()
    for row in rows:
        with Image.open(ROOT / row["image"]) as image:
            orientations[image.getexif()[0x0112]] += 1
            sizes[ImageOps.exif_transpose(image).size] += 1
    assert sum(count for orientation, count in orientations.items() if orientation != 1) >= 4
    assert set(sizes) == {(640, 480), (480, 640)}


def test_the_seed_draws_the_committed_images(plan: list[PlannedItem]) -> None:
    for item in plan[:: len(plan) // 4]:
        for photo in draw_item(item):
            committed = (ROOT / "images" / photo.name).read_bytes()
            ours, theirs = (np.asarray(Image.open(BytesIO(data)), np.int16) for data in (photo.data, committed))
            # Another processor may round a sine or a blur differently; by less than anyone could see.
            assert np.abs(ours - theirs).mean() < 0.5


def test_sheets_match_the_drawn_products_and_show_their_references(rows: list[Row]) -> None:
    digests = {row["sha256"]: row for row in rows}
    for product in PRODUCTS:
        sheet = tomllib.loads((CATALOGUE / f"{product.id}.toml").read_text(encoding="utf-8"))
        assert (sheet["id"], sheet["right_holder"]) == (product.id, product.right_holder)
        assert [view["id"] for view in sheet["views"]] == [view.id for view in product.views]
        assert [point["id"] for point in sheet["points"]] == list(product.points)
        assert 4 <= len(sheet["points"]) <= 6
        for point in sheet["points"]:
            assert point["id"] in product.view(point["view"]).zones
            reference = digests[point["reference"]]
            assert (reference["label"], reference["split"]) == ("genuine", "train")
            assert (reference["product"], reference["view"]) == (product.id, point["view"])
            x, y, w, h = point["region"]
            assert min(x, y) >= 0
            assert min(w, h) > 0.02
            assert max(x + w, y + h) <= 1.0001
            for text in ("title", "genuine", "counterfeit"):
                assert set(point[text]) == set(TAGS)


def test_the_committed_sheets_are_those_of_the_plan_and_part_lines_of_print(
    rows: list[Row], plan: list[PlannedItem], tmp_path: Path
) -> None:
    for product in PRODUCTS:
        write_sheet(product, [item for item in plan if item.product == product.id], rows, tmp_path)
        text = (CATALOGUE / f"{product.id}.toml").read_text(encoding="utf-8")
        assert (tmp_path / f"{product.id}.toml").read_text(encoding="utf-8") == text
        for one, other in combinations(tomllib.loads(text)["texts"], 2):
            if one["view"] == other["view"]:
                assert Box(*one["region"]).overlap(Box(*other["region"])) < ROUNDED


def area_under_curve(positive: list[float], negative: list[float]) -> float:
    """The share of pairs in which the first list's value is the larger one; ties count half."""
    one, other = np.asarray(positive)[:, None], np.asarray(negative)[None, :]
    return float(((one > other) + 0.5 * (one == other)).mean())


def mean_bytes(photos: list[Row]) -> float:
    return float(np.mean([(ROOT / row["image"]).stat().st_size for row in photos]))


def landscape(photos: list[Row]) -> float:
    wide = 0
    for row in photos:
        with Image.open(ROOT / row["image"]) as image:
            wide += image.width > image.height
    return wide / len(photos)


def phone_number(photos: list[Row]) -> float:
    return float(photos[0]["source"].split("/")[0][-1])


def place_name(photos: list[Row]) -> float:
    return float(("market", "port", "postal-hall", "seminar").index(photos[0]["source"].split("/")[1]))


def day(photos: list[Row]) -> float:
    return float(photos[0]["contributed_on"].replace("-", ""))


def position(photos: list[Row]) -> float:
    return float(int(photos[0]["item"].rsplit("-", 1)[1], 16))


@pytest.mark.parametrize("clue", [mean_bytes, landscape, phone_number, place_name, day, position])
def test_metadata_tells_nothing_of_the_label(clue: Callable[[list[Row]], float], items: dict[str, list[Row]]) -> None:
    by_label: dict[str, list[float]] = {"genuine": [], "counterfeit": []}
    for photos in items.values():
        by_label[photos[0]["label"]].append(clue(photos))
    some, others = by_label["counterfeit"], by_label["genuine"]
    error = math.sqrt((len(some) + len(others) + 1) / (12 * len(some) * len(others)))  # where there is nothing to see
    assert area_under_curve(some, others) == pytest.approx(0.5, abs=3 * error)


def test_labels_and_nuisance_come_from_separate_streams(plan: list[PlannedItem]) -> None:
    pairs = [(is_counterfeit(1, "vell-carton", 2 * n), is_counterfeit(1, "vell-carton", 2 * n + 1)) for n in range(50)]
    assert all(one != other for one, other in pairs)
    assert 10 < sum(one for one, _ in pairs) < 40
    assert all(bool(item.severity) == item.counterfeit for item in plan)


def test_splits_follow_their_shares() -> None:
    assert split_names({}, 3) == ["", "", ""]
    assert split_names({"train": 0.8, "calibration": 0.2}, 5) == ["train"] * 4 + ["calibration"]
    assert Counter(split_names({"train": 0.2, "calibration": 0.2, "test": 0.6}, 20)) == {
        "train": 4,
        "calibration": 4,
        "test": 12,
    }


@pytest.mark.parametrize("text", ["training=1", "train=-1,test=2", "train=0", "train", "train=nan", ""])
def test_wrong_shares_are_refused(text: str) -> None:
    with pytest.raises(ArgumentTypeError, match="not shares"):
        parse_shares(text)


def test_an_unknown_product_is_refused_by_name() -> None:
    with pytest.raises(ArgumentTypeError, match="no-such-thing"):
        parse_products("vell-carton,no-such-thing")


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ("--out unused --products no-such-thing", "unknown product 'no-such-thing'; known: "),
        ("--out unused --splits train=0", "not shares of train, calibration and test: train=0"),
        ("--out unused --genuine -1", "not a number of items or processes: -1"),
        ("--out pyproject.toml", "pyproject.toml: can't be written to (Not a directory)"),
        ("--nope", "required: --out (help: python -m datasets.draw --help)"),
    ],
)
def test_a_wrong_call_is_one_line(capsys: pytest.CaptureFixture[str], call: str, words: str) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(call.split())
    assert words in capsys.readouterr().err


def test_any_number_of_workers_draws_the_same_bytes(tmp_path: Path) -> None:
    drawn = []
    for workers in (1, 2):
        out = tmp_path / str(workers)
        arguments = ["--genuine", "1", "--counterfeit", "2", "--products", "asterun-label,inkora-seal"]
        assert main(["--out", str(out), "--seed", "5", "--workers", str(workers), *arguments]) == 0
        files = sorted(path for path in out.rglob("*") if path.is_file())
        drawn.append({path.relative_to(out).as_posix(): path.read_bytes() for path in files})
    assert drawn[0] == drawn[1]
    assert len(drawn[0]) == 3 * 3 + 3 * 2 + 3


def test_drawing_again_removes_what_is_no_longer_drawn_and_nothing_else(tmp_path: Path) -> None:
    def draw(items: int) -> set[str]:
        call = ["--out", str(tmp_path), "--counterfeit", "0", "--genuine", str(items), "--workers", "1"]
        assert main([*call, "--products", "inkora-seal"]) == 0
        with (tmp_path / "manifest.csv").open(encoding="utf-8", newline="") as file:
            return {row["image"].removeprefix("images/") for row in csv.DictReader(file)}

    first = draw(2)
    (tmp_path / "images" / "own.jpg").write_bytes(b"the user's own")
    changed = min(first - draw(0))
    assert {path.name for path in (tmp_path / "images").iterdir()} == {"own.jpg"}
    draw(2)
    (tmp_path / "images" / changed).write_bytes(b"changed by the user")
    assert {path.name for path in (tmp_path / "images").iterdir()} == first | {"own.jpg"}
    draw(0)
    assert {path.name for path in (tmp_path / "images").iterdir()} == {"own.jpg", changed}


def test_one_split_is_drawn_as_it_is_among_all(tmp_path: Path) -> None:
    call = ["--seed", "3", "--genuine", "2", "--counterfeit", "2", "--products", "vell-carton"]
    call += ["--splits", "train=0.5,calibration=0.5"]
    drawn = {}
    for name, more in (("all", []), ("one", ["--only", "calibration"])):
        assert main(["--out", str(tmp_path / name), *call, *more]) == 0
        with (tmp_path / name / "manifest.csv").open(encoding="utf-8", newline="") as file:
            drawn[name] = list(csv.DictReader(file))
    assert drawn["one"] == [row for row in drawn["all"] if row["split"] == "calibration"]
    assert {row["label"] for row in drawn["one"]} == {"genuine", "counterfeit"}


def test_the_file_name_hides_the_index() -> None:
    photo = DrawnPhoto(plan_items(1, PRODUCTS[:1], 1, 0, {})[0], "front", b"", "")
    assert photo.name.startswith("vell-carton-")
    assert photo.name.endswith("-front.jpg")
    assert len(photo.item.id.rsplit("-", 1)[1]) == 8
