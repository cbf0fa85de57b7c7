"""What an alert can be made of, and what a draft would become; nothing is sent here."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from model.catalogue import ProductSheet
from model.datasets.fields import Label
from model.errors import PhotoRejectedError
from model.formats import IntakeLimits, media_type_of
from model.intake import read_picture
from model.messages import Wording, message
from serve.accounts.domain import Actor, Organisation
from serve.alerts.domain import (
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_PICTURES,
    TO_ALL,
    Address,
    Alert,
    AlertPicture,
    AlertRejectedError,
    check_points,
    checked_language,
    checked_last_day,
    checked_words,
    recipients,
)
from serve.alerts.work import AlertWork
from serve.catalogue.service import Catalogue
from serve.catalogue.wording import REASONS, subjective_in
from serve.examinations.domain import StoredPhoto
from serve.platform.errors import NotFoundError
from serve.platform.objects import Objects
from serve.platform.paging import Page, cut
from serve.platform.work import Works
from serve.review.domain import Entry, EntrySource, Standing
from serve.uploads.domain import Upload
from serve.uploads.service import arrived, take

PURPOSE = "alert"
CHECKED_SIDE = 256  # pixels of a picture that is only read to check that it can be
KNOWN_ITEMS = 24  # that a form offers at first, and with each call for more
NO_PRODUCT = message("Choose a product of your organisation that has a product sheet.")
TOO_MANY_PICTURES = message("An alert shows {most} pictures at most. Leave some out.", most=MOST_PICTURES)
NO_PICTURE = message("The file {name} is no picture that can be read: {reason} Send another file.")
WITHDRAWN_PICTURE = message(
    "The picture {name} is a photo of an item that you have withdrawn from a contribution. Leave the picture out."
)
NO_ITEM_PHOTO = message("There is no such photo of an accepted counterfeit item that you contributed.")
NO_ITEM = message(
    "A picture is chosen that is not of an accepted counterfeit item of this product that you contributed. Leave the "
    "picture out."
)


class KnownPicture(NamedTuple):
    """A photo of an accepted counterfeit item, by its index there."""

    entry_id: str
    place: int


@dataclass(frozen=True)
class AlertDraft:
    """What a person writes.

    Attributes:
        uploads: ids of uploads of the person, each a picture.
        known: photos of accepted counterfeit items of the right holder's, which are shown first.
        valid_until: the last day; None for the one by default.
    """

    product: str
    title: str
    text: str
    language: str
    points: tuple[str, ...] = ()
    uploads: tuple[str, ...] = ()
    known: tuple[KnownPicture, ...] = ()
    address: Address = TO_ALL
    valid_until: date | None = None


class Checked(NamedTuple):
    """What was read for a draft before anything is written.

    Attributes:
        photos: the pictures that were sent for it, by their uploads' ids.
    """

    sheet: ProductSheet
    photos: Mapping[str, StoredPhoto]


class Preview(NamedTuple):
    """What a draft would become.

    Attributes:
        pictures: what was sent for it.
        warnings: of words that say how something seems.
    """

    agencies: Sequence[Organisation]
    valid_until: date
    pictures: Sequence[Upload]
    warnings: Sequence[Wording]


@dataclass(frozen=True)
class AlertDrafting:
    """The use cases. All of them block."""

    work: Works[AlertWork]
    catalogue: Catalogue
    objects: Objects
    limits: IntakeLimits

    def sheets(self, actor: Actor) -> Mapping[str, ProductSheet]:
        """The sheets of the actor's organisation that officers see, by product."""
        holder = actor.organisation.name
        return {each.id: each for each in self.catalogue.whole().values() if each.right_holder == holder}

    def sheet(self, actor: Actor, product: str) -> ProductSheet:
        """One of them.

        Raises:
            AlertRejectedError: there is none.
        """
        sheets = self.sheets(actor)
        if product not in sheets:
            raise AlertRejectedError(NO_PRODUCT, "product")
        return sheets[product]

    def agencies(self, actor: Actor) -> list[Organisation]:
        """Every agency that the actor's organisation allows now, by name."""
        with self.work.look(actor) as work:
            return _allowed(work)

    def known_items(
        self, actor: Actor, product: str | None, limit: int = KNOWN_ITEMS, after: str | None = None
    ) -> Page[Entry]:
        """Some of the accepted counterfeit items that the actor's organisation contributed, the latest first.

        Args:
            product: only of this one; None for all.
            after: the entry with which the previous page ended; None for the first.

        Raises:
            NotFoundError: there is no entry `after` that the actor may see.
        """
        with self.work.look(actor) as work:
            holder = actor.organisation_id
            found = work.entries.contributed(holder, product, Label.COUNTERFEIT, limit + 1, after)
        return cut(found, limit, lambda entry: entry.id)

    def known_photo(self, actor: Actor, entry_id: str, index: int) -> StoredPhoto:
        """A photo of such an item, of any product.

        Raises:
            NotFoundError: there is none that the actor may choose.
        """
        with self.work.look(actor) as work:
            entry = work.entries.many([entry_id]).get(entry_id)
        if entry is None or not _is_known(entry) or not 0 <= index < len(entry.photos):
            raise NotFoundError(NO_ITEM_PHOTO)
        return entry.photos[index].stored

    def sent_picture(self, actor: Actor, upload_id: str) -> StoredPhoto:
        """A picture that the person has sent for an alert, to look at before the alert is sent.

        Raises:
            AlertRejectedError: it is no picture.
            ConflictError, NotFoundError: as for `arrived`.
        """
        with self.work.look(actor) as work:
            sent = arrived(work, [upload_id], PURPOSE)
        return self._photo(sent[0])

    def preview(self, actor: Actor, draft: AlertDraft) -> Preview:
        """Who would get the alert, and what to mend first.

        Raises:
            AlertRejectedError: it can't be sent like this.
            ConflictError, NotFoundError: as for `arrived`.
        """
        checked = self.check(actor, draft)
        with self.work.look(actor) as work:
            known_pictures(work, draft)
            alert = alert_of(work, draft, checked.sheet, "", ())
            agencies = [each for each in _allowed(work) if each.id in alert.agencies]
            sent = arrived(work, draft.uploads, PURPOSE)
        return Preview(agencies, alert.valid_until, sent, list(_warnings(alert)))

    def check(self, actor: Actor, draft: AlertDraft) -> Checked:
        """Read what a draft names, before the transaction that writes the alert.

        Raises:
            AlertRejectedError: the product is not the actor's, a file is no picture, it shows a photo that was
                withdrawn, or there are too many.
            ConflictError, NotFoundError: as for `arrived`.
        """
        if len(draft.uploads) + len(draft.known) > MOST_PICTURES:
            raise AlertRejectedError(TOO_MANY_PICTURES, "uploads")
        sheet = self.sheet(actor, draft.product)
        with self.work.look(actor) as work:
            sent = arrived(work, draft.uploads, PURPOSE)
            _check_not_withdrawn(work, sent)
        return Checked(sheet, {upload.id: self._photo(upload) for upload in sent})

    def _photo(self, upload: Upload) -> StoredPhoto:
        sha256 = upload.sha256 or ""
        content = self.objects.get(sha256)
        try:
            read_picture(content, longest_side=CHECKED_SIDE, limits=self.limits)
        except PhotoRejectedError as reason:
            words = NO_PICTURE.of(name=upload.name, reason=reason.message)
            raise AlertRejectedError(words, "uploads") from reason
        return StoredPhoto(sha256, media_type_of(content), upload.length)


