import io

import numpy as np
from PIL import Image

from benchmarks.photos import numbered, small


def picture() -> Image.Image:
    pixels = np.random.default_rng(0).integers(0, 255, (48, 64, 3)).astype(np.uint8)
    return Image.fromarray(pixels).resize((1600, 1200))


def test_numbered_copies_differ_in_bytes_and_show_the_same() -> None:
    jpeg = small(picture())
    first, second = numbered(jpeg, 1), numbered(jpeg, 2)
    assert first != second
    shown = [np.asarray(Image.open(io.BytesIO(data))) for data in (jpeg, first, second)]
    assert all(np.array_equal(shown[0], other) for other in shown[1:])


def test_the_small_photo_is_about_fifty_kilobytes() -> None:
    assert 20_000 < len(small(picture())) <= 50_000
