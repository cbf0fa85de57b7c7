"""Product sheets of right holders: versions, a second pair of eyes, what readers see, and files in and out."""

import io
import json
import struct
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import httpx
import pytest

from serve.catalogue.domain import LONGEST_DOCUMENT
from serve.catalogue.published import PublishedSheets
from serve.catalogue.work import SheetWork
from serve.platform.work import Works
from tests.serve.running import Service
from tests.serve.sheets import PICTURE_SHA256, complete, drafted, published
from tests.serve.world import made

DATASETS = Path(__file__).parents[2] / "datasets" / "catalogue"


@pytest.fixture
def author(service: Service) -> httpx.Client:
    return service.as_("contributor")


@pytest.fixture
def reviewer(service: Service) -> httpx.Client:
    return service.as_("reviewer")


def in_catalogue(client: httpx.Client, product: str) -> dict[str, Any] | None:
    products = made(client.get("/v1/catalogue"))["products"]
    found: dict[str, Any] | None = next((each for each in products if each["id"] == product), None)
    return found


def refused(answer: httpx.Response) -> dict[str, Any]:
    problem: dict[str, Any] = answer.json()
    return problem


def test_a_draft_may_be_incomplete_and_publishing_names_all_that_is_missing(
    author: httpx.Client, reviewer: httpx.Client
) -> None:
    begun = {"id": "begun", "name": {"en": "Begun"}, "gtin": ["4006381333932"], "points": [{"id": "logo"}]}
    read = made(author.post("/v1/sheets", json={"sheet": begun}))
    assert (read["state"], read["version"], read["sheet"]["gtin"]) == ("draft", 1, ["4006381333932"])
    assert read["sheet"]["right_holder"] == "acme"
    answer = reviewer.post(f"/v1/sheets/{read['id']}/publish")
    assert (answer.status_code, refused(answer)["type"]) == (422, "/problems/sheet-incomplete")
    pointers = {error["pointer"] for error in refused(answer)["errors"]}
    assert {"#/gtin/0", "#/points/0/view", "#/points/0/genuine", "#/category", "#/views"} <= pointers
    assert {fault["key"] for fault in read["missing"]} >= {"gtin[1]", "points[1].view", "category", "views"}


def test_what_is_published_is_what_readers_see_and_a_later_draft_is_not(
    service: Service, author: httpx.Client, reviewer: httpx.Client
) -> None:
    sheet_id = drafted(author, "shown")
    assert in_catalogue(service.client, "shown") is None
    assert made(reviewer.post(f"/v1/sheets/{sheet_id}/publish"))["published_version"] == 1
    shown = in_catalogue(service.client, "shown")
    assert shown is not None
    assert (shown["name"], shown["examinable"]) == ("The shown", False)
    assert [point["id"] for point in shown["points"]] == ["crest", "edge"]
    later = complete("shown", name={"en": "Another name"})
    made(author.put(f"/v1/sheets/{sheet_id}", json={"sheet": later}))
    assert in_catalogue(service.client, "shown") == shown
    made(reviewer.post(f"/v1/sheets/{sheet_id}/withdraw"))
    assert in_catalogue(service.client, "shown") is None
    assert made(author.get(f"/v1/sheets/{sheet_id}"))["state"] == "withdrawn"


def test_a_published_sheet_comes_before_that_of_the_release_which_examinations_go_by(
    service: Service, author: httpx.Client, reviewer: httpx.Client
) -> None:
    sheet_id = published(author, reviewer, "bag")
    shown = in_catalogue(service.client, "bag")
    assert shown is not None
    assert (shown["name"], shown["examinable"]) == ("The bag", True)
    assert "Acme bag" in service.client.get("/").text
    made(reviewer.post(f"/v1/sheets/{sheet_id}/withdraw"))
    shown = in_catalogue(service.client, "bag")
    assert shown is not None
    assert shown["name"] == "Acme bag"


def test_no_one_publishes_a_version_that_they_saved(reviewer: httpx.Client) -> None:
    sheet_id = drafted(reviewer, "alone")
    answer = reviewer.post(f"/v1/sheets/{sheet_id}/publish")
    assert (answer.status_code, refused(answer)["type"]) == (409, "/problems/sheet-state")
    assert "Another reviewer" in refused(answer)["detail"]


