"""How pages look: in every language within a phone's width, to everyone legible, in both themes and on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from serve.accounts.guard import COOKIE
from serve.platform import translations
from serve.platform.languages import language_for
from serve.platform.reader import LANGUAGE_COOKIE
from serve.platform.translations import catalogue_of, tags
from serve.releases.service import Releases
from tests.browser.chromium import set_size
from tests.browser.examining_pages import (
    DARK,
    LIGHT,
    accessibility,
    axe_in,
    dark_accessibility,
    hidden_focus,
    layout,
    set_theme,
)
from tests.serve.alerting import alert_on, known_on
from tests.serve.clearing import clearance_on, taught_on
from tests.serve.coursing import course_pages
from tests.serve.frozen import set_on
from tests.serve.planning import demo_on, lesson_on, shown_on
from tests.serve.resulting import results_on
from tests.serve.seizing import seized_on
from tests.serve.tiny_release import GENUINE
from tests.serve.trying import blocked_on
from tests.serve.world import Dossier, World, new_photo, signing_certificate_on
from translating import pseudo

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from selenium.webdriver.chrome.webdriver import WebDriver

    from tests.browser.chromium import Browsers
    from tests.serve.running import Service

    Pages = Mapping[str, tuple[str, ...]]

pytestmark = pytest.mark.browser
PAGES = {
    "visitor": (
        *("/signing-certificates", "/signing-certificates/{fingerprint}"),
        *("/components", "/sign-in", "/about", "/certificates", "/certificates/{code}", "/problems/busy", "/join"),
        *("/offline", "/sign-in/forgotten", "/sign-in/reset?token=x"),
    ),
    "officer": (
        *("/", "/examine", "/examinations", "/account", "/examinations/{examination_id}", "/examinations/{loose}/case"),
        *("/deadlines", "/procedures/{procedure_id}", "/procedures/{concluded_id}"),
        *("/cases", "/cases/new", "/cases/{case_id}", "/cases/{case_id}/export", "/enquiries/{enquiry_id}"),
        "/response-times",
        *("/alerts", "/alerts/{alert_id}", "/account/notices", "/account/notices/confirm?token=x"),
        *("/account/factors", "/data-protection"),
        *("/guide", "/guide/codes", "/guide/products/box", "/examinations/{undecided_id}/decision"),
        *("/cases/{case_id}/items/{item_id}/photos", "/cases/{case_id}/items/{item_id}/enquiries/new"),
        *("/cases/{case_id}/record", "/cases/{case_id}/goods/{line_id}", "/cases/{case_id}/persons"),
        *("/courses", "/courses/{course_id}", "/courses/{course_id}/lessons/box", "/courses/{course_id}/practice"),
        *("/courses/{course_id}/answers/{answer_id}", "/courses/{course_id}/warm-up"),
        *("/courses/{course_id}/warm-up?end=1", "/courses/{course_id}/tests/{test_id}"),
        *("/courses/{course_id}/tests/{ended_id}", "/own-certificates"),
    ),
    "senior_officer": ("/opinions/{opinion_id}", "/opinions", "/work", "/shift"),
    "trainer": (
        *("/practice", "/practice/new", "/practice/{practice_id}", "/practice/{revealed_id}"),
        *("/teaching", "/teaching/box", "/teaching/box/points/logo", "/teaching/box/points/seal"),
        *("/seminars", "/seminars/new", "/seminars/{seminar_id}", "/seminars/{seminar_id}/slots/new"),
        *("/seminars/{seminar_id}/agenda", "/seminars/slots/{slot_id}", "/seminars/slots/{slot_id}/edit"),
        *("/sittings", "/sittings/{sitting_id}", "/seminar-results", "/seminars/{results_id}/results"),
        *("/sittings/{demo_id}", "/sittings/{demo_id}/demo"),
        *("/courses/{course_id}/offer", "/courses/new"),
    ),
    "organiser": ("/seminars/new",),
    "reviewer": (
        *("/overview", "/allowance", "/enquiries", "/enquiries/{enquiry_id}", "/enquiry-contacts"),
        *("/alerts", "/alerts/new?product=box", "/alerts/{alert_id}"),
        *("/clearances", "/clearances/new?product=box", "/clearances/{clearance_id}"),
        *("/seminar-slots", "/seminar-slots/{slot_id}"),
    ),
    "contributor": (
        *("/sheets", "/sheets/new", "/sheets/import", "/sheets/{sheet_id}", "/sheets/{sheet_id}/preview"),
        *(
            "/sheets/{sheet_id}/about",
            "/sheets/{sheet_id}/views",
            "/sheets/{sheet_id}/trade",
            "/sheets/{sheet_id}/points/2",
        ),
        *("/sheets/{sheet_id}/history", "/jobs", "/jobs/{job_id}"),
        *("/contributions", "/contributions/new", "/contributions/{contribution_id}"),
        *("/contributions/{contribution_id}/images/1", "/contributions/corrections/{returned_id}"),
        *("/contributions/{returned_from}", "/contributions/{returned_from}/images/1"),
    ),
    "curator": ("/review?state=disputed", "/review/{entry_id}", "/review/{entry_id}/proposal"),
    "administrator": (
        *("/people", "/people/first-officer", "/units", "/people-import", "/organisations/{organisation_id}/details"),
        *("/organisations/second-factor", "/service-accounts", "/confirmations", "/statistics", "/examining-rules"),
        "/audit",
        *("/releases", "/releases/{release_id}", "/releases/{blocked_id}", "/releases/{blocked_id}/activate"),
        *("/releases/roll-back", "/datasets", "/datasets/{set_id}", "/datasets/gold", "/datasets/gold/candidates"),
    ),
}
NARROWEST = {
    "visitor": ("/sign-in", "/components"),
    "officer": ("/", "/examine", "/cases/{case_id}", "/examinations/{examination_id}", "/cases"),
}
PSEUDO = "pseudo"
# From right to left and longer than any language, and in lines without spaces.
EVERY_PAGE = (PSEUDO, "ja")
OTHERS = (PSEUDO, *(tag for tag in tags() if tag != "en"))
PLANTED = """
const main = document.getElementById("main");
main.insertAdjacentHTML("afterbegin", `<img src="/static/icon.svg"><a href="/x" class="low">x</a>
  <div class="wide">y</div><p class="faint">faint</p><p class="cut">a_long_word_that_is_cut_off</p>
  <table class="wide"><tr><td>z</td></tr></table>`);
