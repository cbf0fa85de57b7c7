"""A Chromium with a profile of its own, at a phone's or a desk's width."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.chrome.webdriver import WebDriver

if TYPE_CHECKING:
    from pathlib import Path

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


def is_installed() -> bool:
    """Whether the system has Chromium and its driver."""
    return all(shutil.which(program) for program in ("chromium", "chromedriver"))


def open_window(profile: Path, width: int, height: int, *, javascript: bool = True) -> WebDriver:
    """Open a window of a size in CSS pixels, with its profile in this folder; quit it."""
    options = Options()
    options.binary_location = shutil.which("chromium") or ""
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    if not javascript:
        preferences = {"profile.managed_default_content_settings.javascript": 2}
        options.add_experimental_option("prefs", preferences)
    window = WebDriver(options, Service(shutil.which("chromedriver")))
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
    window.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    return window
