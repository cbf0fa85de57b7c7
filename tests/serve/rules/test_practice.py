"""Practice hides its verdict from everyone until it is revealed, keeps the answer, and is never part of a case."""

import pytest
from sqlalchemy import update

from serve.accounts.permissions import Role
from serve.cases.domain import ItemFinding
from serve.cases.filing import Destination, Filings
from serve.cases.revisions import Revisions
from serve.examinations.domain import Examination, IdempotencyKey, VerdictHiddenError
from serve.examinations.permissions import ExaminationAction
from serve.examinations.revising import Revision
from serve.examinations.service import Examinations
from serve.examinations.tables import examinations
from serve.examinations.verifier import ExaminationVerifier
from serve.platform.errors import ConflictError, NotFoundError
from serve.practice.domain import PracticeStateError
from serve.practice.service import Practices
from serve.releases.archive import StoredKeys
from tests.serve.record import check_found, log_of
from tests.serve.rules.desk import Desk, Team, call, new_photo, request_of


@pytest.fixture
def trainer(team: Team) -> Desk:
    return team.desk(Role.TRAINER)


def practised(desk: Desk) -> Examination:
    return desk.parts[Practices].examine(desk.actor, request_of(new_photo(), product="box"))


def test_no_one_sees_the_verdict_until_it_is_revealed_and_then_the_answer_stays(team: Team, trainer: Desk) -> None:
    practices, kept = trainer.parts[Practices], trainer.parts[Examinations]
    name = practised(trainer).id
    for desk in (trainer, team.officer):
        for way in (kept.view, kept.get):
            with pytest.raises(VerdictHiddenError):
                way(desk.actor, name)
    assert practices.view(trainer.actor, name).has_hidden_verdict
    shown = practices.reveal(trainer.actor, name, ItemFinding.COUNTERFEIT)
    assert (shown.has_hidden_verdict, shown.origin.practice and shown.origin.practice.answer) == (False, "counterfeit")
    assert kept.view(team.officer.actor, name).verdict_json == shown.verdict_json
    with pytest.raises(PracticeStateError):
        practices.reveal(trainer.actor, name, ItemFinding.GENUINE)
    assert practices.view(trainer.actor, name) == shown


def test_it_may_be_revealed_without_an_answer_and_under_one_key_once(trainer: Desk) -> None:
    practices, name = trainer.parts[Practices], practised(trainer).id
    first = practices.reveal(trainer.actor, name, None, call(trainer.actor, "reveal"))
    assert practices.reveal(trainer.actor, name, None, call(trainer.actor, "reveal")) == first
    assert (first.origin.practice and first.origin.practice.answer) is None
    reveals = [each for each in log_of(trainer) if (each.action, each.subject) == (ExaminationAction.REVEAL, name)]
    assert len(reveals) == 1


def test_the_same_photos_under_one_key_are_examined_once(trainer: Desk) -> None:
    content = new_photo()
    key = IdempotencyKey("one")
    made = [trainer.parts[Practices].examine(trainer.actor, request_of(content), key) for _ in range(2)]
    assert made[0].id == made[1].id


def test_a_history_has_ones_own_practice_and_nothing_else_has_it(team: Team, trainer: Desk) -> None:
    other = team.desk(Role.TRAINER, post="another")
    mine, theirs = practised(trainer).id, practised(other).id
    ordinary = trainer.examine_loose(new_photo()).id
    practices = trainer.parts[Practices]
    assert [each.id for each in practices.page(trainer.actor, None, 9).entries] == [mine]
    recent = trainer.parts[Examinations].recent(trainer.actor, None, 9).entries
    assert [each.id for each in recent] == [ordinary]
    for name in (theirs, ordinary):
        with pytest.raises(NotFoundError):
            practices.view(trainer.actor, name)
        with pytest.raises(NotFoundError):
            practices.reveal(trainer.actor, name, None)


@pytest.mark.parametrize("is_revealed", [False, True])
def test_it_never_becomes_part_of_a_case(team: Team, trainer: Desk, *, is_revealed: bool) -> None:
    name = practised(trainer).id
    if is_revealed:
        trainer.parts[Practices].reveal(trainer.actor, name, None)
    officer = team.officer
    with pytest.raises(ConflictError):
        officer.parts[Filings].file(officer.actor, name, Destination())
    with pytest.raises(ConflictError):
        officer.parts[Revisions].revise(officer.actor, name, Revision(uploads=request_of(new_photo()).uploads), None)


def test_what_is_changed_by_hand_is_found(team: Team, trainer: Desk) -> None:
    name = practised(trainer).id
    trainer.parts[Practices].reveal(trainer.actor, name, ItemFinding.COUNTERFEIT)
    row = update(examinations).where(examinations.c.id == name)
    changes: list[dict[str, object]] = [{"answer": "genuine"}, {"revealed_at": None}, {"is_practice": False}]
    verifier = ExaminationVerifier(StoredKeys(team.parts.objects))
    check_found(team, verifier, [(row.values(change), name) for change in changes])