def in_two_languages(product: str, edge: tuple[str, str], *, marks: str = "2 mm") -> dict[str, Any]:
    """A sheet in English and Japanese.

    Args:
        edge: what a genuine edge shows, in both languages.
        marks: of another text.
    """
    sheet = complete(product, name={"en": "A card", "ja": "カード"})
    for view in sheet["views"]:
        view["title"] = {"en": "The front", "ja": "正面"}
    for point in sheet["points"]:
        for text in ("title", "genuine", "counterfeit"):
            point[text] = {"en": f"{point['id']} {marks}", "ja": f"{point['id']} 二ミリ"}
    sheet["points"][1]["genuine"] = dict(zip(("en", "ja"), edge, strict=True))
    return sheet


def edge_in(service: Service, product: str, language: str) -> tuple[str, str]:
    """What readers of a language are shown of a genuine edge, and in which language."""
    products = made(service.client.get("/v1/catalogue", params={"language": language}))["products"]
    point = next(each for each in products if each["id"] == product)["points"][1]
    return point["genuine"], point["languages"]["genuine"]


def test_no_reader_sees_a_translation_that_is_older_than_its_text(
    service: Service, author: httpx.Client, reviewer: httpx.Client
) -> None:
    first = in_two_languages("reworded", ("2 mm", "二ミリ"))
    sheet_id = drafted(author, "reworded", **first)
    made(reviewer.post(f"/v1/sheets/{sheet_id}/publish"))
    assert edge_in(service, "reworded", "ja") == ("二ミリ", "ja")
    said = made(author.put(f"/v1/sheets/{sheet_id}", json={"sheet": in_two_languages("reworded", ("3 mm", "二ミリ"))}))
    assert said["older"] == [{"point": "edge", "text": "genuine", "languages": ["ja"]}]
    shown = made(author.get(f"/v1/sheets/{sheet_id}/preview", headers={"Accept-Language": "ja"}))
    assert [each["languages"]["genuine"] for each in shown["points"]] == ["ja", "en"]
    made(reviewer.post(f"/v1/sheets/{sheet_id}/publish"))
    assert edge_in(service, "reworded", "ja") == ("3 mm", "en")
    assert made(author.get(f"/v1/sheets/{sheet_id}"))["sheet"]["points"][1]["genuine"]["ja"] == "二ミリ"
    renewed = in_two_languages("reworded", ("3 mm", "三ミリ"))
    assert made(author.put(f"/v1/sheets/{sheet_id}", json={"sheet": renewed}))["older"] == []
    made(reviewer.post(f"/v1/sheets/{sheet_id}/publish"))
    assert edge_in(service, "reworded", "ja") == ("三ミリ", "ja")
    assert edge_in(service, "reworded", "en") == ("3 mm", "en")


def test_a_right_holder_says_that_all_languages_still_say_the_same(author: httpx.Client) -> None:
    sheet_id = drafted(author, "confirmed", **in_two_languages("confirmed", ("2 mm", "二ミリ")))
    again = {"sheet": in_two_languages("confirmed", ("2 mm.", "二ミリ"))}
    address = f"/v1/sheets/{sheet_id}"
    assert made(author.put(address, json=again))["older"]
    said = made(author.put(address, json={**again, "confirmed": ["edge", "unknown"]}))
    assert (said["older"], said["version"]) == ([], 3)
    assert made(author.put(address, json={**again, "confirmed": ["edge"]}))["version"] == 3
    other = {"sheet": in_two_languages("confirmed", ("2 mm", "二ミリ"))}
    assert made(author.put(address, json={**other, "confirmed": ["edge"]}))["older"] == []


