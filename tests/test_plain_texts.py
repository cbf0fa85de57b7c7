"""English texts that translators can put into their languages without a question."""

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Message

from translating.extracting import template

QUOTED, AMOUNT = re.compile(r"'\{\w+\}'"), re.compile(r"\{\w+\} (bytes|characters)\b")
OF_COMMANDS = ("model/keys.py", "model/release.py", "serve/releases/archive.py")  # which keep straight quotes
AMBIGUOUS = {"From", "To", "Number", "Note", "View", "Upload", "required"}
ONE_WORD = {  # what is written -> the one word for it
    "lot number": "batch number",
    "present password": "current password",
    "keep this": "save this",
    "keep the changes": "save the changes",
}


@pytest.fixture(scope="module")
def entries() -> list[Message]:
    """Every message of the code."""
    return [entry for entry in template() if entry.id]


def texts_of(entry: Message) -> tuple[str, ...]:
    return tuple(entry.id) if isinstance(entry.id, (tuple, list)) else (str(entry.id),)


def told(entries: list[Message]) -> Iterator[tuple[str, str]]:
    """Each text, and a file that has it."""
    for entry in entries:
        for text in texts_of(entry):
            yield text, str(entry.locations[0][0])


def test_quotation_marks_around_a_value_on_a_page_are_curly(entries: list[Message]) -> None:
    assert [text for text, file in told(entries) if QUOTED.search(text) and file not in OF_COMMANDS] == []


def test_an_amount_of_bytes_or_characters_has_a_plural(entries: list[Message]) -> None:
    assert [texts_of(each)[0] for each in entries if not each.pluralizable and AMOUNT.search(texts_of(each)[0])] == []


def test_a_single_word_with_several_senses_says_which_is_meant(entries: list[Message]) -> None:
    assert [each.id for each in entries if each.id in AMBIGUOUS and not each.context] == []


def test_one_thing_has_one_word(entries: list[Message]) -> None:
    assert [text for text, _ in told(entries) if any(word in text.lower() for word in ONE_WORD)] == []
