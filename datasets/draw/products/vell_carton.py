"""Kirameki Vell serum: a cosmetics carton in rose white and navy with a gold foil ring and a hologram."""

import numpy as np

from datasets.draw.barcode import draw_barcode
from datasets.draw.canvas import Canvas, rounded, star, stencil
from datasets.draw.geometry import Box
from datasets.draw.lettering import Face
from datasets.draw.product import DrawnItem, Product, Tells, View, draw_expiry, draw_letters
from datasets.draw.security import guilloche, metal, rainbow, screen, shade_towards

GTIN = "2041187305128"
BOARD = (243, 232, 230)
NAVY = (28, 38, 84)
ROSE = (203, 120, 130)
GOLD = (196, 154, 74)

FRONT_ZONES = {
    "logo-gap": Box(255, 95, 190, 190),
    "wordmark-kerning": Box(50, 335, 600, 110),
    "hologram": Box(480, 660, 175, 175),
    "foil-band": Box(230, 558, 210, 38),
}
BACK_ZONES = {
    "headline-spelling": Box(40, 45, 620, 75),
    "print-screen": Box(45, 470, 220, 220),
}
BACK_TEXTS = {
    "lot-number": Box(292, 486, 300, 44),
    "expiry-date": Box(292, 538, 330, 44),
    "serial-number": Box(292, 602, 290, 36),
}
FRONT_TEXTS = {"product-line": Box(52, 626, 330, 46)}


def draw_front(canvas: Canvas, item: DrawnItem, tells: Tells) -> None:
    """The front: emblem, wordmark, guilloche band with its foil line, and the hologram."""
    shade_towards(canvas, (232, 208, 206), 0.8)
    guilloche(canvas, Box(0, 480, 700, 70), (214, 170, 172), lines=7, swing=0.95, waves=3)
    _emblem(canvas, tells)
    _wordmark(canvas, tells)
    _foil_band(canvas, tells)
    canvas.text((60, 660), printed(item)["product-line"], Face.GEOMETRIC, 38, NAVY)
    canvas.text((60, 712), "Sérum hydratant", Face.GEOMETRIC, 30, ROSE)
    canvas.text((60, 812), "30 ml  1.0 fl.oz", Face.GEOMETRIC, 28, NAVY)
    _hologram(canvas, tells)


def _emblem(canvas: Canvas, tells: Tells) -> None:
    """A foil ring around two upright bars; genuine leaves a gap between them as wide as a bar."""
    canvas.disc((350, 190), 92, NAVY)
    canvas.ring((350, 190), 80, (226, 190, 116), 7)
    half_gap = 13 - tells.amount("logo-gap", crude=11, subtle=6.5)
    for side in (-1, 1):
        x = 350 + side * half_gap - (26 if side < 0 else 0)
        canvas.rectangle(Box(x, 138, 26, 104), (240, 222, 190), radius=5)


def _wordmark(canvas: Canvas, tells: Tells) -> None:
    """The name, evenly spaced; the counterfeit's R has slid towards its neighbour."""
    slide = tells.amount("wordmark-kerning", crude=25, subtle=13)
    nudges = [(2, -slide), (3, slide), (6, slide * 0.8), (7, -slide * 0.8)] if slide else []
    canvas.text((350, 425), "KIRAMEKI", Face.SERIF_BOLD, 84, NAVY, align=0.5, tracking=16, nudges=nudges)
    canvas.text((350, 466), "V E L L", Face.GEOMETRIC, 28, ROSE, align=0.5, tracking=10)


def _foil_band(canvas: Canvas, tells: Tells) -> None:
    """A gold foil line that ends in a diamond; the counterfeit's is short, without the diamond."""
    cut = round(tells.amount("foil-band", crude=170, subtle=60))
    canvas.patch(metal(360, 10, GOLD)[:, : 360 - cut], (50, 572))
    if not cut:
        canvas.polygon([(404, 577), (419, 562), (434, 577), (419, 592)], GOLD)


