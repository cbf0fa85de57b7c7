"""Every change by hand in any column of any table is found; the test fails for a new table or column without a case."""

from collections.abc import Iterator
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, RowMapping, Table, delete, select, update
from sqlalchemy.exc import DataError, IntegrityError

from model.datasets.fields import Label
from serve.accounts.service import Accounts
from serve.audit.service import Audit, Verifier
from serve.audit.store import AuditStore
from serve.factors.requiring import RequiredFactors
from serve.platform.database import metadata
from serve.platform.settings import Settings
from serve.platform.tenancy import SYSTEM
from serve.platform.work import Works
from serve.uploads.service import take
from tests.serve.alerting import alert_on, known_on
from tests.serve.authenticating import actor_named, secured
from tests.serve.bundling import whole_case
from tests.serve.clearing import clearance_on
from tests.serve.coursing import answer_on, certificate_on, final_test_on, last_day
from tests.serve.frozen import frozen_on
from tests.serve.keeping import keep_totals_on
from tests.serve.planning import filling, held_on, item_on, release, seminar_on
from tests.serve.running import Service, run
from tests.serve.seizing import seized_on
from tests.serve.sheets import published
from tests.serve.tiny_release import new_picture
from tests.serve.trying import run_once, tried
from tests.serve.world import World, made
from tests.storage import Storage

LOG = {"audit_events", "audit_head"}  # held together by digests and signatures
MADE_FROM_OTHERS = {"case_counters"}  # the next number
OF_THE_MOMENT = {
    "idempotency_keys",
    "sign_in_failures",
    "leaving_objects",
    *("notice_addresses", "notices", "password_resets"),
    "organisation_languages",
    "preferences",
    "sessions",
    "sheet_uses",
    "upload_parts",
    "contribution_discards",
    "sitting_events",
    "device_keys",
    "enquiry_contacts",
}  # sessions: test_account_custody; preferences and languages: what people chose, no evidence; uses: counts of looks,
# which the log does not have; parts: no record yet; events of sittings: what screens were told;
# contacts: whom right holders tell; that one was told is sealed;
# keys of devices: what they are derived from is no evidence, and no event may tell it;
# notices: where people are told, and what is to be sent
PHOTO_REQUESTS = "enquiry_photo_requests"
# notices: where people are told, and what is to be sent; resets: links that were sent
FREE = {  # what may change without an event, or is made from what may not
    ("api_tokens", "used_on"),
    *(("passkeys", name) for name in ("sign_count", "used_on")),  # change at each use
    ("one_time_secrets", "last_step"),
    ("cases", "changed_at"),
    *((of, name) for of in ("enquiries", PHOTO_REQUESTS) for name in ("unread_by", "unread_since")),  # what waits
    ("seminar_slots", "blocked_since"),  # found again at each look of the service
    ("confirmation_photos", "position"),  # their order counts, and stays
    ("alert_pictures", "position"),
    ("clearance_parts", "position"),
    ("seat_taps", "position"),
    *(("seats", name) for name in ("label", "language")),  # the label goes at the end
    ("sittings", "last_event"),
    *(("jobs", name) for name in ("done", "total", "attempts", "is_cancelled")),  # how far it is, no one attests
    ("contributions", "next_image"),  # moves while a check runs
    *(("jobs", name) for name in ("run_since", "run_until", "done_before")),
}
HELD = [t for t in metadata.sorted_tables if t.name not in LOG | MADE_FROM_OTHERS | OF_THE_MOMENT]


@pytest.fixture(scope="module")
def service(
    tmp_path_factory: pytest.TempPathFactory, tiny_release: Path, either_database: Storage
) -> Iterator[Service]:
    """A service that has something in every table, where every job has run: no row changes later."""
    data = tmp_path_factory.mktemp("data")
    for service in run(Settings(data_dir=data, release=tiny_release, workers=2, job_workers=0, **either_database())):
        whole_case(service)
        world = World(service)
        world.dossier()
        world.confirmation("box")
        world.procedures()
        world.entry()
        published(service.as_("contributor"), service.as_("reviewer"), "parcel")
        frozen_on(service)
        take_upload(service, world.upload(has_all=True))
        tried(service, world.examination("trainer"))
        contribute(service, world)
        warn(service)
        clear(service)
        teach(service)
        keep_totals_on(service)
        unit = {"organisation": service.people.agencies["first"].id, "name": "Post"}
        unit_id = made(service.as_("administrator").post("/v1/units", json=unit))["id"]
        made(service.as_("administrator").patch("/v1/people/first-officer", json={"unit": unit_id}))
        made(service.as_("officer").post("/v1/shift/notes", json={"text": "n", "unit": "Post"}))
        seized = world.dossier()
        seized_on(service.as_("officer"), seized.case_id, seized.item_id)
        world.case_person(seized.case_id)
        world.service.as_("contributor").post(f"/v1/jobs/{world.job()}/cancel")
        allowed = {"agencies": [service.people.agencies["first"].id]}
        assert service.as_("reviewer").put("/v1/allowance", json=allowed).status_code == 200
        secure(service)
        run_once(service.parts)
        assert service.as_("administrator").put("/v1/examining-rules", json={"decides_first": False}).is_success
        assert service.parts[Audit].verify().faults == ()
        yield service


def secure(service: Service) -> None:
    """Give an officer a passkey and one-time codes, and require them from a day far away."""
    secured(service)
    chief, agency = actor_named(service, "first-administrator"), service.people.agencies["first"].id
    service.parts[RequiredFactors].require(chief, agency, date(2999, 1, 1))


