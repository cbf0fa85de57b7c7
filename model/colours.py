"""Colours that a file names by numbers, as ICC profiles: CICP code points (ITU-T H.273), and PNG's gAMA and cHRM.

So one conversion of colours is enough (`reduction`). Colours that are nearly sRGB give no profile, so their pixels
don't change. HDR is reduced to the range of a usual screen: the reference white of PQ and HLG (203 cd/m2, ITU-R
BT.2408) becomes white, and everything brighter is white, too.
"""

import struct
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.boxes import CodedItem

Curve = Callable[[NDArray[np.float64]], NDArray[np.float64]]  # encoded to linear light, both 0 to 1
STEPS = 4096  # of a curve in a profile
CREATOR = b"SHGN"
D65, D50_XYZ = (0.3127, 0.3290), (0.9642, 1.0, 0.8249)
REFERENCE_WHITE = 203 / 10_000  # of the brightest that PQ can say
HLG_GAMMA = 1.2  # of a screen of 1000 cd/m2 (ITU-R BT.2100, table 5)
BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])


class Primaries(NamedTuple):
    """Chromaticities (x, y) of white, red, green and blue."""

    white: tuple[float, float]
    red: tuple[float, float]
    green: tuple[float, float]
    blue: tuple[float, float]


SRGB_PRIMARIES = Primaries(D65, (0.64, 0.33), (0.30, 0.60), (0.15, 0.06))
SMPTE_170M = Primaries(D65, (0.630, 0.340), (0.310, 0.595), (0.155, 0.070))
PRIMARIES: Mapping[int, Primaries] = MappingProxyType(  # H.273, table 2
    {
        1: SRGB_PRIMARIES,
        4: Primaries((0.310, 0.316), (0.67, 0.33), (0.21, 0.71), (0.14, 0.08)),
        5: Primaries(D65, (0.64, 0.33), (0.29, 0.60), (0.15, 0.06)),
        6: SMPTE_170M,
        7: SMPTE_170M,
        9: Primaries(D65, (0.708, 0.292), (0.170, 0.797), (0.131, 0.046)),
        11: Primaries((0.314, 0.351), (0.680, 0.320), (0.265, 0.690), (0.150, 0.060)),
        12: Primaries(D65, (0.680, 0.320), (0.265, 0.690), (0.150, 0.060)),
        22: Primaries(D65, (0.630, 0.340), (0.295, 0.605), (0.155, 0.077)),
    }
)


def _srgb(encoded: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)  # noqa: PLR2004  IEC 61966-2-1


