"""Asterun sportswear: the woven neck label, the hang tag, and the hem of a running shirt."""

import numpy as np

from datasets.draw.barcode import draw_barcode
from datasets.draw.canvas import Canvas, Colour
from datasets.draw.geometry import Box
from datasets.draw.lettering import Face
from datasets.draw.product import CRUDE, DrawnItem, Product, Tells, View, draw_expiry, draw_letters
from datasets.draw.security import cloth, rainbow, stitches

GTIN = "2285500716349"
TEAL = (20, 122, 124)
CHARCOAL = (42, 46, 52)
LIME = (196, 224, 60)
WHITE = (244, 246, 244)
THREAD = (226, 230, 214)

LABEL_ZONES = {
    "stitch-pitch": Box(85, 535, 730, 30),
    "emblem-slant": Box(115, 180, 265, 200),
    "wordmark-kerning": Box(380, 220, 405, 100),
}
TAG_ZONES = {
    "care-spelling": Box(50, 335, 600, 70),
    "hologram-strip": Box(40, 440, 620, 80),
}
HEM_ZONES = {"hem-seams": Box(0, 330, 900, 150)}
TAG_TEXTS = {"article-number": Box(294, 558, 300, 42), "lot-line": Box(54, 608, 340, 42)}
LABEL_TEXTS = {"material": Box(252, 424, 300, 44)}


def emblem(canvas: Canvas, corner: tuple[float, float], scale: float, slant: float, colour: Colour) -> None:
    """Three slanted strokes that grow taller; `slant` is their lean in pixels over a full stroke's height."""
    for number, height in enumerate((80.0, 120.0, 160.0)):
        x, foot = corner[0] + 58 * number * scale, corner[1] + 160 * scale
        lean, top, wide = slant * height / 160 * scale, foot - height * scale, 38 * scale
        canvas.polygon([(x, foot), (x + wide, foot), (x + wide + lean, top), (x + lean, top)], colour)


def draw_label(canvas: Canvas, item: DrawnItem, tells: Tells) -> None:
    """The neck label, sewn to the shirt along all four edges."""
    canvas.patch(cloth(900, 680, TEAL, 5.0), (0, 0))
    canvas.rectangle(Box(76, 106, 760, 480), (10, 70, 72))
    canvas.patch(cloth(756, 474, CHARCOAL, 4.0, 0.3), (72, 100))
    emblem(canvas, (140, 200), 1.0, 55 + tells.amount("emblem-slant", crude=-75, subtle=-40), LIME)
    slide = tells.amount("wordmark-kerning", crude=26, subtle=14)
    nudges = [(2, slide), (3, -slide), (5, -slide * 0.7), (6, slide * 0.7)] if slide else []
    canvas.text((390, 300), "ASTERUN", Face.GEOMETRIC_BOLD, 72, WHITE, tracking=6, nudges=nudges)
    canvas.text((394, 365), "run with stars", Face.GEOMETRIC, 38, LIME)
    canvas.text((140, 480), "M", Face.SANS_BLACK, 84, WHITE)
    canvas.text((260, 460), printed(item)["material"], Face.GEOMETRIC, 36, WHITE)
    canvas.text((260, 505), "Made in Lumeria", Face.GEOMETRIC, 30, WHITE)
    for start, end in (((90, 118), (810, 118)), ((88, 130), (88, 540)), ((812, 130), (812, 540))):
        stitches(canvas, start, end, THREAD, pitch=15)
    pitch = 15 + tells.amount("stitch-pitch", crude=30, subtle=15)
    stitches(canvas, (90, 550), (810, 550), THREAD, pitch=pitch)


