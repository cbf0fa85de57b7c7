"""What is removed by rule is gone for the API, and the command; tests/serve/rules has the rules."""

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from serve.audit.service import Audit
from serve.platform.settings import Settings
from serve.platform.work import Works
from serve.retention.domain import Removed, Rules
from serve.retention.service import Retention
from serve.retention.work import RetentionWork
from tests.serve.commands import Shingan, shingan
from tests.serve.running import Service, run
from tests.serve.tiny_release import COUNTERFEIT, GENUINE
from tests.serve.world import made, new_photo
from tests.storage import Storage

__all__ = ["shingan"]
LATER = timedelta(days=40)
RULES = Rules(closed_cases=timedelta(days=30), loose_examinations=timedelta(days=30))


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, tiny_release: Path, storage: Storage) -> Iterator[Service]:
    data = tmp_path_factory.mktemp("data")
    yield from run(Settings(data_dir=data, release=tiny_release, workers=2, **storage()))


def apply(service: Service, later: timedelta = LATER, rules: Rules = RULES) -> Removed:
    parts = service.parts
    return Retention(parts[Works].of(RetentionWork), parts.objects, rules).apply(datetime.now(UTC) + later)


def examined(service: Service, *photos: bytes) -> tuple[str, str]:
    """The ids of a new case and of the examination of its item."""
    client = service.client
    case_id = made(client.post("/v1/cases", json={"place": "Dock 4"}))["id"]
    items = f"/v1/cases/{case_id}/items"
    item_id = made(client.post(items, json={"product": "box"}))["id"]
    files = [("photos", ("a.jpg", content)) for content in photos]
    answer = client.post(f"{items}/{item_id}/examinations", files=files)
    made(answer)
    examination_id = answer.headers["location"].rpartition("/")[2]
    enquiry = {"question": "?", "photos": [{"examination": examination_id, "photo": 0}]}
    enquiry_id = made(client.post(f"{items}/{item_id}/enquiries", json=enquiry))["id"]
    made(service.as_("reviewer").post(f"/v1/enquiries/{enquiry_id}/photo-requests", json={"text": "The edge."}))
    made(client.post(f"{items}/{item_id}/conclusions", json={"finding": "counterfeit", "reason": "seam"}))
    return case_id, examination_id


def close(service: Service, case_id: str) -> None:
    made(service.client.post(f"/v1/cases/{case_id}/close", json={}))


def has(service: Service, content: bytes) -> bool:
    return service.parts.objects.has(hashlib.sha256(content).hexdigest())


def test_a_closed_case_goes_with_all_that_was_its_own_and_the_log_stays_whole(service: Service) -> None:
    mine, shared = new_photo(), new_photo()
    gone, examination_id = examined(service, mine, shared)
    still_open, _ = examined(service, shared)
    close(service, gone)
    assert apply(service, timedelta(days=29)).cases == 0
    removed = apply(service)
    assert (removed.cases, removed.photos) == (1, 1)
    for path in (f"/v1/cases/{gone}", f"/v1/examinations/{examination_id}"):
        assert service.client.get(path).status_code == 404
    assert gone not in service.client.get("/v1/cases").text
    assert gone not in service.client.get("/v1/enquiries").text
    assert service.client.get(f"/v1/cases/{still_open}").status_code == 200
    assert (has(service, mine), has(service, shared)) == (False, True)
    assert service.parts[Audit].verify().faults == ()


def test_what_was_removed_by_hand_and_not_by_rule_is_still_found(service: Service) -> None:
    from sqlalchemy import delete

    from serve.examinations.tables import examinations, photos
    from serve.platform.tenancy import SYSTEM

    name = service.examine(COUNTERFEIT).headers["location"].rpartition("/")[2]
    with service.parts.database.writing(SYSTEM) as connection:
        connection.execute(delete(photos).where(photos.c.examination_id == name))
        connection.execute(delete(examinations).where(examinations.c.id == name))
    assert [str(fault.words) for fault in service.parts[Audit].verify().faults] == [
        f"{name}: was made here, but is gone"
    ]


def test_the_command_says_what_would_go(
    start_service: Callable[..., Service], shingan: Shingan, tmp_path: Path
) -> None:
    service = start_service()
    service.examine(GENUINE)

    def said(*options: str) -> Any:
        done = shingan("retention", "apply", "--data", tmp_path / "data", "--json", *options)
        assert done.status == 0, done.error
        return json.loads(done.out)

    nothing = {"cases": 0, "examinations": 0, "photos": 0, "uploads": 0, "contributions": 0, "alerts": 0}
    nothing |= {"clearances": 0, "seminars": 0, "courses": 0, "learners": 0, "certificates": 0, "shift_notes": 0}
    nothing |= {"persons": 0}
    assert said("--dry-run") == said() == nothing