def _bt709(encoded: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(encoded < 0.081, encoded / 4.5, ((encoded + 0.099) / 1.099) ** (1 / 0.45))  # noqa: PLR2004  BT.709


def _smpte240(encoded: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(encoded < 0.0912, encoded / 4, ((encoded + 0.1115) / 1.1115) ** (1 / 0.45))  # noqa: PLR2004  240M


def _pq(encoded: NDArray[np.float64]) -> NDArray[np.float64]:
    """SMPTE ST 2084, by reference white."""
    root = encoded ** (1 / 78.84375)
    light = np.maximum(root - 0.8359375, 0) / (18.8515625 - 18.6875 * root)
    return np.minimum(light ** (1 / 0.1593017578125) / REFERENCE_WHITE, 1)


def _hlg(encoded: NDArray[np.float64]) -> NDArray[np.float64]:
    """ITU-R BT.2100, table 5, channel by channel, by reference white: what is encoded as 0.75."""

    def shown(level: NDArray[np.float64]) -> NDArray[np.float64]:
        high = (np.exp((level - 0.55991073) / 0.17883277) + 0.28466892) / 12
        return np.where(level <= 0.5, level**2 / 3, high) ** HLG_GAMMA  # noqa: PLR2004  table 5

    return np.minimum(shown(encoded) / shown(np.array(0.75)), 1)


def _power(exponent: float) -> Curve:
    return lambda encoded: encoded**exponent


CURVES: Mapping[int, Curve] = MappingProxyType(  # H.273, table 3
    {
        **dict.fromkeys((1, 6, 11, 12, 14, 15), _bt709),
        4: _power(2.2),
        5: _power(2.8),
        7: _smpte240,
        8: _power(1.0),
        13: _srgb,
        16: _pq,
        17: _power(2.6),
        18: _hlg,
    }
)
SRGB_CODES = (1, 13)


def item_profile(item: CodedItem) -> bytes:
    """The profile of a HEIF or AVIF item: its ICC profile, otherwise what its nclx box comes to; empty for sRGB."""
    named = [found.content for found in item.properties if found.name == b"colr"]
    icc = next((content[4:] for content in named if content[:4] in {b"prof", b"rICC"}), b"")
    codes = next((content[4:8] for content in named if content[:4] == b"nclx" and len(content) >= 11), b"")  # noqa: PLR2004
    return icc or (coded_profile(*struct.unpack(">HH", codes)) if codes else b"")


def png_profile(chunks: Mapping[bytes, bytes], icc: bytes) -> bytes:
    """The profile of a PNG, by the first of cICP, iCCP, sRGB, gAMA and cHRM that says one (PNG, third edition, 4.3).

    Args:
        chunks: the content of those that there are, by name.
        icc: the profile that iCCP holds, unpacked; empty if there is none.
    """
    named = chunks.get(b"cICP", b"")
    if len(named) == len(b"cICP") and named[0] in PRIMARIES and named[1] in CURVES:
        return coded_profile(named[0], named[1], full_range=bool(named[3]))
    if icc or b"sRGB" in chunks:
        return icc
    gamma, places = _numbers(chunks.get(b"gAMA", b""), 1), _numbers(chunks.get(b"cHRM", b""), 8)
    primaries = Primaries(*zip(places[::2], places[1::2], strict=True)) if places else SRGB_PRIMARIES
    exponent = 1 / gamma[0] if gamma and 0.1 < gamma[0] < 10 else 0.0  # noqa: PLR2004  others are mistakes
    if _is_near(primaries) and (not exponent or 2.1 < exponent < 2.3):  # noqa: PLR2004  sRGB's curve, nearly
        return b""
    return _built(primaries, _power(exponent) if exponent else _srgb) or b""


@cache
def coded_profile(primaries: int, transfer: int, *, full_range: bool = True) -> bytes:
    """The profile of CICP code points; empty for sRGB and for unspecified ones."""
    if (primaries, transfer) == SRGB_CODES and full_range:
        return b""
    if transfer not in CURVES or primaries not in PRIMARIES:
        return b""
    curve = CURVES[transfer]
    narrow: Curve = lambda encoded: curve(np.clip((encoded * 255 - 16) / 219, 0, 1))  # noqa: E731  BT.709's range
    return _built(PRIMARIES[primaries], curve if full_range else narrow)


def is_built(profile: bytes) -> bool:
    """Whether a profile was made here: it is meant for grey pictures, too."""
    return profile[80:84] == CREATOR


def _numbers(content: bytes, count: int) -> tuple[float, ...]:
    """PNG's numbers, in hundred-thousandths; none if there are not as many."""
    return tuple(value / 100_000 for value in struct.unpack(f">{count}I", content)) if len(content) == 4 * count else ()


def _is_near(primaries: Primaries) -> bool:
    return bool(np.abs(np.subtract(primaries, SRGB_PRIMARIES)).max() < 0.005)  # noqa: PLR2004  rounding, no other space


def _built(primaries: Primaries, curve: Curve) -> bytes:
    """A matrix and curve profile (ICC.1:2001-04); empty if the primaries are no triangle."""
    try:
        columns = _matrix(primaries).T
    except (np.linalg.LinAlgError, ZeroDivisionError):
        return b""
    if not np.isfinite(columns).all() or np.abs(columns).max() > 4:  # noqa: PLR2004  no real lights
        return b""
    levels = np.round(curve(np.linspace(0, 1, STEPS)).clip(0, 1) * 65535).astype(">u2").tobytes()
    shared = b"curv" + bytes(4) + struct.pack(">I", STEPS) + levels
    tags = [(name, _xyz(column)) for name, column in zip((b"rXYZ", b"gXYZ", b"bXYZ"), columns, strict=True)]
    tags += [(b"wtpt", _xyz(np.array(D50_XYZ))), (b"desc", b"desc" + bytes(4) + struct.pack(">I", 1) + bytes(79))]
    return _assembled([*tags, (b"rTRC", shared), (b"gTRC", shared), (b"bTRC", shared)])


def _matrix(primaries: Primaries) -> NDArray[np.float64]:
    """From linear RGB to XYZ as adapted to D50 (ICC.1, annex E)."""
    white, *lights = (np.array((x / y, 1, (1 - x - y) / y)) for x, y in primaries)
    columns = np.stack(lights, axis=1)
    to_xyz = columns * np.linalg.solve(columns, white)
    cones = np.diag((BRADFORD @ np.array(D50_XYZ)) / (BRADFORD @ white))
    adapted: NDArray[np.float64] = np.linalg.inv(BRADFORD) @ cones @ BRADFORD @ to_xyz
    return adapted


def _xyz(values: NDArray[np.float64]) -> bytes:
    return b"XYZ " + bytes(4) + struct.pack(">3i", *(round(float(value) * 65536) for value in values))


def _assembled(tags: list[tuple[bytes, bytes]]) -> bytes:
    """A profile of these tags; alike ones share their place."""
    start, table, body, places = 128 + 4 + 12 * len(tags), b"", b"", dict[bytes, int]()
    for name, content in tags:
        if content not in places:
            places[content] = start + len(body)
            body += content + bytes(-len(content) % 4)
        table += name + struct.pack(">II", places[content], len(content))
    size = struct.pack(">I", start + len(body))
    head = size + bytes(4) + b"\x02\x40\0\0mntrRGB XYZ " + bytes(12) + b"acsp" + bytes(28)
    head += struct.pack(">3i", *(round(value * 65536) for value in D50_XYZ)) + CREATOR
    return head + bytes(128 - len(head)) + struct.pack(">I", len(tags)) + table + body
