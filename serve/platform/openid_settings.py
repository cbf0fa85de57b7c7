"""The settings of sign-in with OpenID Connect: organisations with a provider, and the address of this service."""

import ipaddress
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    TypeAdapter,
    model_validator,
)
from pydantic_settings import NoDecode

from model.messages import message
from serve.platform.errors import SecretError

VISIBLE = "^[\x21-\x7e]+$"


def secure_address(address: str) -> str:
    """An https address, unchanged; http only for this machine, as in tests.

    Raises:
        ValueError: it is none.
    """
    parts = urlsplit(address)
    _ = parts.port  # a ValueError if it is invalid
    is_secure = parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname))
    if not address.isprintable() or not parts.hostname or not is_secure or parts.username is not None:
        raise ValueError(message("must be an https address (http only on 127.0.0.1, ::1 or localhost)"))
    return address


def _is_loopback(host: str | None) -> bool:
    return host == "localhost" or (is_ip_address(host) and ipaddress.ip_address(host or "").is_loopback)


def is_ip_address(host: str | None) -> bool:
    """Whether a host is an IPv4 or IPv6 address, not a name."""
    try:
        ipaddress.ip_address(host or "")
    except ValueError:
        return False
    return True


def _plain(address: str) -> str:
    if "?" in address or "#" in address:
        raise ValueError(message("must be an address without a query or a fragment"))
    return secure_address(address)


def _without_path(address: str) -> str:
    bare = _plain(address).removesuffix("/")
    if urlsplit(bare).path:
        raise ValueError(message("must be an address without a path"))
    return bare


SecureAddress = Annotated[str, AfterValidator(secure_address)]
PublicUrl = Annotated[str, AfterValidator(_without_path)]


class GroupRole(BaseModel):
    """Which role the people of a group at the provider have here."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    group: str = Field(min_length=1, description="As the provider writes it in the claim.")
    role: str = Field(min_length=1)


class OpenIdProvider(BaseModel):
    """The OpenID provider of one organisation; the secret is here or in a file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    organisation: str = Field(min_length=1, description="Its name, as in `shingan organisation list`.")
    issuer: Annotated[str, AfterValidator(_plain)] = Field(
        description="Exactly as the provider writes it, including a final slash."
    )
    client_id: str = Field(pattern=VISIBLE, description="The id of this service at the provider.")
    client_secret: SecretStr | None = Field(default=None, min_length=1)
    client_secret_file: Path | None = Field(default=None, description="Readable by the service alone.")

    groups: tuple[GroupRole, ...] = Field(
        default=(), description="People of these groups are added at their first sign-in. The first that fits counts."
    )
    groups_claim: str = Field(default="groups", min_length=1, description="The claim that names a person's groups.")
    scopes: tuple[Annotated[str, Field(pattern=VISIBLE)], ...] = Field(
        default=(), description="What is asked for beside `openid profile email`, such as `groups`."
    )

    @model_validator(mode="after")
    def _has_one_secret(self) -> Self:
        if (self.client_secret is None) == (self.client_secret_file is None):
            raise ValueError(message("needs one of client_secret and client_secret_file"))
        return self

    @property
    def secret(self) -> str:
        """The secret, read from its file each time.

        Raises:
            SecretError: its file is empty.
            OSError: its file can't be read.
        """
        if self.client_secret_file is None:
            return self.client_secret.get_secret_value() if self.client_secret else ""
        secret = self.client_secret_file.read_text().strip()
        if not secret:
            raise SecretError(
                message(
                    "{client_secret_file}: empty; it must contain the client secret of {issuer}",
                    client_secret_file=self.client_secret_file,
                    issuer=self.issuer,
                )
            )
        return secret


def _differing(providers: tuple[OpenIdProvider, ...]) -> tuple[OpenIdProvider, ...]:
    if len({provider.organisation for provider in providers}) < len(providers):
        raise ValueError(message("names an organisation twice; each may have one provider"))
    return providers


_listed = TypeAdapter(tuple[OpenIdProvider, ...])


def _read(value: Any) -> Any:
    """Parsed JSON from the environment; any other value unchanged."""
    return _listed.validate_json(value) if isinstance(value, str) else value


OpenIdProviders = Annotated[
    tuple[OpenIdProvider, ...],
    NoDecode,  # otherwise the settings' own parser would end with a traceback on invalid JSON
    BeforeValidator(_read),
    AfterValidator(_differing),
]
