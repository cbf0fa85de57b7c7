"""A right holder moves a point on its reference picture with the keyboard, and saves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from serve.accounts.guard import COOKIE
from tests.serve.sheets import drafted

if TYPE_CHECKING:
    from collections.abc import Callable

    from selenium.webdriver.chrome.webdriver import WebDriver

    from tests.serve.running import Service

pytestmark = pytest.mark.browser


def test_a_point_is_moved_on_its_picture_and_saved(open_browser: Callable[..., WebDriver], service: Service) -> None:
    author = service.as_("contributor")
    sheet_id = drafted(author, "drawn")
    window = open_browser(400, 800)
    window.get(f"{service.base}/healthz")
    window.add_cookie({"name": COOKIE, "value": service.people.session("contributor"), "httpOnly": True})
    window.get(f"{service.base}/sheets/{sheet_id}/points/1")
    frame = window.find_element(By.CSS_SELECTOR, ".region-frame")
    frame.send_keys(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.ARROW_DOWN)
    window.find_element(By.CSS_SELECTOR, ".bar button").click()
    WebDriverWait(window, 20, 0.1).until(lambda window: window.current_url == f"{service.base}/sheets/{sheet_id}")
    point = author.get(f"/v1/sheets/{sheet_id}").json()["sheet"]["points"][0]
    assert point["region"] == [0.12, 0.21, 0.3, 0.1]
