"""Judges one item, for the API and the terminal. Imports neither web framework nor database."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from model.errors import ExaminationRejectedError, PhotoRejectedError
from model.examiner import Examiner
from model.formats import IntakeLimits
from model.intake import decode_photo
from model.messages import message, sentences
from model.sheet_rules import NONE_LEFT_OUT, NotApplied
from model.verdict import Verdict
from serve.examinations.domain import OfficerInput, Photos, PhotoUpload
from serve.platform.errors import RefusedPhoto, UploadRejectedError
from serve.platform.fields import advice_on

CHECKED_SIDE = 256  # pixels of a photo that is only read to check that it can be


class ExaminationRequest(NamedTuple):
    """The input of an examination: the photos of one object, and what the officer states about them.

    Attributes:
        note: what the officer noted of the object; it plays no part in the verdict.
    """

    uploads: Sequence[PhotoUpload]
    product: str | None
    views: Sequence[str | None]
    prior: float | None = None
    note: str = ""

    @property
    def officer_input(self) -> OfficerInput:
        """What the officer stated about it."""
        return OfficerInput(self.product, tuple(self.views), self.prior)

    def fingerprint(self, *what: str) -> str:
        """A sha256 over all of it, photos byte for byte; equal items have equal ones. Reads the uploads one by one.

        Args:
            what: the call, if it does something else with an item than examine it.
        """
        photos = [hashlib.sha256(upload.open().read()).hexdigest() for upload in self.uploads]
        noted, called = [self.note] if self.note else [], [what] if what else []
        whole = json.dumps([photos, self.product, list(self.views), self.prior, *noted, *called])
        return hashlib.sha256(whole.encode()).hexdigest()


def check_count(count: int, max_photos: int) -> None:
    """Refuse too few or too many photos of one item.

    Raises:
        ExaminationRejectedError: there are none, or more than one item may have.
    """
    if not 1 <= count <= max_photos:
        raise ExaminationRejectedError(
            message("{count} photos: send 1 to {max_photos}, all of one item", count=count, max_photos=max_photos),
            "photos",
        )


def examine(
    examiner: Examiner,
    item: ExaminationRequest,
    on_read: Callable[[bytes], None] = lambda _: None,
    not_applied: NotApplied = NONE_LEFT_OUT,
) -> Verdict:
    """The verdict on one item.

    Args:
        examiner: of the release that judges.
        item: what it judges.
        on_read: receives each photo's bytes, in order, before it is judged.
        not_applied: rules of product sheets that are left out.

    Raises:
        ExaminationRejectedError: the call can't be examined.
        UploadRejectedError: photos can't be examined; it names each.
    """
    photos = Photos(item.uploads, examiner.limits.intake.max_bytes, on_read)
    try:
        return examiner.examine(
            photos, product=item.product, views=item.views, prior=item.prior, not_applied=not_applied
        )
    except ExaminationRejectedError as reason:
        advice = advice_on(" ".join(said for said in (item.product, *item.views) if said))
        if advice:
            raise ExaminationRejectedError(sentences(reason.message, advice), reason.field) from reason
        raise
    except PhotoRejectedError as reason:
        first = photos.reading
        found = [(first, reason), *_also_refused(photos, first + 1, examiner.limits.intake)]
        refused = [RefusedPhoto(why, index, item.uploads[index].file_name) for index, why in found]
        raise UploadRejectedError(refused) from reason


def _also_refused(photos: Photos, start: int, limits: IntakeLimits) -> Iterator[tuple[int, PhotoRejectedError]]:
    """The photos from `start` that can't be read either, so that all can be taken again at once."""
    for index in range(start, len(photos)):
        try:
            decode_photo(photos[index], longest_side=CHECKED_SIDE, limits=limits)
        except PhotoRejectedError as reason:
            yield index, reason
