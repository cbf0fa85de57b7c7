"""Words of sheets that say how something seems are found in every language, and plain ones are left alone."""

from pathlib import Path

import pytest

from model.sheet_reading import read_catalogue
from serve.catalogue.differences import ValueDifference, differences
from serve.catalogue.wording import REASONS, expressions, subjective_in, wording_warnings
from serve.platform.translations import tags

DEMO = read_catalogue(Path(__file__).parents[3] / "datasets" / "catalogue")


def found(text: str, tag: str) -> list[str]:
    return [each.expression for each in subjective_in(text, tag)]


@pytest.mark.parametrize(
    ("tag", "text", "expected"),
    [
        ("en", "The print is UNCLEAR, and looks cheap.", ["unclear", "cheap"]),
        ("ja", "ロゴの印字が不鮮明で、線が少し太い。", ["不鮮明", "少し"]),
        ("zh-Hans", "印刷模糊。做工粗糙。", ["模糊", "粗糙"]),
        ("vi", "Chữ in bị mờ và hơi khác.", ["mờ", "hơi khác"]),
        ("th", "ตัวพิมพ์ไม่ชัดและสีซีด", ["ไม่ชัด", "สีซีด"]),
        ("id", "Cetakan buram dan murahan.", ["buram", "murahan"]),
        ("ar", "الطباعة غير واضحة، واللون باهتٌ عادةً.", ["غير واضحة", "باهت", "عادة"]),
        ("es", "La impresión es borrosa y de mala calidad.", ["borrosa", "mala calidad"]),
        ("pt-BR", "A impressão está embaçada, às vezes pior.", ["embaçada", "pior", "às vezes"]),
        ("ru", "Печать нечеткая, обычно хуже.", ["нечёткая", "хуже", "обычно"]),
        ("fr", "Une impression floue et un peu terne.", ["floue", "un peu", "terne"]),
    ],
)
def test_an_expression_is_found_in_its_language(tag: str, text: str, expected: list[str]) -> None:
    assert found(text, tag) == expected


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("en", "Two clear lines, 2 mm apart; the odds are printed below."),
        ("ja", "複雑な模様の線が3本。"),
        ("vi", "Hình dạng bình thường, ba nét."),
        ("fr", "Trois fleurs en bas."),
        ("ko", "unclear"),
    ],
)
def test_a_word_within_another_is_none(tag: str, text: str) -> None:
    assert found(text, tag) == []


def test_every_language_that_is_offered_has_expressions_each_with_a_reason() -> None:
    assert {each.language for each in expressions()} == {tag.partition("-")[0] for tag in tags()}
    assert {each.kind for each in expressions()} == set(REASONS)
    named = [(each.language, each.expression) for each in expressions()]
    assert len(named) == len(set(named))


def test_few_texts_of_the_demo_sheets_are_warned_of() -> None:
    texts = sum(len(point.genuine) + len(point.counterfeit) for sheet in DEMO.values() for point in sheet.points)
    warned = [(sheet.id, each.key, str(each.message)) for sheet in DEMO.values() for each in wording_warnings(sheet)]
    assert len(warned) < texts / 20, warned


def test_a_moved_point_is_one_difference_and_a_changed_one_is_named_by_its_id() -> None:
    before = {"points": [{"id": "a", "title": {"en": "A"}}, {"id": "b", "region": [0.1, 0.2]}], "gtin": ["1"]}
    after = {"points": [{"id": "b", "region": [0.1, 0.3]}, {"id": "a", "title": {"en": "A"}}], "name": {"en": "N"}}
    assert differences(before, after) == [
        ValueDifference("points", "a, b", "b, a"),
        ValueDifference("points.b.region", "0.1, 0.2", "0.1, 0.3"),
        ValueDifference("gtin", "1", None),
        ValueDifference("name.en", None, "N"),
    ]
    assert differences(after, after) == []
