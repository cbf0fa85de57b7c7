"""A product sheet that was read can be read without a connection: by the same person, for a day, until withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.examining_pages import accessibility, axe_in, dark_accessibility, layout
from tests.browser.test_queue import FAST, KEY, NOWHERE, SHEETS, find, in_sight, open_as, press, wait
from tests.flaky_proxy import flaky_proxy
from tests.serve.sheets import published
from tests.serve.world import made

if TYPE_CHECKING:
    from collections.abc import Callable

    from selenium.webdriver.chrome.webdriver import WebDriver

    from tests.flaky_proxy import FlakyProxy
    from tests.serve.running import Service

    Open = Callable[..., WebDriver]

pytestmark = pytest.mark.browser
STORED = """
const done = arguments[0];
const text = ({ data }) => new TextDecoder("latin1").decode(data);
idbKeyval.values(SHEET_STORE).then((all) => done(all.map(text).join("")));
"""
WIDTHS = "return [...document.querySelectorAll('#kept-sheets .pair img')].map((each) => each.naturalWidth > 100)"
LEFT = """
const done = arguments[0];
if (typeof idbKeyval === "undefined") done(-1);
else idbKeyval.keys(idbKeyval.createStore("shingan-sheets", "entries")).then((names) => done(names.length));
"""
ASKED = """
const asked = performance.getEntriesByType("resource").map(({ name }) => new URL(name));
return asked.filter(({ pathname }) => pathname.startsWith("/v1/")).map(({ pathname, search }) => pathname + search);
"""
A_DAY_LATER = """
const now = Date.now(), done = arguments[0];
Date.now = () => now + 25 * 3600 * 1000;
showKeptSheets().then(() => idbKeyval.keys(SHEET_STORE)).then((names) => done(names.length));
"""


def test_a_sheet_that_was_read_is_there_without_a_connection(service: Service, open_browser: Open) -> None:
    product = "kept-parcel"
    sheet_id = published(service.as_("contributor"), service.as_("reviewer"), product)
    window = open_browser(360, 740)
    port = int(service.base.rpartition(":")[2])
    with flaky_proxy(port, FAST, 0) as proxy, axe_in(window):
        base = f"http://127.0.0.1:{proxy.port}"
        open_as(window, service, base)
        window.get(f"{base}/")  # which has the browser keep what it needs
        window.execute_async_script("navigator.serviceWorker.ready.then(() => arguments[0]())")
        read(window, base, product)
        assert "rays" not in window.execute_async_script(STORED)
        cut(proxy)
        window.get(f"{base}/guide/products/{product}")
        assert find(window, "h1").text == "No connection"
        wait(window, lambda w: find(w, "#kept-list .point").is_displayed())  # the one that was wanted is open
        assert in_sight(window, "#kept-heading", "#kept-list details[open] summary")  # before the camera
        assert "six rays" in find(window, "#kept-list .told").text
        wait(window, lambda w: w.execute_script(WIDTHS) == [True] * 4)
        assert [*layout(window), *accessibility(window), *dark_accessibility(window)] == []
        assert window.execute_async_script(A_DAY_LATER) == 0
        assert not find(window, "#kept-sheets").is_displayed()
        mend(proxy, port)
        read(window, base, product)
        made(service.as_("reviewer").post(f"/v1/sheets/{sheet_id}/withdraw"))
        window.get(f"{base}/examine")
        wait(window, lambda w: w.execute_async_script(SHEETS) == 0)


@pytest.mark.parametrize("path", ["/work", "/guide/products/{product}"])
def test_a_sheet_that_was_withdrawn_goes_from_each_page(service: Service, open_browser: Open, path: str) -> None:
    product = f"gone-{len(path)}"
    sheet_id = published(service.as_("contributor"), service.as_("reviewer"), product)
    window = open_browser(360, 740)
    open_as(window, service, service.base)
    read(window, service.base, product)
    made(service.as_("reviewer").post(f"/v1/sheets/{sheet_id}/withdraw"))
    if path == "/work":
        asked_before(window, service, 16_000)
    window.get(service.base + path.format(product=product))
    wait(window, lambda w: w.execute_async_script(LEFT) == 0)


def test_what_is_kept_and_has_not_changed_costs_one_small_call(service: Service, open_browser: Open) -> None:
    product = "kept-same"
    published(service.as_("contributor"), service.as_("reviewer"), product)
    window = open_browser(360, 740)
    open_as(window, service, service.base)
    read(window, service.base, product)
    asked_before(window, service, 16_000)
    window.get(f"{service.base}/work")
    wait(window, lambda w: w.execute_script("return Date.now() - localStorage['shingan-sheets-asked'] < 15000"))
    assert window.execute_script(ASKED) == [f"/v1/catalogue/states?product={product}"]
    assert window.execute_async_script(LEFT) == 1


def test_another_person_at_the_same_phone_finds_no_sheet(service: Service, open_browser: Open) -> None:
    window = open_browser(360, 740)
    open_as(window, service, service.base)
    read(window, service.base, "box")
    window.get(f"{service.base}/account")
    press(window, "form[action='/sign-out'] button")
    wait(window, lambda w: "signed_out" in w.current_url)
    open_as(window, service, service.base, "trainer")
    assert window.execute_async_script(SHEETS) == 0
    read(window, service.base, "box")
    open_as(window, service, service.base)  # though the trainer did not sign out
    assert window.execute_async_script(SHEETS) == 0


def test_the_sheets_of_who_examines_nothing_are_not_kept(service: Service) -> None:
    for role, is_kept in (("officer", True), ("contributor", False)):
        page = service.as_(role).get("/guide/products/box", headers={"accept": "text/html"}).text
        assert ("/sheet.js" in page) == is_kept


def read(window: WebDriver, base: str, product: str) -> None:
    """Read a product sheet in the guide, until it is kept."""
    window.get(f"{base}/guide/products/{product}")
    wait(window, lambda w: w.execute_async_script(KEY))
    wait(window, lambda w: w.execute_async_script(SHEETS) == 1)


def asked_before(window: WebDriver, service: Service, milliseconds: int) -> None:
    """Have sheets asked for so long ago, once the page that reads one is left."""
    window.get(f"{service.base}/about")
    window.execute_script("localStorage['shingan-sheets-asked'] = Date.now() - arguments[0]", milliseconds)


def cut(proxy: FlakyProxy) -> None:
    proxy.target = NOWHERE
    proxy.change(FAST, 0)


def mend(proxy: FlakyProxy, port: int) -> None:
    proxy.target = port
    proxy.change(FAST, 0)
