"""What later subjects show of product sheets: named before a sheet is published, and told once it is."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from serve.accounts.domain import Actor
from serve.platform.parts import Parts


@dataclass(frozen=True)
class SheetDisplay:
    """What one subject shows of sheets; registered as an extension.

    Attributes:
        template: has the macro `uses(found)`.
        find: what shows some products of the actor's organisation now; empty if nothing does.
        publish: does what follows for the subject once new versions of their sheets are published. It may be called
            again for the same ones.
    """

    template: str
    find: Callable[[Parts, Actor, Collection[str]], Sequence[Any]]
    publish: Callable[[Parts, Actor, Collection[str]], None]


class FoundUses(NamedTuple):
    """What a form names of one subject."""

    template: str
    found: Sequence[Any]


@dataclass(frozen=True)
class SheetDisplays:
    """What shows sheets. Its methods block."""

    parts: Parts

    def of(self, actor: Actor, products: Collection[str]) -> list[FoundUses]:
        """Of each subject that shows one of these products of the actor's organisation."""
        told = (FoundUses(each.template, each.find(self.parts, actor, products)) for each in self._uses)
        return [each for each in told if each.found]

    def publish(self, actor: Actor, products: Collection[str]) -> None:
        """Tell each subject that new versions of the sheets of these products are published."""
        for each in self._uses:
            each.publish(self.parts, actor, products)

    @property
    def _uses(self) -> Sequence[SheetDisplay]:
        return self.parts.subjects.extensions(SheetDisplay)
