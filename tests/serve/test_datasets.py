"""Data sets and the gold set on pages, in the API and on the command line."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from serve.datasets.service import FREEZE, DataSets
from serve.platform.settings import Settings
from serve.platform.work import Works
from serve.review.service import withdraw
from serve.review.work import ReviewWork
from tests.serve.commands import Shingan, one_line, shingan
from tests.serve.freezing import fitted
from tests.serve.frozen import PRODUCT, Frozen, accept, accepted_on, actor_of, frozen_on
from tests.serve.jobbing import runner_of
from tests.serve.releasing import stage
from tests.serve.reviewing import handed_in
from tests.serve.running import Service, run
from tests.serve.tiny_release import new_picture
from tests.serve.world import made
from training.validate import validate

__all__ = ["shingan"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the service's data are."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def service(folder: Path, tiny_release: Path) -> Iterator[Service]:
    """A service whose jobs the test runs."""
    yield from run(Settings(data_dir=folder, release=tiny_release, workers=2, job_workers=0))


@pytest.fixture(scope="module")
def frozen(service: Service) -> Frozen:
    return frozen_on(service)


def test_a_person_of_the_operator_freezes_and_reads_what_is_in_the_data_set(service: Service, frozen: Frozen) -> None:
    operator = service.as_("administrator")
    asked = operator.post("/v1/datasets", headers={"Idempotency-Key": "freeze"})
    assert asked.status_code == 202
    runner = runner_of(service.parts, FREEZE)
    job = runner.take()
    assert job is not None
    runner.run(job)
    done = made(operator.get(asked.headers["location"]))
    assert done["state"] == "done"
    card = operator.get(f"/jobs/{done['id']}").text.partition(f'id="{done["id"]}"')[2].partition("</div>")[0]
    assert f'href="/datasets/{done["result"]["data_set"]}"' in card  # which scripts replace when the job has ended
    listed = made(operator.get("/v1/datasets"))["datasets"]
    assert [each["id"] for each in listed] == [done["result"]["data_set"], frozen.set_id]
    assert [(each["items"], each["gold_items"]) for each in listed] == [(2, 1), (1, 1)]
    page = operator.get(f"/datasets/{listed[0]['id']}").text
    assert ("Genuine" in page, "No accepted item was left out." in page) == (True, True)
    assert listed[0]["lacks"] == []
    assert sum(each["items"] for each in listed[0]["groups"]) == 3
    assert operator.get("/datasets").text.count("/datasets/m-") == 2


def paged(client: httpx.Client, path: str, members: str, name: str, **asked: Any) -> list[str]:
    """The names in a list, one page for each."""
    found, asked = list[str](), {**asked, "limit": 1}
    while True:
        page = made(client.get(path, params=asked))
        found += [each[name] for each in page[members]]
        if page["after"] is None:
            return found
        asked["after"] = page["after"]


def test_the_items_of_a_data_set_are_listed(service: Service, frozen: Frozen) -> None:
    operator, path = service.as_("administrator"), f"/v1/datasets/{frozen.set_id}/items"
    items = {each["entry"]: each for each in made(operator.get(path))["items"]}
    assert sorted(items) == paged(operator, path, "items", "entry")
    gold = items[frozen.gold]
    assert (gold["part"], gold["product"], gold["withdrawn"]) == ("gold", PRODUCT, False)
    assert operator.get(path, params={"after": frozen.left}).status_code == 404


def test_the_gold_set_is_changed_by_two_people_of_the_operator(service: Service, frozen: Frozen) -> None:
    operator = service.as_("administrator")
    name = accepted_on(service)
    assert f'name="entries" value="{name}"' in operator.get(f"/review/{name}").text
    answer = operator.post("/datasets/gold", data={"entries": name}, follow_redirects=True)
    assert answer.url.path == f"/review/{name}", "the person stays where the item is"
    assert "This item is proposed for the gold set." in answer.text
    listed = operator.get("/datasets/gold").text
    assert f"/datasets/gold/{name}/remove" in listed
    assert f'name="entries" value="{name}"' not in listed, "the same person can't confirm it"
    refused = operator.post(f"/v1/gold/{name}/confirm")
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (409, "gold-refused")
    assert {each["entry"] for each in made(operator.get("/v1/gold"))["items"]} == {frozen.gold, name}
    assert operator.delete(f"/v1/gold/{name}").status_code == 204


def test_several_items_are_proposed_and_confirmed_at_once_by_two_people(service: Service, frozen: Frozen) -> None:
    operator, second = service.as_("administrator"), service.as_("curator")
    names = [accepted_on(service), accepted_on(service)]
    candidates = operator.get("/datasets/gold/candidates", params={"product": PRODUCT, "label": "genuine"}).text
    for name in names:
        assert (f'name="entries" value="{name}"' in candidates, f"{name}/photos/0.jpg" in candidates) == (True, True)
    assert frozen.gold not in candidates
    found = paged(operator, "/v1/gold/candidates", "candidates", "entry", product=PRODUCT, label="genuine")
    assert {*names} <= {*found}
    assert frozen.gold not in found
    assert paged(operator, "/v1/gold/candidates", "candidates", "entry", product="no-such-product") == []
    for path, nothing in (("", {"kept": ""}), ("/decisions", {"do": "confirm"})):
        refused = operator.post(f"/datasets/gold{path}", data=nothing, headers={"accept": "text/html"})
        assert "Tick at least one entry first." in refused.text
    sent = {"entries": names, "kept": f"product={PRODUCT}&label=genuine"}
    stays = operator.post("/datasets/gold", data=sent, follow_redirects=True)
    assert (stays.url.path, stays.url.params["product"]) == ("/datasets/gold/candidates", PRODUCT)
    assert "You proposed 2 items for the gold set." in stays.text
    own = operator.post("/datasets/gold/decisions", data={"entries": names, "do": "confirm"})
    assert (own.status_code, own.text.count("Ask another person of the operator")) == (409, 2)
    seen = second.get("/datasets/gold").text
    for name in names:
        assert (f'name="entries" value="{name}"' in seen, f"{name}/photos/0.jpg" in seen) == (True, True)
    done = second.post("/datasets/gold/decisions", data={"entries": names, "do": "confirm"}, follow_redirects=True)
    assert "You confirmed 2 items." in done.text
    for name in names:
        made(operator.delete(f"/v1/gold/{name}"))


@pytest.mark.parametrize("role", ["contributor", "reviewer", "officer"])
def test_nothing_of_data_sets_is_shown_to_others(service: Service, frozen: Frozen, role: str) -> None:
    sets, gold = f"/v1/datasets/{frozen.set_id}", f"/v1/gold/{frozen.gold}"
    for path in ("/v1/datasets", sets, f"{sets}/items", "/v1/gold", gold, "/v1/gold/candidates"):
        assert service.as_(role).get(path).status_code == 403
    assert "/datasets" not in service.as_(role).get("/account").text


def test_a_command_freezes_and_writes_what_training_accepts(
    service: Service, frozen: Frozen, folder: Path, shingan: Shingan, tmp_path: Path
) -> None:
    accepted_on(service)
    unknown = handed_in(service.parts, actor_of(service, "contributor"), new_picture(), product="unheard-of")
    accept(service, actor_of(service, "administrator"), unknown)
    done = shingan("manifest", "freeze", "--out", tmp_path / "sets", "--data", folder)
    assert done.status == 0, done.error
    written = Path(done.out.splitlines()[-1])
    assert "gold set: items 1" in done.out
    assert "left out: items 1 of unheard-of, without a published sheet" in done.out
    assert validate(written / "manifest.csv").errors == validate(written / "gold" / "manifest.csv").errors == ()
    again = shingan("manifest", "freeze", "--out", tmp_path / "sets", "--data", folder, "--json")
    assert json.loads(again.out)["folder"] == str(written)
    earlier = shingan("manifest", "export", frozen.set_id, "--out", tmp_path / "sets", "--data", folder)
    assert earlier.out == f"{tmp_path / 'sets' / frozen.set_id}\n"
    one_line(shingan("manifest", "export", "m-none", "--out", tmp_path / "sets", "--data", folder), 1, "data set")


def test_a_release_leads_to_its_data_set_and_a_withdrawal_stands_above_what_is_in_that(
    service: Service, frozen: Frozen, tiny_release: Path, tmp_path: Path
) -> None:
    operator, command = service.as_("administrator"), "type this on the server"
    shown = service.parts[DataSets].view(actor_of(service, "administrator"), frozen.set_id).page.entries[0]
    release = stage(service.parts, fitted(tiny_release, tmp_path, shown.frozen.manifest_sha256)).id
    page = operator.get(f"/releases/{release}").text
    assert (f'href="/datasets/{frozen.set_id}"' in page, "edited copy of a data set" in page) == (True, False)
    unknown = stage(service.parts, fitted(tiny_release, tmp_path, "0" * 64)).id
    assert "edited copy of a data set" in operator.get(f"/releases/{unknown}").text
    assert command in operator.get(f"/datasets/{frozen.set_id}").text
    with service.parts[Works].of(ReviewWork).begin(actor_of(service, "contributor")) as work:
        withdraw(work, [frozen.gold], "The agreement has ended.")
    page = operator.get(f"/datasets/{frozen.set_id}").text
    assert page.index("have withdrawn items of this data set") < page.index("What is in it")
    assert command not in page
    since = page.partition("Withdrawn since")[2]
    entry = made(operator.get(f"/v1/review/entries/{frozen.gold}"))
    assert f'href="/review?state=any&amp;source={entry["source_id"]}"' in since
    assert all(told in since for told in (entry["item"], entry["right_holder"], "The agreement has ended."))
    (gone,) = made(operator.get(f"/v1/datasets/{frozen.set_id}"))["withdrawn"]
    assert (gone["item"], gone["source"], gone["reason"]) == (
        entry["item"],
        entry["source_id"],
        "The agreement has ended.",
    )
    decisions = operator.get(f"/review/{frozen.gold}").text.partition("<h2>Decisions</h2>")[2]
    assert "withdrew this item for the right holder." in decisions
    assert "The agreement has ended." in decisions
    assert "It counts there no more" in operator.get(f"/review/{frozen.gold}").text
