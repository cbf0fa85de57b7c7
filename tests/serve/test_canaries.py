"""Words planted in what is one's own occur in no byte that another can fetch: pages, JSON, pictures, bundles, logs."""

import io
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import httpx
import pytest
import structlog
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import select

from serve.accounts.permissions import OrganisationKind
from serve.accounts.service import Accounts
from serve.platform.database import metadata
from serve.platform.settings import Settings
from serve.platform.tenancy import SYSTEM
from tests.serve.alerting import alert_on, picture_of
from tests.serve.authenticating import secured
from tests.serve.clearing import clearance_on, taught_on
from tests.serve.coursing import answer_on, certificate_on, course_on, final_test_on
from tests.serve.doors import Door, doors, fixed, knock
from tests.serve.frozen import accept, actor_of, gold_on
from tests.serve.planning import filling, seated_on, seminar_on
from tests.serve.planted import ACMES, HOLDER_POINT, OFFICER_TEXT, SERIAL, plant
from tests.serve.reviewing import handed_in
from tests.serve.running import Service, run
from tests.serve.sheets import drafted, published
from tests.serve.tiny_release import photo
from tests.serve.trying import tried
from tests.serve.world import Dossier, World, absent_id, made
from tests.storage import Storage

NOTES, PLACE, REASON = "canary-case-notes", "canary-place", "canary-reason"  # the first agency's
PERSON = "canary-person"  # of its case: seen for a reason alone, so that no answer to a GET has it
METADATA = "canary-metadata"  # inside the photo that it took
QUESTION, STATEMENT = "canary-question", "canary-statement"  # between the first agency and acme
DRAFT = "canary-draft"  # in a sheet of acme's that is not published
TRADE = "canary-trade"  # in the confidential parts of a published one
UPLOADED = "canary-upload"  # the name of a file that acme's contributor is sending
CONTRIBUTED = "canary-contribution"  # the name of a file and the note of a contribution of acme's
JOB = "canary-job"  # what a job of acme's contributor works for
TRIED = "canary-trial"  # why the operator allowed a blocked release
ITEM = "canary-item"  # what acme's contributor calls an item in the review queue
HANDED = (ITEM, CONTRIBUTED)
ALERT = "canary-alert"  # between acme and the first agency: title, text, and the name of a picture
ALERT_METADATA = "canary-of-a-camera"  # inside a picture of an alert
CLEARED = "canary-cleared"  # what acme calls a cleared item, and why it withdrew a cleared point
SEMINAR = "canary-seminar"  # the title of a seminar of the first agency's, and why acme returned its slot
PRESENTER = "canary-presenter"  # the note of this slot, for those who prepare the seminar
CERTIFIED = "canary-certified"  # the title of a certificate of an officer of the first agency's
PASSKEY = "canary-passkey"  # what an officer of the first agency's calls a passkey
SEAT = "canary-seat"  # what an officer called the seat in a sitting
STREAM = "/v1/sittings/{sitting_id}/events"  # without an end: test_sittings reads it
AGENCYS = (NOTES, PLACE, REASON, METADATA)
BETWEEN = (QUESTION, STATEMENT)
OF_ACME = (
    *ACMES,
    *BETWEEN,
    DRAFT,
    TRADE,
    UPLOADED,
    JOB,
    TRIED,
    *HANDED,
    ALERT,
    ALERT_METADATA,
    CLEARED,
    SEMINAR,
    PRESENTER,
    SEAT,
    CERTIFIED,
    PASSKEY,
)  # or of the operator, or of a seminar
NO_TRAINERS = (NOTES, PLACE, REASON, ALERT_METADATA)
LOGGED: list[str] = []
SECRETS: list[str] = []  # of an officer's one-time codes, and recovery codes: shown to them once
LEARNED: dict[str, str] = {}  # ids, once they are made


