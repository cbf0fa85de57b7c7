"""Slots of seminars that wait for people of right holders."""

from model.messages import counted, message
from serve.accounts.permissions import OrganisationKind
from serve.platform.waiting import WaitingKind
from serve.seminars.permissions import SeminarPermission
from serve.seminars.waiting_store import slots_to_release

SLOTS_TO_RELEASE = WaitingKind(
    name="seminar_slots",
    organisations=OrganisationKind.RIGHT_HOLDER,
    permission=SeminarPermission.REVIEW,
    path="/seminar-slots",
    title=message("Slots of seminars to release"),
    said=counted(
        "{count} slot of a seminar waits for your release",
        "{count} slots of seminars wait for your release",
    ),
    found=slots_to_release,
    address=lambda row: f"/seminar-slots/{row.id}",
)
