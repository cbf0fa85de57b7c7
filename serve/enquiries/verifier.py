"""Compares enquiries and answers with the audit log: finds rows that were changed, removed or inserted by hand."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from model.messages import message
from serve.audit.comparing import misfiled, readable
from serve.audit.domain import AuditFault, Event, details_of
from serve.cases.permissions import CaseAction
from serve.enquiries.domain import Enquiry, digest_of, digest_of_answer
from serve.enquiries.permissions import EnquiryAction
from serve.enquiries.store import EnquiryStore
from serve.enquiries.tables import answers, enquiries, escalations, photo_requests, photos
from serve.platform.tenancy import SYSTEM

CHANGES = frozenset(EnquiryAction) - {EnquiryAction.VIEW, EnquiryAction.PHOTO_VIEW}


@dataclass
class _Recorded:
    """What the log says of an enquiry: its digest after the last change, and that of each answer."""

    case: str
    number: int = 0
    digest: str = ""
    answers: list[str] = field(default_factory=list)


class EnquiryVerifier:
    """See `serve.audit.service.Verifier`."""

    def faults(self, connection: Connection, events: Iterable[Event]) -> Iterator[AuditFault]:
        """Enquiries and answers that are missing, changed or never recorded."""
        recorded = _recorded(events)
        names = list(connection.execute(select(enquiries.c.id).order_by(enquiries.c.id)).scalars())
        store = EnquiryStore(connection, SYSTEM)
        found = readable(lambda names: {name: _digests(row) for name, row in store.many(names).items()}, names)
        for name, digests in found:
            expected = recorded.pop(name, None)
            if expected is None:
                yield AuditFault(
                    0, message("{name}: is in the database, but no event says that it was asked", name=name)
                )
            else:
                yield from _compared(name, digests, expected)
        for parts in (answers, photos, photo_requests, escalations):
            yield from misfiled(connection, parts, enquiries, "enquiry_id", ["organisation_id", "right_holder_id"])
        for name, missing in recorded.items():
            yield AuditFault(missing.number, message("{name}: was there, but is gone", name=name))


def _recorded(events: Iterable[Event]) -> dict[str, _Recorded]:
    """Without enquiries about cases that were removed by rule."""
    recorded: dict[str, _Recorded] = {}
    removed: set[str] = set()
    for event in events:
        if event.action == CaseAction.DELETE:
            removed.add(event.subject)
        elif event.action in CHANGES:
            _note(recorded, event)
    return {name: each for name, each in recorded.items() if each.case not in removed}


def _note(recorded: dict[str, _Recorded], event: Event) -> None:
    details = details_of(event)
    of_enquiry = recorded.setdefault(event.subject, _Recorded(str(details.get("case"))))
    of_enquiry.number, of_enquiry.digest = event.number, str(details.get("enquiry_sha256"))
    if "sha256" in details:
        of_enquiry.answers.append(str(details["sha256"]))


def _digests(enquiry: Enquiry) -> tuple[str, list[str]]:
    return digest_of(enquiry), [digest_of_answer(answer) for answer in enquiry.answers]


def _compared(name: str, digests: tuple[str, list[str]] | None, recorded: _Recorded) -> Iterator[AuditFault]:
    if digests is None or digests[0] != recorded.digest:
        yield AuditFault(recorded.number, message("{name}: the enquiry or its photos were changed since", name=name))
    if digests is not None and digests[1] != recorded.answers:
        yield AuditFault(recorded.number, message("{name}: its answers are not those that were given", name=name))
