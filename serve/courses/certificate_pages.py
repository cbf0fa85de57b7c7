"""The page on which anyone checks a certificate, and a person's own certificates with their PDF."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from model.errors import ShinganError
from serve.courses.certifying import CheckedCertificate, TooManyCodesError
from serve.courses.domain import CODE, CourseRejectedError, checked_code, written_code
from serve.courses.routes import LONGEST_CODE, CertificateId, CertificatesPart, Code, Learner, PoolPart
from serve.platform.dependencies import open_to_all, provided
from serve.platform.errors import NotFoundError
from serve.platform.pages import Pages, PagesPart, rendered
from serve.platform.reader import language_of
from serve.platform.settings import Settings

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
Open = Depends(open_to_all)
SettingsPart = Annotated[Settings, Depends(provided(Settings))]
CodeSought = Annotated[str, Query(max_length=LONGEST_CODE)]


@router.get("/certificates", dependencies=[Open])
def get_form(request: Request, pages: PagesPart, code: CodeSought = "") -> Response:
    """The form for a code; with a code, the certificate."""
    if not code:
        return HTMLResponse(_page(request, pages, ""))
    try:
        return RedirectResponse(f"/certificates/{checked_code(code)}", HTTPStatus.SEE_OTHER)
    except CourseRejectedError as fault:
        return HTMLResponse(_page(request, pages, code, fault=fault), HTTPStatus.UNPROCESSABLE_ENTITY)


@router.get("/certificates/{code}", dependencies=[Open])
def get_certificate(request: Request, pages: PagesPart, certificates: CertificatesPart, code: Code) -> Response:
    """A certificate as anyone may know it: it names no person."""
    address = request.client.host if request.client else ""
    try:
        return HTMLResponse(_page(request, pages, code, checked=certificates.check(code, address)))
    except (CourseRejectedError, NotFoundError) as fault:
        return HTMLResponse(_page(request, pages, code, fault=fault), HTTPStatus.NOT_FOUND)
    except TooManyCodesError as fault:
        page, wait = _page(request, pages, code, fault=fault), {"Retry-After": str(fault.retry_after)}
        return HTMLResponse(page, HTTPStatus.TOO_MANY_REQUESTS, wait)


def _page(
    request: Request,
    pages: Pages,
    code: str,
    checked: CheckedCertificate | None = None,
    fault: ShinganError | None = None,
) -> str:
    shown = written_code(code) if CODE.fullmatch(code) else code
    error = fault.message if fault else ""
    return rendered(request, pages, "certificate_check.html", code=shown, checked=checked, error=error)


@router.get("/own-certificates")
def get_own(request: Request, actor: Learner, pages: PagesPart, certificates: CertificatesPart) -> str:
    """The person's own certificates."""
    return rendered(request, pages, "certificates.html", certificates=certificates.own(actor), written=written_code)


@router.get("/own-certificates/{certificate_id}.pdf")
async def get_pdf(
    request: Request,
    actor: Learner,
    certificates: CertificatesPart,
    settings: SettingsPart,
    pool: PoolPart,
    certificate_id: CertificateId,
) -> Response:
    """One of them as a PDF."""
    address = f"{settings.public_url.rstrip('/')}/" if settings.public_url else str(request.base_url)
    language = language_of(request)
    made = await pool.run(lambda: certificates.printed(actor, certificate_id, address, language))
    named = {"Content-Disposition": f'attachment; filename="{made.name}"'}
    return Response(made.pdf, media_type="application/pdf", headers=named)
