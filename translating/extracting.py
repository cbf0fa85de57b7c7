"""Reads every message out of the code and the templates: the catalogue that all languages translate."""

import ast
import inspect
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from typer.main import get_command

from serve.cli import cli
from serve.platform.command_messages import commands_in, paragraphs

ROOT = Path(__file__).parents[1]
SOURCES = {"model/**/*.py": "python", "serve/**/*.py": "python", "serve/**/templates/*.html": "jinja2"}
KEYWORDS: Mapping[str, Any] = {"_": None, "message": None, "counted": (1, 2), "in_context": ((1, "c"), 2)}
CALLED = re.compile(rf"\b(?:{'|'.join(KEYWORDS)})\s*\(".encode())
LITERALS = {"message": 1, "counted": 2, "in_context": 2}  # how many arguments have to be literal texts
COMMENT_TAGS = ("Translators:",)
PROJECT = "Shingan"


class Unreadable(NamedTuple):
    """A call whose text is not there to be read, so that no catalogue would have it."""

    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: the text of a message must be a literal, with its values in braces"


def sources() -> Iterator[tuple[Path, str]]:
    """Every file with messages, and what reads it."""
    for pattern, method in SOURCES.items():
        yield from ((path, method) for path in sorted(ROOT.glob(pattern)))


def template() -> Catalog:
    """Every message of the code, with the files that have it and the comments for translators."""
    found = Catalog(project=PROJECT, charset="utf-8")
    for place, line, texts, comments, context in _extracted():
        found.add(texts, locations=[(place, line)], auto_comments=comments, context=context)
    for text, place in helps():
        found.add(text, locations=[(place, 0)], auto_comments=["Help of a command."])
    return found


@cache
def _extracted() -> tuple[tuple[str, int, Any, list[str], str | None], ...]:
    """Where each message stands, with its texts, comments and context; read once, as it takes seconds."""
    found = []
    for path, method in sources():
        if method == "python" and not CALLED.search(path.read_bytes()):
            continue  # two of three files
        place = path.relative_to(ROOT).as_posix()
        with path.open("rb") as file:
            options = {"silent": "false"} if method == "jinja2" else {}
            extracted = extract(method, file, KEYWORDS, COMMENT_TAGS, options, strip_comment_tags=True)
            found += [(place, line, texts, comments, context) for line, texts, comments, context in extracted]
    return tuple(found)


def helps() -> Iterator[tuple[str, str]]:
    """The help of every command and option, read from the commands, with the file of each."""
    for command in commands_in(get_command(cli)):
        made = inspect.unwrap(command.callback) if command.callback else None
        place = Path(inspect.getfile(made) if made else __file__).relative_to(ROOT).as_posix()
        for text in (command.help, *(getattr(each, "help", None) for each in command.params)):
            yield from ((each, place) for each in paragraphs(text or ""))


@cache
def unreadable() -> tuple[Unreadable, ...]:
    """Calls that make a message of something else than literal texts."""
    return tuple(each for path, method in sources() if method == "python" for each in _unreadable(path))


def _unreadable(path: Path) -> Iterator[Unreadable]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in LITERALS):
            continue
        texts = node.args[: LITERALS[node.func.id]]
        if len(texts) < LITERALS[node.func.id] or not all(_is_literal(text) for text in texts):
            yield Unreadable(path.relative_to(ROOT).as_posix(), node.lineno)


def _is_literal(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)
