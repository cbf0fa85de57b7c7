"""Evidence bundles: what is in one, and that anyone can verify it offline."""

import hashlib
import io
import json
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from pypdf import PdfReader
from typer.testing import CliRunner

from serve.audit.domain import COMMAND_LINE
from serve.audit.service import AuditLog
from serve.cases.permissions import CaseAction
from serve.cases.report.messages import LOOKS_LEFT_OUT
from serve.cases.report.typesetting import document_of, typeset
from serve.cli import cli
from serve.enquiries.permissions import EnquiryAction
from serve.evidence.custody import ACTIONS, AT_THE_MACHINE, moment_of
from serve.evidence.domain import (
    CASE,
    MANIFEST,
    PROOF,
    README,
    RELEASES,
    REPORT,
)
from serve.evidence.permissions import EvidenceAction
from serve.evidence.service import Evidence
from serve.evidence.signing import SELF_MADE
from serve.examinations.permissions import ExaminationAction
from serve.opinions.permissions import OpinionAction
from serve.platform.documents.typefaces import InstalledTypefaces
from serve.platform.documents.typesetting import Typeset, rendered
from serve.platform.settings import Settings
from serve.platform.signing_settings import ReportSigner
from serve.platform.translations import ENGLISH, Language
from serve.procedures.permissions import ProcedureAction
from serve.seizures.permissions import SeizureAction
from serve.signatures.checking import check
from serve.signatures.service import ReportSigning
from tests.serve.authority import answering, issued
from tests.serve.bundling import (
    PERSON,
    REASON,
    TAKEN_AT,
    Made,
    bundle_of,
    events_in,
    files_of,
    named,
    small_photo,
    whole_case,
)
from tests.serve.casework import Officer
from tests.serve.catalogues import english_in_report, speaking
from tests.serve.enquiring import Stopped, answered, asked, new_photo
from tests.serve.record import faults, log_of
from tests.serve.running import Service, run
from tests.serve.tiny_release import COUNTERFEIT, make_release

TO_THE_OFFICER = re.compile(r"\b(you|your|yourself)\b", re.IGNORECASE)
ROOT = Path(__file__).parents[2]
WITHOUT_SERVICE = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"sqlalchemy", "alembic", "fastapi", "starlette", "uvicorn", "jinja2", "typst"}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Missing())
from serve.cli import main
main()
"""


AGENCY = "First Customs"


class Bundle(NamedTuple):
    """A bundle, and where it comes from."""

    service: Service
    made: Made
    content: bytes

    @property
    def keys(self) -> Path:
        """The folder of the service's keys."""
        return self.service.parts.settings.audit_dir


@pytest.fixture(scope="module")
def bundle(service: Service) -> Bundle:
    """Of a whole case, on either kind of storage."""
    made = whole_case(service)
    return Bundle(service, made, bundle_of(service, made.case))


def exports(service: Service) -> list[str]:
    """The cases that were exported, according to the log."""
    return [event.subject for event in log_of(service) if event.action == EvidenceAction.CASE_EXPORT]


