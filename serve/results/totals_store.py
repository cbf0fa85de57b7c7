"""Totals of removed seminars as rows."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from model.datasets.fields import Label
from serve.platform.tenancy import Tenant, visible
from serve.results.learning_domain import SeatGain
from serve.results.measure_domain import Calls
from serve.results.tables import counts, totals
from serve.results.totals_domain import CountedPart, SeminarHeld, SeminarTotals
from serve.seminars.agenda import AgendaStepKind
from serve.seminars.choice_domain import Choice


class TotalsStore:
    """Reads and writes totals within one transaction, on a tenant's behalf. They never change, and never go."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def add(self, kept: SeminarTotals) -> None:
        """Write the totals of a seminar that is removed in the same transaction."""
        self._connection.execute(insert(totals).values(_values(kept)))
        of_it = {"seminar_id": kept.id, "organisation_id": kept.about.organisation_id}
        rows = [
            {**of_it, **part._asdict(), "label": label.value, "choice": choice.value, "answers": number}
            for part, calls in kept.counts.items()
            for (label, choice), number in calls.counts.items()
        ]
        self._connection.execute(insert(counts), rows)

    def all(self) -> list[SeminarTotals]:
        """Those of all removed seminars, by their ids."""
        query = select(totals).where(visible(totals, self._tenant)).order_by(totals.c.id)
        return self._found(self._connection.execute(query).all())

    def many(self, ids: Sequence[str]) -> dict[str, SeminarTotals]:
        """Those of some seminars, by id."""
        query = select(totals).where(totals.c.id.in_(ids), visible(totals, self._tenant))
        return {each.id: each for each in self._found(self._connection.execute(query).all())}

    def _found(self, rows: Sequence[Row[Any]]) -> list[SeminarTotals]:
        counted = self._counts([row.id for row in rows])
        return [
            SeminarTotals(
                about=SeminarHeld(row.id, row.organisation_id, row.country, row.day),
                seats=row.seats,
                counts={part: Calls(some) for part, some in counted.get(row.id, {}).items()},
                gain=SeatGain(row.gain_seats, row.gain),
            )
            for row in rows
        ]

    def _counts(self, ids: Sequence[str]) -> Mapping[str, Mapping[CountedPart, Counter[tuple[Label, Choice]]]]:
        query = select(counts).where(counts.c.seminar_id.in_(ids), visible(counts, self._tenant))
        found: dict[str, dict[CountedPart, Counter[tuple[Label, Choice]]]] = {}
        for row in self._connection.execute(query):
            part = CountedPart(AgendaStepKind(row.kind), row.product_id)
            answered = found.setdefault(row.seminar_id, {}).setdefault(part, Counter())
            answered[Label(row.label), Choice(row.choice)] = row.answers
        return found


def _values(kept: SeminarTotals) -> dict[str, Any]:
    about = kept.about
    return {
        "id": about.id,
        "organisation_id": about.organisation_id,
        "country": about.country,
        "day": about.day,
        "seats": kept.seats,
        "gain_seats": kept.gain.seats,
        "gain": kept.gain.total,
    }
