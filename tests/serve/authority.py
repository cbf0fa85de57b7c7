"""A timestamp authority on this machine, for tests: it answers by RFC 3161, over HTTP."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

YEAR = timedelta(days=365)


class Issued(NamedTuple):
    """A certificate and its key."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def private(self) -> bytes:
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def issued(name: str, by: Issued | None = None, *, for_timestamps: bool = False, until: timedelta = YEAR) -> Issued:
    """A certificate by another's key, otherwise one of an authority that is its own."""
    key = rsa.generate_private_key(65537, 2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - YEAR)
        .not_valid_after(now + until)
        .add_extension(x509.BasicConstraints(ca=by is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if by is not None:
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(by.key.public_key())
        builder = builder.add_extension(issuer, critical=False).add_extension(_usage(signs=True), critical=True)
    else:
        builder = builder.add_extension(_usage(signs=False), critical=True)
    if for_timestamps:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return Issued(builder.sign(by.key if by else key, SHA256()), key)


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs, content_commitment=signs, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=not signs, crl_sign=not signs, encipher_only=False, decipher_only=False,
    )  # fmt: skip


class Authority:
    """A timestamp authority.

    Attributes:
        root: vouches for the certificate that stamps.
        url: where it answers.
        status, body: what it answers in place of a timestamp, if set.
        asked: how often.
        is_unsorted: whether its certificates come in another order than DER wants, as real ones send them.
    """

    def __init__(self) -> None:
        self.root = issued("Stamps of Record")
        self.stamping = issued("Stamping unit 7", self.root, for_timestamps=True)
        self.url = ""
        self.status, self.body, self.asked, self.is_unsorted = 200, b"", 0, False

    def answer(self, request: bytes) -> bytes:
        """The answer to one request."""
        self.asked += 1
        if self.body:
            return self.body
        stamper = DummyTimeStamper(
            asn1_x509.Certificate.load(self.stamping.der),
            keys.PrivateKeyInfo.load(
                self.stamping.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
            ),
            certs_to_embed=[asn1_x509.Certificate.load(self.root.der)],  # type: ignore[arg-type]  # it takes any list
            fixed_dt=datetime.now(UTC),
        )
        made = bytes(stamper.request_tsa_response(tsp.TimeStampReq.load(request)).dump())
        pair = [self.stamping.der, self.root.der]
        for first, second in (pair, pair[::-1]) if self.is_unsorted else ():
            if first + second in made:  # no signature covers their order
                return made.replace(first + second, second + first)
        return made

    def ca_file(self, folder: Path) -> Path:
        """The file with the root."""
        path = folder / "authority.pem"
        path.write_bytes(self.root.pem)
        return path


@contextmanager
def answering() -> Iterator[Authority]:
    """An authority that answers until the end."""
    authority = Authority()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = self.rfile.read(int(self.headers["Content-Length"]))
            answer = authority.answer(request)
            self.send_response(authority.status)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Write nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        authority.url = f"http://127.0.0.1:{server.server_port}/"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield authority
        server.shutdown()
        thread.join()
