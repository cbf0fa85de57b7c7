"""Draw textures with small local flaws: goods that differ only in their surface.

    python -m benchmarks.textures --out FOLDER [--set development|held-out|both] [--train N] [--test N] [--seed N]

Writes pictures and manifest.csv, which `genuine_only.py` reads. Each texture is a product. Its genuine items differ in
grain, colour, angle, light, focus and noise; a counterfeit one is a further item with one flaw, 1 to 6 % of the side
wide, whose kind and box stand under `points`. One half of the textures and of the flaws are for developing a score; the
other half is held out, and shows whether what was developed holds for textures and flaws not seen before.
"""

import argparse
import csv
import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from model.command import OneLineParser, parse_folder_to_write

SIDE = 512  # pixels of a picture
MARGIN = 24  # pixels drawn beyond it on each side, for the turn
FLAW = (0.012, 0.06)  # of the side
QUALITY = (75, 95)  # of the JPEG, the last included
EDGE = 0.1  # of a crease: what is laid over the picture
PLAIN = 0.3  # of a mask: from here on the change is plain
SETS = ("development", "held-out")

Field = NDArray[np.float32]
Random = np.random.Generator
Draw = Callable[[Random], Field]


class Flawed(NamedTuple):
    """A picture, float32 (height, width, 3), 0 to 255, and where it was changed: bool (height, width)."""

    picture: Field
    where: NDArray[np.bool_]


Spoil = Callable[[Field, tuple[int, int], float, Random], Flawed]


def _grid() -> tuple[Field, Field]:
    y, x = np.mgrid[: SIDE + 2 * MARGIN, : SIDE + 2 * MARGIN].astype(np.float32)
    return x, y


def _noise(random: Random, across: float, along: float | None = None) -> Field:
    """Smooth noise of unit spread; across, along: the size of its blotches in pixels, to the right and down."""
    side = SIDE + 2 * MARGIN
    white = random.standard_normal((side, side), np.float32)
    soft = cv2.GaussianBlur(white, (0, 0), sigmaX=across, sigmaY=along or across)
    return np.asarray(soft / soft.std(), np.float32)


def _coloured(height: Field, dark: tuple[int, int, int], light: tuple[int, int, int], random: Random) -> Field:
    """A field of heights, about 0 to 1, between two colours that differ a little from item to item."""
    ends = np.array([dark, light], np.float32) + random.normal(0, 3, (2, 3)).astype(np.float32)
    share = np.clip(height, 0, 1)[..., None]
    return np.asarray(ends[0] * (1 - share) + ends[1] * share, np.float32)


def _woven(random: Random) -> Field:
    x, y = _grid()
    pitch = random.uniform(8.5, 9.5)
    x = x + 1.2 * _noise(random, 30)
    y = y + 1.2 * _noise(random, 30)
    over = (np.floor(x / pitch) + np.floor(y / pitch)) % 2
    warp, weft = (np.abs(np.sin(np.pi * axis / pitch)) for axis in (x, y))
    height = np.where(over > 0, warp * 0.8 + 0.1, weft * 0.65 + 0.05) + 0.05 * _noise(random, 1, 4)
    return _coloured(height, (38, 44, 66), (126, 138, 170), random)


def _leather(random: Random) -> Field:
    wrinkles = sum((np.abs(_noise(random, size)) * share for size, share in ((3.0, 0.5), (6.0, 0.5))), np.float32(0))
    pores = np.clip(_noise(random, 1.6) - 1.8, 0, 1)
    height = 0.25 + 0.45 * np.sqrt(wrinkles) - 0.4 * pores + 0.06 * _noise(random, 60)
    return _coloured(height, (52, 28, 18), (158, 98, 62), random)


def _speckled(random: Random) -> Field:
    dark, bright = (np.clip(_noise(random, size) - 1.3, 0, 0.6) for size in (1.5, 2.4))
    height = 0.5 - dark + 0.7 * bright + 0.04 * _noise(random, 40) + 0.03 * _noise(random, 0.7)
    return _coloured(height, (60, 62, 66), (206, 204, 198), random)


def _mesh(random: Random) -> Field:
    x, y = _grid()
    pitch = random.uniform(15, 17)
    row = np.floor(y / (pitch * 0.866))
    u = (x + 0.5 * pitch * (row % 2)) % pitch - pitch / 2
    v = y % (pitch * 0.866) - pitch * 0.433
    hole = 1 / (1 + np.exp((np.hypot(u, v) - pitch * random.uniform(0.27, 0.31)) * 1.5))
    height = 0.75 + 0.05 * _noise(random, 25) + 0.04 * _noise(random, 0.8) - 0.7 * hole
    return _coloured(height, (30, 32, 34), (196, 198, 204), random)


