"""The parts of signed reports."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from model.messages import message
from serve.platform.parts import Parts
from serve.platform.problem_kinds import ProblemKind
from serve.platform.settings import Settings
from serve.platform.subject import Subject
from serve.platform.work import Work, Works
from serve.signatures import pages, routes, schemas
from serve.signatures.authority import TimestampAuthority
from serve.signatures.certificates import FOLDER, OwnReportKey
from serve.signatures.errors import SigningError, TimestampError
from serve.signatures.service import ReportSigning


def _parts(parts: Parts) -> Mapping[type, object]:
    settings = parts.settings
    signing = ReportSigning(
        work=parts[Works].of(Work),
        own=OwnReportKey(settings.keys_dir / FOLDER, _holder(settings)),
        signers=settings.report_signers,
        authority=_authority(settings),
    )
    return {ReportSigning: signing}


def _holder(settings: Settings) -> str:
    """The name in a certificate that the service makes for itself."""
    host = urlsplit(settings.public_url or "").hostname
    return f"Shingan, {host}" if host else "Shingan"


def _authority(settings: Settings) -> TimestampAuthority | None:
    if settings.timestamp_url is None:
        return None
    return TimestampAuthority(settings.timestamp_url, settings.timestamp_ca_file, settings.timestamp_optional)


def _check_signers(parts: Parts) -> None:
    parts[ReportSigning].check_signers(parts.clock.shown())


SUBJECT = Subject(
    name="signatures",
    parts=_parts,
    start=_check_signers,
    routers=(routes.router, pages.router),
    templates=pages.TEMPLATES,
    examples=schemas.EXAMPLES,
    problems={
        SigningError: ProblemKind("report-not-signed", 503, message("The report could not be signed")),
        TimestampError: ProblemKind("timestamp-not-given", 503, message("The report has no timestamp")),
    },
)
