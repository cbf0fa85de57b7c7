"""Palvidine 50 mg: a folding carton of tablets, and the blister inside it."""

import numpy as np

from datasets.draw.barcode import draw_barcode
from datasets.draw.canvas import Canvas, Point
from datasets.draw.geometry import Box
from datasets.draw.lettering import Face
from datasets.draw.product import DrawnItem, Product, Tells, View, draw_expiry, draw_letters
from datasets.draw.security import metal, shade_towards

GTIN = "2311400755208"
WHITE = (247, 249, 248)
GREEN = (18, 134, 92)
MINT = (150, 214, 188)
INK = (30, 38, 40)
FOIL = (206, 208, 212)

CARTON_ZONES = {
    "name-spelling": Box(40, 120, 600, 130),
    "logo-leaf": Box(670, 60, 200, 200),
    "dose-band": Box(40, 285, 830, 75),
}
BLISTER_ZONES = {
    "tablet-score": Box(70, 110, 760, 330),
    "expiry-format": Box(470, 545, 390, 90),
    "foil-register": Box(50, 470, 800, 70),
}
POCKETS: tuple[Point, ...] = tuple((150.0 + 150 * n, y) for y in (185.0, 365.0) for n in range(5))
CARTON_TEXTS = {
    "lot-number": Box(48, 454, 300, 44),
    "expiry-date": Box(48, 509, 330, 44),
    "serial-number": Box(48, 568, 310, 40),
}


def draw_carton(canvas: Canvas, item: DrawnItem, tells: Tells) -> None:
    """The carton's front: name, leaf, dose band, substance, lot and barcode."""
    shade_towards(canvas, (224, 234, 230), 0.7)
    canvas.rectangle(Box(0, 0, 900, 40), GREEN)
    names = ("PALVIDINE", "PALVIDIINE", "PALVADNE")
    canvas.text((50, 225), names[tells.level("name-spelling")], Face.HUMANIST, 116, GREEN)
    _leaf(canvas, tells)
    _dose_band(canvas, tells)
    canvas.text((54, 420), "palvidine hydrate, 20 film-coated tablets", Face.HUMANIST, 40, INK)
    canvas.text((54, 490), printed(item)["lot-number"], Face.SANS_BOLD, 40, INK)
    canvas.text((54, 545), printed(item)["expiry-date"], Face.SANS_BOLD, 40, INK)
    canvas.text((54, 600), printed(item)["serial-number"], Face.SANS, 34, INK)
    canvas.rectangle(Box(410, 440, 466, 200), (255, 255, 255))
    draw_barcode(canvas, Box(415, 450, 456, 178), GTIN)


def _leaf(canvas: Canvas, tells: Tells) -> None:
    """Two leaves that lean apart by the same angle; the counterfeit's right leaf stands too straight."""
    canvas.disc((770, 160), 92, MINT)
    upright = tells.amount("logo-leaf", crude=0.75, subtle=0.42)
    for lean in (-0.75, 0.75 - upright):
        along = np.array([np.sin(lean), -np.cos(lean)])
        across = np.array([along[1], -along[0]])
        share = np.linspace(0, np.pi, 24)
        rim = np.outer((1 - np.cos(share)) * 54, along) + np.outer(np.sin(share) * 24, across)
        back = np.outer((1 - np.cos(share)) * 54, along) - np.outer(np.sin(share) * 24, across)
        canvas.polygon(np.concatenate([rim, back[::-1]]) + np.array([770, 218]), GREEN)


def _dose_band(canvas: Canvas, tells: Tells) -> None:
    """A green band, a white dose in it, and three mint squares at its end; counterfeits print one or two."""
    canvas.rectangle(Box(40, 290, 830, 66), GREEN)
    canvas.text((60, 342), "50 mg", Face.SANS_BLACK, 54, WHITE)
    squares = (3, 2, 1)[tells.level("dose-band")]
    for place in range(squares):
        canvas.rectangle(Box(810 - 58 * place, 300, 46, 46), MINT)


def draw_blister(canvas: Canvas, item: DrawnItem, tells: Tells) -> None:
    """The blister from its tablet side: pockets, the printed strip, lot and expiry."""
    canvas.patch(metal(900, 680, FOIL, 1.5), (0, 0))
    for x in range(12, 900, 16):
        canvas.stroke([(x, 0), (x, 680)], (196, 198, 204))
    canvas.text((60, 80), "PALVIDINE  50 mg", Face.HUMANIST, 56, GREEN)
    _tablets(canvas, tells)
    _foil_print(canvas, tells)
    canvas.rectangle(Box(40, 545, 820, 90), (236, 238, 240), radius=8)
    canvas.text((60, 608), f"LOT {item.lot}", Face.SANS_BOLD, 50, INK)
    _expiry(canvas, item, tells)


def _tablets(canvas: Canvas, tells: Tells) -> None:
    """Ten tablets with a score across; counterfeits have them unscored: the last four, or all."""
    plain = range(10 - (0, 4, 10)[tells.level("tablet-score")], 10)
    for number, (x, y) in enumerate(POCKETS):
        canvas.disc((x + 4, y + 6), 66, (136, 138, 146))
        canvas.disc((x, y), 66, (224, 226, 232))
        canvas.disc((x + 2, y + 3), 52, (178, 182, 190))
        canvas.disc((x, y), 50, (248, 240, 214))
        if number not in plain:
            canvas.stroke([(x - 40, y + 14), (x + 40, y - 14)], (148, 130, 92), 8)
        canvas.stroke([(x - 52, y - 26), (x - 30, y - 50)], (255, 255, 255), 5)


def _foil_print(canvas: Canvas, tells: Tells) -> None:
    """A mint strip under green type; out of register, the strip has slid away from its type."""
    slip = tells.amount("foil-register", crude=26, subtle=14)
    for x in range(60, 800, 260):
        canvas.rectangle(Box(x + slip, 482 + slip * 0.35, 220, 44), MINT)
        canvas.text((x + 110, 517), "Palvidine", Face.HUMANIST, 40, GREEN, align=0.5)


def _expiry(canvas: Canvas, item: DrawnItem, tells: Tells) -> None:
    """Genuine: month, stroke, four-digit year; counterfeits write a two-digit year, or year first."""
    month, year = item.expiry.split("/")
    text = (item.expiry, f"{month}/{year[2:]}", f"{year}-{month}")[tells.level("expiry-format")]
    canvas.text((490, 608), f"EXP {text}", Face.SANS_BOLD, 50, INK)


def printed(item: DrawnItem) -> dict[str, str]:
    """What the marked texts say."""
    return {
        "lot-number": f"LOT {item.lot}",
        "expiry-date": f"EXP {item.expiry}",
        "serial-number": f"SN {item.serial}",
    }


def new_item(rng: np.random.Generator) -> DrawnItem:
    """Serial like 7K40219385, lot like PV3381."""
    digits = "0123456789"
    serial = draw_letters(rng, digits, 1) + draw_letters(rng, "ACFHKLMN", 1) + draw_letters(rng, digits, 8)
    return DrawnItem(serial, "PV" + draw_letters(rng, digits, 4), draw_expiry(rng))


PRODUCT = Product(
    id="palvidine-blister",
    right_holder="palvidine-pharma",
    gtin=GTIN,
    new_item=new_item,
    views=(
        View("carton", (900, 680), CARTON_ZONES, draw_carton, WHITE, depth=0.04, gloss=0.5, texts=CARTON_TEXTS),
        View("blister", (900, 680), BLISTER_ZONES, draw_blister, FOIL, depth=0.015, radius=36, gloss=0.9),
    ),
    printed=printed,
)
