"""A product sheet as shown: in one language, without points that only its right holder may see."""

from dataclasses import dataclass

from model.catalogue import Region
from model.messages import Localized


@dataclass(frozen=True)
class ShownView:
    """One shot of the shot list."""

    id: str
    title: str
    required: bool


@dataclass(frozen=True)
class ShownPoint:
    """One identification point; `region` is x, y, width, height on the upright `reference`, as fractions."""

    id: str
    view: str
    title: str
    genuine: str
    counterfeit: str
    region: Region | None
    reference: str | None


@dataclass(frozen=True)
class ShownSheet:
    """One product sheet; `views` in the order in which to take them.

    Attributes:
        language: the tag of the language that its name is in.
    """

    id: str
    right_holder: str
    name: str
    language: str
    category: str
    gtin: tuple[str, ...]
    serial_pattern: str | None
    views: tuple[ShownView, ...]
    points: tuple[ShownPoint, ...]

    @property
    def called(self) -> Localized:
        """Its name with its language, for pages."""
        return Localized(self.name, self.language)
