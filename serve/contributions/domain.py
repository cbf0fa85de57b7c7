"""A contribution: images that a right holder sends, and what it says that they show. Standard library and `model`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

from model.datasets.fields import Capture, Label
from model.datasets.folders import ItemsBy
from model.errors import ShinganError, ValueRejectedError
from serve.audit.domain import record_digest
from serve.contributions.image_domain import ContributionFinding

STATEMENT = 1  # the version of the sentence that a contributor agrees to (`messages.STATEMENTS`)
LONGEST_LICENCE, LONGEST_NOTE, LONGEST_REASON = 120, 2000, 500  # characters
LONGEST_VALUE = 190  # characters of a product, an item, a view or a source
LONGEST_NAME = 400  # characters of an image's path
MOST_FILES = 200  # that one call adds
MOST_IMAGES = 20_000  # rows of one contribution
MOST_NAMED = 1000  # images that one call changes by their numbers


class ContributionStateError(ShinganError):
    """The state of a contribution does not allow this; the message says what to do first."""


class ContributionRejectedError(ValueRejectedError):
    """A value of a contribution is not acceptable; the message says why."""


EACH_PHOTO = "photo"  # beside the values of `ItemsBy`: names would tell objects apart, and no two begin alike


class ContributionState(StrEnum):
    """Where a contribution stands."""

    COLLECTING = "collecting"  # files arrive, or something changed that needs another check
    CHECKING = "checking"  # a job reads the files
    CHECKED = "checked"  # each image has its findings
    SUBMITTED = "submitted"  # the operator's curator reviews it
    WITHDRAWN = "withdrawn"  # after it was submitted
    REMOVED = "removed"  # before it was submitted; nothing of it is kept


EDITABLE = frozenset({ContributionState.COLLECTING, ContributionState.CHECKED})


class FileKind(StrEnum):
    """What a file of a contribution is, by its first bytes and its name."""

    IMAGE = "image"
    ARCHIVE = "archive"  # a ZIP, which is unpacked
    TABLE = "table"  # manifest.csv
    OTHER = "other"


class Terms(NamedTuple):
    """What the right holder grants, and who agreed to it.

    Attributes:
        licence: an SPDX identifier, or the reference of an agreement.
        consent_by: the id of the person.
        statement: the version of the sentence that the person agreed to.
    """

    licence: str
    consent_by: str
    consent_at: datetime
    statement: int = STATEMENT


class FileReading(NamedTuple):
    """How the files are to be understood, and what all of them have in common; None where each file tells.

    Attributes:
        items: what tells objects apart, folders or names of files; None: it is guessed, and shown.
        source: where and how the pictures were taken; empty if not said.
        contributed_on: None for the day on which it is submitted.
        item: the one object that all images show; then its product and label come before what folders say, too.
    """

    product: str | None = None
    label: Label | None = None
    items: ItemsBy | None = None
    source: str = ""
    capture: Capture = Capture.PHOTO
    contributed_on: date | None = None
    item: str | None = None


UNREAD = FileReading()


@dataclass(frozen=True)
class ContributedFile:
    """A file as it was sent.

    Attributes:
        number: from 1, in the order of arrival; never used again.
        name: its path as sent; for display and for reading labels, never a path here.
        is_read: whether its rows exist.
        table_sha256: of the table that it is, or that a ZIP has; None without one.
        table_folder: the path of that table's folder, to which its images are relative.
        findings: about the file as a whole.
    """

    contribution_id: str
    number: int
    right_holder_id: str
    name: str
    sha256: str
    size: int
    kind: FileKind = FileKind.OTHER
    is_read: bool = False
    table_sha256: str | None = None
    table_folder: str = ""
    findings: tuple[ContributionFinding, ...] = ()


class LabelGroup(NamedTuple):
    """Rows with one product and one label that will be submitted.

    Attributes:
        views: how many images show each view; those without one under "".
    """

    product: str
    label: str
    items: int
    images: int
    views: Mapping[str, int]


class ContributionSummary(NamedTuple):
    """What a check found, in numbers.

    Attributes:
        states: rows by `ImageState`.
        findings: rows by code.
        groups: by product and label.
        items_by: what told objects apart; empty if no names were read, `EACH_PHOTO` if no two photos show the same one.
        is_guessed: whether the contributor did not say so.
    """

    states: Mapping[str, int] = MappingProxyType({})
    findings: Mapping[str, int] = MappingProxyType({})
    groups: tuple[LabelGroup, ...] = ()
    items_by: str = ""
    is_guessed: bool = False

    @property
    def images(self) -> int:
        """All rows."""
        return sum(self.states.values())


NOTHING_FOUND = ContributionSummary()


@dataclass(frozen=True)
class Contribution:
    """What a person of a right holder sends together.

    Attributes:
        created_by: the id of the person.
        note: for the operator's curator.
        turn: counts the changes.
        next_file, next_image: the numbers that come next.
        job_id: of the latest check; None before the first.
        reason: why all of it was withdrawn.
        corrects: the id of the review entry that was sent back, of which this brings the item again; None if it is no
            correction.
    """

    id: str
    right_holder_id: str
    created_by: str
    created_at: datetime
    terms: Terms
    reading: FileReading = UNREAD
    note: str = ""
    state: ContributionState = ContributionState.COLLECTING
    turn: int = 1
    next_file: int = 1
    next_image: int = 1
    summary: ContributionSummary = NOTHING_FOUND
    job_id: str | None = None
    submitted_at: datetime | None = None
    reason: str = ""
    corrects: str | None = None

    @property
    def version(self) -> str:
        """What changes with every change of it."""
        return str(self.turn)

    @property
    def digest(self) -> str:
        """A sha256 over its values, which the audit log keeps; not over `next_image`, which moves while it is read."""
        return record_digest(values_of(self))


def values_of(contribution: Contribution) -> dict[str, Any]:
    """The values of a contribution as JSON has them, in the form in which it is hashed."""
    values = dict(vars(contribution))
    del values["next_image"]
    if contribution.corrects is None:
        del values["corrects"]  # digests of earlier versions do not have it
    values["terms"] = list(contribution.terms)
    reading = contribution.reading if contribution.reading.item else contribution.reading[:-1]  # the same
    values["reading"] = [None if part is None else str(part) for part in reading]
    values["summary"] = summary_values(contribution.summary)
    return values


def summary_values(summary: ContributionSummary) -> dict[str, Any]:
    """A summary as values of JSON."""
    groups = [{**group._asdict(), "views": dict(group.views)} for group in summary.groups]
    return {**summary._asdict(), "states": dict(summary.states), "findings": dict(summary.findings), "groups": groups}
