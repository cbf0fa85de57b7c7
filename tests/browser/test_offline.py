"""Without a connection the service can be begun: installed from its first page, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from serve.accounts.guard import COOKIE
from serve.platform.reader import LANGUAGE_COOKIE
from tests.flaky_proxy import flaky_proxy

if TYPE_CHECKING:
    from collections.abc import Callable

    from selenium.webdriver.chrome.webdriver import WebDriver

    from tests.serve.running import Service

    Open = Callable[..., WebDriver]

pytestmark = pytest.mark.browser
KEPT = "caches.match('/offline').then((page) => arguments[0](page?.url ?? ''))"
NOWHERE = 9  # a port at which no one listens
FAST = 4_000_000  # bytes a second


def test_the_page_without_a_connection_is_in_the_readers_language_and_leads_back(
    service: Service, open_browser: Open
) -> None:
    window = open_browser(360, 740)
    port = int(service.base.rpartition(":")[2])
    with flaky_proxy(port, FAST, 0) as proxy:
        base = f"http://127.0.0.1:{proxy.port}"
        window.get(f"{base}/about")
        window.add_cookie({"name": COOKIE, "value": service.people.session("officer")})
        window.add_cookie({"name": LANGUAGE_COOKIE, "value": "ja"})
        window.get(base)
        WebDriverWait(window, 20, 0.1).until(lambda w: w.execute_async_script(KEPT) == f"{base}/offline?language=ja")
        assert len(window.execute_async_script("caches.keys().then(arguments[0])")) == 1
        proxy.target = NOWHERE
        proxy.change(FAST, 0)
        window.get(f"{base}/cases")
        assert window.find_element(By.TAG_NAME, "html").get_attribute("lang") == "ja"
        assert window.find_elements(By.CSS_SELECTOR, "main .notice-note")
        assert window.execute_script("return getComputedStyle(document.querySelector('.top')).backgroundColor")
        assert "First-Officer" not in window.page_source
        proxy.target = port
        window.execute_script("window.dispatchEvent(new Event('online'))")
        WebDriverWait(window, 20, 0.1).until(lambda w: w.find_elements(By.CSS_SELECTOR, "a[href='/cases/new']"))
        assert window.current_url == f"{base}/cases"
