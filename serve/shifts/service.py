"""What was done in a shift, and what the next one is told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from serve.accounts.domain import Actor
from serve.cases.dossier import CaseSummary
from serve.cases.index_store import IndexPage
from serve.cases.reading import names_of
from serve.cases.searching import as_seen
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.work import Works
from serve.procedures.work import ProcedureWork
from serve.shifts.domain import MOST_LISTED, PlacedCount, Shift, ShiftNote, ShiftQuery, checked_note, checked_query
from serve.shifts.permissions import ShiftAction
from serve.shifts.work import ShiftWork


@dataclass(frozen=True)
class Shifts:
    """The use cases. All of them block."""

    work: Works[ShiftWork]

    def view(self, actor: Actor, asked: ShiftQuery) -> Shift:
        """What was done in a shift of the actor's agency, and what waits now; the look is recorded.

        Raises:
            ShiftRejectedError: the span is empty or too long.
        """
        query = checked_query(asked)
        with self.work.look(actor) as work:
            opened, closed = work.counts.opened(query), work.counts.closed(query)
            first_opened, first_closed = _first(work, opened), _first(work, closed)
            notes = work.notes.of(query, MOST_LISTED)
            people = {case.opened_by for case in (*first_opened, *first_closed)} | {note.by for note in notes}
            due = work.of(ProcedureWork).deadlines.counts_by_spot(work.now)
            work.record(ShiftAction.VIEW, actor.organisation_id, since=query.since.isoformat())
            return Shift(
                query=query,
                examinations=_sum(query, work.counts.examined(query)),
                opened=first_opened,
                opened_count=len(opened),
                closed=first_closed,
                closed_count=len(closed),
                open_cases=_sum(query, work.counts.open_cases()),
                pending_opinions=_sum(query, work.counts.pending_opinions()),
                open_enquiries=_sum(query, work.counts.open_enquiries()),
                photo_requests=_sum(query, work.counts.photo_requests()),
                pressing_deadlines=_sum(query, (PlacedCount(*each.spot) for each in due if not each.is_lapsed)),
                lapsed_deadlines=_sum(query, (PlacedCount(*each.spot) for each in due if each.is_lapsed)),
                notes=notes,
                names=names_of(work, people),
            )

    def write(self, actor: Actor, text: str, unit: str = "", call: IdempotentCall = UNNAMED) -> tuple[ShiftNote, str]:
        """Write a note for the next shift; with the name of who wrote it.

        Raises:
            ShiftRejectedError: the text is missing or invalid, or the unit is invalid.
        """
        said, of = checked_note(text, unit)
        with self.work.begin(actor, call) as work:
            if not work.replayed:
                note = ShiftNote(work.id("z"), actor.organisation_id, of, said, actor.person_id, work.now)
                work.notes.add(note)
                work.record(ShiftAction.NOTE, note)
            return work.notes.get(work.id("z")), actor.name

    def note(self, actor: Actor, note_id: str) -> tuple[ShiftNote, str]:
        """A note of the actor's agency, with the name of who wrote it; the look is recorded.

        Raises:
            NotFoundError: there is none that the actor may see.
        """
        with self.work.look(actor) as work:
            note = work.notes.get(note_id)
            work.record(ShiftAction.VIEW, note_id)
            return note, names_of(work, {note.by}).get(note.by, "")


def _first(work: ShiftWork, opened: Sequence[int]) -> list[CaseSummary]:
    """The first of these cases, as the actor may see them."""
    page = IndexPage(tuple(opened[:MOST_LISTED]), None, is_cut=False)
    return as_seen(work, work.cases.summaries(work.tenant.organisation_id, page)) if opened else []


def _sum(query: ShiftQuery, spots: Iterable[PlacedCount]) -> int:
    return sum(spot.amount for spot in spots if query.has(spot.place, spot.unit))
