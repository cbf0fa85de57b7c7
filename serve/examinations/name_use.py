"""Whether examinations have the name of a right holder."""

from sqlalchemy import select

from serve.accounts.domain import Organisation
from serve.accounts.name_uses import OrganisationNameUse
from serve.accounts.permissions import OrganisationKind
from serve.examinations.tables import examinations
from serve.platform.parts import Parts
from serve.platform.tenancy import SYSTEM
from serve.platform.work import Work, Works


def _is_in_examinations(parts: Parts, organisation: Organisation) -> bool:
    if organisation.kind != OrganisationKind.RIGHT_HOLDER:
        return False
    named = select(examinations.c.id).where(examinations.c.right_holder == organisation.name).limit(1)
    with parts[Works].of(Work).look(SYSTEM) as work:
        return work.connection.execute(named).first() is not None


NAME_IN_EXAMINATIONS = OrganisationNameUse(_is_in_examinations)
