"""The page on which photos are taken works also when some of its scripts come late, as none takes names of another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.test_capture import begin, find, shoot, wait, with_camera
from tests.browser.test_queue import STORED, press
from tests.serve.tiny_release import COUNTERFEIT

if TYPE_CHECKING:
    from collections.abc import Callable

    from selenium.webdriver.chrome.webdriver import WebDriver

    from tests.serve.running import Service

__all__ = ["with_camera"]

pytestmark = pytest.mark.browser
# Sheets were asked for long ago, and of the scripts that come later this one comes late. What asks for sheets is loaded
# here, too, though `top.js` leaves that to this page.
LATE = """
localStorage["shingan-sheets-asked"] = Date.now() - 3_600_000;
const append = Element.prototype.append;
Element.prototype.append = function (...given) {
  const isLate = given.some(({ src }) => src?.endsWith("/WHICH.js"));
  if (isLate) setTimeout(() => append.apply(this, given), 1500);
  else append.apply(this, given);
};
addEventListener("DOMContentLoaded", () => {
  const src = document.querySelector("script[data-renewing]")?.dataset.renewing;
  if (src) document.head.append(Object.assign(document.createElement("script"), { src }));
});
"""
ASKED_FOR = """
const named = performance.getEntriesByType("resource").map(({ name }) => name);
return named.filter((name) => name.endsWith("/renewing.js")).length;
"""


@pytest.mark.parametrize("late", ["queue", "renewing"])
def test_photos_are_kept_and_examined_when_a_script_comes_late(
    service: Service, with_camera: Callable[[bytes], WebDriver], late: str
) -> None:
    window = with_camera(COUNTERFEIT)
    source = LATE.replace("WHICH", late)
    window.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": source})
    begin(window, service, "/examine?product=box")
    wait(window, lambda w: w.execute_script(ASKED_FOR))
    shoot(window)
    wait(window, lambda w: len(w.execute_async_script(STORED)) == 2)  # the item and its photo
    wait(window, lambda w: w.execute_script("return Date.now() - localStorage['shingan-sheets-asked'] < 60_000"))
    assert window.execute_script(ASKED_FOR) == 1  # by this test alone
    console: list[dict[str, str]] = window.get_log("browser")  # type: ignore[no-untyped-call]
    assert [entry for entry in console if entry["level"] == "SEVERE" and entry["source"] != "network"] == []
    press(window, "#send")
    wait(window, lambda w: w.find_elements("css selector", "#outcome"))
    assert find(window, "#outcome").text == "Suspected counterfeit"
