"""Comparison: a registered photo is compared with genuine items at each place that the sheet marks.

For such a place a release has a *template*: the median of genuine training photos registered to the reference picture.
    A photo registered to the same picture is cropped there, adjusted to the template's light, shifted by a few pixels
    to the best fit, and its largest local difference is measured. The distributions of differences of genuine and
    deviating photos come from training photos (training/templates.py), so a difference becomes a log-likelihood ratio.
    A misspelt word, too small for the network's maps, is clear here.
"""

import io
import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from model.catalogue import Region
from model.errors import ReleaseRefusedError
from model.messages import message
from model.registration import place_of
from model.verdict import Registration

SIDE = 640  # pixels of the reference picture's longest side, in the frame of templates
SHIFT = 3  # pixels by which a registration may be off at one place
PAD = SHIFT + 1  # pixels around the region
SOFT, LOCAL = 0.8, 2.0  # sigma in pixels of what is smoothed: noise before the comparison, the difference after it
DIM = 8.0  # grey levels added to the spread, so that a nearly plain place is not blown up
STEPS = 32  # of a template's whole numbers to one spread of its pixels
MOST = 5.0  # largest log-likelihood ratio, natural logarithm, that one place may claim
PEAK_SHARE = 0.5  # of the largest difference; what touches it and reaches this much is the place of the difference
LEAST = 1e-6

Pixels = NDArray[np.uint8]
Numbers = NDArray[np.float32]


@dataclass(frozen=True)
class Weighing:
    """How a difference becomes a log-likelihood ratio: ``slope * log(difference) + intercept``, within `MOST`.

    Attributes:
        share: of counterfeit items that deviate at this place.
    """

    slope: float
    intercept: float
    share: float

    def adds(self, difference: float) -> float:
        """What the place adds to the log-odds of its item: counterfeits deviate there in a part of the cases only."""
        ratio = self.slope * math.log(difference + LEAST) + self.intercept
        return math.log(1.0 - self.share + self.share * math.exp(max(-MOST, min(MOST, ratio))))


@dataclass(frozen=True, eq=False)
class Template:
    """The template of one place.

    Attributes:
        region: on the reference picture, in fractions.
        frame: (width, height) of the reference picture in the frame of templates.
        pixels: int8 (h, w, 3), normalised, in `STEPS`; the region with `PAD` around it.
    """

    product: str
    point: str
    view: str
    reference: str
    region: Region
    frame: tuple[int, int]
    pixels: NDArray[np.int8]
    weighing: Weighing


class Difference(NamedTuple):
    """The largest local difference at a place, in spreads of its pixels, and where on the photo it is."""

    size: float
    region: Region | None


