"""What saves a version of a sheet within a transaction: its values as they are kept, and the rows with their event."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from model.keys import SLUG
from model.messages import counted, message
from serve.accounts.domain import Actor
from serve.catalogue.domain import (
    LONGEST_DOCUMENT,
    LONGEST_ID,
    LONGEST_NOTE,
    SheetRecord,
    SheetRejectedError,
    SheetVersion,
    canonical_document,
)
from serve.catalogue.permissions import SheetAction
from serve.catalogue.publishing import record_version
from serve.catalogue.renewal_domain import older_texts
from serve.catalogue.work import SheetWork

NEEDS_ID = message("A sheet needs the id of its product: letters, digits and . _ - , such as asterun-label.")
OTHER_HOLDER = message("The right holder of this sheet must be {name}, as your organisation is named here.")
TOO_LONG = counted("The sheet is longer than {count} character.", "The sheet is longer than {count} characters.")
NOTE_TOO_LONG = counted(
    "A note on a change has at most {count} character.", "A note on a change has at most {count} characters."
)
NO_TEXT = message("A text has a character that is not allowed, such as NUL; remove it.")


def prepare(actor: Actor, document: Mapping[str, Any]) -> dict[str, Any]:
    """A sheet's plain values as they are kept: under the name of the actor's organisation, if they name none.

    Raises:
        SheetRejectedError: they have no valid product id, name another right holder, or are too long.
    """
    values = {name: value for name, value in document.items() if value is not None}
    product, holder = values.get("id"), values.get("right_holder") or actor.organisation.name
    if not isinstance(product, str) or not SLUG.fullmatch(product) or len(product) > LONGEST_ID:
        raise SheetRejectedError(NEEDS_ID, "id")
    if holder != actor.organisation.name:
        raise SheetRejectedError(OTHER_HOLDER.of(name=actor.organisation.name), "right_holder")
    prepared = {**values, "right_holder": holder}
    try:
        size = len(canonical_document(prepared).encode())
    except (ValueError, TypeError):  # half of a surrogate pair, NaN, or a value that JSON has not
        raise SheetRejectedError(NO_TEXT) from None
    if size > LONGEST_DOCUMENT:
        raise SheetRejectedError(TOO_LONG.of(count=LONGEST_DOCUMENT))
    return prepared


def checked_note(note: str) -> str:
    """A note on a change, without surrounding space.

    Raises:
        SheetRejectedError: it is too long.
    """
    words = note.strip()
    if len(words) > LONGEST_NOTE:
        raise SheetRejectedError(NOTE_TOO_LONG.of(count=LONGEST_NOTE), "note")
    return words


def add(work: SheetWork, actor: Actor, sheet_id: str, document: Mapping[str, Any], note: str) -> None:
    """Write a new sheet with its first version, and record it.

    Raises:
        SheetRejectedError: the actor's organisation has a sheet of this product.
    """
    holder = actor.organisation_id
    record = SheetRecord(sheet_id, holder, document["id"], work.now, latest=1)
    version = SheetVersion(sheet_id, 1, holder, document, note, actor.person_id, work.now)
    work.sheets.add(record)
    work.sheets.add_version(version)
    record_version(work, SheetAction.CREATE, record, version)


def change(
    work: SheetWork,
    actor: Actor,
    record: SheetRecord,
    document: Mapping[str, Any],
    note: str,
    confirmed: Collection[str] = (),
) -> bool:
    """Write a new version of a sheet and record it, unless it says what the newest says; return whether it did.

    Args:
        confirmed: ids of points of which the texts in all languages say the same.
    """
    versions = work.sheets.up_to({record.id: record.latest})[record.id]
    older = {each.point for each in older_texts(versions)}
    if canonical_document(versions[-1].document) != canonical_document(document):
        older |= {str(each.get("id")) for each in document.get("points") or ()}
    elif not older & set(confirmed):
        return False
    after = replace(record, latest=record.latest + 1)
    version = SheetVersion(
        sheet_id=record.id,
        number=after.latest,
        right_holder_id=record.right_holder_id,
        document=document,
        note=note,
        saved_by=actor.person_id,
        saved_at=work.now,
        confirmed=tuple(sorted(older & set(confirmed))),
    )
    work.sheets.change(after)
    work.sheets.add_version(version)
    record_version(work, SheetAction.CHANGE, after, version)
    return True