def draw_tag(canvas: Canvas, item: DrawnItem, tells: Tells) -> None:
    """The hang tag: eyelet, emblem, care line, hologram strip, barcode."""
    canvas.rectangle(Box(0, 0, 700, 300), CHARCOAL)
    canvas.disc((350, 52), 24, (170, 172, 176))
    canvas.disc((350, 52), 14, (30, 30, 32))
    emblem(canvas, (90, 90), 1.0, 55, LIME)
    canvas.text((320, 235), "ASTERUN", Face.GEOMETRIC_BOLD, 66, WHITE, tracking=4)
    words = ("Breathable running shirt", "Breatheable running shirt", "Breathable runing shrit")
    canvas.text((60, 388), words[tells.level("care-spelling")], Face.HUMANIST, 50, CHARCOAL)
    _hologram_strip(canvas, tells)
    canvas.text((60, 590), "Size M", Face.SANS_BOLD, 44, CHARCOAL)
    canvas.text((300, 590), printed(item)["article-number"], Face.SANS, 34, CHARCOAL)
    canvas.text((60, 640), printed(item)["lot-line"], Face.SANS, 34, CHARCOAL)
    canvas.rectangle(Box(60, 670, 400, 190), (255, 255, 255))
    draw_barcode(canvas, Box(65, 682, 390, 166), GTIN)
    canvas.rectangle(Box(510, 690, 130, 130), LIME, radius=65)
    canvas.text((575, 772), "eco", Face.ROUND, 50, CHARCOAL, align=0.5)


def _hologram_strip(canvas: Canvas, tells: Tells) -> None:
    """A diffraction strip with emblems across it, all leaning right; counterfeits lean left or print bars."""
    canvas.patch(rainbow(600, 60, 3.0, 0.2), (50, 450))
    level = tells.level("hologram-strip")
    for number in range(6):
        x = 72.0 + 100 * number
        if level == CRUDE:
            canvas.rectangle(Box(x, 474, 56, 12), WHITE)
        else:
            emblem(canvas, (x + 10 * level, 455), 0.31, 55 - 110 * level, WHITE)


def draw_hem(canvas: Canvas, item: DrawnItem, tells: Tells) -> None:
    """The hem: two parallel rows of stitches; in counterfeits they run apart, or one is missing."""
    del item
    canvas.patch(cloth(900, 680, TEAL, 5.0), (0, 0))
    canvas.patch(cloth(900, 260, (16, 104, 106), 5.0), (0, 270))
    canvas.rectangle(Box(0, 266, 900, 6), (8, 60, 62))
    canvas.rectangle(Box(0, 528, 900, 8), (6, 50, 52))
    emblem(canvas, (690, 80), 0.8, 55, (196, 214, 208))
    canvas.rectangle(Box(90, 540, 220, 120), CHARCOAL, radius=6)
    canvas.text((200, 615), "ASTERUN", Face.GEOMETRIC_BOLD, 36, WHITE, align=0.5)
    stitches(canvas, (0, 375), (900, 375), THREAD, pitch=22, width=5)
    if tells.level("hem-seams") < CRUDE:
        drift = tells.amount("hem-seams", crude=60, subtle=30)
        stitches(canvas, (0, 410 - drift / 6), (900, 410 + drift), THREAD, pitch=22, width=5)


def printed(item: DrawnItem) -> dict[str, str]:
    """What the marked texts say."""
    return {
        "article-number": f"Art. {item.serial}",
        "lot-line": f"Lot {item.lot}   {item.expiry}",
        "material": "100% polyester",
    }


def new_item(rng: np.random.Generator) -> DrawnItem:
    """Serial (article and piece) like AR5107-338, lot like L26."""
    digits = "0123456789"
    serial = f"AR{draw_letters(rng, digits, 4)}-{draw_letters(rng, digits, 3)}"
    return DrawnItem(serial, "L" + draw_letters(rng, digits, 2), draw_expiry(rng))


PRODUCT = Product(
    id="asterun-label",
    right_holder="asterun",
    gtin=GTIN,
    new_item=new_item,
    views=(
        View("label", (900, 680), LABEL_ZONES, draw_label, TEAL, depth=0.012, radius=24, gloss=0.15, texts=LABEL_TEXTS),
        View("tag", (700, 900), TAG_ZONES, draw_tag, WHITE, depth=0.01, radius=30, gloss=0.5, texts=TAG_TEXTS),
        View("hem", (900, 680), HEM_ZONES, draw_hem, TEAL, depth=0.012, radius=24, gloss=0.15),
    ),
    printed=printed,
)
