"""The published sheets of all right holders, in memory: what readers are shown of them depends on each reader.

Every process reads a sheet once after each publication. Readers see no rows of right holders, so the service itself
reads for them.
"""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from model.catalogue import ProductSheet
from model.sheet_reading import examined
from serve.catalogue.domain import HolderProduct, SheetRecord, SheetVersion
from serve.catalogue.renewal_domain import OlderText, older_texts, without_older
from serve.catalogue.work import SheetWork
from serve.platform.tenancy import SYSTEM
from serve.platform.work import Works


class PublishedSheet(NamedTuple):
    """A sheet that readers see.

    Attributes:
        version: its number.
        sheet: without the translations that are to be renewed.
        published_at: when it was published last.
        older: the translations that are to be renewed.
    """

    sheet_id: str
    version: int
    sheet: ProductSheet
    published_at: datetime | None
    older: tuple[OlderText, ...] = ()


@dataclass
class PublishedSheets:
    """Follows the database."""

    work: Works[SheetWork]
    _turn: int = 0
    _by_product: Mapping[str, PublishedSheet] = field(default_factory=lambda: MappingProxyType({}))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def all(self) -> Mapping[str, PublishedSheet]:
        """Every published sheet, by product id.

        Raises:
            StorageError: the database does not answer.
        """
        with self.work.look(SYSTEM) as work:
            if work.sheets.turn() == self._turn:
                return self._by_product
        with self._lock:
            self._follow()
        return self._by_product

    def newest(self, of: Iterable[HolderProduct]) -> Mapping[str, ProductSheet]:
        """The newest versions of right holders' sheets, drafts as well, by product: never for readers of the guide.

        Raises:
            StorageError: the database does not answer.
        """
        by_holder: dict[str, list[str]] = {}
        for holder, product in of:
            by_holder.setdefault(holder, []).append(product)
        with self.work.look(SYSTEM) as work:
            found = [record for held in by_holder.items() for record in work.sheets.of_products(*held).values()]
            versions = work.sheets.some_versions([(record.id, record.latest) for record in found])
        return {each.product_id: examined(versions[each.id].document).sheet for each in found if each.id in versions}

    def _follow(self) -> None:
        with self.work.look(SYSTEM) as work:
            changed = work.sheets.changed_since(self._turn)
            shown = {record.id: record.published for record in changed if record.published is not None}
            versions = work.sheets.up_to(shown)
        found = dict(self._by_product)
        for record in changed:
            found.pop(record.product_id, None)
            if record.id in versions:
                found[record.product_id] = _published(record, versions[record.id])
        self._by_product = MappingProxyType(dict(sorted(found.items())))
        self._turn = max([self._turn, *(record.turn or 0 for record in changed)])


def _published(record: SheetRecord, versions: Sequence[SheetVersion]) -> PublishedSheet:
    older, version = older_texts(versions), versions[-1]
    sheet = without_older(examined(version.document).sheet, older)
    return PublishedSheet(record.id, version.number, sheet, version.published_at, older)
