"""Evidence bundles: a case with everything in it, and bundles taken apart, changed and put together again."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from model.examiner import ExaminerLimits
from serve.audit.domain import Event, Head, SignedEvent, canonical, recomputed
from serve.audit.keys import Signer
from serve.evidence.chain import Keys
from serve.evidence.documents import event_document, event_lines
from serve.evidence.domain import EVENTS, MANIFEST, PROOF, written
from serve.evidence.findings import Verified
from serve.evidence.replaying import ReplayReleases
from serve.evidence.verifying import verify
from serve.evidence.writing import ArchiveWriter
from serve.releases.keys import file_of
from serve.releases.service import Releases as ServedReleases
from serve.releases.shelf import Shelf
from tests.serve.casework import Officer
from tests.serve.enquiring import Stopped, answered, asked, located
from tests.serve.frozen import actor_of
from tests.serve.rules.desk import escalate
from tests.serve.running import Service
from tests.serve.seizing import seized_on
from tests.serve.tiny_release import photo

RED, GREEN = (170, 60, 60), (90, 140, 90)
SMALL = (160, 120)
TAKEN_AT = "canary-camera"  # in the metadata of an original
PERSON = "canary-person"  # of the case: no bundle has anything of it
REASON = "Die Naht ist schief; 縫い目が曲がっている"
Files = Mapping[str, bytes]


def small_photo(colour: tuple[int, int, int] = RED, seed: int = 0) -> bytes:
    return photo(colour, SMALL, seed)


class Made(NamedTuple):
    """A case, and how many verdicts and photos its bundle has."""

    case: str
    verdicts: int
    photos: int


def photos_requested(service: Service, case: str, item: str, enquiry: str) -> None:
    """Let the right holder ask for photos twice: one is sent that shows the item, the other can't be taken."""
    requests = f"/v1/enquiries/{enquiry}/photo-requests"
    for said in ({"text": "The edge of the logo.", "point": "logo"}, {"text": "Under the flap.", "point": "secret"}):
        service.as_("reviewer").post(requests, json=said).raise_for_status()
    sent, refused = service.client.get(requests).json()["photo_requests"]
    latest = service.client.get(f"/v1/cases/{case}/items/{item}").json()["visits"][-1]["examination"]["id"]
    photos = [{"examination": latest, "photo": 0, "foreign": True}]
    reply = {"photos": photos, "text": "From two sides."}
    service.client.post(f"{requests}/{sent['id']}/reply", json=reply).raise_for_status()
    refusal = {"not_possible": True, "text": "It is sealed."}
    service.client.post(f"{requests}/{refused['id']}/reply", json=refusal).raise_for_status()


def whole_case(service: Service) -> Made:
    """A case with all that a case can have: visits, conclusions before and after, an opinion, an enquiry, a hold.

    Its last item was examined before it was put into the case.
    """
    officer, senior = Officer(service.client), Officer(service.as_("senior_officer"))
    case = officer.open(place="Port of Tallin", notes="Two boxes; العلبة مفتوحة")
    item = officer.add_item(case, description="a box", product="box")
    officer.conclude(case, item, "undetermined", "Not looked at closely.")
    first, second = located(small_photo(seed=1), TAKEN_AT), small_photo(GREEN, seed=2)
    visit = officer.examine(case, item, first, second, views=["front", "back"], prior="0.02")
    officer.examine(case, item, small_photo(seed=3))
    officer.conclude(case, item, "counterfeit", REASON)
    opinion = officer.ask(case, item, "The seam?")
    senior.post(f"/opinions/{opinion}/answer", {"finding": "counterfeit", "reason": "The seam."}, status=200)
    enquiry = asked(service.client, Stopped(case, item, visit["examination"]["id"]))["id"]
    photos_requested(service, case, item, enquiry)
    service.as_("contributor")
    escalate(service.parts, actor_of(service, "reviewer"), actor_of(service, "contributor"))
    answered(service.as_("reviewer"), enquiry, "cannot_tell")
    answered(service.as_("reviewer"), enquiry, "confirmed_counterfeit", amends=True)
    other = officer.add_item(case, description="something else")
    officer.examine(case, other, second)
    officer.conclude(case, other, "genuine")
    seized_on(officer.client, case, item)
    kept = {"role": "addressee", "name": PERSON, "address": PERSON}
    officer.client.post(f"/v1/cases/{case}/persons", json=kept).raise_for_status()
    conclude_procedure(service, case)
    third = put_in_later(service, case)
    officer.conclude(case, third, "undetermined")
    senior.client.put(f"/v1/cases/{case}/hold", json={"held": True, "reason": "Proceedings"}).raise_for_status()
    officer.close(case)
    return Made(case, verdicts=5, photos=5)


def conclude_procedure(service: Service, case: str) -> None:
    """A procedure with a clock that was counted twice, and a result."""
    said = {"right_holder": "acme", "country": "EE", "reasons": "The seam."}
    path = service.client.post(f"/v1/cases/{case}/procedures", json=said).raise_for_status().headers["location"]
    for event in ("2026-06-08", "2026-06-09"):
        step = {"kind": "right-holder-notified", "event": event}
        service.client.post(f"{path}/steps", json=step).raise_for_status()
    service.client.post(f"{path}/result", json={"result": "released_no_action"}).raise_for_status()