def _brushed(random: Random) -> Field:
    lines = 0.7 * _noise(random, 60, 0.7) + 0.4 * _noise(random, 15, 1.2)
    height = 0.5 + 0.12 * lines + 0.06 * _noise(random, 80)
    return _coloured(height, (84, 86, 92), (222, 224, 228), random)


def _wood(random: Random) -> Field:
    x, y = _grid()
    bend = 14 * _noise(random, 90, 40)
    rings = np.sin((y + bend) / random.uniform(4.5, 6.0) + 2 * _noise(random, 120, 12))
    pores = np.clip(_noise(random, 8, 0.8) - 1.4, 0, 1)
    height = 0.55 + 0.16 * rings + 0.06 * _noise(random, 30, 1.0) - 0.3 * pores + 0 * x
    return _coloured(height, (96, 58, 30), (206, 160, 106), random)


def _knitted(random: Random) -> Field:
    x, y = _grid()
    wide, high = random.uniform(13, 15), random.uniform(10, 11.5)
    x = x + 1.5 * _noise(random, 40)
    u = (x / wide) % 1 - 0.5
    slant = y / high + 1.6 * np.abs(u)
    height = 0.25 + 0.5 * np.abs(np.sin(np.pi * slant)) * np.cos(np.pi * u * 0.9) + 0.06 * _noise(random, 1.2)
    return _coloured(height, (70, 26, 34), (190, 96, 104), random)


def _plaster(random: Random) -> Field:
    relief = _noise(random, 5) * 0.5 + _noise(random, 12) * 0.5
    light = cv2.Sobel(relief, cv2.CV_32F, 1, 1, ksize=3)
    height = 0.6 + 0.12 * light / light.std() + 0.03 * _noise(random, 0.8)
    return _coloured(np.asarray(height, np.float32), (140, 134, 122), (240, 236, 226), random)


def _spot(random: Random, size: float, squeeze: float = 0.5) -> tuple[Field, int]:
    """A soft irregular blot, 0 to 1, (n, n), about `size` pixels wide, and half of its n."""
    half = int(size) + 4
    y, x = np.mgrid[-half : half + 1, -half : half + 1].astype(np.float32)
    angle, ratio = random.uniform(0, np.pi), random.uniform(squeeze, 1)
    u = x * np.cos(angle) + y * np.sin(angle)
    v = (y * np.cos(angle) - x * np.sin(angle)) / ratio
    around = np.arctan2(v, u)
    rim = 1 + 0.15 * np.sin(3 * around + random.uniform(0, 6)) + 0.1 * np.sin(5 * around + random.uniform(0, 6))
    return np.asarray(1 / (1 + np.exp((np.hypot(u, v) - size / 2 * rim) * 2)), np.float32), half


def _laid(picture: Field, place: tuple[int, int], mask: Field, half: int, new: Callable[[Field], Field]) -> Flawed:
    """What `new` makes of the window around the place, laid over the picture as far as the mask says."""
    y, x = place
    window = (slice(y - half, y + half + 1), slice(x - half, x + half + 1))
    result, where = picture.copy(), np.zeros(picture.shape[:2], bool)
    share = mask[..., None]
    result[window] = picture[window] * (1 - share) + new(picture[window]) * share
    where[window] = mask > PLAIN
    return Flawed(result, where)


def _line(random: Random, size: float, width: float, angle: float) -> tuple[Field, int]:
    """A slightly bent line, 0 to 1, twice as long as `size`."""
    half = int(size) + 4
    bend = random.normal(0, 0.15 * size)
    ts = np.linspace(-1, 1, 9)
    points = np.stack([ts * size * np.cos(angle) - bend * ts**2 * np.sin(angle),
                       ts * size * np.sin(angle) + bend * ts**2 * np.cos(angle)], 1) + half  # fmt: skip
    mask = np.zeros((2 * half + 1, 2 * half + 1), np.uint8)
    bent, thick = np.rint(points * 16).astype(np.int32), max(1, round(width))
    cv2.polylines(mask, [bent], isClosed=False, color=255, thickness=thick, lineType=cv2.LINE_AA, shift=4)
    return np.asarray(mask / 255, np.float32), half


