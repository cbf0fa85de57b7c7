"""An officer's phone: Chromium with a camera, a session and a slow line, on the page on which photos are taken."""

import random
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.by import By

from serve.accounts.guard import COOKIE
from serve.app import build
from serve.platform.settings import Settings
from tests.browser.chromium import open_window
from tests.faults.uploading import Service
from tests.flaky_proxy import flaky_proxy
from tests.serve.running import People, token_for

BYTES_A_SECOND, LATENCY = 50_000, 400  # 400 kbit/s; milliseconds
OPTIMISED = "--js-flags="  # as people use it, not as tests do
CAMERA = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")
PATIENCE = 120.0  # seconds
TURNING = 1.5  # seconds until the item shows another side; the page has kept the photo by then
CUT, RATE = 0.33, 200_000  # share of connections; bytes a second
ENDED, SEED = 0.3, 3  # share of captures after which all connections are ended
SENT = """
const loaded = performance.getEntriesByType("resource").filter(({ name }) => !/(tus|uploads|copies)[^/]*$/.test(name));
return loaded.reduce((sum, { transferSize }) => sum + transferSize, 0); // without what the first photo makes it load
"""
KEEPING = "return typeof idbKeyval !== 'undefined'"  # the last scripts of the page are there
PAGE_BYTES = "return performance.getEntriesByType('navigation')[0].transferSize"
IDLE = "return document.getElementById('shoot').getAttribute('aria-disabled') !== 'true'"
USABLE = "return !document.getElementById('shoot').hidden && !document.getElementById('shoot').disabled"
COUNTING = """
const call = window.fetch;
window.copiesSent = 0;
window.fetch = (address, options) => {
  if (options?.body instanceof FormData) for (const each of options.body.values()) window.copiesSent += each.size ?? 0;
  return call(address, options);
};
"""
USE_IT = """
const use = document.getElementById("anyway"); // shown with advice against the photo
if (use.checkVisibility()) use.click();
"""
KEY = """
const done = arguments[0];
if (!document.getElementById("capture") || document.getElementById("capture").hidden) done(false);
else idbKeyval.get("own", KEY_STORE).then((own) => done(Boolean(own)));
"""
OPEN_ONES = """
const done = arguments[0];
openVaults("").then(async (vaults) => {
  const queue = new Queue(vaults.queue);
  const items = await queue.load();
  done(items.filter(({ state }) => state !== "done").length);
});
"""


