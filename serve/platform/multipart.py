"""Multipart forms (RFC 7578): read completely or not at all, with file names in every encoding that senders use."""

from collections.abc import AsyncGenerator, Collection
from contextlib import aclosing
from email.message import Message as Headed
from email.utils import collapse_rfc2231_value

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData, Headers
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from model.messages import message
from serve.platform.errors import BrokenFormError, CallRejectedError

FORM = b"multipart/form-data"
BROKEN = message(
    "The form was cut off, or is not divided by the boundary that its Content-Type names. Nothing was "
    "kept; send it again."
)
NO_FILE = "The field {!r} must hold files: give each of its parts a filename."
BODILESS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def is_multipart(headers: Headers) -> bool:
    """Whether a request says that its body is a multipart form."""
    return parse_options_header(headers.get("content-type"))[0] == FORM


class WholeForms:
    """Refuses a multipart form without its closing boundary, in every route.

    The parser takes what has arrived for the whole form: a form cut off in its second photo would have one photo and a
    half.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take one request (the ASGI interface)."""
        if scope["type"] == "http" and scope["method"] not in BODILESS:
            boundary = _boundary(Headers(scope=scope))
            if boundary is not None:
                receive = _Watched(receive, boundary).receive
        await self._app(scope, receive, send)


def _boundary(headers: Headers) -> bytes | None:
    form, options = parse_options_header(headers.get("content-type"))
    return options.get(b"boundary") if form == FORM else None


class _Watched:
    """Passes a body on while it searches it for the closing boundary."""

    def __init__(self, receive: Receive, boundary: bytes) -> None:
        self._receive = receive
        self._closing = b"\r\n--" + boundary + b"--"
        self._tail = b"\r\n"  # the boundary may be at the start of the body
        self._is_closed = False

    async def receive(self) -> Message:
        """The next piece.

        Raises:
            BrokenFormError: it is the last one, and the form is not closed.
        """
        event = await self._receive()
        if event["type"] == "http.request" and not self._is_closed:
            seen = self._tail + event.get("body", b"")
            self._is_closed = self._closing in seen
            self._tail = seen[1 - len(self._closing) :]
            if not self._is_closed and not event.get("more_body", False):
                raise BrokenFormError(BROKEN)
        return event


async def read_form(
    request: Request, files: Collection[str], *, max_files: int, max_fields: int, max_part_size: int
) -> FormData:
    """The fields of a request's form; close it to remove its temporary files.

    Args:
        files: names of the fields with files.
        max_part_size: of a text field, in bytes.

    Raises:
        BrokenFormError: it is not divided as it says.
        CallRejectedError: it can't be read; the message says why.
    """
    async with aclosing(request.stream()) as stream:
        limits = {"max_files": max_files, "max_fields": max_fields, "max_part_size": max_part_size}
        try:
            return await _Parser(request.headers, stream, files, **limits).parse()
        except MultiPartException as error:
            if isinstance(error.__cause__, FormParserError):
                raise BrokenFormError(BROKEN) from error
            raise CallRejectedError(message("The form can't be read: {message}", message=error.message)) from error


class _Parser(MultiPartParser):
    """Starlette's parser, which also understands ``filename*``, and requires files in file fields."""

    def __init__(
        self, headers: Headers, stream: AsyncGenerator[bytes, None], files: Collection[str], **limits: int
    ) -> None:
        super().__init__(headers, stream, **limits)
        self._file_fields = files

    def on_headers_finished(self) -> None:
        part = self._current_part
        extended = extended_file_name(part.content_disposition or b"")
        if extended is not None:
            part.content_disposition = (part.content_disposition or b"") + b'; filename=""'
        super().on_headers_finished()
        if part.file is None and part.field_name in self._file_fields:
            raise MultiPartException(NO_FILE.format(part.field_name))
        if part.file is not None and extended is not None:
            part.file.filename = extended


def extended_file_name(disposition: bytes) -> str | None:
    """The file name in ``filename*`` of a Content-Disposition (RFC 8187), in pieces or not.

    None without one. It has priority over a plain ``filename`` according to RFC 6266. RFC 7578 asks senders of forms
    not to use it, but some do.
    """
    if b"*" not in disposition:
        return None
    head = Headed()
    head["Content-Disposition"] = disposition.decode("latin-1")
    try:
        named = head.get_params([], "content-disposition")
        found = [value for name, value in named if name.lower() == "filename" and isinstance(value, tuple)]
        return collapse_rfc2231_value(found[-1]) if found else None
    except ValueError:  # an invalid piece number or character set
        return None