@pytest.fixture(scope="module")
def service(
    tmp_path_factory: pytest.TempPathFactory, tiny_release: Path, either_database: Storage
) -> Iterator[Service]:
    """A service that writes its log lines where the test can read them."""
    SECRETS.clear()
    LEARNED.clear()  # of the service with the other database
    release = plant(tiny_release, tmp_path_factory.mktemp("planted"))
    data = tmp_path_factory.mktemp("data")
    # What an answer shows waits for no job, and the tests run those that they need.
    for each in run(Settings(data_dir=data, release=release, workers=2, job_workers=0, **either_database())):
        each.parts[Accounts].add_organisation(None, OrganisationKind.RIGHT_HOLDER, "rival", None)
        structlog.configure(processors=[_keep], wrapper_class=structlog.make_filtering_bound_logger(0))
        yield each
        structlog.reset_defaults()


def _keep(_: object, __: str, event: Any) -> Any:
    LOGGED.append(repr(event))
    raise structlog.DropEvent


@pytest.fixture(scope="module")
def dossier(service: Service) -> Dossier:
    """A case of the first agency's with every canary in it; acme allows that agency alone to see its points."""
    allowed = [service.people.agencies["first"].id]
    made(service.as_("reviewer").put("/v1/allowance", json={"agencies": allowed}))
    officer = service.client
    said = {"place": PLACE, "notes": NOTES, "lane": PLACE, "declaration": PLACE, "unit": PLACE}
    case_id = made(officer.post("/v1/cases", json=said))["id"]
    made(officer.post("/v1/shift/notes", json={"text": NOTES, "unit": PLACE}))
    made(officer.put(f"/v1/cases/{case_id}/interception", json={"authority": PLACE, "container": NOTES}))
    made(officer.post(f"/v1/cases/{case_id}/goods", json={"product": NOTES, "description": REASON}))
    kept = {"name": PERSON, "address": PERSON, "identifier": PERSON}
    LEARNED["case_person_id"] = World(service).case_person(case_id, **kept)
    made(officer.post(f"/v1/cases/{case_id}/persons/look", json={"reason": "notice"}))
    corrected = {"reason": "correction", "address": f"{PERSON} 2"}
    made(officer.patch(f"/v1/cases/{case_id}/persons/{LEARNED['case_person_id']}", json=corrected))
    items = f"/v1/cases/{case_id}/items"
    item_id = made(officer.post(items, json={"description": NOTES, "product": "box"}))["id"]
    photos = {"photos": (f"{NOTES}.jpg", marked_photo())}
    answer = officer.post(f"{items}/{item_id}/examinations", files=photos, data={"note": NOTES})
    examination_id = answer.headers["location"].rpartition("/")[2]
    made(officer.post(f"{items}/{item_id}/conclusions", json={"finding": "counterfeit", "reason": REASON}))
    service.as_("senior_officer")
    asked = {"asked_of": "first-senior-officer", "question": REASON}
    opinion_id = made(officer.post(f"{items}/{item_id}/opinions", json=asked))["opinions"][-1]["id"]
    holder = {"right_holder_id": service.people.holder.id, "application_number": QUESTION}
    LEARNED["procedure_id"] = World(service).procedure(case_id, reasons=REASON, right_holder=QUESTION, **holder)
    enquiry = {"question": QUESTION, "photos": [{"examination": examination_id, "photo": 0}]}
    enquiry_id = made(officer.post(f"{items}/{item_id}/enquiries", json=enquiry))["id"]
    requests, reviewer = f"/v1/enquiries/{enquiry_id}/photo-requests", service.as_("reviewer")
    request_id = made(reviewer.post(requests, json={"text": STATEMENT, "point": HOLDER_POINT}))["id"]
    made(officer.post(f"{requests}/{request_id}/reply", json={"not_possible": True, "text": QUESTION}))
    confirmed = {"outcome": "confirmed_counterfeit", "statement": STATEMENT}
    made(service.as_("reviewer").post(f"/v1/enquiries/{enquiry_id}/answer", json=confirmed))
    World(service).upload(name=f"{UPLOADED}.jpg")
    World(service).job(about=JOB)
    tried(service, examination_id, TRIED)
    World(service).entry(ITEM)
    World(service).contribution(name=f"genuine/{CONTRIBUTED}/front.jpg", note=CONTRIBUTED)
    picture = picture_of(service.as_("reviewer"), marked_photo(ALERT_METADATA), f"{ALERT}.jpg")
    alert_on(service, with_picture=False, title=ALERT, text=ALERT, pictures=[picture])
    secrets = secured(service, PASSKEY)
    SECRETS.extend([secrets.secret, *secrets.recovery])
    teach(service)
    clear(service)
    return Dossier(case_id, item_id, examination_id, opinion_id, enquiry_id, request_id)


