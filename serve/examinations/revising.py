"""A revision: the photos of an examination judged again, with some added, dropped or stated to be something else.

What is not stated stays the same. The result is an examination of its own, which follows the first one.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from model.errors import ExaminationRejectedError
from model.examiner import Examiner
from model.messages import message
from model.sheet_rules import NotApplied, in_order
from serve.examinations.domain import Examination, PhotoUpload
from serve.examinations.examining import ExaminationRequest
from serve.examinations.shots import Shot, as_item, asked_views, once_each, sent_shots


class Same(Enum):
    """Nothing is stated about this, so it stays the same."""

    SAME = "same"


SAME = Same.SAME


@dataclass(frozen=True)
class Revision:
    """The changes of a revision.

    Attributes:
        uploads: photos to add.
        views: what each of them shows, None if not stated; or empty.
        keep: which photos stay, from 0, in the new order; None for all that are not dropped.
        drop: which photos are left out.
        kept_views: what each photo of the examination shows, whether it stays or not; None for the earlier statement.
        product: to be judged; None to recognise it.
        prior: probability of counterfeit before the photos; None for none.
    """

    uploads: Sequence[PhotoUpload] = ()
    views: Sequence[str | None] = ()
    keep: tuple[int, ...] | None = None
    drop: frozenset[int] = frozenset()
    kept_views: tuple[str | None, ...] | None = None
    product: str | Same | None = SAME
    prior: float | Same | None = SAME

    def shots(self, examination: Examination, stored: Sequence[Shot]) -> list[Shot]:
        """The photos to judge: those that stay, then the new ones; each once.

        Args:
            examination: to be revised.
            stored: its photos.

        Raises:
            ExaminationRejectedError: the changes do not fit the examination.
        """
        kept = self._kept(_said_of(stored, asked_views(examination), self.kept_views))
        return once_each([*kept, *sent_shots(ExaminationRequest(self.uploads, None, self.views))])

    def _kept(self, stored: Sequence[Shot]) -> list[Shot]:
        keep = range(len(stored)) if self.keep is None else self.keep
        for index in (*keep, *self.drop):
            if index >= len(stored):
                raise ExaminationRejectedError(
                    message(
                        "photo {index}: the examination has {count}, counted from 0", index=index, count=len(stored)
                    )
                )
        if len(set(keep)) < len(keep):
            raise ExaminationRejectedError(message("a photo is named twice in keep: name each once"), "keep")
        return [stored[index] for index in keep if index not in self.drop]

    def item(
        self, examination: Examination, shots: Sequence[Shot], examiner: Examiner, not_applied: NotApplied
    ) -> ExaminationRequest:
        """The photos as one item, with the statements of now or otherwise of earlier, as far as the release knows them.

        Args:
            not_applied: rules that an examination leaves out now; if it left out others then, that is a change.

        Raises:
            ExaminationRejectedError: there are no photos, or too many; or nothing changes.
        """
        _check_count(shots, examiner.limits.max_photos)
        stated = examination.origin.officer_input
        product = self.product
        if isinstance(product, Same):
            product = stated.product if stated.product in examiner.release.description.products else None
        item = as_item(examiner, shots, product, stated.prior if isinstance(self.prior, Same) else self.prior)
        left_out = in_order(not_applied.get(examination.verdict.product.id or "", ()))
        is_by_same = (examiner.release.id, left_out) == (examination.verdict.release, examination.verdict.not_applied)
        if is_by_same and _is_same(examination, shots, item):
            raise ExaminationRejectedError(
                message("nothing is changed: add a photo, leave one out, or choose another product or view")
            )
        return item

    def fingerprint(self, examination_id: str, shots: Sequence[Shot]) -> str:
        """A sha256 over all changes; equal calls have equal ones."""
        product, prior = (value.value if isinstance(value, Same) else [value] for value in (self.product, self.prior))
        whole = json.dumps([examination_id, [[shot.digest, shot.view] for shot in shots], product, prior])
        return hashlib.sha256(whole.encode()).hexdigest()


def _said_of(stored: Sequence[Shot], before: Sequence[str | None], now: Sequence[str | None] | None) -> list[Shot]:
    """Photos of an examination with what is stated about them now; new statements must fit."""
    if now is None:
        return list(stored)
    if len(now) != len(stored):
        raise ExaminationRejectedError(
            message(
                "{given} kept_views: the examination has {photos} photos; give one for each, kept or not",
                given=len(now),
                photos=len(stored),
            ),
            "kept_views",
        )
    return [
        shot._replace(view=said, must_fit=said != then) for shot, then, said in zip(stored, before, now, strict=True)
    ]


def _check_count(shots: Sequence[Shot], most: int) -> None:
    new = sum(shot.sent is not None for shot in shots)
    if not shots:
        raise ExaminationRejectedError(message("no photo is left: keep one, or add one"))
    if len(shots) > most:
        raise ExaminationRejectedError(
            message(
                "kept photos: {kept}, new ones: {new}; at most {most} are judged together; leave some out",
                kept=len(shots) - new,
                new=new,
                most=most,
            )
        )


def _is_same(examination: Examination, shots: Sequence[Shot], item: ExaminationRequest) -> bool:
    before, stated = examination.origin.officer_input, item.officer_input
    views = before.views if any(before.views) else ()
    photos = [photo.sha256 for photo in examination.photos]
    return ([shot.digest for shot in shots], stated) == (photos, before._replace(views=views))
