"""Puts an existing examination into a case: it becomes the first visit of a new item, unchanged."""

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from model.messages import message
from serve.accounts.domain import Actor
from serve.cases.domain import LONGEST_DESCRIPTION, Case, Details, checked_details, checked_line
from serve.cases.dossier import Dossier, ItemFile
from serve.cases.making import make_case, make_item
from serve.cases.permissions import CaseAction
from serve.cases.reading import changed, looked_at
from serve.cases.work import CaseWork
from serve.examinations.domain import Examination, Filing
from serve.examinations.looking import check_shown
from serve.examinations.permissions import ExaminationAction
from serve.examinations.seal_domain import filing_seal
from serve.platform.errors import ConflictError
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.work import Works
from serve.releases.service import Releases

PRACTICE = message(
    "This examination is practice, and practice is no part of a case. Examine the item again for a case."
)


class Filed(NamedTuple):
    """A case, and its item to which an examination now belongs."""

    case: Case
    file: ItemFile


@dataclass(frozen=True)
class Destination:
    """The case for an examination.

    Attributes:
        case_id: an open case; None for a new one.
        details: of a new case.
        description: of the item.
    """

    case_id: str | None = None
    details: Details = field(default_factory=Details)
    description: str = ""


@dataclass(frozen=True)
class Filings:
    """The use case. It blocks."""

    work: Works[CaseWork]
    releases: Releases

    def file(self, actor: Actor, examination_id: str, to: Destination, call: IdempotentCall = UNNAMED) -> Filed:
        """Put an examination into a case, as a new item. Verdict, photos and time stay; the filing is recorded.

        Raises:
            CaseRejectedError: a value is invalid.
            CaseStateError: the case is closed, or has as many items as a case may have.
            ConflictError: the examination is already in a case, or is practice.
            NotFoundError: there is no such examination or case that the actor may see.
            VerdictHiddenError: the person who examined has to decide first.
        """
        details = checked_details(to.details)
        description = checked_line(to.description, "description", LONGEST_DESCRIPTION)
        with self.work.begin(actor, call) as work:
            examination = work.examinations.get(examination_id, for_change=True)
            if work.replayed:
                return _filed(looked_at(work, examination.origin.case_id or ""), work.id("i"))
            if examination.origin.practice is not None:
                raise ConflictError(PRACTICE)
            check_shown(examination)
            if examination.origin.case_id is not None:
                raise ConflictError(message("This examination is already in a case, and stays there."))
            case = _case(work, to.case_id, details)
            item = make_item(work, case, description, self._product(examination))
            filing = Filing(actor.person_id, work.now)
            origin = replace(examination.origin, case_id=case.id, case_item_id=item.id, filed=filing)
            work.examinations.file(replace(examination, origin=origin))
            work.record(ExaminationAction.FILE, examination.id, **(filing_seal(origin) or {}))
            return _filed(changed(work, CaseAction.ITEM_CREATE, item), item.id)

    def _product(self, examination: Examination) -> str | None:
        """The product that the officer named, if the active release knows it."""
        said = examination.origin.officer_input.product
        return said if said in self.releases.active.examiner.release.description.products else None


def _case(work: CaseWork, case_id: str | None, details: Details) -> Case:
    """The named case, or a new one."""
    if case_id is None:
        case = make_case(work, details)
        work.record(CaseAction.CREATE, case)
        return case
    case = work.cases.get(case_id, for_change=True)
    case.must_be_open()
    return case


def _filed(dossier: Dossier, item_id: str) -> Filed:
    return Filed(dossier.case, dossier.items_by_id[item_id])
