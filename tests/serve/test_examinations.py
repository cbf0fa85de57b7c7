"""POST and GET /v1/examinations, and the pictures of an examination."""

import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from serve.examinations.pictures import Side
from tests.serve.running import Service
from tests.serve.tiny_release import COUNTERFEIT, GENUINE, make_release, photo


def seen(service: Service, *photos: bytes, **fields: Any) -> dict[str, Any]:
    answer = service.examine(*photos, **fields)
    assert answer.status_code == 201, answer.text
    kept = service.client.get(answer.headers["location"])
    assert kept.status_code == 200, kept.text
    document: dict[str, Any] = kept.json()
    assert document["verdict"] == answer.json()
    return document


def picture(service: Service, address: str) -> Image.Image:
    answer = service.client.get(address)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "image/jpeg"
    assert "immutable" in answer.headers["cache-control"]
    return Image.open(io.BytesIO(answer.content))


def test_the_answer_is_the_verdict(service: Service) -> None:
    assert service.examine(COUNTERFEIT).json()["outcome"] == "suspected_counterfeit"
    assert service.examine(GENUINE).json()["outcome"] == "consistent_with_genuine"


def test_the_same_photos_give_the_same_verdict_but_for_the_time(service: Service) -> None:
    first, second = (service.examine(GENUINE, COUNTERFEIT).json() for _ in range(2))
    assert first.pop("took_ms") > 0
    assert second.pop("took_ms") > 0
    assert json.dumps(first) == json.dumps(second)


def test_what_the_officer_says_of_product_and_views_is_taken_up(service: Service) -> None:
    verdict = service.examine(GENUINE, photo(seed=3), product="box", views=["back", ""]).json()
    assert verdict["product"] | {"probability": 0} == {"id": "box", "given_by": "officer", "probability": 0}
    assert [each["view"] for each in verdict["photos"]] == ["back", "front"]


def test_originals_are_kept_byte_for_byte_and_only_offered_as_files(service: Service) -> None:
    links = seen(service, COUNTERFEIT)["photos"][0]
    answer = service.client.get(links["original"])
    assert answer.content == COUNTERFEIT
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_media_type_is_the_files_own_and_not_the_senders(service: Service) -> None:
    buffer = io.BytesIO()
    Image.open(io.BytesIO(GENUINE)).save(buffer, "PNG")
    files = {"photos": ("evil.html", buffer.getvalue(), "text/html")}
    location = service.client.post("/v1/examinations", files=files).headers["location"]
    links = service.client.get(location).json()["photos"][0]
    assert links["media_type"] == "image/png"
    assert service.client.get(links["original"]).headers["content-type"] == "image/png"


def test_a_photo_is_shown_upright_without_metadata(service: Service) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # stored sideways
    exif[0x010F] = "camera maker"
    buffer = io.BytesIO()
    Image.open(io.BytesIO(GENUINE)).save(buffer, "JPEG", exif=exif)
    shown = picture(service, seen(service, buffer.getvalue())["photos"][0]["picture"])
    assert shown.size == (480, 640)
    assert not shown.getexif()


def test_evidence_is_framed_beside_a_genuine_reference(service: Service) -> None:
    document = seen(service, COUNTERFEIT, product="bag", views=["whole"])
    assert [each["point"] for each in document["evidence"]] == ["stitch"]
    links = document["evidence"][0]
    plain = picture(service, document["photos"][0]["picture"])
    framed = picture(service, links["overlay"])
    assert framed.size == plain.size
    assert framed.tobytes() != plain.tobytes()
    assert max(picture(service, links["close_up"]).size) == 800
    assert picture(service, links["pair"]["photo"]).size == picture(service, links["pair"]["reference"]).size
    digest = document["verdict"]["points"][0]["reference"]
    reference = service.client.get(links["reference"]).content
    assert hashlib.sha256(reference).hexdigest() == digest


def test_a_verdict_of_an_earlier_format_shows_whole_pictures_side_by_side(
    start_service: Callable[..., Service], tmp_path: Path
) -> None:
    service = start_service(release=make_release(tmp_path, with_references=False))
    base = f"/v1/examinations/{seen(service, COUNTERFEIT, product='box', views=['front'])['id']}"
    for side in ("photo", "reference"):
        assert picture(service, f"{base}/pairs/0/{side}.jpg").size == (640, 480), side


