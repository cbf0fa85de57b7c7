"""An examination: one item's photos, judged once. Imports only the standard library and `model`."""

import json
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, BinaryIO, NamedTuple, overload

from model.catalogue import ProductSheet, Visibility
from model.errors import ShinganError
from model.messages import message
from model.verdict import Verdict
from serve.examinations.decision_domain import FirstDecision

UNSAFE_IN_NAMES = re.compile(r"[^\w .()+-]")
LONGEST_NAME = 80


@dataclass(frozen=True)
class PhotoUpload:
    """One photo as it arrived: not in memory, but ready to be read.

    Attributes:
        file_name: as sent, cleaned for display. It is not stored.
        open: the bytes, from the start.
    """

    file_name: str
    open: Callable[[], BinaryIO]


class Photos(Sequence[bytes]):
    """The uploads as the examiner needs them, each read when its turn comes: one at a time is in memory.

    Attributes:
        reading: index of the photo that was read last.
    """

    def __init__(self, uploads: Sequence[PhotoUpload], max_bytes: int, on_read: Callable[[bytes], None]) -> None:
        self._uploads = uploads
        self._max_bytes = max_bytes
        self._on_read = on_read
        self.reading = 0

    def __len__(self) -> int:
        return len(self._uploads)

    @overload
    def __getitem__(self, index: int) -> bytes: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[bytes]: ...
    def __getitem__(self, index: int | slice) -> bytes | Sequence[bytes]:
        if isinstance(index, slice):
            raise TypeError("photos are read one at a time")
        upload = self._uploads[index]
        self.reading = index
        content = upload.open().read(self._max_bytes + 1)  # one more byte shows the intake that the limit is exceeded
        self._on_read(content)
        return content


PRACTICE_HIDDEN = message(
    "The verdict of this examination is hidden, because it is practice. Reveal it under “Practice”."
)
DECIDE_FIRST = message(
    "The verdict of this examination is hidden until the person who examined the item has said what they think of it."
)


class VerdictHiddenError(ShinganError):
    """The verdict of an examination is hidden until the person who examined reveals it, or has decided.

    Attributes:
        decider: who has to decide first; None if it is practice.
    """

    def __init__(self, examination_id: str, decider: str | None = None) -> None:
        super().__init__(PRACTICE_HIDDEN if decider is None else DECIDE_FIRST)
        self.examination_id = examination_id
        self.decider = decider


@dataclass(frozen=True)
class IdempotencyKey:
    """The idempotency key of one call: sent again with it, the same photos are not examined again.

    Attributes:
        key: as sent.
        reusable: whether other contents with the same key are another call, as from a page after the Back button;
            otherwise they are an error.
    """

    key: str
    reusable: bool = False

    def key_for(self, fingerprint: str) -> str:
        """The key under which the result is recorded."""
        return f"{self.key}/{fingerprint}" if self.reusable else self.key


@dataclass(frozen=True)
class StoredPhoto:
    """One original photo in the object store.

    Attributes:
        sha256: of its bytes, and its name in the store.
        media_type: by its first bytes, not by what the sender said.
    """

    sha256: str
    media_type: str
    size: int


class OfficerInput(NamedTuple):
    """What the officer stated about an item before its examination; see `serve.examinations.examining.Item`."""

    product: str | None = None
    views: tuple[str | None, ...] = ()
    prior: float | None = None


NO_INPUT = OfficerInput()


class Filing(NamedTuple):
    """An existing examination was put into a case: by whom, and when (UTC)."""

    by: str | None
    at: datetime | None


class Practice(NamedTuple):
    """That an examination is practice: no part of a case, with a verdict that is hidden until it is revealed.

    Attributes:
        answer: what the person said of the item before the verdict was revealed; None if they said nothing.
        revealed_at: UTC; None as long as the verdict is hidden.
    """

    answer: str | None = None
    revealed_at: datetime | None = None


