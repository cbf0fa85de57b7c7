"""Compares jobs with the audit log: what was asked for, and how it ended. How far a job is, the log does not say."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, select

from serve.audit.comparing import RecordedDigest, differing, gone, readable
from serve.audit.domain import AuditFault, Event, details_of
from serve.jobs.domain import Job
from serve.jobs.permissions import JobAction
from serve.jobs.store import JobStore
from serve.jobs.tables import jobs
from serve.platform.tenancy import SYSTEM

CHANGES = frozenset({JobAction.CREATE, JobAction.CANCEL, JobAction.END})


class JobVerifier:
    """See `serve.audit.service.Verifier`."""

    def faults(self, connection: Connection, events: Iterable[Event]) -> Iterator[AuditFault]:
        """Jobs that are missing, changed or never recorded."""
        recorded: dict[str, RecordedDigest] = {}
        for event in events:
            if event.action in CHANGES:
                details = details_of(event)
                recorded[event.subject] = RecordedDigest(
                    event.number, _pair(details.get("digest"), details.get("ended"))
                )
            elif event.action == JobAction.DELETE:
                recorded.pop(event.subject, None)
        names = list(connection.execute(select(jobs.c.id).order_by(jobs.c.id)).scalars())
        store = JobStore(connection, SYSTEM)
        yield from differing(
            readable(lambda some: {job.id: _digests(job) for job in store.many(some)}, names), recorded
        )
        yield from gone(recorded)


def _digests(job: Job) -> str:
    return _pair(job.seal["digest"], job.seal.get("ended"))


def _pair(asked: object, ended: object) -> str:
    return f"{asked}, {ended}"
