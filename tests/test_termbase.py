"""The termbase: every term has a form in each language, in that language's script, and says why it was chosen."""

import re
import unicodedata
from pathlib import Path

import pytest

from translating.termbase import TAGS, terms

DOCS = Path(__file__).parents[1] / "docs"
DESIGN = (  # the words that the contracts of the project fix
    "right holder",
    "genuine",
    "counterfeit",
    "label",
    "verdict",
    "conclusion",
    "identification point",
    "item",
    "view",
    "photo",
    "examination",
    "case",
    "chain of custody",
    "audit event",
    "contribution",
    "release",
    "false acceptance rate",
    "false rejection rate",
    "abstain",
    "coverage",
)
SPOKEN = ("verdict", "conclusion", "opinion", "answer", "decision", "label")  # who says what: never one word for two
UNSURE = ("inconclusive", "undetermined", "cannot-tell")  # the assistant's, the officer's, the right holder's
LATIN = "LATIN"
SCRIPTS = {  # the scripts of letters that a form may have
    "ja": {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"},
    "zh-Hans": {"CJK"},
    "th": {"THAI"},
    "ar": {"ARABIC"},
    "ru": {"CYRILLIC"},
}
MARKS = {  # letters with marks that a language has
    "en": "",
    "id": "",
    "es": "áéíóúüñ",
    "pt-BR": "áâãàéêíóôõúç",
    "fr": "àâæçéèêëîïôœùûüÿ",
    "vi": "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ",
}
PUNCTUATION = {"ja": "・", "ar": "،"}
TATWEEL, VOWEL_MARKS = "\u0640", re.compile("[\u064b-\u0652]")
KANA, TRADITIONAL = re.compile("[\u3040-\u30ff]"), "權產證認關檢驗稅務貨處標鑑別報運徵註冊圖庫對審爲為與個說這"
FORM_OF_ID = re.compile(r"[a-z]+(-[a-z]+)*")
FOR_DEVELOPERS = ("Texts\n", "Inside the code\n")  # sections of the glossary whose words no reader of a page meets
TERM_OF_GLOSSARY = re.compile(r"^\| (?!term \||who \||---|the )([^|]+) \|", re.MULTILINE)


TERMS = terms()
BY_ID = {term.id: term for term in TERMS}
FORMS = [(term.id, tag, text) for term in TERMS for tag, text in term.texts.items()]


def of(tag: str) -> list[tuple[str, str]]:
    """The forms of one language by term, words not to use included."""
    chosen = [(id_, text) for id_, language, text in FORMS if language == tag]
    for term in TERMS:
        others = [*term.also, *term.avoided]
        chosen += [(term.id, word) for language, word in others if language == tag]
    return chosen


def scripts(text: str) -> set[str]:
    return {unicodedata.name(letter).split()[0].removeprefix("HALFWIDTH") for letter in text if letter.isalpha()}


def test_every_term_has_an_id_of_its_own() -> None:
    assert len(BY_ID) == len(TERMS)
    assert [term.id for term in TERMS if not FORM_OF_ID.fullmatch(term.id)] == []


def test_every_term_has_a_text_in_each_language_a_definition_and_a_ground() -> None:
    lacking = [
        term.id for term in TERMS if not all([term.definition, *term.texts.values(), term.source or term.reason])
    ]
    assert lacking == []
    assert [term.id for term in TERMS if not term.definition.endswith(".")] == []


@pytest.mark.parametrize("word", DESIGN)
def test_the_words_of_the_design_are_there(word: str) -> None:
    assert word in {term.texts["en"] for term in TERMS}


def test_the_words_of_the_glossary_are_there() -> None:
    sections = (DOCS / "glossary.md").read_text(encoding="utf-8").split("\n## ")
    glossary = "".join(section for section in sections if not section.startswith(FOR_DEVELOPERS))
    known = " ".join(f"{term.texts['en']} {term.definition} {term.id}" for term in TERMS).lower()
    terms = [word.strip(" `*") for cell in TERM_OF_GLOSSARY.findall(glossary) for word in cell.split(",")]
    bare = [re.sub(r" \(.*\)", "", word).lower().removesuffix("s") for word in terms]
    assert len(bare) > 70
    assert [word for word in bare if word not in known] == []


def test_texts_are_in_normal_form_without_stray_spaces() -> None:
    every = [(term.id, part) for term in TERMS for part in (*term.texts.values(), term.definition, term.reason)]
    every += [(term.id, word) for term in TERMS for _, word in (*term.also, *term.avoided)]
    assert [each for each in every if unicodedata.normalize("NFC", each[1]) != each[1]] == []
    assert [each for each in every if each[1] != " ".join(each[1].split())] == []


@pytest.mark.parametrize("tag", TAGS)
def test_a_form_is_written_in_the_script_of_its_language(tag: str) -> None:
    allowed = SCRIPTS.get(tag, {LATIN})
    assert [(id_, text) for id_, text in of(tag) if not scripts(text) <= allowed] == []


@pytest.mark.parametrize("tag", MARKS)
def test_a_form_in_latin_script_has_no_letter_of_another_language(tag: str) -> None:
    letters = set("abcdefghijklmnopqrstuvwxyz" + MARKS[tag])
    assert [(id_, text) for id_, text in of(tag) if set(filter(str.isalpha, text.lower())) - letters] == []


@pytest.mark.parametrize("tag", TAGS)
def test_a_form_has_no_punctuation_that_does_not_belong_to_running_text(tag: str) -> None:
    allowed = " -\u2019'," + PUNCTUATION.get(tag, "")
    texts = [(id_, text) for id_, language, text in FORMS if language == tag]
    assert [each for each in texts if any(is_punctuation(c) and c not in allowed for c in each[1])] == []


def is_punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] in "PSZC"


