"""Courses as rows, each with a row for every agency to which it is offered."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, delete, exists, insert, or_, select, update

from model.messages import message
from serve.courses.domain import Course
from serve.courses.tables import agencies, answers, certificates, courses, tests
from serve.platform.database import utc
from serve.platform.errors import NotFoundError
from serve.platform.paging import last_entry
from serve.platform.tenancy import Tenant, visible

NO_COURSE = message("There is no such course.")
LATEST_FIRST = (courses.c.offered_at.desc(), courses.c.id.desc())


class CourseStore:
    """Reads and writes courses within one transaction, on a tenant's behalf.

    An agency's people see those that their agency offers, and those that are offered to it; the operator's see all.
    """

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def add(self, course: Course) -> None:
        """Write a new course."""
        self._connection.execute(insert(courses).values(_values(course)))
        row = {"course_id": course.id, "organisation_id": course.organisation_id}
        self._connection.execute(insert(agencies), [{**row, "agency_id": each} for each in course.agencies])

    def change(self, course: Course) -> None:
        """Write the withdrawal of a course that `get` returned for a change."""
        mine = and_(courses.c.id == course.id, visible(courses, self._tenant))
        withdrawal = {"withdrawn_by": course.withdrawn_by, "withdrawn_at": course.withdrawn_at}
        self._connection.execute(update(courses).where(mine).values(withdrawal))

    def get(self, course_id: str, *, for_change: bool = False) -> Course:
        """A course.

        Args:
            for_change: other transactions that change it wait until this one ends.

        Raises:
            NotFoundError: there is none that the tenant may see.
        """
        query = self._seen().where(courses.c.id == course_id)
        found = self._found(query.with_for_update() if for_change else query)
        if not found:
            raise NotFoundError(NO_COURSE)
        return found[0]

    def many(self, ids: Collection[str]) -> dict[str, Course]:
        """Those of these courses that the tenant may see, by id."""
        return {each.id: each for each in self._found(self._seen().where(courses.c.id.in_(ids)))}

    def page(self, after: str | None, limit: int) -> list[Course]:
        """Courses, the latest first.

        Args:
            after: the id of the last one on the previous page; None for the first.

        Raises:
            NotFoundError: there is no course `after` that the tenant may see.
        """
        query = self._seen()
        if after is not None:
            last = last_entry(self.get, after)
            at, name = courses.c.offered_at, courses.c.id
            query = query.where(or_(at < last.offered_at, and_(at == last.offered_at, name < last.id)))
        return self._found(query.order_by(*LATEST_FIRST).limit(limit))

    def running(self, today: date, seminar_id: str | None = None) -> list[Course]:
        """The courses that can be taken, the latest first.

        Args:
            seminar_id: only of this seminar; None for all.
        """
        query = self._seen().where(courses.c.withdrawn_at.is_(None), courses.c.until >= today)
        if seminar_id is not None:
            query = query.where(courses.c.seminar_id == seminar_id)
        return self._found(query.order_by(*LATEST_FIRST))

    def ids_over_before(self, moment: datetime, limit: int) -> list[str]:
        """Ids of courses that were over before a moment, and of which no one has a row any more."""
        over = or_(courses.c.until < moment.date(), courses.c.withdrawn_at < moment)
        taken = [exists().where(table.c.course_id == courses.c.id) for table in (answers, tests, certificates)]
        query = select(courses.c.id).where(visible(courses, self._tenant), over, *(~each for each in taken))
        return list(self._connection.execute(query.order_by(courses.c.id).limit(limit)).scalars())

    def seminar_ids(self) -> list[str]:
        """Ids of the seminars that have a course."""
        query = select(courses.c.seminar_id).where(visible(courses, self._tenant)).distinct()
        return list(self._connection.execute(query).scalars())

    def delete(self, ids: Sequence[str]) -> None:
        """Remove courses. They name no objects: what they show is kept elsewhere."""
        of_these = and_(agencies.c.course_id.in_(ids), visible(agencies, self._tenant))
        self._connection.execute(delete(agencies).where(of_these))
        self._connection.execute(delete(courses).where(courses.c.id.in_(ids), visible(courses, self._tenant)))

    def _is_offered(self) -> ColumnElement[bool]:
        mine = visible(agencies, self._tenant)
        return exists().where(agencies.c.course_id == courses.c.id, mine)

    def _seen(self) -> Select[Any]:
        return select(courses).where(or_(visible(courses, self._tenant), self._is_offered()))

    def _found(self, query: Select[Any]) -> list[Course]:
        rows = self._connection.execute(query).all()
        named = self._agencies([row.id for row in rows])
        return [_course(row, named.get(row.id, ())) for row in rows]

    def _agencies(self, ids: Sequence[str]) -> Mapping[str, Sequence[str]]:
        """The agencies of each course; those to which it is offered see themselves alone."""
        own = or_(visible(agencies, self._tenant), agencies.c.organisation_id == self._tenant.organisation_id)
        query = select(agencies).where(agencies.c.course_id.in_(ids), own).order_by(agencies.c.agency_id)
        found: dict[str, list[str]] = {}
        for row in self._connection.execute(query):
            found.setdefault(row.course_id, []).append(row.agency_id)
        return found


def _values(course: Course) -> dict[str, Any]:
    return {name: value for name, value in vars(course).items() if name != "agencies"}


def _course(row: Row[Any], named: Sequence[str]) -> Course:
    return Course(
        id=row.id,
        seminar_id=row.seminar_id,
        organisation_id=row.organisation_id,
        title=row.title,
        country=row.country,
        agencies=tuple(named),
        until=row.until,
        offered_by=row.offered_by,
        offered_at=utc(row.offered_at),
        withdrawn_by=row.withdrawn_by,
        withdrawn_at=row.withdrawn_at and utc(row.withdrawn_at),
    )
