"""What people write instead of a label, a split or a column is recognised as what they mean."""

import csv
from pathlib import Path

import pytest

from model.datasets.synonyms import CAPTURES, COLUMNS, LABELS, SPLITS
from model.datasets.vocabulary import Vocabulary

TERMBASE = Path(__file__).parents[3] / "docs" / "termbase.csv"


@pytest.mark.parametrize(
    ("vocabulary", "written", "meant"),
    [
        (LABELS, "真正品", "genuine"),
        (LABELS, "fake", "counterfeit"),
        (LABELS, "FAKE", "counterfeit"),
        (LABELS, "\uff46ake\u200b", "counterfeit"),
        (LABELS, "Non_Genuine", "counterfeit"),
        (LABELS, "contrefac\u0327on", "counterfeit"),
        (LABELS, "autentico", "genuine"),
        (LABELS, "geniune", "genuine"),
        (LABELS, "counterfiet", "counterfeit"),
        (LABELS, "g\u0435nuin\u0435", "genuine"),
        (SPLITS, "validation", "calibration"),
        (SPLITS, "学習", "train"),
        (SPLITS, "Testing", "test"),
        (CAPTURES, "screenshot", "listing"),
        (COLUMNS, "file_name", "image"),
        (COLUMNS, "lable", "label"),
        (COLUMNS, "Right Holder", "right_holder"),
        (COLUMNS, "製品名", "product"),
    ],
)
def test_a_synonym_or_a_typing_error_is_recognised(vocabulary: Vocabulary, written: str, meant: str) -> None:
    assert vocabulary.meant(written) == meant
    assert f"did you mean {meant!r}" in str(vocabulary.proposed("wrong", written))


@pytest.mark.parametrize("written", ["", "1", "yes", "true", "unknown", "?", "front"])
def test_what_could_mean_either_label_is_no_synonym(written: str) -> None:
    assert LABELS.meant(written) is None
    assert LABELS.proposed("wrong", written) == "wrong"


def test_a_spelling_is_told_apart_from_a_synonym() -> None:
    views = Vocabulary({"front": ["Front of the carton", "外箱の正面"], "back": []})
    assert str(views.proposed("wrong", "Front")) == "wrong; did you mean 'front' (it differs in letter case)?"
    assert str(views.proposed("wrong", "外箱の正面")) == "wrong; did you mean 'front'?"
    assert views.named("frnt") is None
    assert views.meant("frnt") == "front"


@pytest.mark.parametrize("label", ["genuine", "counterfeit"])
def test_the_words_of_all_languages_of_the_service_are_synonyms(label: str) -> None:
    with TERMBASE.open(encoding="utf-8", newline="") as file:
        row = next(row for row in csv.DictReader(file) if row["id"] == label)
    words = [text for column, text in row.items() if column.startswith("lang:")]
    assert {LABELS.named(word) for word in words} == {label}
