"""What later subjects tell a reader beside a product: in the guide, and on verdicts about it."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from serve.accounts.domain import Actor
from serve.platform.parts import Parts


@dataclass(frozen=True)
class ProductNotice:
    """What one subject tells.

    Attributes:
        template: has the macro `notices(found)`.
        find: what there is to tell an actor of a product, by its id; empty if there is nothing.
        products: the ids of all products of which there is something to tell an actor.
    """

    template: str
    find: Callable[[Parts, Actor, str], Sequence[Any]]
    products: Callable[[Parts, Actor], Collection[str]]


class FoundNotices(NamedTuple):
    """What a page shows of one subject."""

    template: str
    found: Sequence[Any]


def notices_of(parts: Parts, actor: Actor, product: str | None) -> list[FoundNotices]:
    """What there is to tell of a product; nothing if it is not known which one it is."""
    if product is None:
        return []
    told = (
        FoundNotices(each.template, each.find(parts, actor, product))
        for each in parts.subjects.extensions(ProductNotice)
    )
    return [each for each in told if each.found]


def noticed_products(parts: Parts, actor: Actor) -> frozenset[str]:
    """The ids of all products of which there is something to tell an actor, for lists to choose from."""
    return frozenset().union(*(each.products(parts, actor) for each in parts.subjects.extensions(ProductNotice)))
