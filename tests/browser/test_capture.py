"""Photos are taken with the camera of the device: view by view, with advice at once, to a verdict."""

from __future__ import annotations

import base64
import io
import itertools
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import zxingcpp
from PIL import Image, ImageFilter
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support import expected_conditions
from selenium.webdriver.support.ui import Select, WebDriverWait

from model.intake import read_picture
from model.outline import SIDE, outline_of
from model.quality import QualityLimits, assess
from serve.accounts.guard import COOKIE
from serve.app import HERE
from serve.catalogue.capturing import svg_of
from serve.platform.reader import LANGUAGE_COOKIE
from tests.browser.chromium import is_installed, open_window, set_size
from tests.browser.examining_pages import accessibility, axe_in, dark_accessibility, layout
from tests.browser.test_page import check
from tests.browser.test_queue import in_sight, press
from tests.serve.tiny_release import COUNTERFEIT, GENUINE, photo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from selenium.webdriver.chrome.webdriver import WebDriver
    from selenium.webdriver.remote.webelement import WebElement

    from tests.serve.running import Service

    WithCamera = Callable[[bytes], WebDriver]

pytestmark = pytest.mark.browser
NUMBER = "4006381333931"
REPLACED = "1 of 8 photos. The last one replaces the one before it."
BELOW = """
const [one, other] = [...arguments].map((selector) => document.querySelector(selector).getBoundingClientRect());
return one.top >= other.bottom;
"""
PICTURE = ".shot-picture img"
LATEST = "return document.getElementById('latest').style.backgroundImage"
SLOW = """
window.late = window.setTimeout;  // by default no photo comes too late
window.setTimeout = (act, pause, ...more) => (pause === PHOTO_TAKES ? 0 : window.late(act, pause, ...more));
window.ImageCapture = class {
  takePhoto() { return new Promise((done) => { window.arrived = done; }); }
};
"""
ARRIVE = """
const bytes = Uint8Array.from(atob(arguments[0]), (each) => each.charCodeAt(0));
window.arrived(new Blob([bytes], { type: "image/jpeg" }));
"""
WIDTHS = f"return [...document.querySelectorAll('{PICTURE}')].map((each) => each.naturalWidth)"
MEASURE = """
const [content, done] = arguments;
const bytes = Uint8Array.from(atob(content), (each) => each.charCodeAt(0));
const limits = JSON.parse(document.getElementById("capture").dataset.limits);
pictureOf(new Blob([bytes], { type: "image/jpeg" }))
  .then((picture) => done(measured(pixelsOf(drawn(picture, ADVISED_SIDE)), limits)));
"""

IS_CUT = """
const [sample, outline, photo, done] = arguments;
const small = async (text) => {
  const bytes = Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
  const picture = await pictureOf(new Blob([bytes], { type: "image/jpeg" }));
  return averaged(channelsOf(pixelsOf(drawn(picture, ADVISED_SIDE))), LIGHT_SIDE);
};
(async () => {
  const genuine = await small(sample);
  const box = await boxOf(URL.createObjectURL(new Blob([outline], { type: "image/svg+xml" })), genuine);
  done(isCutOff(await small(photo), frameOf(genuine, box)));
})();
"""
# How far the outline is from the left, right, top and bottom of what the camera shows, in pixels.
AROUND_OUTLINE = """
const live = document.getElementById("live"), outline = document.getElementById("outline");
outline.hidden = false;
const [place, drawn] = [live, outline].map((one) => one.getBoundingClientRect());
const scale = Math.min(place.width / live.videoWidth, place.height / live.videoHeight);
const aside = (place.width - live.videoWidth * scale) / 2, above = (place.height - live.videoHeight * scale) / 2;
return [
  drawn.left - place.left - aside, place.right - aside - drawn.right,
  drawn.top - place.top - above, place.bottom - above - drawn.bottom,
];
"""
IMAGES = HERE.parent / "datasets" / "images"


@pytest.fixture
def with_camera(tmp_path: Path) -> Iterator[WithCamera]:
    """Open a window on a phone whose camera shows a picture."""
    if not is_installed():
        pytest.skip("chromium and chromedriver are not installed (apt-get install chromium chromium-driver)")
    opened: list[WebDriver] = []

    def open_(picture: bytes) -> WebDriver:
        film = tmp_path / f"film{len(opened)}.mjpeg"
        film.write_bytes(picture * 3)
        flags = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")
        profile = tmp_path / f"profile{len(opened)}"
        opened.append(open_window(profile, 360, 740, flags=(*flags, f"--use-file-for-fake-video-capture={film}")))
        return opened[-1]

    yield open_
    for window in opened:
        window.quit()


