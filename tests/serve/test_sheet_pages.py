"""The pages on which right holders write product sheets: parts, rows moved without a mouse, others' changes."""

import re
from html import unescape
from typing import Any

import httpx
import pytest

from serve.accounts.permissions import OrganisationKind, Role
from serve.accounts.service import Accounts
from serve.catalogue.forms import values_in
from tests.serve.running import Service
from tests.serve.sheets import PICTURE_SHA256, complete, drafted
from tests.serve.world import made

HTML = {"accept": "text/html"}


@pytest.fixture
def author(service: Service) -> httpx.Client:
    return service.as_("contributor")


def fields_of(page: str) -> dict[str, str]:
    """What a form on a page would send, as a browser does."""
    found = {}
    for tag in re.findall(r"<input [^>]*>", page):
        given = {name: unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}
        is_left_out = given.get("type") in {"checkbox", "radio"} and " checked" not in tag
        if "name" in given and not is_left_out:
            found[given["name"]] = given.get("value", "")
    for name, value in re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', page, re.DOTALL):
        found[name] = unescape(value)
    for name, options in re.findall(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        found[name] = unescape(chosen[1]) if chosen else ""
    return found


def opened(client: httpx.Client, path: str) -> dict[str, str]:
    answer = client.get(path, headers=HTML)
    assert answer.status_code == 200, answer.text
    return fields_of(answer.text)


def sent(client: httpx.Client, path: str, fields: dict[str, str], **more: str) -> httpx.Response:
    return client.post(path, data={**fields, **{name.replace("__", "."): each for name, each in more.items()}})


def test_a_form_that_is_sent_as_it_was_opened_changes_nothing(author: httpx.Client) -> None:
    rights = [{"kind": "design", "number": "7", "territory": "JP", "expires": "2030-01-31"}]
    more: dict[str, Any] = {"made_in": ["SE", "VN"], "routes": [{"origin": "A", "via": ["B", "C"], "destination": "D"}]}
    texts = [
        {
            "id": "lot",
            "view": "front",
            "kind": "lot",
            "pattern": "L[0-9]",
            "script": "Latn",
            "visibility": "officer",
            "region": [0.1, 0.1, 0.2, 0.1],
        }
    ]
    sheet_id = drafted(author, "unchanged", rights=rights, texts=texts, packaging={"en": "Box"}, **more)
    for part in ("about", "views", "trade", "points/1", "texts/1"):
        path = f"/sheets/{sheet_id}/{part}"
        answer = sent(author, path, opened(author, path), do="save")
        assert answer.status_code == 303, (part, answer.text)
        newest = made(author.get(f"/v1/sheets/{sheet_id}/versions"))["versions"][0]
        assert newest["number"] == 1, (part, newest["changes"])


def test_a_point_is_changed_added_and_removed(author: httpx.Client) -> None:
    sheet_id = drafted(author, "pointed")
    path = f"/sheets/{sheet_id}/points"
    place = {"region_x": "25", "region_y": "50", "region_width": "10", "region_height": "5"}
    form = opened(author, f"{path}/2") | place
    assert sent(author, f"{path}/2", form, genuine__en="a gap of 3 mm", note="measured again").status_code == 303
    sheet = made(author.get(f"/v1/sheets/{sheet_id}"))["sheet"]
    assert (sheet["points"][1]["genuine"], sheet["points"][1]["region"]) == (
        {"en": "a gap of 3 mm"},
        [0.25, 0.5, 0.1, 0.05],
    )
    form = opened(author, f"{path}/4")
    assert sent(author, f"{path}/4", form, id="new", title__en="New").status_code == 303
    assert sent(author, f"{path}/1", opened(author, f"{path}/1"), do="remove").status_code == 303
    sheet = made(author.get(f"/v1/sheets/{sheet_id}"))["sheet"]
    assert [point["id"] for point in sheet["points"]] == ["edge", "own", "new"]
    assert author.get(f"{path}/9", headers=HTML).status_code == 404
    history = author.get(f"/sheets/{sheet_id}/history", headers=HTML).text
    assert "measured again" in history
    assert "points.edge.genuine.en" in history


def test_a_place_that_is_none_is_said_beside_it_and_nothing_is_lost(author: httpx.Client) -> None:
    sheet_id = drafted(author, "misplaced")
    path = f"/sheets/{sheet_id}/points/1"
    answer = sent(author, path, opened(author, path), region_x="90", region_width="40", title__en="Kept title")
    assert answer.status_code == 422
    assert "Write four numbers from 0 to 100" in answer.text
    assert 'value="Kept title"' in answer.text
    assert 'value="90"' in answer.text


def test_what_others_changed_meanwhile_is_shown_and_what_was_written_stays(
    author: httpx.Client, service: Service
) -> None:
    sheet_id = drafted(author, "contended")
    about, views = opened(author, f"/sheets/{sheet_id}/about"), opened(author, f"/sheets/{sheet_id}/views")
    made(service.as_("reviewer").put(f"/v1/sheets/{sheet_id}", json={"sheet": complete("contended", category="hers")}))
    answer = sent(author, f"/sheets/{sheet_id}/about", about, category="mine")
    assert answer.status_code == 422
    assert 'value="mine"' in answer.text
    assert re.search(r"<del><bdi>parcels</bdi></del>.*<ins><bdi>hers</bdi></ins>", answer.text, re.DOTALL)
    assert sent(author, f"/sheets/{sheet_id}/views", views, views__0__title__en="Whole front").status_code == 303
    again = fields_of(answer.text)
    assert sent(author, f"/sheets/{sheet_id}/about", again, do="save").status_code == 303
    sheet = made(author.get(f"/v1/sheets/{sheet_id}"))["sheet"]
    assert (sheet["category"], sheet["views"][0]["title"]) == ("mine", {"en": "Whole front"})


def test_views_are_added_and_moved_with_buttons_alone(author: httpx.Client) -> None:
    sheet_id = drafted(author, "arranged")
    path = f"/sheets/{sheet_id}/views"
    form = opened(author, path)
    moved = sent(author, path, form, views__1__id="back", views__1__title__en="The back", do="up:2")
    assert moved.status_code == 200
    assert sent(author, path, fields_of(moved.text), do="save").status_code == 303
    views = made(author.get(f"/v1/sheets/{sheet_id}"))["sheet"]["views"]
    assert [view["id"] for view in views] == ["back", "front"]


def test_a_serial_number_is_tried_without_saving(author: httpx.Client) -> None:
    sheet_id = drafted(author, "tried")
    path = f"/sheets/{sheet_id}/about"
    form = opened(author, path)
    for number, words in (("AB12", "It matches the pattern."), ("AB", "It does not match the pattern.")):
        answer = author.post(path, data={**form, "serial_pattern": "AB[0-9]+", "try": number, "do": "try"})
        assert words in answer.text
    assert made(author.get(f"/v1/sheets/{sheet_id}"))["version"] == 1


def test_a_sheet_is_begun_published_and_withdrawn_on_pages(service: Service, author: httpx.Client) -> None:
    begun = author.post("/sheets", data={"product": "paged", "name": "Paged"})
    page = begun.headers["location"]
    assert "Before the sheet can be published:" in author.get(page, headers=HTML).text
    made(author.put(f"/v1{page}", json={"sheet": complete("paged")}))
    assert "A reviewer of your organisation" in author.get(page, headers=HTML).text
    reviewer = service.as_("reviewer")
    shown = reviewer.get(page, headers=HTML).text
    assert "Publish version 2" in shown
    version = fields_of(shown)["version"]
    assert reviewer.post(f"{page}/publish", data={"version": version}).status_code == 303
    assert reviewer.post(f"{page}/withdraw", data={"version": version}).status_code == 412
    shown = reviewer.get(page, headers=HTML).text
    assert reviewer.post(f"{page}/withdraw", data={"version": fields_of(shown)["version"]}).status_code == 303
    assert made(author.get(f"/v1{page}"))["state"] == "withdrawn"


def test_a_second_person_publishes_several_sheets_at_once_or_none(service: Service, author: httpx.Client) -> None:
    ids, reviewer = [drafted(author, "several-a"), drafted(author, "several-b")], service.as_("reviewer")
    own = drafted(reviewer, "several-own")
    assert "/sheets/publish" not in author.get("/sheets", headers=HTML).text
    offered = re.findall(r'name="sheets" value="([^"]+)"', reviewer.get("/sheets", headers=HTML).text)
    chosen = [value for value in map(unescape, offered) if value.partition(" ")[0] in ids]
    assert (len(chosen), [value for value in offered if own in value]) == (2, [])
    untouched = reviewer.post("/sheets/publish", data={}, headers=HTML)
    assert untouched.status_code == 422
    assert "No product sheet is ticked" in untouched.text
    for more in (f'{own} "1-0"', chosen[0].replace('"1', '"2')):  # her own, and one that was changed meanwhile
        assert reviewer.post("/sheets/publish", data={"sheets": [*chosen[1:], more]}).status_code in {409, 412}
    assert author.post("/sheets/publish", data={"sheets": chosen}).status_code == 403
    service.parts[Accounts].add_organisation(None, OrganisationKind.RIGHT_HOLDER, "stranger", None)
    stranger = service.people.outsider("stranger", Role.REVIEWER)
    assert stranger.post("/sheets/publish", data={"sheets": chosen}).status_code == 404
    assert {made(author.get(f"/v1/sheets/{each}"))["state"] for each in ids} == {"draft"}
    page = reviewer.post("/sheets/publish", data={"sheets": chosen}, follow_redirects=True, headers=HTML)
    assert "2 sheets were published." in page.text
    assert {made(author.get(f"/v1/sheets/{each}"))["state"] for each in ids} == {"published"}


def test_files_are_checked_before_they_are_stored(author: httpx.Client) -> None:
    files = {"files": ("checked.toml", b'id = "checked"\nname = { en = "Checked" }')}
    checked = author.post("/sheets/import", files=files, data={"do": "check"})
    assert "All sheets can be saved." in checked.text
    stored = author.post("/sheets/import", files=files, data={"do": "store"})
    assert "The sheets are saved as drafts" in stored.text
    sheet = re.findall(r'href="(/sheets/s-[0-9a-f]+)"', stored.text)
    assert len(sheet) == 1
    assert "Checked" in author.get(sheet[0], headers=HTML).text
    again = author.post("/sheets/import", files=files, data={"do": "store"})
    assert "Nothing had to be saved" in again.text
    refused = author.post("/sheets/import", files={"files": ("x.toml", b"id = 1")}, data={"do": "store"})
    assert "Nothing was saved." in refused.text
    assert "must be a text" in refused.text


def test_a_form_without_its_version_saves_nothing(author: httpx.Client) -> None:
    sheet_id = drafted(author, "unversioned")
    assert author.post(f"/sheets/{sheet_id}/about", data={"category": "x"}).status_code == 422
    assert made(author.get(f"/v1/sheets/{sheet_id}"))["version"] == 1


def test_fields_become_plain_values_without_empty_ones() -> None:
    fields = {
        "title.en": " Crest ",
        "title.ja": "",
        "rows.0.name": "a",
        "rows.1.name": "",
        "rows.1.required": "yes",
        "rows.10.via": "x, y,,",
        "gtin": "1\r\n2\n",
        "reference": PICTURE_SHA256,
        "region_x": "",
    }
    assert values_in(list(fields.items())) == {
        "title": {"en": "Crest"},
        "rows": [{"name": "a"}, {"via": ["x", "y"]}],
        "gtin": ["1", "2"],
        "reference": PICTURE_SHA256,
    }
