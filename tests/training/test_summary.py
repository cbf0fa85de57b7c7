"""The summary that validate opens with."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from model.catalogue import ProductSheet
from model.datasets.splits import Split
from tests.training.fitting import training
from tests.training.rows import rows_of
from training.config import FitConfig
from training.estimate import estimate
from training.manifest import Manifest, Row
from training.stages import FitStage
from training.summary import summarise, summary_lines


def manifest_of(*groups: list[Row]) -> Manifest:
    rows = tuple(row for group in groups for row in group)
    sheets = {row.product: ProductSheet(row.product, "", {"en": row.product}, "", (), None, (), ()) for row in rows}
    return Manifest(rows, Path("nowhere"), "0" * 64, sheets, (), len(rows))


def product(name: str, train: int, genuine: int, counterfeit: int) -> list[Row]:
    return [
        *rows_of(train, train, product=name),
        *rows_of(genuine, counterfeit, Split.CALIBRATION, product=name),
        *rows_of(3, 3, Split.TEST, product=name),
    ]


def told(*groups: list[Row]) -> str:
    return "\n".join(summary_lines(summarise(manifest_of(*groups))))


def test_it_says_how_much_there_is_and_for_what() -> None:
    assert told(product("watch", 10, 59, 59)).startswith(
        "144 photos of 144 items of 1 product: 20 for training, 118 for calibration and 6 for the test."
    )


def test_it_says_which_products_could_get_which_verdicts() -> None:
    text = told(product("watch", 10, 59, 59), product("bag", 10, 59, 12), product("cap", 10, 2, 2))
    assert "Definite verdicts are possible for watch." in text
    assert "Only suspected_counterfeit is possible for bag." in text
    assert "Always inconclusive: cap." in text


def test_it_says_what_is_missing_alone_and_together() -> None:
    text = told(product("watch", 10, 50, 58), product("bag", 10, 4, 0))
    assert (
        "watch lacks 9 genuine calibration items for suspected_counterfeit and "
        "1 counterfeit calibration item for consistent_with_genuine." in text
    )
    assert "Counted together, if they err alike, they lack 5 genuine calibration items." in text


def test_products_counted_together_are_named() -> None:
    text = told(product("watch", 10, 30, 30), product("bag", 10, 30, 30))
    assert "Counted together with others, if they err alike: bag, watch." in text
    assert "lack" not in text


def test_products_without_counterfeits_get_another_answer() -> None:
    assert "unlike any genuine reference, or inconclusive: cap." in told(list(rows_of(10, 0, product="cap")))
    few = told(list(rows_of(4, 0, product="cap")))
    assert "cap lacks counterfeit training items, or 6 genuine training items to tell what is unlike them." in few


def test_open_splits_are_explained_where_calibration_items_are_missing() -> None:
    rows = [replace(row, split_given=False) for row in product("watch", 10, 4, 4)]
    assert "a fifth of a label's items are for calibration: 293 have 59." in told(rows)


def test_many_products_take_a_dozen_lines_at_most() -> None:
    groups = [product(f"p{number}", 10, 2 + 8 * number, 2) for number in range(60)]
    genuine = [list(rows_of(10, 0, product=f"g{number}")) for number in range(5)]
    whole = [product(f"w{number}", 10, 70, 70) for number in range(5)]
    assert len(told(*groups, *genuine, *whole).splitlines()) <= 12


def test_without_rows_there_is_no_summary() -> None:
    assert told([]) == ""


def test_the_time_of_a_fit_follows_its_settings() -> None:
    manifest = manifest_of(product("watch", 100, 60, 60))
    usual = estimate(manifest, FitConfig(), 448, pretrained=True, cores=2)
    assert estimate(manifest, FitConfig(), 672, pretrained=True, cores=2).seconds > usual.seconds
    assert estimate(manifest, FitConfig(), 448, pretrained=False, cores=2).seconds > usual.seconds
    assert estimate(manifest, FitConfig(), 448, pretrained=True, cores=4).seconds < usual.seconds
    for shorter in (FitConfig(presentations=96), FitConfig(freeze_backbone=True)):
        assert estimate(manifest, shorter, 448, pretrained=True, cores=2).seconds < usual.seconds


def test_other_targets_are_named_and_counted_with() -> None:
    manifest = manifest_of(product("watch", 10, 29, 29))
    lines = list(summary_lines(summarise(manifest, FitConfig(target_false_rejection=0.1, target_false_acceptance=0.1))))
    assert lines[1].startswith("Counted for errors of at most 10 % (genuine called suspected) and 10 % (counterfeit ")
    assert lines[2] == "Definite verdicts are possible for watch."
    assert list(summary_lines(summarise(manifest)))[2] == "Definite verdicts: none is possible."


def test_validate_counts_with_the_settings_of_the_fit(tmp_path: Path) -> None:
    rows = [
        f"{label}-{n}.jpg,watch,{label},{label}-{n},train" for label in ("genuine", "counterfeit") for n in range(9)
    ]
    (tmp_path / "manifest.csv").write_text("\n".join(["image,product,label,item,split", *rows, ""]), encoding="utf-8")
    (tmp_path / "fit.toml").write_text("freeze_backbone = true\ntarget_false_acceptance = 0.1\n", encoding="utf-8")
    usual, other = (
        json.loads(training("validate", tmp_path / "manifest.csv", "--json", *more).stdout)
        for more in ((), ("--config", tmp_path / "fit.toml"))
    )
    assert other["summary"]["targets"] == {"false_rejection": 0.05, "false_acceptance": 0.1, "confidence": 0.95}
    assert other["summary"]["products"]["watch"]["missing_calibration_items"] == {"genuine": 59, "counterfeit": 29}
    assert other["summary"]["fit"]["seconds"] < usual["summary"]["fit"]["seconds"]
    (said,) = (each["message"] for each in other["findings"] if each["code"] == "too-few-calibration-items")
    assert "needs 59 genuine ones to call items suspected (wrongly at most 5 % of genuine ones)" in said
    assert "29 counterfeit ones to call items consistent (wrongly at most 10 % of counterfeit ones)" in said


def test_the_items_of_another_manifest_that_are_tested_take_their_time() -> None:
    manifest, test = manifest_of(product("watch", 20, 9, 9)), manifest_of(product("watch", 0, 0, 0) * 50)
    own, other = (estimate(manifest, FitConfig(), 448, pretrained=True, cores=2, test=each) for each in (None, test))
    assert other.stages[FitStage.EVALUATE] == pytest.approx(50 * own.stages[FitStage.EVALUATE])


def test_validate_opens_with_the_summary_and_has_it_in_json(tmp_path: Path) -> None:
    (tmp_path / "manifest.csv").write_text("image,product,label,item\na.jpg,watch,genuine,a\n", encoding="utf-8")
    assert training("validate", tmp_path / "manifest.csv").stdout.startswith("1 photo of 1 item of 1 product: 1 for")
    document = json.loads(training("validate", tmp_path / "manifest.csv", "--json").stdout)
    assert document["rows"] == 1
    assert document["summary"]["products"]["watch"]["missing_calibration_items"] == {"genuine": 59, "counterfeit": 59}
    assert set(document["summary"]["fit"]) == {"seconds", "gigabytes"}


def test_a_set_for_measuring_alone_is_said_to_be_one_and_lacks_nothing() -> None:
    lines = told(list(rows_of(3, 3, Split.TEST, product="watch"))).splitlines()
    assert lines[1].startswith("All items are in the split test: this set is for measuring a release")
    assert len(lines) == 2
