"""The JSON API of shifts."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import AwareDatetime

from model.messages import message
from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart, permitted
from serve.cases.schemas import Line
from serve.platform.clock import Clock
from serve.platform.dependencies import provided
from serve.platform.openapi import located, problem_responses
from serve.shifts.domain import USUAL, ShiftQuery, ShiftRejectedError
from serve.shifts.permissions import ShiftPermission
from serve.shifts.schemas import ShiftNoteIn, ShiftNoteOut, ShiftOut, note_out, shift_out
from serve.shifts.service import Shifts

router = APIRouter(prefix="/v1/shift", tags=["shifts"])
Reader = Annotated[Actor, Depends(permitted(ShiftPermission.READ))]
Writer = Annotated[Actor, Depends(permitted(ShiftPermission.WRITE))]
ShiftsPart = Annotated[Shifts, Depends(provided(Shifts))]
ClockPart = Annotated[Clock, Depends(provided(Clock))]
NoteId = Annotated[str, Path(pattern="^z-[0-9a-f]{32}$", examples=["z-3a1f0c9d8e7b4a6f9c0d1e2f3a4b5c6d"])]
FIRST_YEAR, LAST_YEAR = 2000, 2999
Moment = Annotated[AwareDatetime | None, Query(description="With its offset from UTC.")]


def query_of(clock: Clock, since: datetime | None, until: datetime | None, place: str, unit: str) -> ShiftQuery:
    """The shift that is asked for: until now, and for eight hours, unless something else is said.

    Raises:
        ShiftRejectedError: a moment is so early or so late that no eight hours fit beside it.
    """
    for name, moment in (("since", since), ("until", until)):
        if moment is not None and not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise ShiftRejectedError(message("Choose a time between the years 2000 and 2999."), name)
    before = until or (since + USUAL if since else clock.shown())
    return ShiftQuery(since or before - USUAL, before, place, unit)


@router.get(
    "",
    operation_id="getShift",
    summary="What was done in a shift, and what waits",
    description="Of your agency; without times, in the last eight hours. What waits is as it is now, not as it was "
    "then. Verdicts and conclusions on which your opinion is pending are left out.",
    responses=problem_responses(401, 403, 422, 503),
)
def get_shift(
    actor: Reader,
    shifts: ShiftsPart,
    clock: ClockPart,
    since: Moment = None,
    until: Moment = None,
    place: Line = "",
    unit: Line = "",
) -> ShiftOut:
    """A shift."""
    return shift_out(shifts.view(actor, query_of(clock, since, until, place, unit)))


@router.post(
    "/notes",
    operation_id="writeShiftNote",
    status_code=201,
    summary="Write a note for the next shift",
    description="It stays as it is written.",
    responses={201: located("the note"), **problem_responses(400, 401, 403, 422, 503)},
)
def post_note(
    actor: Writer, shifts: ShiftsPart, given: ShiftNoteIn, call: CallPart, response: Response
) -> ShiftNoteOut:
    """Write a note."""
    note, name = shifts.write(actor, given.text, given.unit, call)
    response.headers["Location"] = f"{router.prefix}/notes/{note.id}"
    return note_out(note, name)


@router.get(
    "/notes/{note_id}",
    operation_id="getShiftNote",
    summary="One note for the next shift",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_note(actor: Reader, shifts: ShiftsPart, note_id: NoteId) -> ShiftNoteOut:
    """One note."""
    return note_out(*shifts.note(actor, note_id))
