"""Uploads over tus 1.0: create, send bytes, ask how many have arrived, remove. The rest of a call is as everywhere."""

from collections.abc import Callable, Coroutine
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any

import anyio.to_thread
from fastapi import APIRouter, Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from model.errors import ShinganError
from model.messages import Message, message
from serve.accounts.domain import Actor
from serve.accounts.guard import IdempotencyKey, call_named, permitted
from serve.platform.dependencies import provided
from serve.platform.errors import CallRejectedError
from serve.platform.openapi import problem_responses
from serve.platform.paging import PAGE, Limit
from serve.platform.problems import handle
from serve.uploads.domain import Announcement
from serve.uploads.permissions import UploadPermission
from serve.uploads.protocol import BYTES, VERSION, announcement_of
from serve.uploads.receiving import Receiver
from serve.uploads.schemas import (
    BODY,
    After,
    Length,
    Metadata,
    Offset,
    UploadId,
    UploadOut,
    UploadsOut,
    Version,
    documented,
    headers_of,
    headers_of_service,
    shown,
)
from serve.uploads.service import Uploads

ANOTHER_VERSION = message("This service speaks version {version} of tus.", version=VERSION)
ANOTHER_TYPE = message("Send the bytes of a file with the Content-Type {media_type}.", media_type=BYTES)
METADATA = message(
    "Upload-Metadata must have filename and purpose (one of: {purposes}), and may have sha256 and filetype, each with "
    "its value in Base64, separated by commas."
)


class AnotherVersionError(ShinganError):
    """The client speaks a version of tus that the service does not."""


class AnotherTypeError(ShinganError):
    """The body is not said to be bytes of a file."""


class TusRoute(APIRoute):
    """A route whose answers all say the version of tus, as the protocol demands; problems, too."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """See FastAPI: what answers a request."""
        answer = super().get_route_handler()

        async def with_version(request: Request) -> Response:
            try:
                response = await answer(request)
            except (ShinganError, HTTPException, RequestValidationError) as error:
                response = await handle(request, error)
            response.headers["Tus-Resumable"] = VERSION
            return response

        return with_version


def speaks(version: Version = None) -> None:
    """The dependency of a route that speaks tus; a client that says no version is taken to speak this one.

    Raises:
        AnotherVersionError: the client speaks another.
    """
    if version not in {None, VERSION}:
        raise AnotherVersionError(ANOTHER_VERSION)


router = APIRouter(prefix="/v1/uploads", tags=["uploads"], route_class=TusRoute, dependencies=[Depends(speaks)])
UploadsPart = Annotated[Uploads, Depends(provided(Uploads))]
Sender = Annotated[Actor, Depends(permitted(UploadPermission.USE))]


@router.options(
    "",
    operation_id="getUploadLimits",
    status_code=204,
    summary="What the service does of tus",
    responses={
        204: documented("Tus-Resumable", "Tus-Version", "Tus-Extension", "Tus-Max-Size"),
        **problem_responses(401, 403, 412, 422, 503),
    },
)
async def get_limits(_: Sender, uploads: UploadsPart) -> Response:
    """The version, the extensions, and how large a file may be."""
    return Response(status_code=HTTPStatus.NO_CONTENT, headers=headers_of_service(uploads.limits.size))


@router.post(
    "",
    operation_id="createUpload",
    status_code=201,
    summary="Announce a file",
    description="Then send its bytes with `sendBytes`, as many at a time as you like. A body is its first bytes. Give "
    "the call an `Idempotency-Key`: if its answer is lost, the same call leads to the same upload. A body that was "
    "kept before is not read again; go on after `Upload-Offset`.",
    responses={
        201: documented("Location", "Tus-Resumable", "Upload-Offset", "Upload-Length", "Upload-Expires"),
        **problem_responses(400, 401, 403, 404, 409, 412, 413, 415, 422, 503),
    },
    openapi_extra={"requestBody": {**BODY, "required": False}},
)
async def post_upload(
    request: Request,
    response: Response,
    actor: Sender,
    uploads: UploadsPart,
    length: Length,
    metadata: Metadata,
    key: IdempotencyKey = None,
) -> UploadOut:
    """Create an upload, and keep the bytes that came with the call."""
    announced = _announced(uploads, metadata, length)
    call = call_named(actor, request, key, f"{length}\n{metadata}".encode())
    upload = await anyio.to_thread.run_sync(partial(uploads.create, actor, announced, call))
    if request.headers.get("content-type") is not None and not upload.offset:
        _check_type(request)
        upload = await Receiver(uploads, actor, upload).receive(request)
    response.headers.update({"Location": f"{router.prefix}/{upload.id}", **headers_of(upload)})
    return shown(upload)


@router.get(
    "",
    operation_id="listUploads",
    summary="Your files that are on their way",
    description="The caller's uploads that wait to be finished, or to be used; the latest first.",
    responses=problem_responses(401, 403, 404, 412, 422, 503),
)
def get_uploads(actor: Sender, uploads: UploadsPart, after: After = None, limit: Limit = PAGE) -> UploadsOut:
    """One page of the caller's uploads."""
    page = uploads.page(actor, after, limit)
    return UploadsOut(uploads=[shown(each) for each in page.entries], after=page.after)


