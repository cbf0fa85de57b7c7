"""An agency that a right holder refuses learns nothing from that holder's serial pattern and confidential print."""

import io
import json
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZipFile

import httpx
import pytest
from pypdf import PdfReader

from serve.audit.service import Audit
from serve.evidence.domain import CASE, verdict_name, written
from serve.evidence.service import Evidence
from serve.evidence.streams import chunks
from serve.platform.settings import Settings
from serve.platform.translations import ENGLISH
from tests.serve.bundling import bundle_of, events_in, files_of, named, packed, relisted, verified
from tests.serve.declared import FITS, NEARLY, DeclaredExaminer, declaring, ruled
from tests.serve.doors import PREFIXES, doors, knock
from tests.serve.running import Service, run
from tests.serve.tiny_release import photo
from tests.serve.world import World, absent_id, made

GREEN, ALSO_GREEN = photo((90, 140, 90), seed=501), photo((90, 140, 90), seed=502)
RIGHT, WRONG = {"lot": "00", "own": "00", "number": "00"}, {"lot": "99", "own": "99", "number": "99"}
SAME_EACH_TIME = (  # what may differ between two tries of the same
    (re.compile(r"\b[a-z]-[0-9a-f]{32}\b"), "ID"),
    (re.compile(r"[0-9a-f]{16,}"), "DIGEST"),
    (re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(\.\d+)?"), "TIME"),
    (re.compile(r"\d{1,2}:\d\d(:\d\d)?"), "TIME"),
    (re.compile(r'"(took_ms|median_seconds|longest_wait_seconds)": ?[0-9.]+'), "TOOK"),
    (re.compile(rf"{FITS}|{NEARLY}"), "READ"),
    (re.compile(r"127\.0\.0\.1:\d+"), "HOST"),
    (re.compile(r"urn:uuid:[0-9a-f-]{36}"), "UUID"),
    (re.compile(r'name="idempotency_key" value="[^"]+"'), "KEY"),
    (re.compile(r"(?m)^(?!shingan_examinations_total)(shingan|process|python)_.*$"), "METRIC"),
)
JPEG = r"\xff\xd8"  # how one begins, in escapes
WHEN_MADE = "docProps/core.xml"  # of a workbook
NOT_KNOCKED_AT = (  # another's own page; what was sent; the bundle that another door gives, too
    "/openid", "/v1/examinations/{examination_id}/photos/{index}/original", "/cases/{case_id}/bundle.zip",
)  # fmt: skip


class Seen(NamedTuple):
    """What a reader was given, and by what."""

    by: str
    content: str


class Tried(NamedTuple):
    """The examinations and the case of one try."""

    loose: str
    filed: str
    case: str
    item: str
    opinion: str
    enquiry: str
    first: str


Start = Callable[[], AbstractContextManager[Service]]


@pytest.fixture
def start(tmp_path_factory: pytest.TempPathFactory, tiny_release: Path, monkeypatch: pytest.MonkeyPatch) -> Start:
    """Starts services with the release that has rules, whose examiner reads what photos declare."""
    monkeypatch.setattr("serve.releases.service.Examiner", DeclaredExaminer)
    release = ruled(tiny_release, tmp_path_factory.mktemp("ruled"))

    @contextmanager
    def started() -> Iterator[Service]:
        services = run(Settings(data_dir=tmp_path_factory.mktemp("data"), release=release, workers=2))
        try:
            yield next(services)
        finally:
            next(services, None)

    return started


def refuse(service: Service, *refused: str) -> None:
    """Have acme allow all agencies but these."""
    allowed = [agency.id for name, agency in service.people.agencies.items() if name not in refused]
    made(service.as_("reviewer").put("/v1/allowance", json={"agencies": allowed if refused else None}))


def tried(service: Service, serial: str, printed: dict[str, str]) -> Tried:
    """All that the second agency can do with two photos, of which one shows a serial number and print."""
    officer, senior = service.as_("officer", "second"), service.as_("senior_officer", "second")
    shown = declaring(GREEN, code=serial, serial=serial, **printed)
    first = examined(officer, "/v1/examinations", shown, ALSO_GREEN, views=["front", "back"])
    revised = name_of(examined(officer, f"/v1/examinations/{name_of(first)}/revisions", drop="1"))
    named = name_of(examined(officer, "/v1/examinations", shown, product="box", prior="0.02"))
    case = made(officer.post("/v1/cases", json={"place": "Dock"}))["id"]
    items = f"/v1/cases/{case}/items"
    item = made(officer.post(items, json={"description": "a box", "product": "box"}))["id"]
    made(examined(officer, f"{items}/{item}/examinations", shown))
    visit = made(examined(officer, f"{items}/{item}/examinations", ALSO_GREEN))["examination"]["id"]
    made(officer.post(f"/v1/examinations/{named}/case", json={"case": case}))
    asked = {"asked_of": "second-senior-officer", "question": "The seam?"}
    opinion = made(officer.post(f"{items}/{item}/opinions", json=asked))["opinions"][-1]["id"]
    made(senior.post(f"/v1/opinions/{opinion}/answer", json={"finding": "genuine", "reason": "x"}))
    made(officer.post(f"{items}/{item}/conclusions", json={"finding": "genuine", "reason": "x"}))
    question = {"question": "Yours?", "photos": [{"examination": visit, "photo": 0}]}
    enquiry = made(officer.post(f"{items}/{item}/enquiries", json=question))["id"]
    answer = {"outcome": "confirmed_counterfeit", "statement": "No."}
    made(service.as_("reviewer").post(f"/v1/enquiries/{enquiry}/answer", json=answer))
    return Tried(revised, named, case, item, opinion, enquiry, first.text)


def name_of(answer: httpx.Response) -> str:
    """The id of the examination that was made."""
    made(answer)
    return answer.headers["location"].rpartition("/")[2]


def examined(client: httpx.Client, path: str, *photos: bytes, **said: Any) -> httpx.Response:
    files = [("photos", (f"{index}.jpg", content, "image/jpeg")) for index, content in enumerate(photos)]
    fields = [(name, (None, value)) for name, each in said.items() for value in ([each] if each is str(each) else each)]
    return client.post(path, files=[*files, *fields])


def everything(service: Service, what: Tried) -> Iterator[Seen]:
    """What the second agency's people, and the right holder's, are given by every door that only shows something."""
    yield Seen("POST", what.first)
    given = {name: absent_id(prefix) for name, prefix in PREFIXES.items()} | {
        "case_id": what.case, "item_id": what.item, "opinion_id": what.opinion, "enquiry_id": what.enquiry,
        "username": "second-officer", "organisation_id": service.people.holder.id,
        "index": "0", "side": "photo", "slug": "busy", "sha256": "0" * 64,
    }  # fmt: skip
    for client in (service.as_("officer", "second"), service.as_("reviewer")):
        for door in doors():
            if door.method == "GET" and not door.path.startswith(NOT_KNOCKED_AT) and given.keys() >= set(door.names):
                for examination in (what.loose, what.filed) if "examination_id" in door.names else ("",):
                    answer = knock(client, door, given | {"examination_id": examination}, World(service))
                    yield from shown(door.path, answer)
    with service.parts[Evidence].export_for_agency(what.case, ENGLISH).file as file:
        yield from bundled("command", b"".join(chunks(file)))


def shown(by: str, answer: httpx.Response) -> Iterator[Seen]:
    if answer.headers.get("content-type") == "application/zip" and not by.endswith("/sheets.zip"):
        yield from bundled(by, answer.content)
    elif by.endswith(".xlsx") and answer.is_success:
        with ZipFile(io.BytesIO(answer.content)) as book:
            named = {name: book.read(name).decode() for name in book.namelist() if name != WHEN_MADE}
        yield Seen(f"{by} {answer.status_code}", json.dumps(named))
    else:
        yield Seen(f"{by} {answer.status_code}", answer.content.decode("utf-8", "backslashreplace"))


def bundled(by: str, content: bytes) -> Iterator[Seen]:
    """What a bundle says: not the originals, which hold what they declare, and not digests and signatures."""
    with ZipFile(io.BytesIO(content)) as bundle:
        case = json.loads(bundle.read("case.json"))
        people = sorted(case.pop("people").values(), key=str)  # else in the order of their ids
        yield Seen(f"{by} case", json.dumps([case, people]))
        verdicts = [bundle.read(name).decode() for name in bundle.namelist() if name.startswith("verdicts/")]
        yield from (Seen(f"{by} verdict", text) for text in sorted(verdicts, key=by_number))
        for event in json.loads(bundle.read("audit/events.json")):
            yield Seen(f"{by} event", f"{event['action']} {sorted(json.loads(event['details']))}")
        report = PdfReader(io.BytesIO(bundle.read("report.pdf")))
    text = "".join(page.extract_text() for page in report.pages)
    assert "Who Action" in text
    yield Seen(f"{by} report", text.partition("Who Action")[0])  # then come events, whose ids are broken anywhere


def normalised(seen: Iterator[Seen]) -> list[Seen]:
    """What was seen, without what differs each time; pictures differ in nothing."""
    return [
        Seen(SAME_EACH_TIME[0][0].sub("ID", by), content if JPEG in content[:8] else same(content))
        for by, content in seen
    ]


def same(content: str) -> str:
    for pattern, word in SAME_EACH_TIME:
        content = pattern.sub(word, content)
    return content


def difference(one: str, other: str) -> tuple[str, str]:
    """Where two texts begin to differ."""
    at = next((at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), 0)
    return one[max(0, at - 80) : at + 80], other[max(0, at - 80) : at + 80]


def by_number(verdict: str) -> tuple[int, str]:
    """What tells the verdicts of a case apart: how many photos they are of, and the prior."""
    document = json.loads(verdict)
    return len(document["photos"]), str(document["prior_counterfeit"])


def both(start: Start, *refused: str) -> Iterator[tuple[Service, Tried]]:
    """A service in which the serial number and the print fit, and one in which they don't."""
    for serial, printed in ((FITS, RIGHT), (NEARLY, WRONG)):
        with start() as service:
            refuse(service, *refused)
            yield service, tried(service, serial, printed)


def test_whether_a_serial_number_or_print_fits_makes_no_difference_to_an_agency_that_is_refused(start: Start) -> None:
    """Of every byte that every door gives."""
    right, wrong = (normalised(everything(*each)) for each in both(start, "second"))
    assert [seen.by for seen in right] == [seen.by for seen in wrong]
    assert len(right) > 100
    for one, other in zip(right, wrong, strict=True):
        assert one.content == other.content, (one.by, difference(one.content, other.content))


def test_an_agency_that_is_allowed_is_told_whether_they_fit(start: Start) -> None:
    right, wrong = (json.loads(what.first) for _, what in both(start, "first"))
    assert (right["outcome"], wrong["outcome"]) == ("consistent_with_genuine", "inconclusive")
    assert {"matches"} == {each["finding"] for each in right["codes"]}
    assert {"matches", "breaks_pattern"} == {each["finding"] for each in wrong["codes"]}
    assert {each["finding"] for each in wrong["texts"]} == {"deviates"}
    assert right["not_applied"] == wrong["not_applied"] == []


RULES = {"product": "box", "rules": ["serial_pattern", "texts"]}


class Case(NamedTuple):
    """A case with one item, and a photo whose number and print are wrong by rules of the right holder's."""

    client: httpx.Client
    id: str
    item: str
    photo: bytes

    def visited(self, *photos: bytes) -> dict[str, Any]:
        """The verdict of a visit with these photos, or the wrong one."""
        path = f"/v1/cases/{self.id}/items/{self.item}/examinations"
        visit = made(examined(self.client, path, *(photos or (self.photo,))))
        found: dict[str, Any] = visit["examination"]["verdict"]
        return found


def opened(service: Service) -> Case:
    client = service.client
    case = made(client.post("/v1/cases", json={}))["id"]
    item = made(client.post(f"/v1/cases/{case}/items", json={"product": "box"}))["id"]
    return Case(client, case, item, declaring(GREEN, code=NEARLY, **WRONG))


def test_an_examination_keeps_the_rules_of_its_time_and_what_follows_has_those_of_its_own(start: Start) -> None:
    with start() as service:
        client, wrong = service.client, declaring(GREEN, code=NEARLY, **WRONG)

        def revised(earlier: str) -> tuple[int, dict[str, Any]]:
            answer = examined(client, f"/v1/examinations/{earlier}/revisions", prior="")
            return answer.status_code, answer.json()

        refuse(service, "first")
        blind = name_of(examined(client, "/v1/examinations", wrong))
        assert revised(blind)[0] == 422  # nothing is changed
        refuse(service)
        verdicts = [made(client.get(f"/v1/examinations/{blind}"))["verdict"], revised(blind)[1]]
        assert [verdict["not_applied"] for verdict in verdicts] == [RULES["rules"], []]
        assert [verdict["outcome"] for verdict in verdicts] == ["consistent_with_genuine", "inconclusive"]
        told = name_of(examined(client, "/v1/examinations", wrong))
        refuse(service, "first")
        verdicts = [made(client.get(f"/v1/examinations/{told}"))["verdict"], revised(told)[1]]
        assert [verdict["not_applied"] for verdict in verdicts] == [[], RULES["rules"]]
        assert "No serial number was checked" in client.get(f"/examinations/{blind}").text
        assert "No serial number was checked" not in client.get(f"/examinations/{told}").text


def test_earlier_photos_are_judged_by_the_rules_of_the_visit_that_they_follow(start: Start) -> None:
    with start() as service:
        refuse(service, "first")
        case = opened(service)
        assert case.visited()["codes"] == []
        refuse(service)
        assert [code["finding"] for code in case.visited(ALSO_GREEN)["codes"]] == ["breaks_pattern"]
        refuse(service, "first")
        assert case.visited(photo((90, 140, 90), seed=503))["codes"] == []


def test_a_bundle_names_the_rules_that_were_left_out_and_is_replayed_without_them(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("serve.evidence.replaying.Examiner", DeclaredExaminer)
    with start() as service:
        case = opened(service)
        for refused in (["first"], []):
            refuse(service, *refused)
            case.visited()
        content, release = bundle_of(service, case.id), service.parts.settings.release
        assert service.parts[Audit].verify().faults == ()
    assert release is not None
    files = files_of(content)
    blind, told = json.loads(files[CASE])["items"][0]["examinations"]
    assert (blind["not_applied"], "not_applied" in told) == (RULES, False)
    recorded = {each["subject"]: json.loads(each["details"]).get("not_applied") for each in events_in(files)}
    assert (recorded[blind["id"]], recorded[told["id"]]) == (RULES, None)
    whole = verified(content, release=release)
    assert (whole.faults, whole.replayed) == ((), 2)
    edited = json.loads(files[CASE])
    del edited["items"][0]["examinations"][0]["not_applied"]
    found = named(packed(relisted({**files, CASE: written(edited)})), release=release)
    assert found[CASE] == f"{blind['id']}: its not_applied is not what its event says"
    assert "other rules that were not applied" in found[verdict_name(blind["id"])]
