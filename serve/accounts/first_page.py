"""Where a person begins after a sign-in, if later subjects have a page for that."""

from collections.abc import Callable
from dataclasses import dataclass

from serve.accounts.domain import Actor
from serve.platform.parts import Parts


@dataclass(frozen=True)
class FirstPage:
    """A page on which some people begin, instead of the one at /.

    Attributes:
        path: of the page.
        is_for: whether an actor begins there.
    """

    path: str
    is_for: Callable[[Parts, Actor], bool]


def first_page(parts: Parts, actor: Actor) -> str:
    """The path of the page on which a person begins."""
    wanted = (each.path for each in parts.subjects.extensions(FirstPage) if each.is_for(parts, actor))
    return next(wanted, "/")
