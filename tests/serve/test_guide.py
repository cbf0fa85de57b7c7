"""The product guide: officers find a sheet by name, number or code, and read of it what they may see."""

import io
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import segno
from PIL import Image

from model.release import release_id
from model.sheet_reading import parse_sheet
from serve.catalogue.guide_codes import CodeAnswer, found_by, typed
from serve.catalogue.guide_search import GuideQuery, folded, found
from serve.platform.settings import Settings
from tests.serve.running import Service, run
from tests.serve.said import without_marks
from tests.serve.tiny_release import photo

ALONE, SHARED, CARTON = "4006381333931", "9501101530003", "14006381333938"
SHEET = parse_sheet(
    f"""id = "a"
    right_holder = "Müller & Söhne"
    name = {{ en = "Ball bearing 6204", ja = "ﾎﾞｰﾙ ベアリング", ar = "مَحْمِل كُرَيّات أصلي", vi = "Vòng bi Đại" }}
    category = "Machine parts"
    gtin = ["{ALONE}"]
    views = [{{ id = "v", title = {{ en = "V" }} }}]
    [[points]]
    id = "secret"
    view = "v"
    title.en = "zebra"
    genuine.en = "g"
    counterfeit.en = "c"
    """,
    "a.toml",
)
SHEETS = {"a": SHEET, "b": replace(SHEET, id="b", name={"en": "Angular bearing"}, gtin=(SHARED,))}
SHEETS["c"] = replace(SHEETS["b"], id="c", name={"en": "Belt"}, right_holder="Other", category="")


def wide(text: str) -> str:
    """A text in the full-width letters and digits of Japanese keyboards."""
    return "".join(chr(ord(each) + 0xFEE0) for each in text)


@pytest.mark.parametrize(
    ("words", "products"),
    [
        ("bearing", ["b", "a"]),
        ("BALL 6204", ["a"]),
        ("ぼーるべありんぐ", []),
        ("ぼーる べありんぐ", ["a"]),
        ("ボール", ["a"]),
        (wide("BALL"), ["a"]),
        ("muller sohne belt", []),
        ("muller sohne machine", ["b", "a"]),
        ("محمل كريات اصلى", ["a"]),
        ("vong bi dai", ["a"]),
        ("4006381333931", ["a"]),
        ("٤٠٠٦٣٨١٣٣٣٩٣١", ["a"]),
        ("04006381333931", ["a"]),
        ("zebra", []),  # what a sheet says of its points is not searched
        ("!!", []),
        ("", ["b", "a", "c"]),
    ],
)
def test_sheets_are_found_however_their_words_are_written(words: str, products: list[str]) -> None:
    assert [sheet.id for sheet in found(SHEETS, GuideQuery(words))] == products


def test_sheets_are_browsed_by_category_and_right_holder() -> None:
    assert [sheet.id for sheet in found(SHEETS, GuideQuery(category="Machine parts"))] == ["b", "a"]
    assert [sheet.id for sheet in found(SHEETS, GuideQuery("belt", right_holder="Other"))] == ["c"]


def test_a_name_that_begins_with_the_words_comes_first() -> None:
    assert [sheet.id for sheet in found(SHEETS, GuideQuery("be"))] == ["c", "b", "a"]
    assert folded("Straße—Nr. 7 ") == "strasse nr 7"


@pytest.mark.parametrize(
    ("number", "answer", "products"),
    [
        (ALONE, CodeAnswer.PRODUCTS, ("a",)),
        (f"{wide(ALONE[:4])}-3813 33931", CodeAnswer.PRODUCTS, ("a",)),
        (CARTON, CodeAnswer.PRODUCTS, ("a",)),
        (SHARED, CodeAnswer.PRODUCTS, ("b", "c")),
        (f"https://id.example/01/0{ALONE}/21/A7", CodeAnswer.PRODUCTS, ("a",)),
        (f"(01)0{ALONE}(21)A7", CodeAnswer.PRODUCTS, ("a",)),
        ("4006381333932", CodeAnswer.WRONG_CHECK_DIGIT, ()),
        ("4001234567891", CodeAnswer.UNKNOWN, ()),
        ("AR2104-556", CodeAnswer.NO_ARTICLE_NUMBER, ()),
        ("12345", CodeAnswer.NO_ARTICLE_NUMBER, ()),
    ],
)
def test_a_number_leads_to_its_products_or_to_a_plain_answer(
    number: str, answer: CodeAnswer, products: tuple[str, ...]
) -> None:
    [reached] = found_by([typed(number)], SHEETS)
    assert (reached.answer, reached.products) == (answer, products)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, tiny_release: Path) -> Iterator[Service]:
    """A service whose products have article numbers; their right holder allows the first agency alone."""
    release = numbered(tiny_release, tmp_path_factory.mktemp("numbered"))
    for each in run(Settings(data_dir=tmp_path_factory.mktemp("data"), release=release, workers=2)):
        allowed = {"agencies": [each.people.agencies["first"].id]}
        assert each.as_("reviewer").put("/v1/allowance", json=allowed).is_success
        yield each


def numbered(release: Path, folder: Path) -> Path:
    """A copy of the tiny release with article numbers, a pattern of serial numbers, and a point that is public."""
    description = json.loads((release / "release.json").read_text())
    box, bag = (description["products"][name]["sheet"] for name in ("box", "bag"))
    box["gtin"], bag["gtin"] = [ALONE, SHARED], [SHARED]
    box["serial_pattern"] = "AR[0-9]+"
    box["points"][1]["visibility"] = "public"
    text = json.dumps(description).encode()
    target = folder / release_id(text)
    shutil.copytree(release, target)
    (target / "release.json").write_bytes(text)
    return target


