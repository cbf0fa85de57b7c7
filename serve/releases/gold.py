"""Items on which releases are compared. A later subject that keeps such items registers how they are read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from serve.platform.work import Work


class GoldPhoto(NamedTuple):
    """A photo of a gold item, which is an object of the store.

    Attributes:
        view: the view of the product that it shows; None if that is not known.
    """

    sha256: str
    view: str | None = None


@dataclass(frozen=True)
class GoldItem:
    """An item whose label people have confirmed, and that no release learns from.

    Attributes:
        id: of at most 64 characters; the same in every version that has the item.
    """

    id: str
    product: str
    is_counterfeit: bool
    photos: tuple[GoldPhoto, ...]


@dataclass(frozen=True)
class GoldItems:
    """How the gold items are read; registered as an extension.

    Attributes:
        version: of the present items, in at most 64 characters: another one whenever an item is added, removed or
            changed; empty without items.
        items: the present ones, by id.
    """

    version: Callable[[Work], str]
    items: Callable[[Work], Sequence[GoldItem]]
