"""The legal deadline of each case in a list, as a later subject knows it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from serve.accounts.domain import Actor
from serve.platform.parts import Parts


class CaseDeadline(NamedTuple):
    """The open deadline of a case that ends first.

    Attributes:
        deadline: the last day.
        days_left: of its kind; 0 on the last day and after it.
        kind: which days count.
        standing: whether it runs or has lapsed.
    """

    rule: str
    deadline: date
    days_left: int
    kind: str
    standing: str


@dataclass(frozen=True)
class CaseDeadlines:
    """What one subject knows of deadlines of cases, for the API's list.

    Attributes:
        found: the one that ends first, by the id of the case, for some of them.
    """

    found: Callable[[Parts, Actor, Sequence[str]], Mapping[str, CaseDeadline]]


def deadlines_of(parts: Parts, actor: Actor, case_ids: Sequence[str]) -> Mapping[str, CaseDeadline]:
    """The open deadline of each of some cases that ends first, by id."""
    found: dict[str, CaseDeadline] = {}
    for each in parts.subjects.extensions(CaseDeadlines):
        found.update(each.found(parts, actor, case_ids))
    return found