def test_chinese_is_simplified_and_arabic_has_neither_tatweel_nor_vowel_marks() -> None:
    assert [each for each in of("zh-Hans") if KANA.search(each[1]) or set(each[1]) & set(TRADITIONAL)] == []
    assert [each for each in of("ar") if TATWEEL in each[1] or VOWEL_MARKS.search(each[1])] == []


def test_words_not_to_use_name_a_language_and_do_not_occur_in_the_chosen_forms() -> None:
    wrong = [(term.id, tag, word) for term in TERMS for tag, word in term.avoided if tag not in TAGS or not word]
    wrong += [
        (term.id, tag, word)
        for term in TERMS
        for tag, word in term.avoided
        if any(occurs(word, form) for form in term.forms(tag))
    ]
    assert wrong == []


def occurs(word: str, text: str) -> bool:
    """Whether a text has a word: between word boundaries in languages that write spaces."""
    bounded = rf"(?<!\w){re.escape(word)}(?!\w)"
    has_spaces = scripts(word) & {LATIN, "CYRILLIC", "ARABIC"}
    return bool(re.search(bounded, text, re.IGNORECASE)) if has_spaces else word in text


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("family", [SPOKEN, UNSURE], ids=["who says it", "who is unsure"])
def test_statements_of_different_parties_have_different_words(tag: str, family: tuple[str, ...]) -> None:
    assert len({BY_ID[each].texts[tag] for each in family}) == len(family)


@pytest.mark.parametrize("tag", TAGS)
def test_a_suspicion_is_not_called_what_the_right_holder_confirms(tag: str) -> None:
    suspected, confirmed = BY_ID["suspected-counterfeit"].texts[tag], BY_ID["confirmed-counterfeit"].texts[tag]
    consistent, genuine = BY_ID["consistent-with-genuine"].texts[tag], BY_ID["confirmed-genuine"].texts[tag]
    assert len({suspected, confirmed, consistent, genuine}) == 4
    assert suspected != BY_ID["counterfeit"].texts[tag]
    assert consistent != BY_ID["genuine"].texts[tag]
