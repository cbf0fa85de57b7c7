"""Reduction: converts a decoded photo to a small upright picture in sRGB.

The order of the steps matters: flatten and average in blocks, turn upright, resize once, convert the colours.
The final resize always sees the upright picture, so that a lossless picture stored in any of the eight EXIF
orientations gives the same pixels, bit for bit.
"""

import io
import math
from contextlib import suppress

import numpy as np
from PIL import Image, ImageCms

from model.colours import is_built
from model.decoders import DECODER_ERRORS, Decoded
from model.orientation import STORED_X_REVERSED, STORED_Y_REVERSED, turned

FLAT_MODES = frozenset({"L", "RGB", "CMYK"})
OVERSAMPLING = 2  # decode and box-reduce to at least this many times the result, then resize finely
BAND_PIXELS = 2**20  # source pixels that are flattened at once: bounds the extra memory


def floor_size(size: tuple[int, int], longest_side: int) -> tuple[int, int]:
    """The stored size below which no decoder may reduce: OVERSAMPLING times the result, at most `size`."""
    scale = min(1.0, OVERSAMPLING * longest_side / max(size))
    return math.ceil(size[0] * scale), math.ceil(size[1] * scale)


def upright(decoded: Decoded, longest_side: int) -> Image.Image:
    """Flatten, box-reduce by a whole number where that saves work, and turn upright."""
    image, orientation, _ = decoded
    factor = max(1, min(max(image.size) // (OVERSAMPLING * longest_side), *image.size))
    return turned(_reduced(image, factor, orientation), orientation)


def _reduced(image: Image.Image, factor: int, orientation: int) -> Image.Image:
    """Average blocks of factor x factor pixels, flattening band by band so that no second whole copy is made.

    A block's average is rounded once, so that it commutes with turning the picture, as long as the blocks
    lie alike: the up to factor - 1 remaining pixels are dropped at the upright picture's right and bottom, independent
        of their place in the file. That is less than half a pixel of the result.
    """
    if factor == 1 and _is_flat(image):
        return image
    columns, rows = image.width // factor, image.height // factor
    left = image.width % factor if orientation in STORED_X_REVERSED else 0
    top = image.height % factor if orientation in STORED_Y_REVERSED else 0
    step = max(1, BAND_PIXELS // (image.width * factor))
    result: Image.Image | None = None
    for row in range(0, rows, step):
        bottom = min(row + step, rows)
        band = image.crop((left, top + row * factor, left + columns * factor, top + bottom * factor))
        band = _flat(band).reduce(factor)
        if result is None:
            result = Image.new(band.mode, (columns, rows))
        result.paste(band, (0, row))
    if result is None:
        raise ValueError("the picture has no pixels")
    return result


def _is_flat(image: Image.Image) -> bool:
    return image.mode in FLAT_MODES and not image.has_transparency_data


def _flat(image: Image.Image) -> Image.Image:
    """The same picture as 8-bit "L", "RGB" or "CMYK": no palette, and transparency laid over white."""
    if image.mode.startswith("I"):  # 16-bit grey; Pillow's convert clips it, and keeps the high byte of 16-bit RGB
        return Image.fromarray((np.asarray(image) >> 8).clip(0, 255).astype(np.uint8))
    if image.has_transparency_data:
        image = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")
    if _is_flat(image):
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def resized(image: Image.Image, full_size: tuple[int, int], longest_side: int) -> Image.Image:
    """Bring the upright picture to its final size; it follows from the size as stored, not as decoded."""
    scale = longest_side / max(full_size)
    if scale >= 1:
        return image
    size = max(1, round(full_size[0] * scale)), max(1, round(full_size[1] * scale))
    return image.resize(size, Image.Resampling.BICUBIC)


def srgb(image: Image.Image, icc_profile: bytes) -> Image.Image:
    """Convert from the photo's own colours; a profile that is broken or meant for other pixels is ignored."""
    if is_built(icc_profile):
        image = image.convert("RGB")
    if icc_profile:
        with suppress(*DECODER_ERRORS):
            source = ImageCms.ImageCmsProfile(io.BytesIO(icc_profile))
            target = ImageCms.createProfile("sRGB")
            image = ImageCms.profileToProfile(image, source, target, outputMode="RGB") or image
    return image if image.mode == "RGB" else image.convert("RGB")
