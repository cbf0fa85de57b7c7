"""The page that says what is kept of its reader, and for how long."""

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from serve.accounts.own_routes import Self
from serve.platform.pages import PagesPart, rendered
from serve.protection.routes import ProtectionPart

TEMPLATES = Path(__file__).parent / "templates"

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/data-protection")
def get_kept(request: Request, actor: Self, pages: PagesPart, protection: ProtectionPart) -> str:
    """What is kept of the reader."""
    return rendered(request, pages, "data_protection.html", kept=protection.of_role(actor.role))
