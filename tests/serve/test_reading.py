"""A verdict in words: every outcome, reason and bound has some, and none says more than the figures."""

from dataclasses import replace

import pytest

from model.code_findings import CodeResult
from model.codes import CodeKind
from model.examiner import Examiner
from model.likelihood import Strength, Supports, posterior, strength_of, supports
from model.release import load_release
from model.released_product import Basis
from model.unlikeness import MISSING, STRANGE
from model.verdict import (
    Finding,
    GivenBy,
    Guarantee,
    GuardedError,
    Outcome,
    PointFinding,
    Reason,
    UnlikenessFinding,
    Verdict,
)
from serve.examinations import messages as page_messages
from serve.examinations.context import OTHERS, Audience
from serve.examinations.doubts import Conflict
from tests.serve.said import finding_messages, messages, read
from tests.serve.tiny_release import COUNTERFEIT


@pytest.fixture(scope="module")
def examiner(tiny_release: "object") -> Examiner:
    return Examiner(load_release(tiny_release))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def verdict(examiner: Examiner) -> Verdict:
    return examiner.examine([COUNTERFEIT], product="box")


def test_every_outcome_reason_finding_and_error_has_words() -> None:
    assert set(messages.OUTCOMES) == set(Outcome)
    assert set(messages.REASONS) == set(Reason)
    assert set(finding_messages.FINDINGS) == set(Finding)
    assert set(finding_messages.CODES) == set(CodeResult)
    assert set(finding_messages.CODE_KINDS) == set(CodeKind)
    assert set(messages.PRODUCTS) == set(messages.NAMED) == set(GivenBy)
    assert set(messages.LEANS) == set(messages.LEANS_IF_POOR) == set(messages.REASON_WEAK) == set(Supports)
    assert set(messages.CONFLICTS) == set(Conflict)
    assert set(messages.SUPPORT) == set(Supports)
    assert all(set(messages.SUPPORT[side]) == set(Strength) for side in Supports)
    assert set(messages.BOUNDS) == set(messages.MISSING_ITEMS) == set(GuardedError)


def test_too_few_items_say_how_many_are_missing(verdict: Verdict) -> None:
    lacking = Guarantee(GuardedError.GENUINE_CALLED_SUSPECTED, None, 0.95, 40, 0, 19, 1)
    said = read(replace(verdict, guarantee=lacking), None, ()).bound
    assert said.startswith("40 verified genuine items are there; 19 more without an error are needed")


def test_a_bound_over_several_products_says_so(verdict: Verdict) -> None:
    pooled = Guarantee(GuardedError.GENUINE_CALLED_SUSPECTED, 0.049, 0.95, 59, 0, 0, 8)
    assert read(replace(verdict, guarantee=pooled), None, ()).bound.endswith(str(page_messages.POOLED.of(products=8)))
    alone = replace(pooled, products=1)
    assert "together" not in read(replace(verdict, guarantee=alone), None, ()).bound


def test_the_likelihood_never_goes_beyond_the_cap(verdict: Verdict) -> None:
    at_cap = read(verdict, None, ())
    assert "63 times" in at_cap.likelihood
    assert messages.LIKELIHOOD_CAPPED in at_cap.likelihood
    unsure = replace(verdict, outcome=Outcome.INCONCLUSIVE)
    below = read(replace(unsure, log10_likelihood_ratio=-1.0), None, ()).likelihood
    assert below == "Photos like these are about 10 times as likely from a genuine item as from a counterfeit one."
    even = read(replace(unsure, log10_likelihood_ratio=0.01), None, ())
    assert even.likelihood == messages.LIKELIHOOD[Supports.NEITHER]


@pytest.mark.parametrize(("ratio", "band"), [(0.1, "neither"), (0.8, "weak"), (-1.5, "moderate"), (1.79, "moderate")])
def test_the_strength_is_a_word_and_not_a_percentage(verdict: Verdict, ratio: float, band: str) -> None:
    said = read(replace(verdict, supports=supports(ratio), strength=strength_of(ratio)), None, ()).strength
    assert band in said.lower()
    assert "%" not in said


def test_a_prior_is_answered_in_counts(verdict: Verdict) -> None:
    asked = replace(verdict, prior_counterfeit=0.02, posterior_counterfeit=posterior(0.02, 1.0))
    said = read(asked, None, ()).prior
    assert "You said that 20 in 1,000 items" in said
    assert "about 169 in 1,000" in said
    others = read(asked, None, (), OTHERS).prior
    assert others.startswith("The officer said that 20 in 1,000 items")


def test_rare_counterfeits_make_a_suspicion_weaker(verdict: Verdict) -> None:
    prior = read(replace(verdict, log10_likelihood_ratio=1.0), None, ()).prior
    assert "about 92 in 1,000 items with such photos are" in prior
    assert "where every second one is, about 909 in 1,000." in prior


