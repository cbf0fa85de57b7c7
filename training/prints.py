"""Sets on genuine items when a line of print counts as read: no genuine item may be accused (model/print_reading.py).

Before there are limits every reading counts. A marked text that would be called wrong on several genuine items is
left unread: its pattern or its region on the sheet is wrong, or its print can't be read. For the others, the most
    confident wrong reading of a genuine item sets the confidence from which readings count.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from model.catalogue import ProductSheet
from model.examiner import Examiner
from model.intervals import clopper_pearson
from model.judgement import OfficerInput, judge
from model.photo import SeenPhoto
from model.print_reading import is_readable
from model.recogniser import recogniser
from model.text_findings import LineReading, PrintLimits, TextFinding, TextResult, check_texts
from training.examples import Example

LEAST_CONFIDENCE = 0.6  # of a reading that may count at all
COMMON = 0.05  # share of a text's genuine items, wrongly called, from which on the text itself is at fault
FEWEST_WRONG = 2  # such items
LEAST = 1e-6  # above a confidence, so that the confidence itself stays outside


@dataclass(frozen=True)
class GenuineItem:
    """One genuine item: photo -> text -> reading."""

    product: str
    readings: Mapping[int, Mapping[str, LineReading]]


def without_limits() -> PrintLimits | None:
    """Limits by which every reading counts, to read genuine items with; None if nothing here reads print."""
    found = recogniser()
    return None if found is None else PrintLimits(0.0, 0, 0, 1.0, {}, found.sha256)


def genuine_item(product: str, photos: Sequence[SeenPhoto]) -> GenuineItem:
    """What an item's photos say, as far as it was read when the item was judged."""
    return GenuineItem(product, {index: photo.prints.readings(product) for index, photo in enumerate(photos)})


def read_genuine(examiner: Examiner, items: Iterable[Sequence[Example]]) -> list[GenuineItem]:
    """Judge genuine items of products of which nothing else is counted, for what is read on them."""
    found = []
    for item in items:
        photos = [examiner.see(example.path.read_bytes(), example.row.view) for example in item]
        judge(photos, OfficerInput(item[0].row.product), examiner.release, examiner.gallery)
        found.append(genuine_item(item[0].row.product, photos))
    return found


def print_limits(
    items: Sequence[GenuineItem], sheets: Sequence[ProductSheet], kept: PrintLimits | None
) -> PrintLimits | None:
    """The limits that these items support; None if none of them was read.

    Args:
        items: genuine ones, read without limits.
        sheets: of their products.
        kept: limits from before, whose confidence and figures stay where there are any: only texts may be left out.
    """
    start = without_limits()
    if start is None:
        return kept
    by_product = {sheet.id: sheet for sheet in sheets}
    read = [item for item in items if any(item.readings.values())]
    unread = {name: found for name in sorted(by_product) if (found := _unread(by_product[name], read, start))}
    if kept is not None and kept.items:
        others = {name: texts for name, texts in kept.unread.items() if name not in by_product}
        return replace(kept, unread={**others, **unread})
    if not read:
        return None
    surest = max((_surest_wrong(item, by_product[item.product], unread, start) for item in read), default=0.0)
    limits = replace(start, confidence=max(LEAST_CONFIDENCE, surest + LEAST), items=len(read), unread=unread)
    accused = sum(_is_accused(item, by_product[item.product], limits) for item in read)
    return replace(limits, accused=accused, bound=clopper_pearson(accused, len(read)).high)


def said_of(limits: PrintLimits | None) -> list[str]:
    """Messages about the limits, one line each."""
    if limits is None:
        return ["print: no marked text could be read on genuine calibration items, so none will be read"]
    lines = [
        f"{product}: {text} is left unread: it would be called wrong on genuine items, or can't be read; "
        "look at its pattern, its region and its script on the sheet"
        for product, texts in limits.unread.items()
        for text in texts
    ]
    return [*lines, f"print: counts from confidence {limits.confidence:.3f}, by {limits.items} genuine items"]


def _unread(sheet: ProductSheet, items: Sequence[GenuineItem], limits: PrintLimits) -> list[str]:
    """The ids of the texts that nothing here can read, or that would be called wrong on several genuine items."""
    found = recogniser()
    unread = [text.id for text in sheet.texts if found is None or not is_readable(text, found)]
    own = [item for item in items if item.product == sheet.id]
    floor = replace(limits, confidence=LEAST_CONFIDENCE)
    for number, text in enumerate(sheet.texts):
        results = [check_texts(sheet.texts, item.readings, floor)[number].finding for item in own]
        wrong, told = results.count(TextResult.DEVIATES), len(results) - results.count(TextResult.NOT_READ)
        if wrong >= FEWEST_WRONG and wrong > COMMON * told and text.id not in unread:
            unread.append(text.id)
    return unread


def _surest_wrong(
    item: GenuineItem, sheet: ProductSheet, unread: Mapping[str, Sequence[str]], limits: PrintLimits
) -> float:
    """The highest confidence of a reading that would call the item wrong; 0 if none would."""
    found = _findings(item, sheet, replace(limits, unread=unread))
    return max((text.confidence or 0.0 for text in found if text.finding is TextResult.DEVIATES), default=0.0)


def _is_accused(item: GenuineItem, sheet: ProductSheet, limits: PrintLimits) -> bool:
    return any(text.finding is TextResult.DEVIATES for text in _findings(item, sheet, limits))


def _findings(item: GenuineItem, sheet: ProductSheet, limits: PrintLimits) -> list[TextFinding]:
    texts = [text for text in sheet.texts if text.id not in limits.unread.get(sheet.id, ())]
    return list(check_texts(texts, item.readings, limits))