def test_the_pages_of_a_sheet_say_which_translations_are_older(author: httpx.Client, reviewer: httpx.Client) -> None:
    sheet_id = drafted(author, "marked", **in_two_languages("marked", ("2 mm", "二ミリ")))
    made(author.put(f"/v1/sheets/{sheet_id}", json={"sheet": in_two_languages("marked", ("3 mm", "二ミリ"))}))
    page = reviewer.get(f"/sheets/{sheet_id}").text
    assert "older than the text that they translate" in page
    assert "日本語" in page
    form = author.get(f"/sheets/{sheet_id}/points/2").text
    assert "Older than the text that it translates" in form
    sent = {
        "base": "2",
        "do": "save",
        "same": "yes",
        "id": "edge",
        "view": "front",
        "title.en": "edge 2 mm",
        "title.ja": "edge 二ミリ",
        "genuine.en": "3 mm",
        "genuine.ja": "二ミリ",
        "counterfeit.en": "edge 2 mm",
        "counterfeit.ja": "edge 二ミリ",
        "region_x": "10",
        "region_y": "20",
        "region_width": "30",
        "region_height": "10",
        "reference": PICTURE_SHA256,
        "visibility": "officer",
    }
    answer = author.post(f"/sheets/{sheet_id}/points/2", data=sent)
    assert answer.status_code == 303, answer.text
    assert "older than the text" not in author.get(f"/sheets/{sheet_id}").text
    assert made(author.get(f"/v1/sheets/{sheet_id}"))["older"] == []


def test_a_stale_save_is_refused_and_changes_nothing(author: httpx.Client, reviewer: httpx.Client) -> None:
    sheet_id = drafted(author, "stale")
    read = author.get(f"/v1/sheets/{sheet_id}").headers["ETag"]
    made(reviewer.put(f"/v1/sheets/{sheet_id}", json={"sheet": complete("stale", category="first")}))
    mine = {"sheet": complete("stale", category="second")}
    answer = author.put(f"/v1/sheets/{sheet_id}", json=mine, headers={"If-Match": read})
    assert answer.status_code == 412
    versions = made(author.get(f"/v1/sheets/{sheet_id}/versions"))["versions"]
    assert [(each["number"], each["saved_by"]) for each in versions] == [
        (2, "First-Reviewer"),
        (1, "First-Contributor"),
    ]
    assert versions[0]["changes"] == [{"key": "category", "before": "parcels", "after": "first"}]


def test_a_save_without_a_difference_makes_no_version_and_one_sent_twice_makes_one(author: httpx.Client) -> None:
    sheet_id = drafted(author, "same")
    sent = {"sheet": complete("same")}
    assert made(author.put(f"/v1/sheets/{sheet_id}", json=sent))["version"] == 1
    key, changed = {"Idempotency-Key": "once-only"}, {"sheet": complete("same", category="other")}
    answers = [made(author.put(f"/v1/sheets/{sheet_id}", json=changed, headers=key)) for _ in range(2)]
    assert [answer["version"] for answer in answers] == [2, 2]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"id": "../up"}, "#/id"),
        ({}, "#/id"),
        ({"id": "theirs", "right_holder": "rival"}, "#/right_holder"),
        ({"id": "theirs", "colour": "red"}, "#/sheet/colour"),
        ({"id": "theirs", "gtin": [7]}, "#/sheet/gtin/0"),
    ],
)
def test_a_sheet_that_can_not_be_kept_is_refused_by_its_field(
    author: httpx.Client, wrong: dict[str, Any], field: str
) -> None:
    answer = author.post("/v1/sheets", json={"sheet": wrong})
    assert answer.status_code == 422
    assert field in {error["pointer"] for error in refused(answer)["errors"]}


def test_drafts_of_two_right_holders_may_have_one_id_and_the_first_to_publish_keeps_it(
    service: Service, author: httpx.Client, reviewer: httpx.Client
) -> None:
    from serve.accounts.permissions import OrganisationKind, Role
    from serve.accounts.service import Accounts

    service.parts[Accounts].add_organisation(None, OrganisationKind.RIGHT_HOLDER, "newcomer", None)
    theirs = service.people.outsider("newcomer", Role.CONTRIBUTOR)
    their_reviewer = service.people.outsider("newcomer", Role.REVIEWER)
    mine, other = drafted(author, "contested"), drafted(theirs, "contested")
    made(reviewer.post(f"/v1/sheets/{mine}/publish"))
    answer = their_reviewer.post(f"/v1/sheets/{other}/publish")
    assert (answer.status_code, refused(answer)["type"]) == (422, "/problems/sheet-rejected")
    of_release = drafted(theirs, "box")
    assert their_reviewer.post(f"/v1/sheets/{of_release}/publish").status_code == 422
    assert theirs.get(f"/v1/sheets/{mine}").json()["detail"] == theirs.get(f"/v1/sheets/s-{'0' * 32}").json()["detail"]


