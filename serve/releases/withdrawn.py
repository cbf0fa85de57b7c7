"""What releases were fitted with and right holders have withdrawn since: a later subject counts it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from model.messages import Wording, message
from serve.platform.parts import Parts
from serve.platform.tenancy import Tenant
from serve.releases.domain import ReleaseRecord, ReleaseState

FITTED_WITH = message(
    "Right holders have withdrawn items that this release was fitted with. Genuine items: {genuine}. Counterfeit "
    "items: {counterfeit}."
)
REPLACE_IT = message(
    "Freeze what is accepted now, fit a new release with that data set, and activate the new release. The release on "
    "this page is then retired."
)
LEAVE_IT = message(
    "Do not activate this release. Freeze what is accepted now, and fit a new release with that data set."
)


class WithdrawnCounts(NamedTuple):
    """How many items of each label were withdrawn since."""

    genuine: int = 0
    counterfeit: int = 0


NONE_WITHDRAWN = WithdrawnCounts()


@dataclass(frozen=True)
class WithdrawnCount:
    """How a later subject counts; registered as an extension.

    Attributes:
        count: the items by the ids of these releases; releases without any may be left out.
    """

    count: Callable[[Parts, Tenant, Sequence[ReleaseRecord]], Mapping[str, WithdrawnCounts]]


@dataclass(frozen=True)
class WithdrawnPhotos:
    """How a later subject finds the photos that right holders have withdrawn; registered as an extension.

    Attributes:
        digests: their digests. A photo that another item of the right holder still counts with is not among them.
    """

    digests: Callable[[Parts], Collection[str]]


def withdrawn(parts: Parts) -> Collection[str]:
    """The digests of all photos that right holders have withdrawn.

    Raises:
        StorageError: the database does not answer.
    """
    return frozenset(each for found in parts.subjects.extensions(WithdrawnPhotos) for each in found.digests(parts))


@dataclass(frozen=True)
class WithdrawnSince:
    """Asks the subject that counts."""

    parts: Parts

    def of(self, tenant: Tenant, records: Sequence[ReleaseRecord]) -> Mapping[str, WithdrawnCounts]:
        """What was withdrawn since from what these releases were fitted with, by their ids; only where anything was.

        Raises:
            StorageError: the store does not answer.
        """
        found: dict[str, WithdrawnCounts] = {}
        for each in self.parts.subjects.extensions(WithdrawnCount):
            found |= each.count(self.parts, tenant, records)
        return {name: items for name, items in found.items() if items != NONE_WITHDRAWN}


def said(record: ReleaseRecord, items: WithdrawnCounts | None) -> list[Wording]:
    """What pages say of a release, and what to do; nothing if no item was withdrawn."""
    if items is None:
        return []
    cure = REPLACE_IT if record.state is ReleaseState.ACTIVE else LEAVE_IT
    return [FITTED_WITH.of(genuine=items.genuine, counterfeit=items.counterfeit), cure]
