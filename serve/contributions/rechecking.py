"""What a right holder has already, and how a contribution stands after its images were checked against it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from model.catalogue import ProductSheet
from model.sheet_reading import examined
from serve.accounts.domain import Actor
from serve.catalogue.domain import SheetRecord
from serve.catalogue.service import Catalogue
from serve.contributions.domain import Contribution
from serve.contributions.image_domain import ContributedImage, ContributedItem
from serve.contributions.label_checks import EarlierContributions, Labels, plain_item, summary_of, with_label_findings
from serve.contributions.work import ContributionWork
from serve.review.domain import Standing

LISTED = 500  # sheets that are read at once
NOT_COUNTING = frozenset({Standing.SENT_BACK, Standing.REPLACED, Standing.WITHDRAWN})


Sheets = Mapping[str, ProductSheet]  # by product


def shown_sheets(catalogue: Catalogue, actor: Actor) -> Sheets:
    """What officers see of the products of the actor's organisation: published sheets, and those of the release."""
    return {sheet.id: sheet for sheet in catalogue.whole().values() if sheet.right_holder == actor.organisation.name}


def own_sheets(work: ContributionWork, shown: Sheets, holder: str, products: Iterable[str] | None = None) -> Sheets:
    """A right holder's sheets: the newest versions of those that it writes, before those that officers see.

    Args:
        shown: what officers see.
        products: which ones; None: all.
    """
    records = _every(work) if products is None else work.sheets.of_products(holder, products).values()
    return {**shown, **_newest(work, records)}


def _every(work: ContributionWork) -> list[SheetRecord]:
    found = page = work.sheets.page(None, LISTED)
    while len(page) == LISTED:
        page = work.sheets.page(page[-1].id, LISTED)
        found = [*found, *page]
    return found


def _newest(work: ContributionWork, records: Iterable[SheetRecord]) -> dict[str, ProductSheet]:
    by_id = {record.id: record for record in records}
    versions = work.sheets.some_versions([(record.id, record.latest) for record in by_id.values()])
    return {by_id[name].product_id: examined(version.document).sheet for name, version in versions.items()}


def known(
    work: ContributionWork,
    contribution: Contribution,
    images: Sequence[ContributedImage],
    sheets: Sheets,
) -> EarlierContributions:
    """What the right holder has already, as far as these images are concerned; without what was sent back."""
    holder, own = contribution.right_holder_id, contribution.id
    digests = {image.sha256 for image in images if image.sha256}
    digests |= {image.copy.earlier for image in images if image.copy is not None and image.copy.earlier}
    before = work.images.submitted(holder, digests, own)
    products = {image.said.product for image in images if image.said.product}
    items = work.images.submitted_items(holder, products, own)
    sent_back = _sent_back(work, {image.entry_id or "" for image in before} | {each.entry_id for each in items})
    pictures: dict[str, list[ContributedItem]] = defaultdict(list)
    for image in before:
        said = image.said
        if image.entry_id not in sent_back and said.product and said.item and said.label:
            item = ContributedItem(said.product, said.item, said.label, image.entry_id or "", image.name)
            pictures[image.sha256 or ""].append(item)
    told = {image.entry_id for image in before}
    for photo in work.entries.own_photos(holder, own, digests):  # also of what was confirmed
        if photo.entry_id not in told:
            item = ContributedItem(photo.product_id, photo.item, photo.label, photo.entry_id, photo.name)
            pictures[photo.sha256].append(item)
    labels: Labels = {
        (each.product, plain_item(each.item)): each.label for each in items if each.entry_id not in sent_back
    }
    files = [each for each in work.images.submitted_files(holder, products, own) if each.entry_id not in sent_back]
    return EarlierContributions(sheets, pictures, labels, files)


def _sent_back(work: ContributionWork, ids: set[str]) -> set[str]:
    standings = work.entries.standings(ids)
    return {name for name, own in standings.items() if own.standing in NOT_COUNTING}


def _moved(old: ContributedImage, new: ContributedImage, sheets: Sheets) -> ContributedImage:
    """An image after its product changed: it keeps no view that it may have only because the former has no other."""
    former = sheets.get(old.said.product or "")
    if former is None or old.said.product == new.said.product:
        return new
    is_only_view = [view.id for view in former.views] == [new.understood.view]
    return replace(new, understood=replace(new.understood, view=None)) if is_only_view else new


def rechecked(
    contribution: Contribution,
    before: Sequence[ContributedImage],
    images: Sequence[ContributedImage],
    known_: EarlierContributions,
) -> tuple[Contribution, list[ContributedImage], list[ContributedImage]]:
    """A contribution after its images were checked.

    Args:
        before: the images as they are stored.
        images: the same ones as they are now.

    Returns:
        The contribution with its figures, all images, and those of them that differ from what is stored.
    """
    moved = [_moved(old, new, known_.sheets) for old, new in zip(before, images, strict=True)]
    after = with_label_findings(moved, known_)
    summary = contribution.summary
    figures = summary_of(after, summary.items_by, is_guessed=summary.is_guessed)
    changed = [new for old, new in zip(before, after, strict=True) if new != old]
    return replace(contribution, summary=figures), after, changed
