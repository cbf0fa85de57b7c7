"""The parts of examinations."""

from collections.abc import Mapping

from model.messages import message
from serve.examinations import examples, pages, picture_routes, routes, tables
from serve.examinations.domain import VerdictHiddenError
from serve.examinations.permissions import GRANTS, ExaminationPermission
from serve.examinations.picture_routes import DrawingPool
from serve.examinations.pictures import Pictures
from serve.examinations.script_messages import SCRIPT
from serve.examinations.sent import PURPOSE, SentExaminations
from serve.examinations.service import Examinations
from serve.examinations.verifier import ExaminationVerifier
from serve.examinations.work import ExaminationWork
from serve.platform.pages import MenuEntry
from serve.platform.parts import Parts
from serve.platform.problem_kinds import ProblemKind
from serve.platform.subject import Subject
from serve.platform.work import Works
from serve.releases.archive import StoredKeys
from serve.releases.service import Releases

DRAWING_QUEUE = 512  # a verdict page requests about twenty pictures at once


def _parts(parts: Parts) -> Mapping[type, object]:
    works, releases = parts[Works].of(ExaminationWork), parts[Releases]
    examinations = Examinations(works, parts.objects, releases, parts.metrics)
    return {
        Examinations: examinations,
        SentExaminations: SentExaminations(
            works, examinations, parts.settings.max_photos, parts.settings.limits.intake.max_bytes
        ),
        Pictures: Pictures(parts.objects, releases, parts.settings.limits.intake),
    }


def _for_the_web(parts: Parts) -> Mapping[type, object]:
    return {DrawingPool: DrawingPool(parts.settings.workers, DRAWING_QUEUE)}


SUBJECT = Subject(
    name="examinations",
    grants=GRANTS,
    parts=_parts,
    for_the_web=_for_the_web,
    routers=(routes.router, picture_routes.router, pages.router),
    templates=pages.TEMPLATES,
    menu=(
        MenuEntry(ExaminationPermission.CREATE, "/", message("New examination")),
        MenuEntry(ExaminationPermission.READ, "/examinations", message("My examinations")),
    ),
    messages={"script_messages": SCRIPT},
    problems={
        VerdictHiddenError: ProblemKind("verdict-hidden", 409, message("The verdict is hidden until it is revealed"))
    },
    examples={
        "Verdict": examples.VERDICT,
        "ExaminationOut": examples.EXAMINATION,
        "ExaminationsOut": examples.EXAMINATIONS,
        "FromUploadsIn": examples.FROM_UPLOADS,
    },
    extensions=(PURPOSE,),
    tables=(tables.examinations, tables.photos),
    verifiers=(lambda objects: ExaminationVerifier(StoredKeys(objects)),),
)
