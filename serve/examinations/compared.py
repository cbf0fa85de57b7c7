"""What the page of a verdict shows of a finding: the photo beside the genuine picture, each with what is framed on it.

Places are framed by the page and not in the pictures, so that a frame stays thin when the picture is enlarged, and the
frame of the evidence can be left out until it is asked for.
"""

import io
from dataclasses import dataclass, replace

from PIL import Image

from model.messages import NOTHING, Wording
from model.unlikeness import STRANGE
from model.verdict import Finding, PointFinding
from serve.examinations.domain import Examination, PairKind
from serve.examinations.finding_messages import CUT_OFF, PAIRS, PAIRS_UNFRAMED, STRONGEST
from serve.examinations.pairs import Pair, pair_of, text_pair
from serve.examinations.pictures import CLOSE_UP_SIDE, DETAIL, Side
from serve.platform.drawing import Place, Shape, Target, Window
from serve.platform.errors import NotFoundError
from serve.releases.domain import KnownRelease

BESIDE = 0.012  # of the picture, between a place and its frame
UNFRAMED, LARGE = "?frames=false", "?frames=false&large=true"


@dataclass(frozen=True)
class ComparedSide:
    """One of the two pictures; addresses, and places as fractions of the picture.

    Attributes:
        large: the same, twice as large.
        width, height: in pixels; 0 if they are not known before it is drawn.
        place: framed from the start; None if there is none.
        evidence: where the evidence is strongest, framed when it is asked for; None if there is none.
    """

    picture: str
    large: str
    width: int = 0
    height: int = 0
    place: Place | None = None
    evidence: Place | None = None


@dataclass(frozen=True)
class ComparedPair:
    """What is shown of a finding; addresses are empty if there is no such picture.

    Attributes:
        reference: None without a genuine picture.
        is_registered: whether both show the same place at one scale and orientation.
        closer: a close-up of the photo, if it is shown whole beside a genuine picture without the place.
        closer_is_evidence: whether that shows where the evidence is strongest, and not a place.
        photo_whole, reference_whole: empty if whole pictures are shown already.
        note: what to know about the two; empty if they show the same place.
        evidence_note: what to know about the frame of the evidence; empty if there is none.
    """

    photo: ComparedSide
    reference: ComparedSide | None
    is_registered: bool
    closer: str
    closer_is_evidence: bool
    photo_whole: str
    reference_whole: str
    note: Wording
    evidence_note: Wording

    @property
    def has_evidence(self) -> bool:
        """Whether there is something to show when the evidence is asked for."""
        is_framed = bool(self.photo.evidence or (self.reference and self.reference.evidence))
        return is_framed or (bool(self.closer) and self.closer_is_evidence)


def compared_finding(examination: Examination, index: int, release: KnownRelease | None) -> ComparedPair:
    """What is shown of finding `index`, which a photo shows.

    Args:
        examination: as the reader may see it. release: that gave the verdict; None if it is no longer here.
    """
    pair = pair_of(examination, index, release)
    finding = examination.verdict.points[index]
    base = f"/v1/examinations/{examination.id}/pairs/{index}"
    shown = _compared(pair, base, release, Shape.PLACE)
    if pair.target is not None:
        return replace(shown, evidence_note=STRONGEST if pair.target.strongest else NOTHING)
    is_evidence, photo = _is_evidence(finding), shown.photo
    if is_evidence:
        plain = f"{base}/{Side.PHOTO.value}.jpg"
        photo = ComparedSide(plain + UNFRAMED, plain + LARGE, evidence=_evidence(pair, finding))
    notes = PAIRS_UNFRAMED if is_evidence else PAIRS
    return replace(
        shown,
        photo=photo,
        closer=f"{base}/{Side.CLOSER.value}.jpg" if pair.has_closer else "",
        closer_is_evidence=is_evidence,
        note=notes.get(pair.kind, NOTHING),
    )


def compared_text(examination: Examination, index: int, release: KnownRelease | None) -> ComparedPair | None:
    """What is shown of marked text `index`; None if no photo shows it."""
    try:
        pair = text_pair(examination, index, release)
    except NotFoundError:
        return None
    return _compared(pair, f"/v1/examinations/{examination.id}/texts/{index}", release, Shape.LINE)


def _compared(pair: Pair, base: str, release: KnownRelease | None, shape: Shape) -> ComparedPair:
    address = {side: f"{base}/{side.value}.jpg" for side in Side}
    photo, reference = (
        ComparedSide(address[side] + UNFRAMED, address[side] + LARGE) for side in (Side.PHOTO, Side.REFERENCE)
    )
    window = _window(pair, release, shape)
    if window is not None and pair.target is not None:
        photo, reference = (_framed(each, window, pair.target) for each in (photo, reference))
    elif pair.is_close_up:  # each is cropped around its own place, and has its frame drawn in
        photo, reference = (
            ComparedSide(address[side], f"{address[side]}?large=true") for side in (Side.PHOTO, Side.REFERENCE)
        )
    else:
        photo = replace(photo, place=pair.place and _beside(pair.place))
        reference = replace(reference, place=pair.reference_place and _beside(pair.reference_place))
    return ComparedPair(
        photo=photo,
        reference=reference if pair.reference else None,
        is_registered=window is not None,
        closer="",
        closer_is_evidence=False,
        photo_whole=address[Side.WHOLE_PHOTO] if pair.is_close_up else "",
        reference_whole=address[Side.WHOLE_REFERENCE] if pair.is_close_up and pair.reference else "",
        note=CUT_OFF if pair.is_cut_off else NOTHING,
        evidence_note=NOTHING,
    )


def _framed(side: ComparedSide, window: Window, target: Target) -> ComparedSide:
    """One of two pictures of the same piece, with its size and what is framed on it."""
    width, height = window.size
    strongest = _beside(window.place_of(target.strongest)) if target.strongest else None
    place = _beside(window.place_of(target.frame))
    return replace(side, width=width, height=height, place=place, evidence=strongest)


def _window(pair: Pair, release: KnownRelease | None, shape: Shape) -> Window | None:
    """The piece of the reference picture that both show; None if they are not laid over each other."""
    content = release.picture(pair.reference) if release and pair.reference else None
    if content is None or pair.target is None or pair.homography is None:
        return None
    return Window.around(pair.target.whole, *_size_of(content), CLOSE_UP_SIDE, shape)


def _size_of(content: bytes) -> tuple[int, int]:
    """Width and height of a genuine picture, as it is read for a close-up."""
    with Image.open(io.BytesIO(content)) as picture:
        width, height = picture.size
    share = min(1.0, DETAIL * CLOSE_UP_SIDE / max(width, height))
    return round(width * share), round(height * share)


def _is_evidence(finding: PointFinding) -> bool:
    """Whether all that is known of the place is where the evidence is strongest.

    A detail that no genuine photo shows is a place: where it is, is what was found.
    """
    return finding.place is None and finding.id != STRANGE


def _evidence(pair: Pair, finding: PointFinding) -> Place | None:
    """Where the evidence is strongest on a photo that is not laid over the genuine picture."""
    is_told = pair.place is not None or finding.finding is Finding.DEVIATES
    if pair.is_close_up or pair.kind is PairKind.AMOUNT or finding.region is None or not is_told:
        return None
    return _beside(finding.region)


def _beside(place: Place) -> Place:
    """A frame around a place, as far as it fits on the picture."""
    x, y, width, height = place
    left, top = max(0.0, x - BESIDE), max(0.0, y - BESIDE)
    return left, top, min(1.0, x + width + BESIDE) - left, min(1.0, y + height + BESIDE) - top
