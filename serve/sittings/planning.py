"""What sittings hold: a seminar with the steps that it has when it is opened, as `serve.seminars` prepares it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from model.messages import message
from serve.accounts.domain import Actor, NotPermittedError
from serve.platform.tenancy import SYSTEM
from serve.seminars.agenda import AgendaStepKind, Step, agenda_of
from serve.seminars.domain import Seminar, Slot
from serve.seminars.service import Seminars
from serve.seminars.shown_domain import ShownSlot
from serve.seminars.sitting_source import SittingSource
from serve.seminars.work import SeminarWork
from serve.sittings.plan import AboutSeminar, SeminarPlan, SlotStanding
from serve.sittings.step_domain import SealedQuestion, SealedStep, StepContent
from serve.sittings.work import SittingWork

NOT_YOURS = message("Another organisation prepares this seminar. You can read it, and not hold it.")


@dataclass(frozen=True)
class SeminarPlans:
    """See `serve.sittings.plan.Plans`. Every method blocks."""

    seminars: Seminars

    def plan(self, actor: Actor, seminar_id: str, *, is_rehearsal: bool) -> SeminarPlan:
        """A seminar that the actor's organisation prepares.

        Raises:
            NotFoundError: there is none that the actor may see.
            NotPermittedError: another organisation prepares it.
            SeminarStateError: it is closed or cancelled.
        """
        shown = self.seminars.get(actor, seminar_id)
        if not shown.is_own:
            raise NotPermittedError(NOT_YOURS)
        shown.seminar.check_planned()
        slots = [each for each in shown.slots if each.is_ready or (is_rehearsal and each.is_rehearsed)]
        return plan_of(shown.seminar, slots)

    def about(self, seminar_id: str) -> AboutSeminar | None:
        """What screens need of a seminar; None if it is gone."""
        with self.seminars.work.look(SYSTEM) as work:
            found = work.seminars.many([seminar_id]).get(seminar_id)
            slots = work.slots.of([seminar_id]) if found else []
            names = {each.id: each.name for each in work.organisations.all()} if slots else {}
        standing = {each.id: SlotStanding(each.state, content_of(each), names[each.right_holder_id]) for each in slots}
        return about_of(found)._replace(slots=standing) if found else None


def _is_held(work: SeminarWork, seminar_id: str) -> bool:
    return work.of(SittingWork).sittings.is_held(seminar_id)


HELD = SittingSource(_is_held)


def content_of(slot: Slot) -> frozenset[StepContent]:
    """What the steps of a slot teach and ask."""
    return frozenset((*_taught(slot), *_asked(slot)))


def _taught(slot: Slot) -> Iterator[StepContent]:
    for lesson in slot.lessons:
        if lesson.shows_shots:
            yield StepContent(AgendaStepKind.SHOT_LIST, lesson.product_id)
        for point_id, photo in lesson.points:
            yield StepContent(AgendaStepKind.COMPARISON, lesson.product_id, point_id, photo)
        if lesson.has_demo:
            yield StepContent(AgendaStepKind.DEMO, lesson.product_id)


def _asked(slot: Slot) -> Iterator[StepContent]:
    for each in slot.questions:
        kind, item = AgendaStepKind(each.purpose.value), (each.entry_id, each.photos, each.label)
        yield StepContent(kind, each.product_id, None, None, *item, each.is_assisted)


def about_of(seminar: Seminar) -> AboutSeminar:
    """What screens need of a seminar."""
    return AboutSeminar(seminar.title, seminar.agencies, seminar.languages)


def plan_of(seminar: Seminar, slots: Sequence[ShownSlot]) -> SeminarPlan:
    """A seminar with the steps of these slots, sealed."""
    by_id = {each.slot.id: each for each in slots}
    asked = (question for each in slots for question in each.slot.questions)
    questions = {each.id: SealedQuestion(each.id, each.entry_id, each.photos, each.label) for each in asked}
    return SeminarPlan(
        seminar_id=seminar.id,
        organisation_id=seminar.organisation_id,
        about=about_of(seminar),
        steps=tuple(_sealed(step, by_id[step.slot_id], questions) for step in agenda_of(slots)),
    )


def _sealed(step: Step, slot: ShownSlot, questions: Mapping[str, SealedQuestion]) -> SealedStep:
    photo = None
    if step.kind is AgendaStepKind.COMPARISON:
        lessons = (lesson for lesson in slot.lessons if lesson.lesson.product_id == step.product_id)
        points = (point for lesson in lessons for point in lesson.points if point.point.id == step.point_id)
        photo = next((point.counterfeit.name for point in points if point.counterfeit), None)
    return SealedStep(
        number=step.number,
        kind=step.kind,
        slot_id=step.slot_id,
        right_holder_id=slot.right_holder.id,
        product_id=step.product_id,
        point_id=step.point_id,
        counterfeit=photo,
        question=questions[step.question_id] if step.question_id else None,
        is_assisted=step.is_assisted,
    )
