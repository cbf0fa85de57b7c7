"""Whether examinations have the name of a right holder."""

from serve.accounts.domain import Organisation
from serve.accounts.name_uses import OrganisationNameUse
from serve.accounts.permissions import OrganisationKind
from serve.examinations.work import ExaminationWork
from serve.platform.parts import Parts
from serve.platform.tenancy import SYSTEM
from serve.platform.work import Works


def _is_in_examinations(parts: Parts, organisation: Organisation) -> bool:
    if organisation.kind != OrganisationKind.RIGHT_HOLDER:
        return False
    with parts[Works].of(ExaminationWork).look(SYSTEM) as work:
        return work.examinations.names_right_holder(organisation.name)


NAME_IN_EXAMINATIONS = OrganisationNameUse(_is_in_examinations)
