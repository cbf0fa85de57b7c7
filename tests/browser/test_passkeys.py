"""Passkeys in a real browser, with the virtual authenticator of Chromium: made, used, several of them, and refused."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.virtual_authenticator import VirtualAuthenticatorOptions
from selenium.webdriver.support.ui import WebDriverWait

from serve.accounts.guard import COOKIE
from serve.accounts.permissions import Role
from serve.accounts.service import Accounts
from serve.platform.reader import LANGUAGE_COOKIE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from selenium.webdriver.chrome.webdriver import WebDriver

    from tests.serve.running import Service

    Open = Callable[..., WebDriver]

pytestmark = pytest.mark.browser
PASSWORD = "correct horse battery staple"  # noqa: S105  # of people who live as long as a test
FACTORS = "/account/factors"


def authenticator(*, is_verifying: bool = True) -> VirtualAuthenticatorOptions:
    """A device that keeps passkeys, and whose person touches it at once."""
    options = VirtualAuthenticatorOptions()
    options.has_resident_key = True
    options.has_user_verification = True
    options.is_user_verified = is_verifying
    options.is_user_consenting = True
    return options


@pytest.fixture
def base(service: Service) -> str:
    """The address at which browsers offer passkeys."""
    return service.base.replace("127.0.0.1", "localhost")


@pytest.fixture
def window(open_browser: Open) -> Iterator[WebDriver]:
    window = open_browser(360, 740)
    window.add_virtual_authenticator(authenticator())
    yield window
    if window.virtual_authenticator_id:
        window.remove_virtual_authenticator()


@pytest.fixture
def username(service: Service) -> str:
    added = service.parts[Accounts].add_person(
        None,
        organisation_id=service.people.agencies["first"].id,
        username=f"aiko-{uuid4().hex[:12]}",
        name="Aiko Tanaka",
        role=Role.OFFICER,
        password=PASSWORD,
    )
    return added.person.username


def until(window: WebDriver, script: str) -> None:
    """Wait until a script of one line says so."""
    WebDriverWait(window, 30, 0.05).until(lambda _: window.execute_script(f"return {script}"))


def at(window: WebDriver, path: str) -> None:
    until(window, f"location.pathname === '{path}' && document.readyState === 'complete'")


def press(window: WebDriver) -> None:
    """Press the button of passkeys, once the script has shown it."""
    until(window, "document.querySelector('[data-passkey]:not([hidden]) button:enabled') !== null")
    window.execute_script("document.querySelector('[data-passkey] button').click()")


def by_password(window: WebDriver, base: str, username: str) -> None:
    window.get(f"{base}/sign-in?next=/account")
    window.find_element(By.ID, "username").send_keys(username)
    window.find_element(By.ID, "password").send_keys(PASSWORD)
    window.find_element(By.CSS_SELECTOR, "form[action='/sign-in'] button").click()
    at(window, "/account")


def add(window: WebDriver, base: str, name: str) -> None:
    window.get(base + FACTORS)
    until(window, "document.querySelector('[data-passkey]:not([hidden])') !== null")
    window.find_element(By.ID, "passkey-name").send_keys(name)
    press(window)
    until(window, "location.search === '?changed=yes' && document.readyState === 'complete'")


def names(window: WebDriver, base: str) -> list[str]:
    window.get(base + FACTORS)
    script = "return [...document.querySelectorAll('li.card strong bdi')].map((each) => each.textContent)"
    found: list[str] = window.execute_script(script)
    return found


def sign_out(window: WebDriver, base: str) -> None:
    window.get(f"{base}/account")
    window.execute_script("document.querySelector(\"form[action='/sign-out']\").submit()")
    at(window, "/sign-in")


def refusal(window: WebDriver) -> str:
    until(window, "document.querySelector('[data-passkey] [role=alert]:not([hidden])') !== null")
    text: str = window.execute_script("return document.querySelector('[data-passkey] [role=alert]').textContent")
    return text


def test_a_passkey_is_made_used_and_removed_and_so_is_a_second_one(window: WebDriver, base: str, username: str) -> None:
    by_password(window, base, username)
    add(window, base, "Phone")
    assert names(window, base) == ["Phone"]
    phone = window.virtual_authenticator_id
    window.remove_virtual_authenticator()
    window.add_virtual_authenticator(authenticator())
    assert window.virtual_authenticator_id != phone
    add(window, base, "Desk")
    assert names(window, base) == ["Phone", "Desk"]
    sign_out(window, base)
    window.get(f"{base}/sign-in?next=/account")
    press(window)  # without a username
    at(window, "/account")
    assert window.execute_script("return document.querySelector('h1').textContent") == "Aiko Tanaka"
    window.get(base + FACTORS)
    window.execute_script(
        "document.querySelectorAll(\"form[action$='/remove']\")[1].submit()"  # that of the device at hand
    )
    until(window, "location.search === '?changed=yes' && document.readyState === 'complete'")
    assert names(window, base) == ["Phone"]
    sign_out(window, base)
    press(window)
    assert "This passkey is not known here" in refusal(window)


def test_a_device_that_does_not_verify_its_person_is_refused(open_browser: Open, base: str, username: str) -> None:
    window = open_browser(360, 740)
    window.add_virtual_authenticator(authenticator(is_verifying=False))
    by_password(window, base, username)
    window.get(base + FACTORS)
    until(window, "document.querySelector('[data-passkey]:not([hidden])') !== null")
    window.find_element(By.ID, "passkey-name").send_keys("Phone")
    press(window)
    assert "The browser gave no passkey." in refusal(window)
    assert names(window, base) == []
    window.remove_virtual_authenticator()


@pytest.mark.parametrize("language", ["en", "ja", "ar"])
def test_the_pages_of_factors_fit_a_phone(
    service: Service, window: WebDriver, base: str, username: str, language: str
) -> None:
    by_password(window, base, username)
    add(window, base, "Phone")
    window.add_cookie({"name": LANGUAGE_COOKIE, "value": language})
    window.get(base + FACTORS)
    window.execute_script("document.querySelector(\"form[action='/account/factors/codes']\").submit()")
    at(window, f"{FACTORS}/codes")
    for path in (f"{FACTORS}/codes", FACTORS):
        window.get(base + path)
        assert window.execute_script("return document.documentElement.lang") == language
        wide = window.execute_script("return document.documentElement.scrollWidth")
        assert wide <= 360
    assert window.get_cookie(COOKIE)
    assert service.base
