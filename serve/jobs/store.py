"""Jobs as rows. A person sees their own; the service itself sees all."""

import json
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, case, delete, insert, or_, select, update

from model.messages import Message, message
from serve.audit.domain import canonical
from serve.jobs.domain import Ending, Job, JobState, Progress, Run, kept_message
from serve.jobs.tables import jobs
from serve.platform.database import utc
from serve.platform.errors import NotFoundError
from serve.platform.paging import last_entry
from serve.platform.tenancy import ITSELF, Tenant, visible

NO_JOB = message("There is no such job.")


class JobStore:
    """Reads and writes jobs within one transaction, on a tenant's behalf."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def add(self, job: Job) -> None:
        """Write a new job."""
        self._connection.execute(insert(jobs).values(_values(job)))

    def change(self, job: Job) -> None:
        """Write what has changed of a job."""
        self._connection.execute(update(jobs).where(jobs.c.id == job.id, self._own()).values(_values(job)))

    def get(self, job_id: str, *, for_change: bool = False) -> Job:
        """A job.

        Args:
            for_change: whether it is locked until the transaction ends.

        Raises:
            NotFoundError: there is none that the tenant may see.
        """
        query = select(jobs).where(jobs.c.id == job_id, self._own())
        row = self._connection.execute(query.with_for_update() if for_change else query).one_or_none()
        if row is None:
            raise NotFoundError(NO_JOB)
        return _job(row)

    def many(self, ids: Collection[str]) -> list[Job]:
        """Those of these jobs that the tenant may see."""
        query = select(jobs).where(jobs.c.id.in_(ids), self._own())
        return [_job(row) for row in self._connection.execute(query)]

    def is_open(self, kind: str, about: str) -> bool:
        """Whether a job of this kind, for this, waits or runs."""
        query = select(jobs.c.id).where(jobs.c.state.is_(None), jobs.c.kind == kind, jobs.c.about == about, self._own())
        return self._connection.execute(query.limit(1)).one_or_none() is not None

    def page(self, after: str | None, limit: int, but: Collection[str] = ()) -> list[Job]:
        """The tenant's jobs, the latest first.

        Args:
            after: the id of the last job on the previous page; None for the first.
            but: kinds that are left out.

        Raises:
            NotFoundError: there is no job `after` that the tenant may see.
        """
        query = select(jobs).where(self._own(), jobs.c.kind.not_in(list(but)))
        if after is not None:
            last = last_entry(self.get, after)
            at = jobs.c.created_at
            query = query.where(or_(at < last.created_at, and_(at == last.created_at, jobs.c.id < last.id)))
        rows = self._connection.execute(query.order_by(jobs.c.created_at.desc(), jobs.c.id.desc()).limit(limit))
        return [_job(row) for row in rows]

    def next(
        self, kinds: Collection[str], now: datetime, *, last: Collection[str] = (), for_change: bool = False
    ) -> Job | None:
        """The job of these kinds that has waited longest, or whose run was cut off; None if there is none.

        Args:
            last: kinds of which one is next only if no other job waits.
            for_change: whether it is locked until the transaction ends, and those that others have locked are skipped.
        """
        is_free = or_(jobs.c.run_until.is_(None), jobs.c.run_until < now)
        query = select(jobs).where(jobs.c.state.is_(None), jobs.c.kind.in_(kinds), is_free, self._own())
        query = query.order_by(case((jobs.c.kind.in_(last), 1), else_=0), jobs.c.created_at, jobs.c.id).limit(1)
        row = self._connection.execute(query.with_for_update(skip_locked=True) if for_change else query).one_or_none()
        return None if row is None else _job(row)

    def of_run(self, job_id: str, claim: str) -> Job | None:
        """A job if this is still its run, locked until the transaction ends; None otherwise."""
        query = select(jobs).where(jobs.c.id == job_id, jobs.c.claim == claim, self._own()).with_for_update()
        row = self._connection.execute(query).one_or_none()
        return None if row is None else _job(row)

    def renew(self, claims: Iterable[str], until: datetime) -> None:
        """Keep these runs from being taken by other processes until then."""
        self._connection.execute(update(jobs).where(jobs.c.claim.in_(list(claims))).values(run_until=until))

    def delete_ended_before(self, moment: datetime, limit: int) -> list[str]:
        """Delete jobs that ended before this, and return their ids."""
        ids = list(
            self._connection.execute(
                select(jobs.c.id).where(jobs.c.ended_at < moment, self._own()).order_by(jobs.c.ended_at).limit(limit)
            ).scalars()
        )
        self._connection.execute(delete(jobs).where(jobs.c.id.in_(ids)))
        return ids

    def _own(self) -> ColumnElement[bool]:
        seen = visible(jobs, self._tenant)
        return seen if self._tenant.kind == ITSELF else and_(seen, jobs.c.person_id == self._tenant.person_id)


def _values(job: Job) -> dict[str, Any]:
    run, ending = job.run, job.ending
    return {
        "id": job.id,
        "organisation_id": job.organisation_id,
        "person_id": job.person_id,
        "kind": job.kind,
        "about": job.about,
        "arguments": canonical(job.arguments),
        "created_at": job.created_at,
        "done": job.progress.done,
        "total": job.progress.total,
        "attempts": job.attempts,
        "is_cancelled": job.is_cancelled,
        "claim": run and run.claim,
        "run_since": run and run.since,
        "run_until": run and run.until,
        "done_before": run.done_before if run else 0,
        "state": ending and ending.state.value,
        "ended_at": ending and ending.at,
        "reason": ending and canonical(kept_message(ending.reason)),
        "result": ending and canonical(ending.result),
    }


def _job(row: Row[Any]) -> Job:
    return Job(
        id=row.id,
        organisation_id=row.organisation_id,
        person_id=row.person_id,
        kind=row.kind,
        about=row.about,
        arguments=json.loads(row.arguments),
        created_at=utc(row.created_at),
        progress=Progress(row.done, row.total),
        attempts=row.attempts,
        is_cancelled=row.is_cancelled,
        run=row.claim and Run(row.claim, utc(row.run_since), utc(row.run_until), row.done_before),
        ending=row.state and _ending(row),
    )


def _ending(row: Row[Any]) -> Ending:
    reason = Message(**json.loads(row.reason))
    return Ending(JobState(row.state), utc(row.ended_at), reason, json.loads(row.result))
