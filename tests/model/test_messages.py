"""Messages keep their values apart from their text until they are rendered; `str` is the English."""

from datetime import UTC, datetime

import pytest

from model.messages import (
    NOTHING,
    Localized,
    Message,
    Share,
    Value,
    apart,
    counted,
    in_context,
    listed,
    message,
    sentences,
)


def test_values_are_put_in_by_name_now_or_later() -> None:
    text = "{name} has {places} places."
    assert str(message(text, name="A", places=3)) == str(message(text).of(name="A", places=3)) == "A has 3 places."


@pytest.mark.parametrize(("count", "said"), [(0, "0 photos"), (1, "1 photo"), (2, "2 photos"), (1200, "1,200 photos")])
def test_the_count_chooses_between_singular_and_plural(count: int, said: str) -> None:
    assert str(counted("{count} photo", "{count} photos").of(count=count)) == said


def test_braces_in_a_value_stay_as_they_are() -> None:
    assert str(message("Not found: {name}", name="{name}")) == "Not found: {name}"


def test_a_message_without_values_keeps_its_braces() -> None:
    assert str(message("Write {name} for the name.")) == "Write {name} for the name."


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (listed([1]), "1"),
        (listed([1, 2]), "1 and 2"),
        (listed([1, 2, 3]), "1, 2, and 3"),
        (apart(["Front, flat", Localized("封印", "ja")]), "Front, flat; 封印"),
        (listed([message("{n} items", n=2), "x"]), "2 items and x"),
        (Share(0.95), "95%"),
        (Share(0.0512, 1), "5.1%"),
        (1_000_000, "1,000,000"),
        (2.5, "2.5"),
        (datetime(2026, 11, 26, 8, 5, tzinfo=UTC), "2026-11-26 08:05:00 UTC"),
    ],
)
def test_values_are_written_as_english_does(value: Value, said: str) -> None:
    assert str(message("{value}").of(value=value)) == said


def test_sentences_leave_out_what_is_empty() -> None:
    assert str(sentences(message("One."), NOTHING, "", message("Two {n}.", n=2))) == "One. Two 2."
    assert not sentences(NOTHING, "")


def test_messages_of_one_text_and_different_meaning_differ() -> None:
    assert in_context("of a case", "Open") != message("Open")
    assert isinstance(in_context("of a case", "Open"), Message)