def contribute(service: Service, world: World) -> None:
    """Hand images in, and withdraw some of them."""
    contributor, contribution = service.as_("contributor"), world.contribution(note="n")
    path = f"/v1/contributions/{contribution}"
    said = {"view": "front", "marks": [{"point": "logo", "box": [0.1, 0.1, 0.2, 0.2]}], "label": "counterfeit"}
    made(contributor.patch(f"{path}/images/1", json=said))
    made(contributor.post(f"{path}/submit"))
    made(contributor.post(f"{path}/withdraw", json={"reason": "Sold"}))


def warn(service: Service) -> None:
    """Send an alert with a photo of an accepted item, and withdraw it."""
    items = [{"entry": known_on(service), "photo": 0}]
    alert = alert_on(service, with_picture=False, items=items, points=["logo"])
    made(service.as_("reviewer").post(f"/v1/alerts/{alert}/withdraw", json={"reason": "Ours"}))


def clear(service: Service) -> None:
    """Clear a point and a photo of an accepted item, and withdraw the photo."""
    photo = {"kind": "photo", "name": f"{known_on(service)}/0"}
    clearance = clearance_on(service, parts=[{"kind": "point", "name": "logo"}, photo])
    said = {"parts": [photo], "reason": "Ours"}
    made(service.as_("reviewer").post(f"/v1/clearances/{clearance}/withdraw", json=said))


def teach(service: Service) -> None:
    """Prepare a seminar with a slot that shows a point and asks about an item, and release it."""
    items = [item_on(service, label, new_picture()) for label in (Label.GENUINE, *[Label.COUNTERFEIT] * 2)]
    photos = [{"kind": "photo", "name": f"{name}/0"} for name in items]  # one of them may stand beside the point
    clearance_on(service, parts=[{"kind": "point", "name": "logo"}, *photos])
    seminar = seminar_on(service)
    lesson = {"product": "box", "points": [{"point": "logo"}], "exercises": 1, "assisted": True}
    sent = filling(service, lessons=[lesson])
    slot = made(service.as_("trainer").post(f"/v1/seminars/{seminar}/slots", json=sent))["id"]
    made(service.as_("trainer").post(f"/v1/seminar-slots/{slot}/ask", json={"short": True}))
    release(service, slot)
    held_on(service, seminar)
    run_once(service.parts)  # the assistant's verdict on the exercise
    course = made(service.as_("trainer").post("/v1/courses", json={"seminar": seminar, "until": last_day()}))["id"]
    answer_on(service, course, "officer")
    final_test_on(service, course, "officer", is_ended=True)
    certificate_on(service, course, "officer")
    made(service.as_("trainer").post(f"/v1/courses/{course}/withdraw"))


def take_upload(service: Service, upload: str) -> None:
    """Let a contributor's upload count for a thing."""
    accounts = service.parts[Accounts]
    person = next(each for each in accounts.people(None) if each.username == "first-contributor")
    with service.parts[Works].begin(accounts.actor_of(person, via="tests")) as work:
        take(work, upload, "contribution", "b-1")


def fullest_row(service: Service, table: Table) -> RowMapping:
    with service.parts.database.reading(SYSTEM) as connection:
        rows = connection.execute(select(table)).mappings().all()
    assert rows, f"nothing is in {table.name}"
    is_in_order = (table.name, "position") in FREE  # of these the last: with a higher position it stays the last

    def fullness(row: RowMapping) -> tuple[int, int]:
        return sum(value is not None for value in row.values()), row["position"] if is_in_order else 0

    return max(rows, key=fullness)


def another(value: Any, column: Column[Any]) -> Any:
    """A value of the column's type that is not this one."""
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 1
        case bytes():
            return value + b"\0"
        case datetime() | date():
            return value.replace(year=2001)
        case str():
            return value[:-1] + ("0" if value[-1:] != "0" else "1")
    assert value is None
    moment = datetime(2001, 1, 1).astimezone()
    return {datetime: moment, date: moment.date()}.get(column.type.python_type, "x")


def own_first(service: Service, table: Table) -> list[Verifier]:
    """Every verifier, those of the table's subject first: where one finds a fault, the others need not look."""

    def is_others(verifier: Verifier) -> bool:
        package = type(verifier).__module__.rpartition(".")[0]
        return all(each is not table for each in vars(import_module(f"{package}.tables")).values())

    return sorted(service.parts[Audit].verifiers, key=is_others)


def is_found(service: Service, table: Table, row: RowMapping, statement: Any) -> bool:
    """Whether a change of this row, which is undone again, is found; or refused by the database itself."""
    this = statement.where(*(column == row[column.name] for column in table.primary_key.columns))
    with service.parts.database.writing(SYSTEM) as connection:
        undone = connection.begin_nested()
        try:
            assert connection.execute(this).rowcount == 1
            events = AuditStore(connection).events
            return any(True for each in own_first(service, table) for _ in each.faults(connection, events()))
        except (IntegrityError, DataError):
            return True
        finally:
            undone.rollback()


@pytest.mark.parametrize("table", HELD, ids=lambda table: table.name)
def test_a_change_in_any_column_is_found(service: Service, table: Table) -> None:
    row = fullest_row(service, table)
    missed = {
        column.name
        for column in table.columns
        if not is_found(service, table, row, update(table).values({column: another(row[column.name], column)}))
    }
    assert missed == {column for of, column in FREE if of == table.name}


@pytest.mark.parametrize("table", HELD, ids=lambda table: table.name)
def test_a_row_that_is_taken_out_is_missed(service: Service, table: Table) -> None:
    assert is_found(service, table, fullest_row(service, table), delete(table))
