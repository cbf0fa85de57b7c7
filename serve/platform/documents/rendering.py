"""Renders a document in a language as data for the template: dictionaries, lists, texts, and the names of pictures.

A text is a string if someone wrote it or if it is a label. What the service says with values in it is a list of runs:
each has the language and direction in which it differs from the page.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import groupby
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from model.messages import Listed, Localized, Message, Sentences, Share
from serve.platform.documents.spelling import one_kind_of_line_end
from serve.platform.translations import Language, Piece

SAID = (Message, Sentences, Listed, Localized, Share)  # what is rendered in the document's language
Pictures = dict[str, bytes]


def data_of(value: Any, language: Language, pictures: Pictures) -> Any:
    """Contents, dataclasses within dataclasses, as the template takes them.

    Args:
        language: of all that the service says.
        pictures: receives the files.
    """
    if isinstance(value, SAID):
        return _runs(language.pieces(value))
    match value:
        case bytes():
            name = f"picture-{len(pictures) + 1}.jpg"
            pictures[name] = value
            return name
        case tuple():
            return [data_of(part, language, pictures) for part in value]
        case _ if is_dataclass(value):
            return {part.name: data_of(getattr(value, part.name), language, pictures) for part in fields(value)}
    return _text(value)


def _text(value: Any) -> Any:
    """A text or time as a string; anything else as it is."""
    match value:
        case str():
            return one_kind_of_line_end(value)
        case datetime():
            return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    return value


def _runs(pieces: Iterable[Piece]) -> Sequence[Piece] | str:
    """The pieces, neighbours of one kind as one; an empty string if there is no text."""
    whole = groupby((piece for piece in pieces if piece.text), key=lambda piece: (piece.language, piece.is_others))
    return [Piece(one_kind_of_line_end("".join(part.text for part in parts)), *kind) for kind, parts in whole] or ""


def texts(data: Any) -> Iterator[str]:
    """Every text in the data."""
    match data:
        case str():
            yield data
        case Piece():
            yield data.text
        case list():
            for part in data:
                yield from texts(part)
        case dict():
            for part in data.values():
                yield from texts(part)


def languages(data: Any) -> Iterator[str]:
    """The languages of runs that have another one than the page."""
    match data:
        case Piece() if data.language:
            yield data.language
        case list():
            for part in data:
                yield from languages(part)
        case dict():
            for part in data.values():
                yield from languages(part)


def finished(data: Any, write: Callable[[str], str], fonts: Mapping[str, Sequence[str]]) -> Any:
    """The data as the template takes it.

    Args:
        data: of `data_of`.
        write: a text as it can be drawn.
        fonts: the families for runs of a language.
    """
    match data:
        case str():
            return write(data)
        case Piece():
            style: dict[str, Any] = dict(style_of(data.language)) if data.language else {}
            if data.language in fonts:
                style["font"] = fonts[data.language]
            return {"text": write(data.text), "is_others": data.is_others, **style}
        case list():
            return [finished(part, write, fonts) for part in data]
        case dict():
            return {name: finished(part, write, fonts) for name, part in data.items()}
    return data


@cache
def style_of(tag: str) -> Mapping[str, str | None]:
    """Language, region and direction as typst takes them; of an unknown tag, none of them.

    typst knows no script of a language, so that simplified Chinese is that of China.
    """
    try:
        locale = Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError):
        return {}
    region = locale.territory or (_home_of(locale) if locale.script else None)
    return {"lang": locale.language, "region": region, "dir": locale.text_direction}


def _home_of(locale: Locale) -> str | None:
    """Where a language is most written in its script."""
    likely = get_global("likely_subtags")
    homes = [likely.get(name) for name in (f"{locale.language}_{locale.script}", locale.language)]
    known = (Locale.parse(home) for home in homes if home)
    return next((home.territory for home in known if home.script == locale.script), None)
