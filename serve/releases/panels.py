"""What other subjects show of a release on its page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from model.messages import Wording
from serve.accounts.domain import Actor
from serve.platform.parts import Parts
from serve.releases.domain import ReleaseRecord


@dataclass(frozen=True)
class ReleasePanel:
    """What one subject shows of a release, and what it lets people do there; registered as an extension.

    Attributes:
        template: has the macro `panel(page)`.
        names: gives what the macro finds in `page`, beside what the page gives all of them.
    """

    template: str
    names: Callable[[Parts, Actor, ReleaseRecord], Mapping[str, Any]]


@dataclass(frozen=True)
class ReleaseMarks:
    """What one subject says beside releases in their list; registered as an extension.

    Attributes:
        of: gives the sentences of each release that has any, by its id.
    """

    of: Callable[[Parts, Actor], Mapping[str, Sequence[Wording]]]


@dataclass(frozen=True)
class ActivationPanel:
    """What one subject says on the page that activates a release, before its button; registered as an extension.

    Attributes:
        template: has the macro `activation(page)`.
        names: gives what the macro finds in `page`, beside what the page gives it; None where nothing is to be said.
    """

    template: str
    names: Callable[[Parts, Actor, ReleaseRecord], Mapping[str, Any] | None]
