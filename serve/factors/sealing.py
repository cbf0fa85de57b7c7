"""Encrypts what must not be read in a copy of the database, with a key that is a file of the service."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken

from model.messages import message
from serve.platform.errors import StorageError
from serve.platform.secret_files import secret_in

KEY_FILE = "factors.key"
BYTES = 32
UNUSABLE = message("{path}: the key of second factors can't be used ({fault})")
UNREADABLE = message("A one-time secret can't be read with the key of this service. Ask your administrator.")


@dataclass(frozen=True)
class Sealing:
    """Encrypts and decrypts (Fernet: AES with HMAC, and the time). It blocks.

    Attributes:
        folder: of the key, which is made at the first use.
    """

    folder: Path

    def seal(self, text: str, now: datetime) -> str:
        """A text, encrypted.

        Raises:
            StorageError: the key can't be read or written.
        """
        return self._fernet().encrypt_at_time(text.encode(), int(now.timestamp())).decode()

    def open(self, sealed: str) -> str:
        """The text that was encrypted.

        Raises:
            StorageError: the key can't be read, or is another one.
        """
        try:
            return self._fernet().decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise StorageError(UNREADABLE) from None

    def seal_values(self, values: Mapping[str, str], now: datetime) -> str:
        """Values that a browser keeps for a while, and can neither read nor change."""
        return self.seal(json.dumps(values), now)

    def open_values(self, sealed: str | None, use: str, within: timedelta, now: datetime) -> Mapping[str, Any] | None:
        """The values that a browser kept; None if they are not ours, too old, or for another use.

        Args:
            use: the value of `use`.
        """
        try:
            seconds = int(within.total_seconds())
            text = self._fernet().decrypt_at_time((sealed or "").encode(), seconds, int(now.timestamp()))
        except InvalidToken:
            return None
        values: Mapping[str, Any] = json.loads(text)
        return values if values.get("use") == use else None

    def _fernet(self) -> Fernet:
        return Fernet(urlsafe_b64encode(secret_in(self.folder / KEY_FILE, BYTES, UNUSABLE)))
