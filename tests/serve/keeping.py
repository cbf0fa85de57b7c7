"""Totals of a seminar that is gone, on a running service."""

from datetime import date

from model.datasets.fields import Label
from serve.platform.tenancy import SYSTEM
from serve.platform.work import Works
from serve.results.learning_domain import SeatGain
from serve.results.measure_domain import Calls
from serve.results.permissions import ResultAction
from serve.results.totals_domain import CountedPart, SeminarHeld, SeminarTotals
from serve.results.work import ResultWork
from serve.seminars.agenda import AgendaStepKind
from serve.seminars.choice_domain import Choice
from tests.serve.running import Service

SEMINAR = f"y-{14:032x}"


def keep_totals_on(service: Service) -> None:
    """Keep totals of the first agency, as retention does."""
    counts = {CountedPart(AgendaStepKind.EXERCISE, "box"): Calls({(Label.GENUINE, Choice.GENUINE): 6})}
    about = SeminarHeld(SEMINAR, service.people.agencies["first"].id, "EE", date(2026, 3, 1))
    with service.parts[Works].of(ResultWork).begin(SYSTEM) as work:
        kept = SeminarTotals(about, 6, counts, SeatGain(6, 1.5))
        work.totals.add(kept)
        work.record(ResultAction.KEEP, kept)