def jpeg(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=92)
    return buffer.getvalue()


def blurred(content: bytes) -> bytes:
    return jpeg(Image.open(io.BytesIO(content)).filter(ImageFilter.GaussianBlur(9)))


def twice_as_large(content: bytes) -> bytes:
    return jpeg(Image.open(io.BytesIO(content)).resize((1280, 960)))


def small_on_a_table(content: bytes) -> bytes:
    table = Image.new("RGB", (640, 480), (150, 140, 120))
    table.paste(Image.open(io.BytesIO(content)).resize((170, 128)), (220, 180))
    return jpeg(table)


def with_code() -> bytes:
    code = zxingcpp.write_barcode_to_image(zxingcpp.create_barcode(NUMBER, zxingcpp.BarcodeFormat.EAN13), scale=4)
    label = Image.new("RGB", (640, 480), (255, 255, 255))
    label.paste(Image.fromarray(np.array(code, dtype=np.uint8)), (100, 120))
    return jpeg(label)


def begin(window: WebDriver, service: Service, path: str = "/examine") -> None:
    """The page on which photos are taken, as a signed-in officer, with its camera on."""
    window.get(f"{service.base}/about")
    window.add_cookie({"name": COOKIE, "value": service.people.session("officer"), "httpOnly": True})
    window.get(f"{service.base}{path}")
    wait(window, lambda w: w.execute_script("return document.getElementById('live').videoWidth > 0"))
    wait(window, lambda w: find(w, "#shoot").is_displayed() and find(w, "#shoot").is_enabled())


def find(window: WebDriver, selector: str) -> WebElement:
    return window.find_element(By.CSS_SELECTOR, selector)


def wait(window: WebDriver, condition: Callable[[WebDriver], Any]) -> None:
    WebDriverWait(window, 20, 0.1).until(condition)


def words(window: WebDriver) -> list[str]:
    # In one call, as the list may be drawn again at any moment.
    shown = "return [...document.querySelectorAll('.shot-words')].map((each) => each.innerText)"
    found: list[str] = window.execute_script(shown)
    return found


def shoot(window: WebDriver) -> None:
    """Take one more photo."""
    taken = len(window.find_elements(By.CSS_SELECTOR, ".shot-picture img"))
    press(window, "#shoot")
    wait(window, lambda w: len(w.find_elements(By.CSS_SELECTOR, ".shot-picture img")) == taken + 1)
    wait(window, is_idle)


def is_idle(window: WebDriver) -> bool:
    """Whether the shutter can be pressed again."""
    return find(window, "#shoot").get_attribute("aria-disabled") != "true"


def test_from_the_camera_to_a_verdict_view_by_view(service: Service, with_camera: WithCamera) -> None:
    window = with_camera(GENUINE)
    with axe_in(window):
        begin(window, service)
    assert [*layout(window), *accessibility(window), *dark_accessibility(window)] == []
    assert not find(window, "#send").is_enabled()
    assert find(window, "#guidance").text == "Photograph the item."
    Select(find(window, "#product")).select_by_value("box")
    find(window, "#product").send_keys(Keys.TAB)
    assert window.switch_to.active_element.get_attribute("id") == "shoot"  # before files, codes and lists
    assert find(window, "#guidance").text == "Photograph: The front"
    shoot(window)
    assert not find(window, "#advice").is_displayed()
    assert find(window, "#guidance").text == "Photograph: The back"
    assert words(window) == ["Asked for: The front", "The back: missing"]
    shoot(window)
    check(window)
    press(window, "#send")
    wait(window, lambda w: "/examinations/e-" in w.current_url and w.find_elements(By.ID, "outcome"))
    assert find(window, "#outcome").text == "Consistent with genuine"
    shots = [shot.text for shot in window.find_elements(By.CSS_SELECTOR, ".shot h3 + p")]
    assert shots == ["The front", "The back"]


