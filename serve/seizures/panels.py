"""What later subjects show on the page of a seizure's record."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from serve.accounts.domain import Actor
from serve.platform.parts import Parts


@dataclass(frozen=True)
class RecordPanel:
    """What one subject shows of the record of a seizure.

    Attributes:
        template: has the macro `shown(page)`.
        names: gives what the macro finds in `page`, beside the case, by the id of the case.
    """

    template: str
    names: Callable[[Parts, Actor, str], Mapping[str, Any]]