def text_of(report: bytes) -> str:
    """What a report says, all white space alike."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(report)).pages).split())


def test_a_sound_bundle_is_verified_by_the_command_and_the_release_alone(
    bundle: Bundle, tmp_path: Path, tiny_release: Path
) -> None:
    (tmp_path / "bundle.zip").write_bytes(bundle.content)
    options = ["--release", str(tiny_release), "--keys", str(bundle.keys), "--json"]
    command = [sys.executable, "-c", WITHOUT_SERVICE, "verify", str(tmp_path / "bundle.zip"), *options]
    done = subprocess.run(
        command, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {
        "outcome": "intact_and_replayed",
        "sound": True,
        "faults": [],
        "remarks": [],
        "events": len(events_in(files_of(bundle.content))),
        "photos": bundle.made.photos,
        "verdicts": bundle.made.verdicts,
        "replayed": bundle.made.verdicts,
        "not_replayed": [],
        "keys": [bundle.service.parts[AuditLog].key_id],
        "key_trusted": True,
        "certificate": signatory_of(bundle),
    }


def signatory_of(bundle: Bundle) -> str:
    """The fingerprint of the certificate that signed the report."""
    signatory = check(files_of(bundle.content)[REPORT]).signatory
    assert signatory is not None
    return signatory.fingerprint


def test_a_bundle_holds_the_originals_and_what_people_wrote(bundle: Bundle) -> None:
    files = files_of(bundle.content)
    originals = {name: content for name, content in files.items() if name.startswith("photos/")}
    assert {f"photos/{hashlib.sha256(content).hexdigest()}.jpg" for content in originals.values()} == set(originals)
    assert TAKEN_AT.encode() in b"".join(originals.values())
    assert TAKEN_AT.encode() not in files[REPORT]
    case = json.loads(files[CASE])
    conclusions = [conclusion for item in case["items"] for conclusion in item["conclusions"]]
    assert [(each["reason"], each["first"]) for each in conclusions[:2]] == [
        ("Not looked at closely.", "conclusion"),
        (REASON, "verdict"),
    ]
    assert [answer["outcome"] for answer in case["enquiries"][0]["answers"]] == ["cannot_tell", "confirmed_counterfeit"]
    people = {person["organisation"]: person["name"] for person in case["people"].values() if not person["role"]}
    assert people == {"acme": "First-Reviewer"}
    assert {person["role"] for person in case["people"].values()} == {"officer", "senior_officer", None}
    text = text_of(files[REPORT])
    assert case["case"]["number"] in text
    assert "Theseam." in text.replace(" ", "")  # a line may end in it, and the reader puts a space there


def test_the_report_speaks_of_the_officer_and_never_to_them(bundle: Bundle) -> None:
    text = text_of(files_of(bundle.content)[REPORT])
    assert "Product chosen by the officer" in text
    assert TO_THE_OFFICER.findall(text) == []


def test_the_report_says_that_the_assistant_recognised_a_product(service: Service) -> None:
    officer = Officer(service.client)
    case = officer.open()
    visit = officer.examine(case, officer.add_item(case, description="a box"), small_photo())
    assert visit["examination"]["verdict"]["product"]["given_by"] == "model"
    text = text_of(files_of(bundle_of(service, case))[REPORT])
    assert "Product recognised by the assistant from the photos" in text
    assert "chosen by the officer" not in text


def test_reasons_for_no_answer_are_told_as_a_court_reads_them(tmp_path: Path) -> None:
    release = make_release(tmp_path, familiarity=2.0)  # which knows nothing that it sees
    for service in run(Settings(data_dir=tmp_path / "data", release=release, workers=2)):
        officer = Officer(service.client)
        case = officer.open()
        for product in ({"product": "box"}, {}):
            officer.examine(case, officer.add_item(case, **product), new_photo())
        text = text_of(files_of(bundle_of(service, case))[REPORT])
        assert "Product not recognised" in text
        assert "The photos look like none of the products known to the assistant." in text
        assert "The photos look unlike every known photo of Acme box (chosen by the officer)." in text
        assert TO_THE_OFFICER.findall(text) == []


def test_the_report_has_every_answer_of_the_right_holder_and_enquiries_withdrawn(service: Service) -> None:
    officer, reviewer = Officer(service.client), service.as_("reviewer")
    case = officer.open()
    item = officer.add_item(case, product="box")
    stopped = Stopped(case, item, officer.examine(case, item, small_photo())["examination"]["id"])
    first = asked(service.client, stopped, question="Which works?")["id"]
    outcomes = ["cannot_tell", "confirmed_counterfeit", "confirmed_genuine"]
    given = [answered(reviewer, first, outcome, amends=outcome != outcomes[0]) for outcome in outcomes][-1]["answers"]
    withdrawn = asked(service.client, stopped, question="Which year?")["id"]
    officer.post(f"/enquiries/{withdrawn}/withdraw", status=200)
    text = text_of(files_of(bundle_of(service, case))[REPORT])
    words = ["Can't tell from these photos", "Confirmed counterfeit", "Confirmed genuine"]
    marks = ["It was amended later", "It was amended later", "This is the answer that counts."]
    told = [
        [word, mark, f"I have looked at the photos: {each['outcome']}.", "First-Reviewer", second_of(each["at"])]
        for word, mark, each in zip(words, marks, given, strict=True)
    ]
    assert_in_order(text, ["Which works?", *(part for parts in told for part in parts)])
    assert_in_order(text, ["Which year?", "Withdrawn by the agency before it was answered", "First-Officer"])


def test_the_report_has_opinions_given_and_not_and_the_steps_of_the_case(service: Service) -> None:
    officer, senior = Officer(service.client), Officer(service.as_("senior_officer"))
    case = officer.open()
    opinions = []
    for question in ("The seam?", "The zip?", "The print?"):
        item = officer.add_item(case)
        officer.examine(case, item, small_photo())
        officer.conclude(case, item, "counterfeit")
        opinions.append(officer.ask(case, item, question))
    give_opinion(senior, opinions[0], "Crooked.")
    senior.get(f"/cases/{case}")
    give_opinion(senior, opinions[1], "Straight.")
    officer.post(f"/cases/{case}/close", {"reason": "All is found."}, status=200)
    officer.post(f"/cases/{case}/reopen", {"reason": "One more box."}, status=200)
    for held, reason in ((True, "Proceedings began."), (False, "Proceedings ended.")):
        senior.client.put(f"/v1/cases/{case}/hold", json={"held": held, "reason": reason}).raise_for_status()
    text = text_of(files_of(bundle_of(service, case))[REPORT])
    alone, informed, missing = text.split("Second opinion")[1:]
    assert_in_order(alone, ["First-Officer", "First-Senior-Officer", "The seam?", "Crooked.", "the photos alone"])
    assert_in_order(
        informed, ["The zip?", "Straight.", "They had seen more than the photos before they gave this opinion."]
    )
    assert_in_order(missing, ["First-Senior-Officer", "The print?", "Asked for, but not given yet."])
    steps = text.partition("What was done to the case as a whole")[2]
    done = ["Closed", "First-Officer", "All is found.", "Reopened", "First-Officer", "One more box."]
    held_and_lifted = ["Put under a legal hold", "First-Senior-Officer", "Proceedings began."]
    held_and_lifted += ["Legal hold lifted", "First-Senior-Officer", "Proceedings ended."]
    assert_in_order(steps, done + held_and_lifted)


def give_opinion(senior: Officer, opinion: str, reason: str) -> None:
    senior.post(f"/opinions/{opinion}/answer", {"finding": "counterfeit", "reason": reason}, status=200)


def second_of(moment: str) -> str:
    """A time of the API as the report prints it."""
    return f"{moment[:19].replace('T', ' ')} UTC"


def assert_in_order(text: str, parts: Sequence[str]) -> None:
    """Each of these stands in the text, after the one before."""
    for part in parts:
        found, text = text.partition(part)[1:]
        assert found, f"{part} is missing or out of order"


def test_the_events_tell_of_every_change_and_look_and_who_answered(bundle: Bundle) -> None:
    actions = [event["action"] for event in events_in(files_of(bundle.content))]
    assert actions.count(ExaminationAction.CREATE) == bundle.made.verdicts
    assert {CaseAction.CREATE, CaseAction.HOLD, CaseAction.CLOSE, OpinionAction.GIVE, EnquiryAction.AMEND} <= set(
        actions
    )
    assert bundle.made.case in exports(bundle.service)
    assert faults(bundle.service) == []


def test_every_action_that_the_chain_of_custody_can_contain_has_words() -> None:
    of_a_case = {*CaseAction, *ExaminationAction, *OpinionAction, *EnquiryAction, *EvidenceAction}
    of_a_case |= {*SeizureAction, *ProcedureAction}
    # what is gone by a rule of retention has no report; a list of examinations is of a person; practice is in no case
    elsewhere = {CaseAction.DELETE, ExaminationAction.DELETE, ExaminationAction.LIST, ExaminationAction.REVEAL}
    elsewhere |= {ProcedureAction.LIST}  # is about deadlines of many cases
    elsewhere |= {ExaminationAction.RULE_CHANGE}  # is about an organisation
    elsewhere |= {
        SeizureAction.DELETE,
        SeizureAction.GOODS_DELETE,
        CaseAction.ITEM_DELETE,
    }  # of what is not in the case any more
    assert ACTIONS.keys() == of_a_case - elsewhere


def test_the_chain_of_custody_says_in_words_what_was_done_and_when(bundle: Bundle) -> None:
    files = files_of(bundle.content)
    events, text = events_in(files), text_of(files[REPORT])
    custody = text.partition("Under each entry stands its SHA-256 digest.")[2]
    assert {event["action"] for event in events} <= ACTIONS.keys()
    assert [event["action"] for event in events if f"{ACTIONS[event['action']]} {event['action']}" not in custody] == []
    assert [event["at"] for event in events if second_of(event["at"]) not in custody] == []
    assert events[0]["at"] not in text


def test_the_command_line_is_named_in_words_in_a_report(bundle: Bundle) -> None:
    evidence = bundle.service.parts[Evidence]
    for _ in range(2):  # the second one lists the first
        with evidence.export_for_agency(bundle.made.case, ENGLISH).file as file:
            file.seek(0)
            text = text_of(files_of(file.read())[REPORT])
    assert f"{AT_THE_MACHINE} {ACTIONS[EvidenceAction.CASE_EXPORT]}" in text
    assert COMMAND_LINE not in text.partition("Chain of custody")[2]


@pytest.mark.parametrize("forged", ["yesterday", "2026-11-20T08:14:03"])
def test_a_forged_time_is_printed_as_it_stands_in_the_log(forged: str) -> None:
    assert moment_of(forged) == forged


def test_a_report_with_too_many_looks_says_how_many_it_leaves_out(
    bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("serve.evidence.events.MOST_LOOKS", 0)
    files = files_of(bundle_of(bundle.service, bundle.made.case))
    looks = sum(event["action"].endswith(":view") for event in events_in(files))
    text = text_of(files[REPORT])
    assert looks > 0
    assert str(LOOKS_LEFT_OUT.of(count=looks)) in text
    assert "case:view" not in text
    assert "conclusion:create" in text


def test_a_confidential_point_is_in_no_byte(bundle: Bundle) -> None:
    assert b"secret" not in bundle.content.lower()
    text = text_of(files_of(bundle.content)[REPORT])
    assert "secret" not in text.lower()
    officer = Officer(bundle.service.client)
    case = officer.open()
    officer.examine(case, officer.add_item(case, product="box"), COUNTERFEIT)
    assert "keeps confidential" in text_of(files_of(bundle_of(bundle.service, case))[REPORT])
    digests = {hashlib.sha256(word.encode()).hexdigest() for word in ("secret", "point secret")}
    assert not any(digest.encode() in bundle.content for digest in digests)


def test_what_is_withheld_cannot_be_guessed_and_tried_without_the_release(bundle: Bundle) -> None:
    """The log has digests of the verdict and of points' ids, with a key of which the bundle shows a quarter."""
    files = files_of(bundle.content)
    release = next(iter(json.loads(files[RELEASES])["releases"]))
    folder = bundle.service.parts.settings.release
    assert folder is not None
    key = hashlib.sha256((folder / "release.json").read_bytes()).hexdigest()
    assert release == f"r-{key[:16]}"
    assert key[16:].encode() not in bundle.content


