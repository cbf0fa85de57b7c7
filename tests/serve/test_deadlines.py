"""Legal deadlines: worked examples, what a rule allows, the operator's file, and the command."""

import csv
import json
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from serve.deadlines.calendars import HolidayCalendar
from serve.deadlines.counting import Deadlines, deadline_of
from serve.deadlines.days_domain import WARNED, days_left, pressing_from
from serve.deadlines.domain import DayKind, DeadlineRejectedError, FirstDay, SkippedDay
from serve.deadlines.messages import ANSWERS, LAPSES, PARTIES, STARTS, STEPS
from serve.deadlines.rulebook_file import rulebook
from tests.serve.commands import Shingan, one_line, shingan
from tests.serve.running import Service
from tests.test_docs import ROOT

__all__ = ["shingan"]

RIGHT_HOLDER = "eu-608-2013/right-holder"
CONTRACT = {  # ids that other people's scripts use
    RIGHT_HOLDER,
    "eu-608-2013/right-holder-perishable",
    "eu-608-2013/ex-officio-application",
    "jp-nintei/opinion",
    "jp-nintei/addressee-dispute",
    "us-cbp/detention-decision",
    "us-cbp/importer-answer",
}
OWN = """
[[regimes]]
id = "zz-act"
name = "An act"
counting = "Section 3"
countries = ["CH"]

[[rules]]
id = "zz-act/answer"
valid_from = 2020-01-01
valid_until = 2026-06-30
start = "the letter was posted"
days = 2
kind = "calendar"
first_day = "event"
answer = "The owner answers."
lapse = "The goods go back."
source = "Section 4"

[[rules]]
id = "zz-act/answer"
valid_from = 2026-07-01
start = "the letter was posted"
days = 3
kind = "working"
answer = "The owner answers."
lapse = "The goods go back."
source = "Section 4 as amended"

[[closing_days]]
country = "CH"
days = [2026-07-07]
name = "Move to the new building"
source = "Order 7"

[[working_days]]
country = "DE"
days = [2026-12-25]
name = "Christmas duty"
source = "Order 8"

[zones]
CH = "Europe/Zurich"
"""


class Example(NamedTuple):
    """A row of deadline_examples.csv, which was written from the rules."""

    id: str
    rule: str
    event: str
    country: str
    subdivision: str
    zone: str
    extension: str
    deadline: str
    reasoning: str


def examples() -> list[Example]:
    with (ROOT / "tests" / "serve" / "deadline_examples.csv").open(encoding="utf-8", newline="") as file:
        return [Example(**row) for row in csv.DictReader(file)]


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.id)
def test_the_api_counts_as_the_worked_example(service: Service, example: Example) -> None:
    names = ("rule", "event", "country", "subdivision", "zone", "extension")
    asked = {name: getattr(example, name) for name in names if getattr(example, name)}
    answer = service.client.get("/v1/deadline", params=asked)
    assert answer.json()["deadline"] == example.deadline, (answer.text, example.reasoning)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"event": "18.12.2026"}, "event"),
        ({"event": "2026-12-18T10:00"}, "event"),
        ({"rule": "eu-608-2013/right-hold"}, "rule"),
        ({"country": "US"}, "country"),
        ({"extension": "11"}, "extension"),
    ],
)
def test_a_wrong_value_is_named(service: Service, changed: dict[str, str], field: str) -> None:
    asked = {"rule": RIGHT_HOLDER, "event": "2026-12-18", "country": "DE", **changed}
    answer = service.client.get("/v1/deadline", params=asked)
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (422, "deadline-rejected")
    assert answer.json()["errors"][0]["parameter"] == field


def test_the_days_that_are_left_are_counted_by_the_same_calendar() -> None:
    """18 December 2026 is a Friday; Christmas and New Year's Day are Fridays, too."""
    calendar, last = HolidayCalendar("DE"), date(2027, 1, 5)
    left = {day: days_left(DayKind.WORKING, date.fromisoformat(day), last, calendar) for day in LEFT}
    assert left == LEFT
    assert days_left(DayKind.CALENDAR, date(2026, 12, 31), last, calendar) == 5


LEFT = {
    "2026-12-18": 10,
    "2026-12-20": 10,
    "2026-12-24": 6,
    "2026-12-27": 6,
    "2026-12-31": 2,
    "2027-01-03": 2,
    "2027-01-04": 1,
    "2027-01-05": 0,
    "2027-01-07": -2,
}


def test_a_deadline_is_pressing_when_three_days_are_left() -> None:
    calendar, event = HolidayCalendar("DE"), date(2026, 12, 18)
    day = pressing_from(DayKind.WORKING, event, date(2027, 1, 5), calendar)
    assert days_left(DayKind.WORKING, day, date(2027, 1, 5), calendar) == WARNED
    assert pressing_from(DayKind.WORKING, date(2027, 1, 4), date(2027, 1, 5), calendar) == date(2027, 1, 4)


