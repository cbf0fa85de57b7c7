"""What the people of a right holder are shown of their contributions."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from model.datasets.fields import Label
from model.messages import NOTHING, Wording
from serve.contributions.correcting import contributed_item
from serve.contributions.domain import (
    EDITABLE,
    ContributedFile,
    Contribution,
    ContributionState,
    ContributionStateError,
)
from serve.contributions.findings import KEEPS_ONE, KINDS, LEFT_OUT, UNKNOWN_PRODUCT, words_of
from serve.contributions.image_domain import ContributedImage, ImageFilter, ImageState, Severity
from serve.contributions.keeping import KeptRow, kept_of_each
from serve.contributions.permissions import ContributionAction
from serve.contributions.recording import record_all
from serve.contributions.refusals import IS_CHECKED_NOW, IS_GONE, IS_SUBMITTED
from serve.contributions.store import FileTotals
from serve.contributions.work import ContributionWork
from serve.review.domain import Entry, Standing
from serve.review.store import ReviewCounts

SEVEREST = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
MOST_ITEMS = 10  # that were sent back or withdrawn, and that a contribution names
NOT_REVIEWED = ReviewCounts()
MOST_PRODUCTS = 10  # that were read, and that a finding names
MOST_NAMES = 3  # of rows that a finding names
MOST_COMPARED = 500  # rows of a contribution that names which of its copies stay
MOST_FILE_FINDINGS = 50  # files of which a contribution shows what was found


class FoundKind(NamedTuple):
    """How many rows have a kind of finding.

    Attributes:
        images: without those that were left out despite it.
        title: what was found, without the values of one row; of what a decoder or table says, of the first row.
        cure: what to do; empty where the title says it.
        products: the first ones that were read and of which the right holder has no sheet, if that was found.
        names: of the first rows; only of what was found since the last check.
        kept: of rows that are copies of one another, the first ones that stay if one of each is kept.
    """

    code: str
    severity: Severity
    images: int
    title: Wording
    cure: Wording
    products: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    kept: tuple[KeptRow, ...] = ()


class SubmittedItem(NamedTuple):
    """An item that was submitted.

    Attributes:
        number: of its first image; None if it has none any more.
    """

    entry: Entry
    number: int | None


class ShownContribution(NamedTuple):
    """A contribution.

    Attributes:
        created_by, consent_by: the names of the people.
        files, bytes: how many files it has, and their size together.
        kinds: what was found in rows, errors first, even if all of them are left out; only for a contribution that is
            shown alone.
        found_in_files: the first files about which there is something to say as a whole; likewise.
        found_so_far: what was found in rows that were read since the last check, errors first; likewise.
        tables: how many of the files are tables.
        unread: how many of the files were not read yet.
        reviewed: what the review came to.
        sent_back, withdrawn: the first items that were; only for a contribution that is shown alone.
        corrected: the item that was sent back and that it corrects; likewise.
        corrections: the first items of other contributions that correct its own and were not withdrawn; likewise.
    """

    contribution: Contribution
    created_by: str
    consent_by: str
    files: int
    bytes: int
    kinds: tuple[FoundKind, ...] = ()
    found_in_files: tuple[ContributedFile, ...] = ()
    found_so_far: tuple[FoundKind, ...] = ()
    tables: int = 0
    unread: int = 0
    reviewed: ReviewCounts = NOT_REVIEWED
    sent_back: tuple[SubmittedItem, ...] = ()
    withdrawn: tuple[SubmittedItem, ...] = ()
    corrected: Entry | None = None
    corrections: tuple[Entry, ...] = ()


class ShownImage(NamedTuple):
    """A row of a contribution.

    Attributes:
        standing: None before it is submitted.
        reason: why the curator sent it back; empty otherwise.
        settled_label: the label with which it was accepted, if that is another one than the contributor's.
    """

    image: ContributedImage
    standing: Standing | None = None
    reason: str = ""
    settled_label: Label | None = None


def show(work: ContributionWork, found: Sequence[Contribution], *, whole: bool = False) -> list[ShownContribution]:
    """Contributions with what a list says of them.

    Args:
        whole: with what was found.
    """
    totals = work.contributions.file_totals([each.id for each in found])
    names = work.people.names({name for each in found for name in (each.created_by, each.terms.consent_by)})
    reviewed = work.entries.reviewed([each.id for each in found])
    shown = []
    for each in found:
        files = totals.get(each.id, FileTotals())
        one = ShownContribution(
            contribution=present(work, each),
            created_by=names[each.created_by],
            consent_by=names[each.terms.consent_by],
            files=files.files,
            bytes=files.bytes,
            tables=files.tables,
            unread=files.unread,
            reviewed=reviewed.get(each.id, NOT_REVIEWED),
        )
        shown.append(_with_items(work, _with_findings(work, one)) if whole else one)
    return shown


def _with_items(work: ContributionWork, shown: ShownContribution) -> ShownContribution:
    contribution = shown.contribution
    corrected = contributed_item(work, contribution.corrects) if contribution.corrects else None
    shown = shown._replace(corrected=corrected)
    if contribution.submitted_at is None:
        return shown
    return shown._replace(
        sent_back=_items(work, contribution.id, Standing.SENT_BACK),
        withdrawn=_items(work, contribution.id, Standing.WITHDRAWN),
        corrections=tuple(work.entries.living_corrections(contribution.id, MOST_ITEMS)),
    )


def _items(work: ContributionWork, contribution_id: str, standing: Standing) -> tuple[SubmittedItem, ...]:
    found = work.entries.contributed_at(standing, MOST_ITEMS, contribution_id)
    numbers = work.images.first_of([entry.id for entry in found])
    return tuple(SubmittedItem(entry, numbers.get(entry.id)) for entry in found)


def _with_findings(work: ContributionWork, shown: ShownContribution) -> ShownContribution:
    contribution = shown.contribution
    of_files = work.contributions.files_with_findings(contribution.id, MOST_FILE_FINDINGS)
    counts = contribution.summary.findings
    kinds = [_kind(work, contribution, code, counts[code] - _left_out(work, contribution, code)) for code in counts]
    return shown._replace(
        kinds=_severest_first(kinds), found_so_far=_found_so_far(work, contribution), found_in_files=tuple(of_files)
    )


def _found_so_far(work: ContributionWork, contribution: Contribution) -> tuple[FoundKind, ...]:
    """What reading found in files that arrived after the last check."""
    if contribution.state is not ContributionState.COLLECTING:
        return ()
    kinds = []
    for code, count in (work.images.codes(contribution.id) - Counter(contribution.summary.findings)).items():
        rows = work.images.last(contribution.id, code, MOST_NAMES)
        kinds.append(_kind(work, contribution, code, count)._replace(names=tuple(row.name for row in rows[:count])))
    return _severest_first(kinds)


def _severest_first(kinds: Iterable[FoundKind]) -> tuple[FoundKind, ...]:
    return tuple(sorted(kinds, key=lambda kind: (SEVEREST.index(kind.severity), -kind.images, kind.code)))


def _left_out(work: ContributionWork, contribution: Contribution, code: str) -> int:
    """How many rows with a finding were left out for another reason than the finding, so that nothing is to be done."""
    if code in LEFT_OUT or not contribution.summary.states.get(ImageState.LEFT_OUT):
        return 0
    return work.images.count(contribution.id, ImageFilter(code, ImageState.LEFT_OUT))


def _kind(work: ContributionWork, contribution: Contribution, code: str, count: int) -> FoundKind:
    if code == UNKNOWN_PRODUCT:
        return _of_unknown_products(work, contribution, count)
    if code in KINDS:
        kind = KINDS[code]
        return FoundKind(code, kind.severity, count, kind.title, kind.cure, kept=_kept(work, contribution, code))
    first = work.images.some(contribution.id, 0, 1, ImageFilter(code))
    for finding in (each for image in first for each in image.findings if each.code == code):
        return FoundKind(code, finding.severity, count, words_of(finding), NOTHING)
    return FoundKind(code, Severity.WARNING, count, code, NOTHING)  # its rows are gone since


def _kept(work: ContributionWork, contribution: Contribution, code: str) -> tuple[KeptRow, ...]:
    is_open = contribution.state is ContributionState.CHECKED
    if code not in KEEPS_ONE or not is_open or contribution.summary.images > MOST_COMPARED:
        return ()
    return tuple(kept_of_each(work.images.all(contribution.id), code)[:MOST_NAMES])


def _of_unknown_products(work: ContributionWork, contribution: Contribution, count: int) -> FoundKind:
    """Products without a sheet: a single one is named in the title."""
    kind, products = KINDS[UNKNOWN_PRODUCT], work.images.products(contribution.id, UNKNOWN_PRODUCT, MOST_PRODUCTS)
    title = kind.said.of(product=products[0]) if len(products) == 1 else kind.title
    return FoundKind(UNKNOWN_PRODUCT, kind.severity, count, title, kind.cure, tuple(products))


def show_images(work: ContributionWork, images: Sequence[ContributedImage]) -> list[ShownImage]:
    """Rows, with where those that were submitted stand."""
    standings = work.entries.standings({each.entry_id for each in images if each.entry_id})
    return [ShownImage(image, *standings.get(image.entry_id or "", ())) for image in images]


def present(work: ContributionWork, contribution: Contribution) -> Contribution:
    """A contribution as it stands: a check that was cancelled or failed has ended, and it collects files again."""
    if contribution.state is not ContributionState.CHECKING or contribution.job_id is None:
        return contribution
    is_open = any(job.is_open for job in work.jobs_of_all.many([contribution.job_id]))
    return contribution if is_open else replace(contribution, state=ContributionState.COLLECTING)


def open_for_change(work: ContributionWork, contribution_id: str) -> Contribution:
    """A contribution that may still be edited, locked until the transaction ends.

    Raises:
        ContributionStateError: it is being checked, or it was submitted.
        NotFoundError: there is none that the actor may see.
    """
    kept = work.contributions.get(contribution_id, for_change=True)
    found = present(work, kept)
    if found is not kept:  # what a check kept before it was cut off was not recorded yet
        work.contributions.change(found)
        record_all(work, ContributionAction.FIND, found)
    if found.state is ContributionState.CHECKING:
        raise ContributionStateError(IS_CHECKED_NOW)
    if found.state not in EDITABLE:
        raise ContributionStateError(IS_SUBMITTED if found.state is ContributionState.SUBMITTED else IS_GONE)
    return found
