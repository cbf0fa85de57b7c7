"""A preliminary verdict from small copies is on the page before the originals are sent."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pillow_heif
import pytest
from PIL import Image

from serve.platform.reader import LANGUAGE_COOKIE
from tests.browser.test_queue import KEY, files, find, open_as, pick, press, wait
from tests.serve.tiny_release import GENUINE, as_new

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.test_queue import Open
    from tests.serve.running import Service

__all__ = ["files"]
pytestmark = pytest.mark.browser
# A preliminary verdict is read at once, and originals take a while.
SLOWLY = """
const late = window.setTimeout, { send } = XMLHttpRequest.prototype;
window.setTimeout = (act, pause, ...more) => late(act, pause === TIME_TO_READ ? 0 : pause, ...more);
XMLHttpRequest.prototype.send = function (...body) { late(() => send.apply(this, body), 1500); };
"""
MADE = "return document.querySelector('[data-waiting=made]')?.textContent"


def test_two_photos_have_a_preliminary_verdict_that_the_final_one_names(
    service: Service, open_browser: Open, files: list[str]
) -> None:
    window = open_browser(360, 740)
    open_as(window, service, service.base)
    pick(window, *files)
    wait(window, lambda w: find(w, "#preliminary").is_displayed())
    assert "The final verdict needs the originals." in find(window, "#preliminary-notice").text
    assert "preliminary" in find(window, "#preliminary-headline").text.lower()
    assert "agree with the final one" in find(window, "#preliminary-agreement").text
    headline = find(window, "#preliminary-headline").text
    window.refresh()
    wait(window, lambda w: find(w, "#go-on").is_displayed())
    press(window, "#go-on")
    wait(window, lambda w: find(w, "#preliminary").is_displayed())  # it is kept with the photos
    assert find(window, "#preliminary-headline").text == headline
    press(window, "#send")
    wait(window, lambda w: "/examinations/e-" in w.current_url)
    assert "preliminary" in find(window, "main").text.lower()


@pytest.mark.parametrize("was_read", [False, True])
def test_the_final_verdict_is_compared_with_the_preliminary_one_that_was_seen(
    service: Service, open_browser: Open, files: list[str], tmp_path: Path, *, was_read: bool
) -> None:
    third = tmp_path / "third.jpg"
    third.write_bytes(as_new(GENUINE))
    window = open_browser(360, 740)
    open_as(window, service, service.base)
    pick(window, *files)
    wait(window, lambda w: find(w, "#preliminary").is_displayed())
    window.execute_script(SLOWLY if was_read else "")
    pick(window, str(third))
    assert find(window, "#preliminary-notice").text.endswith("It is on 2 of 3 photos.")
    press(window, "#send")
    wait(window, lambda w: "/examinations/e-" in w.current_url)
    text = find(window, "main").text
    assert ("was on 2 of 3" in text) is not was_read
    assert "from small copies" in text


def test_of_photos_that_the_browser_can_not_show_the_preliminary_verdict_says_that_it_has_not_seen_them(
    service: Service, open_browser: Open, files: list[str], tmp_path: Path
) -> None:
    heic = tmp_path / "phone.heic"
    pillow_heif.from_pillow(Image.open(io.BytesIO(as_new(GENUINE)))).save(heic, quality=90)
    window = open_browser(360, 740)
    open_as(window, service, service.base)
    pick(window, *files)
    wait(window, lambda w: find(w, "#preliminary").is_displayed())
    pick(window, str(heic))
    assert find(window, "#preliminary-notice").text.endswith("It is on 2 of 3 photos.")
    assert not find(window, "#preliminary-agreement").is_displayed()  # it was counted with all photos
    press(window, "#send")
    wait(window, lambda w: "/examinations/e-" in w.current_url)
    text = find(window, "main").text
    assert "was on 2 of 3" in text
    assert "has changed" not in text


def test_what_waits_is_dated_as_other_pages_are_in_every_calendar(
    service: Service, open_browser: Open, files: list[str]
) -> None:
    window = open_browser(360, 740)
    open_as(window, service, service.base)
    window.add_cookie({"name": LANGUAGE_COOKIE, "value": "th"})
    window.refresh()
    wait(window, lambda w: w.execute_async_script(KEY))
    pick(window, files[0])
    press(window, "#new-item")
    year = str(datetime.now(UTC).year)
    wait(window, lambda w: year in (w.execute_script(MADE) or ""))  # and no year of the Buddhist calendar
