"""One self-contained HTML file: no script, no outside link; and the folder that `evaluate --out` writes."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from training.errors import WorkError
from training.files import write_atomically
from training.metrics import metrics
from training.report import drawings
from training.report.answering import Released, whether_it_answers, without_answers
from training.report.evidence import product_name, right_holders, shown_items
from training.report.figures import most_wrong
from training.report.section import MeasuredRelease
from training.report.sections import sections
from training.report.terms import GLOSSARY, UNMEASURED, numbers, shares
from training.statistics import Estimate

TEST_SECTION = re.compile(r"^## Test items\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
HEADLINES: tuple[tuple[str, str, Callable[[Estimate | None], tuple[str, str, str]]], ...] = (
    ("coverage", "Items that got a definite answer (coverage)", shares),
    ("genuine_called_suspected", "Genuine items called suspected (FRR)", shares),
    ("counterfeit_called_consistent", "Counterfeit items called consistent (FAR)", shares),
    ("auroc", "Counterfeit ranked above genuine (AUROC)", numbers),
    ("pointing", "Strongest evidence inside a marked place", shares),
    ("unknown_detected", "Unknown goods answered as unknown", shares),
)


@dataclass(frozen=True)
class Subject:
    """What the page is about.

    Attributes:
        release: its id; None in the page that a release carries, as its id is derived from its files, this one
            included.
        data: which items, in words, such as "manifest.csv, test items".
        pictures: whether the most wrong items are shown. A page that travels with a release goes without them.
    """

    release: str | None
    data: str
    pictures: bool = True


def evaluation_page(measured: MeasuredRelease, subject: Subject) -> str:
    """The report as HTML. The same items, release and subject give the same text, but for timed photos."""
    wrong = shown_items(most_wrong(measured.items), measured.release) if subject.pictures else None
    return (
        environment()
        .get_template("report.html")
        .render(
            subject=subject,
            holders=right_holders(measured.items, measured.release),
            items=len(measured.items),
            photos=sum(len(item.examples) for item in measured.items),
            answers=in_short(measured),
            headlines=_headlines(measured),
            sections=sections(measured),
            wrong=wrong,
        )
    )


def _headlines(measured: MeasuredRelease) -> list[tuple[str, str, str, str]]:
    figures = metrics(measured.items, measured.unknown, 0.0)
    rows = []
    for key, name, written in HEADLINES:
        value, interval, n = written(Estimate(**figures[key]) if figures[key] else None)
        rows.append((name, value, interval, n))
    return rows


def in_short(measured: MeasuredRelease) -> list[str]:
    """Whether the release answers at all, on the products of these items alone: a right holder may read it."""
    names = sorted({item.product for item in measured.items})
    known = {name: measured.release.products[name] for name in names}
    released = [Released(product_name(name, measured.release), one.basis, one.rules) for name, one in known.items()]
    unanswered = without_answers(metrics(measured.items, measured.unknown, 0.0))
    every = len(names) == len(measured.release.products)
    return [*whether_it_answers(released, every=every), *([unanswered] if unanswered else []), *measured.remarks]


@cache
def environment() -> Environment:
    """Templates of the report; everything is escaped, and an unknown name is an error."""
    made = Environment(
        loader=PackageLoader("training.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(key_symbol=drawings.key_symbol, glossary=GLOSSARY, unmeasured=UNMEASURED)
    return made


def with_test_section(card: str, section: str) -> str:
    """A sealed MODEL_CARD.md whose test figures are replaced by others of the same release."""
    return TEST_SECTION.sub(lambda _: section.rstrip() + "\n\n", card)


def write_folder(folder: Path, files: Mapping[str, str]) -> None:
    """Write texts by file name, each whole or not at all.

    Raises:
        WorkError: the folder can't be written.
    """
    try:
        for name, text in files.items():
            write_atomically(folder / name, partial(_write, text.encode()))
    except OSError as error:
        raise WorkError(f"{folder}: the report can't be written ({error.strerror})") from error


def _write(content: bytes, file: Any) -> None:
    file.write(content)


def report_json(document: Mapping[str, Any]) -> str:
    """metrics.json or comparison.json: the text that the command prints with --json."""
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"
