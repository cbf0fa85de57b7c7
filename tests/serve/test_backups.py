"""The drill: a service with examinations is backed up, lost, and restored, on either kind of storage and across."""

import hashlib
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import obstore
import pytest
from sqlalchemy import func, select, update
from typer.testing import CliRunner

from serve.accounts.guard import COOKIE
from serve.app import build
from serve.audit.keys import open_signer
from serve.audit.service import Audit, AuditLog
from serve.audit.store import Checkpoints
from serve.backups.domain import BackupError
from serve.backups.service import Backups
from serve.backups.store import DumpedRow, SnapshotContents, dumped, objects_of, write_rows
from serve.cli import cli
from serve.examinations.tables import examinations
from serve.examinations.verifier import ExaminationVerifier
from serve.factors.sealing import KEY_FILE as FACTORS_FILE
from serve.factors.sealing import Sealing
from serve.factors.service import OwnFactors
from serve.platform.bucket_objects import bucket_at
from serve.platform.database import PASSING, metadata
from serve.platform.settings import Settings
from serve.platform.tenancy import SYSTEM
from serve.releases.archive import StoredKeys
from serve.releases.registry import ReleaseRegistry
from serve.releases.shelf import Shelf
from serve.signatures.certificates import AGENCIES, FOLDER, KEY_FILE, OwnReportKey
from serve.signatures.service import ReportSigning
from tests.buckets import BucketServer
from tests.postgresql import Cluster
from tests.serve.authenticating import actor_named, secured
from tests.serve.releasing import activate
from tests.serve.running import Service, run
from tests.serve.sheets import PICTURE_SHA256, published
from tests.serve.tiny_release import COUNTERFEIT, GENUINE
from tests.serve.trying import run_once
from tests.serve.upgrading import RELEASE, clock, earlier_backup
from tests.serve.world import World, made
from tests.storage import Copied, Storage

BackupsOf = Callable[[str, dict[str, Any]], Backups]


@pytest.fixture
def backups_of(tmp_path: Path) -> Iterator[BackupsOf]:
    """The backups of a service that need not run; its data folder by name."""
    built = []

    def backups_of(data: str, storage: dict[str, Any]) -> Backups:
        parts = build(Settings(data_dir=tmp_path / data, **storage))
        built.append(parts)
        (tmp_path / data).mkdir(exist_ok=True)
        parts.objects.open()
        return Backups(
            tmp_path / "backup",
            parts.database,
            parts.objects,
            Shelf(tmp_path / data),
            parts.settings.audit_dir,
            parts.settings.keys_dir,
            parts.clock,
        )

    yield backups_of
    for parts in built:
        parts.close()


class Life(NamedTuple):
    """The data folder of a service that has ended, and the settings of its storage."""

    data: Path
    storage: dict[str, Any]


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory, tiny_release: Path, storage: Storage) -> Life:
    """A service with a release of its own, two examinations and an answered enquiry about a case's item."""
    place, used = tmp_path_factory.mktemp("life"), storage()
    folder = shutil.copytree(tiny_release, place / "elsewhere" / tiny_release.name)
    parts = build(Settings(data_dir=place / "data", **used))
    parts.open_records()
    parts.objects.open()
    activate(parts, folder)
    parts.close()
    shutil.rmtree(folder)
    for service in run(Settings(data_dir=place / "data", workers=2, job_workers=0, **used)):
        for photos in ((GENUINE,), (GENUINE, COUNTERFEIT)):
            assert service.examine(*photos).status_code == 201
        World(service).confirmation("box")
        published(service.as_("contributor"), service.as_("reviewer"), "parcel")
        run_once(service.parts)  # or the copies' jobs would write events while a test counts them
    return Life(place / "data", used)


