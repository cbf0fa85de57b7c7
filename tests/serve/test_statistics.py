"""The releases' real error over time: counted per item, with its interval, against what was promised."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from model.datasets.fields import Label
from model.verdict import Outcome
from serve.audit.store import AuditStore
from serve.enquiries.domain import Bound, Promise
from serve.platform.settings import Settings
from serve.platform.tenancy import SYSTEM
from serve.statistics.domain import Standing, Tally, Track, real_errors
from serve.statistics.permissions import StatisticsAction
from tests.serve.enquiring import GREEN, RED, confirmed, made, rival
from tests.serve.running import Service, run
from tests.storage import Storage

PAGE = {"accept": "text/html"}
TRACK = Track("r-1", "box")


@pytest.fixture
def own(tmp_path: Path, tiny_release: Path, either_database: Storage) -> Iterator[Service]:
    """A service of the test's own, which counts what the test does."""
    yield from run(Settings(data_dir=tmp_path / "data", release=tiny_release, workers=2, **either_database()))


def tracks(client: httpx.Client, **query: str) -> dict[str, Any]:
    found = made(client.get("/v1/statistics/real-error", params=query))
    return {each["product"]: each for each in found["tracks"]}


def calls(called: dict[str, Any]) -> tuple[int, int, int, int]:
    return called["n"], called["suspected"], called["consistent"], called["inconclusive"]


def test_wrong_calls_are_counted_among_what_was_confirmed(own: Service, tiny_release: Path) -> None:
    for label, colour, times in (("genuine", GREEN, 3), ("genuine", RED, 1), ("counterfeit", RED, 2)):
        for _ in range(times):
            confirmed(own, label, colour)
    confirmed(own, "counterfeit", GREEN, product="bag")
    found = tracks(own.as_("reviewer"))
    box = found["box"]
    assert box["release"] == tiny_release.name
    assert calls(box["total"]["genuine"]) == (4, 1, 3, 0)
    assert calls(box["total"]["counterfeit"]) == (2, 2, 0, 0)
    rate = box["total"]["genuine"]["rate"]
    assert (rate["value"], rate["n"]) == (0.25, 4)
    assert (rate["low"], rate["high"]) == pytest.approx((0.006309, 0.805880), abs=1e-6)
    assert box["total"]["genuine"]["promise"] == {"limit": 0.041, "products": 1}
    assert box["total"]["genuine"]["standing"] == "too_few"
    (month,) = box["months"]
    assert month["month"] == datetime.now(UTC).strftime("%Y-%m")
    assert month["genuine"] == box["total"]["genuine"]
    assert calls(found["bag"]["total"]["counterfeit"]) == (1, 0, 1, 0)
    assert found["bag"]["total"]["genuine"]["rate"] is None


def test_figures_are_their_right_holders_and_the_operators(own: Service, tiny_release: Path) -> None:
    confirmed(own, "genuine", GREEN)
    assert tracks(own.as_("administrator")).keys() == {"box"}
    assert tracks(own.as_("reviewer"), product="box", release=tiny_release.name).keys() == {"box"}
    assert tracks(own.as_("reviewer"), product="bag") == {}
    assert tracks(own.as_("reviewer"), release="r-" + "0" * 16) == {}
    foreign = rival(own)
    assert tracks(foreign) == {}
    assert "No item has been confirmed yet" in foreign.get("/statistics", headers=PAGE).text
    foreign.close()
    for role in ("officer", "senior_officer", "trainer", "contributor"):
        for path in ("/v1/statistics/real-error", "/statistics"):
            assert own.as_(role).get(path).status_code == 403
    with own.parts.database.reading(SYSTEM) as connection:
        looks = [event for event in AuditStore(connection).events() if event.action == StatisticsAction.VIEW]
    assert len(looks) == 6


def test_the_page_says_how_little_few_items_say_and_which_items_they_are(own: Service) -> None:
    confirmed(own, "genuine", RED)
    page = own.as_("reviewer").get("/statistics", headers=PAGE).text
    for words in (
        "Acme box",
        "Promised: at most 4.1% (95% confidence).",
        "<strong>100%</strong> (2.5% to 100%)",
        "Too few to say",
        "are not a random sample",
        datetime.now(UTC).strftime("%B %Y"),
    ):
        assert words in page, words


def counted(outcomes: dict[Outcome, int], promise: Promise, label: Label = Label.GENUINE) -> Any:
    tallies = [Tally(TRACK, "2026-11", label, outcome, items) for outcome, items in outcomes.items()]
    total = real_errors(tallies, {TRACK: promise})[0].total
    return total.genuine if label is Label.GENUINE else total.counterfeit


@pytest.mark.parametrize(
    ("wrong", "right", "standing"),
    [
        (0, 3, Standing.TOO_FEW),
        (0, 71, Standing.TOO_FEW),
        (0, 72, Standing.KEPT),
        (1, 0, Standing.TOO_FEW),
        (2, 10, Standing.TOO_FEW),
        (3, 10, Standing.BROKEN),
        (6, 100, Standing.TOO_FEW),
        (12, 100, Standing.BROKEN),
    ],
)
def test_a_rate_is_above_or_within_its_promise_only_where_the_whole_interval_is(
    wrong: int, right: int, standing: Standing
) -> None:
    promise = Promise(Bound(0.05, 1), None)
    found = counted({Outcome.SUSPECTED: wrong, Outcome.CONSISTENT: right}, promise)
    assert found.standing is standing
    assert counted({Outcome.SUSPECTED: wrong}, Promise(None, Bound(0.05, 1))).standing is Standing.NO_PROMISE


def test_counterfeits_called_consistent_are_the_other_error() -> None:
    outcomes = {Outcome.SUSPECTED: 5, Outcome.CONSISTENT: 2, Outcome.INCONCLUSIVE: 3}
    found = counted(outcomes, Promise(Bound(0.01, 1), Bound(0.05, 4)), Label.COUNTERFEIT)
    assert (found.n, found.errors, found.promise) == (10, 2, Bound(0.05, 4))


def test_tracks_are_kept_apart_and_totals_are_over_all_months() -> None:
    other = Track("r-2", "box")
    tallies = [
        Tally(TRACK, "2026-10", Label.GENUINE, Outcome.SUSPECTED, 1),
        Tally(TRACK, "2026-11", Label.GENUINE, Outcome.INCONCLUSIVE, 2),
        Tally(other, "2026-11", Label.GENUINE, Outcome.SUSPECTED, 4),
    ]
    first, second = real_errors(tallies, {})
    assert (first.track, first.total.genuine.n, first.total.genuine.errors) == (TRACK, 3, 1)
    assert list(first.months) == ["2026-11", "2026-10"]
    assert (second.track, second.total.genuine.n) == (other, 4)
