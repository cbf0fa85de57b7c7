"""Slots of seminars that wait for people of right holders, or for those who prepare the seminar."""

from model.messages import counted, message
from serve.accounts.permissions import OrganisationKind
from serve.platform.waiting import WaitingKind
from serve.seminars.permissions import SeminarPermission
from serve.seminars.waiting_store import blocked_slots, slots_to_release

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


def _blocked(kind: OrganisationKind) -> WaitingKind:
    return WaitingKind(
        name="blocked_slots",
        organisations=kind,
        permission=SeminarPermission.PREPARE,
        path="/seminars",
        title=message("Released slots of seminars that can't be shown"),
        said=counted(
            "{count} released slot of a seminar can't be shown",
            "{count} released slots of seminars can't be shown",
        ),
        found=blocked_slots,
        address=lambda row: f"/seminars/slots/{row.id}",
    )


BLOCKED_SLOTS = tuple(_blocked(kind) for kind in (OrganisationKind.AGENCY, OrganisationKind.OPERATOR))
