"""A file that arrives in parts is whole or nothing, is one person's, and counts once."""

import hashlib
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import update

from serve.accounts.domain import Actor
from serve.platform.errors import ConflictError, NotFoundError, StorageError
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.tenancy import SYSTEM
from serve.platform.work import Work, Works
from serve.retention.domain import Removed, Rules
from serve.retention.service import Retention
from serve.retention.work import RetentionWork
from serve.uploads import tables
from serve.uploads.domain import (
    Announcement,
    TooManyUploadsError,
    Upload,
    UploadAlteredError,
    UploadLimits,
    UploadState,
    UploadTooLargeError,
)
from serve.uploads.schemas import shown
from serve.uploads.service import Uploads, take
from serve.uploads.verifier import UploadVerifier
from tests.serve.record import check_found, faults_after, log_of
from tests.serve.rules.desk import Desk, Team

PURPOSE, OTHER = "contribution", "b-0"
LATER = timedelta(days=8)
_numbers = count()


def content_of(size: int = 3000) -> bytes:
    """Bytes that no other test sends."""
    seed = next(_numbers).to_bytes(8, "big")
    return b"".join(hashlib.sha256(seed + bytes([block])).digest() for block in range(size // 32 + 1))[:size]


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def uploads_of(desk: Desk) -> Uploads:
    return desk.parts[Uploads]


def begun(desk: Desk, content: bytes, sha256: str | None = None, call: IdempotentCall = UNNAMED) -> str:
    """The id of a new upload."""
    announced = Announcement("genuine/a.jpg", PURPOSE, len(content), sha256)
    return uploads_of(desk).create(desk.actor, announced, call).id


def send(desk: Desk, name: str, content: bytes, start: int = 0) -> Upload:
    return uploads_of(desk).append(desk.actor, name, start, content)


def sent(desk: Desk, content: bytes, pieces: int = 3) -> Upload:
    """An upload of which all bytes have arrived, in some pieces."""
    name, size = begun(desk, content), -(-len(content) // pieces)
    for start in range(0, len(content), size):
        found = send(desk, name, content[start : start + size], start)
    return found


def taken(desk: Desk, name: str, by: str, purpose: str = PURPOSE) -> Upload:
    with desk.parts[Works].begin(desk.actor) as work:
        return take(work, name, purpose, by)


def retained(team: Team, later: timedelta) -> Removed:
    works = team.parts[Works].of(RetentionWork)
    return Retention(works, team.parts.objects, Rules(None, None)).apply(datetime.now(UTC) + later)


def test_parts_become_one_object_which_the_log_names(team: Team) -> None:
    desk, content = team.contributor, content_of()
    found = sent(desk, content)
    assert (found.state, found.sha256, found.offset) == (UploadState.FINISHED, sha(content), len(content))
    assert desk.parts.objects.get(sha(content)) == content
    assert uploads_of(desk).view(desk.actor, found.id) == found
    last = log_of(desk)[-1]
    assert (last.action, last.actor, last.subject) == ("upload:finish", desk.actor.person_id, found.id)
    assert sha(content) in last.details
    assert "a.jpg" not in last.details


def test_what_has_arrived_is_known_after_an_interruption_and_continued(team: Team) -> None:
    desk, content = team.contributor, content_of()
    name = begun(desk, content)
    send(desk, name, content[:1000])
    assert uploads_of(desk).view(desk.actor, name).offset == 1000
    with pytest.raises(ConflictError, match="1,000 bytes"):
        send(desk, name, content[500:], 500)
    assert send(desk, name, content[1000:], 1000).sha256 == sha(content)


def stop_finishing(_: Uploads, __: Actor, ___: Upload) -> Upload:
    raise StorageError("killed")


def test_what_was_whole_when_the_service_was_killed_is_finished_at_the_next_look(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, content = team.contributor, content_of()
    name = begun(desk, content)
    send(desk, name, content[:10])
    with monkeypatch.context() as patch:
        patch.setattr(Uploads, "_finish", stop_finishing)
        with pytest.raises(StorageError):
            send(desk, name, content[10:], 10)
    with pytest.raises(ConflictError, match="completely"):
        taken(desk, name, OTHER)
    assert uploads_of(desk).view(desk.actor, name).state is UploadState.FINISHED
    assert desk.parts.objects.get(sha(content)) == content


def test_bytes_that_could_not_be_kept_are_not_counted(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, content = team.contributor, content_of()
    name = begun(desk, content)

    def fail(*_: object) -> None:
        raise StorageError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr("serve.uploads.store.UploadStore.add_part", fail)
        with pytest.raises(StorageError):
            send(desk, name, content)
    assert uploads_of(desk).view(desk.actor, name).offset == 0
    assert send(desk, name, content).sha256 == sha(content)


@pytest.mark.parametrize("other", [lambda team: team.reviewer, lambda team: team.rival], ids=["colleague", "rival"])
def test_no_one_else_sees_continues_ends_or_takes_it(team: Team, other: Callable[[Team], Desk]) -> None:
    desk, content, stranger = team.contributor, content_of(), other(team)
    name = begun(desk, content)
    send(desk, name, content[:10])
    for attempt in (
        lambda: uploads_of(stranger).view(stranger.actor, name),
        lambda: send(stranger, name, content[10:], 10),
        lambda: uploads_of(stranger).remove(stranger.actor, name),
        lambda: taken(stranger, name, OTHER),
    ):
        with pytest.raises(NotFoundError, match="no such upload"):
            attempt()
    assert uploads_of(stranger).page(stranger.actor, None, 100).entries == []
    assert uploads_of(desk).view(desk.actor, name).offset == 10


def test_of_two_who_send_the_same_bytes_at_once_one_wins(team: Team) -> None:
    desk, content = team.contributor, content_of()
    name, results = begun(desk, content), list[object]()
    ready = threading.Barrier(2)

    def run() -> None:
        ready.wait()
        try:
            results.append(send(desk, name, content).sha256)
        except ConflictError as lost:
            results.append(type(lost))

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results, key=str) == sorted([sha(content), ConflictError], key=str)


def test_a_file_that_is_not_the_announced_one_leaves_nothing(team: Team) -> None:
    desk, content = team.contributor, content_of()
    name = begun(desk, content, sha256=sha(b"another"))
    send(desk, name, content[:10])
    with pytest.raises(UploadAlteredError, match="send it again"):
        send(desk, name, content[10:], 10)
    with pytest.raises(NotFoundError):
        uploads_of(desk).view(desk.actor, name)
    retained(team, timedelta(days=2))
    assert not any(desk.parts.objects.has(sha(each)) for each in (content, content[:10], content[10:]))
    assert faults_after(team, UploadVerifier()) == []


def test_the_same_bytes_of_two_people_are_one_object_that_stays_while_either_needs_it(team: Team) -> None:
    one, other, content = team.contributor, team.rival, content_of()
    first, second = sent(one, content), sent(other, content, pieces=1)
    assert first.sha256 == second.sha256
    uploads_of(one).remove(one.actor, first.id)
    retained(team, timedelta(days=2))
    assert other.parts.objects.get(sha(content)) == content
    assert uploads_of(other).view(other.actor, second.id) == second
    assert faults_after(team, UploadVerifier()) == []


def test_it_counts_for_one_thing_only(team: Team) -> None:
    desk = team.contributor
    found = sent(desk, content_of())
    with pytest.raises(ConflictError, match="another purpose"):
        taken(desk, found.id, "b-1", purpose="examination")
    once = taken(desk, found.id, "b-1")
    assert (once.state, once.taken_by, once.sha256) == (UploadState.TAKEN, "b-1", found.sha256)
    events = len(log_of(desk))
    assert taken(desk, found.id, "b-1") == once
    assert len(log_of(desk)) == events
    with pytest.raises(ConflictError, match="used before"):
        taken(desk, found.id, "b-2")
    with pytest.raises(ConflictError):
        uploads_of(desk).remove(desk.actor, found.id)
    assert shown(uploads_of(desk).view(desk.actor, found.id)).taken_by == "b-1"  # so a client knows what not to send on
    assert uploads_of(desk).view(desk.actor, found.id).offset == found.length  # a client whose last answer was lost


def test_what_fails_after_taking_it_takes_nothing(team: Team) -> None:
    desk = team.contributor
    found = sent(desk, content_of())

    def fail(work: Work) -> None:
        take(work, found.id, PURPOSE, "b-1")
        raise ConflictError("the batch is closed")

    with pytest.raises(ConflictError, match="batch"), desk.parts[Works].begin(desk.actor) as work:
        fail(work)
    assert uploads_of(desk).view(desk.actor, found.id).state is UploadState.FINISHED


def limited(desk: Desk, **limits: int) -> Uploads:
    given = UploadLimits(**{"size": 10_000, "waiting": 100, "waiting_bytes": 100_000} | limits, kept=timedelta(days=7))
    own = uploads_of(desk)
    return replace(own, limits=given)


def test_a_person_has_room_for_so_many_files_and_bytes_until_they_are_used(team: Team) -> None:
    desk, file = team.contributor, Announcement("a.jpg", PURPOSE, 3000)
    with pytest.raises(UploadTooLargeError, match="at most"):
        limited(desk, size=2999).create(desk.actor, file)
    found = sent(desk, content_of())
    for few in ({"waiting": 1}, {"waiting_bytes": 5999}):
        with pytest.raises(TooManyUploadsError):
            limited(desk, **few).create(desk.actor, file)
        assert limited(team.reviewer, **few).create(team.reviewer.actor, file)  # a colleague has room of their own
        uploads_of(team.reviewer).remove(
            team.reviewer.actor, uploads_of(team.reviewer).page(team.reviewer.actor, None, 1).entries[0].id
        )
    taken(desk, found.id, "b-1")
    assert limited(desk, waiting=1, waiting_bytes=3000).create(desk.actor, file)


def test_more_bytes_than_announced_are_refused(team: Team) -> None:
    desk, content = team.contributor, content_of()
    name = begun(desk, content)
    with pytest.raises(UploadTooLargeError):
        send(desk, name, content + b"x")
    assert uploads_of(desk).view(desk.actor, name).offset == 0


def test_a_call_that_is_sent_again_leads_to_the_same_upload(team: Team) -> None:
    desk, content = team.contributor, content_of()
    call = IdempotentCall(f"{desk.actor.person_id}/{sha(content)}", "f")
    name = begun(desk, content, call=call)
    send(desk, name, content[:10])
    announced = Announcement("genuine/a.jpg", PURPOSE, len(content))
    assert uploads_of(desk).create(desk.actor, announced, call).offset == 10


def test_what_waited_too_long_goes_with_its_bytes_and_what_was_taken_leaves_them_to_its_taker(alone: Team) -> None:
    desk, half, whole = alone.contributor, content_of(), content_of()
    name = begun(desk, half)
    send(desk, name, half[:10])
    found = sent(desk, whole)
    assert retained(alone, timedelta(days=2)).uploads == 0
    assert not desk.parts.objects.has(sha(whole[:1000]))  # a part, which is in the whole by now
    assert retained(alone, LATER).uploads == 2
    assert not any(desk.parts.objects.has(sha(each)) for each in (half[:10], whole))
    for each in (name, found.id):
        with pytest.raises(NotFoundError):
            uploads_of(desk).view(desk.actor, each)
    assert faults_after(alone, UploadVerifier()) == []


def test_one_that_has_expired_is_gone_before_it_is_cleared_away(team: Team) -> None:
    desk, content = team.contributor, content_of()
    name = begun(desk, content)
    with desk.parts.database.writing(SYSTEM) as connection:
        row = update(tables.uploads).where(tables.uploads.c.id == name)
        connection.execute(row.values(expires_at=datetime.now(UTC)))
    with pytest.raises(NotFoundError):
        send(desk, name, content)
    assert uploads_of(desk).page(desk.actor, None, 10).entries == []


def test_what_waits_is_listed_the_latest_first(team: Team) -> None:
    desk = team.desk(team.contributor.actor.role, "acme", post="lister")  # type: ignore[arg-type]  # a role by its name
    names = [begun(desk, content_of()) for _ in range(3)]
    first = uploads_of(desk).page(desk.actor, None, 2)
    second = uploads_of(desk).page(desk.actor, first.after, 2)
    assert [each.id for each in (*first.entries, *second.entries)] == names[::-1]
    assert second.after is None


def test_a_row_that_was_changed_by_hand_is_found(team: Team) -> None:
    desk = team.contributor
    name = sent(desk, content_of()).id
    row = update(tables.uploads).where(tables.uploads.c.id == name)
    edits = [(row.values(state="removed"), "but is gone"), (row.values(taken_by="b-9"), "was changed")]
    check_found(team, UploadVerifier(), edits)
