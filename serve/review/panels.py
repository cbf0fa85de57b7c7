"""What other subjects show of an entry on its page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from serve.accounts.domain import Actor
from serve.platform.parts import Parts
from serve.review.domain import Entry


@dataclass(frozen=True)
class EntryPanel:
    """What one subject shows of an entry, and what it lets people do there; registered as an extension.

    Attributes:
        template: has the macro `panel(page)`.
        names: gives what the macro finds in `page`, beside what the page gives all of them.
    """

    template: str
    names: Callable[[Parts, Actor, Entry], Mapping[str, Any]]
