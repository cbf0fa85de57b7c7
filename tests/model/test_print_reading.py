"""Print, read from photos of drawn labels: what is right, what is wrong, and what can't be told."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.labels import JAPANESE, LATIN, NOTO, Label
from model.catalogue import TextKind
from model.print_reading import PrintReader, is_readable
from model.recogniser import largest, recogniser
from model.registration import find_keypoints, register
from model.text_findings import PrintLimits, TextResult, check_texts

found = recogniser()
if found is None:
    pytest.skip("the extra 'ocr' is not installed", allow_module_level=True)
READER = found
LIMITS = PrintLimits(0.6, 1, 0, 1.0, {}, READER.sha256)
SAYS = {"words": "For professional use only", "serial": "S/N QT0417365", "lot": "LOT 52816C", "date": "EXP 2028-03"}
JAPANESE_SAYS = {
    "words": "業務用・再販売を禁ず",
    "serial": "製造番号 KM204817",
    "lot": "ロット 2604-C",
    "date": "使用期限 2028年4月",
}
TURN = np.array([[0.86, 0.08, 0.04], [-0.06, 0.88, 0.09], [0.03, 0.02, 1.0]])  # a slant, in fractions


def slanted(picture: np.ndarray) -> np.ndarray:
    import cv2

    height, width = picture.shape[:2]
    scale = np.diag([width, height, 1.0])
    return np.asarray(cv2.warpPerspective(picture, scale @ TURN @ np.linalg.inv(scale), (width, height)))


def grey_of(picture: np.ndarray) -> np.ndarray:
    return np.asarray(picture.mean(axis=2).astype(np.uint8))


def read(label: Label, says: Mapping[str, str], picture: np.ndarray | None = None) -> dict[str, TextResult]:
    reference = label.flat(SAYS if label is LATIN else JAPANESE_SAYS)
    photo = slanted(label.flat(says)) if picture is None else picture
    laid = register(find_keypoints(reference), find_keypoints(photo), "label")
    readings = dict(
        PrintReader(READER, label.texts, {"label": grey_of(reference)}).read(grey_of(photo), [laid] if laid else [])
    )
    return {text.id: text.finding for text in check_texts(label.texts, {0: readings}, LIMITS)}


def test_right_print_matches_at_a_slant() -> None:
    assert read(LATIN, SAYS) == dict.fromkeys(SAYS, TextResult.MATCHES)


@pytest.mark.skipif(not NOTO.is_file(), reason="fonts-noto-cjk is not installed")
def test_japanese_print_is_read_and_one_wrong_character_is_found() -> None:
    assert read(JAPANESE, JAPANESE_SAYS) == dict.fromkeys(JAPANESE_SAYS, TextResult.MATCHES)
    wrong = JAPANESE_SAYS | {"words": "業務用・再販亮を禁ず", "serial": "製造番号 KM2O4B1Z7"}
    assert {name for name, found in read(JAPANESE, wrong).items() if found is TextResult.DEVIATES} == {
        "words",
        "serial",
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("words", "For profesional use only"),
        ("words", "For professionnal use only"),
        ("serial", "S/N QT04M7365"),
        ("serial", "S/N QT041736"),
        ("serial", "S/N QT04173659"),
        ("lot", "LOT 52816H"),
        ("date", "EXP 2028-13"),
    ],
)
def test_what_is_spelled_otherwise_or_breaks_its_pattern_is_found(text: str, says: str) -> None:
    results = read(LATIN, SAYS | {text: says})
    assert results.pop(text) is TextResult.DEVIATES
    assert set(results.values()) == {TextResult.MATCHES}


def test_characters_that_look_alike_accuse_no_one() -> None:
    assert read(LATIN, SAYS | {"serial": "S/N QT04l7365", "date": "EXP 2O28-03"})["serial"] is TextResult.MATCHES


def test_a_line_that_is_partly_covered_accuses_no_one() -> None:
    picture = LATIN.flat(SAYS).copy()
    picture[326:392, 270:420] = (200, 150, 120)  # a finger over the end of the serial number
    assert read(LATIN, SAYS, slanted(picture))["serial"] is not TextResult.DEVIATES


def test_a_photo_that_does_not_register_reads_nothing() -> None:
    plain = np.full((640, 900, 3), 128, np.uint8)
    assert set(read(LATIN, SAYS, plain).values()) == {TextResult.NOT_READ}


def test_other_scripts_and_unknown_characters_are_not_read() -> None:
    words = LATIN.texts[0]
    assert words.kind is TextKind.FIXED
    assert is_readable(words, READER)
    assert not is_readable(replace(words, script="Arab"), READER)
    assert not is_readable(replace(words, expected="فقط للاستخدام"), READER)


@pytest.mark.parametrize("count", [3, 6, 40])
def test_the_likeliest_characters_are_those_of_a_full_sort_ties_included(count: int) -> None:
    rng = np.random.default_rng(count)
    for levels in (3, 20, 5000):
        values = (rng.integers(0, levels, 30) / levels).astype(np.float32)
        assert largest(values, count).tolist() == np.argsort(-values, kind="stable")[:count].tolist()
