"""A case's pages in Chromium: photos of a later visit, and pages that are legible on a phone and on a desktop."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

from tests.browser.test_page import DESK, PHONE, check, find, go, leave, press, wait
from tests.serve.casework import Officer
from tests.serve.tiny_release import COUNTERFEIT, photo

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from selenium.webdriver.chrome.webdriver import WebDriver

    from tests.serve.running import Service

    Open = Callable[..., WebDriver]

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_photos_of_a_later_visit_and_what_the_case_then_says(
    service: Service, open_browser: Open, size: tuple[int, int], tmp_path: Path
) -> None:
    officer = Officer(service.client)
    case = officer.open(place="Port of Tallin, hall 3", declaration="26EE1230000456789", notes="Two pallets.")
    item = officer.add_item(case, description="Carton with twelve bottles", product="box")
    officer.examine(case, item, *(photo((170, 60, 60), seed=seed) for seed in range(1, 4)))
    officer.conclude(case, item, "undetermined", "Seen in the dark.")
    picture = tmp_path / "later.jpg"
    picture.write_bytes(COUNTERFEIT)
    window = open_browser(*size)
    go(window, service, f"/cases/{case}/items/{item}/photos")
    assert Select(find(window, "#product")).first_selected_option.get_attribute("value") == "box"
    press(window, "#with_earlier")
    find(window, "#files").send_keys(str(picture))
    check(window)
    find(window, "#send").click()
    wait(window, lambda w: "?examined=e-" in w.current_url and w.find_elements(By.CSS_SELECTOR, ".fresh"))
    notice = find(window, ".fresh").text
    assert "Suspected counterfeit" in notice
    assert "3 earlier photos were left out" in notice
    for details in window.find_elements(By.CSS_SELECTOR, "details"):
        window.execute_script("arguments[0].open = true", details)
    check(window)
    go(window, service, "/cases?state=open&q=tallin")
    assert find(window, ".entry-name").text == officer.get(f"/cases/{case}")["number"]
    check(window)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_an_opinion_before_and_after_it_is_given(service: Service, open_browser: Open, size: tuple[int, int]) -> None:
    officer = Officer(service.client)
    assert service.as_("senior_officer").get("/v1/me").status_code == 200
    case = officer.open()
    item = officer.add_item(case)
    officer.examine(case, item, COUNTERFEIT)
    asked = {"asked_of": "first-senior-officer", "question": f"Do you know this print, at {size[0]}?"}
    officer.post(f"/cases/{case}/items/{item}/opinions", asked)
    window = open_browser(*size)
    go(window, service, "/opinions", "senior_officer")
    check(window)
    leave(window, window.find_element(By.XPATH, f"//a[contains(., 'at {size[0]}?')]"))
    check(window)
    press(window, "#finding-counterfeit")
    find(window, "#reason").send_keys("The print is blurred.")
    leave(window, find(window, ".bar button"))
    assert "What others found" in window.page_source
    assert find(window, ".side-verdict h4, .side-verdict h3 + .outcome").text == "Suspected counterfeit"
    check(window)


def test_a_printed_case_has_no_forms(service: Service, open_browser: Open) -> None:
    officer = Officer(service.client)
    case = officer.open(place="Hall 3")
    officer.close(case)
    window = open_browser(*DESK)
    go(window, service, f"/cases/{case}")
    assert find(window, "form[action$='/reopen']").find_element(By.XPATH, "..").is_displayed()
    window.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert "Hall 3" in find(window, "main").text
    assert not [
        form for form in window.find_elements(By.CSS_SELECTOR, "form, details:has(> form)") if form.is_displayed()
    ]
