"""People of a service at work, as the actors of its use cases."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest

from serve.accounts.domain import Actor, Organisation
from serve.accounts.permissions import OrganisationKind, Role
from serve.accounts.service import Accounts
from serve.cases.closing import Closing
from serve.cases.domain import Details, ItemFinding, Opinion
from serve.cases.dossier import CaseQuery, Dossier, ItemFile, Visit
from serve.cases.filing import Destination, Filed, Filings
from serve.cases.revisions import Revisions
from serve.cases.service import Cases
from serve.cases.visits import VisitPlan, Visits
from serve.enquiries.contact_domain import EnquiryContact
from serve.enquiries.domain import AnswerOutcome, ChosenPhoto, ShownEnquiry
from serve.enquiries.escalating import Escalations
from serve.enquiries.request_domain import RequestTarget
from serve.enquiries.requesting import PhotoRequests, ShownRequest
from serve.enquiries.service import Enquiries
from serve.enquiries.showing import Selection
from serve.examinations.domain import Examination, IdempotencyKey, PhotoUpload
from serve.examinations.examining import ExaminationRequest
from serve.examinations.revising import Revision
from serve.examinations.service import Examinations
from serve.opinions.service import Opinions
from serve.platform.errors import NotFoundError
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.parts import Parts
from tests.serve.tiny_release import COUNTERFEIT, as_new, photo

RED, GREEN = (170, 60, 60), (90, 140, 90)  # what the tiny release suspects, and what it finds consistent
_photo = cache(photo)


def new_photo(colour: tuple[int, int, int] = RED) -> bytes:
    """A photo in a file unlike any before."""
    return as_new(_photo(colour, size=(320, 240), seed=3000))


def request_of(
    *photos: bytes, views: Sequence[str | None] = (), product: str | None = None, prior: float | None = None
) -> ExaminationRequest:
    """Photos as they arrive, and what an officer states about them."""
    uploads = [PhotoUpload(f"photo{index}.jpg", _opening(content)) for index, content in enumerate(photos)]
    return ExaminationRequest(uploads, product, views, prior)


def _opening(content: bytes) -> Any:
    return lambda: io.BytesIO(content)


def names_of(*photos: bytes) -> list[str]:
    """What objects of these bytes are named."""
    return [sha256(content).hexdigest() for content in photos]


def as_read(examination: Examination) -> tuple[str, str]:
    """Its id and verdict, the same whenever it is read; a verdict just given has more digits than its text."""
    return examination.id, examination.verdict_json


def call(actor: Actor, key: str, contents: object = "") -> IdempotentCall:
    """A call that may be sent again; one with other contents is another."""
    return IdempotentCall(f"{actor.person_id}/{key}", sha256(repr(contents).encode()).hexdigest())


@dataclass(frozen=True)
class Desk:
    """A person at work."""

    parts: Parts
    actor: Actor

    def open(self, **said: str) -> str:
        """A new case's id."""
        return self.parts[Cases].open(self.actor, Details(**said)).case.id

    def add_item(self, case: str, description: str = "", product: str | None = None) -> str:
        """A new item's id."""
        return self.parts[Cases].add_item(self.actor, case, description, product).item.id

    def examine(
        self, case: str, item: str, *photos: bytes, once: str | None = None, with_earlier: bool = True, **stated: Any
    ) -> Visit:
        """The visit that photos of an item make."""
        key = None if once is None else IdempotencyKey(once)
        request = request_of(*photos, **stated)
        return self.parts[Visits].examine(self.actor, VisitPlan(case, item, with_earlier), request, key)

    def examine_loose(self, *photos: bytes, once: str | None = None, **stated: Any) -> Examination:
        """An examination in no case."""
        key = None if once is None else IdempotencyKey(once)
        return self.parts[Examinations].examine(self.actor, request_of(*photos, **stated), key)

    def revise(self, examination: str, *photos: bytes, once: str | None = None, **changes: Any) -> Examination:
        """The examination that follows one, with photos added and other changes."""
        key = None if once is None else IdempotencyKey(once)
        revision = Revision(uploads=request_of(*photos).uploads, **changes)
        return self.parts[Revisions].revise(self.actor, examination, revision, key)

    def file(self, examination: str, case: str | None = None, description: str = "") -> Filed:
        """The case, a new one or this one, into which an examination is put."""
        return self.parts[Filings].file(self.actor, examination, Destination(case, description=description))

    def find(self, text: str = "", **facets: Any) -> list[str]:
        """The ids of the cases that match, on the first page."""
        query = CaseQuery(text=text, **facets)
        return [case.id for case in self.parts[Cases].search(self.actor, query, limit=100).cases]

    def conclude(self, case: str, item: str, finding: str, reason: str = "Seen by eye.") -> ItemFile:
        """The item, with a conclusion added."""
        return self.parts[Cases].conclude(self.actor, case, item, ItemFinding(finding), reason).file

    def close(self, case: str, reason: str = "") -> Dossier:
        """The case, closed."""
        return self.parts[Closing].close(self.actor, case, reason)

    def reopen(self, case: str, reason: str = "The holder wrote.") -> Dossier:
        """The case, open again."""
        return self.parts[Closing].reopen(self.actor, case, reason)

    def hold(self, case: str, reason: str = "Court order 17", *, held: bool = True) -> Dossier:
        """The case, held or no longer held."""
        return self.parts[Closing].set_hold(self.actor, case, reason, held=held)

    def view(self, case: str) -> Dossier:
        """A case with everything in it."""
        return self.parts[Cases].view(self.actor, case)

    def ask(self, case: str, item: str, of: "Desk", question: str = "") -> Opinion:
        """A colleague's opinion, as it is asked for."""
        found = self.parts[Opinions].ask(self.actor, case, item, of.actor.username, question)
        return next(each for each in found.file.opinions if each.id == found.opinion_id)

    def enquire(
        self, one: "Stopped", *places: int, question: str = "Is this one of yours?", needed_by: date | None = None
    ) -> str:
        """The id of an enquiry about some photos of an item's examination."""
        choices = tuple(ChosenPhoto(one.examination, place) for place in places or (0,))
        enquiries = self.parts[Enquiries]
        return enquiries.ask(
            self.actor,
            one.case,
            one.item,
            question=question,
            needed_by=needed_by,
            selection=Selection(choices=choices),
        ).enquiry.id

    def answer(self, enquiry: str, outcome: str, *, amends: bool = False) -> ShownEnquiry:
        """The enquiry, answered or its answer amended."""
        enquiries = self.parts[Enquiries]
        say = enquiries.amend if amends else enquiries.answer
        return say(self.actor, enquiry, AnswerOutcome(outcome), f"I have looked at the photos: {outcome}.", UNNAMED)

    def request(self, enquiry: str, text: str = "The edge, please.", **of: str) -> str:
        """The id of a request for photos of an enquiry's item."""
        return self.parts[PhotoRequests].ask(self.actor, enquiry, text, RequestTarget(**of)).request.id

    def reply(self, enquiry: str, request: str, *choices: ChosenPhoto, text: str = "") -> ShownRequest:
        """The reply to a request for photos, by default with those that are new."""
        selection = Selection(choices=choices or None)
        return self.parts[PhotoRequests].reply(self.actor, enquiry, request, selection, text)

    def stop(self, *photos: bytes, product: str | None = "box", **said: str) -> "Stopped":
        """A new case with one item that is examined, on these photos or a red one."""
        case = self.open(**said)
        item = self.add_item(case, "carton", product)
        return Stopped(case, item, self.examine(case, item, *(photos or (COUNTERFEIT,))).examination.id)


