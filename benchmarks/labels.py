"""Labels with print in Latin and in Japanese, drawn for benchmarks alone, and photographed as the demo goods are.

Each has a fixed line, a serial number, a lot and a date, among other print by which photos register. Japanese needs
Noto's typeface from the system (Debian: fonts-noto-cjk).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from datasets.draw.canvas import Canvas, Colour, Pixels
from datasets.draw.geometry import Box
from datasets.draw.lettering import Face, load_face
from datasets.draw.phone import encode, take_photo
from datasets.draw.product import DrawnItem, View
from datasets.draw.rendering import Rendering
from datasets.draw.scene import choose_source, plan_scene
from model.catalogue import MarkedText, Region, TextKind, Visibility

SIZE = (900, 640)
NOTO = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
INK, PAPER = (34, 38, 52), (246, 244, 238)
SEED = 1
EVEN = 0.5


class Line(NamedTuple):
    """A marked line: its kind, where it is, how large, and its pattern or what it always says."""

    kind: TextKind
    box: Box
    size: int
    pattern: str | None
    expected: str | None


@dataclass(frozen=True)
class Label:
    """One kind of label.

    Attributes:
        script: ISO 15924.
        lines: by id.
        around: other print, with places and sizes.
    """

    script: str
    lines: Mapping[str, Line]
    around: tuple[tuple[tuple[int, int], int, str], ...]

    @property
    def texts(self) -> tuple[MarkedText, ...]:
        """As a product sheet marks them, on a flat picture."""
        return tuple(self._marked(name, line) for name, line in self.lines.items())

    def _marked(self, name: str, line: Line) -> MarkedText:
        width, height = SIZE
        region = Region(line.box.x / width, line.box.y / height, line.box.w / width, line.box.h / height)
        return MarkedText(
            name, "label", region, line.kind, line.expected, line.pattern, self.script, Visibility.OFFICER
        )

    def typeface(self, size: int) -> ImageFont.FreeTypeFont:
        """The typeface of its print."""
        if self.script == "Latn":
            return load_face(Face.SANS_BOLD, size)
        return ImageFont.truetype(str(NOTO), size, layout_engine=ImageFont.Layout.BASIC)

    def flat(self, says: Mapping[str, str]) -> Pixels:
        """The label from straight above: uint8 (height, width, 3)."""
        image = Image.new("RGB", SIZE, PAPER)
        draw = ImageDraw.Draw(image)
        draw.rounded_rectangle((12, 12, SIZE[0] - 12, SIZE[1] - 12), 24, outline=(150, 60, 60), width=6)
        _emblem(draw)
        for place, size, text in self.around:
            draw.text(place, text, fill=INK, font=self.typeface(size))
        for name, line in self.lines.items():
            middle = line.box.y + line.box.h / 2
            draw.text((line.box.x + 6, middle), says[name], fill=INK, font=self.typeface(line.size), anchor="lm")
        return np.asarray(image)

    def photo(self, says: Mapping[str, str], rng: np.random.Generator) -> bytes:
        """A photo of it by hand: a JPEG."""
        pixels = self.flat(says)
        view = View("label", SIZE, {}, _draw_nothing, PAPER, depth=0.01, gloss=0.4)
        scene = replace(plan_scene(view, *choose_source(rng), 1, rng), thumb=None)
        return encode(take_photo(Rendering(pixels, {}), view, scene), scene)


def _emblem(draw: ImageDraw.ImageDraw) -> None:
    """Shapes that keypoints are found on."""
    rng = np.random.default_rng(SEED)
    for _ in range(60):
        x, y, side = (float(number) for number in rng.uniform((620, 60, 8), (840, 270, 40)))
        colour: Colour = tuple(int(c) for c in rng.integers(30, 220, 3))  # type: ignore[assignment]
        shape = draw.ellipse if rng.random() < EVEN else draw.rectangle
        shape((x, y, x + side, y + side), fill=colour)


def _draw_nothing(canvas: Canvas, item: DrawnItem, tells: object) -> None:
    """The view's picture is given flat."""
    del canvas, item, tells


LATIN = Label(
    "Latn",
    {
        "words": Line(TextKind.FIXED, Box(40, 120, 540, 56), 40, None, "For professional use only"),
        "serial": Line(TextKind.SERIAL, Box(40, 330, 420, 52), 36, r"^S/N [A-HJ-NP-Z]{2}\d{7}$", None),
        "lot": Line(TextKind.LOT, Box(40, 400, 360, 52), 36, r"^LOT \d{5}[A-F]$", None),
        "date": Line(TextKind.DATE, Box(40, 470, 360, 52), 36, r"^EXP 20\d{2}-(0[1-9]|1[0-2])$", None),
    },
    (
        ((46, 40), 52, "NORDHAVN INSTRUMENTS"),
        ((46, 200), 28, "Pressure gauge, 0 to 16 bar, brass, class 1.6"),
        ((46, 245), 28, "Keep dry. Do not open under pressure."),
        ((46, 560), 24, "Nordhavn Instruments, Harbour Road 7"),
    ),
)
JAPANESE = Label(
    "Jpan",
    {
        "words": Line(TextKind.FIXED, Box(40, 120, 540, 60), 42, None, "業務用・再販売を禁ず"),
        "serial": Line(TextKind.SERIAL, Box(40, 330, 460, 54), 36, r"^製造番号 [A-HJ-NP-Z]{2}\d{6}$", None),
        "lot": Line(TextKind.LOT, Box(40, 400, 400, 54), 36, r"^ロット \d{4}-[A-F]$", None),
        "date": Line(TextKind.DATE, Box(40, 470, 460, 54), 36, r"^使用期限 20\d{2}年\d{1,2}月$", None),
    },
    (
        ((46, 40), 50, "北浜計器株式会社"),
        ((46, 200), 28, "圧力計 0~1.6MPa 黄銅製 精度等級1.6"),
        ((46, 245), 28, "湿気を避けて保管してください。"),
        ((46, 560), 24, "大阪府大阪市中央区北浜七丁目"),
    ),
)
