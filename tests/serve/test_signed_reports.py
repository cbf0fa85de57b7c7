"""Signed reports: each verifies elsewhere, says who signed it and when, and no changed byte is missed."""

import io
import json
import random
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader
from typer.testing import CliRunner

from serve.cases.report.typesetting import typeset
from serve.cli import cli
from serve.platform.settings import Settings
from serve.platform.signing_settings import ReportSigner
from serve.signatures.authority import TimestampAuthority
from serve.signatures.certificates import KEY_FILE, OwnReportKey, signatory_of
from serve.signatures.checking import check
from serve.signatures.domain import ReportContents, ReportOutcome, SignedReport, Signing, TimestampState
from serve.signatures.errors import SigningError, TimestampError
from serve.signatures.permissions import SignatureAction
from serve.signatures.service import ReportSigning
from tests.serve.authority import Authority, Issued, answering, issued
from tests.serve.printed import a_report
from tests.serve.record import log_of
from tests.serve.running import run
from tests.serve.world import signing_certificate_on

CONTENTS = ReportContents("c-1", "2026-1", ["r-0123456789abcdef"], ["a" * 64, "b" * 64], 44, "c" * 64)
NO_ONE: Any = None  # in place of units of work, where nothing is recorded


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return typeset(a_report()).pdf


@pytest.fixture(scope="module")
def authority() -> Iterator[Authority]:
    with answering() as found:
        yield found


@pytest.fixture(autouse=True)
def as_it_was(authority: Authority) -> None:
    authority.status, authority.body, authority.is_unsorted = 200, b"", False


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> OwnReportKey:
    return OwnReportKey(tmp_path_factory.mktemp("keys") / "reports", "Shingan, shingan.example")


@dataclass(frozen=True)
class Signer:
    """Signs one PDF with different settings, and remembers how the report was told that it is signed."""

    signing: ReportSigning
    pdf: bytes

    def __call__(self, agency: str = "Zollamt Hamburg") -> SignedReport:
        return self.signing.sign(agency, datetime.now(UTC).replace(microsecond=0), CONTENTS, lambda _: self.pdf)


@pytest.fixture
def plain(own: OwnReportKey, pdf: bytes) -> Signer:
    """With the service's own key."""
    return Signer(ReportSigning(NO_ONE, own, (), None), pdf)


@pytest.fixture
def stamped(plain: Signer, authority: Authority, tmp_path: Path) -> Signer:
    """The same, with timestamps."""
    setting = TimestampAuthority(authority.url, authority.ca_file(tmp_path), is_optional=False)
    return replace(plain, signing=replace(plain.signing, authority=setting))


def flipped(content: bytes, position: int, chance: random.Random) -> bytes:
    return content[:position] + bytes([content[position] ^ 1 << chance.randrange(8)]) + content[position + 1 :]


def gap_of(content: bytes) -> range:
    """The bytes that the signature itself takes."""
    signature = PdfFileReader(io.BytesIO(content)).embedded_regular_signatures[0]
    return range(int(signature.byte_range[1]), int(signature.byte_range[2]))


@pytest.mark.parametrize("kind", ["plain", "stamped"])
def test_pyhanko_and_poppler_find_a_report_valid(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    made: SignedReport = request.getfixturevalue(kind)()
    signature = PdfFileReader(io.BytesIO(made.pdf)).embedded_regular_signatures[0]
    status = validate_pdf_signature(signature, ValidationContext(trust_roots=[signature.signer_cert]))
    assert status.intact
    assert status.valid
    assert (status.timestamp_validity is not None) == (kind == "stamped")
    assert pdfsig(made.pdf, tmp_path).count("Signature is Valid.") == 1


def pdfsig(content: bytes, folder: Path) -> str:
    """What poppler says of a signed PDF."""
    if not shutil.which("pdfsig"):
        pytest.skip("pdfsig is not here: install poppler-utils")
    path = folder / "signed.pdf"
    path.write_bytes(content)
    done = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, check=False)
    return done.stdout.decode()