def counted(example: Example) -> date:
    event = datetime.fromisoformat(example.event) if "T" in example.event else date.fromisoformat(example.event)
    found = deadline_of(
        rulebook(),
        example.rule,
        event,
        example.country,
        subdivision=example.subdivision,
        zone=example.zone or None,
        extension=int(example.extension or 0),
    )
    return found.day


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.id)
def test_a_deadline_agrees_with_the_worked_example(example: Example) -> None:
    assert counted(example).isoformat() == example.deadline, example.reasoning


def test_there_are_forty_worked_examples_of_three_regimes_and_every_rule() -> None:
    listed = examples()
    assert len(listed) >= 40
    assert {each.rule for each in listed} == {rule.id for rule in rulebook().rules}
    assert len({each.id for each in listed}) == len(listed)
    assert any(each.extension for each in listed)
    assert any(each.zone for each in listed)
    assert all(each.reasoning for each in listed)


def test_every_rule_of_the_contract_ships_with_its_words_and_source() -> None:
    book = rulebook()
    assert {rule.id for rule in book.rules} >= CONTRACT
    for rule in book.rules:
        assert (rule.start in STARTS, rule.answer in ANSWERS, rule.lapse in LAPSES) == (True, True, True), rule.id
        assert rule.source
        assert rule.first_day is FirstDay.NEXT
    assert {rule.start for rule in book.rules} == set(STARTS)
    assert {rule.answer for rule in book.rules} == set(ANSWERS)
    assert {rule.lapse for rule in book.rules} == set(LAPSES)
    assert {rule.party for rule in book.rules} == set(PARTIES)
    assert {step for rule in book.rules for step in rule.met_by} <= STEPS.keys() | STARTS.keys()
    assert {step for rule in book.rules for step in rule.met_by} >= set(STEPS)


def test_every_country_has_a_time_zone_and_a_calendar() -> None:
    book = rulebook()
    countries = {country for regime in book.regimes.values() for country in regime.countries}
    assert len(book.regimes["eu-608-2013"].countries) == 27
    assert set(book.zones) == countries
    for country in countries:
        assert HolidayCalendar(country).why_closed(date(2027, 1, 1)), country


def test_the_page_for_lawyers_has_every_rule_with_its_days_and_source() -> None:
    page = (ROOT / "docs" / "deadlines.md").read_text("utf-8")
    for rule in rulebook().rules:
        (row,) = re.findall(rf"^\| `{re.escape(rule.id)}` \|.*$", page, re.MULTILINE)
        kind = "working" if rule.kind is DayKind.WORKING else "calendar"
        assert f"| {rule.days} {kind} |" in row
        assert f"| {rule.source} |" in row
        assert f"from {rule.valid_from} |" in row


