"""Who may do what with courses, and what the audit log says was done. All are `resource:action`."""

from enum import StrEnum

from serve.accounts.permissions import OrganisationKind, Role
from serve.platform.permissions import Grants


class CoursePermission(StrEnum):
    """What may be done. What it may be done to, tenancy says."""

    READ = "course:read"  # which courses there are
    OFFER = "course:offer"
    TAKE = "course:take"


class CourseAction(StrEnum):
    """What was done with a course."""

    OFFER = "course:offer"
    WITHDRAW = "course:withdraw"
    DELETE = "course:delete"


class LearningAction(StrEnum):
    """What was done with a row of a person who takes a course. The log does not say who."""

    ANSWER = "course_answer:give"
    ANSWER_DELETE = "course_answer:delete"
    TEST_BEGIN = "course_test:begin"
    TEST_END = "course_test:end"
    TEST_DELETE = "course_test:delete"
    CERTIFY = "certificate:give"
    CERTIFICATE_DELETE = "certificate:delete"


_TAKING = {CoursePermission.READ, CoursePermission.TAKE}
_OFFERING = {CoursePermission.READ, CoursePermission.OFFER}

GRANTS = Grants(
    of_role={
        Role.OFFICER: _TAKING,
        Role.SENIOR_OFFICER: _TAKING,
        Role.TRAINER: _TAKING | _OFFERING,
        Role.ORGANISER: _OFFERING,
        Role.ADMINISTRATOR: _OFFERING,
    },
    of_kind={
        OrganisationKind.AGENCY: _TAKING | _OFFERING,
        OrganisationKind.OPERATOR: _OFFERING,
    },
)
