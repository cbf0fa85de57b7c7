"""Product sheets: as shown to a reader, and as a right holder edits them in versions.

Imports only the standard library and `model`.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from model.catalogue import Region
from model.errors import ShinganError, ValueRejectedError, ValuesRejectedError
from model.keys import SheetProblem
from model.messages import Localized
from model.sheet_trade import TradeDetails
from serve.audit.domain import canonical, record_digest

LONGEST_DOCUMENT = 400_000  # bytes of a sheet; one with ten points in eleven languages has about 20,000
LONGEST_NOTE = 500  # characters
LONGEST_ID = 190  # characters of a product's id


@dataclass(frozen=True)
class ShownView:
    """One shot of the shot list."""

    id: str
    title: str
    required: bool


@dataclass(frozen=True)
class TextLanguages:
    """The tags of the languages that the texts of a point are in: where a translation is to be renewed, another one."""

    title: str
    genuine: str
    counterfeit: str


@dataclass(frozen=True)
class ShownPoint:
    """One identification point; `region` is x, y, width, height on the upright `reference`, as fractions."""

    id: str
    view: str
    title: str
    genuine: str
    counterfeit: str
    region: Region | None
    reference: str | None
    languages: TextLanguages


@dataclass(frozen=True)
class ShownSheet:
    """One product sheet; `views` in the order in which to take them.

    Attributes:
        language: the tag of the language that its name is in.
        trade: rights, makers, routes and so on; None for readers who may not see them, and where there are none.
        examinable: whether the active release knows the product, so that photos of it can be examined.
    """

    id: str
    right_holder: str
    name: str
    language: str
    category: str
    gtin: tuple[str, ...]
    serial_pattern: str | None
    views: tuple[ShownView, ...]
    points: tuple[ShownPoint, ...]
    trade: TradeDetails | None = None
    examinable: bool = True

    @property
    def called(self) -> Localized:
        """Its name with its language, for pages."""
        return Localized(self.name, self.language)


class NoSheetChosenError(ValueRejectedError):
    """Several sheets are to be published, and none is ticked; the message says what to do."""


class SheetRejectedError(ValueRejectedError):
    """A sheet, or what is to be done with it, is not acceptable; the message says why."""


class SheetStateError(ShinganError):
    """The state of a sheet does not allow this; the message says what to do."""


class SheetIncompleteError(ValuesRejectedError):
    """A sheet can't be published as it is; its faults are everything that is missing or wrong."""


class SheetState(StrEnum):
    """Where a sheet stands. A published one may have a later version that is not published yet."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class SheetRecord:
    """A sheet of a right holder, independent of its versions.

    Attributes:
        product_id: unique among the sheets of its right holder, and among all that were ever published.
        latest: the number of its newest version, from 1.
        published: the number of the version that readers see; None if they see none.
        turn: counts publications and withdrawals of all sheets; that of its latest one, None if there was none. With
            it, the product id is the right holder's for good.
    """

    id: str
    right_holder_id: str
    product_id: str
    created_at: datetime
    latest: int
    published: int | None = None
    turn: int | None = None

    @property
    def state(self) -> SheetState:
        """Where it stands."""
        if self.published is not None:
            return SheetState.PUBLISHED
        return SheetState.DRAFT if self.turn is None else SheetState.WITHDRAWN

    @property
    def has_unpublished_changes(self) -> bool:
        """Whether readers see an earlier version than the newest."""
        return self.published is not None and self.published != self.latest

    @property
    def version(self) -> str:
        """What changes with every change of it."""
        return f"{self.latest}-{self.turn or 0}"

    @property
    def digest(self) -> str:
        """A sha256 over its values, which the audit log keeps."""
        return record_digest(asdict(self))


@dataclass(frozen=True)
class SheetVersion:
    """One saved state of a sheet. Its contents never change.

    Attributes:
        document: the sheet as plain values, as `model.sheet_reading` reads them; a draft may be incomplete.
        note: what its author says of the change.
        published_by, published_at: of its latest publication; None if there was none.
        confirmed: ids of points of which its author says that the texts in all languages say the same.
    """

    sheet_id: str
    number: int
    right_holder_id: str
    document: Mapping[str, Any]
    note: str
    saved_by: str
    saved_at: datetime
    published_by: str | None = None
    published_at: datetime | None = None
    confirmed: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """A sha256 over its values, which the audit log keeps: as before there were `confirmed`, if there are none."""
        return record_digest({name: value for name, value in asdict(self).items() if name != "confirmed" or value})


@dataclass(frozen=True)
class SheetPicture:
    """A reference picture of a sheet: a genuine item in one of its views.

    Attributes:
        sha256: of its bytes as received; points and marked texts name it.
    """

    sheet_id: str
    sha256: str
    right_holder_id: str
    view: str
    media_type: str
    size: int
    added_by: str
    added_at: datetime

    @property
    def digest(self) -> str:
        """A sha256 over its values, which the audit log keeps."""
        return record_digest(asdict(self))


class SheetUse(StrEnum):
    """What an agency's people did."""

    OPENED = "opened"  # in the product guide
    PRINTED = "printed"
    EXAMINED = "examined"  # an examination came to the product
    ASKED = "asked"  # the right holder, about an item


class UseCount(NamedTuple):
    """How often one agency used one sheet in one calendar month (UTC, such as 2026-11)."""

    product_id: str
    agency_id: str
    month: str
    use: SheetUse
    times: int


def published(record: SheetRecord, turn: int) -> SheetRecord:
    """A sheet after its newest version was published."""
    return replace(record, published=record.latest, turn=turn)


def withdrawn(record: SheetRecord, turn: int) -> SheetRecord:
    """A sheet after it was withdrawn."""
    return replace(record, published=None, turn=turn)


def canonical_document(document: Mapping[str, Any]) -> str:
    """A sheet's plain values as stored: equal ones have equal texts."""
    return canonical({name: value for name, value in document.items() if value is not None})


class PreviewAs(StrEnum):
    """For whom a preview shows what they would see."""

    ALLOWED_AGENCY = "allowed_agency"
    OTHER_AGENCY = "other_agency"
    TRAINER = "trainer"  # of an agency that is not allowed: one of an allowed agency sees what the agency sees
    PUBLIC = "public"


class ImportOutcome(StrEnum):
    """What an import does with one sheet."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class ImportRow(NamedTuple):
    """One sheet of an import.

    Attributes:
        file: its name, for display.
        product: its id; empty if it has none.
        problems: why it is refused; empty if it is not.
        warnings: words to think about again; they stop nothing.
        sheet_id: of the sheet that the organisation has of the product; None if it has none.
    """

    file: str
    product: str
    outcome: ImportOutcome
    problems: tuple[SheetProblem, ...] = ()
    warnings: tuple[SheetProblem, ...] = ()
    document: dict[str, object] | None = None
    sheet_id: str | None = None


class ImportReport(NamedTuple):
    """Every sheet of an import, and whether they were stored: all of them or none."""

    rows: tuple[ImportRow, ...]
    is_stored: bool

    @property
    def is_acceptable(self) -> bool:
        """Whether no sheet is refused."""
        return not any(row.outcome is ImportOutcome.REFUSED for row in self.rows)

    @property
    def has_drafts(self) -> bool:
        """Whether a version was stored that is not published."""
        return self.is_stored and any(row.outcome is not ImportOutcome.UNCHANGED for row in self.rows)


class HolderProduct(NamedTuple):
    """A product of a right holder."""

    right_holder_id: str
    product_id: str
