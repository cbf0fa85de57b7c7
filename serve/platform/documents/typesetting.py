"""Sets a document as a PDF: A4, for black and white print, tagged, for archives (PDF/A-2a and PDF/UA-1).

The document's text is passed as data, never as a part of the template. Characters that can't be drawn are spelled out
as codes, with a note on the first page, which also names the scripts that no typeface here has. Equal documents give
equal bytes, with the same typefaces and the same version of typst.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from model.errors import ShinganError
from model.messages import NOTHING, Message, Wording, message
from serve.platform.documents.rendering import data_of, finished, languages, style_of, texts
from serve.platform.documents.spelling import clusters, is_sound, one_kind_of_line_end, spelled
from serve.platform.documents.typefaces import Typefaces, installed, remark_on
from serve.platform.translations import ENGLISH, Language

SHARED = Path(__file__).parent / "templates" / "shared.typ"
COMPILER = Path(__file__).with_name("compiling.py")
TIMEOUT = 120  # seconds; a document with a hundred photos takes a few
FONT_PLACES = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "SYSTEMROOT", "LOCALAPPDATA")  # variables that lead to fonts
ASCII = frozenset(map(chr, range(0x20, 0x7F)))  # times, codes and the template's own signs
LONGEST_ERROR = 300  # characters of the typesetter's error message
NOT_TYPESET = message("The report could not be typeset: {fault}")


class TypesettingError(ShinganError):
    """The document could not be made."""


@dataclass(frozen=True)
class Document:
    """What is to be set.

    Attributes:
        template: a typst file that imports `shared.typ`.
        content: dataclasses of messages, texts, times (aware), numbers and pictures (JPEG bytes), already selected for
            the reader; the template has it as `data.content`.
        labels: the template's own words, without values; it has them as `words.NAME`. `page`, `undrawn_title` and
            `undrawn` are among them.
        sentences: the same with values.
        title: of the PDF.
        language: in which it is made.
        made_at: when; it dates the PDF.
    """

    template: Path
    content: Any
    labels: Mapping[str, Message]
    sentences: Mapping[str, Wording]
    title: Wording
    language: Language
    made_at: datetime


class Typeset(NamedTuple):
    """A document as a PDF; `remark` names what no typeface here draws, and is empty if nothing is missing."""

    pdf: bytes
    remark: Wording = NOTHING


class _Manuscript(NamedTuple):
    """A document for the typesetter.

    Attributes:
        data: of `rendered`.
        language: of the labels.
        families: for the text; `other_families` for runs in a language with other Han characters, by its tag.
        undrawn: clusters to spell out.
    """

    data: Mapping[str, Any]
    pictures: Mapping[str, bytes]
    language: Language
    families: tuple[str, ...]
    other_families: Mapping[str, tuple[str, ...]]
    undrawn: frozenset[str]


def typeset(document: Document, typefaces: Typefaces | None = None) -> Typeset:
    """The document as a PDF, and what typefaces it lacks.

    Args:
        document: what to show.
        typefaces: for drawing; by default all of the machine.

    Raises:
        TypesettingError: it can't be made, for instance because a picture is no JPEG. A character that can't be drawn
            is no error.
    """
    faces = typefaces or installed()
    language, remark = _language(document, faces)
    manuscript = _manuscript(document, language, remark, faces)
    try:
        return Typeset(_compiled(_files(document, manuscript), document.made_at), remark)
    except TypesettingError:  # the typesetter may fail on some texts: everything except plain letters is spelled out
        plain = frozenset(cluster for cluster in _clusters(texts(manuscript.data)) if not cluster.isascii())
        manuscript = manuscript._replace(undrawn=manuscript.undrawn | plain)
        return Typeset(_compiled(_files(document, manuscript), document.made_at), remark)


def rendered(document: Document, language: Language, remark: Wording, pictures: dict[str, bytes]) -> Mapping[str, Any]:
    """The contents of a document and its words.

    Args:
        language: of all that the service says.
        remark: on typefaces; empty if none is missing.
        pictures: receives the files.
    """
    words = {name: language.say(label) for name, label in document.labels.items()}
    runs = {**document.sentences, "remark": remark}
    return {
        "content": data_of(document.content, language, pictures),
        "words": words | {name: data_of(each, language, pictures) for name, each in runs.items()},
    }


def _language(document: Document, typefaces: Typefaces) -> tuple[Language, Wording]:
    """The language of the labels, English if they can't be drawn; and the remark on what no typeface here draws."""
    language = document.language
    labels = _clusters(map(language.say, document.labels.values()))
    shown = _clusters(texts(rendered(document, language, NOTHING, {})))
    undrawn = typefaces.drawing(frozenset(filter(is_sound, shown)), language.tag).undrawn
    if typefaces.drawing(labels, language.tag).undrawn:
        language = ENGLISH
    return language, remark_on(undrawn, language)


def _manuscript(document: Document, language: Language, remark: Wording, typefaces: Typefaces) -> _Manuscript:
    """Render the document in the language, and choose the typefaces."""
    pictures: dict[str, bytes] = {}
    data = rendered(document, language, remark, pictures)
    shown = _clusters(texts(data))
    sound = frozenset(filter(is_sound, shown))
    draw = partial(typefaces.drawing, sound | ASCII)
    families, undrawn = draw(document.language.tag)
    others = {tag: draw(tag).families for tag in sorted(set(languages(data)))}
    differing = {tag: each for tag, each in others.items() if each != families}
    return _Manuscript(data, pictures, language, families, differing, undrawn | (shown - sound))


def _files(document: Document, manuscript: _Manuscript) -> Mapping[str, bytes]:
    """The typesetter's files: the template, what all templates share, one file with all text, and the pictures."""
    write = partial(spelled, undrawn=manuscript.undrawn)
    data = {
        **finished(manuscript.data, write, manuscript.other_families),
        "title": write(one_kind_of_line_end(manuscript.language.say(document.title))),
        "families": manuscript.families,
        "undrawn": bool(manuscript.undrawn),
        "page": style_of(manuscript.language.tag),
    }
    return {
        "main.typ": document.template.read_bytes(),
        SHARED.name: SHARED.read_bytes(),
        "data.json": json.dumps(data).encode(),
        **manuscript.pictures,
    }


def _clusters(shown: Iterable[str]) -> frozenset[str]:
    return frozenset(cluster for text in shown for cluster in clusters(one_kind_of_line_end(text)))


def _compiled(files: Mapping[str, bytes], made_at: datetime) -> bytes:
    """Make the PDF in a separate process (see `compiling`)."""
    try:
        with TemporaryDirectory(prefix="shingan-document-") as folder:
            for name, content in files.items():
                Path(folder, name).write_bytes(content)
            done = _run([sys.executable, "-I", str(COMPILER), folder, str(int(made_at.timestamp()))])
    except (OSError, subprocess.TimeoutExpired) as error:
        raise TypesettingError(NOT_TYPESET.of(fault=type(error).__name__)) from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines() or ["it ended without a message"]
        raise TypesettingError(NOT_TYPESET.of(fault=said[-1][:LONGEST_ERROR]))
    return done.stdout


def _run(command: Sequence[str]) -> subprocess.CompletedProcess[bytes]:
    """Run the compiler with none of the service's secrets in its environment."""
    environment = {name: os.environ[name] for name in FONT_PLACES if name in os.environ}
    return subprocess.run(  # noqa: S603  # this interpreter, a file of this package, a folder and a number
        command, env=environment, capture_output=True, timeout=TIMEOUT, check=False
    )
