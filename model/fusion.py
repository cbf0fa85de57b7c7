"""Fuses several photos of one item into one set of scores.

Photos of one view show the same face of one object: they are averaged, so that more of them make the scores steadier
and never louder. Views show different faces. A point is seen on its own view and on no other (elsewhere its log-odds
are about zero), so each point counts once, from the view where it speaks most strongly. What no point carries is an
average over the views: they are not independent, and must not be added up. Training calibrates and counts its errors
on items fused by this very function, so a verdict on three photos rests on the same rule as the figures in the report.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.description import ReleaseDescription
from model.scorer import PhotoScores


@dataclass(frozen=True, eq=False)
class ItemScores:
    """One item's scores for one product, before calibration. J' is the number of that product's points.

    Attributes:
        log_odds: the residual plus the sum of point_log_odds.
        residual: mean over the views.
        points: indices into the release's point heads, (J',).
        point_log_odds: (J',) each from the view where its magnitude is largest.
        photo_of_point: (J',) index of the photo of that view on which it speaks most strongly.
    """

    log_odds: float
    residual: float
    points: NDArray[np.int64]
    point_log_odds: NDArray[np.float64]
    photo_of_point: NDArray[np.int64]


class Fused(NamedTuple):
    """N photos of one item put together: the residual, and for each of K points what it adds and from which photo."""

    residual: float
    points: NDArray[np.float64]
    photo: NDArray[np.int64]


def fuse(photos: Sequence[PhotoScores], views: Sequence[str], product: str, release: ReleaseDescription) -> ItemScores:
    """Judge the photos of one item together, for one product of the release. In double precision throughout.

    Args:
        views: of each photo, by which they are grouped.
    """
    column = list(release.products).index(product)
    points = np.array([i for i, head in enumerate(release.points) if head.product == product], np.int64)
    residual = np.array([photo.residual[column] for photo in photos], np.float64)
    adds = np.stack([photo.point_log_odds[points] for photo in photos]).astype(np.float64)
    fused = fuse_arrays(residual, adds, views)
    return ItemScores(
        log_odds=fused.residual + float(fused.points.sum()),
        residual=fused.residual,
        points=points,
        point_log_odds=fused.points,
        photo_of_point=fused.photo,
    )


def fuse_arrays(residual: NDArray[np.float64], adds: NDArray[np.float64], views: Sequence[Hashable]) -> Fused:
    """The rule of fusion on plain arrays: (N,) residuals, (N, K) points, and the view of each of the N photos."""
    groups = [np.flatnonzero([other == view for other in views]) for view in dict.fromkeys(views)]
    by_view = np.stack([adds[rows].mean(axis=0) for rows in groups])
    chosen = np.abs(by_view).argmax(axis=0)
    strongest = by_view[chosen, np.arange(adds.shape[1])]
    photo = [
        groups[group][np.argmax(adds[groups[group], point] * np.sign(strongest[point]))]
        for point, group in enumerate(chosen)
    ]
    whole = float(np.mean([residual[rows].mean() for rows in groups]))
    return Fused(whole, strongest, np.array(photo, np.int64))
