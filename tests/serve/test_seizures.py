"""The record of a seizure: interception and lines of goods, over the API and on pages."""

import csv
import html
import io
import re
import zipfile
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import create_engine, select

from serve.audit.service import Audit
from serve.backups.store import dumped, load
from serve.platform.database import metadata
from serve.platform.tenancy import SYSTEM
from serve.seizures.tables import goods_lines
from tests.serve.casework import Officer
from tests.serve.clearing import new_agency
from tests.serve.running import Service
from tests.serve.world import World, made

PAGE = {"accept": "text/html"}
FOUND: dict[str, Any] = {
    "found_on": "2026-11-25",
    "authority": "  Tallinn   Customs ",
    "port": "EETLL",
    "basis": "upon-application",
    "direction": "import",
    "traffic": "post-ems",
    "origin": "CN",
    "provenance": "AE",
}
GOODS: dict[str, Any] = {
    "description": "Sneakers",
    "kind": "counterfeit-mark",
    "category": "sport-shoes",
    "hs": "6404",
    "quantity": "0240.50",
    "unit": "pair",
    "genuine_value": "12000",
    "currency": "EUR",
    "health_risk": True,
    "samples": 2,
}


@pytest.fixture
def officer(service: Service) -> httpx.Client:
    """An officer of an agency of its own."""
    return service.as_("officer", new_agency(service, f"seizure-{uuid4().hex[:8]}"))


@pytest.fixture
def case(officer: httpx.Client) -> str:
    return f"/v1/cases/{Officer(officer).open(place='Hall 3')}"


def test_an_interception_is_empty_until_it_is_saved_and_is_replaced_as_a_whole(
    officer: httpx.Client, case: str
) -> None:
    path = f"{case}/interception"
    first = officer.get(path)
    assert first.json()["changed_by"] is None
    assert set(first.json().values()) == {"", None}
    saved = officer.put(path, json=FOUND, headers={"if-match": first.headers["etag"]})
    assert saved.is_success, saved.text
    assert saved.json()["authority"] == "Tallinn Customs"
    assert (saved.json()["found_on"], saved.json()["provenance"]) == ("2026-11-25", "AE")
    assert saved.headers["etag"] == officer.get(path).headers["etag"] != first.headers["etag"]
    assert officer.put(path, json={}, headers={"if-match": first.headers["etag"]}).status_code == 412
    assert officer.put(path, json=FOUND).headers["etag"] == saved.headers["etag"]  # nothing has changed
    emptied = officer.put(path, json={"direction": "transit"}).json()
    assert (emptied["direction"], emptied["port"], emptied["found_on"]) == ("transit", "", None)


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"traffic": "post-emss"}, "traffic", "did you mean post-ems?"),
        ({"port": "Tallinn"}, "port", "such as DEHAM"),
        ({"provenance": "XX"}, "provenance", "country"),
        ({"container": "a\u0007"}, "container", "control character"),
        ({"found_on": "2999-01-01"}, "found_on", "not come yet"),
    ],
)
def test_a_value_that_is_wrong_is_named(
    officer: httpx.Client, case: str, said: dict[str, str], field: str, words: str
) -> None:
    refused = officer.put(f"{case}/interception", json=said)
    assert refused.status_code == 422
    assert words in refused.json()["detail"]
    assert refused.json()["errors"][0]["pointer"] == f"#/{field}"


def test_cases_are_found_by_what_is_coded_in_their_records(officer: httpx.Client, case: str) -> None:
    client, other = Officer(officer), Officer(officer).open(place="Hall 4")
    made(officer.put(f"{case}/interception", json=FOUND))
    made(officer.post(f"{case}/goods", json=GOODS))
    made(officer.put(f"/v1/cases/{other}/interception", json={"port": "DEHAM"}))
    procedure = made(officer.post(f"{case}/procedures", json={"right_holder": "acme"}))["id"]
    made(officer.post(f"/v1/procedures/{procedure}/result", json={"result": "court"}))
    coded = {
        "port": "EETLL",
        "traffic": "post-ems",
        "origin": "CN",
        "goods_kind": "counterfeit-mark",
        "result": "court",
    }
    one = case.rpartition("/")[2]

    def found(**asked: str) -> list[str]:
        return [each["id"] for each in client.get("/cases", **asked)["cases"]]

    for name, code in coded.items():
        assert found(**{name: code}) == [one], name
    assert found(**coded, q="hall") == found(**coded, state="open") == [one]
    assert found(port="EETLL", q="4") == found(port="XXXXX") == found(port="DEHAM", traffic="post-ems") == []
    assert (found(q="hall"), found(port="DEHAM")) == ([other, one], [other])
    page = officer.get("/cases", params={"goods_kind": "counterfeit-mark"}, headers=PAGE).text
    assert f'href="/cases/{one}"' in page
    assert f'href="/cases/{other}"' not in page
    assert re.search(r'<option value="counterfeit-mark"[^>]* selected>[^<]*[a-z]', page)
    for words in ("EETLL", "DEHAM", "Result of a procedure"):
        assert words in page


