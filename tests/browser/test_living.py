"""After a verdict, in Chromium: photos added and left out, a case, the right holder, the list, print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

from tests.browser.test_page import DESK, PHONE, check, find, go, leave, press, wait
from tests.serve.casework import Officer
from tests.serve.tiny_release import COUNTERFEIT, photo
from tests.serve.world import made, new_photo

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from selenium.webdriver.chrome.webdriver import WebDriver
    from selenium.webdriver.remote.webelement import WebElement

    from tests.serve.running import Service

    Open = Callable[..., WebDriver]

pytestmark = pytest.mark.browser


def kept(folder: Path, name: str, content: bytes) -> str:
    """The path of a file for a picker."""
    path = folder / name
    path.write_bytes(content)
    return str(path)


def examined(service: Service, *photos: bytes, **fields: Any) -> str:
    answer = service.examine(*photos, **fields)
    made(answer)
    return answer.headers["location"].rpartition("/")[2]


def judge_again(window: WebDriver) -> str:
    """The id of the examination that the page goes on to, which a script may lead to."""
    leave(window, find(window, "#send"))
    wait(window, lambda w: w.find_elements(By.ID, "outcome"))
    return window.current_url.rpartition("/")[2]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_photos_are_added_and_left_out_on_the_verdicts_page(
    service: Service, open_browser: Open, size: tuple[int, int], tmp_path: Path
) -> None:
    name = examined(service, *(photo(seed=seed) for seed in range(7)), product="box")
    window = open_browser(*size)
    go(window, service, f"/examinations/{name}")
    find(window, "#files").send_keys(kept(tmp_path, "new.jpg", new_photo()))
    assert "8 of 8 photos. 1 of them is new." in find(window, "#count").text
    assert not find(window, "#camera").is_enabled()
    press(window, ".revise summary")
    press(window, "#drop-0")
    press(window, "#drop-1")
    assert "You can add 2 more" in find(window, "#count").text
    Select(find(window, ".kept .preview:nth-child(3) select")).select_by_value("back")
    offered = [each.text for each in window.find_elements(By.CSS_SELECTOR, ".bar > *") if each.is_displayed()]
    assert offered == ["Judge again"]  # anything else would lose the change
    check(window)
    later = judge_again(window)
    shown = made(service.client.get(f"/v1/examinations/{later}"))
    assert (shown["follows"], len(shown["photos"])) == (name, 6)
    assert shown["verdict"]["photos"][0]["view"] == "back"
    check(window)
    leave(window, find(window, ".chain a"))
    assert window.current_url.endswith(name)
    assert "A later examination follows this one" in find(window, ".chain").text


def test_a_view_that_was_recognised_wrongly_is_corrected(service: Service, open_browser: Open) -> None:
    name = examined(service, COUNTERFEIT, photo(seed=3))
    recognised = made(service.client.get(f"/v1/examinations/{name}"))["verdict"]["photos"][0]["view"]
    window = open_browser(*PHONE)
    go(window, service, f"/examinations/{name}")
    press(window, ".revise summary")
    choice = Select(find(window, ".kept .preview:first-child select"))
    assert choice.first_selected_option.text.endswith("(recognised)")
    assert choice.first_selected_option.get_attribute("value") == ""  # what is not touched does not change
    values = [each.get_attribute("value") or "" for each in choice.options]
    other = next(value for value in values if value not in {"", recognised})
    choice.select_by_value(other)
    check(window)
    later = judge_again(window)
    views = [each["view"] for each in made(service.client.get(f"/v1/examinations/{later}"))["verdict"]["photos"]]
    assert views[0] == other != recognised


@pytest.fixture(params=["examination", "revision", "visit"])
def form(request: pytest.FixtureRequest, service: Service) -> str:
    """The page of each form for photos."""
    if request.param == "examination":
        return "/"
    if request.param == "revision":
        return f"/examinations/{examined(service, COUNTERFEIT)}"
    officer = Officer(service.client)
    case = officer.open()
    return f"/cases/{case}/items/{officer.add_item(case)}/photos"


def picked(window: WebDriver) -> list[WebElement]:
    return window.find_elements(By.CSS_SELECTOR, "#previews .preview")


def is_refused(card: WebElement) -> bool:
    return "refused" in (card.get_attribute("class") or "").split()


def test_a_photo_that_is_refused_is_marked_on_its_card_and_the_others_stay(
    service: Service, open_browser: Open, tmp_path: Path, form: str
) -> None:
    window = open_browser(*PHONE)
    go(window, service, form)
    named = "New photo" if form.startswith("/examinations") else "Photo"
    sound, broken = (new_photo(), new_photo()), COUNTERFEIT[:4000]
    for name, content in (("a.jpg", sound[0]), ("broken.jpg", broken), ("c.jpg", sound[1]), ("no.gif", b"GIF89a")):
        find(window, "#files").send_keys(kept(tmp_path, name, content))
    press(window, "#send")
    wait(window, lambda w: find(w, "#error").is_displayed())
    said = find(window, "#error").text
    assert f"{named} 2 (broken.jpg)" in said
    assert f"{named} 4 (no.gif)" in said
    assert [is_refused(card) for card in picked(window)] == [False, True, False, True]
    assert [card.find_element(By.CSS_SELECTOR, "strong").text for card in picked(window)][1] == f"{named} 2"
    for fault in window.find_elements(By.CSS_SELECTOR, "#previews .refused .preview-fault"):
        assert fault.text.startswith("Refused: ")
        assert fault.text.removeprefix("Refused: ") in said
    press(window, "#previews .preview:nth-child(4) button")
    press(window, "#send")
    wait(window, lambda w: find(w, "#error").is_displayed())
    check(window)
    press(window, "#error a")
    assert window.switch_to.active_element == find(window, "#refused")
    press(window, "#refused button")
    assert (len(picked(window)), window.find_elements(By.CSS_SELECTOR, ".refused")) == (2, [])
    leave(window, find(window, "#send"))
    assert "examined=e-" in window.current_url or "/examinations/e-" in window.current_url


def test_an_earlier_photo_that_is_refused_is_marked_on_its_own_card(
    service: Service, open_browser: Open, tmp_path: Path
) -> None:
    window = open_browser(*PHONE)
    go(window, service, f"/examinations/{examined(service, COUNTERFEIT, photo())}")
    find(window, "#files").send_keys(kept(tmp_path, "new.jpg", new_photo()))
    window.execute_script("""
        const photos = [{index: 1, file_name: "", sent: false, detail: "The photo is damaged."}];
        refuse({detail: "Photo 2: The photo is damaged.", photo: photos[0], photos});
    """)
    marked = window.find_elements(By.CSS_SELECTOR, ".refused")
    assert [card.get_attribute("id") for card in marked] == ["refused"]
    assert "Photo 2\nRefused: The photo is damaged." in marked[0].text
    assert not is_refused(picked(window)[0])


def test_without_javascript_the_message_names_the_photo_by_number_and_file_and_what_to_do(
    service: Service, open_browser: Open, tmp_path: Path, form: str
) -> None:
    window = open_browser(*PHONE, javascript=False)
    go(window, service, form)
    paths = [kept(tmp_path, "good.jpg", new_photo()), kept(tmp_path, "broken.jpg", COUNTERFEIT[:4000])]
    find(window, "#files").send_keys("\n".join(paths))
    leave(window, find(window, "#send"))
    said = find(window, "#problem").text
    assert f"{'New photo' if form.startswith('/examinations') else 'Photo'} 2 (broken.jpg)" in said
    assert "take this photo again or leave it out" in said


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without"])
def test_from_a_verdict_to_a_case_and_to_the_right_holder(
    service: Service, open_browser: Open, *, javascript: bool
) -> None:
    window = open_browser(*PHONE, javascript=javascript)
    made(service.client.post("/v1/cases", json={"place": "Port of Tallin, hall 3", "lane": "Parcels from sea"}))
    name = examined(service, COUNTERFEIT, photo(), product="box")
    go(window, service, f"/examinations/{name}")
    press(window, ".revise summary")
    press(window, "#drop-1")
    later = judge_again(window)
    leave(window, window.find_element(By.XPATH, "//button[. = 'Open a case and ask the right holder']"))
    assert window.current_url.endswith("/enquiries/new?opened=yes")
    assert find(window, "input[name=photos]").get_attribute("value") == f"{later}:0"
    go(window, service, f"/examinations/{name}")
    leave(window, window.find_element(By.LINK_TEXT, "Put it into an open case"))
    if javascript:
        check(window)
    press(window, window.find_elements(By.CSS_SELECTOR, "input[name=case]")[1])
    leave(window, find(window, "main .bar button"))
    assert "/cases/c-" in window.current_url
    examined(service, photo())
    go(window, service, "/examinations")
    leave(window, window.find_element(By.XPATH, "//button[. = 'Put it into a new case']"))
    assert "/cases/c-" in window.current_url


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_ones_own_examinations_are_listed_and_a_verdict_is_printed(
    service: Service, open_browser: Open, size: tuple[int, int]
) -> None:
    first = examined(service, COUNTERFEIT, photo(), product="box")
    examined(service, photo(seed=5))
    window = open_browser(*size)
    go(window, service, "/")
    window.execute_script("document.querySelector('.menu').open = true")
    leave(window, find(window, ".menu a[href='/examinations']"))
    check(window)
    leave(window, find(window, f".examination .stack a[href$='{first}']"))
    window.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": "window.print = () => { called = 1 }"})
    go(window, service, "/examinations")
    leave(window, find(window, f".examination .actions a[href$='{first}#print']"))
    wait(window, lambda w: w.execute_script("return window.called === 1"))  # one tap prints from the list
    window.execute_script(
        "window.print = () => { window.printed = document.querySelectorAll('main details:not([open])').length }"
    )
    press(window, "#print")
    wait(window, lambda w: w.execute_script("return window.printed === 0"))
