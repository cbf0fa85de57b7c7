"""Inkora toner: the cartridge box with its colour bars, and the tamper seal over its flap."""

import numpy as np

from datasets.draw.barcode import draw_barcode, spoiled
from datasets.draw.canvas import Canvas, Colour, stencil
from datasets.draw.geometry import Box
from datasets.draw.lettering import Face
from datasets.draw.product import CRUDE, DrawnItem, Product, Tells, View, draw_expiry, draw_letters
from datasets.draw.security import guilloche, rainbow, shade_towards

GTIN = "2290188264075"
GREY = (222, 226, 230)
VIOLET = (84, 44, 136)
INK = (26, 26, 32)
PROCESS: tuple[Colour, ...] = ((0, 158, 220), (222, 20, 130), (250, 222, 20), (30, 30, 34))

BOX_ZONES = {
    "colour-order": Box(480, 70, 370, 90),
    "register-drops": Box(560, 205, 280, 230),
    "barcode-check-digit": Box(50, 440, 466, 190),
}
SEAL_ZONES = {
    "seal-guilloche": Box(95, 190, 710, 110),
    "seal-diamond": Box(600, 330, 190, 190),
    "serial-format": Box(95, 425, 490, 95),
}
BOX_TEXTS = {"lot-number": Box(544, 486, 220, 42), "use-by": Box(544, 536, 310, 44)}
SEAL_TEXTS = {"warning": Box(104, 350, 430, 46)}


def draw_box(canvas: Canvas, item: DrawnItem, tells: Tells) -> None:
    """The box's front: wordmark, colour bars, model number, three drops, barcode."""
    shade_towards(canvas, (190, 196, 206), 0.7)
    canvas.rectangle(Box(0, 0, 900, 50), VIOLET)
    canvas.text((54, 150), "inkora", Face.ROUND, 110, VIOLET)
    _colour_bars(canvas, tells)
    canvas.text((58, 312), "TN-740K", Face.SANS_BLACK, 104, INK)
    canvas.text((58, 390), "Toner cartridge   2 600 pages", Face.HUMANIST, 36, INK)
    _drops(canvas, tells)
    canvas.rectangle(Box(50, 440, 466, 190), (255, 255, 255))
    wrong = round(tells.amount("barcode-check-digit", crude=5.4, subtle=2.6))
    draw_barcode(canvas, Box(55, 452, 456, 166), spoiled(GTIN, wrong))
    canvas.text((550, 520), printed(item)["lot-number"], Face.SANS_BOLD, 36, INK)
    canvas.text((550, 570), printed(item)["use-by"], Face.SANS_BOLD, 36, INK)
    canvas.text((550, 620), "Recycle with care", Face.HUMANIST, 34, VIOLET)


def _colour_bars(canvas: Canvas, tells: Tells) -> None:
    """Cyan, magenta, yellow, black in that order; counterfeits exchange two of them, or all."""
    order = ((0, 1, 2, 3), (0, 2, 1, 3), (3, 0, 1, 2))[tells.level("colour-order")]
    for place, colour in enumerate(order):
        canvas.rectangle(Box(485 + place * 92, 76, 78, 78), PROCESS[colour], radius=12)


def _drops(canvas: Canvas, tells: Tells) -> None:
    """Three rings around one white centre; out of register, the magenta and yellow ones stand off it."""
    slip = tells.amount("register-drops", crude=30, subtle=16)
    canvas.disc((700, 320), 104, PROCESS[0])
    canvas.disc((700 + slip, 320 - slip * 0.4), 78, PROCESS[1])
    canvas.disc((700 - slip * 0.7, 320 + slip * 0.5), 52, PROCESS[2])
    canvas.disc((700, 320), 24, (250, 250, 252))


