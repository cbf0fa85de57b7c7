"""Are codes that are no serial numbers left alone, and right serial numbers told from wrong ones?

    python -m benchmarks.codes [--release DIR] [--codes 300] [--seed 1] [--json FILE] [--quick]

Codes are drawn by segno and zxing-cpp on a plain photo, slightly turned and blurred, saved as JPEG, and read by
`model.codes`. Those of kinds that are no serial number (benchmarks/code_texts.py) are compared with the sheet of every
demo product, and sent after a genuine item of one: none may give a finding on a serial number or any that speaks
against an item, and verdict and log-odds must be those of the item alone. Serial numbers of the demo products, right
and wrong by turns, in the forms that real goods carry, must all be classified correctly.
"""

import argparse
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import cycle
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np
import segno
import zxingcpp
from PIL import Image, ImageFilter
from zxingcpp import BarcodeFormat

from benchmarks.code_texts import (
    CODE_39,
    CODE_128,
    DATA_MATRIX,
    EAN_13,
    ITF,
    NO_SERIALS,
    QR,
    SERIAL_FORMS,
    WRONGS,
    Dice,
    Drawn,
)
from benchmarks.command import Figures, command, run, take_release
from benchmarks.report import print_table
from datasets.draw.product import Product
from datasets.draw.products import PRODUCTS
from model.code_findings import CodeFinding, CodeResult, check_codes
from model.codes import CodeKind
from model.datasets.splits import Split
from model.examiner import Examiner
from model.judgement import OfficerInput, judge
from model.patterns import compile_pattern
from model.photo import SeenPhoto
from model.release import load_release
from model.verdict import Outcome, Verdict
from training.manifest import Label, read_manifest
from training.statistics import Estimate, rate

ROOT = Path(__file__).resolve().parents[1]
CODES, QUICK, SEED = 300, 60, 1
GROUND = (900, 1200)
Choice = TypeVar("Choice")
FORMATS = {
    CODE_128: BarcodeFormat.Code128,
    CODE_39: BarcodeFormat.Code39,
    DATA_MATRIX: BarcodeFormat.DataMatrix,
    ITF: BarcodeFormat.ITF,
    EAN_13: BarcodeFormat.EAN13,
    QR: BarcodeFormat.QRCode,
}


class Base(NamedTuple):
    """A genuine item that is consistent without a code, with its photos seen."""

    photos: tuple[SeenPhoto, ...]
    verdict: Verdict


@dataclass(frozen=True)
class Silent:
    """One code that is no serial number, as it came out.

    Attributes:
        accused: whether any sheet's finding names a serial number in it, or speaks against an item.
        moved: whether the verdict beside a genuine item differs from the item's alone.
    """

    kind: str
    symbol: str
    text: str
    accused: bool
    moved: bool


@dataclass(frozen=True)
class Serial:
    """One serial number as it came out; wrong: how, empty if it is right."""

    product: str
    form: str
    text: str
    wrong: str
    told: bool


def main() -> None:
    """Answer the question."""
    run(measure, _options())


def measure(options: argparse.Namespace) -> Figures:
    """Measure and print."""
    examiner = Examiner(load_release(options.release))
    bases = _bases(examiner)
    count = QUICK if options.quick else options.codes
    dice = Dice(np.random.default_rng(options.seed))
    unread: Counter[str] = Counter()
    silent = [
        _silent(examiner, bases, drawn, seen) for drawn, seen in _read(examiner, dice, _others(dice), count, unread)
    ]
    serials = list(_serials(examiner, dice, count, unread))
    return _reported(silent, serials, unread, examiner.release.id)


def _options() -> argparse.Namespace:
    parser = command(__doc__, quick=f"{QUICK} codes of each sort")
    take_release(parser)
    parser.add_argument("--codes", type=int, default=CODES, help="codes of each sort")
    parser.add_argument("--seed", type=int, default=SEED)
    return parser.parse_args()


