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
        ("業務用\u00b7医療用\uff65家庭用", "業務用\u30fb医療用\u30fb家庭用"),
        ("5\u301c30\uff5e", "5~30~"),
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
        ("二〇二八年", "ニ○ニ八年", True),
        ("ベルト", "べル卜", True),
        ("医療機器", "医療器機", False),
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
        ("製造番号\uff1a\\d{3}", "製造番号:123", True),
        ("\uff2c\uff2f\uff34\u3000\\d", "LOT 7", True),
        ("[\uff21-\uff23]\uff08\\d\uff09", "B(7)", True),
        ("[\uff21-\uff23]\uff08\\d\uff09", "D(7)", False),
        ("A\u2013[B\u2013]\\d", "A\u2013\u20137", True),
        ("A\uff0e\\d", "AB7", False),
        ("\\d\u301c\\d", "5~9", True),
    ],
)
def test_a_relaxed_pattern_allows_what_looks_alike_and_nothing_else(pattern: str, text: str, *, allowed: bool) -> None:
    assert compile_pattern(relaxed(pattern))(folded(text)) is allowed
