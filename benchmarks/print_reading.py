"""Is print read rightly, and is a right serial number ever called wrong?

    python -m benchmarks.print_reading [--release DIR] [--json FILE] [--quick]

Drawn goods that the release has not seen (its own products, by a seed of their own), judged by it, and labels in Latin
and in Japanese that no release knows, read by the same rules: genuine ones, and ones whose marked line is wrong in one
character, has one too many or lacks one. Limits: no right serial of at least 500 is called wrong (exit status 1).
"""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from random import Random

import numpy as np
from PIL import Image
from rstr import Rstr

from benchmarks.command import Figures, command, run, take_release
from benchmarks.labels import JAPANESE, LATIN, NOTO, Label
from benchmarks.report import print_table, stop
from datasets.draw.products import PRODUCTS, product_by_id
from datasets.draw.sample import PlannedItem, draw_photo, plan_items
from model.catalogue import TextKind
from model.examiner import Examiner
from model.intake import decode_photo
from model.intervals import clopper_pearson
from model.judgement import OfficerInput, judge
from model.patterns import compile_pattern
from model.print_reading import SIDE, PrintReader
from model.recogniser import recogniser
from model.registration import find_keypoints, register
from model.release import load_release
from model.spelling import alike, folded
from model.text_findings import PrintLimits, TextResult, check_texts

SEED = 20_261
ITEMS = 130  # of each product; four of the demo's mark serial numbers
LABELS = 250  # of each script, as many right as wrong
QUICK = 6
WORKERS = 2
LIMIT = 0  # right serial numbers that may be called wrong
LEAST_SERIALS = 500
STRANGERS = "BDEFGHJKMNRTY"  # letters that look like no digit
TRIES = 200


@dataclass(frozen=True)
class Observed:
    """One marked line of one item.

    Attributes:
        group: which goods.
        is_right: whether it says what the sheet allows.
        says, read: what is printed, and what was read; None if the line was not found.
        result: what a verdict says.
    """

    group: str
    kind: TextKind
    is_right: bool
    says: str
    read: str | None
    result: TextResult

    @property
    def errors(self) -> int:
        """Characters to be changed to get what is printed from what was read."""
        return distance(folded(self.says), folded(self.read or ""))


def main() -> None:
    """Answer the question."""
    run(measure, _options())


def measure(options: argparse.Namespace) -> Figures:
    """Measure and print."""
    if recogniser() is None:
        stop("the extra 'ocr' is not installed: pip install 'shingan[ocr]'", 2)
    examiner = Examiner(load_release(options.release))
    limits = examiner.release.description.prints
    if limits is None:
        stop(f"{options.release}: the release marks no text that it reads", 1)
    items, labels = (QUICK, QUICK) if options.quick else (ITEMS, LABELS)
    found = [*_goods(examiner, items), *_labels(LATIN, "labels, Latin", labels, limits)]
    if NOTO.is_file():
        found += _labels(JAPANESE, "labels, Japanese", labels, limits)
    _print(found)
    serials = [each for each in found if each.kind is TextKind.SERIAL and each.is_right]
    accused = sum(each.result is TextResult.DEVIATES for each in serials)
    bound = clopper_pearson(accused, len(serials)).high
    figure = f"right serial numbers called wrong: {accused} of {len(serials)}, at most {bound:.4f}"
    is_missed = accused > LIMIT or (len(serials) < LEAST_SERIALS and not options.quick)
    missed = [f"{accused} of {len(serials)}, limit {LIMIT} of at least {LEAST_SERIALS}"] if is_missed else []
    document = {"release": examiner.release.id, "seed": SEED, "lines": [asdict(each) for each in found]}
    return Figures(figure, document, missed)


def _options() -> argparse.Namespace:
    parser = command(__doc__, quick=f"{QUICK} items of each kind alone")
    take_release(parser)
    return parser.parse_args()


def _goods(examiner: Examiner, count: int) -> list[Observed]:
    """Genuine items of the demo's products, each as it is and with another serial number that is wrong."""
    items = [item for item in plan_items(SEED, PRODUCTS, count, 0, {}) if item.printed.serial]
    with ThreadPoolExecutor(WORKERS) as pool:
        found = pool.map(lambda item: [*_item(examiner, item, is_right=True), *_spoiled(examiner, item)], items)
        return [one for some in found for one in some]


def _spoiled(examiner: Examiner, item: PlannedItem) -> Iterator[Observed]:
    """The item's serial number printed wrong; nothing if the sheet marks none."""
    sheet = examiner.release.description.products[item.product].sheet
    marked = next((text for text in sheet.texts if text.kind is TextKind.SERIAL and text.pattern), None)
    if marked is None or marked.pattern is None:
        return
    product, rng = product_by_id(item.product), np.random.default_rng([SEED, int(item.id[-8:], 16)])
    matches = compile_pattern(marked.pattern)
    for _ in range(TRIES):
        printed = replace(item.printed, serial=spoiled(item.printed.serial, rng))
        if not matches(product.printed(printed)[marked.id]):
            wrong = replace(item, printed=printed)
            yield from (one for one in _item(examiner, wrong, is_right=False) if one.kind is TextKind.SERIAL)
            return


