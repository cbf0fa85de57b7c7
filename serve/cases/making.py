"""New cases and items as rows, within a unit of work."""

from model.messages import message
from serve.cases.domain import MOST_ITEMS, Case, CaseItem, CaseState, CaseStateError, Details
from serve.cases.work import CaseWork


def make_case(work: CaseWork, details: Details) -> Case:
    """The new case of a call: of the actor's agency, with the next number.

    Args:
        details: checked.
    """
    actor = work.actor
    number, moment = work.cases.count_up(actor.organisation_id, work.now)
    case = Case(
        id=work.id("c"),
        organisation_id=actor.organisation_id,
        number=number,
        details=details,
        state=CaseState.OPEN,
        opened_by=actor.person_id,
        opened_at=moment,
        changed_at=moment,
    )
    work.cases.add(case)
    return case


def make_item(work: CaseWork, case: Case, description: str, product_id: str | None) -> CaseItem:
    """The new item of a call, the last of a case that was read for a change.

    Args:
        description: checked.

    Raises:
        CaseStateError: the case has as many items as a case may have.
    """
    if len(work.items.of_case(case.id)) >= MOST_ITEMS:
        raise CaseStateError(
            message(
                "Case {number} has {most_items} items; open another case for more.",
                number=case.number,
                most_items=MOST_ITEMS,
            )
        )
    by, position = work.actor, work.items.last_position(case.id) + 1
    item = CaseItem(
        work.id("i"), by.organisation_id, case.id, position, description, product_id, by.person_id, work.now
    )
    work.items.add(item)
    return item
