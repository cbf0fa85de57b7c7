"""How serial numbers are built, in words, for people who don't read regular expressions."""

import re
from collections.abc import Iterator

from model.messages import Message, counted, message
from serve.platform.translations import Language

DIGITS = counted("{count} digit", "{count} digits")
LETTERS = counted("{count} capital letter", "{count} capital letters")
AMONG = counted("{count} of the characters {characters}", "{count} of the characters {characters}")
# Translators: a part of a serial number, between two others.
SPACE = message("a space")
LETTERS_OF = "A-Z"
PART = re.compile(r"(?P<digit>\\d|\[0-9\])|\[(?P<among>[A-Z0-9]+|A-Z)\]|(?P<fixed>[A-Za-z0-9 /:_-]|\\[-./])")
TIMES = re.compile(r"\{(\d{1,2})\}")


def serial_words(pattern: str) -> tuple[Message | str, ...]:
    """The parts of a serial number, one after the other, fixed ones as they stand; empty for any other pattern.

    Understood are digits, characters among some, and fixed ones, each so many times.
    """
    try:
        return tuple(_parts(pattern.removeprefix("^").removesuffix("$")))
    except ValueError:
        return ()


def said_serial(pattern: str, language: Language) -> list[str]:
    """The same in a language."""
    return [each if isinstance(each, str) else language.say(each) for each in serial_words(pattern)]


def _parts(pattern: str) -> Iterator[Message | str]:
    at, fixed = 0, ""
    while at < len(pattern):
        if (part := PART.match(pattern, at)) is None:
            raise ValueError(pattern)
        times = TIMES.match(pattern, part.end())
        at = times.end() if times else part.end()
        count = int(times[1]) if times else 1
        if part["fixed"]:
            fixed += part["fixed"].removeprefix("\\") * count
            continue
        yield from _fixed(fixed)
        fixed = ""
        if part["digit"]:
            yield DIGITS.of(count=count)
        elif part["among"] == LETTERS_OF:
            yield LETTERS.of(count=count)
        else:
            yield AMONG.of(count=count, characters=" ".join(part["among"]))
    yield from _fixed(fixed)


def _fixed(characters: str) -> Iterator[Message | str]:
    """Each run of characters, and each space, which would not be seen."""
    for each in re.findall(r" |[^ ]+", characters):
        yield SPACE if each == " " else each
