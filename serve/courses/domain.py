"""A course: lessons of a seminar that people take alone, with what they answer, their tests and certificates.

Imports only the standard library and `model`.
"""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from model.datasets.fields import Label
from model.errors import ShinganError, ValueRejectedError
from model.messages import message
from serve.audit.domain import record_digest
from serve.seminars.choice_domain import Choice, Sureness
from serve.sittings.answer_domain import Tap

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O and U
READ_AS = str.maketrans("ILO", "110")  # as people copy them
CODE_LENGTH = 12
CODE = re.compile(f"[{ALPHABET}]{{{CODE_LENGTH}}}")
CERTIFIED_FOR = timedelta(days=2 * 365)
WARM_UP_TAKES = timedelta(minutes=2)
TEST_TAKES = timedelta(hours=24)  # at most
TESTS_APART = timedelta(hours=20)  # at least: "tomorrow" in every time zone
FARTHEST = timedelta(days=2 * 366)
BEHIND_UTC = timedelta(hours=12)  # the last time zone in which a day ends
NO_CODE = message("No certificate has this code. Compare the code with the certificate, and enter all 12 characters.")


class CourseRejectedError(ValueRejectedError):
    """A course can't be offered, or an answer taken, like this; the message says why."""


class CourseStateError(ShinganError):
    """Where the course or the test stands does not allow this; the message says what to do."""


class CourseOverError(CourseStateError):
    """The course is withdrawn, or its last day is over."""


class QuestionGoneError(CourseStateError):
    """The question is not asked any more: its item may no longer be shown, or it is answered."""


class Occasion(StrEnum):
    """When a question is answered."""

    PRACTICE = "practice"
    WARM_UP = "warm_up"
    TEST = "test"


@dataclass(frozen=True)
class Course:
    """A course, as it is offered.

    Attributes:
        seminar_id: whose lessons it has.
        organisation_id: of those who offer it: an agency, or the operator.
        title, country: of the seminar; country is ISO 3166-1 alpha-2.
        agencies: ids of those whose people may take it, sorted.
        until: the last day on which it is offered.
        offered_by: id of the person.
        withdrawn_by: the same; None unless it was withdrawn.
    """

    id: str
    seminar_id: str
    organisation_id: str
    title: str
    country: str
    agencies: tuple[str, ...]
    until: date
    offered_by: str
    offered_at: datetime
    withdrawn_by: str | None = None
    withdrawn_at: datetime | None = None

    @property
    def seal(self) -> Mapping[str, Any]:
        """What the audit log keeps of it."""
        return {"seminar": self.seminar_id, "sha256": self.digest}

    @property
    def digest(self) -> str:
        """A sha256 over its values."""
        return record_digest({**vars(self), "until": self.until.isoformat()})

    def is_running(self, today: date) -> bool:
        """Whether people can take it."""
        return self.withdrawn_at is None and today <= self.until


def day_behind(now: datetime) -> date:
    """The day that it is where days end last: what holds until a day holds there, too."""
    return (now - BEHIND_UTC).date()


def withdrawn(course: Course, by: str, now: datetime) -> Course:
    """The course after its withdrawal.

    Raises:
        CourseStateError: it is withdrawn, or over.
    """
    check_running(course, now)
    return replace(course, withdrawn_by=by, withdrawn_at=now)


def check_running(course: Course, now: datetime) -> None:
    """Raise CourseOverError unless people can take the course."""
    if course.withdrawn_at is not None:
        raise CourseOverError(message("This course is withdrawn. It can no longer be taken."))
    if not course.is_running(day_behind(now)):
        raise CourseOverError(message("The last day of this course is over. It can no longer be taken."))


def checked_last_day(day: date, now: datetime) -> date:
    """The last day of a course.

    Raises:
        CourseRejectedError: it has passed in every time zone, or is too far away.
    """
    if day < day_behind(now):
        raise CourseRejectedError(message("The last day of the course has passed. Choose a later day."), "until")
    if day > (now + FARTHEST).date():
        raise CourseRejectedError(
            message("A course can be offered for two years at most. Choose an earlier day."), "until"
        )
    return day