@pytest.fixture
def lived(tmp_path: Path, life: Life, copied: Copied, backups_of: BackupsOf) -> Iterator[tuple[Service, Backups]]:
    """The same service, started again on a copy of all that it kept, which a test may spoil."""
    data, used = shutil.copytree(life.data, tmp_path / "data"), copied(life.storage)
    for service in run(Settings(data_dir=data, workers=2, **used)):
        service.as_("officer")  # has a token that snapshots know
        yield service, backups_of("data", used)


def everything(service: Service) -> list[object]:
    """All that officers could see: themselves, each examination, each original, and a sheet with its picture."""
    with service.parts.database.reading(SYSTEM) as connection:
        ids = list(connection.execute(select(examinations.c.id).order_by(examinations.c.id)).scalars())
    shown = [service.client.get(f"/v1/examinations/{each}").json() for each in ids]
    originals = [service.client.get(links["original"]).content for each in shown for links in each["photos"]]
    sheets = [each for each in service.client.get("/v1/catalogue").json()["products"] if each["id"] == "parcel"]
    listed = service.as_("reviewer").get("/v1/sheets").json()["sheets"]
    pictures = [
        service.as_("reviewer").get(f"/v1/sheets/{each['id']}/pictures/{PICTURE_SHA256}.jpg").content for each in listed
    ]
    return [
        *shown,
        *originals,
        *sheets,
        *pictures,
        service.client.get("/v1/me").json(),
        service.client.get("/v1/release").json()["id"],
    ]


def row_counts(service: Service) -> dict[str, int]:
    """How many rows each table has that has any."""
    with service.parts.database.reading(SYSTEM) as connection:
        counts = {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
            if not table.info.get(PASSING)
        }
    return {name: count for name, count in counts.items() if count}


def test_a_snapshot_restored_elsewhere_is_the_same_service(
    lived: tuple[Service, Backups], backups_of: BackupsOf, tmp_path: Path, storage: Storage
) -> None:
    service, backups = lived
    there = row_counts(service)
    backups.make()
    fresh = storage(bare=True)
    restored = backups_of("fresh", fresh).restore()
    assert restored.rows == there
    assert (there["examinations"], there["examination_photos"]) == (3, 4)
    assert {
        "cases",
        "case_items",
        "opinions",
        "enquiries",
        "enquiry_answers",
        "confirmations",
        "sheet_versions",
    } < there.keys()
    session = service.people.session("officer")
    for other in run(Settings(data_dir=tmp_path / "fresh", workers=2, **fresh)):
        assert everything(other) == everything(service)
        token = {"Authorization": service.client.headers["Authorization"]}
        with other.visitor(headers=token) as officer:  # who could sign in before can sign in now
            assert officer.get("/v1/me").json() == service.client.get("/v1/me").json()
        with other.visitor(cookies={COOKIE: session}) as browser:  # but a session ends with the service that it was of
            assert browser.get("/v1/me").status_code == 401


def test_a_snapshot_moves_a_service_from_one_kind_of_storage_to_the_other(
    lived: tuple[Service, Backups], backups_of: BackupsOf, tmp_path: Path, postgresql: Cluster, buckets: BucketServer
) -> None:
    service, backups = lived
    recorded = row_counts(service)["audit_events"]
    backups.make()
    bucket = buckets.new_bucket()
    other_kind: dict[str, Any] = {}
    if service.parts.database.kind == "sqlite":
        other_kind = {
            "database_url": postgresql.new_database(),
            "objects_url": bucket.url,
            "objects_endpoint": bucket.endpoint,
        }
    backups_of("fresh", other_kind).restore()
    for other in run(Settings(data_dir=tmp_path / "fresh", workers=2, **other_kind)):
        assert everything(other) == everything(service)
        assert other.examine(GENUINE).status_code == 201
        verified = other.parts[
            Audit
        ].verify()  # the end is signed by the new service's key, what came before by the old one's
        assert verified.faults == ()
        assert verified.events > recorded


