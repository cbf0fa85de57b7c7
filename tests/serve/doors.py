"""Every door into the service, read off its routes, and how to knock: what to put into the path and what to send."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import uuid4

import httpx

from serve import subjects
from serve.accounts.declared import doors as declared_doors
from serve.accounts.domain import digest_of
from serve.accounts.permissions import OrganisationKind, Role
from serve.accounts.service import Accounts
from serve.accounts.service_accounts import ServiceAccounts
from serve.accounts.token_domain import TokenLimits
from serve.platform import routes as platform_routes
from serve.releases.service import Releases
from serve.uploads.protocol import BYTES, encoded
from tests.serve.alerting import alert_on, known_on, picture_of, sending
from tests.serve.clearing import clearance_on, clearing, taught_on, ticking
from tests.serve.coursing import answer_on, certificate_on, course_on, final_test_on, offering
from tests.serve.frozen import accepted_on, proposed_on, set_on
from tests.serve.planning import filling, planning, seminar_on, sitting_on, slot_form, slot_on
from tests.serve.running import Service
from tests.serve.sheets import PICTURE, PICTURE_SHA256
from tests.serve.world import AGENCY_ROLES, HOLDER_ROLES, World, absent_id, made, new_photo, signing_certificate_on

PEOPLE = b"username,name,role,sign_in\nimported,Imported,officer,openid\n"
NOT_POSSIBLE = {"not_possible": True, "text": "t"}
ANSWER = {"outcome": "cannot_tell", "statement": "s"}
ANNOUNCED = {"Upload-Length": "5", "Upload-Metadata": encoded({"filename": "a.jpg", "purpose": "contribution"})}
CONTINUED = {"Upload-Offset": "100", "Content-Type": BYTES}
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
PREFIXES = {"case_id": "c", "item_id": "i", "examination_id": "e", "opinion_id": "p", "enquiry_id": "q"}
PREFIXES |= {"request_id": "h", "unit_id": "r"}
PREFIXES |= {"sheet_id": "s", "conclusion_id": "n", "token_id": "t", "confirmation_id": "b", "organisation_id": "o"}
PREFIXES |= {"upload_id": "f", "entry_id": "w", "gold_id": "w"}
PREFIXES |= {"contribution_id": "k", "returned_id": "w"}
PREFIXES |= {"job_id": "j", "alert_id": "l", "known_id": "w", "picture_id": "f"}
PREFIXES |= {"clearance_id": "g", "accepted_id": "w", "shown_id": "w"}
GUIDED = {"product": "box", "point": "logo", "view": "front"}  # published, of the release's product
PREFIXES |= {"seminar_id": "y", "slot_id": "a"}
PREFIXES |= {"sitting_id": "d", "note_id": "z", "line_id": "m", "procedure_id": "x", "passkey_id": "b"}
PREFIXES |= {"case_person_id": "k"}
OPERATOR_ROLES = {"curator", "organiser", "administrator"}
PREFIXES |= {"course_id": "n", "answer_id": "k", "test_id": "h", "certificate_id": "l"}
SAID = {"choice": "genuine", "sureness": "sure"}
OFFERING = {"POST /v1/courses", "POST /courses"}
SHARED = {"organisation_id", "passkey_id"}  # each may know which organisations there are; a token removes no passkey
# What is sent to these doors takes calls of its own to make, so that it is made for them alone.
PREPARED: dict[str, Callable[[Service], dict[str, Any]]] = {
    "POST /v1/seminars/{seminar_id}/slots": lambda service: {"json": filling(service)},
    "POST /seminars/{seminar_id}/slots": lambda service: {"data": slot_form(service)},
    "POST /seminars/slots/{slot_id}/edit": lambda service: {"data": slot_form(service)},
}

ROLE_BOOK = subjects.load().roles


class Door(NamedTuple):
    """One route and method."""

    method: str
    path: str
    permission: str | None

    @property
    def names(self) -> list[str]:
        """Of the parameters in its path."""
        return re.findall(r"{(\w+)}", self.path)

    @property
    def takes_photos(self) -> bool:
        """Whether photos may be sent to it."""
        return self.path.rpartition("/")[2] in {"examinations", "photos", "practice", "preliminary", "revisions"}

    @property
    def changes_something(self) -> bool:
        """Whether a call may change what the path names, so that each call needs a new one."""
        return self.method in UNSAFE

    @property
    def leads_to_something(self) -> bool:
        """Whether the path names something with an owner."""
        owned = {*PREFIXES, "username", "session_id", "service_account"} - SHARED
        return any(name in owned for name in self.names)


def doors() -> list[Door]:
    routes = [route for router in (platform_routes.router, *subjects.load().routers) for route in router.routes]
    return [
        Door(method, door.path, door.permission) for door in declared_doors(routes) for method in sorted(door.methods)
    ]


def kind_of(role: str) -> OrganisationKind:
    if role in AGENCY_ROLES:
        return OrganisationKind.AGENCY
    return OrganisationKind.RIGHT_HOLDER if role in HOLDER_ROLES else OrganisationKind.OPERATOR


def knock(client: httpx.Client, door: Door, given: dict[str, str] | None, world: World) -> httpx.Response:
    assert given is not None
    path = door.path
    for name in door.names:
        path = path.replace(f"{{{name}}}", given[name])
    return client.request(door.method, path, **contents(door, given, world))


def ids(world: World, role: str, scenario: str, door: Door) -> dict[str, str] | None:
    """What to put into the path; None if there is no such thing for this role."""
    if scenario == "absent":
        given = {name: absent_id(prefix) for name, prefix in PREFIXES.items()} | {"username": "no-such-person"}
        given |= {"session_id": "0" * 16, "service_account": "no-such-service"}
        return given | fixed(door, world)
    found = of_dossier(world, role, scenario, door)
    if found is None:
        return None
    if "number" in door.names:
        world.service.as_("reviewer").post(f"/v1/enquiries/{found.enquiry_id}/answer", json=ANSWER)
    examination = examination_of(world, role, scenario, found, door)
    service = service_of(world, role, scenario) if "service_account" in door.names else ""
    token = token_of(world, role, scenario, service) if "token_id" in door.names else ""
    session = session_of(world, role, scenario) if "session_id" in door.names else ""
    username = username_of(world, role, scenario) if "username" in door.names else ""
    confirmation = confirmation_of(world, role, scenario) if "confirmation_id" in door.names else ""
    sheet = sheet_of(world, role, scenario) if "sheet_id" in door.names else ""
    upload = upload_of(world, role, scenario) if "upload_id" in door.names or door.path.endswith("/files") else ""
    sends = door.path.endswith("/from-uploads") and role in {*AGENCY_ROLES, "administrator"}
    picture = upload_of(world, role, scenario, picture_of) if "picture_id" in door.names else ""
    contribution = contribution_of(world, scenario, door) if "contribution_id" in door.names else ""
    job = job_of(world, role, scenario) if "job_id" in door.names else ""
    entry = entry_of(world, role, scenario, door) if "entry_id" in door.names else ""
    gold = gold_of(world, scenario, door) if "gold_id" in door.names else ""
    alert = alert_of(world, role, scenario, door) if "alert_id" in door.names else ""
    note = note_of(world, scenario) if "note_id" in door.names else ""
    known = known_of(world, scenario, door) if {"known_id", "accepted_id"}.intersection(door.names) else ""
    clearance = clearance_of(world, role, scenario, door) if "clearance_id" in door.names else ""
    returned = returned_of(world, scenario) if "returned_id" in door.names else ""
    shown = shown_of(world, scenario) if "/teaching" in door.path else ""
    if None in {
        token,
        service,
        username,
        confirmation,
        sheet,
        job,
        entry,
        gold,
        alert,
        known,
        clearance,
        returned,
        shown,
    }:
        return None
    seminar = seminar_of(world, role, scenario, door) if "seminar_id" in door.names else ""
    slot = slot_of(world, role, scenario, door) if "slot_id" in door.names else ""
    sitting = sitting_of(world, role, scenario, door) if "sitting_id" in door.names else ""
    learned = learned_of(world, role, scenario, door)
    procedure = procedure_of(world, scenario, door) if "procedure_id" in door.names else ""
    unit = unit_of(world, role, scenario) if "unit_id" in door.names else ""
    if None in {seminar, slot, sitting, note, procedure, unit, *learned.values()}:
        return None
    return {
        **found._asdict(),
        "examination_id": examination,
        "token_id": token or "",
        "service_account": service or "",
        "session_id": session,
        "passkey_id": absent_id("b"),  # a token removes none, and a browser's person is tried in test_factors
        "conclusion_id": conclusion_of(world, scenario, found) if "conclusion_id" in door.names else "",
        "username": username or "",
        "confirmation_id": confirmation or "",
        "sheet_id": sheet or "",
        "upload_id": upload,
        "picture_id": picture,
        "sent_id": world.sent_photo(role) if sends else absent_id("f"),
        "contribution_id": contribution,
        "job_id": job or "",
        "entry_id": entry or "",
        "gold_id": gold or "",
        "alert_id": alert or "",
        "note_id": note or "",
        "line_id": line_of(world, role, scenario, found) if "line_id" in door.names else "",
        "case_person_id": case_person_of(world, role, scenario, found) if "case_person_id" in door.names else "",
        "procedure_id": procedure or "",
        "unit_id": unit or "",
        "known_id": known or "",
        "accepted_id": known or "",
        "clearance_id": clearance or "",
        "returned_id": returned or "",
        "shown_id": shown or "",
        "seminar_id": seminar or "",
        "slot_id": slot or "",
        "sitting_id": sitting or "",
        **{name: value or "" for name, value in learned.items()},
        "organisation_id": world.service.people.agencies["first"].id,
        **fixed(door, world),
    }


class Ids(NamedTuple):
    case_id: str
    item_id: str
    examination_id: str
    opinion_id: str
    enquiry_id: str
    request_id: str


def of_dossier(world: World, role: str, scenario: str, door: Door) -> Ids | None:
    asked = role if role in {"officer", "senior_officer"} else "senior_officer"
    if scenario == "own":
        found = world.dossier(asked) if door.method in UNSAFE and names_a_dossier(door) else world.kept(asked)
    elif scenario == "deleted":
        found = world.deleted()
    elif role in HOLDER_ROLES:
        found = world.kept(product="bag")  # another right holder's
    else:
        found = world.kept(agency="second")
    return Ids(found.case_id, found.item_id, found.examination_id, found.opinion_id, found.enquiry_id, found.request_id)


def names_a_dossier(door: Door) -> bool:
    return any(name in {"case_id", "item_id", "opinion_id", "enquiry_id"} for name in door.names)


def examination_of(world: World, role: str, scenario: str, found: Ids, door: Door) -> str:
    if "/practice/" in door.path and scenario == "own":
        return fresh(world, scenario, door, "practice", world.practice)
    if "/preliminary/" in door.path and scenario != "deleted":
        return world.preliminary(role) if scenario == "own" else world.preliminary("officer", "second")
    decides = door.path.endswith("/decision")  # on what they examined themselves
    changes_no_case = decides or role == "administrator" or (role == "trainer" and "/revisions" in door.path)
    if changes_no_case and scenario == "own":
        return world.examination(role)
    return found.examination_id


def service_of(world: World, role: str, scenario: str) -> str | None:
    """A service account of the agency."""
    if scenario == "deleted" or (scenario == "other" and role == "administrator"):
        return None  # as of people
    agency = world.service.people.agencies["second" if scenario == "other" else "first"]
    username = f"service-{uuid4().hex[:12]}"
    world.service.parts[ServiceAccounts].add(
        None, organisation_id=agency.id, username=username, name="S", role=Role.OFFICER
    )
    return username


def token_of(world: World, role: str, scenario: str, service: str | None = "") -> str | None:
    if service:
        services, end = world.service.parts[ServiceAccounts], world.service.parts.clock.now() + timedelta(days=9)
        return services.add_token(None, service, "x", TokenLimits(None, end)).token.id
    owner = world.service.as_("officer", "second") if scenario == "other" else world.service.as_(role)
    token: str = owner.post("/v1/tokens", json={"label": "x"}).json()["id"]
    if scenario == "deleted":
        owner.delete(f"/v1/tokens/{token}")
    return token


def conclusion_of(world: World, scenario: str, found: Ids) -> str:
    if scenario == "deleted":
        return absent_id("n")
    officer = world.service.as_("officer", "second" if scenario == "other" else "first")
    path = f"/v1/cases/{found.case_id}/items/{found.item_id}/conclusions"
    answer = officer.post(path, json={"finding": "undetermined", "reason": "?"})
    made(answer)
    return answer.headers["location"].rpartition("/")[2]


def session_of(world: World, role: str, scenario: str) -> str:
    owner, agency = ("officer", "second") if scenario == "other" else (role, "first")
    session = digest_of(world.service.people.session(owner, agency))[:16]
    if scenario == "deleted":
        made(world.service.as_(owner, agency).delete(f"/v1/me/sessions/{session}"))
    return session


def confirmation_of(world: World, role: str, scenario: str) -> str | None:
    if scenario == "deleted" or (scenario == "other" and role == "administrator"):
        return None  # they are kept, and the operator's administrator sees all
    return world.confirmation("bag" if scenario == "other" else "box")


def entry_of(world: World, role: str, scenario: str, door: Door) -> str | None:
    """An entry of the review queue."""
    if scenario == "deleted" or (scenario == "other" and role in {"curator", "administrator"}):
        return None  # they are kept, and the operator's people see all
    return fresh(world, scenario, door, "entry", world.entry)


def sheet_of(world: World, role: str, scenario: str) -> str | None:
    if scenario == "deleted" or (scenario == "other" and role == "administrator"):
        return None  # they are kept, and the operator's administrator sees which all holders have
    return world.sheet("rival" if scenario == "other" else "acme")


def upload_of(world: World, role: str, scenario: str, send: Callable[[httpx.Client], str] | None = None) -> str:
    """An upload; another's is a colleague's.

    Args:
        send: makes it; None for any upload.
    """
    colleague = "reviewer" if role == "contributor" else "contributor"
    has_own = role in {*HOLDER_ROLES, *AGENCY_ROLES, "administrator"}
    owner = colleague if scenario == "other" or not has_own else role
    upload = send(world.service.as_(owner)) if send else world.upload(owner)
    if scenario == "deleted":
        made(world.service.as_(owner).delete(f"/v1/uploads/{upload}"))
    return upload


def contribution_of(world: World, scenario: str, door: Door) -> str:
    if scenario == "deleted":
        return world.removed_contribution()
    if scenario == "other":
        return world.anothers_contribution()
    return fresh(world, scenario, door, "contribution", world.contribution)


def fresh(world: World, scenario: str, door: Door, kind: str, make: Callable[[], str]) -> str:
    """A new one for a call that may change it; the same each time for others, and where the call is refused."""
    if scenario == "own" and door.changes_something:
        return make()
    return world.once(f"{kind}, {scenario}", make)


def note_of(world: World, scenario: str) -> str | None:
    """A note for the next shift of the first agency, or of the second one."""
    if scenario == "deleted":
        return None  # they go after days
    client = world.service.as_("officer", "second" if scenario == "other" else "first")
    return str(made(client.post("/v1/shift/notes", json={"text": "n"}))["id"])


def line_of(world: World, role: str, scenario: str, found: Ids) -> str:
    """A line of goods of a case; a rule removes those of the case that it removes."""
    if scenario == "deleted":
        return absent_id("m")
    is_of_another = scenario == "other" and role not in HOLDER_ROLES
    officer = world.service.as_("officer", "second" if is_of_another else "first")
    return str(made(officer.post(f"/v1/cases/{found.case_id}/goods", json={"description": "g"}))["id"])


def case_person_of(world: World, role: str, scenario: str, found: Ids) -> str:
    """A person of a case; a rule removes those of the case that it removes."""
    if scenario == "deleted":
        return absent_id("k")
    is_of_another = scenario == "other" and role not in HOLDER_ROLES
    return world.case_person(found.case_id, agency="second" if is_of_another else "first")


def procedure_of(world: World, scenario: str, door: Door) -> str | None:
    """A procedure of the first agency, or of the second one."""
    if scenario == "deleted":
        return None  # they go with their case
    agency = "second" if scenario == "other" else "first"
    return fresh(world, scenario, door, "procedure", lambda: world.procedure(agency=agency))


def unit_of(world: World, role: str, scenario: str) -> str | None:
    """A unit of the first agency, or of the second one."""
    if scenario == "other" and role == "administrator":
        return None  # the operator's administrator manages all of them
    administrator, agencies = world.service.as_("administrator"), world.service.people.agencies
    given = {"organisation": agencies["second" if scenario == "other" else "first"].id, "name": uuid4().hex}
    unit = str(made(administrator.post("/v1/units", json=given))["id"])
    if scenario == "deleted":
        administrator.delete(f"/v1/units/{unit}")
    return unit


def job_of(world: World, role: str, scenario: str) -> str | None:
    """A job; another's is a colleague's."""
    if scenario == "deleted":
        return None  # they go after days
    colleague = "reviewer" if role == "contributor" else "contributor"
    return world.job(colleague if scenario == "other" or role in AGENCY_ROLES else role)


def gold_of(world: World, scenario: str, door: Door) -> str | None:
    """An item that is proposed for the gold set, which is the operator's alone."""
    if scenario == "other":
        return None
    make = removed_gold if scenario == "deleted" else proposed_on
    return fresh(world, scenario, door, "gold", lambda: make(world.service))


