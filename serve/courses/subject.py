"""The parts of courses."""

from collections.abc import Mapping

from model.messages import message
from serve.clearances.holding import Holding
from serve.courses import certificate_pages, examples, learner_pages, pages, routes, tables
from serve.courses.certifying import Certificates, TooManyCodesError
from serve.courses.domain import CourseRejectedError, CourseStateError
from serve.courses.learning import Learning
from serve.courses.permissions import GRANTS, CoursePermission
from serve.courses.service import Courses
from serve.courses.showing import CourseShowing
from serve.courses.verifier import CourseVerifier
from serve.courses.work import CourseWork
from serve.platform.pages import MenuEntry
from serve.platform.parts import Parts
from serve.platform.problem_kinds import LOOK_AGAIN, ProblemKind
from serve.platform.subject import Subject
from serve.platform.work import Works


def _parts(parts: Parts) -> Mapping[type, object]:
    works = parts[Works].of(CourseWork)
    showing = CourseShowing(works, parts[Holding])
    return {
        CourseShowing: showing,
        Courses: Courses(works),
        Learning: Learning(works, showing),
        Certificates: Certificates(works),
    }


SUBJECT = Subject(
    name="courses",
    grants=GRANTS,
    parts=_parts,
    routers=(
        routes.router,
        routes.own,
        routes.certified,
        pages.router,
        learner_pages.router,
        certificate_pages.router,
    ),
    templates=pages.TEMPLATES,
    menu=(MenuEntry(CoursePermission.READ, "/courses", message("Courses")),),
    problems={
        CourseRejectedError: ProblemKind("course-rejected", 422, message("This is not possible in a course")),
        CourseStateError: ProblemKind(
            "course-state", 409, message("The state of the course does not allow this"), LOOK_AGAIN
        ),
        TooManyCodesError: ProblemKind(
            "too-many-codes", 429, message("Too many wrong codes"), message("Wait as long as the message says.")
        ),
    },
    examples=examples.EXAMPLES,
    tables=(tables.courses, tables.agencies, tables.tests, tables.answers, tables.certificates),
    verifiers=(lambda _: CourseVerifier(),),
)
