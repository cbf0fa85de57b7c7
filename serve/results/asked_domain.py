"""What was asked over several sittings of a seminar. Imports only the standard library and `model`.

A question's number in its sitting, and its id, say nothing about what was asked: a slot that is saved again draws
other items for the same questions, and shows fewer photos once one is withdrawn.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count

from serve.results.enough_domain import QUESTIONS, Asked, AskedItem, GroupQuestion


@dataclass(frozen=True)
class NumberedQuestion:
    """An item that was asked about in a part of a seminar, in one sitting or in several.

    Attributes:
        number: part by part, and in the order in which the items were first asked about, from 1.
        question: as it was first asked.
        photos: the indices of all photos that were shown of it, in the order in which they were first shown.
        taught: ids of the points of its product that the slots showed in which it was asked about.
    """

    number: int
    question: GroupQuestion
    photos: tuple[int, ...]
    taught: frozenset[str] = frozenset()


def numbered(asked: Asked) -> Mapping[AskedItem, NumberedQuestion]:
    """What was asked, each item once for each part.

    Args:
        asked: the questions of some sittings, in the order in which they were asked.
    """
    first: dict[AskedItem, GroupQuestion] = {}
    photos: dict[AskedItem, dict[int, None]] = {}
    taught: dict[AskedItem, frozenset[str]] = {}
    for each in sorted(asked.values(), key=lambda each: QUESTIONS.index(each.kind)):
        first.setdefault(each.item, each)
        photos.setdefault(each.item, {}).update(dict.fromkeys(each.photos))
        taught[each.item] = taught.get(each.item, frozenset()) | each.taught
    return {
        item: NumberedQuestion(number, question, (*photos[item],), taught[item])
        for number, (item, question) in zip(count(1), first.items(), strict=False)
    }
