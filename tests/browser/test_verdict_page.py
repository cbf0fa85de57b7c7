"""A verdict's pictures in Chromium: swapped by a tap, enlarged together, framed when asked for, and nothing moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser.chromium import set_size
from tests.browser.examining_pages import DARK, LIGHT, accessibility, axe_in, dark_accessibility, layout, set_theme
from tests.browser.test_look import DESK, PHONE, sign_in
from tests.browser.test_page import FAINT
from tests.serve.test_pairs_shown import tilted

if TYPE_CHECKING:
    from selenium.webdriver.chrome.webdriver import WebDriver

    from tests.browser.chromium import Browsers
    from tests.serve.running import Service

pytestmark = pytest.mark.browser
SECONDS = 20
SIDES = """
const sides = [...document.querySelector(".comparison").querySelectorAll(".comparison-side")];
return sides.map((side) => {
  const box = side.querySelector(".comparison-window").getBoundingClientRect();
  return [side.querySelector("figcaption").innerText.split(" ")[0], box.x, box.y + scrollY, box.width, box.height]
    .map((each) => typeof each === "number" ? Math.round(each) : each);
});
"""
TRANSFORMS = """
const layers = [...document.querySelector(".comparison").querySelectorAll(".comparison-layer")];
return layers.map((layer) => getComputedStyle(layer).transform);
"""
INTO_THE_MIDDLE = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })"
LARGER = "return [...document.querySelectorAll('#point-0 img[draggable]')].every((e) => e.src.endsWith('large=true'))"
EVIDENCE = "return [...document.querySelectorAll('svg .evidence')].map((e) => e.checkVisibility())"
WATCH = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    const moved = entry.sources.map((source) => source.node?.outerHTML?.slice(0, 90));
    if (!entry.hadRecentInput) window.shifts.push([entry.value, ...moved]);
  }
}).observe({ type: "layout-shift", buffered: true });
"""
READ_TO_THE_END = """
const done = arguments[0], wait = (ms) => new Promise((then) => setTimeout(then, ms));
(async () => {
  for (let y = scrollY; y < document.documentElement.scrollHeight; y += innerHeight / 2) {
    scrollTo({ top: y, behavior: "instant" });
    await wait(100);
  }
  while (![...document.images].every((e) => e.complete || !e.checkVisibility())) await wait(100);
  await wait(200);
  done(window.shifts);
})();
"""
BROKEN = """
return ["#outcome", ".outcome .product"].filter((selector) => {
  const element = document.querySelector(selector);
  Object.assign(element.style, { overflowWrap: "normal", wordBreak: "normal" });
  return element.scrollWidth > element.clientWidth + 1;
});
"""
WRITE_TO = """
arguments[0].insertAdjacentHTML("beforeend", '<p class="actions row"><a class="button button-quiet" href="/">Write to '
  + "enquiries.anti-counterfeiting@example.com</a></p>");
"""
ALL_PICTURES = """
return [...document.images].every((image) => {
  image.loading = "eager";
  return image.naturalWidth || !image.checkVisibility();
});
"""
SLOW = {"offline": False, "latency": 700, "downloadThroughput": 400_000, "uploadThroughput": 50_000}
FREE = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}


@pytest.fixture(scope="module")
def verdict(service: Service) -> str:
    """The address of a verdict whose photo lies over the genuine picture, and differs from it."""
    answer = service.examine(tilted("whole", "deviates"), product="bag")
    return f"/examinations/{answer.headers['location'].rpartition('/')[2]}"


@pytest.fixture(scope="module")
def browser(browsers: Browsers) -> WebDriver:
    """One tab for all tests with a script."""
    opened = browsers.window(*PHONE)
    set_theme(opened, LIGHT)
    return opened


@pytest.fixture
def window(browser: WebDriver, service: Service, verdict: str) -> WebDriver:
    """The tab of a phone, in which the officer has opened the verdict."""
    set_size(browser, *PHONE)
    return opened(browser, service, verdict)


def opened(window: WebDriver, service: Service, path: str) -> WebDriver:
    sign_in(window, service, "officer", "en")
    window.get(service.base + path)
    stage = window.find_element(By.CSS_SELECTOR, ".comparison-stage")
    window.execute_script("arguments[0].scrollIntoView({ block: 'start', behavior: 'instant' })", stage)
    WebDriverWait(window, SECONDS, 0.1).until(
        lambda tab: tab.execute_script("return document.querySelector('.comparison img').naturalWidth")
    )
    return window