def removed_gold(service: Service) -> str:
    """An item that was proposed for the gold set, and taken out again."""
    name = proposed_on(service)
    made(service.as_("administrator").delete(f"/v1/gold/{name}"))
    return name


def alert_of(world: World, role: str, scenario: str, door: Door) -> str | None:
    """An alert; for an agency's people another's is one that was sent to another agency."""
    if scenario == "deleted" or (scenario == "other" and role == "administrator"):
        return None  # they are kept, and the operator's administrator sees all
    agency, holder = "first", "acme"
    if scenario == "other":
        agency, holder = "second", "rival" if role in HOLDER_ROLES else "acme"
    return fresh(world, scenario, door, f"alert of {holder}", lambda: alert_on(world.service, agency, holder=holder))


def clearance_of(world: World, role: str, scenario: str, door: Door) -> str | None:
    """A clearance; for an agency's people another's is one that was given to another agency."""
    if scenario == "deleted" or (scenario == "other" and role == "administrator"):
        return None  # they are kept, and the operator's administrator sees all
    agency, holder = "first", "acme"
    if scenario == "other":
        agency, holder = "second", "rival" if role in HOLDER_ROLES else "acme"
    make = lambda: clearance_on(world.service, agency, holder=holder)  # noqa: E731  # as the others
    return fresh(world, scenario, door, f"clearance of {holder}", make)


