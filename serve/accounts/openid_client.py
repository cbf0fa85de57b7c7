"""A client of one OpenID provider: authorization code flow with PKCE, and ID tokens checked to the last claim.

OpenID Connect Core 1.0 and Discovery 1.0, RFC 7636 (PKCE), RFC 9207 (which provider answers). Everything here blocks.
"""

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any, Generic, NamedTuple, Self, TypeVar

import httpx2
import structlog
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet, KeySetSerialization
from joserfc.jws import JWSRegistry
from pydantic import BaseModel, ValidationError, model_validator

from model.messages import message
from serve.accounts.domain import USERNAME, OpenIdRefusedError, ProviderUnavailableError
from serve.platform.openid_settings import OpenIdProvider, SecureAddress

ALGORITHMS = (*(f"{family}{bits}" for family in ("RS", "PS", "ES") for bits in (256, 384, 512)), "Ed25519")
KEY_TYPES = frozenset({"RSA", "EC", "OKP"})  # never a shared secret: a provider's public key must not pass for one
SCOPE = "openid profile email"
TIMEOUT = httpx2.Timeout(4, connect=3)
LONGEST_ANSWER_SECONDS = 8
LARGEST_ANSWER_BYTES = 2**18
KEPT_SECONDS = 3600  # a provider's metadata and keys
RETRY_SECONDS = 3  # a provider that failed is not called again for this time, so that callers don't wait for it
LEEWAY_SECONDS = 60  # clocks differ
SUBJECT = re.compile("[\x20-\x7e]{1,255}")  # OpenID Connect Core, section 2

UNAVAILABLE = message(
    "Your agency's sign-in service does not respond. Try again in a minute, or sign in with a password."
)
INVALID = message("The response of the sign-in service is not valid. If this happens again, tell your administrator.")
CODE_REFUSED = message("The sign-in service has ended this sign-in, or it is already finished.")
OTHER_PROVIDER = message("A different sign-in service responded.")

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")
log = structlog.get_logger(__name__)


class Vouched(NamedTuple):
    """The person that a provider identifies.

    Attributes:
        subject: its own id of them.
        username: their sign-in name there; None if it gives none.
        name: what they are called there; None if it does not say.
        groups: those that it says they are in.
    """

    subject: str
    username: str | None
    name: str | None = None
    groups: frozenset[str] = frozenset()


class Metadata(BaseModel):
    """The part of a provider's metadata that is used here."""

    issuer: str
    authorization_endpoint: SecureAddress
    token_endpoint: SecureAddress
    jwks_uri: SecureAddress
    userinfo_endpoint: SecureAddress | None = None
    token_endpoint_auth_methods_supported: list[str] = ["client_secret_basic"]
    authorization_response_iss_parameter_supported: bool = False

    @model_validator(mode="after")
    def _stay_secure(self) -> Self:
        named = (self.authorization_endpoint, self.token_endpoint, self.jwks_uri, self.userinfo_endpoint or "https:")
        if self.issuer.startswith("https:") and not all(address.startswith("https:") for address in named):
            raise ValueError("an issuer with https has an endpoint without")
        return self


class Keys(BaseModel):
    """A provider's public keys."""

    keys: list[dict[str, Any]]


class Kept(Generic[T]):
    """A cached value; a failure is cached, too, for a shorter time."""

    def __init__(self, fetch: Callable[[], T], clock: Callable[[], float]) -> None:
        self._fetch = fetch
        self._clock = clock
        self._lock = threading.Lock()
        self._value: T | None = None
        self._until = self._not_before = float("-inf")

    def get(self, *, refresh: bool = False) -> T:
        """The value, fetched if there is none yet, if it is too old, or if `refresh` is set.

        Raises:
            ProviderUnavailableError: it can't be fetched now, or could not be fetched a moment ago.
        """
        with self._lock:
            if self._value is None or refresh or self._clock() >= self._until:
                if self._clock() < self._not_before:
                    raise ProviderUnavailableError(UNAVAILABLE)
                self._not_before = self._clock() + RETRY_SECONDS
                self._value = self._fetch()
                self._until = self._clock() + KEPT_SECONDS
                self._not_before = float("-inf")
            return self._value


