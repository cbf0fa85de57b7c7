"""When a contact answers, from what a right holder has written."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from serve.catalogue.forms import values_in
from serve.catalogue.hours_domain import OpeningTime, OpeningWeek, answering, read_hours, week_of
from serve.catalogue.hours_words import said_hours
from serve.platform.translations import Language

TOKYO = ZoneInfo("Asia/Tokyo")
WORK_DAYS = range(5)


@pytest.mark.parametrize(
    "text",
    [
        "Mon to Fri, 9 to 17",
        "Mon-Fri 9-17",
        "Monday \u2013 Friday: 9:00\u201317:00",
        "mon, tue, wed, thu and fri 09.00 to 17.00",
        "Mon till Fri 9am - 5pm",
        "Mon-Thu 9-17; Fri 9-17",
    ],
)
def test_the_usual_ways_to_write_hours_are_understood(text: str) -> None:
    assert read_hours(text) == tuple(OpeningTime(day, time(9), time(17)) for day in WORK_DAYS)


def test_days_and_times_of_a_form_are_hours_and_fill_it_again() -> None:
    week = {"contacts.0.week.d0": "yes", "contacts.0.week.d2": "yes"}
    times = {"contacts.0.week.from": "09:00", "contacts.0.week.until": "17:30"}
    given = {"contacts.0.name": "Desk", "contacts.0.hours": "by appointment"}
    (contact,) = values_in([*given.items(), *week.items(), *times.items()])["contacts"]
    assert contact == {"name": "Desk", "hours": "Mon, Wed 09:00-17:30"}
    assert week_of(contact["hours"]) == OpeningWeek((0, 2), time(9), time(17, 30))
    for lacking in (week, times):  # not all is given: the words count
        assert values_in([*given.items(), *lacking.items()])["contacts"][0]["hours"] == "by appointment"
    assert "contacts" not in values_in([("contacts.0.week.from", "")])


@pytest.mark.parametrize("text", ["", "by appointment", "24/7", "Mon 9-12, 13-17", "Mon 9-12; Tue 9-17"])
def test_other_hours_fill_no_days(text: str) -> None:
    assert week_of(text) is None


def test_hours_are_said_in_the_readers_language_as_far_as_they_are_understood() -> None:
    said = "Mon to Wed, Fri 9-17; Sat 10-12"
    assert said_hours(said, Language("en")) == "Mon\u2013Wed, Fri 09:00\u201317:00; Sat 10:00\u201312:00"
    assert said_hours("Mon to Fri, 9 to 17", Language("ja")) == "月\u2013金 09:00\u201317:00"
    assert said_hours("nach Vereinbarung", Language("ja")) == "nach Vereinbarung"


def test_a_day_may_have_several_stretches_and_a_week_may_turn_around() -> None:
    assert read_hours("Sat-Mon 8:30-12, 13-24") == tuple(
        OpeningTime(day, *times) for times in ((time(8, 30), time(12)), (time(13), time.max)) for day in (5, 6, 0)
    )
    assert len(read_hours("daily 10-18") or ()) == 7


@pytest.mark.parametrize(
    "text",
    [
        *("", "9 to 17", "Mon to Fri", "office hours", "Mon-Fri 9-17 except holidays", "Mon-Fri 22-6", "Mon 9-17pm"),
        *("Mon-Fri 9-25", "Mon 9", "Mo-Fr 9-17", "平日 9:00-17:00", "Mon-Fri 9-17, by appointment"),
    ],
)
def test_nothing_is_guessed(text: str) -> None:
    assert read_hours(text) is None
    assert answering(text, datetime(2026, 11, 27, 12, tzinfo=TOKYO)) is None


def test_it_is_known_whether_someone_answers_now_and_when_next() -> None:
    hours, friday = "Mon to Fri, 9 to 17", datetime(2026, 11, 27, tzinfo=TOKYO)
    for hour, is_open, until, opens in (
        (8, False, None, friday.replace(hour=9)),
        (9, True, friday.replace(hour=17), None),
        (16, True, friday.replace(hour=17), None),
        (17, False, None, friday.replace(day=30, hour=9)),
    ):
        found = answering(hours, friday.replace(hour=hour))
        assert found is not None
        assert (found.is_open, found.until, found.opens) == (is_open, until, opens)


def test_someone_who_always_answers_has_no_end() -> None:
    found = answering("24/7", datetime(2026, 11, 29, 3, tzinfo=TOKYO))
    assert found is not None
    assert (found.is_open, found.until, found.opens) == (True, None, None)
