"""Sets the report of a case as a PDF: A4, for black and white print, tagged, for archives (PDF/A-2a and PDF/UA-1).

The document's text is passed as data, never as a part of the template. Characters that can't be drawn are spelled out
as codes, with a note on the first page. Equal reports give equal bytes, with the same typefaces and the same version of
typst.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from model.errors import ShinganError
from serve.cases.report.domain import CaseReport
from serve.cases.report.labels import FALLBACK, LABELS, RIGHT_TO_LEFT
from serve.cases.report.spelling import clusters, is_sound, one_kind_of_line_end, spelled
from serve.cases.report.typefaces import Typefaces, installed

TEMPLATE = Path(__file__).parent / "templates" / "case.typ"
COMPILER = Path(__file__).with_name("compiling.py")
TIMEOUT = 120  # seconds; a case of a hundred photos takes a few
FONT_PLACES = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "SYSTEMROOT", "LOCALAPPDATA")  # variables that lead to fonts
LANGUAGE_TAG = re.compile(r"([a-z]{2,3})(?:-[a-z]{4})?(?:-([a-z]{2}))?", re.IGNORECASE)
ASCII = frozenset(map(chr, range(0x20, 0x7F)))  # times, codes and the template's own signs
LEFT_TO_RIGHT, END = "\u2066", "\u2069"  # an isolate: text in it keeps its order
LONGEST_ERROR = 300  # characters of the typesetter's error message


class TypesettingError(ShinganError):
    """The report could not be made."""


class _Manuscript(NamedTuple):
    """A report for the typesetter; `language` and `region` are those of the labels."""

    report: CaseReport
    language: str
    region: str | None
    families: tuple[str, ...]
    undrawn: frozenset[str]


def render(report: CaseReport, typefaces: Typefaces | None = None) -> bytes:
    """The report as a PDF.

    Args:
        report: what to show.
        typefaces: for drawing; by default all of the machine.

    Raises:
        TypesettingError: it can't be made, for instance because a photo is no JPEG. A character that can't be drawn is
            no error.
    """
    manuscript = _manuscript(report, typefaces or installed())
    try:
        return _compiled(_files(manuscript), report.printed_at)
    except TypesettingError:  # the typesetter may fail on some texts: everything except plain letters is spelled out
        plain = frozenset(cluster for cluster in _clusters(report) if not cluster.isascii())
        return _compiled(_files(manuscript._replace(undrawn=manuscript.undrawn | plain)), report.printed_at)


def _manuscript(report: CaseReport, typefaces: Typefaces) -> _Manuscript:
    """Choose the language of the labels and the typefaces: labels that can't be drawn are given in English."""
    language, region = _language(report.language)
    if typefaces.drawing(_clusters(LABELS[language]), report.language).undrawn:
        language, region = FALLBACK, None
    shown = _clusters(report)
    sound = {cluster for cluster in shown if is_sound(cluster)}
    families, undrawn = typefaces.drawing(sound | _clusters(LABELS[language]) | ASCII, report.language)
    return _Manuscript(report, language, region, families, undrawn | (shown - sound))


def _language(tag: str) -> tuple[str, str | None]:
    """A language with labels, and the region; English if the tag is unknown."""
    match = LANGUAGE_TAG.match(tag)
    language, region = match.groups() if match else ("", None)
    return (language.lower(), region.upper() if region else None) if language.lower() in LABELS else (FALLBACK, None)


def _files(manuscript: _Manuscript) -> Mapping[str, bytes]:
    """The document: the template, one file with all its text, and the photos."""
    labels = LABELS[manuscript.language]
    pictures: dict[str, bytes] = {}
    shown = _as_data(manuscript.report, manuscript.undrawn, pictures)
    data = {
        "report": shown,
        "words": dict(labels),
        "title": _title(labels["title"], shown["number"], manuscript.language),
        "families": manuscript.families,
        "undrawn": bool(manuscript.undrawn),
        "language": manuscript.language,
        "region": manuscript.region,
        "right-to-left": manuscript.language in RIGHT_TO_LEFT,
    }
    return {"main.typ": TEMPLATE.read_bytes(), "data.json": json.dumps(data).encode(), **pictures}


def _title(label: str, number: str, language: str) -> str:
    """The document's title in a viewer; it is not drawn, so isolates keep the order of the number."""
    return f"{label} {LEFT_TO_RIGHT}{number}{END}" if language in RIGHT_TO_LEFT else f"{label} {number}"


def _as_data(value: Any, undrawn: AbstractSet[str], pictures: dict[str, bytes]) -> Any:
    """The data of the template: dictionaries, lists, text that can be drawn, and the names of pictures."""
    match value:
        case str():
            return spelled(one_kind_of_line_end(value), undrawn)
        case datetime():
            return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
        case bytes():
            name = f"photo-{len(pictures) + 1}.jpg"
            pictures[name] = value
            return name
        case tuple():
            return [_as_data(part, undrawn, pictures) for part in value]
        case _ if is_dataclass(value):
            return {part.name: _as_data(getattr(value, part.name), undrawn, pictures) for part in fields(value)}
    return value


def _clusters(value: Any) -> frozenset[str]:
    return frozenset(cluster for text in _texts(value) for cluster in clusters(one_kind_of_line_end(text)))


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case tuple():
            for part in value:
                yield from _texts(part)
        case Mapping():
            yield from value.values()
        case _ if is_dataclass(value):
            for part in fields(value):
                yield from _texts(getattr(value, part.name))


def _compiled(files: Mapping[str, bytes], made_at: datetime) -> bytes:
    """Make the PDF in a separate process (see `compiling`)."""
    try:
        with TemporaryDirectory(prefix="shingan-report-") as folder:
            for name, content in files.items():
                Path(folder, name).write_bytes(content)
            done = _run([sys.executable, "-I", str(COMPILER), folder, str(int(made_at.timestamp()))])
    except (OSError, subprocess.TimeoutExpired) as error:
        raise TypesettingError(f"The report could not be typeset: {type(error).__name__}.") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines() or ["it ended without a message"]
        raise TypesettingError(f"The report could not be typeset: {said[-1][:LONGEST_ERROR]}")
    return done.stdout


def _run(command: Sequence[str]) -> subprocess.CompletedProcess[bytes]:
    """Run the compiler with none of the service's secrets in its environment."""
    environment = {name: os.environ[name] for name in FONT_PLACES if name in os.environ}
    return subprocess.run(  # noqa: S603  # this interpreter, a file of this package, a folder and a number
        command, env=environment, capture_output=True, timeout=TIMEOUT, check=False
    )
