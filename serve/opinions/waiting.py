"""Second opinions that wait: for the people who are asked, and given ones for who asked."""

from model.messages import counted, message
from serve.accounts.permissions import OrganisationKind
from serve.cases.permissions import CasePermission
from serve.opinions.permissions import OpinionPermission
from serve.opinions.waiting_store import to_give, to_read
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
OPINIONS_TO_READ = WaitingKind(
    name="given_opinions",
    organisations=OrganisationKind.AGENCY,
    permission=CasePermission.READ,
    path="/cases",
    title=message("Opinions that you asked for"),
    said=counted(
        "You have not read {count} opinion that you asked for", "You have not read {count} opinions that you asked for"
    ),
    found=to_read,
    address=lambda row: f"/cases/{row.case_id}#{row.item_id}",
)
