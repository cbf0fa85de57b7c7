"""New cases and items as rows, within a transaction of a use case."""

from datetime import datetime

from sqlalchemy import Connection

from serve.accounts.domain import Actor
from serve.cases.domain import MOST_ITEMS, Case, CaseItem, CaseState, CaseStateError, Details
from serve.cases.item_store import ItemStore
from serve.cases.store import CaseStore


def make_case(connection: Connection, actor: Actor, details: Details, case_id: str, now: datetime) -> Case:
    """A new case of the actor's agency, with the next number.

    Args:
        details: checked.
        case_id: its id.
    """
    store = CaseStore(connection, actor)
    number, moment = store.count_up(actor.organisation_id, now)
    case = Case(
        id=case_id,
        organisation_id=actor.organisation_id,
        number=number,
        details=details,
        state=CaseState.OPEN,
        opened_by=actor.person_id,
        opened_at=moment,
        changed_at=moment,
    )
    store.add(case)
    return case


def make_item(
    connection: Connection,
    actor: Actor,
    case: Case,
    description: str,
    product_id: str | None,
    item_id: str,
    now: datetime,
) -> CaseItem:
    """A new item, the last of a case that was read for a change.

    Args:
        description: checked.
        item_id: its id.

    Raises:
        CaseStateError: the case has as many items as a case may have.
    """
    store = ItemStore(connection, actor)
    position = len(store.of_case(case.id)) + 1
    if position > MOST_ITEMS:
        raise CaseStateError(f"Case {case.number} has {MOST_ITEMS} items; open another case for more.")
    item = CaseItem(item_id, actor.organisation_id, case.id, position, description, product_id, actor.person_id, now)
    store.add(item)
    return item
