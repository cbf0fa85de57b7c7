"""Print: reads the regions that a sheet marks as text on a registered photo, and decides whether they can be correct.

A marked line is cropped from the photo where registration places it, and read (`model.recogniser`). It is correct if
the reading is what the sheet expects, or if what the sheet expects is nearly as likely. It is wrong only if everything
that the sheet allows is far less likely than the reading. Between the two, and below a confidence that was set on
genuine calibration items, the line counts as not read (docs/decisions/0023-print.md).
"""

import io
import math
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import combinations, islice, product

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.catalogue import MarkedText
from model.covering import is_whole
from model.description import ReleaseDescription
from model.marked_line import MarkedLine, cut_line, marked_line
from model.patterns import compile_pattern
from model.recogniser import SCRIPTS, RecognisedLine, Recogniser, Spelled, recogniser
from model.registration import place_of
from model.release import Release
from model.spelling import alike, folded, relaxed
from model.text_findings import LineReading
from model.verdict import Registration

SIDE = 2016  # pixels of the photo's longest side from which lines are cut: small print of a whole pack is legible
SWAPS = 2  # characters of a reading that may be misread, when it is compared with a pattern
MOST_SPELLINGS = 20_000  # that are compared with a pattern
MOST_ALLOWED = 80  # of those that match, the likeliest ones, of which the probability is worked out
LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"  # any of which may have been missed
LEAST = 1e-9  # probability
TWICE, MISSED, DROPPED = 1.0, 5.0, 7.0  # natural logarithm: what one character less or more may cost, to order tries
MOST_RELAXED = 20_000  # characters of a pattern with all that looks alike
HEADINGS = (  # that may stand before a number, without a stop or colon
    "S/N", "SN", "Serial", "SerialNo", "No", "Nr", "LOT", "Lot", "BATCH", "Batch", "EXP", "Exp", "MFG", "MFD", "BB",
    "Art", "REF", "Ref", "製造番号", "製番", "ロット", "ロット番号", "使用期限", "有効期限", "消費期限", "賞味期限",
    "序列号", "批号", "有效期", "生产日期", "有效期至",
)  # fmt: skip
HEADING = f"(?:.*[.:]|{'|'.join(HEADINGS)})?"

Pixels = NDArray[np.uint8]


Allows = Callable[[str], bool]


class PrintReaders:
    """The readers of all marked texts of a release, by product and view; each is made when it is first needed.

    Safe to call from several threads.
    """

    def __init__(self, recogniser: Recogniser, release: Release) -> None:
        self._recogniser, self._release = recogniser, release
        self._texts = texts_of(release.description)
        self._made: dict[tuple[str, str], PrintReader] = {}
        self._lock = threading.Lock()

    @property
    def recogniser_sha256(self) -> str:
        """Of the network that reads."""
        return self._recogniser.sha256

    def of(self, product: str, view: str) -> "PrintReader":
        """The reader of one view's texts."""
        with self._lock:
            if (product, view) not in self._made:
                texts = [text for text in self._texts.get(product, ()) if text.view == view]
                self._made[product, view] = PrintReader(self._recogniser, texts, self._pictures(product, view, texts))
            return self._made[product, view]

    def _pictures(self, product: str, view: str, texts: Sequence[MarkedText]) -> Mapping[str, Pixels]:
        """The view's reference pictures in grey, in the release's order; none if no text needs them."""
        named = [
            each.sha256 for each in self._release.description.references if (each.product, each.view) == (product, view)
        ]
        return {sha256: _grey(self._release.references[sha256]) for sha256 in named if texts}


def _grey(content: bytes) -> Pixels:
    with Image.open(io.BytesIO(content), formats=["JPEG"]) as picture:
        return np.asarray(picture.convert("L"))


