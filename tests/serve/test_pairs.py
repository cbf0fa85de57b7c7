"""A finding beside genuine: where the place is known on both, both pictures show it at one scale and orientation."""

import hashlib
import io
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from model.catalogue import Region, TextKind
from model.description import UNNAMED_REGION, ReferencePicture
from model.evidence import encode_jpeg
from model.examiner import Examiner
from model.formats import IntakeLimits
from model.release import load_release
from model.text_findings import TextFinding, TextResult
from model.unlikeness import MISSING
from model.verdict import Finding, PointFinding, Registration
from serve.examinations.domain import Examination, Origin, PairKind, StoredPhoto, verdict_json
from serve.examinations.finding_messages import CUT_OFF, STRONGEST
from serve.examinations.pairs import note_of, pair_of
from serve.examinations.pictures import Pictures, Side
from serve.platform.drawing import Target, cut, laid_over
from serve.platform.errors import NotFoundError
from serve.releases.domain import KnownRelease
from tests.serve.tiny_release import COUNTERFEIT

if TYPE_CHECKING:
    from serve.platform.objects import Objects
    from serve.releases.service import Releases

REGION = (0.3, 0.4, 0.2, 0.1)
SIZE = (640, 480)
ROWS = (0.55, -0.16, 0.3, 0.12, 0.6, 0.1, 0.08, -0.05, 1.0)  # a homography from fractions to fractions
TILTED = np.array(ROWS).reshape(3, 3)
MARKED = np.array([213, 0, 109])  # the frame's colour


def genuine() -> Image.Image:
    """A picture that looks different at every place, and nowhere has the frame's colour."""
    random = np.random.default_rng(7)
    picture = Image.fromarray(random.integers((0, 60, 60), (110, 255, 255), (12, 16, 3), np.uint8)).resize(
        SIZE, Image.Resampling.BICUBIC
    )
    draw = ImageDraw.Draw(picture)
    for _ in range(60):
        x, y = int(random.integers(SIZE[0])), int(random.integers(SIZE[1]))
        draw.line((x, y, x + 40, y + 9), fill=(20, 20, 25), width=4)
    return picture


def photographed(picture: Image.Image, homography: NDArray[np.float64], size: tuple[int, int]) -> NDArray[np.uint8]:
    """The picture as a photo of this size shows it."""
    pixels = np.diag([*size, 1.0]) @ homography @ np.diag([1 / picture.width, 1 / picture.height, 1.0])
    return np.asarray(cv2.warpPerspective(np.asarray(picture), pixels, size), np.uint8)


def opened(jpeg: bytes) -> NDArray[np.int64]:
    return np.asarray(Image.open(io.BytesIO(jpeg)), np.int64)


def difference(one: NDArray[np.int64], other: NDArray[np.int64]) -> float:
    """Mean absolute difference of the middle halves, grey levels."""
    height, width = one.shape[0] // 4, one.shape[1] // 4
    inner = np.s_[height:-height, width:-width]
    return float(np.abs(one[inner] - other[inner]).mean())


def framed_at(pixels: NDArray[np.int64]) -> tuple[int, int, int, int]:
    """The box around what has the frame's colour."""
    rows, columns = np.nonzero(np.abs(pixels - MARKED).sum(axis=2) < 90)
    return int(columns.min()), int(rows.min()), int(columns.max()), int(rows.max())


@pytest.mark.parametrize("photo_size", [(900, 700), (480, 640), (1600, 1200)])
def test_a_tilted_photo_is_laid_over_the_reference(photo_size: tuple[int, int]) -> None:
    picture = genuine()
    photo = photographed(picture, TILTED, photo_size)
    laid = opened(laid_over(photo, ROWS, Target.at(REGION), SIZE, 400))
    beside = opened(cut(np.asarray(picture, np.uint8), Target.at(REGION), 400))
    elsewhere = opened(cut(np.asarray(picture, np.uint8), Target.at((0.5, 0.4, 0.2, 0.1)), 400))
    assert laid.shape == beside.shape
    assert framed_at(laid) == pytest.approx(framed_at(beside), abs=2)
    assert difference(laid, beside) < 12
    assert difference(laid, elsewhere) > 2.5 * difference(laid, beside)