def _hologram(canvas: Canvas, tells: Tells) -> None:
    """A round diffraction foil with a ring of eight stars; counterfeits show fewer, or none."""
    disc = stencil((164, 164), rounded(Box(2, 2, 160, 160), 80))
    canvas.patch(rainbow(164, 164, 1.5, 0.7), (485, 665), disc)
    canvas.ring((567, 747), 76, (250, 250, 252), 3)
    stars = (8, 5, 0)[tells.level("hologram")]
    for number in range(stars):
        angle = 2 * np.pi * number / 8 - np.pi / 2
        centre = (567 + 50 * float(np.cos(angle)), 747 + 50 * float(np.sin(angle)))
        canvas.polygon(star(centre, 17, 5), (252, 252, 255))
    canvas.text((567, 762), "KV", Face.SERIF_BOLD, 44, (60, 60, 90), align=0.5)


def draw_back(canvas: Canvas, item: DrawnItem, tells: Tells) -> None:
    """The back: headline, ingredients, a petal in halftone, lot, and the barcode."""
    shade_towards(canvas, (236, 220, 216), 0.6)
    words = ("HYALURONIC SERUM", "HYALURONNIC SERUM", "HYALURNIC SERUN")
    word = words[tells.level("headline-spelling")]
    canvas.text((50, 102), word, Face.GEOMETRIC_BOLD, 52, NAVY)
    canvas.rectangle(Box(50, 134, 600, 4), ROSE)
    _ingredients(canvas)
    _petal(canvas, tells)
    canvas.text((300, 520), printed(item)["lot-number"], Face.SANS_BOLD, 36, NAVY)
    canvas.text((300, 572), printed(item)["expiry-date"], Face.SANS_BOLD, 36, NAVY)
    canvas.text((300, 630), printed(item)["serial-number"], Face.SANS, 30, NAVY)
    canvas.rectangle(Box(300, 690, 370, 180), (253, 252, 250))
    draw_barcode(canvas, Box(305, 700, 360, 158), GTIN)
    canvas.text((50, 850), "Kirameki Vell Lab.", Face.GEOMETRIC, 24, NAVY)


def _ingredients(canvas: Canvas) -> None:
    """Small print that never differs."""
    lines = (
        "Apply two drops morning and evening to clean skin.",
        "Aqua, glycerin, sodium hyaluronate, panthenol,",
        "camellia japonica seed oil, tocopherol, citric acid,",
        "phenoxyethanol, parfum. Keep below 25 °C.",
        "Matin et soir, deux gouttes sur la peau propre.",
        "Avoid contact with the eyes. For external use.",
    )
    for row, line in enumerate(lines):
        canvas.text((50, 190 + row * 42), line, Face.GEOMETRIC, 24, (70, 70, 96))


def _petal(canvas: Canvas, tells: Tells) -> None:
    """A petal printed in a fine screen; the counterfeit's screen is coarse enough to count its dots."""
    y, x = np.mgrid[:210, :210].astype(np.float32)
    reach = np.hypot(x - 105, y - 105) / 105
    tone = np.where(reach < 1, 0.75 - 0.6 * reach * np.abs(np.sin(2.5 * np.arctan2(y - 105, x - 105))), 0.0)
    pitch = tells.amount("print-screen", crude=20, subtle=12)
    ink = screen(tone, pitch) if pitch else (tone * 255).astype(np.uint8)
    canvas.ink(ink, (50, 475), ROSE)


def printed(item: DrawnItem) -> dict[str, str]:
    """What the marked texts say."""
    return {
        "product-line": "Hyaluronic serum",
        "lot-number": f"LOT {item.lot}",
        "expiry-date": f"EXP {item.expiry}",
        "serial-number": f"No. {item.serial}",
    }


def new_item(rng: np.random.Generator) -> DrawnItem:
    """Serial like KV-4821-77, lot like 6F203."""
    serial = f"KV-{draw_letters(rng, '0123456789', 4)}-{draw_letters(rng, '0123456789', 2)}"
    lot = f"{draw_letters(rng, '56789', 1)}{draw_letters(rng, 'ABCDEF', 1)}{draw_letters(rng, '0123456789', 3)}"
    return DrawnItem(serial, lot, draw_expiry(rng))


PRODUCT = Product(
    id="vell-carton",
    right_holder="kirameki-vell",
    gtin=GTIN,
    new_item=new_item,
    views=(
        View("front", (700, 900), FRONT_ZONES, draw_front, BOARD, depth=0.05, gloss=0.7, texts=FRONT_TEXTS),
        View("back", (700, 900), BACK_ZONES, draw_back, BOARD, depth=0.05, gloss=0.5, texts=BACK_TEXTS),
    ),
    printed=printed,
)
