"""A seminar with answers on a running service, for tests that go through every page."""

from dataclasses import replace
from itertools import count, product
from typing import Any

from model.catalogue import Region
from model.datasets.fields import Label, PointMark
from model.verdict import Outcome
from serve.clearances.domain import PartKind, PartName
from serve.clearances.holding import Holding
from serve.clearances.holding_domain import HeldItem, HeldPhoto, HeldProduct
from serve.results.service import Results
from serve.seminars.agenda import AgendaStepKind
from serve.seminars.choice_domain import Choice, Sureness
from serve.sittings.answer_domain import Round, SentAnswer, Tap
from serve.sittings.answering import Answering, PhoneAnswer
from serve.sittings.plan import AboutSeminar, SeminarPlan
from serve.sittings.seating import Joined, Seating
from serve.sittings.service import Sittings
from serve.sittings.step_domain import Assistance, SealedQuestion, SealedStep
from tests.serve.clearing import taught_on
from tests.serve.frozen import actor_of
from tests.serve.planning import seminar_on
from tests.serve.running import Service
from tests.serve.seminaring import PlansOfTests

SEATS = 6
SHOWN = 3  # of a service whose tests have had many items, as each answer takes its time
GENUINE = HeldItem(
    f"w-{2:032x}", Label.GENUINE, (HeldPhoto(PartName(PartKind.PHOTO, f"w-{2:032x}", 0), None, (), "0" * 64),), None
)
KINDS = (AgendaStepKind.PRE_TEST, AgendaStepKind.EXERCISE, AgendaStepKind.POST_TEST)


class MarkedHolding:
    """What may be shown, with the place of the logo marked on photos of counterfeit items."""

    def __init__(self, holding: Holding) -> None:
        self._holding = holding

    def products(self, agencies: Any) -> list[HeldProduct]:
        """The products."""
        return [_marked(each) for each in self._holding.products(agencies)]

    def picture(self, agencies: Any, product_id: str, name: PartName, side: int | None = None) -> bytes:
        """The picture of a part."""
        return self._holding.picture(agencies, product_id, name, side)


def _marked(found: HeldProduct) -> HeldProduct:
    marks = (PointMark("logo", Region(0.2, 0.2, 0.2, 0.2)),)
    items = {
        name: replace(item, photos=tuple(photo._replace(marks=marks) for photo in item.photos))
        for name, item in found.items.items()
        if item.label is Label.COUNTERFEIT
    }
    return replace(found, items={**found.items, **items})


def results_on(service: Service, seats: int = SEATS) -> str:
    """The id of a new seminar of the first agency that was held: with figures of each kind, and a map of taps.

    Args:
        seats: how many answered.
    """
    taught_on(service, "first", "logo", view="front")
    seminar, agency = seminar_on(service), service.people.agencies["first"].id
    held = next(each for each in service.parts[Holding].products([agency]) if each.product_id == "box")
    service.parts.made[Results] = replace(service.parts[Results], holding=MarkedHolding(service.parts[Holding]))
    held_ones = [item for item in held.items.values() if item.label is Label.COUNTERFEIT]
    holder, items = held.right_holder.id, [*held_ones[:SHOWN], GENUINE]
    numbers = count(1)
    steps = tuple(_step(next(numbers), kind, holder, item) for kind, item in product(KINDS, items))
    shown = SealedStep(len(steps) + 1, AgendaStepKind.COMPARISON, "a-1", holder, "box", "logo")
    plan = SeminarPlan(seminar, agency, AboutSeminar("Boxes", (agency,), ("en",)), (*steps, shown))
    sittings, host = replace(service.parts[Sittings], plans=PlansOfTests({seminar: plan})), actor_of(service, "trainer")
    opened = sittings.open(host, seminar, is_rehearsal=False).sitting
    code = opened.join_code or ""
    phones = [service.parts[Seating].join(code, f"A {seat}", "en", "192.0.2.1") for seat in range(seats)]
    for step in opened.steps:
        sittings.go_to(host, opened.id, step.number)
        _answer(service, opened.id, phones, step, Round.FIRST)
        if step.is_assisted:
            sittings.assist(host, opened.id)
            _answer(service, opened.id, phones, step, Round.SECOND)
    sittings.close(host, opened.id)
    return seminar


def _step(number: int, kind: AgendaStepKind, holder: str, item: HeldItem) -> SealedStep:
    is_assisted = kind is AgendaStepKind.EXERCISE
    asked = SealedQuestion(f"x-{number}", item.entry_id, (item.photos[0].name.photo or 0,), item.label)
    said = Assistance(Outcome.SUSPECTED, (), "r-0123456789abcdef") if is_assisted else None
    return SealedStep(number, kind, "a-1", holder, "box", question=asked, is_assisted=is_assisted, assistance=said)


def _answer(service: Service, sitting: str, phones: list[Joined], step: SealedStep, which: Round) -> None:
    """Every second seat is wrong at first."""
    right = Choice(step.question.label.value if step.question else Label.GENUINE.value)
    wrong = Choice.GENUINE if right is Choice.COUNTERFEIT else Choice.COUNTERFEIT
    is_easy = which is Round.SECOND or step.kind is AgendaStepKind.POST_TEST
    choices = [right if seat % 2 or is_easy else wrong for seat in range(len(phones))]
    given = [SentAnswer(step.number, which, choice, Sureness.SURE, (Tap(0, 0.3, 0.3),)) for choice in choices]
    sent = [PhoneAnswer(phone.secret, sitting, each) for phone, each in zip(phones, given, strict=True)]
    service.parts[Answering].keep(sent)
