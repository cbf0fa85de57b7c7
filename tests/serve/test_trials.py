"""A release is compared with the active one on gold items; a risen error blocks it until a second person agrees."""

from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest

from model.influence import Unmeasured
from serve.accounts.service import Accounts
from serve.audit.service import Audit
from serve.jobs.runner import JobRunner
from serve.releases.domain import ActivationBlockedError
from serve.releases.registry import COMMANDS, ReleaseRegistry
from serve.trials.work import TrialWork
from tests.serve.running import Service
from tests.serve.trying import (
    HARM,
    Gold,
    end_pause,
    job_in,
    listed,
    run_once,
    run_with_gold,
    stage_with_influence,
    stage_without,
)
from tests.storage import Storage

PAGE = {"accept": "text/html"}
LEFT = {"reason": "Genuine boxes are suspected."}


@pytest.fixture(scope="module")
def gold() -> Gold:
    return Gold()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, storage: Storage, gold: Gold) -> Iterator[Service]:
    gold.found.clear()
    for service in run_with_gold(tmp_path_factory.mktemp("trials"), gold, release_poll_seconds=60, **storage()):
        gold.add(service.parts, 8)
        gold.add(service.parts, 2, is_counterfeit=True)
        yield service


@pytest.fixture
def administrator(service: Service) -> httpx.Client:
    return service.as_("administrator")


@pytest.fixture(scope="module")
def second(service: Service) -> httpx.Client:
    """Another administrator of the operator."""
    return service.as_("administrator", "second")


def compared(service: Service, release: str, by: httpx.Client) -> dict[str, Any]:
    """The comparison of a release, when its job is done."""
    job = job_in(by.post(f"/v1/releases/{release}/trial"))
    run_once(service.parts)
    ended = by.get(f"/v1/jobs/{job}").json()
    assert ended["state"] == "done", ended
    assert (ended["done"], ended["total"]) == (10, 10)
    found: dict[str, Any] = by.get(f"/v1/releases/{release}/trial").raise_for_status().json()
    return found


def test_a_release_that_judges_alike_is_compared_and_may_become_active(
    service: Service, administrator: httpx.Client, tmp_path: Path
) -> None:
    release = stage_with_influence(service.parts, tmp_path, 0.01, unmeasured=Unmeasured.NO_SHARED_PRODUCT).id
    with pytest.raises(ActivationBlockedError, match="not been compared"):
        service.parts[ReleaseRegistry].activate(COMMANDS, release)
    page = administrator.get(f"/releases/{release}", headers=PAGE).text
    assert "become active yet" in page
    assert f"/releases/{release}/activate" not in page
    confirming = administrator.get(f"/releases/{release}/activate", headers=PAGE).text
    assert ("become active yet" in confirming, "Activate this release" in confirming) == (True, False)
    trial = compared(service, release, administrator)
    assert f"/releases/{release}/activate" in administrator.get(f"/releases/{release}", headers=PAGE).text
    assert (trial["blocks"], trial["is_blocked"], trial["influence"]) == ([], False, None)
    box = trial["products"]["box"]
    assert (box["errors"]["genuine_called_suspected"]["n"], box["coverage"]["n"]) == (8, 10)
    assert box["flipped"] == []
    assert (
        "Not measured: the training items of each product come from one"
        in administrator.get(f"/releases/{release}", headers=PAGE).text
    )
    before = trial["against"]
    assert administrator.post(f"/v1/releases/{release}/activate").json()["state"] == "active"
    page = administrator.get(f"/releases/{release}", headers=PAGE).text
    assert "Comparison on gold items before this release became active" in page
    assert "active release" not in page  # which it is itself
    assert administrator.post("/v1/releases/roll-back", json=LEFT).json()["id"] == before  # which nothing delays
    assert service.parts[Audit].verify().faults == ()


