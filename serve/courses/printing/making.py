"""Fills in a certificate for its person."""

from pathlib import Path

from serve.accounts.domain import Actor, Organisation
from serve.courses.domain import Certificate, written_code
from serve.courses.printing.domain import PrintedCertificate
from serve.courses.printing.messages import CHECK, LABELS, PASSED, RESULT, TITLED, VALID_UNTIL
from serve.platform.documents.typesetting import Document
from serve.platform.qr_codes import qr_code
from serve.platform.translations import Language

TEMPLATE = Path(__file__).parent / "templates" / "certificate.typ"


def certificate_document(
    certificate: Certificate, organisation: Organisation, actor: Actor, address: str, language: Language
) -> Document:
    """A certificate.

    Args:
        organisation: which offers the course.
        actor: its person.
        address: of the service, with a slash at its end.
    """
    checked_at = f"{address}certificates/{certificate.code}"
    content = PrintedCertificate(
        name=actor.name,
        title=certificate.title,
        organisation=organisation.name,
        country=language.country(certificate.country),
        passed=PASSED.of(day=certificate.passed_at.date()),
        result=RESULT.of(right=str(certificate.right), count=certificate.asked),
        valid_until=VALID_UNTIL.of(day=certificate.valid_until),
        code=written_code(certificate.code),
        address=checked_at,
        scanned=qr_code(checked_at),
    )
    titled = TITLED.of(course=certificate.title)
    return Document(TEMPLATE, content, LABELS, {"check": CHECK}, titled, language, certificate.passed_at)
