"""Confirmations as rows: every one carries the right holder that confirmed it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    Select,
    and_,
    insert,
    or_,
    select,
    update,
)

from model.datasets.fields import Label
from model.messages import message
from model.verdict import Outcome
from serve.confirmations.domain import Confirmation, ConfirmationState
from serve.confirmations.tables import confirmations, photos
from serve.enquiries.store import promise_of_row, promise_values
from serve.examinations.domain import StoredPhoto
from serve.platform.database import utc
from serve.platform.errors import NotFoundError
from serve.platform.paging import last_entry
from serve.platform.tenancy import Tenant, visible


class ConfirmationStore:
    """Reads and writes confirmations within one transaction, on a tenant's behalf."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def add(self, confirmation: Confirmation) -> None:
        """Write a new confirmation."""
        self._connection.execute(insert(confirmations).values(_values(confirmation)))
        rows = [
            {
                "confirmation_id": confirmation.id,
                "position": position,
                "right_holder_id": confirmation.right_holder_id,
                **photo.__dict__,
            }
            for position, photo in enumerate(confirmation.photos)
        ]
        self._connection.execute(insert(photos), rows)

    def supersede(self, enquiry_id: str) -> list[Confirmation]:
        """Supersede what an enquiry has confirmed so far, and return it."""
        of_enquiry = and_(
            confirmations.c.enquiry_id == enquiry_id,
            confirmations.c.state == ConfirmationState.PROPOSED.value,
            visible(confirmations, self._tenant),
        )
        live = self._found(select(confirmations).where(of_enquiry))
        state = ConfirmationState.SUPERSEDED
        self._connection.execute(update(confirmations).where(of_enquiry).values(state=state.value))
        return [replace(each, state=state) for each in live]

    def get(self, confirmation_id: str) -> Confirmation:
        """A confirmation.

        Raises:
            NotFoundError: there is none that the tenant may see.
        """
        found = self.many([confirmation_id])
        if not found:
            raise NotFoundError(message("There is no such confirmed item."))
        return found[confirmation_id]

    def many(self, ids: Sequence[str]) -> dict[str, Confirmation]:
        """Those of these confirmations that the tenant may see, by id."""
        found = self._found(
            select(confirmations).where(confirmations.c.id.in_(ids), visible(confirmations, self._tenant))
        )
        return {confirmation.id: confirmation for confirmation in found}

    def page(self, after: str | None, limit: int) -> list[Confirmation]:
        """The latest that count, the latest first.

        Args:
            after: the id of the last confirmation on the previous page; None for the first.

        Raises:
            NotFoundError: there is no confirmation `after` that the tenant may see.
        """
        live = confirmations.c.state == ConfirmationState.PROPOSED.value
        query = select(confirmations).where(live, visible(confirmations, self._tenant))
        at, name = confirmations.c.confirmed_at, confirmations.c.id
        if after is not None:
            last = last_entry(self.get, after)
            query = query.where(or_(at < last.confirmed_at, and_(at == last.confirmed_at, name < last.id)))
        return self._found(query.order_by(at.desc(), name.desc()).limit(limit))

    def _found(self, query: Select[Any]) -> list[Confirmation]:
        rows = self._connection.execute(query).all()
        ids = [row.id for row in rows]
        of_these = select(photos).where(photos.c.confirmation_id.in_(ids)).order_by(photos.c.position)
        taken: dict[str, list[StoredPhoto]] = {}
        for row in self._connection.execute(of_these):
            taken.setdefault(row.confirmation_id, []).append(StoredPhoto(row.sha256, row.media_type, row.size))
        return [_confirmation(row, tuple(taken.get(row.id, ()))) for row in rows]


def _values(confirmation: Confirmation) -> dict[str, Any]:
    return {
        "id": confirmation.id,
        "organisation_id": confirmation.organisation_id,
        "right_holder_id": confirmation.right_holder_id,
        "enquiry_id": confirmation.enquiry_id,
        "item_id": confirmation.item_id,
        "product_id": confirmation.product_id,
        "label": confirmation.label.value,
        "examination_id": confirmation.examination_id,
        "release": confirmation.release,
        "outcome": confirmation.outcome.value,
        **promise_values(confirmation.promise),
        "confirmed_at": confirmation.confirmed_at,
        "state": confirmation.state.value,
    }


def _confirmation(row: Row[Any], taken: tuple[StoredPhoto, ...]) -> Confirmation:
    return Confirmation(
        id=row.id,
        organisation_id=row.organisation_id,
        right_holder_id=row.right_holder_id,
        enquiry_id=row.enquiry_id,
        item_id=row.item_id,
        product_id=row.product_id,
        label=Label(row.label),
        photos=taken,
        examination_id=row.examination_id,
        release=row.release,
        outcome=Outcome(row.outcome),
        promise=promise_of_row(row),
        confirmed_at=utc(row.confirmed_at),
        state=ConfirmationState(row.state),
    )
