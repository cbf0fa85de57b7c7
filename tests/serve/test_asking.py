"""Beside a verdict stands whom to ask: the contacts of the sheet, for those who may see them, and their hours."""

import html
import re
from collections.abc import Iterator

import pytest

from serve.platform.settings import Settings
from tests.serve.running import Service, run
from tests.serve.said import without_marks
from tests.serve.sheets import published
from tests.serve.tiny_release import GENUINE, as_new, make_release

CONTACTS = [
    {"name": "Office", "role": "legal", "hours": "by appointment", "time_zone": "Asia/Tokyo", "languages": ["ja"]},
    {"name": "Desk", "role": "authenticity", "phone": "+46 8 000", "hours": "24/7", "time_zone": "Europe/Stockholm"},
]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service in which the sheet of the box names two contacts."""
    release = make_release(tmp_path_factory.mktemp("release"))
    for running in run(Settings(data_dir=tmp_path_factory.mktemp("data"), release=release, workers=2)):
        published(running.as_("contributor"), running.as_("reviewer"), "box", contacts=CONTACTS)
        allowed = {"agencies": [running.people.agencies["first"].id]}
        assert running.as_("reviewer").put("/v1/allowance", json=allowed).is_success
        yield running


def asked(service: Service, product: str, agency: str = "first") -> str:
    """The part of a verdict's page that says whom to ask, as words."""
    officer = service.as_("officer", agency)
    files, data = [("photos", ("a.jpg", as_new(GENUINE), "image/jpeg"))], {"product": product}
    made = officer.post("/v1/examinations", files=files, data=data)
    assert made.status_code == 201, made.text
    address = f"/examinations/{made.headers['location'].rpartition('/')[2]}"
    page = officer.get(address, headers={"accept": "text/html"}).text
    found = re.search(r'<section id="ask".*?</section>', page, re.DOTALL)
    assert found
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", without_marks(found.group()))))


def test_the_contacts_of_the_sheet_are_named_and_those_who_answer_now_come_first(service: Service) -> None:
    words = asked(service, "box")
    assert words.index("Desk") < words.index("Office")
    assert "Answers now, day and night." in words
    assert "Call +46 8 000" in words
    assert re.search(r"Europe/Stockholm: it is \d\d:\d\d there now", words)
    assert "Hours: by appointment" in words  # which is not understood, so nothing is said of it
    assert words.count("now.") == 0
    assert "Speaks: Japanese" in words


def test_an_agency_that_the_right_holder_refuses_is_told_no_names(service: Service) -> None:
    words = asked(service, "box", "second")
    assert "Desk" not in words
    assert "The product sheet names no one who can be called." in words


def test_a_sheet_without_contacts_says_so(service: Service) -> None:
    assert "The product sheet names no one who can be called." in asked(service, "bag")
