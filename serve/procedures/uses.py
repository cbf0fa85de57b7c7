"""What procedures rest on, and what they lack when their case is closed.

They rest on the goods of the case once a step of them is recorded: parties were told of these goods.
"""

from collections.abc import Iterator
from datetime import datetime

from model.messages import message
from serve.cases.domain import Case, CaseItem
from serve.cases.gaps import CaseGaps, Gap
from serve.cases.removing import ItemUses
from serve.cases.work import CaseWork
from serve.platform.errors import Use
from serve.procedures.domain import Standing
from serve.procedures.work import ProcedureWork

# Translators: {name} is a right holder.
PROCEDURE = message("The procedure for {name}")
NO_RESULT = message("The procedure for {name} has no result.")
RUNNING = message("In the procedure for {name}, a deadline is running until {day}.")


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


def lacking(work: CaseWork, case: Case) -> Iterator[Gap]:
    """The procedures of a case without a result; of those with a running deadline, that."""
    for procedure in work.of(ProcedureWork).procedures.of_case(case.id):
        name, address = procedure.details.right_holder, f"/procedures/{procedure.id}"
        running = [each for each in procedure.current if each.standing(work.now) is Standing.RUNNING]
        if running:
            yield Gap(RUNNING.of(name=name, day=max(each.day for each in running)), address, is_running=True)
        elif procedure.result is None:
            yield Gap(NO_RESULT.of(name=name), address)


PROCEDURE_GAPS = CaseGaps(lacking)
