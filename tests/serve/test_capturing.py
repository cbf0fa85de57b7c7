"""What guides a person who takes photos: shot list, samples and outlines, as far as the person may see them."""

import hashlib
import html
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import numpy as np
import pytest
from PIL import Image, ImageDraw
from sqlalchemy import select

from serve.catalogue.tables import uses
from serve.platform.settings import Settings
from serve.platform.tenancy import SYSTEM
from tests.serve import sheets
from tests.serve.clearing import new_agency
from tests.serve.running import Service, run
from tests.serve.world import made

PRODUCTS = "/v1/catalogue/products"


def pack() -> bytes:
    """A picture of a pack on a table."""
    image = Image.new("RGB", (800, 600), (150, 120, 90))
    ImageDraw.Draw(image).polygon([(220, 100), (640, 160), (590, 500), (170, 430)], fill=(20, 90, 120))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=92)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, tiny_release: Path) -> Iterator[Service]:
    """A service with a published sheet, `parcel`, whose picture shows an object."""
    with pytest.MonkeyPatch.context() as patch:
        content = pack()
        patch.setattr(sheets, "PICTURE", content)
        patch.setattr(sheets, "PICTURE_SHA256", hashlib.sha256(content).hexdigest())
        for each in run(Settings(data_dir=tmp_path_factory.mktemp("data"), release=tiny_release, workers=2)):
            views = [
                {"id": "front", "title": {"en": "The front", "ja": "\u6b63\u9762"}, "required": True},
                {"id": "inside", "title": {"en": "Inside"}, "required": False},
            ]
            sheets.published(each.as_("contributor"), each.as_("reviewer"), "parcel", views=views)
            yield each


def capture(client: httpx.Client, product: str = "parcel", **asked: str) -> dict[str, Any]:
    found: dict[str, Any] = made(client.get(f"{PRODUCTS}/{product}/capture", params=asked))
    return found


def test_one_answer_has_all_that_capture_needs(service: Service) -> None:
    found = capture(service.client)
    assert (found["id"], found["name"], found["examinable"]) == ("parcel", "The parcel", False)
    front, inside = found["views"]
    assert (front["id"], front["title"], front["required"]) == ("front", "The front", True)
    assert (inside["required"], inside["outline"], inside["sample"]) == (False, None, None)
    left = datetime.fromisoformat(found["good_until"]) - datetime.now(UTC)
    assert timedelta(hours=23) < left <= timedelta(hours=24)
    assert capture(service.client, language="ja")["views"][0]["title"] == "\u6b63\u9762"


def test_a_device_learns_in_one_call_which_sheets_have_changed(service: Service) -> None:
    sheet = sheets.published(service.as_("contributor"), service.as_("reviewer"), "brief")
    asked = {"product": ["parcel", "brief", "box", "nothing"]}
    before = made(service.client.get("/v1/catalogue/states", params=asked))["states"]
    assert before.keys() == {"parcel", "brief", "box"}
    assert before["parcel"] == capture(service.client)["state"]
    assert made(service.client.get("/v1/catalogue/states", params=asked))["states"] == before
    made(service.as_("reviewer").post(f"/v1/sheets/{sheet}/withdraw"))
    after = made(service.client.get("/v1/catalogue/states", params=asked))["states"]
    assert after == {product: state for product, state in before.items() if product != "brief"}


def test_the_state_of_a_sheet_is_another_one_once_the_reader_sees_less(service: Service) -> None:
    officer = service.as_("officer", new_agency(service, "wharf"))
    before = capture(officer)["state"]
    service.as_("reviewer").put("/v1/allowance", json={"agencies": []})
    try:
        assert capture(officer)["state"] != before
    finally:
        service.as_("reviewer").put("/v1/allowance", json={"agencies": None})


