"""JPEG pixels: decoded by simplejpeg, whose libjpeg-turbo takes a warning for an error where it is asked to.

The pixels are Pillow's, bit for bit. One warning is looked into: bytes between the data and the next marker, which
some cameras leave, harm no picture. They are cut off, once they prove to be what they seem.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import simplejpeg
from numpy.typing import NDArray
from PIL import Image, ImageFile

from model.jpeg import PROGRESSIVE, RESTART_INTERVAL, START_OF_SCAN, Structure, bare, intervals, is_whole

COLOURS = {"L": "GRAY", "RGB": "RGB"}
STRAY = re.compile(r"(\d+) extraneous bytes before marker")
UNKNOWN_SAMPLING = "Could not determine subsampling level"
MAX_STRAY = 32  # bytes of any value before a marker; more are taken for a picture that lost its place
MAX_INTERVALS = 4096  # looked into one by one
MANY, NEARLY_ALL = 8, 0.75  # of the stretches between restart markers
MAX_SIDE = 65500  # libjpeg's own limit, pixels
EIGHTH = 8
END = b"\xff\xd9"


def decoded(data: bytes, structure: Structure, image: ImageFile.ImageFile) -> Image.Image:
    """The picture of a file whose header Pillow has read, at the size and in the mode that it was drafted for.

    Raises:
        ValueError: the file is damaged; of libjpeg, in its own words.
    """
    if not structure.ends:
        raise ValueError("end of file before the picture is whole")
    if not is_whole(data, structure):
        raise ValueError("zeros in place of data, or a pass is missing")
    try:
        return _drafted(data, image)
    except ValueError as warning:
        if UNKNOWN_SAMPLING in str(warning):
            image.load()
            return image
        if not STRAY.search(str(warning)):
            raise
    tidied = _without_stray_bytes(data, structure)
    return _drafted(tidied or data, image, strict=tidied is not None)


def _drafted(data: bytes, image: ImageFile.ImageFile, *, strict: bool = True) -> Image.Image:
    width, height = image.size
    if image.mode not in COLOURS:  # CMYK: Pillow knows which way round it is meant
        simplejpeg.decode_jpeg(data, "CMYK", min_factor=EIGHTH, min_height=1, min_width=1, strict=strict)
        image.load()
        return image
    pixels = simplejpeg.decode_jpeg(data, COLOURS[image.mode], min_height=height, min_width=width, strict=strict)
    if pixels.shape[:2] != (height, width):
        raise ValueError("the picture is not of the size that its header says")
    return Image.fromarray(pixels if image.mode == "RGB" else pixels[..., 0])


def _without_stray_bytes(data: bytes, structure: Structure) -> bytes | None:
    """The picture's segments alone, each stretch of its data ending where the decoder does.

    None if nearly every stretch between restart markers ends elsewhere: a loss spoils some of them, so that such
    a file was written so.

    Raises:
        ValueError: something is left over of some stretches that is no stray bytes.
    """
    plain = bare(data, structure)
    scans = [s for s in structure.segments if s.marker == START_OF_SCAN]
    if structure.frame == PROGRESSIVE or len(scans) != 1:
        return plain
    codes = intervals(data, scans[0])
    if len(codes) > MAX_INTERVALS:
        raise ValueError("too many stretches to look into")
    head = plain[: len(plain) - len(END) - (scans[0].end - scans[0].data)]
    if len(codes) == 1:
        return plain if _is_quiet(plain) else head + codes[0].rstrip(codes[0][-1:]) + END
    colours = "CMYK" if len(structure.components) == len("CMYK") else "RGB"
    heads = _row_heads(data, head, structure, len(codes))
    ends = [_ended(Stretch(before, colours), code) for before, code in zip(heads, codes, strict=True)]
    spoilt = ends.count(None)
    if len(ends) >= MANY and spoilt >= NEARLY_ALL * len(ends):
        return None
    if spoilt:
        raise ValueError(f"{spoilt} of {len(ends)} stretches are damaged")
    marked = [bytes((0xFF, 0xD0 + (number - 1) % 8)) * (number > 0) + (end or b"") for number, end in enumerate(ends)]
    return head + b"".join(marked) + END


def _is_quiet(data: bytes) -> bool:
    """Whether a file decodes without a warning."""
    return _warning(data) == ""


def _warning(data: bytes) -> str:
    """The first warning of libjpeg about a file, at the least that decoding costs; empty if there is none."""
    try:
        simplejpeg.decode_jpeg(data, "GRAY", min_factor=EIGHTH, min_height=1, min_width=1)
    except ValueError as warning:
        return str(warning)
    return ""


def _row_heads(data: bytes, head: bytes, structure: Structure, number: int) -> Iterator[bytes]:
    """What to put before each stretch between restart markers to make it a JPEG of one row of MCUs.

    Raises:
        ValueError: the rows are too long for that, or there are more than the picture has.
    """
    frame = data[structure.header.start : structure.header.data] if structure.header else b""
    marks = [data[s.start : s.data] for s in structure.segments if s.marker == RESTART_INTERVAL]
    if not marks:
        raise ValueError("restart markers in a picture without an interval")
    every = int.from_bytes(marks[-1][4:6], "big")
    factors = frame[11::3] if len(structure.components) > 1 else b"\x11"
    across, down = 8 * max(factor >> 4 for factor in factors), 8 * max(factor & 15 for factor in factors)
    height, width = int.from_bytes(frame[5:7], "big"), int.from_bytes(frame[7:9], "big")
    left = -(-width // across) * -(-height // down)
    for _ in range(number):
        columns = min(every, left)
        if not 0 < across * columns <= MAX_SIDE:
            raise ValueError("the stretches between restart markers do not fit the picture")
        size = down.to_bytes(2, "big") + (across * columns).to_bytes(2, "big")
        yield head.replace(frame, frame[:5] + size + frame[9:]).replace(marks[-1], b"")
        left -= every


class Stretch(NamedTuple):
    """How entropy-coded data are drawn: with these segments before them, in these colours."""

    head: bytes
    colours: str

    def drawn(self, codes: bytes) -> NDArray[np.uint8]:
        """Their pixels.

        Raises:
            ValueError: libjpeg warns.
        """
        pixels: NDArray[np.uint8] = simplejpeg.decode_jpeg(self.head + codes + END, self.colours)
        return pixels

    def suffices(self, codes: bytes) -> bool:
        """Whether they are enough, with or without bytes to spare."""
        warning = _warning(self.head + codes + END)
        return not warning or STRAY.search(warning) is not None


def _ended(stretch: Stretch, codes: bytes) -> bytes | None:
    """Entropy-coded data, less the stray bytes behind them; None if the decoder loses its place in them.

    libjpeg says how many bytes it did not need, but not of the last few: so the fewest that suffice are looked for.
    """
    alike = len(codes) - len(codes.rstrip(codes[-1:]))
    least = max(0, len(codes) - max(MAX_STRAY, alike + 1))
    if not stretch.suffices(codes) or stretch.suffices(codes[:least]):
        return None
    end = (
        least
        + 1
        + bisect_left(range(least + 1, len(codes)), x=True, key=lambda length: stretch.suffices(codes[:length]))
    )
    end += codes[end - 1 : end + 1] == b"\xff\0"
    used = codes[:end]
    return used if end == len(codes) or _is_padded(stretch, used) else None


def _is_padded(stretch: Stretch, used: bytes) -> bool:
    """Whether the bits that data leave of their last byte are ones, as encoders fill them.

    A decoder that lost its place ends anywhere, before any bits.
    """
    if used.endswith(b"\xff\0"):
        return True  # all ones, and the zero that is put behind such a byte
    expected = stretch.drawn(used)
    for bit in range(8):
        last = bytes((used[-1] ^ 1 << bit,))
        try:
            is_spare = np.array_equal(stretch.drawn(used[:-1] + last.replace(b"\xff", b"\xff\0")), expected)
        except ValueError:
            is_spare = False
        if not is_spare or not used[-1] >> bit & 1:
            return not is_spare
    return True
