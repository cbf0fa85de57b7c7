"""Orientation: how a photo is stored in its file, by its EXIF data, and how it is turned upright."""

import struct

from PIL import Image

ORIENTATION_TAG = 0x0112
EXIF_FIELD_FORMATS = {3: "H", 4: "I"}  # SHORT, as the standard says, and LONG, as some cameras write it
TRANSPOSITIONS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
STORED_SIDEWAYS = frozenset({5, 6, 7, 8})
STORED_X_REVERSED = frozenset({2, 3, 7, 8})  # the stored left edge is the upright right or bottom edge
STORED_Y_REVERSED = frozenset({3, 4, 6, 7})  # the stored top edge is the upright bottom or right edge


def exif_orientation(exif: bytes) -> int:
    """The orientation, 1 to 8, in EXIF data (CIPA DC-008, 4.6.2 and 4.6.4); 1 where absent or broken.

    XMP's copy of it is ignored, as in browsers: the page must show the photo as it was judged.
    """
    tiff = exif.removeprefix(b"Exif\0\0")
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4], "")
    if not order:
        return 1
    try:
        (directory,) = struct.unpack_from(order + "I", tiff, 4)
        (entries,) = struct.unpack_from(order + "H", tiff, directory)
        for start in range(directory + 2, directory + 2 + 12 * entries, 12):
            tag, kind = struct.unpack_from(order + "HH", tiff, start)
            if tag == ORIENTATION_TAG and kind in EXIF_FIELD_FORMATS:
                (value,) = struct.unpack_from(order + EXIF_FIELD_FORMATS[kind], tiff, start + 8)
                return value if value in TRANSPOSITIONS else 1
    except struct.error:
        pass  # cut short: what can't be read does not turn the picture
    return 1


def turned(image: Image.Image, orientation: int) -> Image.Image:
    """The upright picture, from one that is stored in this EXIF orientation, 1 to 8."""
    return image.transpose(TRANSPOSITIONS[orientation]) if orientation in TRANSPOSITIONS else image
