"""When the questions of a slot stay as they were drawn: people have answered some of them, and a sitting shows them.

Imports only the standard library and `model`.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from serve.clearances.holding_domain import HeldItem
from serve.seminars.domain import Lesson, Question
from serve.seminars.drawing_domain import ItemDrawing
from serve.seminars.shortage_domain import unknown_of


def ask_alike(before: Sequence[Lesson], after: Sequence[Lesson]) -> bool:
    """Whether the same questions belong to two choices of lessons: shot lists and live demos ask nothing."""
    return _asking(before) == _asking(after)


def _asking(lessons: Sequence[Lesson]) -> list[Lesson]:
    return [replace(each, shows_shots=False, has_demo=False) for each in lessons]


def are_kept(
    before: Sequence[Question], drawn: Sequence[Question], free: Mapping[str, HeldItem], drawing: ItemDrawing
) -> bool:
    """Whether the questions of a slot stay, as another drawing would only bring other items.

    They do not where there are more or fewer items now, where one can't be asked about like this any more, and where it
    has become known how hard one is that was drawn without that. What people have answered since changes nothing.

    Args:
        before: for lessons that ask alike.
        drawn: what would be drawn now.
        free: the items that can be asked about now, by entry.
        drawing: with the answers that are there by now.
    """
    asked = [(each, free[each.entry_id]) for each in before if each.entry_id in free]
    is_free = len(asked) == len(before) and all(_is_same(each, item) for each, item in asked)
    return is_free and _numbers(before) == _numbers(drawn) and not unknown_of(asked, drawing).late


def _is_same(question: Question, item: HeldItem) -> bool:
    photos = tuple(photo.name.photo or 0 for photo in item.photos)
    return question.label is item.label and question.photos == photos


def _numbers(questions: Collection[Question]) -> Counter[tuple[object, ...]]:
    return Counter((each.product_id, each.purpose, each.label, each.is_assisted) for each in questions)
