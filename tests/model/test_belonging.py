"""Which photos show the product judged: what is scored, what is named, and which verdicts are still possible."""

import io
from dataclasses import replace

import numpy as np
import pytest

from model.belonging import Named, belongs_to, sort_photos
from model.catalogue import Region
from model.description import Belonging, ReleaseDescription, ViewHead
from model.gallery import Gallery
from model.judgement import OfficerInput, judge
from model.occlusion import Occlusion, Occlusions
from model.patches import Memory, PatchMemory, Scale, Unlikeness, pack
from model.photo import SeenPhoto
from model.quality import Quality, RetakeCode
from model.registration import Registrations
from model.scorer import PhotoScores
from model.unlikeness import Comparisons, PhotoUnlikeness
from model.verdict import GivenBy, Outcome, Reason, Registration, Verdict
from tests.model.releases import description, product, release

LIMITS = Belonging(
    {"carton": 0.7, "box": 0.7},
    margin={"carton": -1.0, "box": -1.0},
    cells=10,
    target=0.01,
    items=100,
    losing=1,
    tail=3.0,
)
CARTON, BOX, STRANGE = 0, 1, 3  # directions of embeddings: the references', and one that no reference has
VIEW_LOGITS = {CARTON: (9.0, 0.0, 0.0), BOX: (0.0, 0.0, 9.0), STRANGE: (3.0, 0.0, 2.0)}
GOOD = Quality(sharpness=0.6, exposure=0.5, glare=0.0, pixels=1000)
GENUINE = (-4.0, -4.0, -4.0)
NO_CELLS = Memory(np.zeros((0, 1), np.int8), np.zeros(1, np.float32), np.ones(1, np.float32))
SCALE = Scale(Unlikeness(0.0, 0.0), Unlikeness(1.0, 1.0), Unlikeness(0.5, 0.5), 1.0, 0.05, 0.08, 200)


def two_products() -> ReleaseDescription:
    carton = product()
    box = replace(carton, sheet=replace(carton.sheet, id="box"))
    views = (ViewHead("carton", "front"), ViewHead("carton", "back"), ViewHead("box", "front"))
    return replace(description(), products={"carton": carton, "box": box}, views=views)


def gallery() -> Gallery:
    buffer = io.BytesIO()
    np.savez(
        buffer,
        embedding=np.eye(4, dtype=np.float16)[[CARTON, BOX]],
        sha256=np.array(["a" * 64, "b" * 64]),
        item=np.array(["one", "two"]),
        product=np.array(["carton", "box"]),
        view=np.array(["front", "front"]),
        label=np.array(["genuine", "genuine"]),
        point_log_odds=np.zeros((2, 3), np.float16),
        jpeg=np.frombuffer(b"cartonbox", np.uint8),
        offset=np.array([0, 6, 9]),
        allow_pickle=False,
        **pack({}),
    )
    return Gallery(buffer.getvalue())


def photo(direction: int, points: tuple[float, float, float] = GENUINE) -> SeenPhoto:
    """A photo that looks like the carton's references, the box's, or no reference at all."""
    maps = np.full((3, 4, 4), -5.0, np.float32)
    adds = np.array(points, np.float32)
    seen = PhotoScores(
        view_logits=np.array(VIEW_LOGITS[direction], np.float32),
        log_odds=np.array([adds.sum(), 0.0], np.float32),
        residual=np.zeros(2, np.float32),
        point_log_odds=adds,
        point_logits=adds,
        point_maps=maps,
        embedding=np.eye(4, dtype=np.float32)[direction],
        content=(4.0, 3.0),
    )
    return SeenPhoto("c" * 64, GOOD, (), seen, (), None)


def verdict(*photos: SeenPhoto, given: str | None = "carton", described: ReleaseDescription | None = None) -> Verdict:
    limited = described or replace(two_products(), belonging=LIMITS)
    return judge(photos, OfficerInput(given), release(limited), gallery())


class Lacking(Comparisons):
    """A photo that lacks so much of what the carton's genuine photos show, in spreads."""

    def __init__(self, spreads: float) -> None:
        super().__init__(None, {})
        self._spreads = spreads

    def with_product(self, product: str) -> PhotoUnlikeness | None:
        return (
            PhotoUnlikeness(Unlikeness(0.0, self._spreads), Region(0.0, 0.0, 1.0, 1.0)) if product == "carton" else None
        )


class Close(Registrations):
    """Registrations of a close-up: to the front of the carton, by so many cells."""

    def __init__(self, cells: int, share: float = 0.6) -> None:
        super().__init__(None, None)
        self.share = share
        self._one = Registration("d" * 64, (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0), 40, cells)

    def best(self, product: str) -> tuple[str, Registration] | None:
        return ("front", self._one) if product == "carton" else None

    def agreeing(self, registration: Registration) -> float:
        return self.share if registration is self._one else 0.0


