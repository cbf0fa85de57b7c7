"""The two lists of a verdict are the parts of its sum, on the side on which each counts."""

from dataclasses import replace

import pytest

from model.examiner import Examiner
from model.likelihood import posterior
from model.release import load_release
from model.released_product import Basis
from model.verdict import Finding, Outcome, Reason, Verdict
from serve.examinations.weighing import Named, WeighedSide, sum_total, weighed_sides
from serve.platform.translations import ENGLISH
from tests.serve.said import read
from tests.serve.tiny_release import COUNTERFEIT, GENUINE


@pytest.fixture(scope="module")
def verdict(tiny_release: "object") -> Verdict:
    """A verdict that has terms on both sides."""
    examiner = Examiner(load_release(tiny_release))  # type: ignore[arg-type]
    found = examiner.examine([COUNTERFEIT, GENUINE], product="box", views=["front", "back"])
    *points, last = found.points
    log_odds = (found.log_odds or 0.0) - (found.residual or 0.0) + 0.8 - (last.weight + 1.5)
    return replace(found, points=(*points, replace(last, weight=-1.5)), residual=0.8, log_odds=log_odds)


def sides_of(verdict: Verdict) -> tuple[WeighedSide, ...]:
    return weighed_sides(verdict, named(verdict))


def named(verdict: Verdict) -> list[Named]:
    return [Named(at, point.id, "") for at, point in enumerate(verdict.points)]


def titles(verdict: Verdict) -> list[str]:
    return [ENGLISH.say(side.title) for side in sides_of(verdict)]


@pytest.mark.parametrize("unseen", [0, 1, 2])
@pytest.mark.parametrize("residual", [-3.0, 0.8])
def test_both_lists_are_the_sum(verdict: Verdict, unseen: int, residual: float) -> None:
    hidden = [replace(point, finding=Finding.NOT_VISIBLE) for point in verdict.points[:unseen]]
    total = (verdict.log_odds or 0.0) - (verdict.residual or 0.0) + residual
    points = (*hidden, *verdict.points[unseen:])
    found = replace(verdict, points=points, residual=residual, log_odds=total, outcome=Outcome.SUSPECTED)
    towards, away = sides_of(found)
    together = sum_total(found, named(found))
    assert together is not None
    assert ENGLISH.say(together.title).endswith("counterfeit." if total > 0 else "genuine.")
    scale = abs(total) / together.share
    shown = sum(term.share for term in towards.terms) - sum(term.share for term in away.terms)
    assert shown * scale == pytest.approx(total, abs=0.05 * len(points))
    weights = [point.weight for point in points]
    for side, sign in ((towards, 1.0), (away, -1.0)):
        assert all(sign * weights[term.index] > 0 for term in side.terms if term.index is not None)
        assert [term.share for term in side.terms] == sorted((term.share for term in side.terms), reverse=True)
        assert all(term.share <= 1 for term in side.terms)


def test_what_the_sum_begins_with_is_on_the_list_on_which_it_counts(verdict: Verdict) -> None:
    for residual, at in ((3.0, 0), (-3.0, 1)):
        sides = sides_of(replace(verdict, residual=residual, outcome=Outcome.SUSPECTED))
        assert ["The photos as a whole" in unnamed(side) for side in sides] == [at == 0, at == 1]
    assert sum_total(replace(verdict, log_odds=None), named(verdict)) is None


def test_what_no_photo_shows_is_one_part_of_the_sum(verdict: Verdict) -> None:
    unseen = tuple(replace(point, finding=Finding.NOT_VISIBLE, weight=2.0) for point in verdict.points)
    found = replace(verdict, points=unseen, residual=None, outcome=Outcome.SUSPECTED)
    towards, away = sides_of(found)
    assert unnamed(towards) == [f"{len(unseen)} points that no photo shows"]
    assert away.terms == ()


def unnamed(side: WeighedSide) -> list[str]:
    """The parts of a list that are no findings."""
    return [ENGLISH.say(term.title) for term in side.terms if term.index is None]


def test_the_outcome_says_which_list_supports_it(verdict: Verdict) -> None:
    suspected, consistent, unsure = (
        [side.terms for side in sides_of(replace(verdict, outcome=each))]
        for each in (Outcome.SUSPECTED, Outcome.CONSISTENT, Outcome.INCONCLUSIVE)
    )
    assert suspected == consistent[::-1] == unsure
    assert titles(replace(verdict, outcome=Outcome.SUSPECTED)) == ["What supports this verdict", "What contradicts it"]
    assert titles(replace(verdict, outcome=Outcome.INCONCLUSIVE)) == [
        "What speaks for counterfeit",
        "What speaks for genuine",
    ]


def test_without_known_counterfeits_nothing_is_said_to_speak_for_one(verdict: Verdict) -> None:
    alone = replace(verdict, basis=Basis.GENUINE_ONLY, outcome=Outcome.INCONCLUSIVE)
    assert titles(alone) == ["What sets it apart from genuine", "What does not"]


def test_nothing_is_weighed_that_was_not_compared(verdict: Verdict) -> None:
    assert sides_of(replace(verdict, reasons=(Reason.PHOTO_QUALITY,))) == ()
    assert sides_of(replace(verdict, basis=None)) == ()


def test_the_share_of_counterfeits_is_said_before_and_after(verdict: Verdict) -> None:
    asked = replace(verdict, prior_counterfeit=0.05, posterior_counterfeit=posterior(0.05, 1.8))
    reading = read(asked, None, ())
    assert (reading.before, reading.after) == ("50 in 1,000", "about 769 in 1,000")
    assert "50 in 1,000" in reading.prior
    unasked = read(replace(verdict, prior_counterfeit=None), None, ())
    assert (unasked.before, unasked.after) == ("", "")
