"""The parts of persons of cases."""

from collections.abc import Mapping
from datetime import timedelta

from model.messages import message
from serve.codelists.domain import CodeLists
from serve.persons import pages, routes, schemas, tables
from serve.persons.domain import CasePersonRejectedError, KeyLostError
from serve.persons.keys import FOLDER, PersonKeys
from serve.persons.permissions import GRANTS
from serve.persons.service import CasePersons
from serve.persons.verifier import CasePersonVerifier
from serve.persons.work import CasePersonWork
from serve.platform.parts import Parts
from serve.platform.problem_kinds import LOOK_AGAIN, ProblemKind
from serve.platform.settings import Settings
from serve.platform.subject import Subject
from serve.platform.work import Works


def _parts(parts: Parts) -> Mapping[type, object]:
    keys = PersonKeys(parts.settings.keys_dir / FOLDER)
    works = parts[Works].of(CasePersonWork)
    return {CasePersons: CasePersons(works, keys, parts[CodeLists], kept_for(parts.settings))}


def kept_for(settings: Settings) -> timedelta | None:
    """How long after their case is closed persons are kept: no longer than the case."""
    days = [each for each in (settings.person_retention_days, settings.retention_days) if each is not None]
    return timedelta(days=min(days)) if days else None


SUBJECT = Subject(
    name="persons",
    grants=GRANTS,
    parts=_parts,
    routers=(routes.router, pages.router),
    templates=pages.TEMPLATES,
    problems={
        CasePersonRejectedError: ProblemKind("person-rejected", 422, message("A value of the record is invalid")),
        KeyLostError: ProblemKind("person-key-lost", 409, message("What is kept can't be read"), LOOK_AGAIN),
    },
    examples=schemas.EXAMPLES,
    tables=(tables.case_persons,),
    verifiers=(lambda _: CasePersonVerifier(),),
    extensions=(pages.PANEL, pages.RECORD_PANEL),
)
