"""Slots of seminars that wait for people of right holders, or for those who prepare them, as statements."""

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


def blocked_slots(person: AnyPerson) -> Select[Any]:
    """The released slots of an organisation's planned seminars that can't be shown; see `WaitingKind.found`."""
    label, due = seminars.c.title.label("label"), seminars.c.day.label("due")
    query = select(slots.c.id, slots.c.blocked_since.label("since"), label, NO_PRODUCT, due)
    own = and_(slots.c.organisation_id == person.organisation_id, seminars.c.state == SeminarState.PLANNED.value)
    is_blocked = and_(slots.c.state == SlotState.RELEASED.value, slots.c.blocked_since.is_not(None))
    return query.join(seminars, seminars.c.id == slots.c.seminar_id).where(visible(slots, person), own, is_blocked)
