"""What other subjects show of a case and its items: on the case's page and in lists of cases."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from model.messages import Wording
from serve.accounts.domain import Actor
from serve.cases.dossier import Dossier
from serve.platform.parts import Parts


@dataclass(frozen=True)
class ItemPanel:
    """What one subject shows of each item, and what it lets people do there.

    Attributes:
        template: has the macros `found(file, page)` and `forms(file, page)`; the second is of open cases.
        names: gives what the macros find in `page`, beside what the page gives all of them.
    """

    template: str
    names: Callable[[Parts, Actor, Dossier], Mapping[str, Any]]


@dataclass(frozen=True)
class CasePanel:
    """What one subject shows of a case as a whole.

    Attributes:
        template: has the macro `shown(page)`.
        names: gives what the macro finds in `page`, beside what the page gives all of them.
    """

    template: str
    names: Callable[[Parts, Actor, Dossier], Mapping[str, Any]]


@dataclass(frozen=True)
class CaseMark:
    """What one subject says of cases in a list.

    Attributes:
        found: gives it by the id of the case, for some of them.
    """

    found: Callable[[Parts, Actor, Sequence[str]], Mapping[str, Wording]]


def marks_of(parts: Parts, actor: Actor, case_ids: Sequence[str]) -> Mapping[str, Sequence[Wording]]:
    """What subjects say of some cases, by id."""
    found: dict[str, list[Wording]] = {}
    for mark in parts.subjects.extensions(CaseMark):
        for case_id, words in mark.found(parts, actor, case_ids).items():
            found.setdefault(case_id, []).append(words)
    return found
