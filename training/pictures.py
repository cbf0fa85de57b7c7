"""Reads every picture once, with the intake of the service, and stores it as raw pixels on disk.

One flat file of uint8 holds all pictures end to end; it is mapped, not loaded, so the operating system's page cache
decides how much of it is in memory.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.errors import PhotoRejectedError
from model.intake import Picture, read_picture
from model.preprocess import PreprocessSpec, preprocess
from training.errors import WorkError
from training.files import write_atomically
from training.unreadable import cure_of

PIXELS, SIZES = "pixels.u8", "sizes.npy"
SMALL = 64  # pixels, where only the size is asked for
WORKERS = 2  # Pillow releases the GIL while it decodes; more threads only hold more pictures


class PictureCache:
    """Pictures with their longest side brought to the canvas, (height, width, 3) uint8, by position."""

    def __init__(self, folder: Path) -> None:
        """Open what `decode_pictures` wrote into this folder."""
        self._sizes: NDArray[np.int64] = np.load(folder / SIZES)
        self._pixels: NDArray[np.uint8] = np.memmap(folder / PIXELS, np.uint8, mode="r")
        self._offsets = np.concatenate([[0], np.cumsum(self._sizes[:, 0] * self._sizes[:, 1] * 3)])

    def __len__(self) -> int:
        return len(self._sizes)

    def __getitem__(self, index: int) -> NDArray[np.uint8]:
        height, width = (int(side) for side in self._sizes[index])
        flat = self._pixels[self._offsets[index] : self._offsets[index + 1]]
        return flat.reshape(height, width, 3)


def decode_pictures(paths: Sequence[Path], spec: PreprocessSpec, folder: Path, advance: Callable[[], object]) -> None:
    """Read pictures into a folder; nothing is done where an earlier run completed it.

    Args:
        paths: the photos, in the order in which the cache is indexed.
        advance: called once a picture, for a progress bar.

    Raises:
        WorkError: a photo can't be read; the message names the file.
    """
    if not (folder / SIZES).exists():  # it is written last: without it the pixels are incomplete
        sizes = _write_pixels(paths, spec, folder / PIXELS, advance)
        write_atomically(folder / SIZES, lambda file: np.save(file, sizes))


def _write_pixels(
    paths: Sequence[Path], spec: PreprocessSpec, target: Path, advance: Callable[[], object]
) -> NDArray[np.int64]:
    target.parent.mkdir(parents=True, exist_ok=True)
    sizes = []
    with target.open("wb") as file, ThreadPoolExecutor(WORKERS) as pool:
        for picture in pool.map(lambda path: read_for_training(path, spec), paths):
            file.write(picture.tobytes())
            sizes.append(picture.shape[:2])
            advance()
    return np.array(sizes, np.int64).reshape(-1, 2)


def read_for_training(path: Path, spec: PreprocessSpec) -> NDArray[np.uint8]:
    """One photo as the service would see it, cut to what the canvas shows of it."""
    canvas = preprocess(_read(path, spec.canvas).pixels, spec)
    height, width = canvas.content
    return canvas.pixels[:height, :width]


def full_size(path: Path) -> tuple[int, int]:
    """(width, height) in pixels of an upright photo as it was taken."""
    return _read(path, SMALL).full_size


def _read(path: Path, longest_side: int) -> Picture:
    data = b""
    try:
        data = path.read_bytes()
        return read_picture(data, longest_side=longest_side)
    except OSError as error:
        raise WorkError(f"{path}: can't be read ({error.strerror})") from error
    except PhotoRejectedError as error:
        raise WorkError(f"{path}: {cure_of(error, data)}") from error