def test_poppler_finds_a_changed_byte(plain: Signer, tmp_path: Path) -> None:
    made = plain().pdf
    title = made.index(b"stream", 2000) + 40
    assert "Signature is Valid." not in pdfsig(flipped(made, title, random.Random(1)), tmp_path)


@pytest.mark.parametrize("kind", ["plain", "stamped"])
def test_one_changed_byte_is_found_anywhere(kind: str, request: pytest.FixtureRequest) -> None:
    made: bytes = request.getfixturevalue(kind)().pdf
    chance = random.Random(11)
    everywhere = chance.sample(range(len(made)), 40)
    in_signature = chance.sample(gap_of(made), 100)
    missed = [place for place in (*everywhere, *in_signature) if not check(flipped(made, place, chance)).faults]
    assert missed == []


def test_the_report_stays_as_it_was_set_and_is_only_added_to(plain: Signer, pdf: bytes) -> None:
    first, second = plain().pdf, plain().pdf
    assert first.startswith(pdf)
    assert second.startswith(pdf)
    reader = PdfReader(io.BytesIO(first))
    xmp = reader.xmp_metadata
    assert xmp is not None
    assert b"pdfaid" in xmp.stream.get_data()
    assert reader.root_object.get("/Version") is None  # of PDF 1.7, on which these rest


