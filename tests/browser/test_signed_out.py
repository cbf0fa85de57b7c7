"""Signing out leaves what waits to be sent, which is encrypted, and nothing else that scripts stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from serve.accounts.guard import COOKIE

if TYPE_CHECKING:
    from collections.abc import Callable

    from selenium.webdriver.chrome.webdriver import WebDriver

    from tests.serve.running import Service

    Open = Callable[..., WebDriver]

pytestmark = pytest.mark.browser
STORE = """
const done = arguments[0];
localStorage.setItem("shingan-upload:x", "1");
sessionStorage.setItem("y", "1");
const database = (name) => new Promise((resolve) => {
  const request = indexedDB.open(name);
  request.onsuccess = () => { request.result.close(); resolve(); };
});
Promise.all(["shingan-queue", "shingan-key"].map(database))
  .then(() => Promise.all(["shingan-shell-1", "sheets"].map((name) => caches.open(name)))).then(done);
"""
LEFT = """
const done = arguments[0];
Promise.all([indexedDB.databases(), caches.keys()]).then(([databases, names]) => done({
  databases: databases.map(({ name }) => name), caches: names, stored: localStorage.length + sessionStorage.length,
}));
"""


def left(window: WebDriver) -> Any:
    return window.execute_async_script(LEFT)


def test_what_waits_stays_and_the_rest_goes(service: Service, open_browser: Open) -> None:
    window = open_browser(360, 740)
    window.get(f"{service.base}/about")
    window.add_cookie({"name": COOKIE, "value": service.people.session("officer")})
    window.get(f"{service.base}/account")
    window.execute_async_script(STORE)
    assert {"shingan-queue", "shingan-key"} <= set(left(window)["databases"])
    window.find_element(By.CSS_SELECTOR, "form[action='/sign-out'] button").click()
    WebDriverWait(window, 20, 0.05).until(lambda _: left(window)["databases"] == ["shingan-queue"])
    found = left(window)
    assert found["stored"] == 0
    assert "sheets" not in found["caches"]
    assert "shingan-shell-1" in found["caches"]
