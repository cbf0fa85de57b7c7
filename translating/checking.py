"""What is wrong with a catalogue: missing, stale and unsure entries, placeholders, plural forms, markup and terms."""

import re
import string
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message

from serve.platform.translations import is_incomplete
from translating.catalogues import paths, read, tag_of, written
from translating.extracting import ROOT, template, unreadable
from translating.termbase import TAGS
from translating.terms import faults_of, stale_exceptions

SPACES_AROUND = re.compile(r"^\s|\s$")


class CatalogueFault(NamedTuple):
    """One fault of one entry, or of the catalogue as a whole if `text` is empty."""

    tag: str
    text: str
    what: str

    def __str__(self) -> str:
        return f"{self.tag}: {self.what}" + (f": {self.text!r}" if self.text else "")


def faults() -> list[str]:
    """Everything that is wrong with the messages of the code and with every catalogue."""
    code = template()
    found = [str(each) for each in unreadable()]
    found += stale_exceptions([english_of(entry) for entry in code if entry.id])
    for path in paths():
        catalogue = read(path)
        found += map(str, of_catalogue(tag_of(path), catalogue, code, may_lack=is_incomplete(path)))
        found += map(str, _of_file(path, catalogue))
    return found


def _of_file(path: Path, catalogue: Catalog) -> Iterator[CatalogueFault]:
    if path.read_bytes() != written(catalogue):
        place = path.relative_to(ROOT)
        yield CatalogueFault(tag_of(path), "", f"{place} is not in the form that `make messages` writes")


def of_catalogue(tag: str, catalogue: Catalog, code: Catalog, *, may_lack: bool) -> Iterator[CatalogueFault]:
    """What is wrong with a catalogue.

    Args:
        code: every message of the code.
        may_lack: whether messages without a translation, or with a fuzzy one, are no fault.
    """
    for wanted in code:
        entry = catalogue.get(wanted.id, wanted.context) if wanted.id else None
        if not wanted.id:
            continue
        if entry is None:
            yield CatalogueFault(tag, text_of(wanted), "missing; run `make messages`")
        elif not all(forms_of(entry)):
            if not may_lack:
                yield CatalogueFault(tag, text_of(wanted), "not translated")
        elif entry.fuzzy:
            if not may_lack:
                yield CatalogueFault(tag, text_of(wanted), "fuzzy: the English has changed; check the translation")
        else:
            found = (*_of_entry(entry, catalogue.num_plurals), *_of_terms(entry, tag))
            yield from (CatalogueFault(tag, text_of(wanted), what) for what in found)
    for entry in catalogue:
        if entry.id and code.get(entry.id, entry.context) is None:
            yield CatalogueFault(tag, text_of(entry), "stale: the code does not have it; run `make messages`")


def text_of(entry: Message) -> str:
    """The English text of an entry; the singular if there are two."""
    return str(english_of(entry)[0])


def english_of(entry: Message) -> tuple[str, ...]:
    """The English text of an entry, or its singular and plural."""
    return (entry.id,) if isinstance(entry.id, str) else tuple(entry.id)


def forms_of(entry: Message) -> tuple[str, ...]:
    """The translations of an entry, one for each plural form."""
    return (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ())


def _of_entry(entry: Message, plurals: int) -> Iterator[str]:
    english = english_of(entry)
    named = [placeholders(text) for text in english]
    forms = forms_of(entry)
    if isinstance(entry.id, tuple) and len(forms) != plurals:
        yield f"has {len(forms)} plural forms, and the language has {plurals}"
    for form in forms:
        try:
            given = placeholders(form)
        except ValueError as error:
            yield f"its braces can't be read ({error})"
            continue
        if odd := given - named[0].union(*named):
            yield f"names {{{min(odd)}}}, which the English does not"
        if lost := named[0].intersection(*named) - given:
            yield f"lacks {{{min(lost)}}}"
        if tags_of(form) != tags_of(english[-1]):
            yield "its markup differs from the English"
        if SPACES_AROUND.search(form) and not SPACES_AROUND.search(english[0]):
            yield "begins or ends with a space"


def _of_terms(entry: Message, tag: str) -> Iterator[str]:
    if tag in TAGS:
        yield from faults_of(english_of(entry), forms_of(entry), tag)


def placeholders(text: str) -> set[str]:
    """The names in braces.

    Raises:
        ValueError: a brace is left open, or what stands in braces is more than a name.
    """
    found = set()
    for _, name, form, conversion in string.Formatter().parse(text):
        if name is None:
            continue
        if form or conversion or not name.isidentifier():
            raise ValueError(f"{{{name}}} must be a name alone")
        found.add(name)
    return found


class _Tags(HTMLParser):
    """Collects the tags of a text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: Iterable[tuple[str, str | None]]) -> None:
        """Note a start."""
        self.found.append(f"<{tag}{''.join(f' {name}' for name, _ in attrs)}>")

    def handle_endtag(self, tag: str) -> None:
        """Note an end."""
        self.found.append(f"</{tag}>")


def tags_of(text: str) -> list[str]:
    """The tags in a text, sorted."""
    parser = _Tags()
    parser.feed(text)
    parser.close()
    return sorted(parser.found)
