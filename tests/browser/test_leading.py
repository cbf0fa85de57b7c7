"""The projector of a sitting in Chromium: large photos, whole words, and a comparison that the host's page leads."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from model.catalogue import Region
from serve.platform.reader import LANGUAGE_COOKIE
from serve.platform.settings import Settings
from tests.browser.examining_pages import LIGHT, set_theme
from tests.browser.test_sittings import LOADED, PHONE, PRESSED, PROJECTOR, SECONDS, led, projected, shown
from tests.serve import seminaring
from tests.serve.running import Service, run
from tests.serve.seminaring import LOGO, hall_of
from tests.serve.tiny_release import photo

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from selenium.webdriver.chrome.webdriver import WebDriver

    from tests.browser.chromium import Browsers

pytestmark = pytest.mark.browser
ENOUGH = 400  # pixels of 720 that a photo is high at a reveal
NAME = {
    "en": "Stitch length along the lower edge of the woven label in the neck of the shirt",
    "ar": "طول الغرز على الحافة السفلى للملصق المنسوج في رقبة القميص",
    "ja": "襟元の織りネームの下辺に沿った縫い目の長さと間隔",
}
TOLD = {
    "en": "The stitches of the lower edge are two to three times as long as those of the upper one.",
    "ar": "غرز الحافة السفلى أطول من غرز الحافة العليا: طولها ضعفان إلى ثلاثة أضعاف.",
    "ja": "下辺の縫い目が上辺の2〜3倍の長さ。",
}
# Words that stand in two lines, and what is cut off or lies outside of the screen.
TORN = r"""
const torn = [], walker = document.createTreeWalker(document.getElementById("now"), NodeFilter.SHOW_TEXT);
for (let node = walker.nextNode(); node; node = walker.nextNode()) {
  if (!node.parentElement.checkVisibility() || node.parentElement.closest(".unseen")) continue;
  for (const found of node.data.matchAll(/[^\s・、。()]+/g)) {
    const range = document.createRange();
    range.setStart(node, found.index);
    range.setEnd(node, found.index + found[0].length);
    const boxes = [...range.getClientRects()].filter((box) => box.width);
    const lines = new Set(boxes.map((box) => Math.round(box.top)));
    if (document.documentElement.lang !== "ja" && lines.size > 1) torn.push(found[0]);
    if (boxes.some((box) => box.left < 0 || box.right > innerWidth || box.bottom > innerHeight)) torn.push(found[0]);
  }
}
for (const one of document.querySelectorAll("#now :is(h1, h2, p, dd)")) {
  if (one.scrollWidth > one.clientWidth + 1) torn.push(`cut: ${one.textContent}`);
}
return torn;
"""
HEIGHTS = "return [...document.querySelectorAll('.projected-photos img')].map((one) => one.clientHeight)"
LARGEST = """
const size = (one) => parseFloat(getComputedStyle(one).fontSize);
const others = [...document.querySelectorAll("#now :is(p, dd, figcaption)")].map(size);
return Math.max(...others) < size(document.querySelector("h1"));
"""
SLID = """
const one = document.querySelector("input[type=range]");
one.value = 20;
one.dispatchEvent(new Event("input"));
"""
SEEN = """
const stage = document.querySelector(".comparison-stage"), layer = document.querySelector(".comparison-layer");
const middle = layer.parentElement.getBoundingClientRect(), image = layer.querySelector("img").getBoundingClientRect();
const shape = 640 / 480;
const drawn = Math.min(image.width, image.height * shape), high = drawn / shape;
return [
  stage.dataset.mode, stage.dataset.shown, stage.style.getPropertyValue("--shown"),
  new DOMMatrix(getComputedStyle(layer).transform).a,
  (middle.left + middle.width / 2 - image.left - (image.width - drawn) / 2) / drawn,
  (middle.top + middle.height / 2 - image.top - (image.height - high) / 2) / high,
];
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, tiny_release: Path) -> Iterator[Service]:
    yield from run(Settings(data_dir=tmp_path_factory.mktemp("data"), release=tiny_release, job_workers=0))


@pytest.fixture
def window(browsers: Browsers) -> WebDriver:
    opened = browsers.window(*PROJECTOR)
    set_theme(opened, LIGHT)
    return opened


