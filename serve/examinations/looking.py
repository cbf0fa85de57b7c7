"""What an actor may see of an examination, within a unit of work; looks are recorded."""

from dataclasses import replace

from model.messages import message
from serve.accounts.domain import Actor
from serve.examinations.confidentiality import seen_through
from serve.examinations.domain import Examination, StoredPhoto, VerdictHiddenError
from serve.examinations.permissions import ExaminationAction
from serve.examinations.work import ExaminationWork
from serve.platform.errors import NotFoundError

READS_CASES = "case:read"  # of a subject after this one


def made_before(work: ExaminationWork, examination_id: str) -> Examination:
    """What an equal call created before: ask `has_hidden_verdict` before anything of its verdict is shown."""
    examination = seen_through(work.examinations.get(examination_id), work.sight)
    return examination if examination.has_hidden_verdict else looked_at(work, examination_id)


def looked_at(work: ExaminationWork, examination_id: str) -> Examination:
    """An examination as the actor may see it; the look is recorded.

    Raises:
        NotFoundError: there is none that the actor may see.
        VerdictHiddenError: its verdict is hidden.
    """
    examination = seen(work, examination_id)
    work.record(ExaminationAction.VIEW, examination.id, **case_of(examination))
    return examination


def seen(work: ExaminationWork, examination_id: str) -> Examination:
    """The same, without a record."""
    examination = seen_through(work.examinations.get(examination_id), work.sight)
    check_shown(examination)
    return _noted_for(work.actor, examination)


def _noted_for(actor: Actor, examination: Examination) -> Examination:
    """The examination with its note for who wrote it and those who read notes of cases: it says what theirs say."""
    if examination.origin.examined_by == actor.person_id or actor.may(READS_CASES):
        return examination
    return replace(examination, origin=replace(examination.origin, note=""))


def check_shown(examination: Examination) -> None:
    """Raise VerdictHiddenError if the verdict is hidden."""
    if examination.has_hidden_verdict:
        decider = None if examination.origin.decision is None else examination.origin.examined_by
        raise VerdictHiddenError(examination.id, decider)


def case_of(examination: Examination) -> dict[str, str]:
    """What events about an examination name its case by; empty if it is in none."""
    case_id = examination.origin.case_id
    return {"case": case_id} if case_id else {}


def photo_of(examination: Examination, index: int) -> StoredPhoto:
    """The photo with this index.

    Raises:
        NotFoundError: there is none.
    """
    if not 0 <= index < len(examination.photos):
        raise NotFoundError(
            message("This examination has {count} photos, counted from 0.", count=len(examination.photos))
        )
    return examination.photos[index]