def test_what_was_appended_or_cut_off_is_found(plain: Signer) -> None:
    made = plain().pdf
    for changed in (made + b"\n", made + made[-600:], made[:-1], made[: len(made) // 2], b"", b"%PDF-1.7"):
        assert check(changed).outcome is ReportOutcome.CHANGED


def test_a_pdf_without_a_signature_is_said_to_have_none(pdf: bytes) -> None:
    assert check(pdf).outcome is ReportOutcome.UNSIGNED


def test_a_report_says_who_signed_when_and_what_it_rests_on(plain: Signer, own: OwnReportKey) -> None:
    made = plain()
    found = check(made.pdf, own.kept())
    assert found.faults == ()
    assert found.is_trusted
    assert found.signed_at == made.signing.at
    assert found.signatory == made.signing.signatory
    assert found.signatory.is_self_made
    assert found.signatory.name == "Shingan, shingan.example"
    assert found.contents == CONTENTS
    assert found.timestamp is None
    assert not check(made.pdf).is_trusted  # no one vouches for it unless its certificate is named


def test_a_timestamp_says_when_an_authority_saw_the_signature(stamped: Signer, authority: Authority) -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)
    made = stamped()
    found = check(made.pdf, [authority.root.certificate])
    assert made.signing.timestamp is TimestampState.GIVEN
    assert made.signing.authority == "127.0.0.1"
    assert found.timestamp is not None
    assert found.timestamp.is_trusted
    assert not found.is_trusted
    assert before <= found.timestamp.at <= datetime.now(UTC)
    assert found.timestamp.signatory.name == "Stamping unit 7"
    alone = check(made.pdf).timestamp
    assert alone is not None
    assert not alone.is_trusted


def test_an_authority_may_send_its_certificates_in_any_order(stamped: Signer, authority: Authority) -> None:
    authority.is_unsorted = True
    made = stamped().pdf
    found = check(made, [authority.root.certificate])
    assert found.timestamp is not None
    assert found.timestamp.is_trusted


def test_the_case_of_a_letter_in_a_name_counts(plain: Signer) -> None:
    made = plain().pdf
    gap, holder = gap_of(made), b"Shingan".hex().upper().encode()
    places = [place for place in gap if made[place : place + len(holder)] == holder]
    assert len(places) >= 2  # in the certificate, and where the signature names it
    for place in places:
        assert check(made[:place] + b"7" + made[place + 1 :]).faults  # "s" for "S"


@pytest.mark.parametrize("answer", ["closed", "error", "garbage", "refusal", "of something else"])
def test_no_timestamp_means_no_report_unless_the_operator_allows_it(
    stamped: Signer, authority: Authority, answer: str
) -> None:
    signer = stamped
    match answer:
        case "closed":
            setting = replace(stamped.signing.authority, url="http://127.0.0.1:9/")  # type: ignore[type-var]
            signer = replace(stamped, signing=replace(stamped.signing, authority=setting))
        case "error":
            authority.status = 500
        case "garbage":
            authority.body = b"<html>no</html>"
        case "refusal":
            authority.body = bytes.fromhex("30053003020102")
        case _:
            authority.body = authority.answer(request_of_another())
    with pytest.raises(TimestampError):
        signer()
    optional = replace(signer.signing.authority, is_optional=True)  # type: ignore[type-var]
    made = replace(signer, signing=replace(signer.signing, authority=optional))()
    assert made.signing.timestamp is TimestampState.NOT_GIVEN
    assert check(made.pdf).faults == ()
    assert check(made.pdf).timestamp is None


def request_of_another() -> bytes:
    from asn1crypto import algos, tsp

    imprint = {"hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}), "hashed_message": b"\0" * 32}
    return bytes(tsp.TimeStampReq({"version": 1, "message_imprint": imprint, "cert_req": True}).dump())


def test_a_timestamp_of_another_authority_than_the_operators_is_refused(stamped: Signer, tmp_path: Path) -> None:
    other = tmp_path / "other.pem"
    other.write_bytes(issued("Another authority").pem)
    setting = replace(stamped.signing.authority, ca_file=other)  # type: ignore[type-var]
    with pytest.raises(TimestampError, match="not by a certificate"):
        replace(stamped, signing=replace(stamped.signing, authority=setting))()


class AgencyKey:
    """An agency's key by an authority, in the files that an operator sets."""

    def __init__(self, folder: Path, until: timedelta = timedelta(days=365)) -> None:
        self.root = issued("Ministry of Finance CA")
        self.own = issued("Zollamt Hamburg, Siegel", self.root, until=until)
        self.folder = folder

    def pkcs12(self, organisation: str | None) -> ReportSigner:
        made = pkcs12.serialize_key_and_certificates(
            b"seal", self.own.key, self.own.certificate, [self.root.certificate], BestAvailableEncryption(b"geheim")
        )
        (self.folder / "seal.p12").write_bytes(made)
        (self.folder / "passphrase").write_text("geheim\n")
        return ReportSigner(
            organisation=organisation,
            pkcs12_file=self.folder / "seal.p12",
            passphrase_file=self.folder / "passphrase",
        )

    def pem(self, organisation: str | None, of: Issued | None = None) -> ReportSigner:
        (self.folder / "key.pem").write_bytes((of or self.own).private)
        (self.folder / "chain.pem").write_bytes(self.own.pem + self.root.pem)
        return ReportSigner(
            organisation=organisation, key_file=self.folder / "key.pem", certificates_file=self.folder / "chain.pem"
        )


@pytest.mark.parametrize("form", ["pkcs12", "pem"])
def test_an_agencys_own_certificate_signs_its_reports_and_no_others(
    plain: Signer, own: OwnReportKey, tmp_path: Path, form: str
) -> None:
    key = AgencyKey(tmp_path)
    signer = replace(plain, signing=replace(plain.signing, signers=(getattr(key, form)("Zollamt Hamburg"),)))
    made, other = signer(), signer("Port of Tallinn")
    found = check(made.pdf, [key.root.certificate])
    assert made.signing.is_agency
    assert found.is_trusted
    assert found.signatory is not None
    assert found.signatory.issuer == "Ministry of Finance CA"
    assert own.find(found.signatory.fingerprint) == key.own.certificate  # kept for readers
    assert key.own.certificate not in own.kept()  # but no list says whose certificates these are
    assert not other.signing.is_agency
    assert other.signing.signatory.is_self_made
    missed = [
        place for place in random.Random(5).sample(gap_of(made.pdf), 60) if not check(flip(made.pdf, place)).faults
    ]
    assert missed == []


def flip(content: bytes, position: int) -> bytes:
    return flipped(content, position, random.Random(position))


def test_the_operators_certificate_takes_the_place_of_the_services(plain: Signer, tmp_path: Path) -> None:
    key = AgencyKey(tmp_path)
    made = replace(plain, signing=replace(plain.signing, signers=(key.pem(None),)))()
    assert made.signing.signatory.name == "Zollamt Hamburg, Siegel"
    assert not made.signing.is_agency


def test_no_report_is_handed_out_where_the_key_can_not_be_used(plain: Signer, tmp_path: Path) -> None:
    key, ended = AgencyKey(tmp_path), AgencyKey(tmp_path, until=-timedelta(days=1))
    wrong = key.pkcs12("Zollamt Hamburg")
    (tmp_path / "passphrase").write_text("falsch")
    faulty = {
        "can't be used": [wrong, ReportSigner(pkcs12_file=tmp_path / "nowhere.p12")],
        "not that of": [key.pem(None, of=issued("Someone else"))],
    }
    for words, signers in faulty.items():
        for signer in signers:
            with pytest.raises(SigningError, match=words):
                replace(plain, signing=replace(plain.signing, signers=(signer,)))()
            with pytest.raises(SigningError, match=words):  # as when the service starts
                replace(plain.signing, signers=(signer,)).check_signers(datetime.now(UTC))
    replace(plain.signing, signers=(ended.pem(None),)).check_signers(datetime.now(UTC))  # it has to serve
    with pytest.raises(SigningError, match="is valid from"):
        replace(plain, signing=replace(plain.signing, signers=(ended.pem(None),)))()


def test_a_damaged_key_of_the_service_is_not_replaced_in_silence(pdf: bytes, tmp_path: Path) -> None:
    own = OwnReportKey(tmp_path / "reports", "Shingan")
    signer = Signer(ReportSigning(NO_ONE, own, (), None), pdf)
    signer()
    (own.folder / KEY_FILE).write_bytes(b"damaged")
    with pytest.raises(SigningError, match="can't be used"):
        signer()


def test_the_key_is_its_owners_alone_and_another_one_leaves_earlier_reports_valid(pdf: bytes, tmp_path: Path) -> None:
    own = OwnReportKey(tmp_path / "reports", "Shingan")
    signer = Signer(ReportSigning(NO_ONE, own, (), None), pdf)
    first = signer()
    assert (own.folder / KEY_FILE).stat().st_mode & 0o777 == 0o600
    own.replace(datetime.now(UTC))
    second = signer()
    assert first.signing.signatory != second.signing.signatory
    kept = own.kept()
    assert len(kept) == 2
    assert check(first.pdf, kept).is_trusted
    assert check(second.pdf, kept).is_trusted


def test_the_services_certificate_is_renewed_before_it_ends(tmp_path: Path) -> None:
    own = OwnReportKey(tmp_path / "reports", "Shingan")
    long_ago = datetime.now(UTC) - timedelta(days=3640)
    first = own.open(long_ago)
    assert own.open(long_ago + timedelta(days=100)).certificate == first.certificate
    assert own.open(datetime.now(UTC)).certificate != first.certificate


def test_the_command_says_what_it_found_and_ends_accordingly(
    stamped: Signer, authority: Authority, own: OwnReportKey, tmp_path: Path
) -> None:
    made = stamped()
    path, ca = tmp_path / "report.pdf", authority.ca_file(tmp_path)
    path.write_bytes(made.pdf)
    kept = own.folder / f"{made.signing.signatory.fingerprint}.pem"
    options = ["--certificate", str(ca), "--certificate", str(kept)]
    done = CliRunner().invoke(cli, ["report", "verify", str(path), *options])
    assert done.exit_code == 0, done.output
    for words in (
        "unchanged",
        made.signing.signatory.fingerprint,
        "self-made",
        "Stamping unit 7",
        "r-0123456789abcdef",
    ):
        assert words in done.stdout
    as_json = json.loads(CliRunner().invoke(cli, ["report", "verify", str(path), "--json", *options]).stdout)
    assert (as_json["outcome"], as_json["is_trusted"], as_json["timestamp"]["is_trusted"]) == ("unchanged", True, True)
    assert as_json["contents"]["photos"] == list(CONTENTS.photos)
    path.write_bytes(flip(made.pdf, 3000))
    changed = CliRunner().invoke(cli, ["report", "verify", str(path)])
    assert changed.exit_code == 1
    assert "NOT AS IT WAS SIGNED" in changed.stdout


@pytest.mark.parametrize(
    "options", [["nowhere.pdf"], ["{}", "--certificate", "{}"], ["{}", "--certificate", "nowhere"]]
)
def test_a_wrong_call_ends_with_status_2(plain: Signer, tmp_path: Path, options: list[str]) -> None:
    (tmp_path / "report.pdf").write_bytes(plain().pdf)
    done = CliRunner().invoke(cli, ["report", "verify", *(each.format(tmp_path / "report.pdf") for each in options)])
    assert done.exit_code == 2
    assert "Traceback" not in done.output


def test_the_report_is_told_how_it_is_signed_before_it_is_set(stamped: Signer, pdf: bytes) -> None:
    told: list[Signing] = []

    def typeset_for(signing: Signing) -> bytes:
        told.append(signing)
        return pdf

    made = stamped.signing.sign("Zollamt Hamburg", datetime.now(UTC), CONTENTS, typeset_for)
    assert told == [made.signing]


def test_anyone_gets_a_certificate_by_its_fingerprint_and_sees_the_services_own(
    tmp_path: Path, tiny_release: Path
) -> None:
    for service in run(Settings(data_dir=tmp_path / "data", release=tiny_release, workers=1)):
        with service.visitor() as anyone:
            assert "No report has been signed yet" in anyone.get("/signing-certificates").text
            fingerprint = signing_certificate_on(service)
            found = anyone.get(f"/v1/signing-certificates/{fingerprint}")
            assert (found.status_code, found.json()["issuer"]) == (200, "")
            file = anyone.get(f"/signing-certificates/{fingerprint}.pem")
            assert file.text == found.json()["pem"]
            for path in ("/signing-certificates", f"/signing-certificates/{fingerprint}"):
                assert fingerprint in anyone.get(path).text
            agency = issued("Zollamt Hamburg, Siegel").certificate
            service.parts[ReportSigning].own.keep(agency, is_agency=True)
            known = signatory_of(agency).fingerprint
            assert known in anyone.get(f"/signing-certificates/{known}").text
            assert "Hamburg" not in anyone.get("/signing-certificates").text  # which agencies are here, no list says
            for unknown in (f"/v1/signing-certificates/{'0' * 64}", f"/signing-certificates/{'0' * 64}.pem"):
                assert anyone.get(unknown).status_code == 404
            assert anyone.get("/v1/signing-certificates/signing").status_code == 422


def test_a_new_key_is_made_by_command_and_recorded(tmp_path: Path, tiny_release: Path) -> None:
    data = tmp_path / "data"
    for service in run(Settings(data_dir=data, release=tiny_release, workers=1)):
        first = signing_certificate_on(service)
    done = CliRunner().invoke(cli, ["report", "replace-key", "--data", str(data)])
    assert done.exit_code == 0, done.output
    listed = json.loads(CliRunner().invoke(cli, ["report", "certificates", "--json", "--data", str(data)]).stdout)
    assert listed[0]["fingerprint"] in done.stdout
    assert listed[0]["fingerprint"] != first == listed[1]["fingerprint"]
    (tmp_path / "out").mkdir()
    CliRunner().invoke(cli, ["report", "certificates", "--out", str(tmp_path / "out"), "--data", str(data)])
    assert {path.stem for path in (tmp_path / "out").iterdir()} == {each["fingerprint"] for each in listed}
    for service in run(Settings(data_dir=data, release=tiny_release, workers=1)):
        recorded = [event for event in log_of(service) if event.action == SignatureAction.KEY_REPLACE]
        assert [json.loads(event.details)["certificate_sha256"] for event in recorded] == [listed[0]["fingerprint"]]