@pytest.mark.parametrize("language", ["en", "ar", "ja"])
def test_the_projector_tears_and_cuts_no_word_and_shows_large_photos(
    window: WebDriver, service: Service, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setattr(seminaring, "LOGO", replace(LOGO, title=NAME, counterfeit=TOLD))
    hall = hall_of(service, photos=2)
    hall.held.content = photo(size=(640, 480))
    window.get(f"{service.base}/healthz")
    window.add_cookie({"name": LANGUAGE_COOKIE, "value": language})
    projected(window, hall)
    hall.does("step", step=1)
    for act in ("step", "reveal"):
        hall.does(act, **({"step": 1} if act == "step" else {}))
        shown(window, ".projected-photos img" if act == "step" else ".projected-told")
        WebDriverWait(window, SECONDS, 0.1).until(lambda page: page.execute_script(LOADED))
        assert window.execute_script(TORN) == []
        assert min(window.execute_script(HEIGHTS)) >= ENOUGH
    hall.does("step", step=3)
    shown(window, ".comparison")
    for mode in ("side", "slider", "swap"):
        hall.does("comparison", mode=mode)
        shown(window, f"[data-mode={mode}]")
        assert window.execute_script(TORN) == [], mode
        assert window.execute_script(LARGEST), mode
    side = "return document.querySelector('.comparison-window').clientHeight"
    assert window.execute_script(side) >= 0.75 * PROJECTOR[1]


def test_the_host_leads_the_comparison_on_the_projector_with_a_phone(
    window: WebDriver, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seminaring, "LOGO", replace(LOGO, region=Region(0.6, 0.5, 0.2, 0.2)))
    hall = hall_of(service)
    hall.held.content = photo(size=(640, 480))
    hall.does("step", step=3)
    projected(window, hall)
    shown(window, ".comparison")
    screen = window.current_window_handle
    window.switch_to.new_window("tab")
    led(window, hall, PHONE)
    shown(window, ".comparison")
    phone = window.current_window_handle
    presses = ("[data-value=slider]", "[data-value=swap]", "[data-value=swap]", "[data-value=in]", "[data-value=place]")
    for press in presses:
        pressed(window, press)
        followed(window, (phone, screen))
    for first in ("place", "whole"):
        for press in (first, "in", "in"):
            pressed(window, f"[data-value={press}]")
            seen = followed(window, (phone, screen))
        assert seen[4:] == [pytest.approx(0.7, abs=0.02), pytest.approx(0.6, abs=0.02)], first  # the place's middle
    pressed(window, "[data-value=slider]")
    window.execute_script(SLID)
    assert followed(window, (phone, screen))[2] == "20%"
    assert hall.host.get(f"/v1/sittings/{hall.id}").json()["comparison"]["slider"] == 20
    window.refresh()  # also a host page that is opened now
    WebDriverWait(window, SECONDS, 0.1).until(lambda page: page.execute_script(SEEN)[2] == "20%")
    window.close()
    window.switch_to.window(screen)
    assert window.find_element(By.CSS_SELECTOR, ".comparison-controls").value_of_css_property("opacity") == "0"
    window.execute_script("dispatchEvent(new PointerEvent('pointermove'))")
    assert window.find_element(By.CSS_SELECTOR, ".comparison-controls").value_of_css_property("opacity") == "1"


# Whether the line of the slider is before the place of the point, and how wide each heading beside it is.
UNCOVERED = """
const window_ = document.querySelector(".comparison-counterfeit .comparison-window").getBoundingClientRect();
const share = parseFloat(document.querySelector(".comparison-stage").style.getPropertyValue("--shown")) / 100;
const place = document.querySelector(".comparison-counterfeit rect.place").getBoundingClientRect();
const headings = [...document.querySelectorAll(".comparison-told dt")].map((one) => one.getBoundingClientRect().width);
return [window_.left + share * window_.width <= place.left, headings];
"""


def test_the_slider_begins_before_the_place_of_the_point_and_says_which_sentence_is_of_which(
    window: WebDriver, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seminaring, "LOGO", replace(LOGO, region=Region(0.15, 0.2, 0.2, 0.2)))
    hall = hall_of(service)
    hall.held.content = photo(size=(640, 480))
    hall.does("step", step=3)
    projected(window, hall)
    shown(window, ".comparison")
    WebDriverWait(window, SECONDS, 0.1).until(lambda page: page.execute_script(LOADED))
    assert max(window.execute_script(UNCOVERED)[1]) == 1  # the captions of the pictures say it
    window.execute_script("dispatchEvent(new PointerEvent('pointermove'))")
    pressed(window, "[data-value=slider]")
    WebDriverWait(window, SECONDS, 0.1).until(lambda page: page.execute_script(UNCOVERED)[0])
    assert min(window.execute_script(UNCOVERED)[1]) > 50
    assert window.execute_script(SEEN)[2] != "50%"


def pressed(window: WebDriver, button: str) -> None:
    """Press a button of the comparison."""
    window.execute_script(PRESSED, f".comparison-tools {button}")


def followed(window: WebDriver, tabs: tuple[str, str]) -> list[object]:
    """Wait until the projector shows what the phone shows, look back at the phone, and return what is seen."""
    phone, screen = tabs
    WebDriverWait(window, SECONDS, 0.1).until(
        lambda page: page.execute_script("return new Promise(requestAnimationFrame)")
    )
    window.execute_async_script("setTimeout(arguments[0], 100)")
    wanted: list[object] = window.execute_script(SEEN)
    window.switch_to.window(screen)
    WebDriverWait(window, SECONDS, 0.1).until(
        lambda page: page.execute_script(SEEN) == [*wanted[:3], *(pytest.approx(each, abs=0.02) for each in wanted[3:])]
    )
    window.switch_to.window(phone)
    return wanted
