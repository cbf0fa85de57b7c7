"""Tornavik 6204-2RS: a ball bearing in a blue and yellow box with a label on its end."""

import numpy as np

from datasets.draw.barcode import draw_barcode, spoiled
from datasets.draw.canvas import Canvas
from datasets.draw.geometry import Box
from datasets.draw.lettering import Face
from datasets.draw.product import DrawnItem, Product, Tells, View, draw_expiry, draw_letters
from datasets.draw.security import shade_towards

GTIN = "2160620450031"
BLUE = (22, 62, 138)
YELLOW = (246, 196, 32)
WHITE = (246, 247, 250)
STEEL = (176, 186, 196)
INK = (24, 28, 40)

FRONT_ZONES = {
    "ball-count": Box(590, 225, 280, 280),
    "wordmark-typeface": Box(40, 60, 540, 130),
    "stripe-register": Box(0, 520, 900, 90),
}
END_ZONES = {
    "serial-format": Box(60, 330, 520, 90),
    "barcode-check-digit": Box(60, 430, 470, 200),
    "code-dots": Box(640, 300, 200, 200),
}
END_TEXTS = {"lot-number": Box(164, 256, 156, 44)}
FRONT_TEXTS = {"bearing-kind": Box(48, 206, 530, 42)}


def draw_front(canvas: Canvas, item: DrawnItem, tells: Tells) -> None:
    """The front: wordmark, designation, the bearing in section, and the stripe with its keyline."""
    shade_towards(canvas, (12, 40, 100), 0.7)
    face = (Face.SANS_BLACK_ITALIC, Face.SANS_BLACK, Face.SERIF_BOLD)[tells.level("wordmark-typeface")]
    canvas.text((50, 160), "TORNAVIK", face, 98, WHITE)
    canvas.text((54, 240), printed(item)["bearing-kind"], Face.HUMANIST, 38, YELLOW, tracking=2)
    canvas.text((50, 400), "6204-2RS", Face.SANS_BLACK, 116, WHITE)
    canvas.text((54, 462), "20 x 47 x 14 mm    C3", Face.HUMANIST, 40, STEEL)
    _bearing(canvas, tells)
    _stripe(canvas, tells)
    canvas.text((54, 656), "Precision rolling elements", Face.HUMANIST, 30, WHITE)


def _bearing(canvas: Canvas, tells: Tells) -> None:
    """A bearing with nine balls between its rings; counterfeits show eight or seven."""
    centre = (730.0, 365.0)
    canvas.disc(centre, 136, STEEL)
    canvas.disc(centre, 112, (44, 54, 74))
    canvas.disc(centre, 62, STEEL)
    canvas.disc(centre, 42, (18, 46, 104))
    count = (9, 8, 6)[tells.level("ball-count")]
    for number in range(count):
        angle = 2 * np.pi * number / count - np.pi / 2
        ball = (centre[0] + 87 * float(np.cos(angle)), centre[1] + 87 * float(np.sin(angle)))
        canvas.disc(ball, 23, (214, 220, 228))
        canvas.disc((ball[0] - 6, ball[1] - 7), 7, (252, 252, 255))


def _stripe(canvas: Canvas, tells: Tells) -> None:
    """A yellow stripe between white keylines; out of register it slips off one and over the other."""
    slip = tells.amount("stripe-register", crude=24, subtle=13)
    canvas.rectangle(Box(0, 528, 900, 50), WHITE)
    canvas.rectangle(Box(0, 534 + slip, 900, 38), YELLOW)


def draw_end(canvas: Canvas, item: DrawnItem, tells: Tells) -> None:
    """The end label: designation, origin, serial, barcode and the maker's dot code."""
    canvas.rectangle(Box(30, 30, 840, 620), WHITE, radius=14)
    canvas.rectangle(Box(30, 30, 840, 20), YELLOW)
    canvas.text((64, 145), "TORNAVIK  6204-2RS", Face.SANS_BLACK, 68, BLUE)
    canvas.text((64, 232), "PRECISION BEARING WORKS", Face.SANS_BOLD, 54, INK)
    canvas.text((64, 292), f"Qty 1    {printed(item)['lot-number']}    {item.expiry}", Face.HUMANIST, 36, INK)
    _serial(canvas, item, tells)
    wrong = round(tells.amount("barcode-check-digit", crude=5.4, subtle=2.6))
    draw_barcode(canvas, Box(60, 440, 456, 182), spoiled(GTIN, wrong))
    _code_dots(canvas, tells)
    canvas.text((740, 560), "MADE IN", Face.SANS_BOLD, 34, INK, align=0.5)
    canvas.text((740, 606), "LIMBURA", Face.SANS_BOLD, 34, INK, align=0.5)


def _serial(canvas: Canvas, item: DrawnItem, tells: Tells) -> None:
    """Genuine: TK and two digits, four digits, two more, with hyphens; counterfeits drop one or both."""
    level = tells.level("serial-format")
    head, body, tail = item.serial.split("-")
    text = (item.serial, f"{head}-{body}{tail}", f"{head}{body}{tail}")[level]
    canvas.rectangle(Box(64, 336, 500, 76), (255, 240, 180))
    canvas.text((78, 396), text, Face.SANS_BLACK, 60, INK, tracking=3)


def _code_dots(canvas: Canvas, tells: Tells) -> None:
    """A square of four by four dots that misses two; in counterfeits others are missing."""
    missing = ({(1, 2), (2, 0)}, {(1, 2), (2, 0), (3, 3)}, {(0, 0), (3, 3), (0, 3)})[tells.level("code-dots")]
    canvas.rectangle(Box(645, 305, 190, 190), BLUE, radius=12)
    for row in range(4):
        for column in range(4):
            if (row, column) not in missing:
                canvas.disc((677 + column * 42, 337 + row * 42), 15, YELLOW)


def printed(item: DrawnItem) -> dict[str, str]:
    """What the marked texts say."""
    return {"lot-number": f"Lot {item.lot}", "bearing-kind": "DEEP GROOVE BALL BEARING"}


def new_item(rng: np.random.Generator) -> DrawnItem:
    """Serial like TK48-1172-63, lot like B071."""
    digits = "0123456789"
    serial = f"TK{draw_letters(rng, digits, 2)}-{draw_letters(rng, digits, 4)}-{draw_letters(rng, digits, 2)}"
    return DrawnItem(serial, draw_letters(rng, "ABCDH", 1) + draw_letters(rng, digits, 3), draw_expiry(rng))


PRODUCT = Product(
    id="tornavik-bearing",
    right_holder="tornavik",
    gtin=GTIN,
    new_item=new_item,
    views=(
        View("front", (900, 680), FRONT_ZONES, draw_front, BLUE, depth=0.07, gloss=0.7, texts=FRONT_TEXTS),
        View("end", (900, 680), END_ZONES, draw_end, BLUE, depth=0.07, gloss=0.4, texts=END_TEXTS),
    ),
    printed=printed,
)
