"""All that a call creates, and each job it asks for, is found where `Location` says; all lists page alike."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import httpx
import pytest

from serve.platform.paging import AFTER, PageOut
from serve.releases.registry import COMMANDS, ReleaseRegistry
from serve.releases.service import Releases
from tests.serve.alerting import sending
from tests.serve.clearing import clearing
from tests.serve.coursing import offering, stocked_course_on
from tests.serve.doors import ANNOUNCED
from tests.serve.frozen import accepted_on, frozen_on
from tests.serve.planning import filling, planning, ready_on, seminar_on
from tests.serve.releasing import send, stage
from tests.serve.running import Service
from tests.serve.tiny_release import COUNTERFEIT, make_release
from tests.serve.world import World, made, new_photo

PLACE = re.compile(r"{(\w+)}")
VERDICTS = {
    "examine",
    "examineUploads",
    "reviseExamination",
    "reviseWithUploads",
}  # whose answer is the verdict alone, as on the command line: it has no id
NAMED = {
    "proposeGoldItem": "entry",
    "addPerson": "username",
    "addServiceAccount": "username",
    "answerEnquiry": "number",
    "amendAnswer": "number",
    "addSheetPicture": "sha256",
    "fileExamination": "case",
}


class Call(NamedTuple):
    """What creates something."""

    path: dict[str, str]
    sent: dict[str, Any]
    role: str = "officer"


@pytest.fixture(scope="module")
def document(service: Service) -> dict[str, Any]:
    found: dict[str, Any] = service.client.get("/openapi.json").json()
    return found


@pytest.fixture(scope="module")
def world(service: Service) -> World:
    return World(service)


def calls(world: World) -> dict[str, Callable[[], Call]]:
    """How to create one of each kind, by the id of the operation."""
    people = world.service.people
    photo = {"files": {"photos": ("a.jpg", COUNTERFEIT)}, "data": {"product": "box"}}
    conclusion = {"json": {"finding": "counterfeit", "reason": "seam"}}
    picture = {"files": {"picture": ("a.jpg", new_photo())}, "data": {"view": "front"}}
    answer: dict[str, Any] = {"json": {"outcome": "confirmed_counterfeit", "statement": "Ours has another seam."}}

    def dossier(**sent: Any) -> Call:
        return Call(vars(world.kept()), sent)

    def enquiry() -> Call:
        photos = [{"examination": world.kept().examination_id, "photo": 0}]
        return dossier(json={"question": "Yours?", "photos": photos})

    def amendment() -> Call:
        path = vars(world.dossier())
        made(world.service.as_("reviewer").post(f"/v1/enquiries/{path['enquiry_id']}/answer", **answer))
        return Call(path, answer, "reviewer")

    def loose() -> dict[str, str]:
        location = world.service.examine(new_photo(), product="box").headers["location"]
        return {"examination_id": location.rpartition("/")[2]}

    def answered() -> Call:
        course = stocked_course_on(world.service)
        asked = made(world.service.as_("officer").get(f"/v1/courses/{course}/question"))["question"]["id"]
        return Call({"course_id": course}, {"json": {"question": asked, "choice": "genuine", "sureness": "sure"}})

    def person() -> Call:
        said = {"organisation": people.agencies["first"].id, "username": f"new-{uuid4().hex[:8]}", "name": "N"}
        return Call({}, {"json": {**said, "role": "trainer", "by_openid": True}}, "administrator")

    agency = people.agencies["first"].id

    def program() -> Call:
        said = {"organisation": people.agencies["first"].id, "username": f"s-{uuid4().hex[:8]}", "name": "S"}
        return Call({}, {"json": {**said, "role": "officer"}}, "administrator")

    def program_token() -> Call:
        account = made(sent(world, program(), "/v1/service-accounts"))["username"]
        end = (datetime.now(UTC) + timedelta(days=9)).isoformat()
        return Call({"service_account": account}, {"json": {"label": "x", "expires_at": end}}, "administrator")

    return {
        "proposeGoldItem": lambda: Call({}, {"json": {"entry": accepted_on(world.service)}}, "administrator"),
        "addProcedure": lambda: dossier(json={"right_holder": "acme"}),
        "openCase": lambda: Call({}, {"json": {"place": "Dock 4"}}),
        "addGoods": lambda: dossier(json={"description": "goods"}),
        "addCasePerson": lambda: dossier(json={"role": "addressee"}),
        "addItem": lambda: dossier(json={"description": "carton"}),
        "examine": lambda: Call({}, photo),
        "examineUploads": lambda: Call({}, {"json": {"photos": [{"upload": world.sent_photo()}], "product": "box"}}),
        "examinePreliminarily": lambda: Call({}, photo),
        "practise": lambda: Call({}, photo, "trainer"),
        "examineItem": lambda: dossier(**photo),
        "examineItemUploads": lambda: dossier(json={"photos": [{"upload": world.sent_photo()}]}),
        "reviseWithUploads": lambda: Call(loose(), {"json": {"photos": [{"upload": world.sent_photo()}]}}),
        "reviseExamination": lambda: Call(loose(), {"files": {"photos": ("a.jpg", new_photo())}}),
        "fileExamination": lambda: Call(loose(), {"json": {}}),
        "conclude": lambda: dossier(**conclusion),
        "askForOpinion": lambda: dossier(json={"asked_of": "first-senior-officer", "question": "?"}),
        "askRightHolder": enquiry,
        "askForPhotos": lambda: Call(vars(world.dossier()), {"json": {"text": "The edge."}}, "reviewer"),
        "answerEnquiry": lambda: Call(vars(world.dossier()), answer, "reviewer"),
        "amendAnswer": amendment,
        "createUpload": lambda: Call({}, {"headers": ANNOUNCED}, "reviewer"),
        "createToken": lambda: Call({}, {"json": {"label": "x"}}),
        "addPerson": person,
        "addServiceAccount": program,
        "addServiceToken": program_token,
        "addContribution": lambda: Call({}, {"json": {"licence": "CC0-1.0", "consent": True}}, "contributor"),
        "addSheet": lambda: Call({}, {"json": {"sheet": {"id": f"new-{uuid4().hex[:8]}"}}}, "contributor"),
        "sendAlert": lambda: Call({}, {"json": sending(world.service)}, "reviewer"),
        "giveClearance": lambda: Call({}, {"json": clearing(world.service)}, "reviewer"),
        "prepareSeminar": lambda: Call({}, {"json": planning(world.service)}, "trainer"),
        "addSlot": lambda: Call({"seminar_id": seminar_on(world.service)}, {"json": filling(world.service)}, "trainer"),
        "openSitting": lambda: Call({}, {"json": {"seminar": ready_on(world.service)}}, "trainer"),
        "writeShiftNote": lambda: Call({}, {"json": {"text": "n"}}, "officer"),
        "offerCourse": lambda: Call({}, {"json": offering(world.service)}, "trainer"),
        "answerCourse": answered,
        "beginCourseTest": lambda: Call({"course_id": stocked_course_on(world.service)}, {}, "officer"),
        "addSheetPicture": lambda: Call({"sheet_id": world.sheet("acme")}, picture, "contributor"),
        "addUnit": lambda: Call({}, {"json": {"organisation": agency, "name": uuid4().hex}}, "administrator"),
        "addOrganisation": lambda: Call({}, {"json": {"kind": "right_holder", "name": uuid4().hex}}, "administrator"),
    }


def jobs(world: World, folder: Path) -> dict[str, Callable[[], Call]]:
    """How to ask for a job of each kind, by the id of the operation."""
    frozen_on(world.service)  # with a gold item that counts, before a job freezes
    release = {"release_id": stage(world.service.parts, make_release(folder / "made", bias=0.03)).id}

    def check() -> Call:
        return Call({"contribution_id": world.contribution()}, {}, "contributor")

    def comparison() -> Call:
        active = world.service.parts[Releases].active.examiner.release.id
        world.service.parts[ReleaseRegistry].activate(COMMANDS, active)  # which examines already
        return Call(release, {}, "administrator")

    def proposal() -> Call:
        names = ("release.json", "release.sig", "gallery.npz", "model.onnx")
        files = [{"name": name, "upload": send(world.service.as_("administrator"), name, b"{}")} for name in names]
        return Call({}, {"json": {"files": files}}, "administrator")

    return {
        "checkContribution": check,
        "compareRelease": comparison,
        "freezeDataSet": lambda: Call({}, {}, "administrator"),
        "proposeRelease": proposal,
        "startShadow": lambda: Call(release, {"json": {}}, "administrator"),
    }


def test_what_is_created_is_found_at_its_location(document: dict[str, Any], world: World) -> None:
    creating, known = answering(document, "201"), calls(world)
    assert set(known) == set(creating)
    for name, path in creating.items():
        call = known[name]()
        check(name, world.service.as_(call.role), sent(world, call, path))


def test_a_job_that_a_call_asks_for_is_found_at_its_location(
    document: dict[str, Any], world: World, tmp_path: Path
) -> None:
    asking, known = answering(document, "202"), jobs(world, tmp_path)
    assert set(known) == set(asking)
    for name, path in asking.items():
        call = known[name]()
        answer = sent(world, call, path)
        assert answer.status_code == 202, (name, answer.text)
        assert answer.headers["location"] == f"/v1/jobs/{answer.json()['job']}", name
        assert made(world.service.as_(call.role).get(answer.headers["location"]))["id"] == answer.json()["job"], name


def test_a_file_that_is_added_is_found_at_its_location(world: World) -> None:
    client = world.service.as_("contributor")
    path = f"/v1/contributions/{world.contribution()}/files"
    one, *several = (world.upload(name=f"genuine/1/{name}.jpg", has_all=True) for name in "abc")
    key = {"Idempotency-Key": uuid4().hex}
    added = [client.post(path, json={"uploads": [one]}, headers=key).headers["location"] for _ in range(2)]
    assert added == [f"{path}/2"] * 2
    assert made(client.get(added[0]))["name"] == "genuine/1/a.jpg"
    assert client.post(path, json={"uploads": several}).headers["location"] == path
    assert [file["number"] for file in made(client.get(path))["files"]] == [1, 2, 3, 4]
    assert client.get(f"{path}/9").status_code == 404


def answering(document: Mapping[str, Any], status: str) -> dict[str, str]:
    """The paths of the operations that answer so, by their ids; each says that it sends `Location`."""
    found = [
        (path, operation)
        for path, methods in document["paths"].items()
        for operation in methods.values()
        if status in operation["responses"]
    ]
    for _, operation in found:
        assert "Location" in operation["responses"][status].get("headers", {}), operation["operationId"]
    return {operation["operationId"]: path for path, operation in found}


def sent(world: World, call: Call, path: str) -> httpx.Response:
    """The answer to a call."""
    return world.service.as_(call.role).post(PLACE.sub(lambda found: call.path[found[1]], path), **call.sent)


def check(name: str, client: httpx.Client, answer: httpx.Response) -> None:
    assert answer.status_code == 201, (name, answer.text)
    location = answer.headers["location"]
    found = made(client.get(location))
    last = location.rpartition("/")[2]
    key = NAMED.get(name, "id")
    assert str(found["id" if name == "fileExamination" else key]) == last, name
    if name not in VERDICTS:
        assert last in ids_in(answer.json(), key), name


def ids_in(value: Any, key: str) -> set[str]:
    """Every id in what was answered."""
    if isinstance(value, list):
        return {each for entry in value for each in ids_in(entry, key)}
    if not isinstance(value, dict):
        return set()
    own = {str(value[key])} if key in value else set()
    return own | {each for member in value.values() for each in ids_in(member, key)}


def test_every_list_pages_alike(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    said: set[object] = set()
    for path, methods in document["paths"].items():
        operation = methods.get("get", {"operationId": ""})
        if not operation["operationId"].startswith("list"):
            continue
        parameters = {each["name"]: each for each in operation["parameters"]}
        answer = operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        assert {"after", "limit"} <= set(parameters), path
        limit = parameters["limit"]["schema"]
        said |= {parameters["after"]["description"], (limit["default"], limit["minimum"], limit["maximum"])}
        said.add(schemas[answer]["properties"]["after"]["description"])
    assert said == {AFTER, PageOut.model_fields["after"].description, (25, 1, 100)}


def test_a_list_of_items_is_gone_through_without_a_gap(world: World) -> None:
    client = world.service.client
    case = made(client.post("/v1/cases", json={}))["id"]
    added = [made(client.post(f"/v1/cases/{case}/items", json={}))["id"] for _ in range(5)]
    seen, after = [], None
    while True:
        page = made(client.get(f"/v1/cases/{case}/items", params={"limit": 2} | ({"after": after} if after else {})))
        seen += [item["id"] for item in page["items"]]
        after = page["after"]
        if after is None:
            break
    assert seen == added
    unknown = client.get(f"/v1/cases/{case}/items", params={"after": f"i-{'0' * 32}"})
    assert unknown.status_code == 404


def test_ones_own_examinations_are_listed_by_day_and_end_with_the_last(world: World) -> None:
    service = world.service
    trainer = service.as_("trainer")
    made(service.examine(new_photo(), by=trainer, product="box"))
    made(service.examine(new_photo(), by=trainer, product="box"))
    today = datetime.now(UTC).date()
    around = {"from": str(today - timedelta(days=1)), "until": str(today + timedelta(days=1))}
    page = made(trainer.get("/v1/examinations", params={**around, "limit": 2}))
    assert len(page["examinations"]) == 2
    assert page["after"] is None
    assert made(trainer.get("/v1/examinations", params={"until": str(today - timedelta(days=2))}))["examinations"] == []
