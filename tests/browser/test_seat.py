"""A phone in a sitting in Chromium: photos are enlarged, and what is chosen stays; and the truth on the projector."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from serve.platform.settings import Settings
from tests.browser.chromium import set_size
from tests.browser.examining_pages import LIGHT, accessibility, axe_in, layout, set_theme
from tests.browser.test_sittings import LOADED, PHONE, PROJECTOR, SECONDS, chosen, joined, projected, shown
from tests.serve.running import Service, run
from tests.serve.seminaring import Hall, hall_of
from tests.serve.tiny_release import photo
from tests.serve.trying import run_once

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from selenium.webdriver.chrome.webdriver import WebDriver

    from tests.browser.chromium import Browsers

pytestmark = pytest.mark.browser
SIDEWAYS = PHONE[::-1]
LANDSCAPE, PORTRAIT = (1600, 1200), (900, 1600)
SIZES = """
return [...document.querySelectorAll(".tapped img")].map((one) => one.getBoundingClientRect())
  .map(({ width, height }) => [width, height]);
"""
# Where the middle of each mark is on its photo, in shares of the photo's sides.
MARKS = """
return [...document.querySelectorAll(".tap")].map((one) => {
  const [tap, photo] = [one, one.parentElement.querySelector("img")].map((each) => each.getBoundingClientRect());
  return [(tap.left + tap.width / 2 - photo.left) / photo.width, (tap.top + tap.height / 2 - photo.top) / photo.height];
});
"""
CHOSEN = "return [...document.querySelectorAll('form[data-answer] input:checked')].map((one) => one.value)"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, tiny_release: Path) -> Iterator[Service]:
    yield from run(Settings(data_dir=tmp_path_factory.mktemp("data"), release=tiny_release, job_workers=0))


@pytest.fixture
def window(browsers: Browsers) -> WebDriver:
    opened = browsers.window(*PHONE)
    set_theme(opened, LIGHT)
    return opened


def asked(window: WebDriver, service: Service, size: tuple[int, int], language: str = "en") -> Hall:
    """A phone that is asked about two photos of this size."""
    hall = hall_of(service, photos=2)
    hall.held.content = photo(size=size)
    joined(window, hall, language)
    hall.does("step", step=1)
    shown(window, "form[data-answer]")
    loaded(window)
    return hall


def loaded(window: WebDriver) -> None:
    """Wait until the photos are there."""
    WebDriverWait(window, SECONDS, 0.1).until(lambda page: page.execute_script(LOADED))


def wider(window: WebDriver, other: list[float]) -> list[float]:
    """The size of the photo that has not the size of the other one."""
    sizes: list[list[float]] = window.execute_script(SIZES)
    [enlarged] = [size for size in sizes if size != other]
    return enlarged


def press(window: WebDriver, selector: str) -> None:
    window.find_element(By.CSS_SELECTOR, selector).click()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_photo_on_a_phone_is_enlarged_and_its_places_are_tapped_there(
    window: WebDriver, service: Service, language: str
) -> None:
    with axe_in(window):
        hall = asked(window, service, PORTRAIT, language)
        buttons = window.find_elements(By.CSS_SELECTOR, "[data-enlarge]")
        assert [each.size["height"] >= 48 for each in buttons] == [True] * 2
        [before, other] = window.execute_script(SIZES)
        press(window, "[data-enlarge]")
        faults = layout(window) + accessibility(window)
        press(window, ".enlarged [data-value=in]")
        WebDriverWait(window, SECONDS, 0.1).until(
            lambda page: wider(page, other)[0] > 2 * before[0]
        )  # at the next frame
        enlarged = wider(window, other)
        assert enlarged[0] / enlarged[1] == pytest.approx(before[0] / before[1], abs=0.01)
        picture = window.find_element(By.CSS_SELECTOR, ".enlarged .comparison-window")
        ActionChains(window).drag_and_drop_by_offset(picture, 40, 60).perform()
        assert window.execute_script(MARKS) == []
        ActionChains(window).move_to_element(picture).click().perform()
        [mark] = window.execute_script(MARKS)
        press(window, ".enlarged [data-reduce]")
        assert window.execute_script(SIZES) == [before, other]
        assert window.execute_script(MARKS) == [pytest.approx(mark, abs=0.01)]
        hall.does("reveal")
        shown(window, ".tapped rect")
        press(window, "[data-enlarge]")
        faults += layout(window) + accessibility(window)
    assert faults == []


def test_an_enlarged_photo_goes_with_its_question(window: WebDriver, service: Service) -> None:
    hall = asked(window, service, LANDSCAPE)
    press(window, "[data-enlarge]")
    hall.does("step", step=3)
    WebDriverWait(window, SECONDS, 0.1).until(lambda page: not page.find_elements(By.CSS_SELECTOR, ".tapped, dialog"))


@pytest.mark.parametrize("size", [LANDSCAPE, PORTRAIT])
def test_photos_are_as_large_when_the_phone_is_turned(
    window: WebDriver, service: Service, size: tuple[int, int]
) -> None:
    asked(window, service, size)
    upright = window.execute_script(SIZES)
    set_size(window, *SIDEWAYS)
    turned = window.execute_script(SIZES)
    assert [now >= before - 1 for now, before in zip(chain(*turned), chain(*upright), strict=True)] == [True] * 4


def test_what_is_chosen_stays_when_the_language_changes_until_it_is_sent(window: WebDriver, service: Service) -> None:
    hall = asked(window, service, LANDSCAPE)
    press(window, ".tapped img")
    chosen(window, "counterfeit")
    before = window.execute_script(MARKS)
    window.execute_script("document.querySelector('.languages button[value=ja]').click()")
    WebDriverWait(window, SECONDS, 0.1).until(
        lambda page: page.find_element(By.TAG_NAME, "html").get_attribute("lang") == "ja"
    )
    loaded(window)
    assert window.execute_script(CHOSEN) == ["counterfeit", "sure"]
    assert window.execute_script(MARKS) == [pytest.approx(mark, abs=0.01) for mark in before]
    hall.does("step", step=2)
    WebDriverWait(window, SECONDS, 0.1).until(lambda page: page.execute_script(CHOSEN) == [])
    hall.does("step", step=1)
    WebDriverWait(window, SECONDS, 0.1).until(lambda page: page.execute_script(CHOSEN) == ["counterfeit", "sure"])
    press(window, "form[data-answer] button")
    shown(window, "#now p[role=status]")
    assert hall.host.get(f"/v1/sittings/{hall.id}").json()["tallies"] != []
    assert window.execute_script("return Object.keys(sessionStorage).filter((key) => key.startsWith('chosen'))") == []


@pytest.mark.parametrize("photos", [1, 2])
def test_photos_on_the_projector_keep_their_height_at_the_reveal(
    window: WebDriver, service: Service, photos: int
) -> None:
    hall = hall_of(service, photos=photos)
    hall.held.content = photo(size=LANDSCAPE)
    run_once(service.parts)
    hall.does("step", step=1)
    hall.does("assist")
    hall.does("reveal")
    projected(window, hall)
    shown(window, ".tapped rect")
    loaded(window)
    assert min(height for _, height in window.execute_script(SIZES)) > PROJECTOR[1] / 2
    assert window.execute_script("return document.getElementById('now').scrollHeight") == PROJECTOR[1]
