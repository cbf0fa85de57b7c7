"""A picture that its right holder has withdrawn is shown nowhere any more: a walk through every page that had it."""

import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
import numpy as np
import pytest
from PIL import Image

from serve.datasets.gold import GoldSet
from serve.releases.service import Releases
from tests.serve.alerting import picture_of, sending
from tests.serve.clearing import clearance_on
from tests.serve.frozen import accept, actor_of, keeper_of
from tests.serve.releasing import stage
from tests.serve.running import Service
from tests.serve.tiny_release import VIEWS, as_new, photo, reference_of
from tests.serve.world import World, made

PAGE = {"accept": "text/html"}
VIOLET = (120, 40, 200)  # no other picture of the tests is like it
ADDRESS = re.compile(r'"(/v1/[^"?]+?\.jpg)')


def is_violet(answer: httpx.Response) -> bool:
    """Whether an answer is the picture that is looked for, of any size."""
    if answer.headers.get("content-type") != "image/jpeg":
        return False
    pixels = np.asarray(Image.open(io.BytesIO(answer.content)).convert("RGB"))
    return bool(np.abs(np.median(pixels, axis=(0, 1)) - VIOLET).max() < 15)


def walked(clients: Mapping[str, httpx.Client], pages: Mapping[str, list[str]]) -> Iterator[tuple[str, str, str]]:
    """Each role, page and address at which the picture is shown."""
    for role, addresses in pages.items():
        for page in addresses:
            for picture in sorted(set(ADDRESS.findall(clients[role].get(page, headers=PAGE).text))):
                if is_violet(clients[role].get(picture)):
                    yield role, page, picture


def walk_of(
    contribution: str, entry: str, clearance: str, *alerts: str
) -> tuple[Mapping[str, list[str]], frozenset[str]]:
    """The pages and calls of each role that could show a photo of an entry, and those that do at first."""
    sent = [*(f"/alerts/{each}" for each in alerts), *(f"/v1/alerts/{each}" for each in alerts[:1]), "/v1/alerts"]
    cleared = [f"/v1/clearances/{clearance}", "/v1/clearances"]
    chosen = ["/alerts/new?product=box", "/v1/alerts/items", "/v1/clearances/items?product=box&label=counterfeit"]
    review = [
        f"/review/{entry}",
        f"/review/{entry}/proposal",
        f"/review?state=any&source={contribution}",
        f"/v1/review/entries/{entry}",
    ]
    gold = ["/datasets/gold?state=confirmed", "/datasets/gold/candidates"]
    pages = {
        "officer": [*sent, "/guide/products/box"],
        "trainer": cleared,
        "reviewer": [*sent, *cleared, *chosen, f"/clearances/{clearance}", "/clearances/new?product=box"],
        "administrator": [*sent, *cleared, *review, *gold, "/releases"],
        "curator": [*review, *gold],
    }
    own = {f"/clearances/{clearance}", "/clearances/new?product=box"}
    return pages, frozenset({*sent, *cleared, *chosen, *review, gold[0], *own})


@pytest.mark.parametrize("storage", ["sqlite"], indirect=True)  # rules/test_alerts.py asks both databases
def test_a_withdrawn_picture_is_shown_in_its_right_holders_own_contribution_alone(
    service: Service, tiny_release: Path
) -> None:
    world, violet = World(service), as_new(photo(VIOLET, (320, 240), seed=77))
    release = stage(service.parts, tiny_release).id
    contributor, reviewer, administrator = map(service.as_, ("contributor", "reviewer", "administrator"))
    said = {"licence": "CC-BY-4.0", "consent": True, "product": "box"}
    contribution = made(contributor.post("/v1/contributions", json=said))["id"]
    world.add_file(contributor, contribution, "counterfeit/violet/front.jpg", violet)
    world.add_file(contributor, contribution, "genuine/held/front.jpg", reference_of(VIEWS[0][1]))
    made(contributor.post(f"/v1/contributions/{contribution}/check"))
    world.run_checks(contributor, contribution)
    made(contributor.post(f"/v1/contributions/{contribution}/submit"))
    images = made(contributor.get(f"/v1/contributions/{contribution}/images"))["images"]
    own, entry = next((each["picture"], each["entry"]) for each in images if "violet" in each["name"])
    accept(service, actor_of(service, "administrator"), entry)
    service.parts[GoldSet].propose(actor_of(service, "administrator"), entry)
    service.parts[GoldSet].confirm(keeper_of(service), entry)
    items = [{"entry": entry, "photo": 0}]
    alert = made(reviewer.post("/v1/alerts", json=sending(service, items=items)))["id"]
    sent = made(reviewer.post("/v1/alerts", json=sending(service, pictures=[picture_of(reviewer, violet)])))["id"]
    clearance = clearance_on(service, parts=[{"kind": "photo", "name": f"{entry}/0"}])

    pages, expected = walk_of(contribution, entry, clearance, alert, sent)
    clients = {role: service.as_(role) for role in pages}
    before = set(walked(clients, pages))
    shown = {page for _, page, _ in before}
    assert shown >= expected

    form = reviewer.get(f"/contributions/{contribution}", headers=PAGE).text
    assert "2 alerts of your organisation show pictures that you would withdraw." in form
    assert "no verdict shows these photos to officers any more" in form
    assert "1 clearance for seminars has photos that you would withdraw." in form
    assert all(f'href="{each}"' in form for each in (f"/alerts/{alert}", f"/alerts/{sent}", f"/clearances/{clearance}"))
    made(reviewer.post(f"/v1/contributions/{contribution}/withdraw", json={"reason": "A <b> garden"}))

    assert {(role, picture) for role, _, picture in before if is_violet(clients[role].get(picture))} == set()
    assert set(walked(clients, pages)) == set()
    told = reviewer.get(f"/alerts/{alert}", headers=PAGE).text
    assert "1 picture of this alert is no longer shown to anyone" in told
    assert "A &lt;b&gt; garden" in told
    lists = [client.get("/alerts").text for client in (reviewer, service.client)] + [reviewer.get("/overview").text]
    assert ["1 picture of this alert is no longer shown, because" in each for each in lists] == [True, False, True]
    seen = service.client.get(f"/alerts/{alert}", headers=PAGE).text
    assert "The right holder has withdrawn 1 picture of this alert." in seen
    assert "garden" not in seen
    assert made(service.client.get(f"/v1/alerts/{alert}"))["withdrawn_pictures"] == [
        {"number": 1, "item": None, "reason": None}
    ]
    assert "The photos of a withdrawn item are no longer shown." in clients["curator"].get(f"/review/{entry}").text
    assert is_violet(contributor.get(own))
    service.parts[Releases].hide_withdrawn()
    assert set(service.parts[Releases].known(release).withdrawn) >= {
        hashlib.sha256(each).hexdigest() for each in (violet, reference_of(VIEWS[0][1]))
    }

    listed = next(each for each in made(administrator.get("/v1/releases"))["releases"] if each["id"] == release)
    assert listed["withdrawn"] == {"genuine": 1, "counterfeit": 0}  # it holds the photo of the other item
    assert made(administrator.get(f"/v1/releases/{release}"))["withdrawn"] == listed["withdrawn"]
    for page in ("/releases", f"/releases/{release}", f"/releases/{release}/activate"):
        assert "Genuine items: 1. Counterfeit items: 0." in administrator.get(page, headers=PAGE).text