@dataclass(frozen=True)
class Origin:
    """The owner of an examination, its case, and the one that it follows.

    Attributes:
        organisation_id, examined_by: None for examinations of versions without accounts.
        case_id, case_item_id: None if it belongs to no case.
        follows: id of the examination of which this one is a revision; None if it is no revision.
        filed: None unless it was put into its case later.
        practice: None unless it is practice.
        officer_input: what the officer stated about the item; the verdict is replayed with it.
        right_holder: of the product of the verdict, as its sheet names it; None if there is none.
        restricted: id -> visibility of the product's identification points that not every reader may see, and of its
            marked texts, by `text_key`.
        release_sha256: of the release.json of the release that judged.
        is_preliminary: whether the photos are reduced copies, and the verdict is shown until the final one is there.
        preliminary: id of the preliminary examination that came before this one; None if there was none.
        decision: None unless the person who examined decides before the verdict shows.
        note: what the person who examined noted of the item; empty if nothing.
        key_sha256: names the release's key, which the keyed digests in the audit log have. None for examinations of
            versions without keys: their key is `release_sha256`.
    """

    organisation_id: str | None
    examined_by: str | None
    case_id: str | None = None
    case_item_id: str | None = None
    officer_input: OfficerInput = NO_INPUT
    right_holder: str | None = None
    restricted: Mapping[str, Visibility] = field(default_factory=dict)
    release_sha256: str = ""
    key_sha256: str | None = None
    follows: str | None = None
    filed: Filing | None = None
    practice: Practice | None = None
    is_preliminary: bool = False
    preliminary: str | None = None
    decision: FirstDecision | None = None
    note: str = ""

    @property
    def hides_verdict(self) -> bool:
        """Whether no one may see the verdict yet."""
        is_unrevealed = self.practice is not None and self.practice.revealed_at is None
        return is_unrevealed or (self.decision is not None and self.decision.said is None)


@dataclass(frozen=True)
class Examination:
    """One item's photos and the verdict on them.

    It never changes, except that it may be put into a case once, or that its verdict, if it is hidden, is revealed.

    Attributes:
        verdict_json: the verdict character for character: as recorded, or as the actor may see it.
        verdict: the same, typed.
        hidden: those of the restricted points that the reader may not see.
    """

    id: str
    created_at: datetime
    verdict_json: str
    verdict: Verdict
    photos: tuple[StoredPhoto, ...]
    origin: Origin
    hidden: frozenset[str] = frozenset()

    @property
    def has_hidden_verdict(self) -> bool:
        """Whether no one may see the verdict yet."""
        return self.origin.hides_verdict


def text_key(text_id: str) -> str:
    """The key of a marked text among the points of its product: no point has such an id."""
    return f"text/{text_id}"


def restricted_of(sheet: ProductSheet) -> Mapping[str, Visibility]:
    """A product's identification points that not every reader may see, by id, and such texts, by `text_key`."""
    points = {point.id: point.visibility for point in sheet.points}
    texts = {text_key(text.id): text.visibility for text in sheet.texts}
    return {key: visibility for key, visibility in (points | texts).items() if visibility is not Visibility.PUBLIC}


def holders_own(sheet: ProductSheet) -> frozenset[str]:
    """Those of them that only the right holder may see: an officer at a terminal sees none of them either."""
    return frozenset(key for key, visibility in restricted_of(sheet).items() if visibility is Visibility.HOLDER)


def new_id() -> str:
    """An unguessable id."""
    return f"e-{secrets.token_hex(16)}"


def verdict_json(verdict: Verdict) -> str:
    """The verdict as text, as written by API, CLI and record."""
    return written(verdict.as_json())


def written(document: Mapping[str, Any]) -> str:
    """A verdict's plain JSON values as text."""
    return json.dumps(document, ensure_ascii=False, allow_nan=False)


def clean_name(name: str | None) -> str:
    """A file name that is safe to show: its last part, without control or markup characters, not overlong."""
    last = (name or "").replace("\\", "/").rpartition("/")[2]
    return UNSAFE_IN_NAMES.sub("_", last)[:LONGEST_NAME].strip()


class PairKind(StrEnum):
    """How a photo and a genuine picture go together."""

    SAME_PLACE = "same_place"  # the place is known on both: the photo is registered to the reference picture
    NOT_FOUND = "not_found"  # marked on the reference picture, but not found on the photo
    PHOTO_ONLY = "photo_only"  # known on the photo, but not found on the genuine picture
    LOOKALIKE = "lookalike"  # the point has no reference picture: the genuine picture most like the photo
    NO_REFERENCE = "no_reference"  # there is no genuine picture
    AMOUNT = "amount"  # the finding is of the whole picture and has no place
    NOT_LAID = "not_laid"  # the release is from a version without registration
