"""Second opinions: a colleague gives one from only photos and question, before they see anything else."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from model.messages import message
from serve.accounts.domain import Actor, Person
from serve.cases.disclosing import ItemDisclosure
from serve.cases.domain import (
    CaseRejectedError,
    CaseStateError,
    ItemFinding,
    Opinion,
    OpinionAnswer,
    checked_text,
    required_text,
)
from serve.cases.dossier import ItemFile, PhotoPlace
from serve.cases.permissions import CaseAction
from serve.cases.reading import changed, item_file, looked_at, names_of
from serve.examinations.permissions import ExaminationAction
from serve.opinions.domain import OpinionFile, OpinionList, answered, can_be_asked
from serve.opinions.permissions import OpinionAction
from serve.opinions.work import OpinionWork
from serve.platform.errors import NotFoundError
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.work import Works

MOST_LISTED = 1000
SHOW_NO_FINDING = (ExaminationAction.PHOTO_EXPORT.value, CaseAction.LIST.value)  # a photo, an empty list


class NewOpinion(NamedTuple):
    """An item on which a colleague was asked for an opinion, and the id of that opinion."""

    file: ItemFile
    opinion_id: str


@dataclass(frozen=True)
class Opinions:
    """The use cases. All of them block.

    Attributes:
        disclosures: what other subjects show of an item.
    """

    work: Works[OpinionWork]
    disclosures: Sequence[ItemDisclosure] = ()

    def ask(
        self, actor: Actor, case_id: str, item_id: str, asked_of: str, question: str, call: IdempotentCall = UNNAMED
    ) -> NewOpinion:
        """Ask a colleague for an opinion on an item.

        Args:
            asked_of: their username.

        Raises:
            CaseRejectedError: that person can't be asked, or the question is invalid.
            CaseStateError: the case is closed, or the item has no photo.
            NotFoundError: there is no such item that the actor may see.
        """
        said = checked_text(question, "question")
        with self.work.begin(actor, call) as work:
            if work.replayed:
                return NewOpinion(looked_at(work, case_id).items_by_id[item_id], work.id("p"))
            case = work.cases.get(case_id, for_change=True)
            file = item_file(work, work.items.get(case_id, item_id))
            case.must_be_open()
            if not file.visits:
                raise CaseStateError(
                    message("There is no photo of {title} yet that a colleague could look at.", title=file.item.title)
                )
            colleague = _colleague(work, asked_of)
            opinion = Opinion(
                id=work.id("p"),
                organisation_id=actor.organisation_id,
                case_id=case_id,
                item_id=item_id,
                asked_by=actor.person_id,
                asked_of=colleague.id,
                question=said,
                asked_at=work.now,
            )
            work.opinions.add(opinion)
            return NewOpinion(changed(work, OpinionAction.ASK, opinion).items_by_id[item_id], opinion.id)

    def asked(self, actor: Actor, *, with_answered: bool = False) -> OpinionList:
        """Opinions that the actor is asked for and hasn't given, the oldest first; then those given, if wanted.

        The look is recorded.
        """
        with self.work.look(actor) as work:
            found = work.opinions.asked_of(actor.person_id, MOST_LISTED, is_answered=False)
            if with_answered:
                found += work.opinions.asked_of(actor.person_id, MOST_LISTED, is_answered=True)
            names = names_of(work, {opinion.asked_by for opinion in found})
            work.record(CaseAction.LIST, actor.organisation_id, opinions=[opinion.id for opinion in found])
        return OpinionList(tuple(found), names)

    def view(self, actor: Actor, opinion_id: str) -> OpinionFile:
        """An opinion that the actor is asked for; the look is recorded.

        Raises:
            NotFoundError: they are asked for no such opinion.
        """
        with self.work.look(actor) as work:
            return _looked_at(work, opinion_id)

    def answer(
        self, actor: Actor, opinion_id: str, finding: ItemFinding, reason: str, call: IdempotentCall = UNNAMED
    ) -> OpinionFile:
        """Give the opinion that the actor is asked for; then they see the verdict and the conclusion, too.

        This also works if the case was closed in the meantime. The opinion records whether they had seen more than the
        photos before.

        Raises:
            CaseRejectedError: the reason is missing or invalid.
            CaseStateError: the opinion was already given.
            NotFoundError: they are asked for no such opinion.
        """
        said = required_text(reason, "reason")
        with self.work.begin(actor, call) as work:
            if not work.replayed:
                case_id = _mine(work, opinion_id).case_id
                work.cases.get(case_id, for_change=True)
                opinion = _mine(work, opinion_id)  # its state now that no one else can change it
                had_seen = _has_seen(work, opinion, self.disclosures)
                opinion = answered(opinion, OpinionAnswer(finding, said, work.now, had_seen=had_seen))
                work.opinions.answer(opinion)
                changed(work, OpinionAction.GIVE, opinion)
            return _looked_at(work, opinion_id)

    def photo(self, actor: Actor, opinion_id: str, index: int) -> PhotoPlace:
        """The place of one of the photos that the actor is asked about.

        Raises:
            NotFoundError: they are asked for no such opinion, or there is no such photo.
        """
        with self.work.look(actor) as work:
            photos = _file(work, _mine(work, opinion_id)).photos
        if not 0 <= index < len(photos):
            raise NotFoundError(message("There are {count} photos, counted from 0.", count=len(photos)))
        return photos[index]


def _looked_at(work: OpinionWork, opinion_id: str) -> OpinionFile:
    file = _file(work, _mine(work, opinion_id))
    work.record(CaseAction.VIEW, opinion_id, case=file.opinion.case_id)
    return file


def _has_seen(work: OpinionWork, opinion: Opinion, disclosures: Sequence[ItemDisclosure]) -> bool:
    """Whether the actor knows what others found of the item, according to the log.

    They opened or changed the case or something about the item, or answered or asked for another opinion on it, which
    shows them the item. A verdict on one of the item's photos also counts where it is not in the case.
    """
    file = item_file(work, work.items.get(opinion.case_id, opinion.item_id))
    person = work.actor.person_id
    if any(each.asked_by == person or (each.asked_of == person and each.answer) for each in file.opinions):
        return True
    subjects = {opinion.case_id, opinion.item_id, *(conclusion.id for conclusion in file.conclusions)}
    examined = {visit.examination.id for visit in file.visits}
    examined |= work.examinations.with_photos({photo.digest for photo in file.photos})
    subjects |= work.examinations.family(examined)
    subjects.update(name for each in disclosures for name in each.records(work, opinion.item_id))
    return work.events.has_acted(person, subjects, ignored=SHOW_NO_FINDING)


def _mine(work: OpinionWork, opinion_id: str) -> Opinion:
    opinion = work.opinions.get(opinion_id)
    if opinion.asked_of != work.actor.person_id:
        raise NotFoundError(message("There is no such opinion."))
    return opinion


def _file(work: OpinionWork, opinion: Opinion) -> OpinionFile:
    file = item_file(work, work.items.get(opinion.case_id, opinion.item_id))
    names = names_of(work, {opinion.asked_by, opinion.asked_of})
    return OpinionFile(opinion, file.photos, file if opinion.answer else None, names)


def _colleague(work: OpinionWork, username: str) -> Person:
    try:
        person = work.people.named(username)
    except NotFoundError:
        person = None
    if person is None or not can_be_asked(person, work.actor, work.roles):
        raise CaseRejectedError(
            message("Choose a colleague of your agency who gives opinions; not yourself."), "asked_of"
        )
    return person
