"""Texts that look alike are found, and their difference is named."""

import pytest

from model.datasets.spelling import alike, difference, seen

SAME_TO_THE_EYE = [
    ("pi\u00e8ce-1", "pie\u0300ce-1", "accents"),
    ("piece-2", "piece-2\u200b", "U+200B"),
    ("piece-2", "\ufeffpiece-2", "U+FEFF"),
    ("piece-2", "pie\u00adce-2", "U+00AD"),
    ("piece-2", "piece-2\ufe0f", "U+FE0F"),
    ("piece-2", "piece\u2060-2\u200e", "U+200E, U+2060"),
    ("piece 2", "piece\u00a02", "spaces"),
    ("piece 2", " piece  2 ", "spaces"),
    ("한", "\u1112\u1161\u11ab", "accents"),
]
NEARLY_SO = [
    ("A-1", "a-1", "letter case"),
    ("Straße", "STRASSE", "letter case"),
    ("A-1", "\uff21-1", "width"),
    ("ｶﾞ", "ガ", "width"),
    ("A-1", "A\u20131", "in dashes or underscores"),
    ("A-1", "A_1", "in dashes or underscores"),
    ("A-1", "A 1", "in spaces and in dashes or underscores"),
    ("A-1", "A - 1", "in spaces"),
    ("A-1", "A\u22121", "dashes"),
    ("A-1", "\u0410-1", "look alike (U+0410 CYRILLIC CAPITAL LETTER A)"),
    ("pace", "\u0440\u0430\u0441\u0435", "look alike"),
    ("hand", "\u04bban\u0501", "look alike (U+04BB CYRILLIC SMALL LETTER SHHA, U+0501"),
    ("II-1", "\u0406I-1", "look alike"),
    ("BHK", "\u0392\u0397\u039a", "GREEK CAPITAL LETTER BETA"),
    ("\u0412\u0418\u0414", "\u0432\u0438\u0434", "letter case"),
    ("\u30ed-1", "\u53e3-1", "look alike"),
    ("10", "\u0661\u0660", "ARABIC-INDIC DIGIT ONE"),
    ("A-1", "\u0430-1", "look alike (U+0430 CYRILLIC SMALL LETTER A) and in letter case"),
    ("\u00e9-A", "e\u0301-a", "accents are encoded (composed, decomposed) and in letter case"),
]


@pytest.mark.parametrize(("one", "other", "words"), SAME_TO_THE_EYE)
def test_what_is_not_seen_does_not_count(one: str, other: str, words: str) -> None:
    assert seen(one) == seen(other)
    assert alike(one) == alike(other)
    assert words in str(difference(one, other))


@pytest.mark.parametrize(("one", "other", "words"), NEARLY_SO)
def test_what_is_hardly_seen_is_told_apart_and_known_as_alike(one: str, other: str, words: str) -> None:
    assert seen(one) != seen(other)
    assert alike(one) == alike(other)
    assert words in str(difference(one, other))


def test_letter_case_alone_is_not_told_as_another_letter() -> None:
    assert str(difference("\u0412\u0438\u0434", "\u0432\u0438\u0434")) == "in letter case"


@pytest.mark.parametrize(
    ("one", "other"), [("A-1", "A-2"), ("か", "が"), ("e", "é"), ("ab", "a b"), ("", "-"), ("вид", "код"), ("l", "1")]
)
def test_other_texts_are_other_texts(one: str, other: str) -> None:
    assert alike(one) != alike(other)
