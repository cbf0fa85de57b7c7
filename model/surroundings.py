"""Surroundings: does a photo show only codes?

A photo of only a delivery label or a code's sticker is no photo of the goods, and no photo of other goods either, so it
does not make the item doubtful (decision 0022).
"""

import math
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.catalogue import Region
from model.codes import Code

SIDE = 168  # pixels; noise averages out, print on goods stays
STEP = 24  # grey levels between neighbours, of 255
MAX_BUSY = 0.03  # share of pixels beside such a step; of 200 photos of unknown goods the plainest has 0.038
MARGIN = 0.35  # of a code's longer side: its quiet zone, its sticker's rim and the digits below it


def shows_codes_alone(grey: NDArray[np.uint8], codes: Sequence[Code]) -> bool:
    """Whether a photo shows at least one code, and is plain apart from codes.

    Args:
        grey: uint8, (height, width), upright.
        codes: what was read on it.
    """
    if not codes:
        return False
    beside = ~_covered((code.region for code in codes), reduced := _reduced(grey))
    return not beside.any() or float(_steps(reduced)[beside].mean()) <= MAX_BUSY


def _reduced(grey: NDArray[np.uint8]) -> NDArray[np.int16]:
    picture = Image.fromarray(grey)
    picture.thumbnail((SIDE, SIDE), Image.Resampling.BOX, reducing_gap=None)
    return np.asarray(picture).astype(np.int16)


def _steps(levels: NDArray[np.int16]) -> NDArray[np.bool_]:
    """Where a pixel differs much from the one above or to the left."""
    steps = np.zeros(levels.shape, np.bool_)
    steps[:, 1:] |= np.abs(np.diff(levels, axis=1)) > STEP
    steps[1:] |= np.abs(np.diff(levels, axis=0)) > STEP
    return steps


def _covered(regions: Iterable[Region], levels: NDArray[np.int16]) -> NDArray[np.bool_]:
    height, width = levels.shape
    covered = np.zeros((height, width), np.bool_)
    for region in regions:
        margin = MARGIN * max(region.width * width, region.height * height)
        top, left = (max(int(edge), 0) for edge in (region.y * height - margin, region.x * width - margin))
        bottom, right = (region.y + region.height) * height + margin, (region.x + region.width) * width + margin
        covered[top : math.ceil(bottom), left : math.ceil(right)] = True
    return covered
