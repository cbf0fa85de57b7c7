"""Fixtures of several test folders: a tiny release made by hand, and the service on a free port.

The service is imported where a fixture needs it, so that tests of other parts run without it.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from collections import Counter
from typing import TYPE_CHECKING, Any

import hypothesis  # noqa: F401  it asks the collector who refers to a generator, before anything is frozen
import pytest

from model.allocator import keep_every_block
from tests.slow import ON_ONE_STORAGE, ORDER, is_slow

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from pathlib import Path

    from tests.serve.running import Service

# Processes that share the cores would wait for one another's threads. Read by libraries that are imported after this.
os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

# SlipCover takes a line's probe out after so many hits, for which it looks at every function of the process. This comes
# before anything that it measures is imported; a worker takes no option for it.
HITS = 100_000
for finder in sys.meta_path:
    if hasattr(finder, "sci"):
        finder.sci.d_miss_threshold = HITS

keep_every_block()  # as the commands of training do at their start; tests call what they do in this process

# So many new objects before garbage is looked for among them, and so many times before it is among older ones. Python's
# own 700 saves memory that tests have.
SELDOM = (20_000, 20, 20)

LEFT_OUT = "left out: the time given to this run is up"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what `make quick` needs."""
    parser.addoption("--until", type=float, metavar="SECONDS", help="start no test after this moment (since 1970)")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Import the tests without collecting garbage, and freeze what they imported: it stays until the end."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()
        gc.set_threshold(*SELDOM)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out tests that another storage shows nothing new of, and mark those that are slow.

    The files that take longest come first, so that no process is left with one at the end.
    """
    left_out = {item for item in items if _on_postgresql(item) and _needs_one_storage(item)}
    if left_out:
        config.hook.pytest_deselected(items=list(left_out))
        items[:] = [item for item in items if item not in left_out]
    for item in items:
        if is_slow(item.path) or _on_postgresql(item):
            item.add_marker("slow")
    items.sort(key=lambda item: ORDER.index(item.path.name) if item.path.name in ORDER else len(ORDER))


def _needs_one_storage(item: pytest.Item) -> bool:
    return item.path.name in ON_ONE_STORAGE and "rules" not in item.path.parts


def _on_postgresql(item: pytest.Item) -> bool:
    parameters = item.callspec.params.values() if hasattr(item, "callspec") else ()
    names = [each for each in parameters if isinstance(each, str)]  # others may be arrays, which don't compare
    return "postgresql" in names or "postgresql" in getattr(item, "fixturenames", ())


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test that would start too late."""
    until = item.config.getoption("until")
    if until is not None and time.time() > until:
        pytest.skip(LEFT_OUT)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run whose time was up before its first test: it shows nothing."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")  # workers have none
    if reporter is not None and session.config.getoption("until") is not None:
        ran = any(reporter.stats.get(outcome) for outcome in ("passed", "failed", "error", "xfailed"))
        if not ran and reporter.stats.get("skipped"):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the files of which tests were left out."""
    skipped = terminalreporter.stats.get("skipped", [])
    files = Counter(report.nodeid.partition("::")[0] for report in skipped if LEFT_OUT in str(report.longrepr))
    if files:
        named = (f"{file} ({tests})" for file, tests in files.items())
        terminalreporter.write_line(f"Tests left out, as the time was up: {', '.join(named)}")


@pytest.fixture(scope="session")
def tiny_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release that was made by hand."""
    from tests.serve.tiny_release import make_release

    return make_release(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory, tiny_release: Path) -> Iterator[Service]:
    """The service with the tiny release, for tests that only add to it."""
    from serve.platform.settings import Settings
    from tests.serve.running import run

    yield from run(Settings(data_dir=tmp_path_factory.mktemp("data"), release=tiny_release, workers=2))


@pytest.fixture
def start_service(tmp_path: Path, tiny_release: Path) -> Iterator[Callable[..., Service]]:
    """Start a service for one test, with any settings; it stops after the test."""
    from serve.platform.settings import Settings
    from tests.serve.running import run

    running: list[Iterator[Service]] = []

    def start(**settings: Any) -> Service:
        given = {"data_dir": tmp_path / "data", "release": tiny_release, "workers": 2, **settings}
        running.append(run(Settings(**given)))
        return next(running[-1])

    yield start
    for each in running:
        for _ in each:
            pass
