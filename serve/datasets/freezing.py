"""Freezes what was accepted: chooses the items, writes manifests and sheets, and keeps them as one immutable data set.

Nothing is kept before the last step. Cut off before, freezing begins again and comes to the same files.
"""

import hashlib
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from model.catalogue import MarkedText, Point, ProductSheet
from model.datasets.fields import Label
from model.datasets.frozen import GOLD_MANIFEST, MANIFEST
from model.messages import message
from model.sheet_toml import sheet_to_toml
from model.sheet_trade import NO_TRADE
from serve.catalogue.published import PublishedSheet, PublishedSheets
from serve.datasets.choosing import ItemChoice, choose
from serve.datasets.domain import (
    DataSetGroup,
    DataSetSummary,
    FreezeConflictError,
    FrozenCounts,
    FrozenFile,
    FrozenItem,
    FrozenSet,
    Lack,
    LeftOut,
    NothingToFreezeError,
    Part,
    items_digest,
    set_id,
)
from serve.datasets.permissions import DataSetAction
from serve.datasets.work import DataSetWork
from serve.datasets.writing import ManifestWriter, reference_path, rows_of
from serve.platform.objects import Objects, pieces_of
from serve.platform.tenancy import SYSTEM, Tenant
from serve.platform.work import Works

STEPS = 3  # choose and write, store, keep
ATTEMPTS = 3  # if others freeze at the same time
NOTHING = message(
    "There is nothing to freeze: no accepted item is of a product with a published sheet. Accept items in the review "
    "queue, and publish the sheets of their products."
)
MEANWHILE = message("Other data sets were frozen meanwhile. Freeze again.")
Sheets = Mapping[str, ProductSheet]
_Key = tuple[str, Label, Part]  # of a group


class Frozen(NamedTuple):
    """A data set, new or known, and the accepted items that it lacks."""

    frozen: FrozenSet
    lacks: Sequence[Lack]

    @property
    def left_out(self) -> Mapping[LeftOut, int]:
        """How many accepted items it lacks, by reason."""
        found: Counter[LeftOut] = Counter()
        for lack in self.lacks:
            found[lack.reason] += lack.items
        return found


@dataclass(frozen=True)
class _Draft:
    """A data set that is written into a folder, and not kept yet.

    Attributes:
        written: the files in the folder.
        references: pictures that the sheets name, which the store has already.
        known: how many data sets there were when it was chosen.
    """

    written: tuple[FrozenFile, ...]
    references: tuple[FrozenFile, ...]
    items: tuple[FrozenItem, ...]
    counts: FrozenCounts
    summary: DataSetSummary
    known: int

    @property
    def files(self) -> tuple[FrozenFile, ...]:
        """All of them, by name."""
        return tuple(sorted((*self.written, *self.references)))


@dataclass(frozen=True)
class Freezer:
    """Makes frozen data sets. All methods block."""

    work: Works[DataSetWork]
    objects: Objects
    published: PublishedSheets

    def freeze(self, tenant: Tenant, report: Callable[[int, int], None] = lambda _done, _of: None) -> Frozen:
        """Freeze every accepted item of a product with a published sheet.

        Args:
            report: is told of steps that are done, and of how many.

        Raises:
            NothingToFreezeError: there is no such item.
            FreezeConflictError: others froze data sets meanwhile, again and again.
            StorageError, ClockError: it can't be kept.
        """
        for _ in range(ATTEMPTS - 1):
            with suppress(FreezeConflictError):
                return self._freeze(tenant, report)
        return self._freeze(tenant, report)

    def _freeze(self, tenant: Tenant, report: Callable[[int, int], None]) -> Frozen:
        with tempfile.TemporaryDirectory() as folder:
            draft = self._write(tenant, Path(folder))
            report(1, STEPS)
            for file in draft.written:
                with (Path(folder) / file.name).open("rb") as opened:
                    self.objects.write(file.sha256, pieces_of(opened))
            report(2, STEPS)
        return Frozen(self._keep(tenant, draft), draft.summary.lacks)

    def _write(self, tenant: Tenant, folder: Path) -> _Draft:
        """Write all files but images; one state of the database decides what is in them."""
        published = self.published.all()
        sheets = {name: replace(each.sheet, trade=NO_TRADE) for name, each in published.items()}
        with self.work.look(tenant) as work:
            choice = choose(work.entries.accepted(), sheets, set(work.gold.present()), work.sets.kept_splits())
            if all(item.part is Part.GOLD for item in choice.items.values()):
                raise NothingToFreezeError(NOTHING)
            written = _Written(folder, sheets)
            written.manifests(work, choice)
            known = work.sets.count()
        items = tuple(choice.items[name] for name in sorted(choice.items))
        references = tuple(self._references(published[name] for name in sorted(written.products)))
        summary = DataSetSummary(written.groups(), choice.lacks)
        return _Draft(tuple(_files_in(folder)), references, items, written.counts(items), summary, known)

    def _references(self, published: Iterable[PublishedSheet]) -> Iterator[FrozenFile]:
        """The pictures that sheets name, as `shingan-train` finds them beside a manifest."""
        with self.published.work.look(SYSTEM) as work:
            for each in published:
                marks: tuple[Point | MarkedText, ...] = (*each.sheet.points, *each.sheet.texts)
                named = {mark.reference for mark in marks}
                for picture in work.sheets.pictures(each.sheet_id):
                    if picture.sha256 in named:
                        yield FrozenFile(reference_path(each.sheet.id, picture), picture.sha256, picture.size)

    def _keep(self, tenant: Tenant, draft: _Draft) -> FrozenSet:
        with self.work.begin(tenant) as work:
            work.sets.lock()
            known = work.sets.many([name := set_id(draft.files)]).get(name)
            if known is not None:
                return _summarised(work, known, draft.summary)
            if work.sets.count() != draft.known:
                raise FreezeConflictError(MEANWHILE)
            frozen = FrozenSet(
                id=name,
                manifest_sha256=next(file.sha256 for file in draft.files if file.name == MANIFEST),
                files=draft.files,
                items_digest=items_digest(draft.items),
                counts=draft.counts,
                created_by=tenant.person_id,
                created_at=work.now,
                summary=draft.summary,
            )
            work.sets.add(frozen, draft.items)
            work.record(DataSetAction.FREEZE, frozen)
            return frozen