def test_goods_are_kept_in_order_and_corrected_as_they_were_read(officer: httpx.Client, case: str) -> None:
    client = Officer(officer)
    item = client.add_item(case.rpartition("/")[2], description="Carton")
    added = officer.post(f"{case}/goods", json={**GOODS, "item": item}, headers={"idempotency-key": "twice"})
    again = officer.post(f"{case}/goods", json={**GOODS, "item": item}, headers={"idempotency-key": "twice"})
    assert added.status_code == again.status_code == 201
    assert added.json() == again.json()
    assert (added.json()["quantity"], added.json()["genuine_value"]) == ("240.5", "12000")
    assert (added.json()["item"], added.json()["position"]) == (item, 1)
    second = made(officer.post(f"{case}/goods", json={"description": "Laces"}))
    path = added.headers["location"]
    read = officer.get(path).headers["etag"]
    changed = officer.patch(path, json={"quantity": "1"}, headers={"if-match": read})
    assert (changed.json()["quantity"], changed.json()["description"]) == ("1", "Sneakers")
    assert officer.patch(path, json={"quantity": "2"}, headers={"if-match": read}).status_code == 412
    assert officer.patch(path, json={"item": None}).json()["item"] is None
    listed = officer.get(f"{case}/goods", params={"limit": 1}).json()
    assert [each["description"] for each in listed["goods"]] == ["Sneakers"]
    more = officer.get(f"{case}/goods", params={"after": listed["after"]}).json()
    assert [each["id"] for each in more["goods"]] == [second["id"]]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"quantity": "1,5", "unit": "pair"}, "quantity"),
        ({"quantity": "1"}, "unit"),
        ({"declared_value": "10"}, "currency"),
        ({"hs": "7701"}, "hs"),
        ({"hs": "leather"}, "hs"),
        ({"kind": "counterfeit"}, "kind"),
        ({"item": f"i-{'0' * 32}"}, "item"),
        ({"currency": "DEM", "declared_value": "10"}, "currency"),
    ],
)
def test_goods_that_are_wrong_are_refused(officer: httpx.Client, case: str, said: dict[str, str], field: str) -> None:
    refused = officer.post(f"{case}/goods", json=said)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == f"#/{field}"


def test_a_line_is_removed_only_while_nothing_rests_on_it(service: Service) -> None:
    dossier, officer = World(service).dossier(), service.as_("officer")
    case = f"/v1/cases/{dossier.case_id}"
    asked = officer.post(f"{case}/goods", json={"item": dossier.item_id}).headers["location"]
    free = officer.post(f"{case}/goods", json={"description": "Laces"}).headers["location"]
    refused = officer.delete(asked)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/in-use")
    assert [each["address"] for each in refused.json()["uses"]] == [f"/enquiries/{dossier.enquiry_id}"]
    page = officer.post(f"{asked.removeprefix('/v1')}/remove", headers=PAGE)
    assert (page.status_code, f'href="/enquiries/{dossier.enquiry_id}"' in page.text) == (409, True)
    assert officer.delete(free).status_code == 204
    assert officer.get(free).status_code == 404
    later = made(officer.post(f"{case}/goods", json={"description": "Boxes"}))
    assert later["position"] > 1
    assert service.parts[Audit].verify().faults == ()


def test_goods_come_back_from_a_backup_as_they_were(service: Service, officer: httpx.Client, case: str) -> None:
    added = made(officer.post(f"{case}/goods", json=GOODS))
    assert added["quantity"] == "240.5"
    with service.parts.database.reading(SYSTEM) as connection:
        rows = list(dumped(connection))
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.begin() as restored:
        load(restored, rows)
        found = restored.execute(select(goods_lines).where(goods_lines.c.id == added["id"])).one()
        assert (found.quantity, found.genuine_value) == (added["quantity"], added["genuine_value"])
        assert list(dumped(restored)) == rows


