"""Contributed items that were sent back, and wait for people of their right holder."""

from model.messages import counted, message
from serve.accounts.permissions import OrganisationKind
from serve.contributions.permissions import ContributionPermission
from serve.contributions.waiting_store import to_correct
from serve.platform.waiting import WaitingKind

ITEMS_TO_CORRECT = WaitingKind(
    name="corrections",
    organisations=OrganisationKind.RIGHT_HOLDER,
    permission=ContributionPermission.EDIT,
    path="/contributions",
    title=message("Items to correct"),
    said=counted(
        "{count} item of your contributions was sent back", "{count} items of your contributions were sent back"
    ),
    found=to_correct,
    address=lambda row: f"/contributions/corrections/{row.id}",
)
