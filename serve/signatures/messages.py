"""What is said of a signed report that was checked."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from model.messages import Message, message
from serve.signatures.domain import CheckedReport, CheckedTimestamp, ReportOutcome, Signatory

OUTCOMES: Mapping[ReportOutcome, Message] = MappingProxyType(
    {
        ReportOutcome.UNCHANGED: message("unchanged since it was signed"),
        ReportOutcome.CHANGED: message("NOT AS IT WAS SIGNED"),
        ReportOutcome.UNSIGNED: message("not signed"),
    }
)
SIGNED_BY = message("Signed by {name}, certificate {fingerprint}")
ISSUED_BY = message("The certificate was issued by {issuer}.")
SELF_MADE = message("The certificate is self-made: no authority vouches for it.")
TRUSTED = message("A certificate that you named is this one, or vouches for it.")
UNTRUSTED = message(
    "Compare the certificate's fingerprint with the one that the agency has published, or name its file by "
    "--certificate."
)
SIGNED_AT = message("Signed at {at}, by the clock of the service")
NO_TIMESTAMP = message("No authority's timestamp")
TIMESTAMP = message("Timestamp of {at} by {name}, certificate {fingerprint}")
TIMESTAMP_TRUSTED = message("A certificate that you named vouches for the timestamp.")
TIMESTAMP_UNTRUSTED = message("Name a certificate of the timestamp's authority by --certificate to check it, too.")
OF_CASE = message("Case {number}, {case}")
RELEASE = message("Release {release}")
PHOTO = message("Photo {sha256}")
LOG = message("Audit log up to event {number}, digest {digest}")


def lines_of(found: CheckedReport) -> Iterator[Message]:
    """What was found, line by line; the outcome is the last."""
    yield from found.faults
    if found.signatory is not None:
        yield from _of_signatory(found.signatory, is_trusted=found.is_trusted)
    if found.signed_at is not None:
        yield SIGNED_AT.of(at=found.signed_at.isoformat(timespec="seconds"))
        yield from _of_timestamp(found.timestamp)
    if found.contents is not None:
        yield OF_CASE.of(number=found.contents.number, case=found.contents.case)
        yield from (RELEASE.of(release=each) for each in found.contents.releases)
        yield from (PHOTO.of(sha256=each) for each in found.contents.photos)
        yield LOG.of(number=str(found.contents.log_number), digest=found.contents.log_digest)
    yield OUTCOMES[found.outcome]


def _of_signatory(signatory: Signatory, *, is_trusted: bool) -> Iterator[Message]:
    yield SIGNED_BY.of(name=signatory.name, fingerprint=signatory.fingerprint)
    yield SELF_MADE if signatory.is_self_made else ISSUED_BY.of(issuer=signatory.issuer)
    yield TRUSTED if is_trusted else UNTRUSTED


def _of_timestamp(stamp: CheckedTimestamp | None) -> Iterator[Message]:
    if stamp is None:
        yield NO_TIMESTAMP
        return
    at, signatory = stamp.at.isoformat(timespec="seconds"), stamp.signatory
    yield TIMESTAMP.of(at=at, name=signatory.name, fingerprint=signatory.fingerprint)
    yield TIMESTAMP_TRUSTED if stamp.is_trusted else TIMESTAMP_UNTRUSTED
