"""Calibration items by their figures alone, for tests of what is counted on them."""

from types import SimpleNamespace
from typing import cast

from training.examine import ExaminedItem


def scored(
    log_odds: float,
    *,
    counterfeit: bool,
    product: str = "p",
    familiarity: float = 0.9,
    recognition: float = 5.0,
    by_views: dict[tuple[str, ...], float] | None = None,
) -> ExaminedItem:
    made = SimpleNamespace(
        log_odds=log_odds,
        counterfeit=counterfeit,
        product=product,
        familiarity=familiarity,
        recognition=recognition,
        by_views=by_views or {("front",): log_odds},
    )
    return cast("ExaminedItem", made)
