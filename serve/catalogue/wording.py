"""Warns of words in a sheet that say how something seems, and asks for what can be measured or seen.

Officers compare an item with the sheet; "the print is unclear" tells two officers two things. The expressions of each
language, with the kind of their fault, are in ``wording.csv``. A warning never stops anything.
"""

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from model.catalogue import ProductSheet
from model.keys import SheetProblem
from model.messages import Message, message

EXPRESSIONS = Path(__file__).parent / "wording.csv"
UNSPACED = ("ja", "zh", "th")  # languages that write words without spaces between them
ARABIC_VOWELS = dict.fromkeys(map(chr, range(0x064B, 0x0653)))
OPTIONAL = str.maketrans(
    {"\u0451": "\u0435", **ARABIC_VOWELS}
)  # marks that may be left out: those, and on the Russian e

# Translators: {expression} is a word of the sheet, in the language of the sheet, such as "blurred". The sentence stands
# beside the text in which the word is.
REASONS: Mapping[str, Message] = MappingProxyType(
    {
        "sharpness": message(
            "“{expression}” depends on the photo and the eye. Say which lines or letters run together."
        ),
        "quality": message(
            "“{expression}” is a judgement. Say what can be measured or seen: a length, a number, a shape."
        ),
        "comparison": message("“{expression}” leaves the measure open. Say by how much, and compared with what."),
        "colour": message("“{expression}” depends on the light. Compare it with another place on the same item."),
        "certainty": message("“{expression}” leaves open when it is so. Say when, or leave the word out."),
    }
)


class Expression(NamedTuple):
    """An expression to warn of, as it stands in ``wording.csv``.

    Attributes:
        language: the language of its tag, without script and country.
        kind: of its fault, a key of `REASONS`.
    """

    language: str
    expression: str
    kind: str


def wording_warnings(sheet: ProductSheet) -> tuple[SheetProblem, ...]:
    """Every expression to warn of in the texts of a sheet's points, with the place of its text."""
    return tuple(
        SheetProblem(("points", place, part, tag), REASONS[found.kind].of(expression=found.expression))
        for place, point in enumerate(sheet.points)
        for part in ("title", "genuine", "counterfeit")
        for tag, text in getattr(point, part).items()
        for found in subjective_in(text, tag)
    )


def subjective_in(text: str, tag: str) -> Iterator[Expression]:
    """The expressions to warn of in a text of a language, each once."""
    folded = _folded(text)
    for expression, pattern in _patterns(tag.partition("-")[0].lower()):
        if pattern.search(folded):
            yield expression


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().translate(OPTIONAL)


@cache
def _patterns(language: str) -> list[tuple[Expression, re.Pattern[str]]]:
    return [(each, _pattern(each)) for each in expressions() if each.language == language]


def _pattern(expression: Expression) -> re.Pattern[str]:
    escaped = re.escape(_folded(expression.expression))
    return re.compile(escaped if expression.language in UNSPACED else rf"(?<!\w){escaped}(?!\w)")


@cache
def expressions() -> list[Expression]:
    """Every expression, in the order of the file."""
    with EXPRESSIONS.open(encoding="utf-8", newline="") as file:
        return [Expression(**row) for row in csv.DictReader(file)]
