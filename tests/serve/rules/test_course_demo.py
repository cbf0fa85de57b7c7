"""The course of a new checkout: one person can go through all of it, and anyone can check their certificate."""

from pathlib import Path

import pytest

from serve.accounts.permissions import Role
from serve.clearances import demo as clearance_demo
from serve.courses import demo as course_demo
from serve.courses.certifying import Certificates
from serve.courses.domain import Occasion
from serve.courses.learner_views import GivenAnswer
from serve.courses.learning import Learning
from serve.courses.service import Courses
from serve.datasets import demo as data_set_demo
from serve.seminars import demo as seminar_demo
from serve.seminars.choice_domain import Choice, Sureness
from tests.serve.record import faults
from tests.serve.rules.desk import Team
from tests.serve.rules.test_demo import sample


def stocked_with_demo(team: Team, folder: Path) -> None:
    """What the demo makes, as far as courses rest on it."""
    curator, author = team.desk(Role.CURATOR, "operator"), team.contributor.actor
    reviewer, trainer = team.desk(Role.REVIEWER, "acme"), team.desk(Role.TRAINER)
    data_set_demo.create(team.parts, author, curator.actor, team.operator.actor, sample(folder, items=20))
    clearance_demo.create(team.parts, reviewer.actor)
    seminar_demo.create(team.parts, trainer.actor, reviewer.actor)
    course_demo.create(team.parts, trainer.actor)


def test_the_demo_course_has_what_fewer_items_allow(
    alone: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clearance_demo, "ITEMS", 9)
    stocked_with_demo(alone, tmp_path)
    actor = alone.desk(Role.OFFICER).actor
    (listed,) = alone.parts[Courses].page(actor, None, 9).entries
    content = alone.parts[Learning].progress(actor, listed.course.id).content
    assert content.practice
    assert content.has_test


def test_the_demo_course_is_learned_practised_passed_and_certified(alone: Team, tmp_path: Path) -> None:
    stocked_with_demo(alone, tmp_path)
    use, actor = alone.parts[Learning], alone.desk(Role.OFFICER).actor
    (listed,) = alone.parts[Courses].page(actor, None, 9).entries
    course = listed.course
    content = use.progress(actor, course.id).content
    assert content.lessons[0].points
    assert (len(content.test), content.pass_mark, content.has_test) == (8, 7, True)
    shown = use.next(actor, course.id, Occasion.PRACTICE).shown
    assert shown is not None
    said = GivenAnswer(shown.question.id, Choice.CANNOT_TELL, Sureness.GUESSING)
    assert use.answer(actor, course.id, Occasion.PRACTICE, said).answer.label is shown.question.label
    own = use.begin_test(actor, course.id)
    while own.left:
        asked = own.left[0].question
        right = GivenAnswer(asked.id, Choice(asked.label.value), Sureness.SURE)
        own = use.answer_test(actor, course.id, own.test.id, right)
    certificate = use.hand_in(actor, course.id, own.test.id).certificate
    assert certificate is not None
    assert alone.parts[Certificates].check(certificate.code, "anyone").is_valid
    assert faults(alone) == []
