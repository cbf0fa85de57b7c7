"""Trials and shadows as rows."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    true,
    tuple_,
    update,
)

from model.messages import message
from serve.examinations.tables import examinations
from serve.platform.database import utc
from serve.platform.errors import NotFoundError
from serve.platform.paging import NO_ENTRY
from serve.platform.tenancy import Tenant, visible
from serve.trials.domain import Override, Result, Shadow, ShadowCount, ShadowVerdict, Trial, TrialItem
from serve.trials.tables import shadow_verdicts, shadows, trial_items, trials

NO_TRIAL = message("This release has not been compared yet.")
NO_SHADOW = message("This release has never run in the shadow.")


class TrialStore:
    """Reads and writes comparisons within one transaction, on a tenant's behalf: the operator's, or the service's."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def add(self, trial: Trial) -> None:
        """Write a new trial."""
        self._connection.execute(insert(trials).values(id=trial.id, **_values(trial)))

    def change(self, trial: Trial) -> None:
        """Write what has changed of a trial."""
        self._connection.execute(update(trials).where(trials.c.id == trial.id).values(_values(trial)))

    def get(self, trial_id: str) -> Trial:
        """A trial by its id.

        Raises:
            NotFoundError: there is none.
        """
        row = self._connection.execute(self._visible().where(trials.c.id == trial_id)).one_or_none()
        if row is None:
            raise NotFoundError(NO_TRIAL)
        return _trial(row)

    def latest(self, release_id: str) -> Trial | None:
        """The latest trial of a release; None if there is none."""
        return next(iter(self.page(release_id, None, 1)), None)

    def page(self, release_id: str, after: str | None, limit: int) -> list[Trial]:
        """Trials of a release, the latest first.

        Args:
            after: the id of the last one on the previous page; None for the first.

        Raises:
            NotFoundError: the release has no trial `after`.
        """
        query = self._visible().where(trials.c.release_id == release_id)
        query = query.where(_earlier(self._connection, query, trials.c.created_at, trials.c.id, after))
        ordered = query.order_by(trials.c.created_at.desc(), trials.c.id).limit(limit)
        return [_trial(row) for row in self._connection.execute(ordered)]

    def many(self, ids: Collection[str]) -> list[Trial]:
        """Those of these trials that the tenant may see."""
        return [_trial(row) for row in self._connection.execute(self._visible().where(trials.c.id.in_(ids)))]

    def add_item(self, trial_id: str, item: TrialItem) -> None:
        """Write how both releases judge an item."""
        self._connection.execute(insert(trial_items).values(trial_id=trial_id, **item._asdict()))

    def items(self, trial_id: str) -> list[TrialItem]:
        """The items of a trial."""
        query = select(trial_items).where(trial_items.c.trial_id == trial_id, visible(trial_items, self._tenant))
        return sorted(
            TrialItem(row.item, row.product, row.is_counterfeit, Result(row.before), Result(row.after))
            for row in self._connection.execute(query)
        )

    def _visible(self) -> Select[Any]:
        return select(trials).where(visible(trials, self._tenant))


