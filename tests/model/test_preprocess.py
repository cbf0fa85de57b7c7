import numpy as np
import pytest

from model.preprocess import PAD_GREY, PreprocessSpec, content_size, preprocess

SPEC = PreprocessSpec(canvas=448, global_view=224)


def noise(height: int, width: int) -> np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]:
    return np.random.default_rng(1).integers(0, 256, (height, width, 3), np.uint8)


@pytest.mark.parametrize(("height", "width"), [(300, 448), (448, 300), (448, 448), (30, 448), (1, 448)])
def test_a_picture_that_fits_is_copied_pixel_by_pixel(height: int, width: int) -> None:
    picture = noise(height, width)
    canvas = preprocess(picture, SPEC)
    assert canvas.content == (height, width)
    assert np.array_equal(canvas.pixels[:height, :width], picture)
    assert (canvas.pixels[height:] == PAD_GREY).all()
    assert (canvas.pixels[:, width:] == PAD_GREY).all()


@pytest.mark.parametrize("width", range(333, 353))
def test_every_width_fills_the_canvas_and_keeps_its_aspect(width: int) -> None:
    canvas = preprocess(noise(200, width), SPEC)
    height = canvas.content[0]
    assert canvas.content[1] == 448
    assert abs(height / 448 - 200 / width) < 1 / 448


def test_a_sliver_keeps_one_pixel() -> None:
    assert content_size(1, 5000, SPEC) == (1, 448)


def test_a_canvas_that_the_global_view_does_not_divide_is_refused() -> None:
    with pytest.raises(ValueError, match="not a multiple"):
        PreprocessSpec(canvas=500, global_view=224)
