"""Alerts as rows: each carries the right holder that sent it, and a row for each agency that got it."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from model.messages import message
from serve.accounts.permissions import OrganisationKind
from serve.accounts.tables import allowances, organisations, people
from serve.alerts.domain import Alert, AlertPicture, AlertState, Withdrawal
from serve.alerts.permissions import AlertAction
from serve.alerts.tables import IS_OPENING, alerts, pictures, recipients
from serve.audit.tables import events
from serve.examinations.domain import StoredPhoto
from serve.platform.database import utc
from serve.platform.errors import NotFoundError
from serve.platform.paging import last_entry
from serve.platform.tenancy import Tenant, visible
from serve.platform.waiting import NEVER_DUE, TODAY, AnyPerson

NO_ALERT = message("There is no such alert.")


class AlertStore:
    """Reads and writes alerts within one transaction, on a tenant's behalf.

    A right holder's people see its own, the operator's all. An agency's see those that were sent to it by right holders
    that allow it now.
    """

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def add(self, alert: Alert) -> None:
        """Write a new alert."""
        holder = {"alert_id": alert.id, "right_holder_id": alert.right_holder_id}
        self._connection.execute(insert(alerts).values(_values(alert)))
        self._connection.execute(insert(recipients), [{**holder, "agency_id": agency} for agency in alert.agencies])
        if alert.pictures:
            rows = [
                {**holder, "position": position, **vars(picture.photo), "entry_id": picture.entry_id}
                for position, picture in enumerate(alert.pictures)
            ]
            self._connection.execute(insert(pictures), rows)

    def change(self, alert: Alert) -> None:
        """Write the withdrawal of an alert that `get` returned for a change."""
        here = and_(alerts.c.id == alert.id, visible(alerts, self._tenant))
        self._connection.execute(update(alerts).where(here).values(_withdrawal_values(alert)))

    def get(self, alert_id: str, *, for_change: bool = False) -> Alert:
        """A complete alert: hand out only `serve.alerts.domain.seen_by_agency` of it to an agency.

        Args:
            for_change: other transactions that change it wait until this one ends.

        Raises:
            NotFoundError: there is none that the tenant may see.
        """
        query = self._seen().where(alerts.c.id == alert_id)
        found = self._found(query.with_for_update() if for_change else query)
        if not found:
            raise NotFoundError(NO_ALERT)
        return found[0]

    def many(self, ids: Sequence[str]) -> dict[str, Alert]:
        """Those of these alerts that the tenant may see, by id."""
        return {alert.id: alert for alert in self._found(self._seen().where(alerts.c.id.in_(ids)))}

    def page(self, state: AlertState | None, today: date, after: str | None, limit: int) -> list[Alert]:
        """Alerts, the latest first.

        Args:
            state: only those in it; None for all.
            today: in UTC.
            after: the id of the last one on the previous page; None for the first.

        Raises:
            NotFoundError: there is no alert `after` that the tenant may see.
        """
        query = self._seen()
        if state is not None:
            query = query.where(_is_in(state, today))
        if after is not None:
            last = last_entry(self.get, after)
            at, name = alerts.c.sent_at, alerts.c.id
            query = query.where(or_(at < last.sent_at, and_(at == last.sent_at, name < last.id)))
        return self._found(query.order_by(alerts.c.sent_at.desc(), alerts.c.id.desc()).limit(limit))

    def valid_of_product(self, product_id: str, today: date, limit: int) -> list[Alert]:
        """The valid alerts about a product, the latest first."""
        query = self._seen().where(alerts.c.product_id == product_id, _is_in(AlertState.VALID, today))
        return self._found(query.order_by(alerts.c.sent_at.desc(), alerts.c.id.desc()).limit(limit))

    def has_opened(self, alert_id: str, person_id: str) -> bool:
        """Whether it is recorded that a person has opened an alert."""
        query = select(events.c.number).where(_has_opened(person_id), events.c.subject == alert_id)
        return self._connection.execute(query.limit(1)).one_or_none() is not None

    def products(self, today: date) -> frozenset[str]:
        """The ids of products about which there are valid alerts."""
        if self._tenant.kind == OrganisationKind.AGENCY:
            found = self._connection.execute(_alerted(), {"organisation": self._tenant.organisation_id, "today": today})
        else:
            found = self._connection.execute(_products_of(self._seen(), today))
        return frozenset(found.scalars())

    def readers(self, ids: Collection[str]) -> Mapping[tuple[str, str], int]:
        """How many people have opened these alerts, by alert and agency; as far as the tenant may see the people."""
        opened = and_(events.c.subject.in_(ids), events.c.action == AlertAction.VIEW.value)
        query = (
            select(events.c.subject, people.c.organisation_id, func.count(events.c.actor.distinct()))
            .join(people, people.c.id == events.c.actor)
            .where(opened, visible(people, self._tenant))
            .group_by(events.c.subject, people.c.organisation_id)
        )
        return {(alert, agency): count for alert, agency, count in self._connection.execute(query)}

    def ids_over_before(self, moment: datetime, limit: int) -> list[str]:
        """Ids of alerts that were withdrawn, or whose last day was, before a moment."""
        query = select(alerts.c.id).where(visible(alerts, self._tenant), _was_over(moment))
        return list(self._connection.execute(query.order_by(alerts.c.id).limit(limit)).scalars())

    def count_over_before(self, moment: datetime) -> int:
        """The number of those alerts."""
        query = select(func.count()).where(visible(alerts, self._tenant), _was_over(moment))
        found: int = self._connection.execute(query).scalar_one()
        return found

    def delete(self, ids: Sequence[str]) -> set[str]:
        """Remove alerts, and return the names of the objects of their pictures."""
        of_these = and_(pictures.c.alert_id.in_(ids), visible(pictures, self._tenant))
        names = set(self._connection.execute(select(pictures.c.sha256).where(of_these)).scalars())
        for table in (pictures, recipients):
            self._connection.execute(delete(table).where(table.c.alert_id.in_(ids), visible(table, self._tenant)))
        self._connection.execute(delete(alerts).where(alerts.c.id.in_(ids), visible(alerts, self._tenant)))
        return names

    def _seen(self) -> Select[Any]:
        return _seen_by(self._tenant)

    def _found(self, query: Select[Any]) -> list[Alert]:
        rows = self._connection.execute(query).all()
        ids = [row.id for row in rows]
        shown = self._by_alert(select(pictures).where(pictures.c.alert_id.in_(ids)).order_by(pictures.c.position))
        got = select(recipients).where(recipients.c.alert_id.in_(ids), visible(recipients, self._tenant))
        sent_to = self._by_alert(got.order_by(recipients.c.agency_id))
        return [_alert(row, shown.get(row.id, ()), sent_to.get(row.id, ())) for row in rows]

    def _by_alert(self, query: Select[Any]) -> Mapping[str, Sequence[Row[Any]]]:
        found: dict[str, list[Row[Any]]] = {}
        for row in self._connection.execute(query):
            found.setdefault(row.alert_id, []).append(row)
        return found


def unopened(person: AnyPerson) -> Select[Any]:
    """Valid alerts that, as far as is recorded, a person of an agency has not opened; see `WaitingKind.found`."""
    opened = exists().where(_has_opened(person.person_id), events.c.subject == alerts.c.id)
    columns = alerts.c.id, alerts.c.sent_at.label("since"), alerts.c.title.label("label")
    found = _seen_by(person).where(_is_in(AlertState.VALID, TODAY), ~opened)
    return found.with_only_columns(*columns, alerts.c.product_id.label("product"), NEVER_DUE)


@cache
def _alerted() -> Select[Any]:
    return _products_of(_seen_by(AnyPerson(OrganisationKind.AGENCY)), TODAY)


def _products_of(seen: Select[Any], today: Any) -> Select[Any]:
    return seen.with_only_columns(alerts.c.product_id).where(_is_in(AlertState.VALID, today)).distinct()


def _seen_by(tenant: Tenant) -> Select[Any]:
    if tenant.kind != OrganisationKind.AGENCY:
        return select(alerts).where(visible(alerts, tenant))
    got = select(recipients.c.alert_id).where(visible(recipients, tenant), _is_allowed(tenant))
    return select(alerts).where(alerts.c.id.in_(got))


def _is_allowed(tenant: Tenant) -> ColumnElement[bool]:
    """Whether the right holder of a recipient's row allows the tenant's agency now."""
    allows = exists().where(organisations.c.id == recipients.c.right_holder_id, organisations.c.allows_all.is_(True))
    lists = exists().where(
        allowances.c.right_holder_id == recipients.c.right_holder_id, allowances.c.agency_id == tenant.organisation_id
    )
    return or_(allows, lists)


def _has_opened(person_id: Any) -> ColumnElement[bool]:
    return and_(events.c.actor == person_id, IS_OPENING)


def _was_over(moment: datetime) -> ColumnElement[bool]:
    return or_(alerts.c.withdrawn_at < moment, alerts.c.valid_until < moment.date())


def _is_in(state: AlertState, today: Any) -> ColumnElement[bool]:
    if state is AlertState.WITHDRAWN:
        return alerts.c.withdrawn_at.is_not(None)
    is_over = alerts.c.valid_until < today
    return and_(alerts.c.withdrawn_at.is_(None), is_over if state is AlertState.EXPIRED else ~is_over)


def _values(alert: Alert) -> dict[str, Any]:
    return {
        "id": alert.id,
        "right_holder_id": alert.right_holder_id,
        "product_id": alert.product_id,
        "title": alert.title,
        "text": alert.text,
        "language": alert.language,
        "points": json.dumps(alert.points, ensure_ascii=False),
        "valid_until": alert.valid_until,
        "sent_by": alert.sent_by,
        "sent_at": alert.sent_at,
        **_withdrawal_values(alert),
    }


def _withdrawal_values(alert: Alert) -> dict[str, Any]:
    by, at, reason = alert.withdrawal or (None, None, None)
    return {"withdrawn_by": by, "withdrawn_at": at, "reason": reason}


def _alert(row: Row[Any], shown: Sequence[Row[Any]], sent_to: Sequence[Row[Any]]) -> Alert:
    parts = (row.withdrawn_by, row.withdrawn_at, row.reason)
    return Alert(
        id=row.id,
        right_holder_id=row.right_holder_id,
        product_id=row.product_id,
        title=row.title,
        text=row.text,
        language=row.language,
        points=tuple(json.loads(row.points)),
        pictures=tuple(
            AlertPicture(StoredPhoto(each.sha256, each.media_type, each.size), each.entry_id) for each in shown
        ),
        agencies=tuple(each.agency_id for each in sent_to),
        valid_until=row.valid_until,
        sent_by=row.sent_by,
        sent_at=utc(row.sent_at),
        withdrawal=None if parts == (None, None, None) else Withdrawal(parts[0], utc(parts[1]), parts[2]),
    )
