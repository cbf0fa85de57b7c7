"""The active release: what serves, since when, and what was refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from model.description import ReleaseDescription
from model.examiner import Examiner
from model.gallery import Gallery


@dataclass(frozen=True, eq=False)
class KnownRelease:
    """A release whose verdicts can still be explained: its product sheets and its references."""

    id: str
    description: ReleaseDescription
    gallery: Gallery
    references: Mapping[str, bytes] = field(default_factory=dict)

    def picture(self, sha256: str) -> bytes | None:
        """The JPEG bytes of a genuine picture, a reference picture or one of the gallery; None where there is none."""
        return self.references.get(sha256) or self.gallery.picture(sha256)


@dataclass(frozen=True, eq=False)
class ActiveRelease:
    """The release that examines since a moment. An examination keeps the examiner that it began with."""

    examiner: Examiner
    since: datetime

    @property
    def known(self) -> KnownRelease:
        """The same as a release that explains verdicts."""
        release = self.examiner.release
        return KnownRelease(release.id, release.description, self.examiner.gallery, release.references)


class Refusal(NamedTuple):
    """A release that was to become active and was not."""

    release: str
    reason: str
    at: datetime