def shown_of(world: World, scenario: str) -> str | None:
    """An item whose photo trainers of the first agency may show beside a point; another is the second agency's."""
    if scenario == "deleted":
        return None  # what is no longer cleared is as another's
    agency = "second" if scenario == "other" else "first"
    world.once(
        "front for the first", lambda: clearance_on(world.service, parts=[{"kind": "reference", "name": "front"}])
    )
    return world.once(f"shown to {agency}", lambda: taught_on(world.service, agency, "logo", view="front"))


def seminar_of(world: World, role: str, scenario: str, door: Door) -> str | None:
    """A seminar that a person prepares; another's is one of another agency."""
    if scenario == "deleted" or (scenario == "other" and role in OPERATOR_ROLES):
        return None  # they go after days, and the operator's people see all
    agency, preparer = "second" if scenario == "other" else "first", role if role in OPERATOR_ROLES else "trainer"
    make = lambda: seminar_on(world.service, agency, role=preparer)  # noqa: E731  # as the others
    return fresh(world, scenario, door, f"seminar of {preparer}", make)


def slot_of(world: World, role: str, scenario: str, door: Door) -> str | None:
    """A slot about which its right holder was asked; another's is of another agency, or of another right holder."""
    if scenario == "other" and role in OPERATOR_ROLES:
        return None
    preparer, agency, holder = role if role in OPERATOR_ROLES else "trainer", "first", "acme"
    if scenario == "other" and role in HOLDER_ROLES:
        holder = "rival"
    elif scenario == "other":
        agency = "second"
    add = removed_slot if scenario == "deleted" else slot_on
    make = lambda: add(world.service, agency, holder=holder, role=preparer)  # noqa: E731  # as the others
    return fresh(world, scenario, door, f"slot of {holder} by {preparer}", make)


