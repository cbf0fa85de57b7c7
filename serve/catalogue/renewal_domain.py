"""Which translations of a sheet's points are older than the text that they translate.

A right holder rewords a point in one language. What the other languages say then is about the old words, and may
contradict the new ones, until it is renewed. Readers are shown none of it: they read the text in a language that is up
to date. Imports only the standard library and `model`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from model.catalogue import Point, ProductSheet
from serve.catalogue.domain import SheetVersion

TEXTS = ("title", "genuine", "counterfeit")


class OlderText(NamedTuple):
    """A text of a point with translations that are older than it.

    Attributes:
        point: the id.
        text: one of `TEXTS`.
        languages: the tags of those that are to be renewed.
    """

    point: str
    text: str
    languages: tuple[str, ...]


class _Key(NamedTuple):
    point: str
    text: str


class _Said(NamedTuple):
    """What a text says, by language, and which languages are to be renewed."""

    texts: Mapping[str, str]
    older: frozenset[str] = frozenset()


def older_texts(versions: Iterable[SheetVersion]) -> tuple[OlderText, ...]:
    """The texts of the last of these versions whose translations are to be renewed.

    A language becomes older when another one that was up to date is reworded without it. It is up to date again once
    its own text is changed, or its author says that the other languages still say the same.

    Args:
        versions: of one sheet, from its first, in order.
    """
    known: dict[_Key, _Said] = {}
    for version in versions:
        known = {
            key: _after(known.get(key, _Said({})), texts, is_confirmed=key.point in version.confirmed)
            for key, texts in _texts(version.document)
        }
    return tuple(OlderText(*key, tuple(sorted(said.older))) for key, said in known.items() if said.older)


def _after(before: _Said, texts: Mapping[str, str], *, is_confirmed: bool) -> _Said:
    if is_confirmed:
        return _Said(texts)
    changed = {tag for tag, text in texts.items() if before.texts.get(tag) != text}
    is_reworded = any(tag in before.texts and tag not in before.older for tag in changed)
    return _Said(texts, frozenset(texts if is_reworded else before.older & texts.keys()) - changed)


def _texts(document: Mapping[str, Any]) -> Iterator[tuple[_Key, Mapping[str, str]]]:
    for point in document.get("points") or ():
        for name in TEXTS:
            if isinstance(point.get("id"), str):
                yield _Key(point["id"], name), point.get(name) or {}


def without_older(sheet: ProductSheet, older: Collection[OlderText]) -> ProductSheet:
    """A sheet without the translations that are to be renewed: of each text, at least one language is left."""
    by_key = {_Key(each.point, each.text): each.languages for each in older}
    return replace(sheet, points=tuple(_renewed(point, by_key) for point in sheet.points))


def _renewed(point: Point, older: Mapping[_Key, Collection[str]]) -> Point:
    title, genuine, counterfeit = (_left(getattr(point, name), older.get(_Key(point.id, name), ())) for name in TEXTS)
    return replace(point, title=title, genuine=genuine, counterfeit=counterfeit)


def _left(texts: Mapping[str, str], older: Collection[str]) -> Mapping[str, str]:
    return {tag: text for tag, text in texts.items() if tag not in older} if older else texts
