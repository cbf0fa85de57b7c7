"""The documents can be read in any editor: lines that fit, and links that lead somewhere."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
WIDTH = 120
DOCUMENTS = sorted([*ROOT.glob("docs/**/*.md"), ROOT / "CHANGELOG.md", ROOT / "datasets/README.md"])
LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")


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


@pytest.mark.parametrize("document", [*DOCUMENTS, ROOT / "README.md"], ids=relative)
def test_relative_links_of_a_document_lead_somewhere(document: Path) -> None:
    """A link names an existing file, and its anchor a heading of that file."""
    for link in LINK.findall(document.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (document.parent / name) if name else document
        assert target.exists(), f"{relative(document)}: {link} does not exist"
        assert not anchor or anchor in anchors(target), f"{relative(document)}: {link} names no heading"
