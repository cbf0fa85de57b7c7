"""The operator's administrator looks at releases, activates one and rolls back, by page and by API."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest

from model.messages import message
from model.release import release_id
from model.verdict import Outcome
from serve import subjects
from serve.app import build
from serve.audit.service import Audit
from serve.platform.settings import Settings
from serve.platform.subject import Subject, Subjects
from serve.platform.work import Work
from serve.releases import governing
from serve.releases.accepted import accepted_for
from serve.releases.archive import ReleaseArchive
from serve.releases.changes import ReleaseChanges, changes_between
from serve.releases.domain import ActivationBlockedError, ReleaseRecord
from serve.releases.figures import AllowedErrors, ItemsTested
from serve.releases.messages import TESTED, doubts, lowered, raised, said, taken
from serve.releases.registry import COMMANDS, ActivationCheck, ReleaseRegistry
from serve.releases.report import METRICS_FILE, allowed_by, items_tested, report_of
from tests.serve.alerting import alert_on
from tests.serve.releasing import stage
from tests.serve.running import Service, run
from tests.serve.test_releases import eventually, spoil
from tests.serve.tiny_release import GENUINE, make_release
from tests.serve.trying import stage_without, with_report
from tests.storage import Storage

PAGE = {"accept": "text/html"}
LEFT = {"reason": "It suspects genuine goods."}
BLOCKED = message("This one waits for a second person.")


@pytest.fixture(scope="module")
def blocked() -> set[str]:
    """The ids of releases that may not become active."""
    return set()


@pytest.fixture(scope="module")
def service(
    tmp_path_factory: pytest.TempPathFactory, tiny_release: Path, storage: Storage, blocked: set[str]
) -> Iterator[Service]:
    """A service with a check that blocks some releases."""

    def check(_: Work, record: ReleaseRecord, __: ReleaseArchive) -> None:
        if record.id in blocked:
            raise ActivationBlockedError(BLOCKED)

    settings = Settings(
        data_dir=tmp_path_factory.mktemp("data"), release=tiny_release, release_poll_seconds=0.02, **storage()
    )
    yield from run(settings, of=Subjects((*subjects.load(), Subject(name="x", extensions=(ActivationCheck(check),)))))


@pytest.fixture
def administrator(service: Service) -> httpx.Client:
    return service.as_("administrator")


def staged(service: Service, folder: Path, bias: float) -> str:
    return stage(service.parts, make_release(folder / "made", bias=bias)).id


def test_a_release_is_activated_and_rolled_back_and_processes_follow(
    service: Service, administrator: httpx.Client, tmp_path: Path
) -> None:
    first, second = staged(service, tmp_path, 0.21), staged(service, tmp_path, 0.22)
    for release in (first, second):
        assert administrator.post(f"/v1/releases/{release}/activate").json()["state"] == "active"
        eventually(lambda: service.client.get("/v1/release").json()["id"] == release)  # noqa: B023
    key = {"Idempotency-Key": "back"}
    for _ in range(2):  # the second time it is the same call
        assert administrator.post("/v1/releases/roll-back", json=LEFT, headers=key).json()["id"] == first
    eventually(lambda: service.client.get("/v1/release").json()["id"] == first)
    person = administrator.get("/v1/me").json()["id"]
    left = administrator.get(f"/v1/releases/{second}").json()
    assert (left["changed_by"], left["rolled_back"]["by"], left["rolled_back"]["reason"]) == (
        person,
        person,
        LEFT["reason"],
    )
    begun, ended = left["active_times"][-1]["begun"], left["active_times"][-1]["ended"]
    assert (begun["by"], begun["by_roll_back"], ended["by"], ended["by_roll_back"]) == (person, False, person, True)
    listed = {each["id"]: each["active_times"] for each in administrator.get("/v1/releases").json()["releases"]}
    assert (listed[second], listed[first][-1]["begun"]["by_roll_back"]) == (left["active_times"], True)
    assert (listed[first][-1]["begun"]["at"], listed[first][-1]["ended"]) == (ended["at"], None)
    for page, count in ((f"/releases/{second}", 1), ("/releases", 2)):
        told = administrator.get(page, headers=PAGE).text
        assert told.count("when this release was activated by") >= count
        assert "when this release was rolled back by" in told
    assert service.parts[Audit].verify().faults == ()


def test_rolling_back_with_nothing_to_roll_back_to_says_so_and_leads_to_the_releases(
    start_service: Callable[..., Service],
) -> None:
    answer = start_service().as_("administrator").get("/releases/roll-back", headers=PAGE)
    assert (answer.status_code, "There is no release to roll back to" in answer.text) == (200, True)
    assert ("All releases" in answer.text, 'name="reason"' in answer.text) == (True, False)


def test_activating_under_one_key_happens_once(service: Service, administrator: httpx.Client, tmp_path: Path) -> None:
    release = staged(service, tmp_path, 0.23)
    for _ in range(2):
        administrator.post(f"/v1/releases/{release}/activate", headers={"Idempotency-Key": "a"}).raise_for_status()
    events = administrator.get(f"/v1/audit/events?subject={release}").json()["events"]
    assert [event["action"] for event in events].count("release:activate") == 1


def test_a_check_blocks_every_way_to_activate(
    service: Service, administrator: httpx.Client, blocked: set[str], tmp_path: Path
) -> None:
    release = staged(service, tmp_path, 0.24)
    blocked.add(release)
    answer = administrator.post(f"/v1/releases/{release}/activate")
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/activation-blocked")
    assert "second person" in answer.json()["detail"]
    page = administrator.post(f"/releases/{release}/activate", headers=PAGE)
    assert (page.status_code, "second person" in page.text) == (409, True)
    with pytest.raises(ActivationBlockedError):
        service.parts[ReleaseRegistry].activate(COMMANDS, release)  # as the command does
    assert administrator.get(f"/v1/releases/{release}").json()["state"] == "staged"


def test_the_services_own_first_choice_passes_no_check(tmp_path: Path) -> None:
    def never(_: Work, __: ReleaseRecord, ___: ReleaseArchive) -> None:
        raise ActivationBlockedError(BLOCKED)

    of = Subjects((*subjects.load(), Subject(name="x", extensions=(ActivationCheck(never),))))
    parts = build(Settings(data_dir=tmp_path / "data"), of=of)
    parts.open_records()
    parts.objects.open()
    bundled = make_release(tmp_path / "data" / "releases")
    registry = parts[ReleaseRegistry]
    shelf = replace_shelf(registry, tmp_path)
    assert shelf.at_start(None).id == bundled.name
    parts.close()


def replace_shelf(registry: ReleaseRegistry, folder: Path) -> ReleaseRegistry:
    """The same without the releases that come with the package."""
    shelf = type(registry.shelf)(folder / "data", bundled=folder / "none")
    return replace(registry, shelf=shelf, archive=replace(registry.archive, shelf=shelf))


def test_a_damaged_release_is_not_activated(start_service: Callable[..., Service], tmp_path: Path) -> None:
    service = start_service()
    record = stage(service.parts, make_release(tmp_path / "made", bias=0.25))
    spoil(service.parts, next(file.sha256 for file in record.files if file.name == "model.onnx"))
    administrator = service.as_("administrator")
    answer = administrator.post(f"/v1/releases/{record.id}/activate")
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/release-refused")
    assert administrator.get(f"/v1/releases/{record.id}").json()["state"] == "staged"


def test_no_one_else_learns_of_a_release_and_none_is_404(
    service: Service, administrator: httpx.Client, tmp_path: Path
) -> None:
    release = staged(service, tmp_path, 0.26)
    for role in ("officer", "senior_officer", "trainer", "contributor", "reviewer"):
        client = service.as_(role)
        assert client.get(f"/v1/releases/{release}").status_code == 403
        assert client.post(f"/v1/releases/{release}/activate").status_code == 403
        assert client.get("/releases", headers=PAGE).status_code == 403
    absent = f"r-{'0' * 16}"
    assert administrator.get(f"/v1/releases/{absent}").status_code == 404
    assert administrator.post(f"/v1/releases/{absent}/activate").status_code == 404


def test_pages_say_what_is_active_and_what_a_change_means(
    service: Service, administrator: httpx.Client, tmp_path: Path
) -> None:
    first, second = staged(service, tmp_path, 0.27), staged(service, tmp_path, 0.28)
    administrator.post(f"/releases/{first}/activate", headers=PAGE, follow_redirects=True).raise_for_status()
    found = administrator.get("/releases", headers=PAGE).text
    assert found.index(first) < found.index(second)
    assert "the command line" in found
    page = administrator.get(f"/releases/{second}", headers=PAGE).text
    assert f"/releases/{second}/activate" in page
    assert page.index("Largest error rate allowed") < page.index(">5%<") < page.index("not measured")
    assert "not measured" in page
    confirming = administrator.get(f"/releases/{second}/activate", headers=PAGE).text
    assert "The same products can have the same outcomes as now." in confirming
    administrator.post(f"/releases/{second}/activate", headers=PAGE, follow_redirects=True).raise_for_status()
    page = administrator.get("/releases/roll-back", headers=PAGE).text
    assert (first in page, 'name="reason"' in page) == (True, True)
    for given in ({}, {"reason": " "}):
        answer = administrator.post("/releases/roll-back", data=given, headers=PAGE)
        assert (answer.status_code, "Give the reason" in answer.text) == (400, True)
    answer = administrator.post("/releases/roll-back", data=LEFT, headers=PAGE, follow_redirects=True)
    assert str(answer.url).endswith(f"/releases/{first}")


def staged_lax(service: Service, folder: Path) -> str:
    """The id of a release that allows more errors, and for which a finding on its data was accepted."""
    made = make_release(folder / "made", bias=0.31)
    said = json.loads((made / "release.json").read_bytes())
    said["training"] |= {"accepted_findings": ["shortcut-background", "shortcut-detail"]}
    for rule in said["products"]["box"]["rules"]:
        rule["suspected"]["target"] = 0.25
    description = json.dumps(said).encode()
    (made / "release.json").write_bytes(description)
    return stage(service.parts, made.rename(folder / release_id(description))).id


def test_pages_before_activation_say_that_more_errors_are_allowed_and_which_findings_were_accepted(
    service: Service, administrator: httpx.Client, tmp_path: Path
) -> None:
    strict, release = staged(service, tmp_path, 0.32), staged_lax(service, tmp_path)
    administrator.post(f"/v1/releases/{strict}/activate").raise_for_status()
    for page in (f"/releases/{release}", f"/releases/{release}/activate"):
        text = unescape(administrator.get(page, headers=PAGE).text)
        assert "up to 25% of genuine items are called suspected counterfeit" in text
        assert "<code>shortcut-background</code> · The background of the photos alone" in text
        assert "<code>shortcut-detail</code> · Many counterfeit items of one contributor share a detail" in text
        assert "The same products can have" not in text


def test_errors_of_a_release_that_never_answers_are_not_shown_without_a_word(
    service: Service, administrator: httpx.Client, tmp_path: Path
) -> None:
    none, half = ({"value": value, "low": 0.0, "high": 0.8, "n": 4} for value in (0.0, 0.5))
    errors = {"genuine_called_suspected": none, "counterfeit_called_consistent": none}
    measured = {"box": {**errors, "coverage": none}, "bag": {**errors, "coverage": half}}
    made = with_report(make_release(tmp_path / "made", bias=0.34), {"products": measured}, METRICS_FILE)
    page = administrator.get(f"/releases/{stage(service.parts, made).id}", headers=PAGE).text
    assert "Acme box: no item had a definite outcome, so no item could be called wrongly." in page
    assert "Acme bag: no item" not in page


def test_a_staged_release_is_not_called_active_where_none_is(
    service: Service, administrator: httpx.Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = staged(service, tmp_path, 0.29)
    monkeypatch.setattr(governing, "active_of", lambda _: None)
    page = administrator.get(f"/releases/{release}/activate", headers=PAGE).text
    assert ("No release is active." in page, "active already" in page) == (True, False)


def test_a_release_says_which_errors_it_allows_and_which_findings_were_accepted(service: Service) -> None:
    registry = service.parts[ReleaseRegistry]
    known = report_of(registry.archive, registry.all()[0]).description
    assert (allowed_by(known), accepted_for(known)) == ((0.05, 0.05), None)
    box = known.products["box"]
    rules = (replace(box.rules[0], consistent=replace(box.rules[0].consistent, target=0.1)), *box.rules[1:])
    assert allowed_by(replace(known, products={**known.products, "box": replace(box, rules=rules)})) == (0.05, 0.1)
    assert allowed_by(replace(known, products={})) == (None, None)
    steps = {"recalibrated": [{"accepted_findings": ["all"]}], "enrolled": [{"accepted_findings": []}]}
    fitted = {"accepted_findings": ["shortcut-colour"], **steps}
    assert accepted_for(replace(known, training=fitted)) == ["all", "shortcut-colour"]
    assert accepted_for(replace(known, training={"accepted_findings": []})) == []


@pytest.mark.parametrize(
    ("said", "tested", "words"),
    [
        ({}, None, "Counted on test items"),
        ({"tested_on": {"manifest_sha256": "0", "gold": True}}, ItemsTested.GOLD, "no independent confirmation"),
        ({"tested_on": {"manifest_sha256": "0", "gold": False}}, ItemsTested.OTHERS, "another manifest"),
    ],
)
def test_a_release_says_on_which_items_its_figures_were_counted(
    service: Service, said: dict[str, Any], tested: ItemsTested | None, words: str
) -> None:
    registry = service.parts[ReleaseRegistry]
    known = report_of(registry.archive, registry.all()[0]).description
    assert items_tested(replace(known, training=said)) == tested
    assert words in str(TESTED[tested])


def test_what_changes_for_officers_is_told_by_product_and_outcome(service: Service) -> None:
    registry = service.parts[ReleaseRegistry]
    before = report_of(registry.archive, registry.all()[0]).description
    assert changes_between(before, before).is_empty
    box = before.products["box"]
    rules = tuple(replace(rule, suspected=replace(rule.suspected, log_odds=None)) for rule in box.rules)
    after = replace(before, products={"box": replace(box, rules=rules), "new": box})
    changes = changes_between(before, after)
    assert (changes.added, changes.removed, changes.gained) == (["new"], ["bag"], [])
    assert [(product, outcome.value) for product, outcome in changes.lost] == [("box", "suspected_counterfeit")]


def test_a_release_that_was_active_before_brings_products_back_and_another_one_brings_them_new() -> None:
    box, called = [("box", Outcome.SUSPECTED)], {"box": "Acme box", "bag": "Acme bag"}
    changes = ReleaseChanges(added=["bag"], removed=["box"], gained=box, lost=[])
    back = [*map(str, taken(changes, called)), *map(str, said(changes, called, is_again=True))]
    assert back == [
        "Acme box: with this release, officers can't examine this product.",
        "Acme bag: recognised again, so officers can examine this product again.",
        "Acme box: can be called suspected counterfeit again.",
    ]
    new = [*map(str, taken(changes, called)), *map(str, said(changes, called, is_again=False))]
    assert not any("again" in each for each in new)


def test_a_new_product_without_thresholds_is_said_to_be_inconclusive_always(service: Service) -> None:
    registry = service.parts[ReleaseRegistry]
    before = report_of(registry.archive, registry.all()[0]).description
    box = before.products["box"]
    rules = tuple(
        replace(rule, suspected=rule.suspected.without_items(), consistent=rule.consistent.without_items())
        for rule in box.rules
    )
    after = replace(before, products={**before.products, "new": box, "unsure": replace(box, rules=rules)})
    changes = changes_between(before, after)
    assert (changes.added, changes.undecided) == (["new", "unsure"], ["unsure"])
    for is_again in (False, True):
        new, unsure = map(str, said(changes, {}, is_again=is_again))
        assert ("inconclusive" in new, "every outcome will be inconclusive" in unsure) == (False, True)


def test_a_release_that_allows_more_errors_than_the_active_one_says_so_with_both_limits() -> None:
    strict, lax = AllowedErrors(0.05, 0.05), AllowedErrors(0.25, 0.05)
    (more,) = map(str, raised(strict, lax))
    assert more.startswith("This release allows that up to 25% of genuine items are called suspected counterfeit;")
    assert more.endswith("the active release allows up to 5%.")
    assert (raised(lax, strict), raised(strict, strict), lowered(strict, lax)) == ([], [], [])
    assert len(lowered(lax, strict)) == 1
    assert raised(AllowedErrors(), lax) == []


def test_an_accepted_finding_is_said_in_words_and_one_that_has_none_by_its_code() -> None:
    known, other = doubts(["all", "shortcut-background", "missing-file"])
    assert (known[0], "background" in str(known[1])) == ("shortcut-background", True)
    assert (other[0], "list of findings" in str(other[1])) == ("missing-file", True)


def let_second_allow(service: Service, administrator: httpx.Client, release: str) -> None:
    """Without gold items, officers lose a product only after a comparison, and if another person allows it."""
    trial, page = f"/v1/releases/{release}/trial", f"/releases/{release}"
    refused = administrator.post(f"/v1/releases/{release}/activate")
    assert (refused.status_code, "Acme bag: with this release" in refused.json()["detail"]) == (409, True)
    assert "can be done without gold items" in administrator.get(page, headers=PAGE).text
    administrator.post(trial).raise_for_status()
    eventually(lambda: administrator.get(trial).json()["finished_at"])
    found = administrator.get(trial).json()
    assert (found["lost"], found["products"]["box"]["coverage"]["n"]) == (["bag"], 0)
    assert "There were no gold items to compare on." in administrator.get(page, headers=PAGE).text
    refused = administrator.post(f"/v1/releases/{release}/activate")
    assert (refused.status_code, "give a reason" in refused.json()["detail"]) == (409, True)
    second = service.as_("administrator", "second")
    second.post(f"/v1/releases/{release}/override", json={"reason": "No longer sold."}).raise_for_status()


def test_officers_read_that_a_product_which_the_active_release_no_longer_knows_cannot_be_examined(
    service: Service, administrator: httpx.Client, tmp_path: Path
) -> None:
    alert_id, examined = "", ""
    strict = stage(service.parts, make_release(tmp_path / "strict", bias=0.33, familiarity=9.0)).id
    fewer = stage_without(service.parts, tmp_path, "bag").id
    for release, is_named in ((strict, False), (fewer, True), (strict, False)):
        if is_named:
            let_second_allow(service, administrator, release)
        administrator.post(f"/v1/releases/{release}/activate").raise_for_status()
        eventually(lambda: service.client.get("/v1/release").json()["id"] == release)  # noqa: B023
        alert_id = alert_id or alert_on(service, product="bag", with_picture=False)
        examined = examined or service.examine(GENUINE).headers["location"].rpartition("/")[2]
        page = unescape(service.client.get("/", headers=PAGE).text)
        assert ("These products can't be examined at present: Acme bag." in page) == is_named
        page = unescape(service.client.get(f"/examinations/{examined}", headers=PAGE).text)
        verdict = page.partition('class="do-next"')[2].partition("</section>")[0]
        assert "Choose another product" in verdict
        assert ("so that they can't be chosen either: Acme bag." in verdict) == is_named
        for path in ("/alerts", f"/alerts/{alert_id}"):
            page = service.client.get(path, headers=PAGE).text
            assert ("Acme bag" in page, "This product can't be examined" in unescape(page)) == (True, is_named)