def escalate(parts: Parts, reviewer: Actor, contact: Actor) -> int:
    """Escalate every open enquiry of a right holder to a person, as if each had waited long enough; how many were."""
    parts[Escalations].change(reviewer, [EnquiryContact(contact.person_id, 1, None)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("serve.enquiries.escalating.told_at", lambda enquiry, _: enquiry.asked_at)
        return parts[Escalations].run()


@dataclass(frozen=True)
class Stopped:
    """An item of a case, examined."""

    case: str
    item: str
    examination: str


@dataclass
class Team:
    """People of two new agencies, of the right holder of the tiny release and of the operator, added when needed."""

    parts: Parts
    _organisations: dict[str, Organisation] = field(default_factory=dict)
    _desks: dict[tuple[str, str, str], Desk] = field(default_factory=dict)
    _token: str = field(default_factory=lambda: uuid4().hex[:12])

    def __post_init__(self) -> None:
        self.organisation("acme")  # enquiries are sent to it

    @property
    def officer(self) -> Desk:
        """Of the first agency."""
        return self.desk(Role.OFFICER)

    @property
    def senior(self) -> Desk:
        """A colleague, of the first agency."""
        return self.desk(Role.SENIOR_OFFICER)

    @property
    def colleague(self) -> Desk:
        """Another senior officer, of the first agency."""
        return self.desk(Role.SENIOR_OFFICER, post="another")

    @property
    def reviewer(self) -> Desk:
        """Of the right holder."""
        return self.desk(Role.REVIEWER, "acme")

    @property
    def contributor(self) -> Desk:
        """A colleague of the reviewer."""
        return self.desk(Role.CONTRIBUTOR, "acme")

    @property
    def rival(self) -> Desk:
        """A reviewer of another right holder."""
        return self.desk(Role.REVIEWER, "rival")

    @property
    def operator(self) -> Desk:
        """The administrator."""
        return self.desk(Role.ADMINISTRATOR, "operator")

    def desk(self, role: Role, organisation: str = "first", post: str = "") -> Desk:
        """A person with this role, in the agency `first` or `second`, `acme`, `rival` or `operator`.

        Args:
            post: tells people with the same role apart.
        """
        if (role, organisation, post) not in self._desks:
            accounts, name = self.parts[Accounts], f"{organisation}-{role}{post}".replace("_", "-")
            person = accounts.add_person(
                None,
                organisation_id=self.organisation(organisation).id,
                username=f"{name}-{self._token}",
                name=name.title(),
                role=role,
                by_openid=True,  # a password takes its time
            ).person
            self._desks[role, organisation, post] = Desk(self.parts, accounts.actor_of(person, via="tests"))
        return self._desks[role, organisation, post]

    def organisation(self, name: str) -> Organisation:
        """One of them; agencies are new in each test."""
        if name not in self._organisations:
            self._organisations[name] = self._found(name) or self._added(name)
        return self._organisations[name]

    def _found(self, name: str) -> Organisation | None:
        try:
            return None if name in {"first", "second"} else self.parts[Accounts].organisation_named(name)
        except NotFoundError:
            return None

    def _added(self, name: str) -> Organisation:
        add = self.parts[Accounts].add_organisation
        if name in {"first", "second"}:
            return add(None, OrganisationKind.AGENCY, f"{name} {self._token}", "JP")
        kind = OrganisationKind.OPERATOR if name == "operator" else OrganisationKind.RIGHT_HOLDER
        return add(None, kind, name, None)