def test_points_weigh_by_their_share(examiner: Examiner, verdict: Verdict) -> None:
    points = tuple(
        replace(point, weight=weight) for point, weight in zip(verdict.points, (3.0, -1.0, 0.2), strict=True)
    )
    reading = read(replace(verdict, points=points), examiner.release.description, ("ja",))
    strengths = [point.strength for point in (*reading.deviating, *reading.matching)]
    assert strengths[0] == "Main reason: speaks for counterfeit"
    assert reading.deviating[0].told.title == "logo の位置"
    assert finding_messages.HARDLY_COUNTS in strengths


def test_without_a_product_or_a_sheet_there_is_still_something_to_read(verdict: Verdict) -> None:
    unknown = replace(
        verdict,
        outcome=Outcome.INCONCLUSIVE,
        reasons=(Reason.UNKNOWN_PRODUCT, Reason.PHOTO_QUALITY),
        product=replace(verdict.product, id=None),
        log10_likelihood_ratio=None,
        likelihood_ratio_cap=None,
        guarantee=None,
        points=(),
        next_photo=None,
        photos=(replace(verdict.photos[0], view=None, retake=("too_dark", "glare")),),
    )
    reading = read(unknown, None, ())
    assert reading.headline == "Inconclusive"
    assert reading.product == messages.PRODUCT_UNKNOWN
    assert reading.reasons == (messages.REASONS[Reason.PHOTO_QUALITY],)  # what it is can't be told from such photos
    assert len(reading.photos[0].advice) == 2
    assert (reading.bound, reading.likelihood, reading.prior, reading.next_photo) == ("", "", "", "")
    assert not reading.asks_for_product  # before there are photos that can be judged
    fit = replace(unknown, reasons=(Reason.UNKNOWN_PRODUCT,), photos=(replace(unknown.photos[0], retake=()),))
    assert read(fit, None, ()).asks_for_product
    assert not read(verdict, None, ()).asks_for_product


def unlike(verdict: Verdict, score: float) -> Verdict:
    """The verdict as if no counterfeit of its product were known."""
    beyond = score > 2.0
    return replace(
        verdict,
        outcome=Outcome.INCONCLUSIVE,
        reasons=(Reason.UNLIKE_ANY_REFERENCE if beyond else Reason.TOO_FEW_CALIBRATION_ITEMS,),
        basis=Basis.GENUINE_ONLY,
        unlikeness=UnlikenessFinding(score, 2.0, 0.05, 0.146, 19),
        log_odds=None,
        log10_likelihood_ratio=None,
        likelihood_ratio_cap=None,
        supports=None,
        strength=None,
        guarantee=None if beyond else Guarantee(GuardedError.COUNTERFEIT_CALLED_CONSISTENT, None, 0.95, 0, 0, 59, 1),
        points=(
            PointFinding(STRANGE, Finding.DEVIATES, score - 0.5, 0, None, None),
            PointFinding(MISSING, Finding.MATCHES, 0.5, 0, None, None),
        ),
    )


def test_goods_unlike_any_reference_are_called_that_and_never_counterfeit(verdict: Verdict) -> None:
    said = read(unlike(verdict, 5.0), None, ())
    assert said.headline == "Unlike any genuine reference"
    assert said.reasons[0] == (
        "On 19 verified genuine items: 50 in 1,000 genuine ones are expected to look as unlike as this, "
        "and at most 146 in 1,000 (95% confidence)."
    )
    assert "No counterfeit of this product is known" in said.basis
    assert said.deviating[0].told.title == "A detail that no genuine photo shows"
    assert "counterfeit" not in said.deviating[0].strength
    assert said.likelihood == said.strength == ""


def test_goods_like_the_references_are_told_what_an_answer_would_take(verdict: Verdict) -> None:
    said = read(unlike(verdict, 0.5), None, ())
    assert said.headline == messages.OUTCOMES[Outcome.INCONCLUSIVE].headline
    assert said.bound == ""
    assert messages.REASON_GENUINE_ONLY in said.reasons
    administrator = read(unlike(verdict, 0.5), None, (), Audience(is_examiner=True, sees_counts=True))
    assert administrator.bound.startswith("0 verified counterfeit items are there; 59 more")


def test_goods_that_are_unlike_for_another_reason_keep_that_reason(verdict: Verdict) -> None:
    stranger = replace(unlike(verdict, 5.0), unlikeness=None)
    assert read(stranger, None, ()).reasons == ("The photos look unlike every known photo of box (chosen by you).",)


def test_what_was_compared_as_a_whole_is_not_counted_as_a_point(verdict: Verdict) -> None:
    whole = [PointFinding(name, Finding.MATCHES, 0.5, 0, None, None) for name in (STRANGE, MISSING)]
    logo = PointFinding("logo", Finding.MATCHES, -0.5, 0, None, None)
    said = [read(replace(verdict, points=tuple(some)), None).matching_title for some in (whole, [*whole, logo])]
    assert said == ["Compared with genuine photos as a whole: no clear difference", "1 point matches genuine"]