def clear(service: Service) -> None:
    """Clear a point and a photo of an item for the first agency, and withdraw the point."""
    contributor = actor_of(service, "contributor")
    item = handed_in(service.parts, contributor, marked_photo(ALERT_METADATA), item=CLEARED)
    accept(service, actor_of(service, "administrator"), item)
    point = {"kind": "point", "name": "logo"}
    clearance = clearance_on(service, parts=[{"kind": "photo", "name": f"{item}/0"}, point])
    said = {"parts": [point], "reason": CLEARED}
    made(service.as_("reviewer").post(f"/v1/clearances/{clearance}/withdraw", json=said))
    taught_on(service, "first", "seal", photo=marked_photo(ALERT_METADATA), view="back")


def teach(service: Service) -> None:
    """Prepare a seminar of the first agency's with a slot of acme's, which it returns."""
    trainer, reviewer = service.as_("trainer"), service.as_("reviewer")
    seated_on(service, SEAT)
    slots = f"/v1/seminars/{seminar_on(service, title=SEMINAR)}/slots"
    slot = made(trainer.post(slots, json=filling(service, note=PRESENTER)))["id"]
    made(trainer.post(f"/v1/seminar-slots/{slot}/ask"))
    made(reviewer.post(f"/v1/seminar-slots/{slot}/return", json={"words": SEMINAR}))


def marked_photo(words: str = METADATA) -> bytes:
    """A photo with words in its metadata."""
    picture = Image.open(io.BytesIO(photo((170, 60, 60), seed=77)))
    exif = picture.getexif()
    exif[0x010E] = words
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=92, exif=exif, comment=words.encode())
    return file.getvalue()


Fetch = Callable[[str], list[tuple[Door, bytes]]]


@pytest.fixture(scope="module")
def fetched(service: Service, dossier: Dossier, clients: dict[str, httpx.Client]) -> Fetch:
    """What each of them can read, fetched once."""
    return cache(lambda who: [(door, readable(answer)) for door, answer in everything(service, clients[who], dossier)])


@pytest.mark.parametrize(
    ("who", "never"),
    [
        ("anonymous", (*OF_ACME, *AGENCYS)),
        ("another agency's officer", (*OF_ACME, *AGENCYS)),
        ("another agency's trainer", (*OF_ACME, *AGENCYS)),
        ("another right holder's reviewer", (*OF_ACME, *AGENCYS)),
        (
            "the operator's administrator",
            (*AGENCYS, *BETWEEN, DRAFT, UPLOADED, JOB, CONTRIBUTED, ALERT_METADATA, CERTIFIED),
        ),
        (
            "the right holder's reviewer",
            (*AGENCYS, UPLOADED, JOB, TRIED, ALERT_METADATA, PRESENTER, SEAT, CERTIFIED, PASSKEY),
        ),
        (
            "the right holder's contributor",
            (*AGENCYS, TRIED, ALERT_METADATA, SEMINAR, PRESENTER, SEAT, CERTIFIED, PASSKEY),
        ),
        (
            "the agency's officer",
            (HOLDER_POINT, DRAFT, UPLOADED, JOB, TRIED, *HANDED, ALERT_METADATA, CLEARED, SEMINAR, PRESENTER, SEAT),
        ),
        (
            "the agency's trainer",
            (HOLDER_POINT, *BETWEEN, *NO_TRAINERS, DRAFT, UPLOADED, JOB, TRIED, *HANDED, CLEARED, CERTIFIED, PASSKEY),
        ),
    ],
)
def test_what_is_anothers_is_in_no_byte(fetched: Fetch, who: str, never: tuple[str, ...]) -> None:
    for door, content in fetched(who):
        for canary in (*never, PERSON):
            assert canary.encode() not in content, (door, canary)
    assert len(fetched(who)) > 40


