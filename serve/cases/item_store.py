"""Items, conclusions and second opinions of cases as rows."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from serve.cases.domain import CaseItem, Conclusion, First, ItemFinding, Opinion, OpinionAnswer
from serve.cases.tables import conclusions, items, opinions
from serve.platform.database import utc
from serve.platform.errors import NotFoundError
from serve.platform.tenancy import Tenant, visible


class ItemStore:
    """Reads and writes them within one transaction, on a tenant's behalf: those of its agency."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def add(self, item: CaseItem) -> None:
        """Write a new item of a case that `CaseStore.get` returned for a change."""
        self._connection.execute(insert(items).values(item.__dict__))

    def get(self, case_id: str, item_id: str) -> CaseItem:
        """An item of a case.

        Raises:
            NotFoundError: the tenant may see no such case, or it has no such item.
        """
        here = (items.c.case_id == case_id) & (items.c.id == item_id) & visible(items, self._tenant)
        row = self._connection.execute(select(items).where(here)).one_or_none()
        if row is None:
            raise NotFoundError("The case has no such item.")
        return _item(row)

    def many(self, item_ids: Collection[str]) -> dict[str, CaseItem]:
        """Those of these items that the tenant may see, by id."""
        query = select(items).where(items.c.id.in_(item_ids), visible(items, self._tenant))
        return {row.id: _item(row) for row in self._connection.execute(query).all()}

    def of_case(self, case_id: str) -> list[CaseItem]:
        """A case's items, in order."""
        query = select(items).where(items.c.case_id == case_id, visible(items, self._tenant)).order_by(items.c.position)
        return [_item(row) for row in self._connection.execute(query)]

    def add_conclusion(self, conclusion: Conclusion) -> None:
        """Write a new conclusion."""
        self._connection.execute(
            insert(conclusions).values(
                id=conclusion.id,
                organisation_id=conclusion.organisation_id,
                case_id=conclusion.case_id,
                item_id=conclusion.item_id,
                finding=conclusion.finding.value,
                reason=conclusion.reason,
                concluded_by=conclusion.by,
                concluded_at=conclusion.at,
                first=conclusion.first.value,
                examinations=json.dumps(conclusion.examinations),
            )
        )

    def conclusions(self, case_id: str) -> list[Conclusion]:
        """Conclusions on a case's items, the oldest first."""
        query = select(conclusions).where(conclusions.c.case_id == case_id, visible(conclusions, self._tenant))
        rows = self._connection.execute(query.order_by(conclusions.c.concluded_at, conclusions.c.id))
        return [_conclusion(row) for row in rows]

    def many_conclusions(self, ids: Collection[str]) -> dict[str, Conclusion]:
        """Those of these conclusions that the tenant may see, by id."""
        query = select(conclusions).where(conclusions.c.id.in_(ids), visible(conclusions, self._tenant))
        return {row.id: _conclusion(row) for row in self._connection.execute(query).all()}

    def add_opinion(self, opinion: Opinion) -> None:
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

    def opinion(self, opinion_id: str) -> Opinion:
        """An opinion.

        Raises:
            NotFoundError: there is none that the tenant may see.
        """
        query = select(opinions).where(opinions.c.id == opinion_id, visible(opinions, self._tenant))
        row = self._connection.execute(query).one_or_none()
        if row is None:
            raise NotFoundError("There is no such opinion.")
        return _opinion(row)

    def opinions(self, case_id: str) -> list[Opinion]:
        """Opinions on a case's items, the oldest first."""
        query = select(opinions).where(opinions.c.case_id == case_id, visible(opinions, self._tenant))
        return [_opinion(row) for row in self._connection.execute(query.order_by(opinions.c.asked_at, opinions.c.id))]

    def many_opinions(self, ids: Collection[str]) -> dict[str, Opinion]:
        """Those of these opinions that the tenant may see, by id."""
        query = select(opinions).where(opinions.c.id.in_(ids), visible(opinions, self._tenant))
        return {row.id: _opinion(row) for row in self._connection.execute(query).all()}

    def waiting_cases(self, person_id: str) -> set[str]:
        """The cases in which a person is asked for an opinion that they have not given."""
        waiting = (opinions.c.asked_of == person_id) & opinions.c.answered_at.is_(None)
        query = select(opinions.c.case_id).where(waiting, visible(opinions, self._tenant))
        return set(self._connection.execute(query).scalars())

    def asked_of(self, person_id: str, limit: int, *, is_answered: bool) -> list[Opinion]:
        """Opinions that a person is asked for, the oldest first; or that they have given, the latest first."""
        mine = select(opinions).where(opinions.c.asked_of == person_id, visible(opinions, self._tenant)).limit(limit)
        if is_answered:
            query = mine.where(opinions.c.answered_at.is_not(None)).order_by(opinions.c.answered_at.desc())
        else:
            query = mine.where(opinions.c.answered_at.is_(None)).order_by(opinions.c.asked_at)
        return [_opinion(row) for row in self._connection.execute(query)]


def _item(row: Row[Any]) -> CaseItem:
    return CaseItem(
        id=row.id,
        organisation_id=row.organisation_id,
        case_id=row.case_id,
        position=row.position,
        description=row.description,
        product_id=row.product_id,
        added_by=row.added_by,
        added_at=utc(row.added_at),
    )


def _conclusion(row: Row[Any]) -> Conclusion:
    return Conclusion(
        id=row.id,
        organisation_id=row.organisation_id,
        case_id=row.case_id,
        item_id=row.item_id,
        finding=ItemFinding(row.finding),
        reason=row.reason,
        by=row.concluded_by,
        at=utc(row.concluded_at),
        first=First(row.first),
        examinations=tuple(json.loads(row.examinations)),
    )


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