def draw_seal(canvas: Canvas, item: DrawnItem, tells: Tells) -> None:
    """The seal, close up, over the gap between the flaps."""
    shade_towards(canvas, (196, 200, 208), 0.8)
    canvas.rectangle(Box(0, 336, 900, 8), (96, 98, 106))
    _seal_paper(canvas)
    canvas.text((110, 178), "INKORA ORIGINAL", Face.GEOMETRIC_BOLD, 66, VIOLET)
    _guilloche_band(canvas, tells)
    canvas.text((110, 385), printed(item)["warning"], Face.HUMANIST, 40, INK)
    _serial(canvas, item, tells)
    _diamond(canvas, tells)
    canvas.text((110, 570), "VOID IF REMOVED", Face.SANS_BOLD, 30, VIOLET, tracking=6)


def _seal_paper(canvas: Canvas) -> None:
    """The seal's paper with a die-cut edge: half discs bitten out at a steady pitch."""
    canvas.rectangle(Box(76, 96, 760, 500), (150, 152, 160), radius=6)
    canvas.rectangle(Box(70, 90, 760, 500), (250, 246, 255), radius=6)
    for x in range(95, 830, 30):
        canvas.disc((x, 90), 8, (206, 211, 217))
        canvas.disc((x, 590), 8, (196, 201, 208))
    canvas.rectangle(Box(84, 104, 732, 3), VIOLET)
    canvas.rectangle(Box(84, 577, 732, 3), VIOLET)


def _guilloche_band(canvas: Canvas, tells: Tells) -> None:
    """A weave of fine lines in five periods; counterfeits have fewer periods and lines."""
    level = tells.level("seal-guilloche")
    lines, waves = ((9, 5.0), (6, 4.0), (3, 2.5))[level]
    guilloche(canvas, Box(100, 198, 700, 94), VIOLET, lines=lines, swing=0.96, waves=waves)


def _serial(canvas: Canvas, item: DrawnItem, tells: Tells) -> None:
    """Genuine: two letters, a hyphen, six digits; counterfeits leave the hyphen out, or the letters too."""
    letters, digits = item.serial.split("-")
    text = (item.serial, letters + digits, digits)[tells.level("serial-format")]
    canvas.rectangle(Box(100, 430, 480, 84), (232, 224, 246))
    canvas.text((120, 494), text, Face.SANS_BLACK, 62, INK, tracking=4)


def _diamond(canvas: Canvas, tells: Tells) -> None:
    """A hologram diamond crossed by dark bars from lower left; a counterfeit's bars run level, or lack."""
    corners = np.array([[695, 332], [788, 425], [695, 518], [602, 425]], np.float64)
    mask = stencil((188, 188), corners - (601, 331))
    canvas.patch(rainbow(188, 188, 1.8, -0.7, 150), (601, 331), mask)
    level = tells.level("seal-diamond")
    for place in (-40, 0, 40) if level < CRUDE else ():
        along = np.array([[-34, 34], [34, -34]]) if level == 0 else np.array([[-44, 0], [44, 0]])
        across = np.array([place * 0.7, place * 0.7]) if level == 0 else np.array([0, place * 0.75])
        canvas.stroke(along * (1 - abs(place) / 130) + across + (695, 425), VIOLET, 11)


def printed(item: DrawnItem) -> dict[str, str]:
    """What the marked texts say."""
    return {
        "lot-number": f"Lot {item.lot}",
        "use-by": f"Use by {item.expiry}",
        "warning": "Do not accept if torn",
    }


def new_item(rng: np.random.Generator) -> DrawnItem:
    """Serial like RK-402917, lot like 88C."""
    serial = f"{draw_letters(rng, 'HKMRTX', 2)}-{draw_letters(rng, '0123456789', 6)}"
    lot = draw_letters(rng, "0123456789", 2) + draw_letters(rng, "ABCDEF", 1)
    return DrawnItem(serial, lot, draw_expiry(rng))


PRODUCT = Product(
    id="inkora-seal",
    right_holder="inkora",
    gtin=GTIN,
    new_item=new_item,
    views=(
        View("box", (900, 680), BOX_ZONES, draw_box, GREY, depth=0.08, gloss=0.6, texts=BOX_TEXTS),
        View("seal", (900, 680), SEAL_ZONES, draw_seal, GREY, depth=0.05, gloss=0.5, texts=SEAL_TEXTS),
    ),
    printed=printed,
)