class ShadowStore:
    """The same of shadows."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def add(self, shadow: Shadow) -> None:
        """Write a new shadow."""
        self._connection.execute(insert(shadows).values(**vars(shadow)))

    def end(self, shadow: Shadow) -> None:
        """Write when a shadow ended."""
        self._connection.execute(update(shadows).where(shadows.c.id == shadow.id).values(ended_at=shadow.ended_at))

    def get(self, shadow_id: str, *, for_change: bool = False) -> Shadow:
        """A shadow by its id.

        Args:
            for_change: others who change it wait until this transaction ends.

        Raises:
            NotFoundError: there is none.
        """
        query = self._visible().where(shadows.c.id == shadow_id)
        row = self._connection.execute(query.with_for_update() if for_change else query).one_or_none()
        if row is None:
            raise NotFoundError(NO_SHADOW)
        return _shadow(row)

    def running(self) -> Shadow | None:
        """The one that runs; None if none does."""
        row = self._connection.execute(self._visible().where(shadows.c.ended_at.is_(None))).one_or_none()
        return None if row is None else _shadow(row)

    def latest(self, release_id: str) -> Shadow | None:
        """The latest shadow of a release; None if there is none."""
        return next(iter(self.page(release_id, None, 1)), None)

    def page(self, release_id: str, after: str | None, limit: int) -> list[Shadow]:
        """Shadows of a release, the latest first.

        Args:
            after: the id of the last one on the previous page; None for the first.

        Raises:
            NotFoundError: the release has no shadow `after`.
        """
        query = self._visible().where(shadows.c.release_id == release_id)
        query = query.where(_earlier(self._connection, query, shadows.c.started_at, shadows.c.id, after))
        ordered = query.order_by(shadows.c.started_at.desc(), shadows.c.id).limit(limit)
        return [_shadow(row) for row in self._connection.execute(ordered)]

    def many(self, ids: Collection[str]) -> list[Shadow]:
        """Those of these shadows that the tenant may see."""
        return [_shadow(row) for row in self._connection.execute(self._visible().where(shadows.c.id.in_(ids)))]

    def next_examinations(self, shadow: Shadow, since: datetime, now: datetime, limit: int) -> list[str]:
        """The ids of the oldest examinations after a time that a shadow has not examined.

        Those whose verdict its own release gave are left out: they show no difference. So are practice and preliminary
        ones.
        """
        done = select(shadow_verdicts.c.examination_id).where(
            shadow_verdicts.c.shadow_id == shadow.id, shadow_verdicts.c.examination_id == examinations.c.id
        )
        at, end = examinations.c.created_at, min(now, shadow.until or now)
        query = select(examinations.c.id).where(visible(examinations, self._tenant), at > since, at <= end)
        oldest = (
            query.where(examinations.c.release != shadow.release_id, ~done.exists())
            .where(~examinations.c.is_practice, ~examinations.c.is_preliminary)
            .order_by(at, examinations.c.id)
            .limit(limit)
        )
        return list(self._connection.execute(oldest).scalars())

    def add_verdict(self, shadow_id: str, verdict: ShadowVerdict) -> None:
        """Write what a shadow says of an examination."""
        self._connection.execute(insert(shadow_verdicts).values(shadow_id=shadow_id, **verdict._asdict()))

    def counts(self, shadow_id: str) -> list[ShadowCount]:
        """How many examinations have the same products and outcomes."""
        table = shadow_verdicts.c
        columns = (table.product, table.given, table.shadow, table.recognised)
        query = select(*columns, func.count()).where(*self._of(shadow_id)).group_by(*columns).order_by(*columns)
        return [
            ShadowCount(product, Result(given), Result(shadow), count, recognised)
            for product, given, shadow, recognised, count in self._connection.execute(query)
        ]

    def differences(self, shadow_id: str, after: str | None, limit: int) -> list[ShadowVerdict]:
        """Examinations with another outcome or another product, by id.

        Args:
            after: the id of the last one on the previous page; None for the first.
        """
        table = shadow_verdicts.c
        differs = or_(table.given != table.shadow, table.recognised != table.product)
        query = select(shadow_verdicts).where(*self._of(shadow_id), differs)
        if after is not None:
            query = query.where(shadow_verdicts.c.examination_id > after)
        rows = self._connection.execute(query.order_by(shadow_verdicts.c.examination_id).limit(limit))
        return [_verdict(row) for row in rows]

    def to_open(self, verdicts: Collection[ShadowVerdict]) -> frozenset[str]:
        """The ids of those of these examinations that the tenant may open."""
        ids = [each.examination_id for each in verdicts]
        query = select(examinations.c.id).where(visible(examinations, self._tenant), examinations.c.id.in_(ids))
        return frozenset(self._connection.execute(query).scalars())

    def verdicts_of(self, pairs: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], ShadowVerdict]:
        """The existing ones of these verdicts, by shadow and examination."""
        which = tuple_(shadow_verdicts.c.shadow_id, shadow_verdicts.c.examination_id).in_(pairs)
        rows = self._connection.execute(select(shadow_verdicts).where(which, visible(shadow_verdicts, self._tenant)))
        return {(row.shadow_id, row.examination_id): _verdict(row) for row in rows}

    def delete_of(self, examination_ids: Sequence[str]) -> None:
        """Remove what shadows say of examinations that are removed."""
        self._connection.execute(delete(shadow_verdicts).where(shadow_verdicts.c.examination_id.in_(examination_ids)))

    def _of(self, shadow_id: str) -> tuple[Any, ...]:
        return (shadow_verdicts.c.shadow_id == shadow_id, visible(shadow_verdicts, self._tenant))

    def _visible(self) -> Select[Any]:
        return select(shadows).where(visible(shadows, self._tenant))


def _earlier(
    connection: Connection, query: Select[Any], at: Column[datetime], name: Column[str], after: str | None
) -> ColumnElement[bool]:
    """Which rows of a list, the latest first, come after one of them; all for None.

    Raises:
        NotFoundError: the list has no row `after`.
    """
    if after is None:
        return true()
    last = connection.execute(query.where(name == after).with_only_columns(at)).scalar_one_or_none()
    if last is None:
        raise NotFoundError(NO_ENTRY)
    return or_(at < last, and_(at == last, name > after))


def _values(trial: Trial) -> dict[str, Any]:
    override = trial.override
    return {
        "release_id": trial.release_id,
        "against": trial.against,
        "gold": trial.gold,
        "created_by": trial.created_by,
        "created_at": trial.created_at,
        "finished_at": trial.finished_at,
        "influence": trial.influence,
        "overridden_by": override and override.by,
        "overridden_at": override and override.at,
        "reason": override and override.reason,
        "failed_at": trial.failed_at,
        "failure": trial.failure,
        "known": trial.known,
    }


def _trial(row: Row[Any]) -> Trial:
    parts = (row.overridden_by, row.overridden_at, row.reason)
    return Trial(
        id=row.id,
        release_id=row.release_id,
        against=row.against,
        gold=row.gold,
        created_by=row.created_by,
        created_at=utc(row.created_at),
        finished_at=row.finished_at and utc(row.finished_at),
        influence=row.influence,
        override=None if parts == (None, None, None) else Override(parts[0], utc(parts[1]), parts[2]),
        failed_at=row.failed_at and utc(row.failed_at),
        failure=row.failure,
        known=row.known,
    )


def _shadow(row: Row[Any]) -> Shadow:
    return Shadow(
        id=row.id,
        release_id=row.release_id,
        started_by=row.started_by,
        started_at=utc(row.started_at),
        until=row.until and utc(row.until),
        ended_at=row.ended_at and utc(row.ended_at),
    )


def _verdict(row: Row[Any]) -> ShadowVerdict:
    return ShadowVerdict(row.examination_id, row.product, Result(row.given), Result(row.shadow), row.recognised)
