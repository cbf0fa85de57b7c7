"""Keys that sign reports and their certificates: the one that the service makes for itself, and those of operators."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509.oid import NameOID

from model.errors import ShinganError
from model.messages import message
from serve.platform.local_objects import sync_path
from serve.platform.signing_settings import ReportSigner
from serve.platform.whole_files import write_new, write_whole
from serve.signatures.domain import Signatory
from serve.signatures.errors import SigningError, refused

FOLDER = "reports"  # in DATA/keys
AGENCIES = "agencies"  # in that folder: certificates of agencies
KEY_FILE = "signing.pem"  # the service's own key, with its certificate
SUFFIX = ".pem"  # of a certificate, after its fingerprint
KEY_BITS = 3072
LASTS = timedelta(days=3653)
RENEWED = timedelta(days=30)  # before its end
EARLIER = timedelta(minutes=5)  # for readers whose clocks are behind
LONGEST_NAME = 64  # of a certificate's holder, by X.520
USAGE = x509.KeyUsage(
    digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
    key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
)  # fmt: skip
UNUSABLE = message("{path}: the key that signs reports can't be used ({fault})")
NOT_ITS_KEY = message("{path}: the key is not that of the certificate")
WRONG_KEY = message("{path}: reports are signed with keys of RSA or of an elliptic curve")
ENDED = message("{path}: the certificate is valid from {start} to {end} only")

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class ReportKey:
    """A key that signs, its certificate, and those of the authorities that vouch for it."""

    key: Key
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()

    @property
    def signatory(self) -> Signatory:
        """Whose certificate it is."""
        return signatory_of(self.certificate)


def signatory_of(certificate: x509.Certificate) -> Signatory:
    """Whose certificate it is."""
    is_self_made = certificate.issuer == certificate.subject
    return Signatory(
        name=_name(certificate.subject),
        issuer="" if is_self_made else _name(certificate.issuer),
        fingerprint=certificate.fingerprint(SHA256()).hex(),
        valid_from=certificate.not_valid_before_utc,
        valid_until=certificate.not_valid_after_utc,
    )


def _name(name: x509.Name) -> str:
    """The common name and the organisation, otherwise all of it."""
    parts = [*name.get_attributes_for_oid(NameOID.COMMON_NAME), *name.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)]
    return ", ".join(dict.fromkeys(str(part.value) for part in parts)) or name.rfc4514_string()


@dataclass(frozen=True)
class OwnReportKey:
    """The key that the service makes for itself, and every certificate that it ever signed with.

    Attributes:
        folder: of both, DATA/keys/reports.
        holder: named in a new certificate.
    """

    folder: Path
    holder: str

    def open(self, now: datetime) -> ReportKey:
        """The key that signs now; a new one if there is none, or its certificate ends soon.

        Raises:
            SigningError: the key can't be read or written.
        """
        path = self.folder / KEY_FILE
        try:
            if not path.exists():
                self._write(_pem_of(_made(self.holder, now)), is_first=True)
            found = _read(path)
            return found if now < found.certificate.not_valid_after_utc - RENEWED else self.replace(now)
        except (OSError, ValueError, UnsupportedAlgorithm) as fault:
            raise refused(UNUSABLE.of(path=path, fault=str(fault))) from fault

    def replace(self, now: datetime) -> ReportKey:
        """A new key, which signs from now on. The certificate of the earlier one stays; its key does not.

        Raises:
            SigningError: it can't be written.
        """
        made = _made(self.holder, now)
        try:
            self._write(_pem_of(made), is_first=False)
        except OSError as fault:
            raise refused(UNUSABLE.of(path=self.folder / KEY_FILE, fault=str(fault))) from fault
        return made

    def keep(self, certificate: x509.Certificate, *, is_agency: bool = False) -> None:
        """Keep a certificate that signed a report, so that it can be had for as long as the service is.

        Args:
            is_agency: whether it is one of an agency, which no list shows: not all may know who is here.

        Raises:
            SigningError: it can't be written.
        """
        folder = self.folder / AGENCIES if is_agency else self.folder
        path = folder / f"{certificate.fingerprint(SHA256()).hex()}{SUFFIX}"
        if path.exists():
            return
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_new(path, certificate.public_bytes(Encoding.PEM), 0o644)
            sync_path(folder)
        except OSError as fault:
            raise refused(UNUSABLE.of(path=path, fault=str(fault))) from fault

    def kept(self, *, with_agencies: bool = False) -> Sequence[x509.Certificate]:
        """The certificates that signed reports, the latest first; damaged files are left out."""
        paths = sorted(self.folder.glob(f"**/*{SUFFIX}" if with_agencies else f"*{SUFFIX}"))
        found = [each for path in paths if (each := _kept(path)) is not None]
        return sorted(found, key=lambda each: each.not_valid_before_utc, reverse=True)

    def find(self, fingerprint: str) -> x509.Certificate | None:
        """The certificate with a fingerprint (64 hexadecimal digits) that signed a report."""
        name = f"{fingerprint}{SUFFIX}"
        return _kept(self.folder / name) or _kept(self.folder / AGENCIES / name)

    def _write(self, content: bytes, *, is_first: bool) -> None:
        """Write the certificate first, so that everything signed can be checked."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write = write_new if is_first else write_whole
        write(self.folder / KEY_FILE, content, 0o600)
        sync_path(self.folder)


