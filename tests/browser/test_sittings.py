"""A sitting in Chromium: phones in three languages follow it without being touched, on the projector, too."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from model.catalogue import Region
from model.verdict import Outcome
from serve.accounts.guard import COOKIE
from serve.platform.reader import LANGUAGE_COOKIE
from serve.platform.settings import Settings
from serve.sittings.domain import Sitting
from serve.sittings.service import Sittings
from serve.sittings.step_domain import Assistance, Demonstration, DemoPlace, ForeignPhoto
from tests.browser.chromium import set_size
from tests.browser.examining_pages import LIGHT, accessibility, axe_in, layout, set_theme
from tests.serve.frozen import actor_of
from tests.serve.running import Service, run
from tests.serve.seminaring import LOGO, Hall, hall_of
from tests.serve.tiny_release import photo
from tests.serve.trying import run_once
from tests.serve.world import made

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from selenium.webdriver.chrome.webdriver import WebDriver

    from tests.browser.chromium import Browsers

pytestmark = pytest.mark.browser
PHONE, PROJECTOR = (360, 740), (1280, 720)
SECONDS = 20
DRAWN = "return [...document.querySelectorAll('.comparison img')].every(one => one.naturalWidth && one.clientHeight)"

SHAPES = {"portrait": (480, 1000), "landscape": (1400, 400)}
# Of each photo with frames: how far its shape is from the file's, and how far the frames' ground is from it, in pixels.
FRAMED = """
return [...document.querySelectorAll(".projected-photos .tapped")].map((figure) => {
  const image = figure.querySelector("img");
  const [photo, frames] = [image, figure.querySelector("svg")].map((one) => one.getBoundingClientRect());
  const narrow = photo.width - photo.height * image.naturalWidth / image.naturalHeight;
  const apart = ["left", "top", "width", "height"].map((side) => photo[side] - frames[side]);
  return Math.max(...[narrow, ...apart].map(Math.abs));
});
"""
TOOLS = """
return [...document.querySelectorAll(".comparison-tools .button")].filter((one) => one.clientHeight)
  .map((one) => parseFloat(getComputedStyle(one).fontSize));
