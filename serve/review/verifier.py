"""Compares the review queue with the audit log: finds rows that were changed, removed or inserted by hand."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from sqlalchemy import Connection, select, union

from serve.audit.comparing import RecordedDigest, differing, gone, misfiled, readable
from serve.audit.domain import AuditFault, Event, details_of
from serve.platform.tenancy import SYSTEM
from serve.review.domain import Entry, digest_of, review_digest_of, settled_label_of
from serve.review.permissions import ReviewAction
from serve.review.store import EntryStore
from serve.review.tables import decisions, entries, photos, reviews

CHANGES = frozenset({ReviewAction.WITHDRAW, ReviewAction.REPLACE, ReviewAction.ASSESS, ReviewAction.DECIDE})


class ReviewVerifier:
    """See `serve.audit.service.Verifier`."""

    def faults(self, connection: Connection, events: Iterable[Event]) -> Iterator[AuditFault]:
        """Entries, and what is known of them, that are missing, changed or never recorded."""
        of_entries, of_reviews = _recorded(events)
        store = EntryStore(connection, SYSTEM)
        names = list(connection.execute(select(entries.c.id).order_by(entries.c.id)).scalars())
        known = list(connection.execute(union(select(reviews.c.entry_id), select(decisions.c.entry_id))).scalars())
        yield from differing(readable(_digests(store, _checked_digest), names), of_entries)
        yield from differing(readable(_digests(store, review_digest_of), sorted(known)), of_reviews)
        yield from misfiled(connection, photos, entries, "entry_id", ["right_holder_id"])
        yield from gone(of_entries)
        yield from gone(of_reviews)


def _digests(store: EntryStore, digest: Callable[[Entry], str]) -> Callable[[Sequence[str]], Mapping[str, str]]:
    return lambda names: {name: digest(entry) for name, entry in store.many(names).items()}


def _checked_digest(entry: Entry) -> str:
    """The digest of an entry; none that was ever recorded where its settled label contradicts the decisions on it."""
    return digest_of(entry) if entry.settled_label is settled_label_of(entry) else ""


def _recorded(events: Iterable[Event]) -> tuple[dict[str, RecordedDigest], dict[str, RecordedDigest]]:
    """The last digest of each entry, and of what is known of it, by id."""
    of_entries: dict[str, RecordedDigest] = {}
    of_reviews: dict[str, RecordedDigest] = {}
    for event in events:
        said = details_of(event)
        named = said.get("entries")
        if event.action == ReviewAction.SUBMIT and isinstance(named, dict):
            of_entries |= {str(name): RecordedDigest(event.number, str(digest)) for name, digest in named.items()}
        elif event.action in CHANGES:
            of_entries[event.subject] = RecordedDigest(event.number, str(said.get("entry")))
            if "review" in said:
                of_reviews[event.subject] = RecordedDigest(event.number, str(said["review"]))
    return of_entries, of_reviews