def sitting_of(world: World, role: str, scenario: str, door: Door) -> str | None:
    """A sitting that a person holds; another's is one of another agency."""
    if scenario == "deleted" or (scenario == "other" and role in OPERATOR_ROLES):
        return None  # they go with their seminar, and the operator's people see all
    agency, host = "second" if scenario == "other" else "first", role if role in OPERATOR_ROLES else "trainer"
    is_over = door.path.endswith("/events")  # whose stream has an end
    make = lambda: sitting_on(world.service, agency, role=host, is_closed=is_over)  # noqa: E731  # as the others
    return fresh(world, scenario, door, f"sitting of {host}, over: {is_over}", make)


def removed_slot(service: Service, agency: str, *, holder: str, role: str) -> str:
    """A slot that was removed from its seminar."""
    slot = slot_on(service, agency, holder=holder, role=role)
    made(service.as_(role, agency).delete(f"/v1/seminar-slots/{slot}"))
    return slot


def learned_of(world: World, role: str, scenario: str, door: Door) -> dict[str, str | None]:
    """A course, and a person's own rows in it; another's are of another agency."""
    names = {"course_id", "answer_id", "test_id", "certificate_id"}.intersection(door.names)
    agency, offerer = "second" if scenario == "other" else "first", role if role in OPERATOR_ROLES else "trainer"
    if not names:
        return {"offerer": offerer if f"{door.method} {door.path}" in OFFERING else ""}
    if scenario == "deleted" or (scenario == "other" and role in OPERATOR_ROLES):
        return {"course_id": None}
    make = lambda: course_on(world.service, agency, role=offerer)  # noqa: E731  # as the others
    course = fresh(world, scenario, door, f"course of {offerer}", make)
    found: dict[str, str | None] = {"course_id": course}
    learner = role if role in AGENCY_ROLES else "officer"
    for name in names - {"course_id"}:
        found[name] = own_row(world, name, course or "", learner, agency)
    return found