@dataclass(frozen=True)
class CourseAnswer:
    """A person's answer to a question. It never changes, and is theirs alone.

    Attributes:
        occasion, number: the how manieth answer of the person in the course it is, on this occasion, from 1.
        test_id: of a test; None otherwise.
        points: ids of the points of the product about which the answer says something.
        label: the truth.
        salt: random digits, so that no one finds the answer by trying which one has the digest that the log keeps.
        taps: places by which the person judged; none where they tapped nothing, and in tests.
        found: those of the points in whose place a tap lay, or that had none on the photos.
    """

    id: str
    course_id: str
    organisation_id: str
    person_id: str
    occasion: Occasion
    number: int
    test_id: str | None
    question_id: str
    product_id: str
    points: tuple[str, ...]
    label: Label
    choice: Choice
    sureness: Sureness
    salt: str
    at: datetime
    taps: tuple[Tap, ...] = ()
    found: tuple[str, ...] = ()

    @property
    def seal(self) -> Mapping[str, Any]:
        """What the audit log keeps of it: no person, and nothing that could be guessed."""
        return {"sha256": self.digest}

    @property
    def digest(self) -> str:
        """A sha256 over its values. Without taps it is the one that earlier versions recorded."""
        values = {name: value for name, value in vars(self).items() if name not in {"taps", "found"}}
        tapped = {"taps": [[*tap] for tap in self.taps], "found": [*self.found]} if self.taps else {}
        return record_digest({**values, **tapped})

    @property
    def is_right(self) -> bool:
        """Whether the person said the truth. "Can't tell" is not right."""
        return self.choice.value == self.label.value


@dataclass(frozen=True)
class CourseTest:
    """A final test of a person.

    Attributes:
        questions: ids, in the order in which they are asked.
        ended_at: when it was handed in; None before.
        salt: as of an answer.
    """

    id: str
    course_id: str
    organisation_id: str
    person_id: str
    questions: tuple[str, ...]
    salt: str
    begun_at: datetime
    ended_at: datetime | None = None

    @property
    def seal(self) -> Mapping[str, Any]:
        """What the audit log keeps of it."""
        return {"sha256": self.digest}

    @property
    def digest(self) -> str:
        """A sha256 over its values."""
        return record_digest(vars(self))

    @property
    def until(self) -> datetime:
        """When it is handed in at the latest."""
        return self.begun_at + TEST_TAKES

    def is_open(self, now: datetime) -> bool:
        """Whether it can be gone on with: it is not handed in, and its time is not over."""
        return self.ended_at is None and now < self.until


def check_may_begin(latest: CourseTest | None, now: datetime) -> None:
    """Check that a person may begin a test: once a day.

    Args:
        latest: their latest test in the course.

    Raises:
        CourseStateError: that one can be gone on with, or they have begun it less than 20 hours ago.
    """
    if latest is None:
        return
    if latest.is_open(now):
        raise CourseStateError(message("You have begun a test already. Go on with it, and hand it in."))
    if now - latest.begun_at < TESTS_APART:
        raise CourseStateError(message("You can take the final test once a day. Practise, and come back tomorrow."))


@dataclass(frozen=True)
class Certificate:
    """That a person has passed the final test of a course.

    Attributes:
        code: with which anyone can check it.
        title, country: of the course.
        right, asked: the questions of the test that were answered right, and all of them.
        valid_until: its last day.
    """

    id: str
    code: str
    course_id: str
    organisation_id: str
    person_id: str
    title: str
    country: str
    right: int
    asked: int
    passed_at: datetime
    valid_until: date

    @property
    def seal(self) -> Mapping[str, Any]:
        """What the audit log keeps of it: the digest can't be guessed without the code."""
        return {"sha256": self.digest}

    @property
    def digest(self) -> str:
        """A sha256 over its values."""
        return record_digest({**vars(self), "valid_until": self.valid_until.isoformat()})

    def is_valid(self, today: date) -> bool:
        """Whether it still holds."""
        return today <= self.valid_until


def new_code() -> str:
    """A code of 60 random bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def checked_code(text: str) -> str:
    """A code as it is kept, from what a person typed.

    Raises:
        CourseRejectedError: it is none.
    """
    code = re.sub(r"[\s-]", "", text).upper().translate(READ_AS)
    if not CODE.fullmatch(code):
        raise CourseRejectedError(NO_CODE, "code")
    return code


def written_code(code: str) -> str:
    """A code as it is shown: three groups of four."""
    return "-".join(code[start : start + 4] for start in range(0, CODE_LENGTH, 4))
