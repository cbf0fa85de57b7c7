"""Enquiries as rows: every one carries the agency that asks and the right holder that is asked."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from model.messages import message
from model.verdict import Outcome
from serve.audit.tables import events
from serve.enquiries.domain import (
    Answer,
    AnswerOutcome,
    Bound,
    Enquiry,
    EnquiryOrigin,
    EnquiryState,
    Promise,
    QueuePlace,
)
from serve.enquiries.escalation_domain import Escalation
from serve.enquiries.permissions import EnquiryAction
from serve.enquiries.request_store import requests_of
from serve.enquiries.tables import answers, enquiries, escalations, photo_requests, photos
from serve.examinations.domain import StoredPhoto
from serve.platform.database import utc
from serve.platform.errors import NotFoundError
from serve.platform.paging import last_entry
from serve.platform.tenancy import Tenant, visible


class EnquiryStore:
    """Reads and writes enquiries within one transaction, on a tenant's behalf.

    An agency's people see the enquiries that it sent, a right holder's those that were sent to it, and no one else sees
    any.
    """

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def add(self, enquiry: Enquiry) -> None:
        """Write a new enquiry."""
        self._connection.execute(insert(enquiries).values(_values(enquiry)))
        self.add_photos(enquiry, 0)

    def add_photos(self, enquiry: Enquiry, first: int) -> None:
        """Write the photos of an enquiry from an index on."""
        taken = zip(enquiry.photos, enquiry.own.examinations, strict=True)
        rows = [
            {"enquiry_id": enquiry.id, "position": position, "examination_id": examination, **both_of(enquiry)}
            | photo.__dict__
            for position, (photo, examination) in enumerate(taken)
        ]
        if rows[first:]:
            self._connection.execute(insert(photos), rows[first:])

    def get(self, enquiry_id: str, *, for_change: bool = False) -> Enquiry:
        """A complete enquiry: hand out only `serve.enquiries.domain.seen_by` of it.

        Args:
            for_change: other transactions that change it wait until this one ends.

        Raises:
            NotFoundError: there is none that the tenant may see.
        """
        query = select(enquiries).where(enquiries.c.id == enquiry_id, visible(enquiries, self._tenant))
        row = self._connection.execute(query.with_for_update() if for_change else query).one_or_none()
        if row is None:
            raise NotFoundError(message("There is no such enquiry."))
        return self._read([row])[0]

    def change(self, enquiry: Enquiry) -> None:
        """Write the changes of an enquiry that `get` returned for a change, and the answers added to it."""
        here = and_(enquiries.c.id == enquiry.id, visible(enquiries, self._tenant))
        self._connection.execute(update(enquiries).where(here).values(_values(enquiry)))
        known = self._connection.execute(select(func.count()).where(answers.c.enquiry_id == enquiry.id)).scalar_one()
        rows = [
            {
                "enquiry_id": enquiry.id,
                "position": position,
                **both_of(enquiry),
                "outcome": answer.outcome.value,
                "statement": answer.statement,
                "answered_by": answer.by,
                "name": answer.name,
                "answered_at": answer.at,
            }
            for position, answer in enumerate(enquiry.answers)
        ]
        if rows[known:]:
            self._connection.execute(insert(answers), rows[known:])

    def mark_unread(self, enquiry: Enquiry, since: datetime) -> None:
        """Note that the person who asked has not read the latest answer."""
        values = {"unread_by": enquiry.own.by, "unread_since": since}
        self._mark([enquiry.id], enquiries.c.id == enquiry.id, values)

    def mark_read(self, ids: Collection[str], person_id: str) -> None:
        """Note that a person has read the answers to their own ones of these enquiries."""
        self._mark(ids, enquiries.c.unread_by == person_id, {"unread_by": None, "unread_since": None})

    def _mark(self, ids: Collection[str], which: ColumnElement[bool], values: Mapping[str, Any]) -> None:
        here = and_(enquiries.c.id.in_(ids), which, visible(enquiries, self._tenant))
        self._connection.execute(update(enquiries).where(here).values(values))

    def unread(self, ids: Collection[str], person_id: str) -> list[str]:
        """Those of these enquiries with an answer that a person has not read, although they asked."""
        own = and_(enquiries.c.unread_by == person_id, enquiries.c.id.in_(ids))
        return list(self._connection.execute(select(enquiries.c.id).where(own)).scalars())

    def page(
        self, state: EnquiryState | None, after: str | None, limit: int, without: Collection[str] = ()
    ) -> list[Enquiry]:
        """The latest enquiries, the latest first.

        Args:
            state: only those in it; None for all.
            after: the id of the last enquiry on the previous page; None for the first.
            without: items; enquiries of others about them are left out.

        Raises:
            NotFoundError: there is no enquiry `after` that the tenant may see.
        """
        query = self._in_state(state)
        if without:
            own = enquiries.c.asked_by == self._tenant.person_id
            query = query.where(or_(enquiries.c.item_id.not_in(without), own))
        return self._newest(query, last_entry(self.get, after) if after is not None else None, limit)

    def queue(self, state: EnquiryState | None, after: QueuePlace | None, limit: int) -> list[Enquiry]:
        """Enquiries that wait for an answer; after them the others, the latest first.

        Of those that wait, first the ones whose answer is needed by a day, the earliest day on top, then those that
        have waited longest.

        Args:
            state: only those in it; None for all.
            after: where the previous page ended; None for the first.

        Raises:
            NotFoundError: there is no enquiry `after` that the tenant may see.
        """
        last = last_entry(self.get, after.enquiry_id) if after else None
        is_open = enquiries.c.state == EnquiryState.OPEN.value
        found: list[Enquiry] = []
        if after is None or after.was_open:
            found = self._most_urgent(self._in_state(state).where(is_open), last, limit)
            last = None
        return found + self._newest(self._in_state(state).where(~is_open), last, limit - len(found))

    def open_count(self) -> int:
        """How many enquiries wait for an answer."""
        is_open = and_(enquiries.c.state == EnquiryState.OPEN.value, visible(enquiries, self._tenant))
        return self._connection.execute(select(func.count()).select_from(enquiries).where(is_open)).scalar_one()

    def count_open(self, person_id: str) -> int:
        """How many enquiries a person has asked that no one has answered."""
        asked = (enquiries.c.asked_by == person_id) & (enquiries.c.state == EnquiryState.OPEN.value)
        query = select(func.count()).select_from(enquiries).where(asked, visible(enquiries, self._tenant))
        found: int = self._connection.execute(query).scalar_one()
        return found

    def _in_state(self, state: EnquiryState | None) -> Select[Any]:
        query = select(enquiries).where(visible(enquiries, self._tenant))
        return query if state is None else query.where(enquiries.c.state == state.value)

    def _newest(self, query: Select[Any], last: Enquiry | None, limit: int) -> list[Enquiry]:
        at, name = enquiries.c.asked_at, enquiries.c.id
        if last is not None:
            query = query.where(or_(at < last.asked_at, and_(at == last.asked_at, name < last.id)))
        return self._found(query.order_by(at.desc(), name.desc()).limit(limit))

    def _most_urgent(self, query: Select[Any], last: Enquiry | None, limit: int) -> list[Enquiry]:
        day, at, name = func.coalesce(enquiries.c.needed_by, date.max), enquiries.c.asked_at, enquiries.c.id
        if last is not None:
            last_day = last.needed_by or date.max
            later = or_(at > last.asked_at, and_(at == last.asked_at, name > last.id))
            query = query.where(or_(day > last_day, and_(day == last_day, later)))
        return self._found(query.order_by(day, at, name).limit(limit))

    def of_case(self, case_id: str) -> list[Enquiry]:
        """The enquiries about a case's items, the oldest first."""
        query = select(enquiries).where(enquiries.c.case_id == case_id, visible(enquiries, self._tenant))
        return self._found(query.order_by(enquiries.c.asked_at, enquiries.c.id))

    def ids_about(self, item_id: str) -> frozenset[str]:
        """Ids of the enquiries about an item."""
        query = select(enquiries.c.id).where(enquiries.c.item_id == item_id, visible(enquiries, self._tenant))
        return frozenset(self._connection.execute(query).scalars())

    def many(self, ids: Sequence[str]) -> dict[str, Enquiry]:
        """Those of these enquiries that the tenant may see, by id."""
        found = self._found(select(enquiries).where(enquiries.c.id.in_(ids), visible(enquiries, self._tenant)))
        return {enquiry.id: enquiry for enquiry in found}

    def delete_of_case(self, case_id: str) -> None:
        """Remove the enquiries about a case's items. What right holders confirmed stays, as confirmations."""
        of_case = and_(enquiries.c.case_id == case_id, visible(enquiries, self._tenant))
        ids = select(enquiries.c.id).where(of_case)
        for table in (answers, photos, photo_requests, escalations):
            self._connection.execute(delete(table).where(table.c.enquiry_id.in_(ids)))
        self._connection.execute(delete(enquiries).where(of_case))

    def has_looked(self, enquiry_id: str, person_id: str) -> bool:
        """Whether a look at an enquiry's photos is recorded."""
        query = select(events.c.number).where(
            events.c.subject == enquiry_id,
            events.c.actor == person_id,
            events.c.action == EnquiryAction.PHOTO_VIEW.value,
        )
        return self._connection.execute(query.limit(1)).one_or_none() is not None

    def _found(self, query: Select[Any]) -> list[Enquiry]:
        return self._read(self._connection.execute(query).all())

    def _read(self, rows: Sequence[Row[Any]]) -> list[Enquiry]:
        ids = [row.id for row in rows]
        taken = self._by_enquiry(photos, ids)
        said = self._by_enquiry(answers, ids)
        wanted = self._by_enquiry(photo_requests, ids)
        told = self._told(ids)
        return [
            replace(
                _enquiry(row, taken.get(row.id, ()), said.get(row.id, ())),
                requests=requests_of(wanted, row.id),
                escalations=tuple(told.get(row.id, ())),
            )
            for row in rows
        ]

    def _told(self, ids: Sequence[str]) -> Mapping[str, Sequence[Escalation]]:
        """Who was told of these enquiries, by enquiry."""
        query = select(escalations).where(escalations.c.enquiry_id.in_(ids))
        found: dict[str, list[Escalation]] = {}
        for row in self._connection.execute(query.order_by(escalations.c.escalated_at, escalations.c.id)):
            told = Escalation(row.id, row.person_id, row.name, utc(row.escalated_at))
            found.setdefault(row.enquiry_id, []).append(told)
        return found

    def _by_enquiry(self, table: Table, ids: Sequence[str]) -> Mapping[str, Sequence[Row[Any]]]:
        query = select(table).where(table.c.enquiry_id.in_(ids)).order_by(table.c.enquiry_id, table.c.position)
        found: dict[str, list[Row[Any]]] = {}
        for row in self._connection.execute(query):
            found.setdefault(row.enquiry_id, []).append(row)
        return found


