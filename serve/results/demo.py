"""A seminar that was held, with answers that were made up, so that a new checkout has results to look at."""

import random
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from model.catalogue import Region
from model.datasets.fields import Label
from serve.accounts.domain import Actor
from serve.clearances.domain import PartKind, PartName
from serve.clearances.holding_domain import HeldProduct
from serve.platform.parts import Parts
from serve.platform.work import Works
from serve.seminars.agenda import AgendaStepKind
from serve.seminars.choice_domain import Choice, Sureness
from serve.seminars.demo import prepare
from serve.seminars.service import Seminars
from serve.sittings.answer_domain import Round, SeatAnswer, SentAnswer, Tap
from serve.sittings.domain import EventKind, Sitting, closed
from serve.sittings.joining_domain import Seat
from serve.sittings.permissions import SittingAction
from serve.sittings.planning import plan_of
from serve.sittings.step_domain import SealedStep
from serve.sittings.work import SittingWork

TITLE = "Demo with made-up answers: a seminar that was held"
SEATS, SEED = 24, 14
RIGHT = {AgendaStepKind.PRE_TEST: 0.58, AgendaStepKind.EXERCISE: 0.7, AgendaStepKind.POST_TEST: 0.8}
UNSURE = 0.08  # of answers that name no label
LASTED = timedelta(minutes=50)


def create(parts: Parts, trainer: Actor, reviewer: Actor) -> None:
    """Prepare a seminar as the demo's other one, and write a closed sitting of it; without clearances, do nothing."""
    made = prepare(parts, trainer, reviewer, TITLE, parts.clock.now().date(), for_course=False)
    if made is None:
        return
    seminars = parts[Seminars]
    shown = seminars.get(trainer, made)
    plan = plan_of(shown.seminar, [each for each in shown.slots if each.is_ready])
    held = {each.product_id: each for each in seminars.products(trainer, made)}
    with parts[Works].of(SittingWork).begin(trainer) as work:
        opened = Sitting(
            id=work.id("d"),
            seminar_id=made,
            organisation_id=plan.organisation_id,
            is_rehearsal=False,
            join_code=None,
            join_until=work.now,
            opened_by=trainer.person_id,
            opened_at=work.now - LASTED,
            steps=tuple(_revealed(step, work) for step in plan.steps),
            step=len(plan.steps),
            is_made_up=True,
        )
        if any(step.is_question for step in opened.steps):
            _write(work, opened, held)
    seminars.close(trainer, made)


def _revealed(step: SealedStep, work: SittingWork) -> SealedStep:
    return replace(step, revealed_at=work.now) if step.is_question else step


def _write(work: SittingWork, opened: Sitting, held: Mapping[str, HeldProduct]) -> None:
    """Write the sitting with its seats and answers."""
    work.sittings.add(opened)
    work.record(SittingAction.OPEN, opened)
    chance = random.Random(SEED)  # the same answers each time
    seats = [
        Seat(f"z-{secrets.token_hex(16)}", opened.id, "", "en", secrets.token_hex(32), work.now) for _ in range(SEATS)
    ]
    given = [answer for seat in seats for answer in _answers(seat, opened, held, chance)]
    for seat in seats:
        work.seats.add(opened, seat)
        work.record(SittingAction.JOIN, seat)
    work.seats.add_answers(opened, given)
    work.record(SittingAction.ANSWER, opened.id, answers={each.key: each.digest for each in given})
    after = work.sittings.happened(closed(opened, work.now), EventKind.CLOSED, work.now)
    work.sittings.change(opened, after)
    work.record(SittingAction.CLOSE, after)


def _answers(
    seat: Seat, sitting: Sitting, held: Mapping[str, HeldProduct], chance: random.Random
) -> Iterator[SeatAnswer]:
    person = _Person(chance, chance.gauss(0, 0.08))
    for step in sitting.steps:
        if step.question is not None:
            yield SeatAnswer(seat.id, person.answer(step, _marked(step, held)), seat.joined_at)


def _marked(step: SealedStep, held: Mapping[str, HeldProduct]) -> Sequence[tuple[int, Region]]:
    """The places that tell: the photo among those of the question, and where it is marked."""
    product, asked = held.get(step.product_id), step.question
    if product is None or asked is None:
        return []
    names = (PartName(PartKind.PHOTO, asked.entry_id, index) for index in asked.photos)
    photos = [(place, product.photo(name)) for place, name in enumerate(names)]
    return [(place, mark.box) for place, photo in photos if photo for mark in photo.marks if mark.box]


@dataclass(frozen=True)
class _Person:
    """Someone who answers.

    Attributes:
        skill: added to how often a group is right.
    """

    chance: random.Random
    skill: float

    def answer(self, step: SealedStep, marked: Sequence[tuple[int, Region]]) -> SentAnswer:
        """What is said of a question, and where the person tapped."""
        truth = Choice(step.question.label.value if step.question else Label.GENUINE.value)
        other = Choice.GENUINE if truth is Choice.COUNTERFEIT else Choice.COUNTERFEIT
        is_right = self.chance.random() < RIGHT[step.kind] + self.skill
        choice = Choice.CANNOT_TELL if self.chance.random() < UNSURE else truth if is_right else other
        level = self.chance.choices(list(Sureness), (1, 2, 3) if is_right else (3, 2, 1))[0]
        level = Sureness.GUESSING if choice is Choice.CANNOT_TELL else level
        return SentAnswer(step.number, Round.FIRST, choice, level, (self._tap(marked, is_right=is_right),))

    def _tap(self, marked: Sequence[tuple[int, Region]], *, is_right: bool) -> Tap:
        if marked and is_right:
            place, box = self.chance.choice(marked)
            return Tap(place, self._near(box.x, box.width), self._near(box.y, box.height))
        return Tap(0, self.chance.uniform(0.1, 0.9), self.chance.uniform(0.1, 0.9))

    def _near(self, start: float, length: float) -> float:
        return min(max(self.chance.gauss(start + length / 2, length / 3), 0.0), 1.0)
