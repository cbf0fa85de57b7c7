"""Which photos an enquiry shows: a right holder sees no goods of another one by mistake."""

import json
from dataclasses import replace
from typing import Any

import pytest

from model.catalogue import ProductSheet
from model.verdict import Outcome, Verdict
from serve.cases.dossier import NumberedPhoto
from serve.enquiries.domain import ChosenPhoto, EnquiryRejectedError, NoRecipientError
from serve.enquiries.drafting import Askable, EnquiryDrafting
from serve.enquiries.service import Enquiries
from serve.enquiries.showing import Fit, Selection, check_choices, choices_by_default, photos_for
from serve.examinations import service
from serve.examinations.domain import Examination
from serve.examinations.examining import ExaminationRequest
from serve.releases.service import Releases
from tests.serve.record import faults, log_of
from tests.serve.rules.desk import GREEN, Desk, Stopped, Team, names_of, new_photo

OWN, FOREIGN = new_photo(), new_photo(GREEN)  # photos of the box, and of a bag
[OWN_DIGEST], [FOREIGN_DIGEST] = names_of(OWN), names_of(FOREIGN)


@pytest.fixture(autouse=True)
def _sorted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Verdicts that tell the box from the bag, as those of a release do that sorts photos."""
    judged = vars(service)["examine"]  # which remembers verdicts

    def examine(examiner: Any, item: ExaminationRequest, *rest: Any) -> Verdict:
        verdict: Verdict = judged(examiner, item, *rest)
        shows = {OWN_DIGEST: "box", FOREIGN_DIGEST: "bag"}
        photos = tuple(
            replace(photo, belongs=shows[photo.sha256] == verdict.product.id, product=shows[photo.sha256])
            if photo.sha256 in shows
            else photo
            for photo in verdict.photos
        )
        return replace(verdict, photos=photos)

    monkeypatch.setattr(service, "examine", examine)


def askable(desk: Desk, one: Stopped, product: str | None = None) -> Askable:
    return desk.parts[EnquiryDrafting].askable(desk.actor, one.case, one.item, product)


def ask(desk: Desk, one: Stopped, **selected: Any) -> Any:
    selection = Selection(**selected)
    asked = desk.parts[Enquiries].ask(desk.actor, one.case, one.item, question="Yours?", selection=selection)
    return asked.enquiry


def sent(desk: Desk, one: Stopped, **selected: Any) -> list[str]:
    return [photo.sha256 for photo in ask(desk, one, **selected).photos]


def test_a_photo_that_does_not_show_the_product_is_sent_only_knowingly(team: Team) -> None:
    one = team.officer.stop(OWN, FOREIGN)
    own, foreign = ChosenPhoto(one.examination, 0), ChosenPhoto(one.examination, 1)
    assert [(each.fit, each.shows) for each in askable(team.officer, one).photos] == [
        (Fit.SHOWN, None),
        (Fit.FOREIGN, "bag"),
    ]
    assert sent(team.officer, one) == [OWN_DIGEST]
    with pytest.raises(EnquiryRejectedError, match="does not show this product"):
        sent(team.officer, one, choices=(own, foreign))
    enquiry = ask(team.officer, one, choices=(own, foreign), foreign=frozenset({foreign}))
    assert [photo.sha256 for photo in enquiry.photos] == [OWN_DIGEST, FOREIGN_DIGEST]
    created = next(event for event in log_of(team) if event.subject == enquiry.id)
    assert json.loads(created.details)["foreign"] == [FOREIGN_DIGEST]
    assert faults(team) == []


def test_a_photo_named_by_an_earlier_verdict_is_the_same_photo(team: Team) -> None:
    one = team.officer.stop(FOREIGN, product="bag")
    again = team.officer.examine(one.case, one.item, OWN, product="box").examination.id
    assert sent(team.officer, one, product="bag", choices=(ChosenPhoto(one.examination, 0),)) == [FOREIGN_DIGEST]
    with pytest.raises(EnquiryRejectedError, match="does not show this product"):
        sent(team.officer, one, product="box", choices=(ChosenPhoto(one.examination, 0),))
    assert sent(team.officer, one, product="box", choices=(ChosenPhoto(again, 0),)) == [OWN_DIGEST]


def test_where_no_photo_shows_the_product_the_right_holder_of_the_one_shown_is_offered(team: Team) -> None:
    one = team.officer.stop(FOREIGN)
    form = askable(team.officer, one)
    assert form.sheet is not None
    assert (form.sheet.id, form.shows_product, [*form.others]) == ("box", False, ["bag"])
    with pytest.raises(EnquiryRejectedError, match="no photo of this item shows this product"):
        sent(team.officer, one)
    enquiry = ask(team.officer, one, product="bag")
    assert (enquiry.product_id, [photo.sha256 for photo in enquiry.photos]) == ("bag", [FOREIGN_DIGEST])


def test_what_was_said_of_one_product_is_not_counted_as_said_of_another(team: Team) -> None:
    one = team.officer.stop(OWN, FOREIGN)
    assert ask(team.officer, one).own.outcome is Outcome.SUSPECTED
    assert ask(team.officer, one, product="bag").own.outcome is Outcome.INCONCLUSIVE


def test_no_product_is_asked_about_that_neither_officer_nor_verdict_names(team: Team) -> None:
    one = team.officer.stop(OWN)
    for call in (lambda: sent(team.officer, one, product="bag"), lambda: askable(team.officer, one, "bag")):
        with pytest.raises(EnquiryRejectedError, match="Neither is the item meant to be bag"):
            call()
    bare = team.officer.open()
    with pytest.raises(NoRecipientError, match="no photos yet"):
        sent(team.officer, Stopped(bare, team.officer.add_item(bare), ""))


def of_two_holders(team: Team, *photos: bytes) -> tuple[ProductSheet, dict[str, ProductSheet], list[Examination]]:
    """The sheet of the box, that of the bag as another right holder's, and an item's examinations."""
    one = team.officer.stop(*photos)
    products = team.parts[Releases].active.known.description.products
    sheets = {"box": products["box"].sheet, "bag": replace(products["bag"].sheet, right_holder="rival")}
    return sheets["box"], sheets, [visit.examination for visit in team.officer.view(one.case).items[0].visits]


def test_a_photo_of_another_right_holders_product_is_never_sent(team: Team) -> None:
    box, sheets, examinations = of_two_holders(team, OWN, FOREIGN)
    photos = photos_for(box, examinations, sheets)
    assert [each.fit for each in photos] == [Fit.SHOWN, Fit.OF_ANOTHER_HOLDER]
    assert choices_by_default(photos) == (photos[0].choice,)
    with pytest.raises(EnquiryRejectedError, match="a product of another right holder"):
        check_choices({photos[1].choice: FOREIGN_DIGEST}, photos, {photos[1].choice})


@pytest.mark.parametrize(
    ("belongs", "product", "fit"),
    [
        (True, "box", Fit.SHOWN),
        (None, None, Fit.SHOWN),  # the release does not sort photos
        (False, None, Fit.FOREIGN),  # none of the release's products
        (False, "unheard-of", Fit.FOREIGN),  # of a release that is no longer here
        (None, "bag", Fit.FOREIGN),  # it may be
        (False, "bag", Fit.OF_ANOTHER_HOLDER),
    ],
)
def test_what_a_verdict_says_of_a_photo_decides_who_sees_it(
    team: Team, *, belongs: bool | None, product: str | None, fit: Fit
) -> None:
    box, sheets, [examination] = of_two_holders(team, OWN)
    finding = replace(examination.verdict.photos[0], belongs=belongs, product=product)
    examination = replace(examination, verdict=replace(examination.verdict, photos=(finding,)))
    assert [each.fit for each in photos_for(box, [examination], sheets)] == [fit]


def numbers(photos: tuple[NumberedPhoto, ...]) -> list[tuple[str, int, bool]]:
    return [(each.place.digest, each.number, each.earlier is not None) for each in photos]


@pytest.mark.parametrize(
    ("with_earlier", "shown"),
    [
        (True, [(OWN_DIGEST, 1, False), (FOREIGN_DIGEST, 2, False)]),
        (False, [(OWN_DIGEST, 1, False), (FOREIGN_DIGEST, 1, True)]),
    ],
    ids=["all", "new"],
)
def test_photos_have_the_numbers_of_the_latest_verdict_on_every_page(
    team: Team, *, with_earlier: bool, shown: list[tuple[str, int, bool]]
) -> None:
    one = team.officer.stop(FOREIGN)
    team.officer.examine(one.case, one.item, OWN, with_earlier=with_earlier)
    [file] = team.officer.view(one.case).items
    assert numbers(file.numbered_photos) == shown
    assert numbers(tuple(each.photo for each in askable(team.officer, one).photos)) == shown
