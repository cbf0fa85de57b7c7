"""Compares translations with the termbase: where the English uses a term, the translation uses the term's form.

A form may be inflected. So words are compared by their stems (Snowball) in languages that inflect by endings, and as
they stand in the others. The longest term counts: in "suspected counterfeit", "counterfeit" is not looked for.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path

import snowballstemmer  # type: ignore[import-untyped]  # it ships no types

from translating.termbase import Term, terms

EXCEPTIONS = Path(__file__).parents[1] / "docs" / "term-exceptions.csv"
EVERY = "*"
STEMMED: Mapping[str, str] = {
    "es": "spanish",
    "fr": "french",
    "id": "indonesian",
    "pt-BR": "portuguese",
    "ru": "russian",
}
SHORT = 3  # letters; shorter words, such as prepositions, change with the sentence
CODE = re.compile(r"\{\w*\}|<[^>]*>|`[^`]*`|[\w-]+\.(?:json|npz|toml)\b")  # values, markup, commands and files
WORD = re.compile(r"[^\W\d_]+")
ARTICLE_OR_ENDING = re.compile("^ال|[ةه]$")
BARE_ALEF = str.maketrans("أإآى", "اااي")
VOWEL_MARKS = re.compile("[\u064b-\u0652]")  # of Arabic; a text may have them where a word could be misread


def faults_of(english: Sequence[str], translated: Sequence[str], tag: str) -> Iterator[str]:
    """What the terms of a message find wrong with its translation.

    Args:
        english: the text, or singular and plural.
        translated: one text, or one for each plural form.
        tag: the language, one of those of the termbase.
    """
    said = " / ".join(translated)
    for same in _named(" / ".join(english)):
        if any((term.id, english[0], each) in exempted() for term in same for each in (EVERY, tag)):
            continue
        forms = [form for term in same for form in term.forms(tag)]
        if not any(has(said, form, tag) for form in forms):
            yield f"lacks the term {same[0].texts['en']!r}: {' / '.join(forms)}"
        for word in (word for term in same for word in _never_used(tag)[term.id]):
            if has_exactly(said, word, tag):
                yield f"uses {word!r}, which is not a word for {same[0].texts['en']!r}"


@cache
def _never_used(tag: str) -> Mapping[str, Sequence[str]]:
    """By term, the words not to use for it that are no form of another one, which the same text may name."""
    every = [form for term in terms() for form in term.forms(tag)]
    return {
        term.id: [
            word for word in term.words_not_to_use(tag) if not any(has_exactly(form, word, tag) for form in every)
        ]
        for term in terms()
    }


def stale_exceptions(texts: Iterable[Sequence[str]]) -> Iterator[str]:
    """Exceptions that no message needs: it is gone, or it does not use the term.

    Args:
        texts: of every message, its English text, or singular and plural.
    """
    used = {(term.id, english[0]) for english in texts for same in _named(" / ".join(english)) for term in same}
    for term, text, _ in exempted():
        if (term, text) not in used:
            yield f"{EXCEPTIONS.name}: no message {text!r} uses the term {term!r}"


@cache
def _named(english: str) -> Sequence[tuple[Term, ...]]:
    """The terms in an English text, which each language asks for; those with one English word together."""
    plain = CODE.sub("\0", english)
    found = dict.fromkeys(match["term"].lower() for match in _pattern().finditer(plain))
    return [_by_english()[text] for text in found]


@cache
def _by_english() -> Mapping[str, tuple[Term, ...]]:
    by_text: dict[str, tuple[Term, ...]] = {}
    for term in terms():
        for form in map(str.lower, term.forms("en")):
            by_text[form] = (*by_text.get(form, ()), term)
    return by_text


@cache
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(_by_english(), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?P<term>{'|'.join(map(re.escape, longest_first))})(?:e?s)?(?![\w-])", re.IGNORECASE)


def has(text: str, form: str, tag: str) -> bool:
    """Whether a text uses a form, inflected or not."""
    if tag == "ar":
        return all(stem in _folded(text) for stem in _arabic_stems(form))
    if tag not in STEMMED:
        return _folded(form) in _folded(text)
    stems = _stems(text, tag)
    return all(any(map(partial(_alike, stem), stems)) for stem in _stems(form, tag, longer_than=SHORT))


@cache
def _arabic_stems(form: str) -> tuple[str, ...]:
    """The words of a form without article and ending: letters before and after them are other words in Arabic."""
    return tuple(ARTICLE_OR_ENDING.sub("", word) for word in WORD.findall(_folded(form)))


def has_exactly(text: str, word: str, tag: str) -> bool:
    """Whether a text has a word as it stands: between other words in languages that write spaces."""
    if tag in {"ja", "zh-Hans", "th"}:
        return word in text
    return bool(_between_others(word).search(_folded(text)))


@cache
def _between_others(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(_folded(word))}(?!\w)")


@cache
def _folded(text: str) -> str:
    """Without capitals, and without what may be written or not: vowel marks and hamza of Arabic."""
    return VOWEL_MARKS.sub("", text).casefold().translate(BARE_ALEF)


def _alike(one: str, other: str) -> bool:
    """Whether two stems are of one word: the stemmer cuts some forms of it shorter than others."""
    shorter, longer = sorted((one, other), key=len)
    return shorter == longer or (len(shorter) > SHORT and longer.startswith(shorter))


@cache
def _stems(text: str, tag: str, *, longer_than: int = 0) -> tuple[str, ...]:
    every = WORD.findall(_folded(text))
    words = [word for word in every if len(word) > longer_than] or every
    return tuple(_stem(word, tag) for word in words)


@cache
def _stem(word: str, tag: str) -> str:
    """The stem of one word, of which a text has many again."""
    stem: str = _stemmer(tag).stemWord(word)
    return stem


@cache
def _stemmer(tag: str) -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer(STEMMED[tag])


@cache
def exempted() -> Mapping[tuple[str, str, str], str]:
    """Uses of an English word that are not the term, or are said in another way: term, text and tag -> reason."""
    with EXCEPTIONS.open(encoding="utf-8", newline="") as file:
        table = csv.DictReader(file, strict=True)
        return {(row["term"], row["text"], row["tag"]): row["reason"] for row in table}
