"""Contributions as rows: every one carries the right holder that confirmed it."""

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

from model.messages import message
from model.verdict import Outcome
from serve.contributions.domain import Contribution, ContributionState, Label
from serve.contributions.tables import contributions, photos
from serve.enquiries.store import promise_of_row, promise_values
from serve.examinations.domain import StoredPhoto
from serve.platform.database import utc
from serve.platform.errors import NotFoundError
from serve.platform.paging import last_entry
from serve.platform.tenancy import Tenant, visible


class ContributionStore:
    """Reads and writes contributions within one transaction, on a tenant's behalf."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def add(self, contribution: Contribution) -> None:
        """Write a new contribution."""
        self._connection.execute(insert(contributions).values(_values(contribution)))
        rows = [
            {
                "contribution_id": contribution.id,
                "position": position,
                "right_holder_id": contribution.right_holder_id,
                **photo.__dict__,
            }
            for position, photo in enumerate(contribution.photos)
        ]
        self._connection.execute(insert(photos), rows)

    def supersede(self, enquiry_id: str) -> list[Contribution]:
        """Supersede what an enquiry has contributed so far, and return it."""
        of_enquiry = and_(
            contributions.c.enquiry_id == enquiry_id,
            contributions.c.state == ContributionState.PROPOSED.value,
            visible(contributions, self._tenant),
        )
        live = self._found(select(contributions).where(of_enquiry))
        state = ContributionState.SUPERSEDED
        self._connection.execute(update(contributions).where(of_enquiry).values(state=state.value))
        return [replace(each, state=state) for each in live]

    def get(self, contribution_id: str) -> Contribution:
        """A contribution.

        Raises:
            NotFoundError: there is none that the tenant may see.
        """
        found = self.many([contribution_id])
        if not found:
            raise NotFoundError(message("There is no such contribution."))
        return found[contribution_id]

    def many(self, ids: Sequence[str]) -> dict[str, Contribution]:
        """Those of these contributions that the tenant may see, by id."""
        found = self._found(
            select(contributions).where(contributions.c.id.in_(ids), visible(contributions, self._tenant))
        )
        return {contribution.id: contribution for contribution in found}

    def page(self, after: str | None, limit: int) -> list[Contribution]:
        """The latest that are proposed, the latest first.

        Args:
            after: the id of the last contribution on the previous page; None for the first.

        Raises:
            NotFoundError: there is no contribution `after` that the tenant may see.
        """
        live = contributions.c.state == ContributionState.PROPOSED.value
        query = select(contributions).where(live, visible(contributions, self._tenant))
        at, name = contributions.c.confirmed_at, contributions.c.id
        if after is not None:
            last = last_entry(self.get, after)
            query = query.where(or_(at < last.confirmed_at, and_(at == last.confirmed_at, name < last.id)))
        return self._found(query.order_by(at.desc(), name.desc()).limit(limit))

    def _found(self, query: Select[Any]) -> list[Contribution]:
        rows = self._connection.execute(query).all()
        ids = [row.id for row in rows]
        of_these = select(photos).where(photos.c.contribution_id.in_(ids)).order_by(photos.c.position)
        taken: dict[str, list[StoredPhoto]] = {}
        for row in self._connection.execute(of_these):
            taken.setdefault(row.contribution_id, []).append(StoredPhoto(row.sha256, row.media_type, row.size))
        return [_contribution(row, tuple(taken.get(row.id, ()))) for row in rows]


def _values(contribution: Contribution) -> dict[str, Any]:
    return {
        "id": contribution.id,
        "organisation_id": contribution.organisation_id,
        "right_holder_id": contribution.right_holder_id,
        "enquiry_id": contribution.enquiry_id,
        "item_id": contribution.item_id,
        "product_id": contribution.product_id,
        "label": contribution.label.value,
        "examination_id": contribution.examination_id,
        "release": contribution.release,
        "outcome": contribution.outcome.value,
        **promise_values(contribution.promise),
        "confirmed_at": contribution.confirmed_at,
        "state": contribution.state.value,
    }


def _contribution(row: Row[Any], taken: tuple[StoredPhoto, ...]) -> Contribution:
    return Contribution(
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
        state=ContributionState(row.state),
    )
