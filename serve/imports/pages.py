"""The page on which an administrator imports people: a table is checked first, then done in one call."""

import base64
import re
import secrets
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from serve.accounts.guard import KEY_FIELD, call_named
from serve.accounts.routes import ORGANISATION_PATTERN, AccountsPart, Manager
from serve.imports.domain import FIRST_PASSWORD_FOR, MOST_LINES, PeopleReport
from serve.imports.reading import COLUMNS
from serve.imports.receiving import sent_table
from serve.imports.routes import NO_ORGANISATION, ImportPart
from serve.imports.tables_out import passwords_table
from serve.platform.errors import CallRejectedError
from serve.platform.idempotency import KEY_PATTERN
from serve.platform.pages import PagesPart, rendered
from serve.platform.reader import language_of

TEMPLATES = Path(__file__).parent / "templates"
MOST_SHOWN = 200  # lines of each kind

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/people-import")
def get_import(
    request: Request,
    actor: Manager,
    pages: PagesPart,
    accounts: AccountsPart,
    organisation: Annotated[str, Query(max_length=34)] = "",
) -> str:
    """The form for a table of people."""
    return _page(request, actor, pages, accounts, chosen=organisation or actor.organisation_id)


@router.post("/people-import")
async def post_import(
    request: Request, actor: Manager, pages: PagesPart, accounts: AccountsPart, people: ImportPart
) -> str:
    """Check a table of people, or do what a table says that was checked."""
    sent = await sent_table(request)
    organisation, is_check = sent.texts.get("organisation", ""), sent.texts.get("do") != "store"
    renews, key = sent.texts.get("renew") == "true", sent.texts.get(KEY_FIELD)
    if not re.fullmatch(ORGANISATION_PATTERN, organisation):
        raise CallRejectedError(NO_ORGANISATION, "organisation")
    named = key if key and re.fullmatch(KEY_PATTERN, key) else None
    call = call_named(actor, request, named, f"{organisation} {renews}\n".encode() + sent.raw)
    report = await run_in_threadpool(
        lambda: people.bring(actor, organisation, sent.raw, dry_run=is_check, renews=renews, call=call)
    )
    copy = sent.raw.decode("utf-8-sig", "replace") if report.is_acceptable and is_check else ""
    said = {"report": report, "chosen": organisation, "copy": copy, "renews": renews, **_handed_out(request, report)}
    return await run_in_threadpool(lambda: _page(request, actor, pages, accounts, **said))


def _handed_out(request: Request, report: PeopleReport) -> dict[str, Any]:
    """The address of the file of first passwords, which is in the page itself: no other call can ask for it."""
    if not report.handed_out:
        return {}
    table = passwords_table(report, language_of(request)).encode()
    return {"passwords": f"data:text/csv;charset=utf-8;base64,{base64.b64encode(table).decode()}"}


def _page(request: Request, actor: Manager, pages: PagesPart, accounts: AccountsPart, **said: Any) -> str:
    organisations = accounts.organisations(actor)
    kinds = accounts.roles.kinds if actor.is_operator else (actor.kind,)
    names = {
        "organisations": [each for each in organisations if actor.is_operator or each.id == actor.organisation_id],
        "columns": COLUMNS,
        "roles": sorted({role for each in kinds for role in accounts.roles.roles_of_kind[each]}),
        "most_lines": MOST_LINES,
        "most_shown": MOST_SHOWN,
        "password_days": FIRST_PASSWORD_FOR.days,
        "report": None,
        "copy": "",
        "renews": False,
        "passwords": "",
        "idempotency_key": secrets.token_urlsafe(),
        **said,
    }
    return rendered(request, pages, "people_import.html", **names)