def test_a_photo_is_asked_for_again_four_times_at_most(service: Service, with_camera: WithCamera) -> None:
    window = with_camera(blurred(COUNTERFEIT))
    begin(window, service)
    for _ in range(4):
        shoot(window)
        assert find(window, "#advice-words").text == "Hold the phone still and tap on the label to focus."
        check(window)
        press(window, "#again")
        assert window.find_elements(By.CSS_SELECTOR, ".shot-picture img") == []
    shoot(window)
    assert not find(window, "#advice").is_displayed()
    assert find(window, "#send").is_enabled()


def test_after_four_requests_advice_comes_for_later_views_and_covers_no_picture(
    service: Service, with_camera: WithCamera
) -> None:
    window = with_camera(blurred(COUNTERFEIT))
    begin(window, service, "/examine?product=box")
    for _ in range(4):
        shoot(window)
        press(window, "#again")
    for view in ("The front", "The back"):
        wait(window, expected_conditions.text_to_be_present_in_element((By.ID, "guidance"), f"Photograph: {view}"))
        shoot(window)
        wait(window, lambda w: find(w, "#enough").text.startswith("Hold the phone still"))
        assert not find(window, "#advice").is_displayed()
        assert "ask the right holder or a colleague" in find(window, "#enough").text
        assert in_sight(window, "#guidance", "#live", "#enough", "#shoot", "#send")
        assert window.execute_script(BELOW, "#enough", ".finder")
        check(window)
    press(window, ".shot-view")
    assert not find(window, "#enough").is_displayed()


def test_the_shutter_takes_a_photo_again_that_was_advised_against(service: Service, with_camera: WithCamera) -> None:
    window = with_camera(blurred(COUNTERFEIT))
    begin(window, service, "/examine?product=box")
    shoot(window)
    for _ in range(2):
        assert in_sight(window, "#guidance", "#live", "#shoot", "#latest", "#count")
        assert in_sight(window, "#advice-words", "#again", "#anyway")
        assert find(window, "#guidance").text == "Photograph: The front"
        assert find(window, "#count").text in {"1 of 8 photos.", REPLACED}
        assert words(window) == ["Asked for: The front", "The back: missing"]
        assert find(window, ".shot-doubt").text == "Better take this photo again."
        shoot_again(window)
        assert find(window, "#count").text == REPLACED
    find(window, "#anyway").click()
    assert find(window, "#guidance").text == "Photograph: The back"
    assert not find(window, ".shot-doubt").is_displayed()
    for _ in range(2):
        shoot_again(window)
    assert find(window, "#enough").is_displayed()  # four requests for this item
    press(window, "#new-item")
    wait(window, lambda w: not w.find_elements(By.CSS_SELECTOR, PICTURE))
    assert find(window, "#guidance").text == "Photograph: The front"
    shoot(window)
    assert find(window, "#advice").is_displayed()
    assert "2 photos" in find(window, "#waiting-list").text


def test_what_is_needed_for_a_photo_is_in_sight_as_the_page_opens(service: Service, with_camera: WithCamera) -> None:
    window = with_camera(GENUINE)
    begin(window, service)
    for size, language in itertools.product([(360, 740), (1280, 900)], ["en", "ja", "ar", "th"]):
        set_size(window, *size)
        window.delete_cookie(LANGUAGE_COOKIE)
        window.add_cookie({"name": LANGUAGE_COOKIE, "value": language})
        window.get(f"{service.base}/examine?product=box")
        wait(window, lambda w: find(w, "#shoot").is_displayed() and find(w, "#shoot").is_enabled())
        assert window.execute_script("return scrollY") == 0
        assert in_sight(window, "#guidance", "#live", "#shoot", "#send"), (size, language)


def upright(content: bytes) -> bytes:
    return jpeg(Image.open(io.BytesIO(content)).convert("RGB").resize((480, 640)))


@pytest.mark.parametrize("film", [GENUINE, upright(GENUINE)], ids=["sideways", "upright"])
def test_the_outline_lies_on_what_the_camera_shows(service: Service, with_camera: WithCamera, film: bytes) -> None:
    window = with_camera(film)
    begin(window, service, "/examine?product=box")
    left, right, top, bottom = window.execute_script(AROUND_OUTLINE)
    assert min(left, top) >= 0
    assert (left, top) == (pytest.approx(right, abs=1), pytest.approx(bottom, abs=1))


def shoot_again(window: WebDriver) -> None:
    """Press the shutter, until there is another photo."""
    last = window.execute_script(LATEST)
    find(window, "#shoot").click()
    wait(window, lambda w: w.execute_script(LATEST) != last)
    wait(window, is_idle)


