"""GET /v1/signing-certificates/{fingerprint}: the certificate of a signed report, for anyone who has the report."""

from typing import Annotated

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from fastapi import APIRouter, Depends, Path, Response

from serve.platform.dependencies import open_to_all, provided
from serve.platform.openapi import problem_responses
from serve.signatures.certificates import signatory_of
from serve.signatures.schemas import FINGERPRINT, KeptCertificateOut, certificate_out
from serve.signatures.service import ReportSigning

router = APIRouter(prefix="/v1/signing-certificates", tags=["cases"], dependencies=[Depends(open_to_all)])
Fingerprint = Annotated[
    str, Path(pattern=FINGERPRINT, description="The SHA-256 of the certificate; it is on the first page of the report.")
]
SigningPart = Annotated[ReportSigning, Depends(provided(ReportSigning))]
PEM_MEDIA_TYPE = "application/x-pem-file"


@router.get(
    "/{fingerprint}",
    operation_id="getSigningCertificate",
    summary="The certificate of a signed report",
    description="Anyone can ask who knows its fingerprint, which stands on the first page of the report.",
    responses=problem_responses(404, 422),
)
def get_certificate(signing: SigningPart, fingerprint: Fingerprint) -> KeptCertificateOut:
    """One certificate that signed a report."""
    found = signing.certificate(fingerprint)
    return KeptCertificateOut(**certificate_out(signatory_of(found)).model_dump(), pem=pem_of(found).decode())


def pem_of(certificate: x509.Certificate) -> bytes:
    """A certificate as a file."""
    return certificate.public_bytes(Encoding.PEM)


def as_file(certificate: x509.Certificate) -> Response:
    """The answer that a browser saves as a file."""
    name = f"{signatory_of(certificate).fingerprint}.pem"
    return Response(
        pem_of(certificate),
        media_type=PEM_MEDIA_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
