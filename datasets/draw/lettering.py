"""Type: from a line of text to a mask of ink, letter by letter, so that kerning can be set by hand.

Fonts come from pinned packages, never from the system, so that the same seed draws the same letters anywhere.
"""

from collections.abc import Sequence
from enum import Enum
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont


class Face(Enum):
    """A typeface: the package that ships it and the file inside."""

    SANS = ("font_roboto", "Roboto-Regular.ttf")
    SANS_BOLD = ("font_roboto", "Roboto-Bold.ttf")
    SANS_BLACK = ("font_roboto", "Roboto-Black.ttf")
    SANS_BLACK_ITALIC = ("font_roboto", "Roboto-BlackItalic.ttf")
    GEOMETRIC = ("font_manrope", "Manrope-Medium.ttf")
    GEOMETRIC_BOLD = ("font_manrope", "Manrope-ExtraBold.ttf")
    SERIF = ("font_source_serif_pro", "SourceSerifPro-Regular.ttf")
    SERIF_BOLD = ("font_source_serif_pro", "SourceSerifPro-Bold.ttf")
    HUMANIST = ("font_source_sans_pro", "SourceSansPro-Semibold.ttf")
    ROUND = ("font_fredoka_one", "FredokaOne-Regular.ttf")


class Line(NamedTuple):
    """A set line: ink in 0..255 as (h, w), and where the pen stood at its start, in the mask's pixels."""

    ink: NDArray[np.uint8]
    baseline: int
    margin: int
    advance: float


@lru_cache(maxsize=256)
def load_face(face: Face, size: int) -> ImageFont.FreeTypeFont:
    """The face at a size in pixels. Raises FileNotFoundError if its package is not installed."""
    package, name = face.value
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        message = f"the font package {package.replace('_', '-')} is not installed"
        raise FileNotFoundError(message)
    path = Path(spec.submodule_search_locations[0]) / "files" / name
    # The basic engine is in every build of Pillow; Raqm is not, and sets lines differently.
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)


def pen_positions(
    text: str, font: ImageFont.FreeTypeFont, tracking: float, nudges: Sequence[tuple[int, float]]
) -> list[float]:
    """Where the pen stands before each letter and after the last, in pixels from the start: length n + 1."""
    extra = np.full(len(text) + 1, tracking)
    extra[0] = 0.0
    for letter, shift in nudges:
        extra[letter] += shift
    natural = [font.getlength(text[:count]) for count in range(len(text) + 1)]
    return [float(x) for x in np.asarray(natural) + np.cumsum(extra)]


@lru_cache(maxsize=4096)
def set_line(
    text: str,
    face: Face,
    size: int,
    tracking: float = 0.0,
    nudges: tuple[tuple[int, float], ...] = (),
) -> Line:
    """Sets one line of text.

    Args:
        text: what to set.
        face: the typeface.
        size: the em in pixels.
        tracking: pixels added between all letters.
        nudges: (letter index, pixels): moves that letter and all after it; give a second nudge with the
            opposite sign to move a single letter.
    """
    font = load_face(face, size)
    pens = pen_positions(text, font, tracking, nudges)
    ascent, descent = font.getmetrics()
    margin = size // 3 + 2
    image = Image.new("L", (int(max(pens)) + 2 * margin + 1, ascent + descent + 4), 0)
    draw = ImageDraw.Draw(image)
    for letter, x in zip(text, pens, strict=False):
        draw.text((margin + x, ascent + 2), letter, fill=255, font=font, anchor="ls")
    return Line(np.asarray(image), ascent + 2, margin, pens[-1])
