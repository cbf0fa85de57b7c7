"""Publishes a version of a product sheet within a transaction, and records what happened to a sheet."""

from collections.abc import Mapping
from dataclasses import replace

from model.messages import message
from model.released_product import ReleasedProduct
from model.sheet_reading import examined
from serve.accounts.domain import Actor
from serve.catalogue.completeness import missing_in
from serve.catalogue.domain import (
    SheetIncompleteError,
    SheetRecord,
    SheetRejectedError,
    SheetStateError,
    SheetVersion,
    published,
)
from serve.catalogue.permissions import SheetAction
from serve.catalogue.store import TAKEN
from serve.catalogue.work import SheetWork
from serve.platform.versions import ReadVersion

INCOMPLETE = message("The sheet is not complete, so it was not published. What is missing is listed below.")
OWN_VERSION = message("You saved this version. Another reviewer has to publish it.")
PUBLISHED_ALREADY = message("This version of the sheet is published already.")


def publish(
    work: SheetWork, actor: Actor, sheet_id: str, read: ReadVersion, released: Mapping[str, ReleasedProduct]
) -> None:
    """Show the newest version of a sheet to its readers.

    Args:
        work: on behalf of the service, which sees the products of other right holders.
        actor: may see the sheet; the caller has checked it.
        released: the products that the active release knows, by id.

    Raises:
        ChangedMeanwhileError, SheetIncompleteError, SheetRejectedError, SheetStateError: see `Sheets.publish`.
    """
    work.sheets.lock()
    record = work.sheets.get(sheet_id, for_change=True)
    read.check(record.version)
    version = work.sheets.version(sheet_id, record.latest)
    _check(actor, record, version, released.get(record.product_id))
    after = published(record, work.sheets.turn() + 1)
    shown = replace(version, published_by=actor.person_id, published_at=work.now)
    work.sheets.change(after)
    work.sheets.change_version(shown)
    record_version(work, SheetAction.PUBLISH, after, shown)


def _check(actor: Actor, record: SheetRecord, version: SheetVersion, released: ReleasedProduct | None) -> None:
    if record.published == record.latest:
        raise SheetStateError(PUBLISHED_ALREADY)
    if version.saved_by == actor.person_id:
        raise SheetStateError(OWN_VERSION)
    missing = missing_in(examined(version.document))
    if missing:
        raise SheetIncompleteError(INCOMPLETE, [(problem.path, problem.message) for problem in missing])
    if released is not None and released.sheet.right_holder != actor.organisation.name:
        raise SheetRejectedError(TAKEN.of(product=record.product_id), "id")


def record_version(work: SheetWork, action: SheetAction, record: SheetRecord, version: SheetVersion) -> None:
    """Record what happened to a sheet and a version of it, with the digests that the verifier compares."""
    work.record(action, record.id, version=version.number, sheet_sha256=record.digest, version_sha256=version.digest)
