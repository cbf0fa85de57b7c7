"""How long answers take: the median, the slowest tenth, and how many came by the day; honest where there are few."""

from datetime import UTC, date, datetime, timedelta

from serve.accounts.permissions import Role
from serve.enquiries.responding import ResponseTimes
from serve.enquiries.response_domain import AskedOnce, figures_of
from serve.enquiries.service import Enquiries
from tests.serve.rules.desk import Team

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
NOW = MONDAY + timedelta(days=10)


def asked(hours: float | None, needed_by: date | None = None) -> AskedOnce:
    """An enquiry that was answered after so many hours, or waits."""
    return AskedOnce("o-1", MONDAY, needed_by, None if hours is None else MONDAY + timedelta(hours=hours))


def test_of_no_enquiry_nothing_is_said() -> None:
    figures = figures_of([], NOW)
    assert (figures.asked, figures.median, figures.slowest_tenth, figures.longest_wait) == (0, None, None, None)
    assert (figures.in_time.of, figures.in_time.share, figures.in_time.low) == (0, None, None)


def test_what_waits_is_in_no_time_and_the_longest_wait_is_told() -> None:
    figures = figures_of([asked(2), asked(4), asked(None)], NOW)
    assert (figures.asked, figures.answered, figures.waiting) == (3, 2, 1)
    assert (figures.median, figures.longest_wait) == (timedelta(hours=3), timedelta(days=10))


def test_of_few_answers_nothing_is_said_of_the_slowest_tenth() -> None:
    assert figures_of([asked(hour) for hour in range(9)], NOW).slowest_tenth is None
    ten = figures_of([asked(hour) for hour in range(1, 11)], NOW)
    assert (ten.median, ten.slowest_tenth) == (timedelta(hours=5.5), timedelta(hours=9))


def test_an_answer_is_in_time_until_its_day_has_ended_everywhere() -> None:
    day = date(2026, 11, 24)
    last = (datetime(2026, 11, 25, 11, 59, tzinfo=UTC) - MONDAY).total_seconds() / 3600
    figures = figures_of([asked(last, day), asked(last + 1, day), asked(None, day), asked(1)], NOW)
    assert (figures.in_time.of, figures.in_time.kept) == (3, 1)
    low, high = figures.in_time.low, figures.in_time.high
    assert low is not None
    assert high is not None
    assert low < 0.02
    assert high > 0.9
    assert figures_of([asked(None, date(2026, 12, 3))], NOW).in_time.of == 0  # its day has not passed


def test_each_side_sees_its_own_times_and_others_none(alone: Team) -> None:
    one = alone.officer.stop()
    answered, withdrawn = (alone.officer.enquire(one) for _ in range(2))
    alone.officer.enquire(one)
    alone.reviewer.answer(answered, "cannot_tell")
    alone.reviewer.answer(answered, "confirmed_genuine", amends=True)
    alone.parts[Enquiries].withdraw(alone.officer.actor, withdrawn)
    times = alone.parts[ResponseTimes]
    for desk, other in ((alone.officer, "acme"), (alone.reviewer, alone.officer.actor.organisation.name)):
        found = times.view(desk.actor)
        assert [each.organisation.name for each in found.by] == [other]
        assert (found.total.asked, found.total.answered) == (2, 1)
    for desk in (alone.rival, alone.desk(Role.OFFICER, "second")):
        assert times.view(desk.actor).by == []
