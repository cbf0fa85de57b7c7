"""A right holder asks for a photo, the officer finds that under “My work”, takes it and sends it: on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

from serve.accounts.guard import COOKIE
from tests.browser.test_page import check
from tests.browser.test_queue import KEY, find, pick, press, wait
from tests.serve.clearing import new_agency
from tests.serve.enquiring import asked, made, stopped
from tests.serve.tiny_release import GENUINE, as_new

if TYPE_CHECKING:
    from pathlib import Path

    from selenium.webdriver.chrome.webdriver import WebDriver

    from tests.browser.test_queue import Open
    from tests.serve.running import Service

pytestmark = pytest.mark.browser
WORDS = "The edge of the logo, from close by."


def open_page(window: WebDriver, service: Service, path: str, role: str, agency: str = "first") -> None:
    """A page, as this person."""
    window.get(f"{service.base}/about")
    window.delete_all_cookies()
    window.add_cookie({"name": COOKIE, "value": service.people.session(role, agency), "httpOnly": True})
    window.get(service.base + path)


def words(window: WebDriver, name: str) -> str:
    """What an element says, found and read at once: the page may be another one a moment later."""
    said: str = window.execute_script("return document.getElementById(arguments[0])?.innerText ?? ''", name)
    return said


def at(window: WebDriver, path: str) -> None:
    wait(window, lambda w: w.current_url.partition("://")[2].partition("/")[2].startswith(path.lstrip("/")))


def test_a_photo_that_is_asked_for_is_taken_and_sent_and_the_enquiry_answered(
    service: Service, open_browser: Open, tmp_path: Path
) -> None:
    name, window = f"asking-{uuid4().hex[:8]}", open_browser(360, 740)
    new_agency(service, name)
    officer = service.as_("officer", name)
    one = stopped(officer)
    path = f"/enquiries/{asked(officer, one)['id']}"
    open_page(window, service, path, "reviewer")
    press(window, "#ask-photos summary")
    Select(find(window, "#of")).select_by_value("point:logo")
    find(window, "#ask-photos textarea").send_keys(WORDS)
    check(window)
    press(window, "#ask-photos button")
    wait(window, lambda w: w.find_elements(By.CSS_SELECTOR, "#asked-for"))
    check(window)
    request = made(officer.get(f"/v1{path}"))["photo_requests"][0]["id"]

    open_page(window, service, "/work", "officer", name)
    check(window)
    press(window, f"a[href='{path}#{request}']")
    at(window, path)
    check(window)
    press(window, f"#{request} a[href^='/examine']")
    wait(window, lambda w: w.execute_async_script(KEY))
    wait(window, lambda w: "logo" in words(w, "guidance"))
    assert WORDS in words(window, "asked")
    wait(window, lambda w: "front: missing" in words(w, "shots"))
    assert "back: missing" not in words(window, "shots")  # nothing else is asked for
    photo = tmp_path / "edge.jpg"
    photo.write_bytes(as_new(GENUINE))
    pick(window, str(photo))
    press(window, "#send")
    wait(window, lambda w: "/examinations/e-" in w.current_url)
    check(window)
    press(window, f".bar a[href='{path}#{request}']")
    at(window, path)
    check(window)
    press(window, f"#{request} form[action$='/reply'] button")
    wait(window, lambda w: "Photos sent" in words(w, request))
    check(window)

    open_page(window, service, path, "reviewer")
    wait(window, lambda w: w.find_elements(By.CSS_SELECTOR, f"#{request} img[src$='/photos/1.jpg']"))
    check(window)
    press(window, "[name=outcome][value=confirmed_genuine]")
    find(window, "#statement").send_keys("Ours: the edge is sharp.")
    press(window, "form[action$='/answer'] button")
    wait(window, lambda _: made(officer.get(f"/v1{path}"))["state"] == "answered")