const rules = `.low { display: block; height: 20px } .wide { width: 400px } .faint { color: #777; background: #888 }
  .cut { width: 30px; overflow: hidden; overflow-wrap: normal } .top { height: 100px }
  .bar { inset-block-end: -90px !important }`;
const sheet = new CSSStyleSheet();
sheet.replaceSync(rules);
document.adoptedStyleSheets = [sheet];
"""
NAMED = """
for (const e of document.querySelectorAll("table th[scope=row]"))
  e.textContent = "Asterun running shirt, autumn 2026, label";
"""
NO_WORKER = "Object.defineProperty(Navigator.prototype, 'serviceWorker', { value: undefined });"
PHONE, DESK = (360, 740), (1280, 900)


@pytest.fixture(scope="module")
def window(browsers: Browsers) -> WebDriver:
    """One tab for all pages, without a service worker.

    The pseudo-language changes what a worker keeps, so that it is replaced while pages are opened; a Chromium then
    sometimes never opens one (decision 0070).
    """
    opened = browsers.window(*PHONE)
    opened.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": NO_WORKER})
    set_theme(opened, LIGHT)
    return opened


@pytest.fixture(scope="module")
def made(service: Service, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The ids of a case with everything, of an examination without a case, and of a release that may not be used."""
    dossier: Dossier = World(service).dossier()
    loose = service.examine(GENUINE, product="box").headers["location"].rpartition("/")[2]
    release = service.parts[Releases].active.examiner.release.id
    ids = {"sheet_id": World(service).sheet("acme"), "job_id": World(service).job(), "set_id": set_on(service)}
    ids |= {"release_id": release, "entry_id": World(service).entry(), "contribution_id": World(service).contribution()}
    ids["returned_from"], ids["returned_id"] = World(service).returned()
    ids["undecided_id"] = World(service).undecided()
    ids["line_id"] = seized_on(service.as_("officer"), dossier.case_id, dossier.item_id)
    World(service).case_person(dossier.case_id)
    ids |= World(service).procedures()
    ids["fingerprint"] = signing_certificate_on(service)
    ids |= {"practice_id": World(service).practice(), "revealed_id": World(service).practice(is_revealed=True)}
    known_on(service)
    ids["blocked_id"] = blocked_on(service, tmp_path_factory.mktemp("blocked"), loose)
    ids["clearance_id"] = clearance_on(service)
    taught_on(service, "first", "logo", "seal", view="front")
    ids |= {"clearance_id": clearance_on(service), **lesson_on(service)}
    ids |= {"sitting_id": shown_on(service), "demo_id": demo_on(service)}
    ids |= course_pages(service)._asdict()
    ids["results_id"] = results_on(service)
    ids["organisation_id"] = service.people.agencies["first"].id
    return {**vars(dossier), "loose": loose, **ids, "alert_id": alert_on(service)}


