"""Second opinions that wait for the people who are asked."""

from model.messages import counted, message
from serve.accounts.permissions import OrganisationKind
from serve.opinions.permissions import OpinionPermission
from serve.opinions.waiting_store import to_give
from serve.platform.waiting import WaitingKind

OPINIONS_TO_GIVE = WaitingKind(
    name="opinions",
    organisations=OrganisationKind.AGENCY,
    permission=OpinionPermission.GIVE,
    path="/opinions",
    title=message("Opinions asked of you"),
    said=counted("{count} opinion is asked of you", "{count} opinions are asked of you"),
    found=to_give,
    address=lambda row: f"/opinions/{row.id}",
)