def test_where_the_photo_ends_before_the_place_does_the_ground_is_plain() -> None:
    half_out = np.array([[1.0, 0.0, 0.6], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    laid = opened(
        laid_over(photographed(genuine(), half_out, SIZE), half_out.ravel().tolist(), Target.at(REGION), SIZE, 300)
    )
    assert np.abs(laid[:, -8:] - np.array([238, 242, 246])).max() < 12


@dataclass(frozen=True)
class OneRelease:
    """A shelf with one release on it."""

    release: KnownRelease

    def known(self, release_id: str) -> KnownRelease:
        if release_id != self.release.id:
            raise NotFoundError("There is no such release.")
        return self.release


@dataclass(frozen=True)
class OnePhoto:
    """An object store with one photo in it."""

    content: bytes

    def get(self, sha256: str) -> bytes:
        assert sha256 == hashlib.sha256(self.content).hexdigest()
        return self.content


class Table:
    """An examination of one photo of a drawn item, and the release that judged it."""

    def __init__(self, folder: Path) -> None:
        examiner = Examiner(load_release(folder))
        self.reference = encode_jpeg(genuine(), quality=95)
        self.sha256 = hashlib.sha256(self.reference).hexdigest()
        photo = encode_jpeg(Image.fromarray(photographed(genuine(), TILTED, (900, 700))), quality=95)
        known = examiner.release.description
        box = known.products["box"]
        points = tuple(
            replace(point, reference=self.sha256, region=Region(*REGION)) if point.id != "seal" else point
            for point in box.sheet.points
        )
        self.logo = REGION
        products = {**known.products, "box": replace(box, sheet=replace(box.sheet, points=points))}
        references = (ReferencePicture("box", "front", self.sha256),)
        description = replace(known, products=products, references=references)
        self.release = KnownRelease(examiner.release.id, description, examiner.gallery, {self.sha256: self.reference})
        self.photo = StoredPhoto(hashlib.sha256(photo).hexdigest(), "image/jpeg", len(photo))
        self.verdict = examiner.examine([COUNTERFEIT], product="box")
        self.pictures = Pictures(
            cast("Objects", OnePhoto(photo)), cast("Releases", OneRelease(self.release)), IntakeLimits()
        )

    def examined(
        self, finding: PointFinding, *, is_registered: bool = False, hidden: frozenset[str] = frozenset()
    ) -> Examination:
        """An examination with this one finding, its photo registered or not."""
        photo = self.verdict.photos[0]
        if is_registered:
            photo = replace(photo, registrations=(replace(A_REGISTRATION, reference=self.sha256),))
        verdict = replace(self.verdict, points=(finding,), photos=(photo,))
        return Examination(
            "e-1",
            datetime(2026, 11, 26, tzinfo=UTC),
            verdict_json(verdict),
            verdict,
            (self.photo,),
            Origin(None, None),
            hidden,
        )


A_REGISTRATION = Registration(reference="", homography=ROWS, inliers=40, cells=30)


@pytest.fixture(scope="module")
def table(tiny_release: Path) -> Table:
    return Table(tiny_release)


def found(table: Table, **changes: object) -> PointFinding:
    finding = PointFinding("logo", Finding.DEVIATES, 2.0, 0, (0.1, 0.1, 0.1, 0.1), table.sha256, REGION, REGION)
    return replace(finding, **changes)  # type: ignore[arg-type]


def test_of_a_registered_photo_both_pictures_show_one_place(table: Table) -> None:
    examination = table.examined(found(table), is_registered=True)
    assert pair_of(examination, 0, table.release).kind is PairKind.SAME_PLACE
    photo, reference = (opened(table.pictures.pair(examination, 0, side)) for side in (Side.PHOTO, Side.REFERENCE))
    assert photo.shape == reference.shape
    assert difference(photo, reference) < 14
    assert framed_at(photo) == pytest.approx(framed_at(reference), abs=2)


def test_matches_are_shown_alike(table: Table) -> None:
    examination = table.examined(found(table, finding=Finding.MATCHES, region=None), is_registered=True)
    assert pair_of(examination, 0, table.release).kind is PairKind.SAME_PLACE


def test_a_close_up_shows_both_the_place_and_where_the_evidence_is_strongest(table: Table) -> None:
    """Where the two are apart, one of them alone would leave out what differs."""
    apart = (0.2, 0.72, 0.1, 0.1)
    corners = [TILTED @ (x, y, 1.0) for x, y in ((0.2, 0.72), (0.3, 0.72), (0.3, 0.82), (0.2, 0.82))]
    places = np.array([corner[:2] / corner[2] for corner in corners])
    on_photo = (*places.min(axis=0), *(places.max(axis=0) - places.min(axis=0)))
    examination = table.examined(found(table, region=on_photo), is_registered=True)
    target = pair_of(examination, 0, table.release).target
    assert target is not None
    assert target.frame == REGION
    assert target.strongest is not None
    for region in (REGION, apart, target.strongest):
        assert target.whole[0] <= region[0] <= region[0] + region[2] <= target.whole[0] + target.whole[2] + 1e-9
        assert target.whole[1] <= region[1] <= region[1] + region[3] <= target.whole[1] + target.whole[3] + 1e-9
    photo, reference = (opened(table.pictures.pair(examination, 0, side)) for side in (Side.PHOTO, Side.REFERENCE))
    assert photo.shape == reference.shape
    assert difference(photo, reference) < 16
    assert str(note_of(pair_of(examination, 0, table.release))) == str(STRONGEST)


def test_a_reader_from_whom_a_point_is_withheld_sees_all_of_a_place_at_a_slant(table: Table) -> None:
    """The box within a slanted place, which is all that the verdict tells them, may be a tenth of it."""
    within = (0.38, 0.44, 0.04, 0.02)
    finding = found(table, region=None, place=(0.35, 0.4, 0.02, 0.02), reference_region=within)
    examination = table.examined(finding, is_registered=True, hidden=frozenset({"seal"}))
    target = pair_of(examination, 0, table.release).target
    assert target is not None
    assert target.whole == table.logo
    assert target.strongest is None
    assert target.frame[0] - table.logo[0] == pytest.approx(0.125 * min(table.logo[2:]))  # it stays off the rim


def test_a_place_that_the_photos_edge_cuts_is_said_to_be_shown_in_part(table: Table) -> None:
    whole = table.examined(found(table, region=None), is_registered=True)
    assert str(note_of(pair_of(whole, 0, table.release))) == ""
    seen = whole.verdict.photos[0]
    moved = np.array([[1.0, 0.0, 0.6], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])  # the place lies at 0.9 to 1.1 of the width
    cut_off = replace(
        seen, registrations=(replace(A_REGISTRATION, reference=table.sha256, homography=(*moved.ravel(),)),)
    )
    examination = replace(whole, verdict=replace(whole.verdict, photos=(cut_off,)))
    assert str(note_of(pair_of(examination, 0, table.release))) == str(CUT_OFF)


def test_pictures_of_the_finding_alone_show_the_same_as_its_pair(table: Table) -> None:
    examination = table.examined(found(table), is_registered=True)
    assert table.pictures.close_up(examination, 0) == table.pictures.pair(examination, 0, Side.PHOTO)
    assert table.pictures.evidence(examination, 0) == table.pictures.pair(examination, 0, Side.WHOLE_PHOTO)


def test_a_place_that_was_not_found_is_marked_on_the_reference_alone(table: Table) -> None:
    examination = table.examined(found(table, place=None))
    pair = pair_of(examination, 0, table.release)
    assert (pair.kind, pair.place, pair.reference_place) == (PairKind.NOT_FOUND, None, REGION)
    photo, reference = (table.pictures.pair(examination, 0, side) for side in (Side.PHOTO, Side.REFERENCE))
    assert opened(photo).shape[:2] == (622, 800)  # the whole photo
    assert (np.abs(opened(photo) - MARKED).sum(axis=2) < 90).sum() == 0
    assert framed_at(opened(reference))


def test_a_place_that_may_be_seen_without_the_homography_is_cut_out_of_both(table: Table) -> None:
    examination = table.examined(found(table))
    assert pair_of(examination, 0, table.release).homography is None
    assert max(opened(table.pictures.pair(examination, 0, Side.PHOTO)).shape) == 800


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"place": None, "reference_region": None, "reference": None}, PairKind.NO_REFERENCE),
        ({"place": None, "reference_region": None}, PairKind.LOOKALIKE),
        ({"id": UNNAMED_REGION, "reference_region": None}, PairKind.PHOTO_ONLY),
        ({"id": MISSING, "place": None, "region": None, "reference_region": None}, PairKind.AMOUNT),
    ],
)
def test_what_is_lacking_is_told_apart(table: Table, changes: dict[str, object], kind: PairKind) -> None:
    examination = table.examined(found(table, **changes))
    assert pair_of(examination, 0, table.release).kind is kind
    assert table.pictures.pair(examination, 0, Side.PHOTO)
    if kind is PairKind.NO_REFERENCE:
        with pytest.raises(NotFoundError):
            table.pictures.pair(examination, 0, Side.REFERENCE)


