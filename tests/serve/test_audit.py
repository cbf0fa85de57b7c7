"""The audit log: what happens is in it, and nothing in it can be edited, removed, moved or cut off unnoticed."""

import hashlib
import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, insert, select, text, update
from typer.testing import CliRunner

from serve.audit.domain import Event, Head, canonical, chain_faults, next_event, recomputed
from serve.audit.keys import PRIVATE_FILE, Signer, open_signer, signed, trusted_keys
from serve.audit.service import Audit, AuditLog
from serve.audit.store import AuditStore, Checkpoints
from serve.audit.tables import events, heads
from serve.cli import cli
from serve.examinations.permissions import ExaminationAction
from serve.examinations.store import ExaminationStore
from serve.examinations.tables import examinations, photos
from serve.examinations.verifier import ExaminationVerifier
from serve.platform.errors import StorageError
from serve.platform.settings import Settings
from serve.platform.tenancy import SYSTEM
from serve.releases.archive import StoredKeys
from serve.releases.registry import ReleaseRegistry
from tests.serve.record import faults, log_of
from tests.serve.running import Service, run
from tests.serve.tiny_release import COUNTERFEIT, GENUINE
from tests.serve.world import World
from tests.storage import Storage

LENGTH, TAMPERINGS, SEED = 30, 10_000, 1
EDITED = (events, heads, examinations, photos)


@pytest.fixture
def own(tmp_path: Path, tiny_release: Path, either_database: Storage) -> Iterator[Service]:
    """A service whose log holds what one test does, after how its officer came to be."""
    for service in run(Settings(data_dir=tmp_path / "data", release=tiny_release, workers=2, **either_database())):
        assert service.client.get("/v1/me").status_code == 200
        yield service


def length(service: Service) -> int:
    """How many events there are; the first tell how the service came to its people."""
    return len(log_of(service))


def test_every_examination_look_and_download_is_an_event_that_says_whose(own: Service) -> None:
    trainer = own.as_("trainer")
    before = length(own)
    location = own.examine(GENUINE, COUNTERFEIT).headers["location"]
    name = location.rpartition("/")[2]
    own.client.get(location)
    trainer.get(f"/examinations/{name}", headers={"accept": "text/html"})
    own.client.get(f"{location}/photos/1/original")
    own.client.get(f"{location}/photos/7/original")
    own.examine(b"not a photo")
    found = [(event.number - before, event.actor, event.action, event.subject) for event in log_of(own)[before:]]
    by_officer, by_trainer = (client.get("/v1/me").json()["id"] for client in (own.client, trainer))
    assert found == [
        (1, by_officer, ExaminationAction.CREATE, name),
        (2, by_officer, ExaminationAction.VIEW, name),
        (3, by_trainer, ExaminationAction.VIEW, name),
        (4, by_officer, ExaminationAction.PHOTO_EXPORT, name),
    ]
    assert faults(own) == []


def test_who_sees_nothing_leaves_no_event_of_a_look(own: Service) -> None:
    location = own.examine(GENUINE).headers["location"]
    elsewhere, holder = own.as_("officer", "second"), own.as_("reviewer")
    before = length(own)
    assert [client.get(location).status_code for client in (elsewhere, holder)] == [404, 403]
    with own.visitor() as anonymous:
        assert anonymous.get(location).status_code == 401
    assert length(own) == before


def test_many_at_once_make_one_chain(own: Service) -> None:
    before = length(own)
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: own.examine(GENUINE), range(12)))
    assert {answer.status_code for answer in answers} == {201}
    assert [event.number for event in log_of(own)] == list(range(1, before + 13))
    assert faults(own) == []


def edited(service: Service, statement: Any) -> None:
    with service.parts.database.writing(SYSTEM) as connection:
        assert connection.execute(statement).rowcount > 0


def event_at(number: int) -> Any:
    return events.c.number == number


