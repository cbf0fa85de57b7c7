"""Products of which no counterfeit is known, and recognition of products that the network was not trained on."""

import io
from dataclasses import replace

import numpy as np
import pytest

from model.catalogue import Region
from model.codes import Code, CodeKind
from model.description import ReleaseDescription
from model.gallery import Gallery
from model.judgement import OfficerInput, judge
from model.patches import Cells, Memory, PatchMemory, Scale, Unlikeness, pack
from model.photo import SeenPhoto
from model.quality import Quality
from model.released_product import Basis
from model.scorer import PhotoScores
from model.unlikeness import MISSING, STRANGE, Comparisons
from model.verdict import GivenBy, Outcome, Reason, Verdict
from tests.model.releases import description, product, release, scores

GOOD = Quality(sharpness=0.6, exposure=0.5, glare=0.0, pixels=1000)
ROWS = np.random.default_rng(0).integers(-20, 20, (40, 6)).astype(np.int8)
PLAIN = Memory(ROWS, np.zeros(6, np.float32), np.ones(6, np.float32))
# logarithms of distances: known cells lie near -13, foreign ones above 0
SCALE = Scale(Unlikeness(-13.0, -13.0), Unlikeness(2.0, 2.0), Unlikeness(0.5, 0.5), 2.0, 0.05, 0.14, 19, 0.9, 0.7, 0.02)
MEMORY = PatchMemory(PLAIN, PLAIN, SCALE)


def cells(foreign: tuple[int, int] | None = None) -> Cells:
    """A photo of 8 x 8 coarse cells that all are known, but for one fine cell."""
    random = np.random.default_rng(1)

    def plane(side: int) -> np.ndarray:
        order = np.concatenate([np.arange(40), random.integers(0, 40, side * side - 40)])
        return np.ascontiguousarray((ROWS[order].astype(np.float32) / 16).T.reshape(6, side, side))

    seen = Cells(plane(16), plane(8), (8.0, 8.0))
    if foreign is not None:
        seen.detail[:, foreign[0], foreign[1]] = 30.0
    return seen


def gallery(memory: PatchMemory = MEMORY) -> Gallery:
    """Two references of each product; the carton's lie in direction 0, the bottle's in direction 1."""
    buffer = io.BytesIO()
    np.savez(
        buffer,
        embedding=np.eye(4, dtype=np.float16)[[0, 0, 1, 1]],
        sha256=np.array([letter * 64 for letter in "abcd"]),
        item=np.array(list("abcd")),
        product=np.array(["carton", "carton", "bottle", "bottle"]),
        view=np.array(["front", "back", "front", "back"]),
        label=np.array(["genuine"] * 4),
        point_log_odds=np.zeros((4, 3), np.float16),
        jpeg=np.frombuffer(b"frontbacksidetop", np.uint8),
        offset=np.array([0, 5, 9, 13, 16]),
        allow_pickle=False,
        **pack({"bottle": memory, "carton": memory}),
    )
    return Gallery(buffer.getvalue())


def described(basis: Basis = Basis.GENUINE_ONLY, weight: float = 0.0) -> ReleaseDescription:
    """The carton was trained on, the bottle enrolled."""
    bottle = replace(product(), basis=Basis.GENUINE_ONLY, familiarity=0.9)
    carton = replace(product(), basis=basis, unlike_weight=weight)
    return replace(description(), products={"carton": carton, "bottle": bottle}, temperature=0.05)


def seen(
    photo: Cells, direction: int = 1, found: PhotoScores | None = None, gallery_: Gallery | None = None
) -> SeenPhoto:
    found = found or scores(residual=0.0, points=(0.0, 0.0, 0.0), direction=direction)
    return SeenPhoto("e" * 64, GOOD, (), found, (), None, Comparisons(photo, (gallery_ or gallery()).memories))


def verdict(*photos: SeenPhoto, given: str | None = "bottle", known: ReleaseDescription | None = None) -> Verdict:
    return judge(photos, OfficerInput(given), release(known or described()), gallery())


def test_goods_with_a_detail_that_no_genuine_item_shows_are_unlike_any_reference() -> None:
    answer = verdict(seen(cells((5, 9))))
    assert (answer.outcome, answer.reasons) == (Outcome.INCONCLUSIVE, (Reason.UNLIKE_ANY_REFERENCE,))
    assert answer.basis is Basis.GENUINE_ONLY
    assert answer.unlikeness is not None
    assert answer.unlikeness.score > answer.unlikeness.limit == 2.0
    assert (answer.unlikeness.expected, answer.unlikeness.bound, answer.unlikeness.items) == (0.05, 0.14, 19)


