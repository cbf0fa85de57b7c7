"""The parts of alerts."""

from collections.abc import Mapping

from model.messages import message
from serve.alerts import draft_pages, examples, pages, routes, tables
from serve.alerts.domain import AlertRejectedError, AlertStateError
from serve.alerts.drafting import PURPOSE, AlertDrafting
from serve.alerts.messages import FOR_TEMPLATES
from serve.alerts.permissions import GRANTS, AlertPermission
from serve.alerts.service import Alerts
from serve.alerts.verifier import AlertVerifier
from serve.alerts.waiting import UNOPENED_ALERTS
from serve.alerts.work import AlertWork
from serve.catalogue.notices import ProductNotice
from serve.catalogue.service import Catalogue
from serve.contributions.losses import WithdrawalLoss
from serve.platform.pages import MenuEntry
from serve.platform.parts import Parts
from serve.platform.problem_kinds import LOOK_AGAIN, ProblemKind
from serve.platform.subject import Subject
from serve.platform.work import Works
from serve.uploads.domain import UploadPurpose


def _parts(parts: Parts) -> Mapping[type, object]:
    works = parts[Works].of(AlertWork)
    drafting = AlertDrafting(works, parts[Catalogue], parts.objects, parts.settings.limits.intake)
    return {AlertDrafting: drafting, Alerts: Alerts(works, drafting)}


SUBJECT = Subject(
    name="alerts",
    grants=GRANTS,
    parts=_parts,
    routers=(routes.router, draft_pages.router, pages.router),
    templates=pages.TEMPLATES,
    menu=(MenuEntry(AlertPermission.READ, "/alerts", message("Alerts")),),
    problems={
        AlertRejectedError: ProblemKind("alert-rejected", 422, message("The alert can't be sent like this")),
        AlertStateError: ProblemKind(
            "alert-state", 409, message("The state of the alert does not allow this"), LOOK_AGAIN
        ),
    },
    messages=FOR_TEMPLATES,
    examples=examples.EXAMPLES,
    tables=(tables.alerts, tables.pictures, tables.recipients),
    verifiers=(lambda _: AlertVerifier(),),
    extensions=(
        UploadPurpose(PURPOSE),
        ProductNotice("alert_notice.html", pages.on_a_product, pages.alerted_products),
        WithdrawalLoss("alert_losses.html", pages.losing_pictures),
        UNOPENED_ALERTS,
    ),
)