def spoiled(text: str, rng: np.random.Generator) -> str:
    """A text with one character replaced by a letter, left out, or one too many; never at its ends."""
    place = int(rng.choice([n for n in range(1, len(text) - 1) if not text[n].isspace()]))
    letter = STRANGERS[int(rng.integers(len(STRANGERS)))]
    kind = int(rng.integers(3))
    return text[:place] + ("" if kind == 0 else letter) + text[place + (kind != 2) :]  # noqa: PLR2004


def _item(examiner: Examiner, item: PlannedItem, *, is_right: bool) -> Iterator[Observed]:
    product, sheet = product_by_id(item.product), examiner.release.description.products[item.product].sheet
    marked = {text.id: text for text in sheet.texts}
    views = {text.view for text in sheet.texts}
    photos = [
        (view.id, draw_photo(item, view, scene).data)
        for view, scene in zip(product.views, item.scenes, strict=True)
        if view.id in views
    ]
    seen = [examiner.see(data, view) for view, data in photos]
    verdict = judge(seen, OfficerInput(item.product), examiner.release, examiner.gallery)
    readings = {name: one.text for photo in seen for name, one in photo.prints.readings(item.product).items()}
    says = product.printed(item.printed)
    for text in verdict.texts:
        yield Observed("demo goods", marked[text.id].kind, is_right, says[text.id], readings.get(text.id), text.finding)


def _labels(label: Label, group: str, count: int, limits: PrintLimits) -> list[Observed]:
    """Labels with all lines right, and as many with each line wrong."""
    found = recogniser()
    if found is None:
        raise AssertionError("main has asked")
    reference = label.flat(_says(label, np.random.default_rng(0)))
    reader = PrintReader(found, label.texts, {"label": np.asarray(Image.fromarray(reference).convert("L"))})
    flat = find_keypoints(reference)
    lines = []
    for number in range(count):
        rng = np.random.default_rng([SEED, number])
        right = _says(label, rng)
        for is_right, says in ((True, right), (False, {name: _wrong(label, name, right, rng) for name in right})):
            photo = decode_photo(label.photo(says, np.random.default_rng([SEED, number, is_right])), longest_side=672)
            laid = register(flat, find_keypoints(photo.picture().pixels), "label")
            read = dict(reader.read(photo.grey(SIDE), [laid] if laid else []))
            for text in check_texts(label.texts, {0: read}, limits):
                reading = read.get(text.id)
                kind = label.lines[text.id].kind
                lines.append(
                    Observed(group, kind, is_right, says[text.id], reading.text if reading else None, text.finding)
                )
    return lines


def _says(label: Label, rng: np.random.Generator) -> dict[str, str]:
    """What one label's marked lines say: texts of their patterns."""
    random = Random(int(rng.integers(2**31)))
    return {name: line.expected or Rstr(random).xeger(line.pattern or "").strip() for name, line in label.lines.items()}


def _wrong(label: Label, name: str, right: Mapping[str, str], rng: np.random.Generator) -> str:
    line, head = label.lines[name], right[name].rpartition(" ")[0]
    said = right[name].removeprefix(head).strip() if line.pattern else right[name]
    for _ in range(TRIES):
        text = f"{head} {spoiled(said, rng)}" if line.pattern and head else spoiled(said, rng)
        is_allowed = compile_pattern(line.pattern)(text) if line.pattern else alike(text, line.expected or "")
        if not is_allowed:
            return text
    raise AssertionError(f"{said} can't be spoiled")


def distance(one: str, other: str) -> int:
    """Levenshtein's: the fewest characters to insert, delete or replace."""
    row = list(range(len(other) + 1))
    for place, character in enumerate(one, start=1):
        diagonal, row[0] = row[0], place
        for column, letter in enumerate(other, start=1):
            change = diagonal + (character != letter)
            diagonal, row[column] = row[column], min(row[column] + 1, row[column - 1] + 1, change)
    return row[-1]


def _print(found: Sequence[Observed]) -> None:
    rows = []
    for group in dict.fromkeys(each.group for each in found):
        for kind in TextKind:
            some = [each for each in found if (each.group, each.kind) == (group, kind)]
            if some:
                rows.append((f"{group}: {kind.value}", *_row(some)))
    print_table(("line", "characters right", "right, called wrong", "not read", "wrong, found", "called right"), rows)


def _row(some: Sequence[Observed]) -> tuple[str, ...]:
    placed = [each for each in some if each.is_right and each.read is not None]
    characters = sum(len(folded(each.says)) for each in placed)
    right, wrong = [e for e in some if e.is_right], [e for e in some if not e.is_right]
    accuracy = 1 - sum(each.errors for each in placed) / characters if characters else 0.0
    return (
        f"{accuracy:.4f} of {characters}",
        _share(right, TextResult.DEVIATES),
        _share(right, TextResult.NOT_READ),
        _share(wrong, TextResult.DEVIATES),
        _share(wrong, TextResult.MATCHES),
    )


def _share(some: Sequence[Observed], result: TextResult) -> str:
    if not some:
        return "-"
    count = sum(each.result is result for each in some)
    low, high = clopper_pearson(count, len(some))
    return f"{count} of {len(some)} [{low:.3f}, {high:.3f}]"


if __name__ == "__main__":
    main()