class Phone:
    """A browser of a person of the service whose data folder this is.

    Args:
        shown: the photo that the camera sees; none without a camera.
    """

    def __init__(self, profile: Path, data: Path, release: Path, shown: bytes = b"") -> None:
        settings = Settings(data_dir=data, release=release)
        self.token = token_for(settings)
        self._secret = _session_of(settings)
        flags: tuple[str, ...] = (OPTIMISED,)
        if shown:
            film = profile.with_suffix(".mjpeg")
            film.write_bytes(shown * 3)
            flags += (*CAMERA, f"--use-file-for-fake-video-capture={film}")
        self.window = open_window(profile, 360, 740, flags=flags, is_windowless=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.window.quit()

    def sign_in(self, base: str) -> None:
        """Have the session's cookie for this address."""
        cookie = {"name": COOKIE, "value": self._secret, "url": base, "httpOnly": True}
        self.window.execute_cdp_cmd("Network.setCookie", cookie)

    def on_a_slow_line(self, base: str) -> dict[str, float]:
        """Open the page, take two photos, and wait for the preliminary verdict; the figures by name."""
        self.sign_in(base)
        self.window.execute_cdp_cmd("Network.enable", {})
        line = {"downloadThroughput": BYTES_A_SECOND, "uploadThroughput": BYTES_A_SECOND, "latency": LATENCY}
        self.window.execute_cdp_cmd("Network.emulateNetworkConditions", {"offline": False, **line})
        self.window.get(f"{base}/examine")
        self.until(USABLE)
        figures = {"usable_seconds": self.run("return performance.now()") / 1e3}
        self.run(COUNTING)
        for taken in range(2):
            if taken:
                time.sleep(TURNING)
                self.until(IDLE)
                self.run(USE_IT)
            shot = time.perf_counter()
            self.run("document.getElementById('shoot').click()")
            self.until(f"return document.querySelectorAll('.shot-picture img').length > {taken}")
            if not taken:
                self.until(KEEPING)
                figures["page_bytes"] = self.run(PAGE_BYTES) + self.run(SENT)
        figures["advice_seconds"] = int(self.run("return document.getElementById('capture').dataset.advisedIn")) / 1e3
        with suppress(TimeoutError):  # then the limit is missed
            self.until("return !document.getElementById('preliminary').hidden")
        figures["preliminary_seconds"] = time.perf_counter() - shot
        figures["preliminary_bytes"] = self.run("return window.copiesSent")
        return figures

    def run(self, script: str) -> Any:
        """What a script of the page gives."""
        return self.window.execute_script(script)

    def until(self, script: str) -> None:
        """Wait until it gives something true."""
        _until(lambda: bool(self.run(script)), script)

    def capture(self, base: str, path: Path) -> None:
        """Take one photo from a file, and ask for the verdict; what is not kept on the device is taken again."""
        self._open(base)
        before = self._pictures()
        self.window.find_element(By.ID, "files").send_keys(str(path))
        _until(lambda: self._pictures() > before, "the photo")
        self.run("document.getElementById('send').click()")
        _until(lambda: self._pictures() == 0, "the next item")

    def waiting(self) -> int:
        """How many items are not examined yet."""
        found: int = self.window.execute_async_script(OPEN_ONES)
        return found

    def _pictures(self) -> int:
        return len(self.window.find_elements(By.CSS_SELECTOR, ".shot-picture img"))

    def _open(self, base: str) -> None:
        def is_open() -> bool:
            if not self.window.current_url.startswith(f"{base}/examine") or not self._is_usable():
                with suppress(WebDriverException):
                    self.window.get(f"{base}/examine")
            return self._is_usable()

        _until(is_open, "the page")

    def _is_usable(self) -> bool:
        with suppress(WebDriverException):
            return bool(self.window.execute_async_script(KEY))
        return False


def _until(is_so: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        time.sleep(0.05)


def _session_of(settings: Settings) -> str:
    """The secret of a session of the officer."""
    parts = build(settings)
    parts.open_records()
    secret = People("", parts).session("officer")
    parts.close()
    return secret


def captured_on(phone: Phone, service: Service, paths: Sequence[Path], kills: int) -> tuple[int, int]:
    """Capture all over a line that is cut, killing the service meanwhile; connections, and how many were cut."""
    every, chance = max(1, len(paths) // (kills + 1)), random.Random(SEED)
    with flaky_proxy(service.port, RATE, CUT) as proxy:
        base = f"http://127.0.0.1:{proxy.port}"
        phone.sign_in(base)
        for number, path in enumerate(paths, 1):
            phone.capture(base, path)
            if chance.random() < ENDED:
                proxy.loop.call_soon_threadsafe(proxy.end_all)
            if number % every == 0 and service.kills < kills:
                service.kill(proxy)
        _wait_for_verdicts(phone, base, len(paths))
        return proxy.opened, proxy.cut


def _wait_for_verdicts(phone: Phone, base: str, photos: int) -> None:
    """Wait until every photo has one, as long as verdicts come."""
    left, moved = photos, time.monotonic()
    while left:
        found = _left(phone, base, left)
        if found < left:
            left, moved = found, time.monotonic()
        elif time.monotonic() - moved > PATIENCE:
            what = f"a verdict; {left} photos are without"
            raise TimeoutError(what)


def _left(phone: Phone, base: str, before: int) -> int:
    """How many photos are without a verdict; as many as before while the page can't say."""
    if urlsplit(phone.window.current_url).path != "/examine":  # it shows a verdict
        with suppress(WebDriverException):
            phone.window.get(f"{base}/examine")
    time.sleep(1)
    try:
        return phone.waiting()
    except WebDriverException:
        return before
