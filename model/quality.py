"""Quality: is this photo good enough to judge, and if not, what should the officer do?

Each measure compares the photo with itself rather than with what a scene should hold, because goods are
white, black, striped or plain. Plain white backgrounds and paper are no fault: light that washes a photo out
fades at its edges, paper and backgrounds end at theirs (see `_exposure` and `_glare`). All measures are taken
on a small copy, so that they mean the same for a 350-pixel and a 3,500-pixel photo; decision 0003 has the
rates.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.intake import Picture
from model.messages import Message, message

LUMA = (0.299, 0.587, 0.114)  # ITU-R BT.601
DECIMALS = 4  # of a measure: enough for any limit, and the same on every machine
FOCUS_SIDE = 256  # pixels of the small copy's longest side, for edges
LIGHT_SIDE = 128  # the same for light, whose faults are large
REBLUR = 0.006  # of the longest side: the standard deviation of the blur that edges are compared under
EDGE_SHARE = 0.02  # of all pixels: the strongest edges; something in the photo must be sharp, not everything
EDGE_FLOOR = 0.25  # of the strongest edge: weaker ones don't count, however empty the photo is
BRIGHTEST_SHARE = 0.02  # of all pixels: highlights smaller than that don't make a photo bright
BLANK_RADIUS = 3  # pixels of LIGHT_SIDE: narrower white is print or an outline, not a blank area
FRAME_SHARE = 0.15  # of the photo's outline: a blank area that takes up more than that is a background


class RetakeCode(StrEnum):
    """Why a photo should be taken again."""

    TOO_BLURRED = "too_blurred"
    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    GLARE = "glare"
    TOO_SMALL = "too_small"
    TOO_LONG = "too_long"
    TURNED = "turned"
    COVERED = "covered"


RETAKE_TEXT: Mapping[RetakeCode, Message] = MappingProxyType(
    {
        RetakeCode.TOO_BLURRED: message("Hold the phone still and tap on the label to focus."),
        RetakeCode.TOO_DARK: message("Move to a brighter place or switch on a lamp beside the item."),
        RetakeCode.TOO_BRIGHT: message("Move out of the direct light and tap on the item so that the camera adjusts."),
        RetakeCode.GLARE: message("Switch off the flash and tilt the item until the reflection leaves the label."),
        RetakeCode.TOO_SMALL: message("Send the original photo rather than a thumbnail or a cut-out."),
        RetakeCode.TOO_LONG: message(
            "The picture is very tall or wide: cut out the part that shows the item, and send that."
        ),
        RetakeCode.TURNED: message("Hold the phone so that the item stands upright in the picture."),
        RetakeCode.COVERED: message("Something lies over the goods: take the photo again without it."),
    }
)


@dataclass(frozen=True)
class QualityLimits:
    """Where a photo becomes unfit, and what counts as light; `Quality` gives the units.

    Attributes:
        min_sharpness: below it a photo is too blurred.
        min_exposure: below it a photo is too dark.
        max_exposure: above it a photo is too bright.
        max_glare: above it a photo has glare.
        min_pixels: a shorter side below it makes a photo too small.
        max_elongation: a longer side of more than that many shorter ones makes a photo too long. The network sees
            all of it in 672 pixels: at 4.2 its shorter side keeps 160 of them, as `min_pixels` asks.
        blank: level, 0 to 255, that all three channels reach where a pixel is blank white.
        washed: luma, 0 to 255, from which a pixel that is not blank counts as washed out.
    """

    min_sharpness: float = 0.28
    min_exposure: float = 0.15
    max_exposure: float = 0.68
    max_glare: float = 0.15
    min_pixels: int = 160
    max_elongation: float = 4.2
    blank: int = 245
    washed: int = 205


@dataclass(frozen=True)
class Quality:
    """Measures of one photo.

    Attributes:
        sharpness: 0 to 1; how much of its gradient the median strong edge loses when the photo is blurred by
            0.6 % of its longest side. A focused photo has 0.5 to 0.7, one blurred by 1.2 % about 0.1.
        exposure: 0 to 1; 0 is black, 0.3 to 0.55 is usual, 1 is only washed-out light.
        glare: 0 to 1; the share of the photo under blank white that is neither background nor paper.
        pixels: shorter side of the photo as received, in pixels.
    """

    sharpness: float
    exposure: float
    glare: float
    pixels: int


def assess(picture: Picture, limits: QualityLimits) -> Quality:
    """Measure a picture from intake; deterministic, and a few milliseconds at 672 pixels."""
    image = Image.fromarray(picture.pixels)
    light = _small(image, LIGHT_SIDE)
    return Quality(
        sharpness=round(_sharpness(_luma(_small(image, FOCUS_SIDE))), DECIMALS),
        exposure=round(_exposure(light, limits), DECIMALS),
        glare=round(_glare(light, limits), DECIMALS),
        pixels=min(picture.full_size),
    )


def retake_advice(quality: Quality, size: tuple[int, int], limits: QualityLimits) -> tuple[RetakeCode, ...]:
    """What should be done better, in the order of `RetakeCode`; empty if the photo is good enough.

    Args:
        quality: measured on the photo.
        size: (width, height) of the photo as received, in pixels.
        limits: where a photo becomes unfit.

    Glare is told from a white background by how it fades; a blurred photo fades everywhere, so there is no advice about
    glare until it is sharp.
    """
    blurred = quality.sharpness < limits.min_sharpness
    faults = {
        RetakeCode.TOO_BLURRED: blurred,
        RetakeCode.TOO_DARK: quality.exposure < limits.min_exposure,
        RetakeCode.TOO_BRIGHT: quality.exposure > limits.max_exposure,
        RetakeCode.GLARE: quality.glare > limits.max_glare and not blurred,
        RetakeCode.TOO_SMALL: quality.pixels < limits.min_pixels,
        RetakeCode.TOO_LONG: max(size) > limits.max_elongation * min(size),
    }
    return tuple(code for code, present in faults.items() if present)


def _small(image: Image.Image, side: int) -> NDArray[np.float32]:
    """(height, width, 3), 0 to 255, averaged down to a longest side of `side`; never enlarged."""
    scale = side / max(image.size)
    if scale < 1:
        size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
        image = image.resize(size, Image.Resampling.BOX)
    return np.asarray(image, np.float32)


def _luma(pixels: NDArray[np.float32]) -> NDArray[np.float32]:
    """(height, width), 0 to 255; summed by hand, as a matrix product's last bit depends on the machine."""
    red, green, blue = (pixels[..., channel] * np.float32(weight) for channel, weight in enumerate(LUMA))
    luma: NDArray[np.float32] = red + green + blue
    return luma


