"""Deadlines that are pressing or have run out, for an agency's people."""

from model.messages import counted, message
from serve.accounts.permissions import OrganisationKind
from serve.platform.waiting import WaitingKind
from serve.procedures.permissions import ProcedurePermission
from serve.procedures.waiting_store import pressing

DEADLINES = WaitingKind(
    name="deadlines",
    organisations=OrganisationKind.AGENCY,
    permission=ProcedurePermission.DEADLINES,
    path="/deadlines",
    title=message("Legal deadlines"),
    said=counted(
        "{count} legal deadline has lapsed, or ends within three days",
        "{count} legal deadlines have lapsed, or end within three days",
    ),
    found=pressing,
    address=lambda row: f"/procedures/{row.id}",
    is_noticed=False,  # a queue that many people share
)
