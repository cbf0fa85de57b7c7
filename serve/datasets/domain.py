"""Frozen data sets and the gold set. Imports only the standard library and `model`.

A frozen data set never changes. Its id is derived from the digests of its files, so that the same accepted items,
sheets and gold items give the same id and the same bytes.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from model.datasets.fields import Label
from model.datasets.splits import Split
from model.datasets.support import TARGET
from model.errors import ShinganError, ValueRejectedError
from model.intervals import items_needed
from model.messages import message
from serve.audit.domain import record_digest

NEEDED = items_needed(TARGET)  # items of a label, to tell by a release without errors that it has few
ONESELF = message("You proposed this item. Ask another person of the operator to confirm it.")
CONFIRMED = message("This item is in the gold set already.")
SEEN = message(
    "Releases were fitted with this item: it is in the data set {frozen_set}. Choose an item that no data set has for "
    "training or calibration."
)
NOT_ACCEPTED = message("This item is not accepted. Accept it in the review queue first.")
PROPOSED = message("This item is proposed for the gold set already.")


class NothingToFreezeError(ShinganError):
    """No accepted item can be frozen; the message says what to do."""


class FreezeConflictError(ShinganError):
    """Another data set was frozen meanwhile; the message says what to do."""


class GoldRefusedError(ShinganError):
    """An item can't be put into the gold set, or not by this person; the message says why."""


class WithdrawnItemsError(ValueRejectedError):
    """A frozen data set has items that were withdrawn since, so that it is not handed out any more."""


class Part(StrEnum):
    """What an item of a frozen data set is for: a split of its manifest, or the gold set beside it."""

    TRAIN = "train"
    CALIBRATION = "calibration"
    TEST = "test"
    GOLD = "gold"


SPLITS: Mapping[Part, Split] = {Part(split.value): split for split in Split}


class LeftOut(StrEnum):
    """Why an accepted item is not frozen."""

    NO_SHEET = "no_sheet"  # its product has no published sheet
    GOLD = "gold"  # it is a gold item, or shares its item or a photo with one
    DUPLICATE = "duplicate"  # other items have all of its photos


class DataSetGroup(NamedTuple):
    """The items of a frozen data set that have the same product, label and use; photos: the rows of all of them."""

    product: str
    label: Label
    part: Part
    items: int
    photos: int


class Lack(NamedTuple):
    """Accepted items of a product that a frozen data set lacks for the same reason.

    Attributes:
        entries: the ids of the first of them.
    """

    reason: LeftOut
    product: str
    items: int
    entries: tuple[str, ...]


@dataclass(frozen=True)
class DataSetSummary:
    """What a frozen data set holds, and what it lacked when it was last frozen."""

    groups: tuple[DataSetGroup, ...]
    lacks: tuple[Lack, ...]

    @property
    def by_label(self) -> Mapping[tuple[str, Label], Mapping[Part, DataSetGroup]]:
        """The groups by product and label, then by part."""
        found: dict[tuple[str, Label], dict[Part, DataSetGroup]] = {}
        for group in self.groups:
            found.setdefault((group.product, group.label), {})[group.part] = group
        return found


class FrozenFile(NamedTuple):
    """A file of a frozen data set but for its images; `name` is a path below its folder."""

    name: str
    sha256: str
    size: int


class FrozenItem(NamedTuple):
    """An item of a frozen data set.

    Attributes:
        entry_id: of the review queue.
        item: its name in the manifest.
    """

    entry_id: str
    item: str
    part: Part


class FrozenCounts(NamedTuple):
    """How much a frozen data set holds: rows of the manifest and of the gold manifest, and the items of each."""

    rows: int
    items: int
    gold_rows: int
    gold_items: int


@dataclass(frozen=True)
class FrozenSet:
    """A data set for training that never changes.

    Attributes:
        id: derived from its files.
        manifest_sha256: by which a release names the data set that it was fitted with.
        files: manifest, product sheets and the gold manifest, by name.
        items_digest: over its items and what each is for.
        created_by: the id of the person; `command-line` where a command did it.
        summary: None if an earlier version froze it.
    """

    id: str
    manifest_sha256: str
    files: tuple[FrozenFile, ...]
    items_digest: str
    counts: FrozenCounts
    created_by: str
    created_at: datetime
    summary: DataSetSummary | None = None

    @property
    def seal(self) -> Mapping[str, Any]:
        """What the audit log keeps of it."""
        kept = {name: value for name, value in asdict(self).items() if name != "summary" or value is not None}
        return {"digest": record_digest(kept), "manifest": self.manifest_sha256}


def set_id(files: Iterable[FrozenFile]) -> str:
    """The id of a data set with these files."""
    listed = "\n".join(f"{file.name} {file.sha256}" for file in sorted(files))
    return f"m-{hashlib.sha256(listed.encode()).hexdigest()[:16]}"


def items_digest(items: Iterable[FrozenItem]) -> str:
    """The sha256 over items and what each is for."""
    lines = sorted(f"{each.entry_id} {each.part.value} {each.item}" for each in items)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@dataclass(frozen=True)
class GoldEntry:
    """An item of the gold set, or one that is proposed for it.

    Attributes:
        entry_id: of the review queue.
        confirmed_by: another person than the one who proposed it; None until then.
    """

    entry_id: str
    proposed_by: str
    proposed_at: datetime
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None

    @property
    def id(self) -> str:
        """The id of its entry, by which the audit log names it."""
        return self.entry_id

    @property
    def is_confirmed(self) -> bool:
        """Whether it counts."""
        return self.confirmed_by is not None

    @property
    def seal(self) -> Mapping[str, Any]:
        """What the audit log keeps of it."""
        return {"digest": record_digest(asdict(self))}


def confirmed(item: GoldEntry, by: str, at: datetime) -> GoldEntry:
    """A proposed item that a person confirms.

    Raises:
        GoldRefusedError: it is confirmed already, or the same person proposed it.
    """
    if item.is_confirmed:
        raise GoldRefusedError(CONFIRMED)
    if item.proposed_by == by:
        raise GoldRefusedError(ONESELF)
    return GoldEntry(item.entry_id, item.proposed_by, item.proposed_at, by, at)


def gold_version(names: Collection[str]) -> str:
    """The version of a gold set of these entries: another one after every change; empty without entries."""
    return hashlib.sha256("\n".join(sorted(names)).encode()).hexdigest()[:16] if names else ""


class GoldChange(StrEnum):
    """What people do with items of the gold set."""

    PROPOSE = "propose"
    CONFIRM = "confirm"
    REMOVE = "remove"
