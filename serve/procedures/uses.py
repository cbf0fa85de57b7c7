"""Procedures rest on the goods of their case, once a step of them is recorded: parties were told of these goods."""

from collections.abc import Iterator
from datetime import datetime

from model.messages import message
from serve.cases.domain import CaseItem
from serve.cases.removing import ItemUses
from serve.cases.work import CaseWork
from serve.platform.errors import Use
from serve.procedures.work import ProcedureWork

# Translators: {name} is a right holder.
PROCEDURE = message("The procedure for {name}")


def resting(work: CaseWork, case_id: str, since: datetime | None = None) -> Iterator[Use]:
    """The procedures of a case that rest on its goods.

    Args:
        since: only those of which a step was recorded after this moment; None for all.
    """
    for procedure in work.of(ProcedureWork).procedures.of_case(case_id):
        steps = procedure.standing_steps
        if any(since is None or step.at >= since for step in steps):
            yield Use(PROCEDURE.of(name=procedure.details.right_holder), f"/procedures/{procedure.id}")


def on_item(work: CaseWork, item: CaseItem) -> Iterator[Use]:
    """The procedures of which a step was recorded since the item is in the case."""
    yield from resting(work, item.case_id, item.added_at)


PROCEDURES_ON = ItemUses(on_item)
