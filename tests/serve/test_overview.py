"""The page of a right holder's products: the first that its people see, and each thing in a sentence."""

import re

import httpx
import pytest

from serve.accounts.permissions import OrganisationKind, Role
from serve.accounts.service import Accounts
from tests.serve.alerting import alert_on
from tests.serve.frozen import PRODUCT, frozen_on
from tests.serve.running import Service
from tests.serve.sheets import drafted, published
from tests.serve.world import World

PAGE = {"accept": "text/html"}


@pytest.fixture(scope="module")
def newcomer(service: Service) -> httpx.Client:
    """A contributor of a right holder that has nothing yet."""
    service.parts[Accounts].add_organisation(None, OrganisationKind.RIGHT_HOLDER, "newcomer", None)
    return service.people.outsider("newcomer", Role.CONTRIBUTOR)


def page(client: httpx.Client, **query: str) -> str:
    answer = client.get("/overview", headers=PAGE, params=query)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_it_is_where_a_right_holders_people_begin(service: Service) -> None:
    for role in ("contributor", "reviewer"):
        answer = service.as_(role).get("/", headers=PAGE, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/overview")
    for role in ("officer", "trainer", "curator", "administrator"):
        assert "/overview" not in service.as_(role).get("/account", headers=PAGE).text
        for path in ("/overview", "/v1/overview"):
            assert service.as_(role).get(path).status_code == 403


def test_one_who_has_nothing_is_told_the_first_step(newcomer: httpx.Client) -> None:
    text = page(newcomer)
    assert "Begin with a product sheet" in text
    assert 'href="/sheets/new"' in text
    assert "What to contribute next" not in text
    found = newcomer.get("/v1/overview").json()
    assert (found["products"], found["after"], found["counted_since"]) == ([], None, None)


def test_one_with_a_draft_is_told_to_publish_it_and_what_to_contribute(newcomer: httpx.Client) -> None:
    drafted(newcomer, "first-crate")
    text = page(newcomer)
    assert "Begin with a product sheet" not in text
    assert "Officers do not see this sheet yet." in text
    assert "The active release does not know this product" in text
    assert "Contribute photos of genuine items: at most about 293 are needed. You have contributed none yet." in text
    assert "You have not contributed any item of this product yet." in text
    assert "No agency has used your product sheets yet." in text


def test_figures_stand_with_their_interval_and_number_or_it_is_said_that_there_are_none(service: Service) -> None:
    World(service).confirmation("box")
    text = page(service.as_("reviewer"))
    assert "The assistant can give the outcomes “Suspected counterfeit” and “Consistent with genuine”." in text
    assert "Counterfeit called consistent" in text
    assert re.search(r"[\d.]+%</strong> \([\d.]+% to [\d.]+%\) · \d+ items?<", text)
    assert "not measured" in text
    assert "Nothing was measured for this product" in page(service.as_("contributor"))


def test_items_stand_in_a_table_and_the_division_is_called_what_it_is(service: Service) -> None:
    frozen_on(service)
    products = service.as_("contributor").get("/v1/overview?limit=100").json()["products"]
    before = [each["product"] for each in products if each["product"] < PRODUCT][-1]
    text = page(service.as_("contributor"), after=before)
    assert "The latest data set was frozen on <time" in text
    for words in ("Accepted, and in the latest data set", "Kept for measuring (about)", "follow from that rule"):
        assert words in text
    (in_set,) = (each["contributed"]["genuine"]["in_data_set"] for each in products if each["product"] == PRODUCT)
    assert in_set["training"] + in_set["calibration"] + in_set["measuring"] == in_set["items"] >= 2


def test_enquiries_that_wait_and_uses_are_on_it(service: Service) -> None:
    published(service.as_("contributor"), service.as_("reviewer"), "overview-crate")
    enquiry = World(service).dossier().enquiry_id
    service.client.get("/v1/catalogue/products/overview-crate")
    text = page(service.as_("reviewer"))
    assert "wait for your answer" in text or "waits for your answer" in text
    assert f'href="/enquiries/{enquiry}"' in text or "Has waited for an answer for" in text
    assert "First Customs" in text
    assert "The first use was counted on" in text


def test_valid_alerts_are_on_it_with_how_many_people_opened_them(service: Service) -> None:
    alert, reviewer = alert_on(service, title="A seal without a number"), service.as_("reviewer")
    service.client.get(f"/v1/alerts/{alert}")
    text = page(reviewer)
    assert f'href="/alerts/{alert}"' in text
    assert "Opened by 1 person" in text
    latest = reviewer.get("/v1/overview").json()["alerts"][0]
    assert (latest["id"], latest["agencies"], latest["opened_by"]) == (alert, 1, 1)


def test_one_who_may_not_send_alerts_reads_who_may(service: Service) -> None:
    contributor, reviewer = service.as_("contributor"), service.as_("reviewer")
    name = reviewer.get("/v1/me").json()["name"]
    told = page(contributor).partition('id="alerts"')[2].partition("</section>")[0]
    assert f"who may send alerts: <bdi>{name}</bdi>" in told
    assert "/alerts/new" not in told
    assert "who may send alerts" not in page(reviewer)


def test_it_says_where_officers_do_not_find_an_alert_beside_verdicts(service: Service) -> None:
    published(service.as_("contributor"), service.as_("reviewer"), "unreleased")
    alert_on(service, with_picture=False)
    assert "Officers find this alert under" not in page(service.as_("reviewer"))
    alert_on(service, with_picture=False, product="unreleased")
    assert page(service.as_("reviewer")).count("Officers find this alert under") == 1
