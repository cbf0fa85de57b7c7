"""Other goods of the same brand, drawn: the upper part of a product's reference picture over another product's rest.

They bear the product's mark where the product bears it, and nothing else of it; the colours are other ones.
"""

import io
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from PIL import Image

from model.release import Release

SHARES = (0.2, 0.25, 0.3)  # of the picture's height that is the product's own
TURNS = (-5.0, 0.0, 4.0)  # degrees
QUALITY = 85


class Relative(NamedTuple):
    """A drawn photo, JPEG, of goods that bear the mark of a product."""

    product: str
    photo: bytes


def relatives(release: Release) -> Iterator[Relative]:
    """Three of each reference picture of the release; none if it has pictures of one product alone."""
    pictures = release.description.references
    for picture in pictures:
        others = [each for each in pictures if each.product != picture.product]
        for number, (share, turn) in enumerate(zip(SHARES, TURNS, strict=True)):
            if others:
                rest = others[(len(picture.view) + number) % len(others)]
                drawn = _joined(release.references[picture.sha256], release.references[rest.sha256], share, turn)
                yield Relative(picture.product, drawn)


def _joined(own: bytes, rest: bytes, share: float, turn: float) -> bytes:
    above, below = (Image.open(io.BytesIO(each)).convert("RGB") for each in (own, rest))
    pixels = np.asarray(below.resize(above.size))[..., [1, 2, 0]].copy()  # green, blue, red: other colours
    height = round(share * above.height)
    pixels[:height] = np.asarray(above)[:height]
    buffer = io.BytesIO()
    turned = Image.fromarray(pixels).rotate(turn, Image.Resampling.BICUBIC, fillcolor=(120, 110, 100))
    turned.save(buffer, "JPEG", quality=QUALITY)
    return buffer.getvalue()