"""
TOUCHED = """
return [...document.querySelectorAll(".comparison-tools .button")].map((one) => one.offsetHeight).filter(Boolean);
"""
# A page that follows a sitting replaces itself at any moment, so what is found is used in the same script.
PRESSED = "[...document.querySelectorAll(arguments[0])].at(-1).click()"
SENT_TO = "const form = document.querySelector(arguments[0]); form.action = arguments[1]; form.requestSubmit()"
# The streams of events that the page opens from now on, the first one at once; and one that is cut and back.
STREAMS = """
window.streams = [];
window.EventSource = class extends EventSource {
  constructor(...given) {
    super(...given);
    streams.push(this);
  }
};
document.dispatchEvent(new Event("visibilitychange"));
"""
CUT_AND_BACK = """
for (const happens of ["error", "open"]) streams.at(-1).dispatchEvent(new Event(happens));
setTimeout(() => arguments[0](streams.length), 2500); // longer than the page waits before it connects again
"""
LOADED = "return [...document.querySelectorAll('.tapped img')].every((one) => one.naturalWidth)"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, tiny_release: Path) -> Iterator[Service]:
    yield from run(Settings(data_dir=tmp_path_factory.mktemp("data"), release=tiny_release, job_workers=0))


@pytest.fixture
def window(browsers: Browsers) -> WebDriver:
    opened = browsers.window(*PHONE)
    set_theme(opened, LIGHT)
    return opened


def joined(window: WebDriver, hall: Hall, language: str) -> None:
    """Take a seat with the form."""
    window.get(f"{hall.service.base}/healthz")
    window.delete_all_cookies()
    window.add_cookie({"name": LANGUAGE_COOKIE, "value": language})
    window.get(f"{hall.service.base}/join/{hall.code}")
    window.find_element(By.ID, "label").send_keys("A 7")
    window.find_element(By.CSS_SELECTOR, "form[action='/join'] button").click()
    shown(window, "#now h1")


def projected(window: WebDriver, hall: Hall) -> None:
    """Open the projector of a hall."""
    window.get(f"{hall.service.base}/healthz")
    window.add_cookie({"name": COOKIE, "value": hall.service.people.session("trainer"), "httpOnly": True})
    set_size(window, *PROJECTOR)
    window.get(f"{hall.service.base}/sittings/{hall.id}/projector")


def framed(window: WebDriver) -> list[float]:
    """How far frames lie from the photos on the projector, in pixels, once these are loaded."""
    shown(window, ".projected-photos img")
    WebDriverWait(window, SECONDS, 0.1).until(lambda page: page.execute_script(LOADED))
    found: list[float] = window.execute_script(FRAMED)
    return found


def shown(window: WebDriver, selector: str) -> None:
    """Wait until the page has this."""
    WebDriverWait(window, SECONDS, 0.1).until(lambda page: page.find_elements(By.CSS_SELECTOR, selector), selector)


def answer(window: WebDriver) -> None:
    """Answer with a tap on the photo, as one that is sure of a counterfeit."""
    photo = window.find_element(By.CSS_SELECTOR, ".tapped img")
    WebDriverWait(window, SECONDS, 0.1).until(lambda page: page.execute_script("return arguments[0].complete", photo))
    window.execute_script("arguments[0].scrollIntoView({block: 'center'})", photo)
    photo.click()
    assert len(window.find_elements(By.CSS_SELECTOR, ".tap")) == 1
    chosen(window, "counterfeit")
    window.find_element(By.CSS_SELECTOR, "form[data-answer] button").click()
    shown(window, "#now p[role=status]")


def waits_for_nothing(window: WebDriver) -> bool:
    """Whether a page whose sitting is closed asks for no more events, also when it is woken or loaded again."""
    asked = "return performance.getEntriesByType('resource').filter((one) => one.name.includes('/events')).length"
    before = window.execute_script(asked)
    window.execute_script("document.dispatchEvent(new Event('visibilitychange'))")
    is_woken = window.execute_script(asked) != before
    window.refresh()
    return not is_woken and not window.execute_script(asked) and not window.find_element(By.ID, "cut").is_displayed()


@pytest.mark.parametrize("language", ["en", "ar", "ja"])
def test_a_phone_follows_a_sitting_without_being_touched(window: WebDriver, service: Service, language: str) -> None:
    hall = hall_of(service)
    with axe_in(window):
        joined(window, hall, language)
        hall.does("step", step=1)
        shown(window, "form[data-answer]")
        faults = layout(window) + accessibility(window)
        answer(window)
        faults += layout(window) + accessibility(window)
        hall.does("reveal")
        shown(window, ".tapped rect")
        faults += layout(window) + accessibility(window)
    assert window.find_element(By.CSS_SELECTOR, "[data-own] strong").text
    assert window.find_element(By.TAG_NAME, "html").get_attribute("lang") == language
    hall.does("step", step=3)
    WebDriverWait(window, SECONDS, 0.1).until(lambda page: not page.find_elements(By.CSS_SELECTOR, ".tapped"))
    assert faults == []
    tallies = hall.host.get(f"/v1/sittings/{hall.id}").json()["tallies"]
    assert tallies == []  # of the step that is shown
    hall.does("step", step=1)
    tallies = hall.host.get(f"/v1/sittings/{hall.id}").json()["tallies"]
    assert tallies == [{"round": "first", "choice": "counterfeit", "seats": 1}]


def test_a_phone_that_is_loaded_again_goes_on_where_it_was(window: WebDriver, service: Service) -> None:
    hall = hall_of(service)
    joined(window, hall, "en")
    hall.does("step", step=1)
    shown(window, "form[data-answer]")
    answer(window)
    window.refresh()
    shown(window, "#now p[role=status]")
    hall.does("reveal")
    shown(window, ".tapped rect")
    hall.does("close")
    WebDriverWait(window, SECONDS, 0.1).until(lambda page: "The seminar is over" in page.page_source)
    assert waits_for_nothing(window)


@pytest.mark.parametrize("act", ["reveal", "step"])
def test_a_phone_says_that_an_answer_that_came_too_late_does_not_count(
    window: WebDriver, service: Service, act: str
) -> None:
    hall = hall_of(service)
    joined(window, hall, "en")
    hall.does("step", step=1)
    shown(window, "form[data-answer]")
    chosen(window, "counterfeit")
    cut_off(window, is_cut=True)
    window.find_element(By.CSS_SELECTOR, "form[data-answer] button").click()
    hall.does(act, **({"step": 2} if act == "step" else {}))
    cut_off(window, is_cut=False)
    WebDriverWait(window, SECONDS, 0.1).until(lambda page: page.find_element(By.ID, "refused").is_displayed())
    assert "does not count" in window.find_element(By.ID, "refused").text
    own = [each for each in window.find_elements(By.CSS_SELECTOR, "[data-own]") if each.is_displayed()]
    assert (own, hall.host.get(f"/v1/sittings/{hall.id}").json()["tallies"]) == ([], [])
    if act == "step":
        chosen(window, "cannot_tell")
        assert not window.find_element(By.CSS_SELECTOR, "[data-sureness]").is_displayed()
        window.find_element(By.CSS_SELECTOR, "form[data-answer] button").click()
        shown(window, "#now p[role=status]")
        assert not window.find_element(By.ID, "refused").is_displayed()


def test_a_projector_that_was_cut_off_shows_nothing_that_was_withdrawn_meanwhile(
    window: WebDriver, service: Service
) -> None:
    hall = hall_of(service)
    hall.does("step", step=1)
    projected(window, hall)
    shown(window, ".projected-photos img")
    cut_off(window, is_cut=True)
    hall.held.is_held = False
    cut_off(window, is_cut=False)
    WebDriverWait(window, SECONDS, 0.1).until(
        lambda page: not page.find_elements(By.CSS_SELECTOR, ".projected-photos img")
    )


def test_a_projector_whose_connection_is_back_connects_no_more(window: WebDriver, service: Service) -> None:
    hall = hall_of(service)
    hall.does("step", step=1)
    projected(window, hall)
    shown(window, ".projected-photos img")
    window.execute_script(STREAMS)
    WebDriverWait(window, SECONDS, 0.1).until(lambda page: page.execute_script("return streams[0].readyState") == 1)
    assert window.execute_async_script(CUT_AND_BACK) == 1


def chosen(window: WebDriver, choice: str) -> None:
    """Say what the item is, and that one is sure where that is asked."""
    for value in (f"choice][value={choice}", "sureness][value=sure"):
        window.execute_script(PRESSED, f"input[name={value}]")


def cut_off(window: WebDriver, *, is_cut: bool) -> None:
    """Take the network from a phone, or give it back."""
    speed = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    window.execute_cdp_cmd("Network.enable", {})
    window.execute_cdp_cmd("Network.emulateNetworkConditions", {"offline": is_cut, **speed})


def test_the_projector_and_the_host_follow_what_happens(window: WebDriver, service: Service) -> None:
    hall = hall_of(service)
    with axe_in(window):
        projected(window, hall)
        faults = accessibility(window)
        hall.does("step", step=1)
        shown(window, ".projected-photos img")
        hall.joins().close()
        WebDriverWait(window, SECONDS, 0.1).until(lambda page: "0 of 1 have answered." in page.page_source)
        hall.does("reveal")
        shown(window, ".projected-tallies")
        hall.does("step", step=3)
        shown(window, ".comparison-tools:not([hidden])")
        WebDriverWait(window, SECONDS, 0.1).until(lambda page: page.execute_script(DRAWN))
        assert min(window.execute_script(TOOLS)) >= 28
        assert min(window.execute_script(TOUCHED)) >= 48
        faults += accessibility(window)
        height = window.execute_script("return document.documentElement.scrollHeight")
    assert (faults, height) == ([], PROJECTOR[1])
    window.get(f"{service.base}/sittings/{hall.id}")
    assert "Step 3 of 5" in window.page_source
    hall.does("close")
    WebDriverWait(window, SECONDS, 0.1).until(lambda page: "This sitting is closed" in page.page_source)
    assert waits_for_nothing(window)


def led(window: WebDriver, hall: Hall, size: tuple[int, int] = PHONE) -> None:
    """Open the page of the host."""
    projected(window, hall)
    set_size(window, *size)
    window.get(f"{hall.service.base}/sittings/{hall.id}")


def does(window: WebDriver, act: str) -> None:
    """Press the main button, or another that does this."""
    window.execute_script(PRESSED, f"form[action$='/{act}'] .button")


ENLARGED = """
const [photo, close] = [...document.querySelectorAll(".projected-photos .tapped img, .projected-close")];
const place = close.dataset.place.split(" ").map(Number), seen = close.querySelector("svg").viewBox.baseVal;
const whole = photo.getBoundingClientRect(), large = close.getBoundingClientRect();
const drawn = large.width / seen.width, high = large.height / seen.height;
return {
  grows: drawn / whole.width,
  is_true: Math.abs(drawn / high - photo.naturalWidth / photo.naturalHeight) < 0.01,
  is_whole: seen.x <= place[0] && seen.y <= place[1] && seen.x + seen.width >= place[0] + place[2]
    && seen.y + seen.height >= place[1] + place[3],
  fits: document.getElementById("now").scrollHeight <= innerHeight && large.right <= innerWidth,
};
"""


@pytest.mark.parametrize(("size", "photos"), [((600, 800), 1), ((800, 600), 1), ((600, 800), 2), ((800, 600), 2)])
def test_the_projector_enlarges_the_place_that_tells_beside_its_photo(
    window: WebDriver, service: Service, size: tuple[int, int], photos: int
) -> None:
    """From 4 m, a place that is a fifth of an upright photo is told from nothing."""
    hall = hall_of(service, photos)
    hall.held.content, hall.held.place = photo((170, 60, 60), size=size), Region(0.3, 0.4, 0.2, 0.15)
    projected(window, hall)
    hall.does("step", step=1)
    hall.does("reveal")
    shown(window, ".projected-close:not([hidden])")
    WebDriverWait(window, SECONDS, 0.1).until(lambda page: page.execute_script(LOADED))
    found = WebDriverWait(window, SECONDS, 0.1).until(lambda page: page.execute_script(ENLARGED))
    assert found["grows"] > 2
    assert (found["is_true"], found["is_whole"], found["fits"]) == (True, True, True)


def test_a_photo_stays_large_where_its_place_would_not_be_larger(window: WebDriver, service: Service) -> None:
    hall = hall_of(service)
    hall.held.content, hall.held.place = photo((170, 60, 60), size=SHAPES["landscape"]), Region(0.3, 0.3, 0.45, 0.45)
    projected(window, hall)
    hall.does("step", step=1)
    hall.does("reveal")
    shown(window, ".projected-pair .tapped img")
    WebDriverWait(window, SECONDS, 0.1).until(lambda page: page.execute_script(LOADED))
    width = "return document.querySelector('.projected-photos .tapped img').clientWidth"
    WebDriverWait(window, SECONDS, 0.1).until(lambda page: page.execute_script(width) > 1000)
    assert window.find_elements(By.CSS_SELECTOR, ".projected-close[hidden]")


def test_a_step_chosen_in_the_list_is_scrolled_into_view(window: WebDriver, service: Service) -> None:
    hall = hall_of(service)
    led(window, hall)
    shown(window, "#steps summary")
    window.execute_script("document.getElementById('steps').open = true; scrollTo(0, document.body.scrollHeight)")
    WebDriverWait(window, SECONDS, 0.1).until(lambda page: page.execute_script("return scrollY") > 0)
    window.execute_script(PRESSED, "#steps form .button")
    shown(window, "[data-standing^='5 ']")
    WebDriverWait(window, SECONDS, 0.1).until(lambda page: page.execute_script("return scrollY") == 0)


LETTERS_BESIDE = """
const seen = document.querySelector(".projected-close svg").viewBox.baseVal;
return [seen.x, seen.width];
"""


def test_an_enlarged_place_shows_what_is_beside_it(window: WebDriver, service: Service) -> None:
    """A wrong letter is read in its word: a place of two letters alone says nothing."""
    hall = hall_of(service)
    hall.held.content, hall.held.place = photo((170, 60, 60), size=(600, 800)), Region(0.45, 0.5, 0.1, 0.03)
    projected(window, hall)
    hall.does("step", step=1)
    hall.does("reveal")
    shown(window, ".projected-close:not([hidden])")
    left, width = window.execute_script(LETTERS_BESIDE)
    assert left <= 0.45 - 0.119
    assert left + width >= 0.55 + 0.119


@pytest.mark.parametrize("size", [PHONE, PROJECTOR], ids=["phone", "desk"])
def test_the_host_sees_what_is_shown_and_what_comes_next_first(
    window: WebDriver, service: Service, size: tuple[int, int]
) -> None:
    hall = hall_of(service)
    hall.does("step", step=1)
    with axe_in(window):
        led(window, hall, size)
        shown(window, ".led-photos img")
        assert layout(window) + accessibility(window) == []
    bottom = "return document.querySelector(arguments[0]).getBoundingClientRect().bottom"
    for first in (".led-photos", ".bar .button"):
        assert window.execute_script(bottom, first) <= size[1], first
    assert "0 of 0 have answered." in window.execute_script(
        "return document.querySelector('[data-standing]').innerText"
    )


def test_lists_and_photos_of_the_host_stay_while_something_happens(window: WebDriver, service: Service) -> None:
    hall = hall_of(service)
    hall.does("step", step=1)
    led(window, hall)
    shown(window, ".led-photos img")
    photo = window.find_element(By.CSS_SELECTOR, ".led-photos img")
    WebDriverWait(window, SECONDS, 0.1).until(
        lambda page: page.execute_script("return arguments[0].naturalWidth", photo)
    )
    window.execute_script("document.querySelector('#steps summary').click()")
    hall.joins().close()
    shown(window, "#seats")
    assert photo.is_displayed()  # the same
    does(window, "reveal")
    shown(window, "[data-standing='1 revealed']")
    window.execute_script("document.querySelector('#steps li:nth-child(3) .button').click()")
    shown(window, "[data-standing^='3 ']")
    assert window.execute_script("return document.getElementById('steps').open")


def test_what_the_host_does_while_the_service_is_away_is_done_once_it_is_back(
    window: WebDriver, service: Service
) -> None:
    hall = hall_of(service)
    hall.does("step", step=2)
    led(window, hall)
    cut_off(window, is_cut=True)
    does(window, "reveal")
    shown(window, ".bar [aria-disabled]")
    does(window, "step")  # nothing comes of it
    assert window.find_element(By.ID, "cut").is_displayed()
    cut_off(window, is_cut=False)
    shown(window, "[data-standing='2 revealed']")
    assert not window.find_elements(By.CSS_SELECTOR, "[aria-disabled]")


def test_what_the_host_chose_is_dropped_where_something_else_is_shown_by_then(
    window: WebDriver, service: Service
) -> None:
    hall = hall_of(service)
    hall.does("step", step=1)
    led(window, hall)
    cut_off(window, is_cut=True)
    does(window, "reveal")
    shown(window, ".bar [aria-disabled]")
    hall.does("step", step=2)
    cut_off(window, is_cut=False)
    shown(window, "[data-standing='2 asking']")
    WebDriverWait(window, SECONDS, 0.1).until(lambda page: not page.find_elements(By.CSS_SELECTOR, "[aria-disabled]"))
    assert window.execute_script("return document.querySelector('[data-standing]').dataset.standing") == "2 asking"


def test_what_the_service_refuses_leads_to_the_page_that_says_why(window: WebDriver, service: Service) -> None:
    hall = hall_of(service)
    hall.does("step", step=1)
    led(window, hall)
    hall.does("reveal")
    shown(window, "[data-standing='1 revealed']")
    window.execute_script(SENT_TO, "form[action$='/step']", f"{hall.id}/reveal")
    WebDriverWait(window, SECONDS, 0.1).until(lambda page: "This is revealed already" in page.page_source)


def test_the_shot_list_is_on_one_screen_with_its_pictures(window: WebDriver, service: Service) -> None:
    hall = hall_of(service)
    hall.does("step", step=5)
    with axe_in(window):
        projected(window, hall)
        shown(window, ".projected-views img")
        assert accessibility(window) == []
    assert window.execute_script("return document.documentElement.scrollHeight") == PROJECTOR[1]
    texts = [each.text for each in window.find_elements(By.CSS_SELECTOR, ".projected-views li")]
    assert ("(if you can)" in texts[0], "(if you can)" in texts[1]) == (False, True)


def test_a_seat_that_has_answered_answers_again_with_the_assistants_verdict(
    window: WebDriver, service: Service
) -> None:
    hall = hall_of(service)
    run_once(service.parts)
    with axe_in(window):
        joined(window, hall, "en")
        hall.does("step", step=1)
        shown(window, "form[data-answer]")
        answer(window)
        hall.does("assist")
        shown(window, "input[name=round][value=second]")
        faults = layout(window) + accessibility(window)
        answer(window)
    assert faults == []
    assert [each["round"] for each in hall.does("reveal")["tallies"]] == ["first", "second"]


def test_the_host_chooses_an_item_for_the_live_demo_and_reveals_its_verdict(
    window: WebDriver, service: Service
) -> None:
    hall = hall_of(service)
    hall.does("step", step=4)
    items: list[str] = []
    for shape in SHAPES.values():
        files = {"photos": ("a.png", photo((170, 60, 60), shape))}
        items.append(made(hall.host.post("/v1/practice", files=files, data={"product": "box"}))["id"])
    projected(window, hall)
    beside, away = window.current_window_handle, []
    for item in items:
        window.switch_to.new_window("tab")
        window.get(f"{service.base}/sittings/{hall.id}/demo")
        window.find_element(By.CSS_SELECTOR, f"form:has([value='{item}']) button").click()
        shown(window, "form[action$='/reveal']")
        window.close()
        window.switch_to.window(beside)
        shown(window, f"img[src$='{item}']")
        away += framed(window)
        assert not window.find_elements(By.CSS_SELECTOR, ".outcome")
    hall.does("reveal")
    shown(window, ".projected-top .outcome")
    assert [*away, *framed(window)] == pytest.approx([0, 0, 0], abs=1)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_frames_lie_on_the_photos_of_a_question(window: WebDriver, service: Service, shape: tuple[int, int]) -> None:
    hall = hall_of(service)
    hall.held.content = photo(size=shape)
    hall.does("step", step=1)
    hall.does("reveal")
    projected(window, hall)
    assert framed(window) == pytest.approx([0], abs=1)
    assert window.find_elements(By.CSS_SELECTOR, ".tapped rect")


# Of each column of a live demo: whether its texts are below its photo, within its sides and on the screen.
UNDER = """
return [...document.querySelectorAll(".projected-columns > .projected-photos")].map((room) => {
  const photo = room.querySelector("img").getBoundingClientRect(), place = room.getBoundingClientRect();
  const told = room.nextElementSibling.getBoundingClientRect();
  return told.top >= photo.bottom && told.left >= place.left - 1 && told.right <= place.right + 1
    && told.bottom <= innerHeight && photo.height > innerHeight / 10;
});
"""


@pytest.mark.parametrize("photos", [2, 3])
def test_each_text_of_a_live_demo_is_under_its_own_photo(
    window: WebDriver, service: Service, photos: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also beside a photo of another product: its number covers nothing."""
    hall = hall_of(service)
    names, held, words = ("logo", "seam"), hall.held.product, {"en": "It stands a little lower than it should."}
    points = tuple(replace(LOGO, id=name, title={"en": f"The {name} of the lid"}, counterfeit=words) for name in names)
    monkeypatch.setattr(hall.held, "product", lambda *of: (found := held(*of)) and replace(found, points=points))
    monkeypatch.setattr(Sitting, "taught", lambda *_: frozenset(names))
    hall.does("step", step=4)
    files = [("photos", (f"{place}.png", photo((170, 60, 60), size=(600, 800)))) for place in range(photos)]
    sent = made(hall.host.post("/v1/practice", files=files, data={"product": "box"}))
    places = tuple(DemoPlace(place, name, Region(0.3, 0.4, 0.2, 0.1)) for place, name in enumerate(names))
    foreign = tuple(ForeignPhoto(place, None) for place in range(2, photos))
    demonstration = Demonstration(sent["id"], tuple(range(photos)), places, foreign)
    said = Assistance(Outcome.SUSPECTED, names, "r-1")
    hall.service.parts[Sittings].demonstrate(actor_of(service, "trainer"), hall.id, 4, demonstration, said)
    hall.does("reveal")
    projected(window, hall)
    shown(window, ".projected-columns .projected-close:not([hidden])")
    WebDriverWait(window, SECONDS, 0.1).until(lambda page: page.execute_script(LOADED))
    assert window.execute_script(UNDER) == [True] * photos
    assert not window.find_elements(By.CSS_SELECTOR, ".projected-columns figcaption")
    told = [each.text for each in window.find_elements(By.CSS_SELECTOR, ".projected-columns .projected-told")]
    assert ["does not show this product" in each for each in told] == [False, False, True][:photos]
