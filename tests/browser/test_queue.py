"""What waits on a device: it survives a reload, a cut line and a sign-out, is sent once, and tells others nothing."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select, WebDriverWait

from serve.accounts.guard import COOKIE
from serve.platform.reader import LANGUAGE_COOKIE
from tests.browser.test_page import check
from tests.flaky_proxy import FlakyProxy, flaky_proxy
from tests.serve.tiny_release import COUNTERFEIT, GENUINE
from tests.serve.world import made

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import httpx
    from selenium.webdriver.chrome.webdriver import WebDriver
    from selenium.webdriver.remote.webelement import WebElement

    from tests.serve.running import Service

    Open = Callable[..., WebDriver]

pytestmark = pytest.mark.browser
NOWHERE, FAST = 9, 4_000_000  # a port at which no one listens; bytes a second
PICTURES = ".shot-picture img"
# Calls this as soon as the scripts that keep photos are there: the camera comes before them.
KEPT = "const kept = (act) => (typeof idbKeyval === 'undefined' ? setTimeout(() => kept(act), 20) : act());"
STORED = f"""{KEPT}
const done = arguments[0];
const text = (value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value)
  ? new TextDecoder("latin1").decode(value)
  : typeof value === "object" ? Object.values(value).map(text).join("") : value;
kept(() => idbKeyval.entries(QUEUE_STORE).then((entries) => done(entries.map(([name, value]) => name + text(value)))));
"""

KEY = KEPT + "kept(() => idbKeyval.get('own', KEY_STORE).then((own) => arguments[0](own?.id)))"
OWNER = KEPT + "kept(() => idbKeyval.get('own', KEY_STORE).then((own) => arguments[0](own?.owner)))"
SPOILT = """
const done = arguments[0];
idbKeyval.entries(QUEUE_STORE).then(async (entries) => {
  for (const [name, { iv }] of entries) await idbKeyval.set(name, { iv, data: new ArrayBuffer(40) }, QUEUE_STORE);
  done();
});
"""
OTHER_VIEW = """
const done = arguments[0];
openVaults(document.getElementById("capture").dataset.owner).then(async ({ queue }) => {
  const [name] = await queue.names("item.");
  const item = await queue.value(name);
  const others = { [`${item.photos[0].id} front`]: "back" };
  const agreement = { value: 0.9, low: 0.8, high: 1, n: 40 };
  Object.assign(item, { hasNoEarly: true });
  item.preliminary = { id: "p", headline: "Inconclusive", notice: "", agreement, others };
  await queue.putValue(name, item);
  new BroadcastChannel("shingan-queue").postMessage("");
  done();
});
"""
SHOWN = "return document.querySelector(arguments[0])?.checkVisibility()"  # of a list that is drawn again at any moment
MIDDLE = """
const one = document.querySelector(arguments[0]);
one.scrollIntoView({ block: "center" });
const { left, top, width, height } = one.getBoundingClientRect();
return [Math.round(left + width / 2), Math.round(top + height / 2)];
"""
# What waits has changed on another page, which is told to this one.
CHANGED = 'new BroadcastChannel("shingan-queue").postMessage(""); setTimeout(arguments[0], 500)'
# The first answer with a preliminary verdict breaks off after its head.
BROKEN_OFF = """
const call = window.fetch;
window.fetch = async (address, options) => {
  const answer = await call(address, options);
  if (address !== "/v1/examinations/preliminary" || window.brokenOff) return answer;
  window.brokenOff = true;
  const body = new ReadableStream({ start: (stream) => stream.error(new TypeError("Failed to fetch")) });
  return new Response(body, { status: answer.status, headers: answer.headers });
};
"""
IN_SIGHT = """
const bar = document.getElementById("capture-bar");
return arguments[0].every((selector) => {
  const element = document.querySelector(selector);
  const { top, bottom, height } = element.getBoundingClientRect();
  const end = bar.contains(element) ? innerHeight : bar.getBoundingClientRect().top;
  return height > 0 && top >= 0 && bottom <= end;
});
"""
SHEETS = KEPT + "kept(() => idbKeyval.keys(SHEET_STORE).then((names) => arguments[0](names.length)))"


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    paths = []
    for number, content in enumerate((COUNTERFEIT, GENUINE)):
        path = tmp_path / f"photo{number}.jpg"
        path.write_bytes(content)
        paths.append(str(path))
    return paths


def find(window: WebDriver, selector: str) -> WebElement:
    return window.find_element(By.CSS_SELECTOR, selector)


def wait(window: WebDriver, condition: Callable[[WebDriver], Any]) -> None:
    WebDriverWait(window, 30, 0.1).until(condition)


def in_sight(window: WebDriver, *selectors: str) -> bool:
    """Whether all of each is on the screen, and above the bar if it is not part of it."""
    return bool(window.execute_script(IN_SIGHT, selectors))


def press(window: WebDriver, selector: str) -> None:
    """Press a button, also of a list that is drawn again at this moment."""

    def pressed(_: WebDriver) -> bool:
        try:
            window.execute_script("arguments[0].scrollIntoView({block: 'center'})", find(window, selector))
            find(window, selector).click()
        except (NoSuchElementException, StaleElementReferenceException):
            return False
        return True

    wait(window, pressed)


def open_as(window: WebDriver, service: Service, base: str, role: str = "officer", agency: str = "first") -> None:
    """The page on which photos are taken, as this person."""
    window.get(f"{base}/about")
    window.delete_all_cookies()
    window.add_cookie({"name": COOKIE, "value": service.people.session(role, agency), "httpOnly": True})
    window.get(f"{base}/examine")
    wait(window, lambda w: w.execute_script("return !document.getElementById('capture').hidden"))
    wait(window, lambda w: w.execute_async_script(KEY))


def pick(window: WebDriver, *paths: str) -> None:
    """Add photos from files, until each is on the page and in the store."""
    wait(window, lambda w: find(w, "#files").is_enabled())
    there = len(window.find_elements(By.CSS_SELECTOR, PICTURES)) + len(paths)
    find(window, "#files").send_keys("\n".join(paths))
    wait(window, lambda w: len(w.find_elements(By.CSS_SELECTOR, PICTURES)) == there)
    wait(window, lambda w: len(w.execute_async_script(STORED)) > there)


def asked_for_without_a_line(window: WebDriver, service: Service, proxy: FlakyProxy, files: list[str]) -> None:
    """Ask for a verdict on these photos once the line of the page is cut."""
    open_as(window, service, f"http://127.0.0.1:{proxy.port}")
    proxy.target = NOWHERE
    proxy.change(FAST, 0)
    pick(window, *files)
    press(window, "#send")


def test_photos_survive_a_reload_as_ciphertext(service: Service, open_browser: Open, files: list[str]) -> None:
    window = open_browser(360, 740)
    open_as(window, service, service.base)
    window.execute_script("document.getElementById('product').value = 'box'")
    pick(window, *files)
    stored = "".join(window.execute_async_script(STORED))
    for readable in ("JFIF", "photo0.jpg", "box", "front", "first-officer"):
        assert readable not in stored
    window.refresh()
    wait(window, lambda w: find(w, "#left-over").is_displayed())
    assert find(window, "#left-words").text == "2 photos of Acme box are not sent yet."
    assert not find(window, "#files").is_enabled()
    window.add_cookie({"name": LANGUAGE_COOKIE, "value": "ja"})
    window.refresh()
    wait(window, lambda w: find(w, "#left-over").is_displayed())
    assert "アクメ box" in find(window, "#left-words").text  # in the language of the page
    window.delete_cookie(LANGUAGE_COOKIE)
    window.refresh()
    wait(window, lambda w: find(w, "#left-over").is_displayed())
    press(window, "#go-on")
    wait(window, lambda w: len(w.find_elements(By.CSS_SELECTOR, PICTURES)) == 2)
    assert find(window, "#send").is_enabled()
    check(window)
    press(window, ".shot-entry:not(.missing) .button")
    wait(window, lambda w: len(w.execute_async_script(STORED)) == 2)  # the item, and the other photo


def test_a_cut_line_loses_nothing_and_doubles_nothing(service: Service, open_browser: Open, files: list[str]) -> None:
    window = open_browser(360, 740)
    port = int(service.base.rpartition(":")[2])
    before = examined(service)
    with flaky_proxy(port, FAST, 0) as proxy:
        asked_for_without_a_line(window, service, proxy, files)
        wait(window, lambda w: "Sending continues when it is back." in find(w, "#waiting-said").text)
        assert "2 photos are sent when the connection is back." in find(window, "#waiting-list").text
        check(window)
        proxy.target = port
        press(window, "#waiting-again")
        wait(window, lambda w: "/examinations/e-" in w.current_url)
    new = [each for each in examined(service) if each not in before]
    assert len(new) == 1
    assert digests(service, new[0]) == [hashlib.sha256(each).hexdigest() for each in (COUNTERFEIT, GENUINE)]
    window.get(f"{service.base}/examine")


def test_photos_taken_without_a_connection_are_examined_when_it_is_back(
    service: Service, open_browser: Open, files: list[str]
) -> None:
    window = open_browser(360, 740)
    port = int(service.base.rpartition(":")[2])
    with flaky_proxy(port, FAST, 0) as proxy:
        base = f"http://127.0.0.1:{proxy.port}"
        open_as(window, service, base)
        window.get(f"{base}/")  # which has the browser keep what it needs
        assert find(window, "#guided a").is_displayed()
        window.execute_async_script("navigator.serviceWorker.ready.then(() => arguments[0]())")
        window.get(f"{base}/examine?product=box")
        wait(window, lambda w: w.execute_async_script(SHEETS) == 1)
        proxy.target = NOWHERE
        proxy.change(FAST, 0)
        window.get(f"{base}/examine")
        assert find(window, "h1").text == "No connection"
        wait(window, lambda w: w.execute_script("return !document.getElementById('capture').hidden"))
        Select(find(window, "#product")).select_by_value("box")
        wait(window, lambda w: find(w, "#guidance").text.endswith("Photograph: The front"))
        wait(window, lambda w: find(w, "#sample").is_displayed())
        window.execute_script("window.scrollTo(0, 0)")
        assert in_sight(window, "#guidance", "label[for=files]", "#send")
        for path in files:
            pick(window, path)
        check(window)
        press(window, "details.more summary")
        find(window, "#note").send_keys("Smelled of glue.")
        press(window, "#send")
        wait(window, lambda w: "sent when the connection is back" in find(w, "#waiting-list").text)
        assert "Smelled of glue." in find(window, "#waiting-list").text
        window.execute_script("window.dispatchEvent(new Event('reached'))")  # as soon as the service answers
        assert [each.text for each in window.find_elements(By.CSS_SELECTOR, "h1")] == ["", "Photograph an item"]
        proxy.target = port
        window.execute_script("window.dispatchEvent(new Event('online'))")  # which opens the page that was wanted
        wait(window, lambda w: find(w, "#arrived").is_displayed())  # on a page that was opened since it was sent
        assert in_sight(window, "#arrived")
        assert find(window, "#arrived").text.startswith("The verdict is there: Acme box")
        window.execute_script("window.scrollTo(0, document.body.scrollHeight)")
        assert in_sight(window, "#arrived")
        find(window, "#arrived").click()
        wait(window, lambda w: "/examinations/e-" in w.current_url)
    examination = service.client.get(f"/v1{window.current_url.removeprefix(base)}").json()
    assert [photo["view"] for photo in examination["verdict"]["photos"]] == ["front", "back"]
    assert examination["note"] == "Smelled of glue."


def test_another_person_at_the_same_phone_sees_nothing_and_what_waits_comes_back_to_the_first(
    service: Service, open_browser: Open, files: list[str]
) -> None:
    window = open_browser(360, 740)
    open_as(window, service, service.base)
    pick(window, *files)
    window.get(f"{service.base}/account")
    wait(window, lambda w: "2 photos on this device are not examined yet." in find(w, "#unsent").text)
    press(window, "form[action='/sign-out'] button")
    wait(window, lambda w: "signed_out" in w.current_url)
    open_as(window, service, service.base, "trainer")
    assert window.find_elements(By.CSS_SELECTOR, PICTURES) == []
    assert not find(window, "#waiting").is_displayed()
    wait(window, lambda w: w.execute_async_script(OWNER) == owner(service.as_("trainer")))
    open_as(window, service, service.base)
    wait(window, lambda w: find(w, "#left-over").is_displayed())
    press(window, "#go-on")
    wait(window, lambda w: len(w.find_elements(By.CSS_SELECTOR, PICTURES)) == 2)


def test_an_open_page_sends_nothing_as_the_next_person_and_shows_nothing_to_them(
    service: Service, open_browser: Open, files: list[str]
) -> None:
    window = open_browser(360, 740)
    port = int(service.base.rpartition(":")[2])
    trainer = service.as_("trainer")
    before = examined(service), made(trainer.get("/v1/examinations")), made(trainer.get("/v1/uploads"))
    with flaky_proxy(port, FAST, 0) as proxy:
        base = f"http://127.0.0.1:{proxy.port}"
        asked_for_without_a_line(window, service, proxy, files)
        wait(window, lambda w: find(w, "#waiting").is_displayed())
        pick(window, files[0])
        first = window.current_window_handle
        proxy.target = port
        window.switch_to.new_window("tab")  # in which the session becomes the next person's
        window.get(f"{base}/about")
        window.add_cookie({"name": COOKIE, "value": service.people.session("trainer"), "httpOnly": True})
        window.get(f"{base}/account")
        window.switch_to.window(first)
        window.execute_script("window.dispatchEvent(new Event('focus'))")
        wait(
            window,
            lambda w: w.execute_script("return document.getElementById('capture')?.dataset.owner") == owner(trainer),
        )
        wait(window, lambda w: w.execute_async_script(KEY))
        assert window.find_elements(By.CSS_SELECTOR, PICTURES) == []
        assert not find(window, "#waiting").is_displayed()
        assert len(window.execute_async_script(STORED)) == 5  # two items and their three photos, for the first to send
        open_as(window, service, base)
        wait(window, lambda _: len(examined(service)) == len(before[0]) + 1)
    assert (made(trainer.get("/v1/examinations")), made(trainer.get("/v1/uploads"))) == before[1:]


def test_other_pages_say_that_photos_wait_on_the_device(service: Service, open_browser: Open, files: list[str]) -> None:
    window = open_browser(360, 740)
    open_as(window, service, service.base)
    window.get(f"{service.base}/work")
    assert not find(window, "#unsent").is_displayed()
    window.get(f"{service.base}/examine")
    wait(window, lambda w: w.execute_async_script(KEY))
    pick(window, files[0])
    window.get(f"{service.base}/work")
    wait(window, lambda w: find(w, "#unsent").is_displayed())
    check(window)
    press(window, "#unsent a")
    wait(window, lambda w: w.current_url.endswith("/examine"))
    open_as(window, service, service.base, "trainer")
    window.get(f"{service.base}/work")
    assert not find(window, "#unsent").is_displayed()


def test_every_page_says_so_as_soon_as_the_person_is_signed_in_again(
    service: Service, open_browser: Open, files: list[str]
) -> None:
    window = open_browser(360, 740)
    open_as(window, service, service.base, "senior_officer")
    pick(window, files[0])
    verdict = service.examine(GENUINE).headers["location"].removeprefix("/v1")
    for path in ("/", "/work", "/account", verdict):
        window.get(f"{service.base}/account")
        press(window, "form[action='/sign-out'] button")
        wait(window, lambda w: "signed_out" in w.current_url)
        for role, is_said in (("trainer", False), ("senior_officer", True)):
            window.delete_all_cookies()
            window.add_cookie({"name": COOKIE, "value": service.people.session(role), "httpOnly": True})
            window.get(service.base + path)
            window.execute_async_script("setTimeout(arguments[0], 500)")
            if is_said:
                wait(window, lambda w: find(w, "#unsent").is_displayed())
            else:
                assert not any(each.is_displayed() for each in window.find_elements(By.CSS_SELECTOR, "#unsent"))
    check(window)
    press(window, "#unsent a")
    wait(window, lambda w: w.find_elements(By.CSS_SELECTOR, "#left-over:not([hidden])"))


def test_after_signing_in_again_any_page_sends_what_waits_once_and_no_one_elses(
    service: Service, open_browser: Open, files: list[str]
) -> None:
    window = open_browser(360, 740)
    port = int(service.base.rpartition(":")[2])
    trainer = service.as_("trainer")
    before, of_trainer = examined(service), made(trainer.get("/v1/examinations"))
    with flaky_proxy(port, FAST, 0) as proxy:
        base = f"http://127.0.0.1:{proxy.port}"
        asked_for_without_a_line(window, service, proxy, files)
        wait(window, lambda w: "sent when the connection is back" in find(w, "#waiting-list").text)
        window.get(f"{service.base}/about")  # of another origin: nothing is sent from here
        proxy.target = port
        window.get(f"{base}/sign-in?signed_out=here")
        for role, scripts in (("trainer", False), ("officer", True)):
            window.delete_all_cookies()
            window.add_cookie({"name": COOKIE, "value": service.people.session(role), "httpOnly": True})
            window.get(f"{base}/guide")
            wait(window, lambda w: w.find_elements(By.CSS_SELECTOR, "script[src='/static/unsent.js']"))
            if scripts:
                wait(window, lambda _: len(examined(service)) == len(before) + 1)
            else:
                window.execute_async_script("setTimeout(arguments[0], 1000)")
                assert not window.find_elements(By.CSS_SELECTOR, "script[src*='/sending.js']")
        window.get(f"{base}/account")
        wait(window, lambda w: not w.execute_script("return document.getElementById('unsent').checkVisibility()"))
        window.get(f"{base}/examine")
        wait(window, lambda w: "The verdict is there." in find(w, "#waiting-list").text)
    new = [each for each in examined(service) if each not in before]
    assert len(new) == 1
    assert digests(service, new[0]) == [hashlib.sha256(each).hexdigest() for each in (COUNTERFEIT, GENUINE)]
    assert made(trainer.get("/v1/examinations")) == of_trainer


def test_what_was_put_off_is_asked_about_once(service: Service, open_browser: Open, files: list[str]) -> None:
    window = open_browser(360, 740)
    open_as(window, service, service.base)
    pick(window, *files)
    window.refresh()
    wait(window, lambda w: find(w, "#left-over").is_displayed())
    assert not find(window, "#put-off").is_displayed()
    press(window, "#begin-new")
    wait(window, lambda w: find(w, "#put-off").is_displayed())
    window.refresh()
    wait(window, lambda w: find(w, "#put-off").is_displayed())
    assert find(window, "#put-off").text == "2 photos; not examined yet."
    assert find(window, "#files").is_enabled()
    assert not find(window, "#left-over").is_displayed()
    check(window)
    press(window, "#put-off")
    assert in_sight(window, "#waiting-heading")
    press(window, "[data-waiting=open]")
    wait(window, lambda w: len(w.find_elements(By.CSS_SELECTOR, PICTURES)) == 2)
    assert not find(window, "#put-off").is_displayed()
    press(window, "#new-item")
    wait(window, lambda w: find(w, "#put-off").is_displayed())
    window.refresh()
    wait(window, lambda w: find(w, "#put-off").is_displayed())
    assert not find(window, "#left-over").is_displayed()


def test_signing_out_in_one_tab_clears_the_others(service: Service, open_browser: Open, files: list[str]) -> None:
    window = open_browser(360, 740)
    open_as(window, service, service.base)
    pick(window, files[0])
    first = window.current_window_handle
    window.switch_to.new_window("tab")
    window.get(f"{service.base}/account")
    press(window, "form[action='/sign-out'] button")
    wait(window, lambda w: "signed_out" in w.current_url)
    window.switch_to.window(first)
    wait(window, lambda w: w.find_elements(By.CSS_SELECTOR, "a[href^='/sign-in']"))
    assert window.find_elements(By.CSS_SELECTOR, PICTURES) == []


def owner(client: httpx.Client) -> str:
    found: str = made(client.get("/v1/me"))["id"]
    return found


def test_what_no_one_can_open_any_more_goes_as_soon_as_the_device_knows(
    service: Service, open_browser: Open, files: list[str]
) -> None:
    window = open_browser(360, 740)
    open_as(window, service, service.base, agency="second")
    pick(window, files[0])
    window.get(f"{service.base}/account")
    press(window, "form[action='/sign-out'] button")
    wait(window, lambda w: "signed_out" in w.current_url)
    replaced_elsewhere(service)
    open_as(window, service, service.base, "trainer")  # whose key is another: what is not theirs stays
    assert len(window.execute_async_script(STORED)) == 2
    open_as(window, service, service.base, agency="second")
    wait(window, lambda w: w.execute_async_script(STORED) == [])
    pick(window, files[0])
    window.execute_async_script(SPOILT)
    window.execute_async_script("idbKeyval.clear(KEY_STORE).then(() => arguments[0]())")
    window.refresh()
    wait(window, lambda w: w.execute_async_script(STORED) == [])
    assert "Photograph the item." in find(window, "#guidance").text  # and not “from another side”: there is no photo


def replaced_elsewhere(service: Service) -> None:
    """On another device, the person of the second agency replaces the key of their devices."""
    cookies, headers = {COOKIE: service.people.session("officer", "second")}, {"sec-fetch-site": "same-origin"}
    with service.visitor(cookies=cookies, headers=headers) as elsewhere:
        assert elsewhere.post("/account/device-key", data={"idempotency_key": "lost"}).status_code == 303


def test_files_that_can_be_no_photos_are_refused_and_no_view_is_guessed(
    service: Service, open_browser: Open, files: list[str], tmp_path: Path
) -> None:
    (tmp_path / "half.jpg").write_bytes(GENUINE[: len(GENUINE) // 2])
    (tmp_path / "list.jpg").write_text("no photo", "utf-8")
    window = open_browser(360, 740)
    open_as(window, service, service.base, agency="second")
    window.execute_script("document.getElementById('capture').dataset.maxPixels = 1000000")
    Image.new("RGB", (1200, 1000)).save(tmp_path / "large.jpg")
    Select(find(window, "#product")).select_by_value("box")
    wait(window, lambda w: find(w, "#files").is_enabled())
    names = ("half.jpg", "list.jpg", "large.jpg")
    find(window, "#files").send_keys("\n".join([*(str(tmp_path / name) for name in names), *files]))
    wait(window, lambda w: len(w.find_elements(By.CSS_SELECTOR, PICTURES)) == 2)
    assert [line.text for line in window.find_elements(By.CSS_SELECTOR, "#error p")] == [
        "half.jpg is broken off: its end is missing.",
        "list.jpg is no photo that can be read.",
        "large.jpg has 2 million pixels; at most 1 million can be examined.",
    ]
    shown = window.find_elements(By.CSS_SELECTOR, ".shot-entry:not(.missing) select")
    assert [Select(each).first_selected_option.text for each in shown] == ["Not said", "Not said"]
    assert find(window, "#guidance").text.endswith("Photograph: The front")
    assert "The front: choose below which photo shows it" in find(window, "#shots").text
    Select(shown[0]).select_by_visible_text("The front")
    assert find(window, "#guidance").text.endswith("Photograph: The back")
    check(window)
    wait(window, lambda w: len(w.execute_async_script(STORED)) == 3)
    wait(window, lambda w: find(w, "#preliminary").is_displayed())
    assert find(window, "#preliminary-item").text.startswith("Acme box")
    window.execute_async_script(OTHER_VIEW)
    wait(window, lambda w: "Photograph again: The front" in find(w, "#guidance").text)
    assert find(window, ".shot-doubt").text == "This photo seems to show: The back"
    pick(window, files[0])
    shown = window.find_elements(By.CSS_SELECTOR, ".shot-entry:not(.missing) select")
    assert [Select(each).first_selected_option.text for each in shown] == ["The front", "The back", "Not said"]
    press(window, "#new-item")
    wait(window, lambda w: not w.find_elements(By.CSS_SELECTOR, PICTURES))
    assert "3 photos; not examined yet." in find(window, "#waiting-list").text


def test_what_is_not_to_be_sent_leaves_the_device(service: Service, open_browser: Open, files: list[str]) -> None:
    window = open_browser(360, 740)
    port = int(service.base.rpartition(":")[2])
    before = examined(service)
    with flaky_proxy(port, FAST, 0) as proxy:
        open_as(window, service, f"http://127.0.0.1:{proxy.port}")
        proxy.target = NOWHERE
        proxy.change(FAST, 0)
        pick(window, *files)
        press(window, "#send")
        wait(window, lambda w: find(w, "#waiting").is_displayed())
        press(window, "[data-waiting=cancel]")
        assert "removed from this device" in find(window, "#waiting-list").text
        press(window, "[data-waiting=keep]")
        assert len(window.execute_async_script(STORED)) == 3
        press(window, "[data-waiting=cancel]")
        press(window, "[data-waiting=cancel]")
        wait(window, lambda w: w.execute_async_script(STORED) == [])
        assert not find(window, "#waiting").is_displayed()
    assert examined(service) == before


def examined(service: Service) -> list[str]:
    found = service.client.get("/v1/examinations", params={"limit": 100}).json()["examinations"]
    return [each["id"] for each in found]


def digests(service: Service, examination: str) -> list[str]:
    photos = service.client.get(f"/v1/examinations/{examination}").json()["verdict"]["photos"]
    return [photo["sha256"] for photo in photos]


def test_a_button_works_that_is_pressed_while_the_list_is_drawn_again(
    service: Service, open_browser: Open, files: list[str]
) -> None:
    window = open_browser(360, 740)
    open_as(window, service, service.base)
    pick(window, files[0])
    press(window, "#new-item")
    wait(window, lambda w: w.execute_script(SHOWN, "[data-waiting=cancel]"))
    mouse = ActionChains(window)
    mouse.move_by_offset(*window.execute_script(MIDDLE, "[data-waiting=cancel]")).click_and_hold().perform()
    window.execute_async_script(CHANGED)
    mouse.release().perform()
    wait(window, lambda w: w.execute_script(SHOWN, "[data-waiting=keep]"))


def test_an_answer_that_breaks_off_is_asked_for_again(service: Service, open_browser: Open, files: list[str]) -> None:
    window = open_browser(360, 740)
    open_as(window, service, service.base)
    window.execute_script(BROKEN_OFF)
    pick(window, *files)
    wait(window, lambda w: w.execute_script("return window.brokenOff"))
    press(window, "#send")
    wait(window, lambda w: "/examinations/e-" in w.current_url)
