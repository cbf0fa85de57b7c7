"""A sitting in Chromium: phones in three languages follow it without being touched, on the projector, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from serve.accounts.guard import COOKIE
from serve.platform.reader import LANGUAGE_COOKIE
from serve.platform.settings import Settings
from tests.browser.chromium import set_size
from tests.browser.examining_pages import LIGHT, accessibility, axe_in, layout, set_theme
from tests.serve.running import Service, run
from tests.serve.seminaring import Hall, hall_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from selenium.webdriver.chrome.webdriver import WebDriver

    from tests.browser.chromium import Browsers

pytestmark = pytest.mark.browser
PHONE, PROJECTOR = (360, 740), (1280, 720)
SECONDS = 20
DRAWN = "return [...document.querySelectorAll('.comparison img')].every(one => one.naturalWidth && one.clientHeight)"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, tiny_release: Path) -> Iterator[Service]:
    yield from run(Settings(data_dir=tmp_path_factory.mktemp("data"), release=tiny_release, job_workers=0))


@pytest.fixture
def window(browsers: Browsers) -> WebDriver:
    opened = browsers.window(*PHONE)
    set_theme(opened, LIGHT)
    return opened


def joined(window: WebDriver, hall: Hall, language: str) -> None:
    """Take a seat with the form."""
    window.get(f"{hall.service.base}/healthz")
    window.delete_all_cookies()
    window.add_cookie({"name": LANGUAGE_COOKIE, "value": language})
    window.get(f"{hall.service.base}/join/{hall.code}")
    window.find_element(By.ID, "label").send_keys("A 7")
    window.find_element(By.CSS_SELECTOR, "form[action='/join'] button").click()
    shown(window, "#now h1")


def shown(window: WebDriver, selector: str) -> None:
    """Wait until the page has this."""
    WebDriverWait(window, SECONDS).until(lambda page: page.find_elements(By.CSS_SELECTOR, selector), selector)


def answer(window: WebDriver) -> None:
    """Answer with a tap on the photo, as one that is sure of a counterfeit."""
    photo = window.find_element(By.CSS_SELECTOR, ".tapped img")
    WebDriverWait(window, SECONDS).until(lambda page: page.execute_script("return arguments[0].complete", photo))
    photo.click()
    assert len(window.find_elements(By.CSS_SELECTOR, ".tap")) == 1
    for value in ("choice][value=counterfeit", "sureness][value=sure"):
        box = window.find_element(By.CSS_SELECTOR, f"input[name={value}]")
        window.execute_script("arguments[0].click()", box)
    window.find_element(By.CSS_SELECTOR, "form[data-answer] button").click()
    shown(window, "#now p[role=status]")


def waits_for_nothing(window: WebDriver) -> bool:
    """Whether a page whose sitting is closed asks for no more events, also when it is woken or loaded again."""
    asked = "return performance.getEntriesByType('resource').filter((one) => one.name.includes('/events')).length"
    before = window.execute_script(asked)
    window.execute_script("document.dispatchEvent(new Event('visibilitychange'))")
    is_woken = window.execute_script(asked) != before
    window.refresh()
    return not is_woken and not window.execute_script(asked) and not window.find_element(By.ID, "cut").is_displayed()


@pytest.mark.parametrize("language", ["en", "ar", "ja"])
def test_a_phone_follows_a_sitting_without_being_touched(window: WebDriver, service: Service, language: str) -> None:
    hall = hall_of(service)
    with axe_in(window):
        joined(window, hall, language)
        hall.does("step", step=1)
        shown(window, "form[data-answer]")
        faults = layout(window) + accessibility(window)
        answer(window)
        faults += layout(window) + accessibility(window)
        hall.does("reveal")
        shown(window, ".tapped rect")
        faults += layout(window) + accessibility(window)
    assert window.find_element(By.CSS_SELECTOR, "[data-own] strong").text
    assert window.find_element(By.TAG_NAME, "html").get_attribute("lang") == language
    hall.does("step", step=3)
    WebDriverWait(window, SECONDS).until(lambda page: not page.find_elements(By.CSS_SELECTOR, ".tapped"))
    assert faults == []
    tallies = hall.host.get(f"/v1/sittings/{hall.id}").json()["tallies"]
    assert tallies == []  # of the step that is shown
    hall.does("step", step=1)
    tallies = hall.host.get(f"/v1/sittings/{hall.id}").json()["tallies"]
    assert tallies == [{"round": "first", "choice": "counterfeit", "seats": 1}]


def test_a_phone_that_is_loaded_again_goes_on_where_it_was(window: WebDriver, service: Service) -> None:
    hall = hall_of(service)
    joined(window, hall, "en")
    hall.does("step", step=1)
    shown(window, "form[data-answer]")
    answer(window)
    window.refresh()
    shown(window, "#now p[role=status]")
    hall.does("reveal")
    shown(window, ".tapped rect")
    hall.does("close")
    WebDriverWait(window, SECONDS).until(lambda page: "The seminar is over" in page.page_source)
    assert waits_for_nothing(window)


def test_the_projector_and_the_host_follow_what_happens(window: WebDriver, service: Service) -> None:
    hall = hall_of(service)
    window.get(f"{service.base}/healthz")
    window.add_cookie({"name": COOKIE, "value": service.people.session("trainer"), "httpOnly": True})
    set_size(window, *PROJECTOR)
    with axe_in(window):
        window.get(f"{service.base}/sittings/{hall.id}/projector")
        faults = accessibility(window)
        hall.does("step", step=1)
        shown(window, ".projected-photos img")
        hall.joins().close()
        WebDriverWait(window, SECONDS).until(lambda page: "0 of 1 have answered." in page.page_source)
        hall.does("reveal")
        shown(window, ".projected-tallies")
        hall.does("step", step=3)
        shown(window, ".comparison-tools:not([hidden])")
        WebDriverWait(window, SECONDS).until(lambda page: page.execute_script(DRAWN))
        faults += accessibility(window)
        height = window.execute_script("return document.documentElement.scrollHeight")
    assert (faults, height) == ([], PROJECTOR[1])
    window.get(f"{service.base}/sittings/{hall.id}")
    assert "Step 3 of 4" in window.page_source
    hall.does("close")
    WebDriverWait(window, SECONDS).until(lambda page: "This sitting is closed" in page.page_source)
    assert waits_for_nothing(window)
