"""What trainers show: the photos that a point is compared with, and how they lie over the genuine picture."""

import io
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from PIL import Image

from model.catalogue import Point, ProductSheet, Region, Visibility
from model.datasets.fields import Label, PointMark
from serve.accounts.domain import Organisation
from serve.accounts.first_page import first_page
from serve.accounts.permissions import OrganisationKind, Role
from serve.accounts.service import Accounts
from serve.clearances.domain import PartKind, PartName
from serve.clearances.drafting import ClearanceDraft
from serve.clearances.holding_domain import HeldItem, HeldPhoto, HeldProduct
from serve.clearances.service import Clearances
from serve.platform.errors import NotFoundError
from serve.review.curating import ReviewQueue
from serve.teaching.comparing import PointComparing
from serve.teaching.domain import (
    Comparison,
    TaughtPoint,
    TaughtProduct,
    counterfeits_of,
    photo_name,
    taught,
)
from serve.teaching.service import Teaching, point_of
from tests.serve.freezing import ACCEPT, accepted, curator
from tests.serve.reviewing import entry_of, hand_in
from tests.serve.rules.desk import Desk, Team, new_photo
from tests.serve.tiny_release import GENUINE, as_new, reference_of

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
ACME = Organisation("o-9", OrganisationKind.RIGHT_HOLDER, "acme", None, NOW)
LOGO, SEAL = (PartName(PartKind.POINT, name) for name in ("logo", "seal"))
FRONT = PartName(PartKind.REFERENCE, "front")


def point(name: str, view: str = "front") -> Point:
    return Point(name, view, {}, {}, {}, Region(0.1, 0.2, 0.3, 0.1), None, Visibility.OFFICER)


def photo(entry: str, index: int, view: str | None, *points: str) -> HeldPhoto:
    return HeldPhoto(photo_name(entry, index), view, tuple(PointMark(each, None) for each in points), "")


def item(entry: str, label: Label, *photos: HeldPhoto) -> HeldItem:
    return HeldItem(entry, label, photos, None)


def product(*items: HeldItem, points: tuple[Point, ...] = (point("logo"), point("seal", "back"))) -> HeldProduct:
    sheet = ProductSheet("box", "acme", {}, "", (), None, (), points)
    return HeldProduct(ACME, "box", sheet, points, {}, frozenset({"logo"}), {each.entry_id: each for each in items})


# --- the rules alone -------------------------------------------------------------------------------------------------


def test_a_point_is_compared_with_counterfeits_of_its_view_those_first_on_which_it_is_marked() -> None:
    unmarked, unsaid, marked = photo("w-1", 0, "front"), photo("w-1", 1, None), photo("w-2", 0, "front", "logo")
    other, genuine = photo("w-2", 1, "back"), photo("w-3", 0, "front", "logo")
    held = product(
        item("w-1", Label.COUNTERFEIT, unsaid, unmarked),
        item("w-2", Label.COUNTERFEIT, other, marked),
        item("w-3", Label.GENUINE, genuine),
    )
    assert counterfeits_of(held, held.points[0]) == (marked, unmarked, unsaid)


def test_points_lead_to_the_ones_before_and_after_them() -> None:
    shown = taught(product())
    first, last = shown.points
    assert [each.number for each in shown.points] == [1, 2]
    assert (shown.beside(first), shown.beside(last)) == ((None, last), (first, None))
    assert (first.is_pictured, last.is_pictured) == (True, False)


# --- what is shown to whom -------------------------------------------------------------------------------------------


def give(team: Team, *names: PartName, to: str = "first") -> str:
    team.organisation("second")
    draft = ClearanceDraft("box", names, frozenset({team.organisation(to).id}))
    return team.parts[Clearances].give(team.reviewer.actor, draft).clearance.id


def counterfeit(team: Team, content: bytes, view: str | None = "front", *marks: PointMark) -> PartName:
    """The photo of a new accepted counterfeit item."""
    entry = entry_of(team.contributor.actor, content, label=Label.COUNTERFEIT)
    seen = replace(entry.photos[0], view=view, marks=marks)
    name = hand_in(team.parts, team.contributor.actor, [replace(entry, photos=(seen,))], content)[0]
    team.parts[ReviewQueue].decide(curator(team).actor, name, ACCEPT)
    return photo_name(name, 0)


def trainer(team: Team, agency: str = "first") -> Desk:
    return team.desk(Role.TRAINER, agency)


def shown_to(desk: Desk) -> TaughtProduct:
    return desk.parts[Teaching].product(desk.actor, "box")


def compared(desk: Desk, name: PartName | None = None, point_id: str = "logo") -> Comparison | None:
    shown = shown_to(desk)
    return desk.parts[Teaching].comparison(desk.actor, shown, point_of(shown, point_id), name)


