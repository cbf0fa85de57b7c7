"""What right holders confirm becomes proposed contributions, for themselves and the operator to see."""

import hashlib
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from PIL import Image
from sqlalchemy import delete, func, insert, select, update

from serve.audit.service import Audit
from serve.contributions.tables import contributions, photos
from serve.contributions.verifier import ContributionVerifier
from serve.enquiries.tables import enquiries
from serve.platform.settings import Settings
from serve.platform.tenancy import SYSTEM
from serve.platform.work import Works
from serve.retention.domain import Rules
from serve.retention.service import Retention
from serve.retention.work import RetentionWork
from tests.serve.enquiring import answered, asked, confirmed, located, made, new_photo, rival, stopped
from tests.serve.record import faults_after
from tests.serve.running import Service, run
from tests.storage import Storage


@pytest.fixture
def own(tmp_path: Path, tiny_release: Path, storage: Storage) -> Iterator[Service]:
    """A service of the test's own, whose record may be spoiled."""
    yield from run(Settings(data_dir=tmp_path / "data", release=tiny_release, workers=2, **storage()))


def proposed(client: httpx.Client) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = made(client.get("/v1/contributions/proposed?limit=100"))["contributions"]
    return found


def states(service: Service) -> list[tuple[str, str]]:
    with service.parts.database.reading(SYSTEM) as connection:
        query = select(contributions.c.label, contributions.c.state).order_by(contributions.c.confirmed_at)
        return [tuple(row) for row in connection.execute(query)]


def test_a_confirmed_item_is_proposed_with_its_chosen_photos_and_their_label(own: Service) -> None:
    officer, reviewer = own.client, own.as_("reviewer")
    taken = [located(new_photo(), "canary-camera") for _ in range(3)]
    enquiry = asked(officer, stopped(officer, *taken), 2, 0)["id"]
    assert proposed(reviewer) == []
    answered(reviewer, enquiry, "confirmed_counterfeit")
    (contribution,) = proposed(reviewer)
    assert (contribution["product"], contribution["label"]) == ("box", "counterfeit")
    assert contribution["enquiry"] == enquiry
    digests = [hashlib.sha256(content).hexdigest() for content in taken]
    assert [each["sha256"] for each in contribution["photos"]] == [digests[2], digests[0]]
    for client in (reviewer, own.as_("administrator")):
        picture = client.get(contribution["photos"][0]["picture"])
        assert picture.headers["content-type"] == "image/jpeg"
        assert b"canary-camera" not in picture.content
        assert not Image.open(io.BytesIO(picture.content)).getexif()
        page = client.get("/contributions", headers={"accept": "text/html"}).text
        assert "Acme box: counterfeit" in page
        assert contribution["photos"][0]["picture"] in page


def test_the_latest_answer_decides_what_is_proposed(own: Service) -> None:
    reviewer = own.as_("reviewer")
    enquiry = asked(own.client, stopped(own.client))["id"]
    answered(reviewer, enquiry, "cannot_tell")
    assert states(own) == []
    answered(reviewer, enquiry, "confirmed_genuine", amends=True)
    assert states(own) == [("genuine", "proposed")]
    answered(reviewer, enquiry, "confirmed_counterfeit", amends=True)
    assert states(own) == [("genuine", "superseded"), ("counterfeit", "proposed")]
    assert [each["label"] for each in proposed(reviewer)] == ["counterfeit"]
    answered(reviewer, enquiry, "cannot_tell", amends=True)
    assert states(own) == [("genuine", "superseded"), ("counterfeit", "superseded")]
    assert proposed(reviewer) == []
    assert own.parts[Audit].verify().faults == ()