def test_the_file_on_the_page_for_lawyers_is_read(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "deadlines.md").read_text("utf-8")
    (block,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    path = tmp_path / "own.toml"
    path.write_text(block, "utf-8")
    book = rulebook(path)
    assert deadline_of(book, "ch-mschg/right-holder", date(2027, 1, 4), "CH").day == date(2027, 1, 18)
    assert deadline_of(book, RIGHT_HOLDER, date(2026, 12, 18), "SE").day == date(2027, 1, 8)  # closed on 24 and 31, too


def test_a_day_ends_at_midnight_where_the_authority_is() -> None:
    """Also on the day on which summer time ends."""
    found = deadline_of(rulebook(), "us-cbp/detention-end", date(2026, 10, 2), "US")
    assert found.day == date(2026, 11, 1)
    assert found.expires_at.isoformat() == "2026-11-02T00:00:00-05:00"


def test_what_was_skipped_is_named() -> None:
    found = deadline_of(rulebook(), RIGHT_HOLDER, date(2026, 12, 18), "DE")
    assert found.skipped == (
        SkippedDay(date(2026, 12, 25), "Christmas Day"),
        SkippedDay(date(2027, 1, 1), "New Year's Day"),
    )


@pytest.mark.parametrize(
    ("rule", "extension", "words"),
    [
        (RIGHT_HOLDER, 11, "at most 10"),
        (RIGHT_HOLDER, -1, "at least 1"),
        ("eu-608-2013/right-holder-perishable", 1, "can't be extended"),
        ("eu-608-2013/ex-officio-application", 4, "can't be extended"),
    ],
)
def test_an_extension_that_the_rule_does_not_allow_is_refused(rule: str, extension: int, words: str) -> None:
    with pytest.raises(DeadlineRejectedError, match=words):
        deadline_of(rulebook(), rule, date(2026, 6, 8), "DE", extension=extension)


@pytest.mark.parametrize("year", [2100, 9999])
def test_a_day_that_the_calendar_does_not_reach_is_refused(year: int) -> None:
    with pytest.raises(DeadlineRejectedError, match="from 1949 to 2099"):
        deadline_of(rulebook(), "jp-nintei/opinion", date(year, 12, 31), "JP")
    with pytest.raises(DeadlineRejectedError, match="known"):
        deadline_of(rulebook(), "us-cbp/detention-end", date(year, 12, 31), "US")


@pytest.mark.parametrize("moment", ["0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00"])
def test_a_moment_at_the_end_of_time_is_refused(moment: str) -> None:
    with pytest.raises(DeadlineRejectedError, match="outside the calendar"):
        deadline_of(rulebook(), "jp-nintei/opinion", datetime.fromisoformat(moment), "JP")


def test_the_first_day_of_a_rule_is_the_first_that_it_covers() -> None:
    book = rulebook()
    assert book.version(RIGHT_HOLDER, date(2014, 1, 1)).valid_from == date(2014, 1, 1)
    with pytest.raises(DeadlineRejectedError, match=r"2013-12-31: no version of .* 2014-01-01/\.\."):
        book.version(RIGHT_HOLDER, date(2013, 12, 31))


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own.toml"
    path.write_text(OWN, "utf-8")
    return path


def test_the_operators_rules_days_and_zones_are_added(own: Path) -> None:
    book = rulebook(own)
    before = deadline_of(book, "zz-act/answer", date(2026, 6, 30), "CH")
    assert (before.day, before.rule.source) == (date(2026, 7, 1), "Section 4")  # the event's day counts
    after = deadline_of(book, "zz-act/answer", date(2026, 7, 3), "CH")
    assert (after.day, after.rule.source) == (date(2026, 7, 9), "Section 4 as amended")
    assert after.skipped == (SkippedDay(date(2026, 7, 7), "Move to the new building"),)
    assert after.expires_at.isoformat() == "2026-07-10T00:00:00+02:00"
    assert deadline_of(book, RIGHT_HOLDER, date(2026, 12, 18), "DE").day == date(2027, 1, 4)  # works on 25 December
    assert deadline_of(rulebook(), RIGHT_HOLDER, date(2026, 12, 18), "DE").day == date(2027, 1, 5)


def test_the_operators_rule_replaces_all_versions_of_the_one_with_its_id(own: Path) -> None:
    own.write_text(OWN.replace("zz-act/answer", "jp-nintei/opinion"), "utf-8")
    assert {rule.days for rule in rulebook(own).versions("jp-nintei/opinion")} == {2, 3}


def test_a_closing_day_of_a_part_is_one_there_alone(own: Path) -> None:
    own.write_text(OWN.replace('country = "CH"\ndays', 'country = "DE"\nsubdivision = "BY"\ndays'), "utf-8")
    book = rulebook(own)
    in_part = deadline_of(book, RIGHT_HOLDER, date(2026, 7, 3), "DE", subdivision="BY")
    assert (in_part.day, in_part.calendar[:6]) == (date(2026, 7, 20), "DE-BY,")
    assert deadline_of(book, RIGHT_HOLDER, date(2026, 7, 3), "DE").day == date(2026, 7, 17)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("days = 2\n", "days = 0\n", ("rules.0.days",)),
        ('kind = "calendar"', 'kind = "lunar"', ("rules.0.kind", "working, calendar")),
        ('lapse = "The goods go back."\n', "", ("rules.0.lapse",)),
        ('first_day = "event"', "colour = 3", ("rules.0.colour",)),
        ("2026-06-30", "2019-06-30", ("valid_until is before valid_from",)),
        ("2026-06-30", "2026-07-01", ("zz-act/answer", "two versions")),
        ("Europe/Zurich", "Europe/Atlantis", ("zones.CH", "Europe/Berlin")),
        ('id = "zz-act"', 'id = "other"', ("there is no regime zz-act",)),
        ("days = [2026-07-07]", 'yearly = ["02-30"]', ("closing_days.0.yearly", "12-24")),
        ('countries = ["CH"]', 'countries = ["Swiss"]', ("regimes.0.countries.0", "JP")),
        ("[zones]", "[zones", ("own.toml",)),
    ],
)
def test_a_fault_in_the_operators_file_is_one_line_that_names_the_place(
    shingan: Shingan, own: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, words: tuple[str, ...]
) -> None:
    own.write_text(OWN.replace(old, new, 1), "utf-8")
    monkeypatch.setenv("SHINGAN_DEADLINES_FILE", str(own))
    one_line(shingan("deadline", "--list"), 2, "own.toml", *words)


