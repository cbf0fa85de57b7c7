"""Checks a signed report: who signed it, when, and whether any byte was changed since. It needs no service."""

import asyncio
import io
import json
import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, TimestampSignatureStatus
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError
from pyhanko_certvalidator.errors import ValidationError as ChainError

from model.messages import Message, message
from serve.signatures.certificates import signatory_of
from serve.signatures.domain import (
    CheckedReport,
    CheckedTimestamp,
    ReportContents,
    ReportOutcome,
    Signatory,
)
from serve.signatures.form import is_own_form, is_padded
from serve.signatures.signing import APPLICATION

BROKEN = (  # what readers of PDF and ASN.1 raise for files that anyone may have written
    PdfError, SignatureValidationError, ChainError, PathError, UnsupportedAlgorithm, ValidationError,
    ValueError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError, RecursionError, AssertionError,
    OSError,
)  # fmt: skip
UNREADABLE = message("The file is no PDF, or is damaged so that it can't be read as one.")
SIGNATURE_UNREADABLE = message("The signature is damaged.")
SEVERAL = message("The file has {count} signatures; a report has one.")
CONTENT_CHANGED = message("The file was changed after it was signed.")
APPENDED = message("Something was appended to the file after it was signed.")
SIGNATURE_CHANGED = message("The signature was changed: it is not the certificate's signature of this file.")
NOT_OWN_FORM = message("The signature was changed in a part that no reader needs.")
NO_CONTENTS = message("What the report rests on is missing, or has an invalid structure.")
TIMESTAMP_CHANGED = message("The timestamp was changed, or is of another signature.")


class ContentsIn(BaseModel):
    """What a signature covers besides the pages, as `signing` writes it."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    format: int = Field(ge=1, le=1)
    case: str
    number: str
    releases: list[str]
    photos: list[str]
    log_number: int
    log_digest: str
    certificates: list[str]
    timestamp_certificates: list[str]

    @property
    def contents(self) -> ReportContents:
        """The same, typed."""
        return ReportContents(
            **self.model_dump(exclude={"format", "certificates", "timestamp_certificates"}),
        )


def check(pdf: bytes, named: Sequence[x509.Certificate] = ()) -> CheckedReport:
    """What a signed report is, and everything that is wrong with it.

    Args:
        pdf: the file.
        named: certificates that the reader trusts: that of the signatory, or of authorities.
    """
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)  # it would tell the same on standard error
    logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        found = reader.embedded_signatures
    except BROKEN:
        return CheckedReport(ReportOutcome.CHANGED, (UNREADABLE,))
    if not found:
        return CheckedReport(ReportOutcome.UNSIGNED)
    if len(found) > 1:
        return CheckedReport(ReportOutcome.CHANGED, (SEVERAL.of(count=len(found)),))
    try:
        return _checked(pdf, reader, found[0], named)
    except BROKEN:
        return CheckedReport(ReportOutcome.CHANGED, (SIGNATURE_UNREADABLE,))


def _checked(
    pdf: bytes, reader: PdfFileReader, signature: EmbeddedPdfSignature, named: Sequence[x509.Certificate]
) -> CheckedReport:
    listed = _listed(reader)
    status = asyncio.run(_status(signature, named))
    faults = tuple(_faults(pdf, signature, status, listed))
    return CheckedReport(
        outcome=ReportOutcome.CHANGED if faults else ReportOutcome.UNCHANGED,
        faults=faults,
        signatory=_signatory(status),
        is_trusted=not faults and bool(status.trusted),
        signed_at=_utc(status.signer_reported_dt),
        timestamp=_timestamp(status.timestamp_validity, faults),
        contents=None if listed is None else listed.contents,
    )


async def _status(signature: EmbeddedPdfSignature, named: Sequence[x509.Certificate]) -> PdfSignatureStatus:
    """What pyhanko says of it: certificates as of when they signed, nothing asked over a network."""
    from asn1crypto.x509 import Certificate  # noqa: PLC0415

    roots = [Certificate.load(each.public_bytes(Encoding.DER)) for each in named]
    stated = signature.self_reported_timestamp
    context = ValidationContext(trust_roots=roots, allow_fetching=False, moment=stated)
    of_authority = ValidationContext(trust_roots=roots, allow_fetching=False, moment=stated)
    usage = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)
    return await async_validate_pdf_signature(signature, context, of_authority, key_usage_settings=usage)


def _faults(
    pdf: bytes, signature: EmbeddedPdfSignature, status: PdfSignatureStatus, listed: ContentsIn | None
) -> "list[Message]":
    found: list[Message] = []
    start, before, after, length = map(int, signature.byte_range)
    if not status.intact:
        found.append(CONTENT_CHANGED)
    elif (start, after + length) != (0, len(pdf)):
        found.append(APPENDED)
    if status.intact and not status.valid:
        found.append(SIGNATURE_CHANGED)
    stamp = status.timestamp_validity
    if stamp is not None and not (stamp.intact and stamp.valid):
        found.append(TIMESTAMP_CHANGED)
    if not found and listed is None:
        found.append(NO_CONTENTS)
    if not found and listed is not None:
        raw = signature.pkcs7_content
        if not is_padded(pdf[before:after], raw) or not is_own_form(
            raw, listed.certificates, listed.timestamp_certificates
        ):
            found.append(NOT_OWN_FORM)
    return found


def _listed(reader: PdfFileReader) -> ContentsIn | None:
    try:
        piece: Any = reader.root["/PieceInfo"][APPLICATION]["/Private"]
        return ContentsIn.model_validate(json.loads(str(piece)))
    except (KeyError, TypeError, ValueError, RecursionError, PdfError):
        return None


def _signatory(status: "PdfSignatureStatus | TimestampSignatureStatus") -> Signatory:
    return signatory_of(x509.load_der_x509_certificate(status.signing_cert.dump()))


def _timestamp(status: TimestampSignatureStatus | None, faults: Sequence[Message]) -> CheckedTimestamp | None:
    if status is None or TIMESTAMP_CHANGED in faults:
        return None
    return CheckedTimestamp(status.timestamp.astimezone(UTC), _signatory(status), not faults and bool(status.trusted))


def _utc(at: datetime | None) -> datetime | None:
    return None if at is None else at.astimezone(UTC)
