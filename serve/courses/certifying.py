"""Certificates: a PDF for the person who passed, and a check by its code for anyone.

Many people share an address, and one of them may send wrong codes in a loop. So only wrong codes are counted, and a
right one is verified from every address at any time. What keeps codes from being guessed is their 60 random bits: 300
tries a second find one of a million certificates once in a hundred years. After `WRONG_CODES` of an address, nothing is
written any more.
"""

from dataclasses import dataclass
from typing import NamedTuple

from limits import RateLimitItemPerSecond
from limits.strategies import MovingWindowRateLimiter

from model.errors import ShinganError
from model.messages import message
from serve.accounts.attempts import WINDOW, FailedSignIns
from serve.accounts.domain import Actor, Organisation
from serve.audit.domain import ANONYMOUS
from serve.courses.domain import NO_CODE, Certificate, checked_code, day_behind
from serve.courses.printing.making import certificate_document
from serve.courses.work import CourseWork
from serve.platform.documents.typesetting import typeset
from serve.platform.errors import NotFoundError
from serve.platform.tenancy import SYSTEM, the_service
from serve.platform.translations import Language
from serve.platform.work import Works

WRONG_CODES = RateLimitItemPerSecond(30, WINDOW, "certificate_address")  # from one address
ANYONE = the_service(ANONYMOUS)
TOO_MANY = message(
    "Too many wrong codes came from this network. Compare the code with the certificate: the right one is accepted."
)


class TooManyCodesError(ShinganError):
    """A wrong code is one of too many from an address.

    Attributes:
        retry_after: seconds after which it is worth trying again.
    """

    def __init__(self, retry_after: int) -> None:
        super().__init__(TOO_MANY)
        self.retry_after = retry_after


class CheckedCertificate(NamedTuple):
    """A certificate as anyone may know it: it says nothing of the person.

    Attributes:
        organisation: which offers the course.
    """

    certificate: Certificate
    organisation: Organisation
    is_valid: bool


class CertificateCopy(NamedTuple):
    """A certificate as a PDF; `name` is of the file."""

    name: str
    pdf: bytes


@dataclass(frozen=True)
class Certificates:
    """The use cases. All of them block."""

    work: Works[CourseWork]

    def own(self, actor: Actor) -> list[Certificate]:
        """The actor's certificates, the latest first."""
        with self.work.look(actor) as work:
            return work.learning.certificates()

    def get(self, actor: Actor, certificate_id: str) -> Certificate:
        """One of the actor's certificates.

        Raises:
            NotFoundError: they have none with this id.
        """
        with self.work.look(actor) as work:
            return work.learning.certificate(certificate_id)

    def printed(self, actor: Actor, certificate_id: str, address: str, language: Language) -> CertificateCopy:
        """One of the actor's certificates as a PDF, with the actor's name.

        Args:
            address: of the service, where the certificate can be checked.

        Raises:
            NotFoundError: they have none with this id.
            TypesettingError: it could not be made.
        """
        certificate = self.get(actor, certificate_id)
        made = typeset(certificate_document(certificate, self._offering(certificate), actor, address, language))
        return CertificateCopy(f"certificate-{certificate.code}.pdf", made.pdf)

    def check(self, code: str, address: str) -> CheckedCertificate:
        """The certificate with a code.

        Args:
            address: of the caller, to slow down guessing.

        Raises:
            CourseRejectedError: it is no code.
            NotFoundError: no certificate has it.
            TooManyCodesError: none has, and too many wrong codes came from this address.
        """
        wanted = checked_code(code)
        with self.work.look(ANYONE) as work:
            found, today = work.learning.by_code(wanted), day_behind(work.now)
        if found is None:
            self._count_wrong(address)
            raise NotFoundError(NO_CODE)
        return CheckedCertificate(found, self._offering(found), found.is_valid(today))

    def _offering(self, certificate: Certificate) -> Organisation:
        """The organisation that offers the course of a certificate. A course stays as long as its certificates."""
        with self.work.look(SYSTEM) as work:
            return work.organisations.get(work.courses.get(certificate.course_id).organisation_id)

    def _count_wrong(self, address: str) -> None:
        """Count a wrong code, unless it is one of too many."""
        with self.work.begin(ANYONE) as work:
            limiter = MovingWindowRateLimiter(FailedSignIns(work.credentials, work.now))
            if not limiter.hit(WRONG_CODES, address):
                end = limiter.get_window_stats(WRONG_CODES, address).reset_time
                raise TooManyCodesError(max(1, round(end - work.now.timestamp())))
