"""The pages of results say what they leave out, and no sentence stands beside figures that say otherwise."""

import re

import httpx
import pytest

from tests.serve.resulting import results_on
from tests.serve.running import Service
from tests.serve.said import without_marks

PAGE = {"accept": "text/html"}


def read(client: httpx.Client, path: str) -> str:
    answer = client.get(path, headers=PAGE)
    assert answer.status_code == 200, answer.text
    return without_marks(answer.text)


def test_a_seminar_with_few_phones_says_so_and_has_no_figure(service: Service) -> None:
    trainer, seminar = service.as_("trainer"), results_on(service, seats=3)
    shown = read(trainer, f"/seminars/{seminar}/results")
    for words in (
        "3 phones answered.",
        "In no sitting did 5 phones answer the same question.",
        "1 sitting with fewer than 5 phones is left out of all figures, also later.",
    ):
        assert words in shown
    assert not re.search("<table|There are no answers yet|There are no maps", shown)
    listed = read(trainer, "/seminar-results")
    entry = listed.partition(f'href="/seminars/{seminar}/results"')[2].partition("</a>")[0]
    assert "3 phones answered in sittings with fewer than 5 phones, which are left out." in entry
    assert "The figures are of" not in entry


def test_a_seminar_with_enough_phones_says_how_answers_are_counted(service: Service) -> None:
    shown = read(service.as_("trainer"), f"/seminars/{results_on(service)}/results")
    assert "No figure is of fewer than 5 phones." in shown
    assert "The figures are of 6 phones." in shown
    assert "left out of all figures" not in shown


def test_how_sure_people_were_says_why_there_are_no_figures(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    seminar = results_on(service)
    monkeypatch.setattr("serve.results.domain.enough_sure", lambda _: ())
    shown = (
        read(service.as_("trainer"), f"/seminars/{seminar}/results")
        .partition('id="sure"')[2]
        .partition("</section>")[0]
    )
    assert "because fewer than 5 phones were as sure." in shown
    assert "<table" not in shown
