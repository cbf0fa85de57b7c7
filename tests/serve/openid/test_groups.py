"""Groups at an OpenID provider: who is in one is added and given its role, and who is in none is refused."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import httpx
import pytest
from pydantic import ValidationError

from serve import subjects
from serve.accounts.provisioning import ProviderSettingError, check_roles
from serve.accounts.service_accounts import ServiceAccounts
from serve.audit.domain import details_of
from serve.platform.openid_settings import OpenIdProvider
from serve.platform.settings import Settings
from tests.forging_provider import CLIENT_ID, CLIENT_SECRET, Forger, signed, token
from tests.postgresql import free_port
from tests.serve.openid.wired import Wired, base, listed, slug_of
from tests.serve.record import faults
from tests.serve.running import run
from tests.storage import Storage

OFFICERS, SENIORS = "shingan-officers", "shingan-seniors"
GROUPS = [{"group": SENIORS, "role": "senior_officer"}, {"group": OFFICERS, "role": "officer"}]
MISFIT = {"group": "curators", "role": "curator"}  # no role of an agency


@pytest.fixture(scope="module")
def running(
    forging: Forger, storage: Storage, tmp_path_factory: pytest.TempPathFactory, tiny_release: Any
) -> Iterator[Wired]:
    port = free_port()
    one = {**listed("Second Customs", forging.issuer, CLIENT_ID, CLIENT_SECRET), "groups": [*GROUPS, MISFIT]}
    settings = Settings(
        data_dir=tmp_path_factory.mktemp("data"),
        release=tiny_release,
        workers=1,
        public_url=base(port),
        openid_providers=(OpenIdProvider.model_validate(one),),
        **storage(),
    )
    for service in run(settings, port=port):
        yield Wired(service, None, forging)  # type: ignore[arg-type]  # the real provider is not asked


@pytest.fixture
def wired(running: Wired) -> Wired:
    running.forger.reset()
    return running


@pytest.fixture
def browser(wired: Wired) -> Iterator[httpx.Client]:
    with wired.service.visitor() as client:
        yield client


def enter(wired: Wired, browser: httpx.Client, username: str, groups: Sequence[str], **said: Any) -> httpx.Response:
    claims = {"sub": f"sub-{username}", "preferred_username": username, "groups": groups, **said}
    return wired.forge(browser, lambda nonce: signed(wired.forger.claims(nonce, **claims)))


def refused(answer: httpx.Response) -> str:
    assert (answer.status_code, slug_of(answer)) == (401, "openid-refused"), answer.text
    return str(answer.json()["detail"])


@pytest.fixture
def username() -> str:
    return f"p-{uuid4().hex[:12]}"


def test_who_is_in_a_group_is_added_at_the_first_sign_in(wired: Wired, browser: httpx.Client, username: str) -> None:
    assert enter(wired, browser, username, [OFFICERS, "others"], name="Kai Doe").status_code == 303
    person = wired.person(username)
    assert (person.name, person.role, person.organisation.name) == ("Kai Doe", "officer", "Second Customs")
    assert person.password_hash is None
    (event,) = [each for each in wired.events() if each.subject == person.id and each.action == "person:create"]
    assert (event.actor, details_of(event)["role"], details_of(event)["groups"]) == (person.id, "officer", True)
    assert browser.get("/v1/me").json()["username"] == username
    assert enter(wired, browser, username, [OFFICERS]).status_code == 303
    assert not faults(wired.service)


def test_the_first_group_of_the_setting_counts(wired: Wired, browser: httpx.Client, username: str) -> None:
    assert enter(wired, browser, username, [OFFICERS, SENIORS]).status_code == 303
    assert wired.person(username).role == "senior_officer"


def test_a_single_group_may_be_no_list(wired: Wired, browser: httpx.Client, username: str) -> None:
    assert enter(wired, browser, username, OFFICERS).status_code == 303


@pytest.mark.parametrize("groups", [[], ["others"], [7], "others", None, ["curators"]], ids=str)
def test_who_is_in_none_is_told_whom_to_ask(wired: Wired, browser: httpx.Client, username: str, groups: Any) -> None:
    wired.forger.answers["/userinfo"] = {"sub": f"sub-{username}"}
    told = refused(enter(wired, browser, username, groups))
    assert "Ask the people who manage the accounts of Second Customs to add you to one." in told
    assert wired.events()[-1].action == "session:refuse"
    assert wired.service.as_("administrator").get(f"/v1/people/{username}").status_code == 404


def test_groups_may_stand_in_the_user_info(wired: Wired, browser: httpx.Client, username: str) -> None:
    wired.forger.answers["/userinfo"] = {"sub": f"sub-{username}", "groups": [OFFICERS]}
    assert enter(wired, browser, username, None).status_code == 303  # type: ignore[arg-type]  # no such claim


def test_another_group_changes_the_role_at_the_next_sign_in(wired: Wired, browser: httpx.Client, username: str) -> None:
    enter(wired, browser, username, [OFFICERS])
    assert enter(wired, browser, username, [SENIORS]).status_code == 303
    person = wired.person(username)
    assert person.role == "senior_officer"
    changed = [details_of(each) for each in wired.events() if each.subject == person.id]
    assert any(each.get("role") == "senior_officer" and each.get("groups") is True for each in changed)
    assert browser.get("/v1/me").json()["role"] == "senior_officer"
    assert not faults(wired.service)


def test_who_lost_all_groups_is_refused_and_signed_out(wired: Wired, browser: httpx.Client, username: str) -> None:
    enter(wired, browser, username, [OFFICERS])
    assert browser.get("/v1/me").status_code == 200
    with wired.service.visitor() as other:
        assert "in none of its groups" in refused(enter(wired, other, username, []))
    assert browser.get("/v1/me").status_code == 401
    assert wired.person(username).role == "officer"
    assert not faults(wired.service)


def test_who_was_added_by_hand_has_the_role_of_their_group(wired: Wired, browser: httpx.Client, username: str) -> None:
    wired.add(username)
    assert enter(wired, browser, username, [SENIORS]).status_code == 303
    assert wired.person(username).role == "senior_officer"


def test_who_is_disabled_stays_so_in_every_group(wired: Wired, browser: httpx.Client, username: str) -> None:
    enter(wired, browser, username, [OFFICERS])
    administrator = wired.service.as_("administrator")
    assert administrator.patch(f"/v1/people/{username}", json={"disabled": True}).status_code == 200
    assert "disabled" in refused(enter(wired, browser, username, [SENIORS]))
    assert wired.person(username).role == "officer"


@pytest.mark.parametrize("said", [{"preferred_username": None}, {"preferred_username": "no spaces please"}], ids=str)
def test_without_a_username_no_one_is_added(wired: Wired, browser: httpx.Client, said: dict[str, Any]) -> None:
    wired.forger.answers["/userinfo"] = {"sub": "sub-nameless"}
    told = refused(enter(wired, browser, "nameless", [OFFICERS], **said))
    assert "gives no username that could be yours here" in told


def test_anothers_username_is_not_taken_over(wired: Wired, browser: httpx.Client, username: str) -> None:
    wired.add(username, "first")
    assert "you have no account here" in refused(enter(wired, browser, username, [OFFICERS]))
    program, agency = f"s-{uuid4().hex[:12]}", wired.organisation_id("second")
    wired.service.parts[ServiceAccounts].add(None, organisation_id=agency, username=program, name="S", role="officer")
    assert "you have no account here" in refused(enter(wired, browser, program, [OFFICERS]))


def test_first_sign_ins_at_one_moment_add_one_person(wired: Wired, username: str) -> None:
    def vouch(form: dict[str, str]) -> dict[str, str]:
        claims = {"sub": f"sub-{username}", "preferred_username": username, "groups": [OFFICERS]}
        return token(signed(wired.forger.claims(form["code"], **claims)))

    def sign_in(_: int) -> int:
        with wired.service.visitor() as browser:
            asked = wired.start(browser)
            params = {"code": asked["nonce"], "state": asked["state"]}
            return browser.get("/openid/callback", params=params).status_code

    wired.forger.answers["/token"] = vouch
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(sign_in, range(4))) == {303}
    added = [each for each in wired.events() if each.action == "person:create"]
    assert [each.subject for each in added].count(wired.person(username).id) == 1
    assert not faults(wired.service)


def test_an_unknown_role_stops_the_start() -> None:
    one = listed("A", "https://a.example", "x", "y")
    provider = OpenIdProvider.model_validate({**one, "groups": [{"group": "g", "role": "king"}]})
    with pytest.raises(ProviderSettingError, match="king is no role; there are: officer"):
        check_roles([provider], subjects.load().roles.roles)
    with pytest.raises(ValidationError, match="role"):
        OpenIdProvider.model_validate({**one, "groups": [{"group": "g"}]})
