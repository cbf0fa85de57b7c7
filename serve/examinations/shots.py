"""The photos for one examination: some sent now, some stored; each is judged once."""

import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import BinaryIO, NamedTuple

from model.errors import ExaminationRejectedError
from model.examiner import Examiner
from model.messages import Message, message
from serve.examinations.domain import Examination, PhotoUpload
from serve.examinations.examining import ExaminationRequest
from serve.platform.errors import RefusedPhoto, UploadRejectedError
from serve.platform.objects import Objects


class Shot(NamedTuple):
    """A photo to be examined.

    Attributes:
        view: as the officer stated, earlier or now.
        sent: its index among the photos sent; None for a stored one.
        kept: its index in its earlier examination; None for one that was sent.
        must_fit: whether a view that the release doesn't know is an error; otherwise it counts as not stated.
    """

    digest: str
    upload: PhotoUpload
    view: str | None
    sent: int | None
    must_fit: bool
    kept: int | None = None


def sent_shots(sent: ExaminationRequest) -> list[Shot]:
    """The photos that were sent.

    Raises:
        ExaminationRejectedError: there are views, but not one for each.
    """
    count = len(sent.uploads)
    if sent.views and len(sent.views) != count:
        raise ExaminationRejectedError(
            message(
                "{count} views for {count_} photos: give one for each, or none", count=len(sent.views), count_=count
            ),
            "views",
        )
    return [
        Shot(hashlib.sha256(upload.open().read()).hexdigest(), upload, view, place, must_fit=True)
        for place, (upload, view) in enumerate(zip(sent.uploads, sent.views or [None] * count, strict=True))
    ]


def stored_shots(objects: Objects, examination: Examination, name: str) -> list[Shot]:
    """The photos of an examination, with the views stated then. Their bytes are verified when they are read.

    Args:
        name: of such a photo in messages.
    """
    return [
        Shot(
            photo.sha256,
            PhotoUpload(name, partial(_opened, objects, photo.sha256)),
            view,
            None,
            must_fit=False,
            kept=place,
        )
        for place, (photo, view) in enumerate(zip(examination.photos, asked_views(examination), strict=True))
    ]


def asked_views(examination: Examination) -> Sequence[str | None]:
    """The stated view of each photo; None if none was stated."""
    return examination.origin.officer_input.views or [None] * len(examination.photos)


def _opened(objects: Objects, sha256: str) -> BinaryIO:
    return io.BytesIO(objects.get(sha256))


def once_each(shots: Iterable[Shot]) -> list[Shot]:
    """The photos without repeated ones."""
    first: dict[str, Shot] = {}
    for shot in shots:
        first.setdefault(shot.digest, shot)
    return list(first.values())


def as_item(examiner: Examiner, shots: Sequence[Shot], product: str | None, prior: float | None) -> ExaminationRequest:
    """The photos as one item. Earlier statements count as far as the examiner's release knows them.

    Args:
        product: to be judged; None to recognise it.
    """
    products = examiner.release.description.products
    asked = [products[product]] if product is not None and product in products else products.values()
    known = {view.id for released in asked for view in released.sheet.views}
    views = [shot.view if shot.must_fit or shot.view in known else None for shot in shots]
    return ExaminationRequest([shot.upload for shot in shots], product, views if any(views) else (), prior)


@contextmanager
def naming(shots: Sequence[Shot], sent_called: Message) -> Iterator[None]:
    """Make the message about rejected photos number each like the page: new and stored ones separately.

    Args:
        sent_called: the page's name for photos sent now.
    """
    try:
        yield
    except UploadRejectedError as rejected:
        photos = [_named(photo, shots[photo.index], sent_called) for photo in rejected.photos]
        raise UploadRejectedError(photos) from rejected


def _named(photo: RefusedPhoto, shot: Shot, sent_called: Message) -> RefusedPhoto:
    if shot.sent is not None:
        return replace(photo, index=shot.sent, called=sent_called)
    return replace(photo, index=photo.index if shot.kept is None else shot.kept, is_sent=False)
