"""How much time is left for what waits, where a subject says more than the last day."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from model.messages import Wording
from serve.accounts.domain import Actor
from serve.platform.parts import Parts
from serve.waiting.domain import WorkList


class DueThing(NamedTuple):
    """A thing that waits, and its last day."""

    id: str
    due: date | None


@dataclass(frozen=True)
class TimeLeft:
    """What one subject says of things of a kind that wait.

    Attributes:
        kind: the name of the `WaitingKind`.
        found: how much time is left for some of them.
    """

    kind: str
    found: Callable[[Parts, Actor, Sequence[str]], Mapping[DueThing, Wording]]


def time_left(parts: Parts, actor: Actor, work: WorkList) -> Mapping[DueThing, Wording]:
    """What subjects say of the first things that wait."""
    said: dict[DueThing, Wording] = {}
    for each in parts.subjects.extensions(TimeLeft):
        for group in (group for group in work.groups if group.kind == each.kind):
            said.update(each.found(parts, actor, [thing.id for thing in group.first]))
    return said
