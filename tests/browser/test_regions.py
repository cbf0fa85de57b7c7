"""Places are marked on a picture by mouse, finger and keyboard, in either direction of text, and without a script."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

if TYPE_CHECKING:
    from collections.abc import Callable

    from selenium.webdriver.chrome.webdriver import WebDriver
    from selenium.webdriver.remote.webelement import WebElement

    from tests.browser.chromium import Browsers
    from tests.serve.running import Service

pytestmark = pytest.mark.browser
PARTS = ("x", "y", "width", "height")
DRAWN, EMPTY = "drawn", "empty"  # names of the places on the page of components
POINT = "point"  # the name of one that has several places there


@pytest.fixture(scope="module")
def browser(browsers: Browsers) -> WebDriver:
    """One tab for all tests with a script."""
    return browsers.window(400, 800)


@pytest.fixture
def window(browser: WebDriver, service: Service) -> WebDriver:
    browser.get(f"{service.base}/components")
    browser.delete_all_cookies()
    browser.refresh()
    return browser


def values(window: WebDriver, name: str) -> list[float | None]:
    written = [window.find_element(By.NAME, f"{name}_{part}").get_attribute("value") for part in PARTS]
    return [float(each) if each else None for each in written]


def frame_of(window: WebDriver, name: str) -> WebElement:
    number = 1 if name == DRAWN else 2
    return window.find_elements(By.CSS_SELECTOR, ".region-frame")[number - 1]


def said(window: WebDriver) -> str:
    return window.find_element(By.CSS_SELECTOR, ".regions [role=status]").get_attribute("textContent") or ""


def press(window: WebDriver, name: str, action: str) -> None:
    inside = window.find_element(By.NAME, f"{name}_x").find_element(By.XPATH, "ancestor::fieldset")
    button = inside.find_element(By.CSS_SELECTOR, f"[data-region={action}]")
    window.execute_script("arguments[0].scrollIntoView({block: 'center'})", button)  # not under the bar
    button.click()


def point(window: WebDriver, x: float, y: float) -> tuple[int, int]:
    """Pixels of the viewport of a place on the picture, in per cent of it."""
    script = """const picture = document.querySelector(".region-picture"); picture.scrollIntoView({block: "center"});
      const box = picture.getBoundingClientRect();
      return [box.left + arguments[0] * box.width / 100, box.top + arguments[1] * box.height / 100]"""
    across, down = window.execute_script(script, x, y)
    return round(across), round(down)


def drag(window: WebDriver, kind: str, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Drag a mouse or a finger from one place on the picture to another."""
    first, last = point(window, *start), point(window, *end)
    window.execute_async_script("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))")  # drawn there
    if kind == "mouse":
        for event, (x, y) in (("mousePressed", first), ("mouseMoved", last), ("mouseReleased", last)):
            mouse = {"type": event, "x": x, "y": y, "button": "left", "buttons": 1, "clickCount": 1}
            window.execute_cdp_cmd("Input.dispatchMouseEvent", mouse)
        return
    for event, places in (("touchStart", [first]), ("touchMove", [last]), ("touchEnd", [])):
        touches = [{"x": x, "y": y} for x, y in places]
        window.execute_cdp_cmd("Input.dispatchTouchEvent", {"type": event, "touchPoints": touches})


@pytest.mark.parametrize("kind", ["mouse", "finger"])
def test_a_place_is_drawn_moved_and_resized(window: WebDriver, kind: str) -> None:
    press(window, EMPTY, "draw")
    drag(window, kind, (10, 80), (30, 95))
    assert values(window, EMPTY) == pytest.approx([10, 80, 20, 15], abs=1)
    drag(window, kind, (20, 87), (70, 87))
    assert values(window, EMPTY) == pytest.approx([60, 80, 20, 15], abs=1)
    drag(window, kind, (60, 80), (50, 70))  # the corner at the top left
    assert values(window, EMPTY) == pytest.approx([50, 70, 30, 25], abs=2)
    assert "50" in said(window)
    assert values(window, DRAWN) == [10, 20, 30, 40]  # another place stays


def test_keys_move_resize_and_remove_a_place_and_it_is_said(window: WebDriver) -> None:
    frame_of(window, DRAWN).send_keys(Keys.ARROW_RIGHT, Keys.ARROW_DOWN, Keys.ARROW_DOWN)
    assert values(window, DRAWN) == [11, 22, 30, 40]
    frame_of(window, DRAWN).send_keys(Keys.SHIFT, Keys.ARROW_LEFT, Keys.ARROW_DOWN)
    assert values(window, DRAWN) == [11, 22, 29, 41]
    assert said(window).endswith("left 11 %, top 22 %, width 29 %, height 41 %")
    frame_of(window, DRAWN).send_keys(Keys.DELETE)
    assert values(window, DRAWN) == [None] * 4
    assert said(window).endswith("not marked")
    window.switch_to.active_element.send_keys(Keys.ENTER)  # the button that marks it again
    assert values(window, DRAWN) == [40, 40, 20, 20]
    assert window.switch_to.active_element == frame_of(window, DRAWN)


