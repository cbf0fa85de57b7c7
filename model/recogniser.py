"""The recogniser of lines: from the picture of one line of print to its possible texts, with probabilities.

PP-OCR's recognition network (Apache-2.0) comes with the package of the optional extra ``ocr`` and runs in onnxruntime
on one thread: the same picture gives the same line. It is run directly, because the package gives the likeliest text
alone, and a serial number may only be called wrong where every right one is far less likely
(docs/decisions/0023-print.md).
"""

import hashlib
from functools import cache
from importlib.util import find_spec
from itertools import groupby, pairwise
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from model.spelling import folded

PACKAGE, MODEL = "rapidocr", "models/PP-OCRv6_rec_small.onnx"
HEIGHT, LEAST_WIDTH, MOST_WIDTH = 48, 320, 1600  # pixels of a line as the network takes it
BLANK = 0  # the class of "no character here"
SPACE = " "  # the last class; spaces in print have all widths, so they are read as blanks
CANDIDATES = 6  # characters that are kept of each place of a line
SCRIPTS = frozenset({"latn", "jpan", "hira", "kana", "hrkt", "hani", "hans", "hant"})  # that it was trained on


class Spelled(NamedTuple):
    """One character of a line: the likeliest first, with the probabilities of all that are kept.

    Attributes:
        at: where across the picture it stands, as a fraction of its width.
    """

    characters: tuple[str, ...]
    probabilities: tuple[float, ...]
    at: float


class RecognisedLine(NamedTuple):
    """What a line says.

    Attributes:
        spelled: character by character, without spaces.
        text: the likeliest reading, with single spaces where the line has gaps.
        confidence: mean probability of its characters; 0 if there is none.
        steps: (T, C) natural logarithms of the probabilities of each class at each step across the line, with spaces
            counted as blanks.
    """

    spelled: tuple[Spelled, ...]
    text: str
    confidence: float
    steps: NDArray[np.float32]


class Recogniser:
    """PP-OCR's network. Safe to call from several threads.

    Attributes:
        sha256: of the network's file.
    """

    def __init__(self, model: bytes) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._input = self._session.get_inputs()[0].name
        listed = self._session.get_modelmeta().custom_metadata_map["character"].splitlines()
        self._characters = ("", *listed, SPACE)
        self._classes: dict[str, list[int]] = {}
        for number, character in enumerate(listed, start=1):
            self._classes.setdefault(folded(character), []).append(number)
        self.sha256 = hashlib.sha256(model).hexdigest()

    def can_spell(self, text: str) -> bool:
        """Whether the network knows every character of a folded text."""
        return all(character in self._classes for character in text)

    def read(self, picture: NDArray[np.uint8]) -> RecognisedLine:
        """Read the picture of one line, uint8 (height, width), the writing upright from left to right."""
        prepared, used = _prepared(picture)
        probabilities = self._session.run(None, {self._input: prepared})[0][0]
        spelled, text = self._spelled(probabilities, used * len(probabilities))
        confidence = sum(each.probabilities[0] for each in spelled) / len(spelled) if spelled else 0.0
        probabilities[:, BLANK] += probabilities[:, -1]
        steps = np.log(np.maximum(probabilities[:, :-1], np.float32(1e-12)))
        return RecognisedLine(spelled, text, float(confidence), steps)

    def log_probability(self, line: RecognisedLine, text: str) -> float:
        """The natural logarithm of the probability that a line says a folded text, over all alignments.

        The forward algorithm of connectionist temporal classification (Graves et al. 2006, section 4.1). A character
        that comes in several widths or shapes is any of them.
        """
        if not self.can_spell(text):
            return float("-inf")
        blank = line.steps[:, BLANK].astype(np.float64)
        columns = [blank]
        for character in text:
            shapes = line.steps[:, self._classes[character]].astype(np.float64)
            columns += [np.logaddexp.reduce(shapes, axis=1), blank]
        return _forward(np.stack(columns, axis=1), text)

    def _spelled(self, probabilities: NDArray[np.float32], steps: float) -> tuple[tuple[Spelled, ...], str]:
        """The likeliest path: equal classes in a row are one character, and blanks are none.

        Args:
            steps: how many of them the picture takes up.
        """
        best = probabilities.argmax(axis=1)
        spelled, text, start = [], "", 0
        for number, group in groupby(best.tolist()):
            count = len(list(group))
            if number == len(self._characters) - 1:
                text += SPACE
            elif number != BLANK:
                step = start + int(probabilities[start : start + count, number].argmax())
                spelled.append(self._candidates(probabilities[step], min(1.0, (start + count / 2) / steps)))
                text += self._characters[number]
            start += count
        return tuple(spelled), " ".join(text.split())

    def _candidates(self, probabilities: NDArray[np.float32], at: float) -> Spelled:
        likely = largest(probabilities, CANDIDATES)
        kept = [int(number) for number in likely if number not in (BLANK, len(self._characters) - 1)]
        return Spelled(
            tuple(self._characters[number] for number in kept),
            tuple(float(probabilities[number]) for number in kept),
            at,
        )


def largest(values: NDArray[np.float32], count: int) -> NDArray[np.intp]:
    """The places of so many largest values, the largest first, of equal ones the first.

    Only values that may be among them are sorted: an alphabet has thousands of characters.
    """
    least = np.partition(values, -count)[-count] if count < len(values) else values.min()
    places = np.flatnonzero(values >= least)
    return places[np.argsort(-values[places], kind="stable")][:count]


def _prepared(picture: NDArray[np.uint8]) -> tuple[NDArray[np.float32], float]:
    """(1, 3, 48, W): brought to the network's height, in -1..1, and padded with grey to its least width.

    Also the share of W that the picture takes up.
    """
    height, width = picture.shape
    wide = min(MOST_WIDTH, max(1, -(-HEIGHT * width // height)))
    line = cv2.resize(picture, (wide, HEIGHT), interpolation=cv2.INTER_LINEAR).astype(np.float32) / 127.5 - 1.0
    whole = np.zeros((1, 3, HEIGHT, max(LEAST_WIDTH, wide)), np.float32)
    whole[:, :, :, :wide] = line
    return whole, wide / whole.shape[3]


def _forward(steps: NDArray[np.float64], text: str) -> float:
    """The logarithm of the sum over all alignments.

    Args:
        steps: (T, 2 N + 1) log probabilities, at each step, of the N characters of the text with blanks around them.
        text: tells where a character stands twice, with a blank that must not be skipped between the two.
    """
    size = steps.shape[1]
    may_skip = np.zeros(size, bool)
    may_skip[3::2] = [one != other for one, other in pairwise(text)]
    reached = np.full(size, -np.inf)
    reached[: min(2, size)] = steps[0, : min(2, size)]
    for step in steps[1:]:
        one = np.concatenate([[-np.inf], reached[:-1]])
        two = np.where(may_skip, np.concatenate([[-np.inf, -np.inf], reached[:-2]])[:size], -np.inf)
        reached = np.logaddexp(np.logaddexp(reached, one), two) + step
    return float(np.logaddexp.reduce(reached[-2:]))


@cache
def recogniser() -> Recogniser | None:
    """The recogniser of this process; None if the extra ``ocr`` is not installed."""
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return None
    path = Path(spec.submodule_search_locations[0]) / MODEL
    return Recogniser(path.read_bytes()) if path.is_file() else None
