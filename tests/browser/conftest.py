"""A Chromium of its own for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from selenium.webdriver.chrome.webdriver import WebDriver


@pytest.fixture
def open_browser(tmp_path: Path) -> Iterator[Callable[..., WebDriver]]:
    """Open a window of a given size, with or without JavaScript; closed after the test."""
    from tests.browser.chromium import is_installed, open_window

    if not is_installed():
        pytest.skip("chromium and chromedriver are not installed (apt-get install chromium chromium-driver)")
    windows: list[WebDriver] = []

    def open_(width: int, height: int, *, javascript: bool = True) -> WebDriver:
        windows.append(open_window(tmp_path / f"chromium{len(windows)}", width, height, javascript=javascript))
        return windows[-1]

    yield open_
    for window in windows:
        window.quit()
