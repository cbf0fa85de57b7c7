"""A right holder contributes a folder through the page, as someone who sees it for the first time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.expected_conditions import (
    text_to_be_present_in_element,
    text_to_be_present_in_element_attribute,
)
from selenium.webdriver.support.ui import WebDriverWait

from serve.accounts.guard import COOKIE
from tests.serve.contributing import picture

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from selenium.webdriver.chrome.webdriver import WebDriver

    from tests.serve.running import Service

pytestmark = pytest.mark.browser
REMOVE_FIRST = """
document.getElementById("sending").addEventListener("upload-finished", (event) => {
  fetch(`/v1/uploads/${event.detail.id}`, { method: "DELETE" });
}, { once: true });
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three items of a product, with a picture that is there twice, one that is damaged, and a note."""
    made, twice = tmp_path / "photos", picture()
    contents = {
        "genuine/1/front.jpg": twice,
        "genuine/1/front-copy.jpg": twice,
        "genuine/2/front.jpg": picture(),
        "counterfeit/3/front.jpg": picture(),
        "counterfeit/3/damaged.jpg": b"\xff\xd8\xff no picture",
        "notes.txt": b"taken in June",
    }
    for name, content in contents.items():
        path = made / "box" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return made


def press(window: WebDriver, selector: str) -> None:
    window.execute_script("arguments[0].click()", window.find_element(By.CSS_SELECTOR, selector))


def test_a_folder_is_contributed_through_the_page(
    open_browser: Callable[..., WebDriver], service: Service, folder: Path
) -> None:
    window = open_browser(1280, 900)
    wait = WebDriverWait(window, 60, 0.1, [StaleElementReferenceException])  # the page renews its parts

    def seen(words: str) -> None:
        wait.until(lambda window: words in window.find_element(By.TAG_NAME, "main").text)

    window.get(f"{service.base}/healthz")
    window.add_cookie({"name": COOKIE, "value": service.people.session("contributor"), "httpOnly": True})
    begin(window, service)
    window.find_element(By.CSS_SELECTOR, "input[webkitdirectory]").send_keys(str(folder))
    seen("6 files are here")
    seen("Read so far: 6 of 6")
    seen("counterfeit/3/damaged.jpg")  # before anything is checked
    press(window, "#arrived button")
    seen("1 image has an error.")
    seen("The photo is damaged and can't be opened")
    seen("Another row has the same picture of the same item; one is left out.")
    contribution = window.current_url.rpartition("/")[2]
    label_with_the_keyboard(window, wait, "photos/box/genuine/2/front.jpg")
    wait.until(text_to_be_present_in_element((By.ID, "groups"), "counterfeit 2 2"))
    mark_a_point(window, wait, "photos/box/counterfeit/3/front.jpg")
    press(window, "button[name=do][value=leave_out]")
    seen("No image has an error.")
    leave_one_out_and_take_it_in_again(window, wait)
    press(window, ".bar button")
    seen("Submitted")
    api = service.as_("contributor")
    images = api.get(f"/v1/contributions/{contribution}/images?limit=100").json()["images"]
    submitted = {each["name"]: each for each in images if each["state"] == "submitted"}
    # of the two equal pictures, the one that was sent first is submitted
    assert {name.replace("-copy", ""): each["label"] for name, each in submitted.items()} == {
        "photos/box/genuine/1/front.jpg": "genuine",
        "photos/box/genuine/2/front.jpg": "counterfeit",
        "photos/box/counterfeit/3/front.jpg": "counterfeit",
    }
    (mark,) = submitted["photos/box/counterfeit/3/front.jpg"]["marks"]
    assert mark["box"] == [0.42, 0.4, 0.2, 0.2]
    assert {each["standing"] for each in submitted.values()} == {"in_review"}
    begin(window, service)
    window.execute_script(REMOVE_FIRST)
    send_again(window, wait, folder)
    press(window, "#arrived button")
    seen("No image is ready to be submitted.")


def begin(window: WebDriver, service: Service) -> None:
    """Begin a contribution, as the page leads."""
    window.get(f"{service.base}/contributions")
    press(window, ".bar a")
    window.find_element(By.NAME, "licence").send_keys("CC-BY-4.0")
    press(window, "input[name=consent]")
    press(window, ".bar button")


def send_again(window: WebDriver, wait: WebDriverWait[WebDriver], folder: Path) -> None:
    """Send files that this browser sent for another contribution; one is removed before it is taken."""
    window.find_element(By.CSS_SELECTOR, "input[webkitdirectory]").send_keys(str(folder))
    wait.until(lambda window: "6 files are here" in window.find_element(By.TAG_NAME, "main").text)
    assert window.find_element(By.ID, "sending-said").text == "6 of 6 files have been sent."
    assert window.find_elements(By.CSS_SELECTOR, "[data-upload=list] li") == []


def label_with_the_keyboard(window: WebDriver, wait: WebDriverWait[WebDriver], name: str) -> None:
    """Say that an image is counterfeit, leave it out, and take it in again, as letters do."""
    first = window.find_element(By.CSS_SELECTOR, "#images a")
    window.execute_script("arguments[0].focus()", first)
    while window.switch_to.active_element.get_attribute("data-name") != name:
        window.switch_to.active_element.send_keys(Keys.ARROW_RIGHT)
    link = window.switch_to.active_element
    for key, words in (("c", "Counterfeit"), ("x", "Left out"), ("x", "Counterfeit")):
        link.send_keys(key)
        wait.until(text_to_be_present_in_element_attribute((By.ID, "said"), "textContent", f"{name}: {words}"))
    link.send_keys("o")
    wait.until(text_to_be_present_in_element_attribute((By.ID, "said"), "textContent", "is an item of its own"))


def leave_one_out_and_take_it_in_again(window: WebDriver, wait: WebDriverWait[WebDriver]) -> None:
    """What is submitted is counted again after each key."""
    link = window.find_element(By.CSS_SELECTOR, "#images a[data-name='photos/box/counterfeit/3/front.jpg']")
    for count in ("2 images", "3 images"):
        window.execute_script("arguments[0].focus()", link)
        link.send_keys("x")
        wait.until(text_to_be_present_in_element((By.CSS_SELECTOR, ".bar"), f"Submit {count} for review"))


def mark_a_point(window: WebDriver, wait: WebDriverWait[WebDriver], name: str) -> None:
    """Open an image, mark the first point of the sheet with the keyboard, save it, and go back."""
    page = window.current_url
    press(window, f"#images a[data-name='{name}']")
    wait.until(lambda window: window.find_elements(By.CSS_SELECTOR, "[data-region=draw]"))
    assert window.find_element(By.CSS_SELECTOR, "[data-region=first]").is_displayed(), "no point is chosen yet"
    assert_beside_each_other(window, wait)
    press(window, "[data-region=draw]")
    window.find_element(By.CSS_SELECTOR, ".region-frame:not([hidden])").send_keys(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT)
    first = window.find_element(By.CSS_SELECTOR, "[data-point]").get_attribute("data-point")
    assert window.find_element(By.NAME, str(first)).is_selected(), "a place ticks its point"
    press(window, ".bar button")
    wait.until(lambda window: window.find_element(By.NAME, f"{first}_x").get_attribute("value") == "42")
    window.get(page)


def assert_beside_each_other(window: WebDriver, wait: WebDriverWait[WebDriver]) -> None:
    """On a desk the picture is beside the label and wholly on the screen; on a phone it is above the label."""
    picture = window.find_element(By.CSS_SELECTOR, ".region-picture")
    label = window.find_element(By.NAME, "label")
    window.execute_script("arguments[0].scrollIntoView()", label)
    assert picture.rect["x"] + picture.rect["width"] <= label.rect["x"]
    top, bottom = window.execute_script(
        "const box = arguments[0].getBoundingClientRect(); return [box.top, box.bottom]", picture
    )
    assert 0 <= top < bottom <= window.execute_script("return innerHeight")
    phone = {"width": 400, "height": 900, "deviceScaleFactor": 1, "mobile": True}
    window.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", phone)
    wait.until(lambda _: picture.rect["y"] + picture.rect["height"] <= label.rect["y"])
    window.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {**phone, "width": 1280, "mobile": False})
