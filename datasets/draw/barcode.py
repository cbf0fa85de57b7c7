"""EAN-13 barcodes (GS1 General Specifications, section 5.2)."""

from datasets.draw.canvas import Canvas, Colour
from datasets.draw.geometry import Box
from datasets.draw.lettering import Face

MODULES = 95
DIGITS = 13
ODD = (
    "0001101",
    "0011001",
    "0010011",
    "0111101",
    "0100011",
    "0110001",
    "0101111",
    "0111011",
    "0110111",
    "0001011",
)
PARITY = ("OOOOOO", "OOEOEE", "OOEEOE", "OOEEEO", "OEOOEE", "OEEOOE", "OEEEOO", "OEOEOE", "OEOEEO", "OEEOEO")
GUARDS = frozenset({0, 1, 2, 45, 46, 47, 48, 49, 92, 93, 94})


def check_digit(first_twelve: str) -> str:
    """The digit that makes the weighted sum (1, 3, 1, 3 ...) a multiple of ten."""
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(first_twelve))
    return str(-weighted % 10)


def is_valid(code: str) -> bool:
    """Whether a code has 13 digits and the right check digit."""
    return len(code) == DIGITS and code.isascii() and code.isdigit() and check_digit(code[:12]) == code[12]


def modules(code: str) -> str:
    """The 95 modules of a code, `1` for a bar; a wrong check digit is encoded as it stands."""
    right = [right_pattern(digit) for digit in code[7:]]
    left = [
        ODD[int(digit)] if parity == "O" else right_pattern(digit)[::-1]
        for digit, parity in zip(code[1:7], PARITY[int(code[0])], strict=True)
    ]
    return "101" + "".join(left) + "01010" + "".join(right) + "101"


def right_pattern(digit: str) -> str:
    """A digit's pattern in the right half: the odd pattern with bars and spaces exchanged."""
    return ODD[int(digit)].translate(str.maketrans("01", "10"))


def spoiled(code: str, digits: int) -> str:
    """The code with its last digits changed, so that the check digit no longer agrees.

    Digits shift by fixed odd amounts: the same item always shows the same wrong number.
    """
    shifts = (0, 4, 7, 5, 3)[:digits] if digits else ()
    changed = list(code)
    for place, shift in enumerate(shifts):
        changed[-1 - place] = str((int(code[-1 - place]) + shift) % 10)
    wrong = (int(check_digit("".join(changed[:12]))) + 5) % 10
    if digits:
        changed[-1] = str(wrong)
    return "".join(changed)


def draw_barcode(canvas: Canvas, box: Box, code: str, ink: Colour = (18, 18, 20)) -> None:
    """Draws bars and digits into a box that is at least 110 px wide; modules get a whole number of pixels.

    Paper must already lie underneath, with 9 modules of it left and right of the bars inside the box.
    """
    module = int(box.w // (MODULES + 18))
    left = round(box.x + (box.w - module * MODULES) / 2)
    size = round(module * 8.5)
    foot = round(box.bottom - size * 0.78)
    for place, bar in enumerate(modules(code)):
        if bar == "1":
            bottom = foot + size * 0.38 if place in GUARDS else foot
            x = left + place * module
            canvas.pixels[round(box.y) : round(bottom), x : x + module] = ink
    _draw_digits(canvas, code, left, module, round(box.bottom), ink)


def _draw_digits(canvas: Canvas, code: str, left: int, module: int, baseline: int, ink: Colour) -> None:
    """Sets each digit under its seven modules, the first one left of the bars."""
    centres = [-6.0] + [3 + 7 * n + 3.5 for n in range(6)] + [50 + 7 * n + 3.5 for n in range(6)]
    for digit, centre in zip(code, centres, strict=True):
        at = (left + centre * module, baseline)
        canvas.text(at, digit, Face.SANS_BOLD, round(module * 8.5), ink, align=0.5)
