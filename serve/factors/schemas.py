"""What scripts of the pages send: answers of authenticators (WebAuthn), which are checked where they are used."""

from typing import Annotated, Any

from pydantic import Field

from serve.accounts.schemas import Body
from serve.factors.domain import LONGEST_NAME

Credential = Annotated[dict[str, Any], Field(max_length=20)]


class PasskeyIn(Body):
    """An answer of an authenticator, as `PublicKeyCredential.toJSON()` gives it."""

    credential: Credential


class NewPasskeyIn(PasskeyIn):
    """The same of a new passkey, and how its person calls it."""

    name: str = Field(max_length=LONGEST_NAME)
