"""Slots of seminars that wait for people of right holders, as statements."""

from typing import Any

from sqlalchemy import Select, and_, or_, select

from serve.platform.tenancy import visible
from serve.platform.waiting import NO_PRODUCT, AnyPerson
from serve.seminars.domain import SeminarState, SlotState
from serve.seminars.tables import seminars, slots


def slots_to_release(person: AnyPerson) -> Select[Any]:
    """The slots that wait for a right holder, of planned seminars and of courses; see `WaitingKind.found`."""
    label, due = seminars.c.title.label("label"), seminars.c.day.label("due")
    query = select(slots.c.id, slots.c.asked_at.label("since"), label, NO_PRODUCT, due)
    is_planned = seminars.c.state == SeminarState.PLANNED.value
    is_for_course = and_(seminars.c.state == SeminarState.CLOSED.value, slots.c.for_course.is_(True))
    is_waiting = and_(slots.c.state == SlotState.ASKED.value, or_(is_planned, is_for_course))
    return query.join(seminars, seminars.c.id == slots.c.seminar_id).where(visible(slots, person), is_waiting)
