"""Confirmations through API and pages, and on PostgreSQL; tests/serve/rules has the rules."""

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from PIL import Image
from sqlalchemy import func, select

from serve.confirmations.tables import confirmations, photos
from serve.enquiries.tables import enquiries
from serve.platform.settings import Settings
from tests.serve.enquiring import answered, asked, confirmed, located, made, rival, stopped
from tests.serve.running import Service, run
from tests.serve.tiny_release import new_picture
from tests.storage import Storage


@pytest.fixture
def own(tmp_path: Path, tiny_release: Path, storage: Storage) -> Iterator[Service]:
    """A service of the test's own, whose record may be spoiled."""
    yield from run(Settings(data_dir=tmp_path / "data", release=tiny_release, workers=2, **storage()))


def proposed(client: httpx.Client) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = made(client.get("/v1/confirmations?limit=100"))["confirmations"]
    return found


def test_a_confirmed_item_is_proposed_with_its_chosen_photos_and_their_label(own: Service) -> None:
    officer, reviewer = own.client, own.as_("reviewer")
    taken = [located(new_picture(), "canary-camera") for _ in range(3)]
    enquiry = asked(officer, stopped(officer, *taken), 2, 0)["id"]
    assert proposed(reviewer) == []
    answered(reviewer, enquiry, "confirmed_counterfeit")
    (confirmation,) = proposed(reviewer)
    assert (confirmation["product"], confirmation["label"]) == ("box", "counterfeit")
    assert confirmation["enquiry"] == enquiry
    digests = [hashlib.sha256(content).hexdigest() for content in taken]
    assert [each["sha256"] for each in confirmation["photos"]] == [digests[2], digests[0]]
    for client in (reviewer, own.as_("administrator")):
        picture = client.get(confirmation["photos"][0]["picture"])
        assert picture.headers["content-type"] == "image/jpeg"
        assert b"canary-camera" not in picture.content
        assert not Image.open(io.BytesIO(picture.content)).getexif()
        page = client.get("/confirmations", headers={"accept": "text/html"}).text
        assert "Acme box: counterfeit" in page
        assert confirmation["photos"][0]["picture"] in page


def test_confirmations_are_seen_by_their_right_holder_and_the_operator_alone(own: Service) -> None:
    confirmed(own, "genuine")
    (confirmation,) = proposed(own.as_("contributor"))
    picture = confirmation["photos"][0]["picture"]
    (seen,) = proposed(own.as_("administrator"))
    assert seen == confirmation | {"enquiry": None}
    foreign = rival(own)
    assert proposed(foreign) == []
    assert foreign.get(picture).status_code == 404
    assert foreign.get(f"/v1/confirmations?after={confirmation['id']}").status_code == 404
    foreign.close()
    for role in ("officer", "senior_officer", "trainer"):
        for path in ("/v1/confirmations", picture, "/confirmations"):
            assert own.as_(role).get(path).status_code == 403


def test_confirmations_are_asked_for_page_by_page(own: Service) -> None:
    for _ in range(2):
        confirmed(own, "genuine")
    reviewer = own.as_("reviewer")
    first = made(reviewer.get("/v1/confirmations?limit=1"))
    second = made(reviewer.get(f"/v1/confirmations?limit=1&after={first['after']}"))
    seen = [*first["confirmations"], *second["confirmations"]]
    assert (len({each["id"] for each in seen}), second["after"]) == (2, None)


class FakeTenant(NamedTuple):
    """On whose behalf a transaction runs."""

    organisation_id: str
    kind: str
    person_id: str = "u-unknown"


@pytest.mark.parametrize("storage", ["postgresql"], indirect=True)
def test_postgresql_itself_keeps_rows_from_whose_they_are_not(own: Service) -> None:
    confirmed(own, "genuine")
    people = own.people
    agency, other = (FakeTenant(people.agencies[name].id, "agency") for name in ("first", "second"))
    holder, operator = FakeTenant(people.holder.id, "right_holder"), FakeTenant(people.operator.id, "operator")
    stranger = FakeTenant("o-stranger", "right_holder")

    def count(tenant: FakeTenant, table: Any) -> int:
        with own.parts.database.reading(tenant) as connection:
            found: int = connection.execute(select(func.count()).select_from(table)).scalar_one()
        return found

    tenants = (agency, holder, operator, other, stranger)
    assert [count(each, enquiries) for each in tenants] == [1, 1, 0, 0, 0]
    assert [count(each, confirmations) for each in tenants] == [0, 1, 1, 0, 0]
    assert [count(each, photos) for each in tenants] == [0, 1, 1, 0, 0]
