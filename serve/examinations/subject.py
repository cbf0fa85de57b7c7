"""The parts of examinations."""

from collections.abc import Mapping

from model.messages import message
from serve.examinations import (
    deciding_pages,
    deciding_routes,
    examples,
    pages,
    picture_routes,
    preliminary_routes,
    routes,
    tables,
)
from serve.examinations.deciding import Decisions
from serve.examinations.decision_domain import DecisionStateError
from serve.examinations.domain import VerdictHiddenError
from serve.examinations.name_use import NAME_IN_EXAMINATIONS
from serve.examinations.permissions import GRANTS, ExaminationPermission
from serve.examinations.picture_routes import DrawingPool
from serve.examinations.pictures import Pictures
from serve.examinations.preliminary import PreliminaryExaminations
from serve.examinations.rule_verifier import RuleVerifier
from serve.examinations.script_messages import SCRIPT
from serve.examinations.sent import PURPOSE, SentExaminations, SentPhotos
from serve.examinations.service import Examinations
from serve.examinations.verifier import ExaminationVerifier
from serve.examinations.waiting import TO_DECIDE
from serve.examinations.work import ExaminationWork
from serve.platform.pages import MenuEntry
from serve.platform.parts import Parts
from serve.platform.problem_kinds import LOOK_AGAIN, ProblemKind
from serve.platform.subject import Subject
from serve.platform.work import Works
from serve.releases.archive import StoredKeys
from serve.releases.service import Releases

DRAWING_QUEUE = 512  # a verdict page requests about twenty pictures at once


def _parts(parts: Parts) -> Mapping[type, object]:
    works, releases = parts[Works].of(ExaminationWork), parts[Releases]
    examinations = Examinations(works, parts.objects, releases, parts.metrics)
    settings = parts.settings
    photos = SentPhotos(works, parts.objects, settings.max_photos, settings.limits.intake.max_bytes)
    return {
        Examinations: examinations,
        SentPhotos: photos,
        SentExaminations: SentExaminations(works, examinations, photos),
        Decisions: Decisions(works),
        PreliminaryExaminations: PreliminaryExaminations(works, examinations),
        Pictures: Pictures(parts.objects, releases, parts.settings.limits.intake),
    }


def _for_the_web(parts: Parts) -> Mapping[type, object]:
    return {DrawingPool: DrawingPool(parts.settings.workers, DRAWING_QUEUE)}


SUBJECT = Subject(
    name="examinations",
    grants=GRANTS,
    parts=_parts,
    for_the_web=_for_the_web,
    routers=(
        preliminary_routes.router,
        routes.router,
        picture_routes.router,
        deciding_routes.router,
        pages.router,
        deciding_pages.router,
    ),
    templates=pages.TEMPLATES,
    menu=(
        MenuEntry(ExaminationPermission.CREATE, "/", message("New examination")),
        MenuEntry(ExaminationPermission.CREATE, "/examine", message("Photograph an item")),
        MenuEntry(ExaminationPermission.READ, "/examinations", message("My examinations")),
        MenuEntry(ExaminationPermission.RULE_CHANGE, "/examining-rules", message("Decide first"), is_late=True),
    ),
    messages={"script_messages": SCRIPT},
    problems={
        VerdictHiddenError: ProblemKind("verdict-hidden", 409, message("The verdict is hidden until it is revealed")),
        DecisionStateError: ProblemKind(
            "decision-state", 409, message("The verdict does not wait for a decision"), LOOK_AGAIN
        ),
    },
    examples={
        "Verdict": examples.VERDICT,
        "ExaminationOut": examples.EXAMINATION,
        "ExaminationsOut": examples.EXAMINATIONS,
        "FromUploadsIn": examples.FROM_UPLOADS,
        "DecisionIn": {"decision": "counterfeit"},
        "DecisionOut": examples.DECISION,
        "ExaminingRulesIn": {"decides_first": True},
        "ExaminingRulesOut": {"decides_first": True},
        "ExaminedOut": examples.VERDICT,
        "PreliminaryOut": preliminary_routes.EXAMPLE,
    },
    extensions=(PURPOSE, *TO_DECIDE, NAME_IN_EXAMINATIONS),
    tables=(tables.examinations, tables.photos, tables.rules),
    verifiers=(lambda objects: ExaminationVerifier(StoredKeys(objects)), lambda _: RuleVerifier()),
)