def test_the_shutter_says_that_a_photo_is_being_taken_and_the_advice_is_on_that_photo(
    service: Service, with_camera: WithCamera
) -> None:
    window = with_camera(blurred(GENUINE))
    begin(window, service, "/examine?product=box")
    window.execute_script(SLOW)
    find(window, "#shoot").click()
    assert find(window, "#advice-words").is_displayed()  # at once, of what the camera shows
    assert not find(window, "#again").is_displayed()
    for _ in range(2):
        assert (find(window, "#shoot").text, find(window, "#guidance").text) == ("Hold still", "Hold still")
        assert not is_idle(window)
        assert window.switch_to.active_element.get_attribute("id") == "shoot"
        find(window, "#shoot").click()
    check(window)
    window.execute_script(ARRIVE, base64.b64encode(twice_as_large(GENUINE)).decode())
    wait(window, is_idle)
    assert not find(window, "#advice").is_displayed()
    assert window.execute_script(WIDTHS) == [1280]
    assert words(window) == ["Asked for: The front", "The back: missing"]
    assert find(window, "#guidance").text == "Photograph: The back"
    assert find(window, "#shoot").text == "Take the photo"


def test_a_photo_that_came_too_late_or_of_something_else_is_what_was_seen_at_the_press(
    service: Service, with_camera: WithCamera
) -> None:
    window = with_camera(GENUINE)
    begin(window, service, "/examine?product=box")
    window.execute_script(SLOW)
    find(window, "#shoot").click()
    window.execute_script(ARRIVE, base64.b64encode(twice_as_large(with_code())).decode())
    wait(window, is_idle)
    assert window.execute_script(WIDTHS) == [640]
    window.execute_script("window.setTimeout = window.late")
    find(window, "#shoot").click()  # of which no photo comes
    press(window, "#send")
    wait(window, lambda w: w.find_elements(By.ID, "outcome"))
    shots = [shot.text for shot in window.find_elements(By.CSS_SELECTOR, ".shot h3 + p")]
    assert shots == ["The front", "The back"]


def test_an_item_that_is_too_far_away_is_used_anyway(service: Service, with_camera: WithCamera) -> None:
    window = with_camera(small_on_a_table(GENUINE))
    begin(window, service)
    shoot(window)
    assert "Go closer: the item should fill the picture." in find(window, "#advice-words").text
    press(window, "#anyway")
    assert not find(window, "#advice").is_displayed()
    assert len(window.find_elements(By.CSS_SELECTOR, ".shot-picture img")) == 1


def test_a_code_before_the_camera_chooses_the_product(service: Service, with_camera: WithCamera) -> None:
    window = with_camera(with_code())
    begin(window, service)
    press(window, "#scan")
    wait(window, lambda w: NUMBER in find(w, "#product-found").text)  # no sheet has it
    window.execute_script(
        "window.productsOf = async (code) => ({ codes: [], products: code === arguments[0] ? [{ id: 'box' }] : [] })",
        NUMBER,
    )
    press(window, "#scan")
    wait(window, lambda w: Select(find(w, "#product")).first_selected_option.get_attribute("value") == "box")
    found = find(window, "#product-found").text  # other tests may have put an alert on the product
    assert (found.startswith("Acme box"), found.endswith(", by its code")) == (True, True)
    loaded = window.execute_script("return performance.getEntriesByType('resource').map((each) => each.name)")
    assert all(each.startswith(service.base) for each in loaded)
    console: list[dict[str, str]] = window.get_log("browser")  # type: ignore[no-untyped-call]
    assert [entry for entry in console if entry["level"] == "SEVERE" and entry["source"] != "network"] == []


def test_without_a_camera_photos_come_from_files(
    service: Service, open_browser: Callable[..., WebDriver], tmp_path: Path
) -> None:
    (tmp_path / "a.jpg").write_bytes(COUNTERFEIT)
    window = open_browser(360, 740)
    window.get(f"{service.base}/about")
    window.add_cookie({"name": COOKIE, "value": service.people.session("officer"), "httpOnly": True})
    window.get(f"{service.base}/examine?product=box")
    wait(window, lambda w: "The camera can't be used here." in find(w, "#guidance").text)
    check(window)
    wait(window, lambda w: find(w, "#files").is_enabled())
    assert in_sight(window, "#guidance", "label[for=files]", "#send")
    find(window, "#files").send_keys(str(tmp_path / "a.jpg"))
    wait(window, lambda w: find(w, "#send").is_enabled())
    assert in_sight(window, "#guidance", "label[for=files]", "#latest", "#count", "#send")
    press(window, "#send")
    wait(window, lambda w: w.find_elements(By.ID, "outcome"))
    assert find(window, "#outcome").text == "Suspected counterfeit"


