"""Right holders write, publish and withdraw their product sheets: each use case one transaction with its event."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from model.messages import message
from model.released_product import ReleasedProduct
from model.sheet_reading import examined
from serve.accounts.domain import Actor
from serve.catalogue.domain import (
    NoSheetChosenError,
    PreviewAs,
    SheetRejectedError,
    SheetStateError,
    ShownSheet,
    withdrawn,
)
from serve.catalogue.permissions import SheetAction, SheetPermission
from serve.catalogue.publishing import publish
from serve.catalogue.reading import (
    ReadSheet,
    VersionDifferences,
    read_list,
    read_versions,
    read_whole,
    sight_of,
)
from serve.catalogue.renewal_domain import older_texts, without_older
from serve.catalogue.saving import add, change, checked_note, prepare
from serve.catalogue.service import shown
from serve.catalogue.sheet_displays import SheetDisplays
from serve.catalogue.work import SheetWork
from serve.platform.errors import NotFoundError
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.paging import NO_ENTRY, Page, cut
from serve.platform.tenancy import the_service
from serve.platform.versions import ANY_VERSION
from serve.platform.versions import ReadVersion as Read
from serve.platform.work import Works
from serve.releases.service import Releases

OTHER_ID = message("The id of a sheet's product does not change. Add a sheet for another product.")
NOT_PUBLISHED = message("This sheet is not published.")
NONE_CHOSEN = message("Tick at least one sheet that is to be published.")


@dataclass(frozen=True)
class Sheets:
    """The use cases. All of them block."""

    work: Works[SheetWork]
    releases: Releases
    uses: SheetDisplays

    def page(self, actor: Actor, after: str | None, limit: int) -> Page[ReadSheet]:
        """The sheets of the actor's organisation, by product; the operator's people see which all holders have.

        Raises:
            NotFoundError: there is no sheet `after` that the actor may see.
        """
        with self.work.look(actor) as work:
            found = work.sheets.page(after, limit + 1)
            shown = read_list(work, found, with_contents=actor.may(SheetPermission.READ))
        return cut(shown, limit, lambda read: read.record.id)

    def view(self, actor: Actor, sheet_id: str) -> ReadSheet:
        """One sheet; without what it says for an actor who may not read it.

        Raises:
            NotFoundError: there is none that the actor may see.
        """
        with self.work.look(actor) as work:
            record = work.sheets.get(sheet_id)
            if actor.may(SheetPermission.READ):
                return read_whole(work, record)
            return read_list(work, [record], with_contents=False)[0]

    def versions(self, actor: Actor, sheet_id: str, after: int | None, limit: int) -> Page[VersionDifferences]:
        """The versions of a sheet, the newest first, each with its differences from the one before.

        Args:
            after: the number of the last version of the previous page; None to begin.

        Raises:
            NotFoundError: there is no such sheet that the actor may see, or no such version.
        """
        with self.work.look(actor) as work:
            record = work.sheets.get(sheet_id)
            if after is not None and not 1 <= after <= record.latest:
                raise NotFoundError(NO_ENTRY)
            found = work.sheets.versions(sheet_id, after, limit + 1)
            return cut(read_versions(work, found), limit, lambda read: str(read.version.number))

    def version(self, actor: Actor, sheet_id: str, number: int) -> VersionDifferences:
        """One version of a sheet.

        Raises:
            NotFoundError: there is none that the actor may see.
        """
        with self.work.look(actor) as work:
            work.sheets.get(sheet_id)
            return read_versions(work, [work.sheets.version(sheet_id, number)])[0]

    def preview(self, actor: Actor, sheet_id: str, reader: PreviewAs, languages: Sequence[str]) -> ShownSheet:
        """The newest version of a sheet as others would see it.

        Raises:
            NotFoundError: there is no sheet that the actor may see.
        """
        with self.work.look(actor) as work:
            versions = work.sheets.up_to({sheet_id: work.sheets.get(sheet_id).latest})[sheet_id]
        sheet = without_older(examined(versions[-1].document).sheet, older_texts(versions))
        return shown(sheet, sight_of(reader, sheet.right_holder), languages, self._released)

    @property
    def _released(self) -> Mapping[str, ReleasedProduct]:
        return self.releases.active.examiner.release.description.products

    def create(
        self, actor: Actor, document: Mapping[str, Any], note: str = "", call: IdempotentCall = UNNAMED
    ) -> ReadSheet:
        """Add a sheet of the actor's organisation; it may be incomplete, except for its product's id.

        Raises:
            SheetRejectedError: there is a sheet of this product, or a value can't be kept.
        """
        prepared, words = prepare(actor, document), checked_note(note)
        with self.work.begin(actor, call) as work:
            sheet_id = work.id("s")
            if not work.replayed:
                add(work, actor, sheet_id, prepared, words)
            return read_whole(work, work.sheets.get(sheet_id))

    def save(
        self,
        actor: Actor,
        sheet_id: str,
        document: Mapping[str, Any],
        note: str = "",
        read: Read = ANY_VERSION,
        call: IdempotentCall = UNNAMED,
        confirmed: Collection[str] = (),
    ) -> ReadSheet:
        """Save a new version of a sheet; it may be incomplete. Readers still see the published one.

        Without a difference from the newest version, and with no translation confirmed, nothing is saved.

        Args:
            confirmed: ids of points of which the texts in all languages say the same.

        Raises:
            ChangedMeanwhileError: it is no longer what the actor has read.
            NotFoundError: there is none that the actor may see.
            SheetRejectedError: a value can't be kept.
        """
        prepared, words = prepare(actor, document), checked_note(note)
        with self.work.begin(actor, call) as work:
            record = work.sheets.get(sheet_id, for_change=True)
            if not work.replayed:
                read.check(record.version)
                if prepared["id"] != record.product_id:
                    raise SheetRejectedError(OTHER_ID, "id")
                change(work, actor, record, prepared, words, confirmed)
            return read_whole(work, work.sheets.get(sheet_id))

    def publish(
        self, actor: Actor, sheet_id: str, read: Read = ANY_VERSION, call: IdempotentCall = UNNAMED
    ) -> ReadSheet:
        """Show the newest version of a sheet to its readers. Another person than the one who saved it does.

        Raises:
            ChangedMeanwhileError: it is no longer what the actor has read.
            NotFoundError: there is none that the actor may see.
            SheetIncompleteError: something is missing or wrong; the error has all of it.
            SheetRejectedError: the product is another right holder's.
            SheetStateError: the actor saved this version, or it is published already.
        """
        with self.work.look(actor) as work:
            product = work.sheets.get(sheet_id).product_id
        with self.work.begin(the_service(actor.person_id), call) as work:
            if not work.replayed:
                publish(work, actor, sheet_id, read, self._released)
        self.uses.publish(actor, [product])
        return self.view(actor, sheet_id)

    def publish_several(self, actor: Actor, chosen: Mapping[str, Read], call: IdempotentCall = UNNAMED) -> None:
        """Publish the newest versions of several sheets, all of them or none.

        Args:
            chosen: what the actor has read of each, by its id.

        Raises:
            NoSheetChosenError: there are none.
            SheetRejectedError: as for `publish`, of one.
            ChangedMeanwhileError, NotFoundError, SheetIncompleteError, SheetStateError: as for `publish`, of one.
        """
        if not chosen:
            raise NoSheetChosenError(NONE_CHOSEN, "sheets")
        with self.work.look(actor) as work:
            products = [work.sheets.get(sheet_id).product_id for sheet_id in chosen]
        with self.work.begin(the_service(actor.person_id), call) as work:
            if not work.replayed:
                for sheet_id, read in sorted(chosen.items()):
                    publish(work, actor, sheet_id, read, self._released)
        self.uses.publish(actor, products)

    def withdraw(
        self, actor: Actor, sheet_id: str, read: Read = ANY_VERSION, call: IdempotentCall = UNNAMED
    ) -> ReadSheet:
        """Show a sheet to no reader any longer. Its versions stay, and it can be published again.

        Raises:
            ChangedMeanwhileError, NotFoundError: as for `publish`.
            SheetStateError: it is not published.
        """
        with self.work.look(actor) as work:
            work.sheets.get(sheet_id)
        with self.work.begin(the_service(actor.person_id), call) as work:
            if not work.replayed:
                work.sheets.lock()
                record = work.sheets.get(sheet_id, for_change=True)
                read.check(record.version)
                if record.published is None:
                    raise SheetStateError(NOT_PUBLISHED)
                after = withdrawn(record, work.sheets.turn() + 1)
                work.sheets.change(after)
                work.record(SheetAction.WITHDRAW, sheet_id, version=record.published, sheet_sha256=after.digest)
        return self.view(actor, sheet_id)
