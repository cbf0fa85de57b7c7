"""Rules of use cases are tested on what the service is built from, without a server: in memory, and on PostgreSQL.

Statements for SQLite are the same in memory and in a file; those for PostgreSQL differ, and its policies hold, too. No
use case knows where objects lie (tests/serve/test_objects.py tries each place), so they are in memory. The model's own
work is not tested here: it takes a hundred times as long as a rule, so the same photos are judged once.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from model.examiner import Examiner
from model.sheet_rules import NotApplied
from model.verdict import Verdict
from serve.examinations.examining import ExaminationRequest, examine
from serve.platform.clock import Clock
from serve.platform.parts import Parts
from tests.serve.memory import in_memory, objects_in_memory
from tests.serve.rules.desk import Team
from tests.serve.running import quiet
from tests.storage import MEMORY, Databases


class Building:
    """Builds the parts of a service on an empty storage: in memory, or with one of these databases of PostgreSQL."""

    def __init__(self, databases: Databases | None) -> None:
        self._databases = databases

    def __call__(self, clock: Clock | None = None, **settings: Any) -> Parts:
        """Build them."""
        if self._databases is None:
            return in_memory(clock, **settings)
        return objects_in_memory(clock, database_url=self._databases.take(), **settings)

    def end(self, parts: Parts) -> None:
        """Close them. Others built later have their database, empty again."""
        parts.close()
        if self._databases is not None and parts.settings.database_url is not None:
            self._databases.give_back(parts.settings.database_url)


@pytest.fixture(scope="session", params=(MEMORY, "postgresql"))
def build_on(request: pytest.FixtureRequest) -> Building:
    """Builds the parts of a service on an empty storage of either kind."""
    return Building(None if request.param == MEMORY else request.getfixturevalue("databases"))


@pytest.fixture(scope="session", autouse=True)
def _judged_once() -> Iterator[None]:
    """The verdict on photos, with what an officer states about them, is given once a session."""
    given: dict[tuple[str, str, str], Verdict] = {}

    def remembered(
        examiner: Examiner, item: ExaminationRequest, on_read: Callable[[bytes], None], not_applied: NotApplied
    ) -> Verdict:
        key = examiner.release.id, item.fingerprint(), repr(not_applied)
        if key not in given:
            given[key] = examine(examiner, item, on_read, not_applied)
        else:
            for upload in item.uploads:
                on_read(upload.open().read())
        return given[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("serve.examinations.service.examine", remembered)
        yield


@pytest.fixture(scope="session")
def parts(tmp_path_factory: pytest.TempPathFactory, tiny_release: Path, build_on: Building) -> Iterator[Parts]:
    """The parts with the tiny release, for tests that only add to them."""
    quiet()
    made = build_on(data_dir=tmp_path_factory.mktemp("data"), release=tiny_release)
    made.open()
    yield made
    made.close()


@pytest.fixture
def team(parts: Parts) -> Team:
    """People of new agencies, whose cases are the only ones that they see."""
    return Team(parts)


@pytest.fixture
def alone(tmp_path: Path, tiny_release: Path, build_on: Building) -> Iterator[Team]:
    """The same on parts of the test's own, whose record may be spoiled."""
    quiet()
    made = build_on(data_dir=tmp_path / "data", release=tiny_release)
    made.open()
    yield Team(made)
    build_on.end(made)
