"""The chain of custody in a report: what the audit log says, in words, with its codes beside them."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from model.messages import NOTHING, Message, Wording, message
from serve.audit.domain import COMMAND_LINE
from serve.audit.domain import Event as Recorded
from serve.cases.permissions import CaseAction
from serve.cases.report.domain import Custody, ReportEvent, SignedHead
from serve.enquiries.permissions import EnquiryAction
from serve.evidence.events import BundledEvents
from serve.evidence.permissions import EvidenceAction
from serve.evidence.snapshot import CaseSnapshot
from serve.examinations.permissions import ExaminationAction
from serve.opinions.permissions import OpinionAction
from serve.procedures.permissions import ProcedureAction
from serve.seizures.permissions import SeizureAction

AT_THE_MACHINE = message("The operator's command line")
# Translators: each says what was done, in the table of a report that is shown to a court. Beside it stand who did it,
# and the id of the case or of the part of it that it was done to.
ACTIONS: Mapping[str, Message] = MappingProxyType(
    {
        CaseAction.CREATE: message("The case was opened"),
        CaseAction.LIST: message("Records of the case were listed"),
        CaseAction.VIEW: message("The case or a part of it was looked at"),
        CaseAction.CHANGE: message("The details of the case were changed"),
        CaseAction.CLOSE: message("The case was closed"),
        CaseAction.REOPEN: message("The case was reopened"),
        CaseAction.HOLD: message("The legal hold was set or lifted"),
        CaseAction.ITEM_CREATE: message("An item was added to the case"),
        CaseAction.CONCLUSION_CREATE: message("An officer recorded a conclusion"),
        SeizureAction.VIEW: message("The record of the seizure was looked at"),
        SeizureAction.EXPORT: message("The record of the seizure was exported"),
        SeizureAction.INTERCEPTION_CHANGE: message("How the goods were found was recorded"),
        SeizureAction.GOODS_CREATE: message("A line of goods was added"),
        SeizureAction.GOODS_CHANGE: message("A line of goods was corrected"),
        ExaminationAction.CREATE: message("Photos were examined"),
        ExaminationAction.VIEW: message("A verdict was looked at"),
        ExaminationAction.DECIDE: message("The person who examined decided, before the verdict showed"),
        ExaminationAction.FILE: message("An examination was put into the case"),
        ExaminationAction.PHOTO_EXPORT: message("An original photo was downloaded"),
        OpinionAction.ASK: message("A second opinion was asked for"),
        OpinionAction.GIVE: message("A second opinion was given"),
        EnquiryAction.CREATE: message("An enquiry was sent to the right holder"),
        EnquiryAction.VIEW: message("An enquiry was looked at"),
        EnquiryAction.ANSWER: message("The right holder answered an enquiry"),
        EnquiryAction.AMEND: message("The right holder amended an answer"),
        EnquiryAction.WITHDRAW: message("An enquiry was withdrawn"),
        EnquiryAction.REQUEST: message("The right holder asked for more photos"),
        EnquiryAction.REQUEST_WITHDRAW: message("The right holder withdrew a request for more photos"),
        EnquiryAction.REPLY: message("A request for more photos was replied to"),
        EnquiryAction.ESCALATE: message("A contact of the right holder was told of an enquiry that waited too long"),
        EnquiryAction.PHOTO_VIEW: message("A photo of an enquiry was looked at"),
        ProcedureAction.CREATE: message("A procedure for a right holder was begun"),
        ProcedureAction.CHANGE: message("The details of a procedure were changed"),
        ProcedureAction.STEP: message("A step of a procedure was recorded"),
        ProcedureAction.CONCLUDE: message("The result of a procedure was recorded or taken back"),
        ProcedureAction.VIEW: message("A procedure was looked at"),
        EvidenceAction.CASE_EXPORT: message("An evidence bundle was made"),
    }
)


def custody_of(snapshot: CaseSnapshot, events: BundledEvents) -> Custody:
    """The entries of the audit log that concern a case, and its signed end."""
    head = SignedHead(snapshot.head.number, snapshot.head.digest, snapshot.head.key, snapshot.head.signature)
    return Custody(tuple(_entry(snapshot, event) for event in events.printed), head, events.left_out)


def _entry(snapshot: CaseSnapshot, event: Recorded) -> ReportEvent:
    return ReportEvent(
        number=event.number,
        at=moment_of(event.at),
        actor=actor_named(event.actor, snapshot.name_of(event.actor)),
        done=ACTIONS.get(event.action, NOTHING),
        action=event.action,
        subject=event.subject,
        digest=event.digest,
    )


def actor_named(actor: str, name: str) -> Wording:
    """Who did something: a person by name, the command line in words."""
    return AT_THE_MACHINE if actor == COMMAND_LINE else name


def moment_of(recorded: str) -> datetime | str:
    """When an entry was made; the text as it stands in the log if that is no moment, as after a forgery."""
    try:
        moment = datetime.fromisoformat(recorded)
    except ValueError:
        return recorded
    return moment if moment.tzinfo else recorded