def _scratch(picture: Field, place: tuple[int, int], size: float, random: Random) -> Flawed:
    mask, half = _line(random, size, random.uniform(1, 2.5), random.uniform(0, np.pi))
    change = random.choice([-1, 1]) * random.uniform(25, 70)
    return _laid(picture, place, mask, half, lambda window: np.clip(window + change, 0, 255))


def _stain(picture: Field, place: tuple[int, int], size: float, random: Random) -> Flawed:
    mask, half = _spot(random, size)
    tint = 1 - random.uniform(0.15, 0.45) * np.array([random.uniform(0.3, 1), random.uniform(0.6, 1), 1], np.float32)
    return _laid(picture, place, mask, half, lambda window: window * tint)


def _missing_thread(picture: Field, place: tuple[int, int], size: float, random: Random) -> Flawed:
    mask, half = _line(random, size, random.uniform(2.5, 5), random.choice([0, np.pi / 2]))
    shade = picture.reshape(-1, 3).min(0) * 0.3 + picture.reshape(-1, 3).mean(0) * 0.4
    return _laid(picture, place, mask, half, lambda window: np.broadcast_to(shade, window.shape).astype(np.float32))


def _hole(picture: Field, place: tuple[int, int], size: float, random: Random) -> Flawed:
    mask, half = _spot(random, size * 0.8, 0.7)
    floor = np.float32(random.uniform(8, 40))
    return _laid(picture, place, mask, half, lambda window: np.full_like(window, floor))


def _smear(picture: Field, place: tuple[int, int], size: float, random: Random) -> Flawed:
    mask, half = _spot(random, size * 1.4)
    spread = random.uniform(2.5, 5)
    return _laid(picture, place, mask, half, lambda w: np.asarray(cv2.GaussianBlur(w, (0, 0), spread), np.float32))


def _discoloured(picture: Field, place: tuple[int, int], size: float, random: Random) -> Flawed:
    mask, half = _spot(random, size * 1.3)
    shift = np.asarray(random.choice([-1, 1], 3) * random.uniform(10, 32, 3), np.float32)
    return _laid(picture, place, mask, half, lambda window: np.asarray(np.clip(window + shift, 0, 255), np.float32))


def _crease(picture: Field, place: tuple[int, int], size: float, random: Random) -> Flawed:
    angle = random.uniform(0, np.pi)
    mask, half = _line(random, size, 4, angle)
    depth = random.uniform(25, 55) * cv2.Sobel(cv2.GaussianBlur(mask, (0, 0), 1.5), cv2.CV_32F, 1, 1, ksize=3)
    wide = np.asarray(cv2.GaussianBlur(mask, (0, 0), 1.5) > EDGE, np.float32)
    ridge = np.float32(2) * depth[..., None]
    return _laid(picture, place, wide, half, lambda window: np.asarray(np.clip(window + ridge, 0, 255), np.float32))


def _fibre(picture: Field, place: tuple[int, int], size: float, random: Random) -> Flawed:
    mask, half = _line(random, size, random.uniform(1, 2), random.uniform(0, np.pi))
    colour = random.uniform(30, 225, 3).astype(np.float32)
    return _laid(picture, place, mask * 0.85, half, lambda window: np.broadcast_to(colour, window.shape))


TEXTURES: Mapping[str, Mapping[str, Draw]] = {
    "development": {"woven": _woven, "leather": _leather, "speckled": _speckled, "mesh": _mesh},
    "held-out": {"brushed": _brushed, "wood": _wood, "knitted": _knitted, "plaster": _plaster},
}
FLAWS: Mapping[str, Mapping[str, Spoil]] = {
    "development": {"scratch": _scratch, "stain": _stain, "missing-thread": _missing_thread, "fibre": _fibre},
    "held-out": {"hole": _hole, "smear": _smear, "discoloured": _discoloured, "crease": _crease},
}


@dataclass(frozen=True)
class Planned:
    """One picture to be drawn; flaw: None for a genuine item."""

    texture: str
    draw: Draw
    split: str
    number: int
    flaw: tuple[str, Spoil] | None

    @property
    def name(self) -> str:
        """Of the item and its file."""
        return f"{self.texture}-{self.split}-{self.flaw[0] if self.flaw else 'genuine'}-{self.number:03d}"


