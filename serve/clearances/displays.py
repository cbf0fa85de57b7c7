"""What later subjects show by clearances: named before parts are withdrawn, and told once clearances change."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from serve.accounts.domain import Actor
from serve.clearances.domain import Clearance, PartName
from serve.platform.parts import Parts


class FoundDisplay(NamedTuple):
    """Something that shows parts of a clearance.

    Attributes:
        thing: for the subject's template.
        parts: those that it shows.
    """

    thing: Any
    parts: frozenset[PartName]


@dataclass(frozen=True)
class ClearanceDisplay:
    """What one subject shows by clearances; registered as an extension.

    Attributes:
        template: has the macro `displays(found)`.
        find: what shows parts of a clearance of the actor's organisation now; empty if nothing does.
        change: does what follows for the subject once clearances of a right holder, by its id, are others.
    """

    template: str
    find: Callable[[Parts, Actor, Clearance], Sequence[FoundDisplay]]
    change: Callable[[Parts, str], None]


class NamedDisplays(NamedTuple):
    """What a form names of one subject."""

    template: str
    found: Sequence[FoundDisplay]


@dataclass(frozen=True)
class ClearanceDisplays:
    """What shows parts of clearances. Its methods block."""

    parts: Parts

    def of(self, actor: Actor, clearance: Clearance) -> list[NamedDisplays]:
        """Of each subject that shows a part of a clearance of the actor's organisation."""
        told = (NamedDisplays(each.template, each.find(self.parts, actor, clearance)) for each in self._displays)
        return [each for each in told if each.found]

    def change(self, right_holder_id: str) -> None:
        """Tell each subject that clearances of a right holder are others now."""
        for each in self._displays:
            each.change(self.parts, right_holder_id)

    @property
    def _displays(self) -> Sequence[ClearanceDisplay]:
        return self.parts.subjects.extensions(ClearanceDisplay)


def shown_parts(named: Collection[NamedDisplays]) -> frozenset[PartName]:
    """The parts that something shows."""
    return frozenset[PartName]().union(*(found.parts for each in named for found in each.found))
