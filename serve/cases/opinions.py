"""Second opinions: asked of a colleague, who finds from photos and question alone before they see anything else."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from serve.accounts.domain import Actor, Person
from serve.accounts.permissions import Permission, permissions_of
from serve.accounts.store import PersonStore
from serve.audit.domain import Action
from serve.audit.service import Trail
from serve.audit.store import AuditStore
from serve.cases.domain import (
    Answer,
    CaseRejectedError,
    CaseStateError,
    ItemFinding,
    Opinion,
    answered,
    checked_text,
    new_id,
    required,
)
from serve.cases.dossier import ItemFile, OpinionFile, OpinionList, PhotoPlace
from serve.cases.item_store import ItemStore
from serve.cases.reading import is_first, item_file, names_of, noted
from serve.cases.store import CaseStore
from serve.examinations.store import ExaminationStore
from serve.platform.database import Database
from serve.platform.errors import NotFoundError
from serve.platform.idempotency import UNNAMED, Call

MOST_LISTED = 100


@dataclass(frozen=True)
class Opinions:
    """The use cases. All of them block."""

    database: Database
    trail: Trail

    def ask(
        self, actor: Actor, case_id: str, item_id: str, asked_of: str, question: str, call: Call = UNNAMED
    ) -> ItemFile:
        """Ask a colleague what they find of an item.

        Args:
            asked_of: their username.

        Raises:
            CaseRejectedError: that person can't be asked, or the question can't be kept.
            CaseStateError: the case is closed, or there is no photo of the item that they could look at.
            NotFoundError: there is no such item that the actor may see.
        """
        said, now, new = checked_text(question, "The question"), datetime.now(UTC), new_id("p")
        with self.database.writing(actor) as connection:
            case = CaseStore(connection, actor).get(case_id, for_change=True)
            file = item_file(connection, actor, ItemStore(connection, actor).get(case_id, item_id))
            if call.claim(connection, new, now) != new:
                return noted(self.trail, connection, actor, Action.CASE_VIEW, case).items_by_id[item_id]
            case.must_be_open()
            if not file.visits:
                raise CaseStateError(f"There is no photo of {file.item.title} yet that a colleague could look at.")
            colleague = _colleague(connection, actor, asked_of)
            opinion = Opinion(
                id=new,
                organisation_id=actor.organisation_id,
                case_id=case_id,
                item_id=item_id,
                asked_by=actor.person_id,
                asked_of=colleague.id,
                question=said,
                asked_at=now,
            )
            ItemStore(connection, actor).add_opinion(opinion)
            return noted(self.trail, connection, actor, Action.OPINION_ASK, opinion).items_by_id[item_id]

    def asked(self, actor: Actor, *, with_answered: bool = False) -> OpinionList:
        """Opinions that the actor is asked for and hasn't given, the oldest first; then those given, if wanted.

        It is recorded who was shown them.
        """
        with self.database.reading(actor) as connection:
            store = ItemStore(connection, actor)
            found = store.asked_of(actor.person_id, MOST_LISTED, is_answered=False)
            if with_answered:
                found += store.asked_of(actor.person_id, MOST_LISTED, is_answered=True)
            names = names_of(connection, actor, {opinion.asked_by for opinion in found})
        with self.database.writing(actor) as connection:
            details = {"opinions": [opinion.id for opinion in found]}
            self.trail.record(connection, Action.CASE_LIST, actor.organisation_id, details, actor=actor.person_id)
        return OpinionList(tuple(found), names)

    def view(self, actor: Actor, opinion_id: str) -> OpinionFile:
        """An opinion that the actor is asked for, which is recorded.

        Raises:
            NotFoundError: they are asked for no such opinion.
        """
        with self.database.reading(actor) as connection:
            file = _file(connection, actor, _mine(connection, actor, opinion_id))
        with self.database.writing(actor) as connection:
            details = {"case": file.opinion.case_id}
            self.trail.record(connection, Action.CASE_VIEW, opinion_id, details, actor=actor.person_id)
        return file

    def answer(
        self, actor: Actor, opinion_id: str, finding: ItemFinding, reason: str, call: Call = UNNAMED
    ) -> OpinionFile:
        """Give the opinion that the actor is asked for; then they see the verdict and the conclusion, too.

        Also where the case was closed meanwhile: what was asked may be answered. Whether they had seen more than the
        photos before is kept with it.

        Raises:
            CaseRejectedError: there is no reason, or one that can't be kept.
            CaseStateError: the opinion was given before.
            NotFoundError: they are asked for no such opinion.
        """
        said, now = required(checked_text(reason, "The reason"), "The reason"), datetime.now(UTC)
        with self.database.writing(actor) as connection:
            opinion = _mine(connection, actor, opinion_id)
            CaseStore(connection, actor).get(opinion.case_id, for_change=True)
            opinion = _mine(connection, actor, opinion_id)  # as it is now that nobody else can change it
            if is_first(connection, call, now):
                answer = Answer(finding, said, now, had_seen=_has_seen(connection, actor, opinion))
                opinion = answered(opinion, answer)
                ItemStore(connection, actor).answer(opinion)
                noted(self.trail, connection, actor, Action.OPINION_GIVE, opinion)
        return self.view(actor, opinion_id)

    def photo(self, actor: Actor, opinion_id: str, index: int) -> PhotoPlace:
        """Where one of the photos is that the actor is asked about.

        Raises:
            NotFoundError: they are asked for no such opinion, or there is no such photo.
        """
        with self.database.reading(actor) as connection:
            photos = _file(connection, actor, _mine(connection, actor, opinion_id)).photos
        if not 0 <= index < len(photos):
            raise NotFoundError(f"There are {len(photos)} photos, counted from 0.")
        return photos[index]


def _has_seen(connection: Connection, actor: Actor, opinion: Opinion) -> bool:
    """Whether the log has the actor open the case or a verdict on the item, or do anything else to them.

    A verdict from before the item was in the case, on some of its photos, is one on the item, too.
    """
    item = ItemStore(connection, actor).get(opinion.case_id, opinion.item_id)
    file = item_file(connection, actor, item)
    conclusions = [conclusion.id for conclusion in file.conclusions]
    examined = ExaminationStore(connection, actor).family([visit.examination.id for visit in file.visits])
    subjects = [opinion.case_id, item.id, *conclusions, *examined]
    return AuditStore(connection).has_acted(actor.person_id, subjects, besides=[Action.PHOTO_EXPORT.value])


def _mine(connection: Connection, actor: Actor, opinion_id: str) -> Opinion:
    opinion = ItemStore(connection, actor).opinion(opinion_id)
    if opinion.asked_of != actor.person_id:
        raise NotFoundError("There is no such opinion.")
    return opinion


def _file(connection: Connection, actor: Actor, opinion: Opinion) -> OpinionFile:
    item = ItemStore(connection, actor).get(opinion.case_id, opinion.item_id)
    file = item_file(connection, actor, item)
    names = names_of(connection, actor, {opinion.asked_by, opinion.asked_of})
    return OpinionFile(opinion, file.photos, file if opinion.answer else None, names)


def can_be_asked(person: Person, actor: Actor) -> bool:
    """Whether somebody of the actor's agency may be asked for an opinion by them."""
    gives = Permission.OPINION_GIVE in permissions_of(person.role, person.organisation.kind)
    is_colleague = person.organisation.id == actor.organisation_id and person.id != actor.person_id
    return gives and is_colleague and person.disabled_at is None


def _colleague(connection: Connection, actor: Actor, username: str) -> Person:
    try:
        person = PersonStore(connection, actor).named(username)
    except NotFoundError:
        person = None
    if person is None or not can_be_asked(person, actor):
        raise CaseRejectedError("Choose a colleague of your agency who gives opinions; not yourself.")
    return person
