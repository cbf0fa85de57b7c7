"""API tokens with a scope and an end: over HTTP, on the page of the account, and on the command line."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from serve.accounts.guard import COOKIE
from tests.serve.commands import NEW_SERVICE, Shingan, shingan
from tests.serve.running import Service
from tests.serve.world import made

__all__ = ["shingan"]

PAGE = {"accept": "text/html"}


@pytest.fixture
def browser(service: Service) -> Iterator[httpx.Client]:
    cookies, headers = {COOKIE: service.people.session("officer")}, {"sec-fetch-site": "same-origin"}
    with service.visitor(cookies=cookies, headers=headers) as client:
        yield client


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_a_script_may_what_its_token_says_and_no_more(service: Service) -> None:
    end = (datetime.now(UTC) + timedelta(days=30)).replace(microsecond=0)
    asked = {"label": "reads", "scope": ["case:read", "account:use"], "expires_at": end.isoformat()}
    token = made(service.client.post("/v1/tokens", json=asked))
    assert token["scope"] == ["account:use", "case:read"]
    assert datetime.fromisoformat(token["expires_at"]) == end
    assert made(service.client.get(f"/v1/tokens/{token['id']}"))["scope"] == ["account:use", "case:read"]
    with service.visitor(headers=bearer(token["token"])) as script:
        me = made(script.get("/v1/me"))
        assert me["permissions"] == ["account:use", "case:read"]
        assert datetime.fromisoformat(me["token_expires_at"]) == end
        assert script.get("/v1/cases").status_code == 200
        refused = script.post("/v1/cases", json={"place": "x"})
        assert (refused.status_code, refused.json()["type"]) == (403, "/problems/not-permitted")
        assert refused.json()["detail"] == "This API token does not include case:create."
        more = script.post("/v1/tokens", json={"label": "more", "scope": ["case:create"]})
        assert (more.status_code, more.json()["errors"][0]["pointer"]) == (422, "#/scope")
    assert made(service.client.get("/v1/me"))["token_expires_at"] is None


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"scope": []}, "#/scope"),
        ({"scope": ["release:activate"]}, "#/scope"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "#/expires_at"),
        ({"expires_at": "2999-01-01T00:00:00Z"}, "#/expires_at"),
        ({"expires_at": "2027-01-01T00:00:00"}, "#/expires_at"),
    ],
    ids=str,
)
def test_limits_that_make_no_sense_are_refused(service: Service, said: dict[str, object], pointer: str) -> None:
    refused = service.client.post("/v1/tokens", json={"label": "x", **said})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)


def test_a_token_that_has_ended_is_refused_in_words_of_its_own(service: Service) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=2)
    token = made(service.client.post("/v1/tokens", json={"label": "short", "expires_at": soon.isoformat()}))
    with service.visitor(headers=bearer(token["token"])) as script:
        while datetime.now(UTC) <= soon:
            time.sleep(0.1)
        refused = script.get("/v1/me")
        assert (refused.status_code, refused.json()["type"]) == (401, "/problems/token-expired")
        assert "This API token ended on" in refused.json()["detail"]
        assert refused.headers["www-authenticate"] == "Bearer"


def test_the_page_says_of_each_token_what_it_may_and_when_it_ends(browser: httpx.Client) -> None:
    browser.post("/account/tokens", data={"label": "without limits"}, headers=PAGE)
    form = {"label": "limited", "days": "30", "scope": ["case:read"]}
    shown = browser.post("/account/tokens", data=form, headers=PAGE).text
    limited, plain = (shown[shown.index(f"<bdi>{name}") :][:900] for name in ("limited", "without limits"))
    assert "ends on" in limited
    assert "<code>case:read</code>" in limited
    assert "may do all" not in limited
    assert "no end" in plain
    assert "may do all that its person may" in plain
    assert browser.post("/account/tokens", data={**form, "days": "9" * 30}, headers=PAGE).status_code == 422


def test_commands_make_list_and_revoke_tokens(shingan: Shingan) -> None:
    shingan(*NEW_SERVICE)
    shingan("user", "add", "aiko", "--role", "officer", "--organisation", "Customs")
    assert shingan("token", "add", "aiko", "all").out.startswith("shn_")
    limited = shingan("token", "add", "aiko", "reads", "--scope", "case:read", "--days", "30", "--json")
    token = json.loads(limited.out)
    assert (token["scope"], token["label"]) == (["case:read"], "reads")
    listed = json.loads(shingan("token", "list", "aiko", "--json").out)
    assert [each["scope"] for each in listed] == [None, ["case:read"]]
    assert "no end" in shingan("token", "list", "aiko").out
    assert shingan("token", "revoke", "aiko", token["id"]).status == 0
    assert len(json.loads(shingan("token", "list", "aiko", "--json").out)) == 1
    assert shingan("token", "revoke", "aiko", token["id"]).status == 1
    assert shingan("token", "add", "aiko", "x", "--scope", "no:such").status == 1
    assert shingan("audit", "verify").status == 0