def draw_item(plan: Planned, seed: int) -> tuple[NDArray[np.uint8], tuple[float, float, float, float] | None]:
    """The picture, uint8 (SIDE, SIDE, 3), and the flaw's box (x, y, width, height) in fractions."""
    digest = hashlib.sha256(f"{seed} {plan.name}".encode()).digest()
    random = np.random.default_rng(list(digest[:16]))
    surface = plan.draw(random)
    where = np.zeros(surface.shape[:2], bool)
    if plan.flaw:
        place = random.integers(2 * MARGIN + 40, SIDE - 40, 2)
        size = SIDE * float(np.exp(random.uniform(*np.log(FLAW))))
        surface, where = plan.flaw[1](surface, (int(place[0]), int(place[1])), size, random)
    return photographed(surface, where, random)


def photographed(
    surface: Field, where: NDArray[np.bool_], random: Random
) -> tuple[NDArray[np.uint8], tuple[float, float, float, float] | None]:
    """The surface through a camera: turned, enlarged, lit from a side, a little out of focus, noisy."""
    side = surface.shape[0]
    turn = cv2.getRotationMatrix2D((side / 2, side / 2), random.normal(0, 1.5), float(random.uniform(1.0, 1.05)))
    turned, marked = (
        cv2.warpAffine(plane, turn, (side, side), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
        for plane in (surface, where.astype(np.float32))
    )
    inner = slice(MARGIN, MARGIN + SIDE)
    picture = cv2.GaussianBlur(turned[inner, inner], (0, 0), float(random.uniform(0.4, 0.9)))
    slope = np.linspace(-0.5, 0.5, SIDE, dtype=np.float32) * random.normal(0, 0.12, (2, 1)).astype(np.float32)
    light = random.normal(1, 0.05) + slope[0][None, :] + slope[1][:, None]
    noisy = picture * light[..., None] + random.normal(0, random.uniform(1, 4), picture.shape)
    pixels = np.clip(noisy, 0, 255).astype(np.uint8)
    rows, columns = np.nonzero(marked[inner, inner] > PLAIN)
    if not len(rows):
        return pixels, None
    left, top = columns.min() / SIDE, rows.min() / SIDE
    return pixels, (left, top, (columns.max() + 1) / SIDE - left, (rows.max() + 1) / SIDE - top)


def planned(sets: tuple[str, ...], train: int, test: int) -> Iterator[Planned]:
    """What is drawn: of each texture `train` genuine items, and `test` of either label; the flaws take turns."""
    flaws = [flaw for name in sets for flaw in FLAWS[name].items()]
    for name in sets:
        for texture, draw in TEXTURES[name].items():
            yield from (Planned(texture, draw, "train", number, None) for number in range(train))
            yield from (Planned(texture, draw, "test", number, None) for number in range(test))
            yield from (Planned(texture, draw, "test", n, flaws[n % len(flaws)]) for n in range(test))


def write(out: Path, sets: tuple[str, ...], train: int, test: int, seed: int) -> Path:
    """Draw into a folder, and return its manifest."""
    (out / "images").mkdir(parents=True, exist_ok=True)
    rows = []
    for plan in planned(sets, train, test):
        pixels, box = draw_item(plan, seed)
        quality = QUALITY[0] + hashlib.sha256(plan.name.encode()).digest()[0] % (QUALITY[1] - QUALITY[0] + 1)
        setting = [int(cv2.IMWRITE_JPEG_QUALITY), quality]
        cv2.imwrite(str(out / "images" / f"{plan.name}.jpg"), pixels[..., ::-1], setting)
        label = "counterfeit" if plan.flaw else "genuine"
        point = f"{plan.flaw[0]}@{','.join(f'{part:.4f}' for part in box)}" if plan.flaw and box else ""
        rows.append((f"images/{plan.name}.jpg", plan.texture, label, plan.name, "front", point, plan.split, "CC0-1.0"))
    with (out / "manifest.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(("image", "product", "label", "item", "view", "points", "split", "licence"))
        table.writerows(rows)
    return out / "manifest.csv"


def main() -> None:
    """Draw a data set."""
    parser = OneLineParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=parse_folder_to_write, required=True, metavar="FOLDER")
    parser.add_argument("--set", choices=(*SETS, "both"), default="both")
    parser.add_argument("--train", type=int, default=40, metavar="N", help="genuine items of each texture")
    parser.add_argument("--test", type=int, default=32, metavar="N", help="items of each texture and label")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    print(
        write(options.out, SETS if options.set == "both" else (options.set,), options.train, options.test, options.seed)
    )


if __name__ == "__main__":
    main()
