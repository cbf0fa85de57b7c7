"""The JSON API of imports of people."""

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.concurrency import run_in_threadpool

from model.messages import message
from serve.accounts.guard import IdempotencyKey, call_named
from serve.accounts.routes import ORGANISATION_PATTERN, Manager
from serve.imports.receiving import sent_table
from serve.imports.schemas import PeopleImportOut, import_out
from serve.imports.service import PeopleImport
from serve.platform.dependencies import provided
from serve.platform.errors import CallRejectedError
from serve.platform.openapi import problem_responses
from serve.platform.reader import language_of

NO_ORGANISATION = message("Say in the field “organisation” to which organisation the people belong, by its id.")
FORM = {
    "type": "object",
    "properties": {
        "table": {"type": "string", "format": "binary", "description": "CSV in UTF-8."},
        "organisation": {"type": "string", "pattern": ORGANISATION_PATTERN},
    },
    "required": ["table", "organisation"],
}

router = APIRouter(prefix="/v1", tags=["accounts"])
ImportPart = Annotated[PeopleImport, Depends(provided(PeopleImport))]


@router.post(
    "/people/import",
    operation_id="importPeople",
    summary="Add and change people from a table",
    description="CSV with a header row: `username`, `name` and `role`; also `unit` (its name), `email`, and `sign_in` "
    "(`password` or `openid`). Who has a username of the organisation is changed, any other person is added. What is "
    "empty stays. If one line is refused, nothing is done, and `stored` is false. `dry_run=true` does nothing, too. "
    "First passwords are shown only once, and are good for 30 days.",
    responses=problem_responses(400, 401, 403, 404, 413, 422, 503),
    openapi_extra={"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": FORM}}}},
)
async def post_import(
    request: Request,
    actor: Manager,
    people: ImportPart,
    key: IdempotencyKey = None,
    dry_run: Annotated[bool, Query(description="Check only, and do nothing.")] = False,  # noqa: FBT002  # a parameter of the address
    renew: Annotated[  # noqa: FBT002  # the same
        bool, Query(description="Give another first password to people in it who have not chosen one yet.")
    ] = False,
) -> PeopleImportOut:
    """Check a table of people, and do what it says unless this is a dry run."""
    sent = await sent_table(request)
    organisation = sent.texts.get("organisation", "")
    if not re.fullmatch(ORGANISATION_PATTERN, organisation):
        raise CallRejectedError(NO_ORGANISATION, "organisation")
    call = call_named(actor, request, key, f"{organisation} {dry_run} {renew}\n".encode() + sent.raw)
    report = await run_in_threadpool(
        lambda: people.bring(actor, organisation, sent.raw, dry_run=dry_run, renews=renew, call=call)
    )
    return import_out(report, language_of(request))
