"""A page sends files over a bad network: all arrive, a closed tab is no loss, and nothing is left for others."""

from __future__ import annotations

import hashlib
import random
from typing import TYPE_CHECKING

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from serve import subjects
from serve.accounts.guard import COOKIE
from serve.platform.settings import Settings
from tests.flaky_proxy import flaky_proxy
from tests.serve.running import run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from selenium.webdriver.chrome.webdriver import WebDriver

    from tests.serve.running import Service

    Open = Callable[..., WebDriver]

pytestmark = pytest.mark.browser
WITH_A_PAGE = (*subjects.SUBJECTS, "tests.browser.sending")
ADD = "uploadsAt(document.getElementById('sending')).add(document.getElementById('files').files)"
STORED = "return Object.keys(localStorage).filter(key => key.includes('upload'))"
FAST, SLOW = 400_000, 600_000  # bytes a second, of small files and of the large one
LARGE = 6_000_000  # bytes, more than the browser takes for sent at once


@pytest.fixture
def service(tmp_path: Path, tiny_release: Path) -> Iterator[Service]:
    settings = Settings(data_dir=tmp_path / "data", release=tiny_release, workers=1)
    yield from run(settings, of=subjects.load(WITH_A_PAGE))


def written(folder: Path, *sizes: int) -> list[Path]:
    """Files of random bytes."""
    chance, paths = random.Random(sum(sizes)), []
    folder.mkdir()
    for number, size in enumerate(sizes):
        paths.append(folder / f"{number}.jpg")
        paths[-1].write_bytes(chance.randbytes(size))
    return paths


def signed_in(window: WebDriver, service: Service, base: str, role: str) -> None:
    window.get(f"{base}/about")
    window.add_cookie({"name": COOKIE, "value": service.people.session(role)})
    window.get(f"{base}/sending")


def add(window: WebDriver, *paths: Path) -> None:
    window.execute_script("document.getElementById('files').value = ''")
    window.find_element(By.ID, "files").send_keys("\n".join(map(str, paths)))
    window.execute_script(ADD)


def said(window: WebDriver) -> str:
    return window.find_element(By.ID, "sending-said").text


def there(service: Service) -> dict[str, tuple[int, str | None]]:
    """What the service has of the contributor's files."""
    found = service.as_("contributor").get("/v1/uploads").json()["uploads"]
    assert len({each["name"] for each in found}) == len(found)  # none is doubled
    return {each["name"]: (each["offset"], each["sha256"]) for each in found}


def test_files_arrive_over_a_bad_network_and_after_a_closed_tab(
    service: Service, open_browser: Open, tmp_path: Path
) -> None:
    window = open_browser(360, 740)
    wait = WebDriverWait(window, 40, 0.05)
    small = written(tmp_path / "small", *range(60_000, 120_000, 12_000))
    (large,) = written(tmp_path / "large", LARGE)
    with flaky_proxy(int(service.base.rpartition(":")[2]), 4 * FAST, 0) as proxy:
        base = f"http://127.0.0.1:{proxy.port}"
        signed_in(window, service, base, "contributor")
        proxy.change(FAST, 0.3)
        add(window, *small)
        wait.until(lambda _: said(window).startswith("5 of 5 files have been sent."))
        assert {name: sha256 for name, (_, sha256) in there(service).items()} == {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in small
        }
        assert proxy.cut > 0
        proxy.change(SLOW, 0)
        large = large.rename(large.with_name("large.jpg"))
        before = proxy.passed
        add(window, large)
        wait.until(lambda _: "left." in said(window) and proxy.passed > before + SLOW)
        window.get(f"{base}/about")
        wait.until(lambda _: there(service)["large.jpg"][0] > 0)
        proxy.change(10 * FAST, 0)
        window.get(f"{base}/sending")
        add(window, large, small[0])
        wait.until(lambda _: said(window).startswith("2 of 2 files have been sent."))
        assert there(service)["large.jpg"] == (LARGE, hashlib.sha256(large.read_bytes()).hexdigest())
        assert window.find_elements(By.CSS_SELECTOR, "[data-upload=list] li") == []
        assert len(window.execute_script(STORED)) == 6
        check_nothing_is_left(window, base)


def check_nothing_is_left(window: WebDriver, base: str) -> None:
    """Neither for another person whose session follows, nor after signing out."""
    window.execute_script("localStorage.setItem('shingan-upload:u-1:x', '{\"at\": 9e15}')")
    window.get(f"{base}/sending")
    window.execute_script("uploadsAt(document.getElementById('sending'))")
    assert len(window.execute_script(STORED)) == 6
    window.get(f"{base}/account")
    window.find_element(By.CSS_SELECTOR, "form[action='/sign-out'] button").click()
    WebDriverWait(window, 20, 0.05).until(lambda _: window.execute_script(STORED) == [])
