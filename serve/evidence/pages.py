"""The page from which a case is downloaded as an evidence bundle."""

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, StreamingResponse

from serve.cases.routes import CaseId, CasesPart
from serve.evidence.routes import EvidencePart, Exporter, PoolPart, ReportLanguage, bundle
from serve.platform.pages import PagesPart, rendered
from serve.platform.translations import offered

TEMPLATES = Path(__file__).parent / "templates"

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/cases/{case_id}/export")
def get_export(
    request: Request,
    actor: Exporter,
    pages: PagesPart,
    cases: CasesPart,
    evidence: EvidencePart,
    case_id: CaseId,
    language: ReportLanguage,
) -> str:
    """What a bundle of this case would contain."""
    dossier = cases.view(actor, case_id)
    photos = {photo.digest for file in dossier.items for photo in file.photos}
    return rendered(
        request,
        pages,
        "export.html",
        case=dossier.case,
        photos=len(photos),
        verdicts=sum(len(file.visits) for file in dossier.items),
        releases=sorted({visit.examination.verdict.release for file in dossier.items for visit in file.visits}),
        report_languages=offered(),
        report_language=language,
        key=evidence.audit_log.key_id,
    )


@router.get("/cases/{case_id}/bundle.zip")
async def get_bundle(
    actor: Exporter, evidence: EvidencePart, pool: PoolPart, case_id: CaseId, language: ReportLanguage
) -> StreamingResponse:
    """The bundle; if it can't be made, a page says why."""
    return await bundle(actor, evidence, pool, case_id, language)
