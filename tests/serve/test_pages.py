"""The pages without JavaScript: a form, a verdict to read, and problems in plain words."""

import re
from html.parser import HTMLParser

import httpx
import pytest

from serve.platform.pages import SECURITY_HEADERS
from tests.serve.running import Service
from tests.serve.tiny_release import COUNTERFEIT, GENUINE

ACCEPT = {"accept": "text/html"}


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
    assert 'capture="environment"' in page
    assert '<option value="box"' in page
    answer = send(service, COUNTERFEIT, product="box")
    assert answer.status_code == 303
    assert re.fullmatch(r"/examinations/e-[0-9a-f]{32}", answer.headers["location"])
    assert service.client.get(answer.headers["location"]).status_code == 200


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_page_leads_who_is_not_signed_in_to_the_form_that_leads_back(service: Service, method: str) -> None:
    verdict = send(service, GENUINE).headers["location"]
    with service.visitor(headers=ACCEPT) as nobody:
        for path, wanted in (("/", "%2F"), (f"{verdict}?a=b", f"{verdict.replace('/', '%2F')}%3Fa%3Db")):
            answer = nobody.request(method, path)
            assert (answer.status_code, answer.headers["location"]) == (303, f"/sign-in?next={wanted}")
            assert answer.headers["cache-control"] == "no-store"
        form = nobody.get(f"/sign-in?next={wanted}")
        assert f'name="next" value="{verdict}?a=b"' in form.text


def test_what_a_page_would_change_is_refused_where_nobody_is_signed_in(service: Service) -> None:
    with service.visitor(headers=ACCEPT) as nobody:
        answer = nobody.post("/examinations", files={"photos": ("a.jpg", GENUINE)})
    assert answer.status_code == 401
    assert answer.headers["content-type"].startswith("text/html")
    assert "Sign in, then try again." in answer.text


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
        "On 72 verified genuine items this rule wrongly suspected none: at most 4.1 in 100 (95 % confidence).",
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
    assert "<polygon" in suspected.partition("</svg>")[2].partition("</svg>")[0]
    assert "<circle" in consistent.partition("</svg>")[2].partition("</svg>")[0]


def test_pages_fetch_nothing_from_elsewhere_and_hold_no_inline_code(service: Service) -> None:
    verdict = send(service, COUNTERFEIT).headers["location"]
    for path in ("/", verdict, "/about", "/problems/busy", "/account", "/sign-in", "/nothing-here"):
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