class PrintReader:
    """Reads the marked texts of one product's view. Safe to call from several threads."""

    def __init__(self, recogniser: Recogniser, texts: Sequence[MarkedText], pictures: Mapping[str, Pixels]) -> None:
        """Find the lines on the reference pictures.

        Args:
            pictures: sha256 -> picture, uint8 (height, width); a text that names none is on the first.
        """
        self._recogniser = recogniser
        self._lines = [
            (marked_line(text, reference, pictures[reference], recogniser), _allowed(text))
            for text in texts
            if is_readable(text, recogniser) and (reference := text.reference or next(iter(pictures), "")) in pictures
        ]

    def read(
        self, grey: Pixels, registrations: Sequence[Registration], texts: Collection[str] | None = None
    ) -> Iterator[tuple[str, LineReading]]:
        """The id and the reading of each text that the photo shows whole and large enough.

        Args:
            grey: the upright photo, uint8 (height, width).
            registrations: the photo's, to the reference pictures of the view.
            texts: ids of those to read, None for all. What a line says can be told from the time that it takes, so no
                other line is read.
        """
        by_reference = {registration.reference: registration for registration in registrations}
        for marked, allows in self._lines:
            if texts is not None and marked.text.id not in texts:
                continue
            registration = by_reference.get(marked.reference)
            place = place_of(registration, marked.text.region) if registration else None
            cut = _cut(grey, registration, marked) if registration else None
            if place is not None and cut is not None:
                line = self._recogniser.read(cut)
                whole, margin = is_whole(cut, line, marked.ends), self._margin(line, marked.text, allows)
                yield marked.text.id, LineReading(marked.reference, place, line.text, line.confidence, whole, margin)

    def _margin(self, line: RecognisedLine, text: MarkedText, allows: Allows) -> float:
        """How much less likely the likeliest text that is allowed is than the reading."""
        if any(allows(folded(" ".join(words))) for words in _runs(line.text.split())):
            return 0.0
        read = folded("".join(each.characters[0] for each in line.spelled))
        spellings = _spellings(line, allows) if text.expected is None else [folded(text.expected)]
        allowed = max((self._recogniser.log_probability(line, each) for each in spellings), default=-math.inf)
        return max(0.0, self._recogniser.log_probability(line, read) - allowed)


def _cut(grey: Pixels, registration: Registration, marked: MarkedLine) -> Pixels | None:
    homography = np.array(registration.homography, np.float64).reshape(3, 3)
    corners = cv2.perspectiveTransform(marked.corners[None], homography)[0] * (grey.shape[1], grey.shape[0])
    return cut_line(grey, np.asarray(corners, np.float64))


def is_readable(text: MarkedText, recogniser: Recogniser) -> bool:
    """Whether the recogniser knows the script, and each character of a text that is expected word for word."""
    known = text.script.lower() in SCRIPTS
    return known and (text.expected is None or recogniser.can_spell(folded(text.expected)))


def _allowed(text: MarkedText) -> Allows:
    """Whether the sheet allows a folded text, or one that looks alike.

    A pattern may be of the number alone where the region also holds what stands before it, such as "No.".
    """
    if text.expected is not None:
        expected = text.expected
        return lambda read: alike(read, expected)
    relaxed_pattern = f"{HEADING}(?:{relaxed(_without_ends(text.pattern or ''))})"
    return compile_pattern(relaxed_pattern, longest=MOST_RELAXED)


def _without_ends(pattern: str) -> str:
    """A pattern without the anchors around it: a full match needs none, and a heading may stand before it."""
    ends_escaped = len(pattern) - len(pattern.rstrip("$").rstrip("\\")) > len(pattern) - len(pattern.rstrip("$"))
    return pattern.removeprefix("^") if ends_escaped else pattern.removeprefix("^").removesuffix("$")


def _runs(words: Sequence[str]) -> Iterator[Sequence[str]]:
    """All words, and then fewer of them in a row: a region may hold a little of what stands beside the line."""
    for count in range(len(words), 0, -1):
        for start in range(len(words) - count + 1):
            yield words[start : start + count]


