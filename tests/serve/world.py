"""Rows for tests of every route: cases of two agencies, enquiries to two right holders, and deleted ones of each."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from serve.accounts.permissions import Role
from serve.accounts.service import Accounts
from serve.platform.work import Works
from serve.retention.domain import Rules
from serve.retention.service import Retention
from serve.retention.work import RetentionWork
from serve.signatures.certificates import signatory_of
from serve.signatures.service import ReportSigning
from serve.uploads.protocol import BYTES, encoded
from tests.serve import sheets
from tests.serve.contributing import run_checks
from tests.serve.jobbing import asked
from tests.serve.reviewing import handed_in, looked_at
from tests.serve.running import Service
from tests.serve.tiny_release import COUNTERFEIT, as_new

AGENCY_ROLES = ("officer", "senior_officer", "trainer")
HOLDER_ROLES = ("contributor", "reviewer")
ROLES = (*AGENCY_ROLES, *HOLDER_ROLES, "curator", "organiser", "administrator")


@dataclass(frozen=True)
class Dossier:
    """A case with one examined item, an opinion that a colleague is asked for, and an open enquiry with its request."""

    case_id: str
    item_id: str
    examination_id: str
    opinion_id: str
    enquiry_id: str
    request_id: str = ""


@dataclass
class World:
    """Makes dossiers, and remembers one of each kind for calls that change nothing.

    Attributes:
        picture: makes the photo of a contribution. Where its findings count, none of the service may be like it.
    """

    service: Service
    _kept: dict[tuple[str, ...], Dossier] = field(default_factory=dict)
    picture: Callable[[], bytes] = field(default_factory=lambda: new_photo, kw_only=True)
    _confirmations: dict[str, str] = field(default_factory=dict)
    _sheets: dict[str, str] = field(default_factory=dict)
    _once: dict[str, str] = field(default_factory=dict)
    _returned: dict[str, tuple[str, str]] = field(default_factory=dict)
    _evidence: dict[str, Any] | None = None

    def dossier(self, asked: str = "senior_officer", agency: str = "first", product: str = "box") -> Dossier:
        """A new one, in which a person with the role `asked` is asked for the opinion."""
        client = self.service.as_("officer" if asked == "senior_officer" else "senior_officer", agency)
        self.service.as_(asked, agency)
        case_id = made(client.post("/v1/cases", json={"place": "Dock 4", "notes": "n"}))["id"]
        items = f"/v1/cases/{case_id}/items"
        item_id = made(client.post(items, json={"description": "carton", "product": product}))["id"]
        files = {"photos": ("a.jpg", COUNTERFEIT)}
        answer = client.post(f"{items}/{item_id}/examinations", files=files, data={"product": product})
        made(answer)
        examination_id = answer.headers["location"].rpartition("/")[2]
        asking = {"asked_of": f"{agency}-{asked.replace('_', '-')}", "question": "?"}
        opinion_id = made(client.post(f"{items}/{item_id}/opinions", json=asking))["opinions"][-1]["id"]
        enquiry = {"question": "Yours?", "photos": [{"examination": examination_id, "photo": 0}]}
        enquiry_id = made(client.post(f"{items}/{item_id}/enquiries", json=enquiry))["id"]
        holder = self.service.as_("reviewer") if product == "box" else self.rival()
        wanted = holder.post(f"/v1/enquiries/{enquiry_id}/photo-requests", json={"text": "The edge."})
        return Dossier(case_id, item_id, examination_id, opinion_id, enquiry_id, made(wanted)["id"])

    def kept(self, asked: str = "senior_officer", agency: str = "first", product: str = "box") -> Dossier:
        """An existing one, or a new one."""
        key = (asked, agency, product)
        if key not in self._kept:
            self._kept[key] = self.dossier(*key)
        return self._kept[key]

    def evidence(self) -> dict[str, Any]:
        """The first picture of evidence on the examination of the officer's dossier that is kept."""
        if self._evidence is None:
            kept = made(self.service.as_("officer").get(f"/v1/examinations/{self.kept().examination_id}"))
            self._evidence = kept["evidence"][0]
        return self._evidence

    def deleted(self) -> Dossier:
        """One of the first agency's that a rule of retention has removed."""
        if ("deleted",) not in self._kept:
            gone = self.dossier()
            client, items = self.service.as_("officer"), f"/v1/cases/{gone.case_id}/items/{gone.item_id}"
            made(client.post(f"{items}/conclusions", json={"finding": "counterfeit", "reason": "seam"}))
            made(client.post(f"/v1/cases/{gone.case_id}/close", json={}))
            parts = self.service.parts
            rules = Rules(closed_cases=timedelta(0), loose_examinations=None)
            removed = Retention(parts[Works].of(RetentionWork), parts.objects, rules).apply(datetime.now(UTC))
            assert removed.cases == 1
            self._kept["deleted",] = gone
        return self._kept["deleted",]

    def case_person(self, case_id: str = "", agency: str = "first", role: str = "officer", **said: Any) -> str:
        """The id of a new person of an existing case unless one is given."""
        path = f"/v1/cases/{case_id or self.kept(agency=agency).case_id}/persons"
        answer = self.service.as_(role, agency).post(path, json={"role": "addressee", "name": "Mika", **said})
        return str(made(answer)["id"])

    def procedure(self, case_id: str = "", agency: str = "first", role: str = "officer", **said: Any) -> str:
        """The id of a new procedure, of an existing case unless one is given, with a deadline that has lapsed."""
        client = self.service.as_(role, agency)
        path = f"/v1/cases/{case_id or self.kept(agency=agency).case_id}/procedures"
        found = made(client.post(path, json={"right_holder": "acme", "country": "JP", "regime": "jp-nintei", **said}))[
            "id"
        ]
        made(client.post(f"/v1/procedures/{found}/steps", json={"kind": "notice-dated", "event": "2026-04-27"}))
        return str(found)

    def procedures(self) -> dict[str, str]:
        """The ids of a procedure with all that one can have, and of one with a result."""
        holder = self.service.people.holder.id
        found, ended = self.procedure(right_holder_id=holder, right_kind="design", reasons="r"), self.procedure()
        client = self.service.as_("officer")
        for kind, event in (("notice-received", "2026-04-28"), ("addressee-disputed", "2026-05-01")):
            step = {"kind": kind, "event": event, "note": "n"}
            made(client.post(f"/v1/procedures/{found}/steps", json=step))
        said = {"result": "court", "on": "2026-06-01", "cost": "10.50", "currency": "JPY"}
        made(client.post(f"/v1/procedures/{ended}/result", json=said))
        return {"procedure_id": found, "concluded_id": ended}

    def once(self, name: str, make: Callable[[], str]) -> str:
        """The id of what was made first under this name."""
        if name not in self._once:
            self._once[name] = make()
        return self._once[name]

    def confirmation(self, product: str) -> str:
        """The id of what the right holder confirmed whose product this is."""
        if product not in self._confirmations:
            enquiry = f"/v1/enquiries/{self.dossier(product=product).enquiry_id}"
            holder = self.service.as_("reviewer") if product == "box" else self.rival()
            made(holder.post(f"{enquiry}/answer", json={"outcome": "confirmed_counterfeit", "statement": "Ours."}))
            found = made(holder.get("/v1/confirmations"))["confirmations"]
            self._confirmations[product] = found[0]["id"]
        return self._confirmations[product]

    def sheet(self, holder: str) -> str:
        """The id of a draft sheet of acme or rival, with a picture."""
        if holder not in self._sheets:
            author = self.service.as_("contributor") if holder == "acme" else self.rival()
            known = {each["product"]: each["id"] for each in made(author.get("/v1/sheets?limit=100"))["sheets"]}
            self._sheets[holder] = known.get("drafted") or sheets.drafted(author, "drafted")
        return self._sheets[holder]

    def entry(self, item: str = "carton") -> str:
        """The id of a new entry of the review queue, with something of everything that can be known of it."""
        self.service.as_("contributor")
        self.service.as_("curator")
        parts, people = self.service.parts, self.service.parts[Accounts].people(None)
        holder, curator = (
            parts[Accounts].actor_of(next(each for each in people if each.username == name), via="tests")
            for name in ("first-contributor", "first-curator")
        )
        return looked_at(parts, handed_in(parts, holder, new_photo(), item=item), curator)

    def upload(self, role: str = "contributor", name: str = "genuine/a.jpg", *, has_all: bool = False) -> str:
        """The id of a new upload of a person of the right holder, of which a part or all bytes have arrived."""
        content = new_photo()
        given = {"filename": name, "purpose": "contribution", "sha256": hashlib.sha256(content).hexdigest()}
        headers = {"Upload-Length": str(len(content)), "Upload-Metadata": encoded(given), "Content-Type": BYTES}
        sent = content if has_all else content[:100]
        found: str = made(self.service.as_(role).post("/v1/uploads", headers=headers, content=sent))["id"]
        return found

    def sent_photo(self, role: str = "officer", agency: str = "first", content: bytes = b"") -> str:
        """The id of a new upload of a person of an agency: a photo to examine, whole; a new one unless it is given."""
        content = content or new_photo()
        given = {"filename": "a.jpg", "purpose": "examination"}
        headers = {"Upload-Length": str(len(content)), "Upload-Metadata": encoded(given), "Content-Type": BYTES}
        found: str = made(self.service.as_(role, agency).post("/v1/uploads", headers=headers, content=content))["id"]
        return found

    def contribution(self, holder: str = "acme", *, name: str = "genuine/1/front.jpg", note: str = "") -> str:
        """The id of a new contribution of acme or rival, with one image that was checked and has no fault."""
        client = self.service.as_("contributor") if holder == "acme" else self.rival()
        said = {"licence": "CC-BY-4.0", "consent": True, "product": "box" if holder == "acme" else "bag", "note": note}
        found: str = made(client.post("/v1/contributions", json=said))["id"]
        self.add_file(client, found, name, self.picture())
        made(client.post(f"/v1/contributions/{found}/check"))
        self.run_checks(client, found)
        return found

    def add_file(self, client: httpx.Client, contribution: str, name: str, content: bytes) -> None:
        """Add a photo to a contribution."""
        headers = {"Upload-Length": str(len(content)), "Content-Type": BYTES}
        headers["Upload-Metadata"] = encoded({"filename": name, "purpose": "contribution"})
        upload = made(client.post("/v1/uploads", headers=headers, content=content))["id"]
        made(client.post(f"/v1/contributions/{contribution}/files", json={"uploads": [upload]}))

    def run_checks(self, client: httpx.Client, contribution: str) -> None:
        """Run the checks that wait, until that of a contribution has ended; the service may have begun it."""
        until = time.monotonic() + 60
        job = made(client.get(f"/v1/contributions/{contribution}"))["job"]
        while made(client.get(f"/v1/jobs/{job}"))["ended_at"] is None:
            assert time.monotonic() < until
            run_checks(self.service.parts)

    def returned(self, holder: str = "acme") -> tuple[str, str]:
        """The ids of a contribution and of its item, which was sent back; the same ones each time."""
        if holder not in self._returned:
            client = self.service.as_("contributor") if holder == "acme" else self.rival()
            contribution = self.contribution(holder)
            made(client.post(f"/v1/contributions/{contribution}/submit"))
            entry = made(client.get(f"/v1/contributions/{contribution}/images"))["images"][0]["entry"]
            said = {"kind": "send_back", "words": "The photo is blurred. Take it again in better light."}
            made(self.service.as_("curator").post(f"/v1/review/entries/{entry}/decisions", json=said))
            self._returned[holder] = (contribution, entry)
        return self._returned[holder]

    def anothers_contribution(self) -> str:
        """The id of one of rival's, the same each time."""
        return self.once("contribution of rival", lambda: self.contribution("rival"))

    def removed_contribution(self) -> str:
        """The id of one of acme's that is gone, the same each time."""
        return self.once("removed contribution", self._removed_contribution)

    def _removed_contribution(self) -> str:
        found = self.contribution()
        made(self.service.as_("contributor").delete(f"/v1/contributions/{found}"))
        return found

    def job(self, role: str = "contributor", about: str = "") -> str:
        """The id of a new job of a person, of a kind that the service does not know, so that it stays as it is."""
        self.service.as_(role)
        username = f"first-{role}"
        accounts = self.service.parts[Accounts]
        person = next(each for each in accounts.people(None) if each.username == username)
        return asked(self.service.parts, accounts.actor_of(person, via="tests"), about=about)

    def rival(self) -> httpx.Client:
        """A reviewer of the right holder `rival`."""
        return self.service.people.outsider("rival", Role.REVIEWER)

    def examination(self, role: str, agency: str = "first") -> str:
        """The id of an examination that belongs to no case."""
        key = ("examination", role, agency)
        if key not in self._kept:
            files = {"photos": ("a.jpg", COUNTERFEIT)}
            answer = self.service.as_(role, agency).post("/v1/examinations", files=files, data={"product": "box"})
            made(answer)
            name = answer.headers["location"].rpartition("/")[2]
            self._kept[key] = Dossier("", "", name, "", "")
        return self._kept[key].examination_id

    def preliminary(self, role: str = "officer", agency: str = "first") -> str:
        """The id of a new preliminary examination of a person."""
        given: dict[str, Any] = {"files": {"photos": ("a.jpg", new_photo())}, "data": {"product": "box"}}
        found: str = made(self.service.as_(role, agency).post("/v1/examinations/preliminary", **given))["id"]
        return found

    def undecided(self) -> str:
        """The id of an examination of the officer whose verdict waits for a decision; the rule is as before."""
        ruler = self.service.people.outsider("First Customs", Role.ADMINISTRATOR)
        made(ruler.put("/v1/examining-rules", json={"decides_first": True}))
        try:
            answer = self.service.examine(new_photo(), product="box")
        finally:
            made(ruler.put("/v1/examining-rules", json={"decides_first": False}))
        return answer.headers["location"].rpartition("/")[2]

    def practice(self, *, is_revealed: bool = False) -> str:
        """The id of a new item that the trainer has examined for practice."""
        trainer = self.service.as_("trainer")
        given: dict[str, Any] = {"files": {"photos": ("a.jpg", new_photo())}, "data": {"product": "box"}}
        name: str = made(trainer.post("/v1/practice", **given))["id"]
        if is_revealed:
            made(trainer.post(f"/v1/practice/{name}/reveal", json={"answer": "counterfeit"}))
        return name


def made(answer: httpx.Response) -> Any:
    """What an answer says that something was made."""
    assert answer.is_success, answer.text
    return answer.json() if answer.content else None


def new_photo() -> bytes:
    """A photo in a new file."""
    return as_new(COUNTERFEIT)


def absent_id(prefix: str) -> str:
    """A well-formed id that does not exist."""
    return f"{prefix}-{'0' * 32}"


def signing_certificate_on(service: Service) -> str:
    """The fingerprint of the certificate that signs the service's reports."""
    own = service.parts[ReportSigning].own
    certificate = own.open(datetime.now(UTC)).certificate
    own.keep(certificate)
    return signatory_of(certificate).fingerprint