def code(text: str) -> bytes:
    """A photo with a matrix code on it."""
    drawn = io.BytesIO()
    segno.make(text, micro=False).save(drawn, kind="png", scale=6, border=4)
    sheet = Image.new("RGB", (640, 480), "white")
    sheet.paste(Image.open(drawn).convert("RGB"), (40, 40))
    taken = io.BytesIO()
    sheet.save(taken, "JPEG")
    return taken.getvalue()


def scan(client: httpx.Client, content: bytes, path: str = "/v1/catalogue/codes") -> httpx.Response:
    return client.post(path, files={"photo": ("code.jpg", content, "image/jpeg")}, headers={"accept": "text/html"})


def page(answer: httpx.Response) -> str:
    assert answer.status_code == 200, answer.text
    return " ".join(without_marks(answer.text).split())


def test_a_photo_of_a_code_leads_straight_to_the_sheet(service: Service) -> None:
    answer = scan(service.client, code(f"https://id.example/01/0{ALONE}"), "/guide/codes")
    assert (answer.status_code, answer.headers["location"]) == (303, "/guide/products/box")
    typed_in = service.client.get("/guide/codes", params={"number": ALONE})
    assert typed_in.headers["location"] == "/guide/products/box"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (code(f"https://id.example/01/0{SHARED}"), "Several products have this article number."),
        (code("https://shop.example/7"), "This code names no article number."),
        (code("https://id.example/01/04001234567891"), "No product sheet has this article number."),
        (photo(), "No code was found."),
    ],
    ids=["several", "no article number", "unknown", "no code"],
)
def test_each_other_photo_of_a_code_has_an_answer_of_its_own(service: Service, content: bytes, said: str) -> None:
    assert said in page(scan(service.client, content, "/guide/codes"))


def test_programs_read_codes_too(service: Service) -> None:
    answer = scan(service.client, code(f"https://id.example/01/0{SHARED}")).json()
    assert answer["codes"][0]["gtin"] == f"0{SHARED}"
    assert answer["codes"][0]["products"] == ["box", "bag"] == [each["id"] for each in answer["products"]]
    assert service.client.get("/v1/catalogue/codes", params={"number": "1"}).json()["products"] == []


@pytest.mark.parametrize(("sent", "status"), [({"photo": b"no photo"}, 422), ({"other": b"x"}, 400), ({}, 400)])
def test_what_is_no_photo_is_refused(service: Service, sent: dict[str, bytes], status: int) -> None:
    files = {name: ("a.jpg", content) for name, content in sent.items()}
    assert service.client.post("/v1/catalogue/codes", files=files or None).status_code == status


def search(client: httpx.Client, **asked: Any) -> tuple[list[str], str | None]:
    answer = client.get("/v1/catalogue/products", params=asked).json()
    return [each["id"] for each in answer["products"]], answer["after"]


def test_a_search_comes_in_pages(service: Service) -> None:
    assert search(service.client, q="acme", limit=1) == (["bag"], "bag")
    assert search(service.client, q="acme", limit=1, after="bag") == (["box"], None)
    assert search(service.client, q="アクメ BOX") == (["box"], None)
    assert "No product fits." in page(service.client.get("/guide", params={"q": "nothing"}))


def test_a_sheet_sets_genuine_against_counterfeit_with_pictures_and_leads_to_the_examination(service: Service) -> None:
    shown = page(service.client.get("/guide/products/box"))
    for words in ("Acme box", "The logo is green.", "The logo is red.", "AR[0-9]+", ALONE, "The back"):
        assert words in shown
    pictures = re.findall(r'src="(/v1/catalogue/[^"]+)"', shown)
    assert len(pictures) == 4
    for each in pictures:
        drawn = service.client.get(each)
        assert drawn.headers["content-type"] == "image/jpeg"
        Image.open(io.BytesIO(drawn.content)).load()
    leads = re.findall(r'href="(/\?product=[^"]+)"', shown)
    assert 'value="box" data-views' in service.client.get(leads[0]).text
    chosen = re.findall(r'<option value="(\w+)"[^>]* selected', service.client.get(leads[0]).text)
    assert chosen == ["box"]


def test_a_refused_agency_sees_public_points_alone(service: Service) -> None:
    refused = service.as_("officer", "second")
    shown = page(refused.get("/guide/products/box"))
    assert "The seal is green." in shown
    for words in ("The logo", "AR[0-9]+", "secret"):
        assert words not in shown
    assert [each["id"] for each in refused.get("/v1/catalogue/products/box").json()["points"]] == ["seal"]
    for point, status in (("seal", 200), ("logo", 404), ("secret", 404)):
        for path in (f"{point}.jpg", f"{point}/whole.jpg"):
            assert refused.get(f"/v1/catalogue/products/box/points/{path}").status_code == status


def test_a_right_holder_does_not_examine(service: Service) -> None:
    assert "Examine this product" not in page(service.as_("reviewer").get("/guide/products/box"))


def test_an_unknown_product_is_not_found(service: Service) -> None:
    for path in ("/guide/products/none", "/v1/catalogue/products/none", "/v1/catalogue/products/none/points/logo.jpg"):
        assert service.client.get(path).status_code == 404