@contextmanager
def put_back(service: Service) -> Iterator[None]:
    """Undo edits by hand, so that the next test has the same service; examinations and their photos are still there."""
    with service.parts.database.reading(SYSTEM) as connection:
        kept = {table: connection.execute(select(table)).mappings().all() for table in EDITED}
    try:
        yield
    finally:
        with service.parts.database.writing(SYSTEM) as connection:
            for table in (events, heads):
                connection.execute(delete(table))
                connection.execute(insert(table), [dict(row) for row in kept[table]])
            for table in (examinations, photos):
                for row in kept[table]:
                    same = [column == row[column.name] for column in table.primary_key]
                    connection.execute(update(table).where(*same).values(dict(row)))


Examined = tuple[Service, int]  # a service, and the number of the event that says that its examination was made


@pytest.fixture(scope="module")
def examined(
    tmp_path_factory: pytest.TempPathFactory, tiny_release: Path, either_database: Storage
) -> Iterator[Examined]:
    """A service with an examination and three looks at it, to be edited by hand and put back."""
    data = tmp_path_factory.mktemp("examined")
    for service in run(Settings(data_dir=data, release=tiny_release, workers=2, **either_database())):
        location = service.examine(GENUINE).headers["location"]
        made = length(service)
        for _ in range(3):
            service.client.get(location)
        yield service, made


@pytest.fixture(scope="module")
def confirmed(
    tmp_path_factory: pytest.TempPathFactory, tiny_release: Path, either_database: Storage
) -> Iterator[Service]:
    """A service with what a right holder confirmed, to be edited by hand and put back; no job writes meanwhile."""
    data = tmp_path_factory.mktemp("confirmed")
    for service in run(Settings(data_dir=data, release=tiny_release, workers=2, job_workers=0, **either_database())):
        World(service).confirmation("box")
        yield service


Edit = Callable[[int], Any]  # the statement, given the number of the event that says that the examination was made


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda made: update(events).where(event_at(made + 1)).values(actor="another"), "was changed after it was"),
        (
            lambda made: update(events).where(event_at(made + 1)).values(at="2020-01-01T00:00:00.000000+00:00"),
            "changed",
        ),
        (lambda made: delete(events).where(event_at(made + 1)), "is missing"),
        (lambda made: delete(events).where(event_at(made + 3)), "its end was cut off"),
        (lambda made: delete(events).where(events.c.number < made), "are missing"),
        (lambda _: update(examinations).values(verdict=examinations.c.verdict + " "), "were changed since"),
        (lambda _: update(examinations).values(verdict="{"), "were changed since"),
        (lambda _: update(examinations).values(release="r-0000000000000000"), "were changed since"),
        (lambda _: update(examinations).values(examined_by="u-00000000000000000000000000000000"), "were changed since"),
        (lambda _: update(examinations).values(organisation_id=None), "were changed since"),
        (lambda _: update(examinations).values(restricted="{}"), "were changed since"),
        (lambda _: update(examinations).values(follows="e-" + "0" * 32), "were changed since"),
        (lambda _: update(examinations).values(filed_by="u-unknown"), "is not in the case that it was put into"),
        (lambda made: update(events).where(event_at(made)).values(details="{"), "was changed after it was recorded"),
        (lambda _: update(photos).values(sha256="0" * 64), "were changed since"),
        (lambda made: update(heads).values(number=made + 2), "no signed head ends there"),
        (lambda _: update(heads).values(key="0" * 16), "not among the trusted ones"),
        (lambda _: update(heads).values(signature="0" * 128), "its signature is invalid"),
        (
            lambda made: update(events).where(event_at(made)).values(action="examination:view"),
            "no event says that it was made",
        ),
    ],
)
def test_an_edit_in_the_database_by_hand_is_found_and_named(examined: Examined, edit: Edit, words: str) -> None:
    service, made = examined
    assert faults(service) == []
    with put_back(service):
        edited(service, edit(made))
        assert any(words in fault for fault in faults(service)), faults(service)


