"""What officers read after the network has spoken: fusion, decision, findings."""

import io
import math
from dataclasses import replace

import numpy as np
import pytest

from model.catalogue import Region, View
from model.code_findings import CodeResult
from model.codes import Code, CodeKind
from model.description import ReferencePicture, ReleaseDescription, ViewHead
from model.fusion import fuse
from model.gallery import Gallery
from model.judgement import OfficerInput, judge
from model.occlusion import Occlusion, Occlusions
from model.patches import pack
from model.photo import SeenPhoto
from model.quality import Quality, RetakeCode
from model.released_product import NextView
from model.scorer import PhotoScores
from model.verdict import Finding, GivenBy, GuardedError, Outcome, PointFinding, Reason, Verdict
from tests.model.releases import description, product, release, scores

GOOD = Quality(sharpness=0.6, exposure=0.5, glare=0.0, pixels=1000)


def gallery(direction: int = 0, logo_adds: float = 0.0) -> Gallery:
    buffer = io.BytesIO()
    np.savez(
        buffer,
        embedding=np.eye(4, dtype=np.float16)[[direction, direction]],
        sha256=np.array(["a" * 64, "b" * 64]),
        item=np.array(["one", "two"]),
        product=np.array(["carton", "carton"]),
        view=np.array(["front", "back"]),
        label=np.array(["genuine", "genuine"]),
        point_log_odds=np.array([[logo_adds, 0, 0], [0, 0, 0]], np.float16),
        jpeg=np.frombuffer(b"frontback", np.uint8),
        offset=np.array([0, 5, 9]),
        allow_pickle=False,
        **pack({}),
    )
    return Gallery(buffer.getvalue())


def seen(
    photo: PhotoScores,
    *,
    retake: tuple[RetakeCode, ...] = (),
    view: str | None = None,
    codes: tuple[Code, ...] = (),
) -> SeenPhoto:
    return SeenPhoto("c" * 64, GOOD, retake, photo, codes, view)


def verdict(
    *photos: SeenPhoto,
    given: str | None = "carton",
    prior: float | None = None,
    described: ReleaseDescription | None = None,
    direction: int = 0,
) -> Verdict:
    return judge(photos, OfficerInput(given, prior), release(described), gallery(direction))


def test_the_weights_of_the_points_and_the_residual_are_the_log_odds() -> None:
    answer = verdict(
        seen(scores(residual=0.3, points=(1.0, -0.2, 0.4))), seen(scores(residual=-0.1, points=(0.2, 0.9, -0.6)))
    )
    assert answer.residual is not None
    assert answer.log_odds == pytest.approx(sum(p.weight for p in answer.points) + answer.residual, abs=1e-6)


def test_a_point_counts_once_from_the_view_where_it_speaks_most_strongly() -> None:
    photos = [scores(residual=0.0, points=(0.5, -0.1, 0.0)), scores(residual=1.0, points=(2.0, -0.7, 0.0))]
    item = fuse(photos, ["front", "back"], "carton", description())
    assert item.point_log_odds.tolist() == pytest.approx([2.0, -0.7, 0.0])
    assert item.photo_of_point.tolist()[:2] == [1, 1]
    assert item.residual == pytest.approx(0.5)


def test_photos_of_one_view_are_averaged_so_that_more_of_them_are_not_louder() -> None:
    photos = [scores(residual=float(r), points=(float(r), 0.0, 0.0)) for r in (0, 1, 2, 5)]
    item = fuse(photos, ["front"] * 4, "carton", description())
    assert (item.residual, item.point_log_odds[0], item.photo_of_point[0]) == pytest.approx((2.0, 2.0, 3))
    weighted = fuse([*photos, photos[0]], ["front"] * 4 + ["back"], "carton", description())
    assert weighted.residual == pytest.approx(1.0)  # the back counts as much as four fronts


def test_the_same_photo_twice_gives_the_verdict_of_once() -> None:
    photo = seen(scores(residual=0.7, points=(0.8, -0.1, 0.2)))
    assert verdict(photo, photo).log_odds == verdict(photo).log_odds


