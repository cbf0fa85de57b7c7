"""The typefaces of this machine, and those that draw the text of a document.

A character that no typeface has would be printed as an empty box. So it is looked up first, in the tables of the
typefaces, and the document then has the character's code instead of a box.
"""

import re
import struct
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from itertools import pairwise
from typing import NamedTuple, Protocol, Self

import typst
from fontTools.ttLib import TTFont, TTLibError  # type: ignore[import-untyped]  # it ships no types
from fontTools.unicodedata import script  # type: ignore[import-untyped]  # it ships no types

from model.messages import NOTHING, Localized, Wording, listed, message
from serve.platform.documents.spelling import UNSEEN
from serve.platform.translations import Language

FIRST = ("Noto Sans", "Noto Naskh Arabic", "Noto Sans Hebrew", "Loma", "Noto Sans Thai", "Noto Sans Devanagari")
BUILT_IN = "Libertinus Serif"  # part of typst itself, so it is always there
BUILT_IN_RANGES = (  # determined by a test, because typst does not expose its tables
    "\x20\x7e\xa0\xac\xae\u02e4\u0300\u036f\u0384\u038a\u038e\u03a1\u03a3\u03ce\u03fd\u045f\u0490\u04c4"
    "\u05d0\u05ea\u1e00\u1e9b\u1e9e\u1e9e\u1ea0\u1ef9\u2010\u2027\u2030\u2037\u2039\u203e\u20ab\u20ac\u2190\u219b"
)
SECOND = ("DejaVu Sans", BUILT_IN)
DRAWS_NOTHING = re.compile(r"blank|last ?resort|color|emoji", re.IGNORECASE)  # or draws pictures, in colours
UPRIGHT, NORMAL_WIDTH = "normal", 1.0

NO_SCRIPTS = frozenset({"Zyyy", "Zinh", "Zzzz"})  # of characters that many scripts share, or that are unknown
PACKAGE, CJK_PACKAGE = "fonts-noto-core", "fonts-noto-cjk"  # of Debian
PACKAGES = dict.fromkeys(("Bopo", "Hang", "Hani", "Hira", "Kana"), CJK_PACKAGE) | {"Thai": "fonts-tlwg-loma-ttf"}
KANA, HANGUL = re.compile("[\u3040-\u30ff]"), re.compile("[\uac00-\ud7a3]")
HAN_BY_LANGUAGE = {"ja": "JP", "ko": "KR", "zh-tw": "TC", "zh-hant": "TC", "zh-hk": "HK", "zh-mo": "HK", "zh": "SC"}

# Translators: {scripts} are writing systems, such as Thai; {packages} are names of packages of the operating system.
NO_TYPEFACE = message("This machine has no typeface for: {scripts}. To draw them, install {packages}.")


class Face(NamedTuple):
    """One face of a family: a file, and which of those in it; `path` is None for one that is built into typst."""

    path: str | None
    number: int


class Characters:
    """A set of code points, kept as where its runs begin and end: a typeface may have 40,000 of them."""

    def __init__(self, code_points: Iterable[int]) -> None:
        self._edges: array[int] = array("I")
        for code_point in sorted(code_points):
            if self._edges and self._edges[-1] == code_point:
                self._edges[-1] = code_point + 1
            else:
                self._edges.extend((code_point, code_point + 1))

    def __contains__(self, character: str) -> bool:
        return bisect_right(self._edges, ord(character)) % 2 == 1


class Drawing(NamedTuple):
    """How to draw a set of clusters: with which families, in this order, and which clusters none of them draws."""

    families: tuple[str, ...]
    undrawn: frozenset[str]


class Typefaces(Protocol):
    """The typefaces that draw text."""

    def drawing(self, clusters: AbstractSet[str], language: str) -> Drawing:
        """Choose families that draw as many of the clusters as possible.

        Args:
            clusters: each a character with its marks; one family must draw it completely.
            language: of the document; it decides the style of Han characters.
        """


class InstalledTypefaces:
    """The machine's typefaces, and those that are part of typst. Tables are read when they are first needed."""

    def __init__(self, families: dict[str, list[Face]]) -> None:
        self._families = families
        self._characters: dict[str, Characters] = {}

    @classmethod
    def found(cls, *, on_system: bool = True) -> Self:
        """All that typst finds; without those of the system, only those that are part of typst."""
        families: dict[str, list[Face]] = {}
        for font in typst.Fonts(include_system_fonts=on_system).fonts():
            fit = font.style == UPRIGHT and font.stretch == NORMAL_WIDTH and not DRAWS_NOTHING.search(font.family)
            if fit and (font.path or font.family == BUILT_IN):
                families.setdefault(font.family, []).append(Face(font.path, font.index))
        return cls(families)

    def drawing(self, clusters: AbstractSet[str], language: str) -> Drawing:
        """See `Typefaces`."""
        chosen = []
        left = set(clusters)
        for family in self._in_order(_han(clusters, language)):
            drawn = {cluster for cluster in left if self._draws(family, cluster)} if left else set()
            if drawn:
                chosen.append(family)
                left -= drawn
        return Drawing(tuple(chosen) or (BUILT_IN,), frozenset(left))

    def _in_order(self, han: str) -> Iterable[str]:
        """The families, the best for text first; of those that differ in the look of Han characters alone, one."""
        known = (*FIRST, f"Noto Sans CJK {han}", *SECOND)
        rest = sorted(name for name in self._families if name not in known and " CJK " not in name)
        return [name for name in (*known, *rest) if name in self._families]

    def _draws(self, family: str, cluster: str) -> bool:
        characters = self._characters.get(family)
        if characters is None:
            characters = self._characters[family] = _characters_of(self._families[family])
        return all(character in characters for character in cluster if character not in UNSEEN)


@cache
def installed() -> InstalledTypefaces:
    """The machine's typefaces, searched once per process."""
    return InstalledTypefaces.found()


def remark_on(undrawn: AbstractSet[str], language: Language) -> Wording:
    """Which scripts no typeface draws, by their names in a language, and what to install; empty if there are none."""
    scripts = sorted({script(cluster[0]) for cluster in undrawn} - NO_SCRIPTS)
    names = [Localized(language.locale.scripts.get(each, each), language.tag) for each in scripts]
    packages = sorted({PACKAGES.get(each, PACKAGE) for each in scripts})
    return NO_TYPEFACE.of(scripts=listed(names), packages=listed(packages)) if scripts else NOTHING


def _han(clusters: AbstractSet[str], language: str) -> str:
    """The style of Han characters: that of the document's language, otherwise of the text around them."""
    tag = language.lower()
    for prefix, look in HAN_BY_LANGUAGE.items():
        if tag == prefix or tag.startswith(f"{prefix}-"):
            return look
    text = "".join(clusters)
    return "JP" if KANA.search(text) else "KR" if HANGUL.search(text) else "SC"


def _characters_of(faces: Sequence[Face]) -> Characters:
    """What every face of a family draws, so that bold type lacks nothing either."""
    if any(face.path is None for face in faces):
        ends = list(pairwise(BUILT_IN_RANGES))[::2]
        return Characters(code for first, last in ends for code in range(ord(first), ord(last) + 1))
    return Characters(set.intersection(*(_mapped(face) for face in faces)))


def _mapped(face: Face) -> set[int]:
    try:
        with TTFont(face.path, fontNumber=face.number, lazy=True) as font:
            return set(font.getBestCmap() or ())
    except (OSError, TTLibError, KeyError, struct.error):  # a broken file draws nothing
        return set()