def test_a_refused_agency_sees_public_points_only_and_previews_say_what_each_reader_sees(
    service: Service, author: httpx.Client, reviewer: httpx.Client
) -> None:
    sheet_id = published(author, reviewer, "preview")
    allowed = service.people.agencies["first"].id
    made(reviewer.put("/v1/allowance", json={"agencies": [allowed]}))
    try:
        seen = {name: in_catalogue(service.as_("officer", name), "preview") for name in ("first", "second")}
    finally:
        made(reviewer.put("/v1/allowance", json={"agencies": None}))
    previews = {
        name: made(author.get(f"/v1/sheets/{sheet_id}/preview", params={"as": name}))
        for name in ("allowed_agency", "other_agency", "trainer", "public")
    }
    assert previews["allowed_agency"] == seen["first"]
    assert previews["other_agency"] == previews["trainer"] == previews["public"] == seen["second"]
    for shown in (previews["allowed_agency"], previews["public"]):
        is_allowed = shown is previews["allowed_agency"]
        assert [point["id"] for point in shown["points"]] == (["crest", "edge"] if is_allowed else ["crest"])
        assert (shown["trade"] is not None, shown["serial_pattern"] is not None) == (is_allowed, is_allowed)


def test_the_operator_sees_which_sheets_there_are_and_no_draft(service: Service, author: httpx.Client) -> None:
    sheet_id = drafted(author, "unseen", "hushed")
    operator = service.as_("administrator")
    answer = operator.get(f"/v1/sheets/{sheet_id}")
    assert (answer.json()["product"], answer.json()["sheet"], answer.json()["missing"]) == ("unseen", None, [])
    assert "hushed" not in answer.text
    assert operator.get(f"/v1/sheets/{sheet_id}/versions").status_code == 403


def test_every_process_follows_what_another_publishes(
    service: Service, author: httpx.Client, reviewer: httpx.Client
) -> None:
    other = PublishedSheets(service.parts[Works].of(SheetWork))
    assert "followed" not in other.all()
    sheet_id = published(author, reviewer, "followed")
    assert other.all()["followed"].sheet.name == {"en": "The followed"}
    made(reviewer.post(f"/v1/sheets/{sheet_id}/withdraw"))
    assert "followed" not in other.all()


def test_a_reference_picture_is_shown_without_metadata_and_anything_else_is_refused(author: httpx.Client) -> None:
    sheet_id = drafted(author, "pictured")
    listed = made(author.get(f"/v1/sheets/{sheet_id}/pictures"))["pictures"]
    assert [(each["sha256"], each["view"]) for each in listed] == [(PICTURE_SHA256, "front")]
    answer = author.get(listed[0]["picture"])
    assert (answer.headers["content-type"], answer.content[:2]) == ("image/jpeg", b"\xff\xd8")
    files = {"picture": ("a.jpg", b"no picture")}
    answer = author.post(f"/v1/sheets/{sheet_id}/pictures", files=files, data={"view": "front"})
    assert (answer.status_code, refused(answer)["type"]) == (422, "/problems/photo-format-unsupported")


def bring(client: httpx.Client, *files: tuple[str, bytes], dry_run: bool = False) -> dict[str, Any]:
    sent = [("files", file) for file in files]
    answer: dict[str, Any] = made(client.post(f"/v1/sheets/import?dry_run={str(dry_run).lower()}", files=sent))
    return answer


def outcomes(report: dict[str, Any]) -> dict[str, str]:
    return {row["file"]: row["outcome"] for row in report["sheets"]}


def toml(product: str, holder: str = "acme") -> bytes:
    text = (DATASETS / "tornavik-bearing.toml").read_text("utf-8")
    return text.replace("tornavik-bearing", product).replace("Tornavik AB", holder).encode()


def holder_of(text: bytes) -> str:
    return text.decode().partition('right_holder = "')[2].partition('"')[0]


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def ours(product: str) -> bytes:
    """A demo sheet as acme's."""
    text = (DATASETS / "tornavik-bearing.toml").read_bytes()
    holder = holder_of(text)
    lines = text.decode().replace(f'right_holder = "{holder}"', 'right_holder = "acme"')
    return lines.replace('id = "tornavik-bearing"', f'id = "{product}"', 1).encode()