def frame_of(width: int, height: int) -> tuple[int, int]:
    """(width, height) in the frame of templates, of a reference picture of this size."""
    scale = SIDE / max(width, height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def cut_out(picture: Pixels, registration: Registration, region: Region, frame: tuple[int, int]) -> Numbers | None:
    """The place on an upright photo (h, w, 3), as it would lie on the reference picture, normalised.

    None if the photo does not show all of it.
    """
    place = place_of(registration, region)
    if place is None or not _whole(place):
        return None
    height, width = picture.shape[:2]
    homography = np.array(registration.homography, np.float64).reshape(3, 3)
    whole = np.diag([width, height, 1.0]) @ homography @ _from_template(region, frame)
    size = _size(region, frame)
    cut = cv2.warpPerspective(
        picture, whole, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE
    )
    return _normalised(np.asarray(cut, np.float32))


def difference(cut: Numbers, template: NDArray[np.int8]) -> tuple[float, Numbers]:
    """The largest local difference of a cut from a template, both (h, w, 3), and the map of differences (h', w')."""
    inner = cut[SHIFT:-SHIFT, SHIFT:-SHIFT]
    height, width = inner.shape[:2]
    known = template.astype(np.float32) / STEPS
    shifts = itertools.product(range(2 * SHIFT + 1), repeat=2)
    places = (known[down : down + height, across : across + width] for down, across in shifts)
    nearest = min(places, key=lambda place: cv2.norm(inner, place, cv2.NORM_L1))
    best = np.abs(inner - nearest).mean(axis=2)
    local = np.asarray(cv2.GaussianBlur(best, (0, 0), LOCAL), np.float32)
    return float(local.max()), local


def compare(picture: Pixels, registration: Registration, template: Template) -> Difference | None:
    """How a photo laid over the reference picture differs from a template; None if it shows not all of the place."""
    cut = cut_out(picture, registration, template.region, template.frame)
    if cut is None:
        return None
    size, local = difference(cut, template.pixels)
    return Difference(size, place_of(registration, _peak(local, template)))


def _peak(local: Numbers, template: Template) -> Region:
    """The box, on the reference picture, of what differs most."""
    _, labels, boxes, _ = cv2.connectedComponentsWithStats((local >= PEAK_SHARE * local.max()).astype(np.uint8))
    row, column = np.unravel_index(int(local.argmax()), local.shape)
    left, top, width, height, _ = (int(number) for number in boxes[int(labels[row, column])])
    across, down = template.frame
    offset = SHIFT - PAD
    x, y = template.region.x + (left + offset) / across, template.region.y + (top + offset) / down
    return Region(x, y, width / across, height / down)


def _whole(place: Region) -> bool:
    """Whether a place is not cut by the photo's edge."""
    return place.x > 0 and place.y > 0 and place.x + place.width < 1 and place.y + place.height < 1


def _size(region: Region, frame: tuple[int, int]) -> tuple[int, int]:
    """(width, height) of a template."""
    return max(1, round(region.width * frame[0])) + 2 * PAD, max(1, round(region.height * frame[1])) + 2 * PAD


def _from_template(region: Region, frame: tuple[int, int]) -> NDArray[np.float64]:
    """3 x 3, from pixels of a template to fractions of the reference picture."""
    width, height = frame
    return np.array(
        [[1 / width, 0, region.x - PAD / width], [0, 1 / height, region.y - PAD / height], [0, 0, 1]], np.float64
    )


def _normalised(cut: Numbers) -> Numbers:
    """Without the light: each channel about zero, in spreads of all."""
    smooth = np.asarray(cv2.GaussianBlur(cut, (0, 0), SOFT), np.float32)
    return np.asarray((smooth - smooth.mean(axis=(0, 1))) / (smooth.std() + DIM), np.float32)


class Templates:
    """The templates of one release."""

    def __init__(self, templates: Sequence[Template]) -> None:
        self._by_view: dict[tuple[str, str], list[Template]] = {}
        for template in templates:
            self._by_view.setdefault((template.product, template.view), []).append(template)

    def __bool__(self) -> bool:
        return bool(self._by_view)

    def of(self, product: str, view: str) -> Sequence[Template]:
        """The templates of a product's view."""
        return self._by_view.get((product, view), ())


class PlaceComparison(NamedTuple):
    """What one place adds to the log-odds, and where on the photo the difference is."""

    adds: float
    region: Region | None


class PlaceComparisons:
    """One photo's comparisons, made on demand, once per view. Safe to call from several threads."""

    def __init__(self, picture: Pixels | None, templates: Templates | None) -> None:
        self._picture, self._templates = picture, templates
        self._made: dict[tuple[str, str], Mapping[str, PlaceComparison]] = {}

    def of(self, product: str, view: str, registrations: Sequence[Registration]) -> Mapping[str, PlaceComparison]:
        """Point -> comparison, of the places that the photo shows whole.

        Args:
            registrations: the photo's, to the reference pictures of this view.
        """
        if (product, view) not in self._made:
            if self._picture is None or self._templates is None:
                return {}
            templates = self._templates.of(product, view)
            self._made[product, view] = dict(self._compared(self._picture, templates, registrations))
        return self._made[product, view]

    @staticmethod
    def _compared(
        picture: Pixels, templates: Sequence[Template], registrations: Sequence[Registration]
    ) -> Iterator[tuple[str, PlaceComparison]]:
        by_reference = {registration.reference: registration for registration in registrations}
        for template in templates:
            registration = by_reference.get(template.reference)
            found = None if registration is None else compare(picture, registration, template)
            if found is not None:
                yield template.point, PlaceComparison(template.weighing.adds(found.size), found.region)

    def made(self) -> "PlaceComparisons":
        """The comparisons so far, without the picture, which is large."""
        kept = PlaceComparisons(None, None)
        kept._made = dict(self._made)
        return kept


NOTHING_SHOWN = PlaceComparisons(None, None)

TEXTS = ("product", "point", "view", "reference")


def pack_templates(templates: Sequence[Template]) -> bytes:
    """templates.npz: one row per template, with their pixels end to end."""
    fields: dict[str, NDArray[Any]] = {name: np.array([getattr(t, name) for t in templates], np.str_) for name in TEXTS}
    fields["region"] = np.array([t.region for t in templates], np.float64).reshape(-1, 4)
    fields["frame"] = np.array([t.frame for t in templates], np.int64).reshape(-1, 2)
    rows = [(t.weighing.slope, t.weighing.intercept, t.weighing.share) for t in templates]
    fields["weighing"] = np.array(rows, np.float64).reshape(-1, 3)
    fields["pixels"] = np.concatenate([np.zeros(0, np.int8), *(t.pixels.ravel() for t in templates)])
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **fields)
    return buffer.getvalue()


def unpack_templates(content: bytes) -> tuple[Template, ...]:
    """The templates that `pack_templates` wrote; none from no bytes, as in releases without them.

    Raises:
        ReleaseRefusedError: the bytes are not understood.
    """
    if not content:
        return ()
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            fields = {name: arrays[name] for name in (*TEXTS, "region", "frame", "weighing", "pixels")}
        return tuple(_templates(fields))
    except (ValueError, KeyError, OSError, EOFError) as error:
        raise ReleaseRefusedError(message("templates.npz: not understood ({error})", error=str(error))) from error


def _templates(fields: Mapping[str, NDArray[Any]]) -> Iterator[Template]:
    start = 0
    for row in range(len(fields["point"])):
        region = Region(*(float(edge) for edge in fields["region"][row]))
        frame = (int(fields["frame"][row][0]), int(fields["frame"][row][1]))
        width, height = _size(region, frame)
        end = start + width * height * 3
        pixels = fields["pixels"][start:end].reshape(height, width, 3)
        weighing = Weighing(*(float(number) for number in fields["weighing"][row]))
        product, point, view, reference = (str(fields[name][row]) for name in TEXTS)
        yield Template(product, point, view, reference, region, frame, pixels, weighing)
        start = end
