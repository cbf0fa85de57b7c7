"""The officer's pages in every state: legible to everyone, in both themes, at 200 % zoom, and by keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

from serve.accounts.guard import COOKIE
from serve.platform.reader import LANGUAGE_COOKIE
from serve.platform.settings import Settings
from tests.browser.chromium import set_size
from tests.browser.examining_pages import accessibility, axe_in, dark_accessibility, layout
from tests.browser.test_queue import FAST, KEY, NOWHERE, PICTURES, files, find, pick, press, wait
from tests.flaky_proxy import flaky_proxy
from tests.serve.running import run
from tests.serve.sheets import published
from tests.serve.tiny_release import COUNTERFEIT, GENUINE, make_release, photo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from selenium.webdriver.chrome.webdriver import WebDriver

    from tests.flaky_proxy import FlakyProxy
    from tests.serve.running import Service

    Open = Callable[..., WebDriver]

__all__ = ["files"]
pytestmark = pytest.mark.browser
PHONE, DESK = (360, 740), (1280, 900)
CONTACTS = [{"name": "Desk", "phone": "+46 8 000", "mail": "authenticity-desk@maker-of-boxes.example"}]
TOUCH = 48  # CSS pixels, with a glove on
LANGUAGES = ("en", "ja", "ar")
IN_STATE = """
const [state, reason, done] = arguments;
openVaults(document.getElementById("capture").dataset.owner).then(async (vaults) => {
  const queue = new Queue(vaults.queue);
  const [item] = await queue.load();
  await queue.change(item.id, (each) => Object.assign(each, { state, reason, examination: "e-0" }));
  new BroadcastChannel("shingan-queue").postMessage(""); // as another page does
  done();
});
"""
SENDING = "return document.querySelector('#waiting progress:not([hidden])')?.checkVisibility()"
STATE = "return document.querySelector('[data-waiting=state]')?.textContent"
REACHABLE = "fetch('/healthz', { cache: 'no-store' }).then(() => arguments[0](true), () => arguments[0](false))"
FOCUSED = "return document.activeElement.dataset.act ?? document.activeElement.id"
FOCUSABLE = "main :is(a[href], button, select, summary, textarea, input:not([type=hidden]))"
MISSED = """
const [selector] = arguments;
const isThere = (e) => e.checkVisibility({ visibilityProperty: true }) && !e.disabled;
return [...document.querySelectorAll(selector)].filter((e) => isThere(e) && !window.reached?.has(e))
  .map((e) => e.outerHTML.slice(0, 90));