def test_goods_like_the_references_stay_inconclusive_and_say_what_is_missing() -> None:
    answer = verdict(seen(cells()))
    assert (answer.outcome, answer.reasons) == (Outcome.INCONCLUSIVE, (Reason.TOO_FEW_CALIBRATION_ITEMS,))
    assert answer.guarantee is not None
    assert answer.log_odds is answer.log10_likelihood_ratio is answer.probability_counterfeit is None


def test_a_wrong_number_on_goods_like_the_references_is_among_the_reasons() -> None:
    wrong = Code(
        "(01)4006381333932", "QR Code", CodeKind.GTIN, "04006381333932", None, valid=False, region=Region(0, 0, 1, 1)
    )
    answer = verdict(replace(seen(cells()), codes=(wrong,)))
    assert answer.reasons == (Reason.EVIDENCE_CONFLICTS, Reason.TOO_FEW_CALIBRATION_ITEMS)
    strange = verdict(replace(seen(cells((5, 9))), codes=(wrong,)))
    assert strange.reasons == (Reason.UNLIKE_ANY_REFERENCE,)


def test_the_findings_add_up_to_the_score_and_the_strange_one_has_its_place() -> None:
    answer = verdict(seen(cells((5, 9))))
    points = {point.id: point for point in answer.points}
    assert answer.unlikeness is not None
    assert sum(point.weight for point in answer.points) == pytest.approx(answer.unlikeness.score)
    left, top, width, height = points[STRANGE].region or (0, 0, 0, 0)
    assert left < 9.5 / 16 < left + width
    assert top < 5.5 / 16 < top + height
    assert points[MISSING].region is None
    assert points[STRANGE].reference in {"c" * 64, "d" * 64}


def test_places_that_failed_their_test_are_not_shown() -> None:
    failed = PatchMemory(PLAIN, PLAIN, replace(SCALE, pointing_low=0.01))
    photo = seen(cells((5, 9)), gallery_=gallery(failed))
    answer = judge([photo], OfficerInput("bottle"), release(described()), gallery(failed))
    assert all(point.region is None for point in answer.points)


def test_several_photos_are_averaged_and_the_strangest_is_named() -> None:
    answer = verdict(seen(cells()), seen(cells((2, 2))))
    alone = verdict(seen(cells((2, 2))))
    assert answer.unlikeness is not None
    assert alone.unlikeness is not None
    assert answer.unlikeness.score < alone.unlikeness.score
    assert {point.photo for point in answer.points} == {1}


def test_an_enrolled_product_is_recognised_by_its_references() -> None:
    answer = verdict(seen(cells()), given=None)
    assert (answer.product.id, answer.product.given_by) == ("bottle", GivenBy.MODEL)
    assert answer.photos[0].view == "front"
    other = verdict(seen(cells(), direction=0), given=None)
    assert other.product.id == "carton"
    nothing = verdict(seen(cells(), direction=3), given=None)
    assert (nothing.product.id, nothing.reasons) == (None, (Reason.UNKNOWN_PRODUCT,))


def test_photos_of_an_enrolled_product_contradict_an_officer_who_names_another() -> None:
    assert Reason.EVIDENCE_CONFLICTS in verdict(seen(cells()), given="carton").reasons


def test_where_few_counterfeits_are_known_both_scores_add_up() -> None:
    fused = described(Basis.FUSED, weight=0.5)
    photo = seen(cells((5, 9)), direction=0, found=scores(residual=0.2, points=(0.3, 0.0, 0.1)))
    answer = verdict(photo, given="carton", known=fused)
    assert answer.basis is Basis.FUSED
    assert answer.residual is not None
    assert answer.unlikeness is not None
    assert answer.log_odds == pytest.approx(sum(point.weight for point in answer.points) + answer.residual, abs=1e-6)
    without = verdict(photo, given="carton", known=described(Basis.BOTH_LABELS))
    assert without.log_odds is not None
    slope = fused.products["carton"].calibration.slope
    assert answer.log_odds == pytest.approx(without.log_odds + slope * 0.5 * answer.unlikeness.score)


def test_a_photo_is_compared_with_a_memory_once_and_keeps_that_without_its_cells() -> None:
    compared = Comparisons(cells((5, 9)), gallery().memories)
    first = compared.with_product("bottle")
    assert compared.with_product("bottle") is first
    assert compared.made().with_product("bottle") is first
    assert compared.made().with_product("carton") is None
    assert compared.with_product("tin") is None
