"""Signing in by OpenID Connect at a real provider, and answers that belong to no sign-in of this browser."""

import json
import logging
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import structlog

from serve.accounts.domain import ABSOLUTE
from serve.accounts.openid import subject_of
from serve.accounts.service import Accounts
from serve.accounts.store import PersonStore
from serve.audit.domain import details_of
from serve.platform.tenancy import SYSTEM
from tests.forging_provider import CLIENT_SECRET, signed, token
from tests.serve.openid.wired import COOKIE, Wired, enter, slug_of, through_provider
from tests.serve.running import quiet


def test_an_officer_signs_in_at_their_agencys_provider(wired: Wired, browser: httpx.Client) -> None:
    person = wired.add("aiko.tanaka", "first")
    page = browser.get("/sign-in", params={"next": "/account"}).text
    link = re.search(r'href="(/openid/[^"]+)">Sign in with <bdi>First Customs</bdi><', page)
    assert link
    back = through_provider(browser, link[1].replace("&amp;", "&"), "Aiko.Tanaka")
    assert back.startswith(f"{wired.service.base}/openid/callback?")
    assert parse_qs(urlsplit(back).query)["iss"] == [wired.real.issuer], "the provider says who answers (RFC 9207)"

    entered = browser.get(back)

    assert (entered.status_code, entered.headers["location"]) == (303, "/account")
    assert f"Max-Age={int(ABSOLUTE.total_seconds())}" in entered.headers["set-cookie"]
    assert COOKIE not in browser.cookies
    assert "Aiko.Tanaka" in browser.get("/account").text
    assert wired.person("aiko.tanaka").openid_subject == f"{wired.real.issuer} 1"
    events = [(each.action, details_of(each).get("openid")) for each in wired.events() if each.subject == person.id]
    assert events[-2:] == [("person:change", True), ("session:create", None)]


def test_an_administrator_adds_on_the_page_who_signs_in_at_the_provider(wired: Wired) -> None:
    administrator = wired.service.as_("administrator")
    form = {"organisation": wired.organisation_id("first"), "role": "officer", "username": "by-page", "name": "By Page"}
    added = administrator.post("/people", data={**form, "by_openid": "true"})
    assert "<bdi>By Page</bdi> signs in with <bdi>First Customs</bdi>, as <code>by-page</code>" in added.text
    assert enter(wired, "by-page").status_code == 303


def test_who_is_linked_is_known_by_their_subject_and_not_by_their_name(wired: Wired) -> None:
    linked = wired.add("renamed", "first")
    wired.add("newcomer", "first")
    assert enter(wired, "renamed").status_code == 303
    wired.real.rename("renamed", "other-name")
    wired.real.rename("newcomer", "renamed")
    try:
        again = enter(wired, "other-name")
        taken = enter(wired, "renamed")
    finally:
        wired.real.rename("renamed", "newcomer")
        wired.real.rename("other-name", "renamed")
    assert again.status_code == 303, "the same subject under another name"
    assert [each.subject for each in wired.events() if each.action == "session:create"][-1] == linked.id
    assert (taken.status_code, slug_of(taken)) == (401, "openid-refused")
    assert "belongs to another person" in taken.json()["detail"]


def test_first_sign_ins_at_one_moment_link_one_subject(wired: Wired) -> None:
    person = wired.add("at-one-moment")

    def vouch(form: Mapping[str, str]) -> dict[str, str]:
        subject, nonce = form["code"].split()
        return token(signed(wired.forger.claims(nonce, sub=subject, preferred_username="at-one-moment")))

    def sign_in(subject: str) -> httpx.Response:
        with wired.service.visitor() as browser:
            asked = wired.start(browser)
            answer = {"code": f"{subject} {asked['nonce']}", "state": asked["state"]}
            return browser.get("/openid/callback", params=answer)

    wired.forger.answers["/token"] = vouch
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(sign_in, ["one", "other"] * 2))
    entered = [answer.status_code for answer in answers].count(303)
    assert entered == 2, "both of the one that was first, and none of the other"
    linked = [each for each in wired.events() if (each.subject, each.action) == (person.id, "person:change")]
    assert len(linked) == 1


