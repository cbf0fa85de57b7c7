"""Settings of sign-in by OpenID Connect, and what is kept of a provider."""

import json
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from pydantic import ValidationError

from serve.accounts.domain import ProviderUnavailableError
from serve.accounts.openid import subject_of
from serve.accounts.openid_client import KEPT_SECONDS, RETRY_SECONDS, Kept, Metadata, ProviderClient
from serve.platform.openid_settings import OpenIdProvider
from serve.platform.settings import Settings
from tests.forging_provider import CLIENT_ID, CLIENT_SECRET, Forger
from tests.serve.openid.wired import listed
from tests.serve.running import Service


def test_behind_https_the_cookie_is_of_this_host_alone(
    start_service: Callable[..., Service], forging: Forger, tmp_path: Path
) -> None:
    forging.reset()
    secret = tmp_path / "secret"
    secret.write_text(f"{CLIENT_SECRET}\n")
    one = {"organisation": "First Customs", "issuer": forging.issuer, "client_id": CLIENT_ID}
    service = start_service(
        public_url="https://shingan.example/", openid_providers=[{**one, "client_secret_file": secret}]
    )
    with service.visitor() as browser:
        started = browser.get(f"/openid/{service.people.agencies['first'].id}/start")
    assert started.headers["set-cookie"].startswith("__Host-shingan_openid=o-")
    assert "Secure" in started.headers["set-cookie"]
    assert urlencode({"redirect_uri": "https://shingan.example/openid/callback"}) in started.headers["location"]


def test_a_provider_is_asked_again_once_it_may_have_come_back() -> None:
    now = [0.0]
    answers: list[Any] = [ProviderUnavailableError("down"), "one", "two", "three"]

    def fetch() -> str:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return str(answer)

    kept = Kept(fetch, lambda: now[0])
    for _ in range(3):
        with pytest.raises(ProviderUnavailableError):
            kept.get()
    assert len(answers) == 3, "a provider that is down is called once, not by every caller who waits"
    now[0] += RETRY_SECONDS
    assert kept.get() == kept.get() == "one"
    assert kept.get(refresh=True) == "two"
    now[0] += KEPT_SECONDS
    assert kept.get() == "three"


def test_a_provider_that_hangs_delays_no_one_for_long(forging: Forger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("serve.accounts.openid_client.TIMEOUT", 0.2)
    forging.reset()
    answered = threading.Event()
    forging.answers["/.well-known/openid-configuration"] = lambda _: answered.wait(20)
    client = ProviderClient(
        OpenIdProvider.model_validate(listed("A", forging.issuer, CLIENT_ID, CLIENT_SECRET)), "http://127.0.0.1/"
    )
    started = time.monotonic()
    with pytest.raises(ProviderUnavailableError):
        client.address("state", "nonce", "verifier")
    assert time.monotonic() - started < 10
    answered.set()


def test_an_issuer_with_https_has_every_endpoint_with_https(forging: Forger) -> None:
    named = forging.metadata(issuer="https://provider.example")
    with pytest.raises(ValidationError, match="has an endpoint without"):
        Metadata.model_validate(named)


def test_a_long_subject_is_kept_as_its_digest() -> None:
    issuer = f"https://provider.example/{'x' * 200}"
    kept = {subject_of(issuer, "a" * 255), subject_of(issuer, "b" * 255)}
    assert len(kept) == 2
    assert all(len(each) <= 300 for each in kept)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("nonsense", "Invalid JSON"),
        (
            '[{"organisation": "A", "issuer": "http://provider.example", "client_id": "x", "client_secret": "y"}]',
            "https",
        ),
        ('[{"organisation": "A", "issuer": "https://provider.example", "client_id": "x"}]', "client_secret_file"),
        (
            '[{"organisation": "A", "issuer": "https://a.example", "client_id": "x", "client_secret": "y", "z": 1}]',
            "Extra",
        ),
    ],
)
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, value: str, words: str) -> None:
    monkeypatch.setenv("SHINGAN_PUBLIC_URL", "https://shingan.example")
    monkeypatch.setenv("SHINGAN_OPENID_PROVIDERS", value)
    with pytest.raises(ValidationError, match=words) as caught:
        Settings()
    assert caught.value.errors()[0]["loc"][0] == "openid_providers"


def test_providers_need_the_services_own_address_and_keep_their_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    one = listed("A", "https://a.example", "x", "the-secret")
    monkeypatch.setenv("SHINGAN_OPENID_PROVIDERS", json.dumps([one]))
    with pytest.raises(ValidationError, match="SHINGAN_PUBLIC_URL"):
        Settings()
    monkeypatch.setenv("SHINGAN_PUBLIC_URL", "http://shingan.example")
    with pytest.raises(ValidationError, match="must be an https address"):
        Settings()
    monkeypatch.setenv("SHINGAN_PUBLIC_URL", "https://shingan.example/")
    settings = Settings()
    assert settings.public_url == "https://shingan.example"
    assert "the-secret" not in repr(settings)
    assert settings.openid_providers[0].secret == one["client_secret"]
    monkeypatch.setenv("SHINGAN_OPENID_PROVIDERS", json.dumps([one, one]))
    with pytest.raises(ValidationError, match="twice"):
        Settings()
