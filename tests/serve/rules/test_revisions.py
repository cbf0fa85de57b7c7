"""Photos of an examination judged again with a difference: a new examination that follows it, and both on record."""

import json
from functools import partial
from typing import Any

import obstore
import pytest

from model.errors import ExaminationRejectedError
from serve.accounts.domain import NotPermittedError
from serve.accounts.permissions import Role
from serve.cases.domain import CaseStateError
from serve.examinations.domain import Examination
from serve.examinations.permissions import ExaminationAction
from serve.examinations.service import Examinations
from serve.platform.bucket_objects import BucketObjects
from serve.platform.errors import AlteredError, KeyReusedError, NotFoundError, UploadRejectedError
from serve.platform.objects import path_of
from tests.serve.record import faults, log_of
from tests.serve.rules.desk import Desk, Team, as_read, names_of
from tests.serve.tiny_release import COUNTERFEIT, GENUINE, photo

MORE = [photo(size=(320, 240), seed=seed) for seed in range(40, 49)]


def photos_of(examination: Examination) -> list[str]:
    assert [each.sha256 for each in examination.photos] == [each.sha256 for each in examination.verdict.photos]
    return [each.sha256 for each in examination.photos]


def views_of(examination: Examination) -> list[str | None]:
    return [each.view for each in examination.verdict.photos]


def look_at(desk: Desk, examination: str) -> Examination:
    return desk.parts[Examinations].view(desk.actor, examination)


def listed(desk: Desk) -> list[str]:
    return [each.id for each in desk.parts[Examinations].recent(desk.actor, None, 100).entries]


def test_a_photo_is_added_without_sending_the_others_again(team: Team) -> None:
    officer = team.officer
    before = officer.examine_loose(GENUINE, product="box", views=["front"])
    after = officer.revise(before.id, COUNTERFEIT, views=("back",))
    assert photos_of(after) == names_of(GENUINE, COUNTERFEIT)
    assert views_of(after) == ["front", "back"]
    assert (before.origin.follows, after.origin.follows) == (None, before.id)
    assert team.parts[Examinations].original(officer.actor, after.id, 0)[1] == GENUINE
    assert as_read(look_at(officer, after.id)) == as_read(after)
    assert as_read(look_at(officer, before.id)) == as_read(before)


def test_the_verdict_is_the_one_that_all_photos_sent_at_once_would_have(team: Team) -> None:
    officer = team.officer
    after = officer.revise(officer.examine_loose(GENUINE, product="box", prior=0.02).id, COUNTERFEIT)
    at_once = officer.examine_loose(GENUINE, COUNTERFEIT, product="box", prior=0.02)
    assert after.verdict == at_once.verdict
    assert after.origin.officer_input == at_once.origin.officer_input
    assert after.verdict.prior_counterfeit == 0.02


def test_photos_are_dropped_replaced_and_put_in_another_order(team: Team) -> None:
    officer, (first, second, third) = team.officer, MORE[:3]
    name = officer.examine_loose(first, second).id
    assert photos_of(officer.revise(name, drop=frozenset({0}))) == names_of(second)
    assert photos_of(officer.revise(name, keep=(1, 0))) == names_of(second, first)
    assert photos_of(officer.revise(name, third, drop=frozenset({1}))) == names_of(first, third)


def test_the_same_photos_are_judged_as_another_product(team: Team) -> None:
    officer = team.officer
    name = officer.examine_loose(GENUINE, COUNTERFEIT, product="box", views=["front", "back"], prior=0.05).id
    after = officer.revise(name, product="bag")
    assert (after.verdict.product.id, after.verdict.product.given_by) == ("bag", "officer")
    assert after.verdict.prior_counterfeit == 0.05
    assert set(views_of(after)) == {"whole"}  # what was said of box's views is no more
    recognised = officer.revise(name, product=None, prior=None).verdict
    assert (recognised.product.given_by, recognised.prior_counterfeit) == ("model", None)


def test_what_photos_show_is_said_otherwise(team: Team) -> None:
    officer = team.officer
    name = officer.examine_loose(GENUINE, COUNTERFEIT, product="box", views=["front", "back"]).id
    assert views_of(officer.revise(name, kept_views=("back", "front"))) == ["back", "front"]
    with pytest.raises(ExaminationRejectedError, match="“whole”"):
        officer.revise(name, kept_views=("whole", "back"))
    with pytest.raises(ExaminationRejectedError, match="one for each"):
        officer.revise(name, kept_views=("back",))


def test_a_revision_is_revised_and_every_examination_names_the_one_before(team: Team) -> None:
    officer = team.officer
    first = officer.examine_loose(GENUINE)
    second = officer.revise(first.id, MORE[0])
    third = officer.revise(second.id, MORE[1])
    assert photos_of(third) == names_of(GENUINE, *MORE[:2])
    assert [each.origin.follows for each in (first, second, third)] == [None, first.id, second.id]
    assert team.parts[Examinations].followers(officer.actor, first.id) == [second.id]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"product": "box"}, "nothing is changed"),
        ({"kept_views": ("front", None)}, "nothing is changed"),
        ({"drop": frozenset({0, 1})}, "no photo is left"),
        ({"drop": frozenset({2})}, "counted from 0"),
        ({"keep": (0, 0)}, "name each once"),
        ({"keep": (0,), "product": "shoe"}, "“shoe”"),
        ({"prior": 2.0}, "between 0 and 1"),
    ],
)
def test_what_can_not_be_judged_so_is_refused_with_what_to_do(team: Team, changes: dict[str, Any], words: str) -> None:
    officer = team.officer
    name = officer.examine_loose(GENUINE, COUNTERFEIT, product="box", views=["front", None]).id
    with pytest.raises(ExaminationRejectedError, match=words):
        officer.revise(name, **changes)
    assert listed(officer) == [name]