def test_a_trainer_is_shown_what_is_cleared_for_the_own_agency_alone(alone: Team) -> None:
    name = counterfeit(alone, as_new(reference_of("front")))
    clearance = give(alone, LOGO, name)
    first, second, use = trainer(alone), trainer(alone, "second"), alone.parts[Teaching]
    assert [each.held.product_id for each in use.products(first.actor)] == ["box"]
    assert [each.point.id for each in shown_to(first).points] == ["logo"]
    assert use.products(second.actor) == []
    for call in (
        lambda: use.product(second.actor, "box"),
        lambda: use.picture(second.actor, "box", LOGO),
        lambda: use.compared_picture(second.actor, "box", "logo", name, Label.GENUINE),
        lambda: point_of(shown_to(first), "seal"),
        lambda: use.picture(first.actor, "box", SEAL),
        lambda: use.compared_picture(first.actor, "box", "seal", name, Label.GENUINE),
    ):
        with pytest.raises(NotFoundError, match=r"may (show|be shown)"):
            call()
    alone.parts[Clearances].withdraw(alone.reviewer.actor, clearance, None, "Ours.")
    with pytest.raises(NotFoundError, match="may show"):
        shown_to(first)
    with pytest.raises(NotFoundError):
        use.compared_picture(first.actor, "box", "logo", name, Label.COUNTERFEIT)


def test_a_trainer_begins_where_products_are_once_something_is_cleared(alone: Team) -> None:
    for desk in (trainer(alone), alone.desk(Role.OFFICER, "first")):
        assert first_page(alone.parts, desk.actor) == "/"
    give(alone, LOGO)
    assert first_page(alone.parts, trainer(alone).actor) == "/teaching"
    for desk in (trainer(alone, "second"), alone.desk(Role.OFFICER, "first"), alone.reviewer):
        assert first_page(alone.parts, desk.actor) == "/"
    alone.parts[Accounts].change_allowance(alone.reviewer.actor, [])
    assert first_page(alone.parts, trainer(alone).actor) == "/"


# --- how pictures lie over one another -------------------------------------------------------------------------------


def size_of(content: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(content)) as picture:
        assert not picture.getexif()
        return picture.size


def test_a_photo_is_laid_over_the_genuine_picture_which_is_whole_only_if_its_view_is_cleared(alone: Team) -> None:
    name = counterfeit(alone, as_new(reference_of("front")), "front", PointMark("logo", None))
    give(alone, LOGO, name)
    desk = trainer(alone)
    near = compared(desk)
    assert near is not None
    assert (near.is_registered, near.is_marked, near.is_whole, near.photo) == (True, True, False, name)
    assert near.genuine == near.counterfeit
    give(alone, FRONT)
    whole = compared(desk, name)
    assert whole is not None
    assert (whole.is_whole, near.genuine.place != whole.genuine.place) == (True, True)
    for side in Label:
        drawn = desk.parts[Teaching].compared_picture(desk.actor, "box", "logo", name, side)
        assert size_of(drawn) == (whole.genuine.width, whole.genuine.height)


def test_the_place_of_a_point_is_drawn_from_both_as_one_piece_at_one_scale(alone: Team) -> None:
    """On paper no one enlarges a picture: lengths can be compared only if both are drawn alike."""
    name = counterfeit(alone, as_new(reference_of("front")), "front", PointMark("logo", Region(0.1, 0.1, 0.8, 0.8)))
    give(alone, LOGO, name)
    desk = trainer(alone)
    shown, agencies = shown_to(desk), (desk.actor.organisation_id,)
    logo, photo_of_it = point_of(shown, "logo").point, shown.held.photo(name)
    assert photo_of_it is not None
    both = desk.parts[PointComparing].close_ups(agencies, shown.held, logo, photo_of_it, 320)
    assert both is not None
    assert size_of(both.genuine) == size_of(both.counterfeit)
    assert max(size_of(both.genuine)) == 320
    pictures = [np.asarray(Image.open(io.BytesIO(each)).convert("L"), float) for each in both]
    assert abs(pictures[0] - pictures[1]).mean() < 12  # of 255: it is the same print in the same place
    plain = io.BytesIO()
    Image.new("RGB", (400, 300), (120, 90, 60)).save(plain, "JPEG")
    other = counterfeit(alone, plain.getvalue(), "front", PointMark("logo", None))
    give(alone, other)
    shown = shown_to(desk)
    flat = shown.held.photo(other)
    assert flat is not None
    assert desk.parts[PointComparing].close_ups(agencies, shown.held, logo, flat, 320) is None


def test_a_photo_that_can_not_be_laid_over_it_is_shown_as_it_is_with_its_own_place(alone: Team) -> None:
    place = Region(0.5, 0.5, 0.2, 0.1)
    content = io.BytesIO()
    Image.new("RGB", (400, 300), (120, 90, 60)).save(content, "JPEG")
    name = counterfeit(alone, content.getvalue(), "front", PointMark("logo", place))
    give(alone, LOGO, name)
    found = compared(trainer(alone))
    assert found is not None
    assert (found.is_registered, found.counterfeit.place) == (False, place)
    assert (found.counterfeit.width, found.counterfeit.height) == (400, 300)


def test_without_a_photo_or_with_anothers_there_is_no_comparison(alone: Team) -> None:
    give(alone, LOGO)
    desk = trainer(alone)
    assert compared(desk) is None
    genuine = photo_name(accepted(alone, as_new(GENUINE)), 0)
    uncleared = counterfeit(alone, new_photo())
    give(alone, genuine)
    for name in (genuine, uncleared):
        with pytest.raises(NotFoundError, match="may be shown"):
            compared(desk, name)
    assert isinstance(shown_to(desk).point("logo"), TaughtPoint)
