"""A stated view is believed, unless the photo clearly shows another view of the product."""

import pytest

from model.judgement import OfficerInput, judge
from model.photo import SeenPhoto
from model.stated_view import LEAST_LIKELY
from model.verdict import Finding
from tests.model.releases import release, scores
from tests.model.test_judgement import gallery, seen

CLEAR, UNCLEAR = (6.0, 0.0), (1.0, 0.0)  # of front and back


def photo(view: tuple[float, float], stated: str | None, points: tuple[float, float, float]) -> SeenPhoto:
    return seen(scores(residual=0.0, points=points, view=view), view=stated)


@pytest.mark.parametrize(
    ("shows", "stated", "judged", "noted"),
    [
        (CLEAR, None, "front", None),
        (CLEAR, "front", "front", None),
        (CLEAR, "back", "front", "back"),
        (UNCLEAR, "back", "back", None),
    ],
)
def test_a_photo_is_judged_as_what_it_clearly_shows(
    shows: tuple[float, float], stated: str | None, judged: str, noted: str | None
) -> None:
    one = photo(shows, stated, (0.0, 0.0, 0.0))
    found = judge([one], OfficerInput("carton"), release(), gallery()).photos[0]
    assert (found.view, found.stated_view) == (judged, noted)


def test_the_same_side_twice_clears_no_other_side() -> None:
    """As when a camera page asks for the back, and the front is photographed again."""
    front = photo(CLEAR, "front", (-4.0, -4.0, 0.0))
    again = photo(CLEAR, "back", (-4.0, -4.0, 0.0))
    verdict = judge([front, again], OfficerInput("carton"), release(), gallery())
    assert {point.id: point.finding for point in verdict.points}["barcode"] is Finding.NOT_VISIBLE
    unstated = judge([photo(CLEAR, None, (-4.0, -4.0, 0.0))] * 2, OfficerInput("carton"), release(), gallery())
    assert (verdict.outcome, verdict.log_odds) == (unstated.outcome, unstated.log_odds)


def test_a_photo_that_may_be_of_the_stated_view_is_one_in_twenty() -> None:
    assert LEAST_LIKELY == 0.05