def test_a_place_never_leaves_the_picture(window: WebDriver) -> None:
    frame_of(window, DRAWN).send_keys(*[Keys.ARROW_LEFT] * 15, Keys.SHIFT, *[Keys.ARROW_RIGHT] * 120)
    assert values(window, DRAWN) == [0, 20, 100, 40]


def test_numbers_move_the_frame_and_arabic_pages_mirror_nothing(window: WebDriver, service: Service) -> None:
    def left() -> float:
        script = """const boxes = [".region-picture", ".region-frame"]
          .map((each) => document.querySelector(each).getBoundingClientRect());
          return (boxes[1].left - boxes[0].left) / boxes[0].width"""
        return float(window.execute_script(script))

    assert left() == pytest.approx(0.1, abs=0.01)
    field = window.find_element(By.NAME, f"{DRAWN}_x")
    field.clear()
    field.send_keys("55")
    assert left() == pytest.approx(0.55, abs=0.01)
    window.add_cookie({"name": "shingan_language", "value": "ar"})
    window.get(f"{service.base}/components")
    assert window.find_element(By.TAG_NAME, "html").get_attribute("dir") == "rtl"
    assert left() == pytest.approx(0.1, abs=0.01)


def test_without_a_script_the_place_is_shown_and_its_numbers_can_be_written(
    open_browser: Callable[..., WebDriver], service: Service
) -> None:
    window = open_browser(400, 800, javascript=False)
    window.get(f"{service.base}/components")
    picture = window.find_element(By.CSS_SELECTOR, ".region-picture").rect
    drawn = window.find_element(By.CSS_SELECTOR, ".region-picture rect").rect
    assert drawn["x"] - picture["x"] == pytest.approx(0.1 * picture["width"], abs=3)
    assert values(window, DRAWN) == [10, 20, 30, 40]
    assert not window.find_element(By.CSS_SELECTOR, "[data-region=draw]").is_displayed()


def places_of(window: WebDriver, name: str = POINT) -> list[float]:
    """From the left, of each place of a point, in the order of the fields."""
    script = """return [...document.querySelectorAll("[data-point] [data-region=x]")]
      .filter((each) => each.name.startsWith(arguments[0]) && each.value).map((each) => Number(each.value))"""
    return [float(each) for each in window.execute_script(script, name)]


def choose(window: WebDriver, point: str) -> None:
    Select(window.find_element(By.CSS_SELECTOR, "#places-choice")).select_by_visible_text(point)


def is_asked_to_choose(window: WebDriver) -> bool:
    return window.find_element(By.CSS_SELECTOR, "[data-region=first]").is_displayed()


@pytest.mark.parametrize("kind", ["mouse", "finger"])
def test_drags_mark_further_places_of_the_point_that_is_chosen(window: WebDriver, kind: str) -> None:
    assert places_of(window) == [50, 80]
    choose(window, "Product")
    choose(window, "Label")
    assert not is_asked_to_choose(window)
    drag(window, kind, (5, 80), (15, 95))
    assert is_asked_to_choose(window) == (kind == "finger"), "a finger scrolls the page again"
    if kind == "finger":
        assert not window.find_elements(By.CSS_SELECTOR, ".region-armed")
        choose(window, "Label")
    drag(window, kind, (70, 5), (90, 15))
    assert places_of(window) == pytest.approx([50, 80, 5, 70], abs=1)
    names = [
        each.get_attribute("name") for each in window.find_elements(By.CSS_SELECTOR, "[data-point] [data-region=x]")
    ]
    assert names == [f"{POINT}_x", *(f"{POINT}+{number}_x" for number in (2, 3, 4, 5))]
    assert values(window, DRAWN) == [10, 20, 30, 40]


def test_without_a_chosen_point_a_drag_marks_nothing_and_leads_to_the_choice(window: WebDriver) -> None:
    Select(window.find_element(By.CSS_SELECTOR, "#places-choice")).select_by_value("")
    assert is_asked_to_choose(window)
    drag(window, "mouse", (5, 80), (15, 95))
    assert places_of(window) == [50, 80]
    assert window.switch_to.active_element.get_attribute("id") == "places-choice"


def test_one_place_of_several_is_removed_and_another_is_marked_with_the_keyboard(window: WebDriver) -> None:
    window.find_elements(By.CSS_SELECTOR, ".region-frame")[3].send_keys(Keys.DELETE)
    assert places_of(window) == [80]
    window.switch_to.active_element.send_keys(Keys.ENTER)
    assert places_of(window) == [80, 45]
    window.switch_to.active_element.send_keys(Keys.ARROW_RIGHT)
    assert places_of(window) == [80, 46]


def test_a_place_ticks_its_point_and_a_point_without_tick_has_no_place(window: WebDriver) -> None:
    tick = window.find_element(By.NAME, POINT)
    window.execute_script("arguments[0].click()", tick)
    assert places_of(window) == []
    window.execute_script("arguments[0].click()", tick)
    assert places_of(window) == [50, 80]
    window.execute_script("arguments[0].click()", tick)
    choose(window, "Label")
    drag(window, "mouse", (5, 80), (15, 95))
    assert tick.is_selected()
    assert len(places_of(window)) == 1
