"""Signs reports with an agency's key or the service's, and keeps the certificates that did."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from cryptography import x509

from model.messages import Message, message
from serve.audit.domain import COMMAND_LINE
from serve.platform.errors import NotFoundError
from serve.platform.signing_settings import ReportSigner
from serve.platform.tenancy import the_service
from serve.platform.work import Work, Works
from serve.signatures.authority import TimestampAuthority
from serve.signatures.certificates import OwnReportKey, ReportKey, key_of, loaded
from serve.signatures.domain import ReportContents, Signatory, SignedReport, Signing, TimestampState
from serve.signatures.errors import TimestampError, not_stamped, refused
from serve.signatures.permissions import SignatureAction

log = structlog.get_logger(__name__)
NOT_ANSWERED = message("{authority}: gave no timestamp ({fault})")
UNTRUSTED = message("{authority}: its timestamp is not by a certificate of {path}")
FAULTY = message("the signed report does not pass the check: {fault}")
NONE_SUCH = message("No report was signed with a certificate of this fingerprint.")

Typeset = Callable[[Signing], bytes]  # a report that says how it is about to be signed, as a PDF


@dataclass(frozen=True)
class ReportSigning:
    """The use cases. They block, for as long as a timestamp authority takes to answer.

    Attributes:
        own: the service's key and every certificate that signed a report.
        signers: keys that the operator has set.
        authority: for timestamps; None if none is set.
    """

    work: Works[Work]
    own: OwnReportKey
    signers: Sequence[ReportSigner]
    authority: TimestampAuthority | None

    def check_signers(self, now: datetime) -> None:
        """Read every key that the operator has set, before the service serves.

        A certificate that is not valid now only leads to a line in the log: the service has to serve.

        Args:
            now: the machine's time, right or wrong; nothing is recorded with it.

        Raises:
            SigningError: a file can't be read, or the files of a key don't fit each other.
        """
        for signer in self.signers:
            found = key_of(signer).signatory
            if not found.valid_from <= now <= found.valid_until:
                log.warning(
                    "report_key_not_valid", name=found.name, since=str(found.valid_from), until=str(found.valid_until)
                )

    def sign(self, organisation: str, at: datetime, contents: ReportContents, typeset: Typeset) -> SignedReport:
        """A report of an agency, signed, and checked before it is handed out.

        Args:
            organisation: the agency's name.
            at: the time that the signature states.
            contents: what the report rests on.

        Raises:
            SigningError: it can't be signed.
            TimestampError: the authority gives no timestamp, and the operator allows no report without one.
        """
        signer, credentials = self._credentials(organisation, at)
        is_agency = signer is not None and signer.organisation is not None
        self.own.keep(credentials.certificate, is_agency=is_agency)
        signing = Signing(credentials.signatory, is_agency, at, TimestampState.NO_AUTHORITY)
        if self.authority is None:
            return self._signed(credentials, contents, signing, typeset, None)
        signing = signing._replace(authority=self.authority.host)
        try:
            stamped = signing._replace(timestamp=TimestampState.GIVEN)
            return self._signed(credentials, contents, stamped, typeset, self.authority)
        except TimestampError as fault:
            if not self.authority.is_optional:
                raise
            log.warning("timestamp_missing", said=str(fault))
        without = signing._replace(timestamp=TimestampState.NOT_GIVEN)
        return self._signed(credentials, contents, without, typeset, None)

    def _credentials(self, organisation: str, at: datetime) -> tuple[ReportSigner | None, ReportKey]:
        """The agency's own, otherwise those of the operator, otherwise the service's."""
        by_name = {each.organisation: each for each in self.signers}
        signer = by_name.get(organisation) or by_name.get(None)
        return signer, self.own.open(at) if signer is None else loaded(signer, at)

    @staticmethod
    def _signed(
        credentials: ReportKey,
        contents: ReportContents,
        signing: Signing,
        typeset: Typeset,
        authority: TimestampAuthority | None,
    ) -> SignedReport:
        from serve.signatures.signing import signed  # noqa: PLC0415  # pyhanko takes half a second to load
        from serve.signatures.stamping import TimeStamper  # noqa: PLC0415  # the same

        timestamper = TimeStamper(authority.url) if authority else None
        try:
            pdf = signed(typeset(signing), credentials, contents, signing.at, timestamper)
        except OSError as fault:
            host = authority.host if authority else ""
            raise not_stamped(NOT_ANSWERED.of(authority=host, fault=str(fault))) from fault
        _require_sound(pdf, credentials, authority)
        return SignedReport(pdf, signing)

    def certificates(self) -> Sequence[x509.Certificate]:
        """The certificates that signed reports, without those of agencies; the latest first."""
        return self.own.kept()

    def certificate(self, fingerprint: str) -> x509.Certificate:
        """The certificate with a fingerprint.

        Raises:
            NotFoundError: no report was signed with it.
        """
        found = self.own.find(fingerprint)
        if found is None:
            raise NotFoundError(NONE_SUCH)
        return found

    def replace_own(self) -> Signatory:
        """Make a new key of the service, which signs from now on; that is recorded.

        Raises:
            SigningError: it can't be written.
        """
        with self.work.begin(the_service(COMMAND_LINE)) as work:
            made = self.own.replace(work.now)
            self.own.keep(made.certificate)
            work.record(SignatureAction.KEY_REPLACE, COMMAND_LINE, certificate_sha256=made.signatory.fingerprint)
        return made.signatory


def _require_sound(pdf: bytes, credentials: ReportKey, authority: TimestampAuthority | None) -> None:
    """Check a report as its reader will, so that none is handed out that fails there."""
    from serve.signatures.checking import check  # noqa: PLC0415  # as in `_signed`

    roots = authority.trusted() if authority else []
    found = check(pdf, [credentials.certificate, *roots])
    if found.faults:
        raise (not_stamped if authority else refused)(FAULTY.of(fault=_all(found.faults)))
    if authority and roots and not (found.timestamp and found.timestamp.is_trusted):
        raise not_stamped(UNTRUSTED.of(authority=authority.host, path=authority.ca_file or ""))


def _all(faults: Sequence[Message]) -> str:
    return " ".join(map(str, faults))
