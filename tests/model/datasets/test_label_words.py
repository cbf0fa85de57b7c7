"""Which label a word or a folder's name means."""

import pytest

from model.datasets.label_words import label_in_name, label_meant


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Genuine", "genuine"),
        ("REAL", "genuine"),
        ("真正品", "genuine"),
        ("ของแท้", "genuine"),
        ("\uff26\uff21\uff2b\uff25", "counterfeit"),  # as wide as Japanese characters
        ("ニセモノ", "counterfeit"),
        ("hàng giả", "counterfeit"),
        ("Contrefaçon", "counterfeit"),
        ("contrafacao", "counterfeit"),
        ("gia", None),  # without its accents a name, and not Vietnamese for fake
        ("unknown", None),
        ("", None),
    ],
)
def test_words_of_many_languages_mean_a_label(text: str, label: str | None) -> None:
    assert label_meant(text) == label


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("02_Fake-items", "counterfeit"),
        ("Genuine photos 2026", "genuine"),
        ("模倣品写真", "counterfeit"),
        ("正品照片", "genuine"),
        ("genuine and fake", None),
        ("not genuine", None),
        ("非正規品", None),
        ("Truely", None),
        ("IMG_0001", None),
    ],
)
def test_a_folder_s_name_tells_one_label_or_none(name: str, label: str | None) -> None:
    assert label_in_name(name) == label
