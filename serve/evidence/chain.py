"""Verifies the audit events in a bundle: each event, their order, and whether the case matches them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from model.messages import Message, message
from serve.audit.domain import Event, SignedEvent, details_of, recomputed, record_digest
from serve.audit.keys import signed
from serve.cases.permissions import CaseAction
from serve.enquiries.permissions import EnquiryAction
from serve.evidence.archive import BundleArchive
from serve.evidence.contents import CaseIn, EventIn, ExaminationIn, Record, checked
from serve.evidence.domain import (
    CASE,
    EVENTS,
    FIRST_LINE,
    LAST_LINE,
    LONGEST_LINE,
    BundleFault,
    BundleRefusedError,
    key_name,
    parsed,
)
from serve.evidence.findings import Findings
from serve.examinations.permissions import ExaminationAction
from serve.examinations.seal_domain import officer_input_json
from serve.opinions.permissions import OpinionAction
from serve.procedures.permissions import ProcedureAction
from serve.seizures.permissions import SeizureAction

# Translators: {examination} is an id, {words} what is wrong with it.
DIFFERS = message("{examination}: {words}")

MADE = frozenset(
    {
        CaseAction.CREATE,
        CaseAction.ITEM_CREATE,
        ExaminationAction.CREATE,
        CaseAction.CONCLUSION_CREATE,
        OpinionAction.ASK,
        EnquiryAction.CREATE,
        ProcedureAction.CREATE,
        SeizureAction.GOODS_CREATE,
        SeizureAction.INTERCEPTION_CHANGE,
    }
)
CHANGED = MADE | {
    CaseAction.CHANGE,
    CaseAction.CLOSE,
    CaseAction.REOPEN,
    CaseAction.HOLD,
    OpinionAction.GIVE,
    SeizureAction.GOODS_CHANGE,
    EnquiryAction.WITHDRAW,
    EnquiryAction.ANSWER,
    EnquiryAction.AMEND,
    EnquiryAction.REQUEST,
    EnquiryAction.REQUEST_WITHDRAW,
    EnquiryAction.REPLY,
    EnquiryAction.ESCALATE,
    ProcedureAction.CHANGE,
    ProcedureAction.STEP,
    ProcedureAction.CONCLUDE,
}
ANSWERED = frozenset({EnquiryAction.ANSWER, EnquiryAction.AMEND})
Keys = Mapping[str, Ed25519PublicKey]


@dataclass
class CaseEvents:
    """What the events say of the things in a case.

    Attributes:
        count: of the events.
        last: number of the last one; 0 before the first.
        keys: ids of the keys that signed.
        made: the details of the event that says that something was created, by its id.
        digests: of each record after its last change, by its id.
        answers: digests of the answers to each enquiry.
        filings: the details of the event that says that an examination was put into a case, by its id.
    """

    count: int = 0
    last: int = 0
    keys: set[str] = field(default_factory=set)
    made: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    digests: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, list[Any]] = field(default_factory=dict)
    filings: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def note(self, event: Event) -> None:
        """Add what an event says of something in the case."""
        if event.action == ExaminationAction.FILE:
            self.filings[event.subject] = details_of(event)
        if event.action not in CHANGED:
            return
        details = details_of(event)
        if event.action in MADE:
            self.made[event.subject] = details
        if event.action in ANSWERED:
            self.answers.setdefault(event.subject, []).append(details.get("sha256"))
        self.digests[event.subject] = details.get("enquiry_sha256", details.get("sha256"))


def check_event(found: Findings, where: str, event: SignedEvent, keys: Keys) -> None:
    """Report an event that differs from what was recorded, or is not signed."""
    number = str(event.event.number)
    if recomputed(event.event) != event.event.digest:
        found.add(where, message("event {number} was changed after it was recorded", number=number))
    elif event.head.key not in keys:
        if not found.is_spoilt(key_name(event.head.key)):  # otherwise its fault is already reported
            found.add(
                where, message("is signed by the key {key}, which is not among the trusted ones", key=event.head.key)
            )
    elif not signed(event.head, keys):
        found.add(where, message("event {number} has an invalid signature", number=number))


def check_events(found: Findings, archive: BundleArchive, case: CaseIn, keys: Keys) -> CaseEvents:
    """Report faults of the events, and return what they say.

    Raises:
        BundleRefusedError: the file can't be read.
    """
    recorded = CaseEvents()
    subjects = {id_of(case.case), *(id_of(each.enquiry) for each in case.enquiries)}
    subjects |= {each.id for _, each in case.examinations if each.filed}  # some of their events are from before
    known = {identity for identity, _ in _records(case)} | {each.id for _, each in case.examinations}
    before: Event | None = None
    for line in _events(archive):
        event = line.event
        check_event(found, EVENTS, line, keys)
        if before is not None and event.number <= before.number:
            found.add(
                EVENTS,
                message(
                    "event {number} stands after event {before}: the order was changed",
                    number=str(event.number),
                    before=str(before.number),
                ),
            )
        elif before is not None and event.number == before.number + 1 and event.previous != before.digest:
            found.add(
                EVENTS,
                message(
                    "event {number} does not follow event {before}", number=str(event.number), before=str(before.number)
                ),
            )
        if event.subject not in subjects and details_of(event).get("case") != id_of(case.case):
            found.add(EVENTS, message("event {number} is not of this case", number=str(event.number)))
        if event.action in MADE and event.subject not in known:
            found.add(
                CASE,
                message(
                    "lacks {subject}, which event {number} says was made",
                    subject=event.subject,
                    number=str(event.number),
                ),
            )
        elif event.action == ExaminationAction.FILE and event.subject not in known:
            found.add(
                CASE,
                message(
                    "lacks {subject}, which event {number} says was put into it",
                    subject=event.subject,
                    number=str(event.number),
                ),
            )
        elif event.subject in known:
            recorded.note(event)
        recorded.count, recorded.last = recorded.count + 1, event.number
        recorded.keys.add(line.head.key)
        before = event
    return recorded


def check_case(found: Findings, case: CaseIn, recorded: CaseEvents) -> None:
    """Report where the case differs from its events."""
    for identity, digest in _records(case):
        if recorded.digests.get(identity) != digest:
            found.add(CASE, message("{identity} is not as its last event says", identity=identity))
    for each in case.enquiries:
        identity = id_of(each.enquiry)
        if recorded.answers.get(identity, []) != [record_digest(answer) for answer in each.answers]:
            found.add(CASE, message("{identity}: its answers are not those that were given", identity=identity))
    for item, examination in case.examinations:
        for words in _differences(examination, item, case, recorded.made.get(examination.id)):
            found.add(CASE, DIFFERS.of(examination=examination.id, words=words))
        if recorded.filings.get(examination.id) != _filing(examination, item, case):
            found.add(
                CASE,
                message(
                    "{examination}: when it was put into the case is not what its event says",
                    examination=examination.id,
                ),
            )


def _differences(
    examination: ExaminationIn, item: Record, case: CaseIn, made: Mapping[str, Any] | None
) -> Iterator[Message]:
    if made is None:
        yield message("no event says that it was created")
        return
    stated = {
        "at": examination.at,
        "photos": [photo.model_dump() for photo in examination.photos],
        "release": examination.release,
        "organisation": case.agency.id,
        "by": examination.by,
        "case": None if examination.filed else id_of(case.case),
        "item": None if examination.filed else id_of(item),
        "follows": examination.follows,
        "asked": officer_input_json(examination.asked.officer_input),
        "right_holder": examination.right_holder,
        "not_applied": examination.not_applied and examination.not_applied.model_dump(mode="json"),
    }
    for name, value in stated.items():
        if made.get(name) != value:
            yield message("its {name} is not what its event says", name=name)


def _filing(examination: ExaminationIn, item: Record, case: CaseIn) -> Mapping[str, Any] | None:
    """What the event should say of an examination that was put into the case later."""
    if examination.filed is None:
        return None
    return {"case": id_of(case.case), "item": id_of(item), **examination.filed.model_dump()}


def _records(case: CaseIn) -> Iterator[tuple[str, str]]:
    """Id and digest of every record of a case."""
    records = [case.case, *(each.enquiry for each in case.enquiries), *case.goods, *case.procedures]
    records += [case.interception] if case.interception else []
    for each in case.items:
        records += [each.item, *each.conclusions, *each.opinions]
    for record in records:
        yield id_of(record), record_digest(record)


def id_of(record: Record) -> str:
    """A record's id, if it has one."""
    return str(record.get("id"))


def _events(archive: BundleArchive) -> Iterator[SignedEvent]:
    """The events, line by line.

    Raises:
        BundleRefusedError: a line is no event.
    """
    lines = archive.lines(EVENTS, LONGEST_LINE)
    if next(lines, b"") != FIRST_LINE:
        raise BundleRefusedError(BundleFault(EVENTS, message("does not begin as it should")))
    line = next(lines, b"")
    while line and line != LAST_LINE:
        following = next(lines, b"")
        end = b"\n" if following == LAST_LINE else b",\n"
        yield checked(EVENTS, parsed(EVENTS, line.removesuffix(end) + b"\n"), EventIn).signed
        line = following
    if line != LAST_LINE or next(lines, b""):
        raise BundleRefusedError(BundleFault(EVENTS, message("does not end as it should")))