def test_what_codes_are_made_from_is_shown_to_no_one_again(
    service: Service, fetched: Fetch, clients: dict[str, httpx.Client]
) -> None:
    for who in clients:
        for door, content in fetched(who):
            assert not any(secret.encode() in content for secret in SECRETS), (who, door)
    assert len(SECRETS) == 11
    assert not any(secret in line for line in LOGGED for secret in SECRETS)
    with service.parts.database.reading(SYSTEM) as connection:
        rows = "".join(repr(connection.execute(select(table)).all()) for table in metadata.sorted_tables)
    assert PASSKEY in rows
    assert not any(secret in rows for secret in SECRETS)


def test_the_canaries_are_where_they_belong(fetched: Fetch) -> None:
    for who, canaries in (
        ("the agency's officer", (OFFICER_TEXT, SERIAL, TRADE, *AGENCYS, *BETWEEN, ALERT, CERTIFIED, PASSKEY)),
        ("the agency's trainer", (ALERT, OFFICER_TEXT)),
        ("the agency's trainer", (ALERT, SEMINAR, PRESENTER, SEAT)),
        ("the right holder's reviewer", (*ACMES, *BETWEEN, DRAFT, TRADE, CONTRIBUTED, ALERT, CLEARED, SEMINAR)),
        ("the right holder's contributor", (UPLOADED, JOB, ALERT, CLEARED)),
        ("the operator's administrator", (TRIED, ITEM, ALERT, CLEARED, SEMINAR, PRESENTER, PASSKEY)),
    ):
        seen = b"".join(content for _, content in fetched(who))
        for canary in canaries:
            assert canary.encode() in seen, (who, canary)


def test_no_log_line_holds_any(fetched: Fetch) -> None:
    for who in ("the agency's officer", "the right holder's reviewer"):
        fetched(who)
    assert len(LOGGED) > 100
    for canary in (*OF_ACME, *AGENCYS, PERSON):
        assert not any(canary in line for line in LOGGED), canary


@pytest.fixture(scope="module")
def clients(service: Service) -> Iterator[dict[str, httpx.Client]]:
    """A client of each of them."""
    with service.visitor() as anonymous:
        yield {
            "anonymous": anonymous,
            "another agency's officer": service.as_("officer", "second"),
            "another right holder's reviewer": World(service).rival(),
            "the operator's administrator": service.as_("administrator"),
            "the right holder's reviewer": service.as_("reviewer"),
            "the right holder's contributor": service.as_("contributor"),
            "the agency's officer": service.client,
            "the agency's trainer": service.as_("trainer"),
            "another agency's trainer": service.as_("trainer", "second"),
        }


def readable(answer: httpx.Response) -> bytes:
    """An answer's headers and body, with what is packed in it: sheets, and the words of a PDF, alone or in a bundle."""
    content, kind = repr(answer.headers).encode() + answer.content, answer.headers.get("content-type")
    if kind == "application/pdf":
        return content + words_of(answer.content)
    if kind != "application/zip":
        return content
    with ZipFile(io.BytesIO(answer.content)) as bundle:
        if "report.pdf" not in bundle.namelist():
            return content + b"".join(bundle.read(name) for name in bundle.namelist())
        return content + words_of(bundle.read("report.pdf"))


def words_of(pdf: bytes) -> bytes:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).encode()


