"""Photos of an item that its right holder asked for, to be sent after those of the enquiry. Imports `model` alone."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from model.messages import message
from serve.cases.domain import Case
from serve.cases.dossier import places_of
from serve.enquiries.domain import MOST_PHOTOS, ChosenPhoto, Enquiry, EnquiryRejectedError, chosen
from serve.enquiries.request_domain import PhotoRequest
from serve.enquiries.showing import Fit, ItemPhoto, check_choices
from serve.examinations.domain import Examination, StoredPhoto


@dataclass(frozen=True)
class MorePhotos:
    """The photos of an item, of which the right holder has seen some.

    Attributes:
        every: each photo once, in the order and with the numbers of the item's latest verdict.
        examinations: of the item, the oldest first.
        sent: digests of the photos that the enquiry has.
    """

    case: Case
    every: tuple[ItemPhoto, ...]
    examinations: tuple[Examination, ...]
    sent: frozenset[str]

    @property
    def left(self) -> tuple[ItemPhoto, ...]:
        """Those that the right holder has not seen."""
        return tuple(each for each in self.every if each.photo.place.digest not in self.sent)

    def new_since(self, moment: datetime) -> tuple[ChosenPhoto, ...]:
        """Those of them that show the product and were first examined after a moment, as many as are sent at once."""
        new = (each for each in self.left if self._first_seen[each.photo.place.digest] > moment)
        return tuple(each.choice for each in new if each.fit is Fit.SHOWN)[:MOST_PHOTOS]

    def repeats_since(self, moment: datetime) -> bool:
        """Whether the item was photographed after a moment, with only photos that the right holder has."""
        taken = (each for each in self.examinations if each.created_at > moment and each.origin.follows is None)
        return any(all(photo.sha256 in self.sent for photo in each.photos) for each in taken)

    def choices_for(self, request: PhotoRequest, enquiry: Enquiry) -> tuple[ChosenPhoto, ...]:
        """What is sent for a request unless the officer chooses: none if it isn't clear for which one photos are."""
        return self.new_since(request.at) if enquiry.pending == (request,) else ()

    def chosen(
        self, choices: tuple[ChosenPhoto, ...], foreign: Collection[ChosenPhoto]
    ) -> Mapping[ChosenPhoto, StoredPhoto]:
        """Chosen photos of the item.

        Args:
            foreign: those that the officer chooses knowing that they show something else.

        Raises:
            EnquiryRejectedError: none is chosen, or one can't be sent.
        """
        if not choices:
            raise EnquiryRejectedError(
                message("Choose the photos to send. If the item has no new ones, photograph it first."), "photos"
            )
        found = chosen(choices, self.examinations)
        check_choices({choice: photo.sha256 for choice, photo in found.items()}, self.every, foreign)
        return found

    @cached_property
    def _first_seen(self) -> Mapping[str, datetime]:
        """When each photo was first examined, by its digest."""
        moments = {each.id: each.created_at for each in self.examinations}
        return {place.digest: moments[place.examination_id] for place in places_of(self.examinations)}
