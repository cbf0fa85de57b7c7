"""The JSON files of a bundle as they are read: checked, because anyone may have written them."""

from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from model.messages import message
from model.sheet_rules import SheetRule
from serve.audit.domain import Event, Head, SignedEvent
from serve.evidence.archive import BundleArchive
from serve.evidence.domain import (
    FORMAT,
    LONGEST_JSON,
    MOST_FILES,
    OLDEST_FORMAT,
    BundleFault,
    BundleRefusedError,
    parsed,
)
from serve.examinations.domain import OfficerInput
from serve.platform.exact_reasons import exactly

T = TypeVar("T", bound=BaseModel)
LONGEST_ERROR = 200
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
KeyId = Annotated[str, Field(pattern="^([0-9a-f]{16})?$")]  # an event from an old log has neither
Signature = Annotated[str, Field(pattern="^([0-9a-f]{128})?$")]
Id = Annotated[str, Field(pattern="^[a-z]-[0-9a-f]{32}$")]
Format = Annotated[int, Field(ge=OLDEST_FORMAT, le=FORMAT)]


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class HeadIn(_Document):
    """A signed head."""

    number: Annotated[int, Field(ge=0)]
    digest: Sha256
    key: KeyId
    signature: Signature

    @property
    def head(self) -> Head:
        """The same, typed."""
        return Head(self.number, self.digest, self.key, self.signature)


class FileIn(_Document):
    """A file as the manifest lists it."""

    name: str
    sha256: Sha256
    size: int


class CaseRef(_Document):
    """Which case it is."""

    id: Id
    number: str


class ManifestIn(_Document):
    """`manifest.json`."""

    format: Format
    case: CaseRef
    agency: str
    made_at: str
    made_by: str
    language: str
    log_head: HeadIn
    files: Annotated[list[FileIn], Field(max_length=MOST_FILES)]


class EventIn(_Document):
    """One line of `audit/events.json`, or `proof.json`."""

    number: Annotated[int, Field(ge=1)]
    at: str
    actor: str
    action: str
    subject: str
    details: str
    previous: str
    digest: Sha256
    key: KeyId
    signature: Signature

    @property
    def signed(self) -> SignedEvent:
        """The same, typed."""
        event = Event(**self.model_dump(exclude={"key", "signature"}))
        return SignedEvent(event, Head(self.number, self.digest, self.key, self.signature))


class PhotoIn(_Document):
    """A photo of an examination."""

    sha256: Sha256
    media_type: str
    size: int


class AskedIn(_Document):
    """What was stated about an item when it was examined."""

    product: str | None
    views: list[str | None]
    prior: float | None

    @property
    def officer_input(self) -> OfficerInput:
        """The same, typed."""
        return OfficerInput(self.product, tuple(self.views), self.prior)


class FilingIn(_Document):
    """An existing examination was put into the case."""

    by: str | None
    at: str


class NotAppliedIn(_Document):
    """Rules of a product's sheet that an examination left out."""

    product: str
    rules: list[Annotated[SheetRule, Field(strict=False)]]


class ExaminationIn(_Document):
    """An examination of an item.

    `follows`, `filed` and `not_applied` exist only if it follows another one, was put in later, or left rules out.
    """

    id: Id
    at: str
    by: str | None
    release: Annotated[str, Field(pattern="^r-[0-9a-f]{16}$")]
    right_holder: str | None
    asked: AskedIn
    photos: list[PhotoIn]
    follows: Id | None = None
    filed: FilingIn | None = None
    not_applied: NotAppliedIn | None = None


Record = dict[str, Any]  # as the digests in the audit log cover it


class ItemIn(_Document):
    """An item of the case."""

    item: Record
    examinations: list[ExaminationIn]
    conclusions: list[Record]
    opinions: list[Record]


class EnquiryIn(_Document):
    """An enquiry, and what was answered."""

    enquiry: Record
    answers: list[Record]
    right_holder: str


class PersonIn(_Document):
    """A person who is named in the case or in an event of it."""

    name: str
    role: str | None
    organisation: str


class AgencyIn(_Document):
    """Whose case it is."""

    id: Id
    name: str
    country: str | None


class CaseIn(_Document):
    """`case.json`. `procedures` exists only if the case has any."""

    format: Format
    agency: AgencyIn
    case: Record
    items: list[ItemIn]
    enquiries: list[EnquiryIn]
    people: dict[str, PersonIn]
    interception: Record | None = None
    goods: list[Record] = []
    procedures: list[Record] = []

    @property
    def examinations(self) -> list[tuple[Record, ExaminationIn]]:
        """Every examination with the item that it is of."""
        return [(each.item, examination) for each in self.items for examination in each.examinations]


class ReleasesIn(_Document):
    """`releases.json`: of each release, the sha256 of its files by their names."""

    format: Format
    releases: dict[str, dict[str, Sha256]]


def document_in(archive: BundleArchive, name: str, kind: type[T]) -> T:
    """The contents of a JSON file of a bundle.

    Raises:
        BundleRefusedError: it is missing, too large, or has an invalid structure.
    """
    return checked(name, parsed(name, archive.read(name, LONGEST_JSON)), kind)


def checked(name: str, document: Any, kind: type[T]) -> T:
    """A document, typed.

    Raises:
        BundleRefusedError: it has an invalid structure; `name` is the file's.
    """
    try:
        return kind.model_validate(document)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        words = message(
            "has an invalid structure: {place}: {reason}", place=place[:LONGEST_ERROR], reason=exactly(first)
        )
        raise BundleRefusedError(BundleFault(name, words)) from None
