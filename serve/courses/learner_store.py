"""What people answer in courses, as rows: each is its person's alone."""

import json
from collections.abc import Collection
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    and_,
    delete,
    distinct,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from model.datasets.fields import Label
from model.messages import message
from serve.courses.domain import Certificate, CourseAnswer, CourseTest, Occasion, QuestionGoneError
from serve.courses.tables import answers, certificates, tests
from serve.platform.database import utc
from serve.platform.errors import NotFoundError
from serve.platform.tenancy import ITSELF, Tenant, visible
from serve.seminars.choice_domain import Choice, Sureness
from serve.sittings.answer_domain import Tap

NO_TEST = message("You have no such test.")
NO_ANSWER = message("You have no such answer.")
NO_CERTIFICATE = message("You have no such certificate.")
ANSWERED = message("You have answered this question already. Go on with the next one.")


class LearnerName(NamedTuple):
    """A person in a course."""

    person_id: str
    course_id: str


class RemovedRows(NamedTuple):
    """Ids of what was removed of a person in a course."""

    answers: list[str]
    tests: list[str]


class LearnerStore:
    """Reads and writes answers, tests and certificates within one transaction. A person sees their own alone.

    The service itself sees all: to count, to remove what is old, to check a certificate by its code.
    """

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def add_answer(self, answer: CourseAnswer) -> None:
        """Write a new answer.

        Raises:
            QuestionGoneError: the person has given this one.
        """
        tapped = {name: json.dumps(getattr(answer, name)) if answer.taps else None for name in ("taps", "found")}
        values = {**vars(answer), "points": json.dumps(answer.points), **tapped}
        try:
            with self._connection.begin_nested():
                self._connection.execute(insert(answers).values(values))
        except IntegrityError as fault:
            raise QuestionGoneError(ANSWERED) from fault

    def answers(self, course_id: str) -> list[CourseAnswer]:
        """The person's answers in a course, the earliest first."""
        query = select(answers).where(answers.c.course_id == course_id, self._own(answers))
        return [_answer(row) for row in self._connection.execute(query.order_by(answers.c.at, answers.c.number))]

    def answer(self, answer_id: str) -> CourseAnswer:
        """One of the person's answers.

        Raises:
            NotFoundError: they have none with this id.
        """
        found = self.answers_by_id([answer_id])
        if not found:
            raise NotFoundError(NO_ANSWER)
        return found[answer_id]

    def answers_by_id(self, ids: Collection[str]) -> dict[str, CourseAnswer]:
        """Those of these answers that the tenant may see, by id."""
        query = select(answers).where(answers.c.id.in_(ids), self._own(answers))
        return {row.id: _answer(row) for row in self._connection.execute(query)}

    def add_test(self, test: CourseTest) -> None:
        """Write a new test."""
        self._connection.execute(insert(tests).values({**vars(test), "questions": json.dumps(test.questions)}))

    def end_test(self, test: CourseTest) -> None:
        """Write that a test is handed in."""
        mine = and_(tests.c.id == test.id, self._own(tests))
        self._connection.execute(update(tests).where(mine).values(ended_at=test.ended_at))

    def test(self, test_id: str, *, for_change: bool = False) -> CourseTest:
        """One of the person's tests.

        Args:
            for_change: other transactions that change it wait until this one ends.

        Raises:
            NotFoundError: they have none with this id.
        """
        query = select(tests).where(tests.c.id == test_id, self._own(tests))
        row = self._connection.execute(query.with_for_update() if for_change else query).one_or_none()
        if row is None:
            raise NotFoundError(NO_TEST)
        return _test(row)

    def tests_by_id(self, ids: Collection[str]) -> dict[str, CourseTest]:
        """Those of these tests that the tenant may see, by id."""
        query = select(tests).where(tests.c.id.in_(ids), self._own(tests))
        return {row.id: _test(row) for row in self._connection.execute(query)}

    def latest_test(self, course_id: str) -> CourseTest | None:
        """The person's latest test in a course; None if they have begun none."""
        query = select(tests).where(tests.c.course_id == course_id, self._own(tests))
        row = self._connection.execute(query.order_by(tests.c.begun_at.desc(), tests.c.id).limit(1)).one_or_none()
        return _test(row) if row else None

    def handed_in(self, course_id: str) -> set[str]:
        """The ids of the person's tests in a course that they have handed in."""
        mine = (tests.c.course_id == course_id, tests.c.ended_at.is_not(None), self._own(tests))
        return set(self._connection.execute(select(tests.c.id).where(*mine)).scalars())

    def add_certificate(self, certificate: Certificate) -> None:
        """Write a new certificate."""
        self._connection.execute(insert(certificates).values(vars(certificate)))

    def certificates(self, course_id: str | None = None) -> list[Certificate]:
        """The person's certificates, the latest first.

        Args:
            course_id: only of this course; None for all.
        """
        query = select(certificates).where(self._own(certificates))
        if course_id is not None:
            query = query.where(certificates.c.course_id == course_id)
        return self._certificates(query.order_by(certificates.c.passed_at.desc(), certificates.c.id))

    def certificate(self, certificate_id: str) -> Certificate:
        """One of the person's certificates.

        Raises:
            NotFoundError: they have none with this id.
        """
        found = self.certificates_by_id([certificate_id])
        if not found:
            raise NotFoundError(NO_CERTIFICATE)
        return found[certificate_id]

    def certificates_by_id(self, ids: Collection[str]) -> dict[str, Certificate]:
        """Those of these certificates that the tenant may see, by id."""
        found = self._certificates(select(certificates).where(certificates.c.id.in_(ids), self._own(certificates)))
        return {each.id: each for each in found}

    def by_code(self, code: str) -> Certificate | None:
        """The certificate with a code; None if the tenant may see none."""
        query = select(certificates).where(certificates.c.code == code, self._own(certificates))
        return next(iter(self._certificates(query)), None)

    def count(self, course_id: str) -> tuple[int, int]:
        """How many people have answered in a course, and how many have a certificate of it."""
        people, passed = (
            self._connection.execute(
                select(func.count(distinct(table.c.person_id))).where(table.c.course_id == course_id, self._own(table))
            ).scalar_one()
            for table in (answers, certificates)
        )
        return people, passed

    def idle_since(self, moment: datetime, limit: int) -> list[LearnerName]:
        """People in courses whose last answer, or the beginning of whose last test, was before a moment."""
        last = [
            select(table.c.person_id, table.c.course_id, func.max(at).label("last"))
            .where(self._own(table))
            .group_by(table.c.person_id, table.c.course_id)
            for table, at in ((answers, answers.c.at), (tests, tests.c.begun_at))
        ]
        both = last[0].union_all(last[1]).subquery()
        names = (both.c.person_id, both.c.course_id)
        query = select(*names).group_by(*names).having(func.max(both.c.last) < moment).order_by(*names).limit(limit)
        return [LearnerName(*row) for row in self._connection.execute(query)]

    def delete(self, learner: LearnerName) -> RemovedRows:
        """Remove the answers and tests of a person in a course. Certificates stay."""
        return RemovedRows(*(self._remove(table, _is_of(table, learner)) for table in (answers, tests)))

    def count_expired(self, today: date) -> int:
        """The number of certificates whose last day is over."""
        over = select(func.count()).select_from(certificates).where(certificates.c.valid_until < today)
        found: int = self._connection.execute(over.where(self._own(certificates))).scalar_one()
        return found

    def delete_expired(self, today: date, limit: int) -> list[str]:
        """Remove certificates whose last day is over, and return their ids."""
        over = select(certificates.c.id).where(certificates.c.valid_until < today, self._own(certificates))
        names = list(self._connection.execute(over.order_by(certificates.c.id).limit(limit)).scalars())
        return self._remove(certificates, certificates.c.id.in_(names))

    def _remove(self, table: Table, which: ColumnElement[bool]) -> list[str]:
        query = delete(table).where(which, self._own(table)).returning(table.c.id)
        return sorted(self._connection.execute(query).scalars())

    def _own(self, table: Table) -> ColumnElement[bool]:
        seen = visible(table, self._tenant)
        return seen if self._tenant.kind == ITSELF else and_(seen, table.c.person_id == self._tenant.person_id)

    def _certificates(self, query: Select[Any]) -> list[Certificate]:
        return [_certificate(row) for row in self._connection.execute(query)]