@router.get(
    "/{upload_id}",
    operation_id="getUpload",
    summary="How many bytes of a file have arrived",
    description="HEAD has the same headers, as tus asks for.",
    responses={
        200: documented("Tus-Resumable", "Upload-Offset", "Upload-Length", "Upload-Expires"),
        **problem_responses(401, 403, 404, 412, 422, 503),
    },
)
def get_upload(response: Response, actor: Sender, uploads: UploadsPart, upload_id: UploadId) -> UploadOut:
    """One upload of the caller's."""
    upload = uploads.view(actor, upload_id)
    response.headers.update(headers_of(upload))
    return shown(upload)


@router.patch(
    "/{upload_id}",
    operation_id="sendBytes",
    status_code=204,
    summary="Send bytes of a file",
    description="What has arrived when the connection breaks is kept: ask with HEAD how much, and continue there. "
    "The last bytes finish the upload.",
    responses={
        204: documented("Tus-Resumable", "Upload-Offset", "Upload-Length", "Upload-Expires"),
        **problem_responses(400, 401, 403, 404, 409, 412, 413, 415, 422, 503),
    },
    openapi_extra={"requestBody": {**BODY, "required": True}},
)
async def patch_upload(
    request: Request, actor: Sender, uploads: UploadsPart, upload_id: UploadId, offset: Offset
) -> Response:
    """Keep the bytes of the body."""
    _check_type(request)
    upload = await anyio.to_thread.run_sync(uploads.view_at, actor, upload_id, offset)
    upload = await Receiver(uploads, actor, upload).receive(request)
    return Response(status_code=HTTPStatus.NO_CONTENT, headers=headers_of(upload))


@router.delete(
    "/{upload_id}",
    operation_id="removeUpload",
    status_code=204,
    summary="Remove a file that was not used yet",
    responses={204: documented("Tus-Resumable"), **problem_responses(401, 403, 404, 409, 412, 422, 503)},
)
def delete_upload(actor: Sender, uploads: UploadsPart, upload_id: UploadId) -> Response:
    """Remove an upload of the caller's."""
    uploads.remove(actor, upload_id)
    return Response(status_code=HTTPStatus.NO_CONTENT)


def _announced(uploads: Uploads, metadata: str, length: int) -> Announcement:
    refusal: Message = METADATA.of(purposes=", ".join(sorted(uploads.purposes)))
    try:
        announced = announcement_of(metadata, length)
    except ValueError as fault:
        raise CallRejectedError(refusal) from fault
    if announced.purpose not in uploads.purposes:
        raise CallRejectedError(refusal)
    return announced


def _check_type(request: Request) -> None:
    if request.headers.get("content-type") != BYTES:
        raise AnotherTypeError(ANOTHER_TYPE)
