"""Compares courses, and what people answer in them, with the audit log."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from serve.audit.comparing import differing, digests_in, gone, last_digests, misfiled
from serve.audit.domain import AuditFault, Event
from serve.courses.learner_store import LearnerStore
from serve.courses.permissions import CourseAction, LearningAction
from serve.courses.store import CourseStore
from serve.courses.tables import agencies, answers, certificates, courses, tests
from serve.platform.tenancy import SYSTEM

REMOVALS = frozenset(
    {
        CourseAction.DELETE,
        LearningAction.ANSWER_DELETE,
        LearningAction.TEST_DELETE,
        LearningAction.CERTIFICATE_DELETE,
    }
)
CHANGES = frozenset({*CourseAction, *LearningAction}) - REMOVALS


class CourseVerifier:
    """See `serve.audit.service.Verifier`."""

    def faults(self, connection: Connection, events: Iterable[Event]) -> Iterator[AuditFault]:
        """Rows that are missing, changed or never recorded."""
        recorded = last_digests(events, CHANGES, REMOVALS)
        kept, learning = CourseStore(connection, SYSTEM), LearnerStore(connection, SYSTEM)
        yield from differing(digests_in(connection, courses, kept.many), recorded)
        yield from differing(digests_in(connection, answers, learning.answers_by_id), recorded)
        yield from differing(digests_in(connection, tests, learning.tests_by_id), recorded)
        yield from differing(digests_in(connection, certificates, learning.certificates_by_id), recorded)
        yield from misfiled(connection, agencies, courses, "course_id", ("organisation_id",))
        yield from gone(recorded)
