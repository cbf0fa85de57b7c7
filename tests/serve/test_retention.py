"""What is old goes by rule, with its photos and with an event; what is held, open or young stays."""

import hashlib
import json
import subprocess
import sys
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
from tests.serve.running import Service, run
from tests.serve.tiny_release import COUNTERFEIT, GENUINE
from tests.serve.world import made, new_photo
from tests.storage import Storage

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
    made(client.post(f"{items}/{item_id}/enquiries", json=enquiry))
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


def test_a_held_case_stays_until_the_hold_is_lifted(service: Service) -> None:
    content = new_photo()
    case_id, _ = examined(service, content)
    close(service, case_id)
    senior = service.as_("senior_officer")
    made(senior.put(f"/v1/cases/{case_id}/hold", json={"held": True, "reason": "court"}))
    assert apply(service).cases == 0
    assert has(service, content)
    made(senior.put(f"/v1/cases/{case_id}/hold", json={"held": False, "reason": "judgement"}))
    assert apply(service).cases == 1
    assert not has(service, content)


def test_an_examination_of_no_case_goes_by_its_age(service: Service) -> None:
    content = new_photo()
    location = service.examine(content).headers["location"]
    assert apply(service, timedelta(days=29)).examinations == 0
    assert apply(service).examinations == 1
    assert service.client.get(location).status_code == 404
    assert not has(service, content)
    assert service.parts[Audit].verify().faults == ()


def revised(service: Service, location: str, content: bytes) -> str:
    """The path of a revision with one photo more."""
    answer = service.client.post(f"{location}/revisions", files={"photos": ("a.jpg", content)})
    made(answer)
    return answer.headers["location"]


def test_an_examination_is_kept_as_long_as_the_one_that_follows_it(service: Service) -> None:
    content = new_photo()
    first = service.examine(content).headers["location"]
    second = revised(service, first, new_photo())
    third = revised(service, second, new_photo())
    case = made(service.client.post(f"{third}/case", json={}))["case"]
    assert apply(service).examinations == 0
    assert [service.client.get(each).status_code for each in (first, second, third)] == [200, 200, 200]
    item = made(service.client.get(f"/v1/cases/{case}"))["items"][0]["id"]
    conclusion = {"finding": "counterfeit", "reason": "seam"}
    made(service.client.post(f"/v1/cases/{case}/items/{item}/conclusions", json=conclusion))
    close(service, case)
    assert apply(service).examinations == 3
    assert [service.client.get(each).status_code for each in (first, second, third)] == [404, 404, 404]
    assert not has(service, content)
    assert service.parts[Audit].verify().faults == ()


def test_what_a_held_case_rests_on_is_kept_with_it(service: Service) -> None:
    first = service.examine(new_photo()).headers["location"]
    case = made(service.client.post(f"{revised(service, first, new_photo())}/case", json={}))["case"]
    item = made(service.client.get(f"/v1/cases/{case}"))["items"][0]["id"]
    conclusion = {"finding": "counterfeit", "reason": "seam"}
    made(service.client.post(f"/v1/cases/{case}/items/{item}/conclusions", json=conclusion))
    close(service, case)
    made(service.as_("senior_officer").put(f"/v1/cases/{case}/hold", json={"held": True, "reason": "court"}))
    assert apply(service).cases == 0
    assert service.client.get(first).status_code == 200


def test_of_old_examinations_in_no_case_a_whole_chain_goes_at_once_and_is_told_beforehand(service: Service) -> None:
    first = service.examine(new_photo()).headers["location"]
    revised(service, first, new_photo())
    parts = service.parts
    rules = Rules(None, timedelta(days=30))
    due = Retention(parts[Works].of(RetentionWork), parts.objects, rules).due(datetime.now(UTC) + LATER)
    assert due.examinations == apply(service, rules=rules).examinations >= 2
    assert service.client.get(first).status_code == 404


def test_without_rules_nothing_goes(service: Service) -> None:
    location = service.examine(GENUINE).headers["location"]
    assert apply(service, rules=Rules(None, None), later=timedelta(days=36500)) == Removed(0, 0, 0)
    assert service.client.get(location).status_code == 200


def test_a_photo_that_is_sent_again_meanwhile_stays(service: Service) -> None:
    content = new_photo()
    service.examine(content)
    young = Rules(None, timedelta(0))
    assert apply(service, timedelta(seconds=1), young).photos == 0  # the row goes, the photo waits for a day
    assert has(service, content)
    location = service.examine(content).headers["location"]
    apply(service, rules=Rules(None, None))
    assert service.client.get(f"{location}/photos/0/original").content == content


def test_what_was_removed_by_hand_and_not_by_rule_is_still_found(service: Service) -> None:
    from sqlalchemy import delete

    from serve.examinations.tables import examinations, photos
    from serve.platform.tenancy import SYSTEM

    name = service.examine(COUNTERFEIT).headers["location"].rpartition("/")[2]
    with service.parts.database.writing(SYSTEM) as connection:
        connection.execute(delete(photos).where(photos.c.examination_id == name))
        connection.execute(delete(examinations).where(examinations.c.id == name))
    assert [fault.words for fault in service.parts[Audit].verify().faults] == [f"{name}: was made here, but is gone"]


def test_the_command_says_what_would_go(start_service: Callable[..., Service], tmp_path: Path) -> None:
    service = start_service()
    service.examine(GENUINE)
    command = [sys.executable, "-m", "serve", "retention", "apply", "--data", str(tmp_path / "data"), "--json"]

    def said(*options: str) -> Any:
        done = subprocess.run([*command, *options], capture_output=True, text=True, check=True, timeout=60)
        return json.loads(done.stdout)

    assert said("--dry-run") == {"cases": 0, "examinations": 0, "photos": 0}
    assert said() == {"cases": 0, "examinations": 0, "photos": 0}