def test_a_photo_of_something_else_is_left_out_named_and_forbids_consistent() -> None:
    alone = verdict(photo(CARTON))
    assert alone.outcome is Outcome.CONSISTENT
    mixed = verdict(photo(CARTON), photo(STRANGE, (9.0, 9.0, 9.0)))
    assert [one.belongs for one in mixed.photos] == [True, False]
    assert (mixed.outcome, mixed.reasons) == (Outcome.INCONCLUSIVE, (Reason.FOREIGN_PHOTO,))
    assert mixed.log_odds == alone.log_odds


@pytest.mark.parametrize(
    ("others", "points", "outcome"),
    [
        ((), GENUINE, Outcome.INCONCLUSIVE),
        ((), (9.0, 9.0, 9.0), Outcome.INCONCLUSIVE),  # nothing is called on such photos alone
        ((CARTON,), GENUINE, Outcome.INCONCLUSIVE),
        ((CARTON,), (9.0, 9.0, 9.0), Outcome.SUSPECTED),
    ],
)
def test_a_photo_that_may_show_something_else_is_never_called_consistent(
    others: tuple[int, ...], points: tuple[float, float, float], outcome: Outcome
) -> None:
    unsure = replace(LIMITS, similarity={"carton": -1.0, "box": 0.5}, sure={"carton": 0.5})
    described = replace(two_products(), belonging=unsure)
    found = verdict(photo(STRANGE, points), *(photo(other, points) for other in others), described=described)
    assert (found.outcome, found.photos[0].belongs) == (outcome, None)
    assert (Reason.FOREIGN_PHOTO in found.reasons) is (outcome is Outcome.INCONCLUSIVE)


def test_photos_of_two_known_products_conflict_and_both_are_named() -> None:
    mixed = verdict(photo(CARTON), photo(BOX), given=None)
    assert [one.product for one in mixed.photos] == ["carton", "box"]
    assert set(mixed.reasons) == {Reason.EVIDENCE_CONFLICTS, Reason.FOREIGN_PHOTO}
    assert (mixed.product.id, mixed.product.given_by) == ("carton", GivenBy.MODEL)


def test_the_product_that_most_photos_show_is_judged() -> None:
    mixed = verdict(photo(CARTON), photo(BOX), photo(BOX), given=None)
    assert mixed.product.id == "box"
    assert [one.belongs for one in mixed.photos] == [False, True, True]


def test_a_counterfeit_stays_suspected_beside_a_photo_of_unknown_goods() -> None:
    mixed = verdict(photo(CARTON, (4.0, 0.0, 0.0)), photo(STRANGE))
    assert (mixed.outcome, mixed.reasons) == (Outcome.SUSPECTED, ())
    assert [one.belongs for one in mixed.photos] == [True, False]


def test_where_no_photo_shows_the_product_given_nothing_is_scored() -> None:
    answer = verdict(photo(BOX))
    assert answer.product.id == "carton"
    assert (answer.log_odds, answer.points) == (None, ())
    assert set(answer.reasons) == {Reason.EVIDENCE_CONFLICTS, Reason.FOREIGN_PHOTO}
    assert answer.candidates[0].id == "box"
    strange = verdict(photo(STRANGE))
    assert set(strange.reasons) == {Reason.UNLIKE_ANY_REFERENCE, Reason.FOREIGN_PHOTO}


def test_unknown_goods_without_a_product_given_are_unknown() -> None:
    answer = verdict(photo(STRANGE), given=None)
    assert (answer.product.id, answer.reasons) == (None, (Reason.UNKNOWN_PRODUCT,))
    assert [one.belongs for one in answer.photos] == [None]


@pytest.mark.parametrize(("cells", "own"), [(10, True), (9, False)])
def test_a_close_up_belongs_where_enough_of_a_reference_picture_agrees(cells: int, own: bool) -> None:  # noqa: FBT001
    close_up = replace(photo(STRANGE), registrations=Close(cells))
    assert belongs_to(close_up, "carton", LIMITS, release(two_products()), gallery()) is own


def test_other_goods_that_bear_the_same_mark_do_not_belong() -> None:
    marked = replace(photo(STRANGE), registrations=Close(30, share=0.2))
    beside = verdict(photo(CARTON), marked)
    assert ([one.belongs for one in beside.photos], beside.outcome) == ([True, False], Outcome.INCONCLUSIVE)


def test_a_close_up_that_registers_by_few_cells_may_show_the_product() -> None:
    close_up = replace(photo(STRANGE), registrations=Close(9))
    beside = verdict(photo(CARTON), close_up)
    assert ([one.belongs for one in beside.photos], beside.reasons) == ([True, None], (Reason.FOREIGN_PHOTO,))


