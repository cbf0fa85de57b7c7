"""Whose language an answer is in: the person's setting, then the browser's choice, then what it asks for."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest

from serve.accounts.pages import CHOSEN_COOKIE
from serve.accounts.permissions import Role
from serve.accounts.service import Accounts
from serve.platform import translations
from serve.platform.languages import language_for
from serve.platform.reader import LANGUAGE_COOKIE
from serve.platform.translations import catalogue_of, tags
from tests.serve.running import Service
from tests.serve.tiny_release import GENUINE
from translating import pseudo

JAPANESE, ARABIC = {"accept-language": "ja,en;q=0.5"}, {"accept-language": "ar"}
PAGE = {"accept": "text/html"}


def forget() -> None:
    for each in (catalogue_of, tags, language_for):
        each.cache_clear()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pseudo-translations in the place of Japanese and Arabic."""
    folder = tmp_path_factory.mktemp("locale")
    for tag in ("ja", "ar"):
        pseudo.write(folder, tag)
    return folder


@pytest.fixture(autouse=True)
def catalogues(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """They are the catalogues of the service."""
    monkeypatch.setattr(translations, "FOLDER", folder)
    forget()
    yield
    forget()


@pytest.fixture
def visitor(service: Service) -> Iterator[httpx.Client]:
    with service.visitor(headers=PAGE) as client:
        yield client


@pytest.fixture
def officer(service: Service) -> Iterator[httpx.Client]:
    """A person's browser, which has chosen nothing."""
    token = service.people.token("trainer", "second")
    with service.visitor(headers={"authorization": f"Bearer {token}"}) as client:
        yield client
        client.put("/v1/me/preferences", json={})


def language(answer: httpx.Response) -> str:
    start = answer.text.index("<html lang=") + len('<html lang="')
    return answer.text[start : answer.text.index('"', start)]


def test_a_visitor_gets_what_the_browser_asks_for_and_english_otherwise(visitor: httpx.Client) -> None:
    assert '<html lang="ja" dir="ltr">' in visitor.get("/sign-in", headers=JAPANESE).text
    assert '<html lang="ar" dir="rtl">' in visitor.get("/sign-in", headers=ARABIC).text
    assert '<html lang="en" dir="ltr">' in visitor.get("/sign-in", headers={"accept-language": "xx"}).text


def test_a_visitor_may_choose_another_on_every_page(visitor: httpx.Client) -> None:
    page = visitor.get("/sign-in?next=/cases", headers=JAPANESE).text
    assert 'name="language" value="ar" lang="ar" dir="rtl"' in page
    chosen = visitor.post("/language", data={"language": "ar", "next": "/sign-in?next=/cases"})
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/sign-in?next=/cases")
    assert language(visitor.get("/sign-in", headers=JAPANESE)) == "ar"


def test_a_language_that_is_chosen_before_signing_in_is_the_accounts_afterwards(service: Service) -> None:
    added = service.parts[Accounts].add_person(
        None,
        organisation_id=service.people.agencies["first"].id,
        username="chooser",
        name="Chooser",
        role=Role.OFFICER,
    )

    @contextmanager
    def signed_in(chosen: str | None) -> Iterator[httpx.Client]:
        with service.visitor(headers=PAGE | {"origin": service.base}) as client:
            if chosen:
                client.post("/language", data={"language": chosen, "next": "/sign-in"})
            given = {"username": "chooser", "password": added.password}
            assert client.post("/sign-in", data=given).status_code == 303
            yield client

    with signed_in("ja") as client:  # an account without a language leaves it to the browser
        assert language(client.get("/account", headers=ARABIC)) == "ja"
        client.cookies.delete(LANGUAGE_COOKIE)
        assert language(client.get("/account", headers=ARABIC)) == "ar"
        client.post("/account/preferences", data={"language": "ja"})
    with signed_in("ar") as client:
        assert language(client.get("/account")) == "ar"
        assert CHOSEN_COOKIE not in client.cookies
    with signed_in(None) as client:
        assert language(client.get("/account", headers=JAPANESE)) == "ar"


@pytest.mark.parametrize("given", [{"language": "tlh"}, {"language": "../ja"}, {"language": ""}, {}])
def test_a_language_that_is_not_offered_is_refused(visitor: httpx.Client, given: dict[str, str]) -> None:
    assert visitor.post("/language", data=given).status_code in {404, 422}
    assert "set-cookie" not in visitor.post("/language", data=given).headers


def test_choosing_leads_to_no_other_site(visitor: httpx.Client) -> None:
    answer = visitor.post("/language", data={"language": "ja", "next": "https://elsewhere.example/"})
    assert answer.headers["location"] == "/"


def test_a_persons_own_choice_holds_in_every_browser(officer: httpx.Client) -> None:
    assert officer.put("/v1/me/preferences", json={"language": "ja", "time_zone": "Asia/Tokyo"}).status_code == 200
    assert language(officer.get("/account", headers=PAGE | ARABIC)) == "ja"
    officer.post("/language", data={"language": "ar"}, headers=PAGE)
    assert officer.get("/v1/me/preferences").json() == {
        "language": "ar",
        "time_zone": "Asia/Tokyo",
        "languages": ["en", "ar", "ja"],
    }
    officer.cookies.clear()
    assert language(officer.get("/account", headers=PAGE | JAPANESE)) == "ar"


def test_the_account_page_keeps_a_choice_and_gives_it_up_again(officer: httpx.Client) -> None:
    officer.post("/language", data={"language": "ja"}, headers=PAGE)
    officer.post("/account/preferences", data={"language": "ar", "time_zone": "Europe/Tallinn"})
    page = officer.get("/account", headers=PAGE).text
    assert '<html lang="ar"' in page
    assert "<option selected>Europe/Tallinn</option>" in page
    assert officer.cookies["shingan_language"] == "ar"  # for the sign-in page, too
    officer.post("/account/preferences", data={"language": "", "time_zone": ""})
    assert language(officer.get("/account", headers=PAGE | JAPANESE)) == "ja"


def test_a_language_of_the_switch_survives_a_choice_of_time_zone(officer: httpx.Client) -> None:
    officer.cookies["shingan_language"] = "ar"  # chosen before signing in
    kept = officer.post("/account/preferences", data={"language": "", "time_zone": "Europe/Tallinn"}, headers=PAGE)
    assert kept.headers["location"].startswith("/account?kept=yes")
    assert language(officer.get("/account", headers=PAGE | JAPANESE)) == "ar"


@pytest.mark.parametrize(
    ("given", "field"), [({"language": "tlh"}, "language"), ({"time_zone": "Asia/Atlantis"}, "time_zone")]
)
def test_what_there_is_not_cannot_be_chosen(officer: httpx.Client, given: dict[str, str], field: str) -> None:
    answer = officer.put("/v1/me/preferences", json=given)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == f"#/{field}"


def test_a_problem_is_in_the_callers_language_and_its_type_stays(service: Service, officer: httpx.Client) -> None:
    english = service.client.get("/v1/cases/c-" + 32 * "0")
    other = service.client.get("/v1/cases/c-" + 32 * "0", headers=ARABIC)
    assert other.headers["content-language"] == "ar"
    assert "Accept-Language" in other.headers["vary"]
    assert english.json()["type"] == other.json()["type"]
    assert english.json()["title"] == "Not found"
    assert other.json()["title"] == pseudo.pseudo("Not found")
    officer.put("/v1/me/preferences", json={"language": "ja"})
    assert officer.get("/v1/cases/c-" + 32 * "0", headers=ARABIC).headers["content-language"] == "ja"


def test_a_record_shows_the_readers_time_with_utc_beside_it(officer: httpx.Client) -> None:
    made = officer.post("/v1/examinations", files={"photos": ("a.jpg", GENUINE, "image/jpeg")})
    officer.put("/v1/me/preferences", json={"time_zone": "Asia/Tokyo"})
    path = f"/examinations/{made.headers['location'].rpartition('/')[2]}"
    page = officer.get(path, headers=PAGE | {"accept-language": "en"}).text
    shown = re.search(r'<time datetime="([^"]+)">([^<]+)</time> <span class="utc" dir="ltr">\(([^)]+ UTC)\)', page)
    assert shown
    utc = datetime.fromisoformat(shown[1])
    assert f"{utc:%Y-%m-%d %H:%M:%S} UTC" == shown[3]
    assert f"{utc.astimezone(ZoneInfo('Asia/Tokyo')):%-d, %Y, %-I:%M:%S}" in shown[2]
