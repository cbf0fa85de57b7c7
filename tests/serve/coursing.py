"""Courses on a running service, for tests that go through every page, door and row."""

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from model.datasets.fields import Label
from serve.accounts.domain import Actor
from serve.accounts.service import Accounts
from serve.audit.domain import ANONYMOUS
from serve.courses.domain import Certificate, CourseAnswer, CourseTest, Occasion, new_code
from serve.courses.permissions import LearningAction
from serve.courses.work import CourseWork
from serve.platform.work import Works
from serve.seminars.choice_domain import Choice, Sureness
from tests.serve.clearing import clearance_on
from tests.serve.frozen import accept, actor_of
from tests.serve.planning import filling, release, seminar_on, slot_on
from tests.serve.reviewing import handed_in
from tests.serve.running import Service
from tests.serve.tiny_release import new_picture
from tests.serve.world import made

SEVERAL = 7  # items of each label: two exercises, and twelve questions of tests
POINT = {"kind": "point", "name": "logo"}
SALT = "0" * 32


def offering(service: Service, agency: str = "first", *, role: str = "trainer", **said: Any) -> dict[str, Any]:
    """What a call says that offers a new seminar, with a slot that is released for courses."""
    seminar = seminar_on(service, agency, role=role, **said)
    release(service, slot_on(service, agency, role=role, seminar=seminar))
    return {"seminar": seminar, "until": last_day()}


def course_on(service: Service, agency: str = "first", *, role: str = "trainer", **said: Any) -> str:
    """The id of a new course."""
    sent = offering(service, agency, role=role, **said)
    found: str = made(service.as_(role, agency).post("/v1/courses", json=sent))["id"]
    return found


def stocked_course_on(service: Service) -> str:
    """The id of a new course with items to practise on, and a final test."""
    contributor, administrator = actor_of(service, "contributor"), actor_of(service, "administrator")
    items = [
        handed_in(service.parts, contributor, new_picture(), label=label) for label in Label for _ in range(SEVERAL)
    ]
    for name in items:
        accept(service, administrator, name)
    clearance_on(service, parts=[POINT, *({"kind": "photo", "name": f"{name}/0"} for name in items)])
    seminar = seminar_on(service)
    lesson = {"product": "box", "points": [{"point": "logo"}], "exercises": 2, "tests": 6}
    sent = filling(service, lessons=[lesson])
    slot = made(service.as_("trainer").post(f"/v1/seminars/{seminar}/slots", json=sent))["id"]
    made(service.as_("trainer").post(f"/v1/seminar-slots/{slot}/ask"))
    release(service, slot)
    offered = {"seminar": seminar, "until": last_day()}
    return str(made(service.as_("trainer").post("/v1/courses", json=offered))["id"])


def last_day() -> str:
    """The last day of a course."""
    return (datetime.now(UTC) + timedelta(days=90)).date().isoformat()


class CoursePages(NamedTuple):
    """What the pages of courses are about: a course of the first agency's, and an officer's own rows in it."""

    course_id: str
    answer_id: str
    test_id: str
    ended_id: str
    code: str


def course_pages(service: Service) -> CoursePages:
    """A course that an officer has practised, is tested in and has a certificate of."""
    course = stocked_course_on(service)
    officer, at = service.as_("officer"), f"/v1/courses/{course}"
    asked = made(officer.get(f"{at}/question"))["question"]["id"]
    given = {"question": asked, "choice": "cannot_tell", "sureness": "guessing"}
    answer = made(officer.post(f"{at}/answers", json=given))["id"]
    ended = final_test_on(service, course, "officer", is_ended=True)
    certificate = certificate_on(service, course, "officer")
    return CoursePages(course, answer, final_test_on(service, course, "officer"), ended, certificate.code)


def person(service: Service, role: str, agency: str = "first") -> Actor:
    """A person with a role, as the actor of use cases."""
    service.as_(role, agency)
    username = f"{agency}-{role}".replace("_", "-")
    accounts = service.parts[Accounts]
    found = next(each for each in accounts.people(None) if each.username == username)
    return accounts.actor_of(found, via="tests")


def answer_on(service: Service, course: str, role: str, agency: str = "first", occasion: str = "practice") -> str:
    """The id of a new answer of a person."""
    with service.parts[Works].of(CourseWork).begin(actor := person(service, role, agency)) as work:
        number = 1 + len(work.learning.answers(course))
        values = (Occasion(occasion), number, None, f"x-{number:032x}", "box", ("logo",), Label.GENUINE)
        said = (Choice.GENUINE, Sureness.SURE, SALT, work.now)
        answer = CourseAnswer(work.id("k"), course, actor.organisation_id, actor.person_id, *values, *said)
        work.learning.add_answer(answer)
        work.record_as(ANONYMOUS, LearningAction.ANSWER, answer)
    return answer.id


def final_test_on(service: Service, course: str, role: str, agency: str = "first", *, is_ended: bool = False) -> str:
    """The id of a new final test of a person, without questions."""
    with service.parts[Works].of(CourseWork).begin(actor := person(service, role, agency)) as work:
        owner = (course, actor.organisation_id, actor.person_id)
        test = CourseTest(work.id("h"), *owner, (), SALT, work.now, work.now if is_ended else None)
        work.learning.add_test(test)
        work.record_as(ANONYMOUS, LearningAction.TEST_BEGIN, test)
    return test.id


def certificate_on(
    service: Service, course: str, role: str, agency: str = "first", title: str = "Boxes"
) -> Certificate:
    """A new certificate of a person."""
    with service.parts[Works].of(CourseWork).begin(actor := person(service, role, agency)) as work:
        owner = (course, actor.organisation_id, actor.person_id)
        until = (work.now + timedelta(days=700)).date()
        certificate = Certificate(work.id("l"), new_code(), *owner, title, "JP", 9, 10, work.now, until)
        work.learning.add_certificate(certificate)
        work.record_as(ANONYMOUS, LearningAction.CERTIFY, certificate)
    return certificate
