"""What later subjects say on the form that withdraws items: what else is lost with them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from serve.accounts.domain import Actor
from serve.platform.parts import Parts


@dataclass(frozen=True)
class WithdrawalLoss:
    """What one subject loses; registered as an extension.

    Attributes:
        template: has the macro `losses(found)`.
        find: what is lost, by the ids of a contribution and of the one entry that is withdrawn, None for everything;
            empty if nothing is.
    """

    template: str
    find: Callable[[Parts, Actor, str, str | None], Sequence[Any]]


class FoundLosses(NamedTuple):
    """What a form names of one subject."""

    template: str
    found: Sequence[Any]


@dataclass(frozen=True)
class Losses:
    """What else is lost if what a contribution handed in is withdrawn."""

    parts: Parts

    def of(self, actor: Actor, contribution_id: str, entry_id: str | None = None) -> list[FoundLosses]:
        """Of each subject that loses something.

        Args:
            entry_id: of the one item that is withdrawn; None for everything.
        """
        told = (
            FoundLosses(each.template, each.find(self.parts, actor, contribution_id, entry_id))
            for each in self.parts.subjects.extensions(WithdrawalLoss)
        )
        return [each for each in told if each.found]