def _bases(examiner: Examiner) -> Mapping[str, Base]:
    """The first genuine test item of each product that is consistent without a code."""
    manifest = read_manifest(ROOT / "datasets" / "manifest.csv")
    bases: dict[str, Base] = {}
    items: dict[tuple[str, str], list[SeenPhoto]] = {}
    rows = [row for row in manifest.rows if row.split is Split.TEST and row.label is Label.GENUINE]
    for key in dict.fromkeys((row.product, row.item) for row in rows):
        if key[0] in bases:
            continue
        items[key] = [
            examiner.see(manifest.path_of(row).read_bytes()) for row in rows if (row.product, row.item) == key
        ]
        verdict = judge(items[key], OfficerInput(), examiner.release, examiner.gallery)
        if verdict.outcome is Outcome.CONSISTENT:
            bases[key[0]] = Base(tuple(items[key]), verdict)
    return bases


# --- drawing and reading ---------------------------------------------------------------------------------------


def _others(dice: Dice) -> Iterator[tuple[str, Drawn]]:
    """Codes that are no serial number, kind by kind, each beside some product."""
    for make in cycle(NO_SERIALS):
        product = _any(PRODUCTS, dice)
        yield product.id, make(dice, product.gtin)


def _any(choices: Sequence[Choice], dice: Dice) -> Choice:
    return choices[int(dice.rng.integers(len(choices)))]


def _read(
    examiner: Examiner, dice: Dice, codes: Iterator[tuple[str, Drawn]], count: int, unread: Counter[str]
) -> Iterator[tuple[tuple[str, Drawn], SeenPhoto]]:
    """So many codes that were read, each on a photo of its own; the others are counted."""
    found = 0
    for product, drawn in codes:
        seen = examiner.see(photo(drawn, dice.rng))
        if seen.codes:
            found += 1
            yield (product, drawn), seen
        else:
            unread[drawn.symbol] += 1
        if found == count:
            return


def photo(drawn: Drawn, rng: np.random.Generator) -> bytes:
    """A JPEG of 1,200 x 900 pixels: the code on plain ground, slightly turned and blurred."""
    symbol = symbol_of(drawn)
    level = rng.uniform(110, 190)
    ground = Image.fromarray((level + rng.normal(0, 5, GROUND)).clip(0, 255).astype(np.uint8))
    turned = symbol.convert("LA").rotate(rng.uniform(-4, 4), Image.Resampling.BICUBIC, expand=True)
    room = [max(whole - part, 1) for whole, part in zip(ground.size, turned.size, strict=True)]
    ground.paste(
        turned.getchannel("L"), (int(rng.integers(room[0])), int(rng.integers(room[1]))), turned.getchannel("A")
    )
    stream = io.BytesIO()
    ground.filter(ImageFilter.GaussianBlur(rng.uniform(0.2, 0.8))).convert("RGB").save(stream, "JPEG", quality=88)
    return stream.getvalue()


def symbol_of(drawn: Drawn) -> Image.Image:
    """The code with its quiet zone, black on white."""
    if drawn.symbol == QR and not drawn.gs1:
        stream = io.BytesIO()
        segno.make(drawn.text, micro=False).save(stream, kind="png", scale=5, border=4)
        return Image.open(stream).convert("L")
    code = zxingcpp.create_barcode(drawn.text, FORMATS[drawn.symbol], gs1=drawn.gs1)
    scale = 5 if drawn.symbol in (QR, DATA_MATRIX) else 2
    return Image.fromarray(np.array(code.to_image(scale=scale, add_quiet_zones=True))).convert("L")


# --- comparing -------------------------------------------------------------------------------------------------


def _findings(examiner: Examiner, seen: SeenPhoto, product: str) -> tuple[CodeFinding, ...]:
    sheets = {name: released.sheet for name, released in examiner.release.description.products.items()}
    return check_codes([seen.codes], product, sheets)


