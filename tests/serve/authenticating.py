"""An authenticator in software: it makes passkeys and answers challenges as a device does (WebAuthn, ES256)."""

import hashlib
import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from secrets import token_bytes
from typing import Any, NamedTuple

import cbor2
import pyotp
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url

from serve.accounts.domain import Actor
from serve.accounts.service import Accounts
from serve.factors.domain import RelyingParty
from serve.factors.passkeys import Passkeys
from serve.factors.service import OwnFactors
from tests.serve.running import Service

HOST = "shingan.example"
ORIGIN = f"https://{HOST}"
PRESENT, VERIFIED, HAS_CREDENTIAL = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """A device with one passkey.

    Attributes:
        origin: of the page that asks.
        count: how often it has answered; it stays 0 where the device counts nothing.
    """

    origin: str = ORIGIN
    host: str = HOST
    is_verifying: bool = True
    count: int = 0
    credential_id: bytes = field(default_factory=lambda: token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: str) -> dict[str, Any]:
        """The passkey that was asked for, as a browser sends it."""
        numbers = self.key.public_key().public_numbers()
        point = {-2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        cose = cbor2.dumps({1: 2, 3: -7, -1: 1, **point})
        credential = bytes(16) + struct.pack(">H", len(self.credential_id)) + self.credential_id + cose
        attested = {"fmt": "none", "attStmt": {}, "authData": self._data(HAS_CREDENTIAL) + credential}
        client = self._client("webauthn.create", json.loads(options))
        return self._sent({"clientDataJSON": client, "attestationObject": cbor2.dumps(attested)})

    def answer(self, options: str) -> dict[str, Any]:
        """The answer to a challenge, as a browser sends it."""
        data, client = self._data(), self._client("webauthn.get", json.loads(options))
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._sent({"clientDataJSON": client, "authenticatorData": data, "signature": signature})

    def _data(self, flags: int = 0) -> bytes:
        flags |= PRESENT | (VERIFIED if self.is_verifying else 0)
        return hashlib.sha256(self.host.encode()).digest() + struct.pack(">BI", flags, self.count)

    def _client(self, kind: str, options: Mapping[str, Any]) -> bytes:
        return json.dumps({"type": kind, "challenge": options["challenge"], "origin": self.origin}).encode()

    def _sent(self, response: Mapping[str, bytes]) -> dict[str, Any]:
        name = bytes_to_base64url(self.credential_id)
        values = {key: bytes_to_base64url(value) for key, value in response.items()}
        return {"id": name, "rawId": name, "type": "public-key", "response": values}


class Secrets(NamedTuple):
    """What a person alone knows: what their app makes codes from, and their recovery codes."""

    secret: str
    recovery: tuple[str, ...]


def actor_named(service: Service, username: str) -> Actor:
    """A person as the actor."""
    accounts = service.parts[Accounts]
    person = next(each for each in accounts.people(None) if each.username == username)
    return accounts.actor_of(person, via="tests")


def secured(service: Service, name: str = "Phone", username: str = "first-officer") -> Secrets:
    """Give a person one-time codes, and a passkey of this name."""
    parts, actor = service.parts, actor_named(service, username)
    device, party = Authenticator(), RelyingParty(HOST, ORIGIN)
    adding = parts[Passkeys].begin_adding(actor, party)
    parts[Passkeys].add(actor, party, adding.kept, name, device.make(adding.options))
    secret = parts[OwnFactors].begin_codes(actor).secret
    return Secrets(secret, parts[OwnFactors].confirm_codes(actor, pyotp.TOTP(secret).at(parts.clock.now())))
