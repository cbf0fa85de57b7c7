"""Every sentence agrees with the figures beside it: verdicts of all kinds, put into words and searched for lies."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from itertools import product as every
from pathlib import Path
from typing import Any

import pytest

from model.catalogue import Region, View
from model.code_findings import CodeFinding, CodeResult
from model.codes import CodeKind
from model.description import UNNAMED_REGION, ReleaseDescription
from model.examiner import Examiner
from model.likelihood import posterior, strength_of, supports
from model.release import load_release
from model.released_product import Basis
from model.unlikeness import MISSING, STRANGE
from model.verdict import (
    Candidate,
    Finding,
    GivenBy,
    Guarantee,
    GuardedError,
    Outcome,
    PointFinding,
    ProductCall,
    Reason,
    UnlikenessFinding,
    Verdict,
)
from serve.examinations import messages as page_messages
from serve.examinations.confidentiality import WITHHELD
from serve.examinations.context import EXAMINER, OTHERS, TERMINAL, Audience
from tests.serve.said import Reading, finding_messages, messages, read
from tests.serve.tiny_release import COUNTERFEIT

BOX, BAG = "Acme box", "Acme bag"
PLACE = (0.2, 0.2, 0.2, 0.2)
NO_ODDS = None
ODDS = (NO_ODDS, -1.8, -0.5, -0.1, 0.1, 0.5, 1.53, 1.8)
TO_THE_OFFICER = re.compile(r"\b(you|your|yourself)\b", re.IGNORECASE)
DECIMAL_RATE = re.compile(r"\d\.\d+ in 1")
OTHER_NUMBER = (
    "The photos were compared with Acme box (recognised from the photos). "
    "But a number read on the item belongs to another product: Acme bag."
)
REASONS = ((), *((reason,) for reason in Reason), (Reason.FOREIGN_PHOTO, Reason.EVIDENCE_CONFLICTS))
BELONGING: tuple[
    tuple[tuple[bool | None, str | None], ...], ...
] = (  # of each photo: whether it belongs, what it shows
    ((None, None), (None, None)),
    ((True, "box"), (True, "box")),
    ((True, "box"), (False, None)),
    ((True, "box"), (False, "bag")),
    ((True, "box"), (None, "box")),
    ((False, None), (False, None)),
    ((False, "bag"), (False, "bag")),
)
RETAKES = (((), ()), ((), ("glare",)), (("too_dark",), ("glare",)))


@pytest.fixture(scope="module")
def given(tiny_release: Path) -> tuple[Verdict, ReleaseDescription]:
    """A verdict to change, on two photos, and its release."""
    examiner = Examiner(load_release(tiny_release))
    return examiner.examine([COUNTERFEIT, COUNTERFEIT], product="box"), examiner.release.description


def points(odds: float | None, *, withheld: bool = False) -> tuple[PointFinding, ...]:
    """Findings that add up to the odds, of every kind; the first weighs most."""
    side = -1.0 if (odds or 0.0) < 0 else 1.0
    finding = Finding.DEVIATES if side > 0 else Finding.MATCHES
    other = Finding.MATCHES if side > 0 else Finding.DEVIATES
    return (
        PointFinding(WITHHELD if withheld else "logo", finding, side * 3.0, None if withheld else 0, None, None),
        PointFinding(UNNAMED_REGION, finding, side * 1.0, 0, PLACE, None),
        PointFinding("seal", Finding.NOT_VISIBLE, 0.0, None, None, None),
        PointFinding("stitch", other, -side * 1.0, 0, PLACE, None),
        PointFinding("hem", finding, -side * 0.8, 0, PLACE, None),
    )


def verdicts(base: Verdict) -> Iterator[Verdict]:
    """Outcomes by reasons, by who named the product, by which photos belong and are fit, by odds of either sign."""
    for reasons, given_by, belongs, retakes, odds in every(REASONS, GivenBy, BELONGING, RETAKES, ODDS):
        for outcome in Outcome:
            verdict = _verdict(base, outcome, reasons, given_by, odds)
            verdict = _with_photos(verdict, belongs, retakes)
            if _can_be(verdict):
                yield verdict


def _verdict(
    base: Verdict, outcome: Outcome, reasons: tuple[Reason, ...], given_by: GivenBy, odds: float | None
) -> Verdict:
    known = Reason.UNKNOWN_PRODUCT not in reasons
    lacking = Guarantee(GuardedError.GENUINE_CALLED_SUSPECTED, None, 0.95, 40, 0, 19, 1)
    return replace(
        base,
        outcome=outcome,
        reasons=reasons,
        product=ProductCall("box" if known else None, given_by, 0.5),
        log10_likelihood_ratio=odds,
        log_odds=None if odds is None else 2.3 * odds,
        posterior_counterfeit=None if odds is None else posterior(0.0002, odds),
        prior_counterfeit=0.0002,
        residual=0.0,
        guarantee=lacking if Reason.TOO_FEW_CALIBRATION_ITEMS in reasons else None,
        points=() if odds is None else points(odds),
        next_photo="back",
        candidates=(Candidate("bag", 0.9), Candidate("box", 0.1)),
        supports=None if odds is None else supports(odds),
        strength=None if odds is None else strength_of(odds),
    )


def _with_photos(
    verdict: Verdict, belongs: tuple[tuple[bool | None, str | None], ...], retakes: tuple[tuple[str, ...], ...]
) -> Verdict:
    photos = tuple(
        replace(photo, belongs=own, product=shows, retake=retake)
        for photo, (own, shows), retake in zip(verdict.photos, belongs, retakes, strict=True)
    )
    return replace(verdict, photos=photos)


def _can_be(verdict: Verdict) -> bool:
    """Whether a release gives such verdicts: definite ones have no doubts, and no photo belongs to no product."""
    strangers = [photo.belongs is False for photo in verdict.photos]
    poor = all(photo.retake for photo in verdict.photos)
    if verdict.outcome is not Outcome.INCONCLUSIVE:
        return verdict.log10_likelihood_ratio is not None and not verdict.reasons and not any(strangers) and not poor
    if not verdict.reasons or (any(strangers) != (Reason.FOREIGN_PHOTO in verdict.reasons)):
        return False
    if poor != (Reason.PHOTO_QUALITY in verdict.reasons):
        return False
    if verdict.product.id is None:
        return verdict.log10_likelihood_ratio is None and not any(strangers) and verdict.photos[0].belongs is None
    return not all(strangers) or verdict.log10_likelihood_ratio is None


def sentences(value: Any) -> Iterator[str]:
    """Every text of a reading."""
    match value:
        case str():
            yield value
        case Mapping():
            for part in value.values():
                yield from sentences(part)
        case tuple() | list():
            for part in value:
                yield from sentences(part)
        case _ if is_dataclass(value):
            for each in fields(value):
                yield from sentences(getattr(value, each.name))


def texts(reading: Reading) -> str:
    return " | ".join(sentences(reading))


def told(verdict: Verdict, release: ReleaseDescription, audience: Audience = EXAMINER) -> Reading:
    return read(verdict, release, ("ja", "en"), audience)


@pytest.fixture(scope="module")
def possible(given: tuple[Verdict, ReleaseDescription]) -> list[Verdict]:
    """All of them; most combinations are of no release, and take as long to make."""
    return list(verdicts(given[0]))


@pytest.fixture(scope="module")
def all_told(given: tuple[Verdict, ReleaseDescription], possible: list[Verdict]) -> list[tuple[Verdict, Reading]]:
    found = [(verdict, read(verdict, given[1], ("en",))) for verdict in possible]
    assert len(found) > 300
    assert {verdict.outcome for verdict, _ in found} == set(Outcome)
    assert {reason for verdict, _ in found for reason in verdict.reasons} == set(Reason)
    return found


def test_even_evidence_alone_speaks_neither_for_nor_against(all_told: list[tuple[Verdict, Reading]]) -> None:
    for verdict, reading in all_told:
        odds = verdict.log10_likelihood_ratio
        if odds is not None and abs(odds) >= 0.302:
            said = texts(reading)
            for words in ("neither for nor against", "too small", "about as likely"):
                assert words not in said, verdict


def test_no_answer_says_which_way_it_leans_and_why_it_is_none(all_told: list[tuple[Verdict, Reading]]) -> None:
    sides = {1: "towards counterfeit", -1: "towards genuine"}
    for verdict, reading in all_told:
        odds = verdict.log10_likelihood_ratio
        if verdict.outcome is Outcome.INCONCLUSIVE:
            assert reading.reasons, verdict
            if odds is not None and abs(odds) >= 0.302 and reading.looks_fit:
                assert sides[1 if odds > 0 else -1] in reading.leaning, verdict
                assert sides[-1 if odds > 0 else 1] not in reading.leaning, verdict
        else:
            assert reading.leaning == "", verdict


def test_only_an_officer_is_told_to_have_chosen_and_only_themself(
    given: tuple[Verdict, ReleaseDescription], possible: list[Verdict], all_told: list[tuple[Verdict, Reading]]
) -> None:
    for verdict, reading in all_told:
        if verdict.product.given_by is not GivenBy.OFFICER:
            assert "chose" not in texts(reading).replace("choose", ""), verdict
    for verdict in possible:
        others = read(verdict, given[1], ("en",), OTHERS)
        spoken = replace(others, do_next="", limits=(), photos=())  # the report has none of the advice
        assert not TO_THE_OFFICER.search(texts(spoken).replace("can't", "")), texts(spoken)


def test_a_product_that_does_not_fit_is_never_in_the_headline(all_told: list[tuple[Verdict, Reading]]) -> None:
    doubted = 0
    for verdict, reading in all_told:
        unlike = Reason.UNLIKE_ANY_REFERENCE in verdict.reasons
        poor = all(photo.retake for photo in verdict.photos)
        if not poor and (unlike or all(photo.belongs is False for photo in verdict.photos)):
            doubted += 1
            assert BOX not in reading.product + reading.headline + reading.means, verdict
            is_guess = all((photo.belongs, photo.product) == (False, None) for photo in verdict.photos)
            assert [each.name for each in reading.candidates] == ([] if is_guess else [BAG]), verdict
            assert not reading.likelihood, verdict
            assert not reading.next_photo, verdict
    assert doubted


def test_a_photo_that_does_not_belong_is_named(all_told: list[tuple[Verdict, Reading]]) -> None:
    for verdict, reading in all_told:
        second = verdict.photos[1]
        if all(photo.retake for photo in verdict.photos):
            assert "not show this product" not in texts(reading), verdict
            assert "No photo shows" not in texts(reading), verdict
        elif verdict.photos[0].belongs and second.belongs is False:
            expected = "Photo 2 does not show this product"
            assert any(reason.startswith(expected) for reason in reading.reasons), verdict
            assert reading.photos[1].foreign.startswith("Does not show this product"), verdict
            assert (BAG in " ".join(reading.reasons)) is (second.product == "bag"), verdict
        elif second.belongs is not False:
            assert "does not show this product" not in texts(reading), verdict


def test_photos_of_two_products_name_both(given: tuple[Verdict, ReleaseDescription]) -> None:
    base, release = given
    reasons = (Reason.FOREIGN_PHOTO, Reason.EVIDENCE_CONFLICTS)
    verdict = _with_photos(_verdict(base, Outcome.INCONCLUSIVE, reasons, GivenBy.MODEL, 0.5), BELONGING[3], RETAKES[0])
    said = read(verdict, release, ("en",)).reasons
    assert "Photo 2 does not show this product: it shows Acme bag. It was left out of the comparison." in said
    assert "The photos show more than one product: Acme box and Acme bag." in said


def test_the_number_on_a_foreign_photo_says_nothing_of_the_item(given: tuple[Verdict, ReleaseDescription]) -> None:
    """One photo of the item and one of other goods: leave that one out, or judge as what it shows."""
    base, release = given
    reasons = (Reason.FOREIGN_PHOTO, Reason.EVIDENCE_CONFLICTS)
    verdict = _with_photos(_verdict(base, Outcome.INCONCLUSIVE, reasons, GivenBy.MODEL, 0.5), BELONGING[3], RETAKES[0])
    kinds = ("EAN-13", CodeKind.GTIN, CodeResult.OTHER_PRODUCT)
    other = CodeFinding(1, "4006381333931", *kinds, "bag", Region(*PLACE))
    reading = read(replace(verdict, codes=(other,)), release, ("en",))
    assert BOX in reading.product
    assert reading.do_next.startswith("Leave photo 2 out")
    assert [each.name for each in reading.candidates] == [BAG]
    assert not any("number read on the item" in reason for reason in reading.reasons)
    own = told(replace(verdict, codes=(replace(other, photo=0),)), release)
    assert own.product == messages.PRODUCT_IN_DOUBT


def test_no_point_is_the_main_reason_where_the_look_as_a_whole_is(given: tuple[Verdict, ReleaseDescription]) -> None:
    base, release = given
    suspected = _verdict(base, Outcome.SUSPECTED, (), GivenBy.OFFICER, 1.8)
    assert "Main reason" in texts(told(suspected, release))
    by_look = told(replace(suspected, residual=9.0), release)
    assert by_look.rests_on == messages.RESTS_ON_WHOLE_AND_PLACES
    assert "Main reason" not in texts(by_look)


def test_where_no_photo_is_good_enough_there_are_no_finding_cards(all_told: list[tuple[Verdict, Reading]]) -> None:
    poor = [(verdict, reading) for verdict, reading in all_told if all(photo.retake for photo in verdict.photos)]
    assert poor
    for verdict, reading in poor:
        assert reading.deviating == reading.matching == (), verdict
        assert not reading.likelihood, verdict
        assert reading.do_next.startswith("Take photos 1 and 2 again"), verdict


def test_a_better_photo_is_asked_for_only_where_one_is_named(all_told: list[tuple[Verdict, Reading]]) -> None:
    for verdict, reading in all_told:
        if reading.do_next.startswith("Take photo"):
            assert any(photo.retake for photo in verdict.photos), verdict
        if reading.do_next.startswith("Photograph this next"):
            assert reading.settled, verdict
        assert "often settles" not in texts(reading)
        assert reading.do_next, verdict


def test_what_to_compare_below_is_there(all_told: list[tuple[Verdict, Reading]]) -> None:
    for verdict, reading in all_told:
        if reading.do_next == messages.COMPARE:
            assert any(point.photo for point in reading.deviating), verdict
        if reading.means == messages.OUTCOMES[Outcome.CONSISTENT].means:
            assert reading.deviating == (), verdict
        if reading.means == messages.OUTCOMES[Outcome.SUSPECTED].means:
            assert reading.deviating, verdict


def test_an_answer_that_the_ratio_does_not_bear_is_said_to_be_close(all_told: list[tuple[Verdict, Reading]]) -> None:
    sides = {Outcome.SUSPECTED: 1.0, Outcome.CONSISTENT: -1.0}
    for verdict, reading in all_told:
        odds = verdict.log10_likelihood_ratio
        if verdict.outcome in sides and odds is not None:
            is_close = sides[verdict.outcome] * odds < 0.302
            assert (reading.means in messages.MEANS_IF_CLOSE.values()) is is_close, verdict
            assert (messages.LIKELIHOOD_IS_NOT_ALL in reading.likelihood) is is_close, verdict


def test_what_a_photo_shows_that_is_to_be_taken_again_is_not_called_something_else(
    given: tuple[Verdict, ReleaseDescription],
) -> None:
    base, release = given
    verdict = _verdict(base, Outcome.SUSPECTED, (), GivenBy.OFFICER, 1.8)
    reading = told(_with_photos(verdict, BELONGING[2], RETAKES[1]), release)
    assert "does not show this product" not in texts(reading)
    assert reading.photos[1].advice


def test_a_sharp_photo_of_something_else_is_not_good_enough_to_judge_beside_a_poor_one_of_the_product(
    given: tuple[Verdict, ReleaseDescription],
) -> None:
    base, release = given
    reasons = (Reason.PHOTO_QUALITY, Reason.FOREIGN_PHOTO)
    verdict = _verdict(base, Outcome.INCONCLUSIVE, reasons, GivenBy.MODEL, -0.5)
    poor = _with_photos(verdict, ((True, "box"), (False, None)), (("turned",), ()))
    reading = read(poor, release, ("en",))
    assert reading.means == messages.POOR
    assert reading.do_next == str(page_messages.NEXT_RETAKE.of(photos="1"))
    assert reading.reasons[0].startswith("Photo 2 does not show this product")
    assert reading.photos[1].foreign == "Does not show this product."


def test_a_finding_and_what_it_counts_for_agree(all_told: list[tuple[Verdict, Reading]]) -> None:
    for verdict, reading in all_told:
        for point in (*reading.deviating, *reading.matching):
            weight = verdict.points[point.index].weight
            if "speaks for counterfeit" in point.strength:
                assert weight > 0, verdict
                assert point.finding is Finding.DEVIATES, verdict
            if "speaks for genuine" in point.strength:
                assert weight < 0, verdict
                assert point.finding is Finding.MATCHES, verdict
            if "reason" in point.strength.lower():
                assert verdict.log_odds is not None, verdict
                assert weight * verdict.log_odds > 0, verdict


def test_no_rate_has_decimals(all_told: list[tuple[Verdict, Reading]]) -> None:
    for _, reading in all_told:
        assert not DECIMAL_RATE.search(texts(reading)), texts(reading)


def test_no_text_has_a_blank_that_was_not_filled(all_told: list[tuple[Verdict, Reading]]) -> None:
    for _, reading in all_told:
        for text in sentences(reading):
            assert not re.search(r"[{}]|\bNone\b|  |of ,|: \.", text), text


def test_the_terminal_speaks_of_nothing_that_only_a_page_has(
    given: tuple[Verdict, ReleaseDescription], possible: list[Verdict]
) -> None:
    for verdict in possible:
        said = texts(read(verdict, given[1], ("en",), TERMINAL))
        assert not re.search(r"\b(below|beside it|beside each|marked|button|choose)\b", said), said


def test_of_photos_that_look_like_no_product_none_is_offered_on_a_guess(
    all_told: list[tuple[Verdict, Reading]],
) -> None:
    unfamiliar = 0
    for verdict, reading in all_told:
        if Reason.UNKNOWN_PRODUCT in verdict.reasons and not all(photo.retake for photo in verdict.photos):
            unfamiliar += 1
            assert reading.candidates == (), verdict
            assert reading.do_next.startswith("Photograph the item itself"), verdict
    assert unfamiliar


def test_few_products_are_offered_instead_and_none_that_is_hardly_likely(
    given: tuple[Verdict, ReleaseDescription],
) -> None:
    base, release = given
    verdict = _verdict(base, Outcome.INCONCLUSIVE, (Reason.UNLIKE_ANY_REFERENCE,), GivenBy.OFFICER, None)

    def offered(*probabilities: float) -> list[str]:
        ranked = tuple(Candidate(f"p-{place}", each) for place, each in enumerate(probabilities))
        return [each.id for each in read(replace(verdict, candidates=ranked), release, ("en",)).candidates]

    assert offered(0.9, 0.09, 0.0099, 0.0001) == ["p-0", "p-1"]
    assert offered(*[0.02] * 40) == ["p-0", "p-1", "p-2"]
    assert offered(*[0.002] * 400) == []


def test_a_verdict_says_first_that_it_rests_on_what_can_not_be_shown(given: tuple[Verdict, ReleaseDescription]) -> None:
    base, release = given
    suspected = _verdict(base, Outcome.SUSPECTED, (), GivenBy.OFFICER, 1.8)
    assert told(suspected, release).rests_on == ""
    hidden = replace(suspected, points=points(1.8, withheld=True)[:1])
    reading = told(hidden, release)
    assert reading.rests_on == messages.RESTS_ON_CONFIDENTIAL
    assert reading.do_next == messages.NEXT_ASK_UNSHOWN
    unnamed = replace(suspected, points=points(1.8)[1:2])
    assert told(unnamed, release).rests_on == messages.RESTS_ON_UNNAMED
    both = replace(suspected, residual=3.5, points=points(1.8, withheld=True)[:2])
    assert told(both, release).rests_on == messages.RESTS_ON_BOTH
    assert told(replace(both, residual=9.0), release).rests_on == messages.RESTS_ON_WHOLE_AND_PLACES
    assert told(replace(hidden, residual=9.0), release).rests_on == messages.RESTS_ON_WHOLE


def test_as_many_places_are_announced_as_can_be_looked_at(all_told: list[tuple[Verdict, Reading]]) -> None:
    for verdict, reading in all_told:
        shown = [point for point in verdict.points if point.finding is Finding.DEVIATES and point.photo is not None]
        if reading.deviating:
            assert str(len(shown)) in reading.places_title, verdict
            assert {*reading.places, *reading.elsewhere} == {*reading.deviating}, verdict
            assert all(point.photo is None for point in reading.elsewhere), verdict


def test_a_region_without_a_name_is_no_point_and_points_that_no_release_learned_were_not_looked_at(
    given: tuple[Verdict, ReleaseDescription],
) -> None:
    base, release = given
    consistent = _verdict(base, Outcome.CONSISTENT, (), GivenBy.OFFICER, -1.8)
    unnamed = replace(points(-1.8)[0], id=UNNAMED_REGION)
    alone = replace(consistent, points=(unnamed,))
    assert told(alone, release).matching_title == finding_messages.MATCHING_UNNAMED
    with_named = replace(consistent, points=(unnamed, points(-1.8)[0]))
    assert told(with_named, release).matching_title == "1 point matches genuine"
    unlearned = replace(release, points=tuple(each for each in release.points if each.point == UNNAMED_REGION))
    assert messages.LIMIT_UNLEARNED in told(alone, unlearned).limits
    assert messages.LIMIT_UNLEARNED not in told(alone, release).limits


def test_what_is_confidential_is_not_counted_as_a_match(given: tuple[Verdict, ReleaseDescription]) -> None:
    """It may be that no photo shows it."""
    base, release = given
    consistent = _verdict(base, Outcome.CONSISTENT, (), GivenBy.OFFICER, -1.8)
    known, unshown = replace(consistent, points=points(-1.8)[:1]), points(-1.8, withheld=True)[:1]
    assert told(known, release).matching_title == "1 point matches genuine"
    assert told(replace(known, points=(*known.points, *unshown)), release).matching_title == "1 point matches genuine"
    assert told(replace(known, points=unshown), release).matching_title == finding_messages.MATCHING_UNSHOWN


def test_a_missing_amount_never_differs_and_has_no_place(given: tuple[Verdict, ReleaseDescription]) -> None:
    base, release = given
    amounts = (
        PointFinding(STRANGE, Finding.DEVIATES, 3.0, 0, PLACE, None),
        PointFinding(MISSING, Finding.DEVIATES, 2.5, 0, None, None),
    )
    verdict = replace(
        _verdict(base, Outcome.INCONCLUSIVE, (Reason.UNLIKE_ANY_REFERENCE,), GivenBy.OFFICER, None),
        basis=Basis.GENUINE_ONLY,
        unlikeness=UnlikenessFinding(5.0, 2.0, 0.05, 0.146, 19),
        points=amounts,
    )
    reading = told(verdict, release)
    missing = next(point for point in reading.deviating if point.id == MISSING)
    assert "differ" not in missing.finding_words.lower()
    assert (reading.elsewhere, len(reading.places)) == ((missing,), 1)
    assert reading.places_title == "Look here: 1 place that no genuine photo shows"
    assert reading.reasons_title == messages.REASONS_TITLE_IF_UNLIKE
    calm = told(replace(verdict, points=(replace(amounts[0], finding=Finding.MATCHES, weight=0.9),)), release)
    assert "no genuine photo" not in calm.matching[0].told.title
    assert calm.matching[0].strength == "Not enough to set it apart from genuine"


@pytest.mark.parametrize(
    ("finding", "product", "expected"),
    [
        (CodeResult.OTHER_PRODUCT, "bag", OTHER_NUMBER),
        (CodeResult.WRONG_CHECK_DIGIT, None, "A number read on the item is not as genuine ones are."),
    ],
)
def test_a_number_that_contradicts_is_named_as_the_cause(
    given: tuple[Verdict, ReleaseDescription], finding: CodeResult, product: str | None, expected: str
) -> None:
    base, release = given
    code = CodeFinding(0, "4006381333931", "EAN-13", CodeKind.GTIN, finding, product, Region(*PLACE))
    verdict = replace(
        _verdict(base, Outcome.INCONCLUSIVE, (Reason.EVIDENCE_CONFLICTS,), GivenBy.MODEL, -1.5), codes=(code,)
    )
    reading = read(replace(verdict, candidates=(Candidate("box", 0.9), Candidate("cup", 0.1))), release, ("en",))
    assert reading.reasons == (expected,)
    assert "towards genuine" in reading.leaning
    assert [each.id for each in reading.candidates] == ([product] if product else [])


def test_a_view_that_is_missing_is_named_at_once_where_nothing_speaks_against_the_item(
    given: tuple[Verdict, ReleaseDescription],
) -> None:
    base, release = given
    consistent = _verdict(base, Outcome.CONSISTENT, (), GivenBy.OFFICER, -1.8)
    whole = read(consistent, release, ("en",))
    shown = {photo.view for photo in consistent.photos}
    views = (*release.products["box"].sheet.views, View("inside", {"en": "The inside"}, required=True))
    box = replace(release.products["box"], sheet=replace(release.products["box"].sheet, views=views))
    lacking = read(consistent, replace(release, products={**release.products, "box": box}), ("en",))
    assert "inside" not in shown
    assert str(lacking.do_next).startswith("Not photographed, so not judged: ")
    assert "The inside" in str(lacking.do_next)
    assert str(lacking.do_next).endswith(str(whole.do_next).rpartition("judge again. ")[2])


def test_replaceable_parts_are_named_where_they_differ(given: tuple[Verdict, ReleaseDescription]) -> None:
    base, release = given
    box = release.products["box"]
    sheet = replace(box.sheet, points=tuple(replace(point, replaceable=True) for point in box.sheet.points))
    parts = replace(release, products={**release.products, "box": replace(box, sheet=sheet)})
    suspected = _verdict(base, Outcome.SUSPECTED, (), GivenBy.OFFICER, 1.8)
    assert read(suspected, release, ("en",)).notes == (messages.NOTE_PHOTOGRAPHED,)
    assert "may carry non-original parts" in read(suspected, parts, ("en",)).notes[1]
    first = replace(box.sheet.points[0], replaceable=True)
    some = replace(box, sheet=replace(box.sheet, points=(first, *box.sheet.points[1:])))
    mixed = replace(release, products={**release.products, "box": some})
    seal = replace(suspected.points[2], finding=Finding.DEVIATES, photo=0, region=PLACE)
    both = replace(suspected, points=(*suspected.points[:2], seal, *suspected.points[3:]))
    assert read(both, mixed, ("en",)).notes == (messages.NOTE_PHOTOGRAPHED,)  # more differs than could be replaced
    consistent = _verdict(base, Outcome.CONSISTENT, (), GivenBy.OFFICER, -1.8)
    assert "No photo shows: The seal." in read(consistent, parts, ("en",)).notes[1]
