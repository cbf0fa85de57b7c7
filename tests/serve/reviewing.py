"""Labelled items that right holders hand in, and the service that assesses them."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256

from model.catalogue import Region
from model.datasets.fields import Label, PointMark
from model.verdict import Outcome
from serve.accounts.domain import Actor
from serve.platform.parts import Parts
from serve.platform.work import Works
from serve.review.assessing import ASSESS, ITSELF, keep
from serve.review.curating import ReviewQueue
from serve.review.deciding import DecisionInput
from serve.review.domain import DecisionKind, Entry, EntryPhoto, EntrySource, Proposal, new_entry_id
from serve.review.risk import Assessment, DeviatingPlace, ReleaseOpinion, RiskFinding, RiskReason
from serve.review.service import submit
from serve.review.work import ReviewWork
from tests.serve.jobbing import runner_of

_numbers = itertools.count(1)


def entry_of(
    actor: Actor,
    *photos: bytes,
    label: Label = Label.GENUINE,
    product: str = "box",
    item: str = "",
    source: str = "",
    view: str = "",
) -> Entry:
    """An item with these photos, which a right holder's person attests."""
    taken = tuple(
        EntryPhoto(
            index, sha256(content).hexdigest(), "image/jpeg", len(content), f"{index}.jpg", view or None, source=source
        )
        for index, content in enumerate(photos)
    )
    return Entry(
        id=new_entry_id(),
        source=EntrySource.CONTRIBUTION,
        source_id=f"k-{next(_numbers):032x}",
        right_holder_id=actor.organisation_id,
        contributed_by=actor.person_id,
        product_id=product,
        item=item or f"item {next(_numbers)}",
        label=label,
        licence="CC0-1.0",
        contributed_on=date(2026, 11, 27),
        photos=taken,
        submitted_at=datetime(2026, 11, 27, tzinfo=UTC),  # the unit of work replaces it
    )


def keep_photos(parts: Parts, *photos: bytes) -> None:
    """Keep the bytes of photos, so that nothing names a lost one."""
    with parts.objects.staging() as staging:
        for content in photos:
            staging.add(content)
        staging.keep([sha256(content).hexdigest() for content in photos])


def hand_in(parts: Parts, actor: Actor, entries: Sequence[Entry], *photos: bytes) -> list[str]:
    """Keep the bytes of photos, and put entries into the queue as one contribution; the ids of the entries."""
    keep_photos(parts, *photos)
    with parts[Works].of(ReviewWork).begin(actor) as work:
        source = entries[0].source_id
        submit(work, [replace(each, source_id=source, submitted_at=work.now) for each in entries])
    return [entry.id for entry in entries]


def handed_in(parts: Parts, actor: Actor, *photos: bytes, **said: object) -> str:
    """One item with these photos, in the queue; its id."""
    return hand_in(parts, actor, [entry_of(actor, *photos, **said)], *photos)[0]  # type: ignore[arg-type]


def looked_at(parts: Parts, entry_id: str, curator: Actor) -> str:
    """The entry with an assessment that says everything, and a proposal that is not settled; its id."""
    with parts[Works].of(ReviewWork).begin(ITSELF) as work:
        place = DeviatingPlace(0, "seal", Region(0.1, 0.2, 0.3, 0.4))
        opinion = ReleaseOpinion("r-1", Outcome.SUSPECTED, 1.5, (place,))
        finding = RiskFinding(RiskReason.RELEASE_DISAGREES, value=0.97)
        photos = work.entries.get(entry_id).photos
        first = replace(photos[0], hashes=bytes(range(32)), file_traits=("file format JPEG",))
        keep(work, entry_id, Assessment(0.85, (finding,), work.now, opinion), (first, *photos[1:]))
    marks = {0: (PointMark("seal", Region(0.1, 0.2, 0.3, 0.4)),)}
    said = DecisionInput(DecisionKind.PROPOSE, "The seal is misprinted.", Proposal(Label.COUNTERFEIT, marks))
    return parts[ReviewQueue].decide(curator, entry_id, said).entry.id


def assess(parts: Parts) -> None:
    """Assess all that was handed in."""
    runner = runner_of(parts, ASSESS)
    while (job := runner.take()) is not None:
        runner.run(job)