def put_in_later(service: Service, case: str) -> str:
    """An item of a case that was examined and revised before it was put there, and is revised once more there."""
    client = service.client

    def made(name: str, content: bytes) -> str:
        path = "/v1/examinations" + (f"/{name}/revisions" if name else "")
        answer = client.post(path, files={"photos": ("a.jpg", content)}).raise_for_status()
        return answer.headers["location"].rpartition("/")[2]

    later = made(made("", small_photo(seed=4)), small_photo(GREEN, seed=5))
    filed = client.post(f"/v1/examinations/{later}/case", json={"case": case}).raise_for_status().json()
    client.post(f"/v1/examinations/{later}/revisions", files={"drop": (None, "0")}).raise_for_status()
    return str(filed["item"]["id"])


def bundle_of(service: Service, case: str, **query: str) -> bytes:
    """A case's bundle; the release's key lies beside its folder afterwards, as a verifier is given it."""
    if service.parts.settings.release is not None:
        with file_of(service.parts.settings.release).open("a") as file:
            file.write(f"{service.parts[ServedReleases].active.key.secret}\n")
    return service.client.get(f"/v1/cases/{case}/bundle.zip", params=query).raise_for_status().content


def files_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as bundle:
        return {name: bundle.read(name) for name in bundle.namelist()}


def packed(files: Files) -> bytes:
    """A bundle of these files, in this order, as a ZIP that is itself in order."""
    sink = io.BytesIO()
    with ArchiveWriter(sink) as writer:
        for name, content in files.items():
            writer.add(name, content)
    return sink.getvalue()


def relisted(files: Files) -> dict[str, bytes]:
    """The files in their order, with a manifest that lists them as they are now."""
    manifest = json.loads(files[MANIFEST])
    others = {name: content for name, content in sorted(files.items()) if name not in {MANIFEST, PROOF}}
    manifest["files"] = [
        {"name": name, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
        for name, content in others.items()
    ]
    return {MANIFEST: written(manifest), **others, PROOF: files[PROOF]}


def events_in(files: Files) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(files[EVENTS])
    return found


def events_file(events: list[dict[str, Any]]) -> bytes:
    return b"".join(event_lines(map(signed_event, events)))


def signed_event(document: Mapping[str, Any]) -> SignedEvent:
    fields = {name: value for name, value in document.items() if name not in {"key", "signature"}}
    event = Event(**fields)
    return SignedEvent(event, Head(event.number, event.digest, document["key"], document["signature"]))


class Forger:
    """A forger who can write everything again but hasn't the agency's key."""

    def __init__(self) -> None:
        self._key = Ed25519PrivateKey.generate()
        self._signer = Signer(self._key)

    def signed(self, files: Files, change: Callable[[Event], Event] = lambda event: event) -> dict[str, bytes]:
        """The files, with every event changed and signed again, so that all of it agrees."""
        events: list[SignedEvent] = []
        for each in events_in(files):
            event = change(signed_event(each).event)
            if events and events[-1].event.number == event.number - 1:
                event = replace(event, previous=events[-1].event.digest)
            events.append(self._again(event))
        public = self._key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        kept = {name: content for name, content in files.items() if not name.startswith("keys/")}
        kept |= {EVENTS: b"".join(event_lines(events)), f"keys/{self._signer.id}.pub": public}
        manifest = json.loads(kept[MANIFEST])
        head = self._signer.head(manifest["log_head"]["number"], manifest["log_head"]["digest"])
        kept[MANIFEST] = written(manifest | {"log_head": head.__dict__})
        return self.exported(relisted(kept), len(events))

    def exported(self, files: Files, count: int) -> dict[str, bytes]:
        """The files with an event of an export that fits them."""
        event = signed_event(json.loads(files[PROOF])).event
        digest = hashlib.sha256(files[MANIFEST]).hexdigest()
        details = {"case": event.subject, "events": count, "manifest_sha256": digest}
        proof = self._again(replace(event, details=canonical(details)))
        return {**files, PROOF: written(event_document(proof))}

    def _again(self, event: Event) -> SignedEvent:
        changed = replace(event, digest=recomputed(event))
        return SignedEvent(changed, self._signer.head(changed.number, changed.digest))


def verified(content: bytes, keys: Keys | None = None, release: Path | None = None) -> Verified:
    """What verifying finds; without replaying the verdicts if no release is named."""
    shelf = Shelf(Path("/nowhere"), bundled=Path("/nowhere"))
    releases = ReplayReleases([release], shelf, ExaminerLimits()) if release else None
    return verify(io.BytesIO(content), keys, releases)


def named(content: bytes, keys: Keys | None = None, release: Path | None = None) -> dict[str, str]:
    """Where something is wrong, with the first words about it."""
    found: dict[str, str] = {}
    for fault in verified(content, keys, release).faults:
        found.setdefault(fault.where, str(fault.words))
    return found