def _spellings(line: RecognisedLine, allows: Allows) -> Iterator[str]:
    """The likeliest texts that a pattern allows among what the reading may have been mistaken for."""
    ranked = sorted(_variants(line), key=lambda each: each[0])
    yield from islice(dict.fromkeys(text for _, text in ranked if allows(text)), MOST_ALLOWED)


def _variants(line: RecognisedLine) -> Iterator[tuple[float, str]]:
    """Readings with up to `SWAPS` characters exchanged, or one more or less, and what each may cost in likelihood."""
    characters = [each.characters[0] for each in line.spelled]
    for index, character in enumerate(characters):
        yield DROPPED, folded("".join(characters[:index] + characters[index + 1 :]))
        yield TWICE, folded("".join([*characters[:index], character, *characters[index:]]))
        for missed in LETTERS:
            yield MISSED, folded("".join([*characters[:index], missed, *characters[index:]]))
    yield from islice(_swapped(characters, [_costs(each) for each in line.spelled]), MOST_SPELLINGS)


def _swapped(characters: Sequence[str], costs: Sequence[Mapping[str, float]]) -> Iterator[tuple[float, str]]:
    for count in range(1, SWAPS + 1):
        for places in combinations(range(len(characters)), count):
            for others in product(*(costs[place].items() for place in places)):
                spelled = list(characters)
                for place, (character, _) in zip(places, others, strict=True):
                    spelled[place] = character
                yield sum(cost for _, cost in others), folded("".join(spelled))


def _costs(spelled: Spelled) -> Mapping[str, float]:
    """What a character may be instead, and the natural logarithm of how many times less likely that is."""
    first, *others = spelled.probabilities
    return {
        character: math.log(first / max(probability, LEAST))
        for character, probability in zip(spelled.characters[1:], others, strict=True)
    }


class Prints:
    """One photo's marked texts: read when asked for, and once. Safe to call from several threads."""

    def __init__(self, grey: Pixels | None, readers: "PrintReaders | None") -> None:
        self._grey, self._readers = grey, readers
        self._made: dict[tuple[str, str, frozenset[str]], Mapping[str, LineReading]] = {}

    def of(
        self, product: str, view: str, registrations: Sequence[Registration], texts: frozenset[str]
    ) -> Mapping[str, LineReading]:
        """Text -> reading, of the texts of this view that the photo shows.

        Args:
            registrations: the photo's, to the reference pictures of this view.
            texts: ids of those to read.
        """
        key = (product, view, texts)
        if key not in self._made:
            if self._grey is None or self._readers is None:
                return {}
            self._made[key] = dict(self._readers.of(product, view).read(self._grey, registrations, texts))
        return self._made[key]

    def readings(self, product: str) -> Mapping[str, LineReading]:
        """Text -> reading, of what has been read so far of a product."""
        views = (found for (name, *_), found in self._made.items() if name == product)
        return {text: reading for found in views for text, reading in found.items()}

    def made(self) -> "Prints":
        """What has been read so far, without the photo, which is large."""
        kept = Prints(None, None)
        kept._made = dict(self._made)
        return kept


NOTHING_READ = Prints(None, None)


def print_readers(release: Release) -> PrintReaders | None:
    """The readers of a release's marked texts; None if it has none, or nothing here can read them.

    A text that the release leaves unread is not read. Readings by another network than the one that the release's
    limits were counted with have other confidence, so they don't count either.
    """
    limits, texts = release.description.prints, texts_of(release.description)
    found = recogniser() if limits is not None and any(texts.values()) else None
    if found is None or limits is None or limits.recogniser != found.sha256:
        return None
    return PrintReaders(found, release)


def texts_of(description: ReleaseDescription) -> Mapping[str, Sequence[MarkedText]]:
    """Product -> the texts that are read of it."""
    unread = description.prints.unread if description.prints else {}
    return {
        name: [text for text in product.sheet.texts if text.id not in unread.get(name, ())]
        for name, product in description.products.items()
    }