def test_a_device_gets_what_the_guide_says_as_far_as_the_reader_may_see_it(service: Service) -> None:
    assert capture(service.client)["guide"] is None
    guide = capture(service.client, guide="true")["guide"]
    assert [point["id"] for point in guide["points"]] == ["crest", "edge"]  # and not “own”
    point = guide["points"][0]
    assert point["genuine"] == {"text": "six rays", "language": "en"}
    assert point["picture"]
    for address in (point["close_up"], point["whole"]):
        assert service.client.get(address).headers["content-type"] == "image/jpeg"
    page = service.client.get("/guide/products/parcel", headers={"accept": "text/html"}).text
    assert guide["version"] in html.unescape(re.sub("<[^>]*>", "", page))
    service.as_("reviewer").put("/v1/allowance", json={"agencies": []})
    try:
        seen = capture(service.client, guide="true")["guide"]
    finally:
        service.as_("reviewer").put("/v1/allowance", json={"agencies": None})
    assert (seen["serial_pattern"], [each["id"] for each in seen["points"]]) == (None, ["crest"])


def test_a_device_that_asks_again_counts_as_no_look_at_the_sheet(service: Service) -> None:
    def opened() -> list[Any]:
        with service.parts.database.reading(SYSTEM) as connection:
            return sorted(map(tuple, connection.execute(select(uses))))

    before = opened()
    capture(service.client, guide="true")
    assert opened() == before
    made(service.client.get(f"{PRODUCTS}/parcel"))
    assert opened() != before


def test_the_sample_is_the_genuine_picture_with_nothing_marked(service: Service) -> None:
    answer = service.client.get(capture(service.client)["views"][0]["sample"])
    assert "immutable" in answer.headers["cache-control"]
    sample = Image.open(io.BytesIO(answer.content))
    assert sample.size == (640, 480)
    original = Image.open(io.BytesIO(pack())).resize((640, 480))
    assert np.abs(np.asarray(sample, np.int16) - np.asarray(original, np.int16)).max() < 60  # a frame differs more


def test_the_outline_is_a_small_picture_of_the_same_shape(service: Service) -> None:
    address = capture(service.client)["views"][0]["outline"]
    answer = service.client.get(address)
    assert answer.headers["content-type"] == "image/svg+xml"
    assert len(answer.content) < 4000
    root = ET.fromstring(answer.text)  # noqa: S314  # our own
    assert root.get("viewBox") == "0 0 1000 750"
    points = [tuple(map(int, pair.split(","))) for pair in root[0].get("points", "").split()]
    assert len(points) >= 4
    assert min(x for x, _ in points) == pytest.approx(170 / 0.8, abs=25)
    assert max(y for _, y in points) == pytest.approx(500 / 0.8, abs=25)
    assert "max-age=300" in service.client.get(address.partition("?")[0]).headers["cache-control"]


def test_a_picture_without_a_clear_outline_has_none(service: Service) -> None:
    views = capture(service.client, "box")["views"]
    assert [view["id"] for view in views if view["sample"]] == ["front", "back"]
    assert service.client.get(views[0]["sample"]).status_code == 200
    answer = service.client.get(views[0]["outline"])
    assert answer.status_code == 404


def test_what_a_person_may_not_see_has_no_sample(service: Service) -> None:
    stranger = service.as_("officer", new_agency(service, "quay"))
    allowed = {"agencies": [service.people.agencies["first"].id]}
    made(service.as_("reviewer").put("/v1/allowance", json=allowed))
    assert [view["sample"] for view in capture(stranger, "box")["views"]] == [None, None]
    assert stranger.get(f"{PRODUCTS}/box/views/front/sample.jpg").status_code == 404
    assert capture(stranger)["views"][0]["sample"]  # one of its points is public
    assert capture(service.client, "box")["views"][0]["sample"]


def test_a_sheet_that_is_withdrawn_is_gone(service: Service) -> None:
    sheet = sheets.published(service.as_("contributor"), service.as_("reviewer"), "withdrawn")
    assert capture(service.client, "withdrawn")["views"]
    made(service.as_("reviewer").post(f"/v1/sheets/{sheet}/withdraw"))
    for path in ("capture", "views/front/sample.jpg", "views/front/outline.svg"):
        assert service.client.get(f"{PRODUCTS}/withdrawn/{path}").status_code == 404