def own_row(world: World, name: str, course: str, role: str, agency: str) -> str:
    """A row of a person in a course."""
    if name == "answer_id":
        return answer_on(world.service, course, role, agency)
    if name == "test_id":
        return final_test_on(world.service, course, role, agency)
    return certificate_on(world.service, course, role, agency).id


def known_of(world: World, scenario: str, door: Door) -> str | None:
    """An item whose photos an alert can show; another is one that is not accepted."""
    if scenario == "deleted":
        return None
    make = world.entry if scenario == "other" else lambda: known_on(world.service)
    return fresh(world, scenario, door, "known", make)


def returned_of(world: World, scenario: str) -> str | None:
    """A contributed item that was sent back."""
    return None if scenario == "deleted" else world.returned("rival" if scenario == "other" else "acme")[1]


def username_of(world: World, role: str, scenario: str) -> str | None:
    if scenario == "deleted" or (scenario == "other" and role == "administrator"):
        return None  # people are never deleted, and the operator's administrator manages all of them
    agency = world.service.people.agencies["second" if scenario == "other" else "first"]
    username = f"person-{uuid4().hex[:12]}"
    world.service.parts[Accounts].add_person(
        None, organisation_id=agency.id, username=username, name="P", role=Role.TRAINER, by_openid=True
    )
    return username


def fixed(door: Door, world: World) -> dict[str, str]:
    """Values without an owner: counts, digests of references, names of problems."""
    shown = world.evidence()
    is_first = any(each in door.path for each in ("photos", "pictures", "comparisons", "counterfeits"))
    index = "0" if is_first else re.findall(r"/(\d+)\.jpg", shown["overlay"])[0]
    reference = re.findall(r"([0-9a-f]{64})", shown["reference"])[0]
    digest = PICTURE_SHA256 if "sheet_id" in door.names else reference
    release = world.service.parts[Releases].active.examiner.release.id  # staying active changes nothing
    named = {"number": "1", "index": index, "sha256": digest, "side": "photo", "slug": "busy"}
    named |= {"compared_side": "genuine"}
    named |= {"release_id": release, "item": "g-1", "part_number": "1"}
    named |= {"product_id": "box", "point_id": "logo", "code": "7K3MQ2ZX9B4T"}
    named |= {"place": "0", "label": "genuine", "list_id": "goods_kind"}
    if "fingerprint" in door.names:
        named["fingerprint"] = signing_certificate_on(world.service)
    if "set_id" in door.names:
        named["set_id"] = set_on(world.service)  # a data set never changes
    return named | GUIDED