def both_of(enquiry: Enquiry) -> dict[str, str]:
    """Whose rows those of an enquiry are, as values of columns."""
    return {"organisation_id": enquiry.organisation_id, "right_holder_id": enquiry.right_holder_id}


def promise_values(promise: Promise) -> dict[str, Any]:
    """A promise as values of columns."""
    rejection, acceptance = promise.rejection, promise.acceptance
    return {
        "rejection_bound": rejection.limit if rejection else None,
        "rejection_products": rejection.products if rejection else None,
        "acceptance_bound": acceptance.limit if acceptance else None,
        "acceptance_products": acceptance.products if acceptance else None,
    }


def promise_of_row(row: Row[Any]) -> Promise:
    """The promise from values of columns."""
    return Promise(
        Bound(row.rejection_bound, row.rejection_products) if row.rejection_bound is not None else None,
        Bound(row.acceptance_bound, row.acceptance_products) if row.acceptance_bound is not None else None,
    )


def _values(enquiry: Enquiry) -> dict[str, Any]:
    asked = enquiry.own
    return {
        "id": enquiry.id,
        **both_of(enquiry),
        "case_id": asked.case_id,
        "item_id": asked.item_id,
        "product_id": enquiry.product_id,
        "question": enquiry.question,
        "language": enquiry.language,
        "needed_by": enquiry.needed_by,
        "asked_by": asked.by,
        "asked_at": enquiry.asked_at,
        "state": enquiry.state.value,
        "examination_id": asked.examination_id,
        "release": asked.release,
        "outcome": asked.outcome.value,
        **promise_values(asked.promise),
        "withdrawn_by": asked.withdrawn_by,
        "withdrawn_at": enquiry.withdrawn_at,
    }


def _enquiry(row: Row[Any], taken: Sequence[Row[Any]], said: Sequence[Row[Any]]) -> Enquiry:
    asked = EnquiryOrigin(
        case_id=row.case_id,
        item_id=row.item_id,
        by=row.asked_by,
        examinations=tuple(photo.examination_id for photo in taken),
        examination_id=row.examination_id,
        release=row.release,
        outcome=Outcome(row.outcome),
        promise=promise_of_row(row),
        withdrawn_by=row.withdrawn_by,
    )
    return Enquiry(
        id=row.id,
        organisation_id=row.organisation_id,
        right_holder_id=row.right_holder_id,
        product_id=row.product_id,
        question=row.question,
        language=row.language,
        needed_by=row.needed_by,
        asked_at=utc(row.asked_at),
        state=EnquiryState(row.state),
        photos=tuple(StoredPhoto(photo.sha256, photo.media_type, photo.size) for photo in taken),
        asked=asked,
        answers=tuple(_answer(each) for each in said),
        withdrawn_at=utc(row.withdrawn_at) if row.withdrawn_at else None,
    )


def _answer(row: Row[Any]) -> Answer:
    return Answer(AnswerOutcome(row.outcome), row.statement, row.answered_by, row.name, utc(row.answered_at))
