"""The contents of a certificate. A plain string is what someone wrote, or a code."""

from dataclasses import dataclass

from model.messages import Wording


@dataclass(frozen=True)
class PrintedCertificate:
    """A certificate as it is printed.

    Attributes:
        organisation: which offers the course, and issues the certificate.
        code: in groups of four.
        address: of the page on which anyone can check it.
        scanned: this address as a QR code, an SVG.
    """

    name: str
    title: str
    organisation: str
    country: str
    passed: Wording
    result: Wording
    valid_until: Wording
    code: str
    address: str
    scanned: str
