"""What is said of photos that show a part of the item, or codes alone."""

from dataclasses import replace
from pathlib import Path

import pytest

from model.description import ReleaseDescription
from model.examiner import Examiner
from model.release import load_release
from model.released_product import Basis, NextView
from model.verdict import GivenBy, Outcome, PhotoFinding, Reason, Registration, Verdict
from serve.evidence.messages import given
from serve.examinations import messages as page_messages
from serve.examinations.explaining import product_in_brief
from tests.serve.said import Reading, finding_messages, messages, read
from tests.serve.tiny_release import GENUINE

WHOLE = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)
CLOSE = (3.0, 0.0, -1.0, 0.0, 3.0, -1.0, 0.0, 0.0, 1.0)  # the middle third alone: the sheet's places lie outside
NAME = "Acme box"


@pytest.fixture(scope="module")
def given_verdict(tiny_release: Path) -> tuple[Verdict, ReleaseDescription]:
    """Of two photos of a box's front that the evidence speaks well of."""
    examiner = Examiner(load_release(tiny_release))
    verdict = examiner.examine([GENUINE, GENUINE], product="box", views=["front", "front"])
    photos = tuple(replace(photo, belongs=True, product="box") for photo in verdict.photos)
    weak = replace(
        verdict, outcome=Outcome.INCONCLUSIVE, reasons=(Reason.EVIDENCE_WEAK,), photos=photos, guarantee=None
    )
    return replace(weak, log_odds=-0.2, log10_likelihood_ratio=-1.5), examiner.release.description


def laid(photo: PhotoFinding, homography: tuple[float, ...]) -> PhotoFinding:
    return replace(photo, registrations=(Registration("r" * 64, homography, 60, 40),))


def told(verdict: Verdict, release: ReleaseDescription, *photos: PhotoFinding) -> Reading:
    return read(replace(verdict, photos=photos), release, ("en",))


def test_close_ups_are_said_to_show_a_part_and_what_to_photograph(
    given_verdict: tuple[Verdict, ReleaseDescription],
) -> None:
    verdict, release = given_verdict
    one, other = verdict.photos
    reading = told(verdict, release, laid(one, CLOSE), laid(other, CLOSE))
    assert reading.partly_shown == messages.PARTLY_SHOWN
    assert messages.REASON_PARTLY_SHOWN in reading.reasons
    assert reading.do_next == str(page_messages.NEXT_WHOLE.of(views="The front"))
    assert [photo.in_part for photo in reading.photos] == [finding_messages.PHOTO_IN_PART] * 2


def test_a_close_up_beside_a_photo_of_the_whole_view_leaves_nothing_out(
    given_verdict: tuple[Verdict, ReleaseDescription],
) -> None:
    verdict, release = given_verdict
    one, other = verdict.photos
    reading = told(verdict, release, laid(one, CLOSE), laid(other, WHOLE))
    assert reading.partly_shown == ""
    assert messages.REASON_PARTLY_SHOWN not in reading.reasons
    assert [photo.in_part for photo in reading.photos] == [finding_messages.PHOTO_IN_PART, ""]


def test_an_item_that_a_withheld_place_alone_keeps_from_an_answer_is_said_to_be_shown_in_part(
    given_verdict: tuple[Verdict, ReleaseDescription],
) -> None:
    """Nothing that the reader may see is left out, yet evidence of this strength clears an item."""
    verdict, release = given_verdict
    limit = release.products["box"].rule_for({"front"}).consistent.log_odds
    assert limit is not None
    strong = replace(verdict, log_odds=limit - 0.1)
    assert told(strong, release, *verdict.photos).partly_shown == messages.PARTLY_SHOWN
    assert told(replace(verdict, log_odds=limit + 0.1), release, *verdict.photos).partly_shown == ""


def test_the_next_step_names_the_photo_to_take_again_of_the_view_that_would_settle_it(
    given_verdict: tuple[Verdict, ReleaseDescription],
) -> None:
    """Of the front one photo is fit, of the back one is covered: the back is what is to be photographed."""
    verdict, release = given_verdict
    box = release.products["box"]
    limit = box.rule_for({"front"}).consistent.log_odds
    assert limit is not None
    next_views = (NextView(("front",), "back", 19, 20),)
    release = replace(release, products={**release.products, "box": replace(box, next_views=next_views)})
    front, back = verdict.photos[0], replace(verdict.photos[1], view="back", retake=("covered",))
    held_back = replace(verdict, log_odds=limit - 0.1, next_photo="back")
    again = str(page_messages.NEXT_RETAKE.of(photos="2"))
    assert told(held_back, release, front, back).do_next == again
    assert told(replace(held_back, log_odds=limit + 0.1), release, front, back).do_next == again
    assert told(held_back, release, front).do_next.startswith("Photograph this next: ")
    assert told(replace(held_back, next_photo=None), release, front).do_next == messages.NEXT_WHOLE_ITEM


def test_where_no_photo_is_fit_nothing_is_said_of_what_they_leave_out_or_were_compared_with(
    given_verdict: tuple[Verdict, ReleaseDescription],
) -> None:
    verdict, release = given_verdict
    covered = replace(verdict.photos[0], view=None, retake=("covered",))
    poor = replace(verdict, reasons=(Reason.PHOTO_QUALITY,), basis=Basis.GENUINE_ONLY)
    reading = told(poor, release, covered)
    assert reading.limits == messages.LIMITS
    assert reading.basis == ""


def test_a_photo_of_codes_alone_is_not_called_good_enough_to_judge(
    given_verdict: tuple[Verdict, ReleaseDescription],
) -> None:
    verdict, release = given_verdict
    label = replace(verdict.photos[1], belongs=None, product=None, view=None)
    reading = told(verdict, release, verdict.photos[0], label)
    assert [photo.aside for photo in reading.photos] == ["", finding_messages.PHOTO_CODES_ALONE]
    unsure = replace(label, view="front")
    assert told(verdict, release, verdict.photos[0], unsure).photos[1].aside == ""
    assert all(photo.aside == "" for photo in told(verdict, release, label, label).photos)  # none was sorted


def test_a_wrong_product_is_said_to_be_given_and_not_repeated_as_a_fact(
    given_verdict: tuple[Verdict, ReleaseDescription],
) -> None:
    verdict, _ = given_verdict
    assert str(product_in_brief(verdict, NAME)) == given(verdict, NAME) == NAME
    foreign = tuple(replace(photo, belongs=False, product="bag") for photo in verdict.photos)
    wrong = replace(verdict, photos=foreign, reasons=(Reason.FOREIGN_PHOTO, Reason.EVIDENCE_CONFLICTS))
    assert str(product_in_brief(wrong, NAME)) == "Given: Acme box. The photos don't show it."
    assert str(given(wrong, NAME)) == "Given: Acme box. According to the assistant, the photos don't show it."
    by_model = replace(wrong, product=replace(wrong.product, given_by=GivenBy.MODEL))
    assert str(product_in_brief(by_model, NAME)) == messages.PRODUCT_IN_DOUBT
