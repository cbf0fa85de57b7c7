"""A few labelled items of the demo right holder, so that a new checkout has a queue to look at; one is risky."""

import hashlib
import secrets
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from model.catalogue import ProductSheet
from model.datasets.fields import Label
from model.formats import media_type_of
from serve.accounts.domain import Actor
from serve.accounts.service import Accounts
from serve.jobs.work import JobWork
from serve.platform.demo_data import DemoData
from serve.platform.parts import Parts
from serve.platform.work import Works
from serve.releases.service import Releases
from serve.review.assessing import ASSESS, ITSELF
from serve.review.domain import Entry, EntryPhoto, EntrySource, new_entry_id
from serve.review.service import submit
from serve.review.work import ReviewWork

LICENCE = "CC0-1.0"
LOOKS = 0.5  # seconds between looks at whether items are assessed


class Picture(NamedTuple):
    """A genuine picture that the release has of a view."""

    view: str
    content: bytes

    @property
    def sha256(self) -> str:
        """Its name in the object store."""
        return hashlib.sha256(self.content).hexdigest()


def create(parts: Parts, username: str) -> None:
    """Hand in the release's genuine pictures of the right holder's first product as items of its person.

    Each view is a genuine item; one of them is also handed in as a counterfeit, which the release contradicts. Nothing
    is done if the release has no pictures of a product of theirs.
    """
    accounts = parts[Accounts]
    person = next(each for each in accounts.people(None) if each.username == username)
    actor = accounts.actor_of(person, via="demo")
    products = parts[Releases].active.examiner.release.description.products.values()
    sheet = next((each.sheet for each in products if each.sheet.right_holder == actor.organisation.name), None)
    pictures = list(_pictures(parts, sheet)) if sheet is not None else []
    if sheet is not None and pictures:
        _hand_in(parts, actor, sheet.id, pictures)


def wait_for_assessment(parts: Parts, source: str) -> None:
    """Wait until no job assesses the items of a source any more; not if the service stops, or runs no jobs itself.

    Args:
        source: with which they came into the queue; empty without any.
    """
    demo, jobs = parts[DemoData], parts[Works].of(JobWork)

    def is_open() -> bool:
        with jobs.look(ITSELF) as work:
            return work.jobs.is_open(ASSESS.name, source)

    while parts.settings.job_workers and is_open() and demo.waits(LOOKS):
        pass


def _pictures(parts: Parts, sheet: ProductSheet) -> Iterator[Picture]:
    release = parts[Releases].active.known
    views: Mapping[str, str] = {point.view: point.reference for point in sheet.points if point.reference}
    for view, reference in views.items():
        content = release.picture(reference)
        if content is not None:
            yield Picture(view, content)


def _hand_in(parts: Parts, actor: Actor, product: str, pictures: list[Picture]) -> None:
    with parts.objects.staging() as staging:
        for picture in pictures:
            staging.add(picture.content)
        staging.keep([picture.sha256 for picture in pictures])
    labelled = [(picture, Label.GENUINE) for picture in pictures] + [(pictures[0], Label.COUNTERFEIT)]
    source = f"k-{secrets.token_hex(16)}"
    with parts[Works].of(ReviewWork).begin(actor) as work:
        submit(work, [_entry(work, product, source, number, *each) for number, each in enumerate(labelled, start=1)])


def _entry(work: ReviewWork, product: str, source: str, number: int, picture: Picture, label: Label) -> Entry:
    media_type = media_type_of(picture.content)
    name = f"{label.value}/demo-{number}.jpg"
    photo = EntryPhoto(0, picture.sha256, media_type, len(picture.content), name, picture.view)
    return Entry(
        id=new_entry_id(),
        source=EntrySource.CONTRIBUTION,
        source_id=source,
        right_holder_id=work.actor.organisation_id,
        contributed_by=work.actor.person_id,
        product_id=product,
        item=f"demo-{number}",
        label=label,
        licence=LICENCE,
        contributed_on=work.now.date(),
        photos=(photo,),
        submitted_at=work.now,
    )
