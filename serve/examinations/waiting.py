"""Verdicts that wait for a decision of the person who examined."""

from datetime import timedelta

from model.messages import counted, message
from serve.accounts.permissions import OrganisationKind
from serve.examinations.permissions import ExaminationPermission
from serve.examinations.waiting_store import to_decide
from serve.platform.waiting import WaitingKind

LEFT_OPEN = timedelta(hours=1)  # after which people are told: most decide as soon as they have examined


def _of(kind: OrganisationKind) -> WaitingKind:
    return WaitingKind(
        name="decisions",
        organisations=kind,
        permission=ExaminationPermission.CREATE,
        path="/examinations",
        title=message("Decide first"),
        said=counted("{count} verdict shows once you have decided", "{count} verdicts show once you have decided"),
        found=to_decide,
        address=lambda row: f"/examinations/{row.id}/decision",
        noticed_after=LEFT_OPEN,
    )


TO_DECIDE = tuple(_of(kind) for kind in (OrganisationKind.AGENCY, OrganisationKind.OPERATOR))
