"""The key with which a person's devices encrypt what waits on them: it is never stored, and can be forgotten for good.

It is derived from a secret of the service, which is a file, and a salt of the person, which is a row. A copy of the
database or of the file alone gives no key; when the salt is replaced, no one can derive the earlier key again.
"""

import hashlib
import secrets
from base64 import b64encode
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from model.messages import message
from serve.accounts.domain import Actor, NotPermittedError
from serve.accounts.permissions import AccountAction
from serve.accounts.recording import on_behalf_of
from serve.accounts.work import AccountWork
from serve.audit.domain import details_of
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.secret_files import secret_in
from serve.platform.work import Works

SECRET_FILE = "devices.key"  # noqa: S105  # a file's name
BYTES = 32  # of the secret, a salt and a key
ID_DIGITS = 16
KEPT_BY_DEVICES = timedelta(days=31)  # a day longer than `static/vault.js` keeps anything
IN_BROWSERS = message("Only a browser in which you have signed in may have this, not an API token.")
UNUSABLE = message("{path}: the secret of people's devices can't be used ({fault})")


class DeviceKey(NamedTuple):
    """A key, and what names it.

    Attributes:
        id: if it is another than before, what waits on a device can't be read any more.
        key: in Base64.
        replaced: ids of the person's earlier keys; what devices still have under them, no one can read.
    """

    id: str
    key: str
    replaced: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Without the key, which might get into a log."""
        return f"DeviceKey({self.id})"


@dataclass(frozen=True)
class DeviceKeys:
    """The use cases. They block.

    Attributes:
        folder: of the service's secret, which is made at the first use.
    """

    work: Works[AccountWork]
    folder: Path

    def get(self, actor: Actor) -> DeviceKey:
        """The actor's key, the same on all of their devices; a new one at the first use.

        Raises:
            NotPermittedError: it is an API token that asks.
            StorageError: the service's secret can't be read or written.
        """
        _check_in_browser(actor)
        with self.work.look(on_behalf_of(actor)) as work:
            salt = work.credentials.device_salt(actor.person_id)
            replaced = _replaced(work, actor)
        if salt is None:
            with self.work.begin(on_behalf_of(actor)) as work:
                salt = work.credentials.device_salt(actor.person_id, for_change=True) or self._renew(work, actor)
        return self._derived(actor, salt)._replace(replaced=replaced)

    def id(self, actor: Actor) -> str | None:
        """What names the actor's key, under which devices keep what waits; None if there is none. It makes none.

        Raises:
            NotPermittedError: it is an API token that asks.
        """
        _check_in_browser(actor)
        with self.work.look(on_behalf_of(actor)) as work:
            salt = work.credentials.device_salt(actor.person_id)
        return salt and _id_of(salt)

    def replace(self, actor: Actor, call: IdempotentCall = UNNAMED) -> None:
        """Replace the actor's key: what waits on their devices can't be read any more, by anyone.

        Raises:
            NotPermittedError: it is an API token that asks.
        """
        _check_in_browser(actor)
        with self.work.begin(on_behalf_of(actor), call) as work:
            if work.replayed:
                return
            before = work.credentials.device_salt(actor.person_id, for_change=True)
            self._renew(work, actor)
            replaced = {} if before is None else {"replaced": _id_of(before)}
            work.record(AccountAction.DEVICE_KEY_REPLACE, actor.person_id, **replaced)

    def _renew(self, work: AccountWork, actor: Actor) -> str:
        salt = secrets.token_hex(BYTES)
        work.credentials.set_device_salt(actor.person_id, salt, work.now)
        return salt

    def _derived(self, actor: Actor, salt: str) -> DeviceKey:
        about = f"shingan device key of {actor.person_id}".encode()
        key = HKDF(SHA256(), BYTES, bytes.fromhex(salt), about).derive(
            secret_in(self.folder / SECRET_FILE, BYTES, UNUSABLE)
        )
        return DeviceKey(_id_of(salt), b64encode(key).decode())


def _id_of(salt: str) -> str:
    return hashlib.sha256(salt.encode()).hexdigest()[:ID_DIGITS]


def _replaced(work: AccountWork, actor: Actor) -> tuple[str, ...]:
    """Ids of the person's keys that were replaced lately; the log of earlier versions does not name them."""
    events = work.events.of_action(actor.person_id, AccountAction.DEVICE_KEY_REPLACE, work.now - KEPT_BY_DEVICES)
    named = [details_of(event).get("replaced") for event in events]
    return tuple(each for each in named if isinstance(each, str))


def _check_in_browser(actor: Actor) -> None:
    if actor.is_by_token:
        raise NotPermittedError(IN_BROWSERS)