@pytest.fixture(scope="module")
def pseudo_catalogues(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of catalogues with the pseudo-language alone."""
    folder = tmp_path_factory.mktemp("locale")
    pseudo.write(folder)
    return folder


@pytest.fixture
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    """The tag of a language; the pseudo-language takes the place of Arabic."""
    if request.param != PSEUDO:
        yield request.param
        return
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(translations, "FOLDER", request.getfixturevalue("pseudo_catalogues"))
        _forget()
        yield pseudo.TAG
    _forget()


def _forget() -> None:
    for each in (catalogue_of, tags, language_for):
        each.cache_clear()


def sign_in(window: WebDriver, service: Service, role: str, language: str, agency: str = "first") -> None:
    """Become a person with this role, or a visitor, who reads this language; an agency's people are of this one."""
    window.get(f"{service.base}/healthz")  # a cookie is set where one is, and no page sees another person come
    window.delete_all_cookies()
    window.add_cookie({"name": LANGUAGE_COOKIE, "value": language})
    if role != "visitor":
        window.add_cookie({"name": COOKIE, "value": service.people.session(role, agency), "httpOnly": True})


def opened(
    window: WebDriver, service: Service, made: dict[str, str], language: str, pages: Pages
) -> Iterator[tuple[str, str]]:
    """Open each of these pages on a phone: who reads it, and its path."""
    set_size(window, *PHONE)
    for role, paths in pages.items():
        sign_in(window, service, role, language)
        for path in paths:
            window.get(service.base + path.format(**made))
            assert window.execute_script("return document.documentElement.lang") == language
            yield role, path


def test_pages_fit_a_phone_can_be_reached_and_read(window: WebDriver, service: Service, made: dict[str, str]) -> None:
    """What axe finds depends on no language: no translation is empty (`translating check`), nothing scrolls aside."""
    looks = (layout, accessibility, dark_accessibility)
    with axe_in(window):
        every = opened(window, service, made, "en", PAGES)
        faults = {where: [fault for look in looks for fault in look(window)] for where in every}
    assert {where: found for where, found in faults.items() if found} == {}


@pytest.mark.parametrize(
    ("language", "pages"),
    [(tag, PAGES if tag in EVERY_PAGE else NARROWEST) for tag in OTHERS],
    indirect=["language"],
    ids=OTHERS,
)
def test_pages_fit_a_phone_in_the_other_languages(
    window: WebDriver, service: Service, made: dict[str, str], language: str, pages: Pages
) -> None:
    faults = {where: layout(window) for where in opened(window, service, made, language, pages)}
    assert {where: found for where, found in faults.items() if found} == {}


@pytest.mark.parametrize("language", [*tags(), PSEUDO], indirect=True)
def test_the_menu_is_laid_out_in_one_line_on_a_desk(window: WebDriver, service: Service, language: str) -> None:
    set_size(window, *DESK)
    for role in ("officer", "administrator"):
        sign_in(window, service, role, language)
        window.get(f"{service.base}/about")
        assert layout(window) == []
        entry = window.find_element(By.CSS_SELECTOR, ".menu a[href='/about']")
        assert window.execute_script("return arguments[0].checkVisibility()", entry)


@pytest.mark.parametrize("language", ["en", *EVERY_PAGE], indirect=True)
def test_tables_fit_a_desk_with_the_names_of_real_products(
    window: WebDriver, service: Service, made: dict[str, str], language: str
) -> None:
    faults = {}
    set_size(window, *DESK)
    sign_in(window, service, "administrator", language)
    for path in (
        "/datasets/gold",
        "/datasets/{set_id}",
        "/releases/{release_id}",
        "/releases/{blocked_id}",
        "/components",
    ):
        window.get(service.base + path.format(**made))
        window.execute_script(NAMED)
        faults[path] = layout(window)
    assert {path: found for path, found in faults.items() if found} == {}


def test_faults_are_found_where_there_are_some(window: WebDriver, service: Service) -> None:
    set_size(window, *PHONE)
    sign_in(window, service, "visitor", "en")
    with axe_in(window):
        window.get(f"{service.base}/about")
    window.execute_script(PLANTED)
    assert {fault.partition(":")[0] for fault in layout(window)} == {
        *(
            "wider than the screen",
            "too low to touch",
            "cut off",
            "over its border",
            "the header has two lines",
            "the next step is out of sight",
        )
    }
    findings = accessibility(window) + dark_accessibility(window)
    found = {fault.rpartition(": <")[0] or fault.partition(":")[0] for fault in findings}
    assert {"image-alt", "color-contrast"} <= found
    assert any(each.startswith("dark: color-contrast") for each in found)


def test_what_has_the_focus_is_not_under_the_bar(window: WebDriver, service: Service, made: dict[str, str]) -> None:
    set_size(window, *PHONE)
    sign_in(window, service, "officer", "en")
    for path in ("/", "/cases/{case_id}", "/examinations/{examination_id}"):
        window.get(service.base + path.format(**made))
        assert hidden_focus(window) == []


def test_the_menu_opens_without_a_script_by_its_name(window: WebDriver, service: Service) -> None:
    set_size(window, *PHONE)
    sign_in(window, service, "officer", "en")
    window.get(f"{service.base}/cases")
    entry = window.find_element(By.CSS_SELECTOR, ".menu a[href='/enquiries']")
    assert not window.execute_script("return arguments[0].checkVisibility()", entry)
    window.find_element(By.CSS_SELECTOR, ".menu summary").click()
    entry.click()
    assert window.current_url == f"{service.base}/enquiries"


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("name", ["menu", "languages"])
def test_a_menu_closes_on_a_tap_elsewhere_and_on_escape(
    window: WebDriver, service: Service, size: tuple[int, int], name: str
) -> None:
    set_size(window, *size)
    sign_in(window, service, "officer", "en")
    window.get(f"{service.base}/about")
    opens = window.find_element(By.CSS_SELECTOR, f".{name} summary")

    def is_open() -> bool:
        return bool(window.execute_script("return arguments[0].parentElement.open", opens))

    opens.click()
    assert is_open()
    window.find_element(By.CSS_SELECTOR, ".bottom p").click()
    assert not is_open()
    opens.click()
    window.switch_to.active_element.send_keys(Keys.TAB, Keys.ESCAPE)
    assert not is_open()
    assert window.switch_to.active_element == opens


def test_the_other_menu_opens_in_one_tap(window: WebDriver, service: Service) -> None:
    set_size(window, *DESK)
    sign_in(window, service, "officer", "en")
    window.get(f"{service.base}/about")
    for name in ("menu", "languages", "menu"):
        window.find_element(By.CSS_SELECTOR, f".{name} summary").click()
        opened = window.find_elements(By.CSS_SELECTOR, ".top details[open]")
        assert [each.get_attribute("class") for each in opened] == [name]


def test_paper_is_black_on_white_with_the_verdict_and_its_bound(
    window: WebDriver, service: Service, made: dict[str, str]
) -> None:
    set_size(window, *DESK)
    sign_in(window, service, "officer", "en")
    set_theme(window, DARK, media="print")
    window.get(f"{service.base}/examinations/{made['examination_id']}")
    colours = "const s = getComputedStyle(document.body); return [s.color, s.backgroundColor]"
    assert window.execute_script(colours) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    shown = window.find_element(By.TAG_NAME, "body").text
    set_theme(window, LIGHT)
    assert "Suspected counterfeit" in shown
    assert "at most" in shown
    assert f"/examinations/{made['examination_id']}" in shown
    assert "Menu" not in shown
    assert "Put it into a new case" not in shown


@pytest.mark.usefixtures("made")
def test_all_items_of_a_page_are_ticked_at_once_and_keys_are_those_of_its_buttons(
    window: WebDriver, service: Service
) -> None:
    sign_in(window, service, "curator", "en")
    window.get(f"{service.base}/review?state=disputed")
    ticks = window.find_elements(By.NAME, "entries")
    for is_ticked in (True, False):
        window.execute_script("arguments[0].click()", window.find_element(By.CSS_SELECTOR, "[data-tick-all]"))
        assert {tick.is_selected() for tick in ticks} == {is_ticked}
        counted = window.find_element(By.CSS_SELECTOR, "[data-ticked]").text
        assert counted.startswith(f"Ticked entries: {len(ticks)}.") if is_ticked else not counted
    offered = {button.get_attribute("value") for button in window.find_elements(By.NAME, "do")}
    keys = window.find_element(By.CSS_SELECTOR, "[data-keys]").text
    assert offered == {"send_back", "quarantine"}
    assert ("key S" in keys, "key Q" in keys, "key A" in keys) == (True, True, False)


def test_pictures_of_an_alert_are_sent_as_soon_as_they_are_chosen(
    window: WebDriver, service: Service, tmp_path: Path
) -> None:
    paths = [tmp_path / name for name in ("seal.jpg", "box.jpg")]
    for path in paths:
        path.write_bytes(new_photo())
    set_size(window, *PHONE)
    sign_in(window, service, "reviewer", "en")
    window.get(f"{service.base}/alerts/new?product=box")
    window.find_element(By.CSS_SELECTOR, "#pick input").send_keys("\n".join(map(str, paths)))
    wait = WebDriverWait(window, 60, 0.1)
    wait.until(lambda window: len(window.find_elements(By.CSS_SELECTOR, "#pictures .preview")) == len(paths))
    window.find_element(By.ID, "title").send_keys("A new seal")
    window.find_element(By.ID, "text").send_keys("It has no number.")
    window.execute_script("arguments[0].click()", window.find_element(By.CSS_SELECTOR, "#pictures [name=dropped]"))
    window.execute_script("arguments[0].click()", window.find_element(By.CSS_SELECTOR, ".bar button"))
    wait.until(lambda window: window.find_elements(By.NAME, "shown"))
    picture = window.find_element(By.CSS_SELECTOR, "main .photos img")
    assert len(window.find_elements(By.CSS_SELECTOR, "main .photos img")) == 1  # the other one was left out
    window.execute_script("arguments[0].scrollIntoView()", picture)
    wait.until(lambda window: window.execute_script("return arguments[0].naturalWidth", picture) > 0)