def test_an_export_is_imported_as_it_was(author: httpx.Client) -> None:
    assert outcomes(bring(author, ("a.toml", ours("carried")), dry_run=True)) == {"a.toml": "new"}
    plain = made(author.post("/v1/sheets/import", files=[("files", ("a.toml", ours("carried")))]))  # not a dry run
    assert (plain["stored"], outcomes(plain), "saved as drafts" in plain["detail"]) == (True, {"a.toml": "new"}, True)
    sheets = made(author.get("/v1/sheets", params={"limit": 100}))["sheets"]
    sheet_id = next(each["id"] for each in sheets if each["product"] == "carried")
    assert plain["sheets"][0]["sheet"] == sheet_id
    exported = author.get(f"/v1/sheets/{sheet_id}/sheet.toml").content
    assert outcomes(bring(author, ("b.toml", exported))) == {"b.toml": "unchanged"}
    assert author.get(f"/v1/sheets/{sheet_id}/sheet.toml").content == exported
    packed = author.get("/v1/sheets.zip").content
    with ZipFile(io.BytesIO(packed)) as archive:
        assert archive.read("carried.toml") == exported


def test_one_sheet_that_is_refused_keeps_all_others_out(author: httpx.Client) -> None:
    theirs = (DATASETS / "tornavik-bearing.toml").read_bytes()
    files = zipped(**{"x/good.toml": ours("kept-out"), "y/theirs.toml": theirs, "z/good.toml": ours("kept-out")})
    report = bring(author, ("all.zip", files), ("note.txt", b"hello"))
    assert report["stored"] is False
    assert [row["outcome"] for row in report["sheets"]] == ["new", "refused", "refused", "refused"]
    assert report["sheets"][1]["problems"][0]["key"] == "right_holder"
    assert "another file has this product" in report["sheets"][2]["problems"][0]["detail"]
    products = [each["product"] for each in made(author.get("/v1/sheets", params={"limit": 100}))["sheets"]]
    assert "kept-out" not in products


def bomb() -> bytes:
    """A ZIP whose entry unpacks to far more than a sheet may have, and says that it is small."""
    content = bytearray(zipped(**{"bomb.toml": b"#" * 50_000_000}))
    at = content.index(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 10)
    return bytes(content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("deep.toml", b"a = " + b"[" * 100_000),
        ("latin.toml", 'id = "é"'.encode("latin-1")),
        ("long.toml", b"#" * (LONGEST_DOCUMENT + 1)),
        ("broken.zip", b"PK\x03\x04 and nothing"),
        ("empty.zip", zipped(**{"readme.md": b"x"})),
        ("many.zip", zipped(**{f"{number}.toml": b"" for number in range(2001)})),
        ("bomb.zip", bomb()),
        ("much.zip", zipped(**{f"{number}.toml": b"#" * 399_000 for number in range(60)})),
        ("up.zip", zipped(**{"../../up.toml": b"id = 1", "/etc/passwd.toml": b"", "._x.toml": b""})),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_hostile_file_is_refused_in_words(author: httpx.Client, name: str, content: bytes) -> None:
    report = bring(author, (name, content))
    assert report["stored"] is False
    assert {row["outcome"] for row in report["sheets"]} == {"refused"}
    assert all(row["problems"][0]["detail"] and "/" not in row["file"] for row in report["sheets"])


def test_words_that_say_how_something_seems_are_warned_of_and_stop_nothing(
    author: httpx.Client, reviewer: httpx.Client
) -> None:
    sheet = complete("vague")
    sheet["points"][1]["counterfeit"] = {"en": "The print is unclear", "ja": "印字が不鮮明"}
    read = made(author.post("/v1/sheets", json={"sheet": sheet}))
    keys = [(fault["key"], fault["detail"].partition("”")[0]) for fault in read["warnings"]]
    assert keys == [("points[2].counterfeit.en", "“unclear"), ("points[2].counterfeit.ja", "“不鮮明")]
    assert made(reviewer.post(f"/v1/sheets/{read['id']}/publish"))["state"] == "published"


def test_a_sheet_of_two_megabytes_is_refused(author: httpx.Client) -> None:
    texts = {f"x-{number:06}": "x" * 4000 for number in range(150)}
    answer = author.post("/v1/sheets", json={"sheet": {"id": "large", "name": texts}})
    assert (answer.status_code, json.loads(answer.text)["type"]) == (422, "/problems/sheet-rejected")