def _is_of(table: Table, learner: LearnerName) -> ColumnElement[bool]:
    return and_(table.c.person_id == learner.person_id, table.c.course_id == learner.course_id)


def _answer(row: Row[Any]) -> CourseAnswer:
    return CourseAnswer(
        id=row.id,
        course_id=row.course_id,
        organisation_id=row.organisation_id,
        person_id=row.person_id,
        occasion=Occasion(row.occasion),
        number=row.number,
        test_id=row.test_id,
        question_id=row.question_id,
        product_id=row.product_id,
        points=tuple(json.loads(row.points)),
        label=Label(row.label),
        choice=Choice(row.choice),
        sureness=Sureness(row.sureness),
        salt=row.salt,
        at=utc(row.at),
        taps=tuple(Tap(*each) for each in json.loads(row.taps or "[]")),
        found=tuple(json.loads(row.found or "[]")),
    )


def _test(row: Row[Any]) -> CourseTest:
    return CourseTest(
        id=row.id,
        course_id=row.course_id,
        organisation_id=row.organisation_id,
        person_id=row.person_id,
        questions=tuple(json.loads(row.questions)),
        salt=row.salt,
        begun_at=utc(row.begun_at),
        ended_at=row.ended_at and utc(row.ended_at),
    )


def _certificate(row: Row[Any]) -> Certificate:
    return Certificate(
        id=row.id,
        code=row.code,
        course_id=row.course_id,
        organisation_id=row.organisation_id,
        person_id=row.person_id,
        title=row.title,
        country=row.country,
        right=row.right,
        asked=row.asked,
        passed_at=utc(row.passed_at),
        valid_until=row.valid_until,
    )
