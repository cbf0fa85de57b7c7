"""Sets the report of a case as a PDF: A4, for black and white print, tagged, for archives (PDF/A-2a and PDF/UA-1).

The document's text is passed as data, never as a part of the template. Characters that can't be drawn are spelled out
as codes, with a note on the first page, which also names the scripts that no typeface here has. Equal reports give
equal bytes, with the same typefaces and the same version of typst.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from model.errors import ShinganError
from model.messages import NOTHING, Wording, message
from serve.cases.report.domain import CaseReport
from serve.cases.report.messages import LABELS, TITLED
from serve.cases.report.rendering import finished, languages, rendered, style_of, texts
from serve.cases.report.spelling import clusters, is_sound, one_kind_of_line_end, spelled
from serve.cases.report.typefaces import Typefaces, installed, remark_on
from serve.platform.translations import ENGLISH, Language

TEMPLATE = Path(__file__).parent / "templates" / "case.typ"
COMPILER = Path(__file__).with_name("compiling.py")
TIMEOUT = 120  # seconds; a case of a hundred photos takes a few
FONT_PLACES = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "SYSTEMROOT", "LOCALAPPDATA")  # variables that lead to fonts
ASCII = frozenset(map(chr, range(0x20, 0x7F)))  # times, codes and the template's own signs
LONGEST_ERROR = 300  # characters of the typesetter's error message
NOT_TYPESET = message("The report could not be typeset: {fault}")


class TypesettingError(ShinganError):
    """The report could not be made."""


class Typeset(NamedTuple):
    """A report as a PDF; `remark` names what no typeface here draws, and is empty if nothing is missing."""

    pdf: bytes
    remark: Wording = NOTHING


class _Manuscript(NamedTuple):
    """A report for the typesetter.

    Attributes:
        data: of `rendering.rendered`.
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


def render(report: CaseReport, typefaces: Typefaces | None = None) -> bytes:
    """The report as a PDF: see `typeset`."""
    return typeset(report, typefaces).pdf


def typeset(report: CaseReport, typefaces: Typefaces | None = None) -> Typeset:
    """The report as a PDF, and what typefaces it lacks.

    Args:
        report: what to show.
        typefaces: for drawing; by default all of the machine.

    Raises:
        TypesettingError: it can't be made, for instance because a photo is no JPEG. A character that can't be drawn is
            no error.
    """
    faces = typefaces or installed()
    language, remark = _language(report, faces)
    manuscript = _manuscript(report, language, remark, faces)
    try:
        return Typeset(_compiled(_files(manuscript), report.printed_at), remark)
    except TypesettingError:  # the typesetter may fail on some texts: everything except plain letters is spelled out
        plain = frozenset(cluster for cluster in _clusters(texts(manuscript.data)) if not cluster.isascii())
        manuscript = manuscript._replace(undrawn=manuscript.undrawn | plain)
        return Typeset(_compiled(_files(manuscript), report.printed_at), remark)


def _language(report: CaseReport, typefaces: Typefaces) -> tuple[Language, Wording]:
    """The language of the labels, English if they can't be drawn; and the remark on what no typeface here draws."""
    language = report.language
    labels = _clusters(map(language.say, LABELS.values()))
    shown = _clusters(texts(rendered(report, language, NOTHING, {})))
    undrawn = typefaces.drawing(frozenset(filter(is_sound, shown)), language.tag).undrawn
    if typefaces.drawing(labels, language.tag).undrawn:
        language = ENGLISH
    return language, remark_on(undrawn, language)


def _manuscript(report: CaseReport, language: Language, remark: Wording, typefaces: Typefaces) -> _Manuscript:
    """Render the report in the language, and choose the typefaces."""
    pictures: dict[str, bytes] = {}
    data = rendered(report, language, remark, pictures)
    shown = _clusters(texts(data))
    sound = frozenset(filter(is_sound, shown))
    draw = partial(typefaces.drawing, sound | ASCII)
    families, undrawn = draw(report.language.tag)
    others = {tag: draw(tag).families for tag in sorted(set(languages(data)))}
    differing = {tag: each for tag, each in others.items() if each != families}
    return _Manuscript(data, pictures, language, families, differing, undrawn | (shown - sound))


def _files(manuscript: _Manuscript) -> Mapping[str, bytes]:
    """The document: the template, one file with all its text, and the photos."""
    write = partial(spelled, undrawn=manuscript.undrawn)
    shown = finished(manuscript.data, write, manuscript.other_families)
    data = {
        **shown,
        "title": manuscript.language.say(TITLED.of(number=shown["report"]["number"])),
        "families": manuscript.families,
        "undrawn": bool(manuscript.undrawn),
        "page": style_of(manuscript.language.tag),
    }
    return {"main.typ": TEMPLATE.read_bytes(), "data.json": json.dumps(data).encode(), **manuscript.pictures}


def _clusters(shown: Iterable[str]) -> frozenset[str]:
    return frozenset(cluster for text in shown for cluster in clusters(one_kind_of_line_end(text)))


def _compiled(files: Mapping[str, bytes], made_at: datetime) -> bytes:
    """Make the PDF in a separate process (see `compiling`)."""
    try:
        with TemporaryDirectory(prefix="shingan-report-") as folder:
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
