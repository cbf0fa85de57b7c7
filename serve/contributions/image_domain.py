"""One row of a contribution: an image, what is said of it, and what was found. Standard library and `model`."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from model.datasets.fields import Capture, Label, PointMark
from model.file_shortcuts import FileTraits
from model.messages import NOTHING, Wording

NOT_IN_TABLE = "not-in-table"  # the code of the finding that a table has no row for an image
OF_TABLE = -1  # the place of a row that only a table brought


class ImageState(StrEnum):
    """Where one row of a contribution stands."""

    READY = "ready"  # it will be submitted
    FAULTY = "faulty"  # an error must be corrected, or the row left out
    LEFT_OUT = "left_out"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"


class Reviewed(StrEnum):
    """What a review came to, where the contributor should look at it."""

    SENT_BACK = "sent_back"
    OTHER_LABEL = "other_label"  # accepted with another label than the attested one


class ImageFilter(NamedTuple):
    """Which rows are listed; None: all.

    Attributes:
        product, label: as said of a row; empty for rows of which it is not said.
    """

    finding: str | None = None
    state: ImageState | None = None
    reviewed: Reviewed | None = None
    product: str | None = None
    label: str | None = None


EVERY_IMAGE = ImageFilter()


class Severity(StrEnum):
    """What a finding means for the row."""

    ERROR = "error"  # nothing is submitted while a row that is not left out has one
    WARNING = "warning"  # look at it; it stops nothing
    NOTE = "note"  # something was done about it already


@dataclass(frozen=True)
class ContributionFinding:
    """Something to know about a row or a file.

    Attributes:
        code: kebab-case; `findings.KINDS` has its words, unless it brings its own.
        severity: as when it was found.
        values: of its message.
        words: what a decoder or a table says itself; empty for a code of `findings.KINDS`.
    """

    code: str
    severity: Severity
    values: Mapping[str, str | int | float] = field(default_factory=dict, hash=False)
    words: Wording = NOTHING


@dataclass(frozen=True)
class ImageDetails:
    """What is said of one image, by its name, a table or a person; None where it is not said.

    Attributes:
        marks: the identification points that the image shows to deviate, each with its place or without.
        is_left_out: whether it is not to be submitted; None: the findings decide.
    """

    product: str | None = None
    label: Label | None = None
    item: str | None = None
    view: str | None = None
    source: str | None = None
    capture: Capture | None = None
    contributed_on: date | None = None
    marks: tuple[PointMark, ...] | None = None
    is_left_out: bool | None = None

    def over(self, other: "ImageDetails") -> "ImageDetails":
        """What this says, and where it says nothing, what the other one does."""
        own = {each.name: getattr(self, each.name) for each in fields(self)}
        return replace(other, **{name: value for name, value in own.items() if value is not None})


UNSAID = ImageDetails()


class ImageCopy(NamedTuple):
    """Of what an image is a copy: another image of the contribution, or one that was submitted before.

    Attributes:
        image: the number of the other image; None if it was submitted before.
        earlier: the sha256 of the one that was submitted before; empty otherwise.
        differs: whether the two differ in a place, so that both labels may be right.
    """

    image: int | None
    earlier: str
    differs: bool


@dataclass(frozen=True)
class ContributedImage:
    """One row of the report: an image, or what should have been one.

    Attributes:
        number: from 1; never used again.
        file: the number of the file that brought it.
        place: in a ZIP, from 0; `OF_TABLE` for a row that a table alone brought.
        name: its path in that file, or the path of the file.
        sha256: None if there are no bytes that were kept.
        understood: what its name or the table says.
        given: what a person said of it here; it comes first.
        hashes: what its copies are found by (`model.fingerprints`), 32 bytes; empty without a picture.
        copy: None if it is no copy, as far as was found.
        file_traits: what its file says besides the picture; None if that is not known.
        of_picture: findings about its bytes, which stay.
        of_row: findings about the row of a table that names it.
        of_labels: findings that change with what is said.
        entry_id: of the review entry that it went into.
    """

    contribution_id: str
    number: int
    right_holder_id: str
    file: int
    name: str
    place: int = 0
    sha256: str | None = None
    media_type: str = ""
    size: int = 0
    width: int = 0
    height: int = 0
    sharpness: float = 0.0
    hashes: bytes = b""
    copy: ImageCopy | None = None
    file_traits: FileTraits | None = None
    understood: ImageDetails = UNSAID
    given: ImageDetails = UNSAID
    of_picture: tuple[ContributionFinding, ...] = ()
    of_row: tuple[ContributionFinding, ...] = ()
    of_labels: tuple[ContributionFinding, ...] = ()
    state: ImageState = ImageState.READY
    entry_id: str | None = None

    @property
    def said(self) -> ImageDetails:
        """What counts."""
        return self.given.over(self.understood)

    @property
    def findings(self) -> tuple[ContributionFinding, ...]:
        """Everything to know about it; first that a table does not name it, if it can't be shown either."""
        if self.lacks_row and not self.hashes:
            return (*self._of_row, *self.of_picture, *self.of_labels)
        return (*self.of_picture, *self._of_row, *self.of_labels)

    @property
    def _of_row(self) -> tuple[ContributionFinding, ...]:
        """Those about its row that count: what a person says of all that a row must say replaces the row."""
        given = self.given
        is_replaced = None not in {given.product, given.label, given.item} and self.sha256 is not None
        return () if is_replaced else self.of_row

    @property
    def lacks_row(self) -> bool:
        """Whether there is a table without a row for it, and no one has begun to say here what the row would."""
        is_unsaid = {self.given.product, self.given.label, self.given.item} == {None}
        return is_unsaid and any(finding.code == NOT_IN_TABLE for finding in self.of_row)

    @property
    def is_open(self) -> bool:
        """Whether it can still be changed."""
        return self.state not in {ImageState.SUBMITTED, ImageState.WITHDRAWN}


class ContributedItem(NamedTuple):
    """An object of which images were submitted, and its label.

    Attributes:
        entry_id: of the review entry.
        name: of the image that is meant; empty where the item as such is.
    """

    product: str
    item: str
    label: Label
    entry_id: str
    name: str = ""


class SubmittedFile(NamedTuple):
    """What the file of an image says that was submitted.

    Attributes:
        entry_id: of the review entry of its item.
    """

    product: str
    label: Label
    entry_id: str
    file_traits: FileTraits