@pytest.mark.parametrize("changes", [{"place": None}, {"id": UNNAMED_REGION}])
def test_a_place_only_on_the_photo_is_marked_on_the_whole_photo_and_has_a_close_up(
    table: Table, changes: dict[str, object]
) -> None:
    """Two whole pictures can be compared; a close-up beside a whole one can't."""
    examination = table.examined(found(table, reference_region=None, **changes))
    assert pair_of(examination, 0, table.release).has_closer
    photo, whole, closer = (
        opened(table.pictures.pair(examination, 0, side)) for side in (Side.PHOTO, Side.WHOLE_PHOTO, Side.CLOSER)
    )
    assert photo.shape[1] / photo.shape[0] == pytest.approx(whole.shape[1] / whole.shape[0], rel=0.01)
    framed, cut_out = framed_at(photo), framed_at(closer)
    assert (cut_out[2] - cut_out[0]) / closer.shape[1] > 1.5 * (framed[2] - framed[0]) / photo.shape[1]


def test_a_line_of_print_is_cut_out_alike_on_the_photo_and_on_the_genuine_picture(table: Table) -> None:
    line = (REGION[0], REGION[1], REGION[2], REGION[3] / 4)
    text = TextFinding("lot", TextKind.LOT, TextResult.MATCHES, "LOT 7", r"LOT \d", 0, line, 0.9, table.sha256, line)
    plain = table.examined(found(table), is_registered=True)
    examination = replace(plain, verdict=replace(plain.verdict, texts=(text,)))
    photo, reference = (opened(table.pictures.text(examination, 0, side)) for side in (Side.PHOTO, Side.REFERENCE))
    assert photo.shape == reference.shape
    assert photo.shape[1] > 1.5 * photo.shape[0]
    assert difference(photo, reference) < 14
    for texts in ((), (replace(text, photo=None, reference=None),)):
        unshown = replace(examination, verdict=replace(plain.verdict, texts=texts))
        with pytest.raises(NotFoundError):
            table.pictures.text(unshown, 0, Side.PHOTO)


