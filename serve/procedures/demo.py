"""A case of the demo agency with procedures under three laws, one of which no one has met in time."""

from datetime import timedelta
from typing import NamedTuple

from serve.accounts.domain import Actor
from serve.cases.domain import Details
from serve.cases.service import Cases
from serve.platform.parts import Parts
from serve.procedures.checking import StepPlan
from serve.procedures.service import Procedures

PLACE = "Hall 1"
REASONS = "The seam and the print on the carton differ from the product sheet."


class DemoProcedure(NamedTuple):
    """A procedure, its steps with the days since then, and how many days the clock of a rule is extended."""

    right_holder: str
    country: str
    steps: tuple[tuple[str, int], ...]
    extended: tuple[str, int] = ("", 0)


PROCEDURES = (
    DemoProcedure("Tornavik", "DE", (("right-holder-notified", 60),)),  # lapsed
    DemoProcedure(
        "Asterun",
        "DE",
        (("right-holder-notified", 4), ("declarant-notified", 4), ("declarant-consented", 1)),
        ("eu-608-2013/right-holder", 10),
    ),
    DemoProcedure("Asterun", "JP", (("notice-dated", 12),)),
    DemoProcedure("Tornavik", "US", (("goods-presented", 5), ("detention-decided", 2))),
)


def create(parts: Parts, officer: Actor) -> None:
    """Open a case as the officer, with its procedures."""
    case = parts[Cases].open(officer, Details(PLACE, "Containers")).case.id
    today = parts.clock.now().date()
    procedures = parts[Procedures]
    for each in PROCEDURES:
        given = {"right_holder": each.right_holder, "country": each.country, "right_kind": "trade_mark"}
        found = procedures.create(officer, case, {**given, "reasons": REASONS}).procedure.id
        for kind, days in each.steps:
            procedures.add_step(officer, found, StepPlan(kind, str(today - timedelta(days=days))))
        rule, more = each.extended
        if rule:
            procedures.add_step(officer, found, StepPlan("extension", str(today), rule=rule, days=more))
