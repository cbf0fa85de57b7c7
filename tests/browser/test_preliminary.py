"""A preliminary verdict from small copies is on the page before the originals are sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.test_queue import files, find, open_as, pick, press, wait

if TYPE_CHECKING:
    from tests.browser.test_queue import Open
    from tests.serve.running import Service

__all__ = ["files"]
pytestmark = pytest.mark.browser


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
    press(window, "#send")
    wait(window, lambda w: "/examinations/e-" in w.current_url)
    assert "preliminary" in find(window, "main").text.lower()
