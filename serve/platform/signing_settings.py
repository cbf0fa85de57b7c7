"""The settings of signed reports: whose keys sign them, and which authority's timestamps they get."""

from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, model_validator
from pydantic_settings import NoDecode

from model.messages import message
from serve.platform.errors import SecretError

EMPTY = message("{path}: empty; it must contain the passphrase of a key that signs reports")


class ReportSigner(BaseModel):
    """A key and its certificates, in one file of PKCS #12 or in two of PEM."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    organisation: str | None = Field(
        default=None,
        min_length=1,
        description="The agency whose reports it signs, by its name as in `shingan organisation list`; without one, "
        "those of every agency that has none of its own.",
    )
    pkcs12_file: Path | None = Field(default=None, description="Readable by the service alone.")
    key_file: Path | None = Field(default=None, description="Readable by the service alone.")
    certificates_file: Path | None = Field(
        default=None, description="The certificate of the key, then those of its authorities."
    )
    passphrase_file: Path | None = Field(default=None, description="Readable by the service alone.")

    @model_validator(mode="after")
    def _has_one_key(self) -> Self:
        has_pem = self.key_file is not None and self.certificates_file is not None
        is_half = (self.key_file is None) != (self.certificates_file is None)
        if is_half or has_pem == (self.pkcs12_file is not None):
            raise ValueError(message("needs pkcs12_file, or key_file and certificates_file"))
        return self

    @property
    def passphrase(self) -> bytes | None:
        """The passphrase, read from its file each time; None for a key without one.

        Raises:
            SecretError: its file is empty.
            OSError: its file can't be read.
        """
        if self.passphrase_file is None:
            return None
        passphrase = self.passphrase_file.read_bytes().strip()
        if not passphrase:
            raise SecretError(EMPTY.of(path=self.passphrase_file))
        return passphrase


def _differing(signers: tuple[ReportSigner, ...]) -> tuple[ReportSigner, ...]:
    if len({signer.organisation for signer in signers}) < len(signers):
        raise ValueError(message("names an organisation twice; each may have one key"))
    return signers


_listed = TypeAdapter(tuple[ReportSigner, ...])


def _read(value: Any) -> Any:
    """Parsed JSON from the environment; any other value unchanged."""
    return _listed.validate_json(value) if isinstance(value, str) else value


ReportSigners = Annotated[
    tuple[ReportSigner, ...],
    NoDecode,  # otherwise the settings' own parser would end with a traceback on invalid JSON
    BeforeValidator(_read),
    AfterValidator(_differing),
]
