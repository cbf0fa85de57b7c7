"""The page of a verdict: the reading, and for each finding the photo beside a genuine picture."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from model.messages import NOTHING, Wording
from model.unlikeness import MISSING
from model.verdict import Finding
from serve.accounts.domain import Actor
from serve.accounts.permissions import Role
from serve.examinations import messages
from serve.examinations.context import Audience
from serve.examinations.domain import Examination, PairKind
from serve.examinations.pairs import note_of, pair_of
from serve.examinations.pictures import Side
from serve.examinations.reading import read
from serve.examinations.schemas import shown
from serve.platform.errors import NotFoundError
from serve.releases.domain import KnownRelease
from serve.releases.service import Releases

MARKS: Mapping[Finding, str] = MappingProxyType({Finding.DEVIATES: "deviates", Finding.MATCHES: "matches"})


@dataclass(frozen=True)
class ShownPair:
    """Addresses of a finding's pictures; empty if there is none.

    Attributes:
        photo_large, reference_large: opened by a tap: the largest close-up, or otherwise the whole picture.
        closer: a close-up of the place, if the photo is shown whole beside a genuine picture without the place.
        is_whole: whether the photo is shown whole.
        note: what to know about the two; empty if they show the same place.
        strongest: the photo with the region of the evidence framed, if the place was not found on it.
    """

    photo: str
    photo_large: str
    photo_whole: str
    reference: str
    reference_large: str
    reference_whole: str
    closer: str
    is_whole: bool
    note: Wording
    strongest: str


def verdict_names(
    examination: Examination, releases: Releases, languages: tuple[str, ...], actor: Actor
) -> Mapping[str, Any]:
    """The names for `verdict.html`."""
    release = known_release(releases, examination.verdict.release)
    audience = audience_of(actor, examination)
    reading = read(examination.verdict, release.description if release else None, languages, audience)
    points = (*reading.deviating, *reading.matching)
    pairs = {point.index: _shown_pair(examination, point.index, release) for point in points if point.photo is not None}
    return {
        "reading": reading,
        "pairs": pairs,
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


def _shown_pair(examination: Examination, index: int, release: KnownRelease | None) -> ShownPair:
    pair = pair_of(examination, index, release)
    finding = examination.verdict.points[index]
    examined = f"/v1/examinations/{examination.id}"
    sides = {side: f"{examined}/pairs/{index}/{side.value}.jpg" for side in Side}
    is_close, both_close = pair.is_close_up, pair.kind is PairKind.SAME_PLACE
    is_elsewhere = pair.kind is PairKind.NOT_FOUND and finding.region and finding.finding is Finding.DEVIATES
    return ShownPair(
        photo=sides[Side.PHOTO],
        photo_large=sides[Side.PHOTO if is_close else Side.WHOLE_PHOTO],
        photo_whole=sides[Side.WHOLE_PHOTO],
        reference=sides[Side.REFERENCE] if pair.reference else "",
        reference_large=sides[Side.REFERENCE if both_close else Side.WHOLE_REFERENCE] if pair.reference else "",
        reference_whole=sides[Side.WHOLE_REFERENCE] if pair.reference else "",
        closer=sides[Side.CLOSER] if pair.has_closer else "",
        is_whole=not is_close,
        note=note_of(pair),
        strongest=f"{examined}/evidence/{index}.jpg" if is_elsewhere else "",
    )