def test_a_rise_in_an_error_blocks_until_a_second_person_allows_it(
    service: Service, administrator: httpx.Client, second: httpx.Client, tmp_path: Path
) -> None:
    release = stage_with_influence(service.parts, tmp_path, 5.0).id  # which takes everything for counterfeit
    trial = compared(service, release, administrator)
    assert trial["is_blocked"]
    page = administrator.get(f"/releases/{release}", headers=PAGE).text
    assert ('tag-closed">Rose<' in page, "no gold item" in page) == (True, True)  # of the box; the bag has none
    assert [(each["product"], each["error"]) for each in trial["blocks"]] == [("box", "genuine_called_suspected")]
    flipped = trial["products"]["box"]["flipped"]
    assert len(flipped) == 8
    picture = administrator.get(f"/v1/releases/{release}/trial/items/{flipped[0]['item']}/photos/0.jpg")
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/jpeg")
    refused = administrator.post(f"/v1/releases/{release}/activate")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/activation-blocked")
    assert "Acme box" in refused.json()["detail"]
    japanese = administrator.post(f"/v1/releases/{release}/activate", headers={"Accept-Language": "ja"})
    assert "アクメ box" in japanese.json()["detail"]
    reason = {"reason": "A series that the old one did not know."}
    own = administrator.post(f"/v1/releases/{release}/override", json=reason)
    assert (own.status_code, "Someone else" in own.json()["detail"]) == (409, True)
    assert second.post(f"/v1/releases/{release}/override", json={"reason": " "}).status_code == 422
    key = {"Idempotency-Key": "override"}
    for _ in range(2):
        allowed = second.post(f"/v1/releases/{release}/override", json=reason, headers=key).json()
        assert (allowed["is_blocked"], allowed["reason"]) == (False, reason["reason"])
    who = second.get("/v1/me").json()["name"]
    for path in (f"/releases/{release}", f"/releases/{release}/activate"):  # what was allowed stands before the button
        page = unescape(administrator.get(path, headers=PAGE).text)
        risen = page.index("the share of genuine gold items that are called suspected counterfeit is higher")
        assert risen < page.index(f"Allowed by <bdi>{who}</bdi>") < page.index(reason["reason"])
    assert "The same products can have the same outcomes" not in page
    assert page.index(reason["reason"]) < page.index("Activate this release")
    assert administrator.post(f"/v1/releases/{release}/activate").json()["state"] == "active"
    administrator.post("/v1/releases/roll-back", json=LEFT).raise_for_status()
    refused = administrator.post(f"/v1/releases/{release}/activate")  # what was allowed has ended
    assert (refused.status_code, "Compare it again" in refused.json()["detail"]) == (409, True)
    assert "Compare it again" in second.post(f"/v1/releases/{release}/override", json=reason).json()["detail"]
    page = unescape(administrator.get(f"/releases/{release}", headers=PAGE).text)
    assert LEFT["reason"] in page
    assert "This permission no longer counts, because the release was rolled back" in page
    assert LEFT["reason"] in unescape(administrator.get("/releases", headers=PAGE).text)
    assert compared(service, release, administrator)["overridden_by"] is None
    later, earlier = listed(administrator, f"/v1/releases/{release}/trials", "trials")
    assert (later["reason"], earlier["reason"], earlier["blocks"]) == (None, reason["reason"], trial["blocks"])
    assert second.post(f"/v1/releases/{release}/override", json=reason).json()["is_blocked"] is False
    administrator.post(f"/v1/releases/{release}/activate").raise_for_status()
    assert "before it became active again" in administrator.get("/releases", headers=PAGE).text
    administrator.post("/v1/releases/roll-back", json=LEFT).raise_for_status()
    assert service.parts[Audit].verify().faults == ()


def test_a_contributor_who_harms_anothers_product_blocks(
    service: Service, administrator: httpx.Client, tmp_path: Path
) -> None:
    release = stage_with_influence(service.parts, tmp_path, 0.02, HARM, left_out=["Ninth AB", ""]).id
    trial = compared(service, release, administrator)
    assert [(each["product"], each["contributor"]) for each in trial["blocks"]] == [("box", "rival")]
    assert [(each["contributor"], each["is_harmful"]) for each in trial["influence"]] == [("rival", True)]
    page = administrator.get(f"/releases/{release}", headers=PAGE).text
    assert "makes genuine items of another right holder look counterfeit" in page
    assert trial["left_out"] == ["Ninth AB", ""]
    assert "The influence of 2 contributors was not measured" in page
    assert "<li><bdi>Ninth AB</bdi></li><li><bdi>" in page
    own = stage_with_influence(service.parts, tmp_path, 0.03, {**HARM, "right_holder": "acme"}).id
    trial = compared(service, own, administrator)
    assert (trial["blocks"], trial["left_out"]) == ([], [])
    assert "was not measured" not in administrator.get(f"/releases/{own}", headers=PAGE).text


def test_a_release_that_takes_a_product_from_officers_waits_for_a_second_person(
    service: Service, administrator: httpx.Client, second: httpx.Client, tmp_path: Path
) -> None:
    release = stage_without(service.parts, tmp_path, "box").id
    trial = compared(service, release, administrator)
    assert (trial["lost"], trial["blocks"], trial["is_blocked"]) == (["box"], [], True)
    words = "officers can't examine this product"
    refused = administrator.post(f"/v1/releases/{release}/activate")
    assert (refused.status_code, words in refused.json()["detail"]) == (409, True)
    for path, after in ((f"/releases/{release}", "Size"), (f"/releases/{release}/activate", "What changes")):
        page = unescape(administrator.get(path, headers=PAGE).text)
        assert 0 < page.index("Acme box") < page.index(words) < page.index(after)
        assert page.count(words) == 1
    page = administrator.get(f"/releases/{release}", headers=PAGE).text
    assert "Before: 0 of 8. After: this product is unknown." in page  # of genuine items called suspected
    allowed = second.post(f"/v1/releases/{release}/override", json={"reason": "No longer sold."}).json()
    assert (allowed["lost"], allowed["is_blocked"]) == (["box"], False)
    page = administrator.get(f"/releases/{release}", headers=PAGE).text
    assert ("A second person had to allow" in page, "A second person must allow that" in page) == (True, False)
    assert service.parts[Audit].verify().faults == ()


