"""The active release: what serves, since when, and what was refused."""

from dataclasses import dataclass
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


@dataclass(frozen=True, eq=False)
class ActiveRelease:
    """The release that examines since a moment. An examination keeps the examiner that it began with."""

    examiner: Examiner
    since: datetime

    @property
    def known(self) -> KnownRelease:
        """The same as a release that explains verdicts."""
        release = self.examiner.release
        return KnownRelease(release.id, release.description, self.examiner.gallery)


class Refusal(NamedTuple):
    """A release that was to become active and was not."""

    release: str
    reason: str
    at: datetime
