"""The parts of data sets."""

from collections.abc import Mapping

from model.messages import message
from serve.catalogue.service import Catalogue
from serve.datasets import gold_pages, pages, routes, schemas, tables
from serve.datasets.domain import (
    GoldRefusedError,
)
from serve.datasets.export import SetExport
from serve.datasets.freezing import Freezer
from serve.datasets.gold import GoldSet
from serve.datasets.hiding import WithdrawnDigests, digests
from serve.datasets.measuring_store import MeasuringItems
from serve.datasets.messages import FOR_TEMPLATES
from serve.datasets.permissions import GRANTS, DataSetPermission
from serve.datasets.service import FREEZE, DataSets
from serve.datasets.usage import ReleaseUsage
from serve.datasets.verifier import DataSetVerifier
from serve.datasets.withdrawing import count
from serve.datasets.work import DataSetWork
from serve.platform.pages import MenuEntry
from serve.platform.parts import Parts
from serve.platform.problem_kinds import ProblemKind
from serve.platform.subject import Subject
from serve.platform.work import Works
from serve.releases.gold import GoldItems
from serve.releases.panels import ReleasePanel
from serve.releases.registry import ReleaseRegistry
from serve.releases.withdrawn import WithdrawnCount, WithdrawnPhotos
from serve.review.panels import EntryPanel


def _parts(parts: Parts) -> Mapping[type, object]:
    works = parts[Works].of(DataSetWork)
    usage = ReleaseUsage(parts[ReleaseRegistry], parts.objects)
    return {
        Freezer: Freezer(works, parts.objects, parts[Catalogue].published),
        SetExport: SetExport(works, parts.objects),
        ReleaseUsage: usage,
        DataSets: DataSets(works, usage),
        GoldSet: GoldSet(works),
        WithdrawnDigests: WithdrawnDigests(works),
    }


SUBJECT = Subject(
    name="datasets",
    grants=GRANTS,
    parts=_parts,
    routers=(routes.router, routes.gold_router, gold_pages.router, pages.router),
    templates=pages.TEMPLATES,
    messages=FOR_TEMPLATES,
    menu=(MenuEntry(DataSetPermission.READ, "/datasets", message("Data sets")),),
    problems={
        GoldRefusedError: ProblemKind("gold-refused", 409, message("The item can't be in the gold set")),
    },
    examples=schemas.EXAMPLES,
    tables=(tables.sets, tables.files, tables.items, tables.gold),
    verifiers=(lambda _: DataSetVerifier(),),
    stores={GoldItems: MeasuringItems},
    extensions=(
        FREEZE,
        EntryPanel("gold_panel.html", gold_pages.of_an_entry),
        ReleasePanel("fitted_panel.html", pages.on_a_release),
        WithdrawnCount(count),
        WithdrawnPhotos(digests),
    ),
)
