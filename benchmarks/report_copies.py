"""Which typefaces let a report's words be copied? Sentences are set as the report sets them, and read back by poppler.

    python -m benchmarks.report_copies [--catalogues FOLDER] [--json FILE] [--quick]

The sentences are a catalogue's translations; Arabic and Thai ones without figures and Latin letters. Those with vowel
signs of Arabic are left out, as viewers order these themselves. One counts if it comes back unchanged but for spaces.
Exit status 1 where a family that the report uses brings back less than 99 %.
"""

import argparse
import json
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import typst
from babel.messages.pofile import read_po

from benchmarks.command import Figures, command, run
from benchmarks.report import print_table, stop
from benchmarks.shares import Share, exact_share
from serve.platform.documents.typefaces import FIRST
from serve.platform.translations import DOMAIN, FOLDER

LEAST = 0.99
QUICK = 60  # sentences of a language
FAMILIES: Mapping[str, Sequence[str]] = {  # of typefaces compared; those of the report are in FIRST
    "ar": ("Noto Naskh Arabic", "Noto Sans Arabic", "DejaVu Sans"),
    "th": ("Loma", "Noto Sans Thai", "Noto Serif Thai"),
    "vi": ("Noto Sans", "DejaVu Sans"),
    "ru": ("Noto Sans", "DejaVu Sans"),
}
LEFT_OUT = {"ar": re.compile(r"[A-Za-z0-9{\u064b-\u065f]"), "th": re.compile(r"[A-Za-z0-9{]")}
ANY = re.compile(r"[{]")
CONTROLS = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u200e\u200f"))
DOCUMENT = """#set document(title: "Sentences")
#set text(font: ("{family}",), lang: "{tag}", dir: {direction}, ligatures: false, size: 9.5pt)
#for sentence in json(bytes(sys.inputs.sentences)) {{ block(sentence) }}
"""


def main() -> None:
    """Answer the question."""
    parser = command(__doc__, quick=f"{QUICK} sentences of each language")
    parser.add_argument("--catalogues", type=Path, default=FOLDER, metavar="FOLDER", help="of the languages")
    run(measure, parser.parse_args())


def measure(options: argparse.Namespace) -> Figures:
    """Set, read back and print."""
    if not shutil.which("pdftotext"):
        stop("pdftotext is not here: install poppler-utils", 1)
    found: dict[str, Share] = {}
    for tag, families in FAMILIES.items():
        sentences = _sentences(options.catalogues, tag)[: QUICK if options.quick else None]
        for family in families if sentences else ():
            if family in _families():
                found[f"{tag}, {family}"] = exact_share(_copied(sentences, family, tag), len(sentences))
    if not found:
        stop(f"{options.catalogues}: no catalogue of {', '.join(FAMILIES)}, or none of their typefaces is here", 1)
    print_table(("language, family", "copied unchanged"), [(name, str(share)) for name, share in found.items()])
    used = {name: share for name, share in found.items() if name.partition(", ")[2] in FIRST}
    ours = {name: share for name, share in used.items() if FAMILIES[name[:2]][0] == name.partition(", ")[2]}
    missed = [f"{name}: {share}, below {LEAST}" for name, share in ours.items() if share.value < LEAST]
    figure = "; ".join(f"{name}: {share}" for name, share in ours.items())
    return Figures(figure, {"shares": found}, missed)


def _sentences(folder: Path, tag: str) -> Sequence[str]:
    path = folder / tag / "LC_MESSAGES" / f"{DOMAIN}.po"
    if not path.is_file():
        return ()
    with path.open("rb") as file:
        texts = [entry.string for entry in read_po(file, locale=tag) if entry.id and isinstance(entry.string, str)]
    return [text for text in dict.fromkeys(texts) if text and not LEFT_OUT.get(tag, ANY).search(text)]


@cache
def _families() -> frozenset[str]:
    return frozenset(typst.Fonts().families())


def _copied(sentences: Sequence[str], family: str, tag: str) -> int:
    """How many come back."""
    direction = "rtl" if tag == "ar" else "ltr"
    document = DOCUMENT.format(family=family, tag=tag, direction=direction)
    pdf = typst.compile(
        document.encode(), sys_inputs={"sentences": json.dumps(sentences)}, pdf_standards=["a-2a", "ua-1"]
    )
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    text = _joined(done.stdout.decode().translate(CONTROLS))
    return sum(_joined(sentence) in text for sentence in sentences)


def _joined(text: str) -> str:
    return "".join(text.split())


if __name__ == "__main__":
    main()
