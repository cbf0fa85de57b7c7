"""Makes the handout of a seminar. Who made one, in which language, is in the audit log."""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import structlog

from model.catalogue import Point
from model.messages import message
from serve.accounts.domain import Actor
from serve.catalogue.domain import HolderProduct
from serve.clearances.domain import PartKind, PartName
from serve.clearances.holding_domain import HeldProduct
from serve.clearances.lasting import Lasting
from serve.platform.documents.typesetting import typeset
from serve.platform.translations import Language
from serve.platform.work import Works
from serve.seminars.domain import Seminar, SeminarRejectedError, SeminarStateError
from serve.seminars.lesson_pictures import LessonPictures
from serve.seminars.permissions import HandoutAction
from serve.seminars.printing.domain import HandoutLesson, HandoutPlan, PointPictures
from serve.seminars.printing.making import handout
from serve.seminars.service import Seminars, ShownSeminar
from serve.seminars.shown_domain import ShownLesson
from serve.seminars.work import SeminarWork
from serve.teaching.comparing import PointComparing

PRINTED_SIDE = 640  # pixels of the longest side of a picture
NOTHING_YET = message("There is no handout yet. It has the points of slots that right holders have released.")
MEANWHILE = message("What may be shown has changed just now. Look at the seminar again, then print its handout.")

log = structlog.get_logger(__name__)


class PrintedHandout(NamedTuple):
    """A handout, as a PDF; `name` is of the file."""

    name: str
    pdf: bytes


@dataclass(frozen=True)
class Handouts:
    """The use case. It blocks for as long as drawing and typesetting take."""

    work: Works[SeminarWork]
    seminars: Seminars
    lasting: Lasting
    pictures: LessonPictures
    comparing: PointComparing

    def make(self, actor: Actor, seminar_id: str, tag: str = "") -> PrintedHandout:
        """The handout of what may be shown now; it is recorded before it is handed out.

        Args:
            tag: of one of the seminar's languages; empty for the first.

        Raises:
            NotFoundError: there is no seminar that the actor may see.
            SeminarRejectedError: the seminar is not held in this language.
            SeminarStateError: there is nothing to hand out.
            StorageError: something can't be read, or the handout can't be recorded.
            TypesettingError: it could not be made.
        """
        read = self.seminars.get(actor, seminar_id)
        language, agencies = _language(read.seminar, tag), read.seminar.agencies

        def draw(product: HeldProduct, point: Point, counterfeit: PartName | None) -> PointPictures:
            return self._drawn(agencies, product, point, counterfeit)

        made = typeset(handout(self._plan(read), self.work.clock.now(), language, draw))
        if made.remark:
            log.warning("typeface_missing", said=str(made.remark), seminar=seminar_id)
        with self.work.begin(actor) as work:
            digest = hashlib.sha256(made.pdf).hexdigest()
            work.record(HandoutAction.PRINT, seminar_id, language=language.tag, sha256=digest)
        return PrintedHandout(f"handout-{language.tag}.pdf", made.pdf)

    def _drawn(
        self, agencies: Collection[str], product: HeldProduct, point: Point, counterfeit: PartName | None
    ) -> PointPictures:
        """Both at one scale, so that lengths can be compared; each alone where one can't be laid over the other."""
        photo = product.photo(counterfeit) if counterfeit else None
        if photo and point.id in product.pictured:
            both = self.comparing.close_ups(agencies, product, point, photo, PRINTED_SIDE)
            if both is not None:
                return PointPictures(*both)
        side, of_it = PRINTED_SIDE, (agencies, product, point.id)
        return PointPictures(
            self.pictures.genuine(*of_it, side) if point.id in product.pictured else None,
            self.pictures.counterfeit(*of_it, photo.name, side, is_close=True) if photo else None,
        )

    def _plan(self, read: ShownSeminar) -> HandoutPlan:
        lessons, seminar = list(lessons_in_handout(read)), read.seminar
        if not lessons:
            raise SeminarStateError(NOTHING_YET)
        until = self.lasting.until(seminar.agencies, _shown(lessons))
        if until is None:
            raise SeminarStateError(MEANWHILE)
        taught = [_taught(lesson, lesson.product) for lesson in lessons if lesson.product]
        return HandoutPlan(seminar.title, seminar.country, seminar.day, until, taught)


def lessons_in_handout(read: ShownSeminar) -> Iterator[ShownLesson]:
    """The lessons of slots that are released and not blocked, as far as they have points."""
    ready = (slot for slot in read.slots if slot.is_ready)
    return (lesson for slot in ready for lesson in slot.lessons if lesson.product and lesson.points)


def _language(seminar: Seminar, tag: str) -> Language:
    chosen = tag or seminar.languages[0]
    if chosen not in seminar.languages:
        raise SeminarRejectedError(
            message(
                "The seminar is not held in the language {language}. Choose one of its languages.", language=chosen
            ),
            "language",
        )
    return Language(chosen)


def _shown(lessons: Sequence[ShownLesson]) -> Mapping[HolderProduct, list[PartName]]:
    """What the handout shows, by product."""
    found: dict[HolderProduct, list[PartName]] = {}
    for lesson in lessons:
        if lesson.product:
            key = HolderProduct(lesson.product.right_holder.id, lesson.product.product_id)
            names = found.setdefault(key, [])
            names += (PartName(PartKind.POINT, each.point.id) for each in lesson.points)
            names += (each.counterfeit.name for each in lesson.points if each.counterfeit)
    return found


def _taught(lesson: ShownLesson, product: HeldProduct) -> HandoutLesson:
    points = [(each.point.id, each.counterfeit and each.counterfeit.name) for each in lesson.points]
    return HandoutLesson(product, lesson.lesson.shows_shots, points)