def test_another_agency_finds_no_case_and_who_may_not_export_gets_none(bundle: Bundle) -> None:
    path = f"/v1/cases/{bundle.made.case}/bundle.zip"
    before = exports(bundle.service)
    assert bundle.service.as_("officer", "second").get(path).status_code == 404
    assert [bundle.service.as_(role).get(path).status_code for role in ("trainer", "reviewer", "administrator")] == [
        403,
        403,
        403,
    ]
    assert exports(bundle.service) == before


def test_a_case_whose_photo_is_lost_is_not_exported_and_nothing_says_that_it_was(service: Service) -> None:
    officer = Officer(service.client)
    case = officer.open()
    content = small_photo(seed=99)
    officer.examine(case, officer.add_item(case), content)
    objects = service.parts.objects
    lost = hashlib.sha256(content).hexdigest()
    kept, objects.get = objects.get, lambda sha256: b"other" if sha256 == lost else kept(sha256)  # type: ignore[method-assign]
    try:
        before = exports(service)
        assert service.client.get(f"/v1/cases/{case}/bundle.zip").status_code in {422, 503}
        assert exports(service) == before
    finally:
        objects.get = kept  # type: ignore[method-assign]
    assert named(bundle_of(service, case)) == {}


def test_the_page_tells_what_is_inside_and_hands_it_out_in_a_language(bundle: Bundle, tmp_path: Path) -> None:
    page = bundle.service.client.get(f"/cases/{bundle.made.case}/export", headers={"accept": "text/html"}).text
    assert f"{bundle.made.photos} photos" in page
    assert bundle.service.parts[AuditLog].key_id in page
    assert set(json.loads(files_of(bundle.content)[RELEASES])["releases"]) <= set(page.replace("<", ">").split(">"))
    assert "shingan release export" in page.replace("<span>", "").replace("</span>", "")
    with speaking(tmp_path, ja={"Case report": "案件報告書", "What is inside": "内容"}):
        answer = bundle.service.client.get(f"/cases/{bundle.made.case}/bundle.zip", params={"language": "ja"})
        as_the_browser = {"accept-language": "ja", "accept": "text/html"}
        page = bundle.service.client.get(f"/cases/{bundle.made.case}/export", headers=as_the_browser).text
    files = files_of(answer.content)
    assert "案件報告書" in text_of(files[REPORT])
    readme = files[README].decode()
    assert -1 < readme.find("\n内容\n") < readme.find("\nWhat is inside\n")  # English stands below
    assert '<option value="ja" lang="ja" dir="ltr" selected>日本語</option>' in page
    assert json.loads(files[MANIFEST])["language"] == "ja"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"].startswith('attachment; filename="case-2')
    assert named(answer.content) == {}


