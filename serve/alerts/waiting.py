"""Alerts that wait for people of agencies."""

from model.messages import message
from serve.accounts.permissions import OrganisationKind
from serve.alerts.messages import UNOPENED
from serve.alerts.permissions import AlertPermission
from serve.alerts.store import unopened
from serve.platform.waiting import WaitingKind

UNOPENED_ALERTS = WaitingKind(
    name="alerts",
    organisations=OrganisationKind.AGENCY,
    permission=AlertPermission.READ,
    path="/alerts",
    title=message("Alerts that you have not opened"),
    said=UNOPENED,
    found=unopened,
    address=lambda row: f"/alerts/{row.id}",
)
