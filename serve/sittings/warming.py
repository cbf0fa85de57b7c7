"""Prepares the screens of sittings that go on when the service starts: a hall must not wait for it.

What a process does for the first time takes longest: templates are compiled, sheets are read.
"""

from dataclasses import dataclass
from datetime import timedelta

import anyio.to_thread

from serve.platform.pages import Pages
from serve.platform.tenancy import SYSTEM
from serve.platform.translations import Language, tags
from serve.platform.work import Works
from serve.sittings.domain import Sitting
from serve.sittings.showing import Screens
from serve.sittings.work import SittingWork

SCREENS = ("seat_now.html", "projector_now.html", "sitting_now.html")
MOST = 20  # sittings
AHEAD = timedelta(days=1)  # of a clock that another process goes by


@dataclass(frozen=True)
class Warming:
    """Does once what would be done at the first reveal. It runs in the event loop."""

    work: Works[SittingWork]
    screens: Screens
    pages: Pages

    async def prepare(self) -> None:
        """Prepare what open sittings show, in the languages of their seminars and then in all others."""
        sittings = await anyio.to_thread.run_sync(self._open)
        spoken: dict[str, None] = {}
        for sitting in sittings:
            for step in sitting.steps:
                await self.screens.step(sitting, step, step.phase)
            about = await self.screens.about(sitting)
            spoken.update(dict.fromkeys(about.languages if about else ()))
        for tag in [*(each for each in spoken if each in tags()), *tags()] if sittings else ():
            for screen in SCREENS:
                await anyio.to_thread.run_sync(self.pages.prepare, screen, Language(tag))

    def _open(self) -> list[Sitting]:
        with self.work.look(SYSTEM) as work:
            return [work.sittings.get(name) for name in work.sittings.opened_before(work.now + AHEAD, MOST)]
