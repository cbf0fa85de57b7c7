"""Sheets in and out as files: an import is checked as a whole first, and stores all of it or nothing."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from model.errors import CatalogueError, ValueRejectedError
from model.keys import SheetProblem
from model.messages import message
from model.sheet_json import document_of
from model.sheet_reading import examined
from serve.accounts.domain import Actor
from serve.catalogue.domain import (
    ImportOutcome,
    ImportReport,
    ImportRow,
    SheetRecord,
    SheetRejectedError,
    canonical_document,
)
from serve.catalogue.packing import SheetFile, as_toml, packed, unpacked
from serve.catalogue.permissions import SheetAction
from serve.catalogue.saving import add, change, checked_note, prepare
from serve.catalogue.wording import wording_warnings
from serve.catalogue.work import SheetWork
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.work import Works

LISTED = 1000  # sheets that are read at once for an export

NO_FILES = message("Choose at least one file.")
TWICE = message("another file has this product already: {file}")
YOURS = message("must be {name}, as your organisation is named here")


@dataclass(frozen=True)
class SheetTransfer:
    """The use cases. All of them block."""

    work: Works[SheetWork]

    def bring(
        self,
        actor: Actor,
        files: Sequence[tuple[str, bytes]],
        *,
        dry_run: bool,
        note: str = "",
        call: IdempotentCall = UNNAMED,
    ) -> ImportReport:
        """Check sheets, and unless this is a dry run, store each as a new version, if none is refused.

        Args:
            files: names and contents; TOML files, or ZIPs of them.

        Raises:
            SheetRejectedError: there are no files, or the note is too long.
        """
        words = checked_note(note)
        if not files:
            raise SheetRejectedError(NO_FILES, "files")
        rows = _without_doubles([_checked(actor, file) for file in unpacked(files)])
        if dry_run:
            with self.work.look(actor) as work:
                return ImportReport(_compared(work, actor, rows), is_stored=False)
        with self.work.begin(actor, call) as work:
            work.sheets.lock()
            report = ImportReport(_compared(work, actor, rows), is_stored=True)
            if not report.is_acceptable:
                return report._replace(is_stored=False)
            if not work.replayed:
                _store(work, actor, report.rows, words)
            return report._replace(rows=_with_ids(work, actor, report.rows))

    def as_toml(self, actor: Actor, sheet_id: str) -> tuple[str, str]:
        """The product and the newest version of a sheet as TOML; the export is recorded.

        Raises:
            NotFoundError: there is none that the actor may read.
        """
        with self.work.look(actor) as work:
            record = work.sheets.get(sheet_id)
            version = work.sheets.version(sheet_id, record.latest)
            work.record(SheetAction.EXPORT, sheet_id, version=version.number)
        return record.product_id, as_toml(version.document)

    def all_packed(self, actor: Actor) -> bytes:
        """The newest version of every sheet of the actor's organisation in a ZIP; the export is recorded."""
        with self.work.look(actor) as work:
            documents = {}
            for record in _all(work):
                version = work.sheets.version(record.id, record.latest)
                documents[record.product_id] = version.document
                work.record(SheetAction.EXPORT, record.id, version=version.number)
        return packed(documents)


def _all(work: SheetWork) -> list[SheetRecord]:
    found = page = work.sheets.page(None, LISTED)
    while len(page) == LISTED:
        page = work.sheets.page(page[-1].id, LISTED)
        found = [*found, *page]
    return found


def _checked(actor: Actor, file: SheetFile) -> ImportRow:
    """A sheet with its faults, before it is compared with those that there are."""
    if file.document is None:
        return ImportRow(file.name, "", ImportOutcome.REFUSED, (SheetProblem((), file.reason),))
    found = examined({"right_holder": actor.organisation.name, **file.document})
    problems = list(found.problems)
    if found.sheet.right_holder not in {"", actor.organisation.name}:
        problems.append(SheetProblem(("right_holder",), YOURS.of(name=actor.organisation.name)))
    if problems:
        return ImportRow(file.name, found.sheet.id, ImportOutcome.REFUSED, tuple(problems))
    try:
        document = prepare(actor, document_of(found.sheet))
    except (ValueRejectedError, CatalogueError) as error:
        return ImportRow(file.name, found.sheet.id, ImportOutcome.REFUSED, (SheetProblem((), error.message),))
    return ImportRow(
        file.name, found.sheet.id, ImportOutcome.NEW, warnings=wording_warnings(found.sheet), document=document
    )


def _without_doubles(rows: Sequence[ImportRow]) -> list[ImportRow]:
    """The rows, with every one refused whose product an earlier file has."""
    counts = Counter(row.product for row in rows if row.product)
    first: dict[str, ImportRow] = {}
    checked = []
    for row in rows:
        earlier = first.setdefault(row.product, row)
        if counts[row.product] > 1 and earlier is not row:
            problem = SheetProblem(("id",), TWICE.of(file=earlier.file))
            checked.append(row._replace(outcome=ImportOutcome.REFUSED, problems=(*row.problems, problem)))
        else:
            checked.append(row)
    return checked


def _compared(work: SheetWork, actor: Actor, rows: Sequence[ImportRow]) -> tuple[ImportRow, ...]:
    """The rows, each with whether the organisation has the product's sheet already, and whether that says the same."""
    known = work.sheets.of_products(actor.organisation_id, [row.product for row in rows])
    newest = work.sheets.some_versions([(record.id, record.latest) for record in known.values()])
    kept = {product: canonical_document(newest[record.id].document) for product, record in known.items()}
    return tuple(_with_outcome(row, kept.get(row.product)) for row in rows)


def _with_outcome(row: ImportRow, kept: str | None) -> ImportRow:
    if row.document is None or kept is None:
        return row
    is_same = canonical_document(row.document) == kept
    return row._replace(outcome=ImportOutcome.UNCHANGED if is_same else ImportOutcome.CHANGED)


def _store(work: SheetWork, actor: Actor, rows: Sequence[ImportRow], note: str) -> None:
    known = work.sheets.of_products(actor.organisation_id, [row.product for row in rows])
    for row in rows:
        if row.document is None:
            continue
        if row.product in known:
            change(work, actor, known[row.product], row.document, note)
        else:
            add(work, actor, _new_id(work, row.product), row.document, note)


def _with_ids(work: SheetWork, actor: Actor, rows: Sequence[ImportRow]) -> tuple[ImportRow, ...]:
    known = work.sheets.of_products(actor.organisation_id, [row.product for row in rows])
    return tuple(row._replace(sheet_id=known[row.product].id) for row in rows)


def _new_id(work: SheetWork, product: str) -> str:
    """The id of one of several sheets that a call adds, the same each time the call is sent."""
    digest = hashlib.sha256(f"{work.id('s')} {product}".encode()).hexdigest()
    return f"s-{digest[:32]}"
