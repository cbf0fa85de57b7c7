"""The page of a verdict: the reading, and for each finding the photo beside a genuine picture."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from model.messages import NOTHING
from model.unlikeness import MISSING
from model.verdict import Finding
from serve.accounts.domain import Actor
from serve.accounts.permissions import Role
from serve.examinations import messages
from serve.examinations.compared import compared_finding, compared_text
from serve.examinations.context import Audience
from serve.examinations.domain import Examination
from serve.examinations.reading import read
from serve.examinations.schemas import shown
from serve.platform.errors import NotFoundError
from serve.releases.domain import KnownRelease
from serve.releases.service import Releases

MARKS: Mapping[Finding, str] = MappingProxyType({Finding.DEVIATES: "deviates", Finding.MATCHES: "matches"})


def verdict_names(
    examination: Examination, releases: Releases, languages: tuple[str, ...], actor: Actor
) -> Mapping[str, Any]:
    """The names for `verdict.html`."""
    release = known_release(releases, examination.verdict.release)
    audience = audience_of(actor, examination)
    reading = read(examination.verdict, release.description if release else None, languages, audience)
    points = (*reading.deviating, *reading.matching)
    shown_points = [point.index for point in points if point.photo is not None]
    pairs = {index: compared_finding(examination, index, release) for index in shown_points}
    return {
        "reading": reading,
        "pairs": pairs,
        "has_evidence": any(pair.has_evidence for pair in pairs.values()),
        "lines": {text.index: compared_text(examination, text.index, release) for text in reading.texts},
        "marks": {point.index: "amount" if point.id == MISSING else MARKS[point.finding] for point in points},
        "photos": shown(examination).photos,
        "examination": examination,
        "candidates_heading": messages.CANDIDATES,
        "compared_all_the_same": messages.COMPARED_ALL_THE_SAME,
        "release_gone": NOTHING if release else messages.RELEASE_GONE,
    }


def audience_of(actor: Actor, examination: Examination) -> Audience:
    """The audience: the person who sent the photos is addressed as such, and administrators see missing items."""
    is_examiner = actor.person_id == examination.origin.examined_by
    return Audience(is_examiner=is_examiner, sees_counts=actor.role == Role.ADMINISTRATOR)


def known_release(releases: Releases, release_id: str) -> KnownRelease | None:
    """A release by its id; None if it is no longer here."""
    try:
        return releases.known(release_id)
    except NotFoundError:
        return None
