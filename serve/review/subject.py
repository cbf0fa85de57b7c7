"""The parts of the review queue."""

from collections.abc import Mapping

from model.messages import message
from serve.catalogue.service import Catalogue
from serve.platform.pages import MenuEntry
from serve.platform.parts import Parts
from serve.platform.problem_kinds import ProblemKind
from serve.platform.subject import Subject
from serve.platform.work import Works
from serve.releases.service import Releases
from serve.review import pages, routes, schemas, tables
from serve.review.assessing import ASSESS, Assessor
from serve.review.copies import CopyLookup
from serve.review.curating import ReviewQueue
from serve.review.domain import EntryRejectedError, EntryStateError
from serve.review.messages import FOR_TEMPLATES
from serve.review.permissions import GRANTS, ReviewPermission
from serve.review.verifier import ReviewVerifier
from serve.review.waiting import ITEMS_TO_REVIEW
from serve.review.work import ReviewWork


def _parts(parts: Parts) -> Mapping[type, object]:
    works, catalogue, limits = parts[Works].of(ReviewWork), parts[Catalogue], parts.settings.limits.intake
    copies = CopyLookup(works)
    return {
        CopyLookup: copies,
        Assessor: Assessor(works, parts.objects, parts[Releases], catalogue, copies, limits),
        ReviewQueue: ReviewQueue(works, catalogue),
    }


SUBJECT = Subject(
    name="review",
    grants=GRANTS,
    parts=_parts,
    routers=(routes.router, pages.router),
    templates=pages.TEMPLATES,
    messages=FOR_TEMPLATES,
    menu=(MenuEntry(ReviewPermission.READ, "/review", message("Review")),),
    examples=schemas.EXAMPLES,
    problems={
        EntryRejectedError: ProblemKind("entry-rejected", 422, message("The decision can't be kept like this")),
        EntryStateError: ProblemKind("entry-state", 409, message("The state of the entry does not allow this")),
    },
    tables=(tables.entries, tables.photos, tables.reviews, tables.decisions),
    verifiers=(lambda _: ReviewVerifier(),),
    extensions=(ASSESS, ITEMS_TO_REVIEW),
)
