"""What a browser keeps, so that pages begin without a connection: nothing of a person, and all of it by one version."""

import json
import re

from serve.accounts.guard import COOKIE
from serve.app import HERE
from serve.capture.domain import worker_script
from tests.serve.running import Service

ACCEPT = {"accept": "text/html"}


def kept(script: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(re.match(r"const KEPT = (.*);\n", script)[1])  # type: ignore[index]
    return found


def test_a_browser_keeps_files_that_there_are_and_all_that_the_pages_for_officers_load(
    service: Service,
) -> None:
    answer = service.client.get("/service-worker.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"
    files = kept(answer.text)["files"]
    for path in ("/offline", "/examine"):
        page = service.client.get(path, headers=ACCEPT).text
        page = re.sub('data-(renewing|sending)="[^"]+"', "", page)  # for other pages, or with a connection
        loaded = set(re.findall(r'["\s](/static/[^"\s]+[.](?:js|css))(?=["\s])', page))
        assert loaded <= set(files), path  # type: ignore[call-overload]
    for address in files:  # type: ignore[attr-defined]
        assert service.client.get(address).status_code == 200, address


def test_the_script_that_keeps_it_is_the_same_for_every_reader(service: Service) -> None:
    script = service.client.get("/service-worker.js").text
    with service.visitor(cookies={COOKIE: service.people.session("officer")}) as officer:
        for headers in (ACCEPT, {"accept-language": "ja"}):
            assert officer.get("/service-worker.js", headers=headers).text == script


def test_its_version_changes_with_the_page_and_with_the_texts() -> None:
    def version(*given: str) -> object:
        page, texts, bundle = given
        return kept(worker_script(page, texts, [bundle]))["version"]

    assert version("a", "x", "1") == version("a", "x", "1")
    assert len({version(*given) for given in (("a", "x", "1"), ("b", "x", "1"), ("a", "y", "1"), ("a", "x", "2"))}) == 4


def test_the_page_without_a_connection_names_no_one(service: Service) -> None:
    with service.visitor(headers=ACCEPT, cookies={COOKIE: service.people.session("officer")}) as officer:
        page = officer.get("/offline?language=ja").text
    assert '<html lang="ja"' in page
    assert "First-Officer" not in page
    assert 'href="/cases"' not in page


def test_the_service_can_be_installed(service: Service) -> None:
    page = service.client.get("/", headers=ACCEPT).text
    assert '<link rel="manifest" href="/static/shingan.webmanifest">' in page
    answer = service.client.get("/static/shingan.webmanifest")
    assert answer.headers["content-type"] == "application/manifest+json"
    manifest = answer.json()
    assert (manifest["scope"], manifest["display"]) == ("/", "standalone")
    assert {icon["sizes"] for icon in manifest["icons"]} >= {"192x192", "512x512"}
    for icon in manifest["icons"]:
        assert (HERE / "static" / icon["src"]).is_file()


def test_files_of_pages_are_sent_compressed_to_browsers_that_take_it(service: Service) -> None:
    answers = [
        service.client.get("/static/shingan.css", headers={"accept-encoding": each}) for each in ("gzip", "identity")
    ]
    assert [answer.headers.get("content-encoding") for answer in answers] == ["gzip", None]
    assert answers[0].content == answers[1].content
    assert int(answers[0].headers["content-length"]) * 3 < len(answers[0].content)
