"""Hoshimaru: a star-faced toy, sold in a yellow box."""

import numpy as np

from datasets.draw.barcode import draw_barcode, spoiled
from datasets.draw.canvas import Canvas, Colour, star, stencil
from datasets.draw.geometry import Box
from datasets.draw.lettering import Face
from datasets.draw.product import DrawnItem, Product, Tells, View, draw_expiry, draw_letters
from datasets.draw.security import metal, shade_towards

GTIN = "2273344120095"
SUN = (252, 206, 60)
SKY = (58, 150, 214)
RED = (218, 52, 62)
INK = (44, 36, 56)
CREAM = (255, 248, 226)

FRONT_ZONES = {
    "title-spelling": Box(40, 40, 620, 130),
    "eye-highlight": Box(235, 370, 230, 90),
    "cheek-colour": Box(215, 460, 270, 75),
    "age-mark": Box(40, 700, 160, 160),
}
BACK_ZONES = {
    "seal-star": Box(450, 60, 200, 200),
    "barcode-check-digit": Box(40, 680, 400, 190),
}
RAYS = [(350 + 900 * float(np.cos(t)), 450 + 900 * float(np.sin(t))) for t in np.arange(32) * np.pi / 16]
BACK_TEXTS = {
    "lot-number": Box(458, 700, 180, 38),
    "serial-number": Box(458, 750, 220, 38),
    "best-before": Box(458, 800, 180, 38),
}


def draw_front(canvas: Canvas, item: DrawnItem, tells: Tells) -> None:
    """The front: title on a ribbon, the character before sun rays, the age mark."""
    del item  # nothing on this side differs from item to item
    for first in range(0, 32, 2):
        canvas.polygon([(350, 450), RAYS[first], RAYS[(first + 1) % 32]], (255, 226, 118))
    canvas.rectangle(Box(30, 30, 640, 150), SKY, radius=30)
    titles = ("HOSHIMARU", "HOSHIMARRU", "HOSIMALU")
    canvas.text((66, 134), titles[tells.level("title-spelling")], Face.ROUND, 88, CREAM)
    canvas.text((350, 226), "my little star friend", Face.ROUND, 38, RED, align=0.5)
    _character(canvas, tells)
    _age_mark(canvas, tells)
    canvas.rectangle(Box(420, 745, 240, 90), RED, radius=20)
    canvas.text((540, 806), "with light!", Face.ROUND, 42, CREAM, align=0.5)


def _character(canvas: Canvas, tells: Tells) -> None:
    """A round-cornered star with a face: highlights at the eyes' upper left, pink cheeks."""
    body = star((350, 470), 232, 5, depth=0.62)
    canvas.polygon(body, (255, 168, 40))
    canvas.stroke(body, INK, 9, closed=True)
    for x in (285, 415):
        canvas.disc((x, 415), 36, INK)
    _highlights(canvas, tells)
    cheeks: tuple[Colour, ...] = ((246, 110, 130), (196, 96, 214), (84, 172, 120))
    for x in (252, 448):
        canvas.disc((x, 497), 30, cheeks[tells.level("cheek-colour")])
    smile = np.linspace(0.25, np.pi - 0.25, 24)
    canvas.stroke(np.column_stack([350 + 62 * np.cos(smile), 488 + 44 * np.sin(smile)]), INK, 10)


def _highlights(canvas: Canvas, tells: Tells) -> None:
    """White spots at the eyes' upper left; the counterfeit's sit at the right, or low and small."""
    dx, dy, radius = ((-12, -12, 13.0), (13, -11, 12.0), (12, 15, 6.0))[tells.level("eye-highlight")]
    for x in (285, 415):
        canvas.disc((x + dx, 415 + dy), radius, CREAM)


def _age_mark(canvas: Canvas, tells: Tells) -> None:
    """A red ring with a slash from upper left to lower right over the ages not meant."""
    canvas.disc((120, 780), 74, (255, 255, 255))
    canvas.text((120, 800), "0-3", Face.SANS_BLACK, 56, INK, align=0.5)
    width = 15 - tells.amount("age-mark", crude=11, subtle=7.5)
    canvas.ring((120, 780), 66, RED, width)
    end = 66 * 0.7071 * (-1 if tells.level("age-mark") > 1 else 1)
    canvas.stroke([(120 - end, 780 - 46.7), (120 + end, 780 + 46.7)], RED, round(width * 0.8))


