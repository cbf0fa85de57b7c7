"""Receives the bytes of an upload and keeps them as they come, so that an interruption costs seconds, not the file."""

import time
from functools import partial

import anyio
import anyio.to_thread
from starlette.requests import ClientDisconnect, Request

from serve.accounts.domain import Actor
from serve.uploads.domain import Upload, UploadTooLargeError
from serve.uploads.service import CONTINUE, Uploads

PART_BYTES = 4 * 2**20  # that a part has at most, and a request holds in memory
PART_SECONDS = 5.0  # after which what has arrived is kept, even if it is little
SILENT_SECONDS = 60.0  # without a byte, after which the request is answered with what has arrived


class Receiver:
    """One request's bytes on their way into an upload.

    Args:
        upload: as far as it is here.
    """

    def __init__(self, uploads: Uploads, actor: Actor, upload: Upload) -> None:
        self._uploads, self._actor = uploads, actor
        self.upload = upload
        self._arrived = bytearray()
        self._since = time.monotonic()

    async def receive(self, request: Request) -> Upload:
        """Keep everything that a request sends, or what has arrived when it falls silent.

        Raises:
            ClientDisconnect: the sender is gone; what has arrived is kept.
            ConflictError, NotFoundError, UploadAlteredError: see `Uploads.append`.
            UploadTooLargeError: there are more bytes than the upload lacks; those since the last part are not kept.
        """
        try:
            while await self._more(request):
                pass
        except (ClientDisconnect, anyio.get_cancelled_exc_class()):
            with anyio.CancelScope(shield=True):
                await self._keep()
            raise
        await self._keep()
        return self.upload

    async def _more(self, request: Request) -> bool:
        """Take what comes next; whether more follows."""
        event = None
        with anyio.move_on_after(PART_SECONDS):
            event = await request.receive()
        if event is None:
            is_silent = not self._arrived and time.monotonic() - self._since > SILENT_SECONDS
            await self._keep()
            return not is_silent
        if event["type"] == "http.disconnect":
            raise ClientDisconnect
        self._arrived += event.get("body", b"")
        if len(self._arrived) > self.upload.lacks:
            self._arrived.clear()
            raise UploadTooLargeError(CONTINUE.of(count=self.upload.offset))
        if len(self._arrived) >= PART_BYTES or time.monotonic() - self._since > PART_SECONDS:
            await self._keep()
        return bool(event.get("more_body", False))

    async def _keep(self) -> None:
        content = bytes(self._arrived)
        if not content:
            return
        self._arrived.clear()
        append = partial(self._uploads.append, self._actor, self.upload.id, self.upload.offset, content)
        self.upload = await anyio.to_thread.run_sync(append)
        self._since = time.monotonic()
