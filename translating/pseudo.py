"""A pseudo-language: English with accents, two fifths longer, right to left. What stays plain English is no message.

It is written as a catalogue like any other. Readers of the tests' pages find in it what was never translated, what is
cut off, and what widens a page.
"""

import re
import string
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

from babel.messages.catalog import Catalog

from serve.platform.translations import DOMAIN
from translating.catalogues import written
from translating.extracting import PROJECT, template

TAG = "ar"  # its folder: a right-to-left language, whose plural forms and numbers it has
LONGER = 0.4
PLAIN = "AEIOUYaeiouycndsz"
ACCENTED = "ÀÉÎÔÛÝàéîôûýçñďšž"
FIRST, LAST = "⟦", "⟧"  # a text without its last one was cut off
TAGS = re.compile(r"(<[^>]*>)")


def pseudo(text: str) -> str:
    """A text in the pseudo-language; names in braces and tags stay."""
    longer = "".join(islice(cycle("~ "), round(LONGER * len(text))))
    return f"{FIRST}{''.join(_accented(text))}{longer.rstrip()}{LAST}"


def _accented(text: str) -> Iterator[str]:
    table = str.maketrans(PLAIN, ACCENTED)
    for part in TAGS.split(text):
        if part.startswith("<"):
            yield part
            continue
        for literal, name, _, _ in string.Formatter().parse(part):
            yield literal.translate(table).replace("{", "{{").replace("}", "}}")
            if name is not None:
                yield f"{{{name}}}"


def write(folder: Path, tag: str = TAG) -> Path:
    """Write the catalogue of the pseudo-language into a folder of catalogues, in the place of a language's."""
    catalogue = Catalog(locale=tag.replace("-", "_"), domain=DOMAIN, project=PROJECT, charset="utf-8")
    for entry in template():
        if not entry.id:
            continue
        if isinstance(entry.id, str):
            catalogue.add(entry.id, pseudo(entry.id), context=entry.context)
        else:
            forms = [pseudo(entry.id[0 if index == 1 else 1]) for index in range(catalogue.num_plurals)]
            catalogue.add(entry.id, tuple(forms), context=entry.context)
    catalogue.fuzzy = False
    path = folder / tag.replace("-", "_") / "LC_MESSAGES" / f"{DOMAIN}.po"
    path.parent.mkdir(parents=True)
    path.write_bytes(written(catalogue))
    return path