@pytest.mark.parametrize(
    ("username", "organisation", "how", "words"),
    [
        ("stranger", None, {}, "you have no account here"),
        ("elsewhere", "second", {}, "you have no account here"),
        ("barred", "first", {"disabled": True}, "is disabled"),
        ("with-password", "first", {"password": "a-long-one-of-my-own"}, "Sign in with it"),
    ],
)
def test_who_was_not_added_for_it_is_refused(
    wired: Wired, username: str, organisation: str | None, how: dict[str, Any], words: str
) -> None:
    given = dict(how)
    disabled = given.pop("disabled", False)
    person = wired.add(username, organisation, **given) if organisation else None
    if disabled:
        wired.service.parts[Accounts].set_disabled(None, username, disabled=True)

    refused = enter(wired, username)

    assert (refused.status_code, slug_of(refused)) == (401, "openid-refused")
    assert words in refused.json()["detail"]
    assert "set-cookie" not in refused.headers
    last = wired.events()[-1]
    assert (last.action, last.subject) == ("session:refuse", person.id if person else "anonymous")
    assert json.loads(last.details) == {"openid": wired.organisation_id("first")}
    if person:
        assert wired.person(username).openid_subject is None


def test_a_person_linked_elsewhere_cannot_enter_through_another_organisations_provider(
    wired: Wired, browser: httpx.Client
) -> None:
    person = wired.add("shared-issuer", "first")
    with wired.service.parts.database.writing(SYSTEM) as connection:
        PersonStore(connection, SYSTEM).change(person.id, openid_subject=subject_of(wired.forger.issuer, "shared"))
    refused = wired.forge(browser, lambda nonce: signed(wired.forger.claims(nonce, sub="shared")))
    assert (refused.status_code, slug_of(refused)) == (401, "openid-refused")


def test_an_answer_that_this_browser_did_not_ask_for_is_refused(wired: Wired, browser: httpx.Client) -> None:
    wired.add("forger.one")
    with wired.service.visitor() as attacker:
        asked = wired.start(attacker)
        wired.forger.says(signed(wired.forger.claims(asked["nonce"])))
        answer = {"code": "any", "state": asked["state"]}
        without_cookie = browser.get("/openid/callback", params=answer)
        wired.start(browser)
        with_cookie_of_another = browser.get("/openid/callback", params=answer)
        without_state = browser.get("/openid/callback", params={"code": "any"})
        browser.cookies.set(COOKIE, "nonsense", domain="127.0.0.1")
        with_nonsense = browser.get("/openid/callback", params=answer)
    for refused in (without_cookie, with_cookie_of_another, without_state, with_nonsense):
        assert (refused.status_code, slug_of(refused)) == (401, "openid-refused")
    assert "/token" not in wired.forger.asked, "no provider was asked"


def test_an_answer_of_another_provider_is_refused(wired: Wired, browser: httpx.Client) -> None:
    wired.add("forger.one")
    mixed_up = wired.forge(browser, lambda nonce: signed(wired.forger.claims(nonce)), iss=wired.real.issuer)
    asked = wired.start(browser, "first")
    unnamed = browser.get("/openid/callback", params={"code": "any", "state": asked["state"]})
    for refused in (mixed_up, unnamed):  # the real provider says of itself that it always gives its name
        assert slug_of(refused) == "openid-refused"
        assert "A different sign-in service" in refused.json()["detail"]
    assert "/token" not in wired.forger.asked


def test_state_is_bound_to_the_provider(wired: Wired, browser: httpx.Client) -> None:
    asked = wired.start(browser, "first")
    moved = browser.cookies[COOKIE].replace(wired.organisation_id("first"), wired.organisation_id("second"))
    headers = {"Cookie": f"{COOKIE}={moved}"}
    with wired.service.visitor(headers=headers) as other:
        refused = other.get("/openid/callback", params={"code": "any", "state": asked["state"]})
    assert slug_of(refused) == "openid-refused"
    assert "not started in this browser" in refused.json()["detail"]


