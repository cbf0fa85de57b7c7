"""The parts of clearances."""

from collections.abc import Mapping

from model.messages import message
from serve.catalogue.service import Catalogue
from serve.clearances import draft_pages, examples, pages, routes, tables
from serve.clearances.displays import ClearanceDisplays
from serve.clearances.domain import ClearanceRejectedError, ClearanceStateError
from serve.clearances.drafting import ClearanceDrafting
from serve.clearances.grounds import Grounds
from serve.clearances.holding import Holding
from serve.clearances.lasting import Lasting
from serve.clearances.messages import FOR_TEMPLATES
from serve.clearances.part_pictures import PartPictures
from serve.clearances.permissions import GRANTS, ClearancePermission
from serve.clearances.service import Clearances
from serve.clearances.showing import Showing
from serve.clearances.verifier import ClearanceVerifier
from serve.clearances.work import ClearanceWork
from serve.contributions.losses import WithdrawalLoss
from serve.examinations.pictures import Pictures
from serve.platform.pages import MenuEntry
from serve.platform.parts import Parts
from serve.platform.problem_kinds import LOOK_AGAIN, ProblemKind
from serve.platform.subject import Subject
from serve.platform.work import Works


def _parts(parts: Parts) -> Mapping[type, object]:
    works = parts[Works].of(ClearanceWork)
    grounds = Grounds(works, parts[Catalogue], parts.objects)
    drafting, showing = ClearanceDrafting(works, grounds), Showing(works, grounds)
    pictures = PartPictures(parts.objects, parts[Pictures], parts.settings.limits.intake)
    displays = ClearanceDisplays(parts)
    return {
        ClearanceDisplays: displays,
        ClearanceDrafting: drafting,
        Clearances: Clearances(works, drafting, showing, pictures, displays),
        Holding: Holding(works, grounds, pictures),
        Lasting: Lasting(works),
    }


SUBJECT = Subject(
    name="clearances",
    grants=GRANTS,
    parts=_parts,
    routers=(routes.router, draft_pages.router, pages.router),
    templates=pages.TEMPLATES,
    menu=(MenuEntry(ClearancePermission.OVERSEE, "/clearances", message("Clearances")),),
    problems={
        ClearanceRejectedError: ProblemKind(
            "clearance-rejected", 422, message("The clearance can't be given or withdrawn like this")
        ),
        ClearanceStateError: ProblemKind(
            "clearance-state", 409, message("The state of the clearance does not allow this"), LOOK_AGAIN
        ),
    },
    messages=FOR_TEMPLATES,
    examples=examples.EXAMPLES,
    tables=(tables.clearances, tables.parts, tables.agencies),
    verifiers=(lambda _: ClearanceVerifier(),),
    extensions=(WithdrawalLoss("clearance_losses.html", pages.losing_photos),),
)
