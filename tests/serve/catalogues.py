"""Catalogues of a test's own, in the place of the service's."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from serve.platform import translations
from serve.platform.languages import language_for
from serve.platform.translations import DOMAIN, catalogue_of, tags
from translating import pseudo
from translating.catalogues import written

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
