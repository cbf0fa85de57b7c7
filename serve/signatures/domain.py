"""Who signed a report, what the signature covers besides its pages, and what checking one comes to.

Imports only the standard library and `model`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from model.messages import Message

FORMAT = 1  # of what a signature covers besides the pages


class TimestampState(StrEnum):
    """Whether a report has a trusted timestamp, and if not, why."""

    GIVEN = "given"
    NO_AUTHORITY = "no_authority"
    NOT_GIVEN = "not_given"


class Signatory(NamedTuple):
    """Whose certificate it is.

    Attributes:
        name: of its holder, as the certificate says.
        issuer: the authority that vouches for it; empty if it is self-made.
        fingerprint: the SHA-256 of the certificate, in hexadecimal digits.
        valid_from, valid_until: as the certificate says.
    """

    name: str
    issuer: str
    fingerprint: str
    valid_from: datetime
    valid_until: datetime

    @property
    def is_self_made(self) -> bool:
        """Whether no authority vouches for it."""
        return not self.issuer


@dataclass(frozen=True)
class ReportContents:
    """What a report rests on, for programs: the signature covers it, too.

    Attributes:
        case, number: the id of the case and its number.
        releases: ids of the releases of its verdicts.
        photos: SHA-256 digests of the originals.
        log_number, log_digest: the end of the audit log when the report was made.
    """

    case: str
    number: str
    releases: Sequence[str]
    photos: Sequence[str]
    log_number: int
    log_digest: str


class Signing(NamedTuple):
    """How a report is about to be signed, which it says itself.

    Attributes:
        signatory: whose certificate it is.
        is_agency: whether the certificate is the agency's own.
        at: when.
        timestamp: whether it is to have one.
        authority: host of the authority; empty if none is set.
    """

    signatory: Signatory
    is_agency: bool
    at: datetime
    timestamp: TimestampState
    authority: str = ""


class SignedReport(NamedTuple):
    """A signed report, and how it was signed."""

    pdf: bytes
    signing: Signing


class ReportOutcome(StrEnum):
    """What checking a signed report comes to."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    UNSIGNED = "unsigned"


class CheckedTimestamp(NamedTuple):
    """A timestamp of a report.

    Attributes:
        at: when the authority saw the signature.
        signatory: the authority's certificate.
        is_trusted: whether a certificate that the reader named vouches for it.
    """

    at: datetime
    signatory: Signatory
    is_trusted: bool


class CheckedReport(NamedTuple):
    """What checking a signed report found; what a signature would say is None where it can't be read.

    Attributes:
        faults: what is wrong; empty if nothing was changed.
        signatory: who signed.
        is_trusted: whether a certificate that the reader named is the signatory's, or vouches for it.
        signed_at: the time that the signature states, by the clock of the service.
        timestamp: of the authority; None if it has none.
        contents: what the report rests on.
    """

    outcome: ReportOutcome
    faults: tuple[Message, ...] = ()
    signatory: Signatory | None = None
    is_trusted: bool = False
    signed_at: datetime | None = None
    timestamp: CheckedTimestamp | None = None
    contents: ReportContents | None = None
