"""A release in the shadow examines what officers examine; what it says is the operator's, and goes with each."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select, update

from serve.audit.service import Audit
from serve.examinations.tables import examinations
from serve.platform.tenancy import SYSTEM
from serve.platform.work import Works
from serve.releases.registry import COMMANDS, ReleaseRegistry
from serve.retention.domain import Rules
from serve.retention.service import Retention
from serve.retention.work import RetentionWork
from serve.trials.tables import shadow_verdicts, shadows
from tests.serve.running import Service
from tests.serve.tiny_release import GENUINE, photo
from tests.serve.trying import Gold, end_pause, job_in, listed, run_once, run_with_gold, stage_with_influence
from tests.serve.world import World
from tests.storage import Storage

PAGE = {"accept": "text/html"}


@pytest.fixture
def service(tmp_path: Path, either_database: Storage) -> Iterator[Service]:
    yield from run_with_gold(tmp_path, Gold(), release_poll_seconds=60, **either_database())


@pytest.fixture
def administrator(service: Service) -> httpx.Client:
    return service.as_("administrator")


def started(service: Service, folder: Path, bias: float = 5.0, until: str | None = None) -> tuple[str, str]:
    """A release that takes everything for counterfeit, in the shadow; and its job."""
    release = stage_with_influence(service.parts, folder, bias).id
    answer = service.as_("administrator").post(f"/v1/releases/{release}/shadow", json={"until": until})
    return release, job_in(answer)


def test_a_shadow_examines_what_officers_examine_and_only_the_operator_sees_it(
    service: Service, administrator: httpx.Client, tmp_path: Path
) -> None:
    service.examine(photo(seed=1), product="box").raise_for_status()  # before it began
    release, job = started(service, tmp_path)
    told = service.examine(GENUINE, product="box")
    again = service.examine(GENUINE, product="box", by=administrator)
    World(service).practice()  # which no shadow examines
    examinations = [answer.headers["location"].rpartition("/")[2] for answer in (told, again)]
    run_once(service.parts)
    shadow = administrator.get(f"/v1/releases/{release}/shadow").json()
    assert (shadow["examined"], shadow["different"], shadow["ended_at"]) == (2, 2, None)
    assert shadow["counts"] == [
        {
            "product": "box",
            "given": "consistent_with_genuine",
            "shadow": "suspected_counterfeit",
            "recognised": "box",
            "examinations": 2,
        }
    ]
    differences = administrator.get(f"/v1/releases/{release}/shadow/differences").json()["differences"]
    assert [each["examination"] for each in differences] == sorted(examinations)
    assert told.json()["outcome"] == "consistent_with_genuine"
    for role in ("officer", "senior_officer", "reviewer"):
        assert service.as_(role).get(f"/v1/releases/{release}/shadow").status_code == 403
    assert {each["recognised"] for each in differences} == {"box"}
    page = administrator.get(f"/releases/{release}", headers=PAGE).text
    assert (examinations[0] in page, f"/examinations/{examinations[0]}" in page) == (True, False)  # an agency's
    assert f'href="/examinations/{examinations[1]}"' in page  # the operator's own
    assert f"/v1/examinations/{examinations[1]}/photos/0.jpg" in page
    confirming = administrator.get(f"/releases/{release}/activate", headers=PAGE).text
    assert "this release judged 2 examinations." in confirming
    assert "than the officer was given: 2." in confirming
    assert f'href="/releases/{release}#shadow"' in confirming
    assert "What the comparison on gold items found" not in confirming  # which there was none of
    assert "runs in the shadow" in administrator.get("/releases", headers=PAGE).text
    assert service.parts[Audit].verify().faults == ()
    assert administrator.get(f"/v1/jobs/{job}").json()["state"] == "running"


def test_a_shadow_pauses_goes_on_after_a_restart_and_leaves_others_their_turn(
    service: Service, administrator: httpx.Client, tmp_path: Path
) -> None:
    release, job = started(service, tmp_path)
    service.examine(photo(seed=2), product="box").raise_for_status()
    run_once(service.parts)
    service.examine(photo(seed=3), product="box").raise_for_status()
    run_once(service.parts)  # it is paused, so that no one takes it
    assert administrator.get(f"/v1/releases/{release}/shadow").json()["examined"] == 1
    for _ in range(8):  # more often than a job may be cut off
        end_pause(service.parts, job)
        run_once(service.parts)
    assert administrator.get(f"/v1/releases/{release}/shadow").json()["examined"] == 2
    assert administrator.get(f"/v1/jobs/{job}").json()["state"] == "running"


def test_a_shadow_ends_when_it_is_stopped_and_another_may_begin(
    service: Service, administrator: httpx.Client, tmp_path: Path
) -> None:
    release, job = started(service, tmp_path)
    other = stage_with_influence(service.parts, tmp_path, 4.0).id
    assert administrator.post(f"/v1/releases/{other}/shadow", json={}).status_code == 409
    assert administrator.post(f"/v1/releases/{other}/shadow/stop").status_code == 409
    key = {"Idempotency-Key": "stop"}
    for _ in range(2):
        stopped = administrator.post(f"/v1/releases/{release}/shadow/stop", headers=key)
        assert stopped.json()["ended_at"] is not None
    service.examine(photo(seed=4), product="box").raise_for_status()
    run_once(service.parts)
    assert administrator.get(f"/v1/jobs/{job}").json()["state"] == "done"
    assert administrator.get(f"/v1/releases/{release}/shadow").json()["examined"] == 0
    job_in(administrator.post(f"/v1/releases/{other}/shadow", json={}))
    administrator.post(f"/v1/releases/{other}/shadow/stop").raise_for_status()
    job_in(administrator.post(f"/v1/releases/{release}/shadow", json={}))
    later, earlier = listed(administrator, f"/v1/releases/{release}/shadows", "shadows")
    assert (later["ended_at"], earlier["ended_at"]) == (None, stopped.json()["ended_at"])
    strangers = {"after": administrator.get(f"/v1/releases/{other}/shadow").json()["id"]}
    assert administrator.get(f"/v1/releases/{release}/shadows", params=strangers).status_code == 404
    assert service.parts[Audit].verify().faults == ()


def test_a_shadow_ends_with_its_job_and_another_may_begin(
    service: Service, administrator: httpx.Client, tmp_path: Path
) -> None:
    release, job = started(service, tmp_path)
    record = next(each for each in service.parts[ReleaseRegistry].all() if each.id == release)
    model = next(file for file in record.files if file.name == "model.onnx")
    service.parts.objects.remove(model.sha256, datetime(2100, 1, 1, tzinfo=UTC))  # so that it can't examine
    service.examine(photo(seed=8), product="box").raise_for_status()
    run_once(service.parts)
    assert administrator.get(f"/v1/jobs/{job}").json()["state"] == "failed"
    assert administrator.get(f"/v1/releases/{release}/shadow").json()["ended_at"] is not None
    other, cancelled = started(service, tmp_path, 4.0)
    administrator.post(f"/v1/jobs/{cancelled}/cancel").raise_for_status()
    assert administrator.get(f"/v1/releases/{other}/shadow").json()["ended_at"] is not None
    assert f"/releases/{other}/shadow/stop" not in administrator.get(f"/releases/{other}", headers=PAGE).text
    (fault,) = service.parts[Audit].verify().faults
    assert model.sha256 in str(fault.words)


def test_a_shadow_ends_at_its_date_and_when_its_release_becomes_active(
    service: Service, administrator: httpx.Client, tmp_path: Path
) -> None:
    soon = datetime.now(UTC) + timedelta(days=2)
    past = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    release, job = started(service, tmp_path, until=soon.isoformat())
    assert administrator.post(f"/v1/releases/{release}/shadow", json={"until": past}).status_code == 409
    service.examine(photo(seed=5), product="box").raise_for_status()
    service.parts[ReleaseRegistry].activate(COMMANDS, release)  # without gold items nothing has to be compared
    run_once(service.parts)
    assert administrator.get(f"/v1/releases/{release}/shadow").json()["ended_at"] is not None
    assert administrator.get(f"/v1/jobs/{job}").json()["state"] == "done"
    other, another = started(service, tmp_path, 4.0, until=soon.isoformat())
    service.examine(photo(seed=6), product="box").raise_for_status()
    with service.parts.database.writing(SYSTEM) as connection:  # its date has come
        connection.execute(update(shadows).where(shadows.c.release_id == other).values(until=datetime.now(UTC)))
    run_once(service.parts)
    shown = administrator.get(f"/v1/releases/{other}/shadow").json()
    assert (shown["examined"], shown["ended_at"] is not None) == (1, True)
    assert administrator.get(f"/v1/jobs/{another}").json()["state"] == "done"


def test_what_its_own_release_judged_is_not_examined_again(
    service: Service, administrator: httpx.Client, tmp_path: Path
) -> None:
    release, _ = started(service, tmp_path)
    ids = [service.examine(photo(seed=seed), product="box").headers["location"].rpartition("/")[2] for seed in (7, 8)]
    with service.parts.database.writing(SYSTEM) as connection:  # as while the release was active
        connection.execute(update(examinations).where(examinations.c.id == ids[0]).values(release=release))
    run_once(service.parts)
    assert administrator.get(f"/v1/releases/{release}/shadow").json()["examined"] == 1


def test_what_a_shadow_says_goes_with_the_examination(
    service: Service, administrator: httpx.Client, tmp_path: Path
) -> None:
    release, _ = started(service, tmp_path)
    service.examine(photo(seed=7), product="box").raise_for_status()
    run_once(service.parts)
    assert administrator.get(f"/v1/releases/{release}/shadow").json()["examined"] == 1
    rules = Rules(closed_cases=None, loose_examinations=timedelta(0))
    parts = service.parts
    removed = Retention(parts[Works].of(RetentionWork), parts.objects, rules).apply(datetime.now(UTC))
    assert removed.examinations == 1
    with parts.database.reading(SYSTEM) as connection:
        assert connection.execute(select(shadow_verdicts)).all() == []
    assert parts[Audit].verify().faults == ()


def test_a_form_starts_and_stops_it(service: Service, administrator: httpx.Client, tmp_path: Path) -> None:
    release = stage_with_influence(service.parts, tmp_path, 5.0).id
    path = f"/releases/{release}/shadow"
    wrong = administrator.post(path, data={"last_day": "tomorrow"}, headers=PAGE)
    assert (wrong.status_code, "2026-12-04" in wrong.text) == (400, True)
    day = f"{datetime.now(UTC) + timedelta(days=3):%Y-%m-%d}"
    page = administrator.post(path, data={"last_day": day}, headers=PAGE, follow_redirects=True)
    assert f"{path}/stop" in page.text
    until = administrator.get(f"/v1/releases/{release}/shadow").json()["until"]
    assert datetime.fromisoformat(until).date() - datetime.fromisoformat(f"{day}T00:00:00Z").date() == timedelta(1)
    page = administrator.post(f"{path}/stop", headers=PAGE, follow_redirects=True)
    assert f"{path}/stop" not in page.text