def test_of_a_point_that_is_the_right_holders_alone_officers_see_what_it_weighs_and_no_more(service: Service) -> None:
    document = seen(service, COUNTERFEIT, product="box", views=["front"])
    assert "secret" not in json.dumps(document)
    points = document["verdict"]["points"]
    index = [point["id"] for point in points].index("confidential")
    assert points[index].pop("weight") > 0
    nowhere = dict.fromkeys(("photo", "region", "reference", "place", "reference_region"))
    assert points[index] == {"id": "confidential", "finding": "deviates", **nowhere}
    assert not any(point["region"] for point in points)
    likeness = ("like_genuine", "like_counterfeit")
    assert not any(photo[name] for photo in document["verdict"]["photos"] for name in likeness)
    base = f"/v1/examinations/{document['id']}"
    pairs = (f"pairs/{index}/{side.value}" for side in Side)
    for address in (f"evidence/{index}", f"close-ups/{index}", *pairs):
        assert service.client.get(f"{base}/{address}.jpg").status_code == 404, address
    page = service.client.get(f"/examinations/{document['id']}", headers={"accept": "text/html"}).text
    assert "secret" not in page


@pytest.mark.parametrize("role", ["officer", "senior_officer", "trainer"])
def test_every_role_of_an_agency_is_shown_the_same_places(service: Service, role: str) -> None:
    client = service.as_(role)
    location = service.examine(COUNTERFEIT, by=client, product="box", views=["front"]).headers["location"]
    points = client.get(location).json()["verdict"]["points"]
    assert {point["id"] for point in points if point["place"]} == {"logo"}
    assert not any(point["region"] for point in points)
    assert "secret" not in client.get(location).text


def test_what_is_withheld_is_as_absent_as_a_point_that_no_photo_shows(service: Service) -> None:
    document = seen(service, COUNTERFEIT, product="box", views=["front"])
    names = [point["id"] for point in document["verdict"]["points"]]
    base = f"/v1/examinations/{document['id']}"
    for address in ("evidence/{}.jpg", "close-ups/{}.jpg", "pairs/{}/photo.jpg", "pairs/{}/reference.jpg"):
        withheld, unseen = (
            service.client.get(f"{base}/{address.format(names.index(name))}") for name in ("confidential", "seal")
        )
        assert withheld.status_code == unseen.status_code == 404
        assert withheld.json() == unseen.json() | {"instance": withheld.json().get("instance")}


def test_the_operator_sees_that_point_whole_but_no_examinations(service: Service) -> None:
    administrator = service.as_("administrator")
    location = service.examine(COUNTERFEIT, by=administrator, product="box", views=["front"]).headers["location"]
    document = administrator.get(location).json()
    assert [each["point"] for each in document["evidence"]] == ["logo", "secret"]
    for each in document["evidence"]:
        for address in (each["overlay"], each["close_up"], each["reference"]):
            assert administrator.get(address).status_code == 200, address
    secret = [point["id"] for point in document["verdict"]["points"]].index("secret")
    assert administrator.get(f"{location}/pairs/{secret}/reference.jpg").status_code == 200
    assert service.client.get(location).status_code == 404
    assert administrator.get(service.examine(GENUINE).headers["location"]).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "photos/1.jpg",
        "photos/1/original",
        "evidence/99.jpg",
        "close-ups/99.jpg",
        f"references/{hashlib.sha256(GENUINE).hexdigest()}.jpg",
    ],
)
def test_what_an_examination_does_not_have_is_not_found(service: Service, path: str) -> None:
    answer = service.client.get(f"/v1/examinations/{seen(service, GENUINE)['id']}/{path}")
    assert answer.status_code == 404
    assert answer.json()["type"] == "/problems/not-found"


@pytest.mark.parametrize(
    "name", ["../../../etc/passwd", "e-1", "E-" + "0" * 32, "e-" + "0" * 33, "%2e%2e%2fshingan.db"]
)
def test_no_name_leads_out_of_the_examinations(service: Service, name: str) -> None:
    assert service.client.get(f"/v1/examinations/{name}").status_code in {404, 422}


def test_an_unknown_examination_is_not_found(service: Service) -> None:
    assert service.client.get("/v1/examinations/e-" + "0" * 32).status_code == 404


def test_figures_count_examinations_by_outcome(service: Service) -> None:
    service.examine(COUNTERFEIT)
    figures = service.client.get("/metrics").text
    assert 'shingan_examinations_total{outcome="suspected_counterfeit"}' in figures
    assert 'route="/v1/examinations",status="201"' in figures
    assert "shingan_queue_depth 0.0" in figures