def test_events_that_earlier_versions_wrote_of_an_examination_fit_its_row(own: Service) -> None:
    """Without a key of the release; and with a digest for each restricted point."""
    name = own.examine(GENUINE, product="box").headers["location"].rpartition("/")[2]
    edited(own, update(examinations).values(key_sha256=None))
    keys = StoredKeys(own.parts.objects)
    with own.parts.database.reading(SYSTEM) as connection:
        (seals,) = ExaminationStore(connection, SYSTEM).seals([name], keys).values()
        whole, one_by_one = (canonical(seal) for seal in seals.made)
        (event,) = (each for each in log_of(own) if each.action == ExaminationAction.CREATE)
        assert len({event.details, whole, one_by_one}) == 3
        forged = one_by_one.replace("holder", "officer")
        for details, fits in ((whole, True), (one_by_one, True), (forged, False), (event.details, False)):
            found = ExaminationVerifier(keys).faults(connection, [replace(event, details=details)])
            assert (list(found) == []) is fits


def test_an_examination_whose_key_is_gone_is_named(own: Service) -> None:
    own.examine(GENUINE)
    edited(own, update(examinations).values(key_sha256="0" * 64))
    assert any("its release's key is not in the store" in fault for fault in faults(own))


@pytest.mark.parametrize(
    "text", ["{", "[]", "{}", "null", '{"confirmations": 3, "contributions": 3, "case": [], "photos": {}}']
)
def test_any_changed_text_of_an_event_is_found(confirmed: Service, text: str) -> None:
    assert faults(confirmed) == []
    with put_back(confirmed):
        edited(confirmed, update(events).values(details=text))
        changed = [fault for fault in faults(confirmed) if "was changed after it was recorded" in fault]
        said = [event for event in log_of(confirmed) if event.digest != recomputed(event)]
    assert len(changed) == len(said) > 5


def test_an_examination_removed_with_its_photos_is_missed(own: Service) -> None:
    own.examine(GENUINE)
    edited(own, delete(photos))
    edited(own, delete(examinations))
    assert any("was made here, but is gone" in fault for fault in faults(own))


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (COUNTERFEIT, "the stored bytes are not the photo that was received"),
        (None, "this photo is no longer in the store"),
    ],
    ids=["another", "none"],
)
def test_a_photo_that_was_changed_or_taken_away_is_found_and_never_handed_out(
    start_service: Callable[..., Service], tmp_path: Path, other: bytes | None, words: str
) -> None:
    service = start_service()
    location = service.examine(GENUINE).headers["location"]
    [photo] = (tmp_path / "data" / "objects").rglob(hashlib.sha256(GENUINE).hexdigest())
    photo.unlink()
    if other is not None:
        photo.write_bytes(other)
    assert faults(service) == [f"{photo.name}: {words}"]
    assert service.client.get(f"{location}/photos/0/original").status_code in {404, 503}
    assert ExaminationAction.PHOTO_EXPORT not in [event.action for event in log_of(service)]
    assert service.parts[Audit].verify(with_photos=False).faults == ()


def test_a_lost_object_is_called_what_it_is(own: Service) -> None:
    release = own.parts[ReleaseRegistry].all()[0]
    file, key = release.files[-1].sha256, release.key_sha256
    for name in (file, key):
        assert own.parts.objects.remove(name, datetime(2999, 1, 1, tzinfo=UTC))
    assert sorted(faults(own)) == sorted(
        [
            f"{file}: this release's file is no longer in the store",
            f"{key}: this release's key is no longer in the store",
        ]
    )


@pytest.mark.parametrize(
    "spoil",
    [
        lambda made: update(events).where(event_at(made)).values(signature="0" * 128),
        lambda _: delete(heads),
        lambda _: text("UPDATE examinations SET created_at = 'long ago'"),
        lambda _: update(examinations).values(asked='{"product": 3}'),
        lambda _: update(examinations).values(asked="[]"),
        lambda _: text("UPDATE audit_events SET details = x'fffe' WHERE number = 3"),
        lambda _: text("UPDATE audit_head SET signature = x'fffe'"),
        lambda _: text("UPDATE people SET name = x'fffe'"),
        lambda _: text("UPDATE organisations SET kind = x'fffe'"),
    ],
)
def test_rows_spoiled_beyond_reading_are_faults_and_no_traceback(
    start_service: Callable[..., Service], spoil: Edit
) -> None:
    service = start_service()
    service.examine(GENUINE)
    service.parts[Audit].checkpoint()
    edited(service, spoil(length(service)))
    assert faults(service) != []


