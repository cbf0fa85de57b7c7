"""Documents, comments and messages can be read by everyone: lines that fit, links that resolve, and plain words."""

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
WIDTH = 120
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "datasets/README.md"])
LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")
PACKAGES = ("benchmarks", "datasets", "deploy", "docs", "model", "serve", "tests", "training", "translating")
TEXTS = {".css", ".html", ".js", ".md", ".py", ".service", ".sh", ".toml", ".typ"}
QUOTED = {"tests/serve/record.py", "tests/test_docs.py"}  # texts of earlier versions; this list
INSTEAD = {  # what stops a reader who learned English late -> what to write
    "nobody": "no one, None, anonymous",
    "somebody": "a person, someone",
    "anybody": "anyone",
    "everybody": "everyone, all people",
    "whoever|whomever": "the person who, the caller, anyone who",
    "whichever": "any, each, the one that",
    "whatever": "any, every, independent of",
    "wherever": "everywhere, if",
    "anew": "again",
    "hence|whence|thence": "so, from there",
    "thereof|thereby|therein|therewith|hereby|hitherto": "a sentence of its own",
    "lest": "so that ... not",
    "albeit|amongst|whilst|betwixt": "although, among, while, between",
    "by itself|by themselves": "automatically, alone, separately",
    "made before": "existing",
    "none of which": "and none of them",
    "all the same": "still, but",
    "be it": "such as",
    "save for": "except",
    "nothing but": "only",
    "by way of": "through",
    "in turns": "alternating",
    "lets? go of": "release, close",
    "held against|holds? against": "compared with",
    "slipped in": "inserted",
    "heals?": "recover automatically",
    "can't be believed": "is clearly wrong",
    "as [^.,;:()]{1,40}? (?:has|have) it": "according to",
}


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("document", DOCUMENTS, ids=relative)
def test_lines_of_a_document_are_at_most_120_characters(document: Path) -> None:
    """A row of a table cannot be broken; everything else can."""
    lines = document.read_text(encoding="utf-8").splitlines()
    long = [number for number, line in enumerate(lines, 1) if len(line) > WIDTH and not line.startswith("|")]
    assert not long, f"{relative(document)}: wrap these lines at {WIDTH} characters: {long}"


def slug(heading: str) -> str:
    """Return the anchor that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def anchors(document: Path) -> set[str]:
    return {slug(line.lstrip("#").strip()) for line in document.read_text("utf-8").splitlines() if line.startswith("#")}


@pytest.mark.parametrize("document", DOCUMENTS, ids=relative)
def test_relative_links_of_a_document_lead_somewhere(document: Path) -> None:
    """A link names an existing file, and its anchor a heading of that file."""
    for link in LINK.findall(document.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (document.parent / name) if name else document
        assert target.exists(), f"{relative(document)}: {link} does not exist"
        assert not anchor or anchor in anchors(target), f"{relative(document)}: {link} names no heading"


def sources() -> list[Path]:
    """Every text of the project that people write and read."""
    found = [path for package in PACKAGES for path in (ROOT / package).rglob("*") if path.suffix in TEXTS]
    return sorted([*found, *ROOT.glob("*.md"), ROOT / "pyproject.toml"])


@cache
def texts() -> dict[str, str]:
    """What stands in each of them, read once for all words."""
    return {relative(path): path.read_text(encoding="utf-8") for path in sources()}


def in_text(words: str) -> re.Pattern[str]:
    """Match words as whole words, in any case, also where a line of a comment ends between them."""
    spaced = words.replace(" ", r"\s+(?:(?:#|//|\*)\s+)?")
    return re.compile(rf"(?<![^\W_])(?:{spaced})(?![^\W_])", re.IGNORECASE)


@pytest.mark.parametrize("words", INSTEAD)
def test_plain_words_are_used(words: str) -> None:
    """Documents, comments, docstrings, names, templates and messages use the words of the glossary and plain ones."""
    pattern = in_text(words)
    places = [
        f"{path}:{text.count(chr(10), 0, match.start()) + 1}"
        for path, text in texts().items()
        if path not in QUOTED
        for match in pattern.finditer(text)
    ]
    assert not places, f"write instead of {words!r}: {INSTEAD[words]}; in {', '.join(places)}"