def test_a_file_that_is_not_there_is_named(shingan: Shingan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHINGAN_DEADLINES_FILE", "none.toml")
    one_line(shingan("deadline", "--list"), 2, "none.toml", "No such file")


def test_the_command_prints_what_scripts_rely_on(shingan: Shingan) -> None:
    done = shingan("deadline", RIGHT_HOLDER, "2026-12-18", "--country", "DE", "--json")
    found = json.loads(done.out)
    assert (done.status, done.error) == (0, "")
    assert {name: found[name] for name in ("rule", "event", "deadline", "days")} == {
        "rule": RIGHT_HOLDER,
        "event": "2026-12-18",
        "deadline": "2027-01-05",
        "days": 10,
    }
    assert re.fullmatch(r"DE, holidays [\d.]+", found["calendar"])
    assert found["skipped"][0] == {"day": "2026-12-25", "name": "Christmas Day"}
    assert found["expires_at"] == "2027-01-06T00:00:00+01:00"


def test_the_command_prints_what_an_officer_reads(shingan: Shingan) -> None:
    done = shingan("deadline", RIGHT_HOLDER, "2026-06-08", "--country", "de", "--extension", "10")
    assert done.out.splitlines() == [
        "July 6, 2026: the last day of eu-608-2013/right-holder in DE",
        "The day ends there at 2026-07-07T00:00:00+02:00.",
        "To do: The right holder confirms the infringement and consents to destruction in writing, or goes to court.",
        "Otherwise: The goods are released.",
        "Start: the right holder was notified of the suspension or detention (June 8, 2026).",
        "20 working days count.",
        "Of these, 10 are an extension.",
        done.out.splitlines()[-1],
    ]
    assert "Article 23" in done.out.splitlines()[-1]


def test_the_list_has_every_rule(shingan: Shingan) -> None:
    ids = {rule.id for rule in rulebook().rules}
    listed = json.loads(shingan("deadline", "--list", "--json").out)["rules"]
    assert {each["rule"] for each in listed} == ids
    assert listed[0]["countries"][0] == "AT"
    lines = shingan("deadline", "--list").out
    assert all(f"{each} (" in lines for each in ids)
    assert "us-cbp/detention-end (1999-09-10/..): 30 calendar days count. 19 U.S.C. 1499" in lines


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), ("--list",)),
        ((RIGHT_HOLDER, "2026-06-08"), ("--country",)),
        (("eu-608-2013/right-hold", "2026-06-08", "--country", "DE"), ("did you mean eu-608-2013/right-holder?",)),
        (("xyz", "2026-06-08", "--country", "DE"), ("xyz: unknown rule", "--list")),
        ((RIGHT_HOLDER, "2026-06-08", "--country", "US"), ("US", "does not hold there", "DE, DK")),
        ((RIGHT_HOLDER, "2013-06-08", "--country", "DE"), ("2013-06-08", "2014-01-01/..")),
        ((RIGHT_HOLDER, "8.6.2026", "--country", "DE"), ("8.6.2026", "2026-12-18")),
        ((RIGHT_HOLDER, "2026-02-30", "--country", "DE"), ("2026-02-30", "2026-12-18")),
        ((RIGHT_HOLDER, "2026-06-08T10:00", "--country", "DE"), ("offset",)),
        ((RIGHT_HOLDER, "2026-06-08", "--country", "DE", "--zone", "Mars"), ("Mars: unknown time zone",)),
        ((RIGHT_HOLDER, "2026-06-08", "--country", "DE", "--subdivision", "ZZ"), ("ZZ", "BY")),
        ((RIGHT_HOLDER, "2026-06-08", "--country", "DE", "--extension", "30"), ("at most 10",)),
    ],
)
def test_a_wrong_call_is_one_line(shingan: Shingan, arguments: tuple[str, ...], words: tuple[str, ...]) -> None:
    one_line(shingan("deadline", *arguments), 2, *words)


def test_a_country_without_zone_or_calendar_is_named(own: Path) -> None:
    own.write_text(OWN.replace("[zones]\nCH", "[zones]\nDE"), "utf-8")
    with pytest.raises(DeadlineRejectedError, match="CH: no time zone"):
        deadline_of(rulebook(own), "zz-act/answer", date(2026, 7, 3), "CH")
    with pytest.raises(DeadlineRejectedError, match="XX: no calendar"):
        HolidayCalendar("XX")


def test_threads_that_ask_for_the_same_years_at_once_read_the_same_holidays() -> None:
    book = rulebook()
    days = [date(year, 12, 18) for year in (2025, 2026, 2027)]
    expected = [deadline_of(book, RIGHT_HOLDER, day, "DE").day for day in days]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(6) as threads:
            for _ in range(20):
                fresh = Deadlines(book)
                found = threads.map(lambda day, fresh=fresh: fresh.count(RIGHT_HOLDER, day, "DE").day, 2 * days)
                assert list(found) == 2 * expected
    finally:
        sys.setswitchinterval(interval)