def test_a_release_of_an_earlier_format_shows_whole_pictures(table: Table) -> None:
    earlier = replace(table.release, description=replace(table.release.description, references=()))
    examination = table.examined(found(table, place=None, reference_region=None))
    assert pair_of(examination, 0, earlier).kind is PairKind.NOT_LAID
    gone = pair_of(examination, 0, None)
    assert (gone.kind, gone.reference) == (PairKind.NO_REFERENCE, None)


def test_a_point_that_is_kept_from_the_reader_lends_no_picture(table: Table) -> None:
    hidden = frozenset({"logo"})
    earlier = replace(table.release, description=replace(table.release.description, references=()))
    examination = table.examined(found(table, place=None, reference_region=None, reference=None), hidden=hidden)
    assert pair_of(examination, 0, earlier).reference is None


def test_a_photo_that_was_withdrawn_is_no_genuine_picture_any_more(table: Table, tiny_release: Path) -> None:
    digests = np.load(tiny_release / "gallery.npz")["sha256"]
    shown = next(each for each in map(str, digests) if table.release.gallery.picture(each))
    examination = table.examined(found(table, place=None, reference_region=None, reference=shown))
    assert pair_of(examination, 0, table.release).reference == shown
    withdrawn = replace(table.release, withdrawn={shown, table.sha256})
    pair = pair_of(examination, 0, withdrawn)
    assert (pair.kind, pair.reference) == (PairKind.NO_REFERENCE, None)
    assert withdrawn.picture(table.sha256) == table.reference  # a picture of the sheet goes with the sheet
