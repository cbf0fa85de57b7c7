"""A clock that is a year off: wrong records are refused, nothing is lost, and the service recovers automatically."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import anyio
import pytest
from sqlalchemy import func, select

from serve.accounts.guard import COOKIE
from serve.audit.service import Audit
from serve.examinations.tables import examinations
from serve.platform.clock import STEADY, Clock
from serve.platform.settings import Settings
from serve.platform.tenancy import SYSTEM
from serve.retention.service import Retention
from tests.serve.running import Service, run
from tests.serve.tiny_release import GENUINE
from tests.storage import Storage

Start = Callable[..., AbstractContextManager[Service]]
YEAR = timedelta(days=365)


class Dial:
    """A machine whose clock can be set."""

    def __init__(self) -> None:
        self.off = timedelta(0)
        self.slept = timedelta(0)

    def clock(self) -> Clock:
        return Clock(
            wall=lambda: datetime.now(UTC) + self.off + self.slept,
            steady=lambda: time.clock_gettime(STEADY) + self.slept.total_seconds(),
        )


@pytest.fixture
def dial() -> Dial:
    return Dial()


@pytest.fixture
def start(tmp_path: Path, tiny_release: Path, storage: Storage, dial: Dial) -> Start:
    """Start a service under the dial's clock; each time on the same storage."""
    settings: dict[str, Any] = {"data_dir": tmp_path / "data", "release": tiny_release, "workers": 2, **storage()}

    @contextmanager
    def started(**more: Any) -> Iterator[Service]:
        yield from run(Settings(**settings, **more), dial.clock())

    return started


def kept(service: Service) -> int:
    with service.parts.database.reading(SYSTEM) as connection:
        found: int = connection.execute(select(func.count()).select_from(examinations)).scalar_one()
    return found


async def apply_for_a_while(service: Service) -> None:
    with anyio.move_on_after(0.3):
        await service.parts[Retention].keep_applying(0.01)


@pytest.mark.parametrize("off", [YEAR, -YEAR])
def test_a_clock_that_jumps_stops_the_record_until_it_is_right_again(start: Start, dial: Dial, off: timedelta) -> None:
    with start() as service:
        assert service.examine(GENUINE).status_code == 201
        before = kept(service)
        dial.off = off
        answer = service.examine(GENUINE)
        assert (answer.status_code, answer.json()["type"]) == (503, "/problems/clock-wrong")
        assert "by 365 days" in answer.json()["detail"]
        assert "clock" in service.client.get("/readyz").json()["detail"]
        assert kept(service) == before
        dial.off = timedelta(0)
        assert service.examine(GENUINE).status_code == 201
        assert service.client.get("/readyz").status_code == 200
        assert service.parts[Audit].verify().faults == ()


@pytest.mark.parametrize("off", [YEAR, -YEAR])
def test_a_service_started_under_a_wrong_clock_records_nothing_until_it_is_right(
    start: Start, dial: Dial, off: timedelta
) -> None:
    with start() as service:
        assert service.examine(GENUINE).status_code == 201
        token = service.people.token("officer")
    dial.off = off
    with start() as service:
        headers = {"Authorization": f"Bearer {token}"}
        files = {"photos": ("a.jpg", GENUINE)}
        with service.visitor(headers=headers) as client:
            answer = client.post("/v1/examinations", files=files)
            assert (answer.status_code, answer.json()["type"]) == (503, "/problems/clock-wrong")
            assert "Set the clock right" in answer.json()["detail"]
            dial.off = timedelta(0)
            assert client.post("/v1/examinations", files=files).status_code == 201
        assert service.parts[Audit].verify().faults == ()


def test_a_session_outlives_a_wrong_clock(start: Start, dial: Dial) -> None:
    with start() as service, service.visitor() as client:
        client.cookies.set(COOKIE, service.people.session("officer"))
        assert client.get("/v1/me").status_code == 200
        dial.off = YEAR
        answer = client.get("/v1/me")
        assert (answer.status_code, answer.json()["type"]) == (503, "/problems/clock-wrong")
        page = {"accept": "text/html"}
        assert [client.get(path, headers=page).status_code for path in ("/account", "/about")] == [503, 200]
        dial.off = timedelta(0)
        assert client.get("/v1/me").status_code == 200


def test_a_clock_that_jumps_makes_nothing_old(start: Start, dial: Dial) -> None:
    with start(loose_retention_days=30) as service:
        assert service.examine(GENUINE).status_code == 201
        dial.off = YEAR
        anyio.run(apply_for_a_while, service)
        dial.off = timedelta(0)
        assert kept(service) == 1
        assert service.parts[Retention].due(datetime.now(UTC) + YEAR).examinations == 1


def test_a_machine_that_slept_and_a_service_that_rested_are_believed(start: Start, dial: Dial) -> None:
    with start() as service:
        assert service.examine(GENUINE).status_code == 201
        dial.slept = timedelta(days=3)
        assert service.examine(GENUINE).status_code in {201, 401}
    dial.off = YEAR
    with start(after_pause=True) as service:
        assert service.examine(GENUINE).status_code == 201
