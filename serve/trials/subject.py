"""The parts of trials."""

from collections.abc import Mapping

from serve.platform.parts import Parts
from serve.platform.subject import Subject
from serve.platform.work import Works
from serve.releases.panels import ActivationPanel, ReleaseMarks, ReleasePanel
from serve.releases.registry import ActivationCheck, ReleaseRegistry
from serve.releases.service import Releases
from serve.trials import pages, routes, schemas, tables
from serve.trials.checking import check
from serve.trials.comparing import COMPARE, Comparing
from serve.trials.examiners import Examiners
from serve.trials.permissions import GRANTS
from serve.trials.shadowing import SHADOW, Shadowing
from serve.trials.verifier import TrialVerifier
from serve.trials.work import TrialWork


def _parts(parts: Parts) -> Mapping[type, object]:
    work, registry = parts[Works].of(TrialWork), parts[ReleaseRegistry]
    examiners = Examiners(registry, parts[Releases], parts.settings.limits)
    return {
        Comparing: Comparing(work, registry.archive, examiners),
        Shadowing: Shadowing(work, parts.objects, examiners),
    }


SUBJECT = Subject(
    name="trials",
    grants=GRANTS,
    parts=_parts,
    routers=(routes.router, pages.router),
    templates=pages.TEMPLATES,
    examples=schemas.EXAMPLES,
    tables=(tables.trials, tables.trial_items, tables.shadows, tables.shadow_verdicts),
    verifiers=(lambda _: TrialVerifier(),),
    extensions=(
        COMPARE,
        SHADOW,
        ActivationCheck(check),
        ReleasePanel("trial_panel.html", pages.on_a_release),
        ReleaseMarks(pages.marks_of),
        ActivationPanel("trial_panel.html", pages.before_activation),
    ),
)