def contents(door: Door, given: dict[str, str], world: World) -> dict[str, Any]:
    """What to send."""
    if door.path == "/v1/deadline":
        return {"params": {"rule": "jp-nintei/opinion", "event": "2026-06-08", "country": "JP"}}
    if door.method not in UNSAFE:
        return {}
    name = f"{door.method} {door.path}"
    if name in PREPARED:
        return PREPARED[name](world.service)
    first, second = (world.service.people.agencies[each] for each in ("first", "second"))
    agency = first.id
    newcomer = f"new-{uuid4().hex[:12]}"
    person = {"organisation": agency, "username": newcomer, "name": "N", "role": "trainer"}
    program, soon = {**person, "role": "officer"}, (datetime.now(UTC) + timedelta(days=9)).isoformat()
    photos = [{"examination": given["examination_id"], "photo": 0}]
    photo = {"files": {"photos": ("a.jpg", new_photo())}, "data": {"product": "box"}} if door.takes_photos else {}
    conclusion = {"finding": "counterfeit", "reason": "seam"}
    form = {"question": "?", "photos": f"{given['examination_id']}:0"}
    because = {"reason": "notice"}
    opinion = {"asked_of": "first-senior-officer", "question": "?"}
    sent = given.get("sent_id", absent_id("f"))
    unfinished = world.upload("administrator") if name == "POST /v1/releases" else ""
    entry = accepted_on(world.service) if name in {"POST /v1/gold", "POST /datasets/gold"} else absent_id("w")
    offered = offering(world.service, role=offerer) if (offerer := given.get("offerer", "")) else {}
    bodies: dict[str, dict[str, Any]] = {
        "PUT /v1/me/password": {"json": {"old": "x", "new": "y"}},
        "PUT /v1/me/preferences": {"json": {}},
        "PUT /v1/cases/{case_id}/interception": {"json": {}},
        "POST /v1/cases/{case_id}/goods": {"json": {}},
        "PATCH /v1/cases/{case_id}/goods/{line_id}": {"json": {}},
        "POST /cases/{case_id}/record": {"data": {"authority": "a"}},
        "POST /cases/{case_id}/goods": {"data": {"description": "g"}},
        "POST /cases/{case_id}/goods/{line_id}": {"data": {"description": "g"}},
        "POST /v1/shift/notes": {"json": {"text": "n"}},
        "POST /shift/notes": {"data": {"text": "n"}},
        "PUT /v1/me/notices": {"json": {"address": None}},
        "POST /v1/me/notices/confirm": {"json": {"token": "x"}},
        "POST /account/notices": {"data": {"address": ""}},
        "POST /language": {"data": {"language": "en"}},
        "POST /v1/tokens": {"json": {"label": "x"}},
        "POST /v1/people": {"json": person},
        "POST /v1/service-accounts": {"json": program},
        "POST /v1/service-accounts/{service_account}/tokens": {"json": {"label": "x", "expires_at": soon}},
        "PATCH /v1/people/{username}": {"json": {"disabled": False}},
        "PATCH /v1/organisations/{organisation_id}": {"json": {"country": "JP"}},
        "POST /v1/people/import": {"files": {"table": ("people.csv", PEOPLE)}, "data": {"organisation": agency}},
        "POST /people-import": {"files": {"table": ("people.csv", PEOPLE)}, "data": {"organisation": agency}},
        "POST /v1/units": {"json": {"organisation": agency, "name": newcomer}},
        "PATCH /v1/units/{unit_id}": {"json": {"name": newcomer}},
        "POST /units": {"data": {"organisation": agency, "name": newcomer}},
        "POST /units/{unit_id}": {"data": {"name": newcomer}},
        "POST /v1/organisations": {"json": {"kind": "right_holder", "name": newcomer}},
        "PUT /v1/organisations/{organisation_id}/language": {"json": {"language": None}},
        "PUT /v1/organisations/{organisation_id}/second-factor": {"json": {"since": None}},
        "PUT /v1/allowance": {"json": {"agencies": None}},
        "POST /v1/examinations": photo,
        "POST /v1/examinations/from-uploads": {"json": {"photos": [{"upload": sent}], "product": "box"}},
        "POST /v1/cases/{case_id}/items/{item_id}/examinations/from-uploads": {"json": {"photos": [{"upload": sent}]}},
        "POST /v1/examinations/{examination_id}/revisions/from-uploads": {"json": {"photos": [{"upload": sent}]}},
        "POST /examinations": photo,
        "POST /v1/examinations/preliminary": photo,
        "POST /v1/practice": photo,
        "POST /practice": photo,
        "POST /v1/practice/{examination_id}/reveal": {"json": {"answer": "genuine"}},
        "POST /v1/examinations/{examination_id}/revisions": photo,
        "POST /examinations/{examination_id}/revisions": photo,
        "POST /v1/examinations/{examination_id}/decision": {"json": {"decision": "genuine"}},
        "PUT /v1/examining-rules": {"json": {"decides_first": False}},
        "POST /examining-rules": {"data": {"decides_first": "false"}},
        "POST /v1/examinations/{examination_id}/case": {"json": {"description": "carton"}},
        "POST /cases/{case_id}/items/{item_id}/photos": photo,
        "POST /v1/catalogue/codes": {"files": {"photo": ("a.jpg", new_photo())}},
        "POST /guide/codes": {"files": {"photo": ("a.jpg", new_photo())}},
        "POST /v1/cases": {"json": {}},
        "POST /v1/releases/roll-back": {"json": {"reason": "r"}},
        "POST /releases/roll-back": {"data": {"reason": "r"}},
        "POST /v1/releases/{release_id}/override": {"json": {"reason": "r"}},
        "POST /releases/{release_id}/override": {"data": {"reason": "r"}},
        "POST /v1/releases/{release_id}/shadow": {"json": {}},
        "POST /v1/releases": {"json": {"files": [{"name": "release.json", "upload": unfinished}]}},
        "POST /v1/gold": {"json": {"entry": entry}},
        "POST /datasets/gold": {"data": {"entries": entry}},
        "POST /datasets/gold/decisions": {"data": {"entries": entry, "do": "remove"}},
        "PATCH /v1/cases/{case_id}": {"json": {"lane": "sea"}},
        "POST /v1/cases/{case_id}/procedures": {"json": {"right_holder": "acme"}},
        "PATCH /v1/procedures/{procedure_id}": {"json": {"reasons": "r"}},
        "POST /procedures/{procedure_id}": {"data": {"right_holder": "acme"}},
        "POST /v1/procedures/{procedure_id}/steps": {"json": {"kind": "notice-dated", "event": "2026-04-28"}},
        "POST /v1/procedures/{procedure_id}/result": {"json": {"result": "court"}},
        "POST /v1/cases/{case_id}/persons": {"json": {"role": "sender"}},
        "POST /v1/cases/{case_id}/persons/look": {"json": because},
        "PATCH /v1/cases/{case_id}/persons/{case_person_id}": {"json": because},
        "POST /v1/cases/{case_id}/persons/{case_person_id}/export": {"json": because},
        "POST /v1/cases/{case_id}/persons/{case_person_id}/remove": {"json": because},
        "POST /cases/{case_id}/persons/{case_person_id}": {"data": {**because, "role": "sender"}},
        "POST /v1/cases/{case_id}/items": {"json": {}},
        "POST /v1/cases/{case_id}/items/{item_id}/examinations": photo,
        "POST /v1/cases/{case_id}/items/{item_id}/conclusions": {"json": conclusion},
        "POST /v1/cases/{case_id}/items/{item_id}/opinions": {"json": opinion},
        "POST /v1/cases/{case_id}/items/{item_id}/enquiries": {"json": {"question": "?", "photos": photos}},
        "POST /v1/cases/{case_id}/close": {"json": {"reason": "r"}},
        "POST /v1/cases/{case_id}/reopen": {"json": {"reason": "r"}},
        "PUT /v1/cases/{case_id}/hold": {"json": {"held": True, "reason": "r"}},
        "POST /v1/opinions/{opinion_id}/answer": {"json": conclusion},
        "POST /v1/enquiries/{enquiry_id}/answer": {"json": ANSWER},
        "POST /v1/enquiries/{enquiry_id}/amendments": {"json": ANSWER},
        "POST /v1/enquiries/{enquiry_id}/withdraw": {"json": {}},
        "PUT /v1/enquiry-contacts": {"json": {"contacts": []}},
        "POST /enquiry-contacts": {"data": {}},
        "POST /v1/enquiries/{enquiry_id}/photo-requests": {"json": {"text": "The edge."}},
        "POST /v1/enquiries/{enquiry_id}/photo-requests/{request_id}/reply": {"json": NOT_POSSIBLE},
        "POST /enquiries/{enquiry_id}/photo-requests/{request_id}/reply": {"data": form},
        "POST /v1/enquiries/{enquiry_id}/photo-requests/{request_id}/withdraw": {},
        "POST /enquiries/{enquiry_id}/photo-requests/{request_id}/withdraw": {"data": form},
        "POST /enquiries/{enquiry_id}/photo-requests/{request_id}/refuse": {"data": {"text": "t"}},
        "POST /cases/{case_id}/items/{item_id}/enquiries": {"data": form},
        "POST /v1/sheets": {"json": {"sheet": {"id": newcomer}}},
        "PUT /v1/sheets/{sheet_id}": {"json": {"sheet": {"id": newcomer}}},
        "POST /v1/sheets/import": {"files": {"files": ("box.toml", b'id = "box"')}},
        "POST /v1/sheets/{sheet_id}/pictures": {"files": {"picture": ("a.jpg", PICTURE)}, "data": {"view": "front"}},
        "POST /sheets": {"data": {"product": newcomer}},
        "POST /sheets/import": {"files": {"files": ("box.toml", b'id = "box"')}},
        "POST /sheets/{sheet_id}/pictures": {"files": {"picture": ("a.jpg", PICTURE)}, "data": {"view": "front"}},
        "POST /v1/uploads": {"headers": ANNOUNCED},
        "POST /v1/contributions": {"json": {"licence": "CC0-1.0", "consent": True}},
        "PATCH /v1/contributions/{contribution_id}": {"json": {"note": "n"}},
        "POST /v1/contributions/{contribution_id}/files": {"json": {"uploads": [given.get("upload_id", "")]}},
        "PATCH /v1/contributions/{contribution_id}/images/{number}": {"json": {"view": "front"}},
        "POST /v1/contributions/{contribution_id}/batch": {"json": {"numbers": [1], "set": {"view": "front"}}},
        "POST /contributions/{contribution_id}/batch": {"data": {"do": "leave_out", "numbers": "1"}},
        "POST /v1/contributions/{contribution_id}/withdraw": {"json": {"reason": "r"}},
        "PATCH /v1/uploads/{upload_id}": {"headers": CONTINUED, "content": b"bytes"},
        "POST /v1/review/entries/{entry_id}/decisions": {"json": {"kind": "quarantine"}},
        "POST /v1/review/decisions": {"json": {"entries": [absent_id("w")], "kind": "accept"}},
        "POST /review/{entry_id}/decisions": {"data": {"do": "quarantine"}},
        "POST /review/decisions": {"data": {"entries": absent_id("w"), "do": "accept"}},
        "POST /v1/alerts": {"json": sending(world.service)},
        "POST /v1/alerts/{alert_id}/withdraw": {"json": {"reason": "r"}},
        "POST /alerts/edit": {"data": sending(world.service)},
        "POST /alerts/preview": {"data": sending(world.service)},
        "POST /v1/clearances": {"json": clearing(world.service)},
        "POST /v1/clearances/{clearance_id}/withdraw": {"json": {"reason": "r"}},
        "POST /clearances": {"data": ticking(world.service)},
        "POST /clearances/edit": {"data": ticking(world.service)},
        "POST /clearances/preview": {"data": ticking(world.service)},
        "POST /clearances/{clearance_id}/withdraw": {"data": {"reason": "r", "what": "all"}},
        "POST /v1/seminars": {"json": planning(world.service)},
        "PATCH /v1/seminars/{seminar_id}": {"json": {"title": "t"}},
        "PATCH /v1/seminar-slots/{slot_id}": {"json": {"minutes": 10}},
        "POST /v1/seminar-slots/{slot_id}/release": {"json": {"sha256": "0" * 64}},
        "POST /v1/seminar-slots/{slot_id}/return": {"json": {"words": "w"}},
        "POST /seminars/{seminar_id}/edit": {"data": planning(world.service)},
        "POST /v1/sittings": {"json": {"seminar": absent_id("y")}},
        "POST /sittings": {"data": {"seminar": absent_id("y")}},
        "POST /v1/sittings/{sitting_id}/demo": {"json": {"examination": absent_id("e")}},
        "POST /sittings/{sitting_id}/demo": {"data": {"examination": absent_id("e")}},
        "POST /v1/sittings/{sitting_id}/step": {"json": {"step": 1}},
        "POST /v1/sittings/{sitting_id}/comparison": {"json": {"mode": "side"}},
        "POST /sittings/{sitting_id}/step": {"data": {"step": "1"}},
        "POST /v1/courses": {"json": offered},
        "POST /courses": {"data": offered},
        "POST /v1/courses/{course_id}/answers": {"json": {"question": absent_id("x"), **SAID}},
        "POST /courses/{course_id}/practice": {"data": {"question": absent_id("x"), **SAID}},
        "POST /v1/courses/{course_id}/tests/{test_id}/answers": {"json": {"question": absent_id("x"), **SAID}},
        "POST /courses/{course_id}/tests/{test_id}": {"data": {"question": absent_id("x"), **SAID}},
        "POST /account/tokens": {"data": {"label": "x"}},
        "POST /account/password": {"data": {"old": "x", "new": "y"}},
        "POST /account/first-password": {"data": {"new": "x"}},
        "POST /sign-in/forgotten": {"data": {"username": "x"}},
        "POST /sign-in/second-step": {"data": {"code": "1"}},
        "POST /sign-in/passkey": {"json": {"credential": {}}},
        "POST /account/factors/codes/confirm": {"data": {"code": "1"}},
        "POST /account/factors/passkeys": {"json": {"name": "x", "credential": {}}},
        "POST /organisations/second-factor": {"data": {"organisation": agency, "since": ""}},
        "POST /sign-in/reset": {"data": {"token": "x", "new": "y"}},
        "POST /people": {"data": person},
        "POST /people/{username}": {"data": {"name": "P", "role": "trainer"}},
        "POST /people/{username}/move": {"data": {"organisation": second.id, "role": "trainer"}},
        "POST /service-accounts": {"data": program},
        "POST /service-accounts/{service_account}/tokens": {"data": {"label": "x", "days": "30"}},
        "POST /organisations": {"data": {"kind": "right_holder", "name": newcomer}},
        "POST /organisations/{organisation_id}/details": {"data": {"name": first.name, "country": "JP"}},
        "POST /organisations/language": {"data": {"organisation": agency, "language": ""}},
        "POST /allowance": {"data": {"everyone": "true"}},
    }
    if name in bodies:
        return bodies[name]
    twins = (f"{method} /v1{door.path}" for method in ("POST", "PUT"))  # a page's form says what the API's call says
    return next(({"data": bodies[twin]["json"]} for twin in twins if twin in bodies), {})