"""
REACHED = """
const [selector] = arguments, e = document.activeElement;
(window.reached ??= new Set()).add(e);
if (!e.matches(selector)) return "";
const shown = e.type === "file" ? e.closest("label") : e;
const { outlineStyle, outlineWidth } = getComputedStyle(shown);
return outlineStyle === "none" || parseFloat(outlineWidth) < 2 ? `no outline: ${e.outerHTML.slice(0, 90)}` : "";
"""

PIECES = """
const faults = [];
const shown = (range) => [...range.getClientRects()].filter(({ width }) => width);
const linesOf = (range) => new Set(shown(range).map(({ top }) => Math.round(top)));
const titles = "h1, h2, h3, .product, .entry-name, .examination-outcome, .button";
for (const e of document.querySelectorAll(`main :is(${titles})`)) {
  const walker = document.createTreeWalker(e, NodeFilter.SHOW_TEXT), { width } = e.getBoundingClientRect();
  if (!e.checkVisibility() || width >= 5 * parseFloat(getComputedStyle(e).fontSize)) continue;
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    for (const { 0: word, index } of text.data.matchAll(/\\S+/g)) {
      const range = document.createRange();
      range.setStart(text, index);
      range.setEnd(text, index + word.length);
      if (word.length / linesOf(range).size < Math.min(4, word.length)) faults.push(`in pieces: ${word}`);
    }
  }
}
return faults;
"""


def zoom(window: WebDriver, size: tuple[int, int]) -> None:
    """Show the page at 200 % in a window of this size."""
    width, height = size
    shown = {"width": width // 2, "height": height // 2, "deviceScaleFactor": 2, "mobile": width < 500}
    window.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", shown)


def faults(window: WebDriver) -> list[str]:
    """What is wrong on a phone, in both themes, and at 200 % on a phone and a desk."""
    found = [*layout(window, TOUCH), *accessibility(window), *dark_accessibility(window)]
    for size in (PHONE, DESK):
        zoom(window, size)
        found += [
            f"at 200 % of {size[0]}: {fault}" for fault in [*layout(window, TOUCH), *window.execute_script(PIECES)]
        ]
    set_size(window, *PHONE)
    return found


def cut(window: WebDriver, proxy: FlakyProxy) -> None:
    """Cut the line, and wait until it is."""
    proxy.target = NOWHERE
    proxy.change(FAST, 0)
    wait(window, lambda w: not w.execute_async_script(REACHABLE))


def set_state(window: WebDriver, state: str, reason: str = "") -> None:
    """Have the page show the item in another state."""
    before = window.execute_script(STATE)
    window.execute_async_script(IN_STATE, state, reason)
    wait(window, lambda w: w.execute_script(STATE) != before)


def sign_in(window: WebDriver, service: Service, base: str, language: str, role: str = "officer") -> None:
    if not window.current_url.startswith(base):
        window.get(f"{base}/healthz")
    window.delete_all_cookies()
    window.add_cookie({"name": LANGUAGE_COOKIE, "value": language})
    window.add_cookie({"name": COOKIE, "value": service.people.session(role), "httpOnly": True})


def wait_for_capture(window: WebDriver) -> None:
    wait(window, lambda w: w.execute_script("return document.getElementById('capture')?.hidden === false"))
    wait(window, lambda w: w.execute_async_script(KEY))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_of_capture_can_be_read_by_everyone(
    service: Service, open_browser: Open, files: list[str], language: str
) -> None:
    window = open_browser(*PHONE)
    port = int(service.base.rpartition(":")[2])
    found: dict[str, list[str]] = {}
    with flaky_proxy(port, FAST, 0) as proxy, axe_in(window):
        base = f"http://127.0.0.1:{proxy.port}"
        sign_in(window, service, base, language)
        window.get(f"{base}/")  # which has the browser keep what it needs
        window.execute_async_script("navigator.serviceWorker.ready.then(() => arguments[0]())")
        window.get(f"{base}/examine?product=box")
        wait_for_capture(window)
        found["no camera"] = faults(window)
        pick(window, *files)
        wait(window, lambda w: find(w, "#preliminary").is_displayed())
        found["photos and a preliminary verdict"] = faults(window)
        cut(window, proxy)
        press(window, "#send")
        wait(window, lambda w: w.execute_script(SENDING))
        found["sending"] = faults(window)
        set_state(window, "refused", "A photo can not be read.")
        found["refused"] = faults(window)
        window.get(f"{base}/examine")
        wait_for_capture(window)
        wait(window, lambda w: w.execute_script(STATE))
        found["offline"] = faults(window)
        set_state(window, "done")
        found["done"] = faults(window)
        proxy.target = port
        proxy.change(FAST, 0)
        sign_in(window, service, base, language, "trainer")
        window.get(f"{base}/examine")
        wait_for_capture(window)
        assert not find(window, "#waiting").is_displayed()
        found["another person's queue"] = faults(window)
    assert {state: each for state, each in found.items() if each} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_work_shift_and_notices_can_be_read_by_everyone(service: Service, open_browser: Open, language: str) -> None:
    window = open_browser(*PHONE)
    found = {}
    sign_in(window, service, service.base, language, "senior_officer")
    with axe_in(window):
        for path in ("/work", "/shift", "/account/notices"):
            window.get(service.base + path)
            found[path] = [*faults(window), *tabbed_through(window)]
    assert {path: each for path, each in found.items() if each} == {}


@pytest.fixture(scope="module")
def with_contacts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service in which the sheet of the box names whom to ask, by addresses that are longer than a line."""
    release = make_release(tmp_path_factory.mktemp("release"))
    for running in run(Settings(data_dir=tmp_path_factory.mktemp("data"), release=release, workers=2)):
        published(running.as_("contributor"), running.as_("reviewer"), "box", contacts=CONTACTS)
        allowed = {"agencies": [running.people.agencies["first"].id]}
        assert running.as_("reviewer").put("/v1/allowance", json=allowed).is_success
        yield running


