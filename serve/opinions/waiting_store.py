"""Second opinions that wait for the people who are asked, as statements."""

from typing import Any

from sqlalchemy import Select, func, select

from serve.opinions.tables import opinions
from serve.platform.tenancy import visible
from serve.platform.waiting import NEVER_DUE, NO_PRODUCT, AnyPerson


def to_give(person: AnyPerson) -> Select[Any]:
    """Opinions that a person is asked for and has not given; see `WaitingKind.found`."""
    label = func.nullif(opinions.c.question, "").label("label")
    query = select(opinions.c.id, opinions.c.asked_at.label("since"), label, NO_PRODUCT, NEVER_DUE)
    mine = (opinions.c.asked_of == person.person_id) & opinions.c.answered_at.is_(None)
    return query.where(mine, visible(opinions, person))
