"""An officer's workflow through the pages in Chromium, on a phone and on a desktop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from selenium.common.exceptions import StaleElementReferenceException, WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.support.expected_conditions import element_to_be_clickable
from selenium.webdriver.support.ui import Select, WebDriverWait

from serve.accounts.guard import COOKIE
from serve.accounts.permissions import Role
from serve.accounts.service import Accounts
from tests.serve.casework import Officer
from tests.serve.tiny_release import COUNTERFEIT, GENUINE, photo

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from selenium.webdriver.chrome.webdriver import WebDriver
    from selenium.webdriver.remote.webelement import WebElement

    from tests.serve.running import Service

    Open = Callable[..., WebDriver]

pytestmark = pytest.mark.browser
PHONE, DESK = (360, 740), (1280, 900)
LEAST_TOUCH, LEAST_TEXT = 48, 16
LEAST_PAIR = 290  # of 360 pixels: pictures to compare take the phone's width
PAIR_WIDTHS = """
return [...document.querySelectorAll(".point > .comparison .comparison-side img")].map((e) => e.offsetWidth);
"""
TOO_SMALL = """
const least = arguments[0];
return [...document.querySelectorAll("a.button, button, select, summary, .top a, label.picker, input[type=file]")]
  .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < least)
  .map(e => e.outerHTML.slice(0, 80));
