"""The parts of seizures."""

from collections.abc import Mapping

from model.messages import message
from serve.codelists.domain import CodeLists
from serve.platform.parts import Parts
from serve.platform.problem_kinds import ProblemKind
from serve.platform.subject import Subject
from serve.platform.work import Works
from serve.procedures.dating import Dating
from serve.seizures import pages, routes, schemas, tables
from serve.seizures.domain import SeizureRejectedError
from serve.seizures.finding_store import found_by
from serve.seizures.gaps import SEIZURE_GAPS
from serve.seizures.service import FOUND_ON, LINES_FOR_ITEM, LineUses, Seizures
from serve.seizures.verifier import SeizureVerifier
from serve.seizures.work import SeizureWork


def _parts(parts: Parts) -> Mapping[type, object]:
    uses = parts.subjects.extensions(LineUses)
    return {Seizures: Seizures(parts[Works].of(SeizureWork), parts[CodeLists], parts[Dating], uses)}


SUBJECT = Subject(
    name="seizures",
    parts=_parts,
    routers=(routes.router, pages.router),
    templates=pages.TEMPLATES,
    problems={
        SeizureRejectedError: ProblemKind("seizure-rejected", 422, message("A value of the record is invalid")),
    },
    examples=schemas.EXAMPLES,
    tables=(tables.interceptions, tables.goods_lines),
    verifiers=(lambda _: SeizureVerifier(),),
    extensions=(pages.PANEL, LINES_FOR_ITEM, FOUND_ON, SEIZURE_GAPS, *found_by()),
)
