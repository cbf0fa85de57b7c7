"""Request and response bodies of right holders' product sheets."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from model.keys import SheetProblem
from model.messages import Wording
from serve.accounts.schemas import Body
from serve.catalogue.domain import LONGEST_NOTE, ImportOutcome, ImportReport, SheetPicture, SheetState
from serve.catalogue.messages import AS_DRAFTS, import_told
from serve.catalogue.reading import ReadSheet, VersionDifferences
from serve.catalogue.sheet_schemas import MOST, Id, SheetBody
from serve.platform.paging import PageOut
from serve.platform.translations import Language

SHEETS = "/v1/sheets"
SHA256 = "5c1e0d6f0b3d6b1d8d6b1f2e3a4b5c6d7e8f90112233445566778899aabbccdd"
SHEET: dict[str, Any] = {
    "id": "tornavik-6204",
    "right_holder": "Tornavik AB",
    "name": {"en": "Tornavik 6204 ball bearing"},
    "category": "bearings",
    "gtin": ["4006381333931"],
    "views": [{"id": "front", "title": {"en": "The front of the carton, straight on"}, "required": True}],
    "points": [
        {
            "id": "letter-gap",
            "view": "front",
            "title": {"en": "Gap between the last two letters"},
            "genuine": {"en": "Wide enough for the letter I"},
            "counterfeit": {"en": "The letters nearly touch"},
            "region": [0.4, 0.2, 0.1, 0.05],
            "reference": SHA256,
            "visibility": "officer",
        }
    ],
    "rights": [{"kind": "trade_mark", "number": "018123456", "territory": "EU", "expires": "2031-04-30"}],
    "handling_mark": "For official use only",
}
SHEET_ID = "s-2b1c0d9e8f7a6b5c4d3e2f1a0b9c8d7e"
SUMMARY: dict[str, Any] = {
    "id": SHEET_ID,
    "product": "tornavik-6204",
    "right_holder": "Tornavik AB",
    "state": "draft",
    "version": 2,
    "published_version": None,
    "created_at": "2026-11-25T08:12:00Z",
}
FAULT = {"key": "points[1].counterfeit.en", "detail": "“nearly” leaves the measure open."}
PICTURE_EXAMPLE: dict[str, Any] = {
    "sha256": SHA256,
    "view": "front",
    "media_type": "image/jpeg",
    "size": 482113,
    "picture": f"{SHEETS}/{SHEET_ID}/pictures/{SHA256}.jpg",
    "added_at": "2026-11-25T08:20:00Z",
}
VERSION: dict[str, Any] = {
    "number": 2,
    "note": "Second point marked on the picture",
    "saved_by": "Carla Contributor",
    "saved_at": "2026-11-25T08:30:00Z",
    "published_by": None,
    "published_at": None,
    "changes": [{"key": "points.letter-gap.region", "before": None, "after": "0.4, 0.2, 0.1, 0.05"}],
}
ROW = {
    "file": "tornavik-6204.toml",
    "product": "tornavik-6204",
    "outcome": "new",
    "sheet": SHEET_ID,
    "problems": [],
    "warnings": [],
}
EXAMPLES: dict[str, Any] = {
    "SheetOut": {**SUMMARY, "sheet": SHEET, "missing": [], "warnings": [FAULT], "older": []},
    "SheetsOut": {"sheets": [SUMMARY], "after": None},
    "SheetVersionOut": {**VERSION, "sheet": SHEET},
    "SheetVersionsOut": {"versions": [VERSION], "after": None},
    "SheetPictureOut": PICTURE_EXAMPLE,
    "SheetPicturesOut": {"pictures": [PICTURE_EXAMPLE], "after": None},
    "ImportOut": {"stored": True, "detail": AS_DRAFTS.text, "sheets": [ROW]},
}


class SheetIn(Body):
    """A sheet, and what its author says of the change."""

    sheet: SheetBody
    note: str = Field(default="", max_length=LONGEST_NOTE)
    confirmed: list[Id] = Field(
        default=[],
        max_length=MOST,
        description="Ids of points whose texts in all languages say the same, although one was reworded.",
    )


class FaultOut(BaseModel):
    """What is wrong with one value of a sheet, or what to think about again."""

    key: str = Field(description="Such as `points[2].title.en`, counted from 1; empty if it is about the whole sheet.")
    detail: str


class OlderTextOut(BaseModel):
    """A text of a point with translations that are to be renewed."""

    point: str
    text: str = Field(description="`title`, `genuine` or `counterfeit`.")
    languages: list[str]


class SheetSummaryOut(BaseModel):
    """A sheet in a list."""

    id: str
    product: str
    right_holder: str
    state: SheetState
    version: int = Field(description="The number of the newest version.")
    published_version: int | None = Field(description="The number of the version that readers see.")
    created_at: datetime


class SheetsOut(PageOut):
    """Some sheets, by product."""

    sheets: list[SheetSummaryOut]


class SheetOut(SheetSummaryOut):
    """A sheet with its newest version."""

    sheet: SheetBody | None = Field(description="Null for the operator, who reads published sheets in the catalogue.")
    missing: list[FaultOut] = Field(description="Everything that keeps the sheet from being published.")
    warnings: list[FaultOut] = Field(description="Words that say how something seems; they stop nothing.")
    older: list[OlderTextOut] = Field(
        description="Translations that are older than the text that they translate. Readers don't see them until they "
        "are renewed: they read the text in a language that is up to date."
    )


class DifferenceOut(BaseModel):
    """One value that a version changed; null where there is none."""

    key: str = Field(description="Such as `points.logo.title.en`.")
    before: str | None
    after: str | None


class SheetChangeOut(BaseModel):
    """A version in a list."""

    number: int
    note: str
    saved_by: str | None = Field(description="The name of a person.")
    saved_at: datetime
    published_by: str | None = Field(description="The name of a person; null if it was never published.")
    published_at: datetime | None
    changes: list[DifferenceOut] = Field(description="From the version before.")


class SheetVersionOut(SheetChangeOut):
    """A version with what it says."""

    sheet: SheetBody


class SheetVersionsOut(PageOut):
    """Some versions of a sheet, the newest first."""

    versions: list[SheetChangeOut]


class SheetPictureOut(BaseModel):
    """A reference picture of a sheet."""

    sha256: str = Field(description="Of the file as received; points name it as their `reference`.")
    view: str
    media_type: str
    size: int
    picture: str = Field(description="The picture upright, of moderate size, as JPEG without metadata.")
    added_at: datetime


class SheetPicturesOut(PageOut):
    """The reference pictures of a sheet, the first added first."""

    pictures: list[SheetPictureOut]


class ImportedSheetOut(BaseModel):
    """One sheet of an import."""

    file: str
    product: str
    outcome: ImportOutcome
    sheet: str | None = Field(description="The id of your sheet of the product; null if nothing was stored.")
    problems: list[FaultOut] = Field(description="Why it is refused.")
    warnings: list[FaultOut]


class ImportOut(BaseModel):
    """What an import found, and whether it stored the sheets: all of them or none."""

    stored: bool
    detail: str = Field(description="What was done and what comes next, for people.")
    sheets: list[ImportedSheetOut]


def summary_out(read: ReadSheet) -> SheetSummaryOut:
    """A sheet in a list."""
    return SheetSummaryOut(**_summary(read))


def _summary(read: ReadSheet) -> dict[str, Any]:
    record = read.record
    return {
        "id": record.id,
        "product": record.product_id,
        "right_holder": read.right_holder,
        "state": record.state,
        "version": record.latest,
        "published_version": record.published,
        "created_at": record.created_at,
    }


def sheet_out(read: ReadSheet, language: Language) -> SheetOut:
    """A sheet as its reader may see it, with faults in the reader's language."""
    return SheetOut(
        **_summary(read),
        sheet=SheetBody(**read.version.document) if read.version else None,
        missing=faults_out(read.missing, language),
        warnings=faults_out(read.warnings, language),
        older=[OlderTextOut(**each._asdict()) for each in read.older],
    )