@pytest.mark.parametrize(
    ("residual", "outcome", "error"),
    [
        (3.0, Outcome.SUSPECTED, GuardedError.GENUINE_CALLED_SUSPECTED),
        (-3.0, Outcome.CONSISTENT, GuardedError.COUNTERFEIT_CALLED_CONSISTENT),
    ],
)
def test_beyond_a_threshold_the_outcome_is_definite_and_says_what_it_rests_on(
    residual: float, outcome: Outcome, error: GuardedError
) -> None:
    answer = verdict(seen(scores(residual=residual, points=(0.0, 0.0, 0.0))))
    assert answer.outcome is outcome
    assert answer.reasons == ()
    assert answer.guarantee is not None
    assert (answer.guarantee.error, answer.guarantee.bound, answer.guarantee.items) == (error, 0.037, 80)


def test_between_the_thresholds_the_evidence_is_weak() -> None:
    answer = verdict(seen(scores(residual=0.1, points=(0.0, 0.0, 0.0))))
    assert (answer.outcome, answer.reasons) == (Outcome.INCONCLUSIVE, (Reason.EVIDENCE_WEAK,))


def test_views_that_no_calibration_item_showed_are_left_out_of_the_sum() -> None:
    released = product()
    released = replace(released, rules=tuple(rule for rule in released.rules if rule.views == ("front",)))
    front = seen(scores(residual=3.0, points=(0.0, 0.0, 0.0)), view="front")
    back = seen(scores(residual=-9.0, points=(0.0, 0.0, 0.0), view=(0.0, 4.0)), view="back")
    answer = verdict(front, back, described=description(released))
    assert (answer.outcome, answer.residual) == (Outcome.SUSPECTED, verdict(front).residual)
    alone = verdict(back, described=description(released))
    assert (alone.outcome, alone.reasons) == (Outcome.INCONCLUSIVE, (Reason.TOO_FEW_CALIBRATION_ITEMS,))
    assert alone.guarantee is not None
    assert (alone.guarantee.items, alone.guarantee.items_needed) == (0, 59)


def test_too_few_calibration_items_are_named_with_how_many_are_missing() -> None:
    described = description(product(None, None, needed=21))
    answer = verdict(seen(scores(residual=9.0, points=(0.0, 0.0, 0.0))), described=described)
    assert (answer.outcome, answer.reasons) == (Outcome.INCONCLUSIVE, (Reason.TOO_FEW_CALIBRATION_ITEMS,))
    assert answer.guarantee is not None
    assert answer.guarantee.items_needed == 21


def test_a_photo_to_retake_is_set_aside_where_there_is_a_better_one() -> None:
    bad = seen(scores(residual=-9.0, points=(0.0, 0.0, 0.0)), retake=(RetakeCode.TOO_BLURRED,))
    good = seen(scores(residual=3.0, points=(0.5, 0.0, 0.0)))
    answer = verdict(bad, good)
    assert answer.outcome is Outcome.SUSPECTED
    assert answer.points[0].photo == 1
    assert verdict(bad).reasons == (Reason.PHOTO_QUALITY,)


def test_unfamiliar_goods_are_unknown_with_any_score() -> None:
    stranger = seen(scores(residual=9.0, points=(0.0, 0.0, 0.0), direction=1))
    unaided = verdict(stranger, given=None)
    assert (unaided.outcome, unaided.reasons) == (Outcome.INCONCLUSIVE, (Reason.UNKNOWN_PRODUCT,))
    assert unaided.product.id is None
    assert unaided.log10_likelihood_ratio is None
    assert verdict(stranger).reasons == (Reason.UNLIKE_ANY_REFERENCE,)


def test_the_likelihood_ratio_never_exceeds_what_the_items_support() -> None:
    answer = verdict(seen(scores(residual=9.0, points=(0.0, 0.0, 0.0))))
    assert answer.log10_likelihood_ratio == answer.likelihood_ratio_cap == 1.4
    assert answer.probability_counterfeit == pytest.approx(1 / (1 + 10**-1.4))
    assert answer.log_odds == pytest.approx(2 * 9.0 + 0.5)


def test_a_point_whose_view_no_photo_shows_is_not_visible() -> None:
    answer = verdict(seen(scores(residual=0.0, points=(1.0, 0.01, 0.0)), view="front"))
    findings = {point.id: point for point in answer.points}
    assert findings["logo"].finding is Finding.DEVIATES
    assert findings["barcode"].finding is Finding.NOT_VISIBLE
    assert findings["barcode"].photo is None


def undecided_front() -> SeenPhoto:
    return seen(scores(residual=0.1, points=(0.0, 0.0, 0.0)), view="front")


def test_an_inconclusive_item_is_told_which_view_is_missing() -> None:
    answer = verdict(undecided_front())
    assert (answer.outcome, answer.next_photo) == (Outcome.INCONCLUSIVE, "back")
    assert verdict(seen(scores(residual=3.0, points=(0.0, 0.0, 0.0)), view="front")).next_photo is None


