"""A person who changes what another person has changed meanwhile is told so, if they state what they had read."""

import httpx
import pytest

from serve.accounts.permissions import Role
from serve.accounts.service import Accounts
from tests.serve.running import Service
from tests.serve.world import World


def test_a_person_changed_meanwhile_stays_as_they_are(service: Service) -> None:
    administrator = service.as_("administrator")
    agency = service.people.agencies["first"].id
    service.parts[Accounts].add_person(
        None, organisation_id=agency, username="edited-twice", name="E", role=Role.TRAINER, by_openid=True
    )
    path = "/v1/people/edited-twice"
    read = administrator.get(path).headers["etag"]
    changed = administrator.patch(path, json={"disabled": True}, headers={"if-match": read})
    assert changed.json()["disabled"] is True
    assert changed.headers["etag"] == administrator.get(path).headers["etag"] != read
    refused(administrator.patch(path, json={"disabled": False}, headers={"if-match": read}))
    assert administrator.get(path).json()["disabled"] is True
    assert administrator.patch(path, json={"disabled": False}).is_success  # who says nothing changes it in any case


def test_an_allowance_changed_meanwhile_stays_as_it_is(service: Service) -> None:
    holder, agency = service.as_("reviewer"), service.people.agencies["first"].id
    read = holder.get("/v1/allowance").headers["etag"]
    for agencies, accepted in (([agency], True), ([], False)):
        answer = holder.put("/v1/allowance", json={"agencies": agencies}, headers={"if-match": read})
        assert answer.is_success is accepted
    assert holder.get("/v1/allowance").json() == {"agencies": [agency]}
    for tags in (f'"other", {answer_tag(holder)}', "*"):
        assert holder.put("/v1/allowance", json={"agencies": None}, headers={"if-match": tags}).is_success


def test_the_language_of_an_organisation_chosen_meanwhile_stays(service: Service) -> None:
    administrator = service.as_("administrator")
    added = administrator.post("/v1/organisations", json={"kind": "right_holder", "name": "Written to"})
    path = f"{added.headers['location']}/language"
    first = administrator.get(path)
    assert first.json() == {"language": None}
    chosen = administrator.put(path, json={"language": "ja"}, headers={"if-match": first.headers["etag"]})
    assert chosen.json() == administrator.get(path).json() == {"language": "ja"}
    assert chosen.headers["etag"] == administrator.get(path).headers["etag"]
    refused(administrator.put(path, json={"language": "fr"}, headers={"if-match": first.headers["etag"]}))
    assert administrator.put(path, json={"language": "xx"}).status_code == 422
    assert administrator.get(path).json() == {"language": "ja"}
    assert administrator.put(path, json={"language": None}).json() == {"language": None}


def test_an_image_is_changed_only_as_it_was_read(service: Service) -> None:
    world, holder = World(service), service.as_("contributor")
    contribution = world.contribution()
    path = f"/v1/contributions/{contribution}/images/1"
    read = holder.get(path).headers["etag"]
    assert read == holder.get(f"/v1/contributions/{contribution}").headers["etag"]
    changed = holder.patch(path, json={"view": "front"}, headers={"if-match": read})
    changed = holder.patch(path, json={"left_out": True}, headers={"if-match": changed.headers["etag"]})
    assert changed.headers["etag"] == holder.get(path).headers["etag"] != read
    refused(holder.patch(path, json={"left_out": False}, headers={"if-match": read}))
    assert holder.get(path).json()["left_out"] is True


def answer_tag(holder: httpx.Client) -> str:
    return holder.get("/v1/allowance").headers["etag"]


@pytest.mark.parametrize(("tags", "status"), [("0", 422), ('"0', 422), ("", 422), ('W/"0"', 412), ('"0"', 412)])
def test_what_is_no_version_matches_none(service: Service, tags: str, status: int) -> None:
    answer = service.as_("reviewer").put("/v1/allowance", json={"agencies": None}, headers={"if-match": tags})
    assert answer.status_code == status
    if status == 422:
        assert answer.json()["errors"][0]["header"] == "If-Match"


def refused(answer: httpx.Response) -> None:
    assert (answer.status_code, answer.json()["type"]) == (412, "/problems/changed-meanwhile")


def test_a_case_changed_meanwhile_stays_as_it_is(service: Service) -> None:
    officer = service.client
    opened = officer.post("/v1/cases", json={"notes": "first"})
    path, read = opened.headers["location"], opened.headers["etag"]
    assert officer.get(path).headers["etag"] == read
    officer.post(f"{path}/items", json={})  # the answer to GET has it, so that it is another version
    mine = {"notes": "mine"}
    refused(officer.patch(path, json=mine, headers={"if-match": read}))
    hold = {"held": True, "reason": "Court order"}
    refused(service.as_("senior_officer").put(f"{path}/hold", json=hold, headers={"if-match": read}))
    current = officer.get(path)
    assert (current.json()["notes"], current.json()["hold"]) == ("first", None)
    changed = officer.patch(path, json=mine, headers={"if-match": current.headers["etag"]})
    assert changed.json()["notes"] == "mine"
    assert changed.headers["etag"] == officer.get(path).headers["etag"] != current.headers["etag"]


def test_the_page_says_by_the_same_version_what_it_had_read_of_the_details(service: Service) -> None:
    officer, page = service.client, {"accept": "text/html"}
    opened = officer.post("/v1/cases", json={"notes": "first"})
    path = opened.headers["location"]
    form = path.removeprefix("/v1")
    read = officer.get(form, headers=page).text.partition('name="read" value="')[2].partition('"')[0]
    assert f'"{read}"' == opened.headers["etag"]
    officer.post(f"{path}/items", json={})  # which the form says nothing about
    assert officer.post(form, data={"notes": "mine", "read": read}, headers=page).status_code == 303
    late = officer.post(form, data={"notes": "late", "read": read}, headers=page)
    assert late.status_code == 409
    assert officer.get(path).json()["notes"] == "mine"
