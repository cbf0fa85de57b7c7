"""Request and response bodies of contributions."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from model.datasets.fields import Capture, Label
from model.datasets.folders import ItemsBy
from serve.accounts.schemas import Body
from serve.contributions.domain import (
    LONGEST_LICENCE,
    LONGEST_NOTE,
    LONGEST_REASON,
    LONGEST_VALUE,
    MOST_FILES,
    MOST_NAMED,
    ContributionState,
    FileKind,
)
from serve.contributions.examples import ENTRY_ID, UPLOAD_ID
from serve.contributions.image_domain import ImageState, Severity
from serve.platform.paging import PageOut
from serve.review.domain import Standing

MOST_MARKS = 100
ENTRY_PATTERN = "^w-[0-9a-f]{32}$"
ITEMS_BY = "`folder`: each folder is one object; `name`: the names of files tell objects apart. Null: it is guessed."
Value = Annotated[str, Field(max_length=LONGEST_VALUE)]
EntryId = Annotated[str, Field(pattern=ENTRY_PATTERN, examples=[ENTRY_ID])]
Fraction = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class ReadingBody(Body):
    """How the files are understood, and what all of them have in common."""

    product: Value | None = Field(default=None, description="Of all images; null: folders or the table tell.")
    label: Label | None = Field(default=None, description="Of all images; null: folders or the table tell.")
    items: ItemsBy | None = Field(default=None, description=ITEMS_BY)
    source: Value = Field(default="", description="Where and how they were taken: camera, place, batch.")
    capture: Capture = Capture.PHOTO
    contributed_on: date | None = Field(default=None, description="Null: the day on which it is submitted.")
    item: Value | None = Field(default=None, description="Of all images; null: folders, names or the table tell.")


class ContributionIn(ReadingBody):
    """The terms of a new contribution, and how its files are understood."""

    licence: str = Field(min_length=1, max_length=LONGEST_LICENCE, description="SPDX identifier, or your agreement's.")
    consent: bool = Field(description="That you agree to the statement; it must be true.")
    note: str = Field(default="", max_length=LONGEST_NOTE, description="For the operator's curator.")
    corrects: EntryId | None = Field(
        default=None,
        description="The item that was sent back and that this contribution brings again: `entry` of one of its "
        "images. Product, label and item are those of that item where you say nothing else. The item counts as "
        "corrected when you submit.",
    )
    keeps_photos: bool = Field(
        default=False, description="Whether a correction begins with the photos that were sent back."
    )


class ContributionPatch(Body):
    """What is to change; what is left out stays. Null takes a value away."""

    licence: str | None = Field(default=None, min_length=1, max_length=LONGEST_LICENCE)
    note: str | None = Field(default=None, max_length=LONGEST_NOTE)
    product: Value | None = None
    label: Label | None = None
    items: ItemsBy | None = Field(default=None, description=ITEMS_BY)
    source: Value | None = None
    capture: Capture | None = None
    contributed_on: date | None = None
    item: Value | None = None


class FilesIn(Body):
    """Uploads that become files of a contribution."""

    uploads: list[Annotated[str, Field(pattern="^f-[0-9a-f]{32}$", examples=[UPLOAD_ID])]] = Field(
        min_length=1,
        max_length=MOST_FILES,
        description="Finished ones with the purpose `contribution`. Their names are paths below the folder.",
    )


class MarkBody(Body):
    """An identification point that an image shows to deviate."""

    point: Value
    box: list[Fraction] | None = Field(
        default=None,
        min_length=4,
        max_length=4,
        description="x, y, width, height on the upright image, as fractions; null if the place is not marked.",
    )


class ImagePatch(Body):
    """What is said of an image by hand; what is left out stays, and null takes back what was said by hand."""

    product: Value | None = None
    label: Label | None = None
    item: Value | None = None
    view: Value | None = None
    marks: list[MarkBody] | None = Field(default=None, max_length=MOST_MARKS)
    left_out: bool | None = None
    own_item: bool = Field(
        default=False,
        description="Whether each image is an item of its own, which is then named after its file and its bytes. An "
        "`item` that is given counts instead.",
    )


class BatchIn(Body):
    """What is said of many images at once: of those that are named, or of all with a finding."""

    numbers: list[int] | None = Field(default=None, min_length=1, max_length=MOST_NAMED)
    finding: str | None = Field(default=None, max_length=80, description="A code.")
    set: ImagePatch


class WithdrawIn(Body):
    """Why it is withdrawn, and what of it."""

    reason: str = Field(min_length=1, max_length=LONGEST_REASON)
    items: list[Value] | None = Field(
        default=None,
        min_length=1,
        max_length=MOST_NAMED,
        description="Names of items. A name that items of several products have is refused: name the entry instead.",
    )
    entries: list[EntryId] | None = Field(
        default=None,
        min_length=1,
        max_length=MOST_NAMED,
        description="The ids of the entries that items became (`entry` of an image). Without `items` and `entries`, "
        "everything is withdrawn.",
    )


class FindingOut(BaseModel):
    """Something to know about a row or a file."""

    code: str
    severity: Severity
    detail: str = Field(description="What was found, and what to do.")


class FoundKindOut(BaseModel):
    """How many rows have a kind of finding."""

    code: str
    severity: Severity
    images: int = Field(description="Without images that were left out despite it.")
    title: str
    cure: str = Field(description="What to do; may be empty.")


class GroupOut(BaseModel):
    """Rows of one product and one label that will be submitted, or were."""

    product: str
    label: str
    items: int
    images: int
    views: dict[str, int] = Field(description="Images by view; those without one under an empty name.")


class UnderstoodOut(BaseModel):
    """How the files were understood."""

    items_by: str = Field(
        description="What told objects apart: `folder`, `name`, `photo` if each photo is an item of its own, or empty "
        "if only a table was read."
    )
    guessed: bool
    groups: list[GroupOut]


class ContributionSummaryOut(BaseModel):
    """A contribution in a list."""

    id: str
    state: ContributionState
    created_by: str = Field(description="The name of a person.")
    created_at: datetime
    submitted_at: datetime | None
    licence: str
    note: str
    images: dict[ImageState, int] = Field(description="Rows by state, as of the last check or change.")
    files: int
    tables: int = Field(description="How many of the files are tables.")
    unread: int = Field(description="How many of the files were not read yet. They are read as they arrive.")
    bytes: int
    sent_back: int = Field(description="How many of its items are sent back to you, and not corrected yet.")
    other_label: int = Field(description="How many of its items were accepted with another label than yours.")
    corrects: str | None = Field(description="The item that was sent back and that it corrects; null if it is none.")
    job: str | None = Field(description="The latest check; `getJob` says how far it is to the person who asked for it.")


class ConsentOut(BaseModel):
    """Who agreed to the statement, and when."""

    by: str = Field(description="The name of a person.")
    at: datetime
    statement: int = Field(description="Its version.")


class ContributionOut(ContributionSummaryOut):
    """A contribution."""

    reading: ReadingBody
    consent: ConsentOut
    reason: str = Field(description="Why all of it was withdrawn.")
    understood: UnderstoodOut
    findings: list[FoundKindOut] = Field(description="What the last check found.")
    found_so_far: list[FoundKindOut] = Field(
        description="What was found in images that were read since the last check. What depends on labels and on other "
        "images is found by the next check."
    )
    found_in_files: "list[ContributedFileOut]" = Field(description="Files about which there is something to say.")


class ContributionsOut(PageOut):
    """Some contributions, the latest first."""

    contributions: list[ContributionSummaryOut]


class ContributedFileOut(BaseModel):
    """A file as it was sent."""

    number: int
    name: str
    kind: FileKind
    sha256: str
    size: int
    read: bool = Field(description="Whether its rows exist.")
    findings: list[FindingOut]


class ContributedFilesOut(PageOut):
    """Some files, in the order of their arrival."""

    files: list[ContributedFileOut]


class MarkOut(BaseModel):
    """An identification point that an image shows to deviate."""

    point: str
    box: list[float] | None


class ContributedImageOut(BaseModel):
    """A row of a contribution: an image, or what should have been one."""

    number: int
    file: int
    name: str
    sha256: str | None
    size: int
    width: int
    height: int
    product: str | None
    label: Label | None
    item: str | None
    view: str | None
    source: str | None
    capture: Capture
    contributed_on: date | None
    marks: list[MarkOut]
    state: ImageState
    left_out: bool
    standing: Standing | None = Field(description="Where it stands with the curator; null before it is submitted.")
    reason: str = Field(description="Why the curator sent it back.")
    settled_label: Label | None = Field(
        description="The label with which it was accepted, if two people settled another one than yours."
    )
    entry: str | None = Field(description="The item in the review, by which a correction names it (`corrects`).")
    findings: list[FindingOut]
    picture: str | None = Field(description="The image upright, as JPEG without metadata; null if it can't be shown.")


class ContributedImagesOut(PageOut):
    """Some rows, by number."""

    images: list[ContributedImageOut]


class CheckOut(BaseModel):
    """The job that checks."""

    job: str


class ProposedMarksOut(BaseModel):
    """What the active release would mark on an image. A person decides."""

    release: str
    marks: list[MarkOut]
