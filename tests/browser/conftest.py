"""A tab of a Chromium for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from selenium.webdriver.chrome.webdriver import WebDriver

    from tests.browser.chromium import Browsers


@pytest.fixture(scope="session")
def browsers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browsers]:
    """The Chromiums of this run."""
    from tests.browser.chromium import Browsers, is_installed

    if not is_installed():
        pytest.skip("chromium and chromedriver are not installed (apt-get install chromium chromium-driver)")
    opened = Browsers(tmp_path_factory.mktemp("chromium"))
    yield opened
    opened.close()


@pytest.fixture
def open_browser(browsers: Browsers) -> Callable[..., WebDriver]:
    """Open a window of a given size, with or without JavaScript: one for each test."""
    return browsers.window


@pytest.fixture(scope="session", autouse=True)
def _templates_compiled_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    from tests.serve.compiled_once import compile_once

    with pytest.MonkeyPatch.context() as patch:
        compile_once(patch, tmp_path_factory)
        yield


@pytest.fixture(scope="session", autouse=True)
def _unsynced() -> Iterator[None]:
    from tests.unsynced import leave_unsynced

    with pytest.MonkeyPatch.context() as patch:
        leave_unsynced(patch)
        yield


@pytest.fixture(scope="session", autouse=True)
def _statements_compiled_once() -> Iterator[None]:
    from tests.serve import statements_once

    with pytest.MonkeyPatch.context() as patch:
        statements_once.compile_once(patch)
        yield