def faults_out(problems: tuple[SheetProblem, ...], language: Language) -> list[FaultOut]:
    """Faults in the reader's language."""
    return [FaultOut(key=problem.key, detail=_said(problem.message, language)) for problem in problems]


def _said(words: Wording, language: Language) -> str:
    return language.say(words)


def change_out(read: VersionDifferences) -> SheetChangeOut:
    """A version in a list."""
    return SheetChangeOut(**_change(read))


def version_out(read: VersionDifferences) -> SheetVersionOut:
    """A version with what it says."""
    return SheetVersionOut(**_change(read), sheet=SheetBody(**read.version.document))


def _change(read: VersionDifferences) -> dict[str, Any]:
    version = read.version
    return {
        "number": version.number,
        "note": version.note,
        "saved_by": read.names.get(version.saved_by),
        "saved_at": version.saved_at,
        "published_by": read.names.get(version.published_by or ""),
        "published_at": version.published_at,
        "changes": [DifferenceOut(**change._asdict()) for change in read.changes],
    }


def picture_out(picture: SheetPicture) -> SheetPictureOut:
    """A picture with its address."""
    return SheetPictureOut(
        sha256=picture.sha256,
        view=picture.view,
        media_type=picture.media_type,
        size=picture.size,
        picture=address_of(picture),
        added_at=picture.added_at,
    )


def address_of(picture: SheetPicture) -> str:
    """Where a picture is."""
    return f"{SHEETS}/{picture.sheet_id}/pictures/{picture.sha256}.jpg"


def import_out(report: ImportReport, language: Language) -> ImportOut:
    """What an import found, in the reader's language."""
    rows = [
        ImportedSheetOut(
            file=row.file,
            product=row.product,
            outcome=row.outcome,
            sheet=row.sheet_id,
            problems=faults_out(row.problems, language),
            warnings=faults_out(row.warnings, language),
        )
        for row in report.rows
    ]
    return ImportOut(stored=report.is_stored, detail=language.say(import_told(report)), sheets=rows)
