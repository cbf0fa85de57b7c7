"""A call with photos that is sent again is carried out once."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from serve.examinations.domain import IdempotencyKey
from serve.examinations.permissions import ExaminationAction
from serve.examinations.service import Examinations
from serve.platform.errors import KeyReusedError, UploadRejectedError
from tests.serve.record import log_of
from tests.serve.rules.desk import Desk, Team, as_read, request_of
from tests.serve.tiny_release import COUNTERFEIT, GENUINE


def examined(desk: Desk) -> int:
    """How many examinations the person has made."""
    return len(desk.parts[Examinations].recent(desk.actor, None, 100).entries)


def test_a_call_sent_again_gives_the_same_answer_and_is_not_carried_out_again(team: Team) -> None:
    officer = team.officer
    first, second = (officer.examine_loose(GENUINE, product="box", once="key") for _ in range(2))
    assert as_read(first) == as_read(second)
    assert examined(officer) == 1
    actions = [event.action for event in log_of(team) if event.subject == first.id]
    assert actions == [ExaminationAction.CREATE, ExaminationAction.VIEW]


def test_the_same_call_sent_many_times_at_once_makes_one_examination(team: Team) -> None:
    officer = team.officer
    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(lambda _: officer.examine_loose(GENUINE, COUNTERFEIT, once="key"), range(6)))
    assert len({as_read(each) for each in made}) == 1
    assert examined(officer) == 1


@pytest.mark.parametrize("changed", [{"product": "box"}, {"prior": 0.1}, {"views": ["front"]}])
def test_other_contents_under_the_same_key_are_refused(team: Team, changed: dict[str, Any]) -> None:
    officer = team.officer
    officer.examine_loose(GENUINE, once="key")
    with pytest.raises(KeyReusedError, match="key of its own"):
        officer.examine_loose(GENUINE, once="key", **changed)
    assert examined(officer) == 1


def test_a_call_that_failed_may_be_corrected_and_sent_again(team: Team) -> None:
    officer = team.officer
    with pytest.raises(UploadRejectedError):
        officer.examine_loose(b"not a photo", once="key")
    officer.examine_loose(GENUINE, once="key")
    assert examined(officer) == 1


def test_one_persons_key_is_not_anothers(team: Team) -> None:
    first, other = (desk.examine_loose(GENUINE, once="key") for desk in (team.officer, team.senior))
    assert first.id != other.id


def test_without_a_key_every_call_is_a_new_one(team: Team) -> None:
    first, second = (team.officer.examine_loose(GENUINE) for _ in range(2))
    assert first.id != second.id
    assert examined(team.officer) == 2


def test_under_a_pages_key_the_same_photos_are_one_call_and_others_another(team: Team) -> None:
    officer, page = team.officer, IdempotencyKey("page", reusable=True)

    def send(photo: bytes) -> str:
        return team.parts[Examinations].examine(officer.actor, request_of(photo), page).id

    assert send(GENUINE) == send(GENUINE)
    assert send(GENUINE) != send(COUNTERFEIT)