"""
SMALL_TEXT = """
const least = arguments[0], found = new Set();
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const parent = walker.currentNode.parentElement;
  if (!walker.currentNode.textContent.trim() || !parent.offsetParent) continue;
  if (parseFloat(getComputedStyle(parent).fontSize) < least) found.add(parent.outerHTML.slice(0, 80));
}
return [...found];
"""
FAINT = """
// WCAG 2.2 contrast of every visible text on its own or inherited ground; 7 is level AAA.
function parts(colour) { return colour.match(/[0-9.]+/g).map(Number); }
function light([r, g, b]) {
  const f = c => { c /= 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
  return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b);
}
function ground(e) {
  for (; e; e = e.parentElement) {
    const c = parts(getComputedStyle(e).backgroundColor);
    if (c.length < 4 || c[3] > 0) return c;
  }
  return [255, 255, 255];
}
const found = new Set(), walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const e = walker.currentNode.parentElement;
  if (!walker.currentNode.textContent.trim() || !e.offsetParent || e.closest(":disabled")) continue;
  const [a, b] = [light(parts(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
  if ((a + 0.05) / (b + 0.05) < 7) found.add(e.outerHTML.slice(0, 80));
}
return [...found];
"""


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    paths = []
    for number, content in enumerate((COUNTERFEIT, GENUINE, *(photo(seed=n) for n in range(7)))):
        path = tmp_path / f"photo{number}.jpg"
        path.write_bytes(content)
        paths.append(str(path))
    return paths


def find(window: WebDriver, selector: str) -> WebElement:
    return window.find_element(By.CSS_SELECTOR, selector)


def clickable(window: WebDriver, selector: str) -> WebElement:
    wait(window, element_to_be_clickable((By.CSS_SELECTOR, selector)))
    return find(window, selector)


def press(window: WebDriver, what: str | WebElement) -> None:
    """Scroll to what may be under the bar at the foot of a phone's screen, and click it once it is there and shown."""
    found = clickable(window, what) if isinstance(what, str) else what
    window.execute_script("arguments[0].scrollIntoView({block: 'center'})", found)
    found.click()


def wait(window: WebDriver, condition: Callable[[WebDriver], Any]) -> None:
    WebDriverWait(window, 20, 0.1).until(condition)


def go(window: WebDriver, service: Service, path: str = "/", role: str = "officer") -> None:
    """To a page, as a signed-in person."""
    if not window.get_cookies():
        window.get(f"{service.base}/about")  # a cookie is set where one is
        window.add_cookie({"name": COOKIE, "value": service.people.session(role), "httpOnly": True})
    window.get(f"{service.base}{path}")


def leave(window: WebDriver, by: WebElement) -> None:
    """Click a link or button to another page, and wait until that page is loaded.

    A click alone returns while a form is still being sent, and its answer would replace the page of the next step.
    """
    press(window, by)
    wait(window, lambda _: is_gone(by))


def is_gone(element: WebElement) -> bool:
    """Whether an element's page has been left; while it is being left, the driver may fail in its own words."""
    try:
        element.is_enabled()
    except StaleElementReferenceException:
        return True
    except WebDriverException as error:
        if "does not belong to the document" in str(error):
            return True
        raise
    return False


def examine(window: WebDriver) -> None:
    press(window, "#send")
    wait(window, lambda w: "/examinations/e-" in w.current_url and w.find_elements(By.ID, "outcome"))


def check(window: WebDriver) -> None:
    """Legible, reachable, nothing outside the screen, every picture there."""
    assert window.execute_script("return document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert window.execute_script(TOO_SMALL, LEAST_TOUCH) == []
    assert window.execute_script(SMALL_TEXT, LEAST_TEXT) == []
    assert window.execute_script(FAINT) == []
    window.execute_script("document.querySelectorAll('img').forEach(i => { i.loading = 'eager'; })")
    wait(window, lambda w: w.execute_script("return [...document.images].every(i => i.complete)"))
    assert window.execute_script("return [...document.images].filter(i => i.src && !i.naturalWidth).length") == 0


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_from_photos_to_a_verdict(
    service: Service, open_browser: Open, files: list[str], size: tuple[int, int]
) -> None:
    window = open_browser(*size)
    go(window, service)
    assert not find(window, "#send").is_enabled()
    Select(find(window, "#product")).select_by_value("box")
    find(window, "#camera").send_keys(files[0])
    find(window, "#files").send_keys("\n".join(files[1:3]))
    assert len(window.find_elements(By.CSS_SELECTOR, ".preview")) == 3
    Select(find(window, ".preview:nth-child(2) select")).select_by_value("back")
    press(window, ".preview:nth-child(3) button")
    assert find(window, "#count").text.startswith("2 of 8 photos")
    check(window)
    examine(window)
    assert find(window, "#outcome").text == "Suspected counterfeit"
    assert "as given with the photos" in find(window, ".product").text
    assert [shot.text for shot in window.find_elements(By.CSS_SELECTOR, ".shot h3 + p")] == ["The front", "The back"]
    for details in window.find_elements(By.CSS_SELECTOR, "details"):
        window.execute_script("arguments[0].open = true", details)
    check(window)
    if size == PHONE:
        assert min(window.execute_script(PAIR_WIDTHS)) > LEAST_PAIR
    go(window, service, "/about")
    check(window)
    console: list[dict[str, str]] = window.get_log("browser")  # type: ignore[no-untyped-call]
    assert [entry for entry in console if entry["level"] == "SEVERE"] == []


def test_without_javascript_the_form_works_too(service: Service, open_browser: Open, files: list[str]) -> None:
    window = open_browser(*PHONE, javascript=False)
    go(window, service)
    find(window, "#files").send_keys("\n".join(files[1:3]))
    examine(window)
    assert find(window, "#outcome").text == "Consistent with genuine"


@pytest.mark.parametrize("how", [{"javascript": True}, {"javascript": False}])
def test_what_the_officer_says_of_the_lane_comes_back_in_the_verdict(
    service: Service, open_browser: Open, files: list[str], how: dict[str, bool]
) -> None:
    window = open_browser(*PHONE, **how)
    go(window, service)
    press(window, "main details summary")
    Select(find(window, "#prior")).select_by_value("0.01")
    find(window, "#files").send_keys(files[0])
    examine(window)
    verdict = service.client.get(f"/v1{window.current_url.removeprefix(service.base)}").json()["verdict"]
    assert verdict["prior_counterfeit"] == 0.01
    assert verdict["posterior_counterfeit"] is not None
    assert "10 in 1,000" in str(find(window, "main").get_attribute("textContent"))


def test_a_ninth_photo_is_not_taken(service: Service, open_browser: Open, files: list[str]) -> None:
    window = open_browser(*PHONE)
    go(window, service)
    find(window, "#files").send_keys("\n".join(files))
    assert len(files) == 9
    assert len(window.find_elements(By.CSS_SELECTOR, ".preview")) == 8
    assert find(window, "#error").text.startswith("At most 8 photos.")
    assert not find(window, "#files").is_enabled()


def test_a_rejected_photo_is_named_and_the_others_stay(
    service: Service, open_browser: Open, files: list[str], tmp_path: Path
) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(GENUINE[:9000])
    window = open_browser(*PHONE)
    go(window, service)
    find(window, "#files").send_keys(f"{files[0]}\n{broken}")
    press(window, "#send")
    wait(window, lambda w: find(w, "#error").text)
    assert find(window, "#error").text.startswith("Photo 2 (broken.jpg): The photo broke off")
    press(window, ".preview:nth-child(2) button")
    examine(window)
    assert find(window, "#outcome").text == "Suspected counterfeit"


def test_sending_twice_examines_once(
    start_service: Callable[..., Service], open_browser: Open, files: list[str]
) -> None:
    service = start_service()
    window = open_browser(*PHONE)
    go(window, service)
    find(window, "#files").send_keys(files[0])
    window.execute_script("for (let i = 0; i < 3; i++) document.getElementById('examine').requestSubmit();")
    wait(window, lambda w: w.find_elements(By.ID, "outcome"))
    figures = service.client.get("/metrics").text
    assert 'shingan_examinations_total{outcome="suspected_counterfeit"} 1.0' in figures


def sign_in(window: WebDriver, **fields: str) -> None:
    """Write into the fields with these ids, and send the form."""
    for name, words in fields.items():
        field = find(window, f"#{name}")
        field.clear()
        field.send_keys(words)
    leave(window, find(window, "form[action='/sign-in'] button"))


def test_signing_in_on_a_phone_leads_to_where_one_wanted_to_go_and_out_again(
    service: Service, open_browser: Open
) -> None:
    password = "seven wet umbrellas"  # noqa: S105  # of a person who exists as long as this test
    agency = service.people.agencies["first"].id
    service.parts[Accounts].add_person(
        None, organisation_id=agency, username="hana", name="Hana Mori", role=Role.OFFICER, password=password
    )
    window = open_browser(*PHONE, javascript=False)
    window.get(f"{service.base}/account")
    check(window)
    sign_in(window, username="hana", password="seven dry umbrellas")  # noqa: S106  # the same
    assert find(window, "[role=alert]").text.startswith("The username or the password is not right")
    sign_in(window, username="hana", password=password)
    assert window.current_url == f"{service.base}/account"
    assert find(window, "h1").text == "Hana Mori"
    leave(window, find(window, "form[action='/sign-out'] button"))
    assert find(window, "main .notice").text == "You are signed out."
    window.get(f"{service.base}/account")
    assert "/sign-in?next=" in window.current_url


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize(
    ("role", "path"), [("trainer", "/account"), ("administrator", "/people"), ("reviewer", "/allowance")]
)
def test_pages_of_accounts_can_be_read_and_reached(
    service: Service, open_browser: Open, size: tuple[int, int], role: str, path: str
) -> None:
    window = open_browser(*size)
    go(window, service, path, role)
    assert window.current_url == f"{service.base}{path}"
    check(window)


def test_what_was_written_is_not_lost_when_a_session_ends(service: Service, open_browser: Open, password: str) -> None:
    window = open_browser(*PHONE)
    go(window, service, "/cases/new")
    find(window, "#notes").send_keys("Two pallets, one torn.")
    window.delete_all_cookies()
    leave(window, find(window, ".bar button"))
    assert "so nothing was sent" in find(window, "#problem").text
    check(window)
    sign_in_beside(window, password)
    window.back()
    assert find(window, "#notes").get_property("value") == "Two pallets, one torn."
    leave(window, find(window, ".bar button"))
    assert "Two pallets, one torn." in find(window, ".case-record").text


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_going_back_from_a_problem_keeps_what_was_written(
    service: Service, open_browser: Open, size: tuple[int, int]
) -> None:
    officer = Officer(service.client)
    case = officer.open()
    officer.add_item(case)
    window = open_browser(*size)
    go(window, service, f"/cases/{case}")
    press(window, window.find_element(By.XPATH, "//summary[. = 'Close the case']"))
    find(window, "#close-reason").send_keys("All was seen.")
    leave(window, window.find_element(By.XPATH, "//button[. = 'Close it']"))
    assert "no conclusion on" in find(window, "#problem").text
    check(window)
    leave(window, find(window, "#back"))
    assert window.current_url == f"{service.base}/cases/{case}"
    assert find(window, "#close-reason").get_property("value") == "All was seen."


def test_photos_stay_on_the_page_when_a_session_ends(
    service: Service, open_browser: Open, tmp_path: Path, password: str
) -> None:
    large = tmp_path / "large.jpg"
    large.write_bytes(COUNTERFEIT + bytes(12_000_000))
    window = open_browser(*PHONE)
    go(window, service)
    window.delete_all_cookies()
    window.get(f"{service.base}/sign-in")
    sign_in(window, username="naoko", password=password)
    go(window, service)
    find(window, "#files").send_keys(str(large))
    window.delete_all_cookies()
    press(window, "#send")
    wait(window, lambda w: find(w, "#error").text)
    assert "Your photos stay on this page." in find(window, "#error").text
    check(window)
    sign_in_beside(window, password)
    examine(window)
    assert find(window, "#outcome").text == "Suspected counterfeit"


@pytest.fixture
def password(service: Service) -> str:
    """Of `naoko`, who is an officer."""
    words = "nine slow ferries"
    if all(person.username != "naoko" for person in service.parts[Accounts].people(None)):
        agency = service.people.agencies["first"].id
        service.parts[Accounts].add_person(
            None, organisation_id=agency, username="naoko", name="Naoko Abe", role=Role.OFFICER, password=words
        )
    return words


def sign_in_beside(window: WebDriver, password: str) -> None:
    """Sign in by the link that opens a new tab, and come back to this one."""
    here = window.current_window_handle
    find(window, "a[target=_blank]").click()
    wait(window, lambda w: len(w.window_handles) == 2)
    window.switch_to.window(next(handle for handle in window.window_handles if handle != here))
    sign_in(window, username="naoko", password=password)
    assert find(window, "h1").text == "Naoko Abe"
    window.close()
    window.switch_to.window(here)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_word_of_any_length_fits_the_page(service: Service, open_browser: Open, size: tuple[int, int]) -> None:
    line, text = f"https://example.org/{'a1' * 38}", f"https://example.org/{'b2' * 900}"
    officer = Officer(service.client)
    service.as_("senior_officer")
    reviewer = Officer(service.as_("reviewer"))
    case = officer.open(place=line, lane=line, declaration="م" * 90, notes=text)
    item = officer.add_item(case, description=line, product="box")
    examination = officer.examine(case, item, COUNTERFEIT)["examination"]["id"]
    officer.conclude(case, item, "counterfeit", text)
    items = f"/cases/{case}/items/{item}"
    opinion = officer.post(f"{items}/opinions", {"asked_of": "first-senior-officer", "question": text})["opinions"][0]
    shown = [{"examination": examination, "photo": 0}]
    enquiry = officer.post(f"{items}/enquiries", {"question": text, "photos": shown})["id"]
    answer = {"outcome": "confirmed_counterfeit", "statement": text}
    reviewer.post(f"/enquiries/{enquiry}/answer", answer, status=201)
    window = open_browser(*size)
    for path in (
        f"/cases/{case}?examined={examination}",
        "/cases",
        f"/enquiries/{enquiry}",
        f"/examinations/{examination}",
        f"{items}/photos",
    ):
        go(window, service, path)
        check(window)
    window.delete_all_cookies()
    go(window, service, f"/opinions/{opinion['id']}", "senior_officer")
    check(window)
    window.delete_all_cookies()
    go(window, service, f"/enquiries/{enquiry}", "reviewer")
    check(window)
