"""A comparison: pictures that are enlarged and moved together, under a slider or in one place, and on a projector."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser.chromium import set_size
from tests.browser.examining_pages import LIGHT, layout, set_theme
from tests.browser.test_look import DESK, sign_in
from tests.serve.clearing import clearance_on, new_agency, taught_on
from tests.serve.tiny_release import as_new, reference_of

if TYPE_CHECKING:
    from selenium.webdriver.chrome.webdriver import WebDriver

    from tests.browser.chromium import Browsers
    from tests.serve.running import Service

pytestmark = pytest.mark.browser
SECONDS = 10
HALL = (1280, 720)
BOOTH, STALL = "booth", "stall"  # agencies of these tests alone
LOGO, SEAL = "/teaching/box/points/logo", "/teaching/box/points/seal"
UNMARKED = "Counterfeit, this point is not marked"  # as no one has marked it on these photos
LEGIBLE = 28  # pixels of a letter's height, read from 4 m on a screen two metres wide
LOADED = "return [...document.images].every((image) => image.complete && image.naturalWidth > 0)"
TRANSFORMS = "return [...document.querySelectorAll('.comparison-layer')].map((e) => getComputedStyle(e).transform)"
OFF_MIDDLE = """
const window = document.querySelector(".comparison-window").getBoundingClientRect();
const place = document.querySelector(".comparison-layer svg rect").getBoundingClientRect();
return [(place.left + place.right - window.left - window.right) / 2 / window.width, place.width / window.width];
"""
SHIFTS = """
const done = arguments[0]; let sum = 0;
new PerformanceObserver((list) => list.getEntries().forEach((entry) => { sum += entry.value; }))
  .observe({ type: "layout-shift", buffered: true });