class ProviderClient:
    """Asks one provider to identify people.

    Args:
        redirect_uri: the address to which the provider sends people back.
        clock: seconds, from any start.
    """

    def __init__(
        self, provider: OpenIdProvider, redirect_uri: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.issuer = provider.issuer
        self._client_id = provider.client_id
        self.groups = provider.groups
        self._groups_claim = provider.groups_claim if provider.groups else None
        self._scope = " ".join(dict.fromkeys((*SCOPE.split(), *provider.scopes)))
        self._secret = provider.secret
        self._redirect_uri = redirect_uri
        self._metadata = Kept(self._fetch_metadata, clock)
        self._keys = Kept(self._fetch_keys, clock)

    def address(self, state: str, nonce: str, verifier: str) -> str:
        """The address at which a browser signs in.

        Raises:
            ProviderUnavailableError: the provider does not answer.
        """
        metadata = self._metadata.get()
        with self._oauth(metadata) as client:
            address, _ = client.create_authorization_url(
                metadata.authorization_endpoint, state=state, nonce=nonce, code_verifier=verifier
            )
        return str(address)

    def check_sender(self, issuer: str | None) -> None:
        """Raise OpenIdRefusedError if an answer came from another provider, or must name its provider and does not.

        Args:
            issuer: the answer's `iss` (RFC 9207).
        """
        if issuer != self.issuer and (issuer or self._metadata.get().authorization_response_iss_parameter_supported):
            raise OpenIdRefusedError(OTHER_PROVIDER)

    def vouched_for(self, code: str, nonce: str, verifier: str) -> Vouched:
        """The person that the provider identifies for this code.

        Raises:
            OpenIdRefusedError: the code does not belong to this sign-in, or the provider's answer is not valid.
            ProviderUnavailableError: the provider does not answer, or its answer is invalid.
        """
        metadata = self._metadata.get()
        with self._oauth(metadata) as client:
            with self._faults(metadata.token_endpoint):
                token = client.fetch_token(
                    metadata.token_endpoint, grant_type="authorization_code", code=code, code_verifier=verifier
                )
            claims = self._checked(token, nonce)
            wanted = {"preferred_username", self._groups_claim or "preferred_username"}
            if not wanted <= claims.keys() and metadata.userinfo_endpoint is not None:
                claims = self._more_claims(client, metadata.userinfo_endpoint, claims["sub"]) | claims
        return Vouched(claims["sub"], _username(claims), _name(claims), _groups(claims, self._groups_claim))

    def _checked(self, token: dict[str, Any], nonce: str) -> dict[str, Any]:
        """The claims of the ID token, after its signature and all required claims are verified."""
        try:
            return self._validated(str(token.get("id_token")), token.get("access_token"), nonce)
        except (JoseError, ValueError, TypeError) as fault:
            log.warning("openid_token_refused", issuer=self.issuer, fault=str(fault))
            raise OpenIdRefusedError(INVALID) from fault

    def _validated(self, id_token: str, access_token: Any, nonce: str) -> dict[str, Any]:
        decoded = self._verified(id_token)
        options: dict[str, Any] = {claim: {"essential": True} for claim in ("sub", "exp", "iat", "nonce")}
        options["iss"] = {"essential": True, "value": self.issuer}
        options["aud"] = {"essential": True, "value": self._client_id}
        expected = {"nonce": nonce, "client_id": self._client_id, "access_token": access_token}
        CodeIDToken(decoded.claims, decoded.header, options, expected).validate(leeway=LEEWAY_SECONDS)
        if not SUBJECT.fullmatch(decoded.claims["sub"]):
            raise ValueError("the subject is too long, or not in ASCII")
        return decoded.claims

    def _verified(self, id_token: str) -> jwt.Token:
        """The ID token, if one of the provider's keys signed it; replaced keys are fetched again."""
        registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
        try:
            return jwt.decode(id_token, self._keys.get(), registry=registry)
        except (InvalidKeyIdError, BadSignatureError):
            return jwt.decode(id_token, self._keys.get(refresh=True), registry=registry)

    def _more_claims(self, client: Any, address: str, subject: str) -> dict[str, Any]:
        """The provider's user info, in addition to the ID token."""
        with self._faults(address):
            response = client.get(address).raise_for_status()
            claims = response.json()
            if not isinstance(claims, dict) or claims.get("sub") != subject:
                raise ValueError("the answer is about another person")
            return claims

    def _fetch_metadata(self) -> Metadata:
        address = self.issuer.removesuffix("/") + "/.well-known/openid-configuration"
        with self._faults(address):
            metadata = self._fetched(address, Metadata)
            if metadata.issuer != self.issuer:
                raise ValueError("its issuer differs from the setting")
            return metadata

    def _fetch_keys(self) -> KeySet:
        address = self._metadata.get().jwks_uri
        with self._faults(address):
            listed = self._fetched(address, Keys).keys
            usable = [key for key in listed if key.get("kty") in KEY_TYPES and key.get("use", "sig") == "sig"]
            return KeySet.import_key_set(KeySetSerialization(keys=usable))

    def _fetched(self, address: str, kind: type[M]) -> M:
        with httpx2.Client(**self._options) as client:
            return kind.model_validate_json(client.get(address).raise_for_status().content)

    def _oauth(self, metadata: Metadata) -> Any:
        """A client of authlib's, for one sign-in."""
        basic = "client_secret_basic" in metadata.token_endpoint_auth_methods_supported
        return OAuth2Client(
            self._client_id,
            self._secret,
            token_endpoint_auth_method="client_secret_basic" if basic else "client_secret_post",
            scope=self._scope,
            redirect_uri=self._redirect_uri,
            code_challenge_method="S256",
            **self._options,
        )

    @cached_property
    def _options(self) -> dict[str, Any]:
        """The options of every call; the environment names the proxy, and the system the trusted certificates."""
        return {
            "timeout": TIMEOUT,
            "headers": {"Accept": "application/json", "Accept-Encoding": "identity"},
            "event_hooks": {"response": [_limit]},
            "verify": httpx2.create_ssl_context(),
        }

    @contextmanager
    def _faults(self, address: str) -> Iterator[None]:
        try:
            yield
        except (OAuthError, httpx2.HTTPError, httpx2.InvalidURL, JoseError, ValueError, TypeError) as fault:
            if isinstance(fault, OAuthError) and fault.error == "invalid_grant":
                raise OpenIdRefusedError(CODE_REFUSED) from fault
            log.warning("openid_provider_failed", address=address, fault=_words(fault))
            raise ProviderUnavailableError(UNAVAILABLE) from fault


class _Limited(httpx2.SyncByteStream):
    """An answer that is aborted if it is too large or takes too long."""

    def __init__(self, stream: httpx2.SyncByteStream) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        size, end = 0, time.monotonic() + LONGEST_ANSWER_SECONDS
        for part in self._stream:
            size += len(part)
            if size > LARGEST_ANSWER_BYTES or time.monotonic() > end:
                raise httpx2.ReadError("the answer is too large or takes too long")
            yield part

    def close(self) -> None:
        self._stream.close()


def _limit(response: httpx2.Response) -> None:
    if isinstance(response.stream, httpx2.SyncByteStream):
        response.stream = _Limited(response.stream)


def _words(fault: Exception) -> str:
    """The kind of failure, without the contents of request and answer."""
    match fault:
        case httpx2.HTTPStatusError():
            return f"status {fault.response.status_code}"
        case OAuthError():
            return str(fault.error)
        case ValidationError():
            first = fault.errors()[0]
            return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
    return f"{type(fault).__name__}: {fault}"


def _username(claims: dict[str, Any]) -> str | None:
    """The person's sign-in name at the provider, in lower case; None if it gives none, or none that can be a username.

    Other alphabets have letters that become ASCII ones in lower case, so that two names would be one.
    """
    name = claims.get("preferred_username")
    if name is None and claims.get("email_verified") is True:
        name = claims.get("email")
    if not isinstance(name, str) or not name.isascii() or not USERNAME.fullmatch(name.lower()):
        return None
    return name.lower()


def _name(claims: dict[str, Any]) -> str | None:
    name = claims.get("name")
    return name if isinstance(name, str) and name.strip() else None


def _groups(claims: dict[str, Any], claim: str | None) -> frozenset[str]:
    """The groups that a claim names: a list, or a single one."""
    named = claims.get(claim) if claim else None
    listed = named if isinstance(named, list) else [named]
    return frozenset(each for each in listed if isinstance(each, str))
