"""Settings, cores, the worker pool and names."""

import threading
from pathlib import Path

import anyio
import pytest
from pydantic import ValidationError

from serve.examinations.domain import clean_name
from serve.platform import settings
from serve.platform.errors import BusyError
from serve.platform.inference import WorkerPool
from serve.platform.settings import Settings

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("quota", "cores"), [("max 100000", 64), ("150000 100000", 2), ("50000 100000", 1), ("nonsense", 64)]
)
def test_workers_are_the_cores_given(quota: str, cores: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cpu.max").write_text(f"{quota}\n")
    monkeypatch.setattr(settings, "CGROUP_V2_QUOTA", tmp_path / "cpu.max")
    monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(64)))
    assert Settings().workers == cores


def test_settings_come_from_the_environment_and_are_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHINGAN_QUEUE_LIMIT", "7")
    assert Settings().queue_limit == 7
    monkeypatch.setenv("SHINGAN_QUEUE_LIMIT", "-1")
    with pytest.raises(ValidationError):
        Settings()
    with pytest.raises(ValidationError):
        Settings(colour="red")  # type: ignore[call-arg]


def test_every_setting_is_described_and_in_the_operators_handbook() -> None:
    handbook = (ROOT / "docs" / "operations.md").read_text("utf-8")
    for name, field in Settings.model_fields.items():
        assert field.description
        assert f"`SHINGAN_{name.upper()}`" in handbook


def test_the_pool_works_on_few_at_once_and_refuses_what_does_not_fit() -> None:
    pool = WorkerPool(workers=2, queue_limit=3)
    gate = threading.Event()
    most = 0

    def work() -> int:
        nonlocal most
        most = max(most, pool.at_work)
        assert gate.wait(10)
        return 1

    results: list[int] = []

    async def ask() -> None:
        try:
            results.append(await pool.run(work))
        except BusyError:
            results.append(0)

    async def burst() -> None:
        async with anyio.create_task_group() as tasks:
            for _ in range(8):
                tasks.start_soon(ask)
            while pool.at_work < 2 or results != [0, 0, 0]:  # noqa: ASYNC110  # threads set no events here
                await anyio.sleep(0.001)
            assert pool.waiting == 3
            gate.set()

    anyio.run(burst)
    assert sorted(results) == [0, 0, 0, 1, 1, 1, 1, 1]
    assert most == 2
    assert (pool.at_work, pool.waiting) == (0, 0)


def test_work_that_fails_gives_its_place_back() -> None:
    pool = WorkerPool(workers=1, queue_limit=0)

    async def ask() -> None:
        for _ in range(3):
            with pytest.raises(ZeroDivisionError):
                await pool.run(lambda: 1 // 0)

    anyio.run(ask)
    assert pool.waiting == 0


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        (None, ""),
        ("IMG 1 (2).jpg", "IMG 1 (2).jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\fake\\写真.jpg", "写真.jpg"),
        ("a\r\nSet-Cookie: x<b>", "a__Set-Cookie_ x_b_"),
        ("x" * 200, "x" * 80),
    ],
)
def test_file_names_are_cleaned_for_display(name: str | None, clean: str) -> None:
    assert clean_name(name) == clean
