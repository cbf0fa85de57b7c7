"""The form of a signature that no signature covers: whether each byte of it is as the service wrote it.

A signature in a PDF covers everything except itself: a hexadecimal string of CMS (RFC 5652), padded with zeros. Of CMS
it covers the attributes and what they name. A reader accepts changes in the rest that do not matter to it; here each
is found, since the rest is built again from what is covered, and compared.
"""

from collections.abc import Collection
from typing import Any

from asn1crypto import cms, core
from asn1crypto.algos import DigestAlgorithm, DigestAlgorithmId

MOST_PADDING = 1 << 20
SIGNER_VERSIONS = {"issuer_and_serial_number": "v1", "subject_key_identifier": "v3"}  # RFC 5652, 5.3


class _Bare(core.Sequence):  # type: ignore[misc]  # asn1crypto has no types
    """A digest algorithm without parameters."""

    _fields = [("algorithm", DigestAlgorithmId)]  # noqa: RUF012  # asn1crypto completes the list


def is_padded(gap: bytes, signature: bytes) -> bool:
    """Whether the bytes of a PDF that a signature leaves out are only the signature, padded with zeros.

    Args:
        gap: from the bracket before the string to the one after it.
        signature: what a reader takes from it.
    """
    if len(gap) > MOST_PADDING:
        return False
    length = _length(signature)
    digits = signature[:length].hex().upper().encode()
    return not any(signature[length:]) and gap == b"<" + digits.ljust(len(gap) - 2, b"0") + b">"


def _length(signature: bytes) -> int:
    return len(cms.ContentInfo.load(signature).dump())


def is_own_form(signature: bytes, certificates: Collection[str], of_timestamp: Collection[str]) -> bool:
    """Whether a signature's CMS is as the service writes it, byte for byte.

    Args:
        signature: it and its padding.
        certificates: the SHA-256 of each certificate in it, as the signed part of the PDF lists them.
        of_timestamp: the same of its timestamp; empty if it is to have none.
    """
    content = cms.ContentInfo.load(signature)
    attributes = content["content"]["signer_infos"][0]["unsigned_attrs"]
    tokens = _tokens(attributes)
    if tokens is None or bool(tokens) != bool(of_timestamp):
        return False
    return _is_rebuilt(content, certificates) and all(_is_rebuilt(each, of_timestamp) for each in tokens)


def _tokens(attributes: Any) -> list[cms.ContentInfo] | None:
    """The one timestamp of a signature; None if it has other attributes that it does not cover."""
    if isinstance(attributes, core.Void):
        return []
    if len(attributes) != 1 or attributes[0]["type"].native != "signature_time_stamp_token":
        return None
    return list(attributes[0]["values"]) if len(attributes[0]["values"]) == 1 else None


def _is_rebuilt(content: cms.ContentInfo, certificates: Collection[str]) -> bool:
    """Whether CMS is equal to one that is built again, of which each part is known or signed."""
    held = [each.chosen for each in content["content"]["certificates"]]
    if sorted(each.sha256.hex() for each in held) != sorted(certificates):
        return False
    if not any(_is_named(content["content"]["signer_infos"][0]["sid"], each) for each in held):
        return False
    written = content.dump()
    return any(_built(content, with_null=with_null).dump() == written for with_null in (False, True))


def _is_named(sid: cms.SignerIdentifier, certificate: Any) -> bool:
    """Whether a signer is named as this certificate is, byte for byte: readers take upper and lower case for one."""
    if sid.name == "subject_key_identifier":
        return bool(sid.chosen.native == certificate.key_identifier)
    stated = sid.chosen
    return bool(
        stated["issuer"].dump() == certificate.issuer.dump()
        and stated["serial_number"].native == certificate.serial_number
    )


def _built(content: cms.ContentInfo, *, with_null: bool) -> cms.ContentInfo:
    """The same CMS, built again.

    Args:
        with_null: whether digest algorithms have an empty parameter; RFC 5754 allows both.
    """
    data, signer = content["content"], content["content"]["signer_infos"][0]
    digest = DigestAlgorithm({"algorithm": signer["digest_algorithm"]["algorithm"].native})
    if not with_null:
        digest = DigestAlgorithm.load(_Bare({"algorithm": digest["algorithm"].native}).dump())
    enclosed: dict[str, Any] = {"content_type": data["encap_content_info"]["content_type"].native}
    if enclosed["content_type"] != "data":
        enclosed["content"] = cms.ParsableOctetString(bytes(data["encap_content_info"]["content"]))
    made = {
        "version": SIGNER_VERSIONS[signer["sid"].name],
        "sid": signer["sid"].copy(),
        "digest_algorithm": digest,
        "signed_attrs": signer["signed_attrs"].copy(),
        "signature_algorithm": _algorithm(signer["signature_algorithm"]),
        "signature": signer["signature"].native,
    }
    if not isinstance(signer["unsigned_attrs"], core.Void):
        made["unsigned_attrs"] = [
            {"type": "signature_time_stamp_token", "values": [signer["unsigned_attrs"][0]["values"][0].copy()]}
        ]
    built = {
        "version": "v1" if enclosed["content_type"] == "data" and made["version"] == "v1" else "v3",
        "digest_algorithms": [digest],
        "encap_content_info": enclosed,
        "certificates": cms.CertificateSet(contents=b"".join(each.dump() for each in data["certificates"])),
        "signer_infos": [made],
    }
    return cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(built)})


def _algorithm(stated: cms.SignedDigestAlgorithm) -> cms.SignedDigestAlgorithm:
    return cms.SignedDigestAlgorithm({"algorithm": stated["algorithm"].native, "parameters": stated["parameters"]})