requestAnimationFrame(() => setTimeout(() => done(sum), 0));
"""
SIZES = """
const size = (name) => parseFloat(getComputedStyle(document.querySelector(name)).fontSize);
const shown = ["h1", "figcaption", ".comparison-told dd", ".comparison-tools .button", ".comparison-steps .button"];
return shown.map(size);
"""


@pytest.fixture(scope="module")
def photo(service: Service) -> str:
    """The counterfeit item whose photo lies over the genuine picture of the logo; the seal has one that does not."""
    new_agency(service, BOOTH)
    clearance_on(service, BOOTH, parts=[{"kind": "reference", "name": "front"}])
    taught_on(service, BOOTH, "seal", photo=plain(), view="back")
    return taught_on(service, BOOTH, "logo", photo=as_new(reference_of("front")), view="front")


def plain() -> bytes:
    """A photo that shows nothing by which it could be laid over another."""
    content = io.BytesIO()
    Image.new("RGB", (400, 300), (120, 90, 60)).save(content, "JPEG")
    return as_new(content.getvalue())


@pytest.fixture(scope="module")
def browser(browsers: Browsers) -> WebDriver:
    """One tab for all tests with a script."""
    opened = browsers.window(*DESK)
    set_theme(opened, LIGHT)
    return opened


@pytest.fixture
def window(browser: WebDriver, service: Service, photo: str) -> WebDriver:
    """The tab, in which the trainer has opened the comparison of the logo."""
    assert photo
    set_size(browser, *DESK)
    sign_in(browser, service, "trainer", "en", BOOTH)
    browser.execute_script("sessionStorage.clear()")
    open_page(browser, service, LOGO)
    return browser


def open_page(window: WebDriver, service: Service, path: str) -> None:
    window.get(service.base + path)
    wait_for(window, LOADED)


def wait_for(window: WebDriver, script: str) -> None:
    WebDriverWait(window, SECONDS, 0.1).until(lambda tab: tab.execute_script(script))


def reach(window: WebDriver, path: str) -> None:
    WebDriverWait(window, SECONDS, 0.1).until(lambda tab: tab.current_url.endswith(path))


def press(window: WebDriver, value: str) -> None:
    window.find_element(By.CSS_SELECTOR, f"[data-value={value}]").click()
    draw(window)


def draw(window: WebDriver) -> None:
    """Wait until all that a press or key leads to is drawn: each step of it takes a frame or two."""
    window.execute_async_script(
        "const next = (n, done) => n ? requestAnimationFrame(() => next(n - 1, done)) : done(); next(8, arguments[0])"
    )


def transforms(window: WebDriver) -> list[str]:
    found: list[str] = window.execute_script(TRANSFORMS)
    return found


def seen(window: WebDriver) -> list[str]:
    """Which of the two pictures are seen."""
    sides = window.find_elements(By.CSS_SELECTOR, ".comparison-side")
    return [each.find_element(By.TAG_NAME, "figcaption").text for each in sides if each.is_displayed()]


def type_key(window: WebDriver, *keys: str) -> None:
    window.find_element(By.TAG_NAME, "body").send_keys(*keys)


LATE = """
const image = document.querySelector(".comparison-layer img"), address = image.src;
image.src = "/static/none.jpg?late";
compare(document.querySelector(".comparison"));
const held = image.parentElement.closest(".comparison-window");
const before = held.classList.contains("comparison-loading");
image.addEventListener("load", () => done([before, held.classList.contains("comparison-loading")]));
image.src = address;
"""


def test_a_sign_says_that_a_picture_is_still_loading(window: WebDriver) -> None:
    assert window.execute_async_script("const done = arguments[0];" + LATE) == [True, False]


def test_both_pictures_are_enlarged_and_moved_together(window: WebDriver) -> None:
    still = transforms(window)
    press(window, "in")
    one, other = transforms(window)
    assert one == other != still[0]
    type_key(window, Keys.SHIFT, Keys.ARROW_RIGHT)
    draw(window)
    moved = transforms(window)
    assert moved[0] == moved[1] != one
    press(window, "whole")
    assert transforms(window)[0] == transforms(window)[1]
    press(window, "place")
    off, share = window.execute_script(OFF_MIDDLE)
    assert (abs(off) < 0.3, share > 0.25) == (True, True)


def test_a_wheel_with_the_control_key_enlarges_both(window: WebDriver) -> None:
    box = window.find_element(By.CSS_SELECTOR, ".comparison-counterfeit .comparison-window").rect
    wheel = {"type": "mouseWheel", "x": box["x"] + 50, "y": box["y"] + 50, "deltaX": 0, "deltaY": -120, "modifiers": 2}
    before = transforms(window)[0]
    window.execute_cdp_cmd("Input.dispatchMouseEvent", wheel)
    wait_for(window, f"{TRANSFORMS}.every((each, _, all) => each === all[0] && each !== '{before}')")


def test_a_slider_shows_more_or_less_of_the_genuine_picture(window: WebDriver) -> None:
    press(window, "slider")
    slider = window.find_element(By.ID, "comparison-slider")
    slider.send_keys(Keys.HOME, *([Keys.ARROW_RIGHT] * 5))
    top = window.find_element(By.CSS_SELECTOR, ".comparison-counterfeit .comparison-window")
    assert top.value_of_css_property("clip-path") == "inset(0px 0px 0px 5%)"
    assert window.current_url.endswith(LOGO)  # its arrow keys lead to no other point
    one, other = (
        window.find_element(By.CSS_SELECTOR, f".comparison-{side} .comparison-window").rect
        for side in ("genuine", "counterfeit")
    )
    assert one == other


def test_one_picture_is_seen_in_place_of_the_other_by_button_and_key(window: WebDriver) -> None:
    assert seen(window) == ["Genuine", UNMARKED]
    press(window, "swap")
    assert seen(window) == [UNMARKED]
    type_key(window, "x")
    assert seen(window) == ["Genuine"]
    said = window.find_element(By.CSS_SELECTOR, "[data-comparison=said]").get_attribute("textContent")
    assert said == "The genuine picture is shown."
    pressed = [each.text for each in window.find_elements(By.CSS_SELECTOR, "[aria-pressed=true]")]
    assert pressed == ["Swap"]


@pytest.mark.parametrize(
    ("language", "onward", "back"),
    [("en", Keys.ARROW_RIGHT, Keys.ARROW_LEFT), ("ar", Keys.ARROW_LEFT, Keys.ARROW_RIGHT)],
)
def test_arrow_keys_lead_from_point_to_point_in_the_direction_of_reading(
    window: WebDriver, service: Service, language: str, onward: str, back: str
) -> None:
    sign_in(window, service, "trainer", language, BOOTH)
    open_page(window, service, LOGO)
    for key, path in ((onward, SEAL), (back, LOGO)):
        type_key(window, key)
        reach(window, path)


def test_a_photo_that_does_not_lie_over_the_other_is_shown_beside_it_only(window: WebDriver, service: Service) -> None:
    open_page(window, service, SEAL)
    assert "side by side only" in window.find_element(By.TAG_NAME, "main").text
    assert window.find_elements(By.CSS_SELECTOR, "[data-comparison=mode]") == []
    type_key(window, "x")
    assert seen(window) == ["Genuine", UNMARKED]


@pytest.mark.parametrize("path", [LOGO, SEAL])
def test_the_projector_shows_nothing_else_on_one_screen_in_large_words(
    window: WebDriver, service: Service, path: str
) -> None:
    set_size(window, *HALL)
    open_page(window, service, f"{path}?projector")
    assert not window.find_element(By.CSS_SELECTOR, ".top").is_displayed()
    scrolled = "return [document.documentElement.scrollHeight, document.documentElement.scrollWidth]"
    assert window.execute_script(scrolled) == [HALL[1], HALL[0]]
    assert min(window.execute_script(SIZES)) >= LEGIBLE
    foot = window.find_element(By.CSS_SELECTOR, ".comparison-steps").rect
    assert foot["y"] + foot["height"] <= HALL[1]
    height = window.find_element(By.CSS_SELECTOR, ".comparison-window").rect["height"]
    assert height > HALL[1] * 0.35
    assert window.execute_async_script(SHIFTS) < 0.01
    if path == LOGO:
        type_key(window, Keys.PAGE_DOWN)
        reach(window, f"{SEAL}?projector")


def test_the_projector_shows_a_point_without_a_comparison_on_one_screen(window: WebDriver, service: Service) -> None:
    clearance_on(service, new_agency(service, STALL), parts=[{"kind": "point", "name": "logo"}])
    set_size(window, *HALL)
    sign_in(window, service, "trainer", "en", STALL)
    open_page(window, service, f"{LOGO}?projector")
    assert "No photo of a counterfeit item" in window.find_element(By.TAG_NAME, "main").text
    picture = window.find_element(By.CSS_SELECTOR, ".pair img").rect
    foot = window.find_element(By.CSS_SELECTOR, ".comparison-steps").rect
    assert HALL[1] * 0.35 < picture["height"]
    assert foot["y"] + foot["height"] <= HALL[1]


def test_without_a_script_the_pictures_stand_beside_each_other(
    browsers: Browsers, service: Service, photo: str
) -> None:
    assert photo
    window = browsers.window(*DESK, javascript=False)
    sign_in(window, service, "trainer", "en", BOOTH)
    window.get(f"{service.base}{LOGO}")
    assert seen(window) == ["Genuine", UNMARKED]
    for hidden in (".comparison-tools", ".comparison-slider", ".comparison-keys"):
        assert not window.find_element(By.CSS_SELECTOR, hidden).is_displayed()
    assert layout(window) == []
    window.find_element(By.LINK_TEXT, "Next point").click()
    assert window.current_url.endswith(SEAL)