def _summarised(work: DataSetWork, known: FrozenSet, summary: DataSetSummary) -> FrozenSet:
    """A data set that was frozen before, with what it lacks now."""
    if known.summary == summary:
        return known
    changed = replace(known, summary=summary)
    work.sets.summarise(changed)
    work.record(DataSetAction.FREEZE, changed)
    return changed


@dataclass
class _Written:
    """The files of a data set as they are written."""

    folder: Path
    sheets: Sheets
    rows: int = 0
    gold_rows: int = 0
    products: set[str] = field(default_factory=set)  # of the manifest
    photos: Counter[_Key] = field(default_factory=Counter)
    items: Counter[_Key] = field(default_factory=Counter)

    def manifests(self, work: DataSetWork, choice: ItemChoice) -> None:
        """Write the manifest, the gold manifest if there are gold items, and the sheets that each needs."""
        names = {organisation.id: organisation.name for organisation in work.organisations.all()}
        has_gold = any(item.part is Part.GOLD for item in choice.items.values())
        products: dict[bool, set[str]] = {False: set(), True: set()}
        with self._manifest(MANIFEST) as manifest, self._manifest(GOLD_MANIFEST) as gold:
            for entry in work.entries.accepted():
                item = choice.items.get(entry.id)
                if item is not None:
                    is_gold = item.part is Part.GOLD
                    sheet = self.sheets[entry.product_id]
                    rows = list(rows_of(entry, item, choice, sheet, names[entry.right_holder_id]))
                    key = (entry.product_id, entry.agreed_label, item.part)
                    self.items[key] += 1
                    self.photos[key] += len(rows)
                    (gold if is_gold else manifest).add(rows)
                    products[is_gold].add(entry.product_id)
        self.rows, self.gold_rows = manifest.rows, gold.rows
        self.products = products[False]
        self._catalogue("catalogue", self.products)
        if has_gold:
            self._catalogue("gold/catalogue", products[True])
        else:
            (self.folder / GOLD_MANIFEST).unlink()

    def counts(self, items: tuple[FrozenItem, ...]) -> FrozenCounts:
        """How much was written."""
        gold = sum(item.part is Part.GOLD for item in items)
        return FrozenCounts(self.rows, len(items) - gold, self.gold_rows, gold)

    def groups(self) -> tuple[DataSetGroup, ...]:
        """What was written, by product, label and part."""
        return tuple(DataSetGroup(*key, self.items[key], self.photos[key]) for key in sorted(self.items))

    @contextmanager
    def _manifest(self, name: str) -> Iterator[ManifestWriter]:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            yield ManifestWriter(file)

    def _catalogue(self, name: str, products: set[str]) -> None:
        (self.folder / name).mkdir()
        for product in sorted(products):
            path = self.folder / name / f"{product}.toml"
            path.write_text(sheet_to_toml(self.sheets[product]), encoding="utf-8")


def _files_in(folder: Path) -> Iterator[FrozenFile]:
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        yield FrozenFile(path.relative_to(folder).as_posix(), digest, path.stat().st_size)


def as_result(frozen: Frozen) -> Mapping[str, Any]:
    """What a job says of it."""
    left_out = {reason.value: count for reason, count in frozen.left_out.items()}
    return {"data_set": frozen.frozen.id, "left_out": left_out}
