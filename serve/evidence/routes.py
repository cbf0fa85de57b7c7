"""GET /v1/cases/{case_id}/bundle.zip: a case as an evidence bundle."""

from collections.abc import Iterator
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse

from model.messages import listed, message
from serve.accounts.domain import Actor
from serve.accounts.guard import permitted
from serve.cases.routes import CaseId
from serve.evidence.domain import ExportRefusedError
from serve.evidence.permissions import EvidencePermission
from serve.evidence.service import Evidence, Exported
from serve.evidence.streams import chunks
from serve.platform.dependencies import provided
from serve.platform.inference import WorkerPool
from serve.platform.languages import LONGEST_TAG
from serve.platform.openapi import problem_responses
from serve.platform.reader import language_of
from serve.platform.translations import Language, tags

MEDIA_TYPE = "application/zip"
BUNDLE: dict[str, Any] = {
    "description": "The bundle, as `shingan verify` takes it.",
    "content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}},
}

router = APIRouter(tags=["cases"])


class ExportPool(WorkerPool):
    """Workers that make bundles, so that neither examinations nor pages queue behind them."""

    kind_of_work = "bundles"
    retry_after = 60


Exporter = Annotated[Actor, Depends(permitted(EvidencePermission.CASE_EXPORT))]
EvidencePart = Annotated[Evidence, Depends(provided(Evidence))]
PoolPart = Annotated[ExportPool, Depends(provided(ExportPool))]
LanguageTag = Annotated[
    str,
    Query(
        max_length=LONGEST_TAG,
        description="Of the report's own words, such as ja or pt-BR; by default, that of the caller. What people wrote "
        "stays as it is.",
    ),
]


def report_language(request: Request, language: LanguageTag = "") -> Language:
    """The language of a report: the one that the call names, otherwise the caller's.

    Raises:
        ExportRefusedError: the call names one that is not offered.
    """
    tag = language or language_of(request).tag
    if tag not in tags():
        raise ExportRefusedError(
            message(
                "The report does not speak “{language}”; it speaks {languages}.", language=tag, languages=listed(tags())
            ),
            "language",
        )
    return Language(tag)


ReportLanguage = Annotated[Language, Depends(report_language)]


async def bundle(
    actor: Actor, evidence: Evidence, pool: ExportPool, case_id: str, language: Language
) -> StreamingResponse:
    """Make a bundle in a worker, and send it."""
    exported = await pool.run(partial(evidence.export, actor, case_id, language))
    headers = {
        "Content-Disposition": f'attachment; filename="{exported.name}"',
        "Content-Length": str(exported.size),
        "Cache-Control": "no-store",
    }
    return StreamingResponse(_sent(exported), headers=headers, media_type=MEDIA_TYPE)


def _sent(exported: Exported) -> Iterator[bytes]:
    with exported.file:
        yield from chunks(exported.file)


@router.get(
    "/v1/cases/{case_id}/bundle.zip",
    operation_id="exportCase",
    summary="A case as evidence",
    description="A ZIP with the original photos, the verdicts, the audit events of the case with their signatures, and "
    "a report as a PDF; as the reader may see them. That it is handed out is recorded in the audit log.",
    response_class=StreamingResponse,
    responses={200: BUNDLE, **problem_responses(401, 403, 404, 422, 503)},
)
async def get_bundle(
    actor: Exporter, evidence: EvidencePart, pool: PoolPart, case_id: CaseId, language: ReportLanguage
) -> StreamingResponse:
    """A case as an evidence bundle."""
    return await bundle(actor, evidence, pool, case_id, language)