def test_on_a_phone_at_twice_the_size_all_fits_and_no_word_of_the_outcome_is_broken(window: WebDriver) -> None:
    set_size(window, 180, 740)
    for details in window.find_elements(By.CSS_SELECTOR, "main details"):
        window.execute_script("arguments[0].open = true", details)
    window.execute_script(WRITE_TO, window.find_element(By.ID, "ask"))
    WebDriverWait(window, SECONDS, 0.1).until(lambda tab: tab.execute_script(ALL_PICTURES))
    assert layout(window) == []
    assert window.execute_script(BROKEN) == []


def draw(window: WebDriver) -> None:
    """Wait until all that a press or key leads to is drawn."""
    window.execute_async_script(
        "const next = (n, done) => n ? requestAnimationFrame(() => next(n - 1, done)) : done(); next(8, arguments[0])"
    )


def tools(window: WebDriver, name: str) -> None:
    window.find_element(By.CSS_SELECTOR, f".comparison [data-{name}]").click()
    draw(window)


def transforms(window: WebDriver) -> list[str]:
    found: list[str] = window.execute_script(TRANSFORMS)
    return found


def touch(window: WebDriver, kind: str, *points: tuple[float, float]) -> None:
    touches = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
    window.execute_cdp_cmd("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": touches})


def middle(window: WebDriver) -> tuple[float, float]:
    box = window.execute_script(
        "const box = document.querySelector('.comparison-window').getBoundingClientRect();"
        "return [box.x + box.width / 2, box.y + box.height / 2]"
    )
    return box[0], box[1]


def test_a_tap_swaps_the_two_pictures_where_they_are(window: WebDriver) -> None:
    (item, *there), (genuine, *other) = window.execute_script(SIDES)
    assert (item, genuine) == ("This", "Genuine")
    height = window.execute_script("return document.documentElement.scrollHeight")
    touch(window, "Start", middle(window))
    touch(window, "End")
    draw(window)
    assert window.execute_script(SIDES) == [[item, *other], [genuine, *there]]
    assert window.execute_script("return document.documentElement.scrollHeight") == height
    swap = window.find_element(By.CSS_SELECTOR, "[data-comparison=exchange]")
    assert swap.get_attribute("aria-pressed") == "true"
    swap.click()
    assert window.execute_script(SIDES) == [[item, *there], [genuine, *other]]


def test_the_page_stays_where_it_is_when_its_first_picture_is_swapped(window: WebDriver) -> None:
    window.execute_script("scrollBy(0, document.querySelector('.comparison-stage').getBoundingClientRect().top + 10)")
    draw(window)
    before = window.execute_script(SIDES), window.execute_script("return scrollY")
    window.execute_script("document.querySelector('[data-comparison=exchange]').click()")
    draw(window)
    draw(window)
    assert window.execute_script("return scrollY") == before[1]
    (item, *there), (genuine, *other) = before[0]
    assert window.execute_script(SIDES) == [[item, *other], [genuine, *there]]


def test_two_fingers_enlarge_both_pictures_and_one_moves_them(window: WebDriver) -> None:
    still = transforms(window)
    x, y = middle(window)
    touch(window, "Start", (x - 20, y), (x + 20, y))
    for step in range(1, 6):
        touch(window, "Move", (x - 20 - 12 * step, y), (x + 20 + 12 * step, y))
    touch(window, "End")
    draw(window)
    enlarged = transforms(window)
    assert enlarged[0] == enlarged[1] != still[0]
    touch(window, "Start", (x, y))
    touch(window, "Move", (x + 15, y + 9))
    touch(window, "Move", (x + 30, y + 18))
    touch(window, "End")
    draw(window)
    moved = transforms(window)
    assert moved[0] == moved[1] != enlarged[0]
    assert [side[0] for side in window.execute_script(SIDES)] == ["This", "Genuine"]  # that was no tap
    WebDriverWait(window, SECONDS, 0.1).until(lambda tab: tab.execute_script(LARGER))


def test_keys_enlarge_move_and_swap_the_pictures_that_have_the_focus(window: WebDriver) -> None:
    still = transforms(window)
    stage = window.find_element(By.CSS_SELECTOR, ".comparison-stage")
    stage.send_keys("++")
    draw(window)
    enlarged = transforms(window)
    assert enlarged[0] == enlarged[1] != still[0]
    stage.send_keys(Keys.ARROW_RIGHT)
    draw(window)
    moved = transforms(window)
    assert moved[0] == moved[1] != enlarged[0]
    stage.send_keys("0x")
    draw(window)
    assert transforms(window)[0] != moved[0]
    assert "exchanged" in (stage.get_attribute("class") or "")
    for key in (Keys.SPACE, Keys.ENTER):  # which would scroll the page
        stage.send_keys(key)
    assert "exchanged" in (stage.get_attribute("class") or "")
    stage.send_keys(Keys.SPACE)
    assert "exchanged" not in (stage.get_attribute("class") or "")


