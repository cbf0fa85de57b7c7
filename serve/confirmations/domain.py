"""A confirmation: photos of a stopped item that its right holder has labelled.

Imports only the standard library and `model`.
"""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from model.datasets.fields import Label
from model.verdict import Outcome
from serve.audit.domain import record_digest
from serve.enquiries.domain import AnswerOutcome, Enquiry, Promise
from serve.examinations.domain import StoredPhoto
from serve.review.domain import Entry, EntryPhoto, EntrySource, new_entry_id


class ConfirmationState(StrEnum):
    """Where a confirmation stands."""

    PROPOSED = "proposed"
    SUPERSEDED = "superseded"  # a later answer to the same enquiry differs


LABELS: Mapping[AnswerOutcome, Label] = MappingProxyType(
    {AnswerOutcome.CONFIRMED_GENUINE: Label.GENUINE, AnswerOutcome.CONFIRMED_COUNTERFEIT: Label.COUNTERFEIT}
)


@dataclass(frozen=True)
class Confirmation:
    """One item's photos with the label that its right holder has confirmed.

    Attributes:
        organisation_id: the agency whose item it is; never shown with the confirmation.
        item_id: the physical object; errors are counted per item.
        examination_id, release, outcome, promise: what the assistant had said before; only for counting errors.
        confirmed_at: when the right holder answered.
    """

    id: str
    organisation_id: str
    right_holder_id: str
    enquiry_id: str
    item_id: str
    product_id: str
    label: Label
    photos: tuple[StoredPhoto, ...]
    examination_id: str
    release: str
    outcome: Outcome
    promise: Promise
    confirmed_at: datetime
    state: ConfirmationState = ConfirmationState.PROPOSED


def confirmed(enquiry: Enquiry) -> Confirmation | None:
    """What the latest answer to an enquiry confirms; None if it confirms nothing."""
    answer, asked = enquiry.latest, enquiry.own
    if answer is None or answer.outcome not in LABELS:
        return None
    return Confirmation(
        id=f"b-{secrets.token_hex(16)}",
        organisation_id=enquiry.organisation_id,
        right_holder_id=enquiry.right_holder_id,
        enquiry_id=enquiry.id,
        item_id=asked.item_id,
        product_id=enquiry.product_id,
        label=LABELS[answer.outcome],
        photos=enquiry.photos,
        examination_id=asked.examination_id,
        release=asked.release,
        outcome=asked.outcome,
        promise=asked.promise,
        confirmed_at=answer.at,
    )


def entry_of(confirmation: Confirmation, by: str, at: datetime) -> Entry:
    """The entry of the review queue with which a confirmation is handed in as a labelled item.

    Args:
        by: the id of the person who answered.
        at: when it is handed in.
    """
    return Entry(
        id=new_entry_id(),
        source=EntrySource.CONFIRMATION,
        source_id=confirmation.id,
        right_holder_id=confirmation.right_holder_id,
        contributed_by=by,
        product_id=confirmation.product_id,
        item=confirmation.item_id,
        label=confirmation.label,
        licence="",
        contributed_on=confirmation.confirmed_at.date(),
        photos=tuple(
            EntryPhoto(index, photo.sha256, photo.media_type, photo.size)
            for index, photo in enumerate(confirmation.photos)
        ),
        submitted_at=at,
    )


def digest_of(confirmation: Confirmation) -> str:
    """A sha256 over the stored values of a confirmation, which the audit log keeps."""
    return record_digest(asdict(confirmation))