def test_who_cuts_the_end_and_puts_back_an_older_head_is_found_by_a_checkpoint(own: Service) -> None:
    location = own.examine(GENUINE).headers["location"]
    with own.parts.database.reading(SYSTEM) as connection:
        older = AuditStore(connection).head()
    assert older is not None
    own.client.get(location)
    own.parts[Audit].checkpoint()
    edited(own, delete(events).where(events.c.number > older.number))
    edited(own, update(heads).values(number=older.number, digest=older.digest, signature=older.signature))
    assert any("its end was cut off" in fault for fault in faults(own))


def test_a_log_written_again_as_a_whole_cannot_be_signed(own: Service) -> None:
    location = own.examine(GENUINE).headers["location"]
    own.client.get(location)
    forger = Signer(Ed25519PrivateKey.generate())
    *_, first, second = log_of(own)
    forged = next_event(
        forger.head(first.number, first.digest),
        at=second.at,
        actor="other",
        action=second.action,
        subject=second.subject,
        details={},
    )
    edited(own, update(events).where(event_at(second.number)).values(actor="other", digest=forged.digest))
    head = forger.head(second.number, forged.digest)
    edited(own, update(heads).values(digest=head.digest, key=head.key, signature=head.signature))
    assert any("not among the trusted ones" in fault for fault in faults(own))


# --- the chain alone -------------------------------------------------------------------------------------------------


def chain(signer: Signer, length: int = LENGTH) -> tuple[list[Event], Head]:
    made: list[Event] = []
    head = None
    for number in range(length):
        event = next_event(
            head,
            at=f"t{number}",
            actor="a",
            action="examination:view",
            subject=f"e-{number % 7}",
            details={"n": number},
        )
        made.append(event)
        head = signer.head(event.number, event.digest)
    assert head is not None
    return made, head


Tamper = Callable[[list[Event], random.Random], list[Event]]


def edit_field(log: list[Event], chance: random.Random) -> list[Event]:
    at = chance.randrange(len(log))
    name = chance.choice(["at", "actor", "action", "subject", "details", "previous", "digest"])
    changed = replace(log[at], **{name: getattr(log[at], name) + chance.choice("xyz ")})
    return [*log[:at], changed, *log[at + 1 :]]


def edit_and_hash_again(log: list[Event], chance: random.Random) -> list[Event]:
    at = chance.randrange(len(log))
    changed = replace(log[at], actor=f"b{chance.random()}")
    return [*log[:at], replace(changed, digest=recomputed(changed)), *log[at + 1 :]]


def rewrite_from(log: list[Event], chance: random.Random) -> list[Event]:
    """All digests from there on are computed again; only the signature shows it."""
    at = chance.randrange(len(log))
    kept, previous = log[:at], log[at].previous
    for event in log[at:]:
        changed = replace(event, actor="b", previous=previous)
        kept.append(replace(changed, digest=recomputed(changed)))
        previous = kept[-1].digest
    return kept


def remove(log: list[Event], chance: random.Random) -> list[Event]:
    start = chance.randrange(len(log))
    end = chance.randint(start + 1, len(log))
    return [*log[:start], *log[end:]]


def truncate(log: list[Event], chance: random.Random) -> list[Event]:
    return log[: chance.randrange(len(log))]


def swap(log: list[Event], chance: random.Random) -> list[Event]:
    """Two events change places and numbers."""
    i, j = chance.sample(range(len(log)), 2)
    moved = list(log)
    moved[i], moved[j] = replace(log[j], number=log[i].number), replace(log[i], number=log[j].number)
    return moved


def repeat(log: list[Event], chance: random.Random) -> list[Event]:
    at = chance.randrange(len(log))
    return [*log[: at + 1], *log[at:]]


def forge(log: list[Event], _: random.Random) -> list[Event]:
    last = log[-1]
    extra = next_event(
        Head(last.number, last.digest, "", ""), at="t", actor="b", action="photo:export", subject="e-1", details={}
    )
    return [*log, extra]


