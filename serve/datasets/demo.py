"""Accepted items of the demo right holder and a small gold set, so that a new checkout can compare releases and freeze.

They are items of the drawn sample beside the code; without it, as in a container, nothing is done.
"""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from model.catalogue import ProductSheet
from model.datasets.fields import Label
from model.datasets.manifest_rows import ManifestRow, read_rows
from model.datasets.splits import Split
from model.formats import media_type_of
from serve.accounts.domain import Actor
from serve.datasets.gold import GoldSet
from serve.platform.parts import Parts
from serve.platform.work import Works
from serve.releases.service import Releases
from serve.review.curating import ReviewQueue
from serve.review.deciding import DecisionInput
from serve.review.domain import DecisionKind, Entry, EntryPhoto, EntrySource, new_entry_id
from serve.review.service import submit
from serve.review.work import ReviewWork

GOLD, TAUGHT, OTHERS, FROZEN = 8, 4, 2, 2  # items of each label; TAUGHT: so that seminars have enough for two tests
ItemRows = Sequence[ManifestRow]


def create(
    parts: Parts,
    contributor: Actor,
    curator: Actor,
    administrator: Actor,
    sample: Path,
    published: ProductSheet | None = None,
) -> str:
    """Hand in items of the contributor's first product, accept them, and choose most of them for the gold set.

    Args:
        contributor: attests the labels.
        curator: accepts the items, and proposes those for the gold set.
        administrator: confirms these.
        sample: the manifest of the drawn sample.
        published: a sheet of one view of that product; its items can be frozen.

    Returns:
        With what the items came into the queue; empty if there are none.
    """
    product = _product(parts, contributor)
    rows = read_rows(sample.read_bytes()).rows if product and sample.is_file() else ()
    own = [row for row in rows if row.product == product]
    gold, others = _some(own, Split.TEST, GOLD), _some(own, Split.CALIBRATION, OTHERS)
    if not gold:
        return ""
    taught = [item for item in _some(own, Split.TEST, GOLD + TAUGHT) if item not in gold]
    more = [item for item in _some(own, Split.CALIBRATION, OTHERS + FROZEN) if item not in others]
    frozen = [_of_view(item, published) for item in more] if published else []
    items = [item for item in (*gold, *taught, *others, *frozen) if item]
    entries = _hand_in(parts, contributor, items, sample.parent)
    parts[ReviewQueue].decide_together(
        curator, [entry.id for entry in entries], DecisionInput(DecisionKind.ACCEPT, although_not_assessed=True)
    )
    for entry in entries[: len(gold)]:
        parts[GoldSet].propose(curator, entry.id)
        parts[GoldSet].confirm(administrator, entry.id)
    return entries[0].source_id


def _product(parts: Parts, contributor: Actor) -> str | None:
    """The first product of the active release that is the contributor's right holder's."""
    products = parts[Releases].active.examiner.release.description.products.values()
    own = (each.sheet.id for each in products if each.sheet.right_holder == contributor.organisation.name)
    return next(own, None)


def _some(rows: Iterable[ManifestRow], split: Split, count: int) -> list[ItemRows]:
    """So many items of each label, in the order of their names; a release learns neither of these splits."""
    items: dict[Label, dict[str, list[ManifestRow]]] = {label: {} for label in Label}
    for row in sorted(rows, key=lambda row: (row.item, row.number)):
        if row.split is split:
            items[row.label].setdefault(row.item, []).append(row)
    return [item for label in Label for item in list(items[label].values())[:count]]


def _of_view(item: ItemRows, sheet: ProductSheet) -> ItemRows:
    """The photos of the one view of a sheet, as an item of its product."""
    return [replace(row, product=sheet.id) for row in item if row.view == sheet.views[0].id]


def _hand_in(parts: Parts, contributor: Actor, items: Sequence[ItemRows], folder: Path) -> list[Entry]:
    photos = {row: _photo(row, (folder / row.image).read_bytes()) for item in items for row in item}
    with parts.objects.staging() as staging:
        for row in photos:
            staging.add((folder / row.image).read_bytes())
        staging.keep([photo.sha256 for photo in photos.values()])
    source = f"k-{secrets.token_hex(16)}"
    with parts[Works].of(ReviewWork).begin(contributor) as work:
        entries = [_entry(work, source, [photos[row] for row in item], item[0]) for item in items]
        submit(work, entries)
    return entries


def _photo(row: ManifestRow, content: bytes) -> EntryPhoto:
    return EntryPhoto(
        index=0,
        sha256=hashlib.sha256(content).hexdigest(),
        media_type=media_type_of(content),
        size=len(content),
        name=row.image,
        view=row.view,
        marks=row.points,
        source=row.source,
    )


def _entry(work: ReviewWork, source: str, photos: Sequence[EntryPhoto], row: ManifestRow) -> Entry:
    return Entry(
        id=new_entry_id(),
        source=EntrySource.CONTRIBUTION,
        source_id=source,
        right_holder_id=work.actor.organisation_id,
        contributed_by=work.actor.person_id,
        product_id=row.product,
        item=row.item,
        label=row.label,
        licence=row.licence,
        contributed_on=row.contributed_on or work.now.date(),
        photos=tuple(replace(photo, index=index) for index, photo in enumerate(photos)),
        submitted_at=work.now,
    )
