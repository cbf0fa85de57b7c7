"""The one preprocessing: an upright picture and a spec in, the network's input out.

Training and serving both call `preprocess`; augmentation happens on the picture before it. Everything after
the canvas (the global view, normalisation, pooling) happens inside the ONNX graph, so that it too exists once.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

PAD_GREY = 114  # neither black nor white, so that an edge of the picture is no stronger than its contents


@dataclass(frozen=True)
class PreprocessSpec:
    """How a picture becomes a canvas; travels in release.json.

    Attributes:
        canvas: side of the square canvas in pixels; the picture's longest side is brought to it.
        global_view: side in pixels of the whole-picture view that the graph makes by averaging
            ``canvas / global_view`` pixels in each direction.
    """

    canvas: int
    global_view: int

    def __post_init__(self) -> None:
        if self.global_view <= 0 or self.canvas % self.global_view:
            raise ValueError(f"canvas {self.canvas} is not a multiple of global_view {self.global_view}")

    @property
    def reduction(self) -> int:
        """Canvas pixels averaged into one pixel of the global view, in each direction."""
        return self.canvas // self.global_view


@dataclass(frozen=True, eq=False)
class Canvas:
    """A picture on its canvas.

    Attributes:
        pixels: uint8, (canvas, canvas, 3), RGB; the picture stands top left, the rest is grey.
        content: (height, width) in pixels of the part that the picture covers.
    """

    pixels: NDArray[np.uint8]
    content: tuple[int, int]


def preprocess(picture: NDArray[np.uint8], spec: PreprocessSpec) -> Canvas:
    """Lay an upright RGB picture, uint8 (height, width, 3), on the canvas that `spec` asks for.

    The longest side becomes exactly ``spec.canvas`` pixels (small pictures are enlarged, so that a product fills the
    canvas with any camera); the aspect ratio is kept to the nearest pixel.
    """
    height, width = content_size(picture.shape[0], picture.shape[1], spec)
    pixels = np.empty((spec.canvas, spec.canvas, 3), np.uint8)
    pixels[height:], pixels[:height, width:] = PAD_GREY, PAD_GREY
    if (height, width) == picture.shape[:2]:
        pixels[:height, :width] = picture
    else:
        resized = Image.fromarray(picture).resize((width, height), Image.Resampling.BICUBIC)
        pixels[:height, :width] = np.asarray(resized)
    return Canvas(pixels, (height, width))


def content_size(height: int, width: int, spec: PreprocessSpec) -> tuple[int, int]:
    """(height, width) in canvas pixels that a picture of this size covers; no side falls below one pixel."""
    scale = spec.canvas / max(height, width)
    return max(1, round(height * scale)), max(1, round(width * scale))