def draw_back(canvas: Canvas, item: DrawnItem, tells: Tells) -> None:
    """The back: the foil seal, what is in the box, lot and serial, barcode."""
    shade_towards(canvas, (250, 180, 60), 0.6)
    canvas.rectangle(Box(30, 30, 640, 250), SKY, radius=30)
    canvas.text((60, 120), "HOSHIMARU", Face.ROUND, 60, CREAM)
    canvas.text((60, 180), "lights up at night", Face.ROUND, 36, CREAM)
    canvas.text((60, 230), "3 x LR44 included", Face.ROUND, 36, CREAM)
    _foil_seal(canvas, tells)
    _contents(canvas)
    canvas.rectangle(Box(40, 680, 400, 190), (255, 255, 255), radius=10)
    wrong = round(tells.amount("barcode-check-digit", crude=5.4, subtle=2.6))
    draw_barcode(canvas, Box(45, 695, 390, 165), spoiled(GTIN, wrong))
    canvas.text((465, 730), printed(item)["lot-number"], Face.SANS_BOLD, 32, INK)
    canvas.text((465, 780), printed(item)["serial-number"], Face.SANS_BOLD, 32, INK)
    canvas.text((465, 830), printed(item)["best-before"], Face.SANS_BOLD, 32, INK)


def _foil_seal(canvas: Canvas, tells: Tells) -> None:
    """A scalloped silver seal stamped with a five-pointed star; counterfeits stamp six or four points."""
    mask = stencil((190, 190), star((95, 95), 94, 24, depth=0.9))
    canvas.patch(metal(190, 190, (196, 200, 208), 2.5), (455, 65), mask)
    canvas.ring((550, 160), 74, (120, 126, 138), 4)
    points = (5, 6, 4)[tells.level("seal-star")]
    canvas.polygon(star((550, 160), 62, points, depth=0.45), (96, 60, 120))


def _contents(canvas: Canvas) -> None:
    """Pictures and words of what is in the box; they never differ."""
    canvas.rectangle(Box(30, 310, 640, 340), CREAM, radius=30)
    for number, colour in enumerate(((255, 168, 40), (246, 110, 130), (96, 190, 150))):
        centre = (140 + 210 * number, 430)
        outline = star(centre, 84, 5, depth=0.62)
        canvas.polygon(outline, colour)
        canvas.stroke(outline, INK, 5, closed=True)
        for side in (-22, 22):
            canvas.disc((centre[0] + side, 412), 11, INK)
    canvas.text((350, 580), "Collect all three friends!", Face.ROUND, 40, INK, align=0.5)
    canvas.text((350, 625), "Keep away from fire. Wipe with a damp cloth.", Face.SANS, 26, INK, align=0.5)


def printed(item: DrawnItem) -> dict[str, str]:
    """What the marked texts say."""
    return {"lot-number": f"LOT {item.lot}", "serial-number": item.serial, "best-before": item.expiry}


def new_item(rng: np.random.Generator) -> DrawnItem:
    """Serial like HM 402 715, lot like 7Q."""
    digits = "0123456789"
    serial = f"HM {draw_letters(rng, digits, 3)} {draw_letters(rng, digits, 3)}"
    return DrawnItem(serial, draw_letters(rng, digits, 1) + draw_letters(rng, "QRSTU", 1), draw_expiry(rng))


PRODUCT = Product(
    id="hoshimaru-toy",
    right_holder="hoshimaru-works",
    gtin=GTIN,
    new_item=new_item,
    views=(
        View("front", (700, 900), FRONT_ZONES, draw_front, SUN, depth=0.06, gloss=0.7),
        View("back", (700, 900), BACK_ZONES, draw_back, SUN, depth=0.06, gloss=0.5, texts=BACK_TEXTS),
    ),
    printed=printed,
)