def test_the_report_has_the_seizure_and_its_procedures_and_nothing_of_persons(bundle: Bundle) -> None:
    files = files_of(bundle.content)
    text = text_of(files[REPORT])
    for words in ("Interception", "EETLL", "Sneakers", "acme", "The seam.", "2026-06-09", "10 working days"):
        assert words in text, words
    assert "Released, as no one acted" in text
    assert "eu-608-2013/right-holder" in text.replace(" ", "")
    for name, content in files.items():
        assert PERSON.encode() not in content, name
    assert PERSON not in text
    assert "case_person" not in text


def test_the_readme_and_the_check_name_the_certificate_of_the_report(bundle: Bundle, tmp_path: Path) -> None:
    fingerprint = signatory_of(bundle)
    assert fingerprint in files_of(bundle.content)[README].decode()
    (tmp_path / "bundle.zip").write_bytes(bundle.content)
    told = CliRunner().invoke(cli, ["verify", str(tmp_path / "bundle.zip"), "--without-replay"])
    assert (told.exit_code, fingerprint in told.stdout) == (0, True)


def test_a_missing_typeface_is_named_in_one_line_and_the_report_is_made(
    bundle: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built_in = InstalledTypefaces.found(on_system=False)
    monkeypatch.setattr("serve.platform.documents.typesetting.installed", lambda: built_in)
    told: list[str] = []
    log = SimpleNamespace(warning=lambda _, said, **__: told.append(said))
    monkeypatch.setattr("serve.evidence.signing.log", log)
    with speaking(tmp_path, th={"Photos": "ภาพถ่าย"}):
        report = files_of(bundle_of(bundle.service, bundle.made.case, language="th"))[REPORT]
    assert len(told) == 1
    assert re.search(r"no typeface for: .*Thai.*install .*fonts-tlwg-loma-ttf", told[0])
    assert told[0].replace(" ", "") in text_of(report).replace(" ", "")


def test_the_report_is_signed_and_says_so_and_the_log_has_its_digest(bundle: Bundle) -> None:
    report = files_of(bundle.content)[REPORT]
    found = check(report, bundle.service.parts[ReportSigning].certificates())
    assert found.faults == ()
    assert found.is_trusted
    assert found.contents is not None
    assert found.contents.case == bundle.made.case
    assert len(found.contents.photos) == bundle.made.photos
    proof = json.loads(files_of(bundle.content)[PROOF])
    details, signatory = json.loads(proof["details"]), found.signatory
    assert signatory is not None
    assert details["report_sha256"] == hashlib.sha256(report).hexdigest()
    assert (details["certificate_sha256"], details["timestamp"]) == (signatory.fingerprint, "no_authority")
    text = text_of(report)
    for words in (
        str(SELF_MADE),
        "None; the times are those of the service's clock.",
        "shingan report verify FILE.pdf",
    ):
        assert words in text
    assert signatory.fingerprint in text.replace(" ", "")


def test_an_agency_with_its_own_certificate_has_its_reports_signed_with_it(tmp_path: Path, tiny_release: Path) -> None:
    root = issued("Ministry of Finance CA")
    seal = issued("Siegel 7", root)
    (tmp_path / "key.pem").write_bytes(seal.private)
    (tmp_path / "chain.pem").write_bytes(seal.pem + root.pem)
    signer = {"key_file": str(tmp_path / "key.pem"), "certificates_file": str(tmp_path / "chain.pem")}
    with answering() as authority:
        settings = Settings(
            data_dir=tmp_path / "data",
            release=tiny_release,
            workers=2,
            report_signers=(ReportSigner.model_validate({**signer, "organisation": AGENCY}),),
            timestamp_url=authority.url,
        )
        for service in run(settings):
            officer = Officer(service.client)
            case = officer.open()
            officer.examine(case, officer.add_item(case), small_photo())
            report = files_of(bundle_of(service, case))[REPORT]
            authority.status = 503
            refused = service.client.get(f"/v1/cases/{case}/bundle.zip")
            assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (503, "timestamp-not-given")
            (tmp_path / "key.pem").write_bytes(root.private)
            refused = service.client.get(f"/v1/cases/{case}/bundle.zip")
            assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (503, "report-not-signed")
            assert str(tmp_path) not in refused.text
            assert exports(service) == [case]
    found = check(report, [root.certificate, authority.root.certificate])
    assert found.is_trusted
    assert found.timestamp is not None
    assert found.timestamp.is_trusted
    assert "with its own certificate: Siegel 7" in text_of(report)
    assert "By 127.0.0.1, in the signature" in text_of(report)


def test_no_english_is_left_in_the_report_of_a_case(
    bundle: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Any] = []

    def kept(report: Any) -> Typeset:
        made.append(report)
        return typeset(report)

    monkeypatch.setattr("serve.evidence.signing.typesetting.typeset", kept)
    with speaking(tmp_path, ar=None):
        files = files_of(bundle_of(bundle.service, bundle.made.case, language="ar"))
        assert english_in_report(rendered(document_of(made[0]), Language("ar"), "", {})) == []
        paragraphs = files[README].decode().partition("\nWhat is inside\n")[0]
    assert paragraphs.count("⟦") == paragraphs.count("⟧") > 10


def test_the_operator_exports_by_command_and_that_is_recorded(tmp_path: Path, tiny_release: Path) -> None:
    data, out = tmp_path / "data", tmp_path / "case.zip"
    for service in run(Settings(data_dir=data, release=tiny_release, workers=2)):
        officer = Officer(service.client)
        case = officer.open()
        officer.examine(case, officer.add_item(case), small_photo())
    runner = CliRunner()
    done = runner.invoke(
        cli,
        ["case", "export", case, "--out", str(out), "--data", str(data)],
        env={"SHINGAN_RELEASE": str(tiny_release)},
    )
    assert (done.exit_code, done.output) == (0, f"{out}\n")
    assert json.loads(files_of(out.read_bytes())[PROOF])["actor"] == COMMAND_LINE
    again = runner.invoke(cli, ["case", "export", case, "--out", str(out), "--data", str(data)])
    assert again.exit_code == 2
    said = runner.invoke(cli, ["verify", str(out), "--release", str(tiny_release), "--data", str(data)])
    assert said.exit_code == 0
    assert said.stdout.startswith("sound. events: 3, photos: 1, verdicts: 1, replayed: 1 of 1\n")
    assert "The key came with the bundle: " in said.stdout
