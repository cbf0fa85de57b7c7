"""What it brings to the service."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from serve.accounts.domain import Actor
from serve.accounts.guard import permitted
from serve.platform.pages import PagesPart, rendered
from serve.platform.subject import Subject
from serve.uploads.permissions import UploadPermission

Sender = Annotated[Actor, Depends(permitted(UploadPermission.USE))]
router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/sending")
def get_sending(request: Request, actor: Sender, page: PagesPart) -> str:
    """A page that sends files."""
    return rendered(request, page, "sending.html", sender=actor)


SUBJECT = Subject(name="sending", routers=(router,), templates=Path(__file__).parent / "templates")
