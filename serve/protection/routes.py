"""What is kept of the caller, as JSON."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from serve.accounts.own_routes import Self
from serve.platform.dependencies import provided
from serve.platform.openapi import problem_responses
from serve.platform.reader import language_of
from serve.protection.schemas import AllOwnDataOut, own_data_out
from serve.protection.service import DataProtection

router = APIRouter(prefix="/v1/me", tags=["accounts"])
ProtectionPart = Annotated[DataProtection, Depends(provided(DataProtection))]


@router.get(
    "/data",
    operation_id="exportOwnData",
    summary="All that is kept of you",
    description="Every row of the database that names you: of what is about you alone what it says, of other things "
    "their ids. Secrets are left out. The export is recorded.",
    responses=problem_responses(401, 403, 503),
)
def get_own_data(request: Request, actor: Self, protection: ProtectionPart, response: Response) -> AllOwnDataOut:
    """All that is kept of the caller."""
    response.headers["Content-Disposition"] = 'attachment; filename="own-data.json"'
    response.headers["Vary"] = "Accept-Language"
    return own_data_out(actor, protection.own(actor), language_of(request))
