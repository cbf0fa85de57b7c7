"""Spelling: what counts as one text, and patterns that allow for it."""

import pytest

from model.patterns import compile_pattern
from model.spelling import alike, folded, relaxed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("HM 814 667", "HM814667"),
        ("\uff11\uff12\uff13", "123"),
        ("KV\u20135167", "KV-5167"),
        ("製造番号 A1", "製造番号A1"),
        ("", ""),
    ],
)
def test_spaces_widths_and_dashes_make_no_difference(text: str, expected: str) -> None:
    assert folded(text) == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("LOT O1", "LOT 0l", True),
        ("KV-5167", "kv-5167", True),
        ("KV-5167", "KV-5168", False),
        ("PALVIDINE", "PALVIDIINE", False),
        ("B8", "88", False),  # a reader tells these apart
    ],
)
def test_characters_that_look_the_same_are_not_told_apart(one: str, other: str, *, same: bool) -> None:
    assert alike(one, other) is same


@pytest.mark.parametrize(
    ("pattern", "text", "allowed"),
    [
        (r"^KV-\d{4}-\d{2}$", "KV-5167-47", True),
        (r"^KV-\d{4}-\d{2}$", "KV-5I67-4O", True),
        (r"^KV-\d{4}-\d{2}$", "KV-516B-47", False),
        (r"^HM \d{3} \d{3}$", "HM814667", True),
        (r"^LOT [5-9][A-F]\d{3}$", "LOT7D679", True),
        (r"^LOT [5-9][A-F]\d{3}$", "LOT4D679", False),
        (r"EXP (0[1-9]|1[0-2])/20\d{2}", "EXP13/2028", False),
        (r"EXP (0[1-9]|1[0-2])/20\d{2}", "EXP12/2028", True),
        (r"AR[ -]?\d{4}", "AR1234", True),
        (r"AR[ -]\d{4}", "AR1234", True),  # the space may have been missed
        (r"A\s+B", "AB", True),
        (r"[]A]\d", "]7", True),
        (r"(?:SN|NO)\.?\d+", "N0.12", True),
        (r"\.\d\|", ".7|", True),
        (r"[^0]+", "O", True),
        (r"\w{2}-\d", "X9-1", True),
        (r"製造番号 [A-Z]\d", "製造番号A1", True),
    ],
)
def test_a_relaxed_pattern_allows_what_looks_alike_and_nothing_else(pattern: str, text: str, *, allowed: bool) -> None:
    assert compile_pattern(relaxed(pattern))(folded(text)) is allowed
