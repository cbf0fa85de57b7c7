"""Putting an examination into a case: it becomes the first visit of a new item, and stays as it is."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import Connection

from serve.accounts.domain import Actor
from serve.audit.domain import Action
from serve.audit.service import Trail
from serve.cases.domain import LONGEST_DESCRIPTION, Case, Details, checked_details, checked_line, new_id
from serve.cases.dossier import Dossier, ItemFile
from serve.cases.making import make_case, make_item
from serve.cases.reading import noted
from serve.cases.store import CaseStore
from serve.examinations.domain import Examination, Filing, filing_seal
from serve.examinations.store import ExaminationStore
from serve.platform.database import Database
from serve.platform.errors import ConflictError
from serve.platform.idempotency import UNNAMED, Call
from serve.releases.service import Releases


class Filed(NamedTuple):
    """A case, and the item in it that an examination is now of."""

    case: Case
    file: ItemFile


@dataclass(frozen=True)
class Destination:
    """Where an examination is to go.

    Attributes:
        case_id: an open case; None for a new one.
        details: what is said of a new case.
        description: of the item.
    """

    case_id: str | None = None
    details: Details = field(default_factory=Details)
    description: str = ""


@dataclass(frozen=True)
class Filings:
    """The use case. It blocks."""

    database: Database
    trail: Trail
    releases: Releases

    def file(self, actor: Actor, examination_id: str, to: Destination, call: Call = UNNAMED) -> Filed:
        """Put an examination into a case, as a new item. Verdict, photos and moment stay; the filing is recorded.

        Raises:
            CaseRejectedError: something of what is said can't be kept.
            CaseStateError: the case is closed, or has as many items as a case may have.
            ConflictError: the examination is in a case already.
            NotFoundError: there is no such examination or case that the actor may see.
        """
        said = replace(
            to,
            details=checked_details(to.details),
            description=checked_line(to.description, "The description", LONGEST_DESCRIPTION),
        )
        now, new = datetime.now(UTC), new_id("i")
        with self.database.writing(actor) as connection:
            store = ExaminationStore(connection, actor)
            examination = store.get(examination_id, for_change=True)
            made = call.claim(connection, new, now)
            if made != new:
                return self._again(connection, actor, examination, made)
            if examination.origin.case_id is not None:
                raise ConflictError("This examination is in a case already, and stays there.")
            case = self._case(connection, actor, said, now)
            item = make_item(connection, actor, case, said.description, self._product(examination), new, now)
            filed = replace(
                examination.origin, case_id=case.id, case_item_id=item.id, filed=Filing(actor.person_id, now)
            )
            store.file(replace(examination, origin=filed))
            seal = filing_seal(filed) or {}
            self.trail.record(connection, Action.EXAMINATION_FILE, examination.id, seal, actor=actor.person_id)
            return _filed(noted(self.trail, connection, actor, Action.ITEM_CREATE, item), item.id)

    def _case(self, connection: Connection, actor: Actor, to: Destination, now: datetime) -> Case:
        """The case that is named, or a new one."""
        if to.case_id is None:
            case = make_case(connection, actor, to.details, new_id("c"), now)
            noted(self.trail, connection, actor, Action.CASE_CREATE, case)
            return case
        case = CaseStore(connection, actor).get(to.case_id, for_change=True)
        case.must_be_open()
        return case

    def _product(self, examination: Examination) -> str | None:
        """What the officer said that it is, if the active release knows that."""
        said = examination.origin.asked.product
        return said if said in self.releases.active.examiner.release.description.products else None

    def _again(self, connection: Connection, actor: Actor, examination: Examination, item_id: str) -> Filed:
        """What this call made when it first came."""
        case = CaseStore(connection, actor).get(examination.origin.case_id or "")
        return _filed(noted(self.trail, connection, actor, Action.CASE_VIEW, case), item_id)


def _filed(dossier: Dossier, item_id: str) -> Filed:
    return Filed(dossier.case, dossier.items_by_id[item_id])
