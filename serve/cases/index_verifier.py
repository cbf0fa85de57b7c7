"""Compares the index of cases with the cases, and repairs it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import Connection, func, select

from model.messages import message
from serve.audit.comparing import readable
from serve.audit.domain import AuditFault, Event
from serve.cases.index_store import CaseIndex, micros
from serve.cases.item_store import ItemStore
from serve.cases.reading import contents_of
from serve.cases.store import CaseStore, joined
from serve.cases.tables import case_terms, cases
from serve.cases.work import CaseWork
from serve.examinations.store import ExaminationStore
from serve.platform.database import utc
from serve.platform.tenancy import SYSTEM
from serve.platform.work import Works

UNINDEXED = message("{name}: is not listed and found by its content; `shingan case reindex` repairs that")
SUPERFLUOUS = message("the index of cases has entries that don't belong there; `shingan case reindex` repairs that")


class IndexVerifier:
    """See `serve.audit.service.Verifier`. No event says how a case is listed: it follows from what is in it."""

    def faults(self, connection: Connection, _: Iterable[Event]) -> Iterator[AuditFault]:
        """Cases that are not listed or found by their content, and entries of the index without a case."""
        names = list(connection.execute(select(cases.c.id).order_by(cases.c.id)).scalars())
        entries = 0
        for name, count in readable(lambda some: _entries(connection, some), names):
            if count is None:
                yield AuditFault(0, UNINDEXED.of(name=name))
            else:
                entries += count
        held = connection.execute(select(func.count()).select_from(case_terms)).scalar_one()
        if held > entries:
            yield AuditFault(0, SUPERFLUOUS)


def _entries(connection: Connection, names: Sequence[str]) -> Mapping[str, int | None]:
    """How many entries each case has in the index; None if they are not the correct ones."""
    store = CaseStore(connection, SYSTEM)
    items, examinations = ItemStore(connection, SYSTEM), ExaminationStore(connection, SYSTEM)
    found: dict[str, int | None] = {}
    for name, case in store.many(names).items():
        contents = contents_of(case, items, examinations)
        fits = store.listed_by(case) == (joined(contents.terms), contents.items, contents.terms)
        found[name] = len(contents.terms) if fits else None
    return found


def reindex(works: Works[CaseWork]) -> int:
    """Rebuild the index of cases, one case at a time, and return their number; the service may continue to run."""
    with works.look(SYSTEM) as work:
        names = work.cases.ids()
    for name in names:
        with works.begin(SYSTEM) as work:
            case = work.cases.get(name, for_change=True)
            contents = contents_of(case, work.items, work.examinations)
            work.cases.index_again(case, contents.terms, contents.items)
    with works.begin(SYSTEM) as work:
        _drop_strays(work.connection)
    return len(names)


def _drop_strays(connection: Connection) -> None:
    """Remove entries without a case from the index."""
    rows = connection.execute(select(cases.c.organisation_id, cases.c.opened_at))
    known = {(row.organisation_id, micros(utc(row.opened_at))) for row in rows}
    places = connection.execute(select(case_terms.c.organisation_id, case_terms.c.opened).distinct()).all()
    for organisation_id, opened in places:
        if (organisation_id, opened) not in known:
            CaseIndex(connection, organisation_id).replace(opened, ())
