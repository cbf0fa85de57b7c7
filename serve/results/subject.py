"""The parts of results."""

from collections.abc import Mapping

from model.messages import message
from serve.clearances.holding import Holding
from serve.platform.pages import MenuEntry
from serve.platform.parts import Parts
from serve.platform.subject import Subject
from serve.platform.work import Works
from serve.results import examples, pages, routes, tables
from serve.results.counting import MEASURED
from serve.results.exporting import Exports
from serve.results.messages import FOR_TEMPLATES
from serve.results.permissions import GRANTS, ResultPermission
from serve.results.service import Results
from serve.results.verifier import TotalsVerifier
from serve.results.work import ResultWork


def _parts(parts: Parts) -> Mapping[type, object]:
    works = parts[Works].of(ResultWork)
    results = Results(works, parts[Holding])
    return {Results: results, Exports: Exports(works, results)}


SUBJECT = Subject(
    name="results",
    grants=GRANTS,
    parts=_parts,
    routers=(routes.router, pages.router),
    templates=pages.TEMPLATES,
    menu=(MenuEntry(ResultPermission.READ, "/seminar-results", message("Results of seminars")),),
    messages=FOR_TEMPLATES,
    examples=examples.EXAMPLES,
    extensions=(MEASURED,),
    tables=(tables.totals, tables.counts),
    verifiers=(lambda _: TotalsVerifier(),),
)