def test_what_happens_meanwhile_does_not_make_the_snapshot_look_cut_off(
    lived: tuple[Service, Backups], backups_of: BackupsOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    service, backups = lived

    def write_while_others_work(path: Path, rows: Iterator[DumpedRow]) -> None:
        write_rows(path, rows)
        assert service.examine(GENUINE).status_code == 201
        service.parts[Audit].checkpoint()

    recorded = row_counts(service)["audit_events"]
    monkeypatch.setattr("serve.backups.service.write_rows", write_while_others_work)
    backups.make()
    target = backups_of("fresh", {})
    assert target.restore().rows["audit_events"] == recorded
    assert Audit(target.database, target.audit, [ExaminationVerifier(StoredKeys(target.objects))]).verify().faults == ()


def test_snapshots_share_photos_and_an_older_one_can_be_chosen(
    lived: tuple[Service, Backups], backups_of: BackupsOf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service, backups = lived
    first = backups.make().folder
    monkeypatch.setattr("serve.backups.service.name_of", lambda _: "29991231T235959Z")
    assert service.examine(COUNTERFEIT).status_code == 201
    second = backups.make().folder
    assert [first, second] == list(backups.snapshots())
    digest = hashlib.sha256(GENUINE).hexdigest()
    assert len(list((tmp_path / "backup").rglob(digest))) == 1
    restored = backups_of("fresh", {}).restore(first.name)
    assert restored.rows["examinations"] == 3


def test_what_is_damaged_is_named_and_nothing_is_restored(
    lived: tuple[Service, Backups], backups_of: BackupsOf, tmp_path: Path
) -> None:
    service, backups = lived
    made = backups.make().folder
    digest = hashlib.sha256(GENUINE).hexdigest()
    photo = tmp_path / "backup" / "objects" / digest[:2] / digest
    target = backups_of("fresh", {})
    photo.write_bytes(GENUINE[:-1])
    with pytest.raises(BackupError, match=f"the photo {digest} is missing .* is damaged in the backup .{photo}"):
        target.restore()
    photo.write_bytes(GENUINE)
    model = service.parts[ReleaseRegistry].all()[0].files[1]
    assert model.name == "gallery.npz"
    part = tmp_path / "backup" / "objects" / model.sha256[:2] / model.sha256
    whole = part.read_bytes()
    part.write_bytes(whole[:-1])
    with pytest.raises(BackupError, match=f"release's file {model.sha256} .* is damaged in the backup"):
        target.restore()
    part.write_bytes(whole)
    rows = made / "rows.jsonl.gz"
    packed = rows.read_bytes()
    rows.write_bytes(packed[:-1] + bytes([packed[-1] ^ 1]))
    with pytest.raises(BackupError, match="rows"):
        target.restore()
    rows.write_bytes(packed)
    assert target.restore().rows["examinations"] == 3
    with pytest.raises(BackupError, match="empty one"):
        target.restore()


def object_at(root: Path, sha256: str) -> Path:
    return root / "objects" / sha256[:2] / sha256


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(path.read_bytes()[:-1] + bytes([path.read_bytes()[-1] ^ 1])),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes() + b"\n"),
    ],
    ids=["one byte", "empty", "longer"],
)
def test_what_is_damaged_in_the_backup_is_copied_again_so_that_the_next_snapshot_can_be_restored(
    lived: tuple[Service, Backups],
    backups_of: BackupsOf,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    spoil: Callable[[Path], object],
) -> None:
    service, backups = lived
    backups.make()
    names = {
        "photo": hashlib.sha256(GENUINE).hexdigest(),
        "release's file": service.parts[ReleaseRegistry].all()[0].files[0].sha256,
        "release's key": service.parts[ReleaseRegistry].all()[0].key_sha256,
    }
    paths = [object_at(tmp_path / "backup", name) for name in names.values()]
    for path in paths:
        spoil(path)
    monkeypatch.setattr("serve.backups.service.name_of", lambda _: "29991231T235959Z")
    mended = backups.make().mended
    assert sorted(map(str, mended)) == sorted(
        f"the {what} {name} is damaged in the backup ({path})"
        for (what, name), path in zip(names.items(), paths, strict=True)
    )
    assert [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths] == list(names.values())
    assert backups_of("fresh", {}).restore().rows["examinations"] == 3


