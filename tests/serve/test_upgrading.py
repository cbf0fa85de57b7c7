"""A service of an earlier version is upgraded in place: its rows, photos and log are read as they were."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import select, text

from serve.audit.service import Audit
from serve.cases.tables import cases
from serve.confirmations.tables import confirmations, photos
from serve.examinations.tables import examinations
from serve.platform.database import Database, metadata
from serve.platform.errors import StorageError
from serve.platform.settings import Settings
from serve.platform.tenancy import SYSTEM
from serve.releases.registry import ReleaseRegistry
from tests.serve.bundling import bundle_of, verified
from tests.serve.running import Service, run
from tests.serve.test_database import types_differ
from tests.serve.tiny_release import GENUINE
from tests.serve.upgrading import RELEASE, clock, earlier_service
from tests.storage import Storage

SHOWN = {
    "sqlite": ["SELECT name, tbl_name FROM sqlite_master WHERE type IN ('table', 'index') ORDER BY name"],
    "postgresql": [
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY indexname",
        """SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
            WHERE connamespace = 'public'::regnamespace ORDER BY conname""",
        "SELECT tablename, policyname, qual, with_check FROM pg_policies ORDER BY tablename",
        """SELECT relname, relrowsecurity, relforcerowsecurity, relacl::text FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY relname""",
    ],
}


@pytest.fixture
def upgraded(tmp_path: Path, storage: Storage) -> Iterator[Service]:
    """The service of this version, started where an earlier one has run."""
    yield from run(earlier_service(tmp_path / "data", storage), clock())


def test_what_an_earlier_version_kept_is_read_and_its_log_is_whole(upgraded: Service) -> None:
    with upgraded.parts.database.reading(SYSTEM) as connection:
        case_id = connection.execute(select(cases.c.id)).scalar_one()
        loose = select(examinations.c.id).where(examinations.c.case_id.is_(None))
        examination_id = connection.execute(loose).scalar_one()
    case = upgraded.client.get(f"/v1/cases/{case_id}").json()
    assert (case["number"], case["state"], len(case["items"][0]["visits"])) == ("2026-000001", "closed", 1)
    examination = upgraded.client.get(f"/v1/examinations/{examination_id}").json()
    assert examination["verdict"]["release"] == RELEASE.name
    assert upgraded.client.get(examination["photos"][0]["original"]).status_code == 200
    assert upgraded.examine(GENUINE).json()["release"] == RELEASE.name
    assert upgraded.parts[Audit].verify().faults == ()


def test_what_a_right_holder_confirmed_in_an_earlier_version_is_kept_under_its_new_name(upgraded: Service) -> None:
    with upgraded.parts.database.reading(SYSTEM) as connection:
        confirmed = connection.execute(select(confirmations.c.id, confirmations.c.label)).all()
        of_photos = connection.execute(select(photos.c.confirmation_id)).scalars().all()
    assert [label for _, label in confirmed] == ["counterfeit"]
    assert of_photos == [id_ for id_, _ in confirmed]


def test_a_case_of_an_earlier_version_is_exported_and_its_verdict_replayed(upgraded: Service) -> None:
    with upgraded.parts.database.reading(SYSTEM) as connection:
        case_id = connection.execute(select(cases.c.id)).scalar_one()
    found = verified(bundle_of(upgraded, case_id), release=RELEASE)
    assert (found.faults, found.replayed) == ((), 1)


def test_a_release_that_verdicts_rest_on_is_kept_though_no_file_says_that_it_was_active(
    tmp_path: Path, storage: Storage, tiny_release: Path
) -> None:
    settings = earlier_service(tmp_path / "data", storage).model_copy(update={"release": tiny_release})
    (tmp_path / "data" / "active-release").unlink()
    for service in run(settings, clock()):
        kept = {each.id: each.state.value for each in service.parts[ReleaseRegistry].all()}
        assert kept == {RELEASE.name: "retired", tiny_release.name: "staged"}
        assert service.parts[Audit].verify().faults == ()


def test_the_upgraded_schema_is_the_one_that_the_stores_expect(tmp_path: Path, storage: Storage) -> None:
    database = Database(earlier_service(tmp_path / "data", storage).database)
    database.migrate()
    with database.reading(SYSTEM) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": types_differ})
        assert compare_metadata(context, metadata) == []
    database.close()


def test_an_upgraded_database_is_the_same_as_a_new_one(tmp_path: Path, storage: Storage) -> None:
    upgraded = Database(earlier_service(tmp_path / "data", storage).database)
    new = Database(Settings(data_dir=tmp_path, **storage(bare=True)).database)
    shown = []
    for database in (upgraded, new):
        database.migrate()
        shown.append(_shown(database))
        database.close()
    assert shown[0] == shown[1]


def _shown(database: Database) -> list[object]:
    """Tables, indexes and constraints by name; on PostgreSQL the policies and privileges, too."""
    with database.reading(SYSTEM) as connection:
        return [row for query in SHOWN[database.kind] for row in connection.execute(text(query)).all()]


def test_a_schema_older_than_the_oldest_known_names_the_version_to_upgrade_with_first(
    tmp_path: Path, storage: Storage
) -> None:
    database = Database(earlier_service(tmp_path / "data", storage).database)
    with database.writing(SYSTEM) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0007'"))
    with pytest.raises(StorageError, match=r"revision 0007.* start version .* once") as refused:
        database.migrate()
    assert "\n" not in str(refused.value)
    with database.writing(SYSTEM) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageError, match="a newer version of Shingan made it"):
        database.migrate()
    database.close()
