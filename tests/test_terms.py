"""Translations are compared with the termbase: which uses of a term are found, and what counts as its form."""

import pytest

from translating import terms
from translating.terms import faults_of, has, stale_exceptions


@pytest.mark.parametrize(
    ("tag", "form", "text"),
    [
        ("ru", "правообладатель", "Спросите правообладателя."),
        ("ru", "подозрение на подделку", "Без подозрений на подделку"),
        ("es", "titular del derecho", "Los titulares de los derechos responden."),
        ("fr", "avis", "Vos avis"),
        ("ar", "صاحب الحق", "اسأل صاحبَ الحقّ"),
        ("ja", "権利者", "権利者に照会する"),
        ("th", "ของแท้", "สอดคล้องกับของแท้"),
        ("vi", "chủ thể quyền", "Hỏi Chủ thể quyền"),
    ],
)
def test_a_form_counts_inflected_marked_and_with_a_capital(tag: str, form: str, text: str) -> None:
    assert has(text, form, tag)


def test_a_translation_without_the_term_or_with_a_word_not_to_use_is_a_fault() -> None:
    assert list(faults_of(["Ask the right holder"], ["Demander au titulaire de droits"], "fr")) == []
    (lacking,) = faults_of(["Ask the right holder"], ["Demander au propriétaire"], "fr")
    assert lacking.startswith("lacks the term 'right holder'")
    assert "uses 'client', which is not a word for 'right holder'" in [
        *faults_of(["Ask the right holder"], ["Demander au client, titulaire de droits"], "fr")
    ]


def test_the_longest_term_counts_and_values_and_markup_are_no_words() -> None:
    suspected = ["Suspected counterfeit"]
    assert list(faults_of(suspected, ["模倣品の疑い"], "ja")) == []
    assert list(faults_of(["{product}"], ["{product}"], "ja")) == []
    assert list(faults_of(['<a href="/case">More</a>'], ['<a href="/case">詳細</a>'], "ja")) == []


def test_any_plural_form_may_leave_the_term_to_the_others() -> None:
    assert list(faults_of(["one photo", "{count} photos"], ["одна", "{count} фотографии", "{count}"], "ru")) == []


def test_an_exception_is_for_one_text_and_stale_when_no_message_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms, "exempted", lambda: {("answer", "Answer now", "*"): "a verb here"})
    assert list(faults_of(["Answer now"], ["Répondre maintenant"], "fr")) == []
    assert len(list(faults_of(["Answer later"], ["Plus tard"], "fr"))) == 1
    assert list(stale_exceptions([["Answer now"]])) == []
    (stale,) = stale_exceptions([["Answer later"]])
    assert "'Answer now'" in stale
