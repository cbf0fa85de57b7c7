"""Verdicts that wait for a decision of the person who examined, as statements."""

from typing import Any

from sqlalchemy import Select, select

from serve.examinations.tables import IS_UNDECIDED, examinations
from serve.platform.json_text import JsonText
from serve.platform.tenancy import visible
from serve.platform.waiting import NEVER_DUE, NO_LABEL, AnyPerson


def to_decide(person: AnyPerson) -> Select[Any]:
    """Examinations whose verdict shows once a person has decided; see `WaitingKind.found`."""
    stated = JsonText(examinations.c.asked, "product").label("product")  # by the person, and not by the verdict
    query = select(examinations.c.id, examinations.c.created_at.label("since"), NO_LABEL, stated, NEVER_DUE)
    own = (examinations.c.examined_by == person.person_id) & examinations.c.is_preliminary.is_(False)
    return query.where(IS_UNDECIDED, own, visible(examinations, person))
