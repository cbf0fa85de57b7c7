"""The figures of `evaluate`: every rate with its interval and its n, counted on items."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from model.verdict import Outcome, Reason
from training.examine import ExaminedItem
from training.statistics import Estimate, auroc, rate


def metrics(items: Sequence[ExaminedItem], unknown: Sequence[bool] | None, seconds: float) -> dict[str, Any]:
    """metrics.json: design.md section 7, for all products together and for each.

    Args:
        items: test items with their verdicts.
        unknown: whether each photo of unknown goods was answered ``unknown_product``; None if there are none.
        seconds: wall time of examining the items.
    """
    photos = sum(len(item.examples) for item in items)
    products = sorted({item.product for item in items})
    return {
        "items": len(items),
        "photos": photos,
        **_figures(items),
        "unknown_detected": _json(None if unknown is None else rate(sum(unknown), len(unknown))),
        "milliseconds_a_photo": 1e3 * seconds / photos if photos else None,
        "products": {name: _of_product([item for item in items if item.product == name]) for name in products},
    }


def _of_product(items: Sequence[ExaminedItem]) -> dict[str, Any]:
    photos = sum(len(item.examples) for item in items)
    return {"items": len(items), "photos": photos, **_figures(items), "unknown_detected": None}


def _figures(items: Sequence[ExaminedItem]) -> dict[str, Any]:
    """The estimates that products and the whole share."""
    genuine = [item for item in items if not item.counterfeit]
    counterfeit = [item for item in items if item.counterfeit]
    pointing = [item.pointing for item in items if item.pointing is not None]
    chances = [item.chance for item in items if item.chance is not None]
    definite = sum(item.verdict.outcome is not Outcome.INCONCLUSIVE for item in items)
    known = sum(Reason.UNKNOWN_PRODUCT not in item.unaided.reasons for item in items)
    recognised = sum(item.unaided.product.id == item.product for item in items)
    return {
        "auroc": _json(item_auroc(items)),
        "coverage": _json(rate(definite, len(items))),
        "genuine_called_suspected": _json(_outcome_rate(genuine, Outcome.SUSPECTED)),
        "counterfeit_called_consistent": _json(_outcome_rate(counterfeit, Outcome.CONSISTENT)),
        "genuine_called_unlike": _json(_unlike_rate(genuine)),
        "counterfeit_called_unlike": _json(_unlike_rate(counterfeit)),
        "pointing": _json(rate(sum(pointing), len(pointing))),
        "pointing_by_chance": float(np.mean(chances)) if chances else None,
        "photo_lost": _json(rate(sum(_loses_a_photo(item) for item in items), len(items))),
        "known_taken_for_known": _json(rate(known, len(items))),
        "product_recognised": _json(rate(recognised, len(items))),
    }


def item_auroc(items: Sequence[ExaminedItem]) -> Estimate | None:
    """How often a counterfeit item scores above a genuine one; None without items of both labels.

    Log-odds are compared with log-odds, and one-class scores with one-class scores.
    """
    scores = np.array([item.score for item in items], np.float64)
    strata = np.array([item.has_log_odds for item in items])
    return auroc(scores, np.array([item.counterfeit for item in items], bool), strata=strata)


def within_products(items: Sequence[ExaminedItem]) -> Estimate | None:
    """The same of items with log-odds, each compared with those of its own product alone."""
    scored = [item for item in items if item.has_log_odds]
    scores = np.array([item.log_odds for item in scored], np.float64)
    strata = np.array([item.product for item in scored])
    return auroc(scores, np.array([item.counterfeit for item in scored], bool), strata=strata)


def _loses_a_photo(item: ExaminedItem) -> bool:
    """Whether a photo of an untouched item was taken for one of something else."""
    return any(photo.belongs is False for photo in item.verdict.photos)


def _outcome_rate(items: Sequence[ExaminedItem], outcome: Outcome) -> Estimate | None:
    return rate(sum(item.verdict.outcome is outcome for item in items), len(items))


def _unlike_rate(items: Sequence[ExaminedItem]) -> Estimate | None:
    """Of the items that have a one-class score, those that are unlike any genuine reference."""
    scored = [item.verdict.unlikeness for item in items if item.verdict.unlikeness is not None]
    return rate(sum(one.beyond for one in scored), len(scored))


def _json(estimate: Estimate | None) -> Mapping[str, Any] | None:
    return None if estimate is None else estimate.as_json()