def test_ten_thousand_random_tamperings_are_all_found(tmp_path: Path) -> None:
    signer = open_signer(tmp_path)
    log, head = chain(signer)
    assert list(chain_faults(log, [head])) == []
    chance = random.Random(SEED)
    ways: list[Tamper] = [edit_field, edit_and_hash_again, rewrite_from, remove, truncate, swap, repeat, forge]
    missed = []
    for _ in range(TAMPERINGS):
        way = chance.choice(ways)
        if not list(chain_faults(way(log, chance), [head])):
            missed.append(way.__name__)
    assert missed == []


def test_a_break_is_named_once_and_where_it_is(tmp_path: Path) -> None:
    signer = open_signer(tmp_path)
    log, head = chain(signer)
    without = [event for event in log if event.number not in {11, 12}]
    assert [(fault.number, str(fault.words)) for fault in chain_faults(without, [head])] == [
        (13, "comes after event 10: events 11 to 12 are missing")
    ]


# --- keys and checkpoints --------------------------------------------------------------------------------------------


def test_the_key_is_made_once_for_its_owner_alone_and_verifies_what_it_signed(tmp_path: Path) -> None:
    first, second = open_signer(tmp_path), open_signer(tmp_path)
    assert first.id == second.id
    assert (tmp_path / PRIVATE_FILE).stat().st_mode & 0o777 == 0o600
    head = first.head(7, "d" * 64)
    keys = trusted_keys(tmp_path)
    assert signed(head, keys)
    assert not signed(replace(head, number=8), keys)
    assert not signed(replace(head, signature="00"), keys)


@pytest.mark.parametrize("content", [b"", b"not a key", b"-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n"])
def test_a_key_that_is_none_stops_the_service_with_a_word(tmp_path: Path, content: bytes) -> None:
    (tmp_path / PRIVATE_FILE).write_bytes(content)
    with pytest.raises(StorageError, match="the audit log's key"):
        open_signer(tmp_path)


def test_a_checkpoint_that_a_power_cut_left_half_is_none(tmp_path: Path) -> None:
    place = Checkpoints(tmp_path / "checkpoints.jsonl")
    signer = open_signer(tmp_path)
    place.add(signer.head(1, "a" * 64))
    place.add(signer.head(1, "a" * 64))
    with (tmp_path / "checkpoints.jsonl").open("a") as file:
        file.write('{"number": 2, "dig')
    assert [head.number for head in place.all()] == [1]
    place.add(signer.head(3, "b" * 64))
    assert [head.number for head in place.all()] == [1, 3]


def test_a_checkpoint_that_was_changed_is_named(tmp_path: Path) -> None:
    (tmp_path / "checkpoints.jsonl").write_text('{"number": 2}\n')
    with pytest.raises(StorageError, match="no checkpoint"):
        Checkpoints(tmp_path / "checkpoints.jsonl").all()


def test_the_command_says_whether_the_log_is_whole(tmp_path: Path, tiny_release: Path) -> None:
    data = tmp_path / "data"
    for service in run(Settings(data_dir=data, release=tiny_release, workers=2)):
        service.examine(GENUINE)
        recorded = length(service)
    runner = CliRunner()
    whole = runner.invoke(cli, ["audit", "verify", "--data", str(data)])
    assert (whole.exit_code, whole.stdout) == (0, f"events: {recorded}, checkpoints: 2, faults: 0\n")
    for service in run(Settings(data_dir=data, release=tiny_release, workers=2)):
        edited(service, update(events).values(actor="another"))
    broken = runner.invoke(cli, ["audit", "verify", "--data", str(data)])
    assert broken.exit_code == 1
    assert "event 1: was changed after it was recorded" in broken.stdout


def test_nothing_is_handed_out_or_kept_that_cannot_be_recorded(own: Service) -> None:
    location = own.examine(GENUINE).headers["location"]
    own.parts[AuditLog]._signer = None
    answers = [own.client.get(location), own.client.get(f"{location}/photos/0/original"), own.examine(COUNTERFEIT)]
    assert [answer.status_code for answer in answers] == [503, 503, 503]
    with own.parts.database.reading(SYSTEM) as connection:
        assert len(connection.execute(select(examinations)).all()) == 1
    assert faults(own) == []
