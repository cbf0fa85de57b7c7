"""Your own examinations, the latest first: as a page and over the API."""

import json
from collections.abc import Callable

import httpx

from tests.serve.record import log_of
from tests.serve.running import Service
from tests.serve.test_filing import page
from tests.serve.test_revisions import examined, refused, revised
from tests.serve.tiny_release import COUNTERFEIT, GENUINE
from tests.serve.world import absent_id, made, new_photo


def listed(client: httpx.Client, **query: str) -> list[str]:
    return [each["id"] for each in made(client.get("/v1/examinations", params=query))["examinations"]]


def test_they_are_listed_latest_first_with_what_tells_them_apart(service: Service) -> None:
    first = examined(service, COUNTERFEIT, GENUINE, product="box")
    second = revised(service, first, drop=["0"])["id"]
    filed = made(service.client.post(f"/v1/examinations/{second}/case", json={}))
    answer = service.client.get("/v1/examinations", headers={"accept-language": "ja"})
    latest, before = made(answer)["examinations"][:2]
    assert (latest["id"], before["id"]) == (second, first)
    assert latest["product"] == {"id": "box", "name": "アクメ box"}
    assert (latest["follows"], latest["case"], latest["item"]) == (first, filed["case"], filed["item"]["id"])
    assert (before["photos"], before["follows"], before["case"]) == (2, None, None)
    assert latest["outcome"] in {"consistent_with_genuine", "inconclusive"}
    assert service.client.get(latest["thumbnail"]).headers["content-type"] == "image/jpeg"


def test_pages_follow_one_another_without_gaps_or_doubles(service: Service) -> None:
    names = [examined(service, new_photo()) for _ in range(5)][::-1]
    found: list[str] = []
    after = ""
    while len(found) < len(names):
        answer = made(
            service.client.get("/v1/examinations", params={"limit": "2"} | ({"after": after} if after else {}))
        )
        found += [each["id"] for each in answer["examinations"]]
        after = answer["after"]
        assert after == found[-1]
    assert found[:5] == names


def test_no_one_lists_what_others_have_examined(service: Service) -> None:
    name = examined(service, GENUINE)
    for client in (
        service.as_("senior_officer"),
        service.as_("trainer"),
        service.as_("officer", "second"),
        service.as_("administrator"),
    ):
        assert name not in listed(client)
        assert name not in page_of(client)
    foreign = service.examine(GENUINE, by=service.as_("officer", "second")).headers["location"].rpartition("/")[2]
    for after in (foreign, absent_id("e")):
        refused(service.client.get("/v1/examinations", params={"after": after}), 404, "not-found")


def page_of(client: httpx.Client) -> str:
    answer = client.get("/examinations", headers={"accept": "text/html"})
    assert answer.status_code == 200
    return answer.text


def test_a_look_at_the_list_is_on_record_with_what_it_shows(service: Service) -> None:
    name = examined(service, GENUINE)
    listed(service.client, limit="1")
    event = log_of(service)[-1]
    assert (event.action, event.subject) == ("examination:list", event.actor)
    assert json.loads(event.details) == {"examinations": [name]}


def test_the_page_leads_to_each_and_the_menu_leads_to_it(service: Service) -> None:
    name = examined(service, COUNTERFEIT, product="box")
    assert '<a href="/examinations">' in page(service, "/")
    text = page(service, "/examinations")
    assert f'href="/examinations/{name}"' in text
    assert "Acme box" in text
    assert "Suspected counterfeit" in text


def test_who_has_examined_nothing_is_told_so(start_service: Callable[..., Service]) -> None:
    assert "You have examined nothing yet" in page_of(start_service().client)
