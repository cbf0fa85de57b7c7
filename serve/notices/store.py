"""Addresses and messages that are to be sent, as rows."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, exists, insert, select, update

from serve.accounts.tables import people
from serve.notices.domain import Notice, NoticeAddress, NoticeKind
from serve.notices.tables import addresses, notices
from serve.platform.database import utc
from serve.platform.tenancy import Tenant, visible


class AddressStore:
    """Reads and writes people's addresses within one transaction, for a tenant: those of its organisation."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def of(self, person_id: str, *, for_change: bool = False) -> NoticeAddress | None:
        """The address of a person; None without one."""
        query = select(addresses).where(addresses.c.person_id == person_id, visible(addresses, self._tenant))
        row = self._connection.execute(query.with_for_update() if for_change else query).one_or_none()
        return None if row is None else _address(row)

    def keep(self, address: NoticeAddress) -> None:
        """Write the address of a person, instead of any earlier one."""
        self.remove(address.person_id)
        self._connection.execute(insert(addresses).values(_values(address)))

    def add_many(self, new: Sequence[NoticeAddress]) -> None:
        """Write the addresses of people who have none."""
        if new:
            self._connection.execute(insert(addresses), [_values(each) for each in new])

    def remove(self, person_id: str) -> None:
        """Remove the address of a person."""
        here = and_(addresses.c.person_id == person_id, visible(addresses, self._tenant))
        self._connection.execute(delete(addresses).where(here))

    def told_before(self, moment: datetime, after: str, limit: int) -> list[NoticeAddress]:
        """Confirmed addresses of people who want to be told, were not since a moment, and to whom no message waits.

        People who are disabled are left out.

        Args:
            after: only ids of people after this one, which are in order; empty to begin.
        """
        is_on = and_(addresses.c.is_on.is_(True), addresses.c.is_refused.is_(False))
        long_ago = addresses.c.told_at.is_(None) | (addresses.c.told_at <= moment)
        of_person = and_(notices.c.person_id == addresses.c.person_id, notices.c.kind == NoticeKind.WAITING.value)
        query = (
            select(addresses)
            .join(people, people.c.id == addresses.c.person_id)
            .where(visible(addresses, self._tenant), is_on, long_ago, addresses.c.confirmed_at.is_not(None))
            .where(people.c.disabled_at.is_(None), ~exists().where(of_person), addresses.c.person_id > after)
        )
        found = self._connection.execute(query.order_by(addresses.c.person_id).limit(limit))
        return [_address(row) for row in found.all()]


class NoticeStore:
    """Reads and writes messages that are to be sent within one transaction, for a tenant."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def keep(self, notice: Notice) -> None:
        """Write a message, instead of any earlier one of the same kind to the same person."""
        self.remove(notice.person_id, notice.kind)
        values = {**notice.__dict__, "kind": notice.kind.value}
        self._connection.execute(insert(notices).values(values))

    def add_many(self, new: Sequence[Notice]) -> None:
        """Write messages to people to whom none of this kind is to be sent."""
        if new:
            self._connection.execute(insert(notices), [{**each.__dict__, "kind": each.kind.value} for each in new])

    def change(self, notice: Notice) -> None:
        """Write when a message is tried again."""
        values = {"next_at": notice.next_at, "attempts": notice.attempts}
        self._connection.execute(update(notices).where(notices.c.id == notice.id).values(values))

    def remove(self, person_id: str, kind: NoticeKind | None = None) -> None:
        """Remove the messages to a person."""
        here = and_(notices.c.person_id == person_id, visible(notices, self._tenant))
        which = here if kind is None else and_(here, notices.c.kind == kind.value)
        self._connection.execute(delete(notices).where(which))

    def delete(self, notice_id: str) -> None:
        """Remove a message."""
        self._connection.execute(delete(notices).where(notices.c.id == notice_id))

    def due(self, now: datetime) -> Notice | None:
        """The message that has waited longest among those to be sent now; no other transaction takes it."""
        query = select(notices).where(visible(notices, self._tenant), notices.c.next_at <= now)
        first = query.order_by(notices.c.next_at, notices.c.id).limit(1).with_for_update(skip_locked=True)
        row = self._connection.execute(first).one_or_none()
        return None if row is None else _notice(row)

    def all(self) -> Sequence[Notice]:
        """Every message that is to be sent."""
        query = select(notices).where(visible(notices, self._tenant)).order_by(notices.c.made_at)
        return [_notice(row) for row in self._connection.execute(query).all()]


def _values(address: NoticeAddress) -> dict[str, Any]:
    return {**address.__dict__, "told": json.dumps(sorted(address.told))}


def _address(row: Row[Any]) -> NoticeAddress:
    return NoticeAddress(
        person_id=row.person_id,
        organisation_id=row.organisation_id,
        address=row.address,
        asked_at=utc(row.asked_at),
        is_on=row.is_on,
        confirmed_at=utc(row.confirmed_at) if row.confirmed_at else None,
        token_sha256=row.token_sha256,
        is_refused=row.is_refused,
        told=frozenset(json.loads(row.told)),
        told_at=utc(row.told_at) if row.told_at else None,
    )


def _notice(row: Row[Any]) -> Notice:
    return Notice(
        id=row.id,
        person_id=row.person_id,
        organisation_id=row.organisation_id,
        kind=NoticeKind(row.kind),
        made_at=utc(row.made_at),
        next_at=utc(row.next_at),
        attempts=row.attempts,
    )