def _check_not_withdrawn(work: AlertWork, sent: Sequence[Upload]) -> None:
    gone = work.withdrawn.photos({upload.sha256 or "" for upload in sent})
    withdrawn = {sha256 for _, sha256 in gone}
    for upload in sent:
        if upload.sha256 in withdrawn:
            raise AlertRejectedError(WITHDRAWN_PICTURE.of(name=upload.name), "uploads")


def alert_of(
    work: AlertWork, draft: AlertDraft, sheet: ProductSheet, alert_id: str, pictures: Sequence[AlertPicture]
) -> Alert:
    """The alert that a draft becomes now.

    Raises:
        AlertRejectedError: it can't be sent like this.
    """
    check_points(draft.points, sheet)
    return Alert(
        id=alert_id,
        right_holder_id=work.actor.organisation_id,
        product_id=sheet.id,
        title=checked_words(draft.title, "title", LONGEST_TITLE),
        text=checked_words(draft.text, "text", LONGEST_TEXT),
        language=checked_language(draft.language),
        points=tuple(dict.fromkeys(draft.points)),
        pictures=tuple(pictures),
        agencies=tuple(sorted(each.id for each in recipients(draft.address, _allowed(work)))),
        valid_until=checked_last_day(draft.valid_until, work.now),
        sent_by=work.actor.person_id,
        sent_at=work.now,
    )


def pictures_of(work: AlertWork, draft: AlertDraft, checked: Checked, alert_id: str) -> list[AlertPicture]:
    """The pictures of a draft, each once; the uploads among them are taken for the alert.

    Raises:
        AlertRejectedError: one is not of an accepted counterfeit item of the product.
        ConflictError, NotFoundError: as for `take`.
    """
    taken = [take(work, each, PURPOSE, alert_id) for each in dict.fromkeys(draft.uploads)]
    sent = [AlertPicture(checked.photos[upload.id]) for upload in taken]
    return list({each.photo.sha256: each for each in (*known_pictures(work, draft), *sent)}.values())


def known_pictures(work: AlertWork, draft: AlertDraft) -> list[AlertPicture]:
    """The photos of known items that a draft names.

    Raises:
        AlertRejectedError: one is not of an accepted counterfeit item of the product.
    """
    return [_known_picture(work, draft.product, each) for each in draft.known]


def _allowed(work: AlertWork) -> list[Organisation]:
    """The agencies that the actor's organisation allows, by name."""
    return work.organisations.allowing(work.actor.organisation_id)


def _known_picture(work: AlertWork, product: str, chosen: KnownPicture) -> AlertPicture:
    entry = work.entries.many([chosen.entry_id]).get(chosen.entry_id)
    is_of_product = entry is not None and _is_known(entry) and entry.product_id == product
    if entry is None or not is_of_product or not 0 <= chosen.place < len(entry.photos):
        raise AlertRejectedError(NO_ITEM, "items")
    return AlertPicture(entry.photos[chosen.place].stored, entry.id)


def _is_known(entry: Entry) -> bool:
    """Whether an entry is an accepted counterfeit item that its right holder contributed.

    Photos of confirmed items are an agency's: it has shown them to the right holder alone.
    """
    is_own = entry.source is EntrySource.CONTRIBUTION and entry.standing is Standing.ACCEPTED
    return is_own and entry.counted_label is Label.COUNTERFEIT


def _warnings(alert: Alert) -> Iterator[Wording]:
    """Asks for what can be measured or seen, for each expression of an alert that says how something seems."""
    for text in (alert.title, alert.text):
        for found in subjective_in(text, alert.language):
            yield REASONS[found.kind].of(expression=found.expression)
