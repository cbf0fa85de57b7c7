"""What trainers show, through API and pages; tests/serve/rules has the rules."""

import re

import httpx
import pytest

from serve.accounts.service import Accounts
from tests.serve.clearing import clearance_on, new_agency, taught_on
from tests.serve.enquiring import located
from tests.serve.running import Service
from tests.serve.said import without_marks
from tests.serve.tiny_release import as_new, reference_of
from tests.serve.world import made

PAGE = {"accept": "text/html"}
PLACE = "Canary dock"  # in the metadata of a photo
LIST = "/v1/teaching/products"
HALL, YARD = "hall", "yard"  # agencies of these tests alone: others clear parts for those of the service


@pytest.fixture(scope="module", autouse=True)
def agencies(service: Service) -> None:
    """The agencies of these tests."""
    for name in (HALL, YARD):
        new_agency(service, name)


@pytest.fixture(scope="module")
def entry(service: Service) -> str:
    """An item whose photo is like the genuine picture, cleared with a point and a view for one agency."""
    clearance_on(service, HALL, parts=[{"kind": "reference", "name": "front"}])
    photo = located(as_new(reference_of("front")), PLACE)
    return taught_on(service, HALL, "logo", "seal", photo=photo, view="front")


def page(client: httpx.Client, path: str) -> str:
    answer = client.get(path, headers=PAGE)
    assert answer.status_code == 200, answer.text
    return without_marks(answer.text)


def test_a_trainer_reads_products_points_and_pictures(service: Service, entry: str) -> None:
    trainer = service.as_("trainer", HALL)
    (brief,) = made(trainer.get(LIST))["products"]
    assert (brief["id"], brief["points"], brief["genuine"], brief["counterfeit"]) == ("box", 2, 0, 1)
    product = made(trainer.get(f"{LIST}/box"))
    assert [each["id"] for each in product["points"]] == ["logo", "seal"]
    assert {each["id"]: bool(each["picture"]) for each in product["views"]} == {"front": True, "back": False}
    assert [(each["entry"], each["label"]) for each in product["items"]] == [(entry, "counterfeit")]
    (photo,) = product["points"][0]["counterfeits"]
    comparison = made(trainer.get(photo["comparison"]))
    assert (comparison["registered"], comparison["marked"], comparison["whole"]) == (True, False, True)
    pictures = [
        *(product["points"][0]["picture"], product["views"][0]["picture"], photo["picture"]),
        *(comparison[side]["picture"] for side in ("genuine", "counterfeit")),
    ]
    for address in pictures:
        shown = trainer.get(address)
        assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg"), address
        assert PLACE.encode() not in shown.content
        assert "max-age" not in shown.headers.get("cache-control", "")


def test_nothing_of_points_that_are_not_cleared_is_told(service: Service, entry: str) -> None:
    trainer = service.as_("trainer", YARD)
    taught_on(service, YARD, "seal", view="back")
    told = trainer.get(f"{LIST}/box").text + page(trainer, "/teaching/box") + page(trainer, "/teaching/box/points/seal")
    assert "The seal" in told
    for word in ("logo", "secret", entry):
        assert word not in told
    for path in ("/teaching/box/points/logo", f"/teaching/box/points/seal?photo={entry}/0", "/teaching/bag"):
        assert trainer.get(path, headers=PAGE).status_code == 404


def test_the_pages_lead_from_the_products_over_the_points_to_each_comparison(service: Service, entry: str) -> None:
    trainer = service.as_("trainer", HALL)
    listed = page(trainer, "/teaching")
    assert 'href="/teaching/box"' in listed
    assert "What is cleared ends next on" in listed
    shown = page(trainer, "/teaching/box")
    assert 'href="/teaching/box/points/logo"' in shown
    assert "1 photo to compare with · 0 photos show this point" in shown
    first = page(trainer, "/teaching/box/points/logo")
    for part in (
        "Point 1 of 2",
        f"/comparisons/{entry}/0/genuine.jpg",
        'data-registered="yes"',
        "/static/comparison.js",
    ):
        assert part in first
    assert re.findall(r'href="([^"]+)" data-step="(\w+)"', first) == [("/teaching/box/points/seal", "next")]
    projected = page(trainer, "/teaching/box/points/logo?projector")
    assert re.findall(r'href="([^"]+)" data-step="(\w+)"', projected) == [
        ("/teaching/box/points/seal?projector", "next")
    ]
    assert 'class="projected"' in projected
    assert "Leave the projector view" in projected
    last = page(trainer, "/teaching/box/points/seal")
    assert "No photo of a counterfeit item to compare with is cleared." in last
    assert 'data-step="before"' in last


def test_no_other_role_opens_the_pages(service: Service, entry: str) -> None:
    for role in ("officer", "reviewer", "administrator"):
        for path in ("/teaching", f"/teaching/box/points/logo?photo={entry}/0", LIST):
            assert service.as_(role).get(path, headers=PAGE).status_code == 403


def test_an_agency_for_which_nothing_is_cleared_learns_whom_to_ask(service: Service) -> None:
    reviewer = service.as_("reviewer")
    first = service.people.agencies[HALL].id
    service.as_("trainer", YARD)
    made(reviewer.put("/v1/allowance", json={"agencies": [first]}))
    try:
        told = page(service.as_("trainer", YARD), "/teaching")
        assert "Tell the right holders whose products you teach, or the operator of this service" in told
    finally:
        made(reviewer.put("/v1/allowance", json={"agencies": None}))


def test_a_trainer_lands_on_the_products_after_signing_in(service: Service, entry: str) -> None:
    assert entry
    secret = "a long secret of the trainer"  # noqa: S105  # of a person of this test
    accounts = service.parts[Accounts]
    accounts.add_person(
        None,
        organisation_id=service.people.agencies[HALL].id,
        username="landing-trainer",
        name="T",
        role="trainer",
        password=secret,
    )
    for wanted, landed in (("/", "/teaching"), ("/cases", "/cases")):
        with service.visitor() as visitor:
            said = {"username": "landing-trainer", "password": secret, "next": wanted}
            answer = visitor.post("/sign-in", data=said)
            assert (answer.status_code, answer.headers.get("location")) == (303, landed)