@pytest.mark.parametrize(
    ("covered", "plain", "agreeing", "may_show"),
    [(0.5, 0.8, 0.2, True), (0.5, 0.8, 0.1, False), (0.1, 0.8, 0.28, False), (0.5, 0.2, 0.2, False)],
)
def test_a_photo_that_is_largely_covered_may_show_the_product_by_what_is_seen_beside(
    covered: float, plain: float, agreeing: float, *, may_show: bool
) -> None:
    over = Occlusions(None, None, {("carton", "front"): Occlusion(covered, frozenset(), plain)})
    hand = replace(photo(STRANGE), registrations=Close(30, share=agreeing), occlusions=over)
    beside = verdict(photo(CARTON), hand)
    assert [one.belongs for one in beside.photos] == [True, None if may_show else False]
    assert beside.photos[1].retake == ((RetakeCode.COVERED,) if may_show else ())
    assert (beside.outcome, beside.log_odds) == (Outcome.INCONCLUSIVE, verdict(photo(CARTON)).log_odds)


def test_where_no_photo_is_good_enough_none_is_said_to_show_something_else() -> None:
    poor = replace(photo(STRANGE), retake=(RetakeCode.TOO_BLURRED,))
    answer = verdict(poor)
    assert ([one.belongs for one in answer.photos], answer.reasons) == ([None], (Reason.PHOTO_QUALITY,))


def test_a_poor_photo_that_may_be_of_the_product_is_not_said_to_show_something_else() -> None:
    poor = replace(photo(STRANGE), retake=(RetakeCode.TOO_BLURRED,))
    beside = verdict(photo(CARTON), poor)
    assert ([one.belongs for one in beside.photos], beside.reasons) == ([True, None], (Reason.FOREIGN_PHOTO,))
    like_a_box = replace(poor, scores=replace(poor.scores, view_logits=np.array(VIEW_LOGITS[BOX], np.float32)))
    other = verdict(photo(CARTON), like_a_box)
    assert ([one.belongs for one in other.photos], other.reasons) == ([True, False], (Reason.FOREIGN_PHOTO,))


def test_a_code_on_one_foreign_photo_does_not_outweigh_the_other_photos() -> None:
    named_by_code = Named(None, "box")
    one_against_two = [photo(CARTON), photo(CARTON), photo(BOX)]
    described = release(replace(two_products(), belonging=LIMITS))
    sorting = sort_photos(one_against_two, [0, 1, 2], named_by_code, described, gallery())
    assert sorting is not None
    assert (sorting.product, sorting.belongs, sorting.other_products) == ("carton", (True, True, False), ("box",))
    even = sort_photos(one_against_two[1:], [0, 1], named_by_code, described, gallery())
    assert even is not None
    assert even.product == "box"


@pytest.mark.parametrize("looks", [CARTON, BOX, STRANGE])
def test_a_photo_of_codes_alone_moves_nothing(looks: int) -> None:
    label = replace(photo(looks, (9.0, 9.0, 9.0)), codes_alone=True)
    alone, beside = verdict(photo(CARTON)), verdict(photo(CARTON), label)
    assert (beside.outcome, beside.reasons, beside.log_odds) == (alone.outcome, alone.reasons, alone.log_odds)
    assert [(each.belongs, each.product, each.view) for each in beside.photos][1] == (None, None, None)
    assert verdict(label).outcome is Outcome.INCONCLUSIVE


def test_a_release_without_limits_sorts_nothing() -> None:
    assert sort_photos([photo(STRANGE)], [0], Named("carton", None), release(two_products()), gallery()) is None
    answer = verdict(photo(STRANGE), described=two_products())
    assert [one.belongs for one in answer.photos] == [None]


@pytest.mark.parametrize(("lacking", "belongs"), [(3.0, None), (1.0, True)])
def test_a_photo_of_an_enrolled_product_is_doubted_where_it_also_lacks_what_genuine_ones_show(
    lacking: float, *, belongs: bool | None
) -> None:
    limits = replace(LIMITS, similarity={"carton": -1.0, "box": 0.5}, margin={"carton": -99.0}, sure={"carton": 0.5})
    alone = replace(two_products(), belonging=limits, views=(ViewHead("box", "front"),), temperature=0.05)
    known = gallery()
    known.memories = {"carton": PatchMemory(NO_CELLS, NO_CELLS, SCALE)}
    strange = replace(photo(STRANGE), unlike=Lacking(lacking))
    sorting = sort_photos([strange], [0], Named("carton", None), release(alone), known)
    assert sorting is not None
    assert sorting.belongs == (belongs,)
