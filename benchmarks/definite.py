"""Coverage at 5 % error: our verdicts beside a plain fine-tune's log-odds under the rules that are usual for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks import selective
from benchmarks.comparison import pool_items
from benchmarks.kept import Kept
from benchmarks.peers import PlainPeers
from benchmarks.selective import Calls, Errors, Items, Performance, Rule
from benchmarks.splits import Splits
from model.examiner import Examiner
from model.release import Release
from model.verdict import Outcome
from training.examine import examine_items, items_of
from training.examples import example_rows
from training.manifest import Row
from training.statistics import CONFIDENCE, Estimate

TARGET = 0.05
OURS = "ours: verdicts"
CALLS = {Outcome.SUSPECTED.value: selective.SUSPECTED, Outcome.CONSISTENT.value: selective.CONSISTENT}
PROMISED = ("conformal", "PAC")


@dataclass(frozen=True)
class Coverage:
    """Every method on the same items.

    Attributes:
        temperature: of the plain fine-tune, from calibration items.
        differences: method -> coverage of ours minus its.
    """

    calibration_items: int
    test_items: int
    temperature: float
    methods: Mapping[str, Performance]
    differences: Mapping[str, Estimate]


def measure(splits: Splits, release: Release, peers: PlainPeers, kept: Kept) -> Coverage:
    """Judge, score and compare."""
    key = {**splits.key(), "release": release.id}
    verdicts = kept.scores("ours", key, lambda: _verdicts(splits, release))
    photos = peers.photo_scores()
    plain = {name: _plain(rows, photos[name]) for name, rows in _rows(splits).items()}
    temperature = selective.fit_temperature(plain["calibration"])
    plain = {name: _scaled(items, temperature) for name, items in plain.items()}
    mine = {name: _ours(plain[name], verdicts) for name in plain}
    calls = {name: _calls(items, verdicts) for name, items in mine.items()}
    return _compared(plain, mine, calls, temperature)


def _rows(splits: Splits) -> Mapping[str, Sequence[Row]]:
    return {"calibration": splits.calibration, "test": splits.test}


def _verdicts(splits: Splits, release: Release) -> dict[str, dict[str, Any]]:
    """Item -> outcome and log-odds, the product being given."""
    rows = [*splits.calibration, *splits.test]
    examples = example_rows(rows, splits.manifest.folder, release.description)
    examined = examine_items(Examiner(release), items_of(examples), lambda: None)
    return {
        item.examples[0].item: {"outcome": item.verdict.outcome.value, "log_odds": item.log_odds} for item in examined
    }


def _plain(rows: Sequence[Row], photo_scores: Sequence[float]) -> Items:
    pooled = pool_items(rows, np.array(photo_scores))
    return Items(
        [item.item for item in pooled],
        np.array([item.product for item in pooled]),
        np.array([item.counterfeit for item in pooled]),
        np.array([item.score for item in pooled]),
    )


def _scaled(items: Items, temperature: float) -> Items:
    return Items(items.names, items.products, items.counterfeit, items.scores / temperature)


def _ours(items: Items, verdicts: Mapping[str, Any]) -> Items:
    scores = np.array([verdicts[name]["log_odds"] for name in items.names])
    return Items(items.names, items.products, items.counterfeit, scores)


def _calls(items: Items, verdicts: Mapping[str, Any]) -> Calls:
    return np.array([CALLS.get(verdicts[name]["outcome"], selective.ABSTAIN) for name in items.names], np.int8)


def _compared(
    plain: Mapping[str, Items], mine: Mapping[str, Items], calls: Mapping[str, Calls], temperature: float
) -> Coverage:
    test, calibration = mine["test"], mine["calibration"]
    errors = selective.errors_of(calls["calibration"], calibration.counterfeit)
    methods = {
        OURS: selective.performance((test, calls["test"]), (calibration, calls["calibration"]), TARGET, rule=None)
    }
    differences = {}
    for name, (scores, rule) in _rules(plain, mine, errors).items():
        called = {split: rule.calls(items.scores) for split, items in scores.items()}
        promised = TARGET if any(word in name for word in PROMISED) else None
        methods[name] = selective.performance(
            (scores["test"], called["test"]), (scores["calibration"], called["calibration"]), promised, rule
        )
        differences[name] = selective.coverage_difference(test, calls["test"], called["test"])
    return Coverage(len(calibration.names), len(test.names), temperature, methods, differences)


def _rules(
    plain: Mapping[str, Items], mine: Mapping[str, Items], errors: Errors
) -> dict[str, tuple[Mapping[str, Items], Rule]]:
    """Every rule with the scores that it is used on; those on our scores part what the rule does from the scores."""
    fitted = plain["calibration"]
    own = mine["calibration"]
    return {
        "plain: one margin, as many errors as ours": (plain, selective.symmetric_margin(fitted, errors)),
        "plain: two margins, as many errors as ours": (plain, selective.two_margins(fitted, errors)),
        "plain: conformal": (plain, selective.conformal(fitted, TARGET)),
        "plain: conformal, PAC 95 %": (plain, selective.conformal(fitted, TARGET, CONFIDENCE)),
        "our log-odds: conformal": (mine, selective.conformal(own, TARGET)),
        "our log-odds: conformal, PAC 95 %": (mine, selective.conformal(own, TARGET, CONFIDENCE)),
    }
