"""Signs a PDF by PAdES (ETSI EN 319 142-1): B-B, or B-T with an authority's timestamp.

What the report rests on is written into the PDF before it is signed, as a page-piece dictionary (ISO 32000-1, 14.5).
The bytes of the PDF stay as they are; everything is appended.
"""

import asyncio
import io
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from asn1crypto import x509
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.generic import DictionaryObject, NameObject, TextStringObject, pdf_date
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError as NotSignedError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko_certvalidator.registry import SimpleCertificateStore

from model.messages import message
from serve.signatures.certificates import Key, ReportKey
from serve.signatures.domain import FORMAT, ReportContents
from serve.signatures.errors import refused

if TYPE_CHECKING:
    from pyhanko.pdf_utils.writer import BasePdfFileWriter
    from pyhanko.sign.timestamps import TimeStamper

FIELD = "Signature"
DIGEST = "sha256"
APPLICATION = "/Shingan"  # whose page-piece dictionary it is
FAILED = message("the report can't be signed ({fault})")


class _Writer(IncrementalPdfFileWriter):
    """Appends to a PDF and leaves it one of version 1.7, on which PDF/A-2 rests."""

    output_version = (1, 7)


class _KeySigner(Signer):
    """Signs with a key that is loaded already: loading one of RSA takes longer than signing."""

    def __init__(self, key: Key, **named: Any) -> None:
        super().__init__(**named)
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: ARG002, FBT001, FBT002  # as its base
        if isinstance(self._key, RSAPrivateKey):
            return self._key.sign(data, PKCS1v15(), SHA256())
        return self._key.sign(data, ECDSA(SHA256()))


class _Signer(PdfSigner):
    """States the time of the service's clock."""

    def __init__(self, at: datetime, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._at = at

    def init_signing_session(
        self,
        pdf_out: "BasePdfFileWriter",
        existing_fields_only: bool = False,  # noqa: FBT001, FBT002  # as its base
    ) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self._at
        return session


def signed(
    pdf: bytes, credentials: ReportKey, contents: ReportContents, at: datetime, timestamper: "TimeStamper | None"
) -> bytes:
    """The PDF with a signature, and with a timestamp if there is a timestamper.

    Raises:
        SigningError: it can't be signed.
        OSError: the timestamper gets no answer, or none that it can use.
    """
    certificates = [_for_pyhanko(each) for each in (credentials.certificate, *credentials.chain)]
    store = SimpleCertificateStore()
    store.register_multiple(certificates[1:])
    signer = _KeySigner(credentials.key, signing_cert=certificates[0], cert_registry=store)
    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm=DIGEST,
        subfilter=SigSeedSubFilter.PADES,
        name=credentials.signatory.name,
    )
    field = SigFieldSpec(  # outside the page, as PDF/UA wants what the tags don't name
        FIELD, readable_field_name=FIELD, invis_sig_settings=InvisSigSettings(box_out_of_bounds=True)
    )
    listed = {
        "certificates": [each.sha256.hex() for each in certificates],
        "timestamp_certificates": [] if timestamper is None else _of_timestamps(timestamper),
    }
    try:
        writer = _Writer(io.BytesIO(pdf))
        _attach(writer, {"format": FORMAT, **asdict(contents), **listed}, at)
        made = _Signer(at, metadata, signer, timestamper=timestamper, new_field_spec=field).sign_pdf(writer)
    except (PdfError, NotSignedError, ValueError) as fault:
        raise refused(FAILED.of(fault=str(fault))) from fault
    return bytes(made.getvalue())


def _for_pyhanko(certificate: Any) -> x509.Certificate:
    return x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def _of_timestamps(timestamper: "TimeStamper") -> list[str]:
    """The certificates that come with the authority's timestamps."""
    token = asyncio.run(timestamper.async_dummy_response(DIGEST))
    return [each.chosen.sha256.hex() for each in token["content"]["certificates"]]


def _attach(writer: IncrementalPdfFileWriter, listed: Mapping[str, Any], at: datetime) -> None:
    """Write what the report rests on, and which certificates come with the signature, which does not cover them."""
    text = json.dumps(listed, sort_keys=True, separators=(",", ":"))
    piece = {NameObject("/LastModified"): pdf_date(at), NameObject("/Private"): TextStringObject(text)}
    writer.root["/PieceInfo"] = DictionaryObject({NameObject(APPLICATION): DictionaryObject(piece)})
    writer.update_root()
