"""Whether a line of print was read as a whole, or something lies over a part of it.

A finger, glare or a sticker over some characters leaves the others as a text of its own, which is read with high
confidence. So the line must begin where it begins on the reference picture, it must end there or before bare ground,
and there must be only bare ground between its characters.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.marked_line import Ends
from model.recogniser import RecognisedLine

USUAL_PITCH = 0.6  # of a line's height, from one character to the next
REACH, WIDEST, LEAST_GAP = 0.85, 2.2, 0.3  # of that distance: half of a character, a wide one, and the narrowest gap
OFF = 0.75  # of that distance: how far a line may begin or end from where it does on the reference picture
NEAR = 0.35  # of the line's contrast: what is so near to the middle of all is ground
LIKE_GROUND, PLAIN = 0.12, 0.3  # of the line's contrast: a bare gap is so near to the ground, and so even
DARKEST, NOISE = 6.0, 14.0  # grey levels that both may reach on faint print


def is_whole(cut: NDArray[np.uint8], line: RecognisedLine, ends: Ends | None) -> bool:
    """Whether all print of a line was read.

    Args:
        cut: the line's picture, uint8 (height, width).
        line: what was read on it.
        ends: where it begins and ends on the reference picture; None if that is not known.
    """
    if not line.spelled:
        return False
    height, width = cut.shape
    row = cut[height // 4 : max(height // 4 + 1, 3 * height // 4)].astype(np.float32)
    centres = np.array([each.at * width for each in line.spelled])
    steps = np.diff(centres)
    pitch = max(1.0, float(np.median(steps))) if len(steps) else USUAL_PITCH * height
    wide = REACH * np.clip([pitch, *steps, pitch], pitch, WIDEST * pitch)  # by the step before a character, or after
    ground = _Ground.under(row, centres[0] - wide[0], centres[-1] + wide[-1])
    before = (0.0, centres[0] - wide[min(1, len(steps))])
    after = (centres[-1] + wide[-2], float(width))
    within = [(centres[n] + wide[n], centres[n + 1] - wide[n + 2]) for n in np.flatnonzero(steps > 2 * REACH * pitch)]

    def is_bare(gap: tuple[float, float]) -> bool:
        return gap[1] - gap[0] < LEAST_GAP * pitch or ground.is_bare(row, *gap)

    off = OFF * pitch
    begins = is_bare(before) if ends is None else abs(centres[0] - ends.first * width) <= off
    finishes = is_bare(after) or (ends is not None and abs(centres[-1] - ends.last * width) <= off)
    return bool(begins and finishes and all(map(is_bare, within)))


class _Ground(NamedTuple):
    """The ground that a line is printed on: its level across the picture, and how much the print stands out from it."""

    level: float
    slope: float
    contrast: float

    @classmethod
    def under(cls, row: NDArray[np.float32], left: float, right: float) -> "_Ground":
        """From the middle rows of a line's picture, between its first and its last character."""
        start = max(0, int(left))
        written = row[:, start : max(start + 2, int(right))]
        middle, contrast = float(np.median(written)), float(np.ptp(np.percentile(written, (5, 95))))
        near = np.abs(written - middle) <= NEAR * contrast
        columns = start + np.broadcast_to(np.arange(written.shape[1]), written.shape)[near]
        if len(np.unique(columns)) < 2:  # noqa: PLR2004  a slope needs two columns
            return cls(middle, 0.0, contrast)
        slope, level = np.polyfit(columns, written[near], 1)
        return cls(float(level), float(slope), contrast)

    def is_bare(self, row: NDArray[np.float32], left: float, right: float) -> bool:
        """Whether nothing is to be seen between two columns but the ground."""
        start = max(0, round(left))
        zone = row[:, start : max(start + 1, round(right))]
        level = self.level + self.slope * (start + np.arange(zone.shape[1]))
        low, middle, high = np.percentile(zone - level, (5, 50, 95))
        like = abs(middle) <= max(DARKEST, LIKE_GROUND * self.contrast)
        return bool(like and high - low <= max(NOISE, PLAIN * self.contrast))
