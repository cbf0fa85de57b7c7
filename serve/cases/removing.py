"""Removing a wrong item from a case, before anything rests on it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from model.messages import message
from serve.accounts.domain import Actor
from serve.cases.domain import CaseItem
from serve.cases.permissions import CaseAction
from serve.cases.reading import changed
from serve.cases.work import CaseWork
from serve.platform.errors import InUseError, Use
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.work import Works

RESTS = message("Item {number} can't be removed: something rests on it.")
EXAMINATION, CONCLUSION, OPINION = message("An examination"), message("A conclusion"), message("A second opinion")


@dataclass(frozen=True)
class ItemUses:
    """What a later subject knows to rest on an item."""

    of: Callable[[CaseWork, CaseItem], Iterator[Use]]


@dataclass(frozen=True)
class Removing:
    """The use case. It blocks.

    Attributes:
        uses: what later subjects know to rest on items.
    """

    work: Works[CaseWork]
    uses: Sequence[ItemUses] = field(default_factory=tuple)

    def remove_item(self, actor: Actor, case_id: str, item_id: str, call: IdempotentCall = UNNAMED) -> None:
        """Remove an item on which nothing rests. The numbers of the others stay.

        Raises:
            CaseStateError: the case is closed.
            InUseError: something rests on the item; the error names what.
            NotFoundError: there is no such item that the actor may see.
        """
        with self.work.begin(actor, call) as work:
            if work.replayed:
                return
            case = work.cases.get(case_id, for_change=True)
            item = work.items.get(case_id, item_id)
            case.must_be_open()
            if uses := tuple(self._uses(work, item)):
                raise InUseError(RESTS.of(number=item.position), uses)
            work.items.remove(item_id)
            changed(work, CaseAction.ITEM_DELETE, item)

    def _uses(self, work: CaseWork, item: CaseItem) -> Iterator[Use]:
        here = f"/cases/{item.case_id}#{item.id}"
        for examination in work.examinations.of_items([item.id]).get(item.id, ()):
            yield Use(EXAMINATION, f"/examinations/{examination.id}")
        if any(each.item_id == item.id for each in work.items.conclusions(item.case_id)):
            yield Use(CONCLUSION, here)
        if any(each.item_id == item.id for each in work.case_opinions.of_case(item.case_id)):
            yield Use(OPINION, here)
        for later in self.uses:
            yield from later.of(work, item)
