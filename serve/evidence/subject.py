"""The parts of evidence bundles."""

from collections.abc import Mapping

from model.messages import message
from serve.audit.service import AuditLog
from serve.codelists.domain import CodeLists
from serve.evidence import pages, routes
from serve.evidence.domain import ExportRefusedError
from serve.evidence.permissions import GRANTS
from serve.evidence.routes import ExportPool
from serve.evidence.service import Evidence
from serve.examinations.pictures import Pictures
from serve.platform.parts import Parts
from serve.platform.problem_kinds import ProblemKind
from serve.platform.subject import Subject
from serve.platform.work import Works
from serve.releases.service import Releases
from serve.seizures.work import SeizureWork
from serve.signatures.service import ReportSigning

EXPORTS, EXPORT_QUEUE = 2, 16  # bundles made at once, and waiting


def _parts(parts: Parts) -> Mapping[type, object]:
    evidence = Evidence(
        work=parts[Works].of(SeizureWork),
        audit_log=parts[AuditLog],
        objects=parts.objects,
        releases=parts[Releases],
        pictures=parts[Pictures],
        signing=parts[ReportSigning],
        lists=parts[CodeLists],
        scratch=parts.settings.data_dir / "exports",
        keys=parts.settings.audit_dir,
    )
    return {Evidence: evidence}


def _for_the_web(_: Parts) -> Mapping[type, object]:
    return {ExportPool: ExportPool(EXPORTS, EXPORT_QUEUE)}


SUBJECT = Subject(
    name="evidence",
    grants=GRANTS,
    parts=_parts,
    for_the_web=_for_the_web,
    routers=(routes.router, pages.router),
    templates=pages.TEMPLATES,
    problems={ExportRefusedError: ProblemKind("export-refused", 422, message("The case can't be exported like this"))},
)
