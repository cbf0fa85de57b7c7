"""In an agency of many people, Chromium finds a colleague by the beginnings of a name, with and without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from selenium.webdriver.common.by import By

from serve.accounts.colleagues import MOST_LISTED
from serve.accounts.guard import COOKIE
from serve.accounts.permissions import Role
from serve.accounts.service import Accounts
from tests.browser.test_page import DESK, PHONE, check, find, leave, press, wait
from tests.serve.casework import Officer
from tests.serve.clearing import new_agency
from tests.serve.tiny_release import COUNTERFEIT

if TYPE_CHECKING:
    from collections.abc import Callable

    from selenium.webdriver.chrome.webdriver import WebDriver

    from tests.serve.running import Service

    Open = Callable[..., WebDriver]

pytestmark = pytest.mark.browser
AGENCY = "colleagues"


@pytest.fixture(scope="module")
def agency(service: Service) -> str:
    """An agency of more people than a list takes; two of them are called Kei."""
    new_agency(service, AGENCY)
    of, accounts = service.people.agencies[AGENCY].id, service.parts[Accounts]
    names = ["Kei Mori", "Kei Sato", "Jun Hayashi", *(f"Number {number}" for number in range(MOST_LISTED))]
    for number, name in enumerate(names):
        accounts.add_person(
            None,
            organisation_id=of,
            username=f"colleague-{number:03}",
            name=name,
            role=Role.SENIOR_OFFICER,
            by_openid=True,
        )
    return AGENCY


def examined(service: Service, agency: str) -> str:
    """The page of a case with a photo."""
    officer = Officer(service.as_("officer", agency))
    case = officer.open()
    item = officer.add_item(case)
    officer.examine(case, item, COUNTERFEIT)
    return f"/cases/{case}"


def enter(window: WebDriver, service: Service, path: str, agency: str) -> None:
    """To a page, as the agency's officer."""
    if not window.get_cookies():
        window.get(f"{service.base}/about")  # a cookie is set where one is
        window.add_cookie({"name": COOKIE, "value": service.people.session("officer", agency), "httpOnly": True})
    window.get(f"{service.base}{path}")


def opened(window: WebDriver, service: Service, path: str, agency: str) -> str:
    """Go to an item as the officer, open the form that asks a colleague, and return the field's selector."""
    enter(window, service, path, agency)
    field = find(window, "[data-colleague]")
    details = field.find_element(By.XPATH, "ancestor::details")
    press(window, details.find_element(By.CSS_SELECTOR, "summary"))
    return f"#{field.get_attribute('id')}"


def proposed(window: WebDriver, field: str) -> list[str]:
    """The usernames that are proposed."""
    options = window.find_elements(By.CSS_SELECTOR, f"{field}-colleagues option")
    return [str(each.get_attribute("value")) for each in options]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_colleagues_are_proposed_as_one_types(
    service: Service, open_browser: Open, agency: str, size: tuple[int, int]
) -> None:
    window = open_browser(*size)
    field = opened(window, service, examined(service, agency), agency)
    assert proposed(window, field) == []
    find(window, field).send_keys("kei")
    wait(window, lambda _: proposed(window, field) == ["colleague-000", "colleague-001"])
    find(window, field).send_keys(" s")
    wait(window, lambda _: proposed(window, field) == ["colleague-001"])
    check(window)
    find(window, field).clear()
    find(window, field).send_keys("colleague-001")  # as choosing a proposal fills it in
    leave(window, find(window, "form[action$='/opinions'] button"))
    assert "Kei Sato" in find(window, "main").text


def test_without_script_beginnings_of_a_name_do_and_a_doubtful_one_is_asked_again(
    service: Service, open_browser: Open, agency: str
) -> None:
    path = examined(service, agency)
    window = open_browser(*DESK, javascript=False)
    field = opened(window, service, path, agency)
    find(window, field).send_keys("kei")
    leave(window, find(window, "form[action$='/opinions'] button"))
    told = find(window, "main").text
    assert "may mean several colleagues: Kei Mori (colleague-000); Kei Sato (colleague-001)" in told
    field = opened(window, service, path, agency)
    find(window, field).send_keys("hayashi")
    leave(window, find(window, "form[action$='/opinions'] button"))
    assert "Jun Hayashi" in find(window, "main").text


def test_cases_are_found_by_the_colleague_who_opened_them(service: Service, open_browser: Open, agency: str) -> None:
    examined(service, agency)
    window = open_browser(*DESK)
    enter(window, service, "/cases?officer=hayashi", agency)
    assert find(window, "#officer").get_attribute("value") == "colleague-002"
    assert not window.find_elements(By.CSS_SELECTOR, ".entry-name")
    check(window)
