"""The termbase: one row for each sense of a term, with its form in every language (docs/languages.md)."""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

PATH = Path(__file__).parents[1] / "docs" / "termbase.csv"
TAGS = ("en", "ja", "zh-Hans", "vi", "th", "id", "ar", "es", "pt-BR", "ru", "fr")
COLUMNS = ["id", "definition", *(f"lang:{tag}" for tag in TAGS), "also", "not", "source", "reason"]


class Term(NamedTuple):
    """One row.

    Attributes:
        texts: the form to use, by language tag.
        also: other forms that a text may use, as pairs of a tag and a form.
        avoided: words not to use, as pairs of a tag and a word.
    """

    id: str
    definition: str
    texts: Mapping[str, str]
    also: tuple[tuple[str, str], ...]
    avoided: tuple[tuple[str, str], ...]
    source: str
    reason: str

    def forms(self, tag: str) -> list[str]:
        """Every form that a text in a language may use."""
        return [self.texts[tag], *(form for language, form in self.also if language == tag)]

    def words_not_to_use(self, tag: str) -> list[str]:
        """The words that a text in a language must not use for this sense."""
        return [word for language, word in self.avoided if language == tag]


@cache
def terms() -> tuple[Term, ...]:
    """Every term, in the order of the file.

    Raises:
        ValueError: the columns are not those that they must be.
    """
    with PATH.open(encoding="utf-8", newline="") as file:
        table = csv.DictReader(file, strict=True)
        if table.fieldnames != COLUMNS:
            raise ValueError(f"{PATH.name} must have the columns {', '.join(COLUMNS)}")
        return tuple(map(_term, table))


def _term(row: Mapping[str, str]) -> Term:
    texts = {tag: row[f"lang:{tag}"] for tag in TAGS}
    return Term(
        row["id"], row["definition"], texts, _tagged(row["also"]), _tagged(row["not"]), row["source"], row["reason"]
    )


def _tagged(cell: str) -> tuple[tuple[str, str], ...]:
    """Pairs of a tag and a word, from `tag:word;tag:word`."""
    pairs = (each.partition(":") for each in cell.split(";") if each)
    return tuple((tag, word) for tag, _, word in pairs)
