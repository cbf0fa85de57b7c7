"""Which products both releases of a comparison know, and which one of them officers would lose."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from model.description import ReleaseDescription

Names = Mapping[str, str]


@dataclass(frozen=True)
class KnownProducts:
    """The products of both releases, each with its name by language.

    Attributes:
        before: of the release that was active.
        after: of the release on trial.
    """

    before: Mapping[str, Names]
    after: Mapping[str, Names]

    @property
    def lost(self) -> Sequence[str]:
        """The products that only the earlier release knows."""
        return sorted(self.before.keys() - self.after.keys())

    @property
    def names(self) -> Mapping[str, Names]:
        """The names of all of them, by product."""
        return {**self.before, **self.after}

    @property
    def kept(self) -> str:
        """As a trial keeps them, JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)


def known_to(before: ReleaseDescription, after: ReleaseDescription) -> KnownProducts:
    """The products that two releases know."""
    return KnownProducts(_names(before), _names(after))


def _names(description: ReleaseDescription) -> Mapping[str, Names]:
    return {product: dict(each.sheet.name) for product, each in description.products.items()}
