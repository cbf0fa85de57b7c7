"""Catalogues of a test's own, in the place of the service's."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog

from serve.platform import translations
from serve.platform.languages import language_for
from serve.platform.translations import DOMAIN, Piece, catalogue_of, tags
from translating import pseudo
from translating.catalogues import written

ENGLISH = re.compile(r"[A-Za-z]*[aeiouAEIOU][A-Za-z]*")  # the pseudo-language has no plain vowel
PLACES = re.compile(r"\{\w+\}")  # that the report's template fills in
Entries = Mapping[str, str]


@contextmanager
def speaking(folder: Path, **languages: Entries | None) -> Iterator[None]:
    """Offer English and these languages, such as `ja` or `pt_BR`: with these entries; None for the pseudo-language."""
    for name, entries in languages.items():
        if entries is None:
            pseudo.write(folder, name.replace("_", "-"))
        else:
            _write(folder, name, entries)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(translations, "FOLDER", folder)
        forget()
        yield
    forget()


def forget() -> None:
    """Read catalogues again when they are next needed."""
    for each in (catalogue_of, tags, language_for):
        each.cache_clear()


def _write(folder: Path, name: str, entries: Entries) -> None:
    catalogue = Catalog(locale=name, domain=DOMAIN, charset="utf-8")
    catalogue.fuzzy = False
    for text, translation in entries.items():
        catalogue.add(text, translation)
    path = folder / name / "LC_MESSAGES" / f"{DOMAIN}.po"
    path.parent.mkdir(parents=True)
    path.write_bytes(written(catalogue))


def english_in_report(data: Any) -> list[str]:
    """What the service says in plain English: labels, and runs that are no one else's."""
    labels = [text for text in data["words"].values() if isinstance(text, str)]
    return [text for text in (*labels, *said_in(data)) if ENGLISH.search(PLACES.sub("", text))]


def said_in(data: Any) -> Iterator[str]:
    match data:
        case Piece(text, "", False):
            yield text
        case list():
            for part in data:
                yield from said_in(part)
        case dict():
            yield from said_in(list(data.values()))
