"""What a hall is told of the assistant's verdict: points that are reasons for it, of those that may be shown."""

from dataclasses import replace

import pytest

from model.verdict import Finding, Outcome, PointFinding, Verdict
from serve.sittings.assisting import assistance_of
from tests.serve.seminaring import LOGO
from tests.serve.test_confidentiality import verdict_of

HELD = ("logo", "seam", "hem")


class HeldPoints:
    """What may be shown, as far as it is asked for."""

    def point(self, name: str) -> object | None:
        """One of the points."""
        return replace(LOGO, id=name) if name in HELD else None


def finding(name: str, weight: float, found: Finding = Finding.DEVIATES) -> PointFinding:
    return PointFinding(name, found, weight, 0, None, None)


@pytest.fixture
def verdict() -> Verdict:
    points = (
        finding("logo", 2.3),
        finding("seam", 0.3),  # hardly counts
        finding("hem", -0.9),  # deviates by a little, and speaks for genuine
        finding("strip", 3.1),  # may not be shown
        finding("tag", -2.0, Finding.MATCHES),
    )
    return replace(verdict_of(*points), outcome=Outcome.SUSPECTED)


def test_only_points_that_count_are_told(verdict: Verdict) -> None:
    told = assistance_of(verdict, HeldPoints())  # type: ignore[arg-type]  # all that it asks for
    assert (told.outcome, told.points) == (Outcome.SUSPECTED, ("logo",))
