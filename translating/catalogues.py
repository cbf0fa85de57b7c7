"""The catalogues on disk: read, written in one form, brought up to date, and added."""

import io
from datetime import UTC, datetime
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from serve.platform.translations import DOMAIN, FOLDER, INCOMPLETE, path_of
from translating.extracting import PROJECT, template

WIDTH = 120
COMMENT = """\
# Shingan in {name}.
# Read by a native speaker: no
{state}"""
STARTED = datetime(2026, 11, 26, tzinfo=UTC)  # one date for all: a catalogue changes only if its entries do


class UnknownLanguageError(Exception):
    """A tag is none that CLDR knows, or its catalogue is there already."""


def paths() -> list[Path]:
    """Every catalogue, complete or not."""
    return sorted(FOLDER.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))


def tag_of(path: Path) -> str:
    """The language of a catalogue."""
    return path.parents[1].name.replace("_", "-")


def read(path: Path) -> Catalog:
    """A catalogue with its entries, also fuzzy and obsolete ones."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parents[1].name, domain=DOMAIN, abort_invalid=True)


def written(catalogue: Catalog) -> bytes:
    """A catalogue as a file: the same bytes for the same entries."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=WIDTH, include_lineno=False, ignore_obsolete=True)
    return buffer.getvalue()


def update() -> list[Path]:
    """Bring every catalogue up to date with the code; returns those that changed.

    New messages are left empty. One whose English text changed keeps its translation, marked as fuzzy, which is not
    used until someone has looked at it. Messages that are gone are dropped.
    """
    changed = []
    for path in paths():
        catalogue, before = read(path), path.read_bytes()
        catalogue.update(template(), update_header_comment=False)
        _fix_header(catalogue)
        path.write_bytes(written(catalogue))
        path.write_bytes(written(read(path)))  # an entry that was matched to another text keeps flags that it lacks now
        if path.read_bytes() != before:
            changed.append(path)
    return changed


def add(tag: str) -> Path:
    """Start the catalogue of a language, marked as incomplete, so that it is not offered yet.

    Raises:
        UnknownLanguageError: CLDR does not know the tag, or its catalogue is there already.
    """
    path = path_of(tag)
    if path.exists():
        raise UnknownLanguageError(f"{path}: is there already; python -m translating update brings it up to date")
    try:
        catalogue = Catalog(locale=Locale.parse(tag, sep="-"), domain=DOMAIN, project=PROJECT, charset="utf-8")
    except (ValueError, UnknownLocaleError) as error:
        raise UnknownLanguageError(f"{tag}: no language that CLDR knows; write a tag such as pt-BR") from error
    catalogue.update(template())
    catalogue.header_comment = COMMENT.format(name=Locale.parse(tag, sep="-").english_name, state=INCOMPLETE)
    _fix_header(catalogue)
    path.parent.mkdir(parents=True)
    path.write_bytes(written(catalogue))
    return path


def _fix_header(catalogue: Catalog) -> None:
    catalogue.creation_date = catalogue.revision_date = STARTED
    catalogue.version = catalogue.msgid_bugs_address = catalogue.last_translator = catalogue.language_team = ""
    catalogue.fuzzy = False