def test_contributions_are_seen_by_their_right_holder_and_the_operator_alone(own: Service) -> None:
    confirmed(own, "genuine")
    (contribution,) = proposed(own.as_("contributor"))
    picture = contribution["photos"][0]["picture"]
    (seen,) = proposed(own.as_("administrator"))
    assert seen == contribution | {"enquiry": None}
    foreign = rival(own)
    assert proposed(foreign) == []
    assert foreign.get(picture).status_code == 404
    assert foreign.get(f"/v1/contributions/proposed?after={contribution['id']}").status_code == 404
    foreign.close()
    for role in ("officer", "senior_officer", "trainer"):
        for path in ("/v1/contributions/proposed", picture, "/contributions"):
            assert own.as_(role).get(path).status_code == 403


def test_contributions_are_read_page_by_page(own: Service) -> None:
    for _ in range(3):
        confirmed(own, "genuine")
    reviewer = own.as_("reviewer")
    first = made(reviewer.get("/v1/contributions/proposed?limit=2"))
    second = made(reviewer.get(f"/v1/contributions/proposed?limit=2&after={first['after']}"))
    seen = [*first["contributions"], *second["contributions"]]
    assert [each["confirmed_at"] for each in seen] == sorted((each["confirmed_at"] for each in seen), reverse=True)
    assert (len({each["id"] for each in seen}), second["after"]) == (3, None)


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (update(contributions).values(label="counterfeit"), "was changed since"),
        (update(contributions).values(outcome="inconclusive"), "was changed since"),
        (update(contributions).values(state="superseded"), "was changed since"),
        (update(contributions).values(label="nonsense"), "was changed since"),
        (update(photos).values(sha256="0" * 64), "was changed since"),
    ],
)
def test_an_edit_by_hand_is_found_and_named(service: Service, edit: Any, words: str) -> None:
    confirmed(service, "genuine")
    name = proposed(service.as_("reviewer"))[0]["id"]
    assert faults_after(service, ContributionVerifier()) == []
    found = faults_after(service, ContributionVerifier(), edit)
    assert any(name in fault and words in fault for fault in found), found


def test_what_was_removed_or_slipped_in_is_found(service: Service) -> None:
    confirmed(service, "genuine")
    name = proposed(service.as_("reviewer"))[0]["id"]
    with service.parts.database.reading(SYSTEM) as connection:
        row = connection.execute(select(contributions).where(contributions.c.id == name)).one()._asdict()
    slipped = "b-" + "f" * 32
    found = faults_after(
        service,
        ContributionVerifier(),
        insert(contributions).values(row | {"id": slipped}),
        delete(photos).where(photos.c.contribution_id == name),
        delete(contributions).where(contributions.c.id == name),
    )
    assert found == [
        f"{slipped}: is in the database, but no event says that it was made",
        f"{name}: was there, but is gone",
    ]


def test_what_was_confirmed_outlasts_its_case(own: Service) -> None:
    one = confirmed(own, "genuine")
    officer, reviewer = own.client, own.as_("reviewer")
    picture = proposed(reviewer)[0]["photos"][0]["picture"]
    before = made(reviewer.get("/v1/statistics/real-error"))
    made(officer.post(f"{one.path}/conclusions", json={"finding": "genuine", "reason": "Its right holder says so."}))
    made(officer.post(f"/v1/cases/{one.case}/close", json={}))
    rules = Rules(closed_cases=timedelta(0), loose_examinations=None)
    later = datetime.now(UTC) + timedelta(days=3)
    removed = Retention(own.parts[Works].of(RetentionWork), own.parts.objects, rules).apply(later)
    assert (removed.cases, removed.photos) == (1, 0)
    assert made(reviewer.get("/v1/enquiries"))["enquiries"] == []
    assert reviewer.get(picture).status_code == 200
    assert made(reviewer.get("/v1/statistics/real-error")) == before
    assert own.parts[Audit].verify().faults == ()


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
    assert [count(each, contributions) for each in tenants] == [0, 1, 1, 0, 0]
    assert [count(each, photos) for each in tenants] == [0, 1, 1, 0, 0]
