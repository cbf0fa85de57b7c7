"""The JSON of certificates and of checked reports, for the API and for commands."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from serve.signatures.domain import CheckedReport, Signatory

FINGERPRINT = "^[0-9a-f]{64}$"
EXAMPLES: dict[str, Any] = {
    "KeptCertificateOut": {
        "name": "Shingan, shingan.example",
        "issuer": "",
        "fingerprint": "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef",
        "valid_from": "2026-11-29T08:00:00Z",
        "valid_until": "2036-11-29T08:00:00Z",
        "pem": "-----BEGIN CERTIFICATE-----\nMIID...\n-----END CERTIFICATE-----\n",
    }
}


class _Out(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class SigningCertificateOut(_Out):
    """A certificate that signs reports, or a timestamp."""

    name: str = Field(description="Of its holder, as the certificate says.")
    issuer: str = Field(description="The authority that vouches for it; empty if it is self-made.")
    fingerprint: str = Field(pattern=FINGERPRINT, description="The SHA-256 of the certificate.")
    valid_from: datetime
    valid_until: datetime


class KeptCertificateOut(SigningCertificateOut):
    """A certificate that signed a report of this service."""

    pem: str = Field(description="The certificate itself, as a file of PEM.")


class CheckedTimestampOut(_Out):
    """An authority's timestamp."""

    at: datetime
    signatory: SigningCertificateOut
    is_trusted: bool


class ReportContentsOut(_Out):
    """What a report rests on."""

    case: str
    number: str
    releases: list[str]
    photos: list[str]
    log_number: int
    log_digest: str


class CheckedReportOut(_Out):
    """What checking a signed report found."""

    outcome: str
    faults: list[str]
    signatory: SigningCertificateOut | None
    is_trusted: bool
    signed_at: datetime | None
    timestamp: CheckedTimestampOut | None
    contents: ReportContentsOut | None


def certificate_out(signatory: Signatory) -> SigningCertificateOut:
    """A certificate."""
    return SigningCertificateOut.model_validate(signatory)


def checked_out(found: CheckedReport) -> CheckedReportOut:
    """A checked report."""
    return CheckedReportOut.model_validate(
        {**found._asdict(), "outcome": found.outcome.value, "faults": [str(each) for each in found.faults]}
    )
