"""A Chromium of its own for each test, at a phone's or a desk's width."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from selenium.webdriver.chrome.webdriver import WebDriver

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
)


@pytest.fixture
def open_browser(tmp_path: Path) -> Iterator[Callable[..., WebDriver]]:
    """Open a window of a given size, with or without JavaScript; closed after the test."""
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if chromium is None or driver is None:
        pytest.skip("chromium and chromedriver are not installed (apt-get install chromium chromium-driver)")
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service
    from selenium.webdriver.chrome.webdriver import WebDriver

    windows: list[WebDriver] = []

    def open_(width: int, height: int, *, javascript: bool = True) -> WebDriver:
        options = Options()
        options.binary_location = chromium
        for flag in (*FLAGS, f"--user-data-dir={tmp_path / f'chromium{len(windows)}'}"):
            options.add_argument(flag)
        if not javascript:
            preferences = {"profile.managed_default_content_settings.javascript": 2}
            options.add_experimental_option("prefs", preferences)
        window = WebDriver(options, Service(driver))
        windows.append(window)
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
        window.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        return window

    yield open_
    for window in windows:
        window.quit()