def test_a_closed_case_keeps_its_record(officer: httpx.Client, case: str) -> None:
    line = officer.post(f"{case}/goods", json=GOODS).headers["location"]
    made(officer.post(f"{case}/close", json={"reason": "Handed over."}))
    assert officer.put(f"{case}/interception", json=FOUND).status_code == 409
    assert officer.patch(line, json={"quantity": "1"}).status_code == 409
    assert officer.delete(line).status_code == 409
    page = officer.get(f"{case.removeprefix('/v1')}/record", headers=PAGE).text
    assert "Sneakers" in page, page
    assert "Save the interception" not in page


def test_the_page_saves_each_part_apart_and_keeps_what_was_typed(officer: httpx.Client, case: str) -> None:
    page = case.removeprefix("/v1")
    assert "Nothing is recorded yet." in officer.get(page, headers=PAGE).text
    saved = officer.post(f"{page}/record", data=FOUND, headers=PAGE)
    assert (saved.status_code, saved.headers["location"]) == (303, f"{page}/record")
    wrong = officer.post(f"{page}/record", data={**FOUND, "port": "<b>Dock"}, headers=PAGE)
    assert wrong.status_code == 422
    for words in ("such as DEHAM", 'value="&lt;b&gt;Dock"', "Post: EMS", 'value="AE" selected'):
        assert words in wrong.text, words
    typed = {**GOODS, "health_risk": "true", "description": "<i>Sneakers</i>"}
    added = officer.post(f"{page}/goods", data=typed, headers=PAGE)
    line = added.headers["location"].rpartition("#")[2]
    shown = officer.get(f"{page}/record", headers=PAGE).text
    for words in ("&lt;i&gt;Sneakers", "Counterfeit mark", "240.5", "Risk to health or safety", "United Arab Emirates"):
        assert words in shown, words
    refused = officer.post(f"{page}/goods", data={**typed, "quantity": "many"}, headers=PAGE)
    assert (refused.status_code, 'value="many"' in refused.text) == (422, True)
    form = officer.get(f"{page}/goods/{line}", headers=PAGE).text
    assert 'value="240.5"' in form
    changed = officer.post(f"{page}/goods/{line}", data={**typed, "quantity": "7"}, headers=PAGE)
    assert changed.headers["location"] == f"{page}/record#{line}"
    assert officer.get(f"/v1{page}/goods/{line}").json()["quantity"] == "7"
    assert officer.post(f"{page}/goods/{line}/remove", headers=PAGE).status_code == 303
    assert "No goods are recorded yet." in officer.get(f"{page}/record", headers=PAGE).text


def test_another_agency_sees_nothing_of_it(service: Service, officer: httpx.Client, case: str) -> None:
    line = officer.post(f"{case}/goods", json=GOODS).headers["location"]
    stranger = service.as_("officer", "second")
    for path in (f"{case}/interception", f"{case}/goods", line, f"{case.removeprefix('/v1')}/record"):
        assert stranger.get(path).status_code == 404, path
    assert stranger.patch(line, json={}).status_code == 404


def test_the_record_is_exported_in_codes_and_in_words_and_no_cell_is_a_formula(
    officer: httpx.Client, case: str
) -> None:
    client = Officer(officer)
    item = client.add_item(case.rpartition("/")[2], description="=1+1")
    made(officer.put(f"{case}/interception", json={**FOUND, "authority": "=HYPERLINK(1)", "container": "-1"}))
    made(officer.post(f"{case}/goods", json={**GOODS, "item": item, "product": "@SUM(A1)", "serial": "+1"}))
    table = officer.get(f"{case}/seizure-record.csv")
    assert table.headers["content-type"].startswith("text/csv")
    head, line = csv.reader(table.text.removeprefix("\ufeff").splitlines())
    said = dict(zip(head, line, strict=True))
    assert (said["authority"], said["container"], said["product"], said["serial"]) == (
        "'=HYPERLINK(1)", "'-1", "'@SUM(A1)", "'+1"
    )  # fmt: skip
    assert (said["kind"], said["provenance"], said["quantity"], said["item"]) == (
        "counterfeit-mark",
        "AE",
        "240.5",
        "1",
    )
    book = officer.get(f"{case}/seizure-record.xlsx", headers={"accept-language": "ja"})
    assert ".xlsx" in book.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(book.content)) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if "worksheets/" in name]
        texts = html.unescape(parts.read("xl/sharedStrings.xml").decode())
    assert len(sheets) == 2
    assert not any("<f>" in sheet for sheet in sheets)
    assert "<v>240.5</v>" in sheets[1]
    for text in ("=HYPERLINK(1)", "@SUM(A1)", "アラブ首長国連邦", "=1+1"):
        assert text in texts, text