@pytest.mark.parametrize("language", LANGUAGES)
def test_verdicts_and_cases_can_be_read_by_everyone(with_contacts: Service, open_browser: Open, language: str) -> None:
    window = open_browser(*PHONE)
    verdicts = [
        with_contacts.examine(each, product="box").headers["location"].removeprefix("/v1")
        for each in (COUNTERFEIT, GENUINE, photo((0, 0, 0)))
    ]
    sign_in(window, with_contacts, with_contacts.base, language)
    found = {}
    for path in (*verdicts, "/cases", "/cases/new", "/examinations"):
        window.get(with_contacts.base + path)
        for size in (PHONE, DESK):
            zoom(window, size)
            each = [*layout(window, TOUCH), *window.execute_script(PIECES)]
            found[f"{path} at 200 % of {size[0]}"] = each
        if path == verdicts[0]:
            assert find(window, "#ask a[href^='mailto:']").is_displayed()
    assert {path: each for path, each in found.items() if each} == {}


def test_an_item_is_photographed_sent_and_taken_back_by_keyboard_alone(
    service: Service, open_browser: Open, files: list[str]
) -> None:
    window = open_browser(*PHONE)
    port = int(service.base.rpartition(":")[2])
    with flaky_proxy(port, FAST, 0) as proxy:
        base = f"http://127.0.0.1:{proxy.port}"
        sign_in(window, service, base, "en")
        window.get(f"{base}/examine")
        wait_for_capture(window)
        find(window, "#product").send_keys("Acme box")
        assert Select(find(window, "#product")).first_selected_option.get_attribute("value") == "box"
        pick(window, *files)
        assert tabbed_through(window) == []
        enter(window, ".shot-entry:last-child .button")  # removes a photo
        wait(window, lambda w: len(w.find_elements(By.CSS_SELECTOR, PICTURES)) == 1)
        wait(window, lambda w: w.execute_script(FOCUSED).startswith(("choose-", "shows-")))  # the entry in its place
        cut(window, proxy)
        enter(window, "#send")
        wait(window, lambda w: w.execute_script(FOCUSED) == "waiting-heading")
        enter(window, "[data-waiting=cancel]")
        wait(window, lambda w: find(w, "[data-waiting=keep]").is_displayed())
        enter(window, "[data-waiting=cancel]")  # for good
        wait(window, lambda w: w.execute_script(FOCUSED) == "files")


def enter(window: WebDriver, selector: str) -> None:
    """Press the enter key on a button of a list that may be drawn again meanwhile."""
    window.execute_script("document.querySelector(arguments[0]).focus()", selector)
    ActionChains(window).send_keys(Keys.ENTER).perform()


def tabbed_through(window: WebDriver) -> list[str]:
    """What the tab key does not reach, or reaches unseen."""
    window.execute_script("delete window.reached; document.activeElement.blur(); window.scrollTo(0, 0)")
    found = []
    for _ in range(80):
        ActionChains(window).send_keys(Keys.TAB).perform()
        found += [each for each in [window.execute_script(REACHED, FOCUSABLE)] if each]
        missed: list[str] = window.execute_script(MISSED, FOCUSABLE)
        if not missed:
            return found
    return [*found, *(f"not reached: {each}" for each in missed)]