def test_a_stolen_code_is_worth_nothing_in_another_browser(wired: Wired, browser: httpx.Client) -> None:
    wired.add("twice", "first")
    start = f"/openid/{wired.organisation_id('first')}/start"
    stolen = parse_qs(urlsplit(through_provider(browser, start, "twice")).query)
    with wired.service.visitor() as thief:
        asked = wired.start(thief, "first")
        answer = {"code": stolen["code"], "iss": stolen["iss"], "state": asked["state"]}
        refused = thief.get("/openid/callback", params=answer)
    assert slug_of(refused) == "openid-refused"
    assert "has ended this sign-in" in refused.json()["detail"], "the code needs the verifier of its own browser"


def test_an_answer_counts_once(wired: Wired, browser: httpx.Client) -> None:
    wired.add("twice", "first")
    start = f"/openid/{wired.organisation_id('first')}/start"
    back = through_provider(browser, start, "twice")
    kept = {"Cookie": f"{COOKIE}={browser.cookies[COOKIE]}"}
    assert browser.get(back).status_code == 303
    assert slug_of(browser.get(back)) == "openid-refused", "the browser has forgotten it"
    with wired.service.visitor(headers=kept) as thief:
        assert slug_of(thief.get(back)) == "openid-refused", "the provider has, too"


def test_an_answer_counts_once_though_the_provider_does_not_care(wired: Wired, browser: httpx.Client) -> None:
    wired.add("forger.one")
    asked = wired.start(browser)
    kept = {"Cookie": f"{COOKIE}={browser.cookies[COOKIE]}"}
    wired.forger.says(signed(wired.forger.claims(asked["nonce"])))
    answer = {"code": "any", "state": asked["state"]}
    assert browser.get("/openid/callback", params=answer).status_code == 303
    with wired.service.visitor(headers=kept) as thief:
        replayed = thief.get("/openid/callback", params=answer)
    assert slug_of(replayed) == "openid-refused"
    assert "already finished" in replayed.json()["detail"]


def test_nothing_leads_to_another_site(wired: Wired, browser: httpx.Client) -> None:
    wired.add("forger.one")
    for wanted in ("//evil.example/", "https://evil.example/", "/" + "x" * 3000):
        asked = wired.start(browser, next=wanted)
        wired.forger.says(signed(wired.forger.claims(asked["nonce"])))
        answer = {"code": "any", "state": asked["state"]}
        assert browser.get("/openid/callback", params=answer).headers["location"] == "/"


def test_an_organisation_without_a_provider_has_no_such_door(wired: Wired, browser: httpx.Client) -> None:
    for organisation_id in (wired.service.people.operator.id, "o-" + "0" * 32):
        assert browser.get(f"/openid/{organisation_id}/start").status_code == 404
    assert "The operator" not in browser.get("/sign-in").text


def test_what_is_asked_of_the_provider_is_bound_to_this_browser(wired: Wired, browser: httpx.Client) -> None:
    asked = wired.start(browser)
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert asked["redirect_uri"] == f"{wired.service.base}/openid/callback"
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3
    set_cookie = browser.get(f"/openid/{wired.organisation_id('second')}/start").headers["set-cookie"]
    for part in ("HttpOnly", "SameSite=lax", "Max-Age=600", "Path=/"):
        assert part in set_cookie
    again = wired.start(browser)
    assert not {asked["state"], asked["nonce"]} & {again["state"], again["nonce"]}


def test_nothing_of_a_sign_in_reaches_the_log(
    wired: Wired, browser: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    wired.add("forger.one")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG))
    try:
        with structlog.testing.capture_logs() as lines, caplog.at_level(logging.WARNING):
            asked = wired.start(browser)
            kept = browser.cookies[COOKIE]
            wired.forger.says(signed(wired.forger.claims(asked["nonce"])))
            browser.get("/openid/callback", params={"code": "code-canary", "state": asked["state"]})
            wired.forge(browser, lambda nonce: signed(wired.forger.claims(nonce, aud="another")))
            wired.forger.answers["/token"] = {"error": "invalid_client", "error_description": "forger.one"}
            asked_again = wired.start(browser)
            browser.get("/openid/callback", params={"code": "code-canary", "state": asked_again["state"]})
    finally:
        quiet()
    written = repr(lines) + caplog.text
    assert "/openid/callback" in written
    for canary in ("code-canary", asked["state"], asked["nonce"], kept, CLIENT_SECRET, "forger.one", "subject-1"):
        assert canary not in written