def test_the_next_photo_is_of_the_view_that_most_often_settled_items_with_the_same_views() -> None:
    views = (
        NextView(("front",), "back", settled=1, items=10),
        NextView(("front",), "side", settled=6, items=10),
        NextView(("back",), "back", settled=9, items=10),
    )
    released = product(next_views=views)
    side = View("side", {"en": "Side"}, required=False)
    released = replace(released, sheet=replace(released.sheet, views=(*released.sheet.views, side)))
    assert verdict(undecided_front(), described=description(released)).next_photo == "side"


def test_photos_of_another_product_contradict_the_officer() -> None:
    described = replace(description(), products={"carton": product(), "bottle": product()})
    heads = (ViewHead("carton", "front"), ViewHead("bottle", "front"))
    described = replace(described, views=heads, recognition=-3.0)
    photo = scores(residual=9.0, points=(0.0, 0.0, 0.0), view=(0.0, 8.0))
    two = replace(photo, log_odds=np.array([9.0, 9.0]), residual=np.array([9.0, 9.0]))
    answer = verdict(seen(two), described=described)
    assert (answer.outcome, answer.reasons) == (Outcome.INCONCLUSIVE, (Reason.EVIDENCE_CONFLICTS,))
    assert verdict(seen(replace(two, view_logits=np.array([0.0, 2.0]))), described=described).reasons == ()


def ean(gtin: str, *, valid: bool = True) -> Code:
    return Code(gtin, "EAN-13", CodeKind.GTIN, gtin.zfill(14), None, valid, Region(0.1, 0.1, 0.2, 0.1))


def coded() -> ReleaseDescription:
    """A release of two products with article numbers, the photos being of the first."""
    carton = product()
    sheet = replace(carton.sheet, gtin=("4006381333931",))
    bottle = replace(carton, sheet=replace(carton.sheet, id="bottle", gtin=("5901234123457",)))
    described = description(replace(carton, sheet=sheet))
    return replace(described, products={**described.products, "bottle": bottle})


def two_products(residual: float) -> PhotoScores:
    photo = scores(residual=residual, points=(0.0, 0.0, 0.0))
    return replace(photo, log_odds=np.array([residual] * 2), residual=np.array([residual] * 2))


def test_a_code_that_fits_stands_beside_the_verdict_and_changes_nothing() -> None:
    photo = two_products(-3.0)
    answer = verdict(seen(photo, codes=(ean("4006381333931"),)), described=coded())
    assert [code.finding for code in answer.codes] == [CodeResult.MATCHES]
    assert replace(answer, codes=()) == verdict(seen(photo), described=coded())


def test_goods_that_look_genuine_under_a_wrong_number_are_not_called_consistent() -> None:
    wrong = ean("4006381333932", valid=False)
    answer = verdict(seen(two_products(-3.0), codes=(wrong,)), described=coded())
    assert (answer.outcome, answer.reasons) == (Outcome.INCONCLUSIVE, (Reason.EVIDENCE_CONFLICTS,))
    assert answer.codes[0].finding is CodeResult.WRONG_CHECK_DIGIT
    assert verdict(seen(two_products(3.0), codes=(wrong,)), described=coded()).outcome is Outcome.SUSPECTED


def test_a_number_of_another_product_contradicts_the_officer() -> None:
    answer = verdict(seen(two_products(3.0), codes=(ean("5901234123457"),)), described=coded())
    assert (answer.outcome, answer.reasons) == (Outcome.INCONCLUSIVE, (Reason.EVIDENCE_CONFLICTS,))
    assert (answer.codes[0].finding, answer.codes[0].product) == (CodeResult.OTHER_PRODUCT, "bottle")


def test_a_number_names_the_product_where_the_officer_does_not() -> None:
    answer = verdict(seen(two_products(3.0), codes=(ean("4006381333931"),)), given=None, described=coded())
    assert (answer.product.id, answer.product.given_by) == ("carton", GivenBy.BARCODE)


def test_a_prior_gives_the_posterior_and_changes_nothing_else() -> None:
    photo = seen(scores(residual=9.0, points=(0.0, 0.0, 0.0)))
    without, answer = verdict(photo), verdict(photo, prior=0.01)
    odds = 0.01 / 0.99 * 10**1.4
    assert answer.posterior_counterfeit == pytest.approx(odds / (1 + odds))
    assert without == replace(answer, prior_counterfeit=None, posterior_counterfeit=None)
    assert without.posterior_counterfeit is None


