"""What a reader may see of a verdict: nothing that is shown depends on where a withheld point lies."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from model.catalogue import Region, TextKind
from model.description import UNNAMED_REGION
from model.released_product import Basis
from model.text_findings import TextFinding, TextResult
from model.unlikeness import MISSING, STRANGE
from model.verdict import (
    Finding,
    GivenBy,
    Outcome,
    PhotoFinding,
    PhotoQuality,
    PointFinding,
    ProductCall,
    Registration,
    Verdict,
)
from serve.examinations.confidentiality import WITHHELD, withheld
from serve.examinations.domain import text_key, verdict_json
from serve.examinations.inscribed import inscribed
from serve.examinations.recorded import text_like

FRONT, OTHER = "a" * 64, "b" * 64  # reference pictures: one that a shown point is on, one of a withheld point alone
Homography = tuple[float, float, float, float, float, float, float, float, float]
STRAIGHT: Homography = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)
SLANTED: Homography = (0.6, -0.25, 0.3, 0.2, 0.7, 0.05, 0.05, -0.1, 1.0)
BOX = (0.2, 0.2, 0.3, 0.1)
INNER = (0.2375, 0.2125, 0.225, 0.075)  # the middle of it


def point(name: str, weight: float, **found: Any) -> PointFinding:
    known: dict[str, Any] = {
        "photo": 0,
        "region": (0.5, 0.5, 0.2, 0.2),
        "reference": FRONT,
        "place": BOX,
        "reference_region": BOX,
    }
    return PointFinding(name, Finding.DEVIATES if weight > 0 else Finding.MATCHES, weight, **(known | found))


def verdict_of(*points: PointFinding, homography: Homography = STRAIGHT) -> Verdict:
    """A verdict on one photo, laid over both reference pictures."""
    registrations = tuple(Registration(name, homography, 40, 12) for name in (FRONT, OTHER))
    quality = PhotoQuality(1.0, 0.5, 0.0, 1000)
    photo = PhotoFinding("c" * 64, "front", quality, (), 0.9, 0.4, belongs=True, registrations=registrations)
    return Verdict(
        Outcome.SUSPECTED, (), ProductCall("box", GivenBy.OFFICER, 1.0), 0.9, 1.0, 2.0, None, None, None, None, 3.0,
        0.5, Basis.BOTH_LABELS, None, None, points, (), (photo,), None, "r-1", 1.0,
    )  # fmt: skip


NAMED, SECRET = point("logo", 1.0), point("secret", 2.0, reference=OTHER)
UNNAMED = point(UNNAMED_REGION, 1.5)
NOWHERE: dict[str, Any] = dict.fromkeys(("photo", "region", "reference", "place", "reference_region"))


def test_a_reader_from_whom_nothing_is_withheld_sees_the_verdict_as_it_is() -> None:
    verdict = verdict_of(SECRET, UNNAMED, NAMED)
    assert withheld(verdict, ()) is verdict


def test_what_the_evidence_places_has_no_place_and_a_named_point_has_the_sheets() -> None:
    seen = withheld(verdict_of(SECRET, UNNAMED, NAMED), {"secret"})
    by_id = {each.id: each for each in seen.points}
    assert by_id[UNNAMED_REGION] == replace(UNNAMED, **NOWHERE)
    assert by_id["logo"] == replace(
        NAMED, region=None, place=by_id["logo"].place, reference_region=by_id["logo"].reference_region
    )
    assert by_id["logo"].place == pytest.approx(INNER, abs=0.01)


@pytest.mark.parametrize("name", [STRANGE, MISSING, UNNAMED_REGION])
def test_a_product_with_a_withheld_point_that_was_not_scored_is_shown_without_places_too(name: str) -> None:
    verdict = verdict_of(point(name, 1.0))
    assert withheld(verdict, {"secret"}).points == (replace(verdict.points[0], **NOWHERE),)


def test_withheld_points_are_one_entry_with_their_weight_in_its_order() -> None:
    verdict = verdict_of(point("seal", 3.0), SECRET, NAMED, point("rim", -0.5), point("hush", -1.25))
    seen = withheld(verdict, {"secret", "hush"})
    assert [(each.id, each.weight) for each in seen.points] == [
        ("seal", 3.0),
        ("logo", 1.0),
        (WITHHELD, 0.75),
        ("rim", -0.5),
    ]
    assert replace(seen.points[2], weight=0.0) == PointFinding(WITHHELD, Finding.DEVIATES, 0.0, **NOWHERE)


@pytest.mark.parametrize(
    ("findings", "said"),
    [
        (((2.0, Finding.DEVIATES), (-1.0, Finding.MATCHES)), Finding.DEVIATES),
        (((2.0, Finding.DEVIATES), (-3.0, Finding.MATCHES)), Finding.MATCHES),
        (((0.1, Finding.MATCHES), (0.1, Finding.NOT_VISIBLE)), Finding.MATCHES),
        (((0.0, Finding.NOT_VISIBLE), (0.0, Finding.NOT_VISIBLE)), Finding.MATCHES),
    ],
)
def test_whether_a_photo_shows_a_withheld_point_is_not_said(
    findings: Sequence[tuple[float, Finding]], said: Finding
) -> None:
    points = [replace(point(f"secret-{i}", weight), finding=finding) for i, (weight, finding) in enumerate(findings)]
    (entry,) = withheld(verdict_of(*points), {each.id for each in points}).points
    assert entry.finding is said


def test_a_reference_picture_that_only_a_withheld_point_is_on_is_not_named() -> None:
    text = verdict_json(withheld(verdict_of(SECRET, NAMED), {"secret"}))
    assert OTHER not in text
    assert FRONT in text


def test_what_was_measured_on_a_whole_photo_is_not_told() -> None:
    """The photo that is more like counterfeits, or agrees less with its reference, would show the withheld point."""
    verdict = verdict_of(SECRET, NAMED)
    assert None not in (verdict.photos[0].like_genuine, verdict.photos[0].like_counterfeit)
    for hidden in ({"secret"}, {"text/lot"}):
        (photo,) = withheld(verdict, hidden).photos
        assert (photo.like_genuine, photo.like_counterfeit) == (None, None)
        assert {(each.inliers, each.cells) for each in photo.registrations} == {(0, 0)}


def test_a_genuine_picture_that_was_chosen_by_the_looks_of_the_photo_is_not_named() -> None:
    chosen = point("rim", 0.5, reference="d" * 64, place=None, reference_region=None)
    assert withheld(verdict_of(SECRET, chosen), {"secret"}).points[-1].reference is None


def text(name: str, finding: TextResult, reference: str = FRONT) -> TextFinding:
    return TextFinding(name, TextKind.LOT, finding, "LOT 7", r"LOT \d", 0, BOX, 0.9, reference, BOX)


@pytest.mark.parametrize(
    ("findings", "said"),
    [
        ((TextResult.DEVIATES, TextResult.MATCHES), TextResult.DEVIATES),
        ((TextResult.NOT_READ, TextResult.MATCHES), TextResult.MATCHES),
        ((TextResult.NOT_READ, TextResult.NOT_READ), TextResult.MATCHES),
    ],
)
def test_withheld_texts_are_one_entry_that_tells_neither_words_nor_place(
    findings: Sequence[TextResult], said: TextResult
) -> None:
    secret = [text(f"secret-{i}", finding, OTHER) for i, finding in enumerate(findings)]
    verdict = replace(verdict_of(NAMED), texts=(text("lot", TextResult.MATCHES), *secret))
    seen = withheld(verdict, {text_key(each.id) for each in secret})
    assert seen.texts[1:] == (TextFinding(WITHHELD, None, said, None, None, None, None),)
    assert OTHER not in verdict_json(seen)


def test_the_box_of_a_shown_text_lies_within_its_place_as_a_points_does() -> None:
    verdict = replace(verdict_of(NAMED), texts=(text("lot", TextResult.MATCHES),))
    (seen,) = withheld(verdict, {"secret"}).texts
    assert seen.region == pytest.approx(INNER, abs=0.01)
    assert seen.reference_region == pytest.approx(INNER, abs=0.01)
    assert replace(seen, region=BOX, reference_region=BOX) == verdict.texts[0]
    unlaid = replace(verdict.texts[0], reference="e" * 64)
    assert withheld(replace(verdict, texts=(unlaid,)), {"secret"}).texts == (replace(unlaid, region=None),)


boxes = st.tuples(*(st.floats(0.0, 0.5) for _ in range(4)))
elsewhere = st.fixed_dictionaries(
    {
        "finding": st.sampled_from([Finding.MATCHES, Finding.NOT_VISIBLE]),
        "photo": st.sampled_from([None, 0]),
        "region": boxes,
        "reference": st.sampled_from([None, FRONT, OTHER]),
        "place": boxes,
        "reference_region": boxes,
    }
)


@settings(deadline=None)  # other work may have the cores
@given(secret=elsewhere, unnamed=elsewhere, named=boxes, like=st.tuples(st.floats(-1, 1), st.floats(-1, 1)))
def test_no_place_that_evidence_or_a_withheld_point_has_makes_a_difference(
    secret: dict[str, Any], unnamed: dict[str, Any], named: Any, like: tuple[float, float]
) -> None:
    """The text is the same for every place, view and reference of the withheld point, and any place of evidence."""
    unnamed["finding"] = UNNAMED.finding
    moved = verdict_of(replace(SECRET, **secret), replace(UNNAMED, **unnamed), replace(NAMED, region=named))
    laid = tuple(replace(each, inliers=4, cells=3) for each in moved.photos[0].registrations)
    photo = replace(moved.photos[0], like_genuine=like[0], like_counterfeit=like[1], registrations=laid)
    moved = replace(moved, photos=(photo,))
    whole = verdict_of(replace(SECRET, finding=Finding.MATCHES), UNNAMED, NAMED)
    assert verdict_json(withheld(moved, {"secret"})) == verdict_json(withheld(whole, {"secret"}))


@settings(deadline=None)  # other work may have the cores
@given(weights=st.lists(st.floats(-20, 20), min_size=2, max_size=6))
def test_a_verdict_that_was_read_back_is_withheld_to_the_same_text(weights: list[float]) -> None:
    names = [f"point-{index}" for index in range(len(weights))]
    points = sorted((point(*each) for each in zip(names, weights, strict=True)), key=lambda each: -each.weight)
    verdict = verdict_of(*points, homography=SLANTED)
    text = verdict_json(verdict)
    read_back = TypeAdapter(Verdict).validate_json(text)
    hidden = set(names[::2])
    assert verdict_json(withheld(read_back, hidden)) == verdict_json(withheld(verdict, hidden))


def test_a_shown_text_lacks_the_keys_that_the_recorded_one_lacks_and_no_others() -> None:
    verdict = verdict_of(NAMED)
    document = json.loads(verdict_json(verdict))
    for key in ("candidates", "readers"):
        del document[key]
    for key in ("place", "reference_region"):
        del document["points"][0][key]
    recorded = json.dumps(document)
    assert text_like(recorded, verdict) == recorded
    del document["outcome"]
    assert text_like(json.dumps(document), verdict) == recorded


@settings(deadline=None)  # other work may have the cores
@given(
    turn=st.floats(-0.6, 0.6),
    tilt=st.tuples(st.floats(-0.2, 0.2), st.floats(-0.2, 0.2)),
    corner=st.tuples(st.floats(0.1, 0.5), st.floats(0.1, 0.5)),
    size=st.tuples(st.floats(0.02, 0.4), st.floats(0.02, 0.4)),
)
def test_the_box_of_a_place_lies_within_it_however_the_photo_is_turned(
    turn: float, tilt: tuple[float, float], corner: tuple[float, float], size: tuple[float, float]
) -> None:
    scale, shift = 0.6, 0.2
    rotated = np.array([[np.cos(turn), -np.sin(turn), 0], [np.sin(turn), np.cos(turn), 0], [*tilt, 1]])
    around = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
    homography = np.diag([scale, scale, 1]) @ around @ rotated @ np.linalg.inv(around)
    homography[:2] += shift * homography[2]
    homography /= homography[2, 2]
    region = Region(*corner, *size)
    found = inscribed([float(number) for number in homography.flat], region)
    if found is None:  # its middle is not on the photo
        return
    x, y, width, height = found.photo
    corners = np.array([[x, y, 1], [x + width, y, 1], [x + width, y + height, 1], [x, y + height, 1]])
    back = corners @ np.linalg.inv(homography).T
    places = back[:, :2] / back[:, 2:]
    assert (places >= np.array(corner) - 1e-3).all()
    assert (places <= np.array(corner) + np.array(size) + 1e-3).all()
    assert found.reference.x >= corner[0] - 1e-3
    assert found.reference.y + found.reference.height <= corner[1] + size[1] + 1e-3
