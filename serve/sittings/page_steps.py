"""The steps of a sitting in a list: what each is, of which product, and which of how many."""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from serve.sittings.domain import Sitting
from serve.sittings.showing import Screens
from serve.sittings.step_domain import SealedStep


class ListedStep(NamedTuple):
    """A step in a list.

    Attributes:
        place: among the questions of its kind, from 1; 0 of a step that asks nothing.
        of: how many of its kind there are.
        product: by language; empty if nothing of it may be shown any more.
        point: the title of the point that is compared, by language; empty for another step.
    """

    step: SealedStep
    place: int
    of: int
    product: Mapping[str, str]
    point: Mapping[str, str]


async def steps_on_page(sitting: Sitting, screens: Screens) -> list[ListedStep]:
    """All steps of a sitting, in order."""
    counts = Counter(step.kind for step in sitting.steps if step.is_question)
    places: Counter[str] = Counter()
    found = []
    for step in sitting.steps:
        places[step.kind] += 1
        shown = await screens.step(sitting, step, step.phase)
        place, point = places[step.kind] if step.is_question else 0, shown.point
        found.append(ListedStep(step, place, counts[step.kind], shown.product, point.title if point else {}))
    return found