def test_more_photos_than_are_judged_together_are_refused_and_counted(team: Team) -> None:
    officer = team.officer
    name = officer.examine_loose(*MORE[:7]).id
    with pytest.raises(ExaminationRejectedError, match="kept photos: 7, new ones: 2"):
        officer.revise(name, *MORE[7:9])
    assert photos_of(officer.revise(name, *MORE[7:9], drop=frozenset({0}))) == names_of(*MORE[1:9])


def test_a_new_photo_that_is_refused_is_named_as_it_was_sent_and_nothing_is_lost(team: Team) -> None:
    officer = team.officer
    before = officer.examine_loose(GENUINE, COUNTERFEIT)
    with pytest.raises(UploadRejectedError, match=r"^New photo 2 \(photo1.jpg\):") as refused:
        officer.revise(before.id, MORE[0], b"GIF89a")
    assert [(each.index, each.file_name, each.is_sent) for each in refused.value.photos] == [(1, "photo1.jpg", True)]
    assert listed(officer) == [before.id]
    assert as_read(look_at(officer, before.id)) == as_read(before)


def test_the_same_bytes_are_judged_once(team: Team) -> None:
    officer = team.officer
    after = officer.revise(officer.examine_loose(GENUINE).id, GENUINE, MORE[0], MORE[0])
    assert photos_of(after) == names_of(GENUINE, MORE[0])


def test_a_revision_sent_again_is_carried_out_once(team: Team) -> None:
    officer = team.officer
    name, other = (officer.examine_loose(GENUINE).id for _ in range(2))
    first, second = (officer.revise(name, MORE[0], once="key") for _ in range(2))
    assert as_read(first) == as_read(second)
    assert listed(officer) == [first.id, other, name]
    for changed in (partial(officer.revise, name, product="box"), partial(officer.revise, other)):
        with pytest.raises(KeyReusedError):
            changed(MORE[0], once="key")


def test_a_kept_photo_that_was_altered_in_the_store_is_not_used(alone: Team) -> None:
    officer, objects = alone.officer, alone.parts.objects
    name, [digest] = officer.examine_loose(GENUINE).id, names_of(GENUINE)
    assert isinstance(objects, BucketObjects)
    obstore.put(objects._store, path_of(digest), GENUINE[:-1] + b"x")
    with pytest.raises(AlteredError):
        officer.revise(name, MORE[0])
    obstore.put(objects._store, path_of(digest), GENUINE)
    assert photos_of(officer.revise(name, MORE[0])) == names_of(GENUINE, MORE[0])


def test_another_agencys_examination_is_not_found(team: Team) -> None:
    name = team.officer.examine_loose(GENUINE).id
    for desk in (team.desk(Role.OFFICER, "second"), team.operator, team.reviewer):
        with pytest.raises(NotFoundError):
            desk.revise(name, MORE[0])


def test_a_colleague_revises_an_examination_in_their_own_name_and_both_are_on_record(team: Team) -> None:
    name, trainer = team.officer.examine_loose(GENUINE).id, team.desk(Role.TRAINER)
    after = trainer.revise(name, MORE[0])
    [event] = [event for event in log_of(team) if event.subject == after.id]
    details = json.loads(event.details)
    assert (event.action, event.actor) == (ExaminationAction.CREATE, trainer.actor.person_id)
    assert (details["follows"], details["by"]) == (name, trainer.actor.person_id)
    assert faults(team) == []


def test_in_a_case_a_revision_is_a_visit_of_the_same_item(team: Team) -> None:
    officer = team.officer
    one = officer.stop(GENUINE, COUNTERFEIT)
    after = officer.revise(one.examination, drop=frozenset({0}))
    first, second = officer.view(one.case).items[0].visits
    assert [first.examination.id, second.examination] == [one.examination, after]
    assert (second.left_out, after.origin.follows) == (1, one.examination)
    with pytest.raises(NotPermittedError):
        team.desk(Role.TRAINER).revise(one.examination, MORE[0])
    officer.conclude(one.case, one.item, "counterfeit")
    officer.close(one.case)
    with pytest.raises(CaseStateError, match="closed"):
        officer.revise(one.examination, MORE[0])
    assert len(officer.view(one.case).items[0].visits) == 2
    assert faults(team) == []


def test_a_revision_in_a_case_sent_again_is_carried_out_once(team: Team) -> None:
    officer = team.officer
    one = officer.stop(GENUINE)
    first, second = (officer.revise(one.examination, MORE[0], once="key") for _ in range(2))
    assert first == second
    assert len(officer.view(one.case).items[0].visits) == 2