def test_a_comparison_that_was_cut_off_goes_on_after_the_items_that_were_kept(
    service: Service, administrator: httpx.Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = stage_with_influence(service.parts, tmp_path, 0.04).id
    job = job_in(administrator.post(f"/v1/releases/{release}/trial"))
    runner = service.parts[JobRunner]
    taken = runner.take()
    assert taken is not None
    judged = 0

    def stop_at_the_fourth(*_: object) -> Any:
        nonlocal judged
        judged += 1
        if judged > 3:
            raise KeyboardInterrupt  # the process is gone
        return original(*_)

    from serve.trials.comparing import Comparing

    original = Comparing._judged.__get__(service.parts[Comparing])
    with monkeypatch.context() as patched:
        patched.setattr(Comparing, "_judged", lambda _, *of: stop_at_the_fourth(*of))
        with pytest.raises(KeyboardInterrupt):
            runner.run(taken)
    assert administrator.get(f"/v1/jobs/{job}").json()["done"] == 3
    end_pause(service.parts, job)
    run_once(service.parts)
    assert administrator.get(f"/v1/jobs/{job}").json()["state"] == "done"
    assert service.parts[Audit].verify().faults == ()


def test_a_comparison_counts_for_the_gold_items_and_the_release_that_it_was_made_with(
    service: Service, administrator: httpx.Client, second: httpx.Client, gold: Gold, tmp_path: Path
) -> None:
    release = stage_with_influence(service.parts, tmp_path, 0.05).id
    compared(service, release, administrator)
    gold.changes += 1
    refused = administrator.post(f"/v1/releases/{release}/activate")
    assert "not been compared" in refused.json()["detail"]
    job = job_in(administrator.post(f"/v1/releases/{release}/trial"))
    own, others = (by.get(f"/releases/{release}", headers=PAGE).text for by in (administrator, second))
    assert ('<a href="/jobs">My jobs</a>' in own, "Load this page again later" in others) == (True, True)
    assert ("Compare now" in own, "Compare now" in others, "My jobs show" in others) == (False, False, False)
    gold.changes += 1  # while it waits
    run_once(service.parts)
    ended = administrator.get(f"/v1/jobs/{job}").json()
    assert (ended["state"], "changed meanwhile" in ended["reason"]) == ("failed", True)
    trial = administrator.get(f"/v1/releases/{release}/trial").json()
    assert (trial["finished_at"], trial["failure"]) == (None, ended["reason"])
    page = administrator.get(f"/releases/{release}", headers=PAGE).text
    assert (ended["reason"] in page, "is not finished" in page) == (True, False)
    job = job_in(administrator.post(f"/v1/releases/{release}/trial"))
    administrator.post(f"/v1/jobs/{job}/cancel").raise_for_status()
    assert "was cancelled" in administrator.get(f"/v1/releases/{release}/trial").json()["failure"]
    assert service.parts[Audit].verify().faults == ()


def test_what_can_not_be_compared_is_refused(service: Service, administrator: httpx.Client) -> None:
    active = next(each for each in service.parts[ReleaseRegistry].all() if each.state == "active").id
    assert administrator.post(f"/v1/releases/{active}/trial").status_code == 409
    assert administrator.post(f"/v1/releases/r-{'0' * 16}/trial").status_code == 404
    assert administrator.get(f"/v1/releases/{active}/trial").status_code == 404
    assert administrator.get(f"/v1/releases/{active}/trial/items/none/photos/0.jpg").status_code == 404
    for role in ("officer", "reviewer", "contributor"):
        assert service.as_(role).get(f"/v1/releases/{active}/trial").status_code == 403


def test_a_forged_comparison_is_found(service: Service, administrator: httpx.Client, tmp_path: Path) -> None:
    release = stage_with_influence(service.parts, tmp_path, 0.06).id
    compared(service, release, administrator)
    work = service.parts[JobRunner].work.of(TrialWork)
    actor = service.parts[Accounts].actor_of(
        next(each for each in service.parts[Accounts].people(None) if each.username == "first-administrator"), "tests"
    )
    with work.begin(actor) as unit:
        trial = unit.trials.latest(release)
        assert trial is not None
        unit.trials.change(replace(trial, gold="gold-x"))
    assert [trial.id in str(fault.words) for fault in service.parts[Audit].verify().faults] == [True]
    with work.begin(actor) as unit:
        unit.trials.change(trial)
