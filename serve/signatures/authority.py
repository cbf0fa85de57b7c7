"""The authority that gives reports trusted timestamps (RFC 3161), as an operator has set it."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509

from model.messages import message
from serve.signatures.errors import not_stamped

UNREADABLE_CERTIFICATES = message("{path}: the certificates of the timestamp authority can't be read ({fault})")


@dataclass(frozen=True)
class TimestampAuthority:
    """The authority that an operator has set.

    Attributes:
        url: where it answers.
        ca_file: the certificates by which its timestamps are checked; None to take what it sends.
        is_optional: whether a report may go without a timestamp.
    """

    url: str
    ca_file: Path | None
    is_optional: bool

    @property
    def host(self) -> str:
        """Its host, as a report names it."""
        return urlsplit(self.url).hostname or self.url

    def trusted(self) -> list[x509.Certificate]:
        """The certificates of `ca_file`, read each time.

        Raises:
            TimestampError: they can't be read.
        """
        if self.ca_file is None:
            return []
        try:
            return x509.load_pem_x509_certificates(self.ca_file.read_bytes())
        except (OSError, ValueError) as fault:
            raise not_stamped(UNREADABLE_CERTIFICATES.of(path=self.ca_file, fault=str(fault))) from fault
