"""Printed guides: what the reader may see, for whom and from what; and the sheet that was published before others."""

import hashlib
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from serve.audit.tables import events
from serve.platform.settings import Settings
from serve.platform.tenancy import SYSTEM
from tests.serve.running import Service, run
from tests.serve.sheets import published

WORD = "umbra"  # stands in every part that not everyone may see
TRADE: dict[str, Any] = {
    "makers": [{"name": "Umbra Works", "country": "SE", "note": "cartons"}],
    "made_in": ["SE", "VN"],
    "routes": [{"origin": "Haiphong", "destination": "Yokohama", "via": ["Busan"]}],
    "retail_price": {"amount": "129.00", "currency": "EUR"},
}
PRINT = "/v1/catalogue/products/{}/guide.pdf"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, tiny_release: Path) -> Iterator[Service]:
    """A service with two published sheets of a right holder that allows the first agency alone."""
    for each in run(Settings(data_dir=tmp_path_factory.mktemp("data"), release=tiny_release, workers=2)):
        allowed = {"agencies": [each.people.agencies["first"].id]}
        assert each.as_("reviewer").put("/v1/allowance", json=allowed).is_success
        author, reviewer = each.as_("contributor"), each.as_("reviewer")
        published(author, reviewer, "parcel", WORD, **TRADE)
        published(author, reviewer, "box", "rim", name={"en": "The later box"})
        yield each


def printed(
    service: Service, role: str = "officer", agency: str = "first", product: str = "parcel", **asked: str
) -> str:
    answer = service.as_(role, agency).get(PRINT.format(product), params=asked)
    assert answer.headers["content-type"] == "application/pdf", answer.text
    return words_of(answer.content)


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_a_guide_follows_the_outline_and_says_whose_copy_it_is(service: Service) -> None:
    words = printed(service)
    sections = ("Contacts", "Rights", "Product Product", "Genuine against counterfeit", "Manufacture and distribution")
    places = [words.index(f" {each} ") for each in (*sections, "Violations")]
    assert places == sorted(places)
    for each in (f"{WORD} Svensson", f"{WORD} of 2 mm", "April 30, 2031", "Umbra Works", "Sweden, Vietnam"):
        assert each in words
    for each in ("Haiphong > Busan > Yokohama", "€129.00", f"{WORD}: official use only", "Version 1, published on "):
        assert each in words
    assert f"Copy for First-Officer, First Customs, made {datetime.now(UTC):%Y-%m-}" in words
    assert "It instructs no one" in words
    assert "own inside" not in words


def test_the_right_holder_sees_how_often_its_sheets_are_opened_and_printed(service: Service) -> None:
    def counts() -> tuple[int, int]:
        products = service.as_("reviewer").get("/v1/overview").json()["products"]
        uses = [each for product in products for each in product["uses"] if product["product"] == "parcel"]
        return sum(each["opened"] for each in uses), sum(each["printed"] for each in uses)

    opened, copies = counts()
    printed(service)
    service.client.get("/guide/products/parcel", headers={"accept": "text/html"})
    service.client.get("/v1/catalogue/products/parcel")
    for own in ("reviewer", "administrator"):
        service.as_(own).get("/v1/catalogue/products/parcel")
    assert counts() == (opened + 2, copies + 1)


def test_parts_that_a_sheet_lacks_are_not_given(service: Service) -> None:
    assert re.search("Violations Not given", printed(service))
    assert re.search("Manufacture and distribution Not given", printed(service, product="box"))


def test_the_sheet_of_points_has_one_a_row(service: Service) -> None:
    words = printed(service, form="points", language="ja")
    assert re.search("1 Crest .* 2 Edge ", words)
    assert "Svensson" not in words


@pytest.mark.parametrize("form", ["guide", "points"])
def test_a_refused_agency_gets_public_points_alone(service: Service, form: str) -> None:
    words = printed(service, "officer", "second", form=form)
    assert "six rays" in words
    for each in (WORD, "Umbra", "Svensson", "Rights", "official use"):
        assert each not in words


def test_its_right_holder_gets_all(service: Service) -> None:
    assert f"{WORD} inside" in printed(service, "reviewer")


def test_that_a_copy_was_made_is_recorded(service: Service) -> None:
    answer = service.client.get(PRINT.format("parcel"), params={"form": "points", "language": "ar"})
    assert answer.headers["content-disposition"] == 'attachment; filename="points-parcel.pdf"'
    assert answer.headers["cache-control"] == "no-store"
    database = service.parts.database
    with database.reading(SYSTEM) as connection:
        query = select(events).where(events.c.action == "catalogue:export").order_by(events.c.number.desc())
        event = connection.execute(query).first()
    assert event is not None
    assert event.subject == "parcel"
    assert json.loads(event.details) == {
        "form": "points",
        "language": "ar",
        "version": 1,
        "sha256": hashlib.sha256(answer.content).hexdigest(),
    }
    listed = (
        service.as_("administrator").get("/v1/audit/events", params={"action": "catalogue:export"}).json()["events"]
    )
    assert listed[0]["actor_name"] == "First-Officer"


def test_a_published_sheet_comes_before_the_releases_and_has_its_own_pictures(service: Service) -> None:
    shown = service.client.get("/guide/products/box").text
    assert "The later box" in shown
    assert "Version 1" in shown
    drawn = service.client.get("/v1/catalogue/products/box/points/edge/whole.jpg")
    assert drawn.headers["content-type"] == "image/jpeg"
    for words in ("rim Svensson", "Trade mark", "rim: official use only"):
        assert words in shown
    assert "Svensson" not in service.as_("officer", "second").get("/guide/products/box").text


def test_a_sheet_can_not_borrow_another_products_picture(service: Service) -> None:
    reference = service.client.get("/v1/catalogue/products/bag").json()["points"][0]["reference"]
    point = {"id": "p", "view": "front", "title": {"en": "P"}, "genuine": {"en": "g"}, "counterfeit": {"en": "c"}}
    named = {**point, "region": [0.1, 0.1, 0.2, 0.2], "reference": reference}
    sheet = {"points": [named]}
    published(service.as_("contributor"), service.as_("reviewer"), "thief", "x", **sheet)
    assert service.client.get("/v1/catalogue/products/thief/points/p.jpg").status_code == 404
