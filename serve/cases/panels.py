"""What other subjects show on a case's page: of the case, and of each item."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

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