def _silent(examiner: Examiner, bases: Mapping[str, Base], named: tuple[str, Drawn], seen: SeenPhoto) -> Silent:
    product, drawn = named
    findings = [each for sheet in bases for each in _findings(examiner, seen, sheet)]
    accused = any(each.kind is CodeKind.SERIAL or each.finding is not CodeResult.MATCHES for each in findings)
    alone = bases[product]
    beside = judge([*alone.photos, seen], OfficerInput(), examiner.release, examiner.gallery)
    return Silent(drawn.kind, drawn.symbol, drawn.text, accused, moved=_essence(beside) != _essence(alone.verdict))


def _essence(verdict: Verdict) -> tuple[object, ...]:
    return verdict.outcome, verdict.reasons, verdict.log_odds, verdict.product.id, verdict.codes, verdict.texts


def _serials(examiner: Examiner, dice: Dice, count: int, unread: Counter[str]) -> Iterator[Serial]:
    made: list[tuple[str, str, str]] = []

    def drawn() -> Iterator[tuple[str, Drawn]]:
        for how in cycle(WRONGS):  # as many wrong ones as right ones
            for wrong in ("", how):
                product, form = _any(PRODUCTS, dice), _any(list(SERIAL_FORMS), dice)
                text = _number(product, wrong, examiner, dice)
                made.append((form, text, wrong))
                yield product.id, SERIAL_FORMS[form](text, product.gtin)

    for (product, _), seen in _read(examiner, dice, drawn(), count, unread):
        form, text, how = made[-1]
        found = {each.finding for each in _findings(examiner, seen, product) if each.kind is CodeKind.SERIAL}
        yield Serial(product, form, text, how, found == {CodeResult.BREAKS_PATTERN if how else CodeResult.MATCHES})


def _number(product: Product, wrong: str, examiner: Examiner, dice: Dice) -> str:
    """A serial number of a product; made wrong in the way named, so that it no longer fits the pattern."""
    fits = compile_pattern(examiner.release.description.products[product.id].sheet.serial_pattern or "")
    while True:
        right = product.new_item(dice.rng).serial
        if not wrong:
            return right
        spoiled = WRONGS[wrong](right, dice)
        if not fits(spoiled):
            return spoiled


# --- reporting -------------------------------------------------------------------------------------------------


def _reported(silent: Sequence[Silent], serials: Sequence[Serial], unread: Counter[str], release: str) -> Figures:
    kinds = Counter(each.kind for each in silent)
    print_table(
        ("no serial number", "read", "accused", "moved"),
        [
            (
                kind,
                str(n),
                *(
                    str(sum(getattr(each, what) for each in silent if each.kind == kind))
                    for what in ("accused", "moved")
                ),
            )
            for kind, n in kinds.items()
        ],
    )
    print_table(
        ("serial numbers", "read", "told"),
        [
            (form, str(len(own)), str(sum(each.told for each in own)))
            for form in SERIAL_FORMS
            if (own := [each for each in serials if each.form == form])
        ],
    )
    for failed in (
        *(each for each in silent if each.accused or each.moved),
        *(each for each in serials if not each.told),
    ):
        print(failed)
    figures = {
        "accused": rate(sum(each.accused for each in silent), len(silent)),
        "moved": rate(sum(each.moved for each in silent), len(silent)),
        "not_told": rate(sum(not each.told for each in serials), len(serials)),
    }
    rows = {"silent": [asdict(each) for each in silent], "serials": [asdict(each) for each in serials]}
    print(f"not read, by symbology: {dict(unread)}")
    figure = (
        f"{len(kinds)} kinds that are no serial number: accused {_words(figures['accused'])}, outcome moved "
        f"{_words(figures['moved'])}; serial numbers wrongly classified {_words(figures['not_told'])}; limits 0"
    )
    missed = [f"{name}: {_words(each)}, limit 0" for name, each in figures.items() if each is None or each.value]
    document = {"release": release, "kinds": len(kinds), "unread": dict(unread), **figures, **rows}
    return Figures(figure, document, missed)


def _words(figure: Estimate | None) -> str:
    return "-" if figure is None else f"{figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}] (n = {figure.n})"


if __name__ == "__main__":
    main()