def lose(backups: Backups, sha256: str) -> None:
    """Take an object out of a service's store."""
    assert backups.objects.remove(sha256, datetime(2999, 1, 1, tzinfo=UTC))


def damage(settings: Settings, sha256: str) -> None:
    """Overwrite an object where it is: in a bucket or in a folder."""
    if settings.objects_url is None:
        object_at(settings.data_dir, sha256).write_bytes(b"damaged")
    else:
        bucket = bucket_at(settings.objects_url, settings.objects_endpoint)
        obstore.put(bucket, f"{sha256[:2]}/{sha256}", b"damaged")


def test_what_is_whole_nowhere_makes_no_snapshot(lived: tuple[Service, Backups], tmp_path: Path) -> None:
    _, backups = lived
    backups.make()
    digest = hashlib.sha256(GENUINE).hexdigest()
    path = object_at(tmp_path / "backup", digest)
    lose(backups, digest)
    path.write_bytes(b"")
    shutil.rmtree(tmp_path / "backup" / "snapshots")
    with pytest.raises(BackupError, match=f"photo {digest} is damaged in the backup .* missing in the service's"):
        backups.make()
    assert backups.snapshots() == []


def test_objects_that_the_store_lost_come_back_beside_the_database(lived: tuple[Service, Backups]) -> None:
    service, backups = lived
    backups.make()
    before = everything(service)
    gone = backups.restore_objects()
    assert (gone.returned, gone.lost) == (0, [])
    with service.parts.database.reading(SYSTEM) as connection:
        names = {name for row in dumped(connection) for name in objects_of(row)}
    for name in names:
        lose(backups, name)
    back = backups.restore_objects()
    assert (back.objects, back.returned, back.lost) == (len(names), len(names), [])
    assert everything(service) == before
    assert service.parts[Audit].verify().faults == ()


def test_a_damaged_object_comes_back_and_one_that_no_one_has_is_named(
    lived: tuple[Service, Backups], tmp_path: Path
) -> None:
    service, backups = lived
    backups.make()
    genuine, counterfeit = (hashlib.sha256(each).hexdigest() for each in (GENUINE, COUNTERFEIT))
    lose(backups, genuine)
    damage(service.parts.settings, counterfeit)
    object_at(tmp_path / "backup", genuine).unlink()
    back = backups.restore_objects()
    assert [str(fault).partition(" is missing in the service's")[0] for fault in back.lost] == [f"the photo {genuine}"]
    assert (back.returned, service.parts.objects.get(counterfeit)) == (1, COUNTERFEIT)


