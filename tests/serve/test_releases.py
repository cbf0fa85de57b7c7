"""The active release: chosen, swapped under load, refused, rolled back; old verdicts stay explained."""

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, text

from model.errors import ReleaseRefusedError
from serve.app import build
from serve.audit.service import Audit
from serve.audit.store import AuditStore
from serve.platform.parts import Parts
from serve.platform.settings import Settings
from serve.platform.tenancy import SYSTEM
from serve.releases.domain import ReleaseFile, ReleaseRecord, ReleaseState, StateChange, changed_to, digest_of
from serve.releases.permissions import ReleaseAction
from serve.releases.registry import COMMANDS, ReleaseRegistry
from serve.releases.service import Releases
from serve.releases.shelf import Shelf
from serve.releases.tables import files, releases
from tests.serve.releasing import activate, stage
from tests.serve.running import Service, quiet, run
from tests.serve.tiny_release import COUNTERFEIT, GENUINE, make_release
from tests.storage import Storage

REQUESTS, CLIENTS = 100, 4
WRONG = "It suspects genuine goods."


def eventually(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "it never came to pass"
        time.sleep(0.02)


def active(service: Service) -> str:
    return str(service.client.get("/v1/release").json()["id"])


def test_the_release_is_swapped_under_load_without_a_failed_request(
    start_service: Callable[..., Service], tmp_path: Path
) -> None:
    releases = [make_release(tmp_path / "data" / "releases", bias=bias) for bias in (0.1, 0.2)]
    service = start_service(release_poll_seconds=0.02, queue_limit=16)
    for each in releases:
        stage(service.parts, each)
    done = threading.Event()

    def swap() -> None:
        turn = 0
        while not done.wait(0.5):
            turn += 1
            service.parts[ReleaseRegistry].activate(COMMANDS, releases[turn % 2].name)

    def ask(_: int) -> tuple[int, str]:
        answer = service.examine(GENUINE)
        return answer.status_code, answer.json().get("release", answer.text)

    swapper = threading.Thread(target=swap)
    swapper.start()
    with ThreadPoolExecutor(CLIENTS) as clients:
        answers = list(clients.map(ask, range(REQUESTS)))
    done.set()
    swapper.join()
    assert {status for status, _ in answers} == {201}
    assert {release for _, release in answers} >= {folder.name for folder in releases}


def test_a_verdict_stays_explained_after_a_swap(start_service: Callable[..., Service], tmp_path: Path) -> None:
    first, second = (make_release(tmp_path / "made", bias=bias) for bias in (0.1, 0.2))
    service = start_service(release=first, release_poll_seconds=0.02)
    document = service.client.get(service.examine(COUNTERFEIT, product="box").headers["location"]).json()
    activate(service.parts, second)
    eventually(lambda: active(service) == second.name)
    shutil.rmtree(tmp_path / "made")  # the store has both
    assert service.client.get(document["evidence"][0]["reference"]).status_code == 200
    page = service.client.get(f"/examinations/{document['id']}").text
    assert "Acme box" in page
    assert "no longer here" not in page


def test_a_verdict_can_be_read_when_its_release_is_gone(start_service: Callable[..., Service], tmp_path: Path) -> None:
    first, second = (make_release(tmp_path / "made", bias=bias) for bias in (0.1, 0.2))
    service = start_service(release=second, release_poll_seconds=60)
    document = service.client.get(service.examine(COUNTERFEIT, product="box").headers["location"]).json()
    shutil.rmtree(second)
    with service.parts.database.writing(SYSTEM) as connection:
        connection.execute(delete(files))
        connection.execute(delete(releases))
    service.parts[Releases]._active = None
    service.parts[Releases]._start = first
    service.parts[Releases].open()
    gone = service.client.get(document["evidence"][0]["reference"])
    assert gone.status_code == 404
    assert second.name in gone.json()["detail"]
    assert "no longer here" in service.client.get(f"/examinations/{document['id']}").text
    assert service.client.get(document["evidence"][0]["overlay"]).status_code == 200


def test_a_refused_release_leaves_the_old_one_serving_and_says_so(
    start_service: Callable[..., Service], tmp_path: Path
) -> None:
    service = start_service(release_poll_seconds=0.02)
    before = active(service)
    broken = make_release(tmp_path / "made", bias=0.3)
    record = stage(service.parts, broken)
    spoil(service.parts, next(file.sha256 for file in record.files if file.name == "model.onnx"))
    service.parts[ReleaseRegistry].activate(COMMANDS, record.id)
    eventually(lambda: service.client.get("/v1/release").json()["refused"] is not None)
    refused = service.client.get("/v1/release").json()["refused"]
    assert refused["release"] == broken.name
    assert "damaged" in refused["reason"]
    assert active(service) == before
    assert service.examine(GENUINE).status_code == 201
    assert service.client.get("/readyz").status_code == 200
    assert 'shingan_release_swaps_total{result="refused"} 1.0' in service.client.get("/metrics").text
    activate(service.parts, broken)  # which writes its files again
    eventually(lambda: active(service) == broken.name)


def test_every_process_follows_and_loads_from_the_store(
    start_service: Callable[..., Service], tmp_path: Path, storage: Storage, tiny_release: Path
) -> None:
    """Two services on one database and one store, each with a data folder of its own."""
    shared = {"database_url": f"sqlite:///{tmp_path / 'shared.db'}", "release_poll_seconds": 0.02, **storage()}
    folders = [tmp_path / name for name in ("one", "other")]
    for folder in folders:
        folder.mkdir()
        (tmp_path / "store").mkdir(exist_ok=True)
        (folder / "objects").symlink_to(tmp_path / "store")
    one, other = both = [start_service(data_dir=folder, **shared) for folder in folders]
    second = make_release(tmp_path / "made", bias=0.2)
    activate(one.parts, second)
    shutil.rmtree(second)
    eventually(lambda: [active(each) for each in both] == [second.name] * 2)
    assert all(each.parts[ReleaseRegistry].shelf.named(second.name) for each in both)
    activate(other.parts, tiny_release)
    eventually(lambda: [active(each) for each in both] == [tiny_release.name] * 2)
    one.parts[ReleaseRegistry].roll_back(COMMANDS, WRONG)
    eventually(lambda: [active(each) for each in both] == [second.name] * 2)


@pytest.fixture
def parts(tmp_path: Path, storage: Storage) -> Iterator[Parts]:
    """The parts of a service that doesn't run, and knows of no bundled release."""
    quiet()
    built = build(Settings(data_dir=tmp_path / "data", **storage()))
    shelf = Shelf(tmp_path / "data", bundled=tmp_path / "bundled")
    registry = built[ReleaseRegistry]
    built.made[ReleaseRegistry] = replace(registry, shelf=shelf, archive=replace(registry.archive, shelf=shelf))
    built.open_records()
    built.objects.open()
    yield built
    built.close()


def test_activating_and_rolling_back_are_recorded(parts: Parts, tmp_path: Path) -> None:
    first, second, third = (make_release(tmp_path / "made", bias=bias) for bias in (0.1, 0.2, 0.3))
    registry = parts[ReleaseRegistry]
    for folder in (first, second, third):
        activate(parts, folder)
        assert states(parts)[folder.name] == "active"
    assert registry.roll_back(COMMANDS, WRONG).id == second.name
    assert states(parts) == {first.name: "retired", second.name: "active", third.name: "rolled_back"}
    left = registry.find(third.name)
    assert left is not None
    assert left.rolled_back == (COMMANDS.person_id, left.rolled_back_at, WRONG)
    assert registry.roll_back(COMMANDS, WRONG).id == first.name
    with pytest.raises(ReleaseRefusedError, match="no earlier release"):
        registry.roll_back(COMMANDS, WRONG)
    assert [action for action, _ in recorded(parts)[-4:]] == [
        "release:roll-back",
        "release:activate",
        "release:roll-back",
        "release:activate",
    ]
    assert parts[Audit].verify().faults == ()


def test_the_digest_of_a_release_that_was_rolled_back_stays_what_earlier_events_have() -> None:
    moment = StateChange("system", datetime(2026, 11, 26, tzinfo=UTC))
    described = ReleaseFile("release.json", "0" * 64, 2)
    record = ReleaseRecord("r-1", "0" * 64, "1" * 64, (described,), ReleaseState.ROLLED_BACK, moment, moment, 1)
    assert digest_of(record) == "41ae80a6f2278f6ba0358c3c6a82d0c54e82fd41d9c7afe3e283670e3864cdb6"


LATER_TABLES = (
    *("enquiry_escalations", "enquiry_contacts", "enquiry_photo_requests"),
    *("goods_lines", "interceptions", "case_persons"),
    *("procedure_clocks", "procedure_steps", "procedures"),
    *("shift_notes", "units"),
    *("notices", "notice_addresses", "password_resets"),
    *("passkeys", "one_time_secrets", "recovery_codes", "second_factor_requirements"),
    *("device_keys", "examining_rules", "seminar_total_counts", "seminar_totals"),
    *("seat_taps", "seat_answers", "seats", "sitting_events", "sitting_steps", "sittings"),
    *("clearance_agencies", "clearance_parts", "clearances"),
    *("course_certificates", "course_answers", "course_tests", "course_agencies", "courses"),
    *("seminar_agencies", "seminar_lessons", "seminar_points", "seminar_questions", "seminar_slots", "seminars"),
    *("alert_recipients", "alert_pictures", "alerts"),
    *("gold_items", "frozen_items", "frozen_files", "frozen_sets"),
    *("preferences", "organisation_languages", "sheet_pictures", "sheet_versions", "product_sheets"),
    *("sheet_uses", "upload_parts", "uploads", "jobs"),
    *("shadow_verdicts", "shadows", "trial_items", "trials"),
    *("review_decisions", "reviews", "review_photos", "review_entries"),
    *("contribution_discards", "contribution_images", "contribution_files", "contributions"),
)
RENAME_BACK = """
CREATE TABLE contribution_photos AS
    SELECT confirmation_id AS contribution_id, position, sha256, media_type, size, right_holder_id
    FROM confirmation_photos;
DROP TABLE confirmation_photos;
CREATE TABLE contributions AS SELECT * FROM confirmations;
DROP TABLE confirmations
"""


def roll_back_without_reason(parts: Parts, left: str, back: str) -> None:
    """As versions before did that kept no reason."""
    with parts[ReleaseRegistry].work.begin(COMMANDS) as work:
        change = StateChange(COMMANDS.person_id, work.now)
        for name, state, action in (
            (left, ReleaseState.ROLLED_BACK, ReleaseAction.ROLL_BACK),
            (back, ReleaseState.ACTIVE, ReleaseAction.ACTIVATE),
        ):
            record = changed_to(work.releases.get(name), state, change)
            work.releases.change(record)
            work.record(action, record)


LATER_INDEXES = (
    *("ix_people_unit_id", "ix_enquiries_unread_by", "ix_cases_place", "ix_cases_unit"),
    *("ix_examinations_to_decide", "ix_audit_events_opened_alerts"),
)
LATER_COLUMNS = (
    *(("releases", f"rolled_back_{name}") for name in ("by", "at", "because")),
    *(("people", name) for name in ("must_change", "unit_id", "password_until", "is_service")),
    ("sessions", "awaits_factor"),
    *(("api_tokens", name) for name in ("scope", "expires_at")),
    *(("enquiries", name) for name in ("language", "needed_by", "unread_by", "unread_since")),
    ("cases", "unit"),
    *(("examinations", name) for name in ("is_practice", "answer", "revealed_at", "is_preliminary", "preliminary_id")),
    *(("examinations", name) for name in ("decides_first", "note")),
)


def test_a_release_rolled_back_under_the_states_earlier_name_is_read_and_verified(parts: Parts, tmp_path: Path) -> None:
    first, second = (make_release(tmp_path / "made", bias=bias) for bias in (0.1, 0.2))
    for folder in (first, second):
        activate(parts, folder)
    roll_back_without_reason(parts, second.name, first.name)
    cascade = " CASCADE" if parts.database.kind == "postgresql" else ""  # policies of some name others
    with parts.database.writing(SYSTEM) as connection:  # as schema revision 0010 kept it
        connection.execute(text("UPDATE releases SET state = 'rolled-back' WHERE state = 'rolled_back'"))
        for later in LATER_TABLES:
            connection.execute(text(f"DROP TABLE {later}{cascade}"))
        for statement in RENAME_BACK.split(";"):
            connection.execute(text(statement))
        for index in LATER_INDEXES:
            connection.execute(text(f"DROP INDEX {index}"))
        for table, column in LATER_COLUMNS:
            connection.execute(text(f"ALTER TABLE {table} DROP COLUMN {column}"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0010'"))
    parts.database.migrate()
    assert states(parts) == {first.name: "active", second.name: "rolled_back"}
    assert parts[Audit].verify().faults == ()


def test_two_who_activate_at_once_leave_one_active(parts: Parts, tmp_path: Path) -> None:
    made = [make_release(tmp_path / "made", bias=bias) for bias in (0.1, 0.2, 0.3, 0.4)]
    with ThreadPoolExecutor(len(made)) as pool:
        list(pool.map(lambda folder: activate(parts, folder), made))
    assert sorted(states(parts).values()) == ["active", "retired", "retired", "retired"]
    assert parts[Audit].verify().faults == ()


def test_which_release_a_service_begins_with(parts: Parts, tmp_path: Path) -> None:
    registry = parts[ReleaseRegistry]
    with pytest.raises(ReleaseRefusedError, match="no release in"):
        registry.at_start(None)
    bundled = make_release(tmp_path / "bundled")
    assert registry.at_start(None).id == bundled.name
    later = make_release(tmp_path / "bundled", bias=0.1)
    assert registry.at_start(None).id == bundled.name  # which of two is not clear
    shutil.rmtree(bundled)
    assert registry.at_start(None).id == later.name  # a new version of the package brought it
    asked = make_release(tmp_path / "made", bias=0.2)
    assert registry.at_start(asked).id == asked.name
    assert states(parts)[asked.name] == "staged"
    chosen = make_release(tmp_path / "made", bias=0.3)
    activate(parts, chosen)
    shutil.rmtree(tmp_path / "made")
    assert registry.at_start(None).id == chosen.name
    assert registry.archive.load(registry.at_start(None)).id == chosen.name
    assert [actor for action, actor in recorded(parts) if action == "release:activate"] == [
        "system",
        "system",
        "command-line",
    ]


def test_what_an_earlier_versions_file_says_is_taken_over(parts: Parts, tmp_path: Path) -> None:
    by_path = make_release(tmp_path / "elsewhere", bias=0.1)
    by_name = make_release(tmp_path / "data" / "releases", bias=0.2)
    pointer = tmp_path / "data" / "active-release"
    pointer.write_text(f"{by_path}\n{by_name.name}\nr-none\n")
    assert parts[ReleaseRegistry].at_start(None).id == by_path.name
    assert not pointer.exists()
    assert states(parts) == {by_path.name: "active", by_name.name: "retired"}
    assert parts[ReleaseRegistry].roll_back(COMMANDS, WRONG).id == by_name.name
    pointer.write_text("r-none\n")
    assert parts[ReleaseRegistry].at_start(None).id == by_name.name


def test_a_release_that_an_earlier_versions_file_names_and_is_gone_is_refused(parts: Parts, tmp_path: Path) -> None:
    make_release(tmp_path / "bundled")
    (tmp_path / "data" / "active-release").write_text("r-none\n")
    with pytest.raises(ReleaseRefusedError, match="r-none"):
        parts[ReleaseRegistry].at_start(None)


def test_the_operator_alone_sees_which_releases_are_kept(service: Service, tiny_release: Path) -> None:
    (kept,) = service.as_("administrator").get("/v1/releases").json()["releases"]
    assert (kept["id"], kept["state"], kept["staged_by"]) == (tiny_release.name, "staged", "command-line")
    assert service.client.get("/v1/releases").status_code == 403


def test_who_activated_a_release_and_when_is_told_in_one_way(
    tmp_path: Path, tiny_release: Path, storage: Storage
) -> None:
    used = Settings(data_dir=tmp_path / "data", workers=2, **storage())
    parts = build(used)
    parts.open_records()
    parts.objects.open()
    parts[ReleaseRegistry].stage(SYSTEM, tiny_release)
    parts[ReleaseRegistry].activate(COMMANDS, tiny_release.name)
    parts.close()
    for service in run(used):
        administrator = service.as_("administrator")
        (kept,) = administrator.get("/v1/releases").json()["releases"]
        assert service.client.get("/v1/release").json()["active_since"] == kept["changed_at"]  # not the process's start
        events = administrator.get(f"/v1/audit/events?subject={tiny_release.name}").json()["events"]
        found = {event["action"]: event["actor"] for event in events}
        assert found == {"release:stage": kept["staged_by"], "release:activate": kept["changed_by"]}
        assert kept["staged_by"] == "system"
        assert administrator.get("/v1/audit/events?actor=system").json()["events"] == [events[-1]]


def states(parts: Parts) -> dict[str, str]:
    return {each.id: each.state.value for each in parts[ReleaseRegistry].all()}


def recorded(parts: Parts) -> list[tuple[str, str]]:
    """Action and actor of each event about releases."""
    with parts.database.reading(SYSTEM) as connection:
        events = AuditStore(connection).events()
        return [(event.action, event.actor) for event in events if event.action.startswith("release:")]


def spoil(parts: Parts, sha256: str) -> None:
    """Change an object's bytes where they lie."""
    path = parts.settings.objects_dir / sha256[:2] / sha256
    path.write_bytes(path.read_bytes()[:-1])
