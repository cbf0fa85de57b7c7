"""Items that wait in the review queue, for the people of the operator who decide."""

from model.messages import counted, message
from serve.accounts.permissions import OrganisationKind
from serve.platform.waiting import WaitingKind
from serve.review.permissions import ReviewPermission
from serve.review.waiting_store import to_review

ITEMS_TO_REVIEW = WaitingKind(
    name="review",
    organisations=OrganisationKind.OPERATOR,
    permission=ReviewPermission.DECIDE,
    path="/review",
    title=message("Items to review"),
    said=counted("{count} item waits for review", "{count} items wait for review"),
    found=to_review,
    address=lambda row: f"/review/{row.id}",
    is_noticed=False,
)