def everything(service: Service, client: httpx.Client, dossier: Dossier) -> Iterator[tuple[Door, httpx.Response]]:
    """What every door that only shows something gives, of the canaries' dossier, then an own examination's."""
    own = client.post("/v1/examinations", files={"photos": ("a.jpg", photo((170, 60, 60)))}, data={"product": "box"})
    yield Door("POST", "/v1/examinations", None), own
    names = dossier.__dict__ | {
        "token_id": f"t-{'0' * 32}",
        "session_id": "0" * 16,
        "conclusion_id": conclusion(service, dossier),
        "confirmation_id": confirmation(service),
        "entry_id": queued_entry(service),
        "sheet_id": drafted_sheet(service),
        "upload_id": service.as_("contributor").get("/v1/uploads").json()["uploads"][0]["id"],
        "picture_id": absent_id("f"),
        "contribution_id": contributed(service),
        "job_id": service.as_("contributor").get("/v1/jobs").json()["jobs"][0]["id"],
        "gold_id": gold_on(service),
        "alert_id": made(service.as_("reviewer").get("/v1/alerts"))["alerts"][0]["id"],
        "note_id": made(service.client.get("/v1/shift"))["notes"][0]["id"],
        "line_id": made(service.client.get(f"/v1/cases/{dossier.case_id}/goods"))["goods"][0]["id"],
        "known_id": queued_entry(service),
        "accepted_id": queued_entry(service),
        "clearance_id": made(service.as_("reviewer").get("/v1/clearances"))["clearances"][0]["id"],
        "sitting_id": made(service.as_("trainer").get("/v1/sittings"))["sittings"][0]["id"],
        **planted_slot(service),
        **learned(service),
        "returned_id": queued_entry(service),
        "shown_id": compared_entry(service),
        "organisation_id": service.people.holder.id,
        "username": "first-officer",
        "unit_id": unit_on(service),
        "service_account": "no-such-service",
    }
    world = World(service, {("senior_officer", "first", "box"): dossier})
    for door in doors():
        if door.method != "GET" or door.path.startswith("/openid") or door.path == STREAM:
            continue
        given = names | fixed(door, world)
        yield door, knock(client, door, given, world)
        if own.is_success and "{examination_id}" in door.path:
            yield door, knock(client, door, given | {"examination_id": own.headers["location"][-34:]}, world)


def compared_entry(service: Service) -> str:
    """The entry of the first item that a trainer compares a point with."""
    points = made(service.as_("trainer").get("/v1/teaching/products/box"))["points"]
    picture: str = next(each["picture"] for point in points for each in point["counterfeits"])
    return picture.split("/")[-3]


def conclusion(service: Service, dossier: Dossier) -> str:
    path = f"/v1/cases/{dossier.case_id}/items/{dossier.item_id}"
    found: str = made(service.client.get(path))["conclusions"][0]["id"]
    return found


def unit_on(service: Service) -> str:
    """A unit of the first agency."""
    given = {"organisation": service.people.agencies["first"].id, "name": uuid4().hex}
    return str(made(service.as_("administrator").post("/v1/units", json=given))["id"])


def contributed(service: Service) -> str:
    """The latest contribution of acme's: the one with the canary."""
    found: str = made(service.as_("contributor").get("/v1/contributions"))["contributions"][0]["id"]
    return found


def drafted_sheet(service: Service) -> str:
    """The id of acme's draft with canaries; there is a published sheet with others, too."""
    listed = made(service.as_("contributor").get("/v1/sheets"))["sheets"]
    found = {each["product"]: each["id"] for each in listed}
    if not found:
        author, reviewer = service.as_("contributor"), service.as_("reviewer")
        published(author, reviewer, "told", TRADE)
        return drafted(author, "untold", DRAFT)
    return str(found["untold"])


def planted_slot(service: Service) -> dict[str, str]:
    """The seminar with canaries and its slot; courses have others."""
    listed = made(service.as_("trainer").get("/v1/seminars"))["seminars"]
    seminar = next(each["id"] for each in listed if each["title"] == SEMINAR)
    (slot,) = made(service.as_("trainer").get(f"/v1/seminars/{seminar}"))["slots"]
    return {"seminar_id": seminar, "slot_id": slot["id"]}


def learned(service: Service) -> dict[str, str]:
    """A course of the first agency's, and an officer's own rows in it."""
    if "course_id" not in LEARNED:
        course = course_on(service)
        LEARNED.update(course_id=course, answer_id=answer_on(service, course, "officer"))
        LEARNED.update(test_id=final_test_on(service, course, "officer"))
        LEARNED.update(certificate_id=certificate_on(service, course, "officer", title=CERTIFIED).id)
    return LEARNED


def queued_entry(service: Service) -> str:
    """The id of acme's entry of the review queue."""
    found: str = made(service.as_("curator").get("/v1/review/entries?state=disputed"))["entries"][0]["id"]
    return found


def confirmation(service: Service) -> str:
    found: str = made(service.as_("reviewer").get("/v1/confirmations"))["confirmations"][0]["id"]
    return found
