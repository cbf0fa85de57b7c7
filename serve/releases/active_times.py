"""From when to when each release was active, and by whom, according to the audit log."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from serve.audit.domain import Event
from serve.releases.permissions import ReleaseAction

ENDING = frozenset({ReleaseAction.RETIRE, ReleaseAction.ROLL_BACK})


class Turn(NamedTuple):
    """How an active time began or ended.

    Attributes:
        by: the id of who did it.
        at: when (UTC).
        by_roll_back: whether a roll back did it; otherwise an activation.
    """

    by: str
    at: datetime
    by_roll_back: bool


@dataclass(frozen=True)
class ActiveTime:
    """A time during which a release was active; `ended` is None of the one that is active now."""

    begun: Turn
    ended: Turn | None = None

    @property
    def people(self) -> set[str]:
        """The ids of those who began and ended it."""
        return {turn.by for turn in (self.begun, self.ended) if turn is not None}


def active_times(events: Iterable[Event]) -> Mapping[str, Sequence[ActiveTime]]:
    """Every time during which a release was active, by its id, the first one first.

    Activating the active release again goes on with its time.

    Args:
        events: of all releases, in order; those of one transaction have one time.
    """
    found: dict[str, list[ActiveTime]] = defaultdict(list)
    active, rolled_back_at = "", ""
    for event in events:
        times = found[event.subject]
        if event.action == ReleaseAction.ACTIVATE and event.subject != active:
            times.append(ActiveTime(_turn(event, by_roll_back=event.at == rolled_back_at)))
            active = event.subject
        elif event.action in ENDING and event.subject == active:
            is_back = event.action == ReleaseAction.ROLL_BACK
            times[-1] = replace(times[-1], ended=_turn(event, by_roll_back=is_back))
            active, rolled_back_at = "", event.at if is_back else ""
    return {release: times for release, times in found.items() if times}


def _turn(event: Event, *, by_roll_back: bool) -> Turn:
    return Turn(event.actor, datetime.fromisoformat(event.at), by_roll_back)
