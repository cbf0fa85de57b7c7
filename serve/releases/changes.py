"""What changes for officers when another release becomes active."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from model.description import ReleaseDescription
from model.released_product import ReleasedProduct
from model.verdict import Outcome


@dataclass(frozen=True)
class ReleaseChanges:
    """The products about which officers are told something else afterwards, each list by product.

    Attributes:
        added: products that were not recognised before.
        removed: products that are not recognised any more.
        gained: outcomes that can be given now, and could not before.
        lost: outcomes that can't be given any more.
        undecided: those of `added` for which no definite outcome can be given, with any photos.
    """

    added: Sequence[str]
    removed: Sequence[str]
    gained: Sequence[tuple[str, Outcome]]
    lost: Sequence[tuple[str, Outcome]]
    undecided: Sequence[str] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the same products can have the same outcomes."""
        return not (self.added or self.removed or self.gained or self.lost)


def changes_between(before: ReleaseDescription, after: ReleaseDescription) -> ReleaseChanges:
    """What officers can be told with `after`, compared with `before`."""
    both = sorted(before.products.keys() & after.products.keys())
    could = {(product, outcome) for product in both for outcome in definite(before.products[product])}
    can = {(product, outcome) for product in both for outcome in definite(after.products[product])}
    added = sorted(after.products.keys() - before.products.keys())
    return ReleaseChanges(
        added=added,
        removed=sorted(before.products.keys() - after.products.keys()),
        gained=sorted(can - could),
        lost=sorted(could - can),
        undecided=[product for product in added if not definite(after.products[product])],
    )


def definite(product: ReleasedProduct) -> Collection[Outcome]:
    """The definite outcomes that a product can have with some set of views."""
    found = set()
    for rule in product.rules:
        found |= {Outcome.SUSPECTED} if rule.suspected.log_odds is not None else set()
        found |= {Outcome.CONSISTENT} if rule.consistent.log_odds is not None else set()
    return found
