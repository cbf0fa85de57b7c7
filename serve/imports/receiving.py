"""The form in which a table of people is sent."""

from typing import NamedTuple

from fastapi import Request
from starlette.datastructures import UploadFile

from model.messages import message
from serve.imports.domain import LONGEST_TABLE
from serve.imports.messages import TOO_LARGE
from serve.platform.errors import CallRejectedError
from serve.platform.multipart import is_multipart, read_form

AS_FORM = message("Send the table as multipart/form-data, in a field named “table”.")
ONE_TABLE = message("Choose one table.")
TABLE, COPY = "table", "copy"  # the file; and its text, as a page that has checked it sends it again


class SentTable(NamedTuple):
    """A form: the bytes of its table, and its texts by name."""

    raw: bytes
    texts: dict[str, str]


async def sent_table(request: Request) -> SentTable:
    """The form of a request.

    Raises:
        CallRejectedError: it has no table.
    """
    if not is_multipart(request.headers):
        raise CallRejectedError(AS_FORM, TABLE)
    form = await read_form(request, {TABLE}, max_files=1, max_fields=8, max_part_size=LONGEST_TABLE + 1)
    try:
        files = [value for value in form.getlist(TABLE) if isinstance(value, UploadFile)]
        given = [file for file in files if file.filename or file.size]
        texts = {name: value for name, value in form.items() if isinstance(value, str)}
        if not given and COPY not in texts:
            raise CallRejectedError(ONE_TABLE, TABLE)
        if given and (given[0].size or 0) > LONGEST_TABLE:
            raise CallRejectedError(TOO_LARGE, TABLE)
        return SentTable(await given[0].read() if given else texts[COPY].encode(), texts)
    finally:
        await form.close()
