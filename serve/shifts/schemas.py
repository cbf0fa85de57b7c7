"""Request and response bodies of shifts."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from serve.accounts.schemas import Body
from serve.cases.examples import EXAMPLES as CASE_EXAMPLES
from serve.cases.response_schemas import person_ref, shown_summary
from serve.cases.schemas import CaseSummaryOut, Line, NeededText, PersonRef
from serve.shifts.domain import Shift, ShiftNote


class ShiftNoteIn(Body):
    """A note for the next shift."""

    text: NeededText
    unit: Line = Field(default="", description="Which unit it is for; empty for every one.")


class ShiftNoteOut(BaseModel):
    """A note for the next shift."""

    id: str
    text: str
    unit: str = Field(description="Which unit it is for; empty for every one.")
    written_by: PersonRef
    written_at: datetime


class ShiftOut(BaseModel):
    """What was done in a shift, and what waits now."""

    since: datetime
    until: datetime
    place: str
    unit: str
    examinations: int = Field(ge=0, description="How many were made. At a place or in a unit: in its cases.")
    opened: list[CaseSummaryOut] = Field(description="The latest cases that were opened, at most 100.")
    opened_count: int = Field(ge=0)
    closed: list[CaseSummaryOut] = Field(description="The latest cases that were closed, at most 100.")
    closed_count: int = Field(ge=0)
    open_cases: int = Field(ge=0, description="How many cases are open now.")
    pending_opinions: int = Field(ge=0, description="How many opinions are asked and not given now.")
    open_enquiries: int = Field(ge=0, description="How many enquiries wait for a right holder now.")
    photo_requests: int = Field(ge=0, description="How many requests of right holders for photos have no reply now.")
    pressing_deadlines: int = Field(ge=0, description="How many legal deadlines end within three days.")
    lapsed_deadlines: int = Field(ge=0, description="How many legal deadlines have run out without a result.")
    notes: list[ShiftNoteOut] = Field(
        description="Written in the shift, for the unit or for every one; the latest first."
    )


def note_out(note: ShiftNote, name: str) -> ShiftNoteOut:
    """A note, for the API."""
    by = person_ref(note.by, {note.by: name})
    return ShiftNoteOut(id=note.id, text=note.text, unit=note.unit, written_by=by, written_at=note.at)


def shift_out(shift: Shift) -> ShiftOut:
    """A shift, for the API."""
    names = shift.names
    return ShiftOut(
        since=shift.query.since,
        until=shift.query.before,
        place=shift.query.place,
        unit=shift.query.unit,
        examinations=shift.examinations,
        opened=[shown_summary(each, names) for each in shift.opened],
        opened_count=shift.opened_count,
        closed=[shown_summary(each, names) for each in shift.closed],
        closed_count=shift.closed_count,
        open_cases=shift.open_cases,
        pending_opinions=shift.pending_opinions,
        open_enquiries=shift.open_enquiries,
        photo_requests=shift.photo_requests,
        pressing_deadlines=shift.pressing_deadlines,
        lapsed_deadlines=shift.lapsed_deadlines,
        notes=[note_out(each, names.get(each.by, "")) for each in shift.notes],
    )


_SUMMARY = CASE_EXAMPLES["CasesOut"]["cases"][0]
_NOTE: dict[str, Any] = {
    "id": "z-3a1f0c9d8e7b4a6f9c0d1e2f3a4b5c6d",
    "text": "The container at gate 2 is still to be opened.",
    "unit": "Container control",
    "written_by": _SUMMARY["opened_by"],
    "written_at": "2026-11-25T13:55:00Z",
}
EXAMPLES: dict[str, Any] = {
    "ShiftNoteOut": _NOTE,
    "ShiftOut": {
        "since": "2026-11-25T06:00:00Z",
        "until": "2026-11-25T14:00:00Z",
        "place": "",
        "unit": "Container control",
        "examinations": 12,
        "opened": [_SUMMARY],
        "opened_count": 1,
        "closed": [],
        "closed_count": 0,
        "open_cases": 4,
        "pending_opinions": 1,
        "open_enquiries": 2,
        "photo_requests": 1,
        "pressing_deadlines": 1,
        "lapsed_deadlines": 0,
        "notes": [_NOTE],
    },
}
