"""Pages without a camera that send what waits say what they send, how far it is, and where the verdict is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from selenium.webdriver.common.by import By

from serve.accounts.guard import COOKIE
from serve.platform.reader import LANGUAGE_COOKIE
from tests.browser.test_page import check
from tests.browser.test_queue import FAST, SHOWN, asked_for_without_a_line, find, press, wait
from tests.flaky_proxy import flaky_proxy

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from selenium.webdriver.chrome.webdriver import WebDriver

    from tests.serve.running import Service

    Open = Callable[..., WebDriver]

pytestmark = pytest.mark.browser
SLOW = 60_000  # bytes a second
LINE = "return document.getElementById('sending-on')?.innerText ?? ''"
SHARE = "return document.querySelector('#sending-on progress')?.value ?? 0"
LISTED = "return [...document.querySelectorAll('[data-renewed] a')].map((each) => each.getAttribute('href'))"
VERDICT = "return document.querySelector('#sending-on a')?.getAttribute('href') ?? ''"
LAST = "return document.getElementById('main').lastElementChild.id"


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """Photos that a slow line carries in some seconds."""
    paths = [str(tmp_path / f"noise{seed}.jpg") for seed in range(2)]
    for seed, path in enumerate(paths):
        noise = np.random.default_rng(seed).integers(0, 256, (480, 640, 3), np.uint8)
        Image.fromarray(noise).save(path, quality=85)
    return paths


@pytest.mark.parametrize(("path", "language"), [("/work", "en"), ("/examinations", "ja"), ("/account", "ar")])
def test_a_page_says_what_it_sends_and_leads_to_the_verdict(
    service: Service, open_browser: Open, files: list[str], path: str, language: str
) -> None:
    window = open_browser(360, 740)
    port = int(service.base.rpartition(":")[2])
    with flaky_proxy(port, FAST, 0) as proxy:
        base = f"http://127.0.0.1:{proxy.port}"
        asked_for_without_a_line(window, service, proxy, files)
        wait(window, lambda w: "sent when the connection is back" in find(w, "#waiting-list").text)
        window.get(f"{service.base}/about")  # of another origin: nothing is sent from here
        proxy.target = port
        window.get(f"{base}/about")
        window.add_cookie({"name": COOKIE, "value": service.people.session("officer"), "httpOnly": True})
        window.add_cookie({"name": LANGUAGE_COOKIE, "value": language})
        proxy.change(SLOW, 0)
        window.get(base + path)
        wait(window, lambda w: w.execute_script(SHARE) > 0)
        said = window.execute_script(LINE)
        assert ("2 photos are being sent; then the verdict comes." in said) == (language == "en")
        assert window.execute_script(SHOWN, "#unsent") is (path == "/account")  # otherwise that is said once
        if path == "/work":
            check(window)
        proxy.change(FAST, 0)
        wait(window, lambda w: w.execute_script(VERDICT))
        verdict = window.execute_script(VERDICT)
        assert not window.execute_script(SHOWN, "#sending-on progress")
        if path == "/account":
            assert window.execute_script(LISTED) == []
        else:
            wait(window, lambda w: verdict in w.execute_script(LISTED))
        check(window)
        press(window, "#sending-on a")
        wait(window, lambda w: w.current_url == base + verdict)
        assert window.find_element(By.CSS_SELECTOR, "main h1")


def test_where_a_page_has_no_place_for_it_nothing_above_moves(
    service: Service, open_browser: Open, files: list[str]
) -> None:
    window = open_browser(360, 740)
    port = int(service.base.rpartition(":")[2])
    with flaky_proxy(port, FAST, 0) as proxy:
        asked_for_without_a_line(window, service, proxy, files)
        wait(window, lambda w: "sent when the connection is back" in find(w, "#waiting-list").text)
        window.get(f"{service.base}/about")
        proxy.target = port
        window.get(f"http://127.0.0.1:{proxy.port}/guide")
        wait(window, lambda w: w.execute_script(VERDICT))
        assert window.execute_script(LAST) == "sending-on"
