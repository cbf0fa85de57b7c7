"""The certificate that a service in a local network makes for itself, where no authority can give it one.

It is in one file with its key, so that the two always fit: DATA/tls.pem, which only the service's user can read.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple, Self

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from model.messages import message
from serve.platform.errors import StorageError
from serve.platform.local_objects import sync_path
from serve.platform.networks import Address
from serve.platform.whole_files import write_whole

LASTS = timedelta(days=365)  # iPhones take none that lasts longer than 825 days
RENEWED = timedelta(days=30)  # before its end
EARLIER = timedelta(days=1)  # for phones whose clocks are behind
LOCAL_NAME = "localhost"
PRIVATE = 0o600  # mode of the file
USAGE = x509.KeyUsage(
    digital_signature=True, content_commitment=False, key_encipherment=False, data_encipherment=False,
    key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
)  # fmt: skip


class OwnCertificate(NamedTuple):
    """A certificate that the service has made for itself.

    Attributes:
        path: of the file with the certificate and its key.
        fingerprint: of SHA-256, as browsers show it: pairs of hexadecimal digits with colons between them.
    """

    path: Path
    fingerprint: str

    @classmethod
    def at(cls, path: Path, addresses: Iterable[Address], now: datetime) -> Self:
        """The certificate in a file; made again if it is missing, ends soon or lacks an address.

        Args:
            addresses: at which browsers open the service; it is also valid for `localhost`.

        Raises:
            StorageError: the file can't be read or written.
        """
        wanted = tuple(addresses)
        try:
            kept = _kept(path)
            if kept is None or not _serves(kept, wanted, now):
                kept = _make(path, wanted, now)
        except OSError as fault:
            raise StorageError(
                message("{path}: the certificate can't be used ({fault})", path=path, fault=str(fault))
            ) from fault
        return cls(path, kept.fingerprint(SHA256()).hex(":").upper())


def _kept(path: Path) -> x509.Certificate | None:
    """The certificate in the file; None if there is none, or the file is damaged."""
    if not path.exists():
        return None
    content = path.read_bytes()
    try:
        load_pem_private_key(content, password=None)
        return x509.load_pem_x509_certificate(content)
    except ValueError:
        return None


def _serves(kept: x509.Certificate, wanted: Sequence[Address], now: datetime) -> bool:
    """Whether it is valid now and for some time, for all these addresses.

    It may name others, too: the phones of another hall have accepted it for these.
    """
    names = kept.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    is_valid = kept.not_valid_before_utc <= now <= kept.not_valid_after_utc - RENEWED
    return is_valid and set(wanted) <= set(names.get_values_for_type(x509.IPAddress))


def _make(path: Path, addresses: Sequence[Address], now: datetime) -> x509.Certificate:
    key = ec.generate_private_key(ec.SECP256R1())  # browsers take no Ed25519
    made = _certificate(key, addresses, now)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_whole(path, private + made.public_bytes(Encoding.PEM), PRIVATE)
    sync_path(path.parent)
    return made


def _certificate(key: ec.EllipticCurvePrivateKey, addresses: Sequence[Address], now: datetime) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Shingan")])
    names = [x509.DNSName(LOCAL_NAME), *map(x509.IPAddress, addresses)]
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - EARLIER)
        .not_valid_after(now + LASTS)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(USAGE, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, SHA256())
    )
