"""Follows a sitting for a screen: what happens in it, and that something on it may no longer be shown.

A clearance that ends is no event of a sitting. Without this, a phone would show a photo until the next step.
"""

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import NamedTuple

from serve.sittings.domain import Sitting, SittingEvent
from serve.sittings.hub import Hub
from serve.sittings.showing import Screens
from serve.sittings.shown_domain import ShownStep, WithheldSlot
from serve.sittings.step_domain import Phase

LOOK_SECONDS = 3.0  # between looks at what may be shown; what is read for one screen is kept for the others
CHANGED = "changed"


class _Seen(NamedTuple):
    """What a screen shows: the step, and of a host's, why its slot may not be shown."""

    step: ShownStep | None = None
    withheld: WithheldSlot | None = None


async def followed(
    hub: Hub, screens: Screens, sitting: Sitting, after: int, *, is_host: bool = False
) -> AsyncIterator[SittingEvent | None]:
    """The events of a sitting after one; None each time that what may be shown of its step is something else.

    A host is also told that it is withheld for another reason than before.

    Args:
        sitting: as the caller has read it.
        after: the number of the last event that the caller has.
    """
    number, phase = sitting.step, sitting.phase
    before = await _shown(screens, sitting, number, phase, is_host=is_host)
    async with aclosing(hub.follow(sitting.id, after, LOOK_SECONDS)) as events:
        async for event in events:
            if event is not None:
                yield event
                if (event.step, event.phase) != (number, phase):
                    number, phase = event.step, event.phase
                    before = await _shown(screens, sitting, number, phase, is_host=is_host)
                continue
            now = await _shown(screens, sitting, number, phase, is_host=is_host)
            if now != before:
                before = now
                yield None


async def _shown(screens: Screens, sitting: Sitting, number: int, phase: Phase, *, is_host: bool) -> _Seen:
    if number not in range(1, len(sitting.steps) + 1):
        return _Seen()
    step = sitting.steps[number - 1]
    withheld = await screens.withheld(sitting, step) if is_host else None
    return _Seen(await screens.step(sitting, step, phase), withheld)
