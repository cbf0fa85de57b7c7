"""Chromium with a profile of its own, at a phone's or a desk's width."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.chrome.webdriver import WebDriver

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

# Debian's Chromium without its own windows, in which a page takes half the processor time. It is what Chromium's
# headless mode was before; pages are drawn by the same code.
WINDOWLESS = "chromium-headless-shell"
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--disable-features=SpareRendererForSitePerProcess",
    # A page lives for a second: scripts are compiled once, quickly, and kept for the next page; what is optimised goes
    # with its page. Hides what only V8's optimised code would do.
    "--js-flags=--always-sparkplug --no-opt --no-maglev --no-flush-bytecode --min-semi-space-size=32",
)


def is_installed() -> bool:
    """Whether the system has Chromium and its driver."""
    return all(shutil.which(program) for program in ("chromium", "chromedriver"))


def open_window(
    profile: Path, width: int, height: int, *, flags: Sequence[str] = (), is_windowless: bool = True
) -> WebDriver:
    """Open a window of a size in CSS pixels, with its profile in this folder; quit it.

    Args:
        flags: of Chromium, in addition.
        is_windowless: take the Chromium without windows, if it is installed.
    """
    options = Options()
    windowless = shutil.which(WINDOWLESS) if is_windowless else None
    if windowless is not None:
        options.set_capability("browserName", "chrome-headless-shell")
    options.binary_location = windowless or shutil.which("chromium") or ""
    for flag in (*FLAGS, f"--user-data-dir={profile}", *flags):
        options.add_argument(flag)
    window = WebDriver(options, Service(shutil.which("chromedriver")))
    set_size(window, width, height)
    return window


def set_size(window: WebDriver, width: int, height: int) -> None:
    """Give the tab of a window this size in CSS pixels."""
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
    window.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


class Browsers:
    """One Chromium with JavaScript and one without, as each start takes a second of processor time.

    A test gets a new tab and a profile without cookies, cache and storage of the pages before: what would show only
    in a browser that has just been started is not seen.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._windows: dict[bool, WebDriver] = {}

    def window(self, width: int, height: int, *, javascript: bool = True) -> WebDriver:
        """A new tab of a size in CSS pixels; the tabs of the test before are closed."""
        window = self._windows.get(javascript)
        if window is None:
            profile = self._folder / f"{'with' if javascript else 'without'}-javascript"
            window = self._windows[javascript] = open_window(profile, width, height)
        else:
            _forget_everything(window)
            set_size(window, width, height)
        if not javascript:
            window.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
        return window

    def close(self) -> None:
        """Quit every Chromium."""
        for window in self._windows.values():
            window.quit()


def _forget_everything(window: WebDriver) -> None:
    """Replace the tabs by a new one, in a profile that has nothing of their pages."""
    before = window.window_handles
    window.switch_to.new_window("tab")
    new = window.current_window_handle
    for handle in before:
        window.switch_to.window(handle)
        origin = window.execute_script("return location.origin")
        window.execute_cdp_cmd("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
        window.close()
    window.switch_to.window(new)
    window.execute_cdp_cmd("Network.clearBrowserCookies", {})
    window.execute_cdp_cmd("Network.clearBrowserCache", {})
    window.get_log("browser")  # type: ignore[no-untyped-call]  # what the pages before have said