def test_a_record_without_goods_is_one_line(officer: httpx.Client, case: str) -> None:
    text = officer.get(f"{case}/seizure-record.csv").text
    assert len(text.splitlines()) == 2


def test_a_wrong_item_is_removed_only_while_nothing_rests_on_it(service: Service, officer: httpx.Client) -> None:
    client = Officer(officer)
    case = client.open(place="Hall 3")
    first, wrong, last = (client.add_item(case, description=name) for name in ("one", "two", "three"))
    items = f"/v1/cases/{case}/items"
    line = officer.post(f"/v1/cases/{case}/goods", json={"item": wrong}).headers["location"]
    refused = officer.delete(f"{items}/{wrong}")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/in-use")
    assert refused.json()["uses"][0]["address"] == f"/cases/{case}/record#{line.rpartition('/')[2]}"
    assert officer.delete(line).status_code == 204
    assert officer.delete(f"{items}/{wrong}").status_code == 204
    assert officer.get(f"{items}/{wrong}").status_code == 404
    client.conclude(case, first, "genuine")
    assert officer.delete(f"{items}/{first}").json()["uses"][0]["what"] == "A conclusion"
    listed = [(each["id"], each["position"]) for each in officer.get(items).json()["items"]]
    assert listed == [(first, 1), (last, 3)]
    assert client.post(f"/cases/{case}/items", {"description": "four"})["position"] == 4
    removed = officer.post(f"/cases/{case}/items/{last}/remove", headers=PAGE)
    assert (removed.status_code, removed.headers["location"]) == (303, f"/cases/{case}")
    assert service.parts[Audit].verify().faults == ()


def test_goods_of_which_parties_were_told_stay(service: Service, officer: httpx.Client, case: str) -> None:
    client, number = Officer(officer), case.rpartition("/")[2]
    item = client.add_item(number, description="Carton")
    line = officer.post(f"{case}/goods", json=GOODS).headers["location"]
    begun = made(officer.post(f"{case}/procedures", json={"right_holder": "Tornavik", "country": "JP"}))["id"]
    spare = officer.post(f"{case}/goods", json=GOODS).headers["location"]
    assert officer.delete(spare).status_code == 204  # no one was told of it yet
    step = {"kind": "notice-dated", "event": "2026-06-08"}
    made(officer.post(f"/v1/procedures/{begun}/steps", json=step))
    for path in (line, f"{case}/items/{item}"):
        refused = officer.delete(path)
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/in-use")
        assert refused.json()["uses"] == [{"what": "The procedure for Tornavik", "address": f"/procedures/{begun}"}]
    page = officer.post(f"{line.removeprefix('/v1')}/remove", headers=PAGE)
    assert (page.status_code, f'href="/procedures/{begun}"' in page.text) == (409, True)
    assert made(officer.patch(line, json={"quantity": "3"}))["quantity"] == "3"
    later = client.add_item(number, description="Of another case")
    assert officer.delete(f"{case}/items/{later}").status_code == 204
    mistaken = officer.post(f"{case}/goods", json=GOODS).headers["location"]
    assert officer.delete(mistaken).status_code == 204  # no one was told of it
    made(officer.post(f"/v1/procedures/{begun}/steps", json={**step, "withdrawn": True}))
    assert officer.delete(line).status_code == 204
    made(officer.post(f"/v1/procedures/{begun}/result", json={"result": "settled"}))
    assert officer.delete(f"{case}/items/{item}").status_code == 409
    assert service.parts[Audit].verify().faults == ()


def test_an_item_that_was_asked_about_stays(service: Service) -> None:
    dossier, officer = World(service).dossier(), service.as_("officer")
    refused = officer.delete(f"/v1/cases/{dossier.case_id}/items/{dossier.item_id}")
    addresses = {each["address"] for each in refused.json()["uses"]}
    assert {f"/enquiries/{dossier.enquiry_id}", f"/examinations/{dossier.examination_id}"} <= addresses
