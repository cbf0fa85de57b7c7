"""The certificates that sign reports, as anyone may see them: the service's own, and any by its fingerprint."""

from pathlib import Path

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from serve.platform.dependencies import open_to_all
from serve.platform.pages import PagesPart, rendered
from serve.signatures.certificates import signatory_of
from serve.signatures.routes import Fingerprint, SigningPart, as_file

TEMPLATES = Path(__file__).parent / "templates"
router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse, dependencies=[Depends(open_to_all)])


@router.get("/signing-certificates")
def get_certificates(request: Request, pages: PagesPart, signing: SigningPart) -> str:
    """Those of the service."""
    found = [signatory_of(each) for each in signing.certificates()]
    return rendered(request, pages, "signing_certificates.html", certificates=found, is_one=False)


@router.get("/signing-certificates/{fingerprint}.pem")
def get_file(signing: SigningPart, fingerprint: Fingerprint) -> Response:
    """One as a file."""
    return as_file(signing.certificate(fingerprint))


@router.get("/signing-certificates/{fingerprint}")
def get_certificate(request: Request, pages: PagesPart, signing: SigningPart, fingerprint: Fingerprint) -> str:
    """One of them."""
    found = [signatory_of(signing.certificate(fingerprint))]
    return rendered(request, pages, "signing_certificates.html", certificates=found, is_one=True)
