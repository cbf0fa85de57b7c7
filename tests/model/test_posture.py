"""Posture: a turned or covered photo is to be taken again; a close-up neither clears an item nor accuses it."""

from dataclasses import replace

import numpy as np
import pytest

from model.catalogue import Region
from model.occlusion import Occlusion, Occlusions
from model.photo import SeenPhoto
from model.posture import hidden_points, postured, shows_whole, turned_by
from model.quality import Quality, RetakeCode
from model.registration import Registrations
from model.verdict import Registration
from tests.model.releases import product, scores

GOOD = Quality(sharpness=0.6, exposure=0.5, glare=0.0, pixels=1000)
SHEET = product().sheet
VIEW = SHEET.points[0].view


def laid(angle: float = 0.0, scale: float = 1.0) -> Registration:
    """The reference picture turned about the middle of the photo, and enlarged."""
    turn = np.radians(angle)
    cosine, sine = scale * np.cos(turn), scale * np.sin(turn)
    matrix = np.array([[cosine, -sine, 0.0], [sine, cosine, 0.0], [0.0, 0.0, 1.0]])
    about = (
        np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1.0]]) @ matrix @ np.array([[1, 0, -0.5], [0, 1, -0.5], [0, 0, 1]])
    )
    return Registration("r" * 64, tuple(float(number) for number in about.flat), 60, 60)


@pytest.mark.parametrize("angle", [0, 12, -30, 90, -90, 180])
def test_how_far_an_item_is_turned_is_read_off_its_registration(angle: int) -> None:
    assert turned_by(laid(angle)) == pytest.approx(abs(angle), abs=0.1)


def test_a_photo_that_ends_before_marked_places_shows_its_view_in_part() -> None:
    near = replace(SHEET.points[0], id="near", region=Region(0.1, 0.1, 0.1, 0.1))
    sheet = replace(SHEET, points=(near, replace(near, id="far", region=Region(0.8, 0.8, 0.1, 0.1))))
    assert shows_whole(laid(), sheet, VIEW)
    assert not shows_whole(laid(scale=2.0), sheet, VIEW)
    assert hidden_points(laid(scale=2.0), sheet, VIEW) == {"near", "far"}
    assert hidden_points(laid(), sheet, VIEW) == frozenset()


def test_a_view_without_marked_places_can_not_be_shown_in_part() -> None:
    assert shows_whole(laid(scale=3.0), replace(SHEET, points=()), VIEW)


class Laid(Registrations):
    """Every photo is laid over the reference picture, turned by an angle."""

    def __init__(self, angle: float = 0.0) -> None:
        super().__init__(None, None)
        self._angle = angle

    def shown(self, *_: object, **__: object) -> tuple[str, Registration]:
        return VIEW, laid(self._angle)


@pytest.mark.parametrize(
    ("angle", "advice"), [(15, ()), (-15, ()), (20, (RetakeCode.TURNED,)), (-90, (RetakeCode.TURNED,))]
)
def test_a_photo_that_is_turned_more_than_contributed_ones_is_to_be_taken_again(
    angle: float, advice: tuple[RetakeCode, ...]
) -> None:
    shown = scores(residual=0.0, points=(0.0, 0.0, 0.0))
    photo = SeenPhoto("c" * 64, GOOD, (), shown, (), None, registrations=Laid(angle))
    assert postured(photo, "carton", VIEW).retake == advice


@pytest.mark.parametrize(
    ("found", "advice"),
    [
        (Occlusion(0.4, frozenset({"near"})), (RetakeCode.COVERED,)),
        (Occlusion(0.1, frozenset({"near"})), ()),
    ],
)
def test_a_photo_with_much_over_the_goods_is_to_be_taken_again(
    found: Occlusion, advice: tuple[RetakeCode, ...]
) -> None:
    shown = scores(residual=0.0, points=(0.0, 0.0, 0.0))
    over = Occlusions(None, None, {("carton", VIEW): found})
    photo = SeenPhoto("c" * 64, GOOD, (), shown, (), None, registrations=Laid(), occlusions=over)
    assert postured(photo, "carton", VIEW).retake == advice
