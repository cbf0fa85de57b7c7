"""What a report says of its signature, and what the signature covers besides the pages."""

from collections.abc import Mapping
from types import MappingProxyType

import structlog

from model.messages import Message, in_context, message
from serve.cases.report import typesetting
from serve.cases.report.domain import CaseReport, ReportSignature
from serve.evidence.snapshot import CaseSnapshot
from serve.signatures.domain import ReportContents, Signing, TimestampState

log = structlog.get_logger(__name__)
# Translators: who signed a report: {agency} is an agency, {holder} the name in a certificate, such as "Shingan".
BY_AGENCY = message("{agency}, with its own certificate: {holder}")
BY_SERVICE = message("The service that made this report, for {agency}: {holder}")
SELF_MADE = message(
    "Made by the service itself; no authority vouches for it. Compare its fingerprint with the one that the agency "
    "names."
)
# Translators: {issuer} is the authority that issued a certificate.
ISSUED = message("Issued by {issuer}")
# Translators: {host} is the address of a timestamp authority.
TIMESTAMPS: Mapping[TimestampState, Message] = MappingProxyType(
    {
        TimestampState.GIVEN: message("By {host}, in the signature"),
        TimestampState.NO_AUTHORITY: in_context("timestamp", "None; the times are those of the service's clock."),
        TimestampState.NOT_GIVEN: message(
            "Missing: {host} did not answer. The times are those of the service's clock."
        ),
    }
)


def signature_of(signing: Signing, agency: str) -> ReportSignature:
    """How a report is signed, in words.

    Args:
        agency: whose case it is.
    """
    signatory = signing.signatory
    by = BY_AGENCY if signing.is_agency else BY_SERVICE
    return ReportSignature(
        by=by.of(agency=agency, holder=signatory.name),
        certificate=SELF_MADE if signatory.is_self_made else ISSUED.of(issuer=signatory.issuer),
        fingerprint=signatory.fingerprint,
        timestamp=TIMESTAMPS[signing.timestamp].of(host=signing.authority),
    )


def typeset(report: CaseReport) -> bytes:
    """The report as a PDF that is not signed yet.

    Raises:
        TypesettingError: it could not be made.
    """
    made = typesetting.typeset(report)
    if made.remark:
        log.warning("typeface_missing", said=str(made.remark), case=report.id)
    return made.pdf


def contents_of(snapshot: CaseSnapshot) -> ReportContents:
    """What the report rests on."""
    case = snapshot.dossier.case
    return ReportContents(
        case=case.id,
        number=case.number,
        releases=sorted({examination.verdict.release for examination in snapshot.examinations}),
        photos=sorted(photo.sha256 for photo in snapshot.photos.values()),
        log_number=snapshot.head.number,
        log_digest=snapshot.head.digest,
    )
