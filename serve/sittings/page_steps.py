"""The steps of a sitting in a list: what each is, of which product, and which of how many."""

from collections import Counter

from serve.sittings.domain import Sitting
from serve.sittings.showing import Screens
from serve.sittings.shown_domain import ListedStep


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