def _sharpness(luma: NDArray[np.float32]) -> float:
    """Median loss of gradient at the strongest edges when blurred again, 0 to 1; 0 if there is no edge.

    The ratio of gradients before and after a known blur depends on an edge's own blur and not on its contrast
    (Zhuo and Sim 2011, "Defocus map estimation from a single image", eq. 5); comparing a photo with its own
    blurred copy goes back to Crete et al. 2007, "The blur effect". Only strong edges are asked, so that plain
    walls and noise have no say.
    """
    before = _gradient(luma)
    if not before.size or before.max() <= 0:
        return 0.0
    strongest = np.quantile(before, 1 - EDGE_SHARE)
    edges = before >= max(strongest, EDGE_FLOOR * before.max())
    after = _gradient(_blurred(luma, REBLUR * max(luma.shape)))
    return float(np.clip(1 - np.median(after[edges] / before[edges]), 0, 1))


def _gradient(luma: NDArray[np.float32]) -> NDArray[np.float32]:
    """Gradient magnitude by central differences, without the outermost pixels."""
    across = luma[1:-1, 2:] - luma[1:-1, :-2]
    down = luma[2:, 1:-1] - luma[:-2, 1:-1]
    magnitude: NDArray[np.float32] = np.hypot(across, down)
    return magnitude


def _blurred(luma: NDArray[np.float32], sigma: float) -> NDArray[np.float32]:
    """Gaussian blur, the borders repeated."""
    radius = int(np.ceil(2.5 * sigma))
    steps = np.arange(-radius, radius + 1)
    kernel = np.exp(-0.5 * (steps / max(sigma, 1e-6)) ** 2).astype(np.float32)
    kernel /= kernel.sum()
    for _ in range(2):  # across, then down
        padded = np.pad(luma, ((0, 0), (radius, radius)), mode="edge")
        blurred: NDArray[np.float32] = np.zeros_like(luma)
        for start, weight in enumerate(kernel):
            blurred += weight * padded[:, start : start + luma.shape[1]]
        luma = blurred.T
    return luma


def _exposure(light: NDArray[np.float32], limits: QualityLimits) -> float:
    """Half the level that the brightest pixels reach, plus half the share that is clipped by too much light.

    Too much light clips some channels before others and leaves wide nearly white areas around the clipped
    ones. A white background or paper is clipped too, but has no such surroundings; so the clipped share
    counts only as far as washed-out pixels (2.5 times their share) bear it out.
    """
    luma, blank = _luma(light), light.min(axis=2) >= limits.blank
    clipped = light.max(axis=2) >= limits.blank
    washed = (clipped | (luma >= limits.washed)) & ~blank
    overexposed = min(clipped.mean(), 2.5 * washed.mean())
    return float((np.quantile(luma, 1 - BRIGHTEST_SHARE) / 255 + min(1, overexposed)) / 2)


def _glare(light: NDArray[np.float32], limits: QualityLimits) -> float:
    """Share of the photo under large blank areas, as far as they can't be background or paper.

    A reflection fades: what surrounds it is washed out. And it lies within the photo, while a background takes up a
    good part of the photo's outline. Blank areas count by the stronger of the two.
    """
    luma, blank = _luma(light), light.min(axis=2) >= limits.blank
    areas = _dilated(~_dilated(~blank, BLANK_RADIUS), BLANK_RADIUS) & blank
    around = _dilated(areas, BLANK_RADIUS) & ~_dilated(areas, 1) & ~blank  # the pixel next to it is a mixture
    fading = (luma[around] >= limits.washed).mean() if around.any() else 0.0
    outline = np.concatenate([areas[0], areas[-1], areas[:, 0], areas[:, -1]])
    inside = 1 - min(1.0, outline.mean() / FRAME_SHARE)
    return float(areas.mean() * max(fading, inside))


def _dilated(mask: NDArray[np.bool_], radius: int) -> NDArray[np.bool_]:
    """The mask grown by a square of 2 * radius + 1 pixels; outside the picture nothing is set."""
    for _ in range(2):  # across, then down
        padded = np.pad(mask, ((0, 0), (radius, radius)))
        grown = np.zeros_like(mask)
        for start in range(2 * radius + 1):
            grown |= padded[:, start : start + mask.shape[1]]
        mask = grown.T
    return mask
