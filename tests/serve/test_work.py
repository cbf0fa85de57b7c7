"""A unit of work: what is stored together, what is recorded last, and what a repeated call returns."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Barrier

import pytest
from sqlalchemy import Connection, delete, func, insert, select

from serve.platform.clock import Clock
from serve.platform.database import Database
from serve.platform.errors import KeyReusedError, NotFoundError
from serve.platform.idempotency import IdempotentCall, keys
from serve.platform.tenancy import the_service
from serve.platform.work import PendingEvent, Work, Works, on_first_use
from tests.storage import Build

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
SOMEONE = the_service("u-1")
CALL = IdempotentCall("u-1/a", "f" * 64)


@dataclass
class Pages:
    """A log that keeps what is appended, and how many rows there were just then."""

    happened: list[PendingEvent] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)

    def append(self, connection: Connection, happened: Sequence[PendingEvent]) -> Sequence[PendingEvent]:
        self.rows.append(connection.execute(select(func.count()).select_from(keys)).scalar_one())
        self.happened += happened
        return happened


@dataclass(frozen=True)
class Note:
    """A record with a seal."""

    id: str
    seal: dict[str, str]


@pytest.fixture
def log() -> Pages:
    return Pages()


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory, build_on: Build) -> Iterator[Database]:
    made = build_on(data_dir=tmp_path_factory.mktemp("data")).database
    made.migrate()
    yield made
    made.close()


@pytest.fixture
def works(database: Database, log: Pages) -> Works[Work]:
    with database.writing(SOMEONE) as connection:
        connection.execute(delete(keys))
    return Works(Work, database, log, Clock(lambda: NOW, lambda: 0.0))


def add(work: Work, key: str) -> None:
    work.connection.execute(insert(keys).values(key=key, fingerprint="f", made="x", created_at=work.now))


def count(works: Works[Work]) -> int:
    with works.look(SOMEONE) as work:
        return int(work.connection.execute(select(func.count()).select_from(keys)).scalar_one())


def test_what_happened_is_appended_after_everything_else_in_the_order_in_which_it_happened(
    works: Works[Work], log: Pages
) -> None:
    with works.begin(SOMEONE) as work:
        work.record("case:create", Note("c-1", {"sha256": "d"}), lane="sea")
        work.record("case:view", "c-1")
        add(work, "row")
        assert log.happened == []
    assert log.happened == [
        PendingEvent("u-1", "case:create", "c-1", {"sha256": "d", "lane": "sea"}),
        PendingEvent("u-1", "case:view", "c-1", {}),
    ]
    assert log.rows == [1]


def test_of_what_fails_nothing_is_kept_and_nothing_recorded(works: Works[Work], log: Pages) -> None:
    def fail() -> None:
        with works.begin(SOMEONE, CALL) as work:
            add(work, "row")
            work.record("case:create", "c-1")
            raise NotFoundError("There is no such case.")

    with pytest.raises(NotFoundError):
        fail()
    assert (count(works), log.happened) == (0, [])


def test_a_call_that_comes_again_is_known_and_gives_the_same_ids(works: Works[Work]) -> None:
    with works.begin(SOMEONE, CALL) as work:
        first, was_replayed = work.id("c"), work.replayed
    assert works.made_by(SOMEONE, CALL, "c") == first
    with works.begin(SOMEONE, CALL) as work:
        assert (work.id("c"), work.id("i")[1:], work.replayed) == (first, first[1:], True)
    assert was_replayed is False


def test_of_equal_calls_at_once_one_is_carried_out_while_the_others_wait(works: Works[Work]) -> None:
    def call(_: int) -> tuple[bool, str]:
        with works.begin(SOMEONE, CALL) as work:
            return work.replayed, work.id("c")

    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(call, range(6)))
    assert sorted(was_replayed for was_replayed, _ in found) == [False, *[True] * 5]
    assert len({made for _, made in found}) == 1


def test_calls_without_a_name_are_always_new(works: Works[Work]) -> None:
    made = []
    for _ in range(2):
        with works.begin(SOMEONE) as work:
            made.append(work.id("c"))
            assert not work.replayed
    assert len(set(made)) == 2
    assert count(works) == 0


def test_a_name_that_comes_with_other_contents_is_refused_before_anything_is_done(works: Works[Work]) -> None:
    with works.begin(SOMEONE, CALL):
        pass
    with pytest.raises(KeyReusedError), works.begin(SOMEONE, IdempotentCall(CALL.key, "0" * 64)):
        pytest.fail("the call began")
    with pytest.raises(KeyReusedError):
        works.made_by(SOMEONE, IdempotentCall(CALL.key, "0" * 64), "c")


def test_what_versions_before_noted_of_a_call_is_still_known(works: Works[Work]) -> None:
    with works.begin(SOMEONE) as work:
        values = {"key": CALL.key, "fingerprint": CALL.fingerprint, "made": "c-" + "a" * 32, "created_at": NOW}
        work.connection.execute(insert(keys).values(values))
    with works.begin(SOMEONE, CALL) as work:
        assert (work.replayed, work.id("c")) == (True, "c-" + "a" * 32)


def test_a_look_is_recorded_once_it_has_read_and_holds_no_lock_meanwhile(works: Works[Work], log: Pages) -> None:
    with works.look(SOMEONE) as work:
        work.record("case:view", "c-1", case="c-1")
        assert log.happened == []
    assert log.happened == [PendingEvent("u-1", "case:view", "c-1", {"case": "c-1"})]


def test_a_look_that_is_not_recorded_asks_no_clock(works: Works[Work]) -> None:
    def stopped() -> datetime:
        raise AssertionError("the clock was asked")

    timeless = Works(Work, works.database, works.log, Clock(stopped))
    with timeless.look(SOMEONE) as work:
        assert work.connection.execute(select(keys)).all() == []


def test_events_that_a_use_case_needs_itself_are_appended_once(works: Works[Work], log: Pages) -> None:
    with works.begin(SOMEONE) as work:
        work.record("case:export", "c-1")
        assert work.append() == [PendingEvent("u-1", "case:export", "c-1", {})]
    assert len(log.happened) == 1


def test_units_of_work_make_their_members_beside_one_another(works: Works[Work]) -> None:
    """One that waits for the database meanwhile stops no other one of the process."""
    both = Barrier(2, timeout=10)

    class Meeting(Work):
        @on_first_use
        def place(self) -> int:
            return both.wait()

    def meet(_: int) -> list[int]:
        with works.of(Meeting).look(SOMEONE) as work:
            return [work.place, work.place]

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(meet, range(2))) == [[0, 0], [1, 1]]
