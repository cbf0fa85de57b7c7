"""The review queue as the operator sees it: the riskiest entries first, then those that have waited longest."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, literal, or_, select

from serve.catalogue.domain import HolderProduct
from serve.platform.database import utc
from serve.platform.paging import last_entry
from serve.platform.tenancy import Tenant, visible
from serve.review.domain import Decision, Entry, EntryState, Obstacle, Standing
from serve.review.review_store import add_decision, keep_review
from serve.review.risk import UNKNOWN_RISK, RiskReason
from serve.review.store import EntryStore
from serve.review.tables import entries, photos, reviews

NO_HASHES = bytes(32)  # of a photo that could not be read: an index never finds them
NOT_COMPARED = and_(reviews.c.opinion.is_(None), func.coalesce(reviews.c.risk, 0.0) < UNKNOWN_RISK)
RISK = case((NOT_COMPARED, UNKNOWN_RISK), else_=reviews.c.risk)
OBSTACLES = {EntryState.QUARANTINED: Obstacle.QUARANTINED, EntryState.DISPUTED: Obstacle.DISPUTED}


class QueueOrder(StrEnum):
    """Which entries come first; of equal ones, those that have waited longest."""

    RISKIEST = "riskiest"
    SAFEST = "safest"


@dataclass(frozen=True)
class QueueFilter:
    """Which entries, and in which order; None for any.

    Attributes:
        source_id: of the contribution or confirmation that they came with.
        most_risk: the greatest risk that they have.
    """

    state: EntryState | None = EntryState.WAITING
    right_holder_id: str | None = None
    product_id: str | None = None
    source_id: str | None = None
    reason: RiskReason | None = None
    most_risk: float | None = None
    order: QueueOrder = QueueOrder.RISKIEST


class QueueStore:
    """Reads the queue and writes what the operator knows of entries, within one transaction."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant
        self._entries = EntryStore(connection, tenant)

    def page(self, of: QueueFilter, after: str | None, limit: int) -> list[Entry]:
        """Entries in the order of the queue.

        Args:
            after: the id of the last entry on the previous page; None for the first.

        Raises:
            NotFoundError: there is no entry `after`.
        """
        query = self._seen().where(*_conditions(of))
        if after is not None:
            query = query.where(_comes_after(last_entry(self._entries.get, after), of.order))
        risk = RISK.desc() if of.order is QueueOrder.RISKIEST else RISK
        order = risk, entries.c.submitted_at, entries.c.id
        return self._entries.found(query.order_by(*order).limit(limit))

    def products(self) -> list[HolderProduct]:
        """The products that have entries, in order."""
        of = entries.c.right_holder_id, entries.c.product_id
        rows = self._connection.execute(select(*of).where(visible(entries, self._tenant)).distinct())
        return sorted(HolderProduct(holder, product) for holder, product in rows)

    def ids_of(self, source_id: str) -> list[str]:
        """The ids of the entries of a contribution or confirmation, in order."""
        query = select(entries.c.id).where(entries.c.source_id == source_id, visible(entries, self._tenant))
        return list(self._connection.execute(query.order_by(entries.c.id)).scalars())

    def counts(self, of: QueueFilter) -> Mapping[EntryState, int]:
        """How many entries are in each state, of those that fit a filter but for its state."""
        columns = entries.c.standing, reviews.c.hold
        query = select(*columns, func.count()).select_from(_both()).where(visible(entries, self._tenant))
        query = query.where(*_conditions(replace(of, state=None)))
        found = dict.fromkeys(EntryState, 0)
        for standing, hold, count in self._connection.execute(query.group_by(*columns)):
            is_open = standing == Standing.IN_REVIEW.value
            found[EntryState((hold or EntryState.WAITING.value) if is_open else standing)] += count
        return found

    def assessed_since(self, moment: datetime) -> list[tuple[str, datetime, list[bytes]]]:
        """The entries that were assessed since, each with when, and with the hashes of its photos in order."""
        columns = reviews.c.entry_id, reviews.c.assessed_at, photos.c.hashes
        query = select(*columns).join(photos, photos.c.entry_id == reviews.c.entry_id)
        query = query.where(reviews.c.assessed_at >= moment, visible(reviews, self._tenant))
        found: dict[str, tuple[str, datetime, list[bytes]]] = {}
        for name, at, hashes in self._connection.execute(query.order_by(reviews.c.assessed_at, photos.c.position)):
            found.setdefault(name, (name, utc(at), []))[2].append(bytes.fromhex(hashes) or NO_HASHES)
        return list(found.values())

    def keep(self, entry: Entry) -> None:
        """Write what has changed of an entry and of what is known of it, but for decisions."""
        self._entries.change(entry)
        keep_review(self._connection, entry)

    def decide(self, entry: Entry, decision: Decision) -> None:
        """Write an entry after a decision, and the decision."""
        self.keep(entry)
        add_decision(self._connection, entry, decision)

    def _seen(self) -> Select[Any]:
        return select(entries).select_from(_both()).where(visible(entries, self._tenant))


def _both() -> Any:
    return entries.outerjoin(reviews, reviews.c.entry_id == entries.c.id)


def _conditions(of: QueueFilter) -> list[ColumnElement[bool]]:
    equal = {"right_holder_id": of.right_holder_id, "product_id": of.product_id, "source_id": of.source_id}
    found = [entries.c[name] == value for name, value in equal.items() if value is not None]
    if of.state is not None:
        found.append(_in_state(of.state))
    if of.reason is RiskReason.NOT_ASSESSED:
        found.append(reviews.c.risk.is_(None))
    elif of.reason is RiskReason.NOT_COMPARED:
        found.append(and_(reviews.c.risk.is_not(None), reviews.c.opinion.is_(None)))
    elif of.reason is not None:
        found.append(reviews.c.findings.contains(f'["{of.reason.value}"', autoescape=True))
    if of.most_risk is not None:
        found.append(literal(of.most_risk) >= RISK)
    return found


def _in_state(state: EntryState) -> ColumnElement[bool]:
    is_open = entries.c.standing == Standing.IN_REVIEW.value
    if state is EntryState.WAITING:
        return and_(is_open, reviews.c.hold.is_(None))
    if state in OBSTACLES:
        return and_(is_open, reviews.c.hold == OBSTACLES[state].value)
    return entries.c.standing == state.value


def _comes_after(last: Entry, order: QueueOrder) -> ColumnElement[bool]:
    at, name = entries.c.submitted_at, entries.c.id
    is_later = or_(at > last.submitted_at, and_(at == last.submitted_at, name > last.id))
    risk = literal(last.risk)
    is_beyond = risk > RISK if order is QueueOrder.RISKIEST else risk < RISK
    return or_(is_beyond, and_(risk == RISK, is_later))
