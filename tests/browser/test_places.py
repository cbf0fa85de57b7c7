"""Photos that are taken for a case: they get into its item, or become a new one, and never into another case."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from selenium.webdriver.common.by import By

from serve.accounts.permissions import Role
from serve.platform.reader import LANGUAGE_COOKIE
from tests.browser.test_page import check
from tests.browser.test_queue import FAST, KEY, NOWHERE, PICTURES, find, open_as, pick, press, wait
from tests.flaky_proxy import flaky_proxy
from tests.serve.casework import Officer
from tests.serve.clearing import new_agency
from tests.serve.tiny_release import GENUINE, as_new

if TYPE_CHECKING:
    from selenium.webdriver.chrome.webdriver import WebDriver

    from tests.browser.test_queue import Open
    from tests.serve.running import Service

pytestmark = pytest.mark.browser


@pytest.fixture
def photo(tmp_path: Path) -> str:
    path = tmp_path / "photo.jpg"
    path.write_bytes(as_new(GENUINE))
    return str(path)


def open_page(window: WebDriver, address: str) -> None:
    window.get(address)
    wait(window, lambda w: w.execute_script("return !document.getElementById('capture').hidden"))
    wait(window, lambda w: w.execute_async_script(KEY))


def digest(path: str) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def visited(officer: Officer, case: str) -> list[list[list[str]]]:
    """The digests of the photos of each visit, by item."""
    items = officer.get(f"/cases/{case}")["items"]
    return [
        [[photo["sha256"] for photo in visit["examination"]["verdict"]["photos"]] for visit in item["visits"]]
        for item in items
    ]


def test_photos_taken_for_an_item_are_its_next_visit(service: Service, open_browser: Open, photo: str) -> None:
    officer, window = Officer(service.client), open_browser(360, 740)
    case = officer.open()
    item = officer.add_item(case, product="box", description="carton")
    open_as(window, service, service.base)
    window.get(f"{service.base}/cases/{case}")
    press(window, f"a[href$='item={item}']")
    wait(window, lambda w: w.execute_async_script(KEY))
    assert "carton" in find(window, "#place").text
    assert find(window, "#product").get_property("value") == "box"
    check(window)
    pick(window, photo)
    press(window, "#send")
    wait(window, lambda w: "/examinations/e-" in w.current_url)
    assert visited(officer, case) == [[[digest(photo)]]]
    open_page(window, f"{service.base}/examine?case={case}&item={item}")
    assert find(window, "#earlier").text == "The verdict also rests on 1 earlier photo of this item."
    check(window)
    window.execute_script("document.getElementById('earlier').dataset.count = 8")  # as many as one verdict takes
    pick(window, photo)
    assert find(window, "#earlier").text.startswith("1 earlier photo of this item, the oldest, is left out")
    press(window, "label:has(#with_earlier)")
    assert find(window, "#earlier").text.startswith("The verdict rests on the new photos alone")


def test_photos_taken_for_a_case_become_a_new_item_once_also_over_a_cut_line(
    service: Service, open_browser: Open, photo: str
) -> None:
    officer, window = Officer(service.client), open_browser(360, 740)
    case, other = officer.open(), officer.open()
    port = int(service.base.rpartition(":")[2])
    with flaky_proxy(port, FAST, 0) as proxy:
        base = f"http://127.0.0.1:{proxy.port}"
        open_as(window, service, base)
        open_page(window, f"{base}/examine?case={case}")
        pick(window, photo)
        open_page(window, f"{base}/examine?case={other}")
        wait(window, lambda w: "Case " in find(w, "#waiting-list").text)
        window.add_cookie({"name": LANGUAGE_COOKIE, "value": "ja"})
        open_page(window, f"{base}/examine?case={other}")
        wait(window, lambda w: "案件" in find(w, "#waiting-list").text)  # in the language of the page
        assert "Case " not in find(window, "#waiting-list").text
        window.delete_cookie(LANGUAGE_COOKIE)
        open_page(window, f"{base}/examine?case={other}")
        assert window.find_elements(By.CSS_SELECTOR, PICTURES) == []  # they are of the first case
        press(window, "[data-waiting=open]")
        wait(window, lambda w: w.current_url.endswith(f"case={case}"))
        wait(window, lambda w: len(w.find_elements(By.CSS_SELECTOR, PICTURES)) == 1)
        proxy.target = NOWHERE
        proxy.change(FAST, 0)
        press(window, "#send")
        wait(window, lambda w: "Sending continues when it is back." in find(w, "#waiting-said").text)
        proxy.target = port
        window.execute_script("window.dispatchEvent(new Event('online'))")
        wait(window, lambda w: "/examinations/e-" in w.current_url)
    assert visited(officer, case) == [[[digest(photo)]]]
    assert visited(officer, other) == []


def test_a_case_that_was_closed_loses_no_photo(service: Service, open_browser: Open, photo: str) -> None:
    officer, window = Officer(service.client), open_browser(360, 740)
    case = officer.open()
    item = officer.add_item(case, product="box")
    open_as(window, service, service.base)
    open_page(window, f"{service.base}/examine?case={case}&item={item}")
    pick(window, photo)
    officer.conclude(case, item, "genuine")
    officer.close(case)
    press(window, "#send")
    wait(window, lambda w: "is closed" in find(w, "#waiting-list").text)
    press(window, "[data-waiting=open]")
    wait(window, lambda w: w.current_url.endswith("/examine"))
    wait(window, lambda w: len(w.find_elements(By.CSS_SELECTOR, PICTURES)) == 1)
    press(window, "#send")
    wait(window, lambda w: "/examinations/e-" in w.current_url)
    assert visited(officer, case) == [[]]


def test_where_an_agency_decides_first_the_item_is_decided_on_before_it_is_sent(
    service: Service, open_browser: Open, photo: str
) -> None:
    name = f"places-{uuid4().hex[:8]}"
    new_agency(service, name)
    window = open_browser(360, 740)
    administrator = service.people.outsider(f"Customs of the {name}", Role.ADMINISTRATOR)
    administrator.put("/v1/examining-rules", json={"decides_first": True})
    officer = Officer(service.as_("officer", name))
    case = officer.open()
    item = officer.add_item(case, product="box")
    open_as(window, service, service.base, agency=name)
    open_page(window, f"{service.base}/examine?case={case}&item={item}")
    for _ in range(2):
        pick(window, photo)
    wait(window, lambda w: find(w, "#preliminary").is_displayed())  # without what the decision is not to know
    assert not any(find(window, f"#preliminary-{each}").is_displayed() for each in ("notice", "agreement"))
    said = find(window, "#preliminary").text.lower()
    assert [each for each in ("genuine", "counterfeit", "inconclusive") if each in said] == []
    press(window, "#send")
    assert not find(window, "#waiting").is_displayed()
    press(window, "[name=decision][value=counterfeit]")
    press(window, "#send")
    wait(window, lambda w: "/examinations/e-" in w.current_url)
    assert officer.get(f"/cases/{case}")["items"][0]["visits"][0]["examination"]["decision"] == "counterfeit"
