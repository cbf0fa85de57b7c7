"""Second opinions as rows."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Column, Connection, Row, delete, func, insert, select, update

from model.messages import message
from serve.cases.domain import ItemFinding, Opinion, OpinionAnswer
from serve.cases.opinion_store import OpinionsOfCases
from serve.opinions.tables import opinions
from serve.platform.database import utc
from serve.platform.errors import NotFoundError
from serve.platform.tenancy import Tenant, visible


class OpinionStore(OpinionsOfCases):
    """Reads and writes second opinions within one transaction, for a tenant: its agency's."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def add(self, opinion: Opinion) -> None:
        """Write a new opinion that a colleague is asked for."""
        self._connection.execute(
            insert(opinions).values(
                id=opinion.id,
                organisation_id=opinion.organisation_id,
                case_id=opinion.case_id,
                item_id=opinion.item_id,
                asked_by=opinion.asked_by,
                asked_of=opinion.asked_of,
                question=opinion.question,
                asked_at=opinion.asked_at,
            )
        )

    def answer(self, opinion: Opinion) -> None:
        """Write the answer that an opinion now has."""
        if opinion.answer is not None:
            answer = opinion.answer
            values = {
                "finding": answer.finding.value,
                "reason": answer.reason,
                "answered_at": answer.at,
                "had_seen": answer.had_seen,
            }
            here = (opinions.c.id == opinion.id) & visible(opinions, self._tenant)
            self._connection.execute(update(opinions).where(here).values(values))

    def get(self, opinion_id: str) -> Opinion:
        """An opinion.

        Raises:
            NotFoundError: there is none that the tenant may see.
        """
        query = select(opinions).where(opinions.c.id == opinion_id, visible(opinions, self._tenant))
        row = self._connection.execute(query).one_or_none()
        if row is None:
            raise NotFoundError(message("There is no such opinion."))
        return _opinion(row)

    def of_case(self, case_id: str) -> list[Opinion]:
        """Opinions on a case's items, the oldest first."""
        query = select(opinions).where(opinions.c.case_id == case_id, visible(opinions, self._tenant))
        return [_opinion(row) for row in self._connection.execute(query.order_by(opinions.c.asked_at, opinions.c.id))]

    def many(self, ids: Collection[str]) -> dict[str, Opinion]:
        """Those of these opinions that the tenant may see, by id."""
        query = select(opinions).where(opinions.c.id.in_(ids), visible(opinions, self._tenant))
        return {row.id: _opinion(row) for row in self._connection.execute(query).all()}

    def waiting_cases(self, person_id: str) -> set[str]:
        """The cases in which a person is asked for an opinion that they have not given."""
        return self._waiting(opinions.c.case_id, person_id)

    def waiting_items(self, person_id: str) -> set[str]:
        """The items on which a person is asked for an opinion that they have not given."""
        return self._waiting(opinions.c.item_id, person_id)

    def _waiting(self, column: Column[str], person_id: str) -> set[str]:
        waiting = (opinions.c.asked_of == person_id) & opinions.c.answered_at.is_(None)
        query = select(column).where(waiting, visible(opinions, self._tenant))
        return set(self._connection.execute(query).scalars())

    def asked_of(self, person_id: str, limit: int, *, is_answered: bool) -> list[Opinion]:
        """Opinions that a person is asked for, the oldest first; or that they have given, the latest first."""
        mine = select(opinions).where(opinions.c.asked_of == person_id, visible(opinions, self._tenant)).limit(limit)
        if is_answered:
            query = mine.where(opinions.c.answered_at.is_not(None)).order_by(opinions.c.answered_at.desc())
        else:
            query = mine.where(opinions.c.answered_at.is_(None)).order_by(opinions.c.asked_at)
        return [_opinion(row) for row in self._connection.execute(query)]

    def count_asked_of(self, person_id: str) -> int:
        """How many opinions a person is asked for that they have not given."""
        waiting = (opinions.c.asked_of == person_id) & opinions.c.answered_at.is_(None)
        query = select(func.count()).select_from(opinions).where(waiting, visible(opinions, self._tenant))
        found: int = self._connection.execute(query).scalar_one()
        return found

    def delete_of_case(self, case_id: str) -> None:
        """Remove the opinions on a case's items."""
        self._connection.execute(delete(opinions).where(opinions.c.case_id == case_id, visible(opinions, self._tenant)))


def _opinion(row: Row[Any]) -> Opinion:
    answer = None
    if row.answered_at:
        answer = OpinionAnswer(ItemFinding(row.finding), row.reason, utc(row.answered_at), had_seen=row.had_seen)
    return Opinion(
        id=row.id,
        organisation_id=row.organisation_id,
        case_id=row.case_id,
        item_id=row.item_id,
        asked_by=row.asked_by,
        asked_of=row.asked_of,
        question=row.question,
        asked_at=utc(row.asked_at),
        answer=answer,
    )
