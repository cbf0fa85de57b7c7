"""Sittings as they are kept: opened and led by hosts, joined and answered by phones, told to streams, and recorded."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import uuid4

import anyio
import pytest
from limits import RateLimitItemPerSecond
from sqlalchemy import delete, insert, select, update

from model.datasets.fields import Label
from model.verdict import Outcome
from serve.accounts.domain import NotPermittedError
from serve.accounts.permissions import Role
from serve.platform.errors import NotFoundError
from serve.platform.work import Works
from serve.retention.domain import Rules
from serve.retention.service import Retention
from serve.retention.work import RetentionWork
from serve.seminars.agenda import AgendaStepKind
from serve.seminars.choice_domain import Choice, Sureness
from serve.seminars.domain import Seminar
from serve.seminars.permissions import SeminarAction
from serve.seminars.work import SeminarWork
from serve.sittings.answer_domain import AnswerStateError, Round, SeatAnswer, SentAnswer, Tap
from serve.sittings.answering import Answering, AnswerQueue, PhoneAnswer
from serve.sittings.domain import EventKind, SittingRejectedError, SittingState, SittingStateError
from serve.sittings.hub import Hub
from serve.sittings.joining_domain import NoSeatError
from serve.sittings.permissions import SittingAction
from serve.sittings.plan import AboutSeminar, SeminarPlan
from serve.sittings.seating import Joined, Seating, TooManyJoinsError
from serve.sittings.service import AnswerTally, HostView, Sittings
from serve.sittings.step_domain import Assistance, Phase, SealedQuestion, SealedStep
from serve.sittings.store import SittingStore
from serve.sittings.tables import answers, events, seats, sittings, steps, taps
from serve.sittings.verifier import SittingVerifier
from tests.serve.record import check_found, faults, log_of
from tests.serve.rules.desk import Desk, Team, call
from tests.serve.seminaring import PlansOfTests

LABELS = (Label.COUNTERFEIT, Label.GENUINE, Label.COUNTERFEIT)


class Hall(NamedTuple):
    """A seminar of the first agency that is being held."""

    team: Team
    host: Desk
    sittings: Sittings
    seminar: str
    sitting: str
    code: str

    def joins(self, label: str = "A 7", language: str = "ja") -> Joined:
        return self.team.parts[Seating].join(self.code, label, language, "192.0.2.1")

    def answers(self, *sent: tuple[Joined, SentAnswer]) -> list[Any]:
        calls = [PhoneAnswer(joined.secret, self.sitting, given) for joined, given in sent]
        return self.team.parts[Answering].keep(calls)

    def judge(self) -> None:
        """Keep a verdict on the assisted question, as the job does."""
        with self.sittings.work.begin(self.host.actor) as work:
            kept = work.sittings.get(self.sitting)
            said = Assistance(Outcome.SUSPECTED, ("logo",), "r-1")
            steps = (replace(step, assistance=said if step.is_assisted else None) for step in kept.steps)
            after = replace(kept, steps=tuple(steps))
            work.sittings.change(kept, after)
            work.record(SittingAction.JUDGE, after)
        assert self.view().sitting == after

    def view(self) -> HostView:
        return self.sittings.get(self.host.actor, self.sitting)

    def told(self) -> list[EventKind]:
        with self.sittings.work.look(self.host.actor) as work:
            return [event.kind for event in work.sittings.events_after({self.sitting: 0})]

    def count(self, table: Any) -> int:
        with self.sittings.work.look(self.host.actor) as work:
            return len(work.connection.execute(select(table).where(table.c.sitting_id == self.sitting)).all())


def seminar_of(team: Team) -> tuple[Sittings, str]:
    """A seminar of the first agency: three questions about boxes of acme, the last of them assisted."""
    name, agency, holder = f"y-{uuid4().hex}", team.organisation("first").id, team.organisation("acme").id
    found = tuple(
        SealedStep(
            number=number,
            kind=AgendaStepKind.EXERCISE,
            slot_id="v-1",
            right_holder_id=holder,
            product_id="box",
            question=SealedQuestion(f"q-{number}", f"w-{number:032x}", (0, 1), label),
            is_assisted=number == len(LABELS),
        )
        for number, label in enumerate(LABELS, 1)
    )
    plan = SeminarPlan(name, agency, AboutSeminar("Boxes", (agency,), ("en",)), found)
    return replace(team.parts[Sittings], plans=PlansOfTests({name: plan})), name


def hall_of(team: Team, *, is_rehearsal: bool = False) -> Hall:
    host = team.desk(Role.TRAINER)
    service, seminar = seminar_of(team)
    opened = service.open(host.actor, seminar, is_rehearsal=is_rehearsal).sitting
    return Hall(team, host, service, seminar, opened.id, opened.join_code or "")


@pytest.fixture
def hall(team: Team) -> Hall:
    return hall_of(team)


def given(step: int = 1, choice: Choice = Choice.GENUINE, which: Round = Round.FIRST, *places: Tap) -> SentAnswer:
    return SentAnswer(step, which, choice, Sureness.FAIRLY_SURE, places)


def test_a_sitting_is_led_from_its_first_step_to_its_end(hall: Hall) -> None:
    host, one = hall.host.actor, hall.joins()
    hall.sittings.go_to(host, hall.sitting, 1)
    kept = hall.answers((one, given(1, Choice.COUNTERFEIT, Round.FIRST, Tap(1, 0.25, 0.5), Tap(0, 0.0, 1.0))))[0]
    assert isinstance(kept, SeatAnswer)
    seen = hall.sittings.reveal(host, hall.sitting)
    assert (seen.sitting.phase, seen.seats, seen.answered()) == (Phase.REVEALED, 1, 1)
    assert seen.tallies == (AnswerTally(Round.FIRST, Choice.COUNTERFEIT, 1),)
    over = hall.sittings.close(host, hall.sitting).sitting
    assert (over.state, over.join_code) == (SittingState.CLOSED, None)
    expected = [EventKind.OPENED, EventKind.SEAT_JOINED, EventKind.STEP, EventKind.ANSWERED]
    assert hall.told() == [*expected, EventKind.REVEAL, EventKind.CLOSED]
    with hall.sittings.work.look(host) as work:
        assert work.seats.answers_of([one.seat.id]) == {one.seat.id: [kept]}


def test_opening_again_with_the_same_key_gives_the_same_sitting(team: Team) -> None:
    host = team.desk(Role.TRAINER).actor
    service, seminar = seminar_of(team)
    first = service.open(host, seminar, is_rehearsal=False, call=call(host, "once"))
    again = service.open(host, seminar, is_rehearsal=False, call=call(host, "once"))
    assert again.sitting == first.sitting


def test_a_seminar_has_one_open_sitting(hall: Hall) -> None:
    with pytest.raises(SittingStateError, match="has an open sitting"):
        hall.sittings.open(hall.host.actor, hall.seminar, is_rehearsal=True)
    hall.sittings.close(hall.host.actor, hall.sitting)
    again = hall.sittings.open(hall.host.actor, hall.seminar, is_rehearsal=True).sitting
    assert [each.id for each in hall.sittings.page(hall.host.actor, hall.seminar, None, 9).entries] == [
        again.id,
        hall.sitting,
    ]


def test_nothing_to_show_is_not_opened(team: Team) -> None:
    host = team.desk(Role.TRAINER).actor
    service, seminar = seminar_of(team)
    plan = service.plans.plan(host, seminar, is_rehearsal=False)
    service = replace(service, plans=PlansOfTests({seminar: replace(plan, steps=())}))
    with pytest.raises(SittingStateError, match="Nothing of this seminar"):
        service.open(host, seminar, is_rehearsal=False)


def test_another_person_of_the_agency_takes_over_and_others_see_nothing(hall: Hall) -> None:
    colleague = hall.team.desk(Role.TRAINER, post="another").actor
    assert hall.sittings.go_to(colleague, hall.sitting, 2).sitting.step == 2
    for stranger in (hall.team.desk(Role.TRAINER, "second"), hall.team.reviewer):
        for act in (hall.sittings.get, hall.sittings.reveal, hall.sittings.close, hall.sittings.renew_code):
            with pytest.raises(NotFoundError):
                act(stranger.actor, hall.sitting)
        assert hall.sittings.page(stranger.actor, None, None, 9).entries == []
    operator = hall.team.operator.actor
    assert hall.sittings.get(operator, hall.sitting).sitting.id == hall.sitting
    with pytest.raises(NotPermittedError, match="not lead it"):
        hall.sittings.close(operator, hall.sitting)


def test_a_step_sent_twice_is_one_event(hall: Hall) -> None:
    host = hall.host.actor
    for _ in range(2):
        hall.sittings.go_to(host, hall.sitting, 2, call(host, "step", hall.sitting))
    assert hall.told() == [EventKind.OPENED, EventKind.STEP]


# --- phones ----------------------------------------------------------------------------------------------------------


def test_a_phone_joins_with_the_code_as_it_is_written(hall: Hall) -> None:
    code = f" {hall.code[:4].lower()}-{hall.code[4:].lower()} "
    joined = hall.team.parts[Seating].join(code, " Table 3 ", "ar", "192.0.2.1").seat
    assert (joined.sitting_id, joined.label, joined.language) == (hall.sitting, "Table 3", "ar")


def test_wrong_codes_and_closed_sittings_take_no_phone(hall: Hall) -> None:
    seating = hall.team.parts[Seating]
    with pytest.raises(SittingRejectedError):
        seating.join("nothing", "A", "en", "192.0.2.1")
    with pytest.raises(NotFoundError, match="no sitting with this code"):
        seating.join("00000000", "A", "en", "192.0.2.1")
    hall.sittings.close(hall.host.actor, hall.sitting)
    with pytest.raises(NotFoundError):
        hall.joins()


def test_a_new_code_leaves_the_seats_as_they_are(hall: Hall) -> None:
    one = hall.joins()
    renewed = hall.sittings.renew_code(hall.host.actor, hall.sitting).sitting
    with pytest.raises(NotFoundError):
        hall.joins()
    assert hall._replace(code=renewed.join_code or "").joins().seat.sitting_id == hall.sitting
    assert hall.team.parts[Seating].view(one.secret, hall.sitting).seat == one.seat


def test_a_phone_that_has_a_seat_joins_again_after_the_code_has_expired(hall: Hall) -> None:
    one, seating = hall.joins(), hall.team.parts[Seating]
    with hall.sittings.work.begin(hall.host.actor) as work:
        kept = work.sittings.get(hall.sitting)
        work.sittings.change(kept, replace(kept, join_until=kept.opened_at - timedelta(minutes=1)))
    with pytest.raises(SittingStateError, match="expired"):
        hall.joins()
    assert seating.join(hall.code, "B 2", "ja", "192.0.2.1", one.secret).seat.label == "B 2"


def test_wrong_codes_of_a_hall_keep_no_one_out_who_has_the_right_one(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("serve.sittings.seating.WRONG_CODES", _few("join_address"))
    seating = hall.team.parts[Seating]
    for _ in range(3):
        with pytest.raises(NotFoundError):
            seating.join("00000000", "A", "en", "192.0.2.9")
    with pytest.raises(TooManyJoinsError, match="the right one is accepted") as refused:
        seating.join("00000000", "A", "en", "192.0.2.9")
    assert refused.value.retry_after == 900
    assert seating.join(hall.code, "A", "en", "192.0.2.9").seat.sitting_id == hall.sitting
    with pytest.raises(NotFoundError):
        seating.join("00000000", "A", "en", "192.0.2.10")


def test_the_host_is_told_of_wrong_codes_in_numbers(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("serve.sittings.seating.MANY_WRONG", 3)
    counted = RateLimitItemPerSecond(200, 900, uuid4().hex)  # apart from wrong codes of other tests
    monkeypatch.setattr("serve.sittings.seating.WRONG_EVERYWHERE", counted)
    hall.joins()
    for number in range(3):
        assert hall.view().wrong_codes == 0
        with pytest.raises(NotFoundError):
            hall.team.parts[Seating].join("00000000", "A", "en", f"192.0.2.{number}")
    assert hall.view().wrong_codes == 3


def test_a_sitting_takes_so_many_phones_at_a_time(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("serve.sittings.seating.JOINING", _few("join_code"))
    for _ in range(3):
        hall.joins()
    with pytest.raises(TooManyJoinsError):
        hall.joins()


def _few(name: str) -> RateLimitItemPerSecond:
    return RateLimitItemPerSecond(3, 900, name)


def test_a_seat_sees_its_own_answers_alone(hall: Hall) -> None:
    one, other = hall.joins(), hall.joins("B 1")
    hall.sittings.go_to(hall.host.actor, hall.sitting, 1)
    hall.answers((one, given()))
    seating = hall.team.parts[Seating]
    assert [each.given for each in seating.view(one.secret, hall.sitting).answers] == [given()]
    assert seating.view(other.secret, hall.sitting).answers == ()


def test_without_a_seat_there_is_nothing_to_see_or_answer(hall: Hall) -> None:
    elsewhere = hall_of(hall.team).joins()
    hall.sittings.go_to(hall.host.actor, hall.sitting, 1)
    for secret in (None, "made up", elsewhere.secret):
        with pytest.raises(NoSeatError):
            hall.team.parts[Seating].view(secret, hall.sitting)
        sent = PhoneAnswer(secret, hall.sitting, given())
        assert isinstance(hall.team.parts[Answering].keep([sent])[0], NoSeatError)
    assert hall.count(answers) == 0


def test_answers_that_arrive_together_are_kept_together_and_each_once(hall: Hall) -> None:
    one, two = hall.joins(), hall.joins("B 1")
    hall.sittings.go_to(hall.host.actor, hall.sitting, 1)
    other = given(1, Choice.CANNOT_TELL)
    outcomes = hall.answers((one, given()), (one, given()), (one, other), (two, other), (two, given(2)))
    assert outcomes[0] == outcomes[1]
    assert [type(each) for each in outcomes[2:]] == [AnswerStateError, SeatAnswer, AnswerStateError]
    assert hall.answers((one, given())) == outcomes[:1]
    assert hall.count(answers) == 2
    assert hall.told().count(EventKind.ANSWERED) == 1


def test_answers_of_two_sittings_stay_apart(hall: Hall) -> None:
    other = hall_of(hall.team)
    for each in (hall, other):
        each.sittings.go_to(each.host.actor, each.sitting, 1)
    here, there = hall.joins(), other.joins()
    calls = [PhoneAnswer(here.secret, hall.sitting, given()), PhoneAnswer(there.secret, other.sitting, given())]
    assert all(isinstance(each, SeatAnswer) for each in hall.team.parts[Answering].keep(calls))
    assert (hall.view().answered(), other.view().answered()) == (1, 1)


def test_the_queue_keeps_what_many_phones_send_at_once(hall: Hall) -> None:
    phones = [hall.joins(f"A {number}") for number in range(6)]
    hall.sittings.go_to(hall.host.actor, hall.sitting, 1)
    queue = AnswerQueue(hall.team.parts[Answering])
    outcomes: list[SeatAnswer | AnswerStateError] = []

    async def send(joined: Joined, sent: SentAnswer) -> None:
        try:
            outcomes.append(await queue.keep(PhoneAnswer(joined.secret, hall.sitting, sent)))
        except AnswerStateError as refused:
            outcomes.append(refused)

    async def all_at_once() -> None:
        async with anyio.create_task_group() as tasks:
            for joined in phones:
                tasks.start_soon(send, joined, given())
            tasks.start_soon(send, phones[0], given(2))

    anyio.run(all_at_once)
    assert sum(isinstance(each, SeatAnswer) for each in outcomes) == len(phones)
    assert hall.view().answered() == len(phones)
    assert hall.told().count(EventKind.ANSWERED) <= 2


def test_a_second_answer_is_kept_beside_the_first(hall: Hall) -> None:
    one = hall.joins()
    hall.sittings.go_to(hall.host.actor, hall.sitting, 3)
    hall.answers((one, given(3)))
    with pytest.raises(SittingStateError, match="is not there"):
        hall.sittings.assist(hall.host.actor, hall.sitting)
    hall.judge()
    hall.sittings.assist(hall.host.actor, hall.sitting)
    assert hall.team.parts[Seating].view(one.secret, hall.sitting).sees_assistance
    hall.answers((one, given(3, Choice.COUNTERFEIT, Round.SECOND)))
    assert hall.view().tallies == (
        AnswerTally(Round.FIRST, Choice.GENUINE, 1),
        AnswerTally(Round.SECOND, Choice.COUNTERFEIT, 1),
    )


# --- the end ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_rehearsal", [True, False])
def test_names_go_with_the_end_and_a_rehearsals_answers_too(team: Team, *, is_rehearsal: bool) -> None:
    hall = hall_of(team, is_rehearsal=is_rehearsal)
    one = hall.joins()
    hall.sittings.go_to(hall.host.actor, hall.sitting, 1)
    hall.answers((one, given(1, Choice.GENUINE, Round.FIRST, Tap(0, 0.5, 0.5))))
    hall.sittings.close(hall.host.actor, hall.sitting)
    assert hall.team.parts[Seating].view(one.secret, hall.sitting).seat.label == ""
    assert (hall.count(answers), hall.count(taps)) == ((0, 0) if is_rehearsal else (1, 1))


@pytest.mark.parametrize(
    ("phones", "is_rehearsal", "is_warned"), [(4, False, True), (5, False, False), (4, True, False)]
)
def test_the_host_is_told_before_the_end_that_few_phones_leave_no_figures(
    team: Team, phones: int, *, is_rehearsal: bool, is_warned: bool
) -> None:
    """And a sitting that is closed tells no more what its last question was answered."""
    hall = hall_of(team, is_rehearsal=is_rehearsal)
    hall.sittings.go_to(hall.host.actor, hall.sitting, 1)
    hall.joins()  # a phone that answers nothing
    hall.answers(*[(hall.joins(), given()) for _ in range(phones)])
    view = hall.view()
    assert (view.answering, view.leaves_no_figures) == (phones, is_warned)
    assert [each.seats for each in view.tallies] == [phones]
    assert hall.sittings.close(hall.host.actor, hall.sitting).tallies == hall.view().tallies == ()


def test_a_sitting_that_no_one_closed_is_closed_after_a_day(hall: Hall) -> None:
    long_ago = hall.view().sitting.opened_at - timedelta(days=2)
    with hall.sittings.work.begin(hall.host.actor) as work:
        kept = work.sittings.get(hall.sitting)
        work.sittings.change(kept, replace(kept, opened_at=long_ago))
    assert hall.sittings.close_forgotten() == 1
    assert hall.view().sitting.state is SittingState.CLOSED
    assert hall.sittings.close_forgotten() == 0


def test_a_forgotten_sitting_that_its_host_closes_meanwhile_is_left(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SittingStore, "opened_before", lambda *_: [hall.sitting])
    hall.sittings.close(hall.host.actor, hall.sitting)
    assert hall.sittings.close_forgotten() == 0


def test_a_sitting_goes_with_its_seminar(hall: Hall) -> None:
    one = hall.joins()
    hall.sittings.go_to(hall.host.actor, hall.sitting, 1)
    hall.answers((one, given(1, Choice.GENUINE, Round.FIRST, Tap(0, 0.5, 0.5))))
    day = hall.view().sitting.opened_at.date()
    with hall.sittings.work.begin(hall.host.actor) as work:
        agency, person = work.actor.organisation_id, work.actor.person_id
        held = Seminar(hall.seminar, agency, "Boxes", "JP", ("en",), day, (agency,), 0.5, "0", person, work.now)
        work.of(SeminarWork).seminars.add(held)
        work.record(SeminarAction.CREATE, held)
    parts = hall.team.parts
    rules = Rules(closed_cases=None, loose_examinations=None, seminars=timedelta(days=9))
    retention = Retention(parts[Works].of(RetentionWork), parts.objects, rules)
    now = hall.view().sitting.opened_at
    retention.apply(now + timedelta(days=9))
    assert hall.count(steps)
    retention.apply(now + timedelta(days=11))
    assert [hall.count(table) for table in (steps, seats, answers, taps, events)] == [0] * 5
    assert faults_of_sittings(hall) == []


def faults_of_sittings(hall: Hall) -> list[str]:
    """What the verifier finds of this sitting alone."""
    return [each for each in faults(hall.team) if hall.sitting in each]


# --- streams ---------------------------------------------------------------------------------------------------------


def test_streams_are_told_what_was_before_and_what_comes_then_end(hall: Hall) -> None:
    hub, seen = Hub(hall.sittings.work), []

    async def follow(after: int, done: Callable[[], None]) -> None:
        async for event in hub.follow(hall.sitting, after):
            assert event is not None
            seen.append((after, event.number, event.kind))
            if event.kind is EventKind.STEP:
                done()

    async def hold() -> None:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(hub.run)
            both = anyio.Event(), anyio.Event()
            async with anyio.create_task_group() as streams:
                for after, arrived in enumerate(both):
                    streams.start_soon(follow, after, arrived.set)
                await anyio.to_thread.run_sync(hall.sittings.go_to, hall.host.actor, hall.sitting, 1)
                for arrived in both:
                    await arrived.wait()
                hub.end()
            tasks.cancel_scope.cancel()

    anyio.run(hold)
    assert sorted(seen) == [(0, 1, EventKind.OPENED), (0, 2, EventKind.STEP), (1, 2, EventKind.STEP)]


# --- the record ------------------------------------------------------------------------------------------------------


def test_the_record_names_no_one_and_no_answer(hall: Hall) -> None:
    one = hall.joins("Akira 12")
    hall.sittings.go_to(hall.host.actor, hall.sitting, 1)
    hall.answers((one, given()))
    said = [event for event in log_of(hall.team) if event.subject in {hall.sitting, one.seat.id}]
    assert [event.action for event in said] == ["sitting:open", "seat:join", "sitting:step", "seat:answer"]
    assert [event.actor for event in said] == [hall.host.actor.person_id, "anonymous"] * 2
    assert not any("Akira" in event.details or "genuine" in event.details for event in said)


def test_what_is_spoiled_by_hand_is_found(alone: Team) -> None:
    hall, rehearsal = hall_of(alone), hall_of(alone, is_rehearsal=True)
    one, other = hall.joins(), rehearsal.joins()
    for each, joined in ((hall, one), (rehearsal, other)):
        each.sittings.go_to(each.host.actor, each.sitting, 1)
        each.answers((joined, given(1, Choice.GENUINE, Round.FIRST, Tap(0, 0.5, 0.5))))
    hall.sittings.reveal(hall.host.actor, hall.sitting)
    rehearsal.sittings.close(rehearsal.host.actor, rehearsal.sitting)
    assert faults(alone) == []
    here, elsewhere = one.seat.id, alone.organisation("second").id
    forged = {"seat_id": here, "step": 2, "round": "first", "sitting_id": hall.sitting, "choice": "genuine"}
    forged |= {"organisation_id": hall.host.actor.organisation_id, "sureness": "sure", "at": one.seat.joined_at}
    check_found(
        alone,
        SittingVerifier(),
        [
            (update(sittings).where(sittings.c.id == hall.sitting).values(is_rehearsal=True), hall.sitting),
            (update(steps).where(steps.c.sitting_id == hall.sitting).values(label="genuine"), "was changed"),
            (update(seats).where(seats.c.id == here).values(token_sha256="0" * 64), "was changed"),
            (update(answers).where(answers.c.seat_id == here).values(choice="counterfeit"), f"{here}/1/first"),
            (update(taps).where(taps.c.seat_id == here).values(x=0.75), f"{here}/1/first"),
            (delete(taps).where(taps.c.seat_id == here), f"{here}/1/first"),
            (insert(answers).values(forged), f"{here}/2/first"),
            (update(answers).values(organisation_id=elsewhere), "filed under another organisation"),
            (update(events).values(organisation_id=elsewhere), "filed under another organisation"),
        ],
    )


def test_a_store_writes_only_the_tenants_rows(hall: Hall) -> None:
    stranger = hall.team.desk(Role.TRAINER, "second").actor
    kept = hall.view().sitting
    with hall.sittings.work.begin(stranger) as work:
        store = SittingStore(work.connection, stranger)
        store.change(kept, replace(kept, step=3))
        store.delete([hall.sitting])
    assert hall.view().sitting == kept
