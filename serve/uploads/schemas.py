"""Bodies and headers of the JSON API of uploads."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import Header, Path, Query
from pydantic import BaseModel, Field

from serve.platform.paging import AFTER, PageOut
from serve.uploads.domain import Upload, UploadState
from serve.uploads.protocol import BYTES, EXTENSIONS, VERSION, http_date

ID_PATTERN = "^f-[0-9a-f]{32}$"
UploadId = Annotated[str, Path(pattern=ID_PATTERN, examples=["f-0f1e2d3c4b5a69788796a5b4c3d2e1f0"])]
After = Annotated[str | None, Query(pattern=ID_PATTERN, description=AFTER)]
Length = Annotated[int, Header(alias="Upload-Length", ge=1, le=2**62, description="Of the file, in bytes.")]
Offset = Annotated[
    int, Header(alias="Upload-Offset", ge=0, le=2**62, description="How many bytes of the file come before these.")
]
Metadata = Annotated[
    str,
    Header(
        alias="Upload-Metadata",
        min_length=1,
        max_length=4000,
        description="Names, each with a value in Base64, separated by commas: `filename`, which may be a path below a "
        "folder; `purpose`; if known, `sha256` of the bytes in hexadecimal; `filetype`, which is not used.",
        examples=["filename c2VhbS5qcGc=,purpose Y29udHJpYnV0aW9u"],
    ),
]
Version = Annotated[
    str | None, Header(alias="Tus-Resumable", description="The version of tus; 1.0.0.", examples=[VERSION])
]

UPLOAD: dict[str, Any] = {
    "id": "f-0f1e2d3c4b5a69788796a5b4c3d2e1f0",
    "name": "genuine/item-07/seam.jpg",
    "purpose": "contribution",
    "length": 184320,
    "offset": 65536,
    "state": "open",
    "sha256": None,
    "announced_sha256": "5c1e0d6f0b3d6b1d8d6b1f2e3a4b5c6d7e8f90112233445566778899aabbccdd",
    "taken_by": None,
    "created_at": "2026-11-27T08:30:00Z",
    "expires_at": "2026-12-04T08:30:00Z",
}
EXAMPLES: dict[str, Any] = {"UploadOut": UPLOAD, "UploadsOut": {"uploads": [UPLOAD], "after": None}}
BODY: dict[str, Any] = {
    "description": "Bytes of the file.",
    "content": {BYTES: {"schema": {"type": "string", "format": "binary"}}},
}


class UploadOut(BaseModel):
    """A file on its way into the service."""

    id: str
    name: str = Field(description="Of the file, or its path below a folder, as the client said.")
    purpose: str
    length: int = Field(description="In bytes, as announced.")
    offset: int = Field(description="How many bytes have arrived and survive a power failure.")
    state: UploadState
    sha256: str | None = Field(description="Of the bytes, in hexadecimal; null until all have arrived.")
    announced_sha256: str | None = Field(description="As the client said; null if it did not.")
    taken_by: str | None = Field(description="The id of what it counts for; null until it is used.")
    created_at: datetime
    expires_at: datetime = Field(description="When it is removed, unless something else keeps its bytes by then.")


class UploadsOut(PageOut):
    """Some of one's uploads, the latest first."""

    uploads: list[UploadOut]


def shown(upload: Upload) -> UploadOut:
    """An upload, for its own person."""
    return UploadOut(
        id=upload.id,
        name=upload.name,
        purpose=upload.purpose,
        length=upload.length,
        offset=upload.offset,
        state=upload.state,
        sha256=upload.sha256,
        announced_sha256=upload.announced_sha256,
        taken_by=upload.taken_by,
        created_at=upload.created_at,
        expires_at=upload.expires_at,
    )


def headers_of(upload: Upload) -> dict[str, str]:
    """What tus says of an upload in headers."""
    return {
        "Upload-Offset": str(upload.offset),
        "Upload-Length": str(upload.length),
        "Upload-Expires": http_date(upload.expires_at),
    }


def headers_of_service(largest: int) -> dict[str, str]:
    """What tus says of the service in headers.

    Args:
        largest: how many bytes a file may have.
    """
    return {"Tus-Version": VERSION, "Tus-Extension": EXTENSIONS, "Tus-Max-Size": str(largest)}


def documented(*names: str) -> dict[str, Any]:
    """For FastAPI's `responses=`: these headers of an answer."""
    described = {name: {"description": HEADERS[name], "schema": {"type": "string"}} for name in names}
    return {"headers": described}


HEADERS = {
    "Location": "The address of the upload.",
    "Tus-Resumable": "The version of tus.",
    "Tus-Version": "The versions of tus that the service speaks.",
    "Tus-Extension": "What it does of the protocol's extensions.",
    "Tus-Max-Size": "How many bytes a file may have.",
    "Upload-Offset": "How many bytes have arrived.",
    "Upload-Length": "How many bytes the file has.",
    "Upload-Expires": "When the upload is removed.",
}
