"""The pages without JavaScript: a form, a verdict to read, and problems in plain words."""

import re
import sqlite3
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest

from serve.accounts.guard import COOKIE
from serve.accounts.permissions import OrganisationKind, Role
from serve.accounts.service import Accounts
from serve.platform.bundles import Bundles
from serve.platform.pages import SECURITY_HEADERS
from serve.platform.translations import tags
from tests.serve.enquiring import stopped
from tests.serve.record import log_of
from tests.serve.running import Service
from tests.serve.tiny_release import COUNTERFEIT, GENUINE, photo

ACCEPT = {"accept": "text/html"}
FIRST_PAGE = 60_000  # bytes, before any compression
CAPTURE_PAGE = 80_000  # bytes as they are sent; a slow line carries them in two seconds


class Page(HTMLParser):
    """Collects what a browser would fetch, and checks that tags are closed."""

    VOID = frozenset({"meta", "link", "img", "input", "br"})

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.inline: list[str] = []
        self._open: list[str] = []
        self.feed(answer.text)
        assert self._open == []
        self.words = " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self._open.append(tag)
        names = dict(attrs)
        if tag in {"img", "script", "link"}:
            self.fetched += [address for address in (names.get("src"), names.get("href")) if address]
            self.fetched += (names.get("data-later") or "").split()  # scripts that another one loads
        self.inline += [name for name in names if name == "style" or name.startswith("on")]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Shapes in SVG close themselves."""

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag


def send(service: Service, *photos: bytes, **fields: str) -> httpx.Response:
    files = [("photos", ("a.jpg", content)) for content in photos]
    return service.client.post("/examinations", files=files, data=fields, headers=ACCEPT)


def test_the_form_works_without_javascript(service: Service) -> None:
    page = service.client.get("/", headers=ACCEPT).text
    assert '<form id="examine" action="/examinations" method="post" enctype="multipart/form-data"' in page
    assert page.count('type="file" name="photos"') == 2
    assert '<p id="guided" class="send" hidden><a class="button" href="/examine">' in page  # a script shows it
    assert 'capture="environment"' in page
    assert '<option value="box"' in page
    answer = send(service, COUNTERFEIT, product="box")
    assert answer.status_code == 303
    assert re.fullmatch(r"/examinations/e-[0-9a-f]{32}", answer.headers["location"])
    assert service.client.get(answer.headers["location"]).status_code == 200


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_page_leads_who_is_not_signed_in_to_the_form_that_leads_back(service: Service, method: str) -> None:
    verdict = send(service, GENUINE).headers["location"]
    with service.visitor(headers=ACCEPT) as anonymous:
        for path, wanted in (("/", "%2F"), (f"{verdict}?a=b", f"{verdict.replace('/', '%2F')}%3Fa%3Db")):
            answer = anonymous.request(method, path)
            assert (answer.status_code, answer.headers["location"]) == (303, f"/sign-in?next={wanted}")
            assert answer.headers["cache-control"] == "no-store"
        form = anonymous.get(f"/sign-in?next={wanted}")
        assert f'name="next" value="{verdict}?a=b"' in form.text


def test_changes_from_a_page_are_refused_without_sign_in(service: Service) -> None:
    with service.visitor(headers=ACCEPT) as anonymous:
        answer = anonymous.post("/examinations", files={"photos": ("a.jpg", GENUINE)})
    assert answer.status_code == 401
    assert answer.headers["content-type"].startswith("text/html")
    assert "You are not signed in, so nothing was sent." in answer.text
    assert "Bearer" not in answer.text
    assert 'href="/sign-in?next=/account" target="_blank" rel="noopener"' in answer.text
    assert "New examination" not in answer.text


def test_whose_session_is_over_is_told_that_nothing_was_sent(service: Service) -> None:
    headers = ACCEPT | {"origin": service.base}
    with service.visitor(headers=headers, cookies={COOKIE: "of-yesterday"}) as anonymous:
        answer = anonymous.post("/cases", data={"place": "Dock 4"})
    assert answer.status_code == 401
    assert "Your session is over; nothing was sent." in answer.text


@pytest.mark.parametrize("path", ["/about", "/problems/busy", "/sign-in", "/nothing-here", "/static/nothing.js"])
def test_the_menu_of_an_open_page_is_that_of_who_is_signed_in(service: Service, path: str) -> None:
    before = len(log_of(service))
    session = service.people.session("officer")
    started = len(log_of(service)) - before
    with service.visitor(headers=ACCEPT, cookies={COOKIE: session}) as signed_in:
        page = signed_in.get(path).text
    assert '<a href="/account"><bdi>First-Officer</bdi></a>' in page
    assert '<a href="/cases">' in page
    assert len(log_of(service)) == before + started
    with service.visitor(headers=ACCEPT, cookies={COOKIE: "of-yesterday"}) as anonymous:
        answer = anonymous.get(path)
    assert answer.status_code in {200, 404}
    assert re.search(r'<a href="/sign-in"[^>]*>Sign in</a>', answer.text)


def test_open_pages_are_there_while_the_database_is_not(start_service: Callable[..., Service], tmp_path: Path) -> None:
    service = start_service()
    session = service.people.session("officer")
    with sqlite3.connect(tmp_path / "data" / "shingan.db") as connection:
        connection.execute("DROP TABLE sessions")
    connection.close()
    with service.visitor(headers=ACCEPT, cookies={COOKIE: session}) as signed_in:
        assert signed_in.get("/about").status_code == 200
        assert signed_in.get("/nothing-here").status_code == 404
        assert signed_in.get("/cases").status_code == 503


def test_the_photo_that_a_verdict_asks_for_is_added_on_its_page(service: Service) -> None:
    dark = photo((0, 0, 0))
    one = stopped(service.client, dark)
    loose = send(service, dark).headers["location"]
    for path in (f"/examinations/{one.examination}", loose):
        page = service.client.get(path, headers=ACCEPT).text
        assert "Photograph next" in page
        assert 'href="#revise">Add this photo' in page
        assert f'action="{path}/revisions"' in page


@pytest.mark.parametrize(
    ("content", "outcome"), [(COUNTERFEIT, "suspected_counterfeit"), (GENUINE, "consistent_with_genuine")]
)
def test_what_a_visit_found_is_said_in_the_look_of_the_outcome(service: Service, content: bytes, outcome: str) -> None:
    one = stopped(service.client, content)
    page = service.client.get(f"/cases/{one.case}?examined={one.examination}", headers=ACCEPT).text
    notice = page.partition('role="status"')[0].rpartition("<div")[2]
    assert f"outcome-{outcome} fresh" in notice
    assert "notice-done" not in page


def test_what_people_wrote_in_other_directions_does_not_tear_a_line_apart(service: Service) -> None:
    stopped(service.client, place="ميناء 7", lane="Sea 3", declaration="אשדוד")
    page = service.client.get("/cases", headers=ACCEPT).text
    assert "<bdi>ميناء 7</bdi> · <bdi>Sea 3</bdi> · <bdi>אשדוד</bdi></span>" in page


def test_a_look_at_the_head_is_a_look_without_the_body(service: Service) -> None:
    for path in ("/", "/about", "/static/shingan.css", "/v1/catalogue", "/healthz"):
        whole, head = (service.client.request(method, path, headers=ACCEPT) for method in ("GET", "HEAD"))
        assert (whole.status_code, head.status_code, head.content) == (200, 200, b""), path
        assert head.headers["content-type"] == whole.headers["content-type"]
    figures = service.client.get("/metrics").text
    assert 'method="HEAD",route="/about",status="200"' in figures


def test_the_verdict_can_be_read(service: Service) -> None:
    words = Page(service.client.get(send(service, COUNTERFEIT, GENUINE).headers["location"])).words
    for expected in (
        "Suspected counterfeit",
        "Acme box, recognised from the photos",
        "It is not proof.",
        "On 72 verified genuine items this rule wrongly suspected none: at most 41 in 1,000 (95% confidence).",
        "63 times as likely from a counterfeit item",
        "The logo is red.",
        "What this can't tell",
        "Points that no photo shows: The seal.",
        "it does not make it",
        "r-",
        "e-",
    ):
        assert expected in words.replace("&#39;", "'"), expected
    assert "secret" not in words


def test_outcomes_differ_in_word_and_shape(service: Service) -> None:
    suspected, consistent = (
        service.client.get(send(service, content).headers["location"]).text for content in (COUNTERFEIT, GENUINE)
    )
    assert "outcome-suspected_counterfeit" in suspected
    assert "outcome-consistent_with_genuine" in consistent
    for page, shape in ((suspected, "<polygon"), (consistent, "<circle")):
        assert shape in page.partition('<svg class="shape"')[2].partition("</svg>")[0]


@pytest.fixture(scope="module")
def idle(service: Service) -> httpx.Client:
    """An officer for whom nothing waits; other tests give the first agency's officers work."""
    service.parts[Accounts].add_organisation(None, OrganisationKind.AGENCY, "idle", "JP")
    return service.people.outsider("idle", Role.OFFICER)


