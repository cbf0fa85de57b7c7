"""What other subjects do with the review queue, within their own units of work: hand in entries, and withdraw them."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from serve.jobs.service import enqueue
from serve.platform.work import Work
from serve.review.assessing import ASSESS
from serve.review.domain import Entry, Standing, digest_of
from serve.review.permissions import ReviewAction
from serve.review.work import ReviewWork

PIECE = 200  # entries that one event names


def submit(work: Work, new: Sequence[Entry]) -> None:
    """Put entries into the queue, in the unit of work of what they came with. Afterwards a job assesses them.

    A call that is sent again puts nothing in twice, and asks for no second job. A unit of work that submits asks for no
    job of its own.

    Args:
        work: of the right holder's person who attests the labels.
        new: one for each item, each with at least one photo; all of one contribution or confirmation.
    """
    if work.replayed or not new:
        return
    source = new[0].source_id
    work.of(ReviewWork).entries.add(new)
    for start in range(0, len(new), PIECE):
        some = new[start : start + PIECE]
        work.record(ReviewAction.SUBMIT, source, entries={each.id: digest_of(each) for each in some})
    _replace(work, new)
    enqueue(work, ASSESS, about=source)


def _replace(work: Work, new: Sequence[Entry]) -> None:
    """Close the entries that were sent back and that new ones correct; one that was withdrawn meanwhile stays so."""
    store = work.of(ReviewWork).entries
    for entry in store.many({each.replaces for each in new if each.replaces}, for_change=True).values():
        if entry.standing is Standing.SENT_BACK:
            closed = replace(entry, standing=Standing.REPLACED)
            store.change(closed)
            by = [each.id for each in new if each.replaces == entry.id]
            work.record(ReviewAction.REPLACE, entry.id, entry=digest_of(closed), replaced_by=by)


def withdraw(work: Work, entry_ids: Collection[str], reason: str) -> list[Entry]:
    """Withdraw entries, accepted ones too: no data set that is frozen from now on has them.

    Args:
        reason: in words for the operator.

    Returns:
        Those that were withdrawn now; those that were before are left out.
    """
    store = work.of(ReviewWork).entries
    found = store.many(entry_ids, for_change=True).values()
    left = [each for each in found if each.standing is not Standing.WITHDRAWN]
    gone = [replace(each, standing=Standing.WITHDRAWN, withdrawal=reason, settled_label=None) for each in left]
    for entry in gone:
        store.change(entry)
        work.record(ReviewAction.WITHDRAW, entry.id, entry=digest_of(entry))
    return gone