def test_a_wheel_scrolls_the_page_and_with_the_control_key_enlarges(window: WebDriver) -> None:
    set_size(window, *DESK)
    window.execute_script(INTO_THE_MIDDLE, window.find_element(By.CLASS_NAME, "comparison"))
    draw(window)
    x, y = middle(window)
    still = transforms(window)
    wheel = {"type": "mouseWheel", "x": x, "y": y, "deltaX": 0, "deltaY": -120}
    window.execute_cdp_cmd("Input.dispatchMouseEvent", wheel)
    draw(window)
    assert transforms(window) == still
    window.execute_script(INTO_THE_MIDDLE, window.find_element(By.CLASS_NAME, "comparison"))
    draw(window)
    window.execute_cdp_cmd("Input.dispatchMouseEvent", {**wheel, "modifiers": 2})
    WebDriverWait(window, SECONDS, 0.1).until(lambda tab: len(set(transforms(tab))) == 1 and transforms(tab) != still)


def test_the_evidence_is_framed_only_when_asked_for(window: WebDriver) -> None:
    shown = window.execute_script(EVIDENCE)
    assert shown
    assert not any(shown)
    assert window.find_element(By.CSS_SELECTOR, "svg .place").is_displayed()
    window.find_element(By.ID, "show-evidence").click()
    assert all(window.execute_script(EVIDENCE))


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_nothing_moves_while_pictures_arrive_on_a_slow_line(
    browser: WebDriver, service: Service, verdict: str, size: tuple[int, int]
) -> None:
    set_size(browser, *size)
    sign_in(browser, service, "officer", "en")
    added = browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": WATCH})
    browser.execute_cdp_cmd("Network.enable", {})
    browser.execute_cdp_cmd("Network.setCacheDisabled", {"cacheDisabled": True})
    browser.execute_cdp_cmd("Network.emulateNetworkConditions", SLOW)
    try:
        browser.get("about:blank")  # otherwise only the fragment is gone to
        browser.get(f"{service.base}{verdict}#places")
        for summary in browser.find_elements(By.CSS_SELECTOR, ".whole-pictures > summary"):
            if summary.is_displayed():
                browser.execute_script(INTO_THE_MIDDLE, summary)
                summary.click()  # what a press moves is meant
        browser.execute_script(INTO_THE_MIDDLE, browser.find_element(By.ID, "places"))
        assert browser.execute_async_script(READ_TO_THE_END) == []
    finally:
        browser.execute_cdp_cmd("Network.emulateNetworkConditions", FREE)
        browser.execute_cdp_cmd("Network.setCacheDisabled", {"cacheDisabled": False})
        browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", added)


def test_without_a_script_both_pictures_are_seen_and_the_evidence_can_be_asked_for(
    browsers: Browsers, service: Service, verdict: str
) -> None:
    window = browsers.window(*PHONE, javascript=False)
    opened(window, service, verdict)
    assert all(
        each.is_displayed() for each in window.find_elements(By.CSS_SELECTOR, ".point:first-child .comparison-side")
    )
    for unseen in (".comparison-tools", ".comparison-hint", "svg .evidence"):
        assert not window.find_element(By.CSS_SELECTOR, unseen).is_displayed()
    window.find_element(By.ID, "show-evidence").click()
    assert window.find_element(By.CSS_SELECTOR, "svg .evidence").is_displayed()


@pytest.mark.parametrize("language", ["en", "ja", "ar"])
def test_the_page_fits_a_phone_a_desk_and_a_desk_at_200_per_cent_in_both_themes(
    browser: WebDriver, service: Service, verdict: str, language: str
) -> None:
    sign_in(browser, service, "officer", language)
    with axe_in(browser):
        browser.get(service.base + verdict)
        assert accessibility(browser) + dark_accessibility(browser) == []
    for size in (PHONE, DESK, (DESK[0] // 2, DESK[1] // 2)):
        set_size(browser, *size)
        browser.get(service.base + verdict)
        for folded in browser.find_elements(By.CSS_SELECTOR, "main details"):
            browser.execute_script("arguments[0].open = true", folded)
        for theme in (DARK, LIGHT):
            set_theme(browser, theme)
            assert browser.execute_script(FAINT) == []
        assert layout(browser) == []


def test_all_that_the_pictures_offer_is_reached_by_the_tab_key(window: WebDriver) -> None:
    window.execute_script("document.querySelector('.comparison-stage').focus()")
    reached = []
    for _ in range(5):
        focused = window.switch_to.active_element
        reached.append(focused.get_attribute("data-value") or focused.get_attribute("data-comparison") or "pictures")
        focused.send_keys(Keys.TAB)
    assert reached == ["pictures", "exchange", "in", "out", "whole"]