def test_a_release_whose_regions_failed_their_test_shows_none() -> None:
    answer = verdict(seen(scores(residual=0.0, points=(1.0, 0.0, 0.0))), described=description(regions_shown=False))
    assert all(point.region is None for point in answer.points)
    assert answer.points[0].finding is Finding.DEVIATES


def test_findings_name_region_and_the_genuine_reference_of_the_same_view() -> None:
    point = verdict(seen(scores(residual=0.0, points=(1.0, 0.0, 0.0)))).points[0]
    assert point.reference == "a" * 64
    assert point.region == pytest.approx((2 / 3, 1 / 4, 1 / 3, 1 / 4))


def test_a_reference_whose_own_reading_is_in_doubt_is_not_shown_beside_a_finding() -> None:
    photo = seen(scores(residual=0.0, points=(1.0, 0.0, 0.0)))
    points = judge([photo], OfficerInput("carton"), release(), gallery(logo_adds=0.5)).points
    assert {point.id: point.reference for point in points}["logo"] is None


def test_photos_say_how_like_the_nearest_references_they_are() -> None:
    photo = verdict(seen(scores(residual=0.0, points=(0.0, 0.0, 0.0)))).photos[0]
    assert (photo.like_genuine, photo.like_counterfeit) == (1.0, None)


def test_the_recognised_product_is_named_as_the_models_call() -> None:
    answer = verdict(seen(scores(residual=0.0, points=(0.0, 0.0, 0.0))), given=None)
    assert (answer.product.id, answer.product.given_by, answer.product.probability) == ("carton", GivenBy.MODEL, 1.0)


def test_json_holds_the_contracts_fields_and_plain_values() -> None:
    document = verdict(seen(scores(residual=0.3, points=(1.0, -0.2, 0.4)))).as_json()
    contract = "outcome reasons product probability_counterfeit log10_likelihood_ratio likelihood_ratio_cap guarantee"
    assert {*contract.split(), "points", "photos", "next_photo", "release", "took_ms"} <= set(document)
    assert document["outcome"] == "suspected_counterfeit"
    assert isinstance(document["points"][0]["region"], list)
    assert math.isfinite(document["log_odds"])


def test_the_gallery_gives_pictures_of_genuine_references_alone() -> None:
    assert gallery().picture("b" * 64) == b"back"
    assert gallery().picture("c" * 64) is None


@pytest.mark.parametrize("residual", [-9.0, 0.0, 9.0])
def test_a_point_under_a_hand_accuses_no_one_nor_do_looks_and_nothing_is_cleared(residual: float) -> None:
    head = description().points[0]
    bare = seen(scores(residual=residual, points=(9.0, -0.2, 0.0)))
    accused = next(point for point in verdict(bare).points if point.id == head.point)
    assert (accused.finding, accused.weight > 0) == (Finding.DEVIATES, True)
    under = Occlusion(0.1, frozenset({head.point}))
    answer = verdict(replace(bare, occlusions=Occlusions(None, None, {("carton", head.view or ""): under})))
    hidden = next(point for point in answer.points if point.id == head.point)
    assert hidden.weight <= 0
    assert answer.outcome is Outcome.INCONCLUSIVE


def test_where_something_lies_over_the_goods_a_photo_that_registers_nowhere_shows_no_place_for_sure() -> None:
    sheet = product().sheet
    marked = replace(sheet, points=tuple(replace(point, region=Region(0.2, 0.2, 0.3, 0.3)) for point in sheet.points))
    pictures = tuple(ReferencePicture("carton", view, view[0] * 64) for view in ("front", "back"))
    described = replace(description(replace(product(), sheet=marked)), references=pictures)
    front = seen(scores(residual=0.0, points=(9.0, 0.0, 0.0)), view="front")
    back = seen(scores(residual=0.0, points=(0.0, 0.0, 0.0), view=(0.0, 4.0)), view="back")

    def of_logo(*photos: SeenPhoto) -> PointFinding:
        return next(point for point in verdict(*photos, described=described).points if point.id == "logo")

    assert of_logo(front, back).finding is Finding.DEVIATES
    hand = Occlusions(None, None, {("carton", "back"): Occlusion(0.1, frozenset({"barcode"}))})
    under = of_logo(front, replace(back, occlusions=hand))
    assert under.finding is Finding.NOT_VISIBLE
    assert under.weight <= 0