@pytest.mark.parametrize("language", tags())
def test_the_first_page_is_light_with_all_that_it_loads(idle: httpx.Client, language: str) -> None:
    answer = idle.get("/", headers=ACCEPT | {"accept-language": language})
    assert f'lang="{language}"' in answer.text
    addresses = [address for address in Page(answer).fetched if address.startswith("/static/")]
    assert {"/static/shingan.css", "/static/photos.js", "/static/icon.svg"} <= set(addresses)
    loaded = [answer, *(idle.get(address) for address in addresses)]
    assert sum(len(each.content) for each in loaded) < FIRST_PAGE


def test_the_page_with_the_camera_is_light_with_all_that_it_loads(service: Service, idle: httpx.Client) -> None:
    answer = idle.get("/examine", headers=ACCEPT)
    addresses = [address for address in Page(answer).fetched if address.startswith("/static/")]
    bundles = {service.parts[Bundles].address(name) for name in ("camera", "queue")}
    assert bundles | {"/static/capture.css"} <= set(addresses)
    loaded = [answer, *(idle.get(address) for address in addresses)]
    assert sum(int(each.headers["content-length"]) for each in loaded) < CAPTURE_PAGE


def test_pages_fetch_nothing_from_elsewhere_and_hold_no_inline_code(service: Service) -> None:
    verdict = send(service, COUNTERFEIT).headers["location"]
    for path in ("/", "/examine", verdict, "/about", "/problems/busy", "/account", "/sign-in", "/nothing-here"):
        answer = service.client.get(path, headers=ACCEPT)
        page = Page(answer)
        assert page.inline == [], path
        for address in page.fetched:
            assert address.startswith("/")
            assert service.client.get(address).status_code == 200, address
        for name, value in SECURITY_HEADERS.items():
            assert answer.headers[name] == value


def test_what_comes_from_outside_is_escaped(service: Service) -> None:
    answer = service.client.get("/problems/%3Cscript%3E", headers=ACCEPT)
    assert "<script>" not in answer.text
    files = {"photos": ('"><img src=x>.jpg', b"nothing")}
    answer = service.client.post("/examinations", files=files, headers=ACCEPT)
    assert "<img src=x" not in answer.text


@pytest.mark.parametrize("path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py"])
def test_static_files_lead_nowhere_else(service: Service, path: str) -> None:
    assert service.client.get(path).status_code == 404
