"""Who changes what somebody else has changed meanwhile is told so, if they say what they had read."""

import httpx
import pytest

from serve.accounts.permissions import Role
from serve.accounts.service import Accounts
from tests.serve.running import Service


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
