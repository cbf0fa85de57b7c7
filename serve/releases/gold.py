"""Items on which releases are compared. A later subject keeps them, and hands in its store."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


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
        id: of at most 64 letters, digits, dots, hyphens and underscores; the same in every version that has the item.
        name: what the operator's people call it; empty if it has only its id.
        page: the address of the page where the operator's people decide on it; empty if there is none.
    """

    id: str
    product: str
    is_counterfeit: bool
    photos: tuple[GoldPhoto, ...]
    page: str = ""
    name: str = ""


class GoldItems:
    """What comparing releases needs of gold items. A store that derives from this is in `stores` of its subject."""

    def version(self) -> str:
        """The name of the present items, in at most 64 characters: another one after every change; empty without items.

        Only the service itself and the operator see any.
        """
        raise NotImplementedError

    def items(self) -> Sequence[GoldItem]:
        """The present ones, by id."""
        raise NotImplementedError
