"""Slots of seminars that wait for people of right holders, as statements."""

from typing import Any

from sqlalchemy import Select, and_, select

from serve.platform.tenancy import visible
from serve.platform.waiting import NO_PRODUCT, AnyPerson
from serve.seminars.domain import SeminarState, SlotState
from serve.seminars.tables import seminars, slots


def slots_to_release(person: AnyPerson) -> Select[Any]:
    """The slots of planned seminars that wait for a right holder; see `WaitingKind.found`."""
    label, due = seminars.c.title.label("label"), seminars.c.day.label("due")
    query = select(slots.c.id, slots.c.asked_at.label("since"), label, NO_PRODUCT, due)
    is_waiting = and_(slots.c.state == SlotState.ASKED.value, seminars.c.state == SeminarState.PLANNED.value)
    return query.join(seminars, seminars.c.id == slots.c.seminar_id).where(visible(slots, person), is_waiting)
