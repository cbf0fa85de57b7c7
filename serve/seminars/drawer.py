"""Draws the items of a slot within the unit of work that changes it."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from serve.clearances.holding_domain import HeldProduct
from serve.seminars.domain import Lesson, Question, Seminar, Slot, with_content
from serve.seminars.drawing_domain import AnswerCount, ItemDrawing, asked_about, drawn
from serve.seminars.keeping_domain import are_kept, ask_alike
from serve.seminars.shown_domain import used_by
from serve.seminars.work import SeminarWork


@dataclass(frozen=True)
class AnswerSource:
    """Where answers about items come from: a later subject has it among its extensions.

    Attributes:
        counts: given a unit of work and ids of accepted items, the answers by id; those without answers are left out.
    """

    counts: Callable[[SeminarWork, Sequence[str]], Mapping[str, AnswerCount]]


@dataclass(frozen=True)
class Drawer:
    """Draws; every method blocks.

    Attributes:
        sources: of answers; the first one that knows an item counts.
    """

    sources: Sequence[AnswerSource] = ()

    def redrawn(
        self,
        work: SeminarWork,
        seminar: Seminar,
        slot: Slot,
        lessons: tuple[Lesson, ...],
        others: Iterable[Slot],
        products: Sequence[HeldProduct],
    ) -> Slot:
        """A slot with these lessons and the questions for them: a draft, unless both are as before.

        Questions of lessons that ask alike are drawn again only where `are_kept` says so.

        Args:
            others: the other slots of the seminar.
            products: those of which something may be shown to all agencies of the seminar.
        """
        used = used_by(lessons, (), products)
        for each in others:
            used = used.with_all(used_by(each.lessons, each.questions, products))
        own = {each.product_id: each for each in products if each.right_holder.id == slot.right_holder_id}
        entries = sorted(name for lesson in lessons if (found := own.get(lesson.product_id)) for name in found.items)
        drawing = ItemDrawing(seminar.seed, seminar.share, self.counts(work, entries))
        questions = drawn(drawing, lessons, own, used)
        free = asked_about(drawing, lessons, own, used)
        if ask_alike(slot.lessons, lessons) and are_kept(slot.questions, questions, free, drawing):
            return with_content(slot, lessons, slot.questions)
        return with_content(slot, lessons, tuple(replace(each, id=_question_id(slot, each)) for each in questions))

    def counts(self, work: SeminarWork, entries: Sequence[str]) -> Mapping[str, AnswerCount]:
        """People's answers about items, by entry."""
        counts: dict[str, AnswerCount] = {}
        for source in reversed(self.sources):
            counts.update(source.counts(work, entries))
        return counts


def _question_id(slot: Slot, question: Question) -> str:
    """The same for the same item each time: an item is in a seminar once."""
    return f"x-{hashlib.sha256(f'{slot.id}|{question.entry_id}'.encode()).hexdigest()[:32]}"
