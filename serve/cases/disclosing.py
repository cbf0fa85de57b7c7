"""What later subjects show of an item: a colleague who opens it has seen more than the item's photos."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from serve.cases.work import CaseWork


@dataclass(frozen=True)
class ItemDisclosure:
    """Records of one subject that tell what others found of an item.

    Attributes:
        records: gives their ids, which are the subjects of the events when a person opens or changes them.
    """

    records: Callable[[CaseWork, str], Collection[str]]
