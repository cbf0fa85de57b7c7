"""The bundled release on the committed sample: what a new user gets who runs `make run` and sends a photo."""

import io
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw

from datasets.draw.products import product_by_id
from datasets.draw.sample import draw_item, plan_items
from model.datasets.splits import Split
from model.description import UNNAMED_REGION
from model.examiner import Examiner
from model.intake import read_picture
from model.quality import RetakeCode
from model.release import load_release
from model.text_findings import TextResult
from model.verdict import Finding, Outcome, Reason, Verdict
from tests.bundled import BUNDLED, ROOT, SAMPLE, evaluated
from tests.model.photos import STORED_AS, encoded, stored, tagged
from training.evaluate import Evaluation
from training.manifest import Manifest, read_manifest

ORIENTATIONS = ROOT.parent / "shared" / "data" / "orientation"


@pytest.fixture(scope="module")
def examiner() -> Examiner:
    return Examiner(load_release(BUNDLED))


@pytest.fixture(scope="module")
def sample() -> Manifest:
    return read_manifest(SAMPLE)


@pytest.fixture(scope="module")
def evaluation(tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    return evaluated(tmp_path_factory)


def test_genuine_and_counterfeit_test_items_are_told_apart(evaluation: Evaluation) -> None:
    figures = evaluation.figures
    assert figures["items"] == 48
    assert figures["auroc"]["value"] >= 0.98
    assert figures["coverage"]["value"] >= 0.85


def test_every_product_supports_both_definite_verdicts(examiner: Examiner) -> None:
    for product in examiner.release.description.products.values():
        for threshold in (product.rules[0].suspected, product.rules[0].consistent):
            assert threshold.bound is not None, product.sheet.id
            assert threshold.bound <= 0.05


def test_errors_on_test_items_are_compatible_with_the_promise(evaluation: Evaluation) -> None:
    for name in ("genuine_called_suspected", "counterfeit_called_consistent"):
        assert evaluation.figures[name]["low"] <= 0.05


def test_the_reasons_are_the_computation_on_every_test_item(evaluation: Evaluation) -> None:
    scored = [item for item in evaluation.items if item.verdict.residual is not None]
    assert len(scored) >= 0.98 * len(evaluation.items)  # the rest lost all photos
    for item in scored:
        total = (item.verdict.residual or 0.0) + sum(point.weight for point in item.verdict.points)
        assert total == pytest.approx(item.log_odds, abs=1e-5)


def test_few_untouched_items_lose_a_photo(evaluation: Evaluation) -> None:
    assert evaluation.figures["photo_lost"]["value"] <= 0.02


def test_nearly_every_visible_named_point_has_its_place(evaluation: Evaluation) -> None:
    named = [
        point
        for item in evaluation.items
        for point in item.verdict.points
        if point.reference_region and point.photo is not None and point.id != UNNAMED_REGION
    ]
    assert sum(point.place is not None for point in named) >= 0.95 * len(named) > 0


@pytest.mark.parametrize("given", ["vell-carton", None])
def test_a_photo_of_other_goods_among_the_right_ones_is_named_and_nothing_is_called_consistent(
    examiner: Examiner, given: str | None
) -> None:
    images = ROOT / "datasets" / "images"
    names = ("vell-carton-720bf308-front.jpg", "tornavik-bearing-08dea90b-front.jpg", "vell-carton-720bf308-back.jpg")
    verdict = examiner.examine([(images / name).read_bytes() for name in names], product=given)
    assert [photo.belongs for photo in verdict.photos] == [True, False, True]
    assert verdict.photos[1].product == "tornavik-bearing"
    assert verdict.outcome is Outcome.INCONCLUSIVE
    assert {Reason.FOREIGN_PHOTO, Reason.EVIDENCE_CONFLICTS} <= set(verdict.reasons)


@pytest.mark.parametrize("name", ["vell-carton-720bf308-front.jpg", "inkora-seal-0056dba7-box.jpg"])
def test_a_close_up_of_half_the_sides_still_belongs(examiner: Examiner, name: str) -> None:
    with Image.open(ROOT / "datasets" / "images" / name) as picture:
        width, height = picture.size
        close_up = picture.crop((width // 4, height // 4, 3 * width // 4, 3 * height // 4))
        verdict = examiner.examine([encoded(close_up)], product=name.rpartition("-")[0].rpartition("-")[0])
    assert [photo.belongs for photo in verdict.photos] == [True]


def test_marked_print_is_read_on_nearly_every_item_and_accuses_none(evaluation: Evaluation) -> None:
    texts = [text for item in evaluation.items for text in item.verdict.texts if text.photo is not None]
    assert sum(text.finding is TextResult.MATCHES for text in texts) >= 0.9 * len(texts) > 0
    assert [text.id for text in texts if text.finding is TextResult.DEVIATES] == []


def test_a_wrong_serial_number_in_print_keeps_a_genuine_item_from_being_called_consistent(examiner: Examiner) -> None:
    product, found = product_by_id("palvidine-blister"), []
    for item in plan_items(99, [product], 6, 0, {}):
        wrong = replace(item, printed=replace(item.printed, serial=f"{item.printed.serial[:4]}QX4077"))
        verdict = examiner.examine([photo.data for photo in draw_item(wrong)], product=product.id)
        serial = next(text for text in verdict.texts if text.id == "serial-number")
        if serial.finding is TextResult.DEVIATES:
            found.append((verdict.outcome, verdict.reasons))
        assert serial.finding is not TextResult.MATCHES
    assert len(found) >= 4  # a thumb lies over some
    assert Outcome.CONSISTENT not in {outcome for outcome, _ in found}
    assert (Outcome.INCONCLUSIVE, (Reason.EVIDENCE_CONFLICTS,)) in found


def test_a_side_that_was_asked_for_and_not_photographed_is_not_cleared(examiner: Examiner) -> None:
    """The first side twice: as when the camera page asks for the seal, and the shutter is pressed again."""
    box = (SAMPLE.parent / "images" / "inkora-seal-0df05db5-box.jpg").read_bytes()  # a counterfeit whose box deceives
    verdict = examiner.examine([box, box], product="inkora-seal", views=("box", "seal"))
    assert verdict.outcome is not Outcome.CONSISTENT
    assert [(photo.view, photo.stated_view) for photo in verdict.photos] == [("box", None), ("box", "seal")]
    assert verdict.next_photo == "seal"
    findings = {point.id: point.finding for point in verdict.points}
    assert findings["seal-guilloche"] is Finding.NOT_VISIBLE


@pytest.mark.parametrize("turn", [Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180])
def test_a_turned_photo_is_to_be_taken_again_and_nothing_is_called_on_it(
    examiner: Examiner, turn: Image.Transpose
) -> None:
    photos = []
    for name in ("vell-carton-720bf308-front.jpg", "vell-carton-720bf308-back.jpg"):
        with Image.open(ROOT / "datasets" / "images" / name) as picture:
            photos.append(encoded(picture.transpose(turn)))
    verdict = examiner.examine(photos)
    assert (verdict.outcome, verdict.reasons) == (Outcome.INCONCLUSIVE, (Reason.PHOTO_QUALITY,))
    assert [photo.retake for photo in verdict.photos] == [(RetakeCode.TURNED,)] * 2


def test_a_hand_over_a_genuine_item_hides_what_is_under_it_and_accuses_no_one(examiner: Examiner) -> None:
    photos = []
    for name in ("vell-carton-720bf308-front.jpg", "vell-carton-720bf308-back.jpg"):
        with Image.open(ROOT / "datasets" / "images" / name) as picture:
            width, height = picture.size
            ImageDraw.Draw(picture).ellipse((0, height * 0.1, width * 0.6, height * 0.5), fill=(214, 164, 124))
            photos.append(encoded(picture))
    verdict = examiner.examine(photos, product="vell-carton")
    assert (verdict.outcome, verdict.reasons) == (Outcome.INCONCLUSIVE, (Reason.PHOTO_QUALITY,))
    assert [photo.retake for photo in verdict.photos] == [(RetakeCode.COVERED,)] * 2
    findings = {point.id: point.finding for point in verdict.points}
    assert {findings["logo-gap"], findings["headline-spelling"]} == {Finding.NOT_VISIBLE}
    assert findings["hologram"] is not Finding.NOT_VISIBLE


def test_close_ups_of_a_genuine_item_neither_accuse_nor_clear_it(examiner: Examiner) -> None:
    photos = []
    for name in ("vell-carton-720bf308-front.jpg", "vell-carton-720bf308-back.jpg"):
        with Image.open(ROOT / "datasets" / "images" / name) as picture:
            width, height = picture.size
            photos.append(encoded(picture.crop((width // 5, height // 5, 4 * width // 5, 4 * height // 5))))
    verdict = examiner.examine(photos, product="vell-carton")
    assert (verdict.outcome, verdict.reasons) == (Outcome.INCONCLUSIVE, (Reason.EVIDENCE_WEAK,))


def test_a_definite_verdict_shows_a_genuine_reference_beside_the_evidence(
    evaluation: Evaluation, examiner: Examiner
) -> None:
    suspected = [item for item in evaluation.items if item.verdict.outcome is Outcome.SUSPECTED]
    assert suspected
    for item in suspected:
        reference = item.verdict.points[0].reference
        assert reference is not None
        picture = examiner.release.references.get(reference) or examiner.gallery.picture(reference)
        assert picture is not None
        assert Image.open(io.BytesIO(picture)).format == "JPEG"


def stored_in_every_orientation(picture: Image.Image) -> Iterator[bytes]:
    for orientation in STORED_AS:
        yield encoded(stored(picture, orientation), exif=tagged(orientation))


def without_digest(verdict: Verdict) -> dict[str, object]:
    document = verdict.as_json()
    for photo in document["photos"]:
        photo.pop("sha256")
    document.pop("took_ms")
    return document


def test_a_picture_stored_in_each_orientation_gives_one_and_the_same_verdict(
    examiner: Examiner, sample: Manifest
) -> None:
    row = next(row for row in sample.rows if row.split is Split.TEST and row.points)
    with Image.open(sample.path_of(row)) as picture:
        verdicts = [without_digest(examiner.examine([data])) for data in stored_in_every_orientation(picture)]
    assert all(verdict == verdicts[0] for verdict in verdicts)


@pytest.mark.shared
@pytest.mark.parametrize("kind", ["Landscape", "Portrait"])
def test_real_photos_in_all_orientations_agree(examiner: Examiner, kind: str) -> None:
    if not ORIENTATIONS.exists():
        pytest.skip(f"{ORIENTATIONS} is not beside the checkout")
    photos = [(ORIENTATIONS / f"{kind}_{number}.jpg").read_bytes() for number in range(9)]
    upright = np.stack([read_picture(photo, longest_side=160).pixels.astype(float) for photo in photos])
    assert np.abs(upright - upright[0]).mean(axis=(1, 2, 3)).max() < 4  # each file was compressed separately
    assert len({examiner.examine([photo]).outcome for photo in photos}) == 1
