"""What the record of a seizure lacks when its case is closed."""

from collections.abc import Iterator

from model.messages import message
from serve.cases.domain import Case, ItemFinding
from serve.cases.gaps import CaseGaps, Gap
from serve.cases.work import CaseWork
from serve.procedures.work import ProcedureWork
from serve.seizures.work import SeizureWork

NOT_FOUND = message("How the goods were found is not recorded.")
NO_PRODUCT = message("Line {number} of the goods has neither an item nor a product.")


def lacking(work: CaseWork, case: Case) -> Iterator[Gap]:
    """An interception, if the case is about a seizure; the product of each line of goods.

    Where a conclusion alone says that it is about one, the record may be kept elsewhere: its lack needs no reason.
    """
    seizures, record = work.of(SeizureWork).seizures, f"/cases/{case.id}/record"
    goods = seizures.goods(case.id)
    if seizures.interception(case.id) is None:
        is_recorded = bool(goods or work.of(ProcedureWork).procedures.of_case(case.id))
        if is_recorded or _is_counterfeit(work, case):
            yield Gap(NOT_FOUND, record, needs_reason=is_recorded)
    for line in goods:
        if line.said.item_id is None and not line.said.product:
            yield Gap(NO_PRODUCT.of(number=line.position), f"{record}#{line.id}")


def _is_counterfeit(work: CaseWork, case: Case) -> bool:
    latest = {each.item_id: each.finding for each in work.items.conclusions(case.id)}
    return ItemFinding.COUNTERFEIT in latest.values()


SEIZURE_GAPS = CaseGaps(lacking)