def _kept(path: Path) -> x509.Certificate | None:
    if path.name == KEY_FILE:
        return None
    try:
        found = x509.load_pem_x509_certificate(path.read_bytes())
    except (OSError, ValueError):
        return None
    return found if found.fingerprint(SHA256()).hex() == path.stem else None


def _read(path: Path) -> ReportKey:
    content = path.read_bytes()
    return _fitting(path, _private_key(content, None), x509.load_pem_x509_certificate(content), ())


@lru_cache(maxsize=8)
def _private_key(pem: bytes, passphrase: bytes | None) -> PrivateKeyTypes:
    """A key that is read once: whether it is sound, which is found out each time, takes a tenth of a second."""
    return load_pem_private_key(pem, passphrase)


def _pem_of(made: ReportKey) -> bytes:
    private = made.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private + made.certificate.public_bytes(Encoding.PEM)


def _made(holder: str, now: datetime) -> ReportKey:
    """A key with a certificate that it signs itself. RSA: every reader of signed PDFs can check it."""
    key = rsa.generate_private_key(65537, KEY_BITS)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, holder[:LONGEST_NAME])])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - EARLIER)
        .not_valid_after(now + LASTS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(USAGE, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, SHA256())
    )
    return ReportKey(key, certificate)


def loaded(signer: ReportSigner, now: datetime) -> ReportKey:
    """The key and the certificates that an operator has set, read each time, as they are renewed.

    Raises:
        SigningError: they can't be read, don't fit each other, or are not valid now.
    """
    found = key_of(signer)
    start, end = found.certificate.not_valid_before_utc, found.certificate.not_valid_after_utc
    if not start <= now.astimezone(UTC) <= end:
        path = _path_of(signer)
        raise refused(ENDED.of(path=path, start=start.date().isoformat(), end=end.date().isoformat()))
    return found


def key_of(signer: ReportSigner) -> ReportKey:
    """The same, whether its certificate is valid now or not.

    Raises:
        SigningError: they can't be read, or don't fit each other.
    """
    path = _path_of(signer)
    try:
        return _from_pkcs12(signer, path) if signer.pkcs12_file else _from_pem(signer, path)
    except SigningError:
        raise
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm, ShinganError) as fault:
        raise refused(UNUSABLE.of(path=path, fault=str(fault))) from fault


def _path_of(signer: ReportSigner) -> Path:
    return signer.pkcs12_file or signer.key_file or Path()


def _from_pkcs12(signer: ReportSigner, path: Path) -> ReportKey:
    key, certificate, others = pkcs12.load_key_and_certificates(path.read_bytes(), signer.passphrase)
    if key is None or certificate is None:
        raise ValueError("it has no key with a certificate")
    return _fitting(path, key, certificate, others)


def _from_pem(signer: ReportSigner, path: Path) -> ReportKey:
    key = _private_key(path.read_bytes(), signer.passphrase)
    certificate, *others = x509.load_pem_x509_certificates(cast("Path", signer.certificates_file).read_bytes())
    return _fitting(path, key, certificate, others)


def _fitting(path: Path, key: Any, certificate: x509.Certificate, chain: Sequence[x509.Certificate]) -> ReportKey:
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise refused(WRONG_KEY.of(path=path))
    if key.public_key() != certificate.public_key():
        raise refused(NOT_ITS_KEY.of(path=path))
    others = [each for each in dict.fromkeys(chain) if each != certificate]
    return ReportKey(key, certificate, tuple(others))