def test_the_command_that_brings_objects_back_says_what_is_lost(
    lived: tuple[Service, Backups], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, backups = lived
    settings, genuine = lived[0].parts.settings, hashlib.sha256(GENUINE).hexdigest()
    for name in ("database_url", "objects_url", "objects_endpoint"):
        if value := getattr(settings, name):
            monkeypatch.setenv(f"SHINGAN_{name.upper()}", value)
    backups.make()
    counterfeit = hashlib.sha256(COUNTERFEIT).hexdigest()
    lose(backups, genuine)
    lose(backups, counterfeit)
    object_at(tmp_path / "backup", genuine).write_bytes(b"")
    call = ["restore", str(tmp_path / "backup"), "--data", str(settings.data_dir), "--objects-only"]
    done = CliRunner().invoke(cli, call)
    assert (done.exit_code, done.stdout.partition(" of ")[0]) == (1, "restored: objects 1")
    assert f"photo {genuine} is missing in the service's object store; and" in done.stderr
    assert f"photo {genuine} is damaged in the backup" in done.stderr
    assert "objects that the backup does not have either: 1" in done.stderr
    both = CliRunner().invoke(cli, [*call, "--snapshot", "20261126T000000Z"])
    assert (both.exit_code, both.stdout) == (2, "")


def test_the_commands_say_what_they_did_and_what_is_wrong(tmp_path: Path) -> None:
    runner = CliRunner()
    data, backup = tmp_path / "data", tmp_path / "backup"
    backup.mkdir()
    empty = runner.invoke(cli, ["restore", str(backup), "--data", str(data)])
    assert empty.exit_code == 1
    assert "holds no snapshot" in empty.stderr
    early = runner.invoke(cli, ["backup", str(backup), "--data", str(data)])
    assert early.exit_code == 2
    assert "data: holds no data of a service" in early.stderr
    parts = build(Settings(data_dir=data))
    parts.database.migrate("0008")
    older = runner.invoke(cli, ["backup", str(backup), "--data", str(data)])
    assert older.exit_code == 1
    assert "start the service once" in older.stderr
    parts.database.migrate()
    parts.close()
    made = runner.invoke(cli, ["backup", str(backup), "--data", str(data)])
    assert made.exit_code == 0, made.stderr
    assert Path(made.stdout.strip()).is_dir()
    back = runner.invoke(cli, ["restore", str(backup), "--data", str(tmp_path / "fresh")])
    assert back.exit_code == 0, back.stderr
    assert "restored: rows 0, objects 0" in back.stdout


def test_the_key_that_signs_comes_back_for_its_owner_alone(
    lived: tuple[Service, Backups], backups_of: BackupsOf, tmp_path: Path, storage: Storage
) -> None:
    service, backups = lived
    made, key_id = backups.make().folder, service.parts[AuditLog].key_id
    fresh = storage(bare=True)
    backups_of("fresh", fresh).restore()
    for folder in (made / "audit", tmp_path / "fresh" / "audit"):
        assert (folder / "key.pem").stat().st_mode & 0o777 == 0o600
    for other in run(Settings(data_dir=tmp_path / "fresh", workers=2, **fresh)):
        assert other.parts[AuditLog].key_id == key_id


def test_what_signs_reports_comes_back_with_every_certificate(
    lived: tuple[Service, Backups], backups_of: BackupsOf, tmp_path: Path
) -> None:
    service, backups = lived
    own, now = service.parts[ReportSigning].own, datetime.now(UTC)
    first = own.open(now)
    own.keep(first.certificate)
    own.keep(first.certificate, is_agency=True)
    second = own.replace(now)
    own.keep(second.certificate)
    made = backups.make().folder
    backups_of("fresh", {}).restore()
    fresh = OwnReportKey(tmp_path / "fresh" / "keys" / FOLDER, "Shingan")
    assert fresh.open(now).certificate == second.certificate
    assert set(fresh.kept()) == {first.certificate, second.certificate}
    for folder in (made / "keys", tmp_path / "fresh" / "keys"):
        assert (folder / FOLDER / KEY_FILE).stat().st_mode & 0o777 == 0o600
        assert len(list((folder / FOLDER / AGENCIES).iterdir())) == 1


def test_one_time_codes_work_after_a_restore(
    lived: tuple[Service, Backups], backups_of: BackupsOf, tmp_path: Path
) -> None:
    service, backups = lived
    secret = secured(service).secret
    codes = service.parts[OwnFactors].view(actor_named(service, "first-officer")).factors.codes
    made = backups.make().folder
    backups_of("fresh", {}).restore()
    assert codes is not None
    assert Sealing(tmp_path / "fresh" / "keys").open(codes.sealed) == secret
    for folder in (made / "keys", tmp_path / "fresh" / "keys"):
        assert (folder / FACTORS_FILE).stat().st_mode & 0o777 == 0o600


def test_persons_of_cases_come_back_with_their_keys(
    lived: tuple[Service, Backups], backups_of: BackupsOf, tmp_path: Path, storage: Storage
) -> None:
    service, backups = lived
    case = f"/v1/cases/{made(service.client.post('/v1/cases', json={}))['id']}"
    made(service.client.post(f"{case}/persons", json={"role": "addressee", "name": "Maarja"}))
    folder = backups.make().folder
    assert (folder / "keys" / "persons.json").stat().st_mode & 0o777 == 0o600
    fresh = storage(bare=True)
    backups_of("fresh", fresh).restore()
    token = {"Authorization": service.client.headers["Authorization"]}
    for other in run(Settings(data_dir=tmp_path / "fresh", workers=2, **fresh)):
        with other.visitor(headers=token) as officer:
            (seen,) = made(officer.post(f"{case}/persons/look", json={"reason": "court"}))["persons"]
            assert seen["kept"]["name"] == "Maarja"


def test_a_key_that_is_there_already_stays(
    lived: tuple[Service, Backups], backups_of: BackupsOf, tmp_path: Path
) -> None:
    _, backups = lived
    backups.make()
    own = open_signer(tmp_path / "fresh" / "audit").id
    backups_of("fresh", {}).restore()
    assert open_signer(tmp_path / "fresh" / "audit").id == own


def test_a_folder_with_checkpoints_of_another_log_is_refused(
    lived: tuple[Service, Backups], backups_of: BackupsOf, tmp_path: Path
) -> None:
    service, backups = lived
    service.parts[Audit].checkpoint()
    backups.make()
    checkpoints = tmp_path / "fresh" / "audit" / "checkpoints.jsonl"
    checkpoints.parent.mkdir(parents=True)
    Checkpoints(checkpoints).add(open_signer(checkpoints.parent).head(1, "0" * 64))
    target = backups_of("fresh", {})
    with pytest.raises(BackupError, match="of another audit log") as refused:
        target.restore()
    assert "\n" not in str(refused.value)
    with target.database.reading(SYSTEM) as connection:
        assert target.database.revision(connection) == ""  # nothing was touched
    shutil.copyfile(tmp_path / "data" / "audit" / checkpoints.name, checkpoints)
    assert target.restore().rows["examinations"] == 3  # of the same log, whose database was lost


def test_a_release_that_is_lost_is_named_and_must_be_left_out_on_purpose(lived: tuple[Service, Backups]) -> None:
    service, backups = lived
    with service.parts.database.writing(SYSTEM) as connection:
        connection.execute(update(examinations).values(release="r-lost"))
    with pytest.raises(BackupError, match="release r-lost, which examinations rest on, is not kept") as refused:
        backups.make()
    assert "\n" not in str(refused.value)
    assert backups.snapshots() == []
    assert backups.make(without=["r-lost"]).folder.is_dir()


def test_rows_of_a_table_that_has_another_name_by_now_still_name_their_photos_and_releases() -> None:
    photo = {"contribution_id": "b-1", "position": 0, "sha256": "5" * 64, "right_holder_id": "o-1"}
    assert objects_of(DumpedRow("contribution_photos", photo)) == {"5" * 64: "photo"}
    contents = SnapshotContents()
    list(contents.passing([DumpedRow("contributions", {"id": "b-1", "enquiry_id": "q-1", "release": "r-1"})]))
    assert contents.rested_on == {"r-1"}
    assert objects_of(DumpedRow("contribution_images", {"contribution_id": "k-1", "sha256": "6" * 64})) != {}


def test_a_snapshot_of_an_earlier_version_is_restored_and_its_release_taken_over(
    backups_of: BackupsOf, tmp_path: Path, storage: Storage
) -> None:
    earlier_backup(tmp_path / "backup")
    fresh = storage(bare=True)
    backups_of("fresh", fresh).restore()
    for service in run(Settings(data_dir=tmp_path / "fresh", workers=2, **fresh), clock()):
        assert service.client.get("/v1/release").json()["id"] == RELEASE.name
        assert [each.state.value for each in service.parts[ReleaseRegistry].all()] == ["active"]
        assert service.parts[Audit].verify().faults == ()
