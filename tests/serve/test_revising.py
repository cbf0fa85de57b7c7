"""What a revision makes of an examination's photos and of what was said of them; no service, no network."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from model.errors import ExaminationRejectedError, PhotoRejectedError
from model.examiner import Examiner
from model.messages import message
from model.release import load_release
from model.sheet_rules import NONE_LEFT_OUT
from serve.examinations.domain import Examination, OfficerInput, Origin, PhotoUpload, StoredPhoto, verdict_json
from serve.examinations.examining import ExaminationRequest
from serve.examinations.revising import Revision
from serve.examinations.shots import Shot, naming, stored_shots
from serve.platform.errors import RefusedPhoto, UploadRejectedError
from serve.platform.local_objects import LocalObjects
from tests.serve.tiny_release import COUNTERFEIT, GENUINE

NOW = datetime(2026, 11, 26, tzinfo=UTC)
NOWHERE = Path("/nowhere")  # no photo is read


@pytest.fixture(scope="module")
def examiner(tiny_release: Path) -> Examiner:
    return Examiner(load_release(tiny_release))


@pytest.fixture(scope="module")
def examination(examiner: Examiner) -> Examination:
    """Two photos of a box, its first view said."""
    verdict = examiner.examine([GENUINE, COUNTERFEIT], product="box", views=["front", None], prior=0.02)
    photos = tuple(StoredPhoto(photo.sha256, "image/jpeg", 1) for photo in verdict.photos)
    origin = Origin("o-1", "u-1", officer_input=OfficerInput("box", ("front", None), 0.02))
    return Examination("e-1", NOW, verdict_json(verdict), verdict, photos, origin)


def upload(content: bytes) -> PhotoUpload:
    return PhotoUpload("new.jpg", lambda: io.BytesIO(content))


def shots_of(examination: Examination, **said: Any) -> list[Shot]:
    stored = stored_shots(LocalObjects(NOWHERE), examination, "kept")
    return Revision(**said).shots(examination, stored)


def item_of(examination: Examination, examiner: Examiner, **said: Any) -> ExaminationRequest:
    return Revision(**said).item(examination, shots_of(examination, **said), examiner, NONE_LEFT_OUT)


def test_what_is_not_said_stays(examination: Examination, examiner: Examiner) -> None:
    item = item_of(examination, examiner, uploads=[upload(b"new")])
    assert item.officer_input == OfficerInput("box", ("front", None, None), 0.02)


def test_views_of_another_product_count_as_not_said(examination: Examination, examiner: Examiner) -> None:
    assert item_of(examination, examiner, product="bag").officer_input == OfficerInput("bag", (), 0.02)


def test_a_view_that_is_said_now_must_be_one(examination: Examination, examiner: Examiner) -> None:
    item = item_of(examination, examiner, kept_views=("front", "nowhere"))
    assert item.views == ["front", "nowhere"]  # which the examiner refuses by name


def test_a_product_that_the_release_no_longer_knows_is_recognised(examination: Examination, examiner: Examiner) -> None:
    asked = OfficerInput("forgotten", (), None)
    old = replace(examination, origin=replace(examination.origin, officer_input=asked))
    assert item_of(old, examiner, drop=frozenset({0})).product is None


def test_photos_stay_in_the_order_that_is_said_and_new_ones_come_last(examination: Examination) -> None:
    shots = shots_of(examination, keep=(1, 0), uploads=[upload(b"new")], views=("back",))
    assert [shot.digest for shot in shots[:2]] == [photo.sha256 for photo in reversed(examination.photos)]
    assert [(shot.sent, shot.view) for shot in shots] == [(None, None), (None, "front"), (0, "back")]


def test_photos_that_are_refused_are_numbered_as_on_the_page(examination: Examination) -> None:
    """Kept ones as in the examination, new ones apart."""
    shots = shots_of(examination, drop=frozenset({0}), uploads=[upload(b"new"), upload(b"other")])
    reason = PhotoRejectedError("photo-unreadable", "It is damaged.")
    with pytest.raises(UploadRejectedError) as refused, naming(shots, message("New photo {number}")):
        raise UploadRejectedError([RefusedPhoto(reason, index, shots[index].upload.file_name) for index in (0, 2)])
    assert str(refused.value) == "Photo 2 (kept): It is damaged. New photo 2 (new.jpg): It is damaged."
    assert [(photo.index, photo.is_sent) for photo in refused.value.photos] == [(1, False), (1, True)]


def test_the_same_bytes_stand_once(examination: Examination) -> None:
    assert len(shots_of(examination, uploads=[upload(GENUINE), upload(b"x"), upload(b"x")])) == 3


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "nothing is changed"),
        ({"keep": (0, 1), "product": "box", "prior": 0.02}, "nothing is changed"),
        ({"uploads": [upload(GENUINE)]}, "nothing is changed"),
        ({"drop": frozenset({0, 1})}, "no photo is left"),
        ({"uploads": [upload(bytes([n])) for n in range(7)]}, "kept photos: 2, new ones: 7; at most 8"),
        ({"keep": (2,)}, "the examination has 2, counted from 0"),
        ({"keep": (0, 0)}, "name each once"),
        ({"kept_views": ("front",)}, "one for each"),
        ({"uploads": [upload(b"new")], "views": ("front", "back")}, "2 views for 1 photos"),
    ],
)
def test_what_can_not_be_is_refused(
    examination: Examination, examiner: Examiner, said: dict[str, Any], words: str
) -> None:
    with pytest.raises(ExaminationRejectedError, match=words):
        item_of(examination, examiner, **said)


def test_under_another_release_the_same_photos_may_be_judged_again(
    examination: Examination, examiner: Examiner
) -> None:
    of_old_release = replace(examination, verdict=replace(examination.verdict, release="r-0000000000000000"))
    assert item_of(of_old_release, examiner).officer_input == OfficerInput("box", ("front", None), 0.02)


def test_only_equal_calls_have_equal_fingerprints(examination: Examination) -> None:
    calls: list[dict[str, Any]] = [
        {},
        {"keep": (1, 0)},
        {"drop": frozenset({0})},
        {"kept_views": (None, None)},
        {"product": None},
        {"product": "bag"},
        {"prior": None},
        {"uploads": [upload(b"x")]},
        {"uploads": [upload(b"x")], "views": ("back",)},
    ]
    marks = [Revision(**said).fingerprint("e-1", shots_of(examination, **said)) for said in calls]
    assert len(set(marks)) == len(calls)
    assert Revision().fingerprint("e-1", shots_of(examination)) == marks[0]
    assert Revision().fingerprint("e-2", shots_of(examination)) not in marks
