"""Second opinions that wait for the people who are asked, and given ones for who asked, as statements."""

from typing import Any

from sqlalchemy import Select, exists, func, select

from serve.audit.tables import events
from serve.cases.permissions import CaseAction
from serve.cases.tables import items
from serve.opinions.permissions import OpinionAction
from serve.opinions.tables import opinions
from serve.platform.tenancy import visible
from serve.platform.waiting import NEVER_DUE, NO_PRODUCT, AnyPerson


def to_give(person: AnyPerson) -> Select[Any]:
    """Opinions that a person is asked for and has not given; see `WaitingKind.found`."""
    label = func.nullif(opinions.c.question, "").label("label")
    query = select(opinions.c.id, opinions.c.asked_at.label("since"), label, NO_PRODUCT, NEVER_DUE)
    mine = (opinions.c.asked_of == person.person_id) & opinions.c.answered_at.is_(None)
    return query.where(mine, visible(opinions, person))


def to_read(person: AnyPerson) -> Select[Any]:
    """Opinions that were given to a person who has not opened the case since; see `WaitingKind.found`.

    Looks at a case are in the audit log, so nothing else needs to say what was read.
    """
    gives, looks = events.alias("gives"), events.alias("looks")
    is_given = (gives.c.subject == opinions.c.id) & (gives.c.action == OpinionAction.GIVE.value)
    given = select(func.max(gives.c.number)).where(is_given).correlate(opinions).scalar_subquery()
    own = (looks.c.subject == opinions.c.case_id) & (looks.c.actor == person.person_id)
    is_read = exists().where(own, looks.c.action == CaseAction.VIEW.value, looks.c.number > given).correlate(opinions)
    label = func.nullif(opinions.c.question, "").label("label")
    place = opinions.c.case_id, opinions.c.item_id
    product = select(items.c.product_id).where(items.c.id == opinions.c.item_id).scalar_subquery().label("product")
    query = select(opinions.c.id, opinions.c.answered_at.label("since"), label, product, NEVER_DUE, *place)
    asked = (opinions.c.asked_by == person.person_id) & opinions.c.answered_at.is_not(None)
    return query.where(asked, ~is_read, visible(opinions, person))
