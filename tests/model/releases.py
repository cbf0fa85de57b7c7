"""A small release description and photo scores by hand, for tests of what happens after the network."""

from functools import cache

import numpy as np

from model.catalogue import ProductSheet
from model.description import UNNAMED_REGION, PointHead, Regions, RegionTest, ReleaseDescription, ViewHead
from model.preprocess import PreprocessSpec
from model.release import Release
from model.released_product import Calibration, NextView, ReleasedProduct, Rule, Threshold
from model.scorer import PhotoScores
from model.sheet_reading import parse_sheet

SHEET = """
id = "carton"
right_holder = "holder"
name = { en = "Carton" }
category = "cosmetics"
[[views]]
id = "front"
title = { en = "Front" }
required = true
[[views]]
id = "back"
title = { en = "Back" }
required = true
[[points]]
id = "logo"
view = "front"
title = { en = "Logo" }
genuine = { en = "Even" }
counterfeit = { en = "Uneven" }
[[points]]
id = "barcode"
view = "back"
title = { en = "Barcode" }
genuine = { en = "Check digit 8" }
counterfeit = { en = "Another" }
"""
ITEMS, ERRORS = 80, 0


def threshold(log_odds: float | None, needed: int = 0) -> Threshold:
    return Threshold(log_odds, 0.05, 0.95, None if log_odds is None else 0.037, ITEMS, ERRORS, needed, 1, None)


@cache
def sheet() -> ProductSheet:
    """The sheet of each product here, read once: tests replace it or parts of it, and change none in place."""
    return parse_sheet(SHEET, "carton.toml")


def product(
    suspected: float | None = 2.0,
    consistent: float | None = -2.0,
    needed: int = 0,
    next_views: tuple[NextView, ...] = (),
) -> ReleasedProduct:
    return ReleasedProduct(
        sheet(),
        Calibration(slope=2.0, intercept=0.5, cap=1.4),
        tuple(
            Rule(views, threshold(suspected, needed), threshold(consistent, needed), None)
            for views in (("back", "front"), ("back",), ("front",))
        ),
        next_views,
    )


def region_test(*, shown: bool) -> RegionTest:
    return RegionTest(shown, 0.9, 0.8, 60, None, None, None, 0)


def description(released: ReleasedProduct | None = None, *, regions_shown: bool = True) -> ReleaseDescription:
    return ReleaseDescription(
        preprocess=PreprocessSpec(64, 32),
        views=(ViewHead("carton", "front"), ViewHead("carton", "back")),
        points=(
            PointHead("carton", "logo", "front", 0.0),
            PointHead("carton", "barcode", "back", 0.0),
            PointHead("carton", UNNAMED_REGION, None, 0.0),
        ),
        products={"carton": released or product()},
        familiarity=0.5,
        recognition=0.0,
        temperature=None,
        regions=Regions(region_test(shown=regions_shown), region_test(shown=regions_shown)),
        training={},
        files={},
    )


def release(described: ReleaseDescription | None = None) -> Release:
    return Release("r-0000000000000000", described or description(), b"", b"", "0" * 64)


def scores(
    *, residual: float, points: tuple[float, float, float], view: tuple[float, float] = (4.0, 0.0), direction: int = 0
) -> PhotoScores:
    maps = np.full((3, 4, 4), -5.0, np.float32)
    maps[:, 1, 2] = points
    adds = np.array(points, np.float32)
    return PhotoScores(
        view_logits=np.array(view, np.float32),
        log_odds=np.array([residual + adds.sum()], np.float32),
        residual=np.array([residual], np.float32),
        point_log_odds=adds,
        point_logits=adds,
        point_maps=maps,
        embedding=np.eye(4, dtype=np.float32)[direction],
        content=(4.0, 3.0),
    )