def test_it_is_said_that_not_all_chosen_files_fit(
    service: Service, open_browser: Callable[..., WebDriver], tmp_path: Path
) -> None:
    paths = [tmp_path / f"{number}.jpg" for number in range(10)]
    for number, path in enumerate(paths):
        path.write_bytes(photo(seed=number))
    window = open_browser(360, 740)
    window.get(f"{service.base}/about")
    window.add_cookie({"name": COOKIE, "value": service.people.session("officer"), "httpOnly": True})
    window.get(f"{service.base}/examine?product=box")
    wait(window, lambda w: find(w, "#files").is_enabled())
    find(window, "#files").send_keys("\n".join(map(str, paths)))
    wait(window, lambda w: "At most 8 photos." in find(w, "#error").text)
    assert sum(each.startswith("Photo") for each in words(window)) == 8


@pytest.mark.parametrize("language", ["en", "ja", "ar"])
@pytest.mark.parametrize("size", [(360, 740), (1280, 900)], ids=["phone", "desk"])
def test_the_page_fits_and_can_be_read_in_both_themes(
    service: Service, open_browser: Callable[..., WebDriver], language: str, size: tuple[int, int]
) -> None:
    window = open_browser(*size)
    window.get(f"{service.base}/about")
    window.add_cookie({"name": COOKIE, "value": service.people.session("officer"), "httpOnly": True})
    window.add_cookie({"name": LANGUAGE_COOKIE, "value": language})
    with axe_in(window):
        window.get(f"{service.base}/examine?product=box")
        wait(window, lambda w: len(w.find_elements(By.CSS_SELECTOR, ".shot-view")) == 2)
        assert [*layout(window), *accessibility(window), *dark_accessibility(window)] == []


@pytest.mark.parametrize(
    "content",
    [GENUINE, blurred(GENUINE), photo((12, 14, 12)), photo((90, 140, 90), (900, 1200))],
    ids=["sharp", "blurred", "dark", "upright"],
)
def test_the_device_measures_what_the_service_does(
    service: Service, open_browser: Callable[..., WebDriver], content: bytes
) -> None:
    window = open_browser(360, 740)
    window.get(f"{service.base}/about")
    window.add_cookie({"name": COOKIE, "value": service.people.session("officer"), "httpOnly": True})
    window.get(f"{service.base}/examine")
    found = window.execute_async_script(MEASURE, base64.b64encode(content).decode())
    quality = assess(read_picture(content, longest_side=672), QualityLimits())
    assert found["sharpness"] == pytest.approx(quality.sharpness, abs=0.08)
    assert found["exposure"] == pytest.approx(quality.exposure, abs=0.02)
    assert found["glare"] == pytest.approx(quality.glare, abs=0.02)


def test_an_item_is_cut_off_only_where_its_genuine_picture_says_so(
    service: Service, open_browser: Callable[..., WebDriver]
) -> None:
    window = open_browser(360, 740)
    window.get(f"{service.base}/about")
    window.add_cookie({"name": COOKIE, "value": service.people.session("officer"), "httpOnly": True})
    window.get(f"{service.base}/examine")
    wait(window, lambda w: w.execute_script("return typeof isCutOff !== 'undefined'"))
    sample = (IMAGES / "asterun-label-028dcf3e-tag.jpg").read_bytes()
    outline = outline_of(read_picture(sample, longest_side=2 * SIDE).pixels)
    assert outline is not None
    with Image.open(IMAGES / "asterun-label-05a9cbb2-tag.jpg") as photo:
        width, height = photo.size
        whole, half = jpeg(photo), jpeg(photo.crop((0, 0, width // 2, height)))

    def is_cut(content: bytes) -> bool:
        given = (base64.b64encode(each).decode() for each in (sample, content))
        picture, shown = given
        return bool(window.execute_async_script(IS_CUT, picture, svg_of(outline), shown))

    assert [is_cut(each) for each in (whole, half, GENUINE)] == [False, True, False]
