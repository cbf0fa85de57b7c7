"""ID tokens that are forged, and OpenID providers that fail."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from typing import Any

import httpx
import pytest
from authlib.oidc.core.util import create_half_hash
from limits import RateLimitItemPerMinute

from tests.forging_provider import CLIENT_ID, CLIENT_SECRET, KEY, OTHER_KEY, Forger, signed
from tests.serve.openid.wired import Wired, slug_of


def unsigned(claims: Mapping[str, Any], alg: str = "none") -> str:
    """The first two parts of an ID token, and a dot."""
    parts = ({"alg": alg, "kid": KEY.kid}, claims)
    return "".join(f"{encoded(json.dumps(part).encode())}." for part in parts)


def by_secret(claims: Mapping[str, Any], secret: bytes) -> str:
    """An ID token signed with a shared secret (HS256)."""
    text = unsigned(claims, "HS256").rstrip(".")
    return f"{text}.{encoded(hmac.digest(secret, text.encode(), hashlib.sha256))}"


def encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


FORGED: dict[str, Callable[[Forger, str], str]] = {
    "nonce of another sign-in": lambda by, _: signed(by.claims("another")),
    "no nonce": lambda by, nonce: signed(by.claims(nonce, nonce=None)),
    "for another service": lambda by, nonce: signed(by.claims(nonce, aud="another")),
    "for several, and not said for whom": lambda by, nonce: signed(by.claims(nonce, aud=[CLIENT_ID, "another"])),
    "for several, and given to another": lambda by, nonce: signed(
        by.claims(nonce, aud=[CLIENT_ID, "another"], azp="another")
    ),
    "given to another": lambda by, nonce: signed(by.claims(nonce, azp="another")),
    "expired": lambda by, nonce: signed(by.claims(nonce, exp=by.claims(nonce)["iat"] - 3600)),
    "without an end": lambda by, nonce: signed(by.claims(nonce, exp=None)),
    "of tomorrow": lambda by, nonce: signed(by.claims(nonce, iat=by.claims(nonce)["iat"] + 86400)),
    "of another issuer": lambda by, nonce: signed(by.claims(nonce, iss="https://another.example")),
    "of no issuer": lambda by, nonce: signed(by.claims(nonce, iss=None)),
    "without subject": lambda by, nonce: signed(by.claims(nonce, sub=None)),
    "about an empty subject": lambda by, nonce: signed(by.claims(nonce, sub="")),
    "about a subject with a null": lambda by, nonce: signed(by.claims(nonce, sub="a\0b")),
    "about a list": lambda by, nonce: signed(by.claims(nonce, sub=["subject-1"])),
    "with the hash of another access token": lambda by, nonce: signed(
        by.claims(nonce, at_hash=create_half_hash("another", "RS256").decode())
    ),
    "unsigned": lambda by, nonce: unsigned(by.claims(nonce)),
    "signed with the public key": lambda by, nonce: by_secret(by.claims(nonce), KEY.as_pem(private=False)),
    "signed with the shared secret": lambda by, nonce: by_secret(by.claims(nonce), CLIENT_SECRET.encode()),
    "signed by another": lambda by, nonce: signed(by.claims(nonce), OTHER_KEY, kid=KEY.kid),
    "signed by a key that is not listed": lambda by, nonce: signed(by.claims(nonce), OTHER_KEY),
    "no token at all": lambda _by, _nonce: "nonsense",
}


@pytest.mark.parametrize("how", FORGED)
def test_a_forged_id_token_lets_no_one_in(wired: Wired, browser: httpx.Client, how: str) -> None:
    wired.add("forger.one")
    refused = wired.forge(browser, lambda nonce: FORGED[how](wired.forger, nonce))
    assert (refused.status_code, slug_of(refused)) == (401, "openid-refused"), refused.text
    assert "not valid" in refused.json()["detail"]
    assert "set-cookie" not in refused.headers
    assert wired.events()[-1].action == "session:refuse"


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"aud": [CLIENT_ID]},
        {"aud": [CLIENT_ID, "another"], "azp": CLIENT_ID},
        {"at_hash": create_half_hash("access", "RS256").decode()},
    ],
)
def test_an_honest_id_token_lets_its_person_in(wired: Wired, browser: httpx.Client, changed: dict[str, Any]) -> None:
    wired.add("forger.one")
    entered = wired.forge(browser, lambda nonce: signed(wired.forger.claims(nonce, **changed)), iss=wired.forger.issuer)
    assert entered.status_code == 303, entered.text
    assert browser.get("/account").status_code == 200


@pytest.mark.parametrize(
    "claims",
    [
        {"preferred_username": "\N{KELVIN SIGN}elvin"},  # in lower case, an ASCII k
        {"preferred_username": " kelvin"},
        {"preferred_username": ["kelvin"]},
        {"preferred_username": "kel\0vin"},
        {"preferred_username": None},
        {"preferred_username": None, "email": "kelvin"},
        {"preferred_username": None, "email": "kelvin", "email_verified": "true"},
        {"preferred_username": "another", "email": "kelvin", "email_verified": True},
    ],
    ids=str,
)
def test_a_name_that_only_looks_like_another_persons_is_not_theirs(
    wired: Wired, browser: httpx.Client, claims: dict[str, Any]
) -> None:
    wired.add("kelvin")
    wired.forger.answers["/userinfo"] = {"sub": "kelvin-s"}
    refused = wired.forge(browser, lambda nonce: signed(wired.forger.claims(nonce, sub="kelvin-s", **claims)))
    assert (refused.status_code, slug_of(refused)) == (401, "openid-refused")
    assert wired.person("kelvin").openid_subject is None


def test_a_verified_address_stands_in_for_a_missing_username(wired: Wired, browser: httpx.Client) -> None:
    wired.add("mary@second.example")
    wired.forger.answers["/userinfo"] = {"sub": "mary", "email": "Mary@Second.example", "email_verified": True}
    entered = wired.forge(
        browser, lambda nonce: signed(wired.forger.claims(nonce, sub="mary", preferred_username=None))
    )
    assert entered.status_code == 303, entered.text


def test_what_is_said_of_another_person_counts_for_nothing(wired: Wired, browser: httpx.Client) -> None:
    wired.add("kelvin")
    wired.forger.answers["/userinfo"] = {"sub": "another", "preferred_username": "kelvin"}
    refused = wired.forge(
        browser, lambda nonce: signed(wired.forger.claims(nonce, sub="kelvin-s", preferred_username=None))
    )
    assert (refused.status_code, slug_of(refused)) == (503, "provider-unavailable")
    assert wired.person("kelvin").openid_subject is None


def test_new_keys_of_the_provider_are_taken_up(wired: Wired, browser: httpx.Client) -> None:
    wired.add("forger.one")
    assert wired.forge(browser, lambda nonce: signed(wired.forger.claims(nonce))).status_code == 303
    wired.forger.answers["/keys"] = {"keys": [{"kty": "unheard-of"}, OTHER_KEY.as_dict(private=False)]}
    entered = wired.forge(browser, lambda nonce: signed(wired.forger.claims(nonce), OTHER_KEY))
    assert entered.status_code == 303, entered.text
    old = wired.forge(browser, lambda nonce: signed(wired.forger.claims(nonce)))
    assert slug_of(old) == "openid-refused", "the key that was taken back"
    wired.forger.reset()
    assert wired.forge(browser, lambda nonce: signed(wired.forger.claims(nonce))).status_code == 303


def test_a_provider_that_is_down_is_named_as_such(wired: Wired, browser: httpx.Client) -> None:
    down = browser.get(f"/openid/{wired.organisation_id('acme')}/start")
    assert (down.status_code, slug_of(down)) == (503, "provider-unavailable")
    assert down.json()["detail"] == (
        "Your agency's sign-in service does not respond. Try again in a minute, or sign in with a password."
    )
    page = browser.get(f"/openid/{wired.organisation_id('acme')}/start", headers={"Accept": "text/html"})
    assert '<a class="button" href="/sign-in">' in page.text


@pytest.mark.parametrize(
    "answer",
    [500, b"<html>busy</html>", b"[]", {"error": "invalid_client"}, b'{"a":"' + b"x" * 2**19 + b'"}'],
    ids=["500", "html", "list", "invalid_client", "too large"],
)
def test_a_provider_that_answers_nonsense_is_unavailable(wired: Wired, browser: httpx.Client, answer: Any) -> None:
    asked = wired.start(browser)
    wired.forger.answers["/token"] = answer
    refused = browser.get("/openid/callback", params={"code": "any", "state": asked["state"]})
    assert (refused.status_code, slug_of(refused)) == (503, "provider-unavailable")


@pytest.mark.parametrize(
    ("error", "slug"), [("access_denied", "openid-refused"), ("temporarily_unavailable", "provider-unavailable")]
)
def test_a_provider_that_says_no_is_passed_on(wired: Wired, browser: httpx.Client, error: str, slug: str) -> None:
    asked = wired.start(browser)
    refused = browser.get("/openid/callback", params={"error": error, "state": asked["state"]})
    assert slug_of(refused) == slug
    assert error not in refused.text


def test_a_caller_who_keeps_failing_has_to_wait(
    wired: Wired, browser: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("serve.accounts.attempts.FROM_ADDRESS", RateLimitItemPerMinute(1, 15))
    wired.forge(browser, lambda _: "nonsense")
    wired.forger.asked.clear()
    waiting = wired.forge(browser, lambda _: "nonsense")
    assert (waiting.status_code, slug_of(waiting)) == (429, "too-many-sign-ins")
    assert "/token" not in wired.forger.asked
